"""How is a case begun, and a step of it taken: all of it or nothing?"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError

from reticent.access import searching
from reticent.disclosure import counts, legal_holds, permitted, steps, touched
from reticent.disclosure.cases.days import due_at
from reticent.disclosure.cases.kept import (
    CASE_ACT,
    OPENED_BY,
    Act,
    Case,
    OfCase,
    acts_of,
    as_of,
    row_of,
    slips_of,
)
from reticent.disclosure.cases.leaves import begun, leaf_of, write_down
from reticent.disclosure.cases.reading import CaseFile, file_of, read
from reticent.disclosure.cases.whose import check_whose, role_here
from reticent.disclosure.steps import Known, NotNow, checked, is_open
from reticent.disclosure.table import is_own
from reticent.drawer import drawers
from reticent.drawer.slips import Cell, Drawer, Opened, Writer, tried_again
from reticent.drawer.tables import RECOVERY_DAYS
from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.people import mailings
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Policy
from reticent.records import disclosures
from reticent.retention import purge
from reticent.vault.seals import TooLong

ON_PAPER = "on_paper"
TOLD = "tell_patron"
# The steps that name a person or an item, and where they are typed: the case itself keeps neither.
_Named = legal_holds.Wanted | touched.Touched | permitted.Relied
_NAMED: dict[str, Callable[..., _Named]] = {
    legal_holds.PLACE: legal_holds.wanted,
    touched.NAME: touched.touched,
    permitted.NAME: permitted.relied,
}
_NAMES = ("card", "barcode", "card_touched", "card_permitting", "permitted_to")


class SentBefore(Refused):
    """The case that this form began is over, and gone."""


class ChangedMeanwhile(Refused):
    """Somebody else wrote in the case since it was read."""


@dataclass(frozen=True)
class OnPaper(OfCase):
    """What is left to say of a case that was taken out of the program: nothing of it is kept here any more.

    The ledger goes on saying that a case of this handle was opened here and is closed; copies of the databases hold
    what was written down until a day, for whoever has the keys of that time.
    """

    opened_on: date
    readable_until: datetime


def new_handle() -> str:
    """A handle for a case to come. Drawn when its form is, so that the form may be sent twice."""
    return log.case_handle()


def open_case(
    library: Library,
    account: StaffAccount,
    *,
    path: str,
    details: Mapping[str, object],
    now: datetime,
    handle: str = "",
) -> CaseFile:
    """Take in what was asked, or that somebody is taking things. The case begins with it.

    With a handle that was drawn before (`new_handle`) it is one case, however often the same form is sent.
    """
    on = library.day_of(now)
    role, adopted = role_here(library, account, on=on), library.policy
    if path not in OPENED_BY:
        raise Malformed("A case begins with somebody asking, or with somebody taking.")
    if handle and Case.objects.filter(library=library.slug, handle=handle).exists():
        return read(library, account, handle, now=now)
    if handle and log.was_written(library.slug, begun(handle)):
        raise SentBefore(
            "This form was sent before, and the case that it began is no longer here. Nothing was written down. Where"
            " somebody asks anew, begin at the desk's page again."
        )
    details = checked(steps.opening(path, adopted), details)
    known = steps.begin(path, details, adopted)
    write_down(library)
    handle = handle or new_handle()
    act = _act(
        library,
        account,
        number=1,
        step=OPENED_BY[path],
        role=role,
        details=details,
        basis=adopted.outsiders.clauses,
        now=now,
    )
    row = Case(
        handle=handle,
        library=library.slug,
        path=known.path,
        state=known.state,
        opened_at=now,
        due_at=due_at(library, known, [act]),
        version=1,
    )
    try:
        _begin(drawers.of(library.slug), row, act, on=on)
    except IntegrityError:  # the same form came twice at once, and the other one was first
        return read(library, account, handle, now=now)
    write_down(library)
    return file_of(library, row, [act], known, role=role, now=now)


@tried_again
def _begin(drawer: Drawer, row: Case, act: Act, *, on: date) -> None:
    with _bounded(), drawer.writing() as writer:
        row.save(force_insert=True)
        _put(writer, row, act, on=on)


def take(
    library: Library,
    account: StaffAccount,
    handle: str,
    *,
    step: str,
    details: Mapping[str, object],
    now: datetime,
    seen: int,
    beside: Callable[[Writer], None] | None = None,
) -> CaseFile | OnPaper:
    """Take a step that the table allows now. `seen` is the version that was read: in a case that somebody else has
    gone on with meanwhile, nothing is done (`ChangedMeanwhile`). `beside` puts in what the program itself did, in the
    same transaction: a step that is the program's own is taken with it only.

    Where the step says that nobody may be told, nothing is written down: all of the case is ended at once (`OnPaper`).
    """
    if beside is None and is_own(step):
        raise NotNow("This is done on a page of its own, and written down by what is done there.")
    row = row_of(library, handle, now=now)
    role = role_here(library, account, on=library.day_of(now))
    check_whose(library, account, row, role=role, now=now)
    write_down(library)  # what a crash kept from the ledger comes first; without a ledger nothing is done
    _check_seen(row, seen)  # before anybody is looked for; and again once nobody else can write
    named = _named(library, account, row, step, details, role=role, now=now)
    row, acts, known = _take(
        library, account, handle, step, details, role=role, now=now, seen=seen, named=named, beside=beside
    )
    write_down(library)
    if known.state == ON_PAPER:
        return OnPaper(handle, library.day_of(row.opened_at), _readable_until(library, now=now))
    return file_of(library, row, acts, known, role=role, now=now)


def _check_seen(row: Case, seen: int) -> None:
    if row.version != seen:
        raise ChangedMeanwhile(
            "Somebody else has gone on with this case meanwhile. Nothing was written down: read it again, then "
            "write down what is still to be written."
        )


def _named(
    library: Library,
    account: StaffAccount,
    row: Case,
    step: str,
    details: Mapping[str, object],
    *,
    role: str,
    now: datetime,
) -> _Named | None:
    """Whom or what this step names, where one does and may be taken: nobody is looked for before."""
    found = _NAMED.get(step)
    if found is None:
        return None
    drawer, adopted, on = drawers.of(library.slug), library.policy, library.day_of(now)
    known = as_of(drawer, library, row, acts_of(row, slips_of(drawer, library, row.handle)), on=on)
    steps.taken(known, step, details, adopted, role=role)
    asked, basis = _as_offered(known, step, adopted, role=role)
    assert asked is not None
    return found(library, account, checked(asked, details), basis=basis, now=now)


@tried_again
def _take(
    library: Library,
    account: StaffAccount,
    handle: str,
    step: str,
    details: Mapping[str, object],
    *,
    role: str,
    now: datetime,
    seen: int,
    beside: Callable[[Writer], None] | None,
    named: _Named | None,
) -> tuple[Case, list[Act], Known]:
    drawer, adopted, on = drawers.of(library.slug), library.policy, library.day_of(now)
    with _bounded(), drawer.writing() as writer:
        row = row_of(library, handle, now=now, to_write=True)
        _check_seen(row, seen)
        slips = slips_of(drawer, library, handle)
        acts = acts_of(row, slips)
        known = as_of(drawer, library, row, acts, on=on)
        asked, basis = _as_offered(known, step, adopted, role=role)
        # Whether it may be taken at all is said before how its form was filled in.
        after = steps.taken(known, step, details, adopted, role=role)
        details = checked(asked, details) if asked is not None else details
        if after.state == ON_PAPER:
            # Whom it touched could never be told any more: that she was searched for goes with it, and so do its holds.
            held = legal_holds.of_case(drawer, library, case=handle, today=on)
            slips = [*slips, *_noted_with_people(drawer, library, handle), *held]
            _take_out(writer, row, slips, on=on)
        else:
            closes = is_open(known.state) and not is_open(after.state)
            if isinstance(named, touched.Touched):
                told, clauses = [act.details for act in acts], steps.decision(known, adopted).clauses
                touched.note(writer, named, known, told, case=handle, basis=clauses, today=on)
            details = _held(drawer, writer, library, row, step, details, named, closes=closes, on=on)
            act = _act(
                library,
                account,
                number=row.version + 1,
                step=step,
                role=role,
                details=details,
                basis=basis,
                now=now,
            )
            acts.append(act)
            _go_on(writer, row, slips, act, after, on=on)
            row.due_at = due_at(library, after, acts)
            if beside is not None:
                beside(writer)
            if step == TOLD:
                _let_them_be_told(drawer, writer, library, handle, on=on)
        if row.closed_on is not None:
            # In the same transaction: nobody reads afterwards that an office was written to about what went to paper.
            mailings.forget_case(library, handle)
        row.save()
    if after.state == ON_PAPER:
        # Else a backup that is put back today would bring it back, too.
        drawer.forget_list.add_at_once([bytes.fromhex(slip.mark) for slip in slips], now=now)
    return row, acts, after


def _held(
    drawer: Drawer,
    writer: Writer,
    library: Library,
    row: Case,
    step: str,
    details: Mapping[str, object],
    named: _Named | None,
    *,
    closes: bool,
    on: date,
) -> Mapping[str, object]:
    """Do to what the case keeps what this step says; the details that are written down, which name nobody."""
    case = row.handle
    if named is not None:
        details = {name: value for name, value in details.items() if name not in _NAMES}
    if isinstance(named, legal_holds.Wanted):
        return {**details, **legal_holds.place(drawer, writer, library, named, case=case, today=on)}
    if isinstance(named, permitted.Relied):
        return {**details, **permitted.rely(drawer, writer, library, named, case=case)}
    if step == legal_holds.CONFIRM:
        legal_holds.confirm(drawer, writer, library, details, case=case, today=on)
    elif step == legal_holds.LIFT or closes:
        lifted = legal_holds.lift(drawer, writer, library, case=case, today=on)
        return {**details, "let_go": str(lifted)} if lifted else details
    return details


def _go_on(writer: Writer, row: Case, slips: Sequence[Opened], act: Act, after: Known, *, on: date) -> None:
    """Add an act. Closing dates every act, so that all of them go on one day, and leaves one fact to be counted."""
    fact = None
    if not is_open(after.state) and row.closed_on is None:
        row.closed_on = on
        fact = counts.cell(after, on=on)
        for slip in slips:
            writer.replace(slip, closed_on=on.isoformat())
    row.path, row.state, row.version = after.path, after.state, act.number
    _put(writer, row, act, on=on, fact=fact)


def _take_out(writer: Writer, row: Case, slips: Sequence[Opened], *, on: date) -> None:
    """End all that was written down. The row waits for its leaf, and goes with it."""
    for slip in slips:
        writer.end(slip)
    row.state, row.due_at, row.closed_on = Case.TAKEN_OUT, None, on
    row.version = row.written + 1


def _put(writer: Writer, row: Case, act: Act, *, on: date, fact: Cell | None = None) -> None:
    commitment, key = log.commit_to(_opening(act))
    payload = {
        "number": act.number,
        "on": on.isoformat(),
        "at": act.at.isoformat(),
        "step": act.step,
        "role": act.role,
        "account": act.account,
        "by": act.by,
        "details": act.details,
        "basis": " ".join(act.basis),
        "policy": act.policy,
        "key": f"{commitment} {key.hex()}",
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
    }
    # An act whose leaf the ledger could not take would stand in the way of all that come after.
    leaf_of(row, payload)
    writer.put(subject=row.handle, kind=CASE_ACT.name, payload=payload, cell=fact)


def _opening(act: Act) -> bytes:
    """What the ledger's leaf commits to: shown with its key, anybody can check that it was written so."""
    said = {
        "number": act.number,
        "at": act.at.isoformat(),
        "step": act.step,
        "account": act.account,
        "details": act.details,
    }
    return json.dumps(said, sort_keys=True).encode()


