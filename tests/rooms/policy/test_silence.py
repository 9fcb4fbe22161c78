"""What a policy leaves out is not decided: does a table taken out of a file ever let anybody see more?

Some tables give, and without them nothing is given: a purpose, a vendor's terms. Others ask for more before something
is given: a step, a showing, what somebody sent may learn. Without those the text asks for less, and it would be untrue
to say that leaving them out shows nothing more. So each is held to its own promise, and every table is on one list.
"""

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.policy.schema import drawn
from reticent.policy.vocabulary import EVIDENCE
from tests.rooms.policy.altered import SENT_AND_SHOWN, read, text_of
from tests.rooms.policy.test_every_request import requests
from tests.rooms.policy.test_parameters import CONTRACT, PARENT, SENT, VENDOR, VOLUNTEER, paper

# One text in which every table that may be left out says something that matters, where it can.
EVERY_TABLE = f"""{SENT_AND_SHOWN}
[vendors.films]
release = "attributes"
attributes = ["registration.town"]

[showing]
what = "good cause"
shown_by = ["court_order"]
clauses = []

[patron_notice]
when = "before"

[gag]
may_know = ["counsel"]

[clocks]
foi_business_days = 2

[interlibrary]
opens = ["registration.name"]

[consortium]
name = "LION"
governs = false
kinds = ["loan"]

[collect.registration]
required = ["registration.name"]

[wishes]
kinds = ["no_phone"]

[messages.news]
default = "on"

[display]
[notes]
[complaints]
to = "Director"
[friends]
opt_in = true
[donors]
askers = ["development_officer"]
[ledger]
years = 5
[statistics]
[breach]
[amendment]
posted = true
"""
# Drawn at random, most questions are refused: these are let in by one text or another.
LIKELY = (
    PARENT,
    VOLUNTEER,
    SENT,
    VENDOR,
    replace(VENDOR, fields=("registration.town",), evidence=CONTRACT),
    policy.Request("agent", "recovery", evidence=CONTRACT),
    policy.Request("self", "own_record", identity_checked=True),
    policy.Request("staff", "account", duty="circulation", duties=frozenset({"circulation"})),
    *(
        paper(kind, evidence=frozenset(EVIDENCE))
        for kind in ("court_order", "judge_subpoena", "search_warrant")
    ),
    paper("court_order"),
    paper("court_order", evidence=frozenset()),
    *(
        paper("grand_jury_subpoena", "clerk", evidence=frozenset(EVIDENCE) - left)
        for left in (frozenset(), frozenset({"shown:good_cause"}))
    ),
)
# Tables that only ever ask for more: without them no less is shown.
ASK_MORE = frozenset({"steps", "showing", "designated", "instruments.by_kind"})
# Tables that give, or that are about something else than who may see a record: without them no more is shown.
GIVE = frozenset(
    {
        *(
            "outsiders.by_class",
            "vendors",
            "contracts",
            "patron_notice",
            "gag",
            "clocks",
            "interlibrary",
            "consortium",
        ),
        *("collect", "wishes", "messages", "display", "notes", "complaints", "friends", "donors", "ledger"),
        *("statistics", "breach", "amendment", "notices", "purposes", "keep"),
    }
)


@cache
def _texts() -> dict[str, str]:
    texts = {policy_id: text_of(policy_id) for policy_id in policy.shipped_ids()}
    whole = text_of("mansfield-2019").replace('id = "mansfield-2019"', 'id = "every-table"', 1)
    # A stance without the table that does it is refused as a whole: no case of silence.
    texts = {name: re.sub(r"^stance.*\n", "", text, flags=re.MULTILINE) for name, text in texts.items()}
    return texts | {"every-table": whole.replace("\n[clauses]\n", f"{EVERY_TABLE}\n[clauses]\n", 1)}


@cache
def _adopted(text_id: str, without: str = "") -> policy.Policy:
    text = _without(_texts()[text_id], without) if without else _texts()[text_id]
    return read(text)


