"""Whatever is done about a case in whatever order: does nothing leave that may not, and is nothing left unanswered?

Random papers and random steps, under the five texts and under texts altered at random. A plain account of what was
done, kept by this test alone, says what must hold.
"""

import os
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as drawing
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from reticent import policy
from reticent.disclosure import checklist, steps
from reticent.disclosure.forms import Field
from reticent.disclosure.known import missing, paper_known
from reticent.disclosure.steps import AtTheDesk, Known, NotNow, Offer
from reticent.disclosure.table import ROLES, table
from reticent.policy import Policy, Request
from reticent.policy.vocabulary import BINDING_CONTRACT, EVIDENCE, TITLES
from tests.rooms.policy.any_policy import policies

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
THE_FIVE = tuple(policy.shipped(name) for name in policy.shipped_ids())
# Stands in everything that is typed: a case as it is known never holds any of it.
TYPED = "Quagmire"
# What leads to a production, so that chance comes to it often enough.
SELDOM = ("to_paper", "withdrawn", "page", "add_note", "correct", "costs", "tell_patron", "review", "defects")
OTHERS = {word: row.askers for word, row in table().about.items() if row.askers}
# Who asks for what, as what, for which purpose: said here once more, beside the table.
AS_WHAT = {
    ("own_data", "patron"): ("self", "own_record"),
    ("account", "collection_agency"): ("agent", "recovery"),
}
PLAIN = (None, "none", "verbal", "letter")
ORDER = {"kind": "court_order", "signed_by": "judge", "secret": False, "held": "here"}


def typed(draw: Any, field: Field, *, onwards: bool = False) -> Any:
    """Something that may be typed into a field; `onwards` where it leads to a production, if it can."""
    words = [word for word, _ in field.options]
    if onwards:
        if field.name in ORDER and (not words or ORDER[field.name] in words):
            return ORDER[field.name]
        if field.name in ("found", "receipt", "counsel_said"):
            return True
        if field.name == "answer" and "comply" in words:
            return "comply"
        if field.name in ("names_fields", "kinds"):
            return words
        if field.kind == "checklist":
            return dict.fromkeys(words, "yes")
    if field.name == "secret":
        return not draw(st.integers(0, 9))
    match field.kind:
        case "line" | "text":
            return TYPED
        case "day":
            return "2026-03-02"
        case "moment":
            return "2026-03-02T10:15-05:00"
        case "choice":
            return draw(st.sampled_from(words)) if words else None
        case "choices":
            return (
                draw(st.lists(st.sampled_from(words), unique=True, min_size=1, max_size=4)) if words else None
            )
        case "yes_no":
            return draw(st.booleans())
        case _:
            answers = st.sampled_from([*checklist.ANSWERS, "yes", "yes", "yes"])
            return draw(st.fixed_dictionaries(dict.fromkeys(words, answers))) or None


def filled(draw: Any, asks: tuple[Field, ...], *, onwards: bool = False) -> dict[str, Any]:
    """Everything that is required, and some of what is not."""
    kept = [field for field in asks if field.required or onwards or draw(st.booleans())]
    return {field.name: typed(draw, field, onwards=onwards) for field in kept}


