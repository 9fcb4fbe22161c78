"""The desk: who is asking, and what for? Every act is a form post to one address; no address names a person.

What the next act is about (this person, these items so far) travels in a sealed token in a hidden field, bound
to the library, the account and the act, and worthless after ten minutes. No session and no table holds it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from string import ascii_lowercase

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent.access import doorway, joining, mistaking, registrations
from reticent.access.asking import GROWN, NOTHING, ON_PAPER, TO_BORROW, TO_COLLECT, Asking
from reticent.access.doorway import Answer, NoDuty
from reticent.access.records import Record, ShownField
from reticent.doors.web import (
    borrowing,
    cards,
    family,
    forms,
    guards,
    holding,
    leaving,
    paying,
    permitting,
    renewing,
)
from reticent.doors.web.holding import BRANCH
from reticent.doors.web.shown.cards import (
    Ask,
    Card,
    Entry,
    Fact,
    Form,
    Line,
    Lines,
    Pick,
    Stamped,
    Step,
)
from reticent.doors.web.shown.desk import Desk, Key
from reticent.doors.web.shown.frame import Problem
from reticent.drawer import drawers
from reticent.errors import Refused
from reticent.people import patrons, silences
from reticent.people.joining import GUARDIAN, PATRON, consent_in, consents_again
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.policy import Instrument, Policy, fields_named
from reticent.records import items, loans

TOKEN_SECONDS = 10 * 60

PROOFS = {
    "satisfied_parent": "I am satisfied they are the parent",
    "guardian_link": "They are noted here as guardian",
    "card": "They hold the child's card",
    "card_number": "They gave the card number",
    "photo_id": "Photo identification",
}
SENT = (
    (TO_COLLECT, "Noted here, to collect"),
    (TO_BORROW, "Noted here, to borrow"),
    (ON_PAPER, "A permission that the patron signed"),
    (NOTHING, "Nothing"),
)
# Answers that say nothing without a name to hold them against.
WHO_STANDS_HERE = frozenset({"guardian_link", TO_COLLECT, TO_BORROW, ON_PAPER})
IDENTITY = (("card", "Card in hand"), ("photo_id", "Photo identification"), (NOTHING, "I don't, yet"))
SOMEONE = (
    ("spouse", "Spouse, family"),
    ("friend", "Friend, neighbour"),
    ("reporter", "Press"),
    ("company", "Company, agency"),
    ("trustee", "Trustee"),
)
# What an officer brings, as the desk can tell it; what it is in law, the statute pack says.
PAPERS: dict[str, tuple[str, Instrument | None]] = {
    NOTHING: ("No papers", None),
    "order": ("An order signed by a judge", Instrument("court_order", signed_by="judge")),
    "warrant": ("A search warrant, to be carried out now", Instrument("search_warrant", signed_by="judge")),
    "subpoena": ("A subpoena", Instrument("attorney_subpoena", signed_by="attorney")),
    "other": ("Any other paper", Instrument("letter")),
}
# The purpose behind each key that looks somebody up.
PURPOSE = {
    "lend": "lend",
    "account": "account",
    "guardian": "account",
    "payment": "account",
    "registration": "registration",
    "sent": "hold",
    "none": "account",
}


# A payment opens what is owed, and no title; and what the desk noted of it.
OWED = (
    *("registration.name", "charge.amount", "charge.reason", "charge.since"),
    *fields_named(["staff_note"]),
)


NOBODY_FOUND = "Check the spelling, type less of it, or ask for the card. Type a phone number or an e-mail address whole."
TOO_LITTLE = (
    "Type three letters of a name or more, the whole card number, or a phone number of seven digits or more. A few "
    "digits are many people's."
)
TOO_MANY = (
    "Go on typing: another word of the name, or its next letters. Or ask for the card, the phone number or the e-mail "
    "address."
)

# What the desk may correct: the form's name for it, the label, the field that the policy names.
CONTACT = (
    ("address", "Address", "registration.contact"),
    ("town", "Home town", "registration.town"),
    ("phone", "Phone", "registration.phone"),
    ("email", "E-mail", "registration.email"),
)


def keys_for(adopted: Policy) -> tuple[Key, ...]:
    """The number keys, with the kinds of proof that this policy accepts of a parent."""
    proofs = tuple((name, PROOFS[name]) for name in adopted.guardian.proofs or ("satisfied_parent",))
    return (
        Key("1", "lend", "Lend", "the patron's card, then the items"),
        Key("2", "return", "Take back", "scan the item, no name needed"),
        Key(
            "3",
            "account",
            "The patron",
            "about their own account",
            question="How do you know it is them?",
            choices=forms.choices(IDENTITY),
        ),
        Key(
            "4",
            "guardian",
            "A parent or guardian",
            "about their child",
            question="What shows you that they are, and that the child is a minor?",
            choices=forms.choices(
                (*proofs, (GROWN, "The child is 18 or older"), (NOTHING, "Nothing yet")),
                named=WHO_STANDS_HERE,
            ),
            names="Who stands here? Name on their photo id, or their own card",
        ),
        Key("5", "payment", "Payment", "what is owed"),
        Key("6", "registration", "Registration", "renew, PIN, address, close"),
        Key(
            "7",
            "someone_else",
            "Someone else",
            "spouse, friend, press, agency",
            question="Who is it?",
            choices=forms.choices(SOMEONE),
            looks_up=False,
        ),
        Key(
            "8",
            "sent",
            "Someone they send",
            "to collect or borrow",
            question="What shows that the patron sends them?",
            choices=forms.choices(SENT, named=WHO_STANDS_HERE),
            names="Who stands here? Name on their photo id, or their own card",
        ),
        Key(
            "9",
            "police",
            "Police or papers",
            "officer, order, subpoena, letter",
            question="What do they bring?",
            choices=forms.choices(tuple((value, label) for value, (label, _) in PAPERS.items())),
            looks_up=False,
            grave=True,
        ),
        Key("0", "none", "None of these", "no duty, just looking"),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def desk(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """One question, and its answer beside it."""
    keys = keys_for(library.policy)
    page = Desk(keys)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        at = At(request, library, staff, keys)
        try:
            page = act(at) if act else page
        except NoDuty as no:
            page = at.page(cards.card_of(no.decision, library.policy, tab="Your duties"))
        except Refused as no:
            page = at.page(_undone(str(no)))
        if page.card is not None:
            shown = library.policy.display
            asked = bool(page.card.slip and shown and not shown.receipt_titles)
            page = replace(page, card=replace(at.with_a_way_on(page.card), titles_if_asked=asked))
    return render(request, "desk.html", {"desk": page}, status=400 if page.problems else 200)


class At:
    """One post at the desk: who posted what, at which library, when."""

    def __init__(
        self, request: HttpRequest, library: Library, staff: StaffAccount, keys: tuple[Key, ...]
    ) -> None:
        self.request, self.library, self.staff, self.keys = request, library, staff, keys
        self.now = datetime.now(UTC)
        self.today = library.day_of(self.now)
        self.key = next((key for key in keys if key.value == request.POST.get("key")), None)
        told = request.POST.get(self.key.answer_name, "") if self.key else ""
        self.told = told if self.key and any(told == choice.value for choice in self.key.choices) else ""
        self.named = self.asked(self.key.names_name) if self.key and self.key.names else ""
        self.typed = self.asked("asked")
        self.branch = BRANCH

    def asked(self, name: str) -> str:
        return forms.typed(self.request, name, most=200)

    def page(self, card: Card | None = None, *problems: Problem, stay: bool = False) -> Desk:
        """The desk again: the key stays chosen only where something must be mended, or one act follows another."""
        keep = bool(problems) or stay
        chosen = self.key.value if self.key and keep else ""
        if not problems:
            return Desk(self.keys, chosen, self.told if keep else "", card)
        return Desk(self.keys, chosen, self.told, card, problems, self.named, self.typed)

    def seal(self, act: str, values: dict[str, str]) -> str:
        return guards.seal(values, bound_to=self._bound(act), seconds=TOKEN_SECONDS)

    def unseal(self, act: str) -> dict[str, str]:
        values = guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound(act))
        if values is None:
            raise Refused("This card lay open for more than ten minutes. Begin again; nothing was done.")
        return values

    def _bound(self, act: str) -> str:
        return f"{act} at {self.library.slug} by {self.staff.pk}"

    def with_a_way_on(self, card: Card) -> Card:
        label = "Done, next person" if card.ask else "Next person"
        return replace(
            card, steps=(*card.steps, Step(label, "next", reverse("desk", args=[self.library.slug])))
        )

    def days_after(self, kind: str) -> int:
        """How many days the library keeps this kind once its need ends."""
        period = self.library.period_of(kind)
        return period.days_after if period else 0

    def tab(self) -> str:
        """The words on the card's tab: what for, and what was told."""
        assert self.key is not None
        told = next((choice.label for choice in self.key.choices if choice.value == self.told), "")
        return f"{self.key.label} · {told}" if told else self.key.label


