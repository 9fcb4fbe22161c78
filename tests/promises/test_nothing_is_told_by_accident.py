"""Does what holds a name or a title for a page say it in a trace or a log line, should it ever stand in one?"""

import dataclasses
import inspect
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

from reticent.access import records
from reticent.access import sealed as access_to_sealed
from reticent.disclosure.sealed import acts, room
from reticent.doors.web import shown
from reticent.doors.web.shown.cards import Card, Fact, Line, Lines
from reticent.doors.web.shown.desk import Desk

PAGES = [import_module(f"{shown.__name__}.{part.name}") for part in iter_modules(shown.__path__)]
TELLING = [records, access_to_sealed, acts, room]


def dataclasses_of(module: ModuleType) -> list[type]:
    return [
        each
        for _, each in inspect.getmembers(module, dataclasses.is_dataclass)
        if isinstance(each, type) and each.__module__ == module.__name__
    ]


@pytest.mark.parametrize("room", [*PAGES, *TELLING], ids=lambda room: room.__name__.rpartition(".")[2])
def test_what_is_made_to_be_shown_is_shown_only_on_a_page(room: ModuleType) -> None:
    telling = {each.__name__ for each in dataclasses_of(room) if each.__repr__ is not object.__repr__}

    assert dataclasses_of(room)
    assert telling == set()


def test_a_card_in_a_trace_says_neither_name_nor_title() -> None:
    facts = (Fact("Name", "Alice Quillfeather"),)
    lines = Lines("Out", "Title", "Due", (Line("Persuasion"),))
    card = Card("allowed", "Lend", "Lend.", facts=facts, tables=(lines,))

    told = repr([card, facts, lines, Desk((), card=card, typed="Alice")])

    assert "Alice" not in told
    assert "Persuasion" not in told
