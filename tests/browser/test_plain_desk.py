"""What the desk's forms do, before any browser draws them: tokens, payments, registrations, what is written down."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from reticent.ledger import log
from reticent.people.staff import StaffAccount
from reticent.records import charges
from tests.conftest import Town

ALICE = "29030001"


class Desk:
    """Somebody of the staff behind the desk of Mansfield, and Alice, who is registered there."""

    def __init__(self, town: Town, *duties: str, expires: date = date(2050, 1, 2)) -> None:
        self.town = town
        self.alice = town.register(ALICE, "Alice Quillfeather", pin="4711", expires=expires)
        self.client = Client()
        self.client.force_login(town.staff("clara", *(duties or ("circulation", "registration", "accounts"))))
        self.page = ""

    def post(self, do: str, **fields: str) -> str:
        """Post a form; the words of the page."""
        self.page = self.client.post("/mansfield/desk", {"do": do, **fields}).content.decode()
        return self.said()

    def press(self, do: str, **fields: str) -> str:
        """Post the form on the card that does this, with the token it carries."""
        return self.post(do, token=self.token(do), **fields)

    def token(self, do: str) -> str:
        return re.findall(
            rf'name="do" value="{do}"><input type="hidden" name="token" value="([^"]+)"', self.page
        )[0]

    def said(self) -> str:
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    def registration(self) -> dict[str, Any]:
        found = self.town.drawer.find(self.town.to_open("registration"), subject=self.alice)
        return dict(found[0].payload)

    def looks(self) -> list[tuple[str, str]]:
        found = self.town.drawer.find(self.town.to_open("look"), subject=self.alice)
        return sorted((s.payload["purpose"], s.payload["outcome"]) for s in found)

    def leaves(self) -> list[str]:
        written = [w.entry.action for w in log.entries("mansfield")]
        return [action for action in written if action != "policy-in-force"]


@pytest.fixture
def desk(mansfield: Town) -> Desk:
    return Desk(mansfield)


def owe(desk: Desk, cents: int) -> None:
    with desk.town.drawer.writing() as writer:
        charges.owe(writer, person=desk.alice, cents=cents, reason="overdue", today=date(2026, 11, 21))


def test_paid_in_full_is_what_the_card_said_and_no_more(desk: Desk) -> None:
    owe(desk, 200)
    assert "$2.00 is owed." in desk.post("look", key="payment", asked=ALICE)
    owe(desk, 1000)

    said = desk.press("pay")

    assert "That was not done." in said
    assert "What is owed has changed" in said
    assert "$12.00 is owed." in desk.post("look", key="payment", asked=ALICE)
    assert "$12.00 paid. Nothing is owed." in desk.press("pay")


def test_a_part_of_it_is_paid_and_the_receipt_says_that_part(desk: Desk) -> None:
    owe(desk, 1200)
    desk.post("look", key="payment", asked=ALICE)

    said = desk.press("pay_part", part="$2.5")

    assert "$2.50 paid. $9.50 is still owed." in said
    assert "PAID $2.50" in said
    assert "$9.50 is owed." in desk.post("look", key="payment", asked=ALICE)


@pytest.mark.parametrize("act", ["pay_part", "waive"])
@pytest.mark.parametrize("typed", ["", "0", "-1", "two", "1,2", "1.234", "12.01", "\u0663"])
def test_an_amount_that_is_none_or_too_much_is_said_beside_it_and_loses_nothing(
    desk: Desk, act: str, typed: str
) -> None:
    owe(desk, 1200)
    desk.post("look", key="payment", asked=ALICE)
    name = {"pay_part": "part", "waive": "waived"}[act]

    said = desk.press(act, **{name: typed})

    assert "Type an amount such as 2.50." in said or "Type at most $12.00: no more is owed." in said
    assert f'value="{typed or ("$12.00" if act == "waive" else "")}"' in desk.page
    assert desk.press(act, **{name: "12"}).count("Nothing is owed.") == 1


def test_what_is_waived_is_owed_no_more_and_gives_no_receipt(desk: Desk) -> None:
    owe(desk, 1200)
    desk.post("look", key="payment", asked=ALICE)

    said = desk.press("waive", waived="$12.00")

    assert "$12.00 waived. Nothing is owed." in said
    assert "PAID" not in said


def test_a_charge_by_hand_asks_what_for_and_stands_on_the_account(desk: Desk) -> None:
    desk.post("look", key="payment", asked=ALICE)

    said = desk.press("charge", charged="4", reason="Persuasion")
    assert "Say what it is for." in said
    said = desk.press("charge", charged="4", reason="replacement-card")

    assert "$4.00 charged." in said
    assert "Replacement card $4.00" in desk.post("look", key="payment", asked=ALICE)


def test_what_is_lost_ends_the_loan_and_leaves_its_price(desk: Desk) -> None:
    desk.town.lend(desk.alice, desk.town.item("30001", title="Persuasion"))
    desk.post("look", key="account", account_told="card", asked=ALICE)

    said = desk.press("lost", lost="30001", price="")
    assert "Type an amount such as 2.50." in said
    said = desk.press("lost", lost="30001", price="24.95")

    assert "The loan is ended." in said
    said = desk.post("look", key="account", account_told="card", asked=ALICE)
    assert "Nothing is out." in said
    assert "Lost item $24.95" in said
    assert "Persuasion" not in said


def test_nobody_without_the_duty_waives_or_charges(mansfield: Town) -> None:
    desk = Desk(mansfield)
    owe(desk, 1200)
    desk.post("look", key="payment", asked=ALICE)
    tokens = {act: desk.token(act) for act in ("waive", "charge", "pay_part")}
    assert StaffAccount.objects.update(duties=["programs"])

    for act, token in tokens.items():
        desk.post(act, token=token, waived="1", charged="1", part="1", reason="replacement-card")

    found = mansfield.drawer.find(mansfield.to_open("charge"), subject=desk.alice)
    assert [slip.payload["amount"] for slip in charges.unpaid(found)] == [1200]


# -- registrations


@pytest.fixture
def card(desk: Desk) -> Desk:
    """Alice's registration lies open at the desk."""
    assert "Alice Quillfeather" in desk.post("look", key="registration", asked=ALICE)
    return desk


