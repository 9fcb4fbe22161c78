"""Gifts: the page of whoever raises funds, a list of who may be named, and the sums of the years for the board."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent import papers
from reticent.access import donors as room
from reticent.access.donors import Held
from reticent.access.doorway import NoDuty
from reticent.disclosure import gift_letters
from reticent.disclosure.letters import Letter
from reticent.doors.web import cards, forms, guards, sheets
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.gifts import (
    DonorRow,
    DonorShown,
    GiftRow,
    GiftsPage,
    Named,
    TotalRow,
    Totals,
    TotalsYear,
)
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import donors as kept
from reticent.records.donors import PURPOSES, CannotBeGiven, Donor, Gift, NoSuchDonor, TypedDonor, TypedGift
from reticent.records.gift_totals import FEWEST

TOKEN_SECONDS = 2 * 60 * 60
MOST_SHOWN = 60
_OPENED = {
    room.OPENED: "opened",
    room.WRITTEN_TO: "a letter was written",
    room.SHOWN: "shown to the donor on paper",
    room.NAMED: "named among the donors",
    room.CORRECTED: "put right",
    room.TAKEN_OUT: "a gift was taken out",
}
_STALE = "That page lay open for long. Open the list again; nothing was changed."


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def gifts(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The list, one donor who is opened, and what is written down; to whoever raises funds."""
    at = _At(request, library, staff)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    try:
        if do in _ON_PAPER:
            return _ON_PAPER[do](at)
        page = _ACTS[do](at) if do in _ACTS else at.page()
    except NoDuty as no:
        page = at.refused(no)
    except NoSuchDonor as gone:
        page = at.page(problems=(Problem(str(gone)),))
    return render(request, "gifts.html", {"gifts": page}, status=400 if page.problems else 200)


