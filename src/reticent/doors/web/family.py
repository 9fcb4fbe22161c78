"""Guardians, people sent, contact wishes, notes, statements: at the desk, and on the patron's own page."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reticent.access import families
from reticent.access.families import NotHere, TypedGuardian, TypedNote, TypedSent
from reticent.access.noted import Noted, NotedByStaff, NotedGuardian
from reticent.access.records import Record
from reticent.doors.web import cards, forms, guards, tongues, troubles
from reticent.doors.web.shown.cards import Card, Entry, Fact, Form, Line, Lines
from reticent.doors.web.shown.desk import Desk
from reticent.doors.web.shown.frame import Trouble
from reticent.doors.web.shown.my_record import TakeBack
from reticent.errors import Refused
from reticent.people import staff_notes
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.policy import WISHES, may_note, most_days_of_a_note
from reticent.policy.tongues import Tongue

if TYPE_CHECKING:
    from reticent.doors.web.desk import At

TOKEN_SECONDS = 10 * 60

PROOFS = (
    ("birth_certificate", "Birth certificate"),
    ("court_paper", "Paper of a court"),
    ("signed_form", "They signed the child's form"),
    ("photo_id", "Photo id of a parent whom the child names"),
    ("custody_order", "A court order that keeps this person out"),
)
GIVEN_BY = (
    ("card", "Signed here, card in hand"),
    ("photo_id", "Signed here, photo id"),
    ("letter", "A signed letter"),
)
MAY = {"collect": "collects what waits", "borrow": "borrows on the card"}
# What the one sent may do, in a patron's own words: hers, and those of whoever is sent.
MAY_YOU = {
    "collect": _("may collect what waits for you, until {day}"),
    "borrow": _("may borrow on your card, until {day}"),
}
MAY_OTHER = {
    "collect": _("you may collect for them, until {day}"),
    "borrow": _("you may borrow on their card, until {day}"),
}
WISHED = {
    "no_phone": _("never phone"),
    "no_messages": _("never leave messages"),
    "no_mail": _("never send mail"),
    "no_email": _("never send e-mail"),
    "email_only": _("e-mail only"),
    "unnamed": _("never name the library"),
}
# Which part of her record a statement is about, as she reads it; and as the desk does.
ABOUT_YOU = {
    "registration": _("your registration"),
    "loan": _("what you have out"),
    "hold": _("what you have on hold"),
    "charge": _("what you owe"),
}
ABOUT_THEM = {
    "registration": "their registration",
    "loan": "what is out",
    "hold": "what is on hold",
    "charge": "what is owed",
}
# A note of the desk's list, as its owner reads it.
NOTED_OF_YOU = {
    "card_lost": _("your card is reported lost: the desk asks who you are"),
    "not_reached": _("mail or calls to you came back: the desk asks for your address and phone"),
    "proof_to_come": _("proof of your address is still to be shown"),
    "owed_in_question": _("what you owe is being looked into: meanwhile nobody asks you for it"),
    "something_waits": _("something of yours was found and waits at the desk"),
}
# What was done, in a look of the patron's own list.
CAME_TO = {
    families.GUARDIAN_NOTED: _("a guardian was noted"),
    families.KEPT_OUT: _("a court order against a guardian was noted"),
    families.LET_IN: _("the end of a court order was noted"),
    families.SENT_NOTED: _("somebody you send was noted"),
    families.WISH_NOTED: _("how not to reach you was noted"),
    families.STAFF_NOTED: _("a note was made beside your card"),
    families.TAKEN_OFF["staff_note"]: _("a note beside your card was taken off"),
    families.TAKEN_OFF["guardian_link"]: _("a guardian was taken off"),
    families.TAKEN_OFF["designation"]: _("somebody you sent was taken back"),
    families.TAKEN_OFF["contact_wish"]: _("how not to reach you was taken back"),
    families.TAKEN_OFF["friends_choice"]: _("you left the Friends' list"),
    families.STATED: _("a statement of yours was put with your record"),
    families.TAKEN_OFF["statement"]: _("a statement of yours was taken back"),
}


# -- at the desk: what is noted, and the forms that change it


def tables(record: Record) -> tuple[Lines, ...]:
    """What is noted beside the registration that lies open."""
    noted = record.noted
    found = (
        Lines(
            "Guardians",
            "Name",
            "Until",
            tuple(
                Line(g.name, amount=_day(g.until), note="kept out" if g.blocked else "")
                for g in noted.guardians
            ),
        ),
        Lines(
            "People they send",
            "Name",
            "Until",
            tuple(Line(s.name, amount=_day(s.until), note=MAY[s.may]) for s in noted.sent),
        ),
        Lines(
            "Not to be reached",
            "Wish",
            "Since",
            tuple(Line(w.words, amount=_day(w.since)) for w in noted.wishes),
        ),
        Lines(
            "The Friends' list",
            "Choice",
            "Since",
            tuple(Line("on the list", amount=_day(choice.since)) for choice in noted.friends),
        ),
        Lines(
            "Notes",
            "Note",
            "Until",
            tuple(
                Line(_note_said(n), amount=_last(n), note=f"{n.by_role}, {n.since:%-d %B}")
                for n in noted.by_staff
            ),
        ),
    )
    return (*(table for table in found if table.lines), *stated(record))


def stated(record: Record) -> tuple[Lines, ...]:
    """What the patron says herself of what lies open: it is read with it."""
    said = record.noted.statements
    lines = tuple(Line(s.words, amount=_day(s.since), note=f"of {ABOUT_THEM[s.about]}") for s in said)
    return (Lines("Their own statement", "In their words", "Since", lines),) if lines else ()


def to_mind(record: Record) -> tuple[Fact, ...]:
    """The notes that the work in hand has a use for, where something else than the registration lies open."""
    return tuple(Fact("To mind", _note_said(n), "due") for n in record.noted.by_staff)


def _note_said(note: NotedByStaff) -> str:
    return staff_notes.LIST[note.note].words if note.note else f"“{note.words}”"


def _last(note: NotedByStaff) -> str:
    return _day(note.until) if note.until else "the card is given back"


def desk_forms(at: "At", record: Record, person: str, facts: tuple[Fact, ...]) -> tuple[Form, ...]:
    """What may be noted or taken off: each form with a token that does nothing else."""
    values = {"person": person, "facts": forms.packed(facts)}
    off = [
        *(("guardian_link", g.mark, f"Take {g.name} off as guardian") for g in record.noted.guardians),
        *(("designation", s.mark, f"No longer send {s.name}: {MAY[s.may]}") for s in record.noted.sent),
        *(("contact_wish", w.mark, f"Take back “{w.words}”") for w in record.noted.wishes),
        *(("friends_choice", choice.mark, "Leave the Friends' list") for choice in record.noted.friends),
        *(
            ("statement", s.mark, f"Take back what they say of {ABOUT_THEM[s.about]}")
            for s in record.noted.statements
        ),
        *(("staff_note", n.mark, f"Take the note off: {_note_said(n)}") for n in record.noted.by_staff),
    ]
    return (
        _guardian_form(at, values),
        *(_order_form(at, values, guardian) for guardian in record.noted.guardians),
        _sent_form(at, values),
        _wish_form(at, values),
        _statement_form(at, values),
        _note_form(at, values),
        *(
            Form(
                "take_off", label, at.seal("take_off", {**values, "kind": kind, "which": mark}), "Take it off"
            )
            for kind, mark, label in off
        ),
    )


def _guardian_form(
    at: "At",
    values: dict[str, str],
    *,
    typed: TypedGuardian | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Form:
    typed, wrong = typed or TypedGuardian("", "", "", ""), wrong or {}
    label, token = "Note a guardian", at.seal("guardian", values)
    if not may_note("guardian_link", at.library.policy).allowed:
        return Form("guardian", label, token, "See what the policy says")
    entries: tuple[Entry, ...] = (
        Entry("guardian_name", "Guardian's name, as the photo id has it", typed.name),
        Entry("guardian_card", "Their own card, if they have one", typed.card),
    )
    if families.asks_day(at.library, person=values["person"]):
        hint = "Born on 29 February: the 28th. The birth date itself is not kept."
        age = at.library.policy.minor_age
        entries = (*entries, Entry("of_age", f"The day the child turns {age}", typed.of_age, "date", hint))
    return Form(
        "guardian",
        label,
        token,
        "Note it",
        "It ends by itself on the day the child comes of age.",
        entries=forms.with_errors(entries, wrong, focus="guardian_proof" not in wrong),
        question="What do they show?",
        choice_name="guardian_proof",
        choices=forms.choices(PROOFS),
        told=typed.proof,
        error=wrong.get("guardian_proof", ""),
        open=bool(wrong),
    )


def _order_form(at: "At", values: dict[str, str], guardian: NotedGuardian) -> Form:
    do = "let_in" if guardian.blocked else "keep_out"
    label, button, note = {
        "keep_out": (
            f"A court order keeps {guardian.name} out",
            "I have seen the order",
            "From now on only guardians who are noted here and not kept out are answered.",
        ),
        "let_in": (
            f"The order against {guardian.name} has ended",
            "I have seen the paper",
            "Only who has the director's duty may note this.",
        ),
    }[do]
    token = at.seal(do, {**values, "which": guardian.mark})
    return Form(do, label, token, button, note)


def _sent_form(
    at: "At",
    values: dict[str, str],
    *,
    typed: TypedSent | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Form:
    typed, wrong = typed or TypedSent("", "", "", "", ""), wrong or {}
    label, token = "Note somebody they send", at.seal("send", values)
    if not may_note("designation", at.library.policy).allowed:
        return Form("send", label, token, "See what the policy says")
    entries = (
        Entry("sent_name", "Name, as the photo id has it", typed.name),
        Entry("sent_card", "Their own card, if they have one", typed.card),
        Entry("sent_until", "The last day", typed.until, "date", "A year at most; left empty, a year."),
    )
    pairs = tuple(
        (f"{may} {by}", f"{doing.capitalize()} · {said[:1].lower()}{said[1:]}")
        for may, doing in MAY.items()
        for by, said in GIVEN_BY
    )
    return Form(
        "send",
        label,
        token,
        "Note it",
        "They learn which item to carry, or whether the card may borrow; nothing else.",
        entries=forms.with_errors(entries, wrong, focus="sent_given_by" not in wrong),
        question="What for, and how did the patron give it in writing?",
        choice_name="sent_given_by",
        choices=forms.choices(pairs),
        told=f"{typed.may} {typed.given_by}",
        error=wrong.get("sent_given_by", ""),
        open=bool(wrong),
    )


def _wish_form(at: "At", values: dict[str, str], *, error: str = "") -> Form:
    return Form(
        "wish",
        "Note how not to reach them",
        at.seal("wish", values),
        "Note it",
        "They need not say why.",
        question="What do they ask?",
        choice_name="wish",
        choices=forms.choices((name, words.capitalize()) for name, words in WISHES.items()),
        error=error,
        open=bool(error),
    )


def _statement_form(
    at: "At",
    values: dict[str, str],
    *,
    about: str = "",
    words: str = "",
    wrong: Mapping[str, str] | None = None,
) -> Form:
    wrong = wrong or {}
    entries = (
        Entry("words", "In their own words", words, "lines", "Without a title: it is read with the record."),
    )
    return Form(
        "state",
        "Put a statement of theirs with the record",
        at.seal("state", values),
        "Let it stand",
        "They do not agree with what is kept, and it stays as it is. They write it, or sign what you write for them."
        " Whoever reads that part of the record reads it, too. It takes the place of an earlier one.",
        entries=forms.with_errors(entries, wrong, focus="about" not in wrong),
        question="Of what?",
        choice_name="about",
        choices=forms.choices((part, said.capitalize()) for part, said in ABOUT_THEM.items()),
        told=about,
        error=wrong.get("about", ""),
        open=bool(wrong),
    )


def _note_form(
    at: "At",
    values: dict[str, str],
    *,
    typed: TypedNote | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Form:
    typed, wrong = typed or TypedNote("", "", ""), wrong or {}
    label, token, policy = "Note what to mind", at.seal("note", values), at.library.policy
    if not may_note("staff_note", policy).allowed:
        return Form("note", label, token, "See what the policy says")
    offered = [(name, listed.words) for name, listed in staff_notes.LIST.items()]
    hint = _no_longer_than(most_days_of_a_note(policy, in_words=False))
    entries: tuple[Entry, ...] = (Entry("note_until", "The last day", typed.until, "date", hint),)
    told = "They read it on their own page, and who noted it."
    if policy.notes is None:
        told += " The policy does not speak of notes: the list and its days are this program's."
    if may_note("staff_note", policy, in_words=True).allowed:
        offered.append((families.IN_WORDS, "In a few words"))
        in_words = _no_longer_than(most_days_of_a_note(policy, in_words=True))
        of_what = f"No title, nothing of health. {in_words}"
        entries = (Entry("note_words", "The few words", typed.words, hint=of_what), *entries)
    else:
        told += " Own words are not kept here."
    return Form(
        "note",
        label,
        token,
        "Note it",
        told,
        entries=forms.with_errors(entries, wrong, focus="note" not in wrong),
        question="What must the next one at the desk mind?",
        choice_name="note",
        choices=forms.choices(offered),
        told=typed.note,
        error=wrong.get("note", ""),
        open=bool(wrong),
    )


def _no_longer_than(days: int | None) -> str:
    return (
        f"{days} days at most; left empty, {days} days."
        if days
        else "Left empty, as long as the card is good."
    )


# -- at the desk: what is posted


def act(do: str, does: Callable[["At", dict[str, str]], Card]) -> Callable[["At"], Desk]:
    """An act with its token opened; what the policy does not let the desk do is a card with the reason."""

    def sent(at: "At") -> Desk:
        values = at.unseal(do)
        try:
            card = does(at, values)
        except NotHere as no:
            card = cards.card_of(no.decision, at.library.policy, tab="Registration")
        return at.page(card)

    return sent


def _guardian(at: "At", values: dict[str, str]) -> Card:
    typed = TypedGuardian(
        *(at.asked(name) for name in ("guardian_name", "guardian_card", "guardian_proof", "of_age"))
    )
    try:
        until = families.note_guardian(at.library, at.staff, person=values["person"], typed=typed, now=at.now)
    except CannotBeKept as cannot:
        return forms.not_saved(_guardian_form(at, values, typed=typed, wrong=cannot.fields), values)
    if typed.proof == "custody_order":
        return done(at, values, "Noted. The order keeps them out.", "court order noted")
    return done(at, values, f"Noted, until {until:%-d %B %Y}.", "guardian noted")


def _keep_out(at: "At", values: dict[str, str]) -> Card:
    families.keep_out(at.library, at.staff, person=values["person"], which=values["which"], now=at.now)
    return done(at, values, "Noted. The order keeps them out.", "court order noted")


def _let_in(at: "At", values: dict[str, str]) -> Card:
    families.let_in(at.library, at.staff, person=values["person"], which=values["which"], now=at.now)
    return done(at, values, "Noted. The order has ended.", "end of a court order noted")


def _send(at: "At", values: dict[str, str]) -> Card:
    may, _, given_by = at.asked("sent_given_by").partition(" ")
    typed = TypedSent(at.asked("sent_name"), at.asked("sent_card"), may, given_by, at.asked("sent_until"))
    try:
        until = families.designate(at.library, at.staff, person=values["person"], typed=typed, now=at.now)
    except CannotBeKept as cannot:
        return forms.not_saved(_sent_form(at, values, typed=typed, wrong=cannot.fields), values)
    return done(at, values, f"Noted, until {until:%-d %B %Y}.", "somebody sent noted")


def _wish(at: "At", values: dict[str, str]) -> Card:
    try:
        families.wish(at.library, at.staff, person=values["person"], wish=at.asked("wish"), now=at.now)
    except CannotBeKept as cannot:
        return forms.not_saved(_wish_form(at, values, error=cannot.fields["wish"]), values)
    return done(at, values, "Noted. Nobody reaches them that way.", "wish noted")


def _state(at: "At", values: dict[str, str]) -> Card:
    about, words = at.asked("about"), forms.typed(at.request, "words", most=4000)
    try:
        families.state(at.library, at.staff, person=values["person"], about=about, words=words, now=at.now)
    except CannotBeKept as cannot:
        form = _statement_form(at, values, about=about, words=words, wrong=cannot.fields)
        return forms.not_saved(form, values)
    return done(at, values, "It stands with the record.", "statement noted")


def _note(at: "At", values: dict[str, str]) -> Card:
    typed = TypedNote(*(at.asked(name) for name in ("note", "note_words", "note_until")))
    try:
        until = families.note(at.library, at.staff, person=values["person"], typed=typed, now=at.now)
    except CannotBeKept as cannot:
        return forms.not_saved(_note_form(at, values, typed=typed, wrong=cannot.fields), values)
    verdict = f"Noted, until {until:%-d %B %Y}." if until else "Noted."
    return done(at, values, verdict, "note made")


def _take_off(at: "At", values: dict[str, str]) -> Card:
    families.take_off(
        at.library, at.staff, person=values["person"], kind=values["kind"], which=values["which"], now=at.now
    )
    return done(at, values, "Taken off.", "taken off")


ACTS: dict[str, Callable[["At"], Desk]] = {
    "guardian": act("guardian", _guardian),
    "keep_out": act("keep_out", _keep_out),
    "let_in": act("let_in", _let_in),
    "send": act("send", _send),
    "wish": act("wish", _wish),
    "state": act("state", _state),
    "note": act("note", _note),
    "take_off": act("take_off", _take_off),
}


def done(at: "At", values: dict[str, str], verdict: str, what: str) -> Card:
    """The card of an act that was done: what came of it, and that it was written down before."""
    written = f"Written down, before it was done: {at.today:%-d %b}, {at.staff.title}, registration, {what}."
    return Card("done", "Registration", verdict, facts=forms.name_in(values), written_down=written)


# -- on the patron's own page


def own_facts(kind: str, noted: Noted, *, minor: bool) -> tuple[Fact, ...]:
    """What is noted of this kind, as the patron reads it; to a minor, that the desk changes it."""
    facts = _OWN[kind](noted)
    return by_the_desk(facts) if minor and kind not in families.BY_THE_DESK else facts


def by_the_desk(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The same, for a minor: the desk changes it."""
    return (*facts, Fact(gettext("To change it"), gettext("ask at the desk with your card"))) if facts else ()


