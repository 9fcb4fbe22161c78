"""Does another engine, given the same rules, allow exactly what we allow? Cedar is asked whatever we are asked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cedarpy
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reticent import policy
from reticent.policy.cedar import as_asked, as_cedar
from reticent.policy.vocabulary import (
    ASKERS,
    CAPACITIES,
    CHANNELS,
    DUTIES,
    EVIDENCE,
    FIELDS,
    INSTRUMENTS,
    KINDS,
    LINKS,
    MATTERS,
    PROOFS,
    PURPOSES,
    SIGNERS,
)
from tests.rooms.policy.altered import SENT_AND_SHOWN, altered, read, text_of
from tests.rooms.policy.test_every_request import STRANGE, anything
from tests.rooms.policy.test_other_states import CELLS, request_of, under

IDS = policy.shipped_ids()
NOBODY = cedarpy.Entities.from_json_str("[]")


# A sixth, which uses what none of the five has a use for: another state's library might.
SIXTH = "a sixth"
ALL = (*IDS, SIXTH)


@cache
def adopted_as(name: str) -> policy.Policy:
    """A shipped policy, or the sixth."""
    if name != SIXTH:
        return policy.shipped(name)
    text = text_of("wolcott-2016")
    for table, old, new in (
        (
            "guardian",
            "legal_basis",
            'opens = ["loan"]\nproofs_needed = "all"\nkeeps_out = ["not_noted"]\nlegal_basis',
        ),
        ("guardian", '["card", "card_number", "photo_id"]', '["card", "photo_id"]'),
        ("insiders.volunteer", "needs = ", 'purposes = ["lend"]\nopens = ["registration.name"]\nneeds = '),
        ("release", "[release]", "[release]\nonly_through_case = false"),
        ("purposes.return", 'duties = ["circulation"]', "duties = []"),
    ):
        text = altered(text, table=table, old=old, new=new)
    text += """
[vendors.acme]
release = "nothing"

[vendors.press]
release = "attributes"
attributes = ["registration.name", "registration.email"]
"""
    return read(text + SENT_AND_SHOWN)


@cache
def rules(name: str) -> cedarpy.PolicySet:
    """A policy's rules, read by Cedar once."""
    return cedarpy.PolicySet.from_str(as_cedar(adopted_as(name)))


def cedar_allows(request: policy.Request, name: str) -> bool:
    """What Cedar says of a request; a rule that could not be worked out counts as broken, not as a no."""
    answer = cedarpy.is_authorized(as_asked(request), rules(name), NOBODY)
    assert not answer.diagnostics.errors
    return bool(answer.allowed)


