"""From the command line: whom to call is written down, printed on the card, and who acts for the custodian ends."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from tests.flows.conftest import Installation

# A delegation begins and ends on days of the library's own place.
TODAY = datetime.now(ZoneInfo("America/New_York")).date()
HERE = ("--library", "mansfield")


def listed(there: Installation) -> list[str]:
    said = there.ok("contacts", "list", *HERE, "--json").json
    return [each["office"] for each in said["contacts"]]


def test_a_number_is_written_down_once_and_stands_on_the_card_that_is_printed(copy: Installation) -> None:
    copy.ok(
        "contacts", "set", "town attorney", *HERE, "--at-work", "860 555 0120", "--off-hours", "860 555 0121"
    )
    copy.ok("contacts", "set", "Head of Circulation", *HERE, "--place", "2", "--off-hours", "860 555 0133")
    done = copy.ok(
        "contacts", "set", "Town Attorney", *HERE, "--note", "ask for counsel on duty", "--json"
    ).json

    assert (done["office"], done["place"], done["at_work"]) == ("Town Attorney", 5, "860 555 0120")
    assert listed(copy)[:2] == ["Library Director", "Head of Circulation"]
    card = copy.folder / "card.pdf"
    copy.ok("policy", "card", "mansfield/mansfield-2019", "--output", card)
    on_paper = "".join(PdfReader(BytesIO(card.read_bytes())).pages[1].extract_text().split())
    assert "8605550120" in on_paper
    assert "8605550121" not in on_paper
    assert "8605550133" not in on_paper
    said = copy.ok("contacts", "list", *HERE).said
    assert "860 555 0120 *" in said
    assert "860 555 0121 *" not in said
    assert "ask for counsel on duty" in said


def test_what_is_written_wrongly_is_said_and_what_is_removed_is_off(copy: Installation) -> None:
    wrong = copy.run("contacts", "set", "Deputy", *HERE, "--at-work", "call her")
    assert wrong.code == 2
    assert "such as 860 555 0100" in wrong.said

    assert copy.ok("contacts", "remove", "Deputy", *HERE, "--json").json["removed"]
    assert "it stays in the list" in copy.ok("contacts", "remove", "Town Manager", *HERE).said

    assert listed(copy) == ["Library Director", "Town Manager", "Town Attorney"]
    gone = copy.run("contacts", "remove", "Deputy", *HERE)
    assert gone.code == 1
    assert "It has: Library Director" in gone.said


def test_a_policy_that_names_one_custodian_alone_lets_nobody_be_appointed(copy: Installation) -> None:
    copy.ok("staff", "add", "clara", *HERE, "--password", "reading-room-lamp")

    no = copy.run("delegations", "give", "clara", *HERE, "--until", TODAY)

    assert no.code == 1
    assert "M19-21" in no.said
    assert "M19-21" in copy.ok("delegations", "list", *HERE).said


def test_somebody_acts_until_the_delegation_is_ended_or_the_account_removed(copy: Installation) -> None:
    copy.ok(
        "init", "wolcott", "--name", "Wolcott Public Library", "--town", "Wolcott", "--policy", "wolcott-2016"
    )
    for name in ("dora", "emil"):
        copy.ok("staff", "add", name, "--library", "wolcott", "--password", "reading-room-lamp")
    until = ("--library", "wolcott", "--until", TODAY + timedelta(days=30))
    letter = ("--paper", "letter of appointment", "--paper-on", TODAY)

    given = copy.ok("delegations", "give", "dora", *until, *letter, "--json").json
    copy.ok("delegations", "give", "emil", *until)
    twice = copy.run("delegations", "give", "dora", *until)

    assert (given["standing"], given["paper"], given["given_by"]) == (
        "holds",
        "letter of appointment",
        "administrator",
    )
    assert (twice.code, "already" in twice.said) == (1, True)
    copy.ok("delegations", "end", "dora", "--library", "wolcott")
    assert copy.run("delegations", "end", "dora", "--library", "wolcott").code == 1
    assert (
        "Its delegation is ended" in copy.ok("staff", "remove", "emil", "--library", "wolcott", "--yes").said
    )
    there = copy.ok("delegations", "list", "--library", "wolcott", "--json").json["delegations"]
    assert {row["username"]: row["standing"] for row in there} == {"dora": "ended", "emil": "ended"}
