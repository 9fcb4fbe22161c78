"""Can a director and counsel read every letter of their policy at the command line, before the day comes?"""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.flows.conftest import Installation


def test_every_letter_of_a_policy_is_listed_and_what_it_never_sends_is_said(seen: Installation) -> None:
    said = seen.ok("letter", "--list", "--policy", "wolcott-2016").said
    rows = {row["name"]: row for row in seen.ok("letter", "--list", "--json").json["letters"]}

    assert "Never under this policy." in said.partition("invoice")[2].partition("answer_to_complainant")[0]
    assert len(rows) == 17
    assert rows["notice_to_patron"]["languages"] == ["en", "es"]


def test_a_letter_is_read_as_text_as_a_paper_and_as_json(seen: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "letter.pdf"

    text = seen.ok("letter", "refusal", "--policy", "weston-2017", "--case", "immigration-warrant").said
    seen.ok("letter", "notice_to_patron", "--policy", "weston-2017", "--language", "es", "--pdf", paper)
    found = seen.ok("letter", "foi_denial", "--policy", "mansfield/mansfield-2019", "--json").json

    assert "No judge signed your paper" in text
    assert "Specimen" in text
    assert (
        "Se han pedido registros sobre usted"
        in PdfReader(BytesIO(paper.read_bytes())).pages[0].extract_text()
    )
    assert found["letter"]["clauses"][-1] == "1-206(b)"
    assert "Freedom of Information Commission" in found["text"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("invoice", "--policy", "weston-2017"), 1, "sends no letter “Invoice”"),
        (("refusl", "--policy", "weston-2017"), 2, "Did you mean “refusal”?"),
        (("refusal", "--policy", "westen-2017"), 2, "Did you mean “weston-2017”?"),
        (("refusal",), 2, "--policy ID"),
        ((), 2, "--list"),
        (("refusal", "--policy", "weston-2017", "--language", "es"), 2, "there in en only"),
        (("refusal", "--policy", "weston-2017", "--case", "sheriff"), 2, "There are: officer"),
        (("refusal", "--policy", "weston-2017", "--text", "--pdf", "x.pdf"), 2, "one at a time"),
    ],
)
def test_what_is_asked_for_wrongly_is_said(
    seen: Installation, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = seen.run("letter", *arguments)

    assert (ran.code, words in ran.said) == (code, True)
