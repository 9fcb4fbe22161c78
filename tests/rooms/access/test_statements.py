"""What may a patron put right herself, and where does what she says of her record go (CGS 4-193(h))?"""

from typing import Any

import pytest

from reticent.access import doorway, families, joining, registrations
from reticent.access.asking import Asking
from reticent.access.families import NotHere
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people import patrons
from reticent.people.patrons import CannotBeKept
from tests.conftest import NOW, TODAY, Town

M19, WO, WE, NC = "mansfield-2019", "wolcott-2016", "weston-2017", "new-canaan-2018"
WREN = "29030001"
SAID = "I never had it."
DESK = ("circulation", "registration", "accounts")


def library(town: Any, policy_id: str = M19) -> tuple[Town, str]:
    place = town(policy_id.rpartition("-")[0], policy_id=policy_id)
    person = place.register(WREN, "Wren Ash", pin="4711")
    place.lend(person, place.item("30001", "Emma"))
    return place, person


def say(place: Town, person: str, about: str = "loan", words: str = SAID) -> None:
    families.state_myself(place.library, person=person, about=about, words=words, now=NOW)


def said(place: Town, purpose: str, **how: Any) -> list[tuple[str, str]]:
    """What is read of her statements at the desk."""
    staff = place.staff(f"clara{len(log.entries(place.library.slug))}", *DESK)  # type: ignore[attr-defined]
    answer = doorway.look(place.library, staff, purpose=purpose, now=NOW, handle=WREN, **how)
    assert answer.record is not None
    return [(each.about, each.words) for each in answer.record.noted.statements]


@pytest.mark.clause("4-193(h)")
def test_a_statement_is_read_with_the_part_that_it_is_about_and_with_no_other(town: Any) -> None:
    place, person = library(town)

    say(place, person, "loan", " I never\r\n had it. ")
    say(place, person, "registration", "I moved in March.")

    assert said(place, "account", asking=Asking.patron("card")) == [("loan", "I never\nhad it.")]
    assert said(place, "registration") == [("registration", "I moved in March.")]
    assert said(place, "lend") == []
    own = doorway.own_record(place.library, person=person, now=NOW)
    assert [each.about for each in own.record.noted.statements] == ["registration", "loan"]


def test_who_says_something_else_says_it_instead_and_takes_it_back_alone(town: Any) -> None:
    place, person = library(town)
    say(place, person)
    say(place, person, words="It was my sister's.")
    (mine,) = doorway.own_record(place.library, person=person, now=NOW).record.noted.statements
    assert mine.words == "It was my sister's."

    families.take_back(place.library, person=person, kind="statement", which=mine.mark, now=NOW)

    own = doorway.own_record(place.library, person=person, now=NOW)
    assert own.record.noted.statements == ()
    assert "statement" not in {held.kind for held in own.held}
    assert [look.outcome for look in own.record.looks].count("stated") == 2
    assert "statement_taken_back" in {look.outcome for look in own.record.looks}


def test_a_statement_that_cannot_be_kept_changes_nothing_and_says_why(town: Any) -> None:
    place, person = library(town)

    for about, words, wrong in (
        ("", SAID, {"about"}),
        ("look", SAID, {"about"}),
        ("loan", " \n ", {"words"}),
        ("loan", "x" * 1001, {"words"}),
        ("", "", {"about", "words"}),
    ):
        with pytest.raises(CannotBeKept) as cannot:
            say(place, person, about, words)
        assert set(cannot.value.fields) == wrong

    assert doorway.own_record(place.library, person=person, now=NOW).record.looks == ()


@pytest.mark.parametrize(
    ("policy_id", "section"), [(M19, ("4-193(h)",)), (WO, ("4-193(h)",)), (WE, ("4-193(h)",)), (NC, ())]
)
@pytest.mark.clause("4-193(h)")
def test_until_when_it_is_kept_is_said_by_the_law_where_it_binds_and_by_us_elsewhere(
    town: Any, policy_id: str, section: tuple[str, ...]
) -> None:
    place, person = library(town, policy_id)
    say(place, person)

    held = {each.kind: each for each in doorway.own_record(place.library, person=person, now=NOW).held}

    assert held["statement"].clauses == section
    assert ("its own courtesy" in held["statement"].rule) == (not section)


def test_it_goes_with_the_registration_when_the_account_is_closed(town: Any) -> None:
    place, person = library(town)
    say(place, person)
    place.take_back(place.item("30001"))

    joining.close(place.library, place.staff("dora", *DESK), person=person, now=NOW)

    assert not any(inside.kind is kinds.named("statement") for _, inside in place.drawer.everything())


@pytest.mark.clause("4-193(h)")
def test_a_patron_puts_her_phone_and_e_mail_right_herself_and_is_found_by_them(town: Any) -> None:
    place, person = library(town)

    registrations.correct_myself(
        place.library, person=person, phone="860 555 0177", email="wren@example.org", now=NOW
    )

    own = doorway.own_record(place.library, person=person, now=NOW)
    assert own.record.value("registration.phone") == "860 555 0177"
    assert own.record.value("registration.email") == "wren@example.org"
    assert own.record.value("registration.contact") == "1 Library Lane"
    assert own.record.value("registration.town") == "Mansfield"
    (look,) = own.record.looks
    assert (look.by_role, look.purpose, look.outcome) == ("you", "own_record", "corrected")
    clara = place.staff("clara", *DESK)
    found = doorway.look(place.library, clara, purpose="registration", now=NOW, handle="8605550177")
    assert [each.person for each in found.candidates] == [person]
    assert doorway.look(place.library, clara, purpose="registration", now=NOW, handle="8605550100").nobody


def test_what_cannot_stand_there_is_said_of_each_field_and_nothing_is_changed(town: Any) -> None:
    place, person = library(town)

    with pytest.raises(CannotBeKept) as cannot:
        registrations.correct_myself(
            place.library, person=person, phone="1" * 101, email="wren at home", now=NOW
        )

    assert set(cannot.value.fields) == {"phone", "email"}
    own = doorway.own_record(place.library, person=person, now=NOW).record
    assert own.value("registration.phone") == "860 555 0100"
    assert own.looks == ()


def test_a_minor_is_sent_to_the_desk_for_both_and_that_is_written_down(town: Any) -> None:
    place = town("wolcott", policy_id=WO)
    person = place.register(WREN, "Wren Ash", adult_on=TODAY.replace(year=TODAY.year + 3))

    with pytest.raises(NotHere) as no:
        say(place, person)
    with pytest.raises(NotHere):
        registrations.correct_myself(place.library, person=person, phone="", email="", now=NOW)

    assert no.value.decision.rule == "note.minor_at_the_desk"
    assert "4-193(h)" in no.value.decision.clauses
    assert [e.entry.action for e in log.entries("wolcott")][:2] == ["look-refused", "look-refused"]
    families.state(
        place.library, place.staff("clara", *DESK), person=person, about="charge", words=SAID, now=NOW
    )
    own = doorway.own_record(place.library, person=person, now=NOW)
    assert [each.words for each in own.record.noted.statements] == [SAID]


def test_a_volunteer_puts_no_statement_with_a_record(town: Any) -> None:
    place, person = library(town)
    vic = place.staff("vic", "circulation", title="volunteer")

    with pytest.raises(doorway.NoDuty):
        families.state(place.library, vic, person=person, about="loan", words=SAID, now=NOW)

    beside = place.to_open("statement", subject=patrons.beside(person))
    assert place.drawer.find(beside, subject=patrons.beside(person)) == []
