"""Registering somebody new at the desk: the form that the policy asks for, and the welcome slip to hand over."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import policy
from reticent.access import joining
from reticent.access.doorway import NoDuty
from reticent.access.joining import Joined, PerhapsHere
from reticent.access.records import LABELS
from reticent.doors.web import cards, desk, family, forms, guards
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Card, Fact, Step
from reticent.doors.web.shown.desk import Desk
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.joining import Asks, JoiningPage, Welcome, WelcomeHalf
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.people import families
from reticent.people.joining import GUARDIAN, PATRON, Asked, JoiningForm, TypedForm
from reticent.people.libraries import Library
from reticent.people.patrons import CannotBeKept
from reticent.people.staff import StaffAccount
from reticent.policy import WISHES
from reticent.policy.phrases import listed
from reticent.policy.tongues import LANGUAGES

# What is typed in a line each, in the order of the form. The card comes last: a scanner sends the form with it.
_LINES = {
    "name": ("Name, as they write it", "line", 200),
    "address": ("Address", "text", 600),
    "town": ("Home town", "line", 80),
    "phone": ("Phone", "line", 120),
    "email": ("E-mail", "line", 220),
    "birth_date": ("Birth date", "day", 20),
    "guardian_name": ("Parent or guardian, if one is to be noted", "line", 80),
    "guardian_card": ("Their own card, if they have one", "line", 60),
    "of_age": ("The day on which the minor comes of age", "day", 20),
    "card": ("The new card", "line", 60),
}
_ASKED_OF_MINORS = _("of minors: the day on which you come of age; the birth date itself is not kept")
PERHAPS = "Say that they were asked, and had no card here before."


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def join(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The form; and once it is filled in, the card of what was done."""
    at = desk.At(request, library, staff, desk.keys_for(library.policy))
    form = joining.form_of(library)
    if request.method != "POST":
        return render(request, "joining.html", {"joining": _page(library, form, TypedForm())})
    typed = _typed(request)
    anew = request.POST.get("anew") == "yes"
    try:
        joined = joining.register(library, staff, typed=typed, anew=anew, now=at.now)
    except NoDuty as no:
        card = cards.card_of(no.decision, library.policy, tab="Your duties")
        return _on_desk(request, at, card)
    except CannotBeKept as cannot:
        page = _page(library, form, typed, anew=anew, wrong=cannot.fields)
    except PerhapsHere as here:
        page = _page(library, form, typed, same=here.same, wrong={"anew": PERHAPS})
    else:
        return _on_desk(request, at, _done(at, joined))
    return render(request, "joining.html", {"joining": page}, status=400)


def _on_desk(request: HttpRequest, at: desk.At, card: Card) -> HttpResponse:
    return render(request, "desk.html", {"desk": Desk(at.keys, card=at.with_a_way_on(card))})


def _done(at: desk.At, joined: Joined) -> Card:
    facts = (Fact("Name", joined.name),)
    values = {"person": joined.person, "facts": forms.packed(facts)}
    return Card(
        "done",
        "Registration",
        f"Registered. Good until {joined.until:%-d %B %Y}.",
        note="Hand them the card and a welcome slip. The slip names nobody: it says what is kept, and until when.",
        facts=facts,
        forms=(desk.pin_form(at, values),),
        steps=(Step("Print the welcome slip", "welcome", reverse("welcome", args=[at.library.slug])),),
        written_down=f"Written down, before it was done: {at.today:%-d %b}, {at.staff.title}, registration, registered.",
    )


def _typed(request: HttpRequest) -> TypedForm:
    text = {name: forms.typed(request, name, most=1000) for name in (*_LINES, *_CHOSEN)}
    wishes = tuple(wish for wish in WISHES if wish in request.POST.getlist("wishes"))
    return TypedForm(
        **text,
        consent=request.POST.get("consent") == "yes",
        friends=request.POST.get("friends") == "yes",
        wishes=wishes,
    )


_CHOSEN = ("minor", "guardian_proof", "consent_by")


# -- the form


