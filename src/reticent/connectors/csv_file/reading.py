"""Reads the three files as a stream: good rows as values, bad rows as their line and what is wrong with them.

What is wrong with the file as a whole (no such file, not UTF-8, a header we do not know) raises `Malformed`
before the first row, all of it at once. What is wrong with a row costs that row only: a quote that is opened
and never closed does not swallow the rows after it. Nothing said here repeats a cell.

Memory stays small whatever the file is: one line is at most `LONGEST_LINE` characters, one row at most
`MOST_LINES` lines.
"""

import csv
import re
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar

from reticent.connectors.csv_file.rows import (
    ITEMS,
    LOANS,
    LONGEST,
    REGISTRATIONS,
    CannotBeRead,
    Column,
    ItemRow,
    LoanRow,
    Problem,
    RegistrationRow,
    Shape,
)
from reticent.errors import Malformed

LONGEST_LINE = 65_536
MOST_LINES = 20

# C0 and C1 controls, line and paragraph separators, and the marks that turn text around on a screen.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LINE_BREAK = re.compile(r"\s*(?:\r\n|\r|\n)\s*")
_UNDECODED = re.compile("[\udc80-\udcff]")

_BAD_QUOTE = 'a quote (") is not closed, or stands inside a cell that is not quoted'

V = TypeVar("V", RegistrationRow, ItemRow, LoanRow)


@dataclass(frozen=True, slots=True)
class Row(Generic[V]):
    """A row that says something: on which line it begins, and what it says."""

    line: int
    value: V


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken: its line, the column at fault (empty: the whole row), and why."""

    line: int
    column: str
    reason: str
    also: tuple[Problem, ...] = ()

    def text(self, file: Path | str) -> str:
        """For people: “loans.csv:17: due_on: not a date (write YYYY-MM-DD)”."""
        problems = [(self.column, self.reason), *self.also]
        said = "; ".join(f"{column}: {reason}" if column else reason for column, reason in problems)
        return f"{Path(file).name}:{self.line}: {said}"


def registrations(path: Path) -> "Reading[RegistrationRow]":
    """Read registrations.csv. Raises `Malformed` at once if it is no such file."""
    return Reading(path, REGISTRATIONS)


def items(path: Path) -> "Reading[ItemRow]":
    """Read items.csv. Raises `Malformed` at once if it is no such file."""
    return Reading(path, ITEMS)


def loans(path: Path) -> "Reading[LoanRow]":
    """Read loans.csv. Raises `Malformed` at once if it is no such file."""
    return Reading(path, LOANS)


class Reading(Generic[V]):
    """A file, to be read as often as wanted; `total_lines` counts its lines, header and blank ones too."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self.path = Path(path)
        self.total_lines = _look_over(self.path)
        self._shape = shape
        with _opened(self.path) as file:
            self._columns, self._header_lines = _header(self.path, shape, file)

    def __repr__(self) -> str:
        return f"<Reading of {self._shape.kind}, {self.total_lines} lines>"

    def __iter__(self) -> Iterator[Row[V] | BadRow]:
        width = len(self._columns)
        try:
            with _opened(self.path) as file:
                for line, cells in _records(file, after=self._header_lines, width=width):
                    if cells is None:
                        yield BadRow(line, "", _BAD_QUOTE)
                    elif len(cells) != width:
                        yield BadRow(line, "", f"{len(cells)} columns where the header has {width}")
                    else:
                        yield self._row(line, cells)
        except (UnicodeDecodeError, OSError):
            raise Malformed(f"{self.path.name} changed while it was read. Run this again.") from None

    def _row(self, line: int, cells: list[str]) -> Row[V] | BadRow:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for column, cell in zip(self._columns, cells, strict=True):
            try:
                values[column.name] = column.read(_clean(column, cell))
            except CannotBeRead as problem:
                problems.append((column.name, str(problem)))
        if not problems:
            for column in self._shape.columns:
                if column.name not in values:
                    values[column.name] = column.read("")
            problems = self._shape.checks(values)
        if problems:
            (column_name, reason), *also = problems
            return BadRow(line, column_name, reason, tuple(also))
        return Row(line, self._shape.row(**values))


