"""Renewing at the desk what a patron has out: one thing, or all that nobody else waits for."""

from typing import TYPE_CHECKING

from reticent.access import doorway
from reticent.access.doorway import NoDuty
from reticent.access.records import Record
from reticent.doors.web import forms
from reticent.doors.web.shown.cards import Card, Fact, Form, Line, Lines, Stamped
from reticent.doors.web.shown.desk import Desk
from reticent.drawer import drawers
from reticent.errors import Refused
from reticent.records import items, loans

if TYPE_CHECKING:
    from reticent.doors.web.desk import At

ALL = "all"


def desk_forms(at: "At", record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """Renew, where something is out and the decision names it."""
    out = [(loan.barcode, loan.title or "an item") for loan in record.loans if loan.barcode]
    if not out:
        return ()
    every = [(ALL, "All of it")] if len(out) > 1 else []
    values = {
        "person": person,
        "facts": forms.packed(tuple(fact for fact in facts if fact.label == "Name")),
        "out": " ".join(barcode for barcode, _ in out),
    }
    return (
        Form(
            "renew_loan",
            "Renew what is out",
            at.seal("renew_loan", values),
            "Renew",
            f"Due again {at.library.loan_days} days from today. What somebody else waits for stays due as it is.",
            question="Which?",
            choice_name="renewed",
            choices=forms.choices([*every, *out]),
            told=every[0][0] if every else out[0][0],
        ),
    )


def renew(at: "At") -> Desk:
    """Renew the one that was chosen, or each; what cannot be is said with its reason."""
    values = at.unseal("renew_loan")
    out, chosen = values["out"].split(), at.asked("renewed")
    wanted = out if chosen == ALL else [barcode for barcode in out if barcode == chosen]
    if not wanted:
        raise Refused("Say which. Begin again; nothing was renewed.")
    slip: list[Stamped] = []
    left: list[Line] = []
    cents = 0
    for barcode in wanted:
        item = items.with_barcode(at.library.slug, barcode)
        try:
            done = _renewed(at, values["person"], item)
        except NoDuty:
            raise
        except Refused as no:
            left.append(Line(item.title, amount="as before", note=str(no)))
            continue
        slip.append(Stamped(done.title, done.due))
        cents += done.charged_cents
    facts = forms.facts_in(values["facts"])
    if cents:
        facts = (*facts, Fact("Charged", f"{forms.money(cents)}, for the days until today", "due"))
    return at.page(
        Card(
            "done" if slip else "refused",
            "Renewals",
            _verdict(slip),
            facts=facts,
            tables=(Lines("Not renewed", "Title and why", "Due", tuple(left)),) if left else (),
            slip=tuple(slip),
        )
    )


def _renewed(at: "At", person: str, item: items.Item) -> loans.Renewed:
    permit = doorway.to_act(
        at.library, at.staff, purpose="lend", person=person, thing=loans.thing(item), now=at.now
    )
    return loans.renew(
        drawers.of(at.library.slug),
        permit,
        person=person,
        item=item,
        today=at.today,
        loan_days=at.library.loan_days,
        daily_fine_cents=at.library.daily_fine_cents,
    )


def _verdict(slip: list[Stamped]) -> str:
    if not slip:
        return "Not renewed."
    due = f"Due {slip[0].due:%-d %B}."
    return f"Renewed. {due}" if len(slip) == 1 else f"{len(slip)} renewed. {due}"


ACTS = {"renew_loan": renew}
