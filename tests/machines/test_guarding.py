"""Who may knock, how often and with how much; and what is said to whoever may not."""

import json
import time
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from reticent.access import own_token
from reticent.doors import floods
from reticent.doors.api import guarding, operations
from reticent.doors.web import guards
from reticent.people import clients
from reticent.people.clients import WIPED, NoClient, NotAClient
from tests.conftest import Town
from tests.machines.conftest import CARD, PIN, Machine, begin_vendor, machine, this_day


def test_the_secret_is_shown_once_and_stands_nowhere(films: Machine) -> None:
    row = clients.found(films.town.library, films.handle)

    assert films.secret.startswith(f"reticent_{films.handle}_")
    assert films.secret.rpartition("_")[2] not in str(vars(row))
    assert "secret" not in repr(clients.Made(row, films.secret))


@pytest.mark.parametrize(
    "secret", ["", "x", "reticent_0123456789abcdef_" + "a" * 64, "reticent__", "\udce9" * 9]
)
def test_a_secret_of_nobody_opens_nothing(films: Machine, secret: str) -> None:
    films.secret = secret.encode("utf-8", "surrogateescape").decode("latin-1")

    no = films.entitled()

    assert no.status_code == 401
    assert no.headers["WWW-Authenticate"] == "Bearer"
    assert no.headers["Content-Type"] == "application/problem+json"


def test_revoked_renewed_and_over_secrets_open_nothing_and_say_so(films: Machine, alice: str) -> None:
    library, today = films.town.library, this_day()
    new = clients.rotate(
        library, films.handle, expires_on=today + timedelta(days=30), today=today, role="director"
    )
    assert films.entitled().json()["code"] == "secret-not-known"

    films.secret = new.secret
    assert films.entitled().json() == {"entitled": True}
    clients.Client.objects.filter(handle=films.handle).update(expires_on=today - timedelta(days=2))
    assert "good until" in films.entitled().json()["detail"]
    clients.revoke(library, films.handle, today=today, role="director")
    assert "revoked" in films.entitled().json()["detail"]
    with pytest.raises(NoClient):
        clients.rotate(library, films.handle, expires_on=today + timedelta(days=3), today=today, role="x-y")


def test_a_secret_of_one_library_opens_nothing_at_another(films: Machine, town) -> None:  # type: ignore[no-untyped-def]
    town("weston", policy_id="weston-2017")

    no = films.browser.post(
        "/weston/api/v1/entitlement", "{}", content_type="application/json",
        headers={"authorization": f"Bearer {films.secret}"},
    )  # fmt: skip

    assert no.status_code == 401


