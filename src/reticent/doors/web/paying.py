"""What is owed, at the desk: a payment whole or in part, what is waived, what is charged by hand, and what is lost."""

from typing import TYPE_CHECKING

from reticent.access import doorway
from reticent.access.records import Record
from reticent.doors.web import forms
from reticent.doors.web.shown.cards import Ask, Card, Entry, Fact, Form, Receipt, Step
from reticent.doors.web.shown.desk import Desk
from reticent.drawer import drawers
from reticent.drawer.permits import Permit
from reticent.policy import phrases
from reticent.records import charges, items, loans

if TYPE_CHECKING:
    from reticent.doors.web.desk import At

NO_AMOUNT = "Type an amount such as 2.50."
MOST = "Type at most {all}: no more is owed."
# What a charge made here may be for; what is lost is charged where it is out.
REASONS = {reason.replace(" ", "-"): reason for reason in charges.REASONS if reason != charges.LOST}


def ask(at: "At", owed: int, person: str, facts: tuple[Fact, ...]) -> Ask | None:
    """One button for the usual: all of it is paid."""
    if not owed:
        return None
    token = at.seal("pay", _values(owed, person, facts))
    return Ask("pay", f"Take {forms.money(owed)}", token, "Paid in full", takes_text=False)


def desk_forms(at: "At", owed: int, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """Take a part, waive, where something is owed; and a charge by hand."""
    values = _values(owed, person, facts)
    if not owed:
        return (_charge_form(at, values),)
    return (_part_form(at, values), _waive_form(at, values), _charge_form(at, values))


def lost_forms(at: "At", record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """What is out and will not come back, where the decision names it."""
    out = [(loan.barcode, loan.title or "an item") for loan in record.loans if loan.barcode]
    values = {
        "person": person,
        "facts": forms.packed(tuple(fact for fact in facts if fact.label == "Name")),
        "out": " ".join(barcode for barcode, _ in out),
    }
    return (_lost_form(at, values, tuple(out)),) if out else ()


def _values(owed: int, person: str, facts: tuple[Fact, ...]) -> dict[str, str]:
    return {"person": person, "facts": forms.packed(facts), "cents": str(owed)}


def _amount(
    name: str, typed: str, error: str, *, label: str = "Amount", hint: str = "Dollars, such as 2.50."
) -> tuple[Entry, ...]:
    return (Entry(name, label, typed, hint=hint, error=error, first_wrong=bool(error)),)


def _part_form(at: "At", values: dict[str, str], *, typed: str = "", error: str = "") -> Form:
    return Form(
        "pay_part",
        "Take a part",
        at.seal("pay_part", values),
        "Paid in part",
        "What is oldest is paid first.",
        entries=_amount("part", typed, error),
        open=bool(error),
    )


def _waive_form(at: "At", values: dict[str, str], *, typed: str = "", error: str = "") -> Form:
    return Form(
        "waive",
        "Waive",
        at.seal("waive", values),
        "Waive it for good",
        "Nothing of it is kept, and not why. It cannot be taken back: it would be charged anew.",
        entries=_amount("waived", typed or forms.money(int(values["cents"])), error),
        open=bool(error),
    )


def _charge_form(
    at: "At", values: dict[str, str], *, typed: str = "", told: str = "", error: str = "", unsaid: str = ""
) -> Form:
    return Form(
        "charge",
        "Charge something",
        at.seal("charge", values),
        "Charge it",
        "Only what it is for is kept, never a title. What is lost is charged from key 3, where it is out.",
        entries=_amount("charged", typed, error),
        question="What for?",
        choice_name="reason",
        choices=forms.choices((value, reason.capitalize()) for value, reason in REASONS.items()),
        told=told,
        error=unsaid,
        open=bool(error or unsaid),
    )


def _lost_form(
    at: "At",
    values: dict[str, str],
    out: tuple[tuple[str, str], ...],
    *,
    typed: str = "",
    told: str = "",
    error: str = "",
) -> Form:
    return Form(
        "lost",
        "Something is lost",
        at.seal("lost", values),
        "It is lost",
        "The loan ends, and the title with it: what is kept is the price, as a lost item.",
        entries=_amount(
            "price", typed, error, label="Its price", hint="Dollars, such as 24.95; or 0, to charge nothing."
        ),
        question="Which?",
        choice_name="lost",
        choices=forms.choices(out),
        told=told or out[0][0],
        open=bool(error),
    )


def _pay(at: "At") -> Desk:
    values = at.unseal("pay")
    return _paid(at, values, int(values["cents"]))


def _pay_part(at: "At") -> Desk:
    values = at.unseal("pay_part")
    typed = at.asked("part")
    cents, wrong = _read(typed, most=int(values["cents"]))
    if wrong:
        form = _part_form(at, values, typed=typed, error=wrong)
        return at.page(forms.not_saved(form, values, tab="Payment"))
    return _paid(at, values, cents)


def _paid(at: "At", values: dict[str, str], cents: int) -> Desk:
    left = charges.pay(
        drawers.of(at.library.slug),
        _permit(at, values),
        person=values["person"],
        cents=cents,
        expected_cents=int(values["cents"]),
        today=at.today,
        days_after=at.days_after("charge"),
    )
    return at.page(
        Card(
            "done",
            "Payment",
            f"{forms.money(cents)} paid. {_still(left)}",
            facts=forms.facts_in(values["facts"]),
            receipt=Receipt(forms.money(cents), at.library.name, at.branch, at.today),
        )
    )


def _waive(at: "At") -> Desk:
    values = at.unseal("waive")
    typed = at.asked("waived")
    cents, wrong = _read(typed, most=int(values["cents"]))
    if wrong:
        form = _waive_form(at, values, typed=typed, error=wrong)
        return at.page(forms.not_saved(form, values, tab="Payment"))
    left = charges.waive(
        drawers.of(at.library.slug),
        _permit(at, values),
        person=values["person"],
        cents=cents,
        expected_cents=int(values["cents"]),
    )
    verdict = f"{forms.money(cents)} waived. {_still(left)}"
    return at.page(Card("done", "Payment", verdict, facts=forms.facts_in(values["facts"])))


def _charge(at: "At") -> Desk:
    values = at.unseal("charge")
    typed, told = at.asked("charged"), at.asked("reason")
    cents, wrong = _read(typed)
    unsaid = "" if told in REASONS else "Say what it is for."
    if wrong or unsaid:
        form = _charge_form(at, values, typed=typed, told=told, error=wrong, unsaid=unsaid)
        return at.page(forms.not_saved(form, values, tab="Payment"))
    charges.charge(
        drawers.of(at.library.slug),
        _permit(at, values),
        person=values["person"],
        cents=cents,
        reason=REASONS[told],
        today=at.today,
    )
    facts = (*forms.facts_in(values["facts"]), Fact("For", REASONS[told].capitalize()))
    return at.page(Card("done", "Payment", f"{forms.money(cents)} charged.", facts=facts))


def _lost(at: "At") -> Desk:
    values = at.unseal("lost")
    typed, chosen = at.asked("price"), at.asked("lost")
    if chosen not in values["out"].split():
        return at.page(_which(at, values))
    item = items.with_barcode(at.library.slug, chosen)
    cents, wrong = (0, "") if phrases.cents(typed, most=charges.MOST_CENTS) == 0 else _read(typed)
    if wrong:
        form = _lost_form(at, values, ((chosen, item.title),), typed=typed, error=wrong)
        return at.page(forms.not_saved(form, values, tab="Lost"))
    permit = doorway.to_act(
        at.library, at.staff, purpose="lend", person=values["person"], thing=loans.thing(item), now=at.now
    )
    waits = loans.record_lost(
        drawers.of(at.library.slug),
        permit,
        person=values["person"],
        item=item,
        cents=cents,
        today=at.today,
        days_after=at.days_after("loan"),
    )
    return at.page(
        Card(
            "done",
            "Lost",
            "The loan is ended.",
            facts=(
                *forms.facts_in(values["facts"]),
                Fact("Lost", item.title),
                Fact("Charged", forms.money(cents) if cents else "nothing"),
            ),
            note="Take the item out of the catalogue." + (" Somebody waits for it." if waits else ""),
            steps=(Step("If it is found: put it back, and waive what is owed with key 5"),) if cents else (),
        )
    )


def _which(at: "At", values: dict[str, str]) -> Card:
    return Card(
        "refused", "Lost", "Not done.", facts=forms.facts_in(values["facts"]),
        note="It was not said which item. Nothing was written: begin again.",
    )  # fmt: skip


def _read(typed: str, *, most: int | None = None) -> tuple[int, str]:
    """The cents, and what is wrong with what was typed: nothing, no amount, or more than the most."""
    cents = phrases.cents(typed, most=charges.MOST_CENTS)
    if not cents:
        return 0, NO_AMOUNT
    if most is not None and cents > most:
        return 0, MOST.format(all=forms.money(most))
    return cents, ""


def _still(left: int) -> str:
    return f"{forms.money(left)} is still owed." if left else "Nothing is owed."


def _permit(at: "At", values: dict[str, str]) -> Permit:
    return doorway.to_act(at.library, at.staff, purpose="account", person=values["person"], now=at.now)


ACTS = {"pay": _pay, "pay_part": _pay_part, "waive": _waive, "charge": _charge, "lost": _lost}
