"""Mail that comes in: what the bytes of a message say. What is done about it lives in tasks; how it is fetched, in notifications."""
