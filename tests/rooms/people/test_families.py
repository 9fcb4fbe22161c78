"""Do guardian links, designations and wishes stand and end as noted, and go with the registration they lie beside?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from reticent import policy
from reticent.drawer import kinds
from reticent.drawer.slips import ChangedMeanwhile, Drawer, Writer
from reticent.people import families, patrons, spelling
from reticent.people.families import NewDesignation, NewLink
from reticent.people.patrons import CannotBeKept
from tests.conftest import NOW, TODAY, Town

DAY = timedelta(days=1)
GROWN = date(2030, 6, 3)


def beside(town: Town, person: str) -> Any:
    return town.to_open(*policy.vocabulary.BESIDE, subject=patrons.beside(person))


def unknown(_: str) -> str:
    """As if no card were registered."""
    return ""


def link(town: Town, child: str, name: str = "Bob Ash", **how: Any) -> None:
    given = {"guardian": "", "proof": "birth_certificate", "until": GROWN, **how}
    families.note_guardian(
        town.drawer, beside(town, child), person=child, child="Wren Ash", new=NewLink(name, **given), today=TODAY,
        registered_name=unknown,
    )  # fmt: skip


def send(town: Town, person: str, name: str = "Pat Elm", **how: Any) -> None:
    given = {"sent": "", "may": "collect", "proof": "card", "until": TODAY + 30 * DAY, **how}
    families.designate(
        town.drawer, beside(town, person), person=person, new=NewDesignation(name, **given), today=TODAY
    )


def there(town: Town, person: str, kind: str) -> list[dict[str, Any]]:
    found = families.found(town.drawer, beside(town, person), person=person, kind=kind)
    return sorted((dict(slip.payload) for slip in found), key=lambda kept: str(kept))


def wards(town: Town, guardian: str) -> list[str]:
    thing = families.ward_thing(guardian)
    return [
        s.payload["child"]
        for s in town.drawer.find_thing(town.to_open("guardian_link", thing=thing), thing=thing)
    ]


# -- guardian links


def test_one_slip_is_found_from_both_sides_and_gone_from_both_at_once(mansfield: Town) -> None:
    wren, bob = mansfield.register("1", "Wren Ash"), mansfield.register("2", "Bob Ash")
    link(mansfield, wren, guardian=bob)
    assert (there(mansfield, wren, "guardian_link")[0]["name"], wards(mansfield, bob)) == (
        "Bob Ash",
        ["Wren Ash"],
    )

    slip = families.found(mansfield.drawer, beside(mansfield, wren), person=wren, kind="guardian_link")[0]
    families.take_off(
        mansfield.drawer, beside(mansfield, wren), person=wren, kind="guardian_link",
        which=families.mark(slip), today=TODAY, days_after=0,
    )  # fmt: skip

    assert (there(mansfield, wren, "guardian_link"), wards(mansfield, bob)) == ([], [])


def test_no_row_says_who_belongs_to_whom(mansfield: Town) -> None:
    """Two children of one guardian: no column of any row repeats, and none holds a name in clear."""
    wren, lark, bob = (
        mansfield.register(str(n), name) for n, name in enumerate(("Wren Ash", "Lark Ash", "Bob Ash"))
    )
    link(mansfield, wren, guardian=bob)
    link(mansfield, lark, guardian=bob)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tag, thing_tag, sealed FROM reticent_slip")
        rows = [tuple(bytes(part) for part in row) for row in cursor.fetchall()]

    parts = [part for row in rows for part in row]
    assert len(set(parts)) == len(parts)
    assert not any(word in part for part in parts for word in (b"Ash", b"Wren", wren.encode(), bob.encode()))


def test_a_length_tells_a_link_from_a_designation_or_a_registration_as_little_as_a_wish_from_a_loan(
    mansfield: Town,
) -> None:
    long = "Alexandrina Bartholomea Quillfeather-Thistlewood of Storrs"
    people = [mansfield.register("1", "Al Ax"), mansfield.register("2", long)]
    for person, name, other in ((people[0], "B", ""), (people[1], long, people[0])):
        link(mansfield, person, name, guardian=other)
        send(mansfield, person, name, sent=other)
        families.wish(mansfield.drawer, beside(mansfield, person), person=person, wish="no_mail", today=TODAY)
    mansfield.lend(people[0], mansfield.item("30001"))

    lengths: dict[str, set[int]] = {}
    for row, inside in mansfield.drawer.everything():
        if inside.kind:
            lengths.setdefault(inside.kind.name, set()).add(len(row.sealed))

    assert lengths["guardian_link"] == lengths["designation"] == lengths["registration"]
    assert lengths["contact_wish"] == lengths["loan"]
    assert all(len(found) == 1 for found in lengths.values())


def test_the_same_guardian_noted_again_is_one_note_and_a_court_order_outlives_it(mansfield: Town) -> None:
    wren = mansfield.register("1", "Wren Ash")
    link(mansfield, wren, "Bob Ash", proof="custody_order", blocked=True)
    link(mansfield, wren, "ASH,  Bob")

    (kept,) = there(mansfield, wren, "guardian_link")
    assert (kept["blocked_on"], kept["proof"]) == (TODAY.isoformat(), "birth_certificate")


def test_two_households_are_two_notes(mansfield: Town) -> None:
    wren = mansfield.register("1", "Wren Ash")
    link(mansfield, wren, "Bob Ash")
    link(mansfield, wren, "Joan Oak", proof="court_paper")

    assert [kept["name"] for kept in there(mansfield, wren, "guardian_link")] == ["Bob Ash", "Joan Oak"]


@pytest.mark.clause("M19-07", "WE-13", "1-1d")
def test_a_note_ends_by_itself_in_the_night_of_the_day_of_coming_of_age(mansfield: Town) -> None:
    wren = mansfield.register("1", "Wren Ash")
    link(mansfield, wren, until=TODAY + DAY)
    link(mansfield, wren, "Joan Oak", until=TODAY + DAY, proof="custody_order", blocked=True)

    assert mansfield.purge().ended["guardian_link"] == 0
    assert mansfield.purge(now=NOW + DAY).ended["guardian_link"] == 2
    assert there(mansfield, wren, "guardian_link") == []


@pytest.mark.clause("M19-05")
def test_what_lies_beside_a_registration_goes_with_it_on_both_sides(mansfield: Town) -> None:
    wren = mansfield.register("1", "Wren Ash", expires=TODAY - timedelta(days=365))
    bob = mansfield.register("2", "Bob Ash")
    link(mansfield, wren, guardian=bob)
    send(mansfield, wren, sent=bob)
    families.wish(mansfield.drawer, beside(mansfield, wren), person=wren, wish="no_mail", today=TODAY)

    ended = mansfield.purge().ended

    assert {kind: n for kind, n in ended.items() if n} == {
        "registration": 1, "finder": ended["finder"], "guardian_link": 1, "designation": 1, "contact_wish": 1,
    }  # fmt: skip
    assert wards(mansfield, bob) == []
    assert not [found for kind in policy.vocabulary.BESIDE if (found := there(mansfield, wren, kind))]


def test_a_guardian_whose_own_card_ran_out_stays_the_childs_guardian(mansfield: Town) -> None:
    """The note is the child's: by her name and a photo id the guardian is known as before."""
    wren = mansfield.register("1", "Wren Ash")
    bob = mansfield.register("2", "Bob Ash", expires=TODAY - timedelta(days=365))
    link(mansfield, wren, guardian=bob)

    assert mansfield.purge().ended["registration"] == 1

    (kept,) = there(mansfield, wren, "guardian_link")
    assert families.names(kept, named="Bob Ash", persons=(), as_="guardian")


