"""CSV files: what is taken, what is refused, on which line, and that nothing said repeats a cell."""

import csv
import os
import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reticent.connectors import csv_file
from reticent.connectors.csv_file import BadRow, ItemRow, LoanRow, RegistrationRow, Row
from reticent.errors import Malformed

READERS = {
    "registrations.csv": csv_file.registrations,
    "items.csv": csv_file.items,
    "loans.csv": csv_file.loans,
}

ALICE = {
    "barcode": "21540000044127",
    "name": "Alice Marlowe",
    "address": "4 Quince Lane",
    "town": "Mansfield",
    "phone": "860-555-0142",
    "email": "alice@example.org",
    "expires": "2027-05-01",
    "registered": "2024-05-01",
    "birth_date": "",
    "pin": "2741",
    "guardian": "",
}
MIDDLEMARCH = {
    "barcode": "31540000000017",
    "title": "Middlemarch",
    "author": "George Eliot",
    "item_class": "book",
    "audience": "adult",
}
LOAN = {
    "patron_barcode": "21540000044127",
    "item_barcode": "31540000000017",
    "lent_on": "2026-03-02",
    "due_on": "2026-03-23",
    "returned_on": "2026-03-20",
    "branch": "Main",
}
GOOD = {"registrations.csv": ALICE, "items.csv": MIDDLEMARCH, "loans.csv": LOAN}


