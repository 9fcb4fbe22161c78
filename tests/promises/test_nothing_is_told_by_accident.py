"""Does what holds a name or a title for a page say it in a trace or a log line, should it ever stand in one?"""

import dataclasses
import inspect
from types import ModuleType

import pytest

from reticent.access import records
from reticent.doors.web import shown


def dataclasses_of(module: ModuleType) -> list[type]:
    return [
        each
        for _, each in inspect.getmembers(module, dataclasses.is_dataclass)
        if isinstance(each, type) and each.__module__ == module.__name__
    ]


@pytest.mark.parametrize("room", [shown, records], ids=["pages", "records"])
def test_what_is_made_to_be_shown_is_shown_only_on_a_page(room: ModuleType) -> None:
    telling = {each.__name__ for each in dataclasses_of(room) if each.__repr__ is not object.__repr__}

    assert dataclasses_of(room)
    assert telling == set()


def test_a_card_in_a_trace_says_neither_name_nor_title() -> None:
    facts = (shown.Fact("Name", "Alice Quillfeather"),)
    lines = shown.Lines("Out", "Title", "Due", (shown.Line("Persuasion"),))
    card = shown.Card("allowed", "Lend", "Lend.", facts=facts, tables=(lines,))

    told = repr([card, facts, lines, shown.Desk((), card=card, typed="Alice")])

    assert "Alice" not in told
    assert "Persuasion" not in told
