"""What staff, vendors and the system did, in rows nobody can quietly change. Never what a patron read."""
