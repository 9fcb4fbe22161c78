"""Does each thing that a policy may say beyond the five texts really decide, or really stand on the page?

Mansfield's policy of 2019 is the ground; each row adds what another library might say and asks one question.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reticent import policy
from reticent.errors import Malformed
from reticent.policy.vocabulary import EVIDENCE
from tests.rooms.policy.altered import altered, loaded, text_of

M19 = "mansfield-2019"
PARENT = policy.Request(
    "guardian", "account", asker="parent", subject_is_minor=True, proof="guardian_link", link="in_force"
)
VOLUNTEER = policy.Request(
    "volunteer",
    "account",
    duty="circulation",
    duties=frozenset({"circulation"}),
    evidence=frozenset({"agent:recorded"}),
)
VENDOR = policy.Request("vendor", "lend", vendor="films")
CONTRACT = frozenset({"contract:in_force", "contract:confidential"})
SENT = policy.Request(
    "designated_borrower",
    "hold",
    asker="designated",
    identity_checked=True,
    evidence=frozenset({"permission:names_asker"}),
    instrument=policy.Instrument("written_permission", signed_by="patron", names_fields=("hold",)),
)
EVERYTHING_DONE = frozenset(EVIDENCE) - {"shown:good_cause", "counsel:is_court_order"}


def paper(kind: str, signed_by: str = "judge", evidence: frozenset[str] = EVERYTHING_DONE) -> policy.Request:
    """An officer's paper in form, for titles out, with everything done that the texts ask for."""
    named = policy.Instrument(kind, signed_by=signed_by, in_form=True, names_fields=("loan.title",))
    return policy.Request("third_party", "case", asker="police", instrument=named, evidence=evidence)


def with_keys(table: str, keys: str) -> Callable[[str], str]:
    """Mansfield's text with keys added to one of its tables."""
    return lambda text: text.replace(f"\n[{table}]", f"\n[{table}]\n{keys}", 1)


def with_table(table: str) -> Callable[[str], str]:
    """Mansfield's text with a table before its clauses."""
    return lambda text: text.replace("\n[clauses]\n", f"\n{table}\n\n[clauses]\n", 1)


@dataclass(frozen=True)
class Asked:
    """One parameter: what the file says, who asks, and what comes of it without and with it."""

    change: Callable[[str], str]
    ask: policy.Request
    before: str
    after: str
    shows: tuple[str, ...] | None = None
    says: str = ""


