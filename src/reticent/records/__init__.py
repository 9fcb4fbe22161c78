"""What a library records about the use of its things, one file a kind; and the things themselves."""
