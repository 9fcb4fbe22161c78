"""Do the finders of a library always equal what its registrations demand, whatever was done to them?"""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent.access import doorway
from reticent.drawer import stores, sweeping
from reticent.people import finding, libraries, patrons
from tests.conftest import TODAY, Town

CARDS = ["290001", "290002", "290003"]
NAMES = [
    "Ann Lee",
    "Lee, Ann",
    "Anna O'Leary",
    "Mary-Ann Lee Annis",
    "王小明",
    "Suharto",
    "de la Cruz, Ana",
    "",
    "!",
]
PHONES = ["", "860 555 0100", "(860) 555-0100", "860 555 0100 / 203 555 0100", "555 0101", "x"]
MAILS = ["", "ann@example.org", "ANN@example.org", "home@example.org"]

registrations = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "phone": st.sampled_from(PHONES), "email": st.sampled_from(MAILS)}
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.sampled_from(CARDS), registrations),
        st.tuples(st.just("correct"), st.sampled_from(CARDS), registrations),
        st.tuples(st.just("end"), st.sampled_from(CARDS), st.none()),
        st.tuples(st.just("turn"), st.none(), st.none()),
        st.tuples(st.just("find anew"), st.none(), st.none()),
    ),
    max_size=12,
)


def kept(town: Town) -> "Counter[tuple[str, str, str]]":
    """Every finder there is: handle, person, what is compared."""
    found = town.drawer.find_every(town.to_open("finder"))
    return Counter((slip.thing, slip.payload["person"], slip.payload["plain"]) for slip in found)


def demanded(town: Town) -> "Counter[tuple[str, str, str]]":
    """Every finder that the registrations want."""
    return Counter(
        (handle, slip.subject, plain)
        for slip in town.drawer.find_every(town.to_open("registration"))
        for handle, plain in finding.handles(slip.payload).items()
    )


def person_of(town: Town, card: str) -> str | None:
    found = patrons.by_handle(town.drawer, town.permit, handle=patrons.card_handle(card))
    return found[0] if found else None


def do(town: Town, what: str, card: str | None, given: dict[str, str] | None) -> None:
    if what == "register":
        assert card is not None
        assert given is not None
        town.register(card, **given)  # type: ignore[arg-type]
    elif what == "turn":
        town.purge(turn_now=True)
    elif what == "find anew":
        patrons.find_anew(town.drawer, town.permit)
    elif card and (person := person_of(town, card)):
        if given:
            contact = patrons.contact(
                address="1 Elm St", town="Storrs", phone=given["phone"], email=given["email"]
            )
            patrons.correct(
                town.drawer,
                town.to_open("registration", subject=person),
                finders=doorway.to_keep_found(town.library, person=person),  # type: ignore[arg-type]
                person=person,
                now_is=contact,
            )
        else:
            slip = patrons.registration_of(town.drawer, town.permit, person=person)
            with town.drawer.writing() as writer:
                writer.replace(slip, expires="2020-01-01")
            sweeping.end_due(town.drawer, today=TODAY, days_after={"registration": 0})


@drawing(max_examples=25)
@given(history=steps)
def test_finders_are_what_the_registrations_demand_after_anything_that_is_done(
    mansfield: Town, history: list[tuple[str, str | None, dict[str, str] | None]]
) -> None:
    for what, card, given_ in history:
        do(mansfield, what, card, given_)

        assert kept(mansfield) == demanded(mansfield), what


def test_a_changed_number_finds_no_longer_who_had_it(mansfield: Town) -> None:
    ann = mansfield.register("290001", "Ann Lee", phone="860 555 0100")
    bob = mansfield.register("290002", "Bob Lee", phone="860 555 0100")

    def by_phone(number: str) -> list[str]:
        return sorted(patrons.by_handle(mansfield.drawer, mansfield.permit, handle=f"phone:{number}"))

    assert by_phone("5550100") == sorted([ann, bob])
    mansfield.register("290001", "Ann Lee", phone="860 555 0177")

    assert (by_phone("5550100"), by_phone("5550177")) == ([bob], [ann])