def _look(at: At) -> Desk:
    if at.key is None:
        return at.page(None, Problem("Choose what it is for: a key from 1 to 9.", "key-1"))
    if at.key.choices and not at.told:
        first = f"{at.key.value}-{at.key.choices[0].value}"
        return at.page(None, Problem(f"Say it first: {at.key.question}", first))
    if not at.key.looks_up:
        return at.page(_without_looking(at))
    if at.told in WHO_STANDS_HERE and not at.named:
        return at.page(None, Problem(f"Say it first: {at.key.names}.", at.key.names_name))
    if not at.asked("asked"):
        what = (
            "an item"
            if at.key.value == "return"
            else "a card, or type a name, a phone number or an e-mail address"
        )
        return at.page(None, Problem(f"Scan {what}.", "asked"))
    if at.key.value == "return":
        return at.page(_take_back(at, at.asked("asked")), stay=True)
    return at.page(_answered(at, _asked_doorway(at, at.key.value, handle=at.asked("asked"))))


def _pick(at: At) -> Desk:
    values = at.unseal("pick")
    at.key = next(key for key in at.keys if key.value == values["key"])
    at.told, at.named = values["told"], values["named"]
    return at.page(_answered(at, _asked_doorway(at, at.key.value, person=values["person"])))


def _without_looking(at: At) -> Card:
    """Keys 7 and 9: the words to say. Nobody is looked up, so nothing is opened and nothing confirmed."""
    assert at.key is not None
    if at.key.value == "police":
        decision = doorway.words_for(at.library, asker="police", instrument=PAPERS[at.told][1])
    else:
        decision = doorway.words_for(at.library, asker=at.told)
    to_note = f" To be noted: {'; '.join(decision.records)}." if decision.records else ""
    card = cards.card_of(
        decision, at.library.policy, tab=at.tab(), written_down=f"Nothing was looked up.{to_note}"
    )
    if at.key.value != "police":
        return card
    return replace(
        card,
        steps=(Step("Write the visit down", "visit", reverse("visit", args=[at.library.slug])), *card.steps),
    )