class AnyCase(RuleBasedStateMachine):
    """One case, from its opening to wherever it goes."""

    texts: Any = st.sampled_from(THE_FIVE)

    @initialize(data=st.data(), path=st.sampled_from(["asking", "asking", "taking"]))
    def begins(self, data: st.DataObject, path: str) -> None:
        self.adopted: Policy = data.draw(type(self).texts)
        self.first = (path, filled(data.draw, steps.opening(path, self.adopted)))
        if path == "asking" and data.draw(st.booleans()):
            # Whoever asks for something else than records, mostly as they do it.
            word = data.draw(st.sampled_from(sorted(OTHERS)))
            self.first[1].update(
                about=word,
                asker=data.draw(st.sampled_from(OTHERS[word])),
                papers=data.draw(st.sampled_from(["none", "letter", "contract", "unknown"])),
                channel=data.draw(st.sampled_from(["mail", "in_person"])),
            )
        self.acts: list[tuple[str, dict[str, object]]] = []
        try:
            self.known = steps.begin(*self.first, self.adopted)
        except AtTheDesk:
            # What the desk answers is no case: a child's record never is, one's own only in writing.
            word, channel, papers = (self.first[1][name] for name in ("about", "channel", "papers"))
            assert word == "child" or (
                word == "own_data" and channel in ("in_person", "phone") and papers in ("none", "unknown")
            )
            del self.first[1]["about"]
            self.known = steps.begin(*self.first, self.adopted)
        self.by_hand = False
        # The account that this test keeps: is an answer out to what is now asked, and is one owed to what was?
        self.answered = self.owes = self.given = self.receipted = False
        # What was recorded of the paper that lies there now, and held.
        self.holds: set[str] = set()

    @rule(data=st.data(), role=st.sampled_from(ROLES))
    def somebody_takes_a_step(self, data: st.DataObject, role: str) -> None:
        offers = [offer for offer in steps.offers(self.known, self.adopted, role=role) if not offer.why_not]
        if offers and data.draw(
            st.integers(0, 9)
        ):  # what ends a case is seldom done, or nothing would follow
            offers = [offer for offer in offers if offer.step not in ("to_paper", "withdrawn")]
        if offers:
            offer = data.draw(st.sampled_from(offers))
            self._take(offer, filled(data.draw, offer.asks), role)

    @rule(data=st.data(), steps_on=st.integers(1, 5))
    def the_custodian_goes_on_towards_a_production(self, data: st.DataObject, steps_on: int) -> None:
        for _ in range(steps_on):
            self._first_of(self._onwards(), data, onwards=True)

    @rule(data=st.data(), steps_on=st.integers(1, 5))
    def the_custodian_answers_somehow_and_closes(self, data: st.DataObject, steps_on: int) -> None:
        for _ in range(steps_on):
            unknown = not paper_known(self.known, self.adopted)
            first = ("classify",) if unknown else ("record",) if missing(self.known, self.adopted) else ()
            self._first_of((*first, "send", "close", "decide", "review_form"), data)

    def _first_of(self, names: tuple[str, ...], data: st.DataObject, *, onwards: bool = False) -> None:
        offers = {
            offer.step.partition(":")[0]: offer
            for offer in reversed(steps.offers(self.known, self.adopted, role="custodian"))
            if not offer.why_not
        }
        step = next((name for name in names if name in offers), None)
        if step is not None:
            self._take(offers[step], filled(data.draw, offers[step].asks, onwards=onwards), "custodian")

    def _onwards(self) -> tuple[str, ...]:
        """What leads to a production from here, the best first."""
        known, paper = self.known, self.known.instrument
        if known.path == "taking" or known.state == "intake":
            return ("they_left", "refer")
        under_contract = paper is not None and self._asks_as(known)[0] == "agent"
        if not under_contract:
            if paper is None or (paper.kind, paper.signed_by) != ("court_order", "judge"):
                return ("classify",)
            if paper.in_form is not True and known.answer != "comply":
                return ("review_form", "another_paper", "classify")
        if self.given or known.state == "searched":
            return ("produce", "receipt", "close")
        if "comply" in [answer.word for answer in steps.answers_open(known, self.adopted)]:
            return ("search", "decide")
        return ("record",)

    @rule(data=st.data(), role=st.sampled_from(ROLES))
    def somebody_takes_a_step_that_is_not_offered(self, data: st.DataObject, role: str) -> None:
        offers = steps.offers(self.known, self.adopted, role=role)
        open_now = {offer.step for offer in offers if not offer.why_not}
        words = [*table().steps, *(f"record:{word}" for word in EVIDENCE)]
        shut = [name for name in words if name not in open_now]
        step = data.draw(st.sampled_from(shut))

        with pytest.raises(NotNow) as said:
            steps.taken(self.known, step, {}, self.adopted, role=role)

        assert str(said.value)

    @rule(answer=st.sampled_from(sorted(table().answers)))
    def an_answer_is_decided_that_is_not_open(self, answer: str) -> None:
        if answer in [each.word for each in steps.answers_open(self.known, self.adopted)]:
            return

        with pytest.raises(NotNow):
            steps.taken(self.known, "decide", {"answer": answer}, self.adopted, role="custodian")

    def _take(self, offer: Offer, details: Mapping[str, object], role: str) -> None:
        before, step = self.known, offer.step.partition(":")[0]
        try:
            after = steps.taken(before, offer.step, details, self.adopted, role=role)
        except NotNow:
            assert step == "tell_patron"
            assert not details["counsel_said"]
            return
        self.acts.append((offer.step, steps.checked(offer.asks, details)))
        if step == "decide" and before.instrument is not None:
            law = self.adopted.statute.instruments[before.instrument.kind]
            assert not law.papers or before.instrument.signed_by != "unknown"
        if step in ("search", "produce"):
            self._may_leave(before)
        if step == "close":
            self._nothing_is_left(before)
        if step == "another_paper":
            self.holds.clear()
        if step == "record":
            word = offer.step.partition(":")[2]
            self.holds.discard(word)
            self.holds.update({word} if details.get("found", True) else ())
        if step in ("another_paper", "they_take"):
            self.owes = self.owes or (self._demands(before) and not self.answered)
        if step in ("send", "counsel_answers", "produce"):
            assert after.answer
            self.answered = step != "send" or table().answers[after.answer].ends
            if self.answered and (step == "counsel_answers" or self._demands(before)):
                self.owes = False
        if step == "send" and table().answers[after.answer].by_hand:
            assert self.by_hand
        if step in ("classify", "another_paper", "they_take", "decide", "review_form"):
            self.answered = self.by_hand = False
        if step == "by_hand":
            assert table().answers[before.answer].by_hand
            self.by_hand = True
        if step == "produce":
            assert not self.given
            self.given = True
        if step == "receipt":
            self.receipted = True
        self.known = after

    def _demands(self, known: Known) -> bool:
        paper = known.instrument
        if self._asks_as(known)[0] == "self" and self.adopted.tables.law.own_compelled:
            return True
        return paper is not None and self.adopted.statute.instruments[paper.kind].must_be_answered

    def _asks_as(self, known: Known) -> tuple[str, str]:
        plain = (known.instrument.kind if known.instrument else None) in PLAIN
        return AS_WHAT.get((known.matter, known.asker), ("", "")) if plain else ("", "")

    def _may_leave(self, known: Known) -> None:
        """Both gates, asked without any of this room's own questions."""
        paper = known.instrument
        as_agent = self._asks_as(known) == ("agent", "recovery")
        allowed = policy.decide(
            Request(
                capacity="agent" if as_agent else "third_party",
                purpose="recovery" if as_agent else "case",
                asker=known.asker,
                channel=known.channel,
                instrument=paper,
                centre=known.centre,
                identity_checked="seen:identity" in known.evidence,
                evidence=frozenset(known.evidence).intersection(EVIDENCE),
                patrons_of=known.patrons_of,
                held_in=known.held_in,
            ),
            self.adopted,
        )
        assert allowed.allowed
        assert known.answer == "comply"
        assert paper is not None
        if as_agent:
            # One account, under a contract that is on record and binds to confidence; never a title.
            assert self.holds >= BINDING_CONTRACT
            assert known.centre == "person"
            assert not TITLES.intersection(allowed.fields)
            return
        assert known.matter == "records" or paper.kind not in PLAIN
        law = self.adopted.statute.instruments[paper.kind]
        by_counsel = law.gate == "counsel" and "counsel:is_court_order" in known.evidence
        opening = bool(self.adopted.statute.openings)
        assert law.gate in ("open", "if_shown", "permission") or by_counsel or opening
        if law.gate in ("open", "if_shown") or by_counsel:
            assert paper.signed_by in law.signed_by
            assert paper.in_form or law.at_once
        if law.gate == "open" and self.adopted in THE_FIVE:
            wanted = [step for step in self.adopted.steps if step.must and "papers" in step.when]
            assert {step.evidence for step in wanted} <= self.holds

    def _nothing_is_left(self, known: Known) -> None:
        if self._demands(known):
            assert self.answered
        assert not self.owes
        assert self.receipted or not self.given

    @invariant()
    def nothing_that_was_typed_is_known(self) -> None:
        if hasattr(self, "known"):
            assert TYPED not in repr(self.known)

    @invariant()
    def what_is_kept_leads_to_what_is_known(self) -> None:
        if not hasattr(self, "known"):
            return
        folded = steps.begin(*self.first, self.adopted)
        for step, details in self.acts:
            folded = steps.recalled(folded, step, details, self.adopted)
        assert folded == self.known

    @invariant()
    def every_answer_that_is_open_rests_on_something(self) -> None:
        if not hasattr(self, "known"):
            return
        known, law = self.known, self.adopted.statute
        paper = known.instrument
        for answer in steps.answers_open(known, self.adopted):
            assert answer.clauses
            if answer.word == "comply":
                assert steps.decision(known, self.adopted).allowed
            if answer.word in ("refuse", "resist"):
                judges = paper is not None and paper.kind in law.floor.compels and paper.signed_by == "judge"
                assert not (judges and paper is not None and paper.in_form and law.id == "ct-2007")
            self._rests_on_its_own_rule(answer.word)
            if answer.word == "return_for_cure":
                assert self.adopted.form.cure
                assert paper is not None
                assert paper.in_form is False

    def _rests_on_its_own_rule(self, word: str) -> None:
        """What opens each answer to something else than records, said without the table."""
        known, adopted = self.known, self.adopted
        rules = {
            "show_own": known.asker == "patron" and "seen:identity" in known.evidence,
            "ask_identity": known.asker == "patron" and "seen:identity" not in known.evidence,
            "refuse_own": known.asker == "patron" and "seen:identity" not in known.evidence,
            "not_yet": adopted.insiders.agent.outcome == "referred" and self.holds >= BINDING_CONTRACT,
            "pass_on_chosen": known.asker == "friends_group" and adopted.friends.opt_in,
            "use_donors": known.asker in adopted.donors.askers and known.matter == "donors",
            "answer_yes_or_no": known.asker == "vendor" and adopted.vendor.outcome == "allowed",
            "give_totals": bool(adopted.tables.law.statistics),
        }
        assert rules.get(word, True)
        if word in rules:
            assert table().answers[word].about
            assert (known.instrument.kind if known.instrument else None) in PLAIN

    @invariant()
    def counsel_may_answer_whatever_is_missing(self) -> None:
        if not hasattr(self, "known") or not steps.is_open(self.known.state):
            return
        offers = {offer.step: offer for offer in steps.offers(self.known, self.adopted, role="custodian")}
        assert offers["counsel_answers"].why_not == ""

    @invariant()
    def nothing_delays_a_warrant(self) -> None:
        if not hasattr(self, "known") or not steps.is_open(self.known.state):
            return
        now = {
            offer.step for offer in steps.offers(self.known, self.adopted, role="desk") if not offer.why_not
        }
        if self.known.path == "asking":
            assert "they_take" in now
        elif self.known.state == "executing":
            assert {"supervise", "copy_of_warrant", "inventory"} <= now

    @invariant()
    def what_is_kept_on_paper_is_known_to_nobody(self) -> None:
        if hasattr(self, "known") and self.known.state == "on_paper":
            assert self.known == Known(path=self.known.path, state="on_paper")
            assert not any(steps.offers(self.known, self.adopted, role=role) for role in ROLES)


class AnyCaseUnderAnyText(AnyCase):
    """The same under texts altered at random, and under every law."""

    texts = policies()


@pytest.mark.parametrize(("machine", "few"), [(AnyCase, 150), (AnyCaseUnderAnyText, 75)])
def test_no_order_of_steps_releases_too_much_or_answers_too_little(machine: type[AnyCase], few: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=drawing(max_examples=400 if LONG else few, stateful_step_count=30, phases=[Phase.generate]),
    )