def test_a_new_name_under_the_same_letters_is_compared_anew(mansfield: Town) -> None:
    mansfield.register("290001", "Marta Lee")
    mansfield.register("290001", "Martin Lee")

    def named(typed: str) -> int:
        return len(finding.search(mansfield.drawer, lambda _: mansfield.permit, typed=typed).persons)

    assert (named("marta"), named("martin"), named("mar")) == (0, 1, 1)


@pytest.mark.parametrize("column", ["tag", "thing_tag"])
@pytest.mark.parametrize("tags", [2, 8, 512])
def test_a_list_is_found_by_its_tags_however_many_slips_there_are(
    mansfield: Town, column: str, tags: int
) -> None:
    """By an index, not by reading what there is: a second for each list among 600 thousand slips."""
    if connection.vendor != "sqlite":
        return
    condition, values = stores.among(1, column, [b""] * tags)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN SELECT sealed FROM reticent_slip WHERE {condition}", values)
        plan = cursor.fetchall()[0][3]

    assert re.search(rf"\b{column}=\?", plan), plan


# -- finders of an older version


def as_before_layout_1(town: Town, person: str, *handles: str) -> None:
    """What the first versions kept: finders under their handle, with the person and nothing else."""
    with town.drawer.writing() as writer:
        for slip in town.drawer.find(town.permit, subject=finding.finders_of(person)):
            writer.end(slip)
        for handle in handles:
            writer.put(subject=handle, kind="finder", payload={"person": person})


class Killed(BaseException):
    pass


@pytest.mark.parametrize("killed_after", [None, 1, 2])
def test_finders_of_an_older_version_are_made_anew_once_also_when_that_was_cut_short(
    mansfield: Town, killed_after: int | None
) -> None:
    people = [mansfield.register(card, "Ann Lee") for card in CARDS]
    for card, person in zip(CARDS, people, strict=True):
        as_before_layout_1(mansfield, person, f"card:{card}", "name:ann lee")
    assert [person_of(mansfield, card) for card in CARDS] == [None] * 3

    def step(done: int, _: None) -> None:
        if done == killed_after:
            raise Killed

    if killed_after:
        with pytest.raises(Killed):
            patrons.find_anew(mansfield.drawer, mansfield.permit, progress=step)
    assert patrons.find_anew(mansfield.drawer, mansfield.permit) == 3

    assert kept(mansfield) == demanded(mansfield)
    assert [person_of(mansfield, card) for card in CARDS] == people
    ends = mansfield.purge(turn_now=True).turned[0].dropped
    patrons.find_anew(mansfield.drawer, mansfield.permit)
    assert mansfield.purge(turn_now=True).turned[0].dropped == 0, ends  # nothing was left to do


def test_a_library_set_up_now_has_finders_of_this_version(mansfield: Town) -> None:
    assert libraries.with_older_finders() == []
    libraries.Library.objects.update(finders_layout=0)
    assert [library.slug for library in libraries.with_older_finders()] == ["mansfield"]

    libraries.finders_are_made(libraries.named("mansfield"))

    assert libraries.with_older_finders() == []


def test_a_registration_that_ends_takes_finders_of_any_spelling_along(mansfield: Town) -> None:
    """Found by the person, not by what her name is now spelt like: none is left over by a change of spelling."""
    ann = mansfield.register("290001", "Ann Lee", expires=TODAY - timedelta(days=500))
    with mansfield.drawer.writing() as writer:
        finding.put(writer, person=ann, wanted={"word:xyz": "as some other version spelt it"})

    assert mansfield.purge().ended["finder"] == 6
    assert kept(mansfield) == Counter()


def test_a_finder_says_no_more_than_its_purpose_names(mansfield: Town) -> None:
    mansfield.register("290001", "Ann Lee", address="1 Elm St", registered=date(2024, 1, 2))

    for slip in mansfield.drawer.find_every(mansfield.to_open("finder")):
        assert set(slip.payload) == {"person", "plain"}
        assert slip.payload["plain"] in {"ann lee", "8605550100", ""}
