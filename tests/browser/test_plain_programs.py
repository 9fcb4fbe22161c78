"""Can somebody come to a program without a card, wait, cancel and be forgotten; and does nobody see more?"""

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reticent import reminders
from reticent.access import doorway
from reticent.access import programs as room
from reticent.doors.web import program_desk
from reticent.doors.web import programs as pages
from reticent.ledger import log
from reticent.records import facts, programs
from reticent.records.programs import NewProgram, ProgramSession
from reticent.records.signups import PROGRAM_SIGNUP
from tests.conftest import NOW, Town

DAY = timedelta(days=1)
CARD = "29031111"
M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"


def words(page: bytes) -> str:
    main = page.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


class Programs:
    """One library with one program, its readers' page and its staff's."""

    def __init__(self, town: Town, clock: Any, **about: Any) -> None:
        self.town, self.clock = town, clock
        pages.GATE = pages.floods.Gate()  # what one test tried counts against no other
        self.slug: str = town.library.slug  # type: ignore[attr-defined]
        self.pia = town.staff("pia", "programs", title="programs")
        new = {
            "title": "Toddler time", "about": "", "age_group": "everybody", "contact_why": "to tell you of a change",
            "starts": NOW + 3 * DAY, "place": "Community Room", "capacity": "2", "sessions": "1", **about,
        }  # fmt: skip
        programs.add(town.library, NewProgram(**new), run_by=self.pia.username, now=NOW)
        self.reader, self.desk = Client(), Client()
        self.desk.force_login(self.pia)

    @property
    def session(self) -> ProgramSession:
        return ProgramSession.objects.select_related("program").first()  # type: ignore[return-value]

    @property
    def public(self) -> str:
        return f"/{self.slug}/programs/{self.session.handle}"

    @property
    def list(self) -> str:
        return f"/{self.slug}/desk/programs/{self.session.handle}"

    def sign_up(self, name: str, contact: str = "", *, client: Client | None = None, **more: str) -> str:
        """What the page says; `number` is what it shows large."""
        client = client or self.reader
        token = re.search(r'name="token" value="([^"]+)"', client.get(self.public).content.decode())
        given = {
            "do": "sign_up",
            "token": token[1] if token else "",
            "name": name,
            "contact": contact,
            **more,
        }
        page = client.post(self.public, given)
        self.status = page.status_code
        shown = re.search(r'class="large">([^<]+)<', page.content.decode())
        self.number = shown[1] if shown else ""
        return words(page.content)

    def cancel(self, number: str) -> str:
        return words(self.reader.post(self.public, {"do": "cancel", "number": number}).content)

    def press(self, do: str, *, client: Client | None = None, **typed: str) -> str:
        self.page = (client or self.desk).post(self.list, {"do": do, **typed})
        self.status = self.page.status_code
        return words(self.page.content)

    def row(self, name: str) -> dict[str, str]:
        """The hidden fields of a row of the list that lies open."""
        row = self.page.content.decode().partition(f"<bdi>{name}</bdi>")[2].partition("</tr>")[0]
        return dict(re.findall(r'name="(opened|token)" value="([^"]+)"', row))

    def later(self, days: int) -> None:
        self.clock(NOW + days * DAY)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is for the pages; they begin at `NOW`."""

    def at(moment: datetime) -> None:
        class Then(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return moment if tz is None else moment.astimezone(tz)

        for door in (pages, program_desk):
            monkeypatch.setattr(door, "datetime", Then)

    at(NOW)
    return at


@pytest.fixture
def story(mansfield: Town, clock: Any) -> Programs:
    return Programs(mansfield, clock)


def test_a_first_name_is_enough_and_a_number_gives_the_place_back(story: Programs) -> None:
    assert "2 places of 2 are free." in words(story.reader.get(story.public).content)

    said = story.sign_up("Ada")

    assert "You have a place." in said
    assert re.fullmatch("[A-Z]{4}-[0-9]{4}", story.number)
    assert "Cancelled. Nothing of it is left here." in story.cancel(story.number.lower().replace("-", " "))
    assert "2 places of 2 are free." in words(story.reader.get(story.public).content)
    assert not [1 for _, inside in story.town.drawer.everything() if inside.kind]


def test_the_same_form_sent_twice_is_one_sign_up(story: Programs) -> None:
    token = re.search(r'name="token" value="([^"]+)"', story.reader.get(story.public).content.decode())
    given = {"do": "sign_up", "token": token[1] if token else "", "name": "Ada"}

    pages_shown = [story.reader.post(story.public, given).content for _ in range(2)]

    assert all(b"You have a place." in page for page in pages_shown)
    assert room.expected(story.town.library, story.session).coming == 1


def test_who_cancels_makes_room_for_the_next_who_is_told_if_they_left_a_contact(story: Programs) -> None:
    story.sign_up("Ada")
    first = story.number
    story.sign_up("Ben")
    assert "You are the first who waits." in story.sign_up("Cleo", "cleo@example.org")
    assert "1 person waits before you." in story.sign_up("Dan")

    story.cancel(first)

    assert room.expected(story.town.library, story.session) == (room.Count(2, 1, 1))
    assert "tell 1 who moved up" in words(story.desk.get(f"/{story.slug}/desk/programs").content)
    assert "cleo@example.org" in story.press("open")
    assert "Noted: they were told." in story.press("tell", **story.row("Cleo"))
    assert room.expected(story.town.library, story.session).to_tell == 0
    # Dan left nothing by which he could be told: he looks, or asks.
    story.press("take_off", **story.row("Cleo"))
    assert room.expected(story.town.library, story.session) == room.Count(2, 0, 0)


def test_more_places_move_up_who_waits_and_fewer_than_taken_are_refused(story: Programs) -> None:
    for name in ("Ada", "Ben", "Cleo"):
        story.sign_up(name, "860 555 0142")

    assert "2 places are taken already" in story.press("places", capacity="1")
    assert story.status == 400
    story.press("places", capacity="3")

    assert room.expected(story.town.library, story.session) == room.Count(3, 0, 1)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(story: Programs) -> None:
    said = story.sign_up("", "no address")

    assert story.status == 400
    assert said.count("Give a first name.") == 2  # above, and at the field
    assert "Give an e-mail address or a phone number, or leave it empty." in said
    assert room.expected(story.town.library, story.session).coming == 0
    page = story.reader.post(story.public, {"do": "cancel", "number": "QQQQ-1111"}).content.decode()
    assert "No sign-up of this session has this number." in page
    assert 'value="QQQQ-1111"' in page


def test_a_child_is_signed_up_by_a_parent_or_guardian(mansfield: Town, clock: Any) -> None:
    story = Programs(mansfield, clock, age_group="children")

    assert "A child is signed up by a parent or guardian. Say that you are." in story.sign_up("Kim")
    assert "You have a place." in story.sign_up("Kim", by_guardian="yes")


def test_of_a_teenager_it_is_known_whether_a_parent_signed_them_up(mansfield: Town, clock: Any) -> None:
    story = Programs(mansfield, clock, age_group="teens")
    story.sign_up("Kim", by_guardian="yes")
    story.sign_up("Lee")

    said = story.press("open")

    assert "Kim a child, by a guardian" in said
    assert said.count("a child, by a guardian") == 1


@pytest.mark.clause("NC-03", "M19-03")
@pytest.mark.parametrize("policy_id", [M19, NC])
def test_no_contact_is_asked_or_kept_without_a_reason(policy_id: str, town: Any, clock: Any) -> None:
    story = Programs(town(policy_id.rpartition("-")[0], policy_id=policy_id), clock, contact_why="")

    assert "E-mail or phone" not in words(story.reader.get(story.public).content)
    story.sign_up("Ada", "ada@example.org")

    (kept,) = [inside.payload for _, inside in story.town.drawer.everything() if inside.kind]
    assert kept["contact"] == ""


def test_with_a_card_it_stands_on_her_own_page_with_who_looked_and_is_cancelled_there(
    story: Programs,
) -> None:
    person = story.town.register(CARD, "Ada Oak", pin="4711")
    ada = Client()
    ada.post(f"/{story.slug}/sign-in", {"who": CARD, "secret": "4711"})
    story.sign_up("Ada", client=ada, mine="yes")
    number = story.number

    story.press("open")

    page = ada.get(f"/{story.slug}/my-record").content
    assert "Toddler time, as Ada" in words(page)
    assert number in words(page)
    assert "run a program" in words(page)  # who looked, and what for
    file = json.loads(ada.get(f"/{story.slug}/my-record/download").content)
    assert [each["number"] for each in file["sign_ups"]] == [number]
    form = page.decode().partition(f'action="/{story.slug}/my-record/cancel"')[2]
    token = re.search(r'name="token" value="([^"]+)"', form)
    ada.post(f"/{story.slug}/my-record/cancel", {"token": token[1] if token else ""})
    assert doorway.own_record(story.town.library, person=person, now=NOW).signed_up == ()


def test_a_place_stays_when_the_account_is_closed_and_that_is_said_before(story: Programs) -> None:
    story.town.register(CARD, "Ada Oak", pin="4711")
    ada = Client()
    ada.post(f"/{story.slug}/sign-in", {"who": CARD, "secret": "4711"})
    story.sign_up("Ada", client=ada, mine="yes")
    address = f"/{story.slug}/my-record/close"

    before = ada.get(address).content
    token = re.search(r'name="token" value="([^"]+)"', before.decode())
    after = ada.post(address, {"token": token[1] if token else "", "sure": "yes"}).content

    for page in (before, after):
        assert "Programs you signed up for" in words(page).partition("What stays")[2]
    assert [
        inside.payload["name"]
        for _, inside in story.town.drawer.everything()
        if inside.kind is PROGRAM_SIGNUP
    ] == ["Ada"]


def test_without_a_card_nothing_ties_a_sign_up_to_anybody(story: Programs) -> None:
    story.town.register(CARD, "Ada Oak", pin="4711")
    ada = Client()
    ada.post(f"/{story.slug}/sign-in", {"who": CARD, "secret": "4711"})

    story.sign_up("Ada", client=ada)

    assert "Toddler time" not in words(ada.get(f"/{story.slug}/my-record").content)


def test_only_whoever_runs_it_and_the_director_see_names_and_every_look_is_written_down(
    story: Programs,
) -> None:
    story.sign_up("Ada")
    others = {
        "otto": ("programs",),  # the duty, and another's program
        "clara": ("circulation", "registration"),
    }
    for name, duties in others.items():
        client = Client()
        client.force_login(story.town.staff(name, *duties))
        said = story.press("open", client=client)
        assert story.status == 403
        assert "Ada" not in said
        assert "Have a place 1" in said  # a count is for everybody who works here
    assert [row.entry.action for row in log.entries(story.slug)][:2] == ["look-refused", "look-refused"]
    dana = Client()
    dana.force_login(story.town.staff("dana", "director", "programs"))

    assert "Ada" in story.press("open", client=dana)
    assert "Ada" in story.press("open")

    looks = [i.payload for _, i in story.town.drawer.everything() if i.kind and i.kind.name == "look"]
    assert [look["purpose"] for look in looks if look["outcome"] == "allowed"] == ["programs", "programs"]


@pytest.mark.parametrize(
    ("policy_id", "clause"),
    [
        pytest.param(M19, "M19-03", marks=pytest.mark.clause("M19-03")),
        pytest.param(WO, "WO-09", marks=pytest.mark.clause("WO-09")),
        pytest.param(WE, "WE-06", marks=pytest.mark.clause("WE-06")),
        pytest.param(NC, "NC-03", marks=pytest.mark.clause("NC-03")),
    ],
)
def test_each_list_cites_its_own_policy_and_no_volunteer_reads_names_that_no_policy_gives_her(
    policy_id: str, clause: str, town: Any, clock: Any
) -> None:
    story = Programs(town(policy_id.rpartition("-")[0], policy_id=policy_id), clock)
    story.sign_up("Ada")
    vera = Client()
    vera.force_login(story.town.staff("vera", "programs", title="volunteer"))

    said = story.press("open", client=vera)

    assert story.status == 403
    assert "Ada" not in said
    assert "Have a place 1" in said
    assert "This policy lets no volunteer open records for that." in said
    said = story.press("open")
    assert "Ada" in said
    assert clause in said


@pytest.mark.parametrize(
    ("policy_id", "days"),
    [
        pytest.param(M19, 0),
        pytest.param(WO, 7, marks=pytest.mark.clause("WO-09", "WO-15")),
        pytest.param(NC, 0),
    ],
)
def test_sign_ups_end_when_the_policy_says_and_only_the_count_of_heads_stays(
    policy_id: str, days: int, town: Any, clock: Any
) -> None:
    story = Programs(town(policy_id.rpartition("-")[0], policy_id=policy_id), clock)
    story.sign_up("Ada")
    story.sign_up("Ben")

    def kept() -> int:
        return sum(1 for _, i in story.town.drawer.everything() if i.kind and i.kind.name == "program_signup")

    story.later(4)
    assert "7 came. That is all that is known" in story.press("count", came="7")
    assert "It was counted already." in story.press("count", came="8")
    story.town.purge(now=NOW + (3 + days) * DAY)
    assert kept() == 2
    story.town.purge(now=NOW + (4 + days) * DAY)

    assert kept() == 0
    (cell,) = facts.Fact.objects.filter(library=story.slug, measure="program")
    assert (cell.month, cell.branch, cell.audience, cell.count) == ("2026-11", "Community Room", "all", 7)


def test_the_sheet_has_first_names_only_is_reminded_of_and_its_end_written_down_without_a_name(
    story: Programs,
) -> None:
    story.sign_up("Zoë", "zoe@example.org")
    story.sign_up("Ada")
    story.sign_up("Cleo")

    said = story.press("sheet")

    assert re.search(r"2 signed up.*Ada.*Zoë", said)
    assert "zoe@example.org" not in said
    assert "Cleo" not in said  # waits: is not called at the door
    assert "sheet" not in {thing.code for thing in reminders.of(story.town.library, now=NOW + 2 * DAY)}
    story.later(4)
    (thing,) = [t for t in reminders.of(story.town.library, now=NOW + 4 * DAY) if t.code == "sheet"]
    assert thing.by == (NOW + 4 * DAY).date()
    assert "destroy the sheet" in words(story.desk.get(f"/{story.slug}/desk/programs").content)
    assert len(program_desk.wanted(story.town.library, now=NOW + 4 * DAY)) == 1
    much_later = NOW + 100 * DAY
    assert len(programs.of_late(story.town.library, now=much_later)) == 1

    assert "Written down: the sheet is destroyed." in story.press("destroyed")

    assert program_desk.wanted(story.town.library, now=NOW + 4 * DAY) == ()
    assert len(programs.of_late(story.town.library, now=NOW + 4 * DAY)) == 1
    assert programs.of_late(story.town.library, now=much_later) == []
    assert "sheet" not in {thing.code for thing in reminders.of(story.town.library, now=NOW + 4 * DAY)}
    said_of_it = [row.entry for row in log.entries(story.slug) if row.entry.action.startswith("sheet-")]
    assert [entry.action for entry in said_of_it] == ["sheet-destroyed", "sheet-printed"]
    assert all("Ada" not in repr(entry) and "Toddler" not in repr(entry) for entry in said_of_it)


def test_calling_off_is_rehearsed_first_and_ends_every_sign_up(story: Programs) -> None:
    story.sign_up("Ada", "ada@example.org")

    assert "One sign-up ends at once" in story.press("call_off")
    assert room.expected(story.town.library, story.session).coming == 1
    assert "Called off. One sign-up ended." in story.press("call_off_now")

    assert not [1 for _, i in story.town.drawer.everything() if i.kind and i.kind.name == "program_signup"]
    assert "This session is called off." in words(story.reader.get(story.public).content)
    assert "Nothing is announced at the moment." in words(story.reader.get(f"/{story.slug}/programs").content)


def test_a_series_is_announced_at_once_each_week_with_a_list_of_its_own(story: Programs) -> None:
    typed = {
        "title": "Chess", "age_group": "teens", "starts": "2026-12-01T16:00", "place": "Upstairs", "sessions": "3",
    }  # fmt: skip
    said = words(story.desk.post(f"/{story.slug}/desk/programs", {**typed, "capacity": "none"}).content)
    assert "Between 1 and 500 places" in said

    story.desk.post(f"/{story.slug}/desk/programs", typed)

    shown = words(story.reader.get(f"/{story.slug}/programs").content)
    days = re.findall(r"\w+day, (\d+) (December|January) 2026, (\d:\d\d PM)", shown)
    assert days == [(day, "December", "4:00 PM") for day in ("1", "8", "15")]
    assert "for teenagers, 12 to 17" in shown


def test_another_account_runs_it_once_it_is_handed_over(story: Programs) -> None:
    otto = story.town.staff("otto", "programs")
    client = Client()
    client.force_login(otto)
    clara = story.town.staff("clara", "circulation")

    assert "Choose who runs it from now on." in story.press("hand_over", to=clara.username)
    assert story.status == 400
    assert 'href="#to"' in story.page.content.decode()
    story.press("hand_over", client=client, to=otto.username)
    assert story.status == 403  # nobody takes it
    assert "otto@mansfield's to run now" in story.press("hand_over", to=otto.username)

    story.press("open", client=client)
    assert story.status == 200
    story.press("open")
    assert story.status == 403


def test_readers_sign_up_in_spanish(story: Programs) -> None:
    page = words(story.reader.get(story.public, headers={"accept-language": "es"}).content)

    assert "Quedan 2 plazas libres de 2." in page
    assert "martes 24 de noviembre de 2026, 10:00" in page
    assert "Nombre de pila" in page