def _asked_doorway(at: At, key: str, *, handle: str = "", person: str | None = None) -> Answer:
    asking = None
    if key == "account":
        asking = Asking.patron(at.told)
    elif key == "guardian":
        asking = Asking.guardian(at.told, at.named)
    elif key == "sent":
        asking = Asking.sent(at.told, at.named)
    return doorway.look(
        at.library,
        at.staff,
        purpose="lend" if asking and asking.shown == TO_BORROW else PURPOSE[key],
        now=at.now,
        handle=handle,
        person=person,
        asking=asking,
        no_duty=key == "none",
        fields=OWED if key == "payment" else (),
    )


def _answered(at: At, answer: Answer) -> Card:
    assert at.key is not None
    if answer.candidates:
        return _candidates(at, answer)
    if answer.more_than or answer.nobody:
        return _nobody_named(at, answer)
    card = cards.card_of(
        answer.decision, at.library.policy, tab=at.tab(), written_down=_written(at, answer.decision.outcome)
    )
    if answer.record is None or answer.person is None:
        return card
    return _opened(at, card, answer.record, answer.person)


# Of those who go by one name: what was shown to tell them apart, and what to ask for it.
APART = (
    ("town", "Which town do you live in?", "{}"),
    ("street", "Which street do you live in?", "{}"),
    ("card_ends", "What are the last digits of your card?", "card ends {}"),
)


def _nobody_named(at: At, answer: Answer) -> Card:
    """Nobody fits, or so many that no name is shown: the least to type next."""
    assert at.key is not None
    came_to, verdict, note = "nobody found", "Nobody here goes by that.", NOBODY_FOUND
    if answer.too_little:
        verdict, note = "That is too little to look for.", TOO_LITTLE
    elif answer.more_than:
        came_to, verdict, note = (
            "too many found",
            f"More than {answer.more_than:,} people go by that.",
            TOO_MANY,
        )
    return Card(
        "told",
        at.tab(),
        verdict,
        note=f"{note} No record was opened.",
        steps=_to_register(at) if answer.nobody and not answer.too_little else (),
        written_down=f"Written down for your account: {at.today:%-d %b}, {at.key.label.lower()}, {came_to}.",
    )


