"""Is everything that a policy promises to publish on its page, where decisions link to it, in both languages?"""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from reticent import policy
from reticent.people import adoptions, libraries
from reticent.people.libraries import Library
from reticent.policy.adopting import Act
from reticent.policy.tongues import LANGUAGES, Tongue
from tests.browser.pages_of import set_up
from tests.rooms.people.texts import BOARD, NEW, laid

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)

# What no notice says: who approved it, its dates, who answers, when it is reviewed. The page says each by itself.
BY_ITSELF = {
    "M19-01": ("approved_by", "effective_as_written"),
    "WO-27": ("custodian",),
    "WO-35": ("approved_by", "effective_as_written"),
    "WE-28": ("approved_by", "effective_as_written"),
    "NC-24": (),
    "NC-25": ("effective_as_written", "review_due"),
}


def page_of(library: Library, language: str, address: str = "") -> str:
    answer = Client(headers={"accept-language": language}).get(f"/{library.slug}/{address}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_clause_called_published_is_on_the_rendered_page(policy_id: str, language: str) -> None:
    """By its notice, in the reader's language; or by who approved it, when, and when it is reviewed."""
    text, tongue = policy.shipped(policy_id), Tongue(language)
    page = page_of(set_up(policy_id), language)
    noticed = {name: notice for notice in text.notices for name in notice.clauses}
    settled = {
        cited.id: said for said in policy.public(text, language=language).settled for cited in said.citations
    }

    for name, clause in text.clauses.items():
        if clause.kept_by != "published":
            continue
        if name in noticed:
            assert tongue.say(noticed[name].text) in page, name
            assert tongue.say(noticed[name].heading) in page, name
            continue
        if name not in BY_ITSELF:
            assert settled[name].text in page, name
            continue
        for key in BY_ITSELF[name]:
            value = getattr(text, key)
            if key == "review_due":
                assert str(value.year) in page
            else:
                words = getattr(value, "title", value) if key == "custodian" else value
                assert (
                    tongue.office(words) if key != "effective_as_written" else tongue.say(words)
                ) in page, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_link_to_a_clause_leads_to_its_place_on_the_page(policy_id: str, language: str) -> None:
    library = set_up(policy_id)
    text = policy.shipped(policy_id)
    page = page_of(library, language)

    places = re.findall(r'<dt id="([^"]+)">', page)
    linked = set(re.findall(rf'href="/{library.slug}/#([^"]+)"', page))

    assert set(text.clauses) <= set(places) <= {*text.clauses, *text.statute.clauses}
    assert len(places) == len(set(places))
    assert linked <= set(places)
    assert len(linked) > 5


@pytest.mark.clause("NC-25")
def test_a_review_that_is_overdue_is_said_in_neutral_words() -> None:
    library = set_up("new-canaan-2018")

    assert "was due on 1 May 2020" in page_of(library, "en")
    assert "correspondía el 1 de mayo de 2020" in page_of(library, "es")


def test_what_2019_changed_is_told_beside_what_was_before() -> None:
    library = set_up("mansfield-2019")

    english, spanish = (page_of(library, language) for language in LANGUAGES)

    assert "Your parents may not see your record, whatever your age." in english
    assert "Until you are 18, a parent or guardian may see your record" in english
    assert "Sus padres no pueden ver su registro" in spanish
    assert 'href="/mansfield/policy/mansfield-older"' in english


@pytest.mark.parametrize("policy_id", ["wolcott-2016", "weston-2017", "new-canaan-2018"])
def test_where_no_text_came_before_nothing_is_said_to_have_changed(policy_id: str) -> None:
    assert 'id="changed"' not in page_of(set_up(policy_id), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_earlier_text_is_read_at_its_own_address_and_says_that_it_is_over(language: str) -> None:
    library = set_up("mansfield-2019")

    page = page_of(library, language, "policy/mansfield-older")

    assert {"en": "It decides nothing any more", "es": "Ya no decide nada"}[language] in page
    assert '<dt id="MC-05">' in page
    assert 'href="/mansfield/policy/mansfield-older#MC-05"' in page
    assert 'href="/mansfield/#MC-05"' not in page


def test_the_text_in_force_has_its_own_address_too_and_no_other_text_has_one() -> None:
    library = set_up("mansfield-2019")
    client = Client()

    assert '<dt id="M19-09">' in page_of(library, "en", "policy/mansfield-2019")
    for address in ("policy/weston-2017", "policy/nothing", "policy/weston-2017.pdf"):
        assert client.get(f"/mansfield/{address}").status_code == 404


def test_a_draft_is_nobodys_to_read_yet(tmp_path) -> None:
    library = set_up("mansfield-2019")
    text = policy.shipped_bytes("mansfield-2019").decode().replace("mansfield-2019", "mansfield-2027")
    source = tmp_path / "draft.toml"
    source.write_text(text, "utf-8")
    adoptions.draft(library.slug, source, by="director", today=datetime.now(UTC).date())

    assert Client().get("/mansfield/policy/mansfield-2027").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_the_page_is_had_as_a_tagged_pdf_with_every_clause(policy_id: str, language: str) -> None:
    library = set_up(policy_id)
    text, tongue = policy.shipped(policy_id), Tongue(language)

    answer = Client(headers={"accept-language": language}).get(f"/{library.slug}/policy/{policy_id}.pdf")
    paper = PdfReader(BytesIO(answer.content))
    said = "".join("".join(page.extract_text() for page in paper.pages).split())

    assert f"{policy_id}-{language}.pdf" in answer.headers["Content-Disposition"]
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert paper.trailer["/Root"]["/Lang"] == language
    for name, clause in text.clauses.items():
        assert name in said
        assert "".join(clause.text.split()) in said
    for notice in text.notices:
        assert "".join(tongue.say(notice.text).split()) in said


def adopted_for(begins: date, place: Path) -> Library:
    """Mansfield, whose Board has adopted a new text today, to be in force from a day."""
    library, today = set_up("mansfield-2019"), datetime.now(UTC).date()
    row = adoptions.draft(library.slug, laid(place), by="director", today=today)
    adoptions.review(library.slug, row.policy_id, by="counsel", on=today, today=today)
    libraries.adopt(library, row.policy_id, act=Act(BOARD, today, begins, "item 7"), today=today)
    return libraries.named(library.slug)


def test_a_text_that_was_adopted_here_says_by_whom_and_on_which_day(place: Path) -> None:
    today = datetime.now(UTC).date()
    library = adopted_for(today, place)

    english, spanish = (page_of(library, language) for language in LANGUAGES)

    assert f"<dt>Adopted on</dt><dd>{today:%-d %B %Y}</dd>" in english
    assert "<dt>Adoptada el</dt>" in spanish
    assert f"<dt>In force from</dt><dd>{today:%-d %B %Y}</dd>" in english
    assert f"In force since: {today:%-d %B %Y}." in english
    assert "<dt>En vigor a partir del</dt>" in spanish
    assert "the day of its adoption" not in english
    assert BOARD in english
    assert 'href="/mansfield/policy/mansfield-2019"' in english
    assert 'href="/mansfield/policy/mansfield-older"' in english


def test_a_text_that_is_to_come_is_announced_and_read_and_does_not_decide_yet(place: Path) -> None:
    begins = datetime.now(UTC).date() + timedelta(days=30)
    library = adopted_for(begins, place)

    now, coming = page_of(library, "en"), page_of(library, "en", f"policy/{NEW}")

    assert "<dt>Coming</dt>" in now
    assert f'href="/mansfield/policy/{NEW}"' in now
    assert "This text is adopted and not in force yet." in coming
    assert f"<dt>In force from</dt><dd>{begins:%-d %B %Y}</dd>" in coming
    assert "has adopted, in plain words" not in coming
    assert "todavía no está en vigor" in page_of(library, "es", f"policy/{NEW}")


def test_an_earlier_text_that_nobody_can_read_any_more_does_not_shut_the_page_of_the_one_in_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = set_up("mansfield-2019")
    monkeypatch.setattr(adoptions, "_READ", {library.policy.sha256: library.policy})
    older = adoptions.named(library.slug, "mansfield-older")
    older.text, older.sha256 = b"not a policy", "0" * 64
    older.save()

    page = page_of(library, "en")

    assert '<dt id="M19-09">' in page
    assert "mansfield-older" not in page
    assert Client().get("/mansfield/policy/mansfield-older").status_code == 503
