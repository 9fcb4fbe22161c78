"""Is who joins or leaves at the desk written down first, and is nothing of anybody else told?"""

from typing import Any

import pytest

from reticent.access import doorway, families, friends, joining, registrations
from reticent.access.doorway import NoDuty
from reticent.access.joining import PerhapsHere
from reticent.ledger import log
from reticent.people import joining as room
from reticent.people import patrons
from reticent.people.joining import TypedForm
from reticent.people.patrons import CannotBeKept
from reticent.records import holds
from reticent.records.closing import StillOpen
from tests.conftest import NOW, TODAY, Town
from tests.rooms.access.noted import DAY, M19, NC, OLD, WE, WO

CARD, OTHER = "29031111", "29032222"


class Stop(Exception):
    pass


def desk(town: Any, policy_id: str, *duties: str) -> Any:
    made: Any = town(policy_id.rpartition("-")[0], policy_id=policy_id)
    made.clara = made.staff("clara", *(duties or ("circulation", "registration", "accounts")))
    return made


def typed(town: Any, **more: Any) -> TypedForm:
    form = room.form_of(town.library.policy)
    given = {
        "card": CARD, "name": "Rosa Núñez", "address": "1 Elm Street", "town": "Storrs", "phone": "860 555 0142",
        "minor": "no" if form.of_minors else "", "consent": form.consent, **more,
    }  # fmt: skip
    return TypedForm(**given)


def register(town: Any, *, anew: bool = False, **more: Any) -> joining.Joined:
    return joining.register(town.library, town.clara, typed=typed(town, **more), anew=anew, now=NOW)


def own(town: Any, person: str) -> doorway.OwnRecord:
    return doorway.own_record(town.library, person=person, now=NOW)


def outcomes(town: Any, person: str) -> list[str]:
    return [look.outcome for look in own(town, person).record.looks]


def leaves(town: Any) -> list[log.Entry]:
    """The ledger, the oldest row first."""
    return [row.entry for row in log.entries(town.library.slug)][::-1]


def standing(town: Any) -> int:
    return sum(
        inside.kind is not None and inside.kind.name != "look" for _, inside in town.drawer.everything()
    )


# -- joining


@pytest.mark.clause("M19-03", "WO-06", "WE-06", "NC-03", "S-3")
@pytest.mark.parametrize("policy_id", [M19, OLD, WO, WE, NC])
def test_who_is_registered_can_borrow_be_found_and_read_why_each_thing_is_kept(
    town: Any, policy_id: str
) -> None:
    place = desk(town, policy_id)

    joined = register(place)

    place.lend(joined.person, place.item("30001", "Emma"))
    found = doorway.look(place.library, place.clara, purpose="account", now=NOW, handle=CARD)
    assert found.person == joined.person
    mine = next(held for held in own(place, joined.person).held if held.kind == "registration")
    assert dict(mine.fields)["name"] == "to know you at the desk"
    assert joined.until == patrons.good_until(TODAY)


