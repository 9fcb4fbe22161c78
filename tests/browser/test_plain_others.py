"""Whoever asks for something else than records, at the pages of each of the five: from the desk to the closed case."""

import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from reticent.access import doorway
from reticent.disclosure.cases import Case
from reticent.disclosure.table import table
from reticent.doors import web as doors
from reticent.ledger import log
from reticent.policy import shipped_ids
from reticent.records import charges
from tests.browser.visiting import Visitor
from tests.conftest import TODAY, Town
from tests.rooms.disclosure.test_the_others import TOLD, cells

STATIC = Path(doors.__file__).parent / "static"
CHAIR = {"second_person": "Pat Elm, chair", "second_as": "chair", "second_how": "telephone"}
ACCOUNT = ["registration.name", "registration.contact", "charge.amount"]
# What a letter says, whatever the policy.
SAYS = {
    "refusal": "It does not say that anybody has a card here",
    "totals": "Figures in which nobody can be found may be published",
}


class Walk:
    """One of them at one library: the desk, the director, and every page that they saw."""

    def __init__(self, town: Any, policy_id: str) -> None:
        self.town: Town = town("ourtown", policy_id=policy_id)
        self.desk, self.director = Visitor(self.town), Visitor.director(self.town)
        self.seen = ""

    def see(self, at: Visitor) -> Visitor:
        assert at.status == 200, at.said
        self.seen += at.page
        return at

    def take_in(self, opens: dict[str, str]) -> None:
        """The desk says who, for what, with which paper; looks nobody up; and hands it on."""
        self.see(self.desk.look("visit/asking"))
        self.see(self.desk.send(**opens, words="As they said it."))
        self.see(self.desk.send("refer"))

    def open_it(self) -> Visitor:
        self.see(self.director.look("cases"))
        return self.see(self.director.follow("case?of="))

    def record(self, *evidence: str, found: str = "yes") -> None:
        for word in evidence:
            behind = table().papers_behind.get(word)
            more = {behind: "of 1 July 2025, in the safe"} if behind else {}
            self.see(self.director.send(f"record:{word}", consulted_who="The office", found=found, **more))

    def letters(self) -> str:
        """The letters on the page as text, on one line."""
        hrefs = re.findall(r'href="([^"]+/case/letter\.txt\?of=[^"]+)"', self.director.page)
        texts = [self.director.read(unescape(href)) for href in hrefs]
        return " ".join(" ".join(texts).split())


# The rows of the table of situations are walked in test_every_row.py; these stand beside them.
@pytest.mark.parametrize("cell", cells("S16", "S21-joined", "researcher", "town-hall"))
def test_whoever_asks_gets_what_the_policy_says_by_a_letter_that_fits(
    town: Any, cell: dict[str, Any]
) -> None:
    walk = Walk(town, cell["policy"])
    walk.take_in(TOLD["opens"][cell["row"]])
    director = walk.open_it()

    assert director.form("decide").options["f-answer"] == cell["before"]
    assert not {"search", "produce"} & set(director.offered)
    walk.record(*cell["found"])
    assert director.form("decide").options["f-answer"] == cell["open"]
    walk.see(director.send("decide", answer=cell["answer"], reason="As the clauses say."))
    if table().answers[cell["answer"]].by_hand:
        assert "send" not in director.offered
        assert "First write down what was done by hand." in director.said
        walk.see(director.send("by_hand", done="Taken off the annual report.", how_many="41"))
    assert SAYS[cell["letter"]] in walk.letters()
    walk.see(director.send("send", letter=cell["letter"], sent_how="mail"))
    walk.see(director.send("close"))

    assert Case.objects.get().state == "closed"
    assert Counter(e.entry.action for e in log.entries("ourtown"))["case-searched"] == 0


# ---- A collection agency, where the policy lets an agent under contract have one account.


def owing(town: Town, card: str, name: str, cents: int) -> str:
    person = town.register(card, name, address="7 Elm Street")
    town.lend(person, town.item(f"9{card}", "The Mysteries of Udolpho"))
    if cents:
        with town.drawer.writing() as writer:
            charges.owe(writer, person=person, cents=cents, reason="lost", today=TODAY)
    return person


def to_search(walk: Walk) -> Visitor:
    director = walk.open_it()
    walk.record("contract:in_force", "contract:confidential")
    walk.see(director.send("decide", answer="comply"))
    return walk.see(director.follow("case/search?of="))


@pytest.mark.parametrize("policy_id", ["wolcott-2016", "new-canaan-2018"])
def test_an_agency_under_contract_has_one_account_and_no_title(town: Any, policy_id: str) -> None:
    walk = Walk(town, policy_id)
    alice = owing(walk.town, "29030001", "Alice Quillfeather", 4250)
    walk.take_in(TOLD["opens"]["S19"] | {"agency": "Example Recovery"})
    director = to_search(walk)
    assert director.form("plan").options["f-fields"] == ACCOUNT
    walk.see(director.send("plan", who="29030001", fields=ACCOUNT))
    walk.see(director.send("run", **CHAIR))
    assert "Alice Quillfeather" in director.said
    assert "42.50" in director.said
    assert "Udolpho" not in director.said
    back = director.link("/case?of=")
    package = director.send_for_file("release", **CHAIR, handed_to="Example Recovery", sent_how="mail")

    with ZipFile(BytesIO(package)) as files:
        inside = {name: files.read(name).decode("utf-8", "replace") for name in files.namelist()}
    assert "Alice Quillfeather" in inside["records.csv"]
    assert '"paper": "contract"' in inside["manifest.json"]
    letter = " ".join(inside["transmittal.txt"].split())
    assert "An account handed over under a contract" in letter
    assert "order of a court" not in letter
    assert not [name for name, said in inside.items() if "Udolpho" in said]
    walk.see(director.go(back))
    walk.see(director.send("receipt", receipt="yes"))
    walk.see(director.send("tell_patron", counsel_said="yes", counsel="Counsel"))
    walk.see(director.send("close"))
    told = doorway.own_record(walk.town.library, person=alice, now=datetime.now(UTC)).disclosed  # type: ignore[arg-type]
    assert {(each.act, each.recipient, each.authority) for each in told} == {
        ("searched", "collection_agency", "contract"),
        ("produced", "collection_agency", "contract"),
    }


