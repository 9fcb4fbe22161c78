"""Is what the desk notes, or the patron takes back, allowed, written down first, and then done?"""

from datetime import date
from typing import Any

import pytest

from reticent.access import doorway, families
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.access.families import NotHere, TypedGuardian, TypedSent
from reticent.drawer.slips import Writer
from reticent.ledger import log
from reticent.people.patrons import CannotBeKept
from reticent.records import looks
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import (
    ALL,
    BOB,
    DAY,
    FORM,
    M19,
    NC,
    OLD,
    WO,
    WREN,
    act,
    ask,
    library,
    link,
    mark,
    seen,
    there,
)

# -- what the desk notes


ACTS = pytest.mark.parametrize(
    ("name", "kind", "outcome", "proof"),
    [
        ("note_guardian", "guardian_link", "guardian_noted", "birth_certificate"),
        ("designate", "designation", "sent_noted", "card"),
        ("wish", "contact_wish", "wish_noted", ""),
    ],
)


class Stop(Exception):
    pass


@pytest.mark.clause("S-3", "4-193(f)")
@ACTS
def test_an_act_is_written_down_for_the_patron_and_in_the_ledger_before_it_is_done(
    town: Any, name: str, kind: str, outcome: str, proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)

    def failing(*_: object, **__: object) -> None:
        raise Stop

    put = Writer.put

    def putting(self: Writer, **how: Any) -> None:
        if how["kind"] == kind:
            raise Stop
        put(self, **how)

    for where, what, instead in (
        (looks, "write_down", failing), (log, "append", failing), (Writer, "put", putting),
    ):  # fmt: skip
        with monkeypatch.context() as broken:
            broken.setattr(where, what, instead)
            with pytest.raises(Stop):
                act(place, name)
        assert there(place, kind) == []

    act(place, name)

    assert len(there(place, kind)) == 1
    assert set(seen(place)) == {("registration", outcome, proof)}
    leaf = log.entries("mansfield")[0].entry
    assert (leaf.action, leaf.role) == ("correction", "registration")


@ACTS
def test_without_the_duty_nothing_is_noted(town: Any, name: str, kind: str, outcome: str, proof: str) -> None:
    place: Any = library(town, M19)

    with pytest.raises(NoDuty):
        act(place, name, staff=place.staff("page", "circulation"))

    assert (there(place, kind), [s[1] for s in seen(place)]) == ([], ["refused"])


@pytest.mark.parametrize(
    ("policy_id", "name", "outcome"),
    [
        pytest.param(OLD, "note_guardian", "refused", marks=pytest.mark.clause("MC-05")),
        pytest.param(NC, "note_guardian", "referred", marks=pytest.mark.clause("NC-06")),
        pytest.param(OLD, "designate", "referred", marks=pytest.mark.clause("MC-05")),
    ],
)
def test_what_the_policy_has_no_use_for_is_not_noted_and_that_is_written_down(
    town: Any, policy_id: str, name: str, outcome: str
) -> None:
    place = library(town, policy_id)

    with pytest.raises(NotHere) as no:
        act(place, name)

    assert (no.value.decision.outcome, [s[1] for s in seen(place)]) == (outcome, [outcome])
    assert no.value.decision.next_steps
    assert there(place, "guardian_link") + there(place, "designation") == []


@pytest.mark.clause("WO-06", "M19-07")
def test_the_day_is_asked_only_where_no_registration_holds_it(town: Any) -> None:
    wolcott: Any = library(town, WO, adult_on=date(2034, 2, 1))
    mansfield: Any = library(town, M19)

    assert not families.asks_day(wolcott.library, person=wolcott.wren)
    assert families.asks_day(mansfield.library, person=mansfield.wren)
    blank = {"typed": TypedGuardian("Bob Ash", "", "photo_id", "")}
    assert act(wolcott, "note_guardian", **blank) == date(2034, 2, 1)
    with pytest.raises(CannotBeKept) as no:
        act(mansfield, "note_guardian", **blank)
    assert set(no.value.fields) == {"of_age"}


@pytest.mark.clause("M19-03", "NC-03", "WE-06")
def test_no_birth_date_is_asked_and_the_registration_learns_no_day(town: Any) -> None:
    place: Any = library(town, M19)

    act(place, "note_guardian")

    (kept,) = place.drawer.find(place.to_open("registration"), subject=place.wren)
    assert kept.payload["adult_on"] is None
    assert there(place, "guardian_link")[0]["until"] == "2031-06-03"


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"name": " ", "proof": "", "of_age": "then"}, {"guardian_name", "guardian_proof", "of_age"}),
        ({"card": WREN}, {"guardian_card"}),
        # whether a card is anybody's is not said beside anything else that is wrong
        ({"card": "29039999", "name": " "}, {"guardian_name"}),
        ({"card": BOB, "of_age": ""}, {"of_age"}),
        ({"card": WREN, "proof": ""}, {"guardian_proof"}),
        ({"name": "x" * 61}, {"guardian_name"}),
        ({"proof": "a smile"}, {"guardian_proof"}),
    ],
)
def test_what_cannot_be_kept_of_a_guardian_is_not_written_down_and_not_repeated(
    town: Any, form: dict[str, str], wrong: set[str]
) -> None:
    place = library(town, M19)

    with pytest.raises(CannotBeKept) as no:
        act(place, "note_guardian", typed=TypedGuardian(**{**vars(FORM), **form}))

    assert set(no.value.fields) == wrong
    assert not any(len(typed) > 3 and typed in str(no.value) for typed in form.values())
    assert (seen(place), there(place, "guardian_link")) == ([], [])


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("note_guardian", TypedGuardian("Bob Ash", "29039999", "birth_certificate", "2031-06-03"), "guardian_card"),
        ("designate", TypedSent("Pat Elm", "29039999", "collect", "card", ""), "sent_card"),
    ],
)  # fmt: skip
def test_a_card_that_is_nobodys_is_not_tried_without_a_trace(
    town: Any, name: str, typed: Any, field: str
) -> None:
    place: Any = library(town, M19)

    with pytest.raises(CannotBeKept) as no:
        act(place, name, typed=typed)

    assert set(no.value.fields) == {field}
    of_staff = place.drawer.find(place.to_open("look"), subject=f"staff:{place.clara.pk}")
    assert [(s.payload["purpose"], s.payload["outcome"]) for s in of_staff] == [("registration", "nobody")]
    assert (seen(place), there(place, "guardian_link"), there(place, "designation")) == ([], [], [])


