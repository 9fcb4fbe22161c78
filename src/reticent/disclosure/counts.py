"""What may the public know of the requests from outside: how many a year, by which paper, and what came of them?

A year is shown once it is over and every night of it has been counted, so that no count tells of one case in the week in
which it came. Counts of demands are about nobody: none is held back for being small (docs/decisions). A demand that may
forbid its own mention is in no count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reticent.disclosure.known import Known, about
from reticent.disclosure.table import table
from reticent.drawer.slips import Cell
from reticent.errors import Refused
from reticent.people.libraries import Library
from reticent.records import case_counts
from reticent.records.case_counts import Count

# A week after the year: a night that failed was done again by then, and the figures do not change any more.
SHOWN_FROM = (1, 8)
# CGS 11-25(b)(4): statistics may be published when nobody can be found in them.
BASIS = "S-7"

# What came, in the order in which a table tells it. What counsel alone may know of is not among them.
KINDS = {
    "none": "No paper",
    "verbal": "A spoken request",
    "letter": "A letter that compels nothing",
    "foi_request": "A request for public records",
    "preservation_letter": "A letter asking us to keep records",
    "attorney_subpoena": "A subpoena signed by an attorney",
    "administrative_subpoena": "A subpoena signed by an agency's officer",
    "grand_jury_subpoena": "A grand jury subpoena",
    "judge_subpoena": "A subpoena ordered by a judge",
    "court_order": "A court order",
    "search_warrant": "A search warrant signed by a judge",
    "immigration_warrant": "An immigration warrant",
    "probate_letters": "Letters of a probate court",
    "written_permission": "The patron's own written permission",
    "emergency_claim": "A claim of emergency",
    "unknown": "A paper that nobody could make out",
    "complaint": "A complaint about the library",
    "own_data": "A reader's own written request",
    "account": "A collection agency, for an account",
    "addresses": "A request for patrons' addresses",
    "donors": "A request for donors' records",
    "service": "A service, for what a card may do",
    "totals": "A request for figures",
}

# What came of it: the answers of the table of steps, and what no answer says.
OUTCOMES = {
    "refuse": "Refused",
    "return_for_cure": "Sent back, since it was not in order",
    "negotiate": "They were asked to narrow it",
    "object": "Objected to",
    "resist": "Resisted",
    "move_to_quash": "A court was asked to set it aside",
    "nothing_held": "Answered that nothing is held here",
    "deny_foi": "Denied as a public-records request",
    "reply": "Answered",
    "show_own": "Shown to them",
    "ask_identity": "They were asked who they are",
    "refuse_own": "Refused, with word of the court",
    "not_yet": "Nothing given until it is settled",
    "pass_on_chosen": "Only addresses that chose it were passed on",
    "use_donors": "Donors' records were used alone",
    "answer_yes_or_no": "Told what its machine may ask",
    "give_totals": "Figures were given",
    "handed_over": "Records were handed over",
    "executed": "Officers searched and took for themselves",
    "withdrawn": "Taken back by whoever asked",
}


class NotOverYet(Refused):
    """Figures of a year that is not over, or not counted to its end, are not shown."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year, with what was closed in it; nothing where nothing was."""

    year: int
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        """All of the year."""
        return sum(each.count for each in self.counts)


@dataclass(frozen=True, slots=True)
class Published:
    """What the public sees: the years that are over, the newest first, and when the next one comes."""

    years: tuple[Year, ...]
    next_year: int
    next_on: date


def cell(known: Known, *, on: date) -> Cell:
    """The fact of a case that is closed on a day."""
    return case_counts.cell(year=on.year, kind=kind_of(known), outcome=outcome_of(known))


def kind_of(known: Known) -> str:
    """Which paper came: the last one, where several did."""
    if (asked := about(known)) != "records":
        return table().about[asked].counted or asked
    return known.instrument.kind if known.instrument else "unknown"


def outcome_of(known: Known) -> str:
    """What came of it: whatever left the library goes before whatever was answered."""
    if "withdrawn" in known.evidence:
        return "withdrawn"
    if known.path == "taking":
        return "executed"
    if "given:production" in known.evidence:
        return "handed_over"
    return known.answer


def published(library: Library, *, today: date) -> Published:
    """What everybody may read on a day. Always the same shape, whatever came."""
    first = case_counts.first_whole_year(library.slug, today=today)
    last = today.year - 1 if (today.month, today.day) >= SHOWN_FROM else today.year - 2
    next_year = max(first, last + 1)
    found = case_counts.counted(library.slug, first=first, last=last)
    years = tuple(
        Year(year, tuple(_told(each for each in found if each.year == year)))
        for year in range(last, first - 1, -1)
    )
    return Published(years, next_year, date(next_year + 1, *SHOWN_FROM))


def of_year(library: Library, year: int, *, today: date) -> Year:
    """One year that is shown; `NotOverYet` says when one comes, or why it never will."""
    shown = published(library, today=today)
    found = next((each for each in shown.years if each.year == year), None)
    if found is not None:
        return found
    if year < shown.next_year:
        raise NotOverYet(f"{library.name} has no whole count of {year}: counting began later.")
    raise NotOverYet(
        f"The figures of {year} come on {date(year + 1, *SHOWN_FROM):%-d %B %Y}, when the year is over. The director "
        "sees the running year on the page of cases."
    )


def so_far(library: Library, *, today: date) -> Year:
    """The running year up to last night: for whoever answers requests from outside, and nobody else."""
    found = case_counts.counted(library.slug, first=today.year, last=today.year)
    return Year(today.year, tuple(_told(found)))


def _told(found: Iterable[Count]) -> list[Count]:
    kinds, outcomes = list(KINDS), list(OUTCOMES)
    return sorted(found, key=lambda each: (kinds.index(each.kind), outcomes.index(each.outcome)))
