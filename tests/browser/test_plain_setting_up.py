"""The set-up at the web, before any browser draws it: a library with no policy, its questions, its text, its draft."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from reticent import policy
from reticent.people import adoptions, libraries, patrons, policy_files, setting_up
from reticent.policy.adopting import Act
from reticent.policy.questions import questions
from reticent.retention import switching
from tests.conftest import NOW, TODAY, Town

HERE = "/ourtown/today/set-up"
TEXT = "The Director may delegate this authority. Parents show the child's card. Books circulate widely."


@pytest.fixture
def ourtown(place: Path) -> Town:
    """A library that has adopted nothing."""
    from reticent.drawer import drawers

    library = libraries.add(
        slug="ourtown", name="Ourtown Library", town="Ourtown", policy_id=None, loan_days=21,
        daily_fine_cents=0, today=TODAY,
    )  # fmt: skip
    drawers.set_up("ourtown", now=NOW)
    return Town(library)


@pytest.fixture
def director(ourtown: Town) -> Client:
    client = Client()
    client.force_login(ourtown.staff("director", "director", title="director"))
    return client


def said(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_where_nothing_is_adopted_desk_and_public_page_say_so_first(ourtown: Town, director: Client) -> None:
    assert "has adopted no privacy policy here yet" in said(Client(), "/ourtown/")
    spanish = Client(headers={"accept-language": "es"})
    assert "todavía no ha adoptado aquí" in said(spanish, "/ourtown/")
    assert "No policy is adopted at Ourtown Library yet" in said(director, "/ourtown/desk")
    for page in ("/ourtown/desk-card", "/ourtown/permission", "/ourtown/today/policy"):
        said(director, page)
    assert "No policy is in force" in said(director, "/ourtown/today")
    assert Client().get("/ourtown/policy/ourtown-undecided.pdf").status_code == 404


def test_where_nothing_is_adopted_nothing_goes_after_a_period(ourtown: Town) -> None:
    expired = ourtown.register("21540000044127", "Alice Marlowe", expires=date(2020, 1, 2))

    ourtown.purge()

    found = patrons.by_handle(ourtown.drawer, ourtown.permit, handle=patrons.card_handle("21540000044127"))
    assert found == [expired]
    assert "That is not decided yet" in said(Client(), "/ourtown/")


@pytest.mark.parametrize("key", ["lend", "account", "registration"])
def test_where_nothing_is_adopted_the_desk_refers_whoever_looks(
    ourtown: Town, director: Client, key: str
) -> None:
    ourtown.register("21540000044127", "Alice Marlowe")
    clara = Client()
    clara.force_login(ourtown.staff())

    page = clara.post(
        "/ourtown/desk",
        {"do": "look", "key": key, "told": "", "asked": "21540000044127", "account-told": "card"},
    )

    assert page.status_code in (200, 400)
    assert "Alice" not in page.content.decode()


def test_every_question_can_be_shown_and_left_undecided(director: Client) -> None:
    for number, question in enumerate(questions(), start=1):
        page = said(director, f"{HERE}/{question.id}")

        assert f"{number} of {len(questions())}" in page
        assert question.asks in page.replace("&#x27;", "'")


def test_an_answer_is_kept_when_it_is_sent_and_the_next_question_follows(
    ourtown: Town, director: Client
) -> None:
    sent = director.post(
        f"{HERE}/custodian", {"custodian": "executive", "deputies": "Head of Desk", "go": "next"}
    )

    assert sent["Location"] == f"{HERE}/decider"
    assert setting_up.so_far(ourtown.library).answers == {  # type: ignore[arg-type]
        "custodian": ("executive",),
        "deputies": ("Head of Desk",),
    }
    assert policy_files.answers_file("ourtown").stat().st_mode & 0o077 == 0
    director.post(f"{HERE}/custodian", {"custodian": "", "deputies": "", "go": "back"})
    assert setting_up.so_far(ourtown.library).answers == {}  # type: ignore[arg-type]


def test_what_cannot_be_used_is_said_beside_its_field_and_the_rest_is_kept(
    ourtown: Town, director: Client
) -> None:
    sent = director.post(f"{HERE}/complaints", {"complaints": "writing", "complaint_days": "soon"})

    page = sent.content.decode()
    assert sent.status_code == 400
    assert "a whole number from 1 to 90" in page
    assert 'value="soon"' in page
    assert setting_up.so_far(ourtown.library).answers == {"complaints": ("writing",)}  # type: ignore[arg-type]


def test_the_wording_that_an_answer_comes_from_stands_beside_it(director: Client) -> None:
    page = said(director, f"{HERE}/parents")

    for id, text in (("mansfield-older", "MC-05"), ("wolcott-2016", "WO-18")):
        assert policy.shipped(id).clauses[text].text in page.replace("&#x27;", "'")


def test_pasted_sentences_stand_beside_their_question_and_become_clauses(
    ourtown: Town, director: Client
) -> None:
    director.post(f"{HERE}/your-text", {"do": "paste", "text": TEXT})
    page = said(director, f"{HERE}/your-text")
    assert "3 sentences, 3 of them no answer covers yet" in page
    assert "The custodian (a guess)" in page

    beside = director.get(f"{HERE}/custodian").content.decode()
    key = re.findall(r'name="shown-([0-9a-f]+)"', beside)
    assert len(key) == 1
    director.post(
        f"{HERE}/custodian",
        {
            "delegate": "yes",
            f"shown-{key[0]}": "1",
            f"own-{key[0]}": "on",
            f"said-{key[0]}": "The Director may name another.",
        },
    )

    summary = said(director, f"{HERE}/summary")
    assert "Books circulate widely." in summary
    draft = director.get(f"{HERE}/draft.toml")
    text = policy.load(Path("draft.toml"), content=draft.content)
    assert text.clauses["OWN-01"].text == "The Director may name another."
    assert text.custodian.clauses == ("OWN-01",)


def test_the_summary_makes_a_draft_and_never_adopts_it(ourtown: Town, director: Client) -> None:
    empty = director.post(f"{HERE}/summary")
    assert (empty.status_code, "Nothing was answered yet" in empty.content.decode()) == (400, True)
    director.post(f"{HERE}/officers", {"officers": "refer"})

    made = director.post(f"{HERE}/summary")

    today = libraries.named("ourtown").day_of(datetime.now(UTC))
    row = adoptions.named("ourtown", f"ourtown-{today.year}")
    assert made["Location"] == "/ourtown/today/policy"
    assert (row.state, row.drafted_by) == ("draft", "director")
    assert not libraries.named("ourtown").has_policy
    assert "takes its place" in said(director, f"{HERE}/summary")
    assert "ourtown-" in said(director, "/ourtown/today/policy")


def test_a_first_text_adopted_for_a_later_day_decides_from_that_day(ourtown: Town) -> None:
    library = libraries.named("ourtown")
    sheet = setting_up.Sheet({"officers": ("refer",), "adopts": ("board",), "staff": ("duties",)})
    row = setting_up.make_draft(library, sheet, by="director", today=TODAY)
    adoptions.review("ourtown", row.policy_id, by="counsel", on=TODAY, today=TODAY)
    later = TODAY.replace(day=TODAY.day + 3)

    libraries.adopt(
        library, row.policy_id, act=Act("Library Board", TODAY, later, "minutes, item 2"), today=TODAY
    )

    assert not libraries.named("ourtown").has_policy
    assert "ourtown-2026" in Client().get("/ourtown/policy/ourtown-2026").content.decode()
    assert libraries.follow(library, today=later)
    assert libraries.named("ourtown").policy.id == row.policy_id
    assert switching.foresee(library, library.policy, on=later).answers == ()


def test_who_has_a_policy_may_begin_with_its_answers(mansfield: Town) -> None:
    client = Client()
    client.force_login(mansfield.staff("director", "director", title="director"))

    client.post("/mansfield/today/set-up")

    kept = setting_up.so_far(mansfield.library)  # type: ignore[arg-type]
    assert kept.answers["consult"] == ("town_manager", "town_attorney")
    assert setting_up.place_of(mansfield.library, today=TODAY).supersedes == "mansfield-2019"  # type: ignore[arg-type]


def test_the_set_up_is_the_directors_alone(ourtown: Town) -> None:
    clara = Client()
    clara.force_login(ourtown.staff())

    for page in (HERE, f"{HERE}/custodian", f"{HERE}/your-text", f"{HERE}/summary", f"{HERE}/draft.toml"):
        assert clara.get(page).status_code == 403
        assert Client().get(page).status_code == 302
