"""Is a file taken in whole, with its bad rows named and nobody shown, also when it is cut short?"""

import signal
import socket
import time
from contextlib import closing

from tests.flows.conftest import MANSFIELD, Installation, card, loan, person

# -- files to take in


def test_a_bad_header_is_described_all_at_once(seen: Installation) -> None:
    path = seen.folder / "bad-header.csv"
    path.write_text("patron_barcode,item_barcode,lent_on,du_on,returned_on\nAlice Quackenbush A,x,x,x,x\n")

    ran = seen.run("import", "loans", path, *MANSFIELD)

    assert ran.code == 2
    assert "bad-header.csv:1: column 4: “du_on” is not known; did you mean “due_on”?" in ran.said
    assert "bad-header.csv:1: “branch” is missing" in ran.said


def test_a_file_that_is_not_utf8_is_named_with_its_line(seen: Installation) -> None:
    path = seen.folder / "latin.csv"
    path.write_bytes(b"barcode,title,author,item_class,audience\n39999000000011,Jane \xc9yre,C.,book,adult\n")

    ran = seen.run("import", "items", path, *MANSFIELD)

    assert ran.code == 2
    assert "latin.csv:2: not UTF-8" in ran.said
    assert "CSV UTF-8" in ran.said


def test_a_bad_row_is_named_by_its_line_without_its_value_and_the_rest_goes_in(copy: Installation) -> None:
    rows = [person(20), person(21, expires="2027-02-31"), person(22, barcode="a"), person(23)]
    path = copy.file("registrations", rows, "more.csv")

    ran = copy.run("import", "registrations", path, *MANSFIELD)

    assert ran.code == 1
    assert "more.csv:3: expires: no such day in the calendar" in ran.said
    assert "more.csv:4: barcode: not a barcode" in ran.said
    assert "2 taken in" in ran.said
    assert "2027-02-31" not in ran.said
    assert "run the same command again" in ran.said
    assert copy.held()["registration"] == 10


def test_loans_of_unknown_items_and_cards_are_named_by_their_lines_and_the_rest_goes_in(
    copy: Installation,
) -> None:
    copy.secrets |= {card(777)}
    path = copy.file("loans", [loan(5, 11), loan(777, 6), loan(6, 888), loan(7, 0)], "more.csv")

    ran = copy.run("import", "loans", path, *MANSFIELD, "--json")

    assert ran.code == 1
    assert ran.json["taken"] == 1
    assert ran.json["format"] == 1
    assert [line.split(": ", 1)[0] for line in ran.json["bad"]] == ["more.csv:3", "more.csv:4", "more.csv:5"]
    assert "no such card (import registrations first)" in ran.said
    assert "no such item (import items first)" in ran.said
    assert "the item is out already, on another loan" in ran.said


def test_of_many_bad_rows_fifty_are_shown_and_all_are_in_the_json(copy: Installation) -> None:
    path = copy.file("items", [["?", "", "", "book", "adult"] for _ in range(70)], "many.csv")

    shown = copy.run("import", "items", path, *MANSFIELD)
    listed = copy.run("import", "items", path, *MANSFIELD, "--json")

    assert shown.code == listed.code == 1
    assert "and 20 more" in shown.said
    assert len(listed.json["bad"]) == 70


# -- at the same moment, and cut short


def test_an_import_that_is_interrupted_says_so_and_run_again_is_whole(installation: Installation) -> None:
    rows = [person(n) for n in range(1000, 1700)]
    path = installation.file("registrations", rows, "many.csv")
    before = installation.query("SELECT count(*) FROM reticent_slip")[0][0]
    running = installation.start("import", "registrations", path, *MANSFIELD)
    deadline = time.monotonic() + 30
    while (
        installation.query("SELECT count(*) FROM reticent_slip")[0][0] < before + 200
        and running.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.005)

    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)

    assert running.returncode == 130
    assert err.strip() == "Stopped. Run it again when you like: nothing is half-done."
    assert out == ""
    again = installation.ok("import", "registrations", path, *MANSFIELD, "--json").json
    assert again["unchanged"] >= 30
    assert again["taken"] + again["unchanged"] == len(rows)
    assert installation.held() == {"registration": 708, "finder": 3540, "loan": 5}


def test_while_one_purge_runs_another_says_so_and_changes_nothing(copy: Installation) -> None:
    copy.ok("purge")
    before = copy.contents()
    import fcntl

    with open(copy.home / "mansfield.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ran = copy.run("purge")

    assert ran.code == 1
    assert "Mansfield Public Library: A purge or an import of this library is running already." in ran.said
    assert copy.contents() == before


def test_a_port_that_is_taken_is_said_with_another_that_is_free(copy: Installation) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = copy.run("serve", "--port", port)

    assert ran.code == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in ran.said
    suggested = int(ran.said.partition("serve --port ")[2].partition("`")[0])
    assert suggested > port


def test_an_address_that_is_not_here_is_said(copy: Installation) -> None:
    ran = copy.run("serve", "--host", "192.0.2.1")

    assert ran.code == 2
    assert "--host" in ran.said


# -- what finds people, made by an older version


def test_what_an_older_version_made_to_find_people_is_made_anew_before_anything_else(
    copy: Installation,
) -> None:
    people = copy.folder / "registrations.csv"
    copy.query("UPDATE reticent_library SET finders_layout = 0")

    again = copy.ok("import", "registrations", people, *MANSFIELD, "--json").json

    assert (again["unchanged"], again["taken"]) == (8, 0)
    assert copy.query("SELECT finders_layout FROM reticent_library") == [(1,)]
    assert copy.held()["finder"] == 40