def _to_register(at: At) -> tuple[Step, ...]:
    assert at.key is not None
    if at.key.value != "registration":
        return ()
    return (Step("Register somebody new", "join", reverse("join", args=[at.library.slug])),)


def _candidates(at: At, answer: Answer) -> Card:
    assert at.key is not None
    picks = []
    for found, letter in zip(answer.candidates, ascii_lowercase, strict=False):
        values = {"person": found.person, "key": at.key.value, "told": at.told, "named": at.named}
        apart = " · ".join(
            words.format(getattr(found, name)) for name, _, words in APART if getattr(found, name)
        )
        picks.append(Pick(found.name, apart, at.seal("pick", values), letter))
    asked = [
        question for name, question, _ in APART if any(getattr(found, name) for found in answer.candidates)
    ]
    beside = (
        f"More than {answer.more_than:,} go by that; these have exactly this name. "
        if answer.more_than
        else ""
    )
    return Card(
        "told",
        at.tab(),
        "Is it this person?" if len(picks) == 1 else f"{_number(len(picks))} people go by that.",
        say=" ".join(["What is your full name?", *asked]) if not answer.more_than else " ".join(asked),
        picks=tuple(picks),
        note=f"{beside}If that does not tell, ask for the card. Nothing of a record is open yet.",
        written_down=f"Written down for each before it was shown: {at.today:%-d %b}, {at.staff.title}, named.",
    )


# Where the desk may have opened the wrong person's record; what was told to somebody else no button takes back.
_MAY_BE_WRONG = ("lend", "account", "payment", "registration")


def _opened(at: At, card: Card, record: Record, person: str) -> Card:
    """The card with what was opened on it, and the next act; and a way to say that it is the wrong person."""
    assert at.key is not None
    opened = _filled(at, card, record, person)
    if at.key.value not in _MAY_BE_WRONG:
        return opened
    values = {"person": person, "purpose": PURPOSE[at.key.value]}
    wrong = Form(
        "wrong",
        "This is the wrong person",
        at.seal("wrong", values),
        "Close it, and note the mistake",
        "The record closes. Its owner reads that it was opened by mistake, and the director sees how many there are.",
    )
    return replace(opened, forms=(*opened.forms, wrong))


def _wrong(at: At) -> Desk:
    values = at.unseal("wrong")
    mistaking.mistaken(at.library, at.staff, person=values["person"], purpose=values["purpose"], now=at.now)
    written = f"Written down: {at.today:%-d %b}, {at.staff.title}, a look by mistake."
    note = "Nothing of it was told to anybody? Then go on. If it was, tell the director now."
    return at.page(
        Card("done", "Wrong person", "Closed. It is noted as a mistake.", note=note, written_down=written)
    )


def _filled(at: At, card: Card, record: Record, person: str) -> Card:
    """The card with what was opened on it."""
    assert at.key is not None
    facts = _facts(record)
    if at.key.value == "lend" or at.told == TO_BORROW:
        facts = (*facts, *_counted(record), *family.to_mind(record))
        values = {"person": person, "facts": forms.packed(facts), "slip": "[]"}
        return replace(card, verdict="Lend. Scan the items.", facts=facts, ask=_ask_item(at, values))
    if at.key.value == "sent":
        return replace(card, note=holding.to_hand_over(record), facts=facts, tables=holding.to_carry(record))
    owed = record.owed_cents or 0
    if at.key.value in ("payment", "account"):
        facts = (*facts, *family.to_mind(record))
    if at.key.value == "payment":
        verdict = f"{forms.money(owed)} is owed." if owed else "Nothing is owed."
        tables = (*_owed(record), *family.stated(record)) if owed else ()
        return replace(
            card,
            verdict=verdict,
            facts=facts,
            tables=tables,
            ask=paying.ask(at, owed, person, facts),
            forms=paying.desk_forms(at, owed, person, facts),
        )
    if at.key.value == "registration":
        mends = (*_forms(at, record, person, facts), *family.desk_forms(at, record, person, facts))
        permits = permitting.desk_forms(at, record, {"person": person, "facts": forms.packed(facts)})
        found = (*family.tables(record), *permitting.tables(record))
        return replace(card, facts=facts, tables=found, forms=(*mends, *permits))
    offered: tuple[Form, ...] = ()
    if at.key.value == "account":
        offered = (
            *renewing.desk_forms(at, record, person, facts),
            *paying.lost_forms(at, record, person, facts),
            *holding.desk_forms(at, record, person, facts),
            *borrowing.desk_forms(at, record, person, facts),
        )
    tables = (
        *_out(record),
        *holding.tables(record),
        *borrowing.tables(record),
        *_owed(record),
        *family.stated(record),
    )
    return replace(card, facts=facts, tables=tables, forms=offered)