def _own_guardians(noted: Noted) -> tuple[Fact, ...]:
    facts = [
        Fact(g.name, gettext("kept out by a court order"), "due")
        if g.blocked
        else Fact(g.name, gettext("may be answered about your account"))
        for g in noted.guardians
    ]
    if noted.guardians:
        day = tongues.day(min(guardian.until for guardian in noted.guardians))
        facts.append(Fact(gettext("On {day}").format(day=day), gettext("this account becomes yours alone")))
    for ward in noted.wards:
        facts.append(
            Fact(gettext("You are guardian of {name}").format(name=ward), gettext("until they come of age"))
        )
    return tuple(facts)


def _own_sent(noted: Noted) -> tuple[Fact, ...]:
    return (
        *(Fact(s.name, gettext(MAY_YOU[s.may]).format(day=tongues.day(s.until))) for s in noted.sent),
        *(
            Fact(gettext("Somebody sends you"), gettext(MAY_OTHER[may]).format(day=tongues.day(until)))
            for may, until in noted.sent_by
        ),
    )


def _own_wishes(noted: Noted) -> tuple[Fact, ...]:
    return tuple(
        Fact(gettext("Since {day}").format(day=tongues.day(w.since)), gettext(WISHED[w.wish]))
        for w in noted.wishes
    )