def test_somebody_sent_whose_own_card_ran_out_may_still_be_sent(mansfield: Town) -> None:
    """It is the patron's wish, and hers to take back; a photo id shows who stands here."""
    alice = mansfield.register("1", "Alice Oak")
    pat = mansfield.register("2", "Pat Elm", expires=TODAY - timedelta(days=365))
    send(mansfield, alice, sent=pat)

    mansfield.purge()

    (kept,) = there(mansfield, alice, "designation")
    assert families.may_be_sent(kept, today=TODAY)
    assert families.names(kept, named="Pat Elm", persons=(), as_="sent")


def test_everything_reads_alike_after_the_key_was_turned(mansfield: Town) -> None:
    wren, bob = mansfield.register("1", "Wren Ash"), mansfield.register("2", "Bob Ash")
    link(mansfield, wren, guardian=bob)
    send(mansfield, wren)
    before = [there(mansfield, wren, kind) for kind in policy.vocabulary.BESIDE]

    mansfield.purge(turn_now=True)

    assert [there(mansfield, wren, kind) for kind in policy.vocabulary.BESIDE] == before
    assert wards(mansfield, bob) == ["Wren Ash"]


# -- the day itself


payloads = st.fixed_dictionaries(
    {"until": st.dates(date(2026, 1, 1), date(2045, 1, 1)).map(date.isoformat)}
).map(lambda kept: {**kept, "removed_on": None})


