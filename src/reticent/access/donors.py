"""What donors gave, opened to whoever raises funds and to nobody else (NC-13); never beside what anybody borrows (NC-03).

Whether it is opened at all, and to whom, the policy says of the matter `donors`. No permit that is minted here covers a
registration, a finder or anything that is borrowed, and none that is minted elsewhere covers a donor: there is nothing in
this program that can put the two together. Each opening is written down first, as a look of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.doorway import NoDuty
from reticent.access.numbered import NotTaken
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.ledger import log
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision, Request, decide
from reticent.records import donors, gift_totals
from reticent.records.donors import DONOR, GIFT, CannotBeGiven, Donor, NoSuchDonor, TypedDonor, TypedGift
from reticent.records.gift_totals import Year

PURPOSE = DUTY = "fundraising"
# What an opening came to, and what was changed, as it stands in the look.
LISTED, OPENED, WRITTEN_TO, SHOWN, NAMED = (
    "donors_listed",
    "donor_opened",
    "donor_thanked",
    "donor_shown",
    "donor_named",
)
CORRECTED, TAKEN_OUT = "donor_corrected", "gift_taken_out"
_ASKERS = "development_officer", "anyone"
# What the list shows of each: never an amount, an address or what she says of herself.
_ON_THE_LIST = (
    "donor.name",
    "donor.named",
    "donor.no_mail",
    "donor.since",
    "gift.given_on",
    "gift.anonymous",
    "gift.thanked_on",
)
NOT_TOLD = "Tell them what is kept of a gift and how long, and mark that they agree."


@dataclass(frozen=True)
class Rules:
    """What the policy in force says of donors' records. About nobody.

    `taken`: it names and keeps such records, so that a gift may be written down. `with_consent`: it keeps nothing of
    anybody who has not agreed.
    """

    taken: bool
    with_consent: bool
    days: int
    why: str
    clauses: tuple[str, ...]
    ours: bool


@dataclass(frozen=True)
class Totals:
    """The sums of the years, and of how many years they are withheld."""

    years: tuple[Year, ...]
    withheld: int = 0


@dataclass(frozen=True, repr=False)
class Listed:
    """The donors of whom something is kept, by name, as far as the list shows them."""

    donors: tuple[Donor, ...]
    all: int


@dataclass(frozen=True, repr=False)
class Held:
    """One donor with everything that is kept of her: what, until when, and who opened it."""

    donor: Donor
    goes_on: date | None
    looks: tuple[tuple[date, str, str], ...]


def rules(library: Library) -> Rules:
    """What the policy says."""
    policy, period = library.policy, library.period_of(GIFT.name)
    clauses = (*policy.donors.clauses, *policy.donors.apart_clauses, *(period.clauses if period else ()))
    return Rules(
        taken=bool(policy.donors.askers) and {DONOR.name, GIFT.name} <= set(policy.keep),
        with_consent=any(asked.with_consent for asked in policy.collect.values()),
        days=period.days_after if period else 0,
        why=period.why if period else "",
        clauses=tuple(dict.fromkeys(clauses)),
        ours=period is not None and not period.authority,
    )


def asked(library: Library, staff: StaffAccount) -> Decision:
    """Whether this account may use what donors gave. Nothing is opened, and nothing written down."""
    officer, anyone = _ASKERS
    return decide(
        Request(
            capacity="volunteer" if staff.is_volunteer else "staff",
            purpose="account",
            asker=officer if staff.has_duty(DUTY) else anyone,
            matter="donors",
        ),
        library.policy,
    )


def listed(library: Library, staff: StaffAccount, *, like: str = "", now: datetime) -> Listed:
    """The donors by name, or those whose name has these words in it; written down first."""
    _write_down(library, staff, f"staff:{staff.pk}", LISTED, now=now)
    there = donors.every(drawers.of(library.slug), _to_all(library, _ON_THE_LIST))
    words = like.casefold().split()
    found = tuple(donor for donor in there if all(word in donor.name.casefold() for word in words))
    return Listed(found, len(there))


def open_(
    library: Library,
    staff: StaffAccount,
    *,
    donor: str,
    mark: str | None = None,
    came_to: str = OPENED,
    now: datetime,
) -> Held:
    """Everything that is kept of one donor, for the gift of this mark if one is meant; written down first."""
    decision = _allowed(library, staff, now=now)
    drawer = drawers.of(library.slug)
    # That she is there, and the gift, is looked at before: of one who is not no look is kept.
    there = donors.one(
        drawer, _to_one(library, donor, fields=("donor.since", "gift.given_on")), subject=donor
    )
    if mark is not None:
        donors.gift_with(there[1], mark=mark)
    _note(library, staff, donor, decision, came_to, now=now)
    slip, gifts = donors.one(drawer, _to_one(library, donor), subject=donor)
    looks = drawer.find(_to_one(library, donor, also=("look",)), subject=donor, kind="look")
    shown = donors.donor_of(slip, gifts)
    return Held(
        shown,
        _goes_on(library, shown),
        tuple(
            sorted(
                (date.fromisoformat(s.payload["on"]), s.payload["by_role"], s.payload["outcome"])
                for s in looks
            )
        ),
    )


def take(
    library: Library,
    staff: StaffAccount,
    donor: TypedDonor,
    gift: TypedGift,
    *,
    subject: str,
    agreed: bool,
    now: datetime,
) -> None:
    """Write a new donor down with the first gift, under a new name in the drawer. Nobody is looked up by name or e-mail;
    the same form sent twice writes nothing twice."""
    _may_take(library, staff, now=now)
    today = library.day_of(now)
    plain, wrong = donors.read_donor(donor)
    kept, wrong_too = donors.read_gift(gift, today=today)
    wrong |= wrong_too
    if rules(library).with_consent and not agreed:
        wrong["agreed"] = NOT_TOLD
    if wrong:
        raise CannotBeGiven(wrong)
    donors.put(drawers.of(library.slug), _to_one(library, subject), plain, kept, subject=subject, since=today)


def give(
    library: Library, staff: StaffAccount, gift: TypedGift, *, donor: str, seen: int, now: datetime
) -> None:
    """Write another gift of a donor down, of whom so many were `seen`."""
    _may_take(library, staff, now=now)
    kept, wrong = donors.read_gift(gift, today=library.day_of(now))
    if wrong:
        raise CannotBeGiven(wrong)
    donors.give(drawers.of(library.slug), _to_one(library, donor), kept, subject=donor, seen=seen)


def correct(library: Library, staff: StaffAccount, typed: TypedDonor, *, donor: str, now: datetime) -> None:
    """Put right what is kept of a donor, as she asked; written down at once."""
    decision = _allowed(library, staff, now=now)
    plain, wrong = donors.read_donor(typed)
    if wrong:
        raise CannotBeGiven(wrong)
    drawer, permit = drawers.of(library.slug), _to_one(library, donor)
    donors.one(drawer, permit, subject=donor)
    _note(library, staff, donor, decision, act=CORRECTED, now=now)
    donors.correct(drawer, permit, plain, subject=donor)


def take_out(library: Library, staff: StaffAccount, *, donor: str, mark: str, now: datetime) -> bool:
    """A gift was written down by mistake: it goes at once. Whether anything of its donor is left."""
    decision = _allowed(library, staff, now=now)
    drawer, permit = drawers.of(library.slug), _to_one(library, donor)
    donors.gift_with(donors.one(drawer, permit, subject=donor)[1], mark=mark)
    _note(library, staff, donor, decision, act=TAKEN_OUT, now=now)
    return donors.take_out(drawer, permit, subject=donor, mark=mark)


def write_to(library: Library, staff: StaffAccount, *, donor: str, mark: str, now: datetime) -> Held:
    """What the letter of thanks is written from, for the gift of this mark alone; written down first."""
    held = open_(library, staff, donor=donor, mark=mark, came_to=WRITTEN_TO, now=now)
    donors.thanked(
        drawers.of(library.slug), _to_one(library, donor), subject=donor, mark=mark, today=library.day_of(now)
    )
    return held


def agreed_to_be_named(library: Library, staff: StaffAccount, *, year: int, now: datetime) -> tuple[str, ...]:
    """The names of those who gave in a year, agreed to be named, and did not wish that gift unnamed. No amounts.

    Each is told by a look of her own that she was named; that the list was drawn stands in the ledger before.
    """
    decision = _allowed(library, staff, now=now)
    there = donors.every(drawers.of(library.slug), _to_all(library, _ON_THE_LIST))
    found = [
        donor
        for donor in there
        if donor.named and any(gift.given_on.year == year and not gift.anonymous for gift in donor.gifts)
    ]
    log.append(
        library.slug,
        log.Entry(
            day=library.day_of(now),
            action="disclosure",
            role=PURPOSE,
            basis=decision.clauses or ("S-3",),
            policy=library.policy_sha256,
            count=len(found),
        ),
    )
    for donor in found:
        _note(library, staff, donor.subject, decision, NAMED, now=now)
    return tuple(donor.name for donor in found)


def totals(library: Library, staff: StaffAccount, *, today: date) -> Totals:
    """What the gifts of each year come to, as counted last night. Opens nothing, and names nobody.

    Whoever may open the gifts themselves sees every year. To others a sum of few would tell of somebody all the same, and
    one that still grows would tell by how much it grew: they see the years that are over and had many.
    """
    every = gift_totals.years(library.slug)
    if asked(library, staff).allowed:
        return Totals(every)
    shown = tuple(each for each in every if each.year < today.year and each.count >= gift_totals.FEWEST)
    return Totals(shown, len(every) - len(shown))


# -- inside


def _goes_on(library: Library, donor: Donor) -> date | None:
    """The day on which the last gift that is kept of her goes, and she with it; none while no policy says so."""
    period = library.period_of(GIFT.name)
    if period is None or not donor.gifts:
        return None
    return max(gift.given_on for gift in donor.gifts) + timedelta(days=period.days_after)


def _may_take(library: Library, staff: StaffAccount, *, now: datetime) -> None:
    _allowed(library, staff, now=now)
    if not rules(library).taken:
        raise NotTaken("The policy in force keeps no records of donors. Write nothing down here.")


def _allowed(library: Library, staff: StaffAccount, *, now: datetime) -> Decision:
    """The decision that allows it; a refusal is written down, and raised."""
    decision = asked(library, staff)
    if not decision.allowed:
        _note(library, staff, f"staff:{staff.pk}", decision, now=now)
        raise NoDuty(decision)
    return decision


def _write_down(library: Library, staff: StaffAccount, about: str, came_to: str, *, now: datetime) -> None:
    _note(library, staff, about, _allowed(library, staff, now=now), came_to, now=now)


def _note(
    library: Library,
    staff: StaffAccount,
    about: str,
    decision: Decision,
    came_to: str = "",
    *,
    act: str = "",
    now: datetime,
) -> None:
    doorway.write_down(
        library, about, staff, PURPOSE, decision, Asking(),
        now=now, today=library.day_of(now), instead=came_to, act=act,
    )  # fmt: skip


def _to_all(library: Library, fields: Collection[str]) -> Permit:
    return mint(
        library=library.slug, purpose=PURPOSE, kinds=[DONOR.name, GIFT.name], thing=donors.LIST, fields=fields
    )


def _to_one(
    library: Library, donor: str, *, also: tuple[str, ...] = (), fields: Collection[str] | None = None
) -> Permit:
    if not donor.startswith("d:"):
        # A patron's name in the drawer opens nothing here, whoever typed or forged it.
        raise NoSuchDonor("This donor is not here any more. Open the list again; nothing was changed.")
    return mint(
        library=library.slug,
        purpose=PURPOSE,
        kinds=also or (DONOR.name, GIFT.name),
        subject=donor,
        fields=fields,
    )