def _own_choice(noted: Noted) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            gettext("Since {day}").format(day=tongues.day(choice.since)),
            gettext("the Friends of the Library may have your e-mail address, and nothing else"),
        )
        for choice in noted.friends
    )


def _own_statements(noted: Noted) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            gettext("Of {part}, since {day}").format(
                part=gettext(ABOUT_YOU[s.about]), day=tongues.day(s.since)
            ),
            s.words,
        )
        for s in noted.statements
    )


def _own_notes(noted: Noted) -> tuple[Fact, ...]:
    facts = [Fact(_noted_by(note), _noted_until(note)) for note in noted.by_staff]
    if facts:
        facts.append(Fact(gettext("Not right?"), gettext("ask at the desk: it takes a note off")))
    return tuple(facts)


def _noted_by(note: NotedByStaff) -> str:
    day = tongues.day(note.since, year=False)
    return gettext("{day}, {role}").format(day=day, role=gettext(note.by_role))


def _noted_until(note: NotedByStaff) -> str:
    words = gettext(NOTED_OF_YOU[note.note]) if note.note else f"“{note.words}”"
    if note.until is None:
        return words
    return gettext("{note}, until {day}").format(note=words, day=tongues.day(note.until))


_OWN: dict[str, Callable[[Noted], tuple[Fact, ...]]] = {
    "guardian_link": _own_guardians,
    "designation": _own_sent,
    "contact_wish": _own_wishes,
    "friends_choice": _own_choice,
    "statement": _own_statements,
    "staff_note": _own_notes,
}


