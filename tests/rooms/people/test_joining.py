"""Is just what the policy gives a purpose asked of whoever registers, and can nothing else be kept?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reticent.drawer import kinds
from reticent.people import joining, patrons, spelling
from reticent.people.joining import JoiningForm, TypedForm
from reticent.people.patrons import REGISTRATION, CannotBeKept
from reticent.policy import Policy, shipped
from tests.conftest import TODAY

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
ALL_FIVE = (M19, OLD, WO, WE, NC)
DAY = timedelta(days=1)
BORN = date(TODAY.year - 9, 6, 3)


def filled_in(form: JoiningForm, **typed: Any) -> TypedForm:
    """The form of an adult, with all that is needed."""
    given = {
        "card": "29031111", "name": "Rosa Núñez", "address": "1 Elm Street", "town": "Storrs", "phone": "860 555 0142",
        "minor": "no" if form.of_minors else "", "consent": form.consent,
    }  # fmt: skip
    return replace(TypedForm(**given), **typed)  # type: ignore[arg-type]


def child(form: JoiningForm, **typed: Any) -> TypedForm:
    """The form of somebody under the age."""
    born = BORN.isoformat() if form.born else ""
    by = "guardian" if form.consent else ""
    return replace(filled_in(form, minor="yes", birth_date=born, consent_by=by), **typed)


def read(policy: Policy, typed: TypedForm) -> joining.Joining:
    return joining.read(joining.form_of(policy), typed, policy=policy, today=TODAY)


def wrong(policy: Policy, typed: TypedForm) -> dict[str, str]:
    with pytest.raises(CannotBeKept) as no:
        read(policy, typed)
    return no.value.fields


# -- the form, by policy


@pytest.mark.parametrize(
    ("policy_id", "needed", "may_be_left_out", "born", "guardians", "consent", "friends"),
    [
        pytest.param(M19, {"card", "name", "address", "town"}, {"phone", "email"}, False, True, False, None,
                     marks=pytest.mark.clause("M19-03", "M19-06", "M19-07")),
        pytest.param(OLD, {"card", "name", "address", "town"}, {"phone", "email"}, False, False, False, None,
                     marks=pytest.mark.clause("MC-05")),
        pytest.param(WO, {"card", "name", "address", "town", "phone"}, {"email"}, True, True, True, None,
                     marks=pytest.mark.clause("WO-06", "WO-10", "WO-11", "WO-04")),
        pytest.param(WE, {"card", "name", "address", "town"}, {"phone", "email"}, False, True, False, ("WE-14", "WE-15"),
                     marks=pytest.mark.clause("WE-06", "WE-12", "WE-13", "WE-14", "WE-15")),
        pytest.param(NC, {"card", "name", "address", "town", "phone"}, {"email"}, False, False, True, None,
                     marks=pytest.mark.clause("NC-03", "NC-04", "NC-05")),
    ],
)  # fmt: skip
def test_each_policy_asks_for_a_card_what_it_gives_a_purpose(
    policy_id: str,
    needed: set[str],
    may_be_left_out: set[str],
    born: bool,
    guardians: bool,
    consent: bool,
    friends: tuple[str, ...] | None,
) -> None:
    form = joining.form_of(shipped(policy_id))

    assert {asked.name for asked in form.fields if asked.needed} == needed
    assert {asked.name for asked in form.fields if not asked.needed} == may_be_left_out
    assert (form.born is not None, form.guardians, form.consent, form.friends) == (
        born,
        guardians,
        consent,
        friends,
    )


@pytest.mark.clause("M19-03", "NC-03", "WE-06")
@pytest.mark.parametrize("policy_id", ALL_FIVE)
def test_every_field_that_is_asked_says_why_and_is_kept_under_that_purpose(policy_id: str) -> None:
    form = joining.form_of(shipped(policy_id))
    purposes = {field.purpose for field in REGISTRATION.fields}

    assert form.clauses
    for asked in (*form.fields, *((form.born,) if form.born else ())):
        assert asked.purpose in purposes


@pytest.mark.clause("WO-06")
def test_a_form_that_asks_something_else_has_another_version_and_one_that_asks_the_same_has_not() -> None:
    wolcott = shipped(WO)
    listed = wolcott.collect["registration"]
    less = listed.model_copy(update={"required": tuple(f for f in listed.required if "phone" not in f)})
    changed = wolcott.model_copy(update={"collect": {"registration": less}})

    assert joining.form_of(wolcott).version == joining.form_of(shipped(WO)).version
    assert joining.form_of(changed).version != joining.form_of(wolcott).version


# -- what cannot be kept


@pytest.mark.clause("M19-03", "WO-06", "NC-03", "NC-04")
@given(left_out=st.sets(st.sampled_from(["contact", "town", "phone", "email"])))
def test_what_the_policy_does_not_list_is_refused_below_the_door_and_never_kept(left_out: set[str]) -> None:
    base = shipped(NC)
    names = [name for name in ("name", "contact", "town", "phone", "email") if name not in left_out]
    listed = base.collect["registration"].model_copy(
        update={"required": tuple(f"registration.{name}" for name in names), "optional": ()}
    )
    policy = base.model_copy(update={"collect": {"registration": listed}})
    typed = filled_in(joining.form_of(policy), email="rosa@example.org")
    out = {"address" if name == "contact" else name for name in left_out}

    if out:
        assert wrong(policy, typed).keys() == out
    new = read(policy, replace(typed, **dict.fromkeys(out, "")))

    assert {name for name in ("address", "town", "phone", "email") if not new.kept[name]} == out
    assert new.kept.keys() <= {field.name for field in REGISTRATION.fields}
    REGISTRATION.values(new.kept)
    with pytest.raises(kinds.Undeclared):
        REGISTRATION.values({**new.kept, "birth_date": "2017-06-03"})


@pytest.mark.clause("WO-06", "NC-04", "M19-03")
@pytest.mark.parametrize("policy_id", ALL_FIVE)
def test_whoever_has_no_e_mail_address_is_registered_all_the_same(policy_id: str) -> None:
    policy = shipped(policy_id)

    assert read(policy, filled_in(joining.form_of(policy), email="")).kept["email"] == ""


@pytest.mark.parametrize(
    "policy_id", [pytest.param(WO, marks=pytest.mark.clause("WO-06")), *(OLD, M19, WE, NC)]
)
def test_a_phone_number_is_needed_only_where_the_policy_asks_for_it(policy_id: str) -> None:
    policy = shipped(policy_id)
    typed = filled_in(joining.form_of(policy), phone="")

    if policy_id in (WO, NC):
        assert wrong(policy, typed).keys() == {"phone"}
    else:
        assert read(policy, typed).kept["phone"] == ""


# -- birth dates


@pytest.mark.clause("WO-06")
@given(born=st.dates(TODAY - 40 * 365 * DAY, TODAY))
def test_of_a_minors_birth_date_only_the_day_of_coming_of_age_is_kept_and_an_adults_is_refused(
    born: date,
) -> None:
    policy = shipped(WO)
    typed = child(joining.form_of(policy), birth_date=born.isoformat())

    if policy.adult_on(born) <= TODAY:
        assert wrong(policy, typed).keys() == {"birth_date"}
    else:
        new = read(policy, typed)
        assert new.kept["adult_on"] == policy.adult_on(born).isoformat()
        assert born.isoformat() not in repr(new.kept.values())


@pytest.mark.parametrize(
    "policy_id",
    [pytest.param(M19, marks=pytest.mark.clause("M19-03")), OLD, pytest.param(WE, marks=pytest.mark.clause("WE-06")),
     pytest.param(NC, marks=pytest.mark.clause("NC-04"))],
)  # fmt: skip
def test_where_the_policy_asks_no_birth_date_none_can_be_given(policy_id: str) -> None:
    policy = shipped(policy_id)
    form = joining.form_of(policy)
    for typed in (filled_in(form, birth_date="2017-06-03"), child(form, birth_date="2017-06-03")):
        assert "birth_date" in wrong(policy, typed)


@pytest.mark.clause("WO-06")
@pytest.mark.parametrize("typed", ["", "3 June", "2017-02-30", "0001-01-01", "9999-12-31", "２０１７-06-03x"])
def test_a_birth_date_that_is_none_says_how_to_write_it(typed: str) -> None:
    policy = shipped(WO)

    assert wrong(policy, child(joining.form_of(policy), birth_date=typed)).keys() == {"birth_date"}


@pytest.mark.clause("WO-06")
def test_what_is_asked_of_minors_is_refused_of_adults() -> None:
    policy = shipped(WO)
    typed = filled_in(
        joining.form_of(policy), birth_date="1980-06-03", guardian_name="Bob Ash", guardian_proof="photo_id"
    )

    assert wrong(policy, typed).keys() == {"birth_date", "guardian_name", "guardian_proof"}


# -- guardians


@pytest.mark.clause("WO-04", "WO-18")
def test_a_guardian_is_noted_with_what_was_shown_until_the_minor_comes_of_age() -> None:
    policy = shipped(WO)
    typed = child(joining.form_of(policy), guardian_name="Bob  Núñez", guardian_proof="birth_certificate")

    link = read(policy, typed).link

    assert link is not None
    assert (link.name, link.proof, link.until) == ("Bob Núñez", "birth_certificate", policy.adult_on(BORN))


@pytest.mark.clause("M19-06", "M19-07", "WE-12", "WE-13")
@pytest.mark.parametrize("policy_id", [M19, WE])
def test_where_no_birth_date_is_asked_the_note_of_a_guardian_carries_its_own_last_day(policy_id: str) -> None:
    policy = shipped(policy_id)
    form = joining.form_of(policy)
    typed = child(form, guardian_name="Bob Núñez", guardian_proof="photo_id", of_age="2033-06-03")

    new = read(policy, typed)

    assert new.link is not None
    assert new.link.until == date(2033, 6, 3)
    assert new.kept["adult_on"] is None
    assert wrong(policy, replace(typed, of_age="")).keys() == {"of_age"}
    assert wrong(policy, child(form, of_age="2033-06-03")).keys() == {"of_age"}


@pytest.mark.parametrize(
    "policy_id",
    [pytest.param(OLD, marks=pytest.mark.clause("MC-05")), pytest.param(NC, marks=pytest.mark.clause("NC-06"))],
)  # fmt: skip
def test_where_no_guardian_may_be_noted_none_is_asked_for_and_none_kept(policy_id: str) -> None:
    policy = shipped(policy_id)
    form = joining.form_of(policy)

    assert not form.guardians
    assert not form.of_minors
    assert "guardian_name" in wrong(policy, filled_in(form, guardian_name="Bob Núñez"))
    assert "minor" in wrong(policy, filled_in(form, minor="yes"))


@pytest.mark.clause("WO-18")
@pytest.mark.parametrize("proof", ["", "card_number", "custody_order"])
def test_a_guardian_without_a_proof_is_not_noted(proof: str) -> None:
    policy = shipped(WO)
    typed = child(joining.form_of(policy), guardian_name="Bob Núñez", guardian_proof=proof)

    assert wrong(policy, typed).keys() == {"guardian_proof"}


# -- consent


@pytest.mark.parametrize(
    "policy_id",
    [pytest.param(WO, marks=pytest.mark.clause("WO-10", "WO-11")), pytest.param(NC, marks=pytest.mark.clause("NC-05"))],
)  # fmt: skip
def test_where_nothing_is_kept_without_consent_the_form_its_version_the_day_and_who_are_noted(
    policy_id: str,
) -> None:
    policy = shipped(policy_id)
    form = joining.form_of(policy)

    assert wrong(policy, filled_in(form, consent=False)).keys() == {"consent"}
    kept = read(policy, filled_in(form)).kept["consent"]
    assert joining.consent_in(kept) == joining.Consent("card", form.version, TODAY, "patron")


@pytest.mark.clause("WO-11", "WO-17")
def test_of_a_minor_it_is_kept_whose_consent_it_was() -> None:
    policy = shipped(WO)
    form = joining.form_of(policy)

    for by in ("patron", "guardian"):
        kept = read(policy, child(form, consent_by=by)).kept["consent"]
        assert joining.consent_in(kept).by == by
    assert wrong(policy, child(form, consent_by="")).keys() == {"consent_by"}


@pytest.mark.parametrize("policy_id", [M19, OLD, WE])
def test_where_the_policy_asks_for_no_consent_none_is_kept(policy_id: str) -> None:
    policy = shipped(policy_id)
    form = joining.form_of(policy)

    assert read(policy, filled_in(form)).kept["consent"] is None
    assert "consent" in wrong(policy, filled_in(form, consent=True))


# -- the Friends, and wishes


@pytest.mark.clause("WE-14", "WE-15")
def test_only_at_weston_may_the_friends_list_be_chosen_and_only_with_an_address() -> None:
    for policy_id in ALL_FIVE:
        policy = shipped(policy_id)
        form = joining.form_of(policy)
        asks = filled_in(form, friends=True, email="rosa@example.org")
        assert not read(policy, replace(asks, friends=False)).friends
        if policy_id == WE:
            assert read(policy, asks).friends
            assert wrong(policy, replace(asks, email="")).keys() == {"friends"}
        else:
            assert wrong(policy, asks).keys() == {"friends"}


@pytest.mark.clause("WO-14", "NC-16", "WE-11")
@given(
    wishes=st.sets(
        st.sampled_from(["no_phone", "no_messages", "no_mail", "no_email", "email_only", "unnamed"])
    )
)
def test_how_not_to_reach_them_may_be_said_at_once_unless_it_leaves_no_sense(wishes: set[str]) -> None:
    policy = shipped(WE)
    form = joining.form_of(policy)
    typed = filled_in(form, wishes=tuple(sorted(wishes)), email="rosa@example.org")

    if {"email_only", "no_email"} <= wishes:
        assert wrong(policy, typed).keys() == {"wishes"}
    else:
        assert set(read(policy, typed).wishes) == wishes
    if "email_only" in wishes:
        assert "wishes" in wrong(policy, replace(typed, email=""))


# -- names and cards


@pytest.mark.parametrize(
    "name", ["Ñandú Pérez", "李小龍", "Ольга Ёлкина", "محمد علي", "O’Brien-Łukasz", "ভারতী", "שרה כהן", "X"]
)
def test_a_name_is_kept_as_it_is_written_in_any_script(name: str) -> None:
    policy = shipped(M19)

    assert read(policy, filled_in(joining.form_of(policy), name=f"  {name} ")).kept["name"] == name


@given(name=st.text(max_size=130))
def test_a_name_is_kept_whole_or_refused_with_a_reason(name: str) -> None:
    policy = shipped(M19)
    typed = filled_in(joining.form_of(policy), name=name)
    whole = " ".join(name.split())

    if spelling.plain(whole) and len(whole) <= patrons.LONGEST_NAME:
        assert read(policy, typed).kept["name"] == whole
    else:
        assert wrong(policy, typed).keys() == {"name"}


@pytest.mark.parametrize(
    ("card", "kept"),
    [("2154 0000 0441 27", "21540000044127"), ("ab12cd", "AB12CD"), ("", None), ("123", None), ("12 3é4", None),
     ("1" * 25, None), ("-1234", None)],
)  # fmt: skip
def test_a_card_number_is_digits_and_letters(card: str, kept: str | None) -> None:
    policy = shipped(M19)
    typed = filled_in(joining.form_of(policy), card=card)

    if kept:
        assert read(policy, typed).kept["card"] == kept
    else:
        assert wrong(policy, typed).keys() == {"card"}


def test_everything_that_is_wrong_is_said_at_once_and_no_value_is_repeated() -> None:
    policy = shipped(WO)
    typed = TypedForm(card="!", email="no address", phone="9" * 101, consent=False, minor="maybe")

    said = wrong(policy, typed)

    assert said.keys() == {"card", "name", "address", "town", "phone", "email", "minor", "consent"}
    assert not any("no address" in why or "999" in why for why in said.values())
