"""The director's pages of clients, and the page on which a patron makes a key to her own record."""

import re

import pytest
from django.test import Client as Browser

from reticent.access import own_token
from reticent.people import clients, vendors
from tests.browser.test_plain_vendors import Desk
from tests.conftest import Town
from tests.machines.conftest import CARD, PIN, Machine, begin_vendor, this_day


def test_a_client_is_made_shown_once_renewed_and_revoked(mansfield: Town, alice: str) -> None:
    desk, vendor = Desk(mansfield), begin_vendor(mansfield)
    vendors.activate(mansfield.library, vendor, today=this_day(), role="director")
    assert "No program of others may ask anything here." in desk.go("today/clients")
    desk.go("today/clients/new")
    until = f"{this_day().replace(day=1).replace(year=this_day().year + 1)}"

    said = desk.press("make", name="Films, sign-in", scopes=["entitlement"], vendor=vendor, expires_on=until)
    secret = re.findall(r"reticent_[0-9a-f]{16}_[0-9a-f]{64}", desk.page)[0]
    assert "shown this once" in said
    films = Machine(mansfield, secret)
    assert films.entitled().json() == {"entitled": True}

    (row,) = clients.of(mansfield.library)
    listed = desk.go("today/clients")
    assert "once" in listed
    assert secret not in desk.page
    said = desk.go(f"today/clients/{row.handle}")
    assert "answered yes or no, and nothing else" in said
    assert secret.rpartition("_")[2] not in desk.page

    assert "shown this once" in desk.press("rotate", expires_on=until)
    assert films.entitled().status_code == 401
    desk.go(f"today/clients/{row.handle}")
    said = desk.press("revoke")
    assert "Revoked" in said
    assert "Revoke it for good" not in said
    assert clients.found(mansfield.library, row.handle).revoked_on == this_day()


def test_what_is_wrong_with_a_new_client_stands_beside_its_field(mansfield: Town) -> None:
    desk = Desk(mansfield)
    desk.go("today/clients/new")

    said = desk.press("make", name="Films", scopes=["entitlement"], vendor="", expires_on="soon")
    assert desk.status == 400
    assert "Give the day as year, month, day" in said

    said = desk.press("make", name="Films", scopes=["entitlement"], vendor="", expires_on="2099-01-01")
    assert 'id="vendor-error"' in desk.page
    assert 'id="expires_on-error"' in desk.page
    assert 'value="Films"' in desk.page
    assert clients.of(mansfield.library) == ()


@pytest.mark.parametrize("typed", ["", "soon", "2099-01-01"])
def test_what_is_wrong_with_the_day_of_a_new_secret_stands_beside_it(films: Machine, typed: str) -> None:
    desk = Desk(films.town)
    desk.go(f"today/clients/{films.handle}")

    desk.press("rotate", expires_on=typed)

    assert desk.status == 400
    (field,) = re.findall(r'href="#([^"]+)">[^<]*(?:day|longest)', desk.page)
    assert f'id="{field}"' in desk.page
    assert f'id="{field}-error"' in desk.page
    assert clients.found(films.town.library, films.handle).state(today=this_day()) == clients.WORKS


def test_a_secret_that_ends_soon_stands_on_today(films: Machine) -> None:
    desk = Desk(films.town)
    assert "Films, sign-in: its secret" not in desk.go("today")

    clients.Client.objects.update(expires_on=this_day())

    assert "Films, sign-in: its secret is good until" in desk.go("today")


def test_nobody_but_the_director_makes_clients(mansfield: Town) -> None:
    browser = Browser()
    browser.force_login(mansfield.staff("clara3", "circulation"))

    assert browser.get("/mansfield/today/clients").status_code == 403
    assert browser.post("/mansfield/today/clients/new", {"do": "make"}).status_code == 403
    assert Desk(mansfield).client.get("/mansfield/today/clients/nobody").status_code == 404


def test_a_patron_makes_a_key_that_opens_her_own_record(mansfield: Town, alice: str) -> None:
    hers = Browser()
    assert hers.post("/mansfield/my-record/key").status_code == 302  # nobody has signed in
    hers.post("/mansfield/sign-in", {"who": CARD, "secret": PIN})
    assert "my-record/key" in hers.get("/mansfield/my-record").content.decode()

    page = hers.post("/mansfield/my-record/key", headers={"accept-language": "es"}).content.decode()

    assert "Vale durante 10 minutos" in page
    token = re.findall(r'class="secret">([^<]+)<', page)[0]
    assert own_token.person_of(mansfield.library, token) == alice
    answer = Browser().get("/mansfield/api/v1/own/record", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["registration"]["card"] == CARD


def test_her_page_says_that_a_service_asked(films: Machine, alice: str) -> None:
    films.entitled()
    hers = Browser()
    hers.post("/mansfield/sign-in", {"who": CARD, "secret": PIN})

    said = hers.get("/mansfield/my-record").content.decode()
    spanish = hers.get("/mansfield/my-record", headers={"accept-language": "es"}).content.decode()

    assert "it learned whether you may use it, yes or no, and nothing else" in said
    assert "asked by a service that the library subscribes to" in said
    assert "supo si usted puede usarlo" in spanish
    assert "Millrace" not in said.split('id="looked"')[1].split("</section>")[0]
