"""Which letters may go out in a case, and does each say what its policy and its law say, and about nobody?"""

import re
import string
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reticent import papers, policy
from reticent.disclosure import checklist, letters, specimens
from reticent.disclosure.known import Known
from reticent.disclosure.letter_parts import CITES, CONDITIONS, LISTS, TABLES, WORDS, Setting, Table
from reticent.disclosure.letter_texts import texts
from reticent.disclosure.letters import LetterFacts, NoSuchLetter, NotThisLetter
from reticent.disclosure.table import table
from reticent.policy import Instrument, Policy
from reticent.policy.gates import binds
from reticent.policy.statutes import pack, pack_ids
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import ASKERS, INSTRUMENTS, SIGNERS
from tests.rooms.papers.test_making import tags
from tests.rooms.policy.altered import read, text_of
from tools import letters_page

THE_FIVE = policy.shipped_ids()
EVERY = [
    (policy_id, name, case, language)
    for policy_id in THE_FIVE
    for name in letters.names()
    for case in specimens.cases(name, policy.shipped(policy_id))
    for language in letters.languages(name)
]
ORDER = Instrument("court_order", "judge", True, ("loan.title",))
ON = date(2026, 11, 23)


def made(policy_id: str, name: str, case: str = "", language: str = "en") -> letters.Letter:
    return specimens.specimen(name, policy.shipped(policy_id), case=case, language=language)


def told(letter: letters.Letter) -> str:
    """The letter as text, on one line."""
    return " ".join(letters.as_text(letter).split())


def known(**more) -> Known:
    return Known(**{"path": "asking", "state": "decided", "asker": "police", "instrument": ORDER, **more})


# ---- The table.


def test_every_word_of_the_table_has_a_rule_behind_it_and_every_rule_a_letter():
    the_letters = texts().letters.values()
    parts = [part for letter in the_letters for part in letter.parts]
    conditions = [each for letter in the_letters for each in letter.needs]
    conditions += [each for letter in the_letters for title in letter.titles for each in title.if_]
    conditions += [each for part in parts for each in part.if_]

    assert {each.removeprefix("not ") for each in conditions} == CONDITIONS.keys()
    assert {name for part in parts for name in part.cites if name.isidentifier()} == CITES.keys()
    assert {part.list_ for part in parts if part.list_} == LISTS.keys()
    assert {part.table for part in parts if part.table} == TABLES.keys()
    assert {
        name for part in parts for _, name, _, _ in string.Formatter().parse(part.text) if name
    } == WORDS.keys()


def test_every_section_that_a_part_names_by_itself_stands_in_a_pack():
    sections = {name for pack_id in pack_ids() for name in pack(pack_id).clauses}
    named = {name for letter in texts().letters.values() for part in letter.parts for name in part.cites}

    assert {name for name in named if not name.isidentifier()} <= sections


def test_every_letter_that_the_table_of_steps_names_is_one_and_goes_out_with_an_answer():
    named = {name for answer in table().answers.values() for name in answer.letters}

    assert named == {name for name, letter in texts().letters.items() if letter.answers}
    assert named <= table().options["letters"].keys()


def test_every_paper_that_may_come_has_a_noun_that_a_sentence_can_hold():
    for kind in INSTRUMENTS:
        facts = LetterFacts(received=ON)
        paper = Instrument(kind, "unknown")
        name = "notice_to_patron"
        letter = letters.write(
            name,
            known(instrument=paper, evidence=frozenset({"told:patron"})),
            policy.shipped("weston-2017"),
            facts,
            on=ON,
        )
        assert ";" not in letters.as_text(letter).split("What this rests on")[0]


def test_what_patrons_read_is_there_in_spanish():
    for name, letter in texts().letters.items():
        if "es" in letter.languages:
            said = [
                *(title.text for title in letter.titles),
                *(part.text or part.heading for part in letter.parts),
            ]
            assert [each for each in said if each and not Tongue("es").knows(each)] == [], name


