"""May a vendor be told what is to be sent there, and what must its contract say first, by each of the five texts?"""

from dataclasses import replace

import pytest

from reticent import policy
from reticent.policy.contracting import AGENT, SERVICE, Contract, how_it_stands, lacking, to_ask_for
from reticent.policy.vocabulary import CONTRACT_TERMS, FIELDS

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
FILMS = Contract("Millrace Films", SERVICE, "lend", (), runs=True)
HARBOR = Contract(
    "Harbor Recovery",
    AGENT,
    "recovery",
    ("registration.name", "registration.contact", "charge.amount"),
    terms=frozenset(CONTRACT_TERMS),
    runs=True,
)
ASKED = replace(FILMS, asked_for=frozenset(CONTRACT_TERMS))
WHOLE = replace(FILMS, terms=frozenset(CONTRACT_TERMS))


@pytest.mark.clause("WO-21")
def test_where_the_text_ensures_it_nobody_is_told_until_the_contract_says_it() -> None:
    adopted = policy.shipped(WO)

    before, asked, after = (how_it_stands(each, adopted) for each in (FILMS, ASKED, WHOLE))

    assert [each.outcome for each in (before, asked, after)] == ["refused", "refused", "allowed"]
    assert before.clauses[0] == "WO-21"
    assert "WO-12" in before.clauses
    assert after.clauses == ("WO-22", "WO-21")


@pytest.mark.clause("M19-16", "WE-19", "NC-08")
@pytest.mark.parametrize(("policy_id", "clause"), [(M19, "M19-16"), (WE, "WE-19"), (NC, "NC-08")])
def test_where_the_text_seeks_it_asking_in_writing_is_enough(policy_id: str, clause: str) -> None:
    adopted = policy.shipped(policy_id)

    before, after = how_it_stands(FILMS, adopted), how_it_stands(ASKED, adopted)

    assert (before.outcome, before.clauses[0]) == ("refused", clause)
    assert after.allowed
    assert {each.term for each in after.missing} == set(adopted.contracts.terms)
    assert all(each.asked for each in after.missing)


@pytest.mark.clause("MC-05")
def test_where_the_text_lets_nobody_be_told_no_contract_changes_that() -> None:
    adopted = policy.shipped(OLD)

    assert {how_it_stands(each, adopted).outcome for each in (WHOLE, HARBOR)} == {"refused"}
    assert "MC-05" in how_it_stands(WHOLE, adopted).clauses


@pytest.mark.clause("M19-17", "WO-22", "WE-20", "NC-09")
@pytest.mark.parametrize("policy_id", [M19, WO, WE, NC])
def test_a_service_that_is_sent_more_than_yes_or_no_may_not_be_told(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    stands = how_it_stands(replace(WHOLE, fields=("registration.name",)), adopted)

    assert stands.outcome == "refused"
    assert set(adopted.vendor.clauses) <= set(stands.clauses)
    assert "yes or no" in stands.say


@pytest.mark.clause("WO-12", "NC-06")
@pytest.mark.parametrize("policy_id", [WO, NC])
def test_an_agent_under_a_contract_that_binds_it_may_have_what_the_policy_opens_and_no_title(
    policy_id: str,
) -> None:
    adopted = policy.shipped(policy_id)

    assert how_it_stands(HARBOR, adopted).allowed
    titles = how_it_stands(replace(HARBOR, fields=("registration.name", "loan.title")), adopted)
    assert titles.outcome == "refused"
    assert FIELDS["loan.title"] in titles.say


@pytest.mark.clause("M19-06", "WE-12")
@pytest.mark.parametrize("policy_id", [M19, WE])
def test_where_the_text_forgets_agents_it_is_referred_and_the_way_on_is_said(policy_id: str) -> None:
    stands = how_it_stands(HARBOR, policy.shipped(policy_id))

    assert stands.outcome == "referred"
    assert any("counsel" in step for step in stands.steps)


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_no_text_lets_an_agent_be_told_whose_contract_does_not_bind_it_to_confidence(policy_id: str) -> None:
    """The law's own condition (CGS 11-25(b)(1)): agents, and so a contract."""
    loose = replace(HARBOR, terms=HARBOR.terms - {"confidential"})

    stands = how_it_stands(loose, policy.shipped(policy_id))

    assert stands.outcome == "refused"
    assert "S-3" in stands.clauses


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_without_a_contract_in_force_nobody_is_told(policy_id: str) -> None:
    for each in (WHOLE, HARBOR):
        assert how_it_stands(replace(each, runs=False), policy.shipped(policy_id)).outcome == "refused"


def test_a_library_without_a_policy_sends_nobody_anything() -> None:
    undecided = policy.nothing_decided("storrs", "Storrs Library")

    assert {how_it_stands(each, undecided).allowed for each in (WHOLE, HARBOR)} == {False}


def test_a_letter_asks_for_all_that_is_missing_and_the_policy_wants_a_part_of_it() -> None:
    one = replace(FILMS, terms=frozenset({"confidential"}))

    assert len(to_ask_for(one)) == len(CONTRACT_TERMS) - 1
    assert {each.term for each in lacking(one, policy.shipped(WO))} == {
        "service_only",
        "no_sale",
        "destroyed",
        "demands",
    }