def take_backs(
    library: Library, person: str, kind: str, noted: Noted, *, back: str = "my-record"
) -> tuple[TakeBack, ...]:
    """The buttons with which a patron of age takes back what she asked for; `back` is the page that comes then."""
    marks = {
        "designation": [(s.mark, gettext("No longer send {name}").format(name=s.name)) for s in noted.sent],
        "contact_wish": [
            (w.mark, gettext("Take back: {wish}").format(wish=gettext(WISHED[w.wish]))) for w in noted.wishes
        ],
        "friends_choice": [(choice.mark, gettext("Leave the Friends' list")) for choice in noted.friends],
        "statement": [
            (s.mark, gettext("Take back what you say of {part}").format(part=gettext(ABOUT_YOU[s.about])))
            for s in noted.statements
        ],
        "permission": [
            (p.mark, gettext("Take back what {name} may be told").format(name=p.recipient))
            for p in noted.permissions
        ],
    }.get(kind, [])
    return tuple(
        TakeBack(
            label,
            guards.seal(
                {"kind": kind, "which": mark, "back": back},
                bound_to=_bound(library.slug, person),
                seconds=TOKEN_SECONDS,
            ),
            reverse("take-back", args=[library.slug]),
        )
        for mark, label in marks
    )


@sensitive_post_parameters()
@require_POST
@guards.patron_only
def take_back(request: HttpRequest, library: Library, person: str) -> HttpResponse:
    """Take back somebody sent, or a wish; then the page again."""
    values = guards.unseal(request.POST.get("token", ""), bound_to=_bound(library.slug, person))
    if values is None:
        raise Refused(
            gettext("That page lay open for more than ten minutes. Open it again; nothing was changed.")
        )
    try:
        families.take_back(
            library, person=person, kind=values["kind"], which=values["which"], now=datetime.now(UTC)
        )
    except NotHere as no:
        return not_here(request, no)
    return redirect(values["back"], library.slug)


