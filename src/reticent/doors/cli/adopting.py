"""`reticent policy draft`, `review`, `adopt`, `history`, `status`, `restore`: how a library comes to its policy."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.policies import policy
from reticent.doors.cli.showing import as_json, counted, day, emit, say, table

if TYPE_CHECKING:
    from reticent.people.adoptions import PolicyAdoption
    from reticent.people.libraries import Library
    from reticent.policy import Reminder
    from reticent.retention.switching import Foreseen

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _ready(slug: str) -> tuple["Library", datetime, date]:
    """The library, this moment, and its own day."""
    get_ready()
    from reticent.people import libraries

    library, now = libraries.named(slug), datetime.now(UTC)
    return library, now, library.day_of(now)


@policy.command(short_help="Take a text in as a draft.")
@click.argument("library")
@click.argument("text", metavar="FILE|ID")
@as_json
def draft(library: str, text: str, as_json: bool) -> None:
    """Take a text in as LIBRARY's draft: a policy FILE (.toml), or the ID of a text that comes with Reticent.

    It is checked strictly, every error at once, and laid in RETICENT_HOME/policies/LIBRARY/drafts. Drafted again, it
    has to be reviewed again. A draft decides nothing.
    """
    place, _, today = _ready(library)
    from reticent import policy as room
    from reticent.people import adoptions

    content = None if text.endswith(".toml") else room.shipped_bytes(room.shipped(text).id)
    path = Path(text) if text.endswith(".toml") else Path(f"{text}.toml")
    row = adoptions.draft(place.slug, path, content=content, by="administrator", today=today)
    if as_json:
        emit({"format": 1, **_row(row, adoptions.standing_of(row, on=today))})
        return
    say(f"{row.policy_id} is {place.name}'s draft. It decides nothing yet.")
    say(
        f"Next: have it looked over, then `reticent policy review {library} {row.policy_id} --by OFFICE --on DAY`."
    )


@policy.command(short_help="Note that a draft was looked over.")
@click.argument("library")
@click.argument("policy_id", metavar="ID")
@click.option("--by", required=True, metavar="OFFICE", help="Which office did: an office, never a name.")
@click.option("--on", required=True, type=_DAY, metavar="DAY", help="On which day, such as 2026-11-20.")
@as_json
def review(library: str, policy_id: str, by: str, on: datetime, as_json: bool) -> None:
    """Note that an office looked LIBRARY's draft ID over. What is adopted must have been reviewed as it is."""
    place, _, today = _ready(library)
    from reticent.people import adoptions
    from reticent.policy import adopting

    row = adoptions.review(place.slug, policy_id, by=by, on=on.date(), today=today)
    if as_json:
        emit({"format": 1, **_row(row, adoptions.standing_of(row, on=today))})
        return
    say(f"{policy_id} was reviewed by the {adopting.REVIEWERS[row.reviewed_by]} on {day(row.reviewed_on)}.")
    say(f"Next: once the board has voted, `reticent policy adopt {library} {policy_id} --by BODY --on DAY`.")


@policy.command(short_help="Record that the body adopted a text.")
@click.argument("library")
@click.argument("policy_id", metavar="ID")
@click.option("--by", required=True, metavar="BODY", help="The body that adopted it, as the text names it.")
@click.option(
    "--on", required=True, type=_DAY, metavar="DAY", help="The day on which it did, such as 2026-11-20."
)
@click.option(
    "--in-force-from",
    type=_DAY,
    metavar="DAY",
    help="From which day it decides; else from the text's own, or from its adoption.",
)
@click.option(
    "--reference",
    default="",
    metavar="TEXT",
    help="Where it is written down: minutes, item. Kept for good, for anyone to read: no names.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change; record nothing.")