def _records(file: TextIO, *, after: int, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Each record's first line and its cells, or None where its quotes make no sense; no blank lines."""
    # Lines read in search of a closing quote wait here when there was none: they may be rows of their own.
    waiting: deque[str] = deque()

    def next_line() -> str:
        return waiting.popleft() if waiting else file.readline(LONGEST_LINE + 1)

    for _ in range(after):
        next_line()
    number = after
    while line := next_line():
        number += 1
        if '"' not in line:
            if line.strip():
                yield number, line.rstrip("\r\n").split(",")
            continue
        lines = [line]
        quote_is_open = line.count('"') % 2
        while quote_is_open and len(lines) < MOST_LINES and (more := next_line()):
            lines.append(more)
            quote_is_open ^= more.count('"') % 2
        cells = None if quote_is_open else _cells("".join(lines))
        if len(lines) == 1:
            yield number, cells
        elif cells is not None and len(cells) == width:
            yield number, cells
            number += len(lines) - 1
        else:
            waiting.extendleft(reversed(lines[1:]))
            yield number, None


def _clean(column: Column, cell: str) -> str:
    """The cell without the blanks around it; refuses what no cell may hold."""
    cell = cell.strip()
    if not cell.isprintable() and _CONTROL.search(cell):
        if column.may_break_lines:
            cell = _LINE_BREAK.sub(" ", cell)
        if _CONTROL.search(cell):
            raise CannotBeRead("holds a control character or a line break")
    if len(cell) > LONGEST:
        raise CannotBeRead(f"longer than {LONGEST} characters")
    return cell


def _cells(record: str) -> list[str] | None:
    """The cells of one record by RFC 4180, or None where its quotes make no sense."""
    try:
        rows = list(csv.reader([record], strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


# --- the file as a whole


def _opened(path: Path) -> TextIO:
    # newline="": line ends inside quotes stay as they are, and \r, \n and \r\n each end a line.
    return path.open("r", encoding="utf-8-sig", newline="")


def _look_over(path: Path) -> int:
    """The number of lines; raises `Malformed` if this is no text file that can be read line by line."""
    name = path.name
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise Malformed(f"{path} is a folder. Name the CSV file in it.")
        if not stat.S_ISREG(kind):
            raise Malformed(f"{path} is not an ordinary file. Save it to disk first: it is read twice.")
        lines = 0
        with _opened(path) as file:
            while line := file.readline(LONGEST_LINE + 1):
                lines += 1
                if "\0" in line:
                    raise Malformed(f"{name}:{lines}: holds NUL bytes. Save it as “CSV UTF-8” and try again.")
                if len(line) > LONGEST_LINE:
                    raise Malformed(f"{name}:{lines}: a line of over {LONGEST_LINE} characters. Is this CSV?")
    except UnicodeDecodeError:
        raise Malformed(
            f"{name}:{_line_that_is_not_utf8(path)}: not UTF-8. Save the file as “CSV UTF-8” and try again."
        ) from None
    except FileNotFoundError:
        raise Malformed(f"There is no file {path}.") from None
    except PermissionError:
        raise Malformed(f"{path} may not be read by this account. Change its permissions.") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "no such name is possible"
        raise Malformed(f"{path!s:.200} cannot be read: {reason}.") from None
    if lines == 0:
        raise Malformed(f"{name} is empty. Its first line must name the columns.")
    return lines


def _line_that_is_not_utf8(path: Path) -> int:
    with path.open("r", encoding="utf-8", errors="surrogateescape", newline="") as file:
        line = 1
        while (text := file.readline(LONGEST_LINE)) and not _UNDECODED.search(text):
            line += text.endswith(("\n", "\r"))
        return line


def _header(path: Path, shape: Shape, file: TextIO) -> tuple[tuple[Column, ...], int]:
    """The columns in the file's order, and on how many lines the header ends; all problems at once."""
    name = path.name
    lines = 0
    text = ""
    while not text.strip():
        text = file.readline(LONGEST_LINE + 1)
        lines += 1
        if not text:
            raise Malformed(f"{name} is empty. Its first line must name the columns.")
    given = [cell.strip() for cell in _cells(text.rstrip("\r\n")) or ()]
    known = {column.name: column for column in shape.columns}
    found = [cell for cell in given if cell in known]
    wanted = f"{name}: the first line must name the columns: {', '.join(shape.names)}"
    if not found and not any(_nearest(cell, shape) for cell in given):
        # A file without a header begins with a patron: her row is not repeated here.
        if text.count(";") >= 3 or text.count("\t") >= 3:
            raise Malformed(f"{name}: the columns are separated by semicolons or tabs. Save it with commas.")
        raise Malformed(f"{wanted}. It names none of them.")
    problems = []
    for position, cell in enumerate(given, 1):
        if cell in known:
            if given.index(cell) != position - 1:
                problems.append(f"column {position}: “{cell}” is named twice")
        elif not cell:
            problems.append(f"column {position}: has no name")
        elif nearest := _nearest(cell, shape):
            problems.append(f"column {position}: “{cell}” is not known; did you mean “{nearest}”?")
        else:
            problems.append(f"column {position}: not known; take it out")
    for column in shape.columns:
        if not column.may_be_missing and column.name not in found:
            problems.append(f"“{column.name}” is missing")
    if problems:
        raise Malformed(wanted + ".", problems=[f"{name}:{lines}: {problem}" for problem in problems])
    return tuple(known[cell] for cell in given), lines


def _nearest(cell: str, shape: Shape) -> str:
    """The column this was probably meant to be, or nothing."""
    word = re.sub(r"[\s._-]+", "_", cell.casefold())
    if len(cell) > 40 or _CONTROL.search(cell):
        return ""
    return next(iter(get_close_matches(word, shape.names, n=1, cutoff=0.7)), "")