def test_only_what_patrons_read_is_there_in_spanish():
    assert {name for name in letters.names() if "es" in letters.languages(name)} == {
        "answer_to_complainant",
        "notice_to_patron",
        "own_record",
    }


# ---- Every letter of every policy.


@pytest.mark.parametrize(("policy_id", "name", "case", "language"), EVERY)
def test_a_letter_is_the_same_on_paper_and_as_text(policy_id, name, case, language):
    letter = made(policy_id, name, case, language)

    paper = PdfReader(BytesIO(papers.pdf("letter", letter.values, title=letter.title, language=language)))

    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == language
    assert "/Title" in tags(root["/StructTreeRoot"])
    on_paper = _signs("".join(page.extract_text() for page in paper.pages)).replace(_signs(letter.foot), "")
    on_paper = re.sub(r"(Page|Página)\d+(of|de)\d+", "", on_paper)
    as_text = _signs(letters.as_text(letter)).replace(_signs(letter.foot), "")
    # The cells of a table stand in another order in a line of text: all signs are there, and each sentence in its order.
    # A table that goes on overleaf has its headings there, too.
    again = [Counter(_signs("".join(part.columns))) for part in letter.parts if isinstance(part, Table)]
    assert Counter(as_text) - Counter(on_paper) == Counter()
    assert Counter(on_paper) - Counter(as_text) in [Counter(), *again]
    for part in (*letter.parts, *letter.annex):
        for said in _sentences(part):
            assert _signs(said) in on_paper
            assert _signs(said) in as_text


def _signs(text: str) -> str:
    """Letters and digits alone: a line may break anywhere between words, and a rule to write on is drawn or typed."""
    return "".join(sign for sign in text if sign.isalnum())


def _sentences(part: letters.Part) -> list[str]:
    if isinstance(part, letters.Items):
        return list(part.list)
    return [part.text] if isinstance(part, letters.Text) else []


@pytest.mark.parametrize(("policy_id", "name", "case", "language"), EVERY)
def test_a_letter_cites_only_its_policy_and_the_law_that_binds_the_library(policy_id, name, case, language):
    adopted = policy.shipped(policy_id)
    letter = made(policy_id, name, case, language)

    for clause in letter.clauses:
        assert clause in adopted.clauses or binds(adopted.statute, clause, adopted.flags)
    assert letter.clauses or name in ("answer_to_complainant", "foi_acknowledgement")


@pytest.mark.parametrize(("policy_id", "name", "case", "language"), EVERY)
def test_every_section_that_a_letter_names_stands_in_the_pack_and_below_the_signature(
    policy_id, name, case, language
):
    adopted = policy.shipped(policy_id)
    letter = made(policy_id, name, case, language)
    body = told(replace(letter, annex=())).replace("EX-CV-27-0000000-S", "")

    named = set(re.findall(r"\b\d{1,2}-\d{2,3}[a-z]?(?:\(\w+\))*", body))

    sources = " ".join(
        adopted.statute.clauses[name_].source for name_ in letter.clauses if name_ in adopted.statute.clauses
    )
    assert {each for each in named if each not in sources} == set()
    assert all(each in told(replace(letter, parts=())) for each in named)


@pytest.mark.parametrize(("policy_id", "name", "case", "language"), EVERY)
def test_a_letter_leaves_no_gap_and_says_nothing_unknown_where_all_is_known(policy_id, name, case, language):
    text = told(made(policy_id, name, case, language))

    assert not re.search(r"[{}]|None|  | \.|,\.|\(\)|frozenset", text)
    assert "not noted" not in text
    assert name == "referral_to_counsel" or "unknown" not in text


