"""The requests from outside in figures, in the reader's language: what the public page, its paper and the list say."""

from collections.abc import Iterable

from django.utils.translation import gettext

from reticent.disclosure.counts import BASIS, KINDS, OUTCOMES, Published, Year
from reticent.doors.web import cards, tongues
from reticent.doors.web.shown.promise import Asked, Requests
from reticent.policy import Policy
from reticent.policy.gates import binds


def requests(published: Published, adopted: Policy) -> Requests:
    """What the public may read of them under a policy."""
    law = adopted.statute
    cited = [BASIS] if BASIS in law.clauses and binds(law, BASIS, adopted.flags) else []
    return Requests(
        rows=tuple(row for year in published.years for row in rows(year)),
        next_year=published.next_year,
        next_on=tongues.day(published.next_on),
        cannot_say=what_it_cannot_say(),
        because=cards.clauses(adopted, cited),
    )


def rows(year: Year) -> Iterable[Asked]:
    """The rows of one year; one that says so where there was none."""
    if not year.counts:
        yield Asked(year.year)
    for each in year.counts:
        yield Asked(year.year, gettext(KINDS[each.kind]), gettext(OUTCOMES[each.outcome]), each.count)


def what_it_cannot_say() -> tuple[str, ...]:
    """What the figures leave out. The same words at every library, in every year, whatever came."""
    return (
        gettext(
            "A request counts in the year in which it was closed, once, by its last paper. The figures of a year come a"
            " week after its end, all at once, so that no figure tells of a request while it is new. They are about"
            " requests, never about readers, so the small ones are shown, too."
        ),
        gettext(
            "The law can forbid a library to tell anybody that a certain demand came. Such demands are not in these"
            " figures. None of them is kept in this system, so it cannot count any. These sentences stand here"
            " always, in the same words, whether there was one or not. A row that is missing, or a year without any,"
            " says nothing about such demands."
        ),
    )
