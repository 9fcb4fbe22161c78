"""The one doorway through which a slip is opened, for a stated purpose."""
