"""What the pages promise before any browser draws them: who gets in, what is cached, what an error says."""

import re

import pytest
from django.test import Client
from django.urls import path

from reticent import policy
from reticent.doors.web import urls as product
from reticent.doors.web.guards import at_library
from reticent.errors import Broken, Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy.gates import binds
from tests.browser.pages_of import set_up

pytestmark = pytest.mark.django_db(databases=["default", "ledger"], transaction=True)


@at_library
def _refuses(request, library):
    raise Refused("Not without a duty.")


def _cannot_read(request):
    raise Malformed("The form is not whole.", problems=["due: not a date", "card: missing"])


def _is_broken(request):
    raise Broken("The key folder is not there.")


def _faults(request):
    raise ValueError("21540000044127 Alice")


urlpatterns = [
    path("x/refused/<slug:library>", _refuses),
    path("x/malformed", _cannot_read),
    path("x/broken", _is_broken),
    path("x/fault", _faults),
    *product.urlpatterns,
]
handler403, handler404, handler500 = product.handler403, product.handler404, product.handler500


@pytest.fixture
def mansfield() -> Library:
    return set_up("mansfield-2019")


@pytest.fixture
def clara(mansfield: Library) -> StaffAccount:
    return StaffAccount.objects.hire(
        username="clara", password="a long word", library=mansfield, title="clerk", duties=["circulation"]
    )


def test_every_clause_and_every_section_that_binds_stands_on_the_public_page(
    client: Client, mansfield: Library
) -> None:
    page = client.get("/mansfield/").content.decode()

    law = mansfield.policy.statute
    for clause in mansfield.policy.clauses:
        assert f'id="{clause}"' in page
    for section in law.clauses:
        assert (f'id="{section}"' in page) == binds(law, section, mansfield.policy.flags)


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_shipped_policy_has_a_public_page(client: Client, policy_id: str) -> None:
    text = policy.shipped(policy_id)
    set_up(policy_id)

    page = client.get(f"/{text.library}/").content.decode()

    assert text.sha256 in page
    assert all(f'<dt id="{clause}">' in page for clause in text.clauses)
    assert client.get(f"/{text.library}/permission").status_code == 200


def test_a_library_that_is_not_here_is_a_page_not_found_that_repeats_nothing(
    client: Client, mansfield: Library
) -> None:
    response = client.get("/alice-smith/")

    assert response.status_code == 404
    assert "alice" not in response.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/x/refused/mansfield", 403, "Not without a duty."),
        ("/x/malformed", 400, "card: missing"),
        ("/x/broken", 503, "The key folder is not there."),
        ("/x/fault", 500, "It is our fault"),
    ],
)
def test_an_error_says_what_happened_and_holds_no_data(
    mansfield: Library, address: str, status: int, said: str
) -> None:
    response = Client(raise_request_exception=False).get(address)
    page = response.content.decode()

    assert response.status_code == status
    assert said in page
    assert "Traceback" not in page
    assert "Alice" not in page
    assert response.headers["Cache-Control"] == "no-store"


def test_pages_that_may_be_about_a_person_are_never_kept_by_a_browser(
    client: Client, mansfield: Library
) -> None:
    assert client.get("/mansfield/staff").headers["Cache-Control"] == "no-store"
    assert client.get("/mansfield/nothing").headers["Cache-Control"] == "no-store"


def test_the_security_headers_are_strict(client: Client, mansfield: Library) -> None:
    headers = client.get("/mansfield/").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_form_from_elsewhere_is_refused_in_plain_words(mansfield: Library) -> None:
    response = Client(enforce_csrf_checks=True).post("/mansfield/staff", {"who": "clara", "secret": "x"})

    assert response.status_code == 403
    assert "gone stale" in response.content.decode()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, clara: StaffAccount
) -> None:
    answers = [
        client.post("/mansfield/staff", {"who": who, "secret": "wrong"})
        .content.decode()
        .split("<main")[1]
        .split("csrf")[0]
        for who in ("clara", "nobody")
    ]

    assert answers[0] == answers[1]
    assert "do not open the desk" in answers[0]


def test_what_a_page_is_given_is_escaped_wherever_it_stands(mansfield: Library, client: Client) -> None:
    mansfield.name = "<script>alert(1)</script>"
    mansfield.save()

    for address in ("/", "/mansfield/", "/mansfield/staff", "/mansfield/permission"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_patrons_card_number_and_pin_are_remembered_by_no_browser(
    client: Client, mansfield: Library
) -> None:
    page = client.get("/mansfield/sign-in").content.decode().split("<main")[1]

    fields = re.findall(r'<input id="(?:who|secret)"[^>]*>', page)
    assert len(fields) == 2
    assert all('autocomplete="off"' in field for field in fields)
    assert 'action="/mansfield/sign-in" autocomplete="off"' in page
