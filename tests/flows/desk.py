"""What the desk does, as a program of its own: look, lend, take back, at the installation that the environment names.

`python desk.py look CARD-OR-NAME PURPOSE`, `lend CARD BARCODE`, `return BARCODE`, `night`; and as the custodian
`asked DETAILS`, which opens a case, and `step HANDLE STEP DETAILS`.

It prints JSON and shows no person.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

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
    if act in ("asked", "step"):
        return {"case": _in_a_case(library, act, given, now=now)}
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


def _in_a_case(library: Any, act: str, given: list[str], *, now: datetime) -> str:
    """The handle of the case."""
    from reticent.disclosure import cases
    from reticent.people.staff import StaffAccount

    director, details = StaffAccount.objects.get(username="director"), json.loads(given[-1])
    if act == "asked":
        return cases.open_case(library, director, path="asking", details=details, now=now).handle
    handle, step, _ = given
    seen = cases.named(library, handle).version
    return cases.take(library, director, handle, step=step, details=details, now=now, seen=seen).handle


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