@pytest.mark.parametrize("policy_id", THE_FIVE)
def test_no_letter_to_anybody_outside_says_that_anybody_has_a_card_or_that_there_is_a_record(policy_id):
    for name in ("refusal", "return_for_cure", "foi_denial", "objection_cover"):
        for case in specimens.cases(name, policy.shipped(policy_id)):
            body = letters.as_text(replace(made(policy_id, name, case), annex=())).casefold()
            for claim in (
                "our patron",
                "the patron",
                "is registered",
                "has borrowed",
                "card holder",
                "cardholder",
            ):
                assert claim not in body
            assert ("does not say" in " ".join(body.split())) is not (case == "nothing-found")


def test_there_is_no_room_for_a_patrons_name():
    room = {each.name for each in fields(LetterFacts)}

    assert room == {
        *("address", "telephone", "time_zone", "to_name", "to_office", "to_address", "court", "docket"),
        *("issued_on", "received", "served_how", "return_by", "checklist", "kinds", "counts", "manifest"),
        *("hours", "pages", "how_many", "signer"),
    }


@pytest.mark.parametrize("name", ["answer_to_complainant", "notice_to_patron"])
def test_a_letter_to_a_patron_is_addressed_by_hand_whatever_was_taken_down(name):
    case = next(iter(specimens.CASES[name].values()))
    at = replace(case, evidence=frozenset({"told:patron"}))
    facts = LetterFacts(to_name="Alice Example", to_office="1 Home Street", to_address="alice@example.org")

    letter = letters.write(name, at, policy.shipped("wolcott-2016"), facts, on=ON)

    assert (letter.to, letter.greeting) == ((), "")
    assert "Alice" not in letters.as_text(letter)
    assert "1 Home Street" not in letters.as_text(letter)


def test_a_patron_who_asks_for_somebody_elses_record_is_refused_by_a_letter_without_her_name():
    asked = known(asker="patron", instrument=Instrument("none"), answer="refuse")

    letter = letters.write(
        "refusal", asked, policy.shipped("mansfield-2019"), LetterFacts(to_name="Alice"), on=ON
    )

    assert "Alice" not in letters.as_text(letter)


def test_a_papers_own_words_are_taken_over_into_no_letter():
    acts = [
        {"name": "Officer Eve", "agency": "State Police", "words": "Has Alice been in?"},
        {
            "scope": "All that Alice borrowed",
            "court": "Superior Court",
            "docket": "X-1",
            "issued_on": "2026-11-20",
        },
        {
            "reason": "Alice",
            "note": "Alice",
            "taken": "Alice's card",
            "return_by": "2026-12-01",
            "searched_for": "Alice",
        },
    ]

    facts = letters.facts_of(acts, received=ON, time_zone="America/New_York")

    assert "Alice" not in str(facts)
    assert (facts.to_name, facts.court, facts.docket) == ("Officer Eve", "Superior Court", "X-1")
    assert facts.return_by == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("hour", "english", "spanish"),
    [
        ("09:05", "1 December 2026 at 9:05 a.m.", "1 de diciembre de 2026 a las 09:05"),
        ("14:00", "1 December 2026 at 2:00 p.m.", "1 de diciembre de 2026 a las 14:00"),
        ("12:00", "1 December 2026 at 12:00 p.m.", "1 de diciembre de 2026 a las 12:00"),
        ("00:00", "1 December 2026 at 12:00 a.m.", "1 de diciembre de 2026 a las 00:00"),
    ],
)
def test_a_letter_names_the_hour_where_the_paper_does(hour: str, english: str, spanish: str):
    acts = [{"kind": "judicial_subpoena", "return_by": "2026-12-01", "return_time": hour}]
    facts = letters.facts_of(acts, received=ON, time_zone="America/New_York")
    case = known(evidence=frozenset({"told:patron"}))
    adopted = policy.shipped("wolcott-2016")

    assert english in told(letters.write("notice_to_patron", case, adopted, facts, on=ON))
    assert spanish in told(letters.write("notice_to_patron", case, adopted, facts, on=ON, language="es"))


