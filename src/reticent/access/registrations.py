"""What may be changed in a registration: at the desk the card is renewed, a new PIN set, address and telephone put right;
on her own page a patron puts right how she is reached.

The duty is asked first, then what was typed is read, so that nothing is written down of what could not be done;
then the act is written down, for the patron and in the ledger; then it is done. A crash may leave an act on paper
that was not carried out, never one that nobody wrote down.
"""

from datetime import date, datetime

from reticent.access import doorway, families
from reticent.access.asking import KNOWS_HER, Asking
from reticent.drawer import drawers
from reticent.drawer.minting import mint
from reticent.drawer.permits import Permit
from reticent.drawer.slips import Drawer
from reticent.people import joining, patrons
from reticent.people.libraries import Library
from reticent.people.staff import StaffAccount
from reticent.policy import Decision

PURPOSE = "registration"
RENEWED = "renewed"
NEW_PIN = "new_pin"
CORRECTED = "corrected"


def renew(library: Library, staff: StaffAccount, *, person: str, consents: str = "", now: datetime) -> date:
    """Renew the card from today; until when it is good.

    `consents` says who consents anew, where the policy keeps nothing without consent and the form asks something else
    now than what was consented to, or nobody ever did (WO-10, NC-05).
    """
    decision = _allowed(library, staff, person=person, now=now)
    today, drawer, form = library.day_of(now), drawers.of(library.slug), joining.form_of(library.policy)
    consent = None
    if form.consent and joining.consents_again(form, _consent(drawer, person)):
        if consents not in (joining.PATRON, joining.GUARDIAN):
            raise patrons.CannotBeKept({"consents": "Ask for their consent, and say who gives it."})
        consent = joining.consent_kept(form, by=consents, today=today)
    permit = _written_down(library, staff, decision, person=person, act=RENEWED, now=now)
    return patrons.renew(drawer, permit, person=person, today=today, consent=consent)


def _consent(drawer: Drawer, person: str) -> str | None:
    """The consent that a registration holds, and nothing else of it."""
    permit = mint(
        library=drawer.library,
        purpose=PURPOSE,
        kinds=["registration"],
        fields=["registration.consent"],
        subject=person,
    )
    kept: str | None = patrons.registration_of(drawer, permit, person=person).payload["consent"]
    return kept


def set_pin(
    library: Library, staff: StaffAccount, *, person: str, pin: str, again: str, shown: str, now: datetime
) -> None:
    """Set a new PIN for somebody whom the clerk knows by her card or a photograph: it opens her record."""
    decision = _allowed(library, staff, person=person, now=now)
    wrong: dict[str, str] = {}
    try:
        pin = patrons.new_pin(pin, again)
    except patrons.CannotBeKept as cannot:
        wrong = cannot.fields
    if shown not in KNOWS_HER:
        wrong = {"seen": "Look at the card or a photo identification first, and say which.", **wrong}
    if wrong:
        raise patrons.CannotBeKept(wrong)
    asking = Asking.patron(shown)
    permit = _written_down(library, staff, decision, person=person, act=NEW_PIN, now=now, asking=asking)
    patrons.set_pin(drawers.of(library.slug), permit, person=person, pin=pin)
    doorway.let_try_again(library, person=person)


def correct(
    library: Library,
    staff: StaffAccount,
    *,
    person: str,
    address: str,
    town: str,
    phone: str,
    email: str,
    now: datetime,
) -> patrons.Contact:
    """Put address, town, phone and e-mail right; how they are kept now."""
    decision = _allowed(library, staff, person=person, now=now)
    form = joining.form_of(library.policy)
    contact = joining.contact(form, address, town, phone, email, mended=True)
    permit = _written_down(library, staff, decision, person=person, act=CORRECTED, now=now)
    finders = doorway.to_keep_found(library, person=person)
    patrons.correct(drawers.of(library.slug), permit, finders=finders, person=person, now_is=contact)
    return contact


def correct_myself(library: Library, *, person: str, phone: str, email: str, now: datetime) -> None:
    """Let a patron of age put her own telephone number and e-mail address right; the rest the desk must see first."""
    decision = families.may_mend_own(library, person=person, now=now)
    is_now = joining.reached(joining.form_of(library.policy), phone=phone, email=email)
    today = library.day_of(now)
    doorway.write_down(
        library, person, None, "own_record", decision, Asking(), now=now, today=today, act=CORRECTED
    )
    permit = mint(
        library=library.slug,
        purpose="own_record",
        kinds=["registration"],
        fields=[f"registration.{name}" for name in ("card", "name", "phone", "email")],
        subject=person,
    )
    finders = doorway.to_keep_found(library, person=person)
    patrons.put_right(drawers.of(library.slug), permit, finders=finders, person=person, is_now=is_now)


def _allowed(library: Library, staff: StaffAccount, *, person: str, now: datetime) -> Decision:
    return doorway.allowed_to_act(library, staff, purpose=PURPOSE, person=person, now=now)


def _written_down(
    library: Library,
    staff: StaffAccount,
    decision: Decision,
    *,
    person: str,
    act: str,
    now: datetime,
    asking: Asking | None = None,
) -> Permit:
    today = library.day_of(now)
    doorway.write_down(
        library, person, staff, PURPOSE, decision, asking or Asking(), now=now, today=today, act=act
    )
    return doorway.to_act(library, staff, purpose=PURPOSE, person=person, now=now)