def test_of_whoever_owes_nothing_an_agency_has_nothing(town: Any) -> None:
    walk = Walk(town, "wolcott-2016")
    owing(walk.town, "29030002", "Bob Quillfeather", 0)
    walk.take_in(TOLD["opens"]["S19"])
    director = to_search(walk)

    walk.see(director.send("plan", who="29030002", fields=ACCOUNT))
    walk.see(director.send("run", **CHAIR))

    assert "Elm Street" not in director.page
    assert "1 registration, of somebody of whom nothing is owed" in director.said
    assert "release" not in [form.values.get("do", [""])[0] for form in director.forms]


def test_a_name_without_the_amount_is_no_account(town: Any) -> None:
    walk = Walk(town, "wolcott-2016")
    owing(walk.town, "29030003", "Carol Quillfeather", 4250)
    walk.take_in(TOLD["opens"]["S19"])
    director = to_search(walk)

    walk.see(director.send("plan", who="29030003", fields=["registration.name", "registration.contact"]))
    walk.see(director.send("run", **CHAIR))

    assert "Elm Street" not in director.page


# ---- One's own record, asked for in writing: answered from “My record”.


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_a_written_request_is_due_and_the_letter_leads_to_the_readers_own_page(
    town: Any, policy_id: str
) -> None:
    walk = Walk(town, policy_id)
    bound = walk.town.library.policy.flags.personal_data_act  # type: ignore[attr-defined]
    walk.take_in(TOLD["opens"]["S13"])

    director = walk.open_it()
    assert "30 days after it came" in director.said
    assert ("4-193(g)" in director.said) is bound
    walk.record("seen:identity")
    walk.see(director.send("decide", answer="show_own"))
    walk.see(
        director.send("by_hand", done="Shown at the desk, against the card; the file handed over on paper.")
    )

    assert "Mi registro" in walk.letters()
    assert "With your card number and PIN it stands on “My record”" in walk.letters()


# ---- What is no case.


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_what_a_child_has_out_is_handed_to_the_desks_own_page_and_nothing_is_kept(
    town: Any, policy_id: str
) -> None:
    walk = Walk(town, policy_id)

    walk.see(walk.desk.look("visit/asking"))
    walk.see(walk.desk.send(asker="parent", about="child", papers="none", channel="in_person", name="Eve"))

    assert "The desk answers this." in walk.desk.said
    assert "Choose 4, A parent or guardian." in walk.desk.said
    assert 'href="/ourtown/desk"' in walk.desk.page
    assert not Case.objects.exists()
    assert [each.entry.action for each in log.entries("ourtown")] == ["policy-in-force"]


def test_ones_own_record_asked_for_aloud_is_the_desks(town: Any) -> None:
    walk = Walk(town, "wolcott-2016")

    walk.see(walk.desk.look("visit/asking"))
    walk.see(walk.desk.send(asker="patron", about="own_data", papers="none", channel="in_person"))

    assert "Choose 3, The patron." in walk.desk.said
    assert not Case.objects.exists()


# ---- The words, before anything is written down.


@pytest.mark.parametrize(
    ("policy_id", "about", "say"),
    [
        ("weston-2017", "addresses", "I can't tell you who borrowed anything, or pass on anyone's address."),
        ("new-canaan-2018", "donors", "You may use what donors gave us, to raise funds."),
        ("mansfield-2019", "donors", "Our policy names no records of donors"),
        ("mansfield-older", "account", "Our policy lets us give you nothing about any patron."),
        ("wolcott-2016", "account", "There is no contract on file that allows this"),
        ("wolcott-2016", "vendor_data", "You learn whether someone is entitled, and nothing else."),
        ("weston-2017", "totals", "You may have figures in which nobody can be found"),
        ("weston-2017", "own_data", "May I see your card, please, or a photo id?"),
    ],
)
def test_the_words_for_what_is_asked_stand_beside_it(town: Any, policy_id: str, about: str, say: str) -> None:
    page = Visitor(town("ourtown", policy_id=policy_id)).look("visit/asking").page

    mark = re.search(rf'id="asking-about-{about}"[^>]*class="says-(\d+)"', page)
    assert mark
    card = page.split(f'aria-labelledby="says-{mark[1]}"')[1].split("</article>")[0]
    assert say in unescape(card)
    assert " of-asker" not in page.split(f'aria-labelledby="says-{mark[1]}"')[0].rsplit("<article", 1)[1]


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_there_are_no_more_words_than_the_style_sheet_can_show(town: Any, policy_id: str) -> None:
    page = Visitor(town("ourtown", policy_id=policy_id)).look("visit/asking").page

    numbers = {int(number) for number in re.findall(r'aria-labelledby="says-(\d+)"', page)}

    sheet = (STATIC / "reticent.css").read_text("utf-8")
    assert numbers
    assert {n for n in numbers if f".asking:has(.says-{n}:checked) .says.says-{n}" not in sheet} == set()
