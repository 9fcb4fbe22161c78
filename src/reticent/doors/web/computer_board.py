"""Public computers today: the board at the desk, the slip that is handed over, and the sign in the room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reticent.access import computers as room
from reticent.access.computers import Board, NoGoodCard, Seat
from reticent.access.doorway import NoDuty
from reticent.doors.web import cards, forms, guards, tongues
from reticent.doors.web.shown.blanks import Blank
from reticent.doors.web.shown.computer_board import (
    ComputerBoard,
    ComputerSign,
    MonthRow,
    NameRow,
    PaperSlip,
    SeatRow,
    SignRow,
)
from reticent.doors.web.shown.frame import Problem
from reticent.errors import Malformed, Refused
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.records import stations
from reticent.records.computer_sessions import BANDS, Turn, clock

# Which blank says what is wrong with an act.
_WRONG_IN = {"give": "card", "book": "time", "print": "pages"}
_MONTHS = 13


@dataclass(frozen=True, repr=False)
class Done:
    """What an act came to: what is said of it, and the slip to hand over."""

    said: str = ""
    slip: PaperSlip | None = None


@sensitive_post_parameters("card")
@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only()
def board(request: HttpRequest, library: Library, staff: StaffAccount) -> HttpResponse:
    """The board for whoever gives computers out; counts for everybody who works here."""
    at = _At(request, library, staff, datetime.now(UTC))
    do, done, wrong = request.POST.get("do", ""), Done(), {}
    refused: NoDuty | None = None
    try:
        if do in _ACTS:
            done = _ACTS[do](at)
    except NoDuty as no:
        refused = no
    except NoGoodCard as no:
        wrong = {f"{do}-card": str(no)}
    except (Refused, Malformed) as no:
        wrong = {f"{do}-{_WRONG_IN.get(do, '')}": str(no)}
    page = at.page(done, wrong, refused)
    return render(request, "computer_board.html", {"board": page}, status=400 if page.problems else 200)


class _At:
    """The board as one account has it now, and what was asked of it."""

    def __init__(self, request: HttpRequest, library: Library, staff: StaffAccount, now: datetime) -> None:
        self.request, self.library, self.staff, self.now = request, library, staff, now

    def typed(self, name: str) -> str:
        """What stands in a field."""
        return forms.typed(self.request, name, most=60)

    # -- what is done

    def give(self) -> Done:
        """A computer now, or a place in the line."""
        station = self.typed("station")
        turn = room.give(self.library, self.staff, station=station, card=self.typed("card"), now=self.now)
        return self._given(turn)

    def book(self) -> Done:
        """A computer for later today."""
        time, card = self.typed("time"), self.typed("card")
        turn = room.book(self.library, self.staff, time=time, card=card, now=self.now)
        said = f"{turn.alias} has {turn.station} from {clock(turn.starts)} to {clock(turn.ends)}."
        return Done(said, _slip(turn))

    def begin(self) -> Done:
        """Whoever booked is here."""
        return self._given(room.begin(self.library, self.staff, alias=self.typed("alias"), now=self.now))

    def longer(self) -> Done:
        """Some time more."""
        turn = room.extend(self.library, self.staff, alias=self.typed("alias"), now=self.now)
        return Done(f"{turn.alias} has {turn.station} until {clock(turn.ends)}. Nobody can extend it again.")

    def over(self) -> Done:
        """A session is over, and the computer still to be wiped."""
        turn = room.end(self.library, self.staff, alias=self.typed("alias"), now=self.now)
        return Done(f"{turn.alias} is gone, from here too. Wipe {turn.station} before anybody sits there.")

    def over_and_wiped(self) -> Done:
        """A session is over, and the computer forgets it."""
        turn = room.end(self.library, self.staff, alias=self.typed("alias"), wiped=True, now=self.now)
        return Done(f"{turn.alias} is gone, from here too. {turn.station} was wiped: it is free.")

    def cancel(self) -> Done:
        """Whoever booked or waited does not come."""
        turn = room.end(self.library, self.staff, alias=self.typed("alias"), now=self.now)
        return Done(f"{turn.alias} is taken off. Nothing is left of it.")

    def wiped(self) -> Done:
        """A computer was wiped."""
        name = self.typed("station")
        today = self.library.day_of(self.now)
        stations.wiped(self.library, [name], by=stations.BY_STAFF, today=today)
        return Done(f"Noted: {name} was wiped. It is free.")

    def print(self) -> Done:
        """A print waits at the desk."""
        name = room.print_waits(
            self.library, self.staff, pages=self.typed("pages"), alias=self.typed("alias"), now=self.now
        )
        pages = _pages(int(self.typed("pages")))
        slip = PaperSlip(name, f"{pages} at the desk, today", "Su impresión le espera hoy en el mostrador")
        return Done(f"At the desk for {name}: {pages}.", slip)

    def collected(self) -> Done:
        """A print was handed out."""
        alias = self.typed("alias")
        many = room.print_is_gone(self.library, self.staff, alias=alias, collected=True, now=self.now)
        return Done(f"{_pages(many)} handed to {alias}, and counted. Nothing else is left of it.")

    def unwanted(self) -> Done:
        """Nobody wants a print."""
        alias = self.typed("alias")
        many = room.print_is_gone(self.library, self.staff, alias=alias, collected=False, now=self.now)
        return Done(f"Not wanted: {_pages(many)} of {alias}. Shred what was printed; it is not counted.")

    def _given(self, turn: Turn) -> Done:
        if turn.waits:
            return Done(f"No computer can be given to {turn.alias} now: they wait in line.", _slip(turn))
        return Done(f"{turn.alias} has {turn.station} until {clock(turn.ends)}.", _slip(turn))

    # -- what is shown

    def page(self, done: Done, wrong: Mapping[str, str], refused: NoDuty | None) -> ComputerBoard:
        """The board, or why there is none for this account; and the counts."""
        library, form = self.library, room.form_of(self.library)
        today = library.day_of(self.now)
        asked = refused.decision if refused else room.asked(library, self.staff)
        card = None if asked.allowed else cards.card_of(asked, library.policy, tab="The board of computers")
        now = room.board(library, self.staff, now=self.now) if asked.allowed and form.taken else None
        give, book, pages = self._blanks(wrong, asks_card=form.asks_card)
        months, year = room.counted(library), room.reported_year(today)
        there = {f"{part}-{blank.name}": blank.target for part, some in
                 (("give", give), ("book", book), ("print", pages)) for blank in some}  # fmt: skip
        return ComputerBoard(
            here=self.request.path,
            wipes=reverse("computers", args=[library.slug]),
            library=library.name,
            as_of=clock(now.minute) if now else "",
            seats=tuple(_row(seat, now, asks_card=form.asks_card) for seat in now.seats) if now else (),
            line=_line(now),
            booked=_booked(now),
            prints=_prints(now),
            give=give,
            book=book,
            pages=pages,
            free=now.free if now else 0,
            sign=_sign_at(library, today) if now else "",
            slip=done.slip,
            done=done.said,
            problems=tuple(Problem(why, there.get(name, "")) for name, why in wrong.items()),
            card=card,
            taken=form.taken,
            asks_card=form.asks_card,
            rule=form.rule,
            because=cards.clauses(library.policy, form.clauses),
            months=tuple(_month(each) for each in months[:_MONTHS]),
            bands=tuple(f"Minutes, {name}" for name, _ in BANDS),
            year=f"July {year[0][:4]} to June {year[1][:4]}",
            year_sessions=sum(each.sessions for each in months if year[0] <= each.month <= year[1]),
        )

    def _blanks(
        self, wrong: Mapping[str, str], *, asks_card: bool
    ) -> tuple[tuple[Blank, ...], tuple[Blank, ...], tuple[Blank, ...]]:
        def blank(
            part: str, name: str, label: str, kind: str, hint: str = "", *, needed: bool = True
        ) -> Blank:
            error = wrong.get(f"{part}-{name}", "")
            # A card is never sent back to the screen.
            value = (
                self.typed(name) if self.request.POST.get("do") == part and wrong and name != "card" else ""
            )
            return Blank(
                f"{part}-{name}", name, label, kind, value, hint=hint, required=needed, most=20, error=error,
                first_wrong=bool(error),
            )  # fmt: skip

        def card(part: str) -> tuple[Blank, ...]:
            hint = "Checked, yes or no. Which card it was is not kept."
            return (blank(part, "card", "Their card", "line", hint),) if asks_card else ()

        return (
            card("give"),
            (blank("book", "time", "From what time today", "time"), *card("book")),
            (
                blank("print", "pages", "Pages", "line"),
                blank(
                    "print", "alias", "Their made-up name", "line",
                    "As on their slip. Left empty, a new one is drawn.", needed=False,
                ),
            ),
        )  # fmt: skip


_ACTS: dict[str, Callable[[_At], Done]] = {
    "give": _At.give,
    "book": _At.book,
    "begin": _At.begin,
    "longer": _At.longer,
    "over": _At.over,
    "over-and-wiped": _At.over_and_wiped,
    "cancel": _At.cancel,
    "wiped": _At.wiped,
    "print": _At.print,
    "collected": _At.collected,
    "unwanted": _At.unwanted,
}


def _row(seat: Seat, board: Board, *, asks_card: bool) -> SeatRow:
    name, where, sits = seat.place.name, seat.place.where, seat.sits
    coming = f"{clock(seat.next.starts)}, {seat.next.alias}" if seat.next else ""
    if sits:
        said = f"time was up at {clock(sits.ends)}" if seat.is_over else f"until {clock(sits.ends)}"
        longer = f"Extend to {clock(seat.may_stay_until)}" if seat.may_stay_until else ""
        return SeatRow(name, where, said, sits.alias, due=seat.is_over, next=coming, longer=longer)
    if seat.place.wants_wipe:
        return SeatRow(name, where, "to be wiped", due=True, next=coming, wipe=True)
    if seat.free_until is None:
        return SeatRow(name, where, "kept for a booking", next=coming)
    # A card is typed in the form above; whoever waits has shown one.
    give = f"Give it to {board.line[0].alias}" if board.line else "" if asks_card else "Give it"
    return SeatRow(
        name, where, f"free for {_minutes(seat.free_until - board.minute)}", next=coming, give=give
    )


def _line(board: Board | None) -> tuple[NameRow, ...]:
    turns = board.line if board else ()
    return tuple(NameRow(turn.alias, f"since {clock(turn.starts)}") for turn in turns)


def _booked(board: Board | None) -> tuple[NameRow, ...]:
    turns = board.booked if board else ()
    return tuple(
        NameRow(turn.alias, f"{clock(turn.starts)} to {clock(turn.ends)}, {turn.station}") for turn in turns
    )


def _prints(board: Board | None) -> tuple[NameRow, ...]:
    waiting: dict[str, int] = {}
    for each in board.prints if board else ():
        waiting[each.alias] = waiting.get(each.alias, 0) + each.pages
    return tuple(NameRow(alias, _pages(many)) for alias, many in waiting.items())


def _month(each: room.Month) -> MonthRow:
    first = date.fromisoformat(f"{each.month}-01")
    return MonthRow(
        f"{first:%B %Y}",
        each.sessions,
        tuple((f"Minutes, {name}", many) for name, many in each.minutes),
        each.pages,
    )


def _slip(turn: Turn) -> PaperSlip:
    if turn.waits:
        return PaperSlip(
            turn.alias, "You are in line. We call this name.", "Está en la fila. Llamaremos este nombre."
        )
    times = f"{clock(turn.starts)} – {clock(turn.ends)}"
    said = f"{turn.station} · {times}"
    return PaperSlip(turn.alias, f"{said}. Goes tonight.", "Se borra esta noche.")


def _pages(many: int) -> str:
    return f"{many} page" if many == 1 else f"{many} pages"


def _minutes(many: int) -> str:
    return f"{many} minutes"


# -- the sign in the room


def _word(library: Library, day: date) -> str:
    """The word under which the sign of a day is found: whoever has it sees made-up names, until midnight."""
    return salted_hmac("reticent computer sign", f"{library.slug} {day}", algorithm="sha256").hexdigest()[:20]


def _sign_at(library: Library, day: date) -> str:
    return reverse("computer-sign", args=[library.slug, _word(library, day)])


@require_safe
@guards.at_library
def sign(request: HttpRequest, library: Library, handle: str) -> HttpResponse:
    """Which computers are free, which made-up name has one until when, and whose turn it is: for a screen in the room."""
    now = datetime.now(UTC)
    if not constant_time_compare(handle, _word(library, library.day_of(now))):
        return render(request, "computer_sign.html", {"sign": ComputerSign(over=True)}, status=404)
    there = room.sign(library, now=now)
    shown = ComputerSign(
        over=False,
        here=request.path,
        as_of=tongues.time(there.minute),
        still="still" in request.GET,
        asks_card=room.form_of(library).asks_card,
        rows=tuple(
            SignRow(
                seat.place.name,
                seat.place.where,
                seat.sits.alias if seat.sits else "",
                tongues.time(seat.sits.ends if seat.sits else seat.free_until or 0),
                seat.free_until is not None,
            )
            for seat in there.seats
        ),
        line=tuple(turn.alias for turn in there.line),
    )
    return render(request, "computer_sign.html", {"sign": shown})