def _without(text: str, table: str) -> str:
    """The text without this table and those inside it."""
    name = re.escape(table)
    return re.sub(rf"^\[\[?{name}(?:\.[\w.]+)?\]\]?.*?(?=^\[|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)


def _removable() -> list[tuple[str, str]]:
    """Every text with each table that it could do without; of purposes and periods, each one."""
    found = []
    for text_id, text in _texts().items():
        tables = {
            table for table in ASK_MORE | GIVE if re.search(rf"^\[\[?{re.escape(table)}[\].]", text, re.M)
        }
        named = re.findall(r"^\[((?:purposes|keep)\.\w+)\]", text, re.MULTILINE)
        found += [(text_id, table) for table in sorted((tables - {"purposes", "keep"}) | set(named))]
    # What goes with the registration cannot be kept without it.
    return [(text_id, table) for text_id, table in found if table != "keep.registration"]


def test_every_table_that_may_be_left_out_is_on_one_of_the_lists() -> None:
    optional = set(drawn()["properties"]) - set(drawn()["required"])
    scalars = {key for key in optional if drawn()["properties"][key].get("type") == "string"}

    assert not ASK_MORE & GIVE
    assert optional - scalars == {
        table for table in (ASK_MORE | GIVE) - {"purposes", "keep"} if "." not in table
    }


@pytest.mark.parametrize(("text_id", "table"), _removable())
def test_a_table_left_out_lets_nobody_see_more_and_one_that_asks_for_more_nobody_less(
    text_id: str, table: str
) -> None:
    for request in LIKELY:
        _held_to_its_promise(text_id, table, request)


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(_removable()), requests)
def test_so_it_is_whatever_anybody_asks(removed: tuple[str, str], request: policy.Request) -> None:
    _held_to_its_promise(*removed, request)


def _held_to_its_promise(text_id: str, table: str, request: policy.Request) -> None:
    before = policy.decide(request, _adopted(text_id))
    after = policy.decide(request, _adopted(text_id, table))
    if table in ASK_MORE:
        assert set(before.fields) <= set(after.fields)
    else:
        assert set(after.fields) <= set(before.fields)
        assert before.allowed or not after.allowed


@pytest.mark.parametrize("text_id", _texts())
@pytest.mark.parametrize("purpose", policy.PURPOSES)
def test_a_purpose_left_out_is_referred_and_not_decided(text_id: str, purpose: str) -> None:
    adopted = _adopted(text_id, f"purposes.{purpose}")
    duty = frozenset({"circulation"})

    staff = policy.decide(policy.Request("staff", purpose, duty="circulation", duties=duty), adopted)
    patron = policy.decide(policy.Request("self", purpose, identity_checked=True), adopted)

    assert (staff.outcome, staff.rule) == ("referred", "not_decided")
    if purpose == "own_record" and adopted.flags.personal_data_act:
        assert patron.allowed  # what the law compels is no policy's silence (4-193(f))
    else:
        assert (patron.outcome, patron.rule) == ("referred", "not_decided")


@pytest.mark.parametrize("kind", ["guardian_link", "designation", "contact_wish"])
def test_a_kind_without_a_period_is_not_noted_and_referred(kind: str) -> None:
    adopted = _adopted("mansfield-2019", f"keep.{kind}")

    noted = policy.may_note(kind, adopted, wish="no_phone", minor=True)

    assert (noted.outcome, noted.rule) == ("referred", "note.not_kept")


def test_a_table_that_is_silent_promises_nothing_on_the_page() -> None:
    for removed in (
        "messages",
        "display",
        "notes",
        "ledger",
        "statistics",
        "breach",
        "amendment",
    ):
        before = {matter.heading for matter in policy.public(_adopted("every-table")).settled}
        after = {matter.heading for matter in policy.public(_adopted("every-table", removed)).settled}

        assert after < before