def test_a_registered_guardian_is_noted_by_her_card_and_sees_it_on_her_page(town: Any) -> None:
    place: Any = library(town, M19)

    act(place, "note_guardian", typed=TypedGuardian("Bob Ash", BOB, "birth_certificate", "2031-06-03"))

    own = doorway.own_record(place.library, person=place.bob, now=NOW)
    assert own.record.noted.wards == ("Wren Ash",)


@pytest.mark.clause("M19-07", "1-1d")
def test_of_somebody_known_to_be_grown_no_guardian_is_noted(town: Any) -> None:
    place: Any = library(town, M19)
    link(place, until=TODAY + DAY)

    with pytest.raises(NotHere) as no:
        families.note_guardian(place.library, place.clara, person=place.wren, typed=FORM, now=NOW + DAY)

    assert no.value.decision.rule == "note.guardian_of_an_adult"


def test_a_court_order_is_noted_by_the_desk_and_taken_off_by_the_director_alone(town: Any) -> None:
    place: Any = library(town, M19)
    director = place.staff("dora", *ALL, title="director")
    act(place, "note_guardian")
    which = {"person": place.wren, "which": mark(place, "guardian_link"), "now": NOW}
    families.keep_out(place.library, place.clara, **which)
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.kept_out"

    for attempt in (
        lambda: families.let_in(place.library, place.clara, **which),
        lambda: families.take_off(place.library, place.clara, kind="guardian_link", **which),
    ):
        with pytest.raises(NotHere) as no:
            attempt()
        assert no.value.decision.rule == "note.court_order_stays"
    act(place, "note_guardian")
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.kept_out"

    families.let_in(place.library, director, **{**which, "which": mark(place, "guardian_link")})
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).decision.rule == "guardian.allowed"


def test_a_guardian_taken_off_is_gone_at_once(town: Any) -> None:
    place: Any = library(town, M19)
    act(place, "note_guardian")

    families.take_off(
        place.library,
        place.clara,
        person=place.wren,
        kind="guardian_link",
        which=mark(place, "guardian_link"),
        now=NOW,
    )

    assert there(place, "guardian_link") == []
    assert ask(place, Asking.guardian("guardian_link", "Bob Ash")).record is None


@pytest.mark.parametrize("name", ["keep_out", "let_in", "take_off"])
def test_an_act_that_was_written_down_is_done_although_the_key_was_turned_meanwhile(
    town: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = library(town, M19)
    link(place, blocked=name == "let_in")
    director = place.staff("dora", *ALL, title="director")
    usual = doorway.write_down

    def writing_down(*given: Any, **how: Any) -> None:
        usual(*given, **how)
        place.purge(turn_now=True)

    monkeypatch.setattr(doorway, "write_down", writing_down)
    kind = {"kind": "guardian_link"} if name == "take_off" else {}
    getattr(families, name)(
        place.library, director, person=place.wren, which=mark(place, "guardian_link"), now=NOW, **kind
    )

    assert [bool(link["blocked_on"]) for link in there(place, "guardian_link")] == {
        "keep_out": [True], "let_in": [False], "take_off": [],
    }[name]  # fmt: skip


# -- what the patron takes back herself


@pytest.mark.parametrize("kind", ["designation", "contact_wish"])
def test_a_patron_of_age_takes_back_whom_she_sends_and_a_wish_and_it_is_written_down(
    town: Any, kind: str
) -> None:
    place: Any = library(town, M19)
    act(place, "designate")
    act(place, "wish")

    families.take_back(place.library, person=place.wren, kind=kind, which=mark(place, kind), now=NOW)

    assert there(place, kind) == []
    assert len(seen(place)) == 3
    by = [s.payload["by_role"] for s in place.drawer.find(place.to_open("look"), subject=place.wren)]
    assert sorted(by) == ["desk", "desk", "you"]
    assert log.entries("mansfield")[0].entry.role == "own_record"


@pytest.mark.parametrize("kind", ["designation", "contact_wish", "guardian_link"])
def test_a_minor_takes_nothing_back_alone_and_nobody_a_guardian(town: Any, kind: str) -> None:
    place: Any = library(town, M19)
    for name in ("designate", "wish", "note_guardian"):
        act(place, name)

    with pytest.raises(NotHere) as no:
        families.take_back(place.library, person=place.wren, kind=kind, which=mark(place, kind), now=NOW)

    assert no.value.decision.rule == "note.minor_at_the_desk"
    assert len(there(place, kind)) == 1