BASES = [each.request for each in policy.situations()]
BASES += [
    policy.Request("staff", purpose, duty=duty, duties=frozenset({duty}))
    for purpose in PURPOSES
    for duty in DUTIES
]
EVERYTHING = frozenset(EVIDENCE)
BASES += [
    policy.Request(
        "guardian", "account", subject_is_minor=True, link="in_force", proof="card", proofs=frozenset(PROOFS)
    ),
    policy.Request(
        "vendor", "lend", vendor="press", evidence=EVERYTHING, fields=("registration.name", "loan.title")
    ),
    policy.Request(
        "designated_borrower",
        "hold",
        identity_checked=True,
        evidence=EVERYTHING,
        instrument=policy.Instrument(
            "written_permission", signed_by="patron", names_fields=("hold", "registration.name")
        ),
    ),
]
BASES += [
    policy.Request("volunteer", purpose, duty=duty, duties=frozenset(DUTIES), evidence=EVERYTHING)
    for purpose in PURPOSES
    for duty in DUTIES
]
BASES += [
    policy.Request(
        capacity,
        "case",
        duty="director",
        duties=frozenset(DUTIES),
        identity_checked=True,
        evidence=EVERYTHING,
        instrument=policy.Instrument(kind, signed_by=signer, in_form=True, names_fields=("loan",)),
    )
    for capacity in ("third_party", "staff")
    for kind in INSTRUMENTS
    for signer in ("judge", "clerk", "patron")
]
CHANGES = {
    "capacity": st.sampled_from(CAPACITIES),
    "purpose": st.sampled_from(PURPOSES),
    "asker": st.sampled_from([*ASKERS]),
    "matter": st.sampled_from(MATTERS),
    "duty": st.sampled_from([None, *DUTIES]),
    "duties": st.frozensets(st.sampled_from(DUTIES), min_size=3),
    "subject_is_minor": st.sampled_from([None, True, False]),
    "identity_checked": st.booleans(),
    "proof": st.sampled_from([None, *PROOFS]),
    "link": st.sampled_from([None, *LINKS]),
    "proofs": st.frozensets(st.sampled_from(PROOFS)),
    "vendor": st.sampled_from([None, "acme", "press", "elsewhere"]),
    "channel": st.sampled_from(CHANNELS),
    "evidence": st.just(frozenset(EVIDENCE)) | st.frozensets(st.sampled_from(sorted(EVIDENCE)), min_size=9),
    "kinds": st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
    "fields": st.lists(st.sampled_from([*FIELDS, *KINDS]), max_size=3).map(tuple),
    "patrons_of": st.sampled_from([None, "weston", "elsewhere"]),
    "held_in": st.sampled_from([None, "Bibliomation", "elsewhere"]),
    "instrument": st.builds(
        policy.Instrument,
        kind=st.sampled_from(INSTRUMENTS),
        signed_by=st.sampled_from(["judge", "judge", "patron", *SIGNERS]),
        in_form=st.sampled_from([True, True, None, False]),
        names_fields=st.lists(st.sampled_from([*FIELDS, *KINDS]), max_size=3).map(tuple),
    ),
}


@st.composite
def turned(draw: st.DrawFn) -> policy.Request:
    """A situation, or a day's work, with up to three things otherwise: near enough to a yes to be told apart."""
    request = draw(st.sampled_from(BASES))
    names = draw(st.lists(st.sampled_from(sorted(CHANGES)), max_size=3, unique=True))
    return replace(request, **{name: draw(CHANGES[name]) for name in names})


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(turned())
def test_near_every_situation_cedar_allows_what_we_allow(request: policy.Request) -> None:
    for name in ALL:
        decided = policy.decide(request, adopted_as(name))

        assert cedar_allows(request, name) == decided.allowed, (name, decided.rule)
        event(decided.outcome)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything())
def test_whatever_is_asked_cedar_allows_what_we_allow(request: policy.Request) -> None:
    for name in ALL:
        decided = policy.decide(request, adopted_as(name))

        assert cedar_allows(request, name) == decided.allowed, (name, decided.rule)


def _one_thing_otherwise(request: policy.Request) -> Iterator[policy.Request]:
    """The request with each of its words replaced in turn by each other word of its list."""
    others: dict[str, Iterable[Any]] = {
        "capacity": CAPACITIES,
        "purpose": PURPOSES,
        "asker": ASKERS,
        "matter": MATTERS,
        "duty": (None, *DUTIES),
        "duties": (frozenset(), *(request.duties - {duty} for duty in DUTIES)),
        "subject_is_minor": (None, True, False),
        "identity_checked": (True, False),
        "proof": (None, *PROOFS),
        "proofs": (frozenset(), *(frozenset(PROOFS) - {proof} for proof in PROOFS)),
        "vendor": (None, "acme", "press", "elsewhere"),
        "link": (None, *LINKS),
        "channel": CHANNELS,
        "evidence": (frozenset(), *(request.evidence - {word} for word in sorted(EVIDENCE))),
        "fields": ((), *((kind,) for kind in KINDS), ("registration.name",), ("loan.title",)),
        "patrons_of": (None, *(policy.shipped(name).library for name in IDS)),
        "held_in": (None, "Bibliomation", "elsewhere"),
    }
    for name, values in others.items():
        for value in values:
            yield replace(request, **{name: value})
    if paper := request.instrument:
        for kind in INSTRUMENTS:
            yield replace(request, instrument=replace(paper, kind=kind))
        for signer in SIGNERS:
            yield replace(request, instrument=replace(paper, signed_by=signer))
        for in_form in (None, True, False):
            yield replace(request, instrument=replace(paper, in_form=in_form))


