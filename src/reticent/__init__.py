"""Reticent: remember what is necessary, show it to whom the policy allows, forget the rest, prove all three."""

__version__ = "0.1.0"
