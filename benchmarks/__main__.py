"""`make bench`: every bench, each against a named baseline measured in the same run.

`python -m benchmarks [NAME…]` runs all, or some. Times are of this machine and this minute; the ratios are what to
compare. `SCALE=0.01` is a hundredth of the sizes and says nothing about speed; `SCALE=full` goes to ten million.
Each bench is a process of its own, with an installation of its own in a temporary folder. A bench that cannot run is
said at the end, and the exit code is 1.
"""

import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks import ground, sizes, table

# In the order of the report: each with the databases it runs on.
BENCHES: dict[str, tuple[str, ...]] = {
    "lending": ground.STORES,
    "listing": ground.STORES,
    "forgetting": ground.STORES,
    "ledger": ground.STORES,
    "deciding": ("sqlite",),
    "desk": ("sqlite",),
}


def main(arguments: list[str]) -> int:
    """Run what is named, or all; 0 only if everything ran."""
    if arguments[:1] == ["--inside"]:
        _inside(*arguments[1:])
        return 0
    if unknown := [name for name in arguments if name not in BENCHES]:
        print(
            f"There is no bench called {', '.join(unknown)}. There are: {', '.join(BENCHES)}.",
            file=sys.stderr,
        )
        return 2
    print(table.machine(sizes.said()))
    if sizes.FULL:
        print(sizes.ESTIMATE)
    print(table.HOW_TO_READ, flush=True)
    began, failed = perf_counter(), []
    for name in arguments or BENCHES:
        for store in BENCHES[name]:
            if not _as_a_process(name, store):
                failed.append(f"{name} on {store}")
    print(f"\nall of it took {perf_counter() - began:.0f} s")
    if failed:
        print(f"\nCOULD NOT RUN: {', '.join(failed)}. What went wrong stands above.")
    return 1 if failed else 0


def _as_a_process(name: str, store: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="reticent-bench-") as scratch:
        here = Path(__file__).resolve().parent.parent
        paths = [str(here / "src"), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "BENCH_SCRATCH": scratch}
        for given in ("RETICENT_DATABASE", "RETICENT_LEDGER_DATABASE"):
            env.pop(given, None)
        command = [sys.executable, "-m", "benchmarks", "--inside", name, store]
        return subprocess.run(command, env=env, cwd=here, check=False).returncode == 0


def _inside(name: str, store: str) -> None:
    bench = importlib.import_module(f"benchmarks.{name}")
    with ground.installation(store) as version:
        table.title(f"{bench.TITLE}, {version}")
        for line in bench.run():
            table.show(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
