"""`make bench`: what Reticent's promises cost, each against a named baseline measured in the same run.

Times are of this machine and this minute; the ratios are what to compare. `SCALE=0.1` is quick, `SCALE=1` (the
default) takes a minute or two. Everything runs on state of its own in a temporary folder.
"""

import os
import platform
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Print the machine, then one table a room."""
    scale = float(os.environ.get("SCALE", "1"))
    with tempfile.TemporaryDirectory(prefix="reticent-bench-") as scratch:
        os.environ["RETICENT_HOME"] = str(Path(scratch) / "home")
        os.environ["RETICENT_KEYS"] = str(Path(scratch) / "keys")
        sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
        from reticent.doors.cli.installation import get_ready

        get_ready(may_begin=True)
        from benchmarks import deciding, drawer, ledger

        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, SCALE={scale:g}"
        )
        for name, room in (("Drawer and vault", drawer), ("Policy", deciding), ("Ledger", ledger)):
            print(f"\n{name}")
            for what, took, against in room.run(scale):
                print(f"  {what:<58} {took:>16}   {against}")


if __name__ == "__main__":
    main()
