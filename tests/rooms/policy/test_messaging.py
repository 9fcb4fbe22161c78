"""May the library write about loans by e-mail, as its text says, or where it says nothing?"""

import pytest

from reticent import policy
from reticent.policy.chapters.promising import Messages
from reticent.policy.messaging import Writing


def text(policy_id: str, rule: Messages | None) -> policy.Policy:
    return policy.named(policy_id).model_copy(update={"messages": {"account": rule} if rule else {}})


@pytest.mark.parametrize(
    ("default", "channels", "allowed"),
    [
        ("on", ("email",), True),
        ("on", ("email", "mail"), True),
        ("on", ("mail",), False),
        ("off", ("email",), False),
        ("never", ("email",), False),
    ],
)
def test_by_e_mail_only_where_the_text_has_it_so(
    default: str, channels: tuple[str, ...], allowed: bool
) -> None:
    rule = Messages(default=default, channels=channels)

    assert policy.writing(text("weston-2017", rule), "account", channel="email").allowed is allowed


def test_a_silent_text_lets_account_mail_go_by_e_mail_and_nothing_else() -> None:
    silent = text("mansfield-2019", None)

    assert policy.writing(silent, "account", channel="email") == Writing(True)
    assert not policy.writing(silent, "account", channel="mail").allowed
    assert not policy.writing(silent, "news", channel="email").allowed


@pytest.mark.clause("WE-09", "WE-10", "WE-11")
def test_weston_is_cited_for_it_with_what_it_warns_of() -> None:
    found = policy.writing(policy.named("weston-2017"), "account", channel="email")

    assert found.clauses == ("WE-09", "WE-10", "WE-11")
    assert "read on its way" in found.says