def _act(
    library: Library,
    account: StaffAccount,
    *,
    number: int,
    step: str,
    role: str,
    details: Mapping[str, object],
    basis: Iterable[str],
    now: datetime,
) -> Act:
    return Act(
        number=number,
        at=now,
        step=step,
        role=role,
        account=account.pk,
        by=account.title,
        details=details,
        basis=tuple(dict.fromkeys(basis))[: log.MOST_CLAUSES],
        policy=library.policy.sha256 if library.has_policy else "",
    )


def _as_offered(
    known: Known, step: str, adopted: Policy, *, role: str
) -> tuple[tuple[steps.Field, ...] | None, tuple[str, ...]]:
    """What this step asks for as it is offered now, if it is, and the clauses that ask for it."""
    offered = steps.offers(known, adopted, role=role)
    return next(((offer.asks, offer.clauses) for offer in offered if offer.step == step), (None, ()))


@contextmanager
def _bounded() -> Iterator[None]:
    try:
        yield
    except TooLong:
        raise Malformed(
            "That is longer than one step holds. Shorten the longest text, and add the rest as a note. Nothing was "
            "written down."
        ) from None


def _noted_with_people(drawer: Drawer, library: Library, handle: str) -> list[Opened]:
    """What was noted of this case with those whom it touched."""
    return drawer.find_thing(searching.to_disclosures(library, case=handle), thing=disclosures.thing(handle))


def _let_them_be_told(drawer: Drawer, writer: Writer, library: Library, handle: str, *, on: date) -> None:
    """Counsel has said so: whoever this case touched reads of it on her own page from today."""
    legal_holds.let_be_told(drawer, writer, library, case=handle, today=on)
    disclosures.tell(drawer, writer, searching.to_disclosures(library, case=handle), case=handle, today=on)


def _readable_until(library: Library, *, now: datetime) -> datetime:
    """Until when copies of what ended now can be read, at the latest."""
    turn = purge.turn_due_at(drawers.of(library.slug))
    return max(turn, now) + timedelta(days=RECOVERY_DAYS)
