"""Does the public page say what the policy does, in words that need no lawyer?"""

import json

import pytest

from reticent import policy


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_the_page_says_every_clause_and_how_it_is_kept(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    page = policy.public(adopted)

    said = [line.id for _, lines in page.clauses for line in lines]
    assert sorted(said) == sorted(adopted.clauses)
    assert json.loads(json.dumps(page.as_dict()))["id"] == policy_id


# Wolcott's text is the one that says sign-ups are recorded (WO-09).
SIGN_UPS = {
    policy_id: "until the session was held" + (", and a week after" if policy_id == "wolcott-2016" else "")
    for policy_id in policy.shipped_ids()
}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_the_page_names_every_kind_that_is_kept_and_until_when(policy_id: str) -> None:
    kept = {line.kind: line.until for line in policy.public(policy.shipped(policy_id)).kept}

    beside = {
        "guardian_link": "until you come of age",
        "designation": "until you take it back, or its last day",
        "friends_choice": "until you take it back, or its last day",
        "staff_note": "until its last day, or until the desk takes it off",
        "donor": "as long as a gift of yours is kept",
        "gift": "for 7 years",
    }

    assert kept == {
        "registration": "until your card expires, and a year after",
        "loan": "until it is returned",
        "hold": "until it is collected or cancelled, and a week after",
        "charge": "until it is paid, and 30 days after",
        "contact_wish": "until you take it back, or its last day",
        "computer_session": "until you are done, that night at the latest",
        "print_job": "until you are done, that night at the latest",
        "purchase_suggestion": "until it is decided, and the decision picked up",
        "reference_question": "until it is answered, and the answer picked up"
        + (", and 30 days after" if policy_id == "wolcott-2016" else ""),
        "program_signup": SIGN_UPS[policy_id],
        "interlibrary_request": "until it is back with the library that lent it, or you know that none lends it"
        + (", and 30 days after" if policy_id == "wolcott-2016" else ""),
        "look": "for a year",
        **{kind: until for kind, until in beside.items() if kind in policy.shipped(policy_id).keep},
    }


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_what_the_page_says_of_the_police_is_what_the_desk_is_told(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    told = policy.decide(policy.Request("third_party", "case", asker="police"), adopted)

    assert policy.public(adopted).police == told


@pytest.mark.parametrize(
    ("policy_id", "said"),
    [
        ("mansfield-2019", "Until you are 18"),
        ("mansfield-older", "Your parents may not see your record"),
        ("wolcott-2016", "Until you are 18"),
        ("weston-2017", "Until you are 18"),
        ("new-canaan-2018", "does not say whether a parent may see"),
    ],
)
def test_the_page_tells_a_child_who_may_see_the_record(policy_id: str, said: str) -> None:
    sections = {
        section.heading: section.text for section in policy.public(policy.shipped(policy_id)).sections
    }

    assert said in sections["Parents and guardians"]


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_clause_called_published_is_on_the_page_by_a_notice_or_a_date(policy_id: str) -> None:
    """Who approved it, from when, and who answers requests stand on the page by themselves."""
    adopted = policy.shipped(policy_id)
    page = policy.public(adopted)

    noticed = {citation.id for notice in (*page.notices, *page.settled) for citation in notice.citations}
    by_itself = {"M19-01", "WO-27", "WO-35", "WE-28", "NC-24", "NC-25"}
    published = {name for name, clause in adopted.clauses.items() if clause.kept_by == "published"}

    assert published <= noticed | by_itself


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_nobody_is_said_to_see_what_is_not_kept(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    mends = next(line for line in policy.public(adopted).sees if line.purpose == "registration")

    assert ("guardian" in mends.fields) == ("guardian_link" in adopted.keep)
    assert ("whom the patron sends" in mends.fields) == ("designation" in adopted.keep)