@pytest.mark.parametrize("name", ALL)
def test_one_thing_otherwise_than_a_yes_is_the_same_to_both(name: str) -> None:
    """Chance seldom finds the one condition that a rule forgot; this leaves none of them out."""
    adopted = adopted_as(name)
    near = {
        changed
        for request in BASES
        if policy.decide(request, adopted).allowed
        for changed in _one_thing_otherwise(request)
    }
    asked = list(near)

    answers = cedarpy.is_authorized_batch([as_asked(request) for request in asked], rules(name), NOBODY)

    apart = [
        request
        for request, answer in zip(asked, answers, strict=True)
        if answer.allowed != policy.decide(request, adopted).allowed
    ]
    assert apart == []
    assert len(asked) > 1000


@pytest.mark.parametrize("cell", [pytest.param(c, id=f"{c['law']}-{at}") for at, c in enumerate(CELLS)])
def test_under_another_places_law_one_thing_otherwise_is_the_same_to_both(
    cell: dict[str, Any], tmp_path: Path
) -> None:
    """Parents by statute, openings without a paper, papers that need a showing: Connecticut has none of them."""
    adopted = under(cell["law"], tmp_path, *cell.get("change", ()))
    written = cedarpy.PolicySet.from_str(as_cedar(adopted))
    asked = list({request_of(cell), *_one_thing_otherwise(request_of(cell))})

    answers = cedarpy.is_authorized_batch([as_asked(request) for request in asked], written, NOBODY)

    ours = [policy.decide(request, adopted).allowed for request in asked]
    assert [answer.allowed for answer in answers] == ours


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(turned(), st.sampled_from(ALL))
def test_asked_for_each_field_alone_cedar_opens_the_fields_that_we_open(
    request: policy.Request, name: str
) -> None:
    whole = replace(request, matter="records", fields=(), kinds=())
    decided = policy.decide(whole, adopted_as(name))

    alone = [as_asked(replace(whole, fields=(field,))) for field in FIELDS]
    answers = cedarpy.is_authorized_batch(alone, rules(name), NOBODY)

    opened = {field for field, answer in zip(FIELDS, answers, strict=True) if answer.allowed}
    if whole.capacity != "vendor":  # a vendor that names no field learns yes or no, and no field
        assert opened == set(decided.fields)


@pytest.mark.parametrize("name", ALL)
def test_each_situation_is_allowed_by_both_or_by_neither(name: str) -> None:
    theirs = {each.name: cedar_allows(each.request, name) for each in policy.situations()}
    ours = {each.name: policy.decide(each.request, adopted_as(name)).allowed for each in policy.situations()}

    assert theirs == ours
    assert True in theirs.values()


@pytest.mark.parametrize("name", ALL)
def test_refused_and_referred_are_one_answer_in_cedar(name: str) -> None:
    """What Cedar cannot say: that somebody else decides. It denies, and our answer says which of the two it is."""
    outcomes = {
        policy.decide(each.request, adopted_as(name)).outcome
        for each in policy.situations()
        if not cedar_allows(each.request, name)
    }

    assert outcomes == {"refused", "referred"}


@pytest.mark.parametrize("name", ALL)
def test_the_export_cites_the_policys_own_clauses_and_its_statutes(name: str) -> None:
    adopted = adopted_as(name)
    written = as_cedar(adopted)

    cited = {
        word for line in written.splitlines() if line.startswith("@clauses") for word in line[10:-2].split()
    }

    assert cited <= {*adopted.clauses, *adopted.statute.clauses}
    assert STRANGE not in written
