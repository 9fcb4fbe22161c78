"""How large is a run? `SCALE` in the environment: a factor, or `full`."""

import os

_SAID = os.environ.get("SCALE", "1")
FULL = _SAID == "full"
SCALE = 1.0 if FULL else float(_SAID)

ESTIMATE = (
    "SCALE=full adds ten million ended slips on PostgreSQL, more lending, and an audit of a million rows: about\n"
    "30 minutes on 2 cores, and about 12 GB of room in the temporary folder (TMPDIR) while it runs."
)


def said() -> str:
    """The scale as it was asked for."""
    return f"SCALE={_SAID}"


def of(usual: int, *, full: int | None = None, least: int = 1) -> int:
    """How many: the usual number times the scale, or the full one."""
    if FULL and full is not None:
        return full
    return max(least, round(usual * SCALE))