def _lend(at: At) -> Desk:
    values = at.unseal("lend")
    facts, slip = forms.facts_in(values["facts"]), _slip_in(values["slip"])
    ask = _ask_item(at, values)
    card = Card("done", "Lend", "Lend. Scan the items.", facts=facts, slip=slip, ask=ask)
    barcode = at.asked("item")
    if not barcode:
        return at.page(replace(card, ask=replace(ask, error="Scan an item, or type its barcode.")))
    try:
        item = items.with_barcode(at.library.slug, barcode)
        permit = doorway.to_act(
            at.library,
            at.staff,
            purpose="lend",
            person=values["person"],
            thing=loans.thing(item),
            now=at.now,
        )
        lent = loans.record_checkout(
            drawers.of(at.library.slug),
            permit,
            person=values["person"],
            item=item,
            branch=BRANCH,
            today=at.today,
            loan_days=at.library.loan_days,
            hold_days_after=at.days_after("hold"),
        )
    except NoDuty:
        raise
    except Refused as no:
        return at.page(replace(card, verdict="Not lent.", outcome="refused", ask=replace(ask, error=str(no))))
    slip = (*slip, Stamped(lent.title, lent.due))
    again = _ask_item(at, {**values, "slip": _slip_packed(slip)})
    return at.page(replace(card, verdict=f"Lent. Due {lent.due:%-d %B}.", slip=slip, ask=again))


def _return_next(at: At) -> Desk:
    at.key = next(key for key in at.keys if key.value == "return")
    return at.page(_take_back(at, at.asked("item")), stay=True)


def _take_back(at: At, barcode: str) -> Card:
    """Take one item back. Nothing about the person is read or shown."""
    ask = Ask("return", "Next item", "", "Take back", hint="Scan it, or type its barcode.")
    tab = "Take back"
    if not barcode:
        return Card("told", tab, "Scan an item.", ask=ask)
    try:
        item = items.with_barcode(at.library.slug, barcode)
        permit = doorway.to_act(at.library, at.staff, purpose="return", thing=loans.thing(item), now=at.now)
        back = loans.record_return(
            drawers.of(at.library.slug),
            permit,
            item=item,
            today=at.today,
            daily_fine_cents=at.library.daily_fine_cents,
            days_after=at.days_after("loan"),
        )
    except NoDuty:
        raise
    except Refused as no:
        return Card("refused", tab, "Not taken back.", note=str(no), ask=ask)
    facts: tuple[Fact, ...] = (Fact("Title", back.title),)
    if back.days_late:
        days = "1 day" if back.days_late == 1 else f"{back.days_late} days"
        facts = (*facts, Fact("Late", days, "due"))
    if back.charged_cents:
        facts = (*facts, Fact("Charged", forms.money(back.charged_cents), "due"))
    kept = at.library.policy.keep.get("loan")
    gone = "Back. The loan is ended." if kept and kept.days_after else "Back. Nothing of the loan is kept."
    return Card(
        "done",
        tab,
        "Back. Put it on the hold shelf."
        if back.somebody_waits
        else "Back. It goes on to its own library."
        if item.due_back
        else gone,
        facts=facts,
        note="Somebody waits for it. For whom it is, you see when they come and show their card."
        if back.somebody_waits
        else _goes_back(item),
        shelf=holding.shelf_slip(at, back.shelf),
        ask=ask,
        because=cards.clauses(at.library.policy, kept.clauses if kept else ()),
    )


def _goes_back(item: items.Item) -> str:
    """What another library lent us is not put on a shelf."""
    if item.due_back is None:
        return ""
    return f"Send it back by {item.due_back:%-d %B}, and say so under Other libraries."


# -- key 6: what the desk mends in a registration


