"""What a vendor's machine learns of a card: yes or no, and no more."""

from datetime import datetime, timedelta

import pytest

from reticent.access import doorway
from reticent.access.entitled import ASKED
from reticent.people import vendors
from reticent.people.clients import WIPED, ClientCount
from reticent.policy.vocabulary import CONTRACT_TERMS
from tests.conftest import Town
from tests.machines.conftest import CARD, PIN, Machine, begin_vendor, machine, this_day


@pytest.mark.clause("M19-17")
def test_a_vendor_learns_yes_and_no_more(films: Machine, alice: str) -> None:
    answer = films.entitled()

    assert (answer.status_code, answer.json()) == (200, {"entitled": True})
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_every_no_is_the_same_to_the_byte(films: Machine, alice: str, mansfield: Town) -> None:
    mansfield.register("21540000099122", "Bob Late", pin=PIN, expires=this_day() - timedelta(days=1))
    mansfield.register("21540000099123", "Carol Pinless", expires=this_day() + timedelta(days=9))
    mansfield.register("21540000099124", "Dora Waits", pin=PIN, expires=this_day() + timedelta(days=9))
    for _ in range(6):
        films.entitled("21540000099124", "0000")

    noes = [
        films.entitled("99990000000001"),  # nobody's
        films.entitled(CARD, "0000"),  # a wrong PIN
        films.entitled("21540000099122"),  # expired
        films.entitled("21540000099123"),  # no PIN
        films.entitled("21540000099124"),  # must wait
    ]

    assert {(each.status_code, each.content) for each in noes} == {(200, b'{"entitled": false}')}
    shapes = {tuple(sorted(name for name in each.headers)) for each in noes}
    assert len(shapes) == 1


def test_whether_yes_or_no_it_is_written_down_as_one_look_that_names_no_service(
    films: Machine, alice: str, mansfield: Town
) -> None:
    films.entitled()

    own = doorway.own_record(mansfield.library, person=alice, now=datetime.now().astimezone())
    assert [(look.by_role, look.outcome, look.asker) for look in own.record.looks] == [
        ("a service", ASKED, "vendor")
    ]
    kept = mansfield.drawer.find(mansfield.to_open("look"), subject=alice)
    assert "Millrace" not in str([slip.payload for slip in kept])
    assert [row.count for row in ClientCount.objects.all()] == [1]


@pytest.mark.clause("M19-16", "M19-17")
def test_at_mansfield_a_vendor_that_was_not_let_begin_or_ended_is_answered_nothing(
    mansfield: Town, alice: str
) -> None:
    handle, today = begin_vendor(mansfield), this_day()
    films = machine(mansfield, vendor=handle)

    early = films.entitled()
    vendors.activate(mansfield.library, handle, today=today, role="director")
    now = films.entitled()
    vendors.end(mansfield.library, handle, on=today, today=today, role="director")
    late = films.entitled()

    assert (early.status_code, early.json()["code"]) == (403, "vendor-may-not-be-told")
    assert "not said yet" in early.json()["detail"]
    assert now.json() == {"entitled": True}
    assert late.status_code == 403
    assert "M19-16" in late.json()["clauses"]
    assert late.headers["Content-Type"] == "application/problem+json"


@pytest.mark.clause("WO-21", "WO-22")
def test_at_wolcott_the_same_machine_is_refused_until_the_contract_says_it(town) -> None:  # type: ignore[no-untyped-def]
    wolcott, today = town("wolcott", policy_id="wolcott-2016"), this_day()
    wolcott.register(CARD, "Alice Bowditch", pin=PIN, expires=today + timedelta(days=400))
    handle = begin_vendor(wolcott)
    films = machine(wolcott, vendor=handle)

    no = films.entitled()
    assert no.status_code == 403
    assert "WO-21" in no.json()["clauses"]
    assert no.json()["next"]

    typed = vendors.particulars_of(vendors.found(wolcott.library, handle, today=today).row)
    said = dict.fromkeys(CONTRACT_TERMS, "section 7")
    vendors.note(wolcott.library, vendors.Particulars(**{**_plain(typed), "terms": said}), handle=handle)
    vendors.activate(wolcott.library, handle, today=today, role="director")
    assert films.entitled().json() == {"entitled": True}


@pytest.mark.clause("MC-05")
def test_where_the_policy_tells_nobody_anything_no_vendor_is_answered(town) -> None:  # type: ignore[no-untyped-def]
    older = town("older", policy_id="mansfield-older")
    films = machine(older, vendor=begin_vendor(older))

    no = films.entitled()

    assert no.status_code == 403
    assert "MC-05" in no.json()["clauses"]


def test_a_client_of_no_vendor_or_of_another_scope_is_told_nothing(mansfield: Town, alice: str) -> None:
    wipes = machine(mansfield, WIPED, name="The wiping script")

    no = wipes.entitled()

    assert (no.status_code, no.json()["code"]) == (403, "not-in-scope")
    assert "director" in no.json()["detail"]


def _plain(typed: vendors.Particulars) -> dict[str, object]:
    return {name: getattr(typed, name) for name in typed.__dataclass_fields__}
