"""How far has a library come with the questions of the set-up, and which draft do its answers make?

What was answered lies in a file among the library's drafts, written after each answer: whoever is interrupted goes on
where she was, at the web or at the command line. It names offices and quotes the library's own text, and nobody.
"""

from datetime import date

from reticent import policy
from reticent.errors import Malformed
from reticent.people import adoptions, policy_files
from reticent.people.adoptions import PolicyAdoption
from reticent.people.libraries import Library
from reticent.policy import drafting
from reticent.policy.answer_files import answers_text, read_kept
from reticent.policy.drafting import Place
from reticent.policy.questions import Sheet


class NothingAnswered(Malformed):
    """A draft was to be made of no answer at all."""


def so_far(library: Library) -> Sheet:
    """What was answered until now; nothing where nobody has begun."""
    return read_kept(policy_files.read(policy_files.answers_file(library.slug)))


def keep(library: Library, sheet: Sheet) -> None:
    """Keep the answers, whole or as they were before."""
    policy_files.lay(policy_files.answers_file(library.slug), answers_text(sheet).encode(), final=False)


def from_what_is_in_force(library: Library) -> Sheet:
    """The answers that the policy in force would have been, beside the sentences that were pasted."""
    return Sheet(drafting.answers_in(library.policy), so_far(library).own)


def place_of(library: Library, *, today: date) -> Place:
    """For which library a draft is written, under which new id, and what it would take the place of."""
    rows = adoptions.adopted(library.slug)
    last = rows[-1].policy_id if rows else ""
    id = drafting.id_for(library.slug, today.year, (row.policy_id for row in rows))
    return Place(library.slug, library.name, id, last, library.loan_days)


def text_of(library: Library, sheet: Sheet, *, today: date) -> str:
    """The draft that these answers make, as a policy file."""
    return drafting.draft_text(sheet, place_of(library, today=today))


def drafted(library: Library, sheet: Sheet, *, today: date) -> policy.Policy:
    """The same as a policy, for the linter and for whoever asks it."""
    return drafting.drafted(sheet, place_of(library, today=today))


def make_draft(library: Library, sheet: Sheet, *, by: str, today: date) -> PolicyAdoption:
    """Take the answers in as the library's draft, by the same way as any file. It is adopted by its body, never here."""
    if not sheet.answers and not sheet.own:
        raise NothingAnswered(
            "Nothing was answered yet, so there is nothing to draft. Answer one question first."
        )
    place = place_of(library, today=today)
    content = drafting.draft_text(sheet, place).encode()
    return adoptions.draft(library.slug, place.source, content=content, by=by, today=today)
