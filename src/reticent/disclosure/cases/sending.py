"""Which letters may go out in a case, and what do they say?"""

from dataclasses import replace
from datetime import date

from reticent.disclosure import letters
from reticent.disclosure.cases.reading import CaseFile
from reticent.disclosure.cases.whose import NotYours
from reticent.people import contacts, delegations
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount


def letters_for(library: Library, file: CaseFile) -> tuple[str, ...]:
    """The letters that may go out in a case as it stands; the desk sends none."""
    if file.role != "custodian":
        return ()
    return letters.offered(file.known, library.policy, _facts(library, file))


def letter(
    library: Library, account: StaffAccount, file: CaseFile, name: str, *, on: date, language: str = "en"
) -> letters.Letter:
    """One of them, dated by a day; whoever acts for the custodian signs for her. `NotThisLetter`: it may not go out."""
    if file.role != "custodian":
        raise NotYours(f"The {library.policy.custodian.title} writes the letters of a case.")
    delegated = delegations.may_act(library, account, on) is not None
    facts = replace(_facts(library, file), signer=account.title if delegated else "")
    return letters.write(name, file.known, library.policy, facts, on=on, language=language)


def _facts(library: Library, file: CaseFile) -> letters.LetterFacts:
    first = contacts.chain(library)[0].numbers
    return letters.facts_of(
        (act.details for act in file.acts),
        received=file.opened_at,
        time_zone=library.time_zone,
        # What stands on the desk card may stand on a letterhead.
        telephone=first.at_work if first.at_work_on_card else "",
    )
