"""From the command line: how many notices would go is said, to whom never; and what came back is read as it comes."""

from tests.flows.conftest import Installation

RETURNED = """Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; ada@example.org
Action: failed

--b--
"""


def test_how_many_would_go_is_said_and_where_no_server_is_named_none_does(copy: Installation) -> None:
    planned = copy.ok("notices", "send", "--library", "mansfield", "--dry-run", "--json").json
    sent = copy.ok("notices", "send", "--library", "mansfield")

    [row] = planned["would_send"]
    assert row["notices"] <= sum(row["about"].values())
    assert "no notice goes out (RETICENT_EMAIL_HOST)" in sent.said
    assert "@" not in copy.ok("notices", "send", "--dry-run").said + sent.said
    assert "none went out yet" in copy.ok("notices", "status", "--library", "mansfield").said


def test_a_letter_that_came_back_is_read_from_a_file_and_its_address_is_not_shown(copy: Installation) -> None:
    (copy.folder / "back.eml").write_text(RETURNED)

    said = copy.ok("notices", "returned", "back.eml", "--library", "mansfield").said

    assert said.strip() == "1 address noted."


def test_texts_for_an_evergreen_are_laid_into_a_folder_and_replace_none(copy: Installation) -> None:
    copy.ok("notices", "templates", "--library", "mansfield", "--into", "pasted")
    laid = {path.name: path.read_text() for path in (copy.folder / "pasted").iterdir()}

    again = copy.run("notices", "templates", "--library", "mansfield", "--into", "pasted")

    assert "slip-checkout.tt" in laid
    assert "Mansfield" in laid["mail-hold-ready.tt"]
    assert "nothing was written" in again.said
    assert {path.name: path.read_text() for path in (copy.folder / "pasted").iterdir()} == laid
    told = copy.ok("notices", "templates", "--library", "mansfield", "--json").json["templates"]
    assert {each["text"] for each in told} == set(laid.values())