def _forms(at: At, record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """Renew, new PIN, correct, close: each with a token that does nothing else."""
    values = {"person": person, "facts": forms.packed(facts)}
    kept = {name: str(record.value(field) or "") for name, _, field in CONTACT}
    return (
        _renew_form(at, values, consents=_consents_again(at, record)),
        pin_form(at, values),
        _contact_form(at, values, kept),
        leaving.close_form(at, values),
    )


def _consents_again(at: At, record: Record) -> bool:
    kept = record.value("registration.consent")
    return consents_again(joining.form_of(at.library), str(kept) if kept else None)


def _renew_form(at: At, values: dict[str, str], *, consents: bool, error: str = "") -> Form:
    until = patrons.good_until(at.today)
    note = f"It will be good until {until:%-d %B %Y}, or longer if it is so already."
    asked = Form("renew", "Renew the card", at.seal("renew", values), "Renew", note, open=bool(error))
    if not consents:
        return asked
    who = ((PATRON, "They agree themselves"), (GUARDIAN, "Of a minor: the parent or guardian agrees"))
    return replace(
        asked,
        question="Do they agree that the library keeps what the form asks?",
        choice_name="consents",
        choices=forms.choices(who if joining.form_of(at.library).of_minors else who[:1]),
        error=error,
    )


def pin_form(
    at: At, values: dict[str, str], *, told: str = "", wrong: Mapping[str, str] | None = None
) -> Form:
    """The form that sets a new PIN."""
    asked = (("pin", "New PIN", "4 to 12 digits. Let the patron type."), ("again", "The same again", ""))
    entries = tuple(Entry(name, label, kind="secret", hint=hint) for name, label, hint in asked)
    return Form(
        "pin",
        "Set a new PIN",
        at.seal("pin", values),
        "Set the PIN",
        entries=forms.with_errors(entries, wrong or {}, focus="seen" not in (wrong or {})),
        question="How do you know it is them?",
        choice_name="seen",
        choices=forms.choices(tuple(pair for pair in IDENTITY if pair[0] != NOTHING)),
        told=told,
        error=(wrong or {}).get("seen", ""),
        open=bool(wrong),
    )


def _contact_form(
    at: At, values: dict[str, str], typed: Mapping[str, str], *, wrong: Mapping[str, str] | None = None
) -> Form:
    form = joining.form_of(at.library)
    entries = tuple(
        Entry(
            name,
            label,
            typed[name],
            kind="lines" if name == "address" else "text",
            hint=forms.of_mail(at.library.policy) if name == "email" else "",
        )
        for name, label, _ in CONTACT
        if form.asks(name)
    )
    return Form(
        "correct",
        "Correct address, phone, e-mail",
        at.seal("correct", values),
        "Save",
        note="A wrong name is put right by the next file that the library takes in.",
        entries=forms.with_errors(entries, wrong or {}),
        open=bool(wrong),
    )


def _mended(at: At, verdict: str, facts: tuple[Fact, ...], what: str) -> Desk:
    written = f"Written down, before it was done: {at.today:%-d %b}, {at.staff.title}, registration, {what}."
    return at.page(Card("done", "Registration", verdict, facts=facts, written_down=written))


def _renew(at: At) -> Desk:
    values = at.unseal("renew")
    try:
        until = registrations.renew(
            at.library, at.staff, person=values["person"], consents=at.asked("consents"), now=at.now
        )
    except CannotBeKept as cannot:
        form = _renew_form(at, values, consents=True, error=cannot.fields["consents"])
        return at.page(forms.not_saved(form, values))
    return _mended(at, f"Renewed. Good until {until:%-d %B %Y}.", forms.name_in(values), "renewed")


def _set_pin(at: At) -> Desk:
    values = at.unseal("pin")
    pin, again, seen = (at.request.POST.get(name, "")[:60] for name in ("pin", "again", "seen"))
    try:
        registrations.set_pin(
            at.library, at.staff, person=values["person"], pin=pin, again=again, shown=seen, now=at.now
        )
    except CannotBeKept as cannot:
        return at.page(forms.not_saved(pin_form(at, values, told=seen, wrong=cannot.fields), values))
    return _mended(at, "The new PIN is set.", forms.name_in(values), "new PIN")


def _correct(at: At) -> Desk:
    values = at.unseal("correct")
    typed = {name: forms.typed(at.request, name, most=1000) for name, _, _ in CONTACT}
    try:
        kept = registrations.correct(
            at.library,
            at.staff,
            person=values["person"],
            address=typed["address"],
            town=typed["town"],
            phone=typed["phone"],
            email=typed["email"],
            now=at.now,
        )
    except CannotBeKept as cannot:
        return at.page(forms.not_saved(_contact_form(at, values, typed, wrong=cannot.fields), values))
    facts = tuple(Fact(label, getattr(kept, name) or "none") for name, label, _ in CONTACT)
    return _mended(at, "Put right.", facts, "corrected")


ACTS: dict[str, Callable[[At], Desk]] = {
    "look": _look,
    "pick": _pick,
    "lend": _lend,
    "return": _return_next,
    "renew": _renew,
    "pin": _set_pin,
    "correct": _correct,
    "wrong": _wrong,
    **family.ACTS,
    **permitting.ACTS,
    **holding.ACTS,
    **borrowing.ACTS,
    **renewing.ACTS,
    **paying.ACTS,
    **leaving.ACTS,
}


def _undone(why: str) -> Card:
    return Card("refused", "Not done", "That was not done.", note=why)


def _ask_item(at: At, values: dict[str, str]) -> Ask:
    label = "Next item" if values["slip"] != "[]" else "First item"
    return Ask("lend", label, at.seal("lend", values), "Lend", hint="Scan it, or type its barcode.")


def _written(at: At, outcome: str) -> str:
    assert at.key is not None
    opened = "before it was opened" if outcome == "allowed" else "and nothing was opened"
    return f"Written down, {opened}: {at.today:%-d %b}, {at.staff.title}, {at.key.label.lower()}, {outcome}."


# -- what was opened, in words


def said(value: str | date) -> str:
    """A value as people read it."""
    return f"{value:%-d %B %Y}" if isinstance(value, date) else value


def under_wish(field: ShownField) -> str:
    """A value for the desk: under a wish not to be reached by it, the wish stands in its place."""
    if field.field == "registration.consent":
        consent = consent_in(str(field.value))
        return f"{consent.on:%-d %B %Y}, by the {consent.by}, form version {consent.version}"
    if field.shut:
        return field.wish
    beside = ", ".join(each for each in (field.wish, _came_back(field)) if each)
    return f"{said(field.value)} ({beside})" if beside else said(field.value)


def _minds(field: ShownField) -> bool:
    """Whether the desk must mind it."""
    expired = field.field == "registration.standing" and field.value != "good"
    return bool(field.wish) or silences.BACK in field.mail or expired


def _came_back(field: ShownField) -> str:
    on = field.mail.get(silences.BACK)
    return f"mail came back on {on:%-d %B}: ask for another address" if on else ""


def _facts(record: Record) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f.label,
            under_wish(f),
            "due" if _minds(f) else "",
        )
        for f in record.fields
    )