def written(folder: Path, name: str, *rows: dict[str, str], columns: list[str] | None = None) -> Path:
    """A file with these rows, as any program would write it."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns or list(GOOD[name]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return path


def raw(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def texts(path: Path) -> list[str]:
    """What is said of the bad rows."""
    return [row.text(path) for row in READERS[path.name](path) if isinstance(row, BadRow)]


def header(name: str) -> bytes:
    return ",".join(GOOD[name]).encode() + b"\n"


# --- what is taken


def test_a_registration_is_read_as_values(tmp_path: Path) -> None:
    path = written(
        tmp_path, "registrations.csv", ALICE | {"birth_date": "2011-06-30", "guardian": "21540000044135"}
    )

    (row,) = csv_file.registrations(path)

    assert row == Row(
        2,
        RegistrationRow(
            barcode="21540000044127",
            name="Alice Marlowe",
            address="4 Quince Lane",
            town="Mansfield",
            phone="860-555-0142",
            email="alice@example.org",
            expires=date(2027, 5, 1),
            registered=date(2024, 5, 1),
            birth_date=date(2011, 6, 30),
            pin="2741",
            guardian="21540000044135",
        ),
    )


def test_a_loan_that_was_not_returned_is_still_out(tmp_path: Path) -> None:
    path = written(tmp_path, "loans.csv", LOAN | {"returned_on": ""})

    (row,) = csv_file.loans(path)

    assert isinstance(row, Row)
    assert row.value.returned_on is None


def test_columns_may_come_in_any_order_and_blanks_around_a_cell_do_not_count(tmp_path: Path) -> None:
    path = raw(
        tmp_path,
        "items.csv",
        b" audience ,title,author,item_class,barcode\n adult , Emma ,Jane Austen,book,31540000000025 \n",
    )

    assert list(csv_file.items(path)) == [
        Row(2, ItemRow("31540000000025", "Emma", "Jane Austen", "book", "adult"))
    ]


@pytest.mark.parametrize("column", ["birth_date", "pin", "guardian"])
def test_optional_columns_may_be_absent(tmp_path: Path, column: str) -> None:
    columns = [name for name in ALICE if name != column]
    path = written(tmp_path, "registrations.csv", {name: ALICE[name] for name in columns}, columns=columns)

    (row,) = csv_file.registrations(path)

    assert isinstance(row, Row)
    assert not getattr(row.value, column)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_any_line_end_are_tolerated(
    tmp_path: Path, mark: bytes, line_end: bytes
) -> None:
    lines = [
        header("items.csv").strip(),
        b"31540000000017,Middlemarch,George Eliot,book,adult",
        b"too,few",
        b"",
    ]
    path = raw(tmp_path, "items.csv", mark + line_end.join(lines))

    reading = csv_file.items(path)

    assert [row.line for row in reading] == [2, 3]
    assert reading.total_lines == 3


def test_an_address_on_two_lines_becomes_one_and_the_next_row_keeps_its_line_number(tmp_path: Path) -> None:
    path = written(
        tmp_path, "registrations.csv", ALICE | {"address": "4 Quince Lane\r\n Apt. 2"}, ALICE, ALICE
    )

    rows = list(csv_file.registrations(path))

    assert [row.line for row in rows] == [2, 4, 5]
    assert isinstance(rows[0], Row)
    assert rows[0].value.address == "4 Quince Lane Apt. 2"


def test_blank_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    row = b"31540000000017,Emma,Jane Austen,book,adult\n"
    path = raw(tmp_path, "items.csv", header("items.csv") + b"\n" + row + b"  \n\n" + row)

    assert [line.line for line in csv_file.items(path)] == [3, 6]


def test_a_file_with_a_header_and_no_rows_is_a_file(tmp_path: Path) -> None:
    assert list(csv_file.items(raw(tmp_path, "items.csv", header("items.csv")))) == []


def test_a_file_can_be_read_twice(tmp_path: Path) -> None:
    reading = csv_file.loans(written(tmp_path, "loans.csv", LOAN, LOAN))

    assert list(reading) == list(reading)


# --- what costs one row

ROWS_AT_FAULT = [
    ("registrations.csv", {"barcode": ""}, "barcode: empty"),
    ("registrations.csv", {"barcode": "12345"}, "barcode: not a barcode (write 6 to 20 of A-Z, 0-9 and -)"),
    ("registrations.csv", {"barcode": "1" * 21}, "barcode: not a barcode (write 6 to 20 of A-Z, 0-9 and -)"),
    ("registrations.csv", {"barcode": "abcdef"}, "barcode: not a barcode (write 6 to 20 of A-Z, 0-9 and -)"),
    ("registrations.csv", {"barcode": "١٢٣٤٥٦٧"}, "barcode: not a barcode (write 6 to 20 of A-Z, 0-9 and -)"),
    ("registrations.csv", {"name": " "}, "name: empty"),
    ("registrations.csv", {"town": ""}, "town: empty"),
    ("registrations.csv", {"name": "x" * 201}, "name: longer than 200 characters"),
    ("registrations.csv", {"name": "Al\x07ice"}, "name: holds a control character or a line break"),
    ("registrations.csv", {"name": "Alice\nMarlowe"}, "name: holds a control character or a line break"),
    ("registrations.csv", {"name": "Alice \u202eewolraM"}, "name: holds a control character or a line break"),
    ("registrations.csv", {"email": "alice"}, "email: not an e-mail address (one @, no spaces)"),
    ("registrations.csv", {"email": "a@b@c"}, "email: not an e-mail address (one @, no spaces)"),
    ("registrations.csv", {"expires": "05/01/2027"}, "expires: not a date (write YYYY-MM-DD)"),
    ("registrations.csv", {"expires": "20270501"}, "expires: not a date (write YYYY-MM-DD)"),
    ("registrations.csv", {"expires": "2027-W18-6"}, "expires: not a date (write YYYY-MM-DD)"),
    ("registrations.csv", {"expires": "2027-02-29"}, "expires: no such day in the calendar"),
    ("registrations.csv", {"expires": "9999-12-31"}, "expires: not a year between 1900 and 2199"),
    ("registrations.csv", {"expires": "2024-04-30"}, "expires: before the day of registration"),
    ("registrations.csv", {"birth_date": "2024-05-02"}, "birth_date: after the day of registration"),
    ("registrations.csv", {"pin": "123"}, "pin: not a PIN (write 4 to 12 digits)"),
    ("registrations.csv", {"pin": "12a4"}, "pin: not a PIN (write 4 to 12 digits)"),
    ("registrations.csv", {"guardian": "Bob"}, "guardian: not a barcode (write 6 to 20 of A-Z, 0-9 and -)"),
    ("registrations.csv", {"guardian": ALICE["barcode"]}, "guardian: the same card as the patron's own"),
    ("items.csv", {"title": ""}, "title: empty"),
    (
        "items.csv",
        {"item_class": "scroll"},
        "item_class: not one of book, audiobook, dvd, magazine, music, other",
    ),
    ("items.csv", {"audience": "Adult"}, "audience: not one of adult, ya, child"),
    ("loans.csv", {"lent_on": ""}, "lent_on: empty"),
    ("loans.csv", {"due_on": "soon"}, "due_on: not a date (write YYYY-MM-DD)"),
    ("loans.csv", {"due_on": "2026-03-01"}, "due_on: before the day it was lent"),
    ("loans.csv", {"returned_on": "2026-03-01"}, "returned_on: before the day it was lent"),
    ("loans.csv", {"branch": ""}, "branch: empty"),
    (
        "loans.csv",
        {"due_on": "soon", "branch": ""},
        "due_on: not a date (write YYYY-MM-DD); branch: empty",
    ),
]


@pytest.mark.parametrize(("name", "fault", "said"), ROWS_AT_FAULT)
def test_a_bad_row_is_named_and_the_rest_goes_in(
    tmp_path: Path, name: str, fault: dict[str, str], said: str
) -> None:
    path = written(tmp_path, name, GOOD[name], GOOD[name] | fault, GOOD[name])

    rows = list(READERS[name](path))

    assert [type(row) for row in rows] == [Row, BadRow, Row]
    assert texts(path) == [f"{name}:3: {said}"]


@pytest.mark.parametrize(("name", "fault", "said"), ROWS_AT_FAULT)
def test_what_is_said_of_a_bad_row_repeats_no_cell(
    tmp_path: Path, name: str, fault: dict[str, str], said: str
) -> None:
    path = written(tmp_path, name, GOOD[name] | fault)

    (bad,) = READERS[name](path)

    for value in (GOOD[name] | fault).values():
        if len(value) > 3 and not said.endswith("adult, ya, child"):
            assert value not in repr(bad)
            assert isinstance(bad, BadRow)
            assert value not in bad.text("file.csv")


@pytest.mark.parametrize(
    ("returned_on", "due_on"),
    [("2026-03-02", "2026-03-02"), ("2026-05-30", "2026-03-23"), ("", "2026-03-23")],
)
def test_a_loan_may_come_back_on_its_first_day_or_late(tmp_path: Path, returned_on: str, due_on: str) -> None:
    path = written(tmp_path, "loans.csv", LOAN | {"returned_on": returned_on, "due_on": due_on})

    assert texts(path) == []


def test_too_few_and_too_many_columns_are_counted(tmp_path: Path) -> None:
    path = raw(
        tmp_path, "items.csv", header("items.csv") + b"31540000000017,Emma,Jane Austen,book\na,b,c,d,e,f\n"
    )

    assert texts(path) == [
        "items.csv:2: 4 columns where the header has 5",
        "items.csv:3: 6 columns where the header has 5",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b'31540000000017,"Emma,Jane Austen,book,adult',
        b'31540000000017,5" disc,Jane Austen,dvd,adult',
        b'31540000000017,"Emma"s,Jane Austen,book,adult',
    ],
)
@pytest.mark.parametrize("times", [1, 2, 50])
def test_a_quote_that_is_not_closed_costs_its_own_row_only(tmp_path: Path, bad: bytes, times: int) -> None:
    good = b'31540000000025,"Emma, again",Jane Austen,book,adult\n'
    path = raw(tmp_path, "items.csv", header("items.csv") + (good + bad + b"\n") * times + good)

    rows = list(csv_file.items(path))

    assert [row.line for row in rows] == list(range(2, 2 * times + 3))
    assert [isinstance(row, Row) for row in rows] == [True, False] * times + [True]
    assert "a quote" in texts(path)[0]


# --- what is said of the file as a whole


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (header("items.csv") + b"31540000000017,\xc9mile,Rousseau,book,adult\n", "items.csv:2: not UTF-8"),
        (header("items.csv") + b"a\r\nb\r\rc\xff\n", "items.csv:5: not UTF-8"),
        (header("items.csv") * 5000 + b"\xe2\x82", "items.csv:5001: not UTF-8"),
        ("barcode,title".encode("utf-16"), "not UTF-8"),
        (header("items.csv") + b"315400\x00,Emma\n", "items.csv:2: holds NUL bytes"),
        (header("items.csv") + b"x" * 70_000, "items.csv:2: a line of over 65536 characters"),
        (b"barcode;title;author;item_class;audience\n", "separated by semicolons"),
        (b"Alice Marlowe,4 Quince Lane\n", "names none of them"),
    ],
)
def test_what_is_no_csv_file_is_refused_before_the_first_row(tmp_path: Path, data: bytes, said: str) -> None:
    path = raw(tmp_path, "items.csv", data)

    with pytest.raises(Malformed) as refusal:
        csv_file.items(path)

    assert said in str(refusal.value)
    assert "Alice" not in str(refusal.value)


def test_all_that_is_wrong_with_a_header_is_said_at_once(tmp_path: Path) -> None:
    path = raw(tmp_path, "loans.csv", b"patron_barcod,item_barcode,Due On,item_barcode,,shoe size,lent_on\n")

    with pytest.raises(Malformed) as refusal:
        csv_file.loans(path)

    assert refusal.value.problems == (
        "loans.csv:1: column 1: “patron_barcod” is not known; did you mean “patron_barcode”?",
        "loans.csv:1: column 3: “Due On” is not known; did you mean “due_on”?",
        "loans.csv:1: column 4: “item_barcode” is named twice",
        "loans.csv:1: column 5: has no name",
        "loans.csv:1: column 6: not known; take it out",
        "loans.csv:1: “patron_barcode” is missing",
        "loans.csv:1: “due_on” is missing",
        "loans.csv:1: “returned_on” is missing",
        "loans.csv:1: “branch” is missing",
    )


def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    for path, said in [
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "pipe.csv", "not an ordinary file"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (tmp_path / "nul\0.csv", "cannot be read"),
    ]:
        with pytest.raises(Malformed, match=said):
            csv_file.loans(path)


def test_a_file_that_vanishes_while_it_is_read_is_malformed(tmp_path: Path) -> None:
    path = written(tmp_path, "loans.csv", LOAN)
    reading = csv_file.loans(path)
    path.unlink()

    with pytest.raises(Malformed, match="changed while it was read"):
        list(reading)


def test_no_value_shows_a_patron_when_printed(tmp_path: Path) -> None:
    registrations = list(csv_file.registrations(written(tmp_path, "registrations.csv", ALICE)))
    loans = list(csv_file.loans(written(tmp_path, "loans.csv", LOAN)))

    shown = f"{registrations!r} {loans!r} {registrations[0]} {loans[0]}"

    assert shown.count("<RegistrationRow>") == 2
    for value in [*ALICE.values(), *LOAN.values()]:
        assert not value or value not in shown


# --- anything at all

BARCODES = st.text(string.ascii_uppercase + string.digits + "-", min_size=6, max_size=20)
WORDS = (
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Zl", "Zp"),
            exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
        min_size=1,
        max_size=60,
    )
    .map(str.strip)
    .filter(bool)
)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
PINS = st.text(string.digits, min_size=4, max_size=12)
EMAILS = st.builds("{}@{}".format, *[st.text(string.ascii_letters + '."+-,', min_size=1, max_size=20)] * 2)


@st.composite
def registration_rows(draw: st.DrawFn) -> RegistrationRow:
    born, registered, expires = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    return RegistrationRow(
        barcode="P" + draw(BARCODES)[:19],
        name=draw(WORDS),
        address=draw(WORDS | st.just("")),
        town=draw(WORDS),
        phone=draw(WORDS | st.just("")),
        email=draw(EMAILS | st.just("")),
        expires=expires,
        registered=registered,
        birth_date=draw(st.sampled_from([None, born])),
        pin=draw(PINS | st.just("")),
        guardian=draw(BARCODES.map(lambda barcode: "G" + barcode[:19]) | st.just("")),
    )


@st.composite
def loan_rows(draw: st.DrawFn) -> LoanRow:
    lent_on, due_on = sorted(draw(st.tuples(DAYS, DAYS)))
    returned_on = draw(st.none() | st.dates(lent_on, date(2199, 12, 31)))
    return LoanRow(draw(BARCODES), draw(BARCODES), lent_on, due_on, returned_on, draw(WORDS))


ITEM_ROWS = st.builds(
    ItemRow,
    BARCODES,
    WORDS,
    WORDS | st.just(""),
    st.sampled_from(csv_file.ITEM_CLASSES),
    st.sampled_from(csv_file.AUDIENCES),
)
ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@ONE_FOLDER
@given(rows=st.lists(registration_rows(), max_size=5))
def test_registrations_that_were_written_are_read_back(tmp_path: Path, rows: list[RegistrationRow]) -> None:
    path = tmp_path / "registrations.csv"

    assert csv_file.write_registrations(path, rows) == len(rows)

    assert list(csv_file.registrations(path)) == [Row(line, row) for line, row in enumerate(rows, 2)]


@ONE_FOLDER
@given(rows=st.lists(ITEM_ROWS, max_size=8))
def test_items_that_were_written_are_read_back(tmp_path: Path, rows: list[ItemRow]) -> None:
    path = tmp_path / "items.csv"

    assert csv_file.write_items(path, rows) == len(rows)

    assert list(csv_file.items(path)) == [Row(line, row) for line, row in enumerate(rows, 2)]


@ONE_FOLDER
@given(rows=st.lists(loan_rows(), max_size=8))
def test_loans_that_were_written_are_read_back(tmp_path: Path, rows: list[LoanRow]) -> None:
    path = tmp_path / "loans.csv"

    assert csv_file.write_loans(path, rows) == len(rows)

    assert list(csv_file.loans(path)) == [Row(line, row) for line, row in enumerate(rows, 2)]


CELLS = [
    b"adult",
    b"book",
    b"Emma",
    b"31540000000017",
    b"2026-03-02",
    b"2026-03-23",
    b"Main",
    b" ",
    b"\xc3\xa9",
]
MARKS = [
    b",",
    b'"',
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\x0b",
    b"\x1c",
]
PIECES = st.sampled_from([*CELLS, *MARKS])
ANYTHING = st.binary(max_size=200) | st.lists(PIECES, max_size=60).map(b"".join)


@settings(parent=ONE_FOLDER, max_examples=300)
@given(name=st.sampled_from(sorted(READERS)), body=ANYTHING, with_header=st.booleans())
def test_no_bytes_whatever_end_in_anything_but_rows_bad_rows_or_malformed(
    tmp_path: Path, name: str, body: bytes, with_header: bool
) -> None:
    path = raw(tmp_path, name, (header(name) if with_header else b"") + body)

    try:
        reading = READERS[name](path)
    except Malformed:
        return
    rows = list(reading)

    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert all(1 < line <= reading.total_lines for line in lines)


@settings(parent=ONE_FOLDER, max_examples=200)
@given(body=st.lists(PIECES.filter(lambda piece: b'"' not in piece), max_size=60).map(b"".join))
def test_without_quotes_every_line_that_is_not_blank_is_one_row(tmp_path: Path, body: bytes) -> None:
    path = raw(tmp_path, "loans.csv", header("loans.csv") + body)

    try:
        rows = list(csv_file.loans(path))
    except Malformed:
        return

    text = body.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    assert [row.line for row in rows] == [n for n, line in enumerate(text.split("\n"), 2) if line.strip()]