@require_safe
@guards.staff_only()
def totals(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """What the gifts of each year come to: about nobody, for everybody who works here, and for the board."""
    found = room.totals(library, staff, today=library.day_of(datetime.now(UTC)))
    years = tuple(
        TotalsYear(
            year.year,
            TotalRow("In all", year.count, forms.money(year.cents)),
            tuple(TotalRow(PURPOSES[p.purpose], p.count, forms.money(p.cents)) for p in year.parts),
        )
        for year in found.years
    )
    shown = Totals(library.name, years, FEWEST, reverse("gifts", args=[library.slug]), found.withheld)
    return render(request, "gift_totals.html", {"totals": shown})


class _At:
    """The page as one account has it now."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount) -> None:
        self.request, self.library, self.staff = request, library, staff
        self.now = datetime.now(UTC)
        self.today = library.day_of(self.now)
        self.rules = room.rules(library)
        self._token: dict[str, str] | None = None

    # -- what was sent

    def sealed(self, **values: str) -> str:
        return guards.seal(values, bound_to=self._bound, seconds=TOKEN_SECONDS)

    def said(self, name: str) -> str:
        """What the form's token carries; it names a donor only inside its seal."""
        if self._token is None:
            self._token = guards.unseal(self.request.POST.get("token", ""), bound_to=self._bound)
        if not self._token or name not in self._token:
            raise Refused(_STALE)
        return self._token[name]

    @property
    def _bound(self) -> str:
        return f"gifts at {self.library.slug} by {self.staff.pk}"

    def typed_donor(self) -> TypedDonor:
        most = 4 * kept.LONGEST_WORDS
        text = {
            name: forms.typed(self.request, name, most=most)
            for name in ("name", "address", "email", "statement")
        }
        return TypedDonor(**text, named="named" in self._ticked, no_mail="no_mail" in self._ticked)

    def typed_gift(self) -> TypedGift:
        text = {
            name: forms.typed(self.request, name, most=4 * kept.LONGEST_RETURNED)
            for name in ("amount", "given_on", "purpose", "returned")
        }
        return TypedGift(**text, anonymous="anonymous" in self._ticked)

    @property
    def agreed(self) -> bool:
        return "agreed" in self._ticked

    @property
    def _ticked(self) -> list[str]:
        return self.request.POST.getlist("marks")

    # -- what is shown

    def refused(self, no: NoDuty | None = None) -> GiftsPage:
        """The words of a refusal, with the next lawful step; nothing was opened."""
        decision = no.decision if no else room.asked(self.library, self.staff)
        card = cards.card_of(decision, self.library.policy, tab="Gifts")
        return GiftsPage(
            totals=reverse("gift-totals", args=[self.library.slug]),
            because=(),
            # Said to whoever works here, not to somebody who asks: nobody reads it aloud, and there is nobody to refer.
            card=replace(card, verdict="No. This is not yours to open.", say="", note=card.say, steps=()),
            taken=self.rules.taken,
        )

    def page(
        self,
        *,
        like: str = "",
        opened: Held | None = None,
        done: str = "",
        wrong: Mapping[str, str] | None = None,
        form: str = "",
        problems: tuple[Problem, ...] = (),
    ) -> GiftsPage:
        """The page. `wrong` is what must be mended in the `form` that was sent."""
        if not room.asked(self.library, self.staff).allowed:
            return self.refused()
        wrong = wrong or {}
        there = room.listed(self.library, self.staff, like=like, now=self.now)
        rules = self.rules
        draw = _Drawn(form, wrong)
        new = draw.new(self, rules) if rules.taken else ()
        shown = self._opened(opened, draw) if opened else None
        blanks = new if form == "new" else (*shown.another, *shown.mend) if shown else ()
        return GiftsPage(
            totals=reverse("gift-totals", args=[self.library.slug]),
            because=cards.clauses(self.library.policy, rules.clauses),
            why=rules.why,
            taken=rules.taken,
            new=new,
            new_token=self.sealed(donor=self.said("donor") if form == "new" else kept.new_subject()),
            donors=tuple(self._row(donor) for donor in there.donors[:MOST_SHOWN]),
            more=max(0, len(there.donors) - MOST_SHOWN),
            all=there.all,
            like=like,
            years=_years(there.donors),
            opened=shown,
            done=done,
            mending=form == "new",
            problems=problems or _problems(blanks, wrong),
        )

    def _row(self, donor: Donor) -> DonorRow:
        wishes = [
            *(["to be thanked"] if any(gift.thanked_on is None for gift in donor.gifts) else []),
            *(["may be named"] if donor.named else []),
            *(["ask for nothing more"] if donor.no_mail else []),
        ]
        last = max((gift.given_on for gift in donor.gifts), default=None)
        return DonorRow(
            donor.name, len(donor.gifts), last, ", ".join(wishes), self.sealed(donor=donor.subject)
        )

    def _opened(self, held: Held, draw: "_Drawn") -> DonorShown:
        donor = held.donor
        facts = (
            Fact("Address", ", ".join(donor.address.splitlines()) or "none"),
            Fact("E-mail", donor.email or "none"),
            Fact("May be named", "yes, they agreed" if donor.named else "no"),
            Fact("Asked for more", "no, they wish not to be" if donor.no_mail else "they have not said no"),
            Fact("Kept since", forms.day(donor.since)),
            Fact("Kept until", forms.day(held.goes_on) or "no day: the policy does not say"),
        )
        return DonorShown(
            name=donor.name,
            facts=facts,
            statement=donor.statement,
            gifts=tuple(self._gift(donor, gift) for gift in donor.gifts),
            opened=tuple(
                Fact(forms.day(on), f"{role}: {_OPENED.get(came_to, came_to)}")
                for on, role, came_to in held.looks
            ),
            token=self.sealed(donor=donor.subject, seen=str(len(donor.gifts))),
            another=draw.another(self),
            mend=draw.mend(self, donor),
            working_on=draw.form,
        )

    def _gift(self, donor: Donor, gift: Gift) -> GiftRow:
        said = [
            *(["named nowhere for it"] if gift.anonymous else []),
            *([f"in return: {gift.returned}"] if gift.returned else []),
        ]
        return GiftRow(
            gift.given_on,
            forms.money(gift.cents),
            PURPOSES[gift.purpose],
            "; ".join(said),
            gift.thanked_on,
            self.sealed(donor=donor.subject, mark=gift.mark),
        )


class _Drawn:
    """The three forms; the one that was sent and must be mended stands as it was typed."""

    def __init__(self, form: str, wrong: Mapping[str, str]) -> None:
        self.form, self.wrong = form, wrong

    def new(self, at: _At, rules: room.Rules) -> tuple[Blank, ...]:
        sent = self.form == "new"
        donor = at.typed_donor() if sent else TypedDonor()
        gift = at.typed_gift() if sent else TypedGift(given_on=at.today.isoformat())
        agreed = Mark(
            "agreed", "They know what is kept of a gift and how long, and agree", sent and at.agreed
        )
        marks = self._marks_of_donor(donor) + self._marks_of_gift(gift)
        return (
            *self._of_donor("new", donor),
            *self._of_gift("new", gift),
            self._blank(
                "new", "marks", "What they wish", "choices", marks=((agreed,) if rules.with_consent else ()) + marks,
                of="agreed",
            ),
        )  # fmt: skip

    def another(self, at: _At) -> tuple[Blank, ...]:
        sent = self.form == "give"
        gift = at.typed_gift() if sent else TypedGift(given_on=at.today.isoformat())
        marks = self._marks_of_gift(gift)
        return (
            *self._of_gift("give", gift),
            self._blank("give", "marks", "What they wish", "choices", marks=marks),
        )

    def mend(self, at: _At, donor: Donor) -> tuple[Blank, ...]:
        there = TypedDonor(
            donor.name, donor.address, donor.email, donor.named, donor.no_mail, donor.statement
        )
        typed = at.typed_donor() if self.form == "mend" else there
        return (
            *self._of_donor("mend", typed),
            self._blank(
                "mend", "statement", "What they say of it themselves", "text", typed.statement,
                hint="Kept with it, in their own words, wherever it is read.", most=kept.LONGEST_WORDS,
            ),
            self._blank("mend", "marks", "What they wish", "choices", marks=self._marks_of_donor(typed)),
        )  # fmt: skip

    def _of_donor(self, form: str, donor: TypedDonor) -> tuple[Blank, ...]:
        return (
            self._blank(
                form, "name", "Name on the letter", "line", donor.name, required=True, most=kept.LONGEST_NAME,
                hint="As they wish to be called. Nobody is looked up by it.",
            ),
            self._blank(form, "email", "E-mail, if they give it", "line", donor.email, most=kept.LONGEST_EMAIL),
            self._blank(
                form, "address", "Where the letter goes", "text", donor.address, most=kept.LONGEST_ADDRESS
            ),
        )  # fmt: skip

    def _of_gift(self, form: str, gift: TypedGift) -> tuple[Blank, ...]:
        purposes = tuple(Mark(name, said, name == gift.purpose) for name, said in PURPOSES.items())
        return (
            self._blank(form, "amount", "How much, in dollars", "line", gift.amount, required=True, most=14),
            self._blank(form, "given_on", "On", "day", gift.given_on, required=True),
            self._blank(form, "purpose", "What is it for?", "one", marks=purposes, required=True),
            self._blank(
                form, "returned", "What they got in return", "line", gift.returned, most=kept.LONGEST_RETURNED,
                hint="A dinner worth about $40, say. Left empty, the letter says that nothing was given in return.",
            ),
        )  # fmt: skip

    @staticmethod
    def _marks_of_donor(donor: TypedDonor) -> tuple[Mark, ...]:
        return (
            Mark("named", "They may be named among the donors of a year", donor.named),
            Mark("no_mail", "They are to be asked for nothing more", donor.no_mail),
        )

    @staticmethod
    def _marks_of_gift(gift: TypedGift) -> tuple[Mark, ...]:
        return (Mark("anonymous", "They want to be named nowhere for this gift", gift.anonymous),)

    def _blank(
        self,
        form: str,
        name: str,
        label: str,
        kind: str,
        value: str = "",
        *,
        marks: tuple[Mark, ...] = (),
        hint: str = "",
        required: bool = False,
        most: int = 0,
        of: str = "",
    ) -> Blank:
        wrong = self.wrong if form == self.form else {}
        error = wrong.get(of or name, "")
        return Blank(
            f"{form}-{name}", name, label, kind, value, marks=marks, hint=hint, required=required, most=most,
            error=error, first_wrong=bool(error) and next(iter(wrong)) == (of or name),
        )  # fmt: skip


def _problems(blanks: tuple[Blank, ...], wrong: Mapping[str, str]) -> tuple[Problem, ...]:
    targets = {blank.error: blank.target for blank in blanks if blank.error}
    return tuple(Problem(why, targets.get(why, "")) for why in wrong.values())


def _years(donors: tuple[Donor, ...]) -> tuple[int, ...]:
    return tuple(sorted({gift.given_on.year for donor in donors for gift in donor.gifts}, reverse=True))


# -- acts: each answers with the page as it is then


def _find(at: _At) -> GiftsPage:
    return at.page(like=forms.typed(at.request, "like", most=kept.LONGEST_NAME))


def _open(at: _At) -> GiftsPage:
    held = room.open_(at.library, at.staff, donor=at.said("donor"), now=at.now)
    return at.page(opened=held)


def _again(at: _At, *, done: str = "", wrong: Mapping[str, str] | None = None, form: str = "") -> GiftsPage:
    held = room.open_(at.library, at.staff, donor=at.said("donor"), now=at.now)
    return at.page(opened=held, done=done, wrong=wrong, form=form)


def _new(at: _At) -> GiftsPage:
    subject = at.said("donor")
    try:
        room.take(
            at.library,
            at.staff,
            at.typed_donor(),
            at.typed_gift(),
            subject=subject,
            agreed=at.agreed,
            now=at.now,
        )
    except CannotBeGiven as cannot:
        return at.page(wrong=cannot.fields, form="new")
    return _again(at, done="Written down. The letter of thanks can be made below.")


def _give(at: _At) -> GiftsPage:
    try:
        room.give(
            at.library,
            at.staff,
            at.typed_gift(),
            donor=at.said("donor"),
            seen=int(at.said("seen")),
            now=at.now,
        )
    except CannotBeGiven as cannot:
        return _again(at, wrong=cannot.fields, form="give")
    return _again(at, done="Written down.")


def _mend(at: _At) -> GiftsPage:
    try:
        room.correct(at.library, at.staff, at.typed_donor(), donor=at.said("donor"), now=at.now)
    except CannotBeGiven as cannot:
        return _again(at, wrong=cannot.fields, form="mend")
    return _again(at, done="Put right.")


def _take_out(at: _At) -> GiftsPage:
    left = room.take_out(at.library, at.staff, donor=at.said("donor"), mark=at.said("mark"), now=at.now)
    if left:
        return _again(at, done="The gift is gone, and is counted back tonight.")
    return at.page(
        done="The gift is gone, and with it what was kept of its donor. It is counted back tonight."
    )


_ACTS = {"find": _find, "open": _open, "new": _new, "give": _give, "mend": _mend, "take_out": _take_out}


# -- papers


def _letter(at: _At) -> HttpResponse:
    mark = at.said("mark")
    held = room.write_to(at.library, at.staff, donor=at.said("donor"), mark=mark, now=at.now)
    gift = next(each for each in held.donor.gifts if each.mark == mark)
    language = _language(at)
    return _paper(gift_letters.thanks(held, gift, at.library.policy, on=at.today, language=language))


def _record(at: _At) -> HttpResponse:
    held = room.open_(at.library, at.staff, donor=at.said("donor"), came_to=room.SHOWN, now=at.now)
    return _paper(gift_letters.all_that_is_kept(held, at.library.policy, on=at.today, language=_language(at)))


def _names(at: _At) -> HttpResponse:
    typed = forms.typed(at.request, "year", most=4)
    year = int(typed) if typed.isdecimal() else at.today.year
    names = room.agreed_to_be_named(at.library, at.staff, year=year, now=at.now)
    page = Named(at.library.name, year, names, reverse("gifts", args=[at.library.slug]))
    return render(at.request, "gift_names.html", {"named": page})


_ON_PAPER = {"letter": _letter, "record": _record, "names": _names}


def _language(at: _At) -> str:
    return "es" if at.request.POST.get("language") == "es" else "en"


def _paper(letter: Letter) -> HttpResponse:
    sheet = papers.pdf("letter", letter.values, title=letter.title, language=letter.language)
    return sheets.answered(sheet, f"{letter.name}.pdf")
