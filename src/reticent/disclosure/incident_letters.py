"""In which words are those concerned told that data about them were lost, and in which the Attorney General?

The letter to those concerned is addressed by hand, in English or Spanish: no letter and no table has room for a name.
What the law asks of them is quoted from its pack (Connecticut: CGS 36a-701b); counsel reads both before they go.
"""

from collections.abc import Iterator
from datetime import date

from reticent.disclosure.incidents import TOLD_OFFICE, TOLD_RESIDENTS, WHAT, Seen
from reticent.disclosure.letters import Blank, Heading, Items, Letter, Part, Text, foot_of, what_it_rests_on
from reticent.policy import Policy, breaching
from reticent.policy.phrases import counted, day
from reticent.policy.settled import KIND_WORDS
from reticent.policy.tongues import Tongue
from reticent.policy.vocabulary import PERSONAL_INFORMATION

RESIDENTS, ATTORNEY_GENERAL = TOLD_RESIDENTS, TOLD_OFFICE
LANGUAGES = {RESIDENTS: ("en", "es"), ATTORNEY_GENERAL: ("en",)}
# What can be done about it by whoever is concerned, by what was among it: in words, and in Spanish in es-letters.toml.
_DO = {
    "login": "Change the PIN or password that you used here, and wherever else you used the same one.",
    "card_number": "Look through your bank's statements, and ask the bank for a new card.",
    "account_and_code": "Tell your bank at once, and change the code.",
    "health_insurance": "Look through what your health insurer says it paid for.",
    "medical": "Look through what your health insurer says it paid for.",
}
_CREDIT = ("social_security", "taxpayer_id", "irs_pin", "government_id")
_FREEZE = (
    "Ask the three credit bureaus (Equifax, Experian, TransUnion) to freeze your credit. It costs nothing, and nobody can"
    " open an account in your name while it lasts."
)
_WATCH = "Be wary of letters, calls and e-mail that say they come from us: we never ask for your PIN."


def write(seen: Seen, adopted: Policy, whom: str, *, on: date, language: str = "en") -> Letter:
    """One of the two letters."""
    tongue = Tongue(language if language in LANGUAGES[whom] else "en")
    to_residents = whom == RESIDENTS
    title = "A notice about data on you" if to_residents else "Notice of a breach of security"
    parts = _to_residents(seen, adopted, tongue) if to_residents else _to_the_office(seen, adopted)
    clauses = _cited(seen, adopted) if to_residents else seen.owed.clauses
    return Letter(
        name=f"incident-{whom.replace('_', '-')}",
        title=tongue.say(title),
        library=adopted.library_name,
        place="",
        date=day_in(on, tongue),
        to=() if to_residents else ("Office of the Attorney General",),
        by_hand=tuple(tongue.say(label) for label in ("Name, by hand", "Address, by hand"))
        if to_residents
        else (),
        greeting="" if to_residents else "To whom it may concern:",
        parts=tuple(parts),
        closing=tongue.say("Sincerely,"),
        signed=signed_by(adopted, tongue),
        annex=tuple(what_it_rests_on(clauses, adopted, tongue)),
        foot=foot_of(adopted, tongue),
        language=tongue.language,
        clauses=clauses,
    )


def _cited(seen: Seen, adopted: Policy) -> tuple[str, ...]:
    """What those concerned are told because of: the section on telling them, and that on help where help is owed."""
    names = (breaching.RESIDENTS, *((breaching.SERVICES,) if seen.owed.services_months else ()))
    clocks = (adopted.statute.clocks.get(name) for name in names)
    law = [clause for clock in clocks if clock for clause in clock.clauses]
    return (*dict.fromkeys(law), *(adopted.breach.clauses if adopted.breach else ()))


def signed_by(adopted: Policy, tongue: Tongue) -> str:
    """The office that signs for the library, as it stands below a letter."""
    office = tongue.office(adopted.custodian.title)
    return office[:1].upper() + office[1:]


def day_in(on: date, tongue: Tongue) -> str:
    """A day in the language of the letter."""
    if tongue.language == "en":
        return day(on)
    return tongue.say("{day} of {month} {year}", day=on.day, month=tongue.say(f"{on:%B}"), year=on.year)


def _to_residents(seen: Seen, adopted: Policy, tongue: Tongue) -> Iterator[Part]:
    row, say = seen.row, tongue.say
    yield Text(
        say(
            "On {found} {library} found that data about people who use it were lost, taken or seen by somebody who should"
            " not have seen them. You are one of those whom it concerns. We are sorry.",
            found=day_in(row.found_on, tongue),
            library=adopted.library_name,
        )
    )
    yield Heading(say("What happened"))
    # As the library wrote it down, in its own words: no table can put them into another language.
    yield Text(row.words)
    yield Heading(say("What was among it"))
    named = [say(PERSONAL_INFORMATION[each]) for each in row.information or ()]
    kinds = [say(KIND_WORDS[kind]) for kind in row.kinds]
    yield Items(
        tuple(each[:1].upper() + each[1:] for each in (*named, *kinds)) or (say("It is not known yet."),)
    )
    yield Heading(say("What we do"))
    if seen.owed.services_months:
        yield Text(
            say(
                "We pay for help against identity theft for you, for {months} months. You enrol with:",
                months=seen.owed.services_months,
            )
        )
        yield Blank((say("The service, and how to enrol"), ""))
    yield Blank((say("What we have done since, by hand"), ""))
    yield Heading(say("What you can do"))
    yield Items(tuple(say(each) for each in _advice(row.information or ())))
    yield Text(
        say(
            "Ask us whatever you want to know about it, at the library or in writing. You may also see all that we keep"
            " about you. This letter says nothing about what anybody has borrowed."
        )
    )


def _advice(information: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    found = [_DO[each] for each in information if each in _DO]
    if any(each in _CREDIT for each in information):
        found.insert(0, _FREEZE)
    return (*dict.fromkeys(found), _WATCH)


def _to_the_office(seen: Seen, adopted: Policy) -> Iterator[Part]:
    row = seen.row
    yield Text(
        f"{adopted.library_name} notifies you of a breach of security that concerns residents of"
        f" {adopted.statute.jurisdiction}."
    )
    happened = day(row.happened_on) if row.happened_on else "not known"
    residents = day(row.residents_on) if row.residents_on else "with this letter or after it"
    yield Items(
        (
            f"What: {WHAT[row.what].lower()}" + (f" ({row.vendor})" if row.vendor else ""),
            f"When it happened: {happened}",
            f"When it was found: {day(row.found_on)}",
            f"How many residents, about: {row.about:,}"
            if row.about is not None
            else "How many residents: not known yet",
            f"When they are told: {residents}",
            "Help against identity theft: "
            + (
                counted(seen.owed.services_months, "month")
                if seen.owed.services_months
                else "none that the law asks for"
            ),
        )
    )
    yield Heading("What happened")
    yield Text(row.words)
    yield Heading("What was among it")
    named = [PERSONAL_INFORMATION[each] for each in row.information or ()]
    yield Items(tuple(each[:1].upper() + each[1:] for each in named) or ("Not known yet.",))
    if row.readable is False:
        yield Text("It was encrypted or otherwise unreadable, and what unlocks it was not taken along.")
    yield Text("The letter to the residents is enclosed. For questions please write to us, or call:")
    yield Blank(("Name and telephone, by hand",))