@as_json
def adopt(
    library: str,
    policy_id: str,
    by: str,
    on: datetime,
    in_force_from: datetime | None,
    reference: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record that BODY adopted LIBRARY's reviewed text ID. This program adopts nothing: it writes down what a body did.

    From its day on the text decides by itself, from midnight where the library stands; the one before is superseded and
    stays readable. Exit code 1: something stands against it, and what.
    """
    place, now, today = _ready(library)
    from reticent.people import adoptions, libraries
    from reticent.policy.adopting import Act
    from reticent.retention import clock, switching

    act = Act(by, on.date(), in_force_from.date() if in_force_from else None, reference)
    if dry_run:
        reasons = adoptions.why_not(place.slug, policy_id, act=act, today=today)
        foreseen = switching.foresee(place, adoptions.draft_text(place.slug, policy_id), on=today)
        if as_json:
            emit({"format": 1, "would_be_adopted": not reasons, "reasons": reasons, **_foreseen(foreseen)})
        else:
            _print_foreseen(foreseen, reasons)
        if reasons:
            raise click.exceptions.Exit(1)
        return
    clock.check(now=now)
    row = libraries.adopt(place, policy_id, act=act, today=today)
    law = adoptions.signed_by_counsel(place.slug, adoptions.draft_text(place.slug, policy_id))
    if as_json:
        emit(
            {
                "format": 1,
                **_row(row, adoptions.standing_of(row, on=today)),
                "law": law.say,
                "caution": law.caution or None,
            }
        )
        return
    since = day(row.in_force_from)
    if row.in_force_from and row.in_force_from > today:
        say(
            f"{policy_id} is adopted. It decides from {since} on; until then "
            f"{f'{place.policy_id} does' if place.has_policy else 'nothing is decided'}."
        )
    else:
        say(f"{policy_id} is adopted and in force since {since}. This program follows it from now on.")
    say(law.say)
    if law.caution:
        say(f"{law.caution} {law.next_step}")


@policy.command(short_help="Every text of a library, and how far it came.")
@click.argument("library")
@as_json
def history(library: str, as_json: bool) -> None:
    """Every text of LIBRARY: drafted, reviewed, adopted by whom and when, in force from when, superseded by which."""
    place, _, today = _ready(library)
    from reticent.people import adoptions

    rows = adoptions.history(place.slug)
    states = adoptions.standings(rows, on=today)
    if as_json:
        texts = [_row(row, state) for row, state in zip(rows, states, strict=True)]
        emit({"format": 1, "library": place.slug, "texts": texts})
        return
    table(
        "Id",
        "State",
        "In force from",
        "Adopted",
        "By",
        "Superseded by",
        rows=[
            (
                row.policy_id,
                state,
                day(row.in_force_from),
                day(row.adopted_on),
                row.adopted_by or "—",
                row.superseded_by or "—",
            )
            for row, state in zip(rows, states, strict=True)
        ],
    )
    for row in rows:
        if row.reference:
            say(f"{row.policy_id}: {row.reference}.")


@policy.command(short_help="What is in force, and is it as adopted?")
@click.argument("library")
@as_json
def status(library: str, as_json: bool) -> None:
    """Which policy is in force at LIBRARY, since when and by whom; whether its file is still what was adopted, and when
    it is to be looked at again. Exit code 1: a review is overdue, or something was changed."""
    place, _, today = _ready(library)
    from reticent.people import adoptions

    now = adoptions.in_brief(place.slug, on=today)
    wrong = adoptions.troubles(place.slug)
    kept = _reminders(place) if now is not None else ()
    if as_json:
        emit(
            {
                "format": 1,
                "library": place.slug,
                "standing": None if now is None else {**vars(now)},
                "reminders": [{**vars(each), "due": each.is_due(today)} for each in kept],
                "troubles": [{"policy_id": t.policy_id, "what": t.what, "next": t.next} for t in wrong],
            }
        )
    else:
        _print_status(place, now, wrong)
        _print_reminders(place, [each for each in kept if each.is_due(today)])
    if wrong or now is None or now.review_overdue:
        raise click.exceptions.Exit(1)


def _reminders(place: "Library") -> "tuple[Reminder, ...]":
    from reticent.people import adoptions, reminders

    try:
        return reminders.of(place.slug, place.policy)
    except adoptions.AdoptedTextLost:
        return ()  # what became of it stands among the troubles


def _print_reminders(place: "Library", due: "list[Reminder]") -> None:
    """What only people can keep, and nobody noted this year. It is no trouble: the exit code does not change."""
    if not due:
        return
    say(f"\nOnly people can keep these; the {due[0].who} is asked about each once a year:")
    for each in due:
        last = f"last seen to on {day(each.seen_to_on)}" if each.seen_to_on else "not yet noted"
        say(f"  {each.clause}  {each.text} ({last})")
    say(f"Once seen to, note the day on the director's page: /{place.slug}/today/policy.")


def _print_status(place: "Library", now: Any, wrong: Any) -> None:
    if now is None:
        say(f"No policy is in force at {place.name} today.", bold=True)
    else:
        since = day(now.since) if now.since else "a day that nobody wrote down"
        by = f"adopted by the {now.adopted_by}" if now.adopted_by else "by whom it was adopted is unknown"
        say(f"{now.policy_id} is in force at {place.name} since {since}, {by}.", bold=True)
        if now.reference:
            say(f"{'Known' if now.came_before_us else 'Written down'}: {now.reference}.")
        if now.coming:
            say(f"From {day(now.coming_on)} on it is {now.coming}.")
        if now.review_overdue:
            say(f"Its review is overdue since {day(now.review_due)}.", fg="red")
        elif now.review_due:
            say(f"To be looked at again by {day(now.review_due)}.")
        if now.read_anew:
            say(
                f"This version of Reticent reads {now.policy_id} otherwise than the one that set the library up."
            )
            say(f"See what differs: `reticent policy diff {place.slug}/{now.policy_id} {now.policy_id}`.")
            say("To take the new reading, run `reticent init` for this library again.")
    for trouble in wrong:
        say(f"\n{trouble.what}", fg="red")
        say(trouble.next)
    if not wrong:
        say("Every adopted file is what was adopted.")


@policy.command(short_help="Put the adopted bytes back into a changed file.")
@click.argument("library")
@as_json
def restore(library: str, as_json: bool) -> None:
    """Put back what was adopted wherever a file of LIBRARY was changed, cut short or taken away. What lay there is kept
    beside it, with “.changed” at its end."""
    place, _, today = _ready(library)
    from reticent.people import adoptions

    done = adoptions.put_back(place.slug)
    if done:
        adoptions.write_down_put_back(place.slug, done, today=today)
    if as_json:
        emit({"format": 1, "put_back": [{"policy_id": f.policy_id, "was": f.state} for f in done]})
        return
    for found in done:
        say(f"{found.policy_id}: it was {found.said}; what was adopted is back.")
    if not done:
        say("Every adopted file is what was adopted. Nothing was put back.")


# -- as plain values, and in words


def _row(row: "PolicyAdoption", state: str) -> dict[str, Any]:
    return {
        "id": row.policy_id,
        "library": row.library,
        "sha256": row.sha256,
        "state": state,
        "drafted_on": row.drafted_on,
        "reviewed_by": row.reviewed_by or None,
        "reviewed_on": row.reviewed_on,
        "adopted_by": row.adopted_by or None,
        "adopted_on": row.adopted_on,
        "reference": row.reference or None,
        "in_force_from": row.in_force_from,
        "recorded_on": row.recorded_on,
        "superseded_by": row.superseded_by or None,
        "review_due": row.review_due,
    }


def _foreseen(seen: "Foreseen") -> dict[str, Any]:
    return {
        "id": seen.policy_id,
        "instead_of": seen.instead_of,
        "answers": [answer.as_dict() for answer in seen.answers],
        "rules": [rule.as_dict() for rule in seen.rules],
        "kinds": [vars(kind) for kind in seen.kinds],
    }


def _print_foreseen(seen: "Foreseen", reasons: list[str]) -> None:
    say(f"If {seen.policy_id} took the place of {seen.instead_of} (nothing was recorded):", bold=True)
    if seen.answers:
        say(f"\n{counted(len(seen.answers), 'answer')} would change", bold=True)
        for answer in seen.answers:
            say(f"{answer.about}: now {answer.before.words}. Then {answer.after.words}.", under=2, first="- ")
    else:
        say("No answer to what people usually ask would change.")
    if seen.rules:
        say("\nWhat the texts say differently", bold=True)
    for rule in seen.rules:
        said = f"{rule.chapter}, {rule.about}: now {rule.before.words}. Then {rule.after.words}."
        say(said, under=2, first="- ")
    if seen.kinds:
        say("\nWhat is held", bold=True)
    for kind in seen.kinds:
        count = f"{kind.held:,} held" + (
            f", {kind.goes_at_once:,} would go at once" if kind.goes_at_once else ""
        )
        if kind.days_before != kind.days_after:
            count += f"; {_days(kind.days_before)}, then {_days(kind.days_after)}"
        say(f"{kind.title} ({count}): {kind.said}", under=2, first="- ")
    for reason in reasons:
        say(f"\nAgainst it: {reason}", fg="red")


def _days(number: int | None) -> str:
    return "no period" if number is None else counted(number, "day")


# The commands above join the group `policy`.
COMMANDS: list[click.Command] = []
