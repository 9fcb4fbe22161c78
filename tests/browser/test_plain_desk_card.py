"""What the desk card's page says before any browser draws it: of which policy, in whose words, and of nobody."""

from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from reticent import policy
from reticent.people import contacts
from reticent.people.contacts import Numbers
from reticent.people.libraries import Library
from tests.browser.pages_of import set_up

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


@pytest.fixture
def mansfield() -> Library:
    return set_up("mansfield-2019")


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_word_of_the_card_stands_on_its_page(client: Client, policy_id: str) -> None:
    set_up(policy_id, at="mansfield")
    card = policy.desk_card(policy.shipped(policy_id))

    page = unescape(client.get("/mansfield/desk-card").content.decode())

    for line in card.lines:
        for told in (line.told, line.then):
            if told is not None:
                for words in (told.head, told.say, *told.do):
                    assert words in page
        assert all(f'href="/mansfield/#{citation.id}"' in page for citation in line.citations)
        assert all(words in page for words in line.minded)
    for words in (card.taking.say, *card.taking.do, *card.taking.afterwards, *card.never, card.unsigned):
        assert words in page
    assert all(each.office in page and each.why in page for each in card.fetch)
    # The foot of a printed card is held against the page's.
    assert f"{policy_id}, sha256" in page
    assert f">{card.sha256[:16]}<" in page


def test_the_card_is_english_whatever_the_browser_wishes(client: Client, mansfield: Library) -> None:
    page = client.get("/mansfield/desk-card", headers={"accept-language": "es"})

    assert "Who is asking?" in page.content.decode()
    assert 'class="tongues"' not in page.content.decode()


def test_the_card_sets_no_cookie_and_takes_no_post(client: Client, mansfield: Library) -> None:
    assert client.get("/mansfield/desk-card").cookies == {}
    assert client.post("/mansfield/desk-card").status_code == 405
    assert client.get("/nowhere/desk-card").status_code == 404


def test_the_card_can_be_had_as_a_pdf_of_two_pages(client: Client, mansfield: Library) -> None:
    answer = client.get("/mansfield/desk-card.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert "desk-card-mansfield-2019.pdf" in answer.headers["Content-Disposition"]
    assert len(PdfReader(BytesIO(answer.content)).pages) == 2


def test_the_numbers_marked_for_the_card_stand_on_it_and_no_other_does(
    client: Client, mansfield: Library
) -> None:
    at_home = Numbers(at_work="860 555 0100", off_hours="860 555 0199", note="rings until ten")
    contacts.note(mansfield, "Library Director", at_home)
    contacts.note(mansfield, "Head of Circulation", Numbers(at_work="860 555 0142"), place=1)

    page = unescape(client.get("/mansfield/desk-card").content.decode())
    paper = PdfReader(BytesIO(client.get("/mansfield/desk-card.pdf").content))
    on_paper = "".join(paper.pages[1].extract_text().split())

    assert len(paper.pages) == 2
    for number in ("860 555 0100", "860 555 0142"):
        assert number in page
        assert "".join(number.split()) in on_paper
    assert "860 555 0199" not in page
    assert "8605550199" not in on_paper
    assert "until ten" not in page
    assert page.index("Head of Circulation") < page.index('<th scope="row">Town Attorney')


def test_a_card_without_numbers_has_room_to_write_them_in(client: Client, mansfield: Library) -> None:
    page = client.get("/mansfield/desk-card").content.decode()

    assert '<th scope="col" class="no-screen">Name and number, by hand</th>' in page
    assert "not on the card" not in page
