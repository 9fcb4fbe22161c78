"""On the pages: is what a letter names kept by a form, seen by the custodian alone, and let go again?"""

import re
from typing import Any

import pytest

from reticent.drawer import kinds
from tests.browser.visiting import Visitor
from tests.conftest import TODAY, Town

POLICIES = ("mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018")
CARD = "29030001"
KEEP: dict[str, Any] = {
    "kinds_kept": ["loan"],
    "decided_by": "Town Attorney",
    "reason": "Their letter of today.",
}


def case_with_a_letter(director: Visitor) -> Visitor:
    director.look("visit/asking").send(asker="police", papers="preservation_letter", channel="mail")
    return director.look("cases").follow("case?of=")


def kept(town: Town) -> int:
    return sum(each.kind is kinds.KEPT for _, each in town.drawer.everything())


@pytest.mark.parametrize("policy_id", POLICIES)
def test_what_a_letter_names_is_kept_and_let_go_by_the_forms_of_the_case(town: Any, policy_id: str) -> None:
    here: Town = town(policy_id.rpartition("-")[0], policy_id=policy_id)
    alice = here.register(CARD, "Alice Oak", pin="4711")
    here.lend(alice, here.item("30001"))
    director = case_with_a_letter(Visitor.director(here))

    assert (
        "Keep what is named, for now"
        in director.said.partition("What can be done next")[2].partition("At any time")[0]
    )

    director.send("preserve", card=CARD, **KEEP)
    here.take_back(here.item("30001"))

    assert f"Card {CARD}" in director.said
    assert "1 loan, as of" in director.said
    assert "Provisional: ends by itself on" in director.said
    assert kept(here) == 1
    director.send("confirm_hold", confirmed_by="counsel", hold_until=f"{TODAY.year + 1}-01-31")
    assert "Confirmed by counsel, until" in director.said or "at most 90 days" in director.said

    director.send("lift_hold", reason="They took it back.")
    here.purge()

    assert "Kept for now" not in director.said
    assert CARD not in director.said
    assert kept(here) == 0


def test_what_cannot_be_kept_is_said_beside_the_form_and_what_was_typed_stays(mansfield: Town) -> None:
    director = case_with_a_letter(Visitor.director(mansfield))

    director.send("preserve", card="29039999", **KEEP)

    assert "Nobody is registered here under this card number" in director.said
    assert director.form("preserve").values["f-card"] == ["29039999"]
    director.send("preserve", card="", **KEEP)
    assert "give one of the two" in director.said


def test_the_directors_day_counts_what_is_kept_and_names_nobody(mansfield: Town) -> None:
    alice = mansfield.register(CARD, "Alice Oak", pin="4711")
    mansfield.lend(alice, mansfield.item("30001"))
    director = case_with_a_letter(Visitor.director(mansfield))
    director.send("preserve", card=CARD, **KEEP)

    today = director.look("today").said

    assert "1 of all that is held is kept by a legal request" in today
    assert CARD not in today
    assert "Alice" not in today


def test_her_own_page_and_file_are_as_if_nothing_were_kept_until_counsel_lets_her_be_told(
    mansfield: Town,
) -> None:
    alice = mansfield.register(CARD, "Alice Oak", pin="4711")
    mansfield.lend(alice, mansfield.item("30001"))
    reader = Visitor(mansfield, "unused").client
    reader.logout()
    reader.post("/mansfield/sign-in", {"who": CARD, "secret": "4711"})

    def own() -> str:
        pages = [
            reader.get(f"/mansfield/{where}").content.decode()
            for where in ("my-record", "my-record/download")
        ]
        return re.sub(r'as_of[^,]+,|(csrfmiddleware)?token" value="[^"]+|<time.*?</time>', "", "".join(pages))

    director = case_with_a_letter(Visitor.director(mansfield))
    mansfield.take_back(mansfield.item("30001"))
    before = own()
    mansfield.lend(alice, mansfield.item("30001"))
    director.send("preserve", card=CARD, **KEEP)
    mansfield.take_back(mansfield.item("30001"))

    assert own() == before

    director.send("counsel_answers", counsel="Town Attorney", counsels_answer="refuse")
    director.send("tell_patron", counsel_said="yes", counsel="Town Attorney")
    assert "Kept for a legal request" in own()
    assert "was kept for a legal request; nothing was shown" in own()
