"""What is due, the purge, its certificate, the backups, the proof that forgetting works."""
