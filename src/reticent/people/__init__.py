"""Patrons, their guardians, the staff who serve them, and the libraries they belong to."""
