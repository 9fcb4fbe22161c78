"""Does a library call whom its policy names, in the order it wrote down, and does the card show only what is marked?"""

from dataclasses import replace

import pytest

from reticent import policy
from reticent.people import contacts
from reticent.people.contacts import CallLine, Numbers
from tests.conftest import Town
from tests.rooms.policy.altered import altered, loaded, text_of

DIRECTOR, ATTORNEY = "Library Director", "Town Attorney"
AT_WORK = Numbers(at_work="860 555 0100", off_hours="860 555 0199")


def offices(town: Town) -> list[str]:
    return [each.office for each in contacts.chain(town.library)]


def numbers_on_card(town: Town) -> dict[str, tuple[str, ...]]:
    return {each.office: each.numbers for each in contacts.desk_card(town.library).fetch if each.numbers}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_before_anybody_wrote_a_number_the_policy_says_whom_to_call(town, policy_id: str) -> None:  # type: ignore[no-untyped-def]
    library = town("storrs", policy_id=policy_id).library

    there = contacts.chain(library)

    assert [(each.office, each.clauses) for each in there] == [
        (each.office, each.clauses) for each in policy.desk_card(library.policy).fetch
    ]
    assert not any(each.is_known for each in there)


def test_a_library_without_a_policy_still_has_somebody_to_call(town) -> None:  # type: ignore[no-untyped-def]
    assert offices(town("storrs", policy_id=None))[0] == "Library Director"


def test_a_number_stands_beside_the_office_that_the_policy_names(mansfield: Town) -> None:
    contacts.note(mansfield.library, "  town   attorney ", Numbers(at_work=" 860  555 0100 ext. 12"))

    found = contacts.listed(mansfield.library, ATTORNEY)

    assert (found.office, found.numbers.at_work) == (ATTORNEY, "860 555 0100 ext. 12")
    assert found.clauses == ("M19-21",)
    assert offices(mansfield) == [DIRECTOR, "Deputy", "Town Manager", ATTORNEY]


def test_the_library_adds_offices_and_calls_them_in_its_own_order(mansfield: Town) -> None:
    contacts.note(mansfield.library, "Head of Circulation", AT_WORK, place=1)
    contacts.remove(mansfield.library, "Deputy")
    contacts.move(mansfield.library, ATTORNEY, by=-1)

    there = contacts.chain(mansfield.library)

    assert [each.office for each in there] == [DIRECTOR, "Head of Circulation", ATTORNEY, "Town Manager"]
    assert (there[1].named, there[1].why, there[1].clauses) == (False, contacts.OWN_LIST, ())
    assert list(CallLine.objects.values_list("place", flat=True)) == [0, 1, 2, 3]


def test_nobody_is_called_before_the_first_or_after_the_last(mansfield: Town) -> None:
    before = offices(mansfield)

    contacts.move(mansfield.library, DIRECTOR, by=-1)
    contacts.move(mansfield.library, ATTORNEY, by=1)

    assert offices(mansfield) == before


def test_of_an_office_that_the_policy_names_only_the_numbers_can_be_removed(mansfield: Town) -> None:
    contacts.note(mansfield.library, "Town Manager", AT_WORK)

    was, place = contacts.remove(mansfield.library, "Town Manager")

    assert not contacts.listed(mansfield.library, "Town Manager").is_known
    assert offices(mansfield)[place] == "Town Manager"
    contacts.note(mansfield.library, was.office, was.numbers, place=place)
    assert contacts.listed(mansfield.library, "Town Manager").numbers == AT_WORK


def test_what_was_removed_can_be_put_back_where_it_stood(mansfield: Town) -> None:
    contacts.note(mansfield.library, "Head of Circulation", AT_WORK, place=1)
    before = contacts.chain(mansfield.library)

    was, place = contacts.remove(mansfield.library, "Head of Circulation")
    assert "Head of Circulation" not in offices(mansfield)
    contacts.note(mansfield.library, was.office, was.numbers, place=place)

    assert contacts.chain(mansfield.library) == before


