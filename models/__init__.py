"""What is remembered: rows, every query, the outbox, migrations."""