@given(payloads, st.dates(date(2026, 1, 1), date(2046, 1, 1)))
def test_a_link_stands_until_the_day_before_and_on_no_day_after(kept: dict[str, Any], today: date) -> None:
    assert families.in_force(kept, today=today) == (today < date.fromisoformat(kept["until"]))
    due = kinds.named("guardian_link").is_due(kept, today=today, days_after=0)
    assert due == (not families.in_force(kept, today=today))


@given(st.dates(date(2008, 1, 1), date(2026, 11, 20)), st.integers(0, 86_399))
def test_the_right_ends_with_the_first_second_of_the_birthday_by_the_librarys_own_clock(
    born: date, second: int
) -> None:
    library = ZoneInfo("America/New_York")
    adopted = policy.shipped("wolcott-2016")
    kept = {"until": adopted.adult_on(born).isoformat(), "removed_on": None}
    midnight = datetime.combine(adopted.adult_on(born), datetime.min.time(), library).astimezone(UTC)

    for moment, stands in (
        (midnight - timedelta(seconds=1), True),
        (midnight + timedelta(seconds=second), False),
    ):
        assert families.in_force(kept, today=moment.astimezone(library).date()) == stands


@pytest.mark.clause("1-1d")
def test_who_is_born_on_29_february_comes_of_age_on_the_28th() -> None:
    grown = policy.shipped("wolcott-2016").adult_on(date(2012, 2, 29))
    kept = {"until": grown.isoformat(), "removed_on": None}

    assert grown == date(2030, 2, 28)
    assert families.in_force(kept, today=date(2030, 2, 27))
    assert not families.in_force(kept, today=date(2030, 2, 28))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2030-06-03", date(2030, 6, 3)),
        (" 2026-11-22 ", date(2026, 11, 22)),
        ("2044-11-21", date(2044, 11, 21)),
        ("2026-11-21", "past"),
        ("2012-06-03", "past"),
        ("2044-11-22", "more than 18 years"),
        ("", "Write the day"),
        ("June 3", "Write the day"),
    ],
)
def test_a_day_of_coming_of_age_lies_ahead_and_within_a_minority(typed: str, kept: Any) -> None:
    if isinstance(kept, date):
        assert families.comes_of_age(typed, today=TODAY, minor_age=18) == kept
        return
    with pytest.raises(CannotBeKept) as no:
        families.comes_of_age(typed, today=TODAY, minor_age=18)
    assert kept in no.value.fields["of_age"]


# -- who is named


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_name_is_matched_whole_and_nothing_matches_nobody(noted: str, asked: str) -> None:
    kept = {"name": noted, "guardian": ""}

    match = families.names(kept, named=asked, persons=(), as_="guardian")

    plain, other = spelling.plain(asked), spelling.plain(noted)
    assert match or not plain or plain != other
    assert not match or sorted(re.sub("[ -]", "", plain)) == sorted(re.sub("[ -]", "", other)) != []


def test_a_card_of_ones_own_counts_before_the_name() -> None:
    kept = {"name": "Bob Ash", "guardian": "p:1"}

    assert families.names(kept, named="29030002", persons=["p:1"], as_="guardian")
    assert not families.names(kept, named="Bob Ash", persons=["p:2"], as_="guardian")


