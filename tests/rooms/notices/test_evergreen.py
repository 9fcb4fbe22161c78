"""Do the texts for an Evergreen's own mails and slips say what the policy allows, and no more?"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reticent import notices
from reticent.notices import Template
from reticent.people import libraries
from tests.conftest import Town
from tests.rooms.policy.altered import loaded, text_of

# All that a template takes out of Evergreen: no name, no title, no phone; the address above the mail alone.
TAKEN = {
    *("params.recipient_email", "user.email", "params.sender_email", "default_sender"),
    *("target.0.usr", "target.size", "target.0.due_date", "staff_org_timezone"),
    *("template_data.checkin", "template_data.checkin.hold", "template_data.checkin.patron"),
    *("user.alias", "patron.alias", "hold.id", "checkin.destOrg", "checkin.copy.barcode"),
    *("org.shortname", "org.name", "date.now"),
    *("template_data.checkouts", "template_data.renewals", "template_data.checkins"),
    *("checkouts.size", "renewals.size", "checkins.size", "checkout.circ.due_date", "renewal.circ.due_date"),
}
SLIPS = ["hold_shelf_slip", "hold_transit_slip", "checkout", "renew", "checkin"]
_DIRECTIVE = re.compile(r"\[%-?\s*(.*?)\s*-?%\]", re.DOTALL)
_OPENS, _ENDS = re.compile(r"^(IF|FOR)\b"), re.compile(r"^END$")
_WORDS = {
    *("USE", "date", "SET", "IF", "ELSE", "END", "FOR", "IN", "user", "hold", "patron", "checkin", "org"),
    *("checkouts", "checkout", "renewals", "renewal", "checkins", "target", "helpers.format_date"),
    *("date.format",),
}


def taken(template: Template) -> set[str]:
    """What a template takes out of Evergreen; and that what it opens, it ends."""
    inside = _DIRECTIVE.findall(template.text)
    assert sum(bool(_OPENS.match(each)) for each in inside) == sum(bool(_ENDS.match(each)) for each in inside)
    bare = " ".join(re.sub(r"'[^']*'", " ", each) for each in inside)
    return {word for word in re.findall(r"[A-Za-z_][\w.]*", bare) if word not in _WORDS}


@pytest.fixture
def under(mansfield: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The texts under Mansfield's policy with this added."""

    def given(added: str) -> dict[str, Template]:
        policy = loaded(tmp_path, f"{text_of('mansfield-2019')}\n{added}\n")
        monkeypatch.setattr(libraries.Library, "policy", property(lambda self: policy))
        return {each.name: each for each in notices.templates(mansfield.library).all}

    return given


@pytest.mark.parametrize("policy_id", ["mansfield-2019", "wolcott-2016", "weston-2017", "new-canaan-2018"])
def test_no_text_takes_a_name_a_title_or_a_phone_number_out_of_evergreen(town: Any, policy_id: str) -> None:
    given = notices.templates(town("here", policy_id=policy_id).library)

    assert [each.name for each in given.all if each.sort == "slip"] == SLIPS
    assert [each.name for each in given.all if each.sort == "mail"] == [
        *("Due soon", "Overdue 1", "Overdue 14", "Hold ready"),
    ]
    assert {word for each in given.all for word in taken(each)} <= TAKEN
    # Its own record of what it mailed, with the address, ends.
    assert all(dict(each.set)["retention_interval"] == "14 days" for each in given.all if each.sort == "mail")


@pytest.mark.clause("WE-09")
def test_westons_mails_say_that_e_mail_can_be_read_and_the_others_do_not(town: Any) -> None:
    said = {}
    for slug, policy_id in (("weston", "weston-2017"), ("wolcott", "wolcott-2016")):
        given = notices.templates(town(slug, policy_id=policy_id).library)
        said[slug] = [each.text for each in given.all if each.sort == "mail"]

    assert all("E-mail can be read on its way" in text for text in said["weston"])
    assert not any("E-mail can be read on its way" in text for text in said["wolcott"])


def test_titles_stand_where_a_policy_has_them_and_never_on_the_slip_of_a_hold(
    under: Callable[..., dict[str, Template]],
) -> None:
    without, with_titles = under(""), under("[display]\nnotice_titles = true\nreceipt_titles = true")

    titled = {name for name, each in with_titles.items() if "title" in each.text}
    assert titled == {"Due soon", "Overdue 1", "Overdue 14", "checkout", "renew", "checkin"}
    assert not [name for name, each in without.items() if "title" in each.text]


@pytest.mark.parametrize(
    ("way", "named"), [("alias", "patron.alias"), ("number", "card.barcode"), ("name", "family_name")]
)
def test_the_slip_of_a_hold_names_whom_it_is_for_as_the_policy_has_it(
    under: Callable[..., dict[str, Template]], way: str, named: str
) -> None:
    slip = under(f'[display]\nhold_slip = "{way}"')["hold_shelf_slip"]

    assert named in slip.text
    assert [each for each in ("patron.alias", "card.barcode", "family_name") if each in slip.text] == [named]


def test_where_a_policy_has_no_such_mail_sent_only_slips_are_given(
    mansfield: Town, under: Callable[..., dict[str, Template]]
) -> None:
    given = under('[messages.account]\ndefault = "never"\nchannels = ["email"]')

    assert list(given) == SLIPS
    assert "no such notices sent by e-mail" in notices.templates(mansfield.library).why_no_mails


def test_a_librarys_name_is_words_to_evergreen_and_to_a_browser(mansfield: Town) -> None:
    mansfield.library.name = "A & B [% user.family_name %] <Library>"

    given = notices.templates(mansfield.library).all

    assert {word for each in given for word in taken(each)} <= TAKEN
    assert all("A &amp; B" in each.text for each in given if each.name in ("hold_shelf_slip", "checkout"))