def _page(
    library: Library,
    form: JoiningForm,
    typed: TypedForm,
    *,
    anew: bool = False,
    same: tuple[str, ...] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> JoiningPage:
    drawn = _Drawn(library, form, typed, wrong or {})
    first = () if same is None and not anew else (drawn.anew(anew),)
    particulars, of_minors, card = drawn.particulars(), drawn.of_minors(), drawn.card()
    wishes = drawn.wishes_and_consent()
    targets = {blank.name: blank.target for blank in (*first, *particulars, *of_minors, *wishes, *card)}
    return JoiningPage(
        action=reverse("join", args=[library.slug]),
        perhaps=_perhaps(same),
        first=first,
        particulars=particulars,
        of_minors=of_minors,
        wishes=wishes,
        card=card,
        minor_heading=f"Only of somebody under {library.policy.minor_age}",
        problems=tuple(Problem(why, targets.get(name, "")) for name, why in (wrong or {}).items()),
        because=cards.clauses(library.policy, dict.fromkeys((*form.clauses, *(form.friends or ())))),
        listed=bool(library.policy.collect.get("registration")),
    )


def _perhaps(same: tuple[str, ...] | None) -> str:
    if same is None:
        return ""
    if not same:
        return (
            "Somebody of this name is registered here, with other particulars. Ask: “Have you had a card here before?” "
            "If so, use key 6 and renew it. Nothing of that record was shown."
        )
    return (
        f"Somebody of this name is registered here with the same {listed(same)}. It is probably the same person: use "
        "key 6 and renew that card. Nothing else of that record was shown."
    )


class _Drawn:
    """The blanks of the form, with what was typed and what is wrong with it."""

    def __init__(
        self, library: Library, form: JoiningForm, typed: TypedForm, wrong: Mapping[str, str]
    ) -> None:
        self.policy, self.form, self.typed, self.wrong = library.policy, form, typed, wrong

    def _line(self, name: str, *, hint: str, needed: bool = False) -> Blank:
        label, kind, most = _LINES[name]
        return Blank(
            id=name,
            name=name,
            label=label,
            kind=kind,
            value=getattr(self.typed, name),
            hint=hint,
            required=needed,
            most=most,
            error=self.wrong.get(name, ""),
        )

    def _asked(self, asked: Asked) -> Blank:
        left_out = "" if asked.needed else " May be left out."
        mail = forms.of_mail(self.policy) if asked.name == "email" else ""
        hint = f"Asked {asked.purpose}.{left_out} {mail}".strip()
        return self._line(asked.name, hint=hint, needed=asked.needed)

    def _choice(
        self,
        name: str,
        label: str,
        pairs: tuple[tuple[str, str], ...],
        chosen: tuple[str, ...],
        *,
        hint: str = "",
        many: bool = False,
        needed: bool = False,
    ) -> Blank:
        return Blank(
            id=name,
            name=name,
            label=label,
            kind="choices" if many else "one",
            marks=tuple(Mark(value, said, value in chosen) for value, said in pairs),
            hint=hint,
            required=needed,
            error=self.wrong.get(name, ""),
        )

    def _tick(
        self, name: str, label: str, says: str, *, ticked: bool, hint: str, needed: bool = False
    ) -> Blank:
        chosen = ("yes",) if ticked else ()
        return self._choice(name, label, (("yes", says),), chosen, hint=hint, many=True, needed=needed)

    def anew(self, ticked: bool) -> Blank:
        return self._tick(
            "anew",
            "Were they asked?",
            "They had no card here before: register them",
            ticked=ticked,
            hint="What you typed stands below.",
        )

    def particulars(self) -> tuple[Blank, ...]:
        drawn = tuple(self._asked(asked) for asked in self.form.fields if asked.name != "card")
        if not self.form.of_minors:
            return drawn
        age = self.policy.minor_age
        pairs = (("no", "No"), ("yes", f"Yes, under {age}"))
        hint = (
            "Asked because a minor's birth date is, or a parent may be noted. The answer itself is not kept."
        )
        who = self._choice(
            "minor", f"Is it for somebody under {age}?", pairs, (self.typed.minor,), hint=hint, needed=True
        )
        return (*drawn, who)

    def of_minors(self) -> tuple[Blank, ...]:
        drawn: tuple[Blank, ...] = ()
        if self.form.born:
            hint = f"Asked {self.form.born.purpose}. Only the day they come of age is kept."
            drawn = (self._line("birth_date", hint=hint),)
        if self.form.guardians:
            drawn = (
                *drawn,
                self._line("guardian_name", hint="Asked to know who may be answered about the minor, by a photo id."),
                self._line("guardian_card", hint="Scan it, and their card is enough next time."),
                self._choice("guardian_proof", "What do they show?", _PROOFS, (self.typed.guardian_proof,),
                             hint="The kind and the day are kept, never an image."),
            )  # fmt: skip
            if not self.form.born:
                hint = "With a guardian only: the note ends by itself on that day. Born on 29 February: the 28th."
                drawn = (*drawn, self._line("of_age", hint=hint))
        return drawn

    def wishes_and_consent(self) -> tuple[Blank, ...]:
        drawn: tuple[Blank, ...] = ()
        if self.form.wishes:
            pairs = tuple((wish, WISHES[wish].capitalize()) for wish in self.form.wishes)
            drawn = (
                self._choice("wishes", "How may we not reach them?", pairs, self.typed.wishes, many=True,
                             hint="Ask: “May we write, call and leave messages?” They need not say why."),
            )  # fmt: skip
        if self.form.friends is not None:
            drawn = (
                *drawn,
                self._tick("friends", "The Friends of the Library", "They tick the Friends' list on the paper they sign",
                           ticked=self.typed.friends,
                           hint="Only if they ask for it, in writing. The Friends get the e-mail address, nothing else."),
            )  # fmt: skip
        if self.form.consent:
            drawn = (
                *drawn,
                self._tick("consent", "Their consent", "They agree that the library keeps what this form asks",
                           ticked=self.typed.consent, needed=True,
                           hint="Kept: which form and version, the day and who consents; never an image."),
            )  # fmt: skip
            if self.form.of_minors:
                pairs = ((PATRON, "The minor"), (GUARDIAN, "The parent or guardian"))
                drawn = (
                    *drawn,
                    self._choice("consent_by", "Of a minor: who consents?", pairs, (self.typed.consent_by,)),
                )
        return drawn

    def card(self) -> tuple[Blank, ...]:
        asked = next(each for each in self.form.fields if each.name == "card")
        return (
            self._line("card", hint=f"Scan it last, or type its number. Kept {asked.purpose}.", needed=True),
        )


_PROOFS = tuple(pair for pair in family.PROOFS if pair[0] in families.PROOFS)


# -- the welcome slip: about nobody


@require_safe
@cache_control(private=True, max_age=60)
@guards.at_library
def welcome(request: HttpRequest, library: Library) -> HttpResponse:
    """What a new patron takes home: what is kept, why and until when, in two languages. It names nobody."""
    host = request.get_host()
    page = Welcome(tuple(_half(library, language, host) for language in LANGUAGES))
    return render(request, "welcome.html", {"welcome": page})


def _half(library: Library, language: str, host: str) -> WelcomeHalf:
    form = joining.form_of(library)
    address = f"{host}{reverse('my-record', args=[library.slug])}"
    with translation.override(language):
        asks = [
            Asks(
                gettext(LABELS[asked.field]),
                gettext(asked.purpose),
                "" if asked.needed else gettext("you may leave it out"),
            )
            for asked in form.fields
        ]
        if form.born:
            asks.append(Asks(gettext("Birth date"), gettext(_ASKED_OF_MINORS), ""))
        kept = policy.public(library.policy, language=language).kept
        besides = [
            gettext("What you bring back and pay is off our shelf at once or after the days above; our backups can"
                    " be read {days} days more, then nobody can.").format(days=TURN_EVERY_DAYS + RECOVERY_DAYS),
            gettext("All we hold about you, and who looked at it, stands on your own page: {address}. You need your card"
                    " and a PIN; the desk sets one.").format(address=address),
            gettext("To close your account, bring everything back and tell the desk. It ends that moment."),
        ]  # fmt: skip
        if form.friends is not None:
            besides.append(
                gettext(
                    "If you chose the Friends' list, they have your e-mail address, nothing else. Leave it on your page."
                )
            )
        return WelcomeHalf(
            language=language,
            heading=gettext("Welcome to {library}").format(library=library.name),
            lead=gettext("This slip names nobody. Keep it, or leave it here."),
            asked_heading=gettext("What we ask, and why"),
            asks=tuple(asks),
            kept_heading=gettext("What we keep, and until when"),
            kept=tuple((line.title, line.until) for line in kept if line.kind != "finder"),
            besides_heading=gettext("What you can do"),
            besides=tuple(besides),
        )