def test_no_cookie_of_anybody_opens_this_door(films: Machine, alice: str, mansfield: Town) -> None:
    films.secret = ""
    director = mansfield.staff("director", "director", title="director")
    films.browser.force_login(director)
    signed_in = guards.sign_patron_in(HttpResponse(), "mansfield", alice)
    films.browser.cookies[guards.PATRON_COOKIE] = signed_in.cookies[guards.PATRON_COOKIE].value

    assert films.entitled().status_code == 401
    assert films.browser.get("/mansfield/api/v1/own/record").status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (" ", "application/json", 400, "unreadable"),
        ("[]", "application/json", 400, "unreadable"),
        ("{", "application/json", 400, "unreadable"),
        ('{"card": NaN}', "application/json", 400, "unreadable"),
        (b"\xff\xfe", "application/json", 400, "unreadable"),
        ("[" * 100_000, "application/json", 400, "unreadable"),
        ('{"card": "1", "card": "2", "pin": "3"}', "application/json", 400, "unreadable"),
        ('{"card": "\\ud800", "pin": "1"}', "application/json", 422, "to-be-mended"),
        ('{"card": "\\u0000", "pin": "1"}', "application/json", 422, "to-be-mended"),
        ('{"card": "1"}', "application/json", 422, "to-be-mended"),
        ('{"card": 1, "pin": "1"}', "application/json", 422, "to-be-mended"),
        ("card=1&pin=2", "application/x-www-form-urlencoded", 415, "not-json"),
        ('{"card": "1", "pin": "2"}', "text/plain", 415, "not-json"),
        ("x" * 600_000, "application/json", 413, "too-long"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_says_what_to_do(
    films: Machine, body: str | bytes, kind: str, status: int, code: str
) -> None:
    no = films.post("entitlement", body, content_type=kind)

    assert (no.status_code, no.json()["code"], no.json()["status"]) == (status, code, status)
    assert no.headers["Content-Type"] == "application/problem+json"
    assert no.headers["Cache-Control"] == "no-store"


def test_nothing_that_was_sent_is_said_back(films: Machine) -> None:
    no = films.post("entitlement", {"card": "Bartholomew-Quill" * 9, "pin": 1, "Bartholomew-Quill": "x"})

    assert no.status_code == 422
    assert "Bartholomew" not in no.content.decode()
    assert {each["field"] for each in no.json()["errors"]} == {"", "card", "pin"}


def test_an_address_or_a_method_that_is_not_there_is_a_problem_too(films: Machine) -> None:
    assert films.browser.get("/mansfield/api/v1/patrons").json()["code"] == "no-such-address"
    assert films.browser.get("/nowhere/api/v1/entitlement").json()["code"] == "no-such-address"
    no = films.browser.get("/mansfield/api/v1/entitlement")
    assert (no.status_code, no.json()["code"], no.headers["Allow"]) == (405, "not-this-method", "POST")


def test_a_fault_of_ours_tells_nothing(films: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> bool:
        raise RuntimeError(CARD)

    monkeypatch.setattr(operations.entitled, "asked", breaks)

    no = films.entitled()

    assert (no.status_code, no.json()["code"]) == (500, "our-fault")
    assert CARD not in no.content.decode()


def test_a_fault_before_anything_was_read_is_a_problem_too(
    films: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> bool:
        raise RuntimeError(CARD)

    monkeypatch.setattr(guarding.switching, "keep_up", breaks)

    no = films.entitled()

    assert (no.status_code, no.json()["code"]) == (500, "our-fault")
    assert CARD not in no.content.decode()


def test_too_many_noes_too_many_guesses_and_too_much_have_to_wait(
    films: Machine, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "NOES", floods.Bound(most=2, seconds=60))
    monkeypatch.setattr(guarding, "GUESSES", floods.Bound(most=1, seconds=60))

    assert [films.entitled().status_code for _ in range(3)] == [200] * 3  # yes counts against nobody
    assert [films.entitled(pin="0000").status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(guarding, "OF_A_CLIENT", floods.Bound(most=1, seconds=60))
    assert films.post("events/mail-returned", {"messages": ["x"]}).status_code == 200
    late = films.post("events/mail-returned", {"messages": ["x"]})
    assert (late.status_code, late.headers["Retry-After"]) == (429, "60")
    right, films.secret = films.secret, "reticent_nobody"
    assert [films.entitled().status_code for _ in range(2)] == [401, 429]
    monkeypatch.setattr(guarding, "OF_A_CLIENT", floods.Bound(most=9, seconds=60))
    films.secret = right
    assert films.post("events/mail-returned", {"messages": ["x"]}).status_code == 200  # whoever else guesses


def test_a_no_leaves_in_step(films: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(floods, "STEP", 0.25)
    monkeypatch.setattr(floods.time, "sleep", slept.append)

    films.entitled(pin="0000")

    assert len(slept) == 1
    assert 0 <= slept[0] < 0.25


def test_her_own_record_comes_by_her_own_token_and_by_nothing_else(
    films: Machine, alice: str, mansfield: Town
) -> None:
    def own(token: str) -> object:
        return Browser().get("/mansfield/api/v1/own/record", headers={"authorization": f"Bearer {token}"})

    token = own_token.made(mansfield.library, person=alice)
    answer = own(token)

    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert answer.json()["registration"]["name"] == "Alice Bowditch"  # type: ignore[attr-defined]
    assert answer.headers["Cache-Control"] == "no-store"  # type: ignore[attr-defined]
    assert own(films.secret).status_code == 401  # type: ignore[attr-defined]
    assert own(token[:-6] + "AAAAA=").status_code == 401  # type: ignore[attr-defined]
    session = guards.seal({"person": alice}, bound_to="my-record at mansfield", seconds=60)
    assert own(session).status_code == 401  # type: ignore[attr-defined]


def test_her_token_is_over_after_ten_minutes(
    alice: str, mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, now = own_token.made(mansfield.library, person=alice), time.time()

    monkeypatch.setattr(own_token.time, "time", lambda: now + 599)
    assert own_token.person_of(mansfield.library, token) == alice
    monkeypatch.setattr(own_token.time, "time", lambda: now + 601)
    assert own_token.person_of(mansfield.library, token) is None


def test_what_is_wrong_with_a_client_is_said_all_at_once(mansfield: Town) -> None:
    today = this_day()
    with pytest.raises(NotAClient) as no:
        clients.make(
            mansfield.library, name=" ", scopes=("everything",), vendor="nobody", expires_on=today, today=today,
            role="director",
        )  # fmt: skip
    assert set(no.value.wrong) == {"name", "scopes", "vendor", "expires_on"}

    with pytest.raises(NotAClient) as no:
        machine(mansfield, days=400)
    assert set(no.value.wrong) == {"vendor", "expires_on"}

    machine(mansfield, WIPED)
    with pytest.raises(NotAClient, match="of this name"):
        machine(mansfield, WIPED, vendor=begin_vendor(mansfield))


def test_the_description_is_open_about_nobody_and_whole(mansfield: Town) -> None:
    answer = Browser().get("/mansfield/api/v1/openapi.json")

    said = json.loads(answer.content)
    assert (said["openapi"], said["servers"]) == ("3.1.0", [{"url": "/mansfield/api/v1"}])
    assert sorted(said["paths"]) == [
        "/entitlement", "/events/computers-wiped", "/events/incident", "/events/mail-returned", "/own/record",
    ]  # fmt: skip
    assert PIN not in answer.content.decode()
    for methods in said["paths"].values():
        for operation in methods.values():
            assert operation["security"]
            assert all(
                list(each["content"]) == ["application/problem+json"]
                for code, each in operation["responses"].items()
                if code != "200"
            )
