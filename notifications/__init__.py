"""What is said: verdicts → letters, letters → mails, and the senders."""
