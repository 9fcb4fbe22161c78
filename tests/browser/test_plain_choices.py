"""Does one page show all that a patron has allowed and asked for, as her record has it, and change it there?"""

from datetime import timedelta
from typing import Any

import pytest

from reticent.access import doorway, families
from reticent.access.families import TypedSent
from reticent.people import silences
from tests.browser.test_plain_contesting import WREN, Patron, at
from tests.browser.visiting import Visitor
from tests.conftest import NOW, TODAY, Town

WARNS = "E-mail can be read on its way, and the law may oblige us to disclose it."
ADDRESS = f"{WREN}@example.org"


def choices(place: Town, **how: Any) -> Patron:
    return Patron(place, **how).look("my-record/choices")


def send_somebody(place: Town) -> None:
    clara = place.staff("clara", "circulation", "registration", "accounts")
    (wren,) = doorway.by_card(place.drawer, WREN)
    sent = TypedSent("Quimby Underhill", "", "collect", "card", "")
    families.designate(place.library, clara, person=wren, typed=sent, now=NOW)


@pytest.mark.clause("M19-19", "S-5")
def test_what_she_allowed_stands_there_and_is_taken_back_there(town: Any) -> None:
    place = at(town)
    send_somebody(place)
    wren = choices(place)
    for said in ("Quimby Underhill", "Given on", "never; there is nothing to switch on or off", ADDRESS):
        assert said in wren.said

    wren.press("No longer send Quimby Underhill")

    assert wren.url.endswith("my-record/choices")
    assert "nobody; you sign for it at the desk" in wren.said
    assert "Quimby Underhill" not in wren.look("my-record").said


@pytest.mark.clause("WE-10", "WE-11")
def test_mail_stopped_there_is_stopped_where_the_links_stop_it_and_comes_again_there(town: Any) -> None:
    place = at(town, "weston", "weston-2017")
    mark = silences.mark_in(place.library, silences.of(place.library, ADDRESS))
    assert mark
    wren = choices(place)

    wren.press("Stop newsletters")

    assert set(silences.stopped(place.library, mark)) == {"news"}
    assert "stopped, since" in wren.said
    wren.press("Stop these notices")
    wren.press("Let newsletters come again")
    assert set(silences.stopped(place.library, mark)) == {"account"}
    assert all(f'href="/weston/#{clause}"' in wren.page for clause in ("WE-09", "WE-10", "WE-11"))


def test_it_is_no_second_truth_what_a_link_in_a_mail_stopped_stands_there(town: Any) -> None:
    place = at(town)
    mark = silences.mark_in(place.library, silences.of(place.library, ADDRESS))
    silences.stop(place.library, mark or "", "news", on=NOW.date())

    assert "Let newsletters come again" in choices(place).said


def test_a_minor_reads_it_and_the_desk_changes_what_she_asked_for(town: Any) -> None:
    place = at(town, adult_on=TODAY + timedelta(days=4000))
    send_somebody(place)

    wren = choices(place)

    assert "Quimby Underhill" in wren.said
    assert "No longer send" not in wren.said
    assert "ask at the desk with your card" in wren.said


@pytest.mark.clause("WE-14", "WE-15")
def test_the_friends_stand_there_only_where_the_policy_knows_a_list(town: Any) -> None:
    assert "you are not on it" in choices(at(town, "weston", "weston-2017")).said
    assert "The Friends of the Library" not in choices(at(town)).said


def test_a_page_that_lay_open_changes_nothing(town: Any) -> None:
    place = at(town)
    wren = choices(place)

    wren.post("/mansfield/my-record/mail", {"token": "gone"})

    assert "nothing was changed" in wren.said


def test_it_is_said_in_spanish(town: Any) -> None:
    spanish = choices(at(town), language="es").said

    assert "Lo que ha permitido y pedido" in spanish
    assert "nunca; no hay nada que activar" in spanish


@pytest.mark.clause("WE-09")
@pytest.mark.parametrize(
    ("slug", "policy_id", "warns"), [("weston", "weston-2017", True), ("mansfield", "mansfield-2019", False)]
)
def test_beside_every_field_for_an_address_stands_what_the_policy_warns_of(
    town: Any, slug: str, policy_id: str, warns: bool
) -> None:
    place = at(town, slug, policy_id)
    wren = Patron(place)
    clara = Visitor(place, "clara", "circulation", "registration", "accounts")

    for page in (wren, wren.look("complaint"), clara.look("desk/register")):
        assert (WARNS in page.said) == warns
    if warns:
        assert WARNS in Visitor(place, "").look("ask").said
    clara.post(f"/{slug}/desk", {"do": "look", "key": "registration", "asked": WREN})
    assert (WARNS in clara.said) == warns