def not_here(request: HttpRequest, no: NotHere) -> HttpResponse:
    """What the patron cannot do on her own page, and who does it for her."""
    say = Tongue(tongues.spoken()).say
    steps = " ".join(f"{say(step.label)}." for step in no.decision.next_steps)
    return troubles.page(request, Trouble(403, gettext("Not here."), say(no.decision.say), steps))


def as_file(noted: Noted) -> dict[str, object]:
    """The same, in the file that a patron takes home."""
    return {
        "guardians": [
            {"name": g.name, "proof": g.proof, "since": g.since, "until": g.until, "kept_out": g.blocked}
            for g in noted.guardians
        ],
        "guardian_of": [{"name": name} for name in noted.wards],
        "sends": [{"name": s.name, "may": s.may, "until": s.until} for s in noted.sent],
        "sent_by_others": [{"may": may, "until": until} for may, until in noted.sent_by],
        "wishes": [{"wish": w.words, "since": w.since} for w in noted.wishes],
        "friends_list": [{"since": choice.since} for choice in noted.friends],
        "statements": [{"about": s.about, "words": s.words, "since": s.since} for s in noted.statements],
        "desk_notes": [
            {"note": n.note, "words": n.words, "by": n.by_role, "since": n.since, "until": n.until}
            for n in noted.by_staff
        ],
    }


def _bound(slug: str, person: str) -> str:
    return f"take back at {slug} by {person}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