def test_what_was_searched_for_is_invoiced_even_where_they_then_took_it_back():
    adopted = policy.shipped("mansfield-older")
    taken_back = known(
        asker="agency", state="closed", answer="comply", evidence=frozenset({"withdrawn", "looked:here"})
    )

    offered = letters.offered(taken_back, adopted, LetterFacts(received=ON, hours="3"))

    assert "invoice" in offered
    assert "transmittal" not in offered


def test_what_was_written_down_last_counts():
    acts = [{"docket": "X-1", "received": "2026-11-20T09:00-05:00"}, {"docket": "X-2"}]

    facts = letters.facts_of(acts, received=ON, time_zone="America/New_York")

    assert facts.docket == "X-2"
    assert facts.received is not None
    assert facts.received.isoformat() == "2026-11-20T09:00:00-05:00"


def test_what_was_taken_down_of_one_paper_is_not_said_of_the_next():
    first = {"kind": "court_order", "docket": "X-1", "court": "Superior Court", "return_by": "2026-12-01"}
    second = {"kind": "attorney_subpoena", "issued_on": "2026-11-24"}
    acts = [{"name": "Officer Eve"}, first, {"checklist": {"seal": "no"}, "counts": "3"}, second]

    facts = letters.facts_of(acts, received=ON, time_zone="America/New_York")

    assert (facts.to_name, facts.issued_on) == ("Officer Eve", date(2026, 11, 24))
    assert (facts.docket, facts.court, facts.return_by, facts.counts) == ("", "", None, "")
    assert (dict(facts.checklist), facts.received) == ({}, None)
    assert letters.facts_of(acts[:3], received=ON, time_zone="America/New_York").received == ON


# ---- When a letter may go out.

INSTRUMENT = st.builds(
    Instrument,
    kind=st.sampled_from(INSTRUMENTS),
    signed_by=st.sampled_from(SIGNERS),
    in_form=st.sampled_from([None, True, False]),
    names_fields=st.sampled_from([(), ("loan.title",), ("loan.title", "hold")]),
)
CASE = st.builds(
    Known,
    path=st.sampled_from(["asking", "taking"]),
    state=st.sampled_from(list(table().states)),
    asker=st.sampled_from(list(ASKERS)),
    instrument=st.none() | INSTRUMENT,
    matter=st.sampled_from(["records", "complaint"]),
    evidence=st.frozensets(
        st.sampled_from(
            [
                *("sent:answer", "told:patron", "consulted:town_attorney", "consulted:legal_counsel"),
                *("defect:docket", "shown:good_cause", "counsel:is_court_order", "decided:board_of_trustees"),
            ]
        )
    ),
    answer=st.sampled_from(["", *table().answers]),
    held_in=st.sampled_from([None, "another system"]),
)
POLICY = st.sampled_from(THE_FIVE).map(policy.shipped)


@given(CASE, POLICY)
def test_whatever_is_offered_can_be_written_and_nothing_else(case: Known, adopted: Policy):
    there = letters.offered(case, adopted)

    for name in letters.names():
        if name in there:
            assert letters.as_text(letters.write(name, case, adopted, LetterFacts(), on=ON))
        else:
            with pytest.raises(NotThisLetter):
                letters.write(name, case, adopted, LetterFacts(), on=ON)


@given(CASE, POLICY)
def test_an_invoice_goes_out_only_where_the_policy_bills_and_never_for_public_records(
    case: Known, adopted: Policy
):
    assert "invoice" not in letters.offered(case, adopted, LetterFacts(received=ON))
    if "invoice" in letters.offered(case, adopted, LetterFacts(hours="3")):
        assert adopted.costs.bill_agency
        assert case.instrument is None or case.instrument.kind != "foi_request"
        assert ASKERS[case.asker] in ("law_enforcement", "agency", "court")
        assert case.answer in ("comply", "nothing_held")