def _counted(record: Record) -> tuple[Fact, ...]:
    facts: tuple[Fact, ...] = ()
    if record.loan_count is not None:
        facts = (Fact("Out before this", str(record.loan_count)),)
    if record.owed_cents is not None:
        owed = record.owed_cents
        facts = (*facts, Fact("Owed", forms.money(owed) if owed else "nothing", "due" if owed else ""))
    return facts


def _out(record: Record) -> tuple[Lines, ...]:
    if record.loan_count is None:
        return ()
    lines = tuple(Line(loan.title or "an item", loan.due, late=loan.overdue) for loan in record.loans)
    return (Lines("Out", "Title", "Due", lines, "Nothing is out."),)


def _owed(record: Record) -> tuple[Lines, ...]:
    if record.owed_cents is None:
        return ()
    lines = tuple(
        Line((charge.reason or "a charge").capitalize(), amount=forms.money(charge.cents))
        for charge in record.charges
        if charge.paid_on is None
    )
    return (Lines("Owed", "For", "Amount", lines, "Nothing is owed."),)


def _number(n: int) -> str:
    words = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
    return words[n - 2] if n - 2 < len(words) else str(n)


# -- what a token carries


def _slip_packed(slip: tuple[Stamped, ...]) -> str:
    return json.dumps([[s.what, s.due.isoformat()] for s in slip])


def _slip_in(text: str) -> tuple[Stamped, ...]:
    return tuple(Stamped(what, date.fromisoformat(due)) for what, due in json.loads(text))
