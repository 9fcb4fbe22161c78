"""Is every key of a policy file read somewhere, or said to wait for what is not built yet?

`READ` names for each key of each table the files that read it; `LATER` names those that the page says or the file only
keeps, with the issue whose work will act on them. A key that stands in neither, or in a file that does not read it,
is red: a policy must not hold words that nothing heeds.
"""

import re
from pathlib import Path

import pytest

from reticent import policy
from reticent.policy.schema import drawn

SOURCE = Path(policy.__file__).parents[1]
DECIDING, TABLES, GATES = "policy/deciding.py", "policy/tables.py", "policy/gates.py"
PAGE, SETTLED, SHELF, NOTING = "policy/page.py", "policy/settled.py", "policy/shelf.py", "policy/noting.py"
ADOPTING = "policy/adopting.py"

# Tables whose keys are read by name are listed key by key; `*` stands for every key that is not listed.
READ: dict[str, dict[str, str]] = {
    "PolicyText": {
        "format": "policy/reading.py",
        "id": PAGE,
        "library": "policy/deciding.py",
        "library_name": PAGE,
        "called": PAGE,
        "title": PAGE,
        "approved_by": PAGE,
        "effective": SHELF,
        "effective_as_written": PAGE,
        "adopted_on": "policy/rules/missing.py",
        "review_due": ADOPTING,
        "supersedes": SHELF,
        "statute_pack": SHELF,
        "loan_days": "doors/cli/seeding.py",
    },
    "Flags": {
        "entity_type": GATES,
        "public_agency": GATES,
        "personal_data_act": GATES,
        "state_disposition": GATES,
        "asks_birth_date": "records/intake.py",
    },
    "Bound": {"who": SETTLED},
    "Custodian": {"title": TABLES, "delegate": SETTLED, "deputies": TABLES},
    "Decider": {"title": TABLES},
    "Referral": {"to": TABLES, "askers": DECIDING},
    "Own": {"note": DECIDING},
    "Guardian": {
        "allowed": DECIDING,
        "age": "policy/adopted.py",
        "proofs": DECIDING,
        "proofs_needed": DECIDING,
        "channels": DECIDING,
        "opens": DECIDING,
        "only_overdue": DECIDING,
        "must": SETTLED,
        "keeps_out": DECIDING,
        "legal_basis": DECIDING,
        "note": DECIDING,
    },
    "Insiders": {"volunteer": DECIDING, "agent": DECIDING},
    "Insider": {"*": DECIDING},
    "Vendor": {"outcome": DECIDING, "purposes": DECIDING, "entitled_as": TABLES},
    "VendorTerms": {"*": DECIDING},
    "Contracts": {"effort": "policy/contracting.py", "terms": "policy/contracting.py"},
    "Designated": {"purposes": DECIDING, "opens": DECIDING, "legal_basis": DECIDING, "form": SETTLED},
    "Outsiders": {"by_class": DECIDING},
    "Answer": {"*": DECIDING},
    "Release": {"*": DECIDING},
    "Instruments": {"accepted": DECIDING, "by_kind": DECIDING, "note": DECIDING},
    "Treatment": {"then": DECIDING, "needs": TABLES},
    "Step": {"evidence": DECIDING, "label": DECIDING, "must": DECIDING, "when": TABLES, "before": DECIDING},
    "Form": {"*": DECIDING},
    "Showing": {"what": TABLES, "shown_by": DECIDING, "note": DECIDING},
    "Response": {"options": DECIDING, "stance": SETTLED},
    "Permission": {
        "outcome": DECIDING,
        "purposes": DECIDING,
        "note": DECIDING,
        "form": SETTLED,
        "informed": "people/permissions.py",
        "days": NOTING,
        "revocable": NOTING,
    },
    "Foi": {"*": DECIDING},
    "PatronNotice": {"when": TABLES, "days": TABLES},
    "Gag": {"may_know": TABLES},
    "Clocks": {"foi_business_days": TABLES, "papers_days_ahead": TABLES},
    "Costs": {"bill_agency": DECIDING, "hour_cents": TABLES, "page_cents": TABLES},
    "Interlibrary": {"opens": SETTLED},
    "Consortium": {"name": DECIDING, "governs": DECIDING, "kinds": SETTLED, "policy": SETTLED},
    "Purpose": {
        "label": PAGE,
        "why": TABLES,
        "duties": TABLES,
        "opens": DECIDING,
        "for_patron": GATES,
        "for_guardian": DECIDING,
    },
    "Period": {
        "need": PAGE,
        "days_after": PAGE,
        "why": PAGE,
        "follows": PAGE,
        "action": SETTLED,
        "authority": SETTLED,
        "exceptions": SETTLED,
    },
    "Collected": {
        "required": "policy/adopted.py",
        "optional": "policy/adopted.py",
        "minors": "policy/adopted.py",
        "with_consent": SETTLED,
    },
    "Wishes": {"kinds": NOTING, "email_covers": "policy/matters.py"},
    "Messages": {
        "default": "policy/messaging.py",
        "channels": "policy/messaging.py",
        "says": "policy/messaging.py",
        "answers_are_kept": SETTLED,
    },
    "Display": {
        "hold_slip": SETTLED,
        "receipt_titles": "doors/web/desk.py",
        "notice_titles": "access/noticing.py",
    },
    "Notes": {"*": SETTLED},
    "Complaints": {
        "to": TABLES,
        "days": TABLES,
        "in_writing": "policy/matters.py",
        "investigates": "policy/matters.py",
    },
    "Friends": {"opt_in": DECIDING},
    "Donors": {"askers": "policy/matters.py"},
    "Ledger": {"*": SETTLED},
    "Statistics": {"*": SETTLED},
    "Breach": {"*": "policy/breaching.py"},
    "Amendment": {"by": ADOPTING, "review_months": ADOPTING, "posted": SETTLED},
    "Notice": {"*": PAGE},
    "Clause": {"words": "policy/linting.py", "*": PAGE},
}