# -- two desks at once


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("note_guardian", "guardian_link"),
        ("take_guardian_in", "guardian_link"),
        ("keep_out", "guardian_link"),
        ("let_in", "guardian_link"),
        ("take_off", "guardian_link"),
        ("designate", "designation"),
        ("wish", "contact_wish"),
    ],
)
def test_what_another_desk_changed_meanwhile_is_read_anew_and_done(
    mansfield: Town, verb: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wren, bob = mansfield.register("1", "Wren Ash"), mansfield.register("2", "Bob Ash")
    if verb in ("keep_out", "let_in", "take_off"):
        link(mansfield, wren, blocked=verb == "let_in")
    before = there(mansfield, wren, kind)
    slips = families.found(mansfield.drawer, beside(mansfield, wren), person=wren, kind=kind)
    which = {"which": families.mark(slips[0]) if slips else ""}
    given: dict[str, Any] = {
        "note_guardian": {"child": "Wren Ash", "new": NewLink("Bob Ash", bob, "photo_id", GROWN), "today": TODAY,
                          "registered_name": unknown},
        "take_guardian_in": {"guardian": bob, "until": GROWN, "today": TODAY, "write_down": lambda _: None},
        "keep_out": {**which, "today": TODAY},
        "let_in": which,
        "take_off": {**which, "kind": kind, "today": TODAY, "days_after": 0},
        "designate": {"new": NewDesignation("Pat Elm", "", "collect", "card", TODAY + DAY), "today": TODAY},
        "wish": {"wish": "no_mail", "today": TODAY},
    }[verb]  # fmt: skip
    usual, met = Drawer.writing, []

    @contextmanager
    def writing(self: Drawer) -> Iterator[Writer]:
        with usual(self) as writer:
            yield writer
            if not met:
                met.append(True)
                raise ChangedMeanwhile("as if another desk had been quicker")

    monkeypatch.setattr(Drawer, "writing", writing)
    permit = mansfield.to_open("registration", *policy.vocabulary.BESIDE)

    getattr(families, verb)(mansfield.drawer, permit, person=wren, **given)

    assert met
    assert there(mansfield, wren, kind) != before


# -- people sent, and wishes


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", TODAY.replace(year=2027)),
        ("2026-11-21", TODAY),
        ("2027-11-22", date(2027, 11, 22)),
        ("2027-11-23", None),
        ("2026-11-20", None),
        ("soon", None),
    ],
)
def test_a_patron_is_asked_again_each_year_whom_she_sends(typed: str, kept: date | None) -> None:
    if kept:
        assert families.last_day(typed, today=TODAY) == kept
        return
    with pytest.raises(CannotBeKept):
        families.last_day(typed, today=TODAY)


def test_the_last_day_counts_and_the_next_night_it_goes(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Oak")
    send(mansfield, alice, until=TODAY)
    (kept,) = there(mansfield, alice, "designation")

    assert families.may_be_sent(kept, today=TODAY)
    assert not families.may_be_sent(kept, today=TODAY + DAY)
    assert mansfield.purge().ended["designation"] == 0
    assert mansfield.purge(now=NOW + DAY).ended["designation"] == 1


def test_the_same_wish_is_kept_once_and_goes_when_it_is_taken_back(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Oak")
    for wish in ("no_phone", "no_phone", "no_mail"):
        families.wish(mansfield.drawer, beside(mansfield, alice), person=alice, wish=wish, today=TODAY)
    assert len(there(mansfield, alice, "contact_wish")) == 2

    for slip in families.found(mansfield.drawer, beside(mansfield, alice), person=alice, kind="contact_wish"):
        families.take_off(
            mansfield.drawer, beside(mansfield, alice), person=alice, kind="contact_wish",
            which=families.mark(slip), today=TODAY, days_after=0,
        )  # fmt: skip

    assert there(mansfield, alice, "contact_wish") == []


def test_where_the_policy_keeps_it_some_days_after_it_is_over_all_the_same(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Oak")
    send(mansfield, alice)
    (slip,) = families.found(mansfield.drawer, beside(mansfield, alice), person=alice, kind="designation")

    families.take_off(
        mansfield.drawer, beside(mansfield, alice), person=alice, kind="designation",
        which=families.mark(slip), today=TODAY, days_after=7,
    )  # fmt: skip

    (kept,) = there(mansfield, alice, "designation")
    assert not families.may_be_sent(kept, today=TODAY)


def test_what_is_gone_is_not_changed_and_says_to_look_again(mansfield: Town) -> None:
    alice = mansfield.register("1", "Alice Oak")

    with pytest.raises(families.NotThere, match="Look again"):
        families.keep_out(mansfield.drawer, beside(mansfield, alice), person=alice, which="00", today=TODAY)