@given(CASE, POLICY)
def test_nobody_writes_to_a_patron_before_counsel_ticked_it(case: Known, adopted: Policy):
    if "notice_to_patron" in letters.offered(case, adopted):
        assert "told:patron" in case.evidence


@given(CASE, POLICY)
def test_public_records_are_denied_and_acknowledged_only_where_they_were_asked_for(
    case: Known, adopted: Policy
):
    there = {"foi_denial", "foi_acknowledgement"} & set(letters.offered(case, adopted))

    if there:
        assert case.instrument is not None
        assert case.instrument.kind == "foi_request"


@given(CASE, POLICY)
def test_nothing_is_transmitted_that_the_decision_does_not_open(case: Known, adopted: Policy):
    if "transmittal" in letters.offered(case, adopted):
        assert CONDITIONS["allowed"](Setting(case, adopted))
        assert case.answer == "comply"


@given(CASE, POLICY)
def test_a_demand_that_may_forbid_its_own_mention_is_referred_to_nobody_by_letter(
    case: Known, adopted: Policy
):
    if "referral_to_counsel" in letters.offered(case, adopted):
        assert case.instrument is not None
        assert not adopted.statute.instruments[case.instrument.kind].counsel_only


@pytest.mark.parametrize("policy_id", THE_FIVE)
def test_a_paper_is_returned_for_cure_only_where_the_policy_has_defects_cured(policy_id):
    adopted = policy.shipped(policy_id)
    defective = known(instrument=Instrument("court_order", "nobody", False), answer="return_for_cure")

    there = "return_for_cure" in letters.offered(defective, adopted)

    assert there is adopted.form.cure
    assert there is (policy_id in ("mansfield-2019", "weston-2017"))


def test_a_policy_that_never_tells_the_patron_has_no_letter_to_her():
    never = read(text_of("weston-2017").replace("[costs]", '[patron_notice]\nwhen = "never"\n\n[costs]', 1))
    ticked = known(evidence=frozenset({"told:patron"}))

    assert "notice_to_patron" in letters.offered(ticked, policy.shipped("weston-2017"))
    assert "notice_to_patron" not in letters.offered(ticked, never)


def test_of_what_was_taken_back_before_anything_was_handed_over_no_letter_says_otherwise():
    adopted = policy.shipped("wolcott-2016")
    facts = LetterFacts(received=ON, return_by=ON)
    taken_back = {"state": "closed", "answer": "comply", "evidence": frozenset({"withdrawn", "told:patron"})}

    billed = replace(facts, hours="3")
    offered = letters.offered(known(asker="agency", **taken_back), policy.shipped("mansfield-older"), billed)
    notice = told(letters.write("notice_to_patron", known(**taken_back), adopted, facts, on=ON))

    assert not {"transmittal", "invoice"} & set(offered)
    assert "The library has handed over nothing." in notice
    assert "The library handed over what" not in notice
    assert "It is to be answered by" not in notice


def test_what_was_taken_down_of_whoever_asks_stands_in_no_repr():
    facts = LetterFacts(received=ON, to_name="Alice Quillfeather", court="Superior Court", docket="HHD-7")
    letter = letters.write("refusal", known(answer="refuse", instrument=Instrument("none")),
        policy.shipped("weston-2017"), facts, on=ON)  # fmt: skip

    for said in (facts, letter, *letter.parts, Setting(known(), policy.shipped("weston-2017"), facts)):
        assert not re.search("Alice|Superior|HHD-7|weston", repr(said), re.IGNORECASE)


def test_the_page_of_the_letters_leaves_nothing_to_redraw():
    assert letters_page.PAGE.read_text("utf-8") == letters_page.page()


def test_a_specimen_says_that_it_is_one():
    assert "Specimen. The case is made up" in told(made("weston-2017", "refusal"))
    assert "Muestra. El caso es inventado" in told(made("weston-2017", "notice_to_patron", language="es"))