# What only waits: kept so that a policy can say it, and acted on by nothing yet.
WAITS: dict[str, str] = {
    "Interlibrary.needs": "nothing of the person is sent to a lender, so nothing need be on record first",
}

# What the public page says, and a later issue also acts on.
LATER: dict[str, str] = {
    "Custodian.delegate": "issue 5: appointments with papers and dates",
    "Response.stance": "issue 5: how a case is answered",
    "Designated.form": "issue 6: the desk's form",
    "Permission.form": "issue 6: written permissions",
    "Guardian.must": "issue 5: a guardian's request as a case",
    "Interlibrary.opens": "a lender learns a number, whatever more a policy would let it learn",
    "Consortium.kinds": "issue 5: what is found there is told and referred",
    "Consortium.policy": "issue 7: the letter to the consortium",
    "Period.action": "issue 7: what is left of a record",
    "Period.authority": "issue 7: disposition authority",
    "Period.exceptions": "issue 7: what keeps a record longer",
    "Collected.with_consent": "issue 6: consent with form version and date",
    "Messages.answers_are_kept": "no answer to a mail is taken in",
    "Display.hold_slip": "what the shelf shows is a made-up name, whatever more a policy would let it bear",
    "Ledger.*": "issue 5: the list of disclosures",
    "Statistics.*": "no issue yet: the room of statistics (DESIGN 11)",
}


def tables() -> dict[str, list[str]]:
    """Every table with the keys that are its own; clause ids are cited as a whole by `cite` and the page."""
    found = {name: list(table["properties"]) for name, table in drawn()["$defs"].items()}
    top = [key for key, node in drawn()["properties"].items() if node.get("type") in ("string", "integer")]
    return {
        name: [key for key in keys if not key.endswith("clauses")]
        for name, keys in (("PolicyText", top), *found.items())
    }


KEYS = [(table, key) for table, keys in tables().items() for key in keys]


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda part: part)
def test_a_key_is_read_where_it_is_said_to_be_or_waits_for_what_is_named(table: str, key: str) -> None:
    where = READ.get(table, {}).get(key) or READ.get(table, {}).get("*")

    if where is None:
        assert f"{table}.{key}" in WAITS
        return
    assert f"{table}.{key}" not in WAITS
    text = re.sub(r"(?m)^(?:from|import) .*", "", (SOURCE / where).read_text("utf-8"))
    assert re.search(rf"\.{key}\b|[\"']{key}[\"']", text), f"{where} does not read {table}.{key}"


def test_the_lists_name_no_key_that_is_gone() -> None:
    named = {(table, key) for table, keys in READ.items() for key in keys if key != "*"}
    named |= {tuple(place.split(".")) for place in (*WAITS, *LATER) if not place.endswith("*")}  # type: ignore[misc]

    assert named <= set(KEYS)
    assert {place.partition(".")[0] for place in LATER} <= set(READ)


@pytest.mark.parametrize("place", [place for place in LATER if not place.endswith("*")])
def test_what_a_later_issue_acts_on_is_said_on_the_public_page_meanwhile(place: str) -> None:
    table, key = place.split(".")

    assert READ[table].get(key) == SETTLED
