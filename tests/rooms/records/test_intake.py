"""Is each row taken in once, whatever is repeated, cut short or wrong; and does a fact name nobody?"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from reticent import policy
from reticent.access import doorway
from reticent.drawer.slips import AlreadyRunning
from reticent.ledger import log
from reticent.people import families, patrons
from reticent.people.families import NewLink
from reticent.policy.shelf import TEXTS
from reticent.records import facts, intake, items, loans
from reticent.records.facts import Fact
from reticent.records.intake import ImportRun, Report
from tests.conftest import NOW, TODAY, Town

REGISTRATIONS = "barcode,name,address,town,phone,email,expires,registered,birth_date,pin"
ALICE = "290300001,Alice Quillfeather,1 Elm St,Mansfield,,a@example.org,2028-01-01,2024-01-01,,4711"
BOB = "290300002,Bob Thistlewood,2 Elm St,Windham,,b@example.org,2028-01-01,2024-01-01,2015-02-03,"
ITEMS = [
    "barcode,title,author,item_class,audience",
    *[f"30000{n},Emma {n},Jane Austen,book,adult" for n in range(6)],
]
LOANS = "patron_barcode,item_barcode,lent_on,due_on,returned_on,branch"


class Desk:
    """Files for one town, and what they are taken in by."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.folder = town, folder

    def file(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    @property
    def how(self):  # type: ignore[no-untyped-def]
        return {"drawer": self.town.drawer, "permit": doorway.for_intake(self.town.library)}

    def registrations(self, *rows: str) -> Report:
        path = self.file("registrations.csv", REGISTRATIONS, *rows)
        return intake.take_registrations(self.town.library, path, today=TODAY, **self.how)

    def items(self, *lines: str) -> Report:
        return intake.take_items(self.town.library, self.file("items.csv", *(lines or ITEMS)))

    def loans(self, *rows: str, name: str = "loans.csv") -> Report:
        return intake.take_loans(self.town.library, self.file(name, LOANS, *rows), **self.how)

    def person(self, card: str) -> str:
        (found,) = patrons.by_handle(self.town.drawer, self.town.permit, handle=patrons.card_handle(card))
        return found


@pytest.fixture
def desk(mansfield: Town, tmp_path: Path) -> Desk:
    found = Desk(mansfield, tmp_path)
    found.registrations(ALICE, BOB)
    found.items()
    return found


# -- registrations


def test_the_same_registrations_twice_change_nothing(desk: Desk) -> None:
    report = desk.registrations(ALICE, BOB)

    assert (report.read, report.taken, report.updated, report.unchanged, report.bad) == (2, 0, 0, 2, [])


def test_a_changed_row_brings_one_registration_up_to_date(desk: Desk) -> None:
    before = desk.person("290300001")

    report = desk.registrations(ALICE.replace("1 Elm St", "9 Oak St").replace("Quillfeather", "Married"), BOB)

    assert (report.updated, report.unchanged) == (1, 1)
    assert desk.person("290300001") == before
    permit = desk.town.permit
    slip = patrons.registration_of(desk.town.drawer, permit, person=before)
    assert (slip.payload["address"], slip.payload["name"]) == ("9 Oak St", "Alice Married")
    assert patrons.by_handle(desk.town.drawer, permit, handle="word:mar") == [before]
    assert patrons.by_handle(desk.town.drawer, permit, handle="word:qui") == []


def test_a_new_pin_takes_the_place_of_the_old(desk: Desk) -> None:
    assert desk.registrations(ALICE.replace("4711", "0815")).updated == 1

    for pin, who in (("0815", desk.person("290300001")), ("4711", None)):
        assert doorway.sign_in(desk.town.library, card="290300001", pin=pin, now=NOW) == who


def test_a_row_without_a_pin_takes_none_away(desk: Desk) -> None:
    assert desk.registrations(ALICE.replace("4711", "")).unchanged == 1

    assert doorway.sign_in(desk.town.library, card="290300001", pin="4711", now=NOW)


@pytest.mark.clause("M19-03")
def test_where_the_policy_asks_no_birth_date_none_is_kept(desk: Desk) -> None:
    kept = patrons.registration_of(
        desk.town.drawer, desk.town.permit, person=desk.person("290300002")
    ).payload

    assert kept["adult_on"] is None
    assert "2015-02-03" not in repr(dict(kept))


@pytest.mark.clause("WO-06")
def test_at_wolcott_a_minors_birth_date_becomes_the_day_of_coming_of_age(town, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wolcott = Desk(town("wolcott", policy_id="wolcott-2016"), tmp_path)
    grown = BOB.replace("290300002", "290300003").replace("2015-02-03", "1980-02-03")
    wolcott.registrations(BOB, grown)

    def kept(card: str) -> dict[str, object]:
        permit = wolcott.town.permit
        return dict(patrons.registration_of(wolcott.town.drawer, permit, person=wolcott.person(card)).payload)

    assert kept("290300002")["adult_on"] == "2033-02-03"
    assert kept("290300003")["adult_on"] is None
    assert "2015" not in repr(kept("290300002"))


def test_a_bad_row_is_named_by_line_and_reason_without_its_value_and_the_rest_goes_in(desk: Desk) -> None:
    bad = "290300009,Dmitri Secretname,1 Elm St,Mansfield,,,2028-99-01,2024-01-01,,"

    report = desk.registrations(bad, BOB.replace("290300002", "290300004"))

    assert report.taken == 1
    assert len(report.bad) == 1
    assert report.bad[0].startswith("registrations.csv:2: expires: ")
    assert not any(t in report.bad[0] for t in ("Secretname", "2028-99-01", "290300009"))


# -- items


def test_items_twice_and_changed(desk: Desk) -> None:
    assert desk.items().unchanged == 6
    changed = desk.items(*ITEMS[:-1], ITEMS[-1].replace("Emma 5", "Emma, a novel").replace("30000", " 30000"))

    assert (changed.updated, changed.unchanged, changed.taken) == (1, 5, 0) or changed.bad
    assert items.Item.objects.count() == 6


def test_the_same_barcode_twice_in_a_file_is_one_item(desk: Desk) -> None:
    report = desk.items(ITEMS[0], "300009,First,A,book,adult", "300009,Second,A,book,adult")

    assert report.taken == 1
    assert items.with_barcode("mansfield", "300009").title == "Second"


# -- loans

OUT = "290300001,300000,2026-11-01,2026-11-22,,Main"
BACK = "290300002,300001,2026-10-01,2026-10-22,2026-10-05,Main"


def test_open_loans_are_loans_and_those_back_are_only_counted(desk: Desk) -> None:
    report = desk.loans(OUT, BACK)

    assert (report.taken, report.counted, report.bad) == (1, 1, [])
    assert desk.town.out_to(desk.person("290300001")) == {"300000"}
    assert desk.town.out_to(desk.person("290300002")) == set()
    assert list(
        Fact.objects.values_list("month", "branch", "item_class", "audience", "home_town", "count")
    ) == [("2026-10", "Main", "book", "adult", "Windham", 1)]
    desk.town.purge()
    assert facts.total("mansfield") == 2


def test_the_same_file_again_changes_nothing_under_whatever_name(desk: Desk) -> None:
    desk.loans(OUT, BACK)
    for name in ("loans.csv", "another.csv"):
        report = desk.loans(OUT, BACK, name=name)
        assert (report.taken, report.counted, report.returned) == (0, 0, 0)
        assert (report.unchanged, report.already_counted) == (1, 1)
    desk.town.purge()
    assert facts.total("mansfield") == 2
    assert ImportRun.objects.count() == 1


def test_a_loan_that_a_later_file_brings_back_ends_and_counts_once(desk: Desk) -> None:
    desk.loans(OUT, BACK)

    report = desk.loans(OUT.replace(",,", ",2026-11-20,"), name="later.csv")

    assert (report.returned, report.counted, report.taken) == (1, 0, 0)
    assert desk.town.out_to(desk.person("290300001")) == set()
    desk.town.purge()
    assert facts.total("mansfield") == 2
    desk.loans(OUT.replace(",,", ",2026-11-20,"), name="later.csv")
    desk.town.purge()
    assert facts.total("mansfield") == 2


def test_an_item_that_came_back_and_went_out_again_in_one_file(desk: Desk) -> None:
    desk.loans(OUT)

    report = desk.loans(
        OUT.replace(",,", ",2026-11-20,"), "290300002,300000,2026-11-20,2026-12-11,,Main", name="b.csv"
    )

    assert report.bad == []
    assert desk.town.out_to(desk.person("290300001")) == set()
    assert desk.town.out_to(desk.person("290300002")) == {"300000"}


def test_a_loan_returned_here_stays_back_when_the_file_is_taken_in_again(desk: Desk) -> None:
    desk.loans(OUT)
    desk.town.take_back(items.with_barcode("mansfield", "300000"))

    desk.loans(OUT)

    assert desk.town.out_to(desk.person("290300001")) == set()


def test_an_item_out_to_another_is_said_without_saying_to_whom(desk: Desk) -> None:
    desk.loans(OUT)

    report = desk.loans("290300002,300000,2026-11-05,2026-11-26,,Main", name="b.csv")

    assert report.bad == ["b.csv:2: item_barcode: the item is out already, on another loan"]
    assert desk.town.out_to(desk.person("290300001")) == {"300000"}


def test_unknown_cards_and_items_are_named_by_line_only(desk: Desk) -> None:
    report = desk.loans(OUT.replace("290300001", "290399999"), OUT.replace("300000", "399999"), BACK)

    assert report.bad == [
        "loans.csv:2: patron_barcode: no such card (import registrations first)",
        "loans.csv:3: item_barcode: no such item (import items first)",
    ]
    assert report.counted == 1


def test_mended_rows_are_counted_when_the_file_is_taken_in_again(desk: Desk) -> None:
    """As the command says: mend these rows and run it again."""
    bad = BACK.replace("300001", "399999")
    assert desk.loans(OUT, BACK, bad).counted == 1

    report = desk.loans(OUT, BACK, bad.replace("399999", "300004"))

    assert (report.counted, report.already_counted, report.unchanged, report.bad) == (1, 1, 1, [])
    desk.town.purge()
    assert facts.total("mansfield") == 3
    assert ImportRun.objects.count() == 1
    again = desk.loans(OUT, BACK, bad.replace("399999", "300004"))
    assert (again.counted, again.already_counted) == (0, 2)


def test_a_file_that_has_grown_is_taken_in_from_where_it_was(desk: Desk) -> None:
    desk.loans(OUT, BACK)

    report = desk.loans(OUT, BACK, BACK.replace("300001", "300004"))

    assert (report.counted, report.already_counted, report.unchanged) == (1, 1, 1)


def test_another_file_of_the_same_days_is_not_counted_again(desk: Desk) -> None:
    """Nothing is kept that could tell its loans from those that are counted, so the days are."""
    desk.loans(BACK, BACK.replace("300001", "300004"))

    report = desk.loans(OUT, BACK.replace("300001", "300004"), BACK, name="other.csv")

    assert (report.counted, report.already_counted, report.taken) == (0, 2, 1)


def test_a_mended_file_cut_short_is_finished_by_running_it_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = BACK.replace("300001", "399999")
    desk.loans(OUT, BACK, bad)
    usual = loans.take_in

    def dying(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loans, "take_in", dying)
    mended = (OUT, BACK, bad.replace("399999", "300004"), OUT.replace("300000", "300002"))
    with pytest.raises(KeyboardInterrupt):
        desk.loans(*mended)
    monkeypatch.setattr(loans, "take_in", usual)
    desk.loans(*mended)

    desk.town.purge()
    assert facts.total("mansfield") == 4


@pytest.mark.parametrize("after", range(1, 4))
def test_registrations_cut_short_say_how_far_they_are_and_are_finished_by_running_it_again(
    mansfield: Town, tmp_path: Path, after: int
) -> None:
    desk, told = Desk(mansfield, tmp_path), []
    here_already = ALICE.replace("Quillfeather", "Thornfield")
    rows = [
        ALICE,
        BOB,
        here_already.replace("290300001", "no card!"),
        ALICE.replace("290300001", "290300003"),
    ]
    path = desk.file("registrations.csv", REGISTRATIONS, *rows, BOB.replace("290300002", "290300004"))

    def dying(done: int, total: int) -> None:
        told.append((done, total))
        if done == after:
            raise KeyboardInterrupt

    def whole(done: int, total: int) -> None:
        told.append((done, total))

    with pytest.raises(KeyboardInterrupt):
        intake.take_registrations(mansfield.library, path, today=TODAY, progress=dying, **desk.how)
    assert told == [(n, 4) for n in range(1, after + 1)]
    told.clear()
    report = intake.take_registrations(mansfield.library, path, today=TODAY, progress=whole, **desk.how)

    assert told == [(n, 4) for n in range(1, 5)]
    assert (report.taken, report.unchanged, len(report.bad)) == (4 - after, after, 1)
    assert {desk.person(f"29030000{n}") for n in range(1, 5)}


@pytest.mark.parametrize("after", range(1, 5))
def test_an_import_cut_short_is_finished_by_running_it_again(
    desk: Desk, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"29030000{1 + n % 2},30000{n},2026-11-0{n + 1},2026-11-2{n},,Main" for n in range(4)]
    usual, seen = loans.take_in, 0

    def dying(*args, **how):  # type: ignore[no-untyped-def]
        nonlocal seen
        seen += 1
        if seen == after:
            raise KeyboardInterrupt
        return usual(*args, **how)

    monkeypatch.setattr(loans, "take_in", dying)
    with pytest.raises(KeyboardInterrupt):
        desk.loans(*rows, BACK, BACK.replace("300001", "300004"))
    monkeypatch.setattr(loans, "take_in", usual)

    report = desk.loans(*rows, BACK, BACK.replace("300001", "300004"))

    assert report.bad == []
    assert desk.town.out_to(desk.person("290300001")) == {"300000", "300002"}
    assert desk.town.out_to(desk.person("290300002")) == {"300001", "300003"}
    desk.town.purge()
    assert facts.total("mansfield") == 6


def test_rows_are_written_in_no_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither files nor their order show in what is written when."""
    orders = set()
    for round_ in range(4):
        order: list[str] = []
        usual = patrons.register
        monkeypatch.setattr(
            patrons,
            "register",
            lambda *a, order=order, usual=usual, **k: (order.append(a[2].card), usual(*a, **k))[1],
        )
        desk.registrations(*[ALICE.replace("290300001", f"2904000{round_}{n}") for n in range(9)])
        monkeypatch.setattr(patrons, "register", usual)
        orders.add(tuple(card[-1] for card in order))
    assert len(orders) > 1


def test_a_purge_and_an_import_do_not_run_at_once(desk: Desk) -> None:
    from reticent.drawer import slips, waking

    with (
        slips.Drawer("mansfield", keys=desk.town.drawer.keys_folder, waker=waking.wake).alone(),
        pytest.raises(AlreadyRunning, match="Wait"),
    ):
        desk.loans(OUT)
    assert desk.town.out_to(desk.person("290300001")) == set()


# -- at the desk


def test_an_expired_card_borrows_nothing(desk: Desk) -> None:
    desk.registrations(ALICE.replace("2028-01-01", (TODAY - timedelta(days=1)).isoformat()))

    with pytest.raises(loans.CardExpired, match="Nothing was lent"):
        desk.town.lend(desk.person("290300001"), items.with_barcode("mansfield", "300000"))
    desk.registrations(ALICE.replace("2028-01-01", TODAY.isoformat()))
    desk.town.lend(desk.person("290300001"), items.with_barcode("mansfield", "300000"))


def test_a_loan_back_but_kept_by_the_policy_does_not_keep_the_item_in(desk: Desk) -> None:
    item = items.with_barcode("mansfield", "300000")
    desk.town.lend(desk.person("290300001"), item)
    desk.town.take_back(item, days_after=7)
    with pytest.raises(loans.NotOut):
        desk.town.take_back(item, days_after=7)

    desk.town.lend(desk.person("290300002"), item)

    assert desk.town.out_to(desk.person("290300001")) == set()
    assert desk.town.out_to(desk.person("290300002")) == {"300000"}


@pytest.mark.parametrize(("days", "cents"), [(0, 0), (21, 0), (22, 10), (31, 100), (400, 1000)])
def test_what_a_late_return_costs(desk: Desk, days: int, cents: int) -> None:
    item, alice = items.with_barcode("mansfield", "300000"), desk.person("290300001")
    desk.town.lend(alice, item, on=TODAY - timedelta(days=days))

    back = desk.town.take_back(item, fine=10)

    assert back.charged_cents == cents
    charges = [s for s in desk.town.drawer.find(desk.town.permit, subject=alice) if s.kind == "charge"]
    assert [s.payload["amount"] for s in charges] == ([cents] if cents else [])
    assert not any("Emma" in str(dict(s.payload)) or "300000" in str(dict(s.payload)) for s in charges)


def test_a_barcode_is_read_with_spaces_and_small_letters(desk: Desk) -> None:
    desk.items(ITEMS[0], "ABC-123,Emma,A,book,adult")

    assert items.with_barcode("mansfield", " abc-123 ").barcode == "ABC-123"
    with pytest.raises(items.UnknownItem, match="Scan it again"):
        items.with_barcode("weston", "ABC-123")


def test_a_loan_that_came_back_here_stays_back_when_a_mended_file_still_shows_it_out(desk: Desk) -> None:
    out = "290300001,300001,2026-11-02,2026-11-23,,Main"
    desk.loans(out, "290300001,399999,2026-11-02,2026-11-23,,Main")
    desk.town.take_back(items.with_barcode("mansfield", "300001"))

    again = desk.loans(out, "290300001,300002,2026-11-02,2026-11-23,,Main")

    assert desk.town.out_to(desk.person("290300001")) == {"300002"}
    assert (again.taken, again.unchanged) == (1, 1)

    desk.town.purge()  # the mark moves from the tombstone to the forget-list
    assert desk.loans(out).unchanged == 1
    assert desk.town.out_to(desk.person("290300001")) == {"300002"}


def test_mended_rows_in_a_file_of_their_own_are_counted_though_their_days_were(desk: Desk) -> None:
    good = "290300001,300001,2026-10-02,2026-10-23,2026-10-20,Main"
    first = desk.loans(good, "290300001,399999,2026-10-02,2026-10-23,2026-10-20,Main")
    mended = "290300001,300002,2026-10-02,2026-10-23,2026-10-20,Main"
    path = desk.file("mended.csv", LOANS, mended)

    second = intake.take_loans(desk.town.library, path, mended=True, **desk.how)
    third = intake.take_loans(desk.town.library, path, mended=True, **desk.how)

    assert (first.counted, len(first.bad), second.counted, third.counted) == (1, 1, 1, 0)
    assert facts.total("mansfield") == 2


# -- guardians


WARD = "290300009,Wren Ash,1 Lane,Wolcott,,,2028-01-02,2024-01-02,2016-05-06,,{guardian}"
HERS = "290300008,Joan Ash,1 Lane,Wolcott,,,2028-01-02,2024-01-02,,,"
WITH_GUARDIANS = "barcode,name,address,town,phone,email,expires,registered,birth_date,pin,guardian"


def family(town: Town, folder: Path, guardian: str = "290300008") -> tuple[Desk, Report]:
    desk = Desk(town, folder)
    path = desk.file("family.csv", WITH_GUARDIANS, WARD.format(guardian=guardian), HERS)
    return desk, intake.take_registrations(town.library, path, today=TODAY, **desk.how)


def links(desk: Desk) -> list[dict[str, object]]:
    subject = patrons.beside(desk.person("290300009"))
    return [
        dict(s.payload) for s in desk.town.drawer.find(desk.town.to_open("guardian_link"), subject=subject)
    ]


@pytest.mark.clause("WO-04", "WO-06")
def test_a_guardian_in_the_file_is_noted_once_with_the_day_of_coming_of_age(town, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wolcott = town("wolcott", policy_id="wolcott-2016")
    for _ in range(2):
        desk, report = family(wolcott, tmp_path)
        assert report.bad == []

    (kept,) = links(desk)
    assert (kept["name"], kept["child"], kept["until"]) == ("Joan Ash", "Wren Ash", "2034-05-06")
    assert kept["guardian"] == desk.person("290300008")


@pytest.mark.clause("M19-03", "NC-03")
@pytest.mark.parametrize("policy_id", ["mansfield-2019", "mansfield-older", "weston-2017", "new-canaan-2018"])
def test_where_no_birth_date_is_asked_or_no_guardian_answered_none_is_taken_in(  # type: ignore[no-untyped-def]
    town, policy_id: str, tmp_path: Path
) -> None:
    desk, report = family(town("a-library", policy_id=policy_id), tmp_path)

    assert (report.taken, report.bad, links(desk)) == (2, [], [])


def test_a_guardians_card_that_is_nobodys_is_said_by_its_line_and_the_row_goes_in(
    town, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    desk, report = family(town("wolcott", policy_id="wolcott-2016"), tmp_path, "290300007")

    assert (report.taken, links(desk)) == (2, [])
    assert report.bad == ["family.csv:2: guardian: no registration here has this card; the row itself is in"]


@pytest.mark.clause("S-3", "4-193(f)")
def test_a_guardian_from_a_file_is_written_down_once_for_the_child_and_in_the_ledger(  # type: ignore[no-untyped-def]
    town, tmp_path: Path
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    for _ in range(2):
        desk, _report = family(wolcott, tmp_path)

    own = doorway.own_record(wolcott.library, person=desk.person("290300009"), now=NOW)
    assert [(seen.by_role, seen.purpose, seen.outcome) for seen in own.record.looks] == [
        ("administrator", "registration", "guardian_noted")
    ]
    leaves = [row.entry for row in log.entries("wolcott") if row.entry.action == "correction"]  # type: ignore[attr-defined]
    assert [(leaf.role, leaf.count) for leaf in leaves] == [("administrator", 1)]
    assert "WO-04" in leaves[0].basis


def test_an_import_cut_short_says_in_the_ledger_how_many_guardians_it_had_noted(  # type: ignore[no-untyped-def]
    town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    desk = Desk(wolcott, tmp_path)
    rows = [WARD.replace("290300009", f"29030001{n}").format(guardian="290300008") for n in range(3)]
    path = desk.file("family.csv", WITH_GUARDIANS, *rows, HERS)
    usual, done = families.take_guardian_in, []

    def taking_in(*given: object, **how: object) -> bool:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(True)
        return usual(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(families, "take_guardian_in", taking_in)
    with pytest.raises(KeyboardInterrupt):
        intake.take_registrations(wolcott.library, path, today=TODAY, **desk.how)

    leaves = [row.entry for row in log.entries("wolcott") if row.entry.action == "correction"]  # type: ignore[attr-defined]
    assert [leaf.count for leaf in leaves] == [2]


@pytest.mark.parametrize("name", ["Joan Ash", "J. Ash the elder", "Bob Oak"])
def test_beside_a_court_order_a_file_notes_nobody_and_its_row_says_only_to_go_to_the_desk(  # type: ignore[no-untyped-def]
    town, name: str, tmp_path: Path
) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    desk, _ = family(wolcott, tmp_path, "")
    person = desk.person("290300009")
    families.note_guardian(
        wolcott.drawer, wolcott.to_open("guardian_link", subject=patrons.beside(person)), person=person,
        child="Wren Ash", new=NewLink(name, "", "custody_order", date(2034, 5, 6), blocked=True), today=TODAY,
        registered_name=lambda _: "",
    )  # fmt: skip

    _, report = family(wolcott, tmp_path)

    assert [link["name"] for link in links(desk)] == [name]
    said = "guardian: Guardians of this child are noted at the desk, not from a file. The row itself is in."
    assert report.bad == [f"family.csv:2: {said}"]


def test_whom_the_desk_took_off_the_same_file_does_not_note_again(town, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    wolcott = town("wolcott", policy_id="wolcott-2016")
    desk, _ = family(wolcott, tmp_path)
    person = desk.person("290300009")
    permit = wolcott.to_open("guardian_link", subject=patrons.beside(person))
    (slip,) = families.found(wolcott.drawer, permit, person=person, kind="guardian_link")
    families.take_off(
        wolcott.drawer, permit, person=person, kind="guardian_link",
        which=families.mark(slip), today=TODAY, days_after=0,
    )  # fmt: skip
    wolcott.purge(turn_now=True)

    family(wolcott, tmp_path)

    assert links(desk) == []


@pytest.mark.clause("M19-03", "WO-13", "WE-06", "NC-03")
def test_a_file_leaves_nothing_here_that_the_policy_asks_nobody_for(desk: Desk, tmp_path: Path) -> None:
    text = (TEXTS / "mansfield-2019.toml").read_text("utf-8")
    asks = '[collect.registration]\nrequired = ["registration.name", "registration.contact"]'
    path = tmp_path / "asks.toml"
    path.write_text(text.replace("\n[clauses]\n", f"\n{asks}\n\n[clauses]\n", 1), "utf-8")
    asked = policy.load(path)

    class Asking:
        policy = asked

    intake.take_registrations(
        Asking(),  # type: ignore[arg-type]
        desk.file("registrations.csv", REGISTRATIONS, ALICE),
        today=TODAY,
        **desk.how,
    )

    kept = patrons.registration_of(
        desk.town.drawer, desk.town.permit, person=desk.person("290300001")
    ).payload
    assert (kept["name"], kept["address"]) == ("Alice Quillfeather", "1 Elm St")
    assert not kept["email"]
    assert not kept["town"]