@pytest.mark.clause("S-3", "4-193(f)")
def test_a_registration_is_written_down_in_both_places_before_it_is_made(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk(town, M19)
    before = len(leaves(place))

    def failing(*_: object, **__: object) -> None:
        assert [entry.action for entry in leaves(place)[before:]] == ["correction"]
        raise Stop

    monkeypatch.setattr(room, "join", failing)
    with pytest.raises(Stop):
        register(place)
    monkeypatch.undo()

    joined = register(place)

    assert outcomes(place, joined.person) == [joining.REGISTERED]


@pytest.mark.clause("S-3")
@pytest.mark.parametrize("duties", [("circulation",), ("director",)])
def test_without_the_duty_of_making_cards_nobody_is_registered_and_the_try_is_written_down(
    town: Any, duties: tuple[str, ...]
) -> None:
    place = desk(town, M19, *duties)
    held = standing(place)

    with pytest.raises(NoDuty):
        register(place)

    assert standing(place) == held
    assert leaves(place)[-1].action == "look-refused"


@pytest.mark.clause("S-3", "MC-05", "WO-19")
@pytest.mark.parametrize("policy_id", [M19, OLD, WO, WE, NC])
def test_a_volunteer_registers_only_where_the_policy_lets_volunteers_open_records(
    town: Any, policy_id: str
) -> None:
    place = desk(town, policy_id)
    first = register(place)
    place.clara = place.staff("hugo", "circulation", "registration", title="volunteer")

    with pytest.raises(NoDuty if policy_id == OLD else PerhapsHere):
        register(place, card=OTHER)

    assert (joining.COMPARED in outcomes(place, first.person)) == (policy_id != OLD)
    item = place.item("30001", "Emma")
    place.lend(first.person, item)
    assert doorway.to_act(place.library, place.clara, purpose="return", thing=holds.thing(item), now=NOW)


def test_what_cannot_be_kept_leaves_nothing_behind(town: Any) -> None:
    place = desk(town, M19)
    held, rows = standing(place), len(leaves(place))

    with pytest.raises(CannotBeKept):
        register(place, birth_date="2017-06-03")

    assert (standing(place), len(leaves(place))) == (held, rows)


def test_a_card_that_is_somebodys_is_refused_with_nothing_about_her_and_she_reads_of_it(town: Any) -> None:
    place = desk(town, M19)
    first = register(place)

    with pytest.raises(CannotBeKept) as no:
        register(place, name="Quite Another")

    assert no.value.fields == {"card": room.TAKEN}
    assert "Rosa" not in str(no.value)
    assert sorted(outcomes(place, first.person)) == [joining.CARD_TRIED, joining.REGISTERED]


def test_of_two_desks_with_one_card_at_one_moment_the_second_is_told(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk(town, M19)
    register(place)
    held = standing(place)
    # As if the first desk had written between this one's question and its own writing.
    monkeypatch.setattr(joining._At, "holder", lambda at, card: None)

    with pytest.raises(CannotBeKept) as no:
        register(place, name="Second Desk")

    assert no.value.fields == {"card": room.TAKEN}
    assert standing(place) == held


# -- is she here already?


@pytest.mark.parametrize(
    ("again", "same"),
    [
        ({"phone": "(860) 555-0142", "address": "9 Other Road"}, ("phone number",)),
        (
            {"phone": "203 555 9999", "email": "ROSA@example.org", "address": "9 Other Road"},
            ("e-mail address",),
        ),
        ({"phone": "", "address": "1 elm street"}, ("address",)),
        ({"phone": "203 555 9999", "address": "9 Other Road"}, ()),
    ],
)
def test_somebody_of_the_same_name_is_asked_about_and_only_what_was_typed_is_told(
    town: Any, again: dict[str, str], same: tuple[str, ...]
) -> None:
    place = desk(town, M19)
    first = register(place, email="rosa@example.org")
    held = standing(place)

    with pytest.raises(PerhapsHere) as no:
        register(place, card=OTHER, name="NUNEZ, rosa", **again)

    assert no.value.same == same
    assert standing(place) == held
    assert joining.COMPARED in outcomes(place, first.person)
    second = register(place, card=OTHER, name="NUNEZ, rosa", anew=True, **again)
    assert second.person != first.person


def test_another_name_at_the_same_number_is_a_family_and_nobody_is_compared(town: Any) -> None:
    place = desk(town, M19)
    first = register(place)

    register(place, card=OTHER, name="Bob Núñez")

    assert outcomes(place, first.person) == [joining.REGISTERED]


# -- minors


@pytest.mark.clause("WO-04", "WO-06", "WO-18")
def test_at_wolcott_a_minor_is_registered_with_her_guardian_who_finds_her_by_his_own_card(town: Any) -> None:
    place = desk(town, WO)
    bob = register(place, card=OTHER, name="Bob Núñez")

    wren = register(
        place, minor="yes", birth_date="2017-06-03", guardian_name="Bob Núñez", guardian_card=OTHER,
        guardian_proof="birth_certificate", consent_by="guardian",
    )  # fmt: skip

    noted = own(place, wren.person).record.noted
    assert [(g.name, g.proof, g.until.isoformat()) for g in noted.guardians] == [
        ("Bob Núñez", "birth_certificate", "2035-06-03")
    ]
    assert own(place, bob.person).record.noted.wards == ("Rosa Núñez",)
    assert own(place, wren.person).is_minor


@pytest.mark.clause("WO-18")
def test_a_guardians_card_that_nobody_has_is_said_and_the_look_written_down(town: Any) -> None:
    place = desk(town, WO)
    held = standing(place)

    with pytest.raises(CannotBeKept) as no:
        register(
            place, minor="yes", birth_date="2017-06-03", guardian_name="Bob Núñez", guardian_card="99999999",
            guardian_proof="photo_id", consent_by="guardian",
        )  # fmt: skip

    assert no.value.fields.keys() == {"guardian_card"}
    assert standing(place) == held
    assert any(
        inside.payload["outcome"] == doorway.NOBODY
        for _, inside in place.drawer.everything()
        if inside.kind and inside.kind.name == "look"
    )


def test_wishes_are_noted_with_the_registration(town: Any) -> None:
    place = desk(town, M19)

    joined = register(place, wishes=("no_mail", "no_messages"))

    assert {wish.wish for wish in own(place, joined.person).record.noted.wishes} == {"no_mail", "no_messages"}


# -- what is mended afterwards


@pytest.mark.clause("M19-03", "WO-06", "NC-04")
def test_a_renewed_registration_is_good_for_three_years_more(town: Any) -> None:
    place = desk(town, M19)
    joined = register(place)

    until = registrations.renew(place.library, place.clara, person=joined.person, now=NOW + 400 * DAY)

    assert until == patrons.good_until(TODAY + 400 * DAY)


@pytest.mark.parametrize(
    "policy_id",
    [pytest.param(WO, marks=pytest.mark.clause("WO-10", "WO-11")), pytest.param(NC, marks=pytest.mark.clause("NC-05"))],
)  # fmt: skip
def test_who_never_consented_is_asked_when_the_card_is_renewed_and_who_did_is_not(
    town: Any, policy_id: str
) -> None:
    place = desk(town, policy_id)
    asked = place.register(OTHER, "Bob Ash")  # from a file: it holds no consent
    joined = register(place)
    rows = len(leaves(place))

    registrations.renew(place.library, place.clara, person=joined.person, now=NOW)
    with pytest.raises(CannotBeKept) as no:
        registrations.renew(place.library, place.clara, person=asked, now=NOW)
    registrations.renew(place.library, place.clara, person=asked, consents="patron", now=NOW)
    registrations.renew(place.library, place.clara, person=asked, now=NOW)

    assert no.value.fields.keys() == {"consents"}
    assert len(leaves(place)) == rows + 3
    kept = own(place, asked).record.value("registration.consent")
    assert room.consent_in(str(kept)) == room.Consent(
        "card", room.form_of(place.library.policy).version, TODAY, "patron"
    )


@pytest.mark.clause("M19-03", "WE-06")
@pytest.mark.parametrize("policy_id", [M19, OLD, WE])
def test_where_no_consent_is_asked_a_card_is_renewed_without(town: Any, policy_id: str) -> None:
    place = desk(town, policy_id)
    bob = place.register(OTHER, "Bob Ash")

    registrations.renew(place.library, place.clara, person=bob, now=NOW)

    assert own(place, bob).record.value("registration.consent") is None


@pytest.mark.clause("NC-03", "NC-04")
def test_what_the_policy_does_not_ask_cannot_be_kept_by_mending_it_either(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk(town, NC)
    joined = register(place)
    listed = place.library.policy.collect["registration"].model_copy(update={"optional": ()})
    less = place.library.policy.model_copy(update={"collect": {"registration": listed}})
    monkeypatch.setattr(type(place.library), "policy", less)
    given = {"address": "2 Oak Street", "town": "New Canaan", "phone": ""}

    with pytest.raises(CannotBeKept) as no:
        registrations.correct(
            place.library, place.clara, person=joined.person, **given, email="rosa@example.org", now=NOW
        )
    kept = registrations.correct(place.library, place.clara, person=joined.person, **given, email="", now=NOW)

    assert no.value.fields == {"email": room.NOT_ASKED}
    assert (kept.address, kept.phone, kept.email) == ("2 Oak Street", "", "")


# -- closing


@pytest.mark.clause("M19-05", "WO-15", "WE-08", "NC-03")
@pytest.mark.parametrize("policy_id", [M19, OLD, WO, WE, NC])
def test_a_closed_account_is_gone_at_once_and_what_stays_says_until_when(town: Any, policy_id: str) -> None:
    place = desk(town, policy_id)
    joined = register(place, wishes=("no_mail",))
    held = standing(place)
    assert held > 2

    left = joining.close(place.library, place.clara, person=joined.person, now=NOW)

    assert standing(place) == 0
    assert [(kind.kind, kind.until) for kind in left.kept] == [("look", "21 November 2027")]
    assert doorway.look(place.library, place.clara, purpose="account", now=NOW, handle=CARD).nobody
    assert leaves(place)[-1].action == "correction"
    place.purge(now=NOW + 366 * DAY)
    assert not any(inside.kind for _, inside in place.drawer.everything())


@pytest.mark.clause("M19-05")
@pytest.mark.parametrize("what", ["out", "owed"])
def test_while_something_is_out_or_owed_no_account_is_closed_and_she_reads_of_the_try(
    town: Any, what: str
) -> None:
    place = desk(town, M19)
    joined = register(place)
    item = place.item("30001", "Emma")
    place.lend(joined.person, item, on=TODAY - 40 * DAY)
    if what == "owed":
        place.take_back(item, fine=10)
    held = standing(place)

    with pytest.raises(StillOpen) as no:
        joining.close(place.library, place.clara, person=joined.person, now=NOW)

    assert (no.value.out, no.value.owed_cents > 0) == ((1, False) if what == "out" else (0, True))
    assert standing(place) == held
    assert joining.NOT_CLOSED in outcomes(place, joined.person)


@pytest.mark.clause("M19-05")
def test_what_is_lent_between_the_question_and_the_closing_keeps_the_account_open(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk(town, M19)
    joined = register(place)
    written_down = doorway.write_down

    def then_lent(*given: Any, **how: Any) -> None:
        written_down(*given, **how)
        place.lend(joined.person, place.item("30001", "Emma"))

    monkeypatch.setattr(doorway, "write_down", then_lent)
    with pytest.raises(StillOpen) as no:
        joining.close(place.library, place.clara, person=joined.person, now=NOW)

    assert no.value.out == 1
    assert place.out_to(joined.person) == {"30001"}


@pytest.mark.clause("M19-05")
def test_holds_end_with_the_account_and_the_next_in_line_is_next(town: Any) -> None:
    place = desk(town, M19)
    joined = register(place)
    other = register(place, card=OTHER, name="Bob Ash")
    item = place.item("30001", "Emma")
    for who in (joined, other):
        holds.place(place.drawer, place.permit, person=who.person, item=item, pickup="Main", today=TODAY)

    left = joining.close(place.library, place.clara, person=joined.person, now=NOW)

    assert left.holds == 1
    found = place.drawer.find_thing(place.permit, thing=holds.thing(item))
    assert holds.is_ready(found, person=other.person, today=TODAY)
    assert {kind.kind for kind in left.kept} == {"look", "hold"}


def test_whose_account_is_closed_cannot_be_closed_again(town: Any) -> None:
    place = desk(town, M19)
    joined = register(place)
    joining.close(place.library, place.clara, person=joined.person, now=NOW)

    with pytest.raises(patrons.NobodyFound):
        joining.close(place.library, place.clara, person=joined.person, now=NOW)


def test_what_is_paid_within_its_days_stays_with_its_own_last_day(town: Any) -> None:
    place = desk(town, M19)
    joined = register(place)
    item = place.item("30001", "Emma")
    place.lend(joined.person, item, on=TODAY - 40 * DAY)
    place.take_back(item, fine=10)
    place.pay(joined.person, days_after=30)

    left = joining.close(place.library, place.clara, person=joined.person, now=NOW)

    assert ("charge", "21 December 2026", ("M19-05",)) in [(k.kind, k.until, k.clauses) for k in left.kept]


# -- the Friends (S20)


def weston(town: Any) -> tuple[Town, joining.Joined, joining.Joined]:
    place = desk(town, WE)
    chose = register(place, email="rosa@example.org", friends=True)
    other = register(place, card=OTHER, name="Bob Ash", email="bob@example.org")
    return place, chose, other


@pytest.mark.clause("WE-14", "WE-15", "WE-22", "S-5")
def test_s20_the_friends_get_only_the_address_of_whoever_chose_their_list(town: Any) -> None:
    place, chose, other = weston(town)
    rows = len(leaves(place))

    drawn = friends.draw(place.library, now=NOW)

    assert drawn.joined == ("rosa@example.org",)
    assert drawn.left == ()
    (leaf,) = leaves(place)[rows:]
    assert (leaf.action, leaf.role, leaf.count, leaf.case is not None) == (
        "disclosure",
        "friends-list",
        1,
        True,
    )
    assert {"WE-14", "WE-15", "S-5"} <= set(leaf.basis)
    (told,) = own(place, chose.person).disclosed
    assert (told.recipient, dict(told.counts), told.case) == (
        "friends_group",
        {"friends_choice": 1},
        leaf.case,
    )
    assert own(place, other.person).disclosed == ()


@pytest.mark.parametrize(
    "policy_id",
    [pytest.param(M19, marks=pytest.mark.clause("M19-06", "M19-19")),
     pytest.param(OLD, marks=pytest.mark.clause("MC-05")),
     pytest.param(WO, marks=pytest.mark.clause("WO-20")), pytest.param(NC, marks=pytest.mark.clause("NC-06"))],
)  # fmt: skip
def test_s20_everywhere_else_no_address_is_opened_and_that_they_asked_is_written_down(
    town: Any, policy_id: str
) -> None:
    place = desk(town, policy_id)
    register(place, email="rosa@example.org")

    with pytest.raises(NoDuty) as no:
        friends.draw(place.library, now=NOW)

    assert no.value.decision.outcome == "refused"
    assert (leaves(place)[-1].action, leaves(place)[-1].count) == ("disclosure-refused", 0)


@pytest.mark.clause("WE-15")
def test_a_hand_over_is_in_the_ledger_before_an_address_is_opened(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, chose, _ = weston(town)
    rows = len(leaves(place))

    def failing(*_: object, **__: object) -> str:
        assert [entry.action for entry in leaves(place)[rows:]] == ["disclosure"]
        raise Stop

    monkeypatch.setattr(friends, "_now", failing)
    with pytest.raises(Stop):
        friends.draw(place.library, now=NOW)
    monkeypatch.undo()

    assert own(place, chose.person).disclosed == ()


@pytest.mark.clause("WE-14", "WE-15")
def test_what_did_not_change_is_not_handed_over_again_unless_they_lost_the_list(town: Any) -> None:
    place, chose, _ = weston(town)
    friends.draw(place.library, now=NOW)

    again = friends.draw(place.library, now=NOW)
    whole = friends.draw(place.library, whole=True, now=NOW)

    assert (again.joined, again.left) == ((), ())
    assert (whole.joined, whole.left) == (("rosa@example.org",), ())
    assert len(own(place, chose.person).disclosed) == 2


@pytest.mark.clause("WE-15", "WE-11")
@pytest.mark.parametrize("who", ["herself", "the desk", "by closing"])
def test_who_leaves_the_list_is_passed_on_once_and_then_nothing_of_it_is_kept(town: Any, who: str) -> None:
    place, chose, _ = weston(town)
    friends.draw(place.library, now=NOW)
    (choice,) = own(place, chose.person).record.noted.friends

    if who == "herself":
        families.take_back(
            place.library, person=chose.person, kind="friends_choice", which=choice.mark, now=NOW
        )
    elif who == "the desk":
        families.take_off(
            place.library, place.clara, person=chose.person, kind="friends_choice", which=choice.mark, now=NOW
        )
    else:
        joining.close(place.library, place.clara, person=chose.person, now=NOW)

    assert friends.waiting(place.library) == friends.Waiting(new=0, left=1, all=0)
    place.purge(now=NOW + 3 * DAY)
    drawn = friends.draw(place.library, now=NOW + 4 * DAY)
    assert (drawn.joined, drawn.left) == ((), ("rosa@example.org",))
    assert friends.waiting(place.library) == friends.Waiting(0, 0, 0)


@pytest.mark.clause("WE-15")
def test_who_leaves_before_the_friends_had_the_address_leaves_no_trace_of_it(town: Any) -> None:
    place, chose, _ = weston(town)
    (choice,) = own(place, chose.person).record.noted.friends

    families.take_back(place.library, person=chose.person, kind="friends_choice", which=choice.mark, now=NOW)

    assert friends.waiting(place.library) == friends.Waiting(0, 0, 0)
    assert own(place, chose.person).record.noted.friends == ()


@pytest.mark.clause("WE-15")
def test_a_card_that_runs_out_takes_the_choice_along_and_the_friends_are_not_told(town: Any) -> None:
    place, chose, _ = weston(town)
    friends.draw(place.library, now=NOW)

    place.purge(now=NOW + ((chose.until - TODAY).days + 400) * DAY)

    assert friends.waiting(place.library) == friends.Waiting(0, 0, 0)
    assert friends.draw(place.library, now=NOW + 2000 * DAY) == friends.Drawn(
        (), (), friends.asked(place.library)
    )


@pytest.mark.clause("WE-15")
def test_a_corrected_address_takes_the_old_ones_place(town: Any) -> None:
    place, chose, _ = weston(town)
    friends.draw(place.library, now=NOW)
    registrations.correct(
        place.library, place.clara, person=chose.person, address="1 Elm Street", town="Weston", phone="",
        email="new@example.org", now=NOW,
    )  # fmt: skip

    drawn = friends.draw(place.library, now=NOW)

    assert (drawn.joined, drawn.left) == (("new@example.org",), ("rosa@example.org",))
