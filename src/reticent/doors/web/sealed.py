"""Where nobody may be told: paper with counsel first; behind it a room that words open, which every library has.

The page is the same whether anything lies there or not, and so is the answer to words that open nothing. No address, no
title and no cookie names what is open: the key that the words came to travels under a seal in the form, ten minutes at
most. Tries are counted in memory alone: a count in a table would tell that somebody tried.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reticent import policy
from reticent.disclosure import retold
from reticent.disclosure import sealed as room
from reticent.disclosure.forms import CannotBeRead
from reticent.disclosure.sealed import Act, Key, SealedCase
from reticent.disclosure.steps import Offer
from reticent.disclosure.table import table
from reticent.doors import floods
from reticent.doors.web import (
    blanks,
    cards,
    found,
    guards,
    visit,
)
from reticent.doors.web.shown.cards import Card, Fact
from reticent.doors.web.shown.case import StepForm
from reticent.doors.web.shown.frame import Problem
from reticent.doors.web.shown.sealed import Inside, SealedAct, SealedRoom
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import FIRST_PAUSE, StaffAccount
from reticent.policy.desk_card import silenced

SECONDS = 10 * 60
MOST = 400
GATE, PAUSES = floods.Gate(), floods.Pauses(first=FIRST_PAUSE)
NOTHING = (
    "These words open nothing here now. After five tries that opened nothing you have to wait, five minutes at first and"
    " longer each time."
)
TOO_LONG = (
    "That lay open for more than ten minutes. Give the words again: what you typed comes back with them."
)
GONE = "What lay under these words has ended meanwhile. Nothing was written down."
FORGOTTEN = "That lay open for more than ten minutes. Give the words again. Nothing was written down."


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def sealed(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """Keep it on paper; or, behind words, here."""
    now = datetime.now(UTC)
    try:
        room.check_may_come(library, staff, on=library.day_of(now))
    except room.NotTheCustodian as no:
        raise PermissionDenied(str(no)) from None
    at = At(request, library, staff, now=now)
    if request.method != "POST":
        return at.door()
    done = {"open": at.open, "new": at.new, "begin": at.begin}
    return done.get(request.POST.get("do", ""), at.step)()


class At:
    """One visit to the room: who, when; what was typed, and what went wrong with it."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount, *, now: datetime) -> None:
        self.request, self.library, self.staff, self.now = request, library, staff, now
        self.zone = ZoneInfo(library.time_zone)
        self.do = request.POST.get("do", "")
        self.typed: Mapping[str, Sequence[str]] = blanks.typed_in(request)
        self.wrong: Mapping[str, str] = {}
        self.problems: tuple[Problem, ...] = ()

    # -- the words

    def open(self) -> HttpResponse:
        """What these words open; and what was typed when they were asked for again."""
        key, case = self._tried(self._word("words"))
        if key is None or case is None:
            self.problems = (Problem(NOTHING, "open-words"),)
            return self.door(kept=self.request.POST.get("kept", ""), status=403)
        kept = self._unsealed(self.request.POST.get("kept", ""))
        self.do, self.typed = kept.get("do", ""), json.loads(kept.get("typed", "{}"))
        return self.behind_words(case, key)

    def new(self) -> HttpResponse:
        """New words, and what came is asked for next. Where they open something, that is opened."""
        self.typed = {}
        try:
            room.check_words(self._word("words"), self._word("again"))
        except CannotBeRead as cannot:
            return self.door(
                wrong_words=cannot.fields.get("words", ""),
                wrong_again=cannot.fields.get("again", ""),
                status=400,
            )
        key, case = self._tried(self._word("words"))
        if key is None:
            self.problems = (Problem(NOTHING, "open-words"),)
            return self.door(status=403)
        return self.behind_words(case, key) if case else self.first(key)

    def _word(self, name: str) -> str:
        return self.request.POST.get(name, "").replace("\0", "")[:MOST]

    def _tried(self, words: str) -> tuple[Key | None, SealedCase | None]:
        """The key of these words and what they open; neither while the account has to wait. As slow either way."""
        came = time.monotonic()
        who = f"{self.library.slug} {self.staff.pk}"
        may = GATE.take(self.request, self.library.slug) and PAUSES.take(who, now=self.now)
        key = room.key_of(self.library, words)
        case = room.open_case(self.library, self.staff, key, now=self.now)
        if may and case is not None:
            self._forget_tries()
        else:
            floods.leave_in_step(came)
        return (key, case) if may else (None, None)

    def _forget_tries(self) -> None:
        GATE.give_back(self.request, self.library.slug)
        PAUSES.forget(f"{self.library.slug} {self.staff.pk}")

    # -- what is done

    def begin(self) -> HttpResponse:
        """What came is written down: the sealed case begins."""
        key = self._key()
        if key is None:
            return self._again()
        try:
            details = blanks.details(room.first_asks(self.library), self.typed, library=self.library)
            case = room.begin(self.library, self.staff, key, details=details, now=self.now)
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
        except (Malformed, Refused) as no:
            self.problems = _lines(no)
        else:
            self._forget_tries()
            self.do = ""
            return self.behind_words(case, key)
        return self.first(key)

    def step(self) -> HttpResponse:
        """A step of the case; what stands against it is said beside what was typed."""
        key = self._key()
        case = room.open_case(self.library, self.staff, key, now=self.now) if key else None
        if key is None:
            return self._again()
        if case is None:
            self.problems = (Problem(GONE),)
            return self.door(status=403)
        offer = next((offer for offer in case.offers if offer.step == self.do), None)
        try:
            details = blanks.details(offer.asks if offer else (), self.typed, library=self.library)
            if offer is not None and offer.own_page:
                return self._package(key, details)
            after = room.take(
                self.library,
                self.staff,
                key,
                step=self.do,
                details=details,
                now=self.now,
                seen=self._token()["seen"],
            )
        except CannotBeRead as cannot:
            self.wrong = cannot.fields
        except (Malformed, Refused) as no:
            self.problems = _lines(no)
        else:
            self.do = ""
            return self.behind_words(after, key) if after else self.door(ended=True)
        return self.behind_words(case, key)

    def _package(self, key: Key, details: Mapping[str, object]) -> HttpResponse:
        made = room.pack(
            self.library, self.staff, key, details=details, now=self.now, seen=self._token()["seen"]
        )
        response = HttpResponse(made, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{room.PACKAGE_NAME}"'
        return response

    # -- what travels under a seal

    def _token(self) -> dict[str, str]:
        return self._unsealed(self.request.POST.get("token", ""))

    def _unsealed(self, token: str) -> dict[str, str]:
        return guards.unseal(token, bound_to=self._bound()) or {}

    def _key(self) -> Key | None:
        packed = self._token().get("key")
        return Key.unpack(packed) if packed else None

    def _sealed(self, values: dict[str, str]) -> str:
        return guards.seal(values, bound_to=self._bound(), seconds=SECONDS)

    def _bound(self) -> str:
        return f"sealed at {self.library.slug} by {self.staff.pk}"

    # -- what is drawn

    def door(
        self,
        *,
        kept: str = "",
        wrong_words: str = "",
        wrong_again: str = "",
        ended: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The page before any words were given: the same whether anything lies behind them or not."""
        wrong = (Problem(wrong_words, "new-words"), Problem(wrong_again, "again"))
        return self._page(
            SealedRoom(
                words=self._words(at_the_door=True),
                problems=(*self.problems, *(each for each in wrong if each.text)),
                wrong_words=wrong_words,
                wrong_again=wrong_again,
                kept=kept,
                ended=ended,
            ),
            status=status,
        )

    def _again(self) -> HttpResponse:
        """The words once more, where their key is over; what was typed waits under a seal."""
        kept = self._sealed({"do": self.do, "typed": json.dumps(self.typed)}) if self.typed else ""
        self.problems = (Problem(TOO_LONG if kept else FORGOTTEN, "open-words"),)
        return self.door(kept=kept, status=403)

    def first(self, key: Key) -> HttpResponse:
        """What is asked when a sealed case is begun."""
        asks = room.first_asks(self.library)
        drawn = blanks.blanks(asks, self.typed, form="begin", library=self.library, wrong=self.wrong)
        form = StepForm(
            "begin",
            "Write it down here",
            "Only what you need to go on: who brought what, and by when counsel answers. The paper stays with counsel.",
            (),
            self._sealed({"key": key.pack(), "seen": ""}),
            drawn,
            open=True,
        )
        problems = (*self.problems, *blanks.problems(drawn, self.wrong))
        return self._page(SealedRoom(words=self._words(), problems=problems, first=form))

    def behind_words(self, case: SealedCase, key: Key) -> HttpResponse:
        """What lies behind the words, and what can be done."""
        token = self._sealed({"key": key.pack(), "seen": case.head})
        forms = [self._form(offer, token) for offer in case.offers]
        failed = next((form for form in forms if form.step == self.do), None)
        state = table().states[case.known.state]
        inside = Inside(
            state=state.label,
            what=state.what.format_map(self.library.policy.tables.said),
            zone=self.library.time_zone,
            until=_day(case.found.until),
            waits=case.found.waits,
            due=self._due(case.due),
            acts=tuple(self._act(act) for act in case.acts),
            forms=tuple(form for form in forms if not form.why_not),
            not_yet=tuple(form for form in forms if form.why_not),
        )
        problems = (*self.problems, *(blanks.problems(failed.blanks, self.wrong) if failed else ()))
        return self._page(SealedRoom(words=self._words(case), problems=problems, inside=inside))

    def _page(self, shown: SealedRoom, *, status: int = 0) -> HttpResponse:
        return render(
            self.request,
            "sealed.html",
            {"sealed": shown},
            status=status or (400 if shown.problems else 200),
        )

    def _words(self, case: SealedCase | None = None, *, at_the_door: bool = False) -> Card:
        """What the policy says of it; and at the door what the desk does, too."""
        adopted = self.library.policy
        decision = case.decision if case else policy.decide(silenced(adopted), adopted)
        words = visit.words(adopted, decision, tab="Nobody may be told")
        return words if at_the_door else replace(words, steps=())

    def _form(self, offer: Offer, token: str) -> StepForm:
        failed = offer.step == self.do
        at_first = {"when": [blanks.here_and_now(self.library, self.now)]}
        return StepForm(
            step=offer.step,
            label=offer.label,
            words=offer.words,
            clauses=cards.clauses(self.library.policy, offer.clauses),
            token=token,
            blanks=blanks.blanks(
                offer.asks,
                self.typed if failed else at_first,
                form=offer.step,
                library=self.library,
                wrong=self.wrong if failed else None,
            ),
            why_not=offer.why_not,
            open=failed,
            grave=offer.step == room.DESTROY,
        )

    def _act(self, act: Act) -> SealedAct:
        adopted = self.library.policy
        there = self.library.there(act.at)
        return SealedAct(
            at=act.at,
            when=f"{there:%a} {there.day} {there:%b %Y, %H:%M}",
            label=retold.step_in_words(act.step, adopted),
            by=act.by,
            facts=tuple(
                Fact(label, said) for label, said in retold.in_words(act.details, adopted, zone=self.zone)
            ),
            clauses=act.basis,
            people=tuple(
                found.person(n, room.tables(person)) for n, person in enumerate(act.copies, start=1)
            ),
        )

    def _due(self, due: str) -> str:
        day, _, at = due.partition(" ")
        return " at ".join(part for part in (_day(date.fromisoformat(day)), at) if part) if day else ""


def _day(on: date) -> str:
    return f"{on:%A %-d %B %Y}"


def _lines(no: Malformed | Refused) -> tuple[Problem, ...]:
    return tuple(Problem(line) for line in str(no).split("\n"))
