"""What the desk does, as a program of its own: look, lend, take back, at the installation that the environment names.

`python desk.py look CARD-OR-NAME PURPOSE`, `lend CARD BARCODE`, `return BARCODE`, `night`.

It prints JSON and shows no person.
"""

import json
import sys
from datetime import UTC, datetime

from reticent.doors.cli.installation import get_ready


def main(arguments: list[str]) -> object:
    """Do what the desk does; what it says of it."""
    get_ready()
    from reticent.access import doorway
    from reticent.drawer import drawers
    from reticent.errors import Refused
    from reticent.people import libraries
    from reticent.people.staff import StaffAccount
    from reticent.records import items, loans

    act, *given = arguments
    now = datetime.now(UTC)
    if act == "night":
        from reticent.doors.jobs import nightly

        return {"done": nightly.tick(now)}
    library = libraries.named("mansfield")
    staff, drawer, today = (
        StaffAccount.objects.get(username="clara"),
        drawers.of("mansfield"),
        library.day_of(now),
    )
    if act == "look":
        answer = doorway.look(library, staff, handle=given[0], purpose=given[1], now=now)
        return {
            "outcome": answer.decision.outcome,
            "fields": list(answer.decision.fields),
            "clauses": list(answer.decision.clauses),
            "nobody": answer.nobody,
            "opened": answer.record is not None,
        }
    try:
        if act == "lend":
            person = doorway.look(library, staff, handle=given[0], purpose="lend", now=now).person
            assert person is not None
            item = items.with_barcode("mansfield", given[1])
            permit = doorway.to_act(
                library, staff, purpose="lend", person=person, thing=loans.thing(item), now=now
            )
            loans.record_checkout(
                drawer, permit, person=person, item=item, branch="Main", today=today, loan_days=21
            )
        else:
            item = items.with_barcode("mansfield", given[0])
            permit = doorway.to_act(library, staff, purpose="return", thing=loans.thing(item), now=now)
            loans.record_return(
                drawer, permit, item=item, today=today, daily_fine_cents=0,
                days_after=library.policy.keep["loan"].days_after,
            )  # fmt: skip
    except Refused as no:
        return {"done": False, "said": str(no)}
    return {"done": True}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
