"""Does a package hold exactly what is named, leave once, and stay nowhere but as a mark, kinds and counts?"""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from reticent.access import doorway, families
from reticent.disclosure import cases, producing
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.producing import NothingToHandOver, Released
from reticent.disclosure.searching import NotTheOneSearched, Query
from reticent.disclosure.steps import NotNow
from reticent.drawer import kinds
from reticent.ledger import log
from reticent.people.staff import StaffAccount
from tests.conftest import NOW, TODAY, Town
from tests.promises.test_survivors import raw
from tests.rooms.disclosure.complying import CHAIR, HOUR, complied, custodian, query, search, take

DAY = timedelta(days=1)
FIELDS = ("registration.name", "loan.title", "loan.lent_on")
HANDED = {"handed_to": "the clerk of the court", "sent_how": "in_person"}


@pytest.fixture
def director(mansfield: Town) -> StaffAccount:
    return custodian(mansfield)


@pytest.fixture
def alice(mansfield: Town) -> str:
    person = mansfield.register(
        "29030001", "Alice Oak", address="7 Elm Road\nMansfield", phone="860 555 0199"
    )
    mansfield.lend(person, mansfield.item("30001", "Emma"), on=TODAY - 10 * DAY)
    mansfield.lend(person, mansfield.item("30002", "Persuasion"), on=TODAY - 3 * DAY)
    return person


def release(
    town: Town, account: StaffAccount, case: CaseFile, wanted: Query, handed: dict[str, str] = HANDED
) -> Released:
    return producing.release(
        town.library, account, case.handle, query=wanted, second=CHAIR, handed=handed, now=NOW + HOUR, seen=case.version,
    )  # type: ignore[arg-type]  # fmt: skip


def searched(
    town: Town, account: StaffAccount, *fields: str, who: str = "29030001"
) -> tuple[CaseFile, Query]:
    case = complied(town, account, *(fields or FIELDS))
    wanted = query(town, case, who=who)
    return search(town, account, case, wanted).file, wanted


