"""How is a measurement shown? One line each: what, how many, ours, the baseline, the ratio, and what it should be."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

HOW_TO_READ = (
    "Each line: what · how many · ours · the baseline, measured in the same run · the ratio · the target."
)


@dataclass(frozen=True)
class Line:
    """One measurement. `good` says whether the target was met; None where there is none."""

    what: str
    size: str
    ours: str
    baseline: str = ""
    ratio: str = ""
    target: str = ""
    good: bool | None = None


def machine(scale: str) -> str:
    """What everything below was measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, {scale}"
    )


def title(words: str) -> None:
    """The heading of a bench."""
    print(f"\n{words}", flush=True)


def show(line: Line) -> None:
    """Print one line, as soon as it is measured."""
    verdict = {None: "", True: "met", False: "MISSED"}[line.good]
    print(
        f"  {line.what:<44} {line.size:>24}  {line.ours:>12}  {line.baseline:<42} {line.ratio:>8}  "
        f"{line.target:<22} {verdict}".rstrip(),
        flush=True,
    )


def compared(
    what: str,
    size: str,
    *,
    ours: float,
    baseline: float,
    named: str,
    at_least: float | None = None,
) -> Line:
    """Two times for the same work (seconds): how many times our speed is the baseline's."""
    ratio = baseline / ours
    return Line(
        what,
        size,
        seconds(ours),
        f"{named} {seconds(baseline)}",
        f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:.0f} ×",
        f"at least {at_least:g} ×" if at_least is not None else "",
        None if at_least is None else ratio >= at_least,
    )


def bounded(what: str, size: str, *, ours: float, at_most: float | None, beside: str = "") -> Line:
    """One time (seconds) that has a bound of its own."""
    return Line(
        what,
        size,
        seconds(ours),
        beside,
        "",
        f"at most {seconds(at_most)}" if at_most is not None else "",
        None if at_most is None else ours <= at_most,
    )


def seconds(time: float) -> str:
    """A time in the unit that suits it."""
    if time < 1e-3:
        return f"{time * 1e6:.1f} µs" if time < 1e-5 else f"{time * 1e6:.0f} µs"
    if time < 1:
        return f"{time * 1e3:.1f} ms"
    return f"{time:.1f} s"


def timed(act: Callable[[], object]) -> float:
    """How many seconds it took."""
    begin = perf_counter()
    act()
    return perf_counter() - begin


def typical(act: Callable[[], object], times: int) -> float:
    """The middle of so many runs, in seconds: what others on the machine do falls out."""
    return statistics.median(timed(act) for _ in range(max(1, times)))