CONTACT = {"address": "2 New Street", "town": "Windham", "phone": "", "email": "new@example.org"}


def in_three_years() -> date:
    """Three years from today at Mansfield, as the desk works it out."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    today = datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date()
    return (
        date(today.year + 3, 3, 1)
        if (today.month, today.day) == (2, 29)
        else today.replace(year=today.year + 3)
    )


@pytest.mark.clause("4-193(f)", "WO-19")
def test_a_card_is_renewed_for_three_years_and_that_is_written_down(mansfield: Town) -> None:
    card = Desk(mansfield, expires=date(2020, 1, 2))
    offered = card.post("look", key="registration", asked=ALICE)
    until = f"{in_three_years():%-d %B %Y}"
    assert f"good until {until}" in offered
    assert card.registration()["expires"] == "2020-01-02"

    said = card.press("renew")

    assert f"Renewed. Good until {until}." in said
    assert card.registration()["expires"] == in_three_years().isoformat()
    assert card.looks() == [("registration", "allowed"), ("registration", "renewed")]
    assert card.leaves() == ["correction"]
    item = mansfield.item("30001")
    card.post("look", key="lend", asked=ALICE)
    assert "Lent. Due" in card.press("lend", item=item.barcode)


def test_renewing_makes_no_card_shorter(card: Desk) -> None:
    assert "Good until 2 January 2050." in card.press("renew")
    assert card.registration()["expires"] == "2050-01-02"


def test_a_new_pin_opens_my_record_the_old_one_does_not_and_no_page_shows_either(card: Desk) -> None:
    said = card.press("pin", pin="864209", again="864209", seen="card")

    assert "The new PIN is set." in said
    assert "864209" not in card.page
    kept = card.registration()["pin"]
    assert kept.startswith("$argon2id$")
    assert card.looks() == [("registration", "allowed"), ("registration", "new_pin")]
    assert card.leaves() == ["correction"]
    for pin, status in (("4711", 403), ("864209", 302)):
        assert Client().post("/mansfield/sign-in", {"who": ALICE, "secret": pin}).status_code == status


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"pin": "123", "again": "123", "seen": "card"}, "4 to 12 digits"),
        ({"pin": "1234567890123", "again": "1234567890123", "seen": "card"}, "4 to 12 digits"),
        ({"pin": "12a4", "again": "12a4", "seen": "card"}, "4 to 12 digits"),
        ({"pin": "١٢٣٤", "again": "١٢٣٤", "seen": "card"}, "4 to 12 digits"),
        ({"pin": "8642", "again": "8643", "seen": "card"}, "not the same"),
        ({"pin": "", "again": "", "seen": "card"}, "4 to 12 digits"),
        ({"pin": "8642", "again": "8642"}, "Look at the card"),
        ({"pin": "8642", "again": "8642", "seen": "nothing"}, "Look at the card"),
    ],
)
def test_a_pin_that_cannot_be_kept_changes_nothing_and_says_why(
    card: Desk, typed: dict[str, str], wrong: str
) -> None:
    before = card.registration()

    said = card.press("pin", **typed)

    assert "Not saved." in said
    assert wrong in said
    assert card.registration() == before
    assert card.leaves() == []
    assert not any(f'value="{word}"' in card.page for word in ("8642", "123", "12a4", "1234567890123"))
    assert 'aria-invalid="true"' in card.page
    assert "The new PIN is set." in card.press("pin", pin="8642", again="8642", seen="photo_id")


def test_what_is_wrong_in_a_registration_is_put_right_and_written_down(card: Desk) -> None:
    for kept in ("1 Library Lane", "Mansfield", "860 555 0100", f"{ALICE}@example.org"):
        assert kept in card.page.split('value="correct"')[1]
    before = card.registration()

    said = card.press(
        "correct", **{**CONTACT, "town": " Windham  Center ", "address": "2 New  Street\r\n\r\nUnit 4 "}
    )

    assert "Put right." in said
    changed = {**CONTACT, "town": "Windham Center", "address": "2 New Street\nUnit 4"}
    assert card.registration() == {**before, **changed}
    assert card.looks() == [("registration", "allowed"), ("registration", "corrected")]
    assert card.leaves() == ["correction"]
    assert "Windham Center" in card.post("look", key="registration", asked=ALICE)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("town", " "),
        ("email", "alice at example.org"),
        ("email", "a b@example.org"),
        ("phone", "8" * 101),
        ("town", "W" * 61),
        ("address", "A" * 501),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_as_typed(
    card: Desk, field: str, typed: str
) -> None:
    before = card.registration()

    said = card.press("correct", **{**CONTACT, field: typed})

    assert "Not saved." in said
    assert f'id="{field}-error"' in card.page
    assert typed.strip()[:60] in card.page
    assert CONTACT["email" if field == "town" else "town"] in card.page
    assert (card.registration(), card.leaves()) == (before, [])


def test_what_is_typed_is_escaped_where_it_is_shown_again(card: Desk) -> None:
    card.press("correct", **{**CONTACT, "address": "</textarea><script>1</script>", "email": '"><b>'})

    assert "<script>1" not in card.page
    assert "<b>" not in card.page.split("<main")[1].split("written")[0].replace("<b>S", "")


@pytest.mark.clause("S-3", "WO-19")
@pytest.mark.parametrize("do", ["renew", "pin", "correct"])
def test_nobody_mends_a_registration_without_the_duty(card: Desk, do: str) -> None:
    """The forms lay open when the director took the duty away."""
    before, token = card.registration(), card.token(do)
    StaffAccount.objects.update(duties=["programs"])

    said = card.post(do, token=token, pin="8642", again="8642", seen="card", **CONTACT)

    assert "No. That duty is not yours." in said
    assert card.registration() == before
    assert card.looks() == [("registration", "allowed"), ("registration", "refused")]
    assert card.leaves() == ["look-refused"]


def test_without_the_duty_the_forms_are_not_even_offered(mansfield: Town) -> None:
    desk = Desk(mansfield, "circulation")

    said = desk.post("look", key="registration", asked=ALICE)

    assert "No. That duty is not yours." in said
    assert "New PIN" not in said


@pytest.mark.parametrize("do", ["renew", "pin", "correct"])
def test_a_token_for_one_act_does_no_other(card: Desk, do: str) -> None:
    before = card.registration()
    other = next(act for act in ("renew", "pin", "correct") if act != do)

    said = card.post(do, token=card.token(other), pin="8642", again="8642", seen="card", **CONTACT)

    assert "That was not done." in said
    assert (card.registration(), card.leaves()) == (before, [])


def test_the_patron_reads_what_was_changed(card: Desk) -> None:
    card.press("correct", **CONTACT)
    client = Client()
    assert client.post("/mansfield/sign-in", {"who": ALICE, "secret": "4711"}).status_code == 302

    page = client.get("/mansfield/my-record").content.decode()

    assert "your address, town, phone or e-mail was changed" in page