def test_an_unknown_letter_is_named_with_the_one_that_was_meant():
    with pytest.raises(NoSuchLetter, match="refusal"):
        letters.text_of("refusel")


# ---- Where the policies differ.


def test_each_letter_is_signed_for_the_office_that_its_policy_names():
    signed = {
        (policy_id, name): made(policy_id, name).signed
        for policy_id in THE_FIVE
        for name in ("refusal", "foi_denial", "objection_cover", "transmittal")
    }

    assert signed["weston-2017", "refusal"] == "Library Director"  # the Board is not engaged without papers
    assert signed["weston-2017", "foi_denial"] == "Library Director"
    assert signed["weston-2017", "objection_cover"] == "For the Board of Trustees"
    assert signed["weston-2017", "transmittal"] == "For the Board of Trustees"
    assert signed["new-canaan-2018", "objection_cover"] == "Executive Director"
    assert signed["wolcott-2016", "transmittal"] == "Library Director"


def test_whoever_signs_in_place_of_an_office_signs_for_it():
    asked = known(instrument=Instrument("none"), answer="refuse")
    facts = LetterFacts(signer="Head of Circulation")

    letter = letters.write("refusal", asked, policy.shipped("wolcott-2016"), facts, on=ON)

    assert letter.signed == "Head of Circulation, for the Library Director"


@pytest.mark.parametrize(
    ("policy_id", "to"),
    [
        ("mansfield-2019", ("Town Manager", "Town Attorney")),
        ("mansfield-older", ("Counsel for the library",)),
        ("wolcott-2016", ("Legal counsel",)),
        ("weston-2017", ("Town Counsel", "Board of Trustees")),
        ("new-canaan-2018", ("Legal counsel",)),
    ],
)
def test_a_referral_goes_to_those_whom_the_policy_has_consulted(policy_id, to):
    assert made(policy_id, "referral_to_counsel").to == to


def test_public_records_are_denied_by_the_statute_with_the_appeal_and_an_association_concedes_nothing():
    for policy_id in THE_FIVE:
        text = told(made(policy_id, "foi_denial"))
        assert "11-25(b)(1)" in text
        bound = policy.shipped(policy_id).flags.public_agency
        assert ("may appeal to the Freedom of Information Commission within thirty days" in text) is bound
        assert ("without conceding" in text) is not bound


def test_an_acknowledgement_names_the_day_of_the_answer():
    assert "in writing by 17 February 2027" in told(made("mansfield-2019", "foi_acknowledgement"))


def test_only_the_older_mansfield_text_sends_a_bill_and_says_that_nothing_hung_on_it():
    billing = [policy_id for policy_id in THE_FIVE if specimens.cases("invoice", policy.shipped(policy_id))]

    assert billing == ["mansfield-older"]
    assert "Nothing depended on this bill" in told(made("mansfield-older", "invoice"))
    with pytest.raises(NotThisLetter):
        made("wolcott-2016", "invoice")


def test_a_bill_is_reckoned_where_the_policy_says_what_an_hour_costs():
    rates = read(
        text_of("mansfield-older").replace(
            "bill_agency = true", "bill_agency = true\nhour_cents = 2550\npage_cents = 50"
        )
    )

    text = letters.as_text(specimens.specimen("invoice", rates))

    assert re.search(r"Hours of searching +3 +\$25\.50 +\$76\.50", text)
    assert re.search(r"Pages copied +12 +\$0\.50 +\$6\.00", text)
    assert re.search(r"Total +\$82\.50", text)


@pytest.mark.parametrize("hours", ["2²", "two", "", "-", "1.5.2"])
def test_hours_that_are_no_number_are_reckoned_by_hand(hours):
    case = specimens.CASES["invoice"]["order"]
    facts = LetterFacts(received=ON, hours=hours, pages="3")

    text = letters.as_text(letters.write("invoice", case, policy.shipped("mansfield-older"), facts, on=ON))

    assert re.search(r"Total +to be written in", text)


