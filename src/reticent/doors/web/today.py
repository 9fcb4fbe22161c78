"""The director's page: what must be done, what is held, how old, and until when copies of it can be read."""

import base64
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from reticent import reminders
from reticent.access import mistaking
from reticent.disclosure.cases import shown_as
from reticent.doors.web import (
    adopting,
    charts,
    contacts,
    guards,
    lines,
    public,
)
from reticent.doors.web.charts import Chart
from reticent.doors.web.shown.cards import Fact
from reticent.doors.web.shown.today import Held, LedgerState, Looks, Mailed, Today, Turn
from reticent.drawer import kinds
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.ledger import audit, checkpoints, log
from reticent.people import post
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy
from reticent.policy.phrases import listed
from reticent.policy.vocabulary import KEPT_KINDS
from reticent.retention import exposure
from reticent.retention.certificates import Certificate
from reticent.retention.exposure import Exposure

NEWEST_ROWS = 2000
MOST_TURNS = 12
MOST_MAILED, MOST_CASES = 8, 4
WHILE = {
    "expired": "while the card is good",
    "returned": "while out",
    "paid": "while owed",
    "ended": "until collected or cancelled",
    "of_age": "until of age",
    "held": "until the session is over",
    "withdrawn": "until taken back, or the last day",
    "last_day": "until taken off, or the last day",
    "answered": "until answered and picked up",
    "decided": "until decided and picked up",
    "given": "",
    "last_gift": "while a gift is kept",
    "that_day": "until done, that night at the latest",
    "sent_back": "until sent back, or known that none lends",
    "seen": "",
}
# What guards the program itself, or a case, by its kind.
OF_THEMSELVES = {
    "case_act": "while the case is open",
    "legal_hold": "until lifted, or its last day",
    "kept": "while a legal hold keeps it",
}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def today(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Everything the director must do, and what is held; “verify now” works the whole ledger out again."""
    now = datetime.now(UTC)
    verify = request.method == "POST" and request.POST.get("do") == "verify"
    return render(request, "today.html", {"today": _shown(library, director, now=now, verify=verify)})


def _shown(library: Library, director: StaffAccount, *, now: datetime, verify: bool) -> Today:
    zone = ZoneInfo(library.time_zone)
    seen = exposure.of(library, now=now)
    ledger = _ledger(library.slug, verify=verify)
    day = library.day_of(now)
    held = tuple(_held(library.policy, seen, zone))
    turns = tuple(_turn(c, zone) for c in seen.certificates)
    asked = lines.Day(library, director, now, day, seen, ledger)
    wanted, of_each = lines.drawn(asked)
    return Today(
        day=day,
        wanted=wanted,
        lines=of_each,
        held=held,
        asked_for=seen.asked_for,
        turns=turns,
        charts=tuple(chart for chart in (_how_much(held), _how_old(held, day)) if chart),
        turns_chart=_forgetting(turns),
        next_turn=seen.next_turn.astimezone(zone).date(),
        days_into_turn=max(0, min(TURN_EVERY_DAYS, TURN_EVERY_DAYS - (seen.next_turn - now).days - 1)),
        days_a_turn=TURN_EVERY_DAYS,
        window_days=RECOVERY_DAYS,
        backups=_backups(seen, zone),
        ledger=ledger,
        looks=tuple(_looks(library, day)),
        calling=contacts.in_brief(asked.chain),
        mailed=tuple(_mailed(each) for each in reminders.sent(library, now=now)[:MOST_MAILED]),
        mail_is_sent=post.is_named(),
        policy=public.in_force(library.policy, since=adopting.adopted_here_since(library, today=day)),
    )


def _held(adopted: Policy, seen: Exposure, zone: ZoneInfo) -> list[Held]:
    rows = []
    for kind in seen.kinds:
        if kind.need is None:
            until = "not decided by the policy"
        elif kind.need == "itself":
            # What keeps its own time says so itself; what is swept every night would only say when.
            own = kinds.named(kind.held.kind)
            until = own.need if kind.days_after or own.name in KEPT_KINDS else "until tomorrow"
        else:
            days = f"{kind.days_after} days" if kind.days_after else ""
            need = OF_THEMSELVES.get(kind.held.kind, WHILE[kind.need])
            until = ", then ".join(part for part in (need, days) if part)
        rows.append(
            Held(
                kind.held.title,
                kind.held.held,
                kind.held.oldest,
                until,
                late=kind.held.due > 0,
            )
        )
    ended = seen.ended
    rows.append(
        Held(
            "Ended, still readable from copies",
            ended.count,
            ended.since.astimezone(zone).date() if ended.since else None,
            f"{ended.readable_until.astimezone(zone):%-d %B} at the latest",
        )
    )
    if adopted.consortium is not None:
        rows.append(Held(f"Held by {adopted.consortium.name}", None, None, "their system: ask them"))
    return rows


def _how_much(held: Sequence[Held]) -> Chart | None:
    return charts.bars(
        [charts.Figure(row.kind, _said(row.now), row.now) for row in held],
        id="how-much",
        title="How many are held now",
        told="One bar for each kind. The figures are those of the table, under “Now”.",
    )


def _how_old(held: Sequence[Held], day: date) -> Chart | None:
    ages = [(row.kind, (day - row.oldest).days if row.oldest else None) for row in held if row.now != 0]
    return charts.bars(
        [charts.Figure(kind, _said(age, "days"), age) for kind, age in ages],
        id="how-old",
        title="How old the oldest is",
        told="One bar for each kind, in days. The days themselves stand in the table, under “Oldest”.",
    )


def _forgetting(turns: Sequence[Turn]) -> Chart | None:
    """The newest turns, the newest first, as in the table of certificates."""
    return charts.bars(
        [
            charts.Figure(
                f"{turn.number}, {turn.turned:%-d %b}",
                f"{_said(turn.kept)} · {_said(turn.dropped)}",
                turn.kept,
                turn.dropped or 0,
            )
            for turn in turns[:MOST_TURNS]
        ],
        id="forgetting",
        title="What each turn kept and left behind",
        told="One bar for each turn of the key, the newest first. The figures are those of the table of certificates.",
        key="Solid: kept. Outlined: left behind, and forgotten when its key is gone.",
    )


def _said(figure: int | None, unit: str = "") -> str:
    return "unknown" if figure is None else f"{figure:,} {unit}".strip()


def _turn(c: Certificate, zone: ZoneInfo) -> Turn:
    return Turn(
        number=c.number,
        turned=c.turned_at.astimezone(zone).date(),
        kept=c.kept,
        dropped=c.ended,
        forgotten=c.forgotten_at.astimezone(zone).date() if c.forgotten_at else None,
        readable_until=c.readable_until.astimezone(zone).date(),
        waits_because=f"waits for {c.waits_for}" if c.waits_for else "",
    )


def _mailed(each: reminders.Sent) -> Mailed:
    """What one mail was about: the first cases by their handles, all else counted."""
    shown = [shown_as(handle) for handle in each.handles[:MOST_CASES]]
    others = each.others + len(each.handles) - len(shown)
    more = ["one other thing" if shown else "one thing"] if others == 1 else []
    more += [f"{others} {'other ' if shown else ''}things"] if others > 1 else []
    return Mailed(each.on, each.office, listed([*shown, *more]))


def _backups(seen: Exposure, zone: ZoneInfo) -> tuple[Fact, ...]:
    backup = seen.backup
    if backup is None:
        return ()
    opened = backup.opened_at
    return (
        Fact("Last made", f"{backup.made_at.astimezone(zone):%-d %B %Y, %H:%M}"),
        Fact(
            "Opened and tested",
            f"{opened.astimezone(zone):%-d %B %Y, %H:%M}" if opened else "not yet",
            "due" if seen.backup_is_old else "",
        ),
        Fact("Slips opened in the test", f"{backup.slips_opened:,}"),
        _drill(seen, zone),
    )


def _drill(seen: Exposure, zone: ZoneInfo) -> Fact:
    """When a backup was last put back for a trial."""
    drill = seen.drill
    if drill is None:
        return Fact("Put back for a trial", "never: ask for “reticent drill”")
    result = "sound" if drill.sound else "NOT sound: ask for “reticent drill”"
    return Fact(
        "Put back for a trial",
        f"{drill.at.astimezone(zone):%-d %B %Y}, {result}",
        "" if drill.sound else "due",
    )


def _ledger(slug: str, *, verify: bool) -> LedgerState:
    last = checkpoints.latest(slug)
    verified, problems = None, ()
    if verify:
        found = audit.verify(slug, checkpoints.Signer(settings.RETICENT_KEYS / checkpoints.KEY_FILE))
        verified, problems = found.sound, (*found.problems, *((found.advice,) if found.advice else ()))
    return LedgerState(
        size=log.size(slug),
        checkpoint_on=last.signed_on if last else None,
        root=base64.b64encode(last.root).decode() if last else "",
        verified=verified,
        problems=problems,
    )


def _looks(library: Library, day: date) -> list[Looks]:
    since = day - timedelta(days=7)
    opened: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    mistakes: Counter[str] = Counter()
    for row in log.entries(library.slug, newest=NEWEST_ROWS):
        if row.entry.day < since:
            continue
        if row.entry.action in ("look", "disclosure"):
            opened[row.entry.role] += row.entry.count
        elif row.entry.action == "look-refused":
            refused[row.entry.role] += row.entry.count
        elif row.entry.action == mistaking.ACTION:
            mistakes[row.entry.role] += row.entry.count
    return [
        Looks(_duty(library, role), opened[role], refused[role], mistakes[role])
        for role in sorted({*opened, *refused, *mistakes})
    ]


def _duty(library: Library, role: str) -> str:
    purpose = library.policy.purposes.get(role)
    return purpose.label if purpose else role.capitalize()
