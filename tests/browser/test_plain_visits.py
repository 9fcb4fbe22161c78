"""Ten situations under each of the five policies, from the officer at the desk to the closed case, page by page."""

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from reticent.disclosure import cases
from reticent.disclosure.cases import Case
from reticent.ledger import log
from tests.browser.visiting import Visitor
from tests.conftest import Town

HERE = Path(__file__).parent
ROOMS = HERE.parent / "rooms"
VISITS = tomllib.loads((HERE / "visits.toml").read_text("utf-8"))
CELLS = {
    (cell["row"], cell["policy"]): cell
    for cell in tomllib.loads((ROOMS / "disclosure" / "the_five.toml").read_text("utf-8"))["case"]
}
BRACKETS = tomllib.loads((ROOMS / "policy" / "scenarios.toml").read_text("utf-8"))["brackets"]
# The case of the reporter has no row of its own there: nobody must be asked first, and the answer is no.
REPORTER: dict[str, Any] = {"first": [], "also": [], "open": ["refuse"]}


def of(*rows: str) -> list[Any]:
    return [
        pytest.param(row, name, id=f"{row}-{name}", marks=pytest.mark.clause(*BRACKETS[row].get(name, ())))
        for row in rows
        for name in policy.shipped_ids()
    ]


class Walk:
    """One situation at one library: who works there, and every page that was seen."""

    def __init__(self, town: Any, row: str, policy_id: str) -> None:
        self.row, self.policy_id = row, policy_id
        self.visit = VISITS[row]
        self.cell = CELLS.get((row, policy_id), REPORTER)
        self.town: Town = town("ourtown", policy_id=policy_id)
        self.desk = Visitor(self.town)
        self.director = Visitor.director(self.town)
        self.seen = ""

    def see(self, at: Visitor) -> Visitor:
        assert at.status == 200, at.said
        self.seen += at.page
        return at

    def chosen(self, what: str) -> str:
        said = self.visit[what]
        return said if isinstance(said, str) else said.get(self.policy_id, said["default"])

    def take_in(self, path: str) -> None:
        """At the desk: the words, the case, one call, and the case is handed on."""
        self.see(self.desk.look("visit"))
        self.see(self.desk.look(f"visit/{path}"))
        self.see(self.desk.send(**self.visit["opens"]))
        call = next(form for form in self.desk.forms if form.values.get("f-office"))
        self.see(self.desk.post(call.action, {**call.values, "f-reached": ["yes"]}))

    def open_it(self) -> Visitor:
        """The director reads it, from the list of cases."""
        self.see(self.director.look("cases"))
        address = re.findall(r'href="([^"]+case\?of=[^"]+)"', self.director.page)[0]
        return self.see(self.director._took(self.director.client.get(unescape(address))))

    def note(self, *evidence: str) -> None:
        for name in evidence:
            step = f"record:{name}"
            found = {} if name.startswith("consulted:") else {"found": "yes"}
            self.see(self.director.send(step, consulted_who="the office", **found))

    def classify(self) -> None:
        """The paper is written down, and its form reviewed where it has one."""
        paper = {"secret": "no", "kind": "none", "signed_by": "nobody", **self.visit.get("paper", {})}
        self.see(self.director.send("classify", **paper))
        if "review_form" in self.director.offered:
            points = [n for n in self.director.form("review_form").options if n.startswith("f-checklist-")]
            fails = {f"f-checklist-{name}" for name in self.visit.get("fails", ())}
            assert fails <= set(points)
            answers = {n.removeprefix("f-").replace("-", "__"): "no" if n in fails else "yes" for n in points}
            self.see(self.director.send("review_form", **answers))

    def cited(self) -> set[str]:
        return set(re.findall(r"\b[A-Z0-9]{1,4}-\d+[a-z]?\b", unescape(re.sub(r"<[^>]+>", " ", self.seen))))