def test_whom_another_policy_names_joins_the_list_the_one_who_answers_first(
    mansfield: Town,
    tmp_path,  # type: ignore[no-untyped-def]
) -> None:
    contacts.note(mansfield.library, ATTORNEY, AT_WORK)
    text = altered(text_of("weston-2017"), table="referral", old='"Library Director"', new='"Town Clerk"')

    there = [each.office for each in contacts.chain(mansfield.library, loaded(tmp_path, text))]

    assert there[0] == "Town Clerk"
    assert there[-2:] == ["Town Counsel", "Board of Trustees"]
    assert ATTORNEY in there


def test_the_card_shows_numbers_at_work_and_none_out_of_hours_unless_told_otherwise(mansfield: Town) -> None:
    contacts.note(mansfield.library, DIRECTOR, AT_WORK)
    contacts.note(mansfield.library, "Town Manager", replace(AT_WORK, at_work_on_card=False))
    contacts.note(mansfield.library, ATTORNEY, replace(AT_WORK, off_hours_on_card=True))

    assert numbers_on_card(mansfield) == {
        DIRECTOR: ("860 555 0100",),
        ATTORNEY: ("860 555 0100", "out of hours 860 555 0199"),
    }


def test_whoever_is_called_first_the_card_sends_to_whom_its_words_name(mansfield: Town) -> None:
    contacts.note(mansfield.library, "Head of Circulation", AT_WORK, place=0)

    card = contacts.desk_card(mansfield.library)

    assert (card.first, card.fetch[0].office, card.fetch[0].own) == (DIRECTOR, "Head of Circulation", True)
    assert DIRECTOR in card.taking.say


def test_neither_mail_nor_a_note_reaches_the_card(mansfield: Town) -> None:
    contacts.note(
        mansfield.library, DIRECTOR, Numbers(mail="director@town.example.org", note="rings until ten")
    )

    said = str(contacts.desk_card(mansfield.library).as_dict())

    assert numbers_on_card(mansfield) == {}
    assert "example.org" not in said
    assert "until ten" not in said


@pytest.mark.parametrize(
    ("office", "numbers", "wrong"),
    [
        ("", Numbers(), {"office"}),
        ("x" * 71, Numbers(), {"office"}),
        (DIRECTOR, Numbers(at_work="ask at Town Hall"), {"at_work"}),
        (DIRECTOR, Numbers(off_hours="860 555 0100 or 0101", mail="nobody"), {"off_hours", "mail"}),
        (DIRECTOR, Numbers(note="y" * 161), {"note"}),
    ],
)
def test_what_must_be_mended_is_said_field_by_field_and_nothing_is_kept(
    mansfield: Town, office: str, numbers: Numbers, wrong: set[str]
) -> None:
    with pytest.raises(contacts.NotAContact) as no:
        contacts.note(mansfield.library, office, numbers)

    assert set(no.value.wrong) == wrong
    assert not CallLine.objects.exists()


def test_a_list_ends_somewhere_and_knows_what_it_has(mansfield: Town) -> None:
    for number in range(contacts.MOST - len(offices(mansfield))):
        contacts.note(mansfield.library, f"Office {number}", Numbers())

    with pytest.raises(contacts.NotAContact, match="Remove one first"):
        contacts.note(mansfield.library, "One too many", Numbers())
    with pytest.raises(contacts.NotInTheList, match="It has: Library Director"):
        contacts.remove(mansfield.library, "Dog Warden")


def test_one_librarys_list_is_no_other_librarys(mansfield: Town, town) -> None:  # type: ignore[no-untyped-def]
    neighbour = town("storrs", policy_id="mansfield-2019")
    contacts.note(mansfield.library, DIRECTOR, AT_WORK)

    assert not contacts.listed(neighbour.library, DIRECTOR).is_known
    assert AT_WORK.off_hours not in repr(contacts.chain(mansfield.library))
