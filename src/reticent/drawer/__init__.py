"""The one table of everything about persons."""
