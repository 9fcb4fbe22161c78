"""Does a patron close her own account, told first what ends and what stays, and never while something is out?"""

from typing import Any

import pytest

from reticent.access import doorway
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people.patrons import NobodyFound
from tests.browser.test_plain_contesting import WREN, Patron, at
from tests.conftest import NOW, TODAY, Town

ADDRESS = "my-record/close"


def wren_at(place: Town) -> Patron:
    patron = Patron(place)
    patron.look(ADDRESS)
    return patron


def test_while_something_is_out_she_is_told_what_comes_first_and_finds_no_button(town: Any) -> None:
    wren = wren_at(at(town))

    assert "Bring back what is out, and pay what is owed." in wren.said
    assert "1 item" in wren.said
    assert "it is returned" not in wren.said
    assert wren.forms == []


def test_she_reads_what_ends_and_what_stays_says_that_it_is_for_good_and_is_gone(town: Any) -> None:
    place = at(town)
    person = next(iter(doorway.by_card(place.drawer, WREN)))
    place.take_back(place.item("30001"))
    wren = wren_at(place)
    assert "What ends at once" in wren.said
    assert "Your registration" in wren.said

    wren.send()
    assert wren.status == 400
    assert "Say that it is for good, or leave it as it is." in wren.said
    wren.send(sure="yes")

    assert "Closed. Your card is good for nothing now." in wren.said
    with pytest.raises(NobodyFound):
        doorway.own_record(place.library, person=person, now=NOW)
    assert not any(
        inside.kind is kinds.named("registration") and inside.subject == person
        for _, inside in place.drawer.everything()
    )
    newest = next(iter(log.entries("mansfield"))).entry
    assert (newest.action, newest.role) == ("correction", "own_record")
    assert wren.look("my-record").url.endswith("sign-in")


def test_something_lent_meanwhile_keeps_it_open(town: Any) -> None:
    place = at(town)
    place.take_back(place.item("30001"))
    wren = wren_at(place)
    place.lend(next(iter(doorway.by_card(place.drawer, WREN))), place.item("30002"))

    wren.send(sure="yes")

    assert wren.status == 400
    assert "Not closed: something is still out or owed." in wren.said


def test_a_minor_is_sent_to_the_desk(town: Any) -> None:
    place = at(town, "wolcott", "wolcott-2016", adult_on=TODAY.replace(year=TODAY.year + 3))

    wren = wren_at(place)

    assert wren.status == 403
    assert "not of age yet" in wren.said


def test_a_page_that_somebody_else_left_open_closes_nobodys_account(town: Any) -> None:
    place = at(town)
    place.take_back(place.item("30001"))
    token = wren_at(place).form().values["token"]
    bob = Patron(place, "29030002")

    bob.post("/mansfield/my-record/close", {"token": token, "sure": "yes"})

    assert bob.status == 400
    assert "nothing was changed yet" in bob.said
    assert "What this library holds" in bob.look("my-record").said
