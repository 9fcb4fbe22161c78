"""Other systems, as our plain values and back."""
