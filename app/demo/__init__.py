"""The demonstration: one office, three months, from the plan to the circulars."""