PROOF_ALL = with_keys("guardian", 'proofs_needed = "all"')
BY_KIND = "[instruments.by_kind.{kind}]\nthen = {then}"
ROWS: dict[str, Asked] = {
    "13 a parent sees only what is owed": Asked(
        with_keys("guardian", 'opens = ["charge"]'),
        PARENT,
        "allowed",
        "allowed",
        shows=("charge.amount", "charge.reason", "charge.since"),
    ),
    "14 all proofs and not any": Asked(PROOF_ALL, PARENT, "allowed", "refused"),
    "14 all proofs, and all are shown": Asked(
        PROOF_ALL,
        replace(PARENT, proofs=frozenset({"satisfied_parent"})),
        "allowed",
        "allowed",
    ),
    "15 only who is noted as guardian": Asked(
        with_keys("guardian", 'keeps_out = ["court_order", "not_noted"]'),
        policy.Request(
            "guardian", "account", asker="parent", subject_is_minor=True, proof="satisfied_parent"
        ),
        "allowed",
        "refused",
    ),
    "5 a volunteer's purposes": Asked(
        with_keys("insiders.volunteer", 'purposes = ["hold"]'), VOLUNTEER, "allowed", "refused"
    ),
    "5 a volunteer's fields": Asked(
        with_keys("insiders.volunteer", 'opens = ["registration.name"]'),
        VOLUNTEER,
        "allowed",
        "allowed",
        shows=("registration.name",),
    ),
    "16 the basis of a volunteer's work": Asked(
        with_keys("insiders.volunteer", 'legal_basis = "the Board\'s vote of May"'),
        VOLUNTEER,
        "allowed",
        "allowed",
        says="Legal basis: the Board's vote of May.",
    ),
    "33 one vendor learns nothing": Asked(
        with_table('[vendors.films]\nrelease = "nothing"'), VENDOR, "allowed", "refused"
    ),
    "33 another vendor is told as ever": Asked(
        with_table('[vendors.films]\nrelease = "nothing"'),
        policy.Request("vendor", "lend"),
        "allowed",
        "allowed",
    ),
    "33 one vendor's attributes, under contract": Asked(
        with_table('[vendors.films]\nrelease = "attributes"\nattributes = ["registration.town"]'),
        policy.Request(
            "vendor", "lend", vendor="films", fields=("registration.town", "loan.title"), evidence=CONTRACT
        ),
        "refused",
        "allowed",
        shows=("registration.town",),
    ),
    "33 and without a contract": Asked(
        with_table('[vendors.films]\nrelease = "attributes"\nattributes = ["registration.town"]'),
        policy.Request("vendor", "lend", vendor="films", fields=("registration.town",)),
        "refused",
        "refused",
    ),
    "17 what somebody sent may be sent for": Asked(
        with_table('[designated]\npurposes = ["lend"]'), SENT, "allowed", "refused"
    ),
    "17 what somebody sent learns": Asked(
        with_table('[designated]\nopens = ["hold.pickup"]'),
        SENT,
        "allowed",
        "allowed",
        shows=("hold.pickup",),
    ),
    "6 a paper that is refused": Asked(
        with_table(BY_KIND.format(kind="administrative_subpoena", then='"refuse"')),
        paper("administrative_subpoena", "officer"),
        "referred",
        "refused",
    ),
    "6 a paper that goes to counsel": Asked(
        with_table(BY_KIND.format(kind="immigration_warrant", then='"counsel"')),
        paper("immigration_warrant", "officer"),
        "refused",
        "referred",
    ),
    "6 what one kind of paper needs": Asked(
        with_table(BY_KIND.format(kind="court_order", then='"accept"\nneeds = ["shown:good_cause"]')),
        paper("court_order"),
        "allowed",
        "referred",
        says="Write down that good cause was shown",
    ),
    "6 no policy refuses a judge's order": Asked(
        with_table(BY_KIND.format(kind="court_order", then='"refuse"')),
        paper("court_order"),
        "allowed",
        "allowed",
    ),
    "6 nothing delays a judge's warrant": Asked(
        with_table(BY_KIND.format(kind="search_warrant", then='"counsel"\nneeds = ["shown:good_cause"]')),
        paper("search_warrant", evidence=frozenset()),
        "allowed",
        "allowed",
    ),
    "24 the patron is told before": Asked(
        with_table('[patron_notice]\nwhen = "before"\ndays = 5'),
        paper("court_order"),
        "allowed",
        "allowed",
        says="Tell the patron 5 days before it is done, once counsel says so",
    ),
    "24 the patron is told after a search": Asked(
        with_table('[patron_notice]\nwhen = "after"'),
        paper("search_warrant"),
        "allowed",
        "allowed",
        says="Tell the patron afterwards, once counsel says so",
    ),
    "25 what a search costs": Asked(
        with_keys("costs", "bill_agency = true\nhour_cents = 2500\npage_cents = 25"),
        paper("court_order"),
        "allowed",
        "allowed",
        says="$25.00 an hour and $0.25 a page",
    ),
    "20 who is called while the director is away": Asked(
        with_keys("custodian", 'deputies = ["Head of Circulation", "Town Clerk"]'),
        policy.Request("third_party", "case", asker="police"),
        "refused",
        "refused",
        says="while away, the Head of Circulation, then the Town Clerk",
    ),
    "26 a request for records is answered sooner": Asked(
        with_table("[clocks]\nfoi_business_days = 2"),
        policy.Request("third_party", "case", instrument=policy.Instrument("foi_request")),
        "refused",
        "refused",
        says="within 2 business days",
    ),
    "26 and never later than the law says": Asked(
        with_table("[clocks]\nfoi_business_days = 30"),
        policy.Request("third_party", "case", instrument=policy.Instrument("foi_request")),
        "refused",
        "refused",
        says="within 4 business days",
    ),
    "26 an answer is ready ahead": Asked(
        with_table("[clocks]\npapers_days_ahead = 1"),
        paper("court_order", evidence=frozenset()),
        "referred",
        "referred",
        says="the answer is ready 1 day before it",
    ),
    "40 who may know": Asked(
        with_table('[gag]\nmay_know = ["the Director", "counsel"]'),
        paper("national_security_letter", "officer"),
        "referred",
        "referred",
        says="only the Director and counsel may know of it",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_a_policy_says_is_what_it_decides(name: str, tmp_path: Path) -> None:
    row = ROWS[name]

    without = policy.decide(row.ask, policy.shipped(M19))
    decision = policy.decide(row.ask, loaded(tmp_path, row.change(text_of(M19))))

    assert (without.outcome, decision.outcome) == (row.before, row.after)
    if row.shows is not None:
        assert decision.fields == row.shows
    said = " ".join((decision.say, *decision.because, *(step.label for step in decision.next_steps)))
    assert row.says in said
    if row.says and "4 business days" not in row.says:
        told = " ".join((without.say, *without.because, *(step.label for step in without.next_steps)))
        assert row.says not in told


def test_a_parent_who_sees_only_what_is_overdue_is_told_so_to_the_record(tmp_path: Path) -> None:
    adopted = loaded(tmp_path, with_keys("guardian", "only_overdue = true")(text_of(M19)))

    decision = policy.decide(PARENT, adopted)

    assert decision.allowed
    assert decision.only_overdue
    narrower = policy.Request(
        "guardian", "account", subject_is_minor=True, proof="satisfied_parent", kinds=("loan",)
    )
    assert policy.decide(narrower, adopted).only_overdue
    assert not policy.decide(PARENT, policy.shipped(M19)).only_overdue


# ---- what stands on the page


SAID: dict[str, tuple[Callable[[str], str], str]] = {
    "13 shall": (with_keys("guardian", "must = true"), "must be shown it"),
    "13 overdue": (with_keys("guardian", "only_overdue = true"), "sees only what is overdue"),
    "13 scope": (with_keys("guardian", 'opens = ["charge"]'), "A parent sees at most money owed"),
    "15 placement": (with_keys("guardian", 'keeps_out = ["denied_placement"]'), "denied your placement"),
    "11 informed": (with_keys("permission", "informed = true"), "we tell you what it opens"),
    "11 expiry": (with_keys("permission", "days = 90"), "ends after 90 days"),
    "11 not revocable": (with_keys("permission", "revocable = false"), "cannot be taken back"),
    "11 recorded": (with_keys("permission", 'form = "recorded"'), "is written down"),
    "17 in writing": (with_table('[designated]\nform = "written"'), "Whom you send, you name in writing."),
    "19": (with_table('[interlibrary]\nopens = ["registration.name"]'), "borrow for you learns name."),
    "19 nothing": (with_table("[interlibrary]"), "learns nothing about you"),
    "20 delegation": (
        lambda text: altered(text, table="custodian", old='delegate = "no"', new='delegate = "in_writing"'),
        "appoint somebody in writing",
    ),
    "24 never": (with_table('[patron_notice]\nwhen = "never"'), "We do not tell you"),
    "24 before": (with_table('[patron_notice]\nwhen = "before"\ndays = 5'), "we tell you 5 days before"),
    "24 after": (with_table('[patron_notice]\nwhen = "after"'), "we tell you after"),
    "25": (with_keys("costs", "hour_cents = 2500"), "An hour of searching costs $25.00."),
    "27": (
        with_table('[breach]\ndays = 30\ntell = ["Attorney General"]\nservices_months = 24'),
        "within 30 days. We also tell: Attorney General. We pay for help against identity theft for 24 months.",
    ),
    "28": (
        with_table('[ledger]\nyears = 5\nholds = ["kind", "count"]\nreaders = ["Library Director"]'),
        "for 5 years: what kind of record and how many. Titles are never on the list.",
    ),
    "29 action": (with_keys("keep.loan", 'action = "unlink"'), "Loans: then it is cut from your name."),
    "29 exceptions": (
        with_keys("keep.loan", 'exceptions = ["open_charge", "hold"]'),
        "Loans: kept longer where money is owed for it or a court may need it.",
    ),
    "29 authority": (with_keys("keep.loan", 'authority = "form RC-075"'), "Loans: destroyed under form RC-075."),
    "31": (
        with_table('[collect.registration]\nrequired = ["registration.name"]\noptional = ["registration.email"]'),
        "We ask for name. You may give e-mail, and may leave it out.",
    ),
    "32 on": (with_table('[messages.news]\ndefault = "on"'), "by e-mail until you tell us to stop"),
    "32 off": (with_table('[messages.news]\ndefault = "off"\nchannels = ["mail"]'), "by mail only if you ask us to"),
    "32 never": (with_table('[messages.fundraising]\ndefault = "never"'), "To ask for gifts we do not write."),
    "33": (with_table('[vendors.Films]\nrelease = "pseudonym"'), "Films learns whether you are entitled, and a number"),
    "34": (
        with_table('[consortium]\nname = "LION"\ngoverns = true\nkinds = ["loan"]\npolicy = "its policy"'),
        "In the system of LION: loans. Its own policy governs them: its policy.",
    ),
    "37": (
        with_table("[statistics]\nthreshold = 5\nrounding = 3"),
        "no count below 5. Counts are rounded to 3. We leave out others that would give one away.",
    ),
    "38": (
        with_table('[amendment]\nby = "Library Board"\nposted = true\nreview_months = 24'),
        "changed by: Library Board. A change is posted on our site. It is reviewed every 24 months.",
    ),
    "41": (
        with_table('[display]\nhold_slip = "number"\nnotice_titles = true'),
        "a part of your card number. Receipts list titles only if you ask. Notices name titles.",
    ),
    "42": (with_table("[notes]\ndays = 30"), "there is a list. A note ends after 30 days."),
}  # fmt: skip


def _settled(adopted: policy.Policy, language: str = "en") -> str:
    return "\n".join(matter.text for matter in policy.public(adopted, language=language).settled)


@pytest.mark.parametrize("name", SAID)
def test_what_a_policy_settles_stands_on_its_page_and_is_absent_from_a_silent_ones(
    name: str, tmp_path: Path
) -> None:
    change, said = SAID[name]

    adopted = loaded(tmp_path, change(text_of(M19)))

    assert said in _settled(adopted)
    assert _settled(policy.shipped(M19)) == (
        "What they learn of you they keep to themselves: staff.\n"
        "We ask every company that learns anything about you for a contract that says all of this."
        " It keeps what it learns confidential. It uses it for the service and for nothing else."
        " It destroys it once the service no longer needs it."
        " It tells us at once if anybody demands it, and hands over only what the law compels."
    )
    english, spanish = _settled(adopted), _settled(adopted, "es")
    assert not set(english.split(". ")) & set(spanish.split(". ")) - {""}


def test_a_stance_is_said_only_where_another_table_does_it(tmp_path: Path) -> None:
    for stance, needed in (
        ("resist_until_good_cause", "[showing]"),
        ("counsel_decides", "counsel finds something"),
    ):
        with pytest.raises(Malformed) as refusal:
            loaded(tmp_path, with_keys("response", f'stance = "{stance}"')(text_of(M19)))

        (problem,) = refusal.value.problems
        assert "response.stance" in problem
        assert needed in problem


@pytest.mark.parametrize(
    ("table", "place", "said"),
    [
        ('[vendors.films]\nrelease = "attributes"', "vendors.films", "go together"),
        (
            '[vendors.films]\nrelease = "nothing"\nattributes = ["registration.town"]',
            "vendors.films",
            "go together",
        ),
        (
            '[vendors.films]\nrelease = "attributes"\nattributes = ["loan"]',
            "vendors.films",
            "never what somebody",
        ),
        ('[collect.registration]\nrequired = ["loan.title"]', "collect.registration.required", "no field of"),
        (
            '[collect.registration]\nminors = ["registration.adult_on"]',
            "collect.registration.minors",
            "exactly where",
        ),
    ],
)
def test_two_tables_that_say_something_wrong_together_are_named(
    table: str, place: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Malformed) as refusal:
        loaded(tmp_path, with_table(table)(text_of(M19)))

    (problem,) = refusal.value.problems
    assert place in problem
    assert said in problem


def test_only_what_a_policy_asks_for_is_taken_in(tmp_path: Path) -> None:
    asks = loaded(
        tmp_path, with_table('[collect.registration]\nrequired = ["registration.name"]')(text_of(M19))
    )

    assert asks.takes_in("registration.name")
    assert not asks.takes_in("registration.email")
    assert asks.takes_in("contact_wish.wish")
    assert policy.shipped(M19).takes_in("registration.email")
