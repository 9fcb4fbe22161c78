"""What do Reticent's promises cost? One file a bench; `python -m benchmarks` runs them all."""
