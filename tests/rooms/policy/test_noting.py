"""Do the five policies let a guardian, somebody sent and a wish be noted where their texts have a use for it?"""

from typing import Any

import pytest

from reticent import policy
from reticent.policy.vocabulary import BESIDE, SHUTS
from tests.rooms.policy.altered import altered, loaded, text_of

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"


def cells(*rows: tuple[Any, ...]) -> Any:
    return pytest.mark.parametrize(
        ("policy_id", "outcome", "rule", "cites"),
        [pytest.param(*row, id=row[0], marks=pytest.mark.clause(*row[3])) for row in rows],
    )


@cells(
    (M19, "allowed", "note.guardian", {"M19-06", "M19-07", "S-4"}),
    (OLD, "refused", "note.no_guardians", {"MC-05", "S-4"}),
    (WO, "allowed", "note.guardian", {"WO-04", "WO-18", "1-1d"}),
    (WE, "allowed", "note.guardian", {"WE-12", "WE-13"}),
    (NC, "referred", "note.guardians_silent", {"NC-06", "S-4"}),
)
def test_a_guardian_is_noted_only_where_a_guardian_is_answered(
    policy_id: str, outcome: str, rule: str, cites: set[str]
) -> None:
    decision = policy.may_note("guardian_link", policy.shipped(policy_id))

    assert (decision.outcome, decision.rule) == (outcome, rule)
    assert cites <= set(decision.clauses)


@pytest.mark.clause("M19-07", "WE-13", "1-1d")
@pytest.mark.parametrize("policy_id", [M19, WO, WE])
def test_nobody_is_noted_as_guardian_of_somebody_known_to_be_grown(policy_id: str) -> None:
    decision = policy.may_note("guardian_link", policy.shipped(policy_id), minor=False)

    assert (decision.outcome, decision.rule) == ("refused", "note.guardian_of_an_adult")


@cells(
    (M19, "allowed", "note.designation", {"M19-19", "S-5"}),
    (OLD, "referred", "note.permission_unclear", {"MC-05", "S-5"}),
    (WO, "allowed", "note.designation", {"WO-12", "WO-20", "S-5"}),
    (WE, "allowed", "note.designation", {"WE-22", "S-5"}),
    (NC, "allowed", "note.designation", {"S-5"}),
)
def test_whom_a_patron_sends_is_noted_where_her_permission_opens_anything(
    policy_id: str, outcome: str, rule: str, cites: set[str]
) -> None:
    decision = policy.may_note("designation", policy.shipped(policy_id))

    assert (decision.outcome, decision.rule) == (outcome, rule)
    assert cites <= set(decision.clauses)


@cells(
    (M19, "allowed", "note.wish", {"S-2"}),
    (OLD, "allowed", "note.wish", {"S-2"}),
    (WO, "allowed", "note.wish", {"WO-14", "S-2"}),
    (WE, "allowed", "note.wish", {"WE-11", "S-2"}),
    (NC, "allowed", "note.wish", {"NC-16", "S-2"}),
)
def test_the_e_mail_is_stopped_on_request_everywhere_and_by_a_clause_where_there_is_one(
    policy_id: str, outcome: str, rule: str, cites: set[str]
) -> None:
    decision = policy.may_note("contact_wish", policy.shipped(policy_id), wish="no_email")

    assert (decision.outcome, decision.rule) == (outcome, rule)
    assert cites <= set(decision.clauses)


@pytest.mark.parametrize("wish", ["", "no_post", "something else"])
def test_a_wish_that_no_policy_knows_is_handed_on_and_not_dropped(wish: str) -> None:
    decision = policy.may_note("contact_wish", policy.shipped(M19), wish=wish)

    assert (decision.outcome, decision.rule) == ("referred", "note.no_such_wish")


@pytest.mark.parametrize("kind", [kind for kind in BESIDE if kind != "friends_choice"])
def test_what_has_no_period_is_not_noted(kind: str, tmp_path: Any) -> None:
    text = text_of(M19)
    start = text.index(f"[keep.{kind}]")
    without = loaded(tmp_path, text[:start] + text[text.index("[keep.", start + 1) :])

    decision = policy.may_note(kind, without, wish="no_mail")

    assert (decision.outcome, decision.rule) == ("referred", "note.not_kept")


def test_a_policy_without_a_table_of_wishes_knows_them_all_and_cites_the_statute(tmp_path: Any) -> None:
    assert policy.shipped(M19).wishes.kinds == tuple(policy.WISHES)
    some = loaded(tmp_path, altered(text_of(WE), table="wishes", old='"no_phone", ', new=""))

    assert policy.may_note("contact_wish", some, wish="no_phone").outcome == "referred"
    assert policy.may_note("contact_wish", some, wish="no_mail").allowed


def test_every_wish_shuts_some_way_and_never_all() -> None:
    ways = frozenset({"phone", "messages", "mail", "email", "name"})

    assert set(SHUTS) == set(policy.WISHES)
    assert all(SHUTS.values())
    assert all(shut < ways for shut in SHUTS.values())


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_minor_takes_nothing_back_alone_and_a_patron_of_age_does(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    outcomes = [policy.may_withdraw(adopted, minor=minor).outcome for minor in (True, False, None)]

    assert outcomes == ["refused", "allowed", "allowed"]


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_court_order_is_taken_off_by_the_director_only(policy_id: str) -> None:
    decision = policy.may_lift(policy.shipped(policy_id))

    assert (decision.outcome, decision.rule) == ("referred", "note.court_order_stays")