def test_mansfields_older_text_resists_until_good_cause_and_the_newer_says_whom_it_consulted():
    older = told(made("mansfield-older", "objection_cover", "resistance"))
    newer = told(made("mansfield-2019", "objection_cover", "objection"))

    assert "resist such a demand until there is a proper show of good cause" in older
    weston = told(made("weston-2017", "objection_cover", "objection"))
    assert "resist" not in weston
    assert "WO-32" not in told(made("wolcott-2016", "objection_cover"))  # speaks of those who bring no papers
    assert "nothing is given before there is good cause, shown in a court of competent jurisdiction" in weston
    assert "after consulting the Town Manager and the Town Attorney" in newer


def test_every_defect_is_listed_where_a_paper_goes_back():
    text = told(made("mansfield-2019", "return_for_cure"))

    assert "received from you a paper that calls itself a court order" in text
    for name in ("judge", "docket"):
        assert f"- It {checklist.points()[name].defect.removeprefix('it ')}." in text
    assert "no refusal to obey an order of a court" in text


def test_a_packet_for_counsel_names_no_reader_and_asks_what_the_policy_asks():
    text = told(made("mansfield-2019", "referral_to_counsel", "subpoena"))

    assert "No reader is named here" in text
    assert "to object, to resist or to move to quash" in text
    assert "no order of a court under Connecticut General Statutes 11-25(b)(2)(A)" in text
    assert "Nothing waited" in told(made("mansfield-2019", "referral_to_counsel", "warrant"))
    assert "say so in writing" in told(made("mansfield-2019", "referral_to_counsel", "grand-jury"))


def test_counsel_is_asked_for_a_showing_only_where_the_paper_is_none():
    asked = "good cause, shown in a court of competent jurisdiction?"

    assert asked in told(made("weston-2017", "referral_to_counsel", "subpoena"))
    for case in ("order", "warrant"):
        assert asked not in told(made("weston-2017", "referral_to_counsel", case))
    assert "To be answered by" not in told(made("weston-2017", "referral_to_counsel", "warrant"))


def test_what_is_not_known_of_a_paper_is_called_unknown_and_nothing_is_made_up():
    paper = known(state="classified", instrument=Instrument("attorney_subpoena", "attorney"))

    text = letters.as_text(
        letters.write("referral_to_counsel", paper, policy.shipped("mansfield-2019"), LetterFacts(), on=ON)
    )

    assert re.search(r"Docket or reference +unknown", text)
    assert "Its form has not been looked at yet." in text


@pytest.mark.parametrize("pack_id", pack_ids())
def test_under_another_law_a_letter_says_that_law_and_not_connecticuts(pack_id):
    adopted = read(text_of("mansfield-older").replace('"ct-2007"', f'"{pack_id}"'))
    sections = " ".join(section.text + section.source for section in adopted.statute.clauses.values())

    for name in letters.names():
        for case in specimens.cases(name, adopted):
            text = told(specimens.specimen(name, adopted, case=case))
            if not pack_id.startswith("ct-"):
                assert not re.search(
                    r"\b(11-25|1-206|4-193)|General Statutes|Freedom of Information Commission", text
                )
            for words in ("whatever its form", "within thirty days", "Statistics may be published when"):
                assert words not in text or words in sections


def test_a_section_that_binds_no_association_is_left_out_of_its_letters():
    text = told(made("new-canaan-2018", "answer_to_complainant"))

    assert "4-193" not in text
    assert "4-193(h)" in told(made("wolcott-2016", "answer_to_complainant"))


def test_a_letter_says_nothing_of_a_search_whose_answer_would_differ():
    text = told(made("wolcott-2016", "refusal", "nothing-found"))

    assert "would be the same whoever" not in text
    assert "holds no record that it names" in text
