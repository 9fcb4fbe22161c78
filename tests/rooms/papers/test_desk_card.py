"""Is the desk card on paper one sheet that says what the card says, tagged for whoever hears it read?"""

from io import BytesIO

import pytest
from pypdf import PdfReader

from reticent import papers, policy
from reticent.policy.desk_card import DeskCard
from tests.rooms.papers.test_making import tags
from tests.rooms.policy.altered import loaded, text_of


def sheet(card: DeskCard) -> PdfReader:
    return PdfReader(BytesIO(papers.pdf("desk_card", {"card": card, "foot": card.foot}, title=card.title)))


def said(paper: PdfReader) -> str:
    """Without spaces: a line may break anywhere between words."""
    return "".join("".join(page.extract_text() for page in paper.pages).split())


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_the_card_is_one_sheet_with_every_word_of_the_card(policy_id: str) -> None:
    card = policy.desk_card(policy.shipped(policy_id))

    paper = sheet(card)
    words = said(paper)

    assert len(paper.pages) == 2
    for line in card.lines:
        for told in (line.told, line.then):
            if told is not None:
                assert all("".join(each.split()) in words for each in (told.head, told.say, *told.do))
        assert all(citation.id in words for citation in line.citations)
    assert all("".join(each.split()) in words for each in (*card.never, *card.taking.do, card.unsigned))
    assert all("".join(each.office.split()) in words for each in card.fetch)


def test_the_card_is_tagged_in_the_order_of_reading_with_its_spanish_marked() -> None:
    paper = sheet(policy.desk_card(policy.shipped("wolcott-2016")))

    found = [tag for tag in tags(paper.trailer["/Root"]["/StructTreeRoot"]) if tag.startswith("/H")]

    assert found[:3] == ["/H1", "/H2", "/H3"]
    assert found.count("/H1") == 2
    assert paper.trailer["/Root"]["/Lang"] == "en"
    assert paper.metadata.title == "Wolcott Public Library: desk card"


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_both_sides_name_the_text_and_begin_its_hash_so_that_an_old_card_is_found_out(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    for side in sheet(policy.desk_card(adopted)).pages:
        words = "".join(side.extract_text().split())
        assert policy_id in words
        assert adopted.sha256[:16] in words


def test_a_policy_of_long_titles_still_has_its_sheet(tmp_path) -> None:
    long = "Acting Executive Director of the Regional Library and Media Centre"
    text = text_of("wolcott-2016").replace('"Library Director"', f'"{long}"')

    paper = sheet(policy.desk_card(loaded(tmp_path, text)))

    assert len(paper.pages) == 2
    assert "".join(long.split()) in said(paper)
