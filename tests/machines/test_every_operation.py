"""Is whatever is sent, right or wrong, answered as the door's own description says? Drawn by schemathesis from it."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks

from reticent.access import own_token
from tests.machines.conftest import Machine
from tools import api_page

# Each answer is of a status, a media type and a form that the description names, and no fault of ours.
ALWAYS = (
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
OPERATIONS = (
    ("POST", "/entitlement"),
    ("POST", "/events/computers-wiped"),
    ("POST", "/events/mail-returned"),
    ("POST", "/events/incident"),
    ("GET", "/own/record"),
)
EXAMPLES = 6


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        *((*operation, GenerationMode.POSITIVE) for operation in OPERATIONS),
        # To what takes no body nothing can be sent that is wrong.
        *((*operation, GenerationMode.NEGATIVE) for operation in OPERATIONS if operation[0] == "POST"),
    ],
)
def test_whatever_is_sent_is_answered_as_described(
    films: Machine, alice: str, method: str, path: str, mode: GenerationMode
) -> None:
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/mansfield/api/v1/openapi.json", app=WSGIHandler())
    token = films.secret if method == "POST" else own_token.made(films.town.library, person=alice)  # type: ignore[arg-type]
    wanted = [*ALWAYS, checks.negative_data_rejection] if mode == GenerationMode.NEGATIVE else list(ALWAYS)
    sent = 0

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=True,
        database=None,
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=wanted)

    check()
    assert sent >= EXAMPLES if method == "POST" else sent


def test_the_reference_page_is_drawn_from_the_door_as_it_is() -> None:
    drawn = api_page.PAGE.read_text("utf-8")

    assert api_page.page(drawn) == drawn, "draw it anew: make policy-pages"
