"""The director's page: what must be done, what is held, how old, and until when copies of it can be read."""

import base64
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from reticent.access import doorway
from reticent.doors.web import guards, public, shown
from reticent.doors.web.shown import Fact, Held, LedgerState, Looks, Turn, Wanted
from reticent.drawer import slips, sweeping
from reticent.drawer.tables import RECOVERY_DAYS, TURN_EVERY_DAYS
from reticent.ledger import audit, checkpoints, log
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy
from reticent.retention import backups, certificates, purge
from reticent.retention.certificates import Certificate

NEWEST_ROWS = 2000
OLD_BACKUP = timedelta(days=2)
WHILE = {
    "expired": "while the card is good",
    "returned": "while out",
    "paid": "while owed",
    "ended": "until over",
    "seen": "",
}


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff_only("director")
def today(request: HttpRequest, library: Library, director: StaffAccount) -> HttpResponse:
    """Everything the director must do, and what is held; “verify now” works the whole ledger out again."""
    now = datetime.now(UTC)
    verify = request.method == "POST" and request.POST.get("do") == "verify"
    return render(request, "today.html", {"today": _shown(library, now=now, verify=verify)})


def _shown(library: Library, *, now: datetime, verify: bool) -> shown.Today:
    drawer = slips.of(library.slug)
    day = doorway.today_at(library, now)
    zone = ZoneInfo(library.time_zone)
    certified = certificates.of(library.slug)
    next_turn = purge.turn_due_at(drawer)
    backup = backups.newest()
    ledger = _ledger(library.slug, verify=verify)
    stock = sweeping.take_stock(drawer, today=day, days_after=purge.days_after(library))
    return shown.Today(
        day=day,
        wanted=tuple(_wanted(certified, backup, ledger, now=now, next_turn=next_turn)),
        held=tuple(_held(library.policy, stock, certified, next_turn, zone)),
        turns=tuple(_turn(c, zone) for c in certified),
        next_turn=next_turn.astimezone(zone).date(),
        days_into_turn=max(0, min(TURN_EVERY_DAYS, TURN_EVERY_DAYS - (next_turn - now).days - 1)),
        days_a_turn=TURN_EVERY_DAYS,
        window_days=RECOVERY_DAYS,
        backups=_backups(backup, zone, now=now),
        ledger=ledger,
        looks=tuple(_looks(library, day)),
        policy=public.in_force(library.policy),
    )


def _held(
    adopted: Policy,
    stock: sweeping.Stock,
    certified: list[Certificate],
    next_turn: datetime,
    zone: ZoneInfo,
) -> list[Held]:
    rows = []
    for kind in stock.kinds:
        period = adopted.keep.get(kind.kind)
        if period and period.follows:
            continue
        if period is None:
            until = "not decided by the policy"
        else:
            days = f"{period.days_after} days" if period.days_after else ""
            until = ", then ".join(part for part in (WHILE[period.need], days) if part)
        rows.append(Held(kind.title, kind.held, kind.oldest, until, late=kind.due > 0))
    pending = [c for c in certified if c.is_pending]
    last = (next_turn + timedelta(days=RECOVERY_DAYS)).astimezone(zone)
    ended = sum(c.ended for c in pending) + stock.settling
    oldest = min((c.turned_at for c in pending), default=None)
    rows.append(
        Held(
            "Ended, still readable from copies",
            ended,
            oldest.astimezone(zone).date() if oldest else None,
            f"{last:%-d %B} at the latest",
        )
    )
    if adopted.consortium is not None:
        rows.append(Held(f"Held by {adopted.consortium.name}", None, None, "their system: ask them"))
    return rows


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


def _wanted(
    certified: list[Certificate],
    backup: backups.Backup | None,
    ledger: LedgerState,
    *,
    now: datetime,
    next_turn: datetime,
) -> list[Wanted]:
    wants = []
    if ledger.verified is False:
        wants.append(Wanted("The log of who looked does not verify.", True, "#ledger", "See what is wrong"))
    overdue = [c for c in certified if c.is_pending and c.readable_until < now]
    for c in overdue:
        wants.append(
            Wanted(
                f"Certificate {c.number} is late: its key should be gone. It waits for {c.waits_for}.",
                True,
                "#backups",
                "Look at the backups",
            )
        )
    if backup is None or backup.opened_at is None or now - backup.opened_at > OLD_BACKUP:
        wants.append(
            Wanted(
                "No backup of the last two days has been opened and tested. Until there is one, forgetting waits:"
                " run “reticent backup”.",
                href="#backups",
                link="Backups",
            )
        )
    if next_turn <= now - timedelta(days=1):
        wants.append(
            Wanted("The key should have been turned by now. Run “reticent purge”.", True, "#turn", "The key")
        )
    return wants


def _backups(backup: backups.Backup | None, zone: ZoneInfo, *, now: datetime) -> tuple[Fact, ...]:
    if backup is None:
        return ()
    opened = backup.opened_at
    return (
        Fact("Last made", f"{backup.made_at.astimezone(zone):%-d %B %Y, %H:%M}"),
        Fact(
            "Opened and tested",
            f"{opened.astimezone(zone):%-d %B %Y, %H:%M}" if opened else "not yet",
            "" if opened and now - opened <= OLD_BACKUP else "due",
        ),
        Fact("Slips opened in the test", f"{backup.slips_opened:,}"),
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
    for row in log.entries(library.slug, newest=NEWEST_ROWS):
        if row.entry.day < since:
            continue
        if row.entry.action in ("look", "disclosure"):
            opened[row.entry.role] += row.entry.count
        elif row.entry.action == "look-refused":
            refused[row.entry.role] += row.entry.count
    return [Looks(_duty(library, role), opened[role], refused[role]) for role in sorted({*opened, *refused})]


def _duty(library: Library, role: str) -> str:
    purpose = library.policy.purposes.get(role)
    return purpose.label if purpose else role.capitalize()
