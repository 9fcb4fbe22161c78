"""Is one card one person, and gone when she goes with all that finds her?"""

from datetime import date, timedelta

import pytest

from reticent.errors import Malformed
from reticent.people import finding, libraries, patrons
from tests.conftest import TODAY, Town


def test_one_card_is_one_person_whatever_its_spaces(mansfield: Town) -> None:
    alice = mansfield.register("2903 0000 a1", "Alice Q")

    assert mansfield.register("29030000A1", "Alice Q") == alice
    kinds = [s.kind for s in mansfield.drawer.find_every(mansfield.permit)]
    assert kinds.count("registration") == 1


def test_a_forgotten_registration_takes_its_finders_looks_and_charges_along(mansfield: Town) -> None:
    gone = mansfield.register("1", "Ann Lee", expires=TODAY - timedelta(days=366))
    kept = mansfield.register("2", "Ann Lee")

    ended = mansfield.purge().ended

    assert ended == {"registration": 1, "finder": 5}  # card, phone, e-mail and two words
    assert mansfield.drawer.find(mansfield.permit, subject=gone) == []
    assert mansfield.drawer.find(mansfield.permit, subject=finding.finders_of(gone)) == []
    for handle in ("word:ann", "word:lee", "phone:5550100"):
        assert patrons.by_handle(mansfield.drawer, mansfield.permit, handle=handle) == [kept]


@pytest.mark.parametrize("with_what", ["loan", "charge"])
def test_a_registration_stays_while_something_is_out_or_owed(mansfield: Town, with_what: str) -> None:
    ann = mansfield.register("1", "Ann Lee", expires=TODAY - timedelta(days=400))
    long_ago, item = TODAY - timedelta(days=500), mansfield.item("30001")
    mansfield.lend(ann, item, on=long_ago)
    if with_what == "charge":
        mansfield.take_back(item, fine=10)

    assert not mansfield.purge().ended
    if with_what == "loan":
        mansfield.take_back(item)
    else:
        mansfield.pay(ann)
    assert mansfield.purge().ended["registration"] == 1


def test_no_birth_date_stands_in_a_registration() -> None:
    names = {f.name for f in patrons.REGISTRATION.fields}

    assert not {n for n in names if "birth" in n or n in ("age", "sex", "gender", "ssn")}


@pytest.mark.parametrize(
    ("adult_on", "minor"), [(None, None), ("2026-11-22", True), ("2026-11-21", False), ("2020-01-01", False)]
)
def test_who_is_a_minor_today(adult_on: str | None, minor: bool | None) -> None:
    assert patrons.is_minor({"adult_on": adult_on}, today=date(2026, 11, 21)) is minor
    assert patrons.is_minor({"adult_on": adult_on, "grown": True}, today=date(2026, 11, 21)) is False


def test_an_unknown_library_is_answered_with_those_there_are(mansfield: Town) -> None:
    with pytest.raises(libraries.UnknownLibrary, match="mansfield") as said:
        libraries.named("mansfeld")
    assert isinstance(said.value, Malformed)


def test_staff_passwords_are_hashed_and_duties_are_only_those_assigned(mansfield: Town) -> None:
    clara = mansfield.staff("clara", "circulation")

    assert "reading-room-lamp" not in clara.password
    assert clara.check_password("reading-room-lamp")
    assert clara.has_duty("circulation")
    assert not clara.has_duty("director")
    assert mansfield.staff("clara", "registration").pk == clara.pk
    assert "clara" not in str(clara)


def test_an_adult_stays_known_to_be_one_when_the_row_comes_again(mansfield: Town) -> None:
    """Or a guardian could be answered about somebody of whom it was known that nobody may (S08)."""
    grown = TODAY - timedelta(days=1)
    ann = mansfield.register("1", "Ann Lee", adult_on=TODAY + timedelta(days=1))
    drawer, permit = mansfield.drawer, mansfield.permit
    with drawer.writing() as writer:  # her birthday comes
        writer.replace(patrons.registration_of(drawer, permit, person=ann), adult_on=grown.isoformat())

    mansfield.register("1", "Ann Lee", adult_on=grown, phone="860 555 0199")

    kept = patrons.registration_of(drawer, permit, person=ann).payload
    assert kept["phone"] == "860 555 0199"
    assert patrons.is_minor(kept, today=TODAY) is False
