"""What must not leave this process by itself: its memory, which holds keys while it works."""

import resource


def no_core_dumps() -> None:
    """A crash writes no core file: one would hold the working keys of every open generation."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
