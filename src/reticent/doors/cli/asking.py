"""`reticent init` without a policy: its questions at the command line, and the draft that their answers make."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import counted, say
from reticent.errors import Malformed
from reticent.policy import drafting, questions
from reticent.policy.answer_files import answers_text, read_answers
from reticent.policy.questions import NOTHING, Part, Question, Sheet

if TYPE_CHECKING:
    from datetime import date

    from reticent.people.libraries import Library

_LOAN_DAYS = 21
HOW = "Answer with a number (several: 1,3), or press Enter for what stands in brackets. 0: not decided. <: back. ?: why."


def as_file() -> str:
    """A file of answers to fill in, with every question and what may be answered."""
    return answers_text(NOTHING)


def given(path: Path) -> Sheet:
    """The answers in a file."""
    if not path.is_file():
        raise Malformed(
            f"{path} is not there. `reticent init --questions > answers.toml` writes one to fill in."
        )
    return read_answers(path)


def asked(library: "Library", *, sheet: Sheet) -> Sheet:
    """Ask the questions, beginning at the first that nothing was answered to; each answer is kept at once."""
    from reticent.people import setting_up

    every = questions.questions()
    say(f"{counted(len(every), 'question')}. {HOW}")
    say("Ctrl-C stops, and loses nothing: run this again to go on.")
    begun = bool(sheet.answers)
    at = next((n for n, each in enumerate(every) if begun and not each.is_answered(sheet.answers)), 0)
    while at < len(every):
        say(f"\n{at + 1} of {len(every)}. {every[at].asks}", bold=True)
        say(every[at].why)
        gone_back = False
        for part in every[at].part:
            values = _part(part, every[at], sheet)
            if values is None:
                gone_back = True
                break
            others = {name: given for name, given in sheet.answers.items() if name != part.id}
            sheet = Sheet({**others, part.id: values} if values else others, sheet.own)
            setting_up.keep(library, sheet)
        at = max(0, at - 1) if gone_back else at + 1
    return sheet


def _part(part: Part, question: Question, sheet: Sheet) -> tuple[str, ...] | None:
    """What is answered to one part; nothing for not decided, None to go back."""
    if not questions.is_asked(part, sheet.answers):
        return ()
    before = sheet.answers.get(part.id, ())
    say(f"\n{part.asks}")
    for number, choice in enumerate(part.choices, start=1):
        say(choice.says, under=2, first=f"{number}  ")
        for example in () if part.kind == "pack" else drafting.examples(part.id, choice.value):
            words = " ".join(f"{clause.id} {clause.text}" for clause in example.clauses)
            say(f"{example.called}: {words or 'no clause says so'}", under=5, dim=True)
    if part.is_choice:
        say("Not decided: referred", under=2, first="0  ")
    while True:
        typed = click.prompt("", default=_shown(part, before), prompt_suffix="> ", type=str).strip()
        if typed == "<":
            return None
        if typed == "?":
            say(question.why)
            continue
        values = _values(part, typed)
        _, wrong = questions.checked({part.id: values})
        if not wrong:
            return tuple(values)
        say(f"That cannot be used: {wrong[part.id]}.")


def _shown(part: Part, before: Sequence[str]) -> str:
    """What was answered before, as it would be typed; “0” where nothing was, and “-” where nothing was written."""
    if not part.is_choice:
        return before[0] if before else "-"
    values = [choice.value for choice in part.choices]
    return ",".join(str(values.index(value) + 1) for value in before if value in values) or "0"


def _values(part: Part, typed: str) -> list[str]:
    if not part.is_choice:
        return [] if typed == "-" else [typed]
    values = [choice.value for choice in part.choices]
    numbers = [word.strip() for word in typed.replace(";", ",").split(",") if word.strip()]
    known = {str(number): value for number, value in enumerate(values, start=1)}
    return [known.get(number, number) for number in numbers if number != "0"]


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def draft(library: "Library", sheet: Sheet, *, today: "date") -> None:
    """Make the draft, and say what comes next."""
    from reticent.people import policy_files, setting_up

    setting_up.keep(library, sheet)
    row = setting_up.make_draft(library, sheet, by="administrator", today=today)
    left = len({question.id for question, _ in questions.undecided(sheet.answers)})
    say(f"{row.policy_id} is {library.name}'s draft. It decides nothing yet.")
    say(
        f"In {counted(left, 'question')} something is not decided: whoever asks about that is referred."
        if left
        else "Every question is decided."
    )
    say(
        f"Its file: {policy_files.draft_file(library.slug, row.policy_id)}. `reticent policy lint` says what to mend."
    )
    say(
        f"Next: have it looked over, then `reticent policy review {library.slug} {row.policy_id} --by OFFICE --on DAY`."
    )


def begin(
    slug: str,
    *,
    name: str,
    town: str,
    loan_days: int | None,
    daily_fine: int,
    answers: Path | None,
    dry_run: bool,
) -> None:
    """Set a library up that has adopted nothing, or go on with the next policy of one that has; and ask."""
    sheet = given(answers) if answers else NOTHING
    if dry_run:
        _show(slug, name, sheet, loan_days=loan_days or _LOAN_DAYS)
        return
    get_ready(may_begin=True)
    from reticent.drawer import drawers
    from reticent.people import libraries, setting_up

    now = datetime.now(UTC)
    before = {library.slug: library for library in libraries.everyone()}.get(slug)
    library = libraries.add(
        slug=slug,
        name=name,
        town=town,
        policy_id=None,
        loan_days=loan_days or (before.loan_days if before else _LOAN_DAYS),
        daily_fine_cents=daily_fine,
        today=(before or libraries.Library()).day_of(now),
    )
    drawers.set_up(slug, now=now)
    if not library.has_policy:
        say(
            f"{library.name} is set up, with no policy in force: whoever asks is referred, until one is adopted."
        )
    if not answers and not can_ask():
        say(
            f"Next: `reticent init --questions > answers.toml`, fill it in, and the same command with --answers; or "
            f"sign in as the director and go to /{slug}/today/set-up."
        )
        return
    if not answers:
        sheet = asked(library, sheet=setting_up.so_far(library))
    draft(library, sheet, today=library.day_of(now))


def _show(slug: str, name: str, sheet: Sheet, *, loan_days: int) -> None:
    """The draft that the answers make, and nothing else: nothing is begun for it."""
    year = datetime.now(UTC).year
    place = drafting.Place(slug, name, drafting.id_for(slug, year, ()), loan_days=loan_days)
    drafting.drafted(sheet, place)
    click.echo(drafting.draft_text(sheet, place), nl=False)