@pytest.mark.parametrize(("row", "policy_id"), of("S01", "S02", "S03", "S04", "S05", "S11", "S12", "S28"))
def test_whoever_asks_is_answered_as_the_policy_says(town: Any, row: str, policy_id: str) -> None:
    walk = Walk(town, row, policy_id)
    director, cell = walk.director, walk.cell
    walk.take_in("asking")
    walk.see(walk.desk.send("refer"))

    walk.open_it()
    walk.classify()
    for name in cell["first"]:
        assert "decide" not in director.offered
        assert "decide" in director.said.lower().split("not yet, and why")[1]
        assert not {"search", "produce"} & set(director.offered)
        walk.note(name)
    assert director.form("decide").options["f-answer"] == cell["open"]
    answer = walk.chosen("answer")
    if answer == "comply":
        walk.note(*(name for name in cell["also"] if not name.startswith("consulted:")))
    walk.see(director.send("decide", answer=answer, reason="As the clauses say."))
    if answer == "comply":
        _hand_over(walk)
    else:
        assert not {"search", "produce"} & set(director.offered)
        walk.see(director.send("send", letter=walk.chosen("letter"), sent_how="mail"))
    walk.see(director.send("close"))
    walk.see(director.send("review", to_change="Print the card larger."))

    assert "Closed within a year" in walk.see(director.look("cases")).said
    assert Case.objects.get().state == "reviewed"
    searched = ["case-searched"] if answer == "comply" else []
    assert _leaves() == ["case-closed", "case-opened", *searched, "case-step"]
    assert set(BRACKETS[row].get(policy_id, ())) <= walk.cited()


CHAIR = {"second_person": "Pat Elm, chair", "second_as": "chair", "second_how": "telephone"}


def _hand_over(walk: Walk) -> None:
    """What the order names is searched for, seen by two, and handed over as one file; then comes the receipt."""
    director, names = walk.director, walk.visit["paper"]["names_fields"]
    alice = walk.town.register("29030001", "Alice Quillfeather")
    walk.town.lend(alice, walk.town.item("30001", "The Mysteries of Udolpho"))
    case = director.url
    own = re.search(r'href="([^"]+/case/search\?of=[^"]+)"', director.page)
    assert own
    walk.see(director._took(director.client.get(unescape(own[1]))))
    walk.see(director.send("plan", who="Alice Quillfeather", fields=names))
    walk.see(director.send("run", **CHAIR))
    assert "The Mysteries of Udolpho" in director.said
    form = director.form("release")
    handed = {**CHAIR, "handed_to": "The clerk of the court", "sent_how": "in_person"}
    package = director.client.post(form.action, {**form.values, **{f"f-{n}": [v] for n, v in handed.items()}})
    assert package["Content-Type"] == "application/zip"
    walk.see(director._took(director.client.get(case)))
    assert "Udolpho" not in director.page
    walk.see(director.send("receipt", receipt="yes"))


@pytest.mark.parametrize(("row", "policy_id"), of("S25"))
def test_a_warrant_waits_for_nothing_and_what_was_taken_is_listed(
    town: Any, row: str, policy_id: str
) -> None:
    walk = Walk(town, row, policy_id)
    walk.take_in("taking")
    assert "I don't consent and I don't obstruct" in unescape(walk.seen)
    walk.see(walk.desk.send("supervise", stayed="the clerk on duty"))
    walk.see(walk.desk.send("copy_of_warrant", copy_held="yes", signed_by_seen="judge"))
    walk.see(walk.desk.send("inventory", taken="One computer, the one at the window"))
    walk.see(walk.desk.send("defects", defects="The address is the branch's."))

    director = walk.open_it()
    walk.note(*walk.cell["also"])
    assert not {"search", "produce"} & set(director.offered)
    assert "name_touched" in director.offered
    missed = director.send("name_touched", card_touched="no card", loans_taken="1")
    assert missed.status == 400
    assert "Nobody is registered here under this card number." in missed.said
    walk.see(director.send("close"))

    assert Case.objects.get().state == "closed"
    assert set(BRACKETS[row][policy_id]) <= walk.cited()


@pytest.mark.parametrize(("row", "policy_id"), of("S06"))
def test_of_a_demand_that_nobody_may_be_told_of_nothing_is_kept(town: Any, row: str, policy_id: str) -> None:
    walk = Walk(town, row, policy_id)
    head = walk.town.library.policy.custodian.title  # type: ignore[attr-defined]

    # Whoever is told so at once reads on the first page what to do, and nothing is opened.
    said = walk.see(walk.desk.look("visit")).said
    assert f"I'll hand this to the {head} now. I can't say anything about it." in said
    assert not Case.objects.exists()
    # Where it turns out later, all that was written down ends at once.
    walk.take_in("asking")
    walk.see(walk.desk.send("refer"))
    walk.open_it()
    walk.director.send("classify", secret="no", **walk.visit["paper"])

    assert "It is gone from here." in walk.director.said
    assert not Case.objects.exists()
    assert not [1 for _, inside in walk.town.drawer.everything() if inside.kind is cases.CASE_ACT]
    assert "Nothing is open." in walk.director.look("cases").said
    assert set(BRACKETS[row].get(policy_id, ())) <= walk.cited()


def _leaves() -> list[str]:
    entries = log.entries("ourtown")
    return sorted({each.entry.action for each in entries if each.entry.action.startswith(("case", "look"))})