def opened(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def entries(town: Town) -> list[dict[str, object]]:
    return [i.payload for _, i in town.drawer.everything() if i.kind is kinds.named("disclosure")]


def leaves(town: Town, case: CaseFile) -> list[tuple[str, int]]:
    written = (w.entry for w in reversed(log.entries(town.library.slug)))  # type: ignore[attr-defined]
    return [(entry.action, entry.count) for entry in written if entry.case == case.handle]


def test_the_package_holds_the_named_records_a_letter_and_a_list_that_fits(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case, wanted = searched(mansfield, director)

    released = release(mansfield, director, case, wanted)

    files = opened(released.package)
    assert list(files) == [
        "manifest.json",
        "records.csv",
        "records.pdf",
        "transmittal.pdf",
        "transmittal.txt",
    ]
    manifest = json.loads(files["manifest.json"])
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "manifest.json"
    }
    assert (manifest["format"], manifest["case"], manifest["docket"]) == (1, case.handle, "TTD-CV-26-6001")
    assert manifest["policy"] == mansfield.library.policy.sha256  # type: ignore[attr-defined]
    assert manifest["counts"] == {"people": 1, "registration": 1, "loan": 2}
    assert list(manifest["named"]["fields"]) == list(wanted.fields)
    rows = list(csv.reader(io.StringIO(files["records.csv"].decode())))
    assert rows == [
        ["person", "record", *FIELDS],
        ["1", "registration", "Alice Oak", "", ""],
        ["1", "loan", "", "Emma", (TODAY - 10 * DAY).isoformat()],
        ["1", "loan", "", "Persuasion", (TODAY - 3 * DAY).isoformat()],
    ]
    assert files["records.pdf"].startswith(b"%PDF")
    assert b"/MarkInfo" in files["records.pdf"]
    assert "TTD-CV-26-6001" in files["transmittal.txt"].decode()
    assert "1 person: 1 registration and 2 loans" in " ".join(files["transmittal.txt"].decode().split())
    assert released.sha256 == hashlib.sha256(released.package).hexdigest()


def test_the_case_keeps_the_mark_the_kinds_and_the_counts_and_nobody(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case, wanted = searched(mansfield, director)

    released = release(mansfield, director, case, wanted)

    act = released.file.acts[-1]
    assert (act.step, released.file.state) == ("produce", "produced")
    assert act.details["package"] == released.sha256
    assert act.details["kinds"] == list(wanted.fields)
    assert act.details["how_many_people"] == "1"
    assert act.details["handed_to"] == "the clerk of the court"
    assert not any(word in str(dict(act.details)) for word in ("Alice", "29030001", "Emma"))


def test_the_ledger_says_that_it_was_handed_over_of_how_many_people_and_in_which_case(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case, wanted = searched(mansfield, director)

    release(mansfield, director, case, wanted)

    assert leaves(mansfield, case)[-2:] == [("case-searched", 1), ("disclosure", 1)]


def test_everybody_touched_has_one_entry_for_the_production_and_none_holds_a_title(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    bob = mansfield.register("29030002", "Bob Ash")
    mansfield.lend(bob, mansfield.item("30003", "Emma"), on=TODAY - 3 * DAY)
    case = complied(mansfield, director, *FIELDS, centre="item")
    wanted = query(mansfield, case, item="Emma")
    done = search(mansfield, director, case, wanted)

    released = release(mansfield, director, done.file, wanted)

    produced = [each for each in entries(mansfield) if each["act"] == "produced"]
    assert [each["counts"] for each in produced] == ["loan:1 registration:1"] * 2
    assert "Emma" not in str(produced)
    take(mansfield, director, released.file, "tell_patron", counsel_said="yes", counsel="Town Attorney")
    for person in (alice, bob):
        told = doorway.own_record(mansfield.library, person=person, now=NOW).disclosed
        assert [each.act for each in told].count("produced") == 1


def test_it_is_released_once(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case, wanted = searched(mansfield, director)
    released = release(mansfield, director, case, wanted)

    with pytest.raises(cases.ChangedMeanwhile):
        release(mansfield, director, case, wanted)
    with pytest.raises(NotNow):
        release(mansfield, director, released.file, wanted)
    with pytest.raises(NotNow):
        search(mansfield, director, released.file, wanted)

    assert [each["act"] for each in entries(mansfield)].count("produced") == 1
    assert [action for action, _ in leaves(mansfield, case)].count("disclosure") == 1


def test_a_case_is_closed_once_the_receipt_is_written_down(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case, wanted = searched(mansfield, director)
    released = release(mansfield, director, case, wanted).file

    with pytest.raises(NotNow):
        take(mansfield, director, released, "close")

    signed = take(mansfield, director, released, "receipt", receipt="yes", received_by="The clerk")
    assert take(mansfield, director, signed, "close").state == "closed"


def test_what_was_not_searched_for_is_not_handed_over(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    mansfield.register("29030002", "Bob Ash")
    case, wanted = searched(mansfield, director)

    for other in (query(mansfield, case, who="29030002"), query(mansfield, case, who="29030001")):
        with pytest.raises(NotTheOneSearched):
            release(mansfield, director, case, other)

    assert [each["act"] for each in entries(mansfield)] == ["searched"]
    assert release(mansfield, director, case, wanted).sha256


def test_nothing_found_makes_no_package(mansfield: Town, director: StaffAccount) -> None:
    case, wanted = searched(mansfield, director, who="Nobody Here")

    with pytest.raises(NothingToHandOver):
        release(mansfield, director, case, wanted)

    assert cases.read(mansfield.library, director, case.handle, now=NOW).state == "searched"
    assert "disclosure" not in [action for action, _ in leaves(mansfield, case)]


def test_what_came_back_since_the_search_is_not_in_the_package(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    case, wanted = searched(mansfield, director)
    mansfield.take_back(mansfield.item("30001"))

    files = opened(release(mansfield, director, case, wanted).package)

    assert b"Emma" not in files["records.csv"]
    assert json.loads(files["manifest.json"])["counts"]["loan"] == 1


def test_whom_it_is_handed_to_must_be_said(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case, wanted = searched(mansfield, director)

    with pytest.raises(CannotBeRead):
        release(mansfield, director, case, wanted, handed={"sent_how": "mail"})

    assert cases.read(mansfield.library, director, case.handle, now=NOW).version == case.version


def test_no_form_writes_a_production_down(mansfield: Town, director: StaffAccount, alice: str) -> None:
    case, _ = searched(mansfield, director)

    with pytest.raises(NotNow, match="page of its own"):
        take(mansfield, director, case, "produce", counts="3", package="5a" * 32)


def test_nothing_of_a_package_is_left_in_any_file_or_table(
    place,
    mansfield: Town,
    director: StaffAccount,
    alice: str,  # type: ignore[no-untyped-def]
) -> None:
    case, wanted = searched(mansfield, director)

    released = release(mansfield, director, case, wanted)

    files = raw(place)
    for part in (released.package[:200], released.package[-200:], b"records.csv", b"Alice Oak", b"29030001"):
        assert not [name for name, body in files.items() if part in body]
    assert "Alice" not in repr(released)


# -- a death on the way


class Death(BaseException):
    """The process dies here."""


def dies(*_: object, **__: object) -> None:
    raise Death


@pytest.mark.parametrize("step", ["search", "release"])
def test_a_death_before_the_act_is_kept_leaves_neither_the_act_nor_an_entry_and_it_can_be_done_anew(
    mansfield: Town, director: StaffAccount, alice: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    case = complied(mansfield, director, *FIELDS)
    wanted = query(mansfield, case, who="29030001")
    file = search(mansfield, director, case, wanted).file if step == "release" else case
    before = len(entries(mansfield))

    act = search if step == "search" else release

    with monkeypatch.context() as dying:
        dying.setattr(cases.Case, "save", dies)  # the last thing in the transaction
        with pytest.raises(Death):
            act(mansfield, director, file, wanted)

    assert len(entries(mansfield)) == before
    assert cases.read(mansfield.library, director, case.handle, now=NOW).version == file.version  # type: ignore[arg-type]
    assert leaves(mansfield, case)[-1] == (
        "case-searched",
        1,
    )  # written first: a search that opened and kept nothing
    file = search(mansfield, director, file, wanted).file if step == "search" else file
    assert release(mansfield, director, file, wanted).sha256


def test_a_death_before_its_leaf_lets_no_byte_out_and_the_leaf_is_written_later(
    mansfield: Town, director: StaffAccount, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, wanted = searched(mansfield, director)

    with monkeypatch.context() as dying:
        dying.setattr("reticent.disclosure.cases.leaves._write_down_acts", dies)
        with pytest.raises(Death):
            release(mansfield, director, case, wanted)

    assert "disclosure" not in [action for action, _ in leaves(mansfield, case)]
    cases.write_down(mansfield.library)  # type: ignore[arg-type]
    assert leaves(mansfield, case)[-1] == ("disclosure", 1)
    assert [each["act"] for each in entries(mansfield)].count("produced") == 1
    left = cases.read(mansfield.library, director, case.handle, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NotNow):
        release(mansfield, director, left, wanted)


@pytest.mark.clause("4-193(h)")
def test_what_the_patron_says_of_it_goes_with_what_is_handed_over(
    mansfield: Town, director: StaffAccount, alice: str
) -> None:
    for about, words in (("loan", "I never had Emma."), ("charge", "I paid that.")):
        families.state_myself(mansfield.library, person=alice, about=about, words=words, now=NOW)
    case, wanted = searched(mansfield, director)

    released = release(mansfield, director, case, wanted)

    files = opened(released.package)
    rows = list(csv.DictReader(io.StringIO(files["records.csv"].decode())))
    assert [
        (row["statement.about"], row["statement.words"]) for row in rows if row["record"] == "statement"
    ] == [("loan", "I never had Emma.")]
    assert "1 statement of their own" in " ".join(files["transmittal.txt"].decode().split())
    assert json.loads(files["manifest.json"])["counts"]["statement"] == 1
    assert any("statement:1" in str(entry["counts"]) for entry in entries(mansfield))


def test_where_no_law_has_it_go_along_a_statement_stays_in_the_library(town: Any) -> None:
    place: Town = town("new-canaan", policy_id="new-canaan-2018")
    person = place.register("29030001", "Alice Oak")
    place.lend(person, place.item("30001", "Emma"))
    families.state_myself(place.library, person=person, about="loan", words="I never had Emma.", now=NOW)
    director = custodian(place)

    case, wanted = searched(place, director)

    assert b"never had" not in opened(release(place, director, case, wanted).package)["records.csv"]
