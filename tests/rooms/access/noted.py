"""A library where guardians, people sent and wishes are noted, and short words for asking and acting there."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from reticent import policy
from reticent.access import doorway, families, standing
from reticent.access.asking import Asking
from reticent.access.families import TypedGuardian, TypedSent
from reticent.people import families as kept
from reticent.people import patrons
from reticent.people.families import NewDesignation, NewLink
from tests.conftest import NOW, TODAY, Town

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
WREN, BOB = "29030001", "29030002"
DAY = timedelta(days=1)
ALL = ("circulation", "registration", "accounts", "director")


def library(town: Any, policy_id: str, **wren: Any) -> Town:
    """Wren, ten years old, has two items out; Bob is registered too; Clara is at the desk."""
    slug = policy_id.rpartition("-")[0]
    made: Any = town(slug, policy_id=policy_id)
    made.wren = made.register(WREN, "Wren Ash", **wren)
    made.bob = made.register(BOB, "Bob Ash")
    made.clara = made.staff()
    made.lend(made.wren, made.item("30001", "Emma"))
    made.lend(made.wren, made.item("30002", "Sanditon"))
    return made  # type: ignore[no-any-return]


def beside(town: Any, person: str) -> Any:
    return town.to_open(*policy.vocabulary.BESIDE, subject=patrons.beside(person))


def link(town: Any, name: str = "Bob Ash", **how: Any) -> None:
    """Noted as if the desk had done it, whatever the policy: a library may have changed its policy since."""
    given = {"guardian": "", "proof": "birth_certificate", "until": TODAY + 400 * DAY, **how}
    kept.note_guardian(
        town.drawer, beside(town, town.wren), person=town.wren, child="Wren Ash", new=NewLink(name, **given),
        today=TODAY, registered_name=lambda who: standing.registered_name(town.drawer, who),
    )  # fmt: skip


def send(town: Any, name: str = "Pat Elm", **how: Any) -> None:
    given = {"sent": "", "may": "collect", "proof": "card", "until": TODAY + 30 * DAY, **how}
    kept.designate(
        town.drawer, beside(town, town.wren), person=town.wren, new=NewDesignation(name, **given), today=TODAY
    )


def ask(town: Any, asking: Asking, *, purpose: str = "account", now: datetime = NOW) -> doorway.Answer:
    return doorway.look(town.library, town.clara, purpose=purpose, now=now, handle=WREN, asking=asking)


def titles(answer: doorway.Answer) -> list[str | None]:
    return [out.title for out in answer.record.loans] if answer.record else []


def seen(town: Any) -> list[tuple[str, str, str]]:
    found = town.drawer.find(town.to_open("look"), subject=town.wren)
    return [(s.payload["purpose"], s.payload["outcome"], s.payload["proof"]) for s in found]


def cells(*rows: tuple[Any, ...]) -> Any:
    return pytest.mark.parametrize(
        ("policy_id", "shown", "outcome", "rule", "cites"),
        [pytest.param(*row, id=f"{row[0]} {row[1]}", marks=pytest.mark.clause(*row[4])) for row in rows],
    )


FORM = TypedGuardian(name="Bob Ash", card="", proof="birth_certificate", of_age="2031-06-03")
SENT = TypedSent(name="Pat Elm", card="", may="collect", given_by="card", until="")


def act(town: Any, name: str, **how: Any) -> Any:
    given: dict[str, Any] = {
        "note_guardian": {"typed": FORM}, "designate": {"typed": SENT}, "wish": {"wish": "no_phone"},
    }[name]  # fmt: skip
    staff = how.pop("staff", town.clara)
    return getattr(families, name)(town.library, staff, person=town.wren, now=NOW, **{**given, **how})


def there(town: Any, kind: str) -> list[dict[str, Any]]:
    found = town.drawer.find(beside(town, town.wren), subject=patrons.beside(town.wren))
    return [dict(s.payload) for s in found if s.kind == kind]


def mark(town: Any, kind: str) -> str:
    found = town.drawer.find(beside(town, town.wren), subject=patrons.beside(town.wren))
    return next(kept.mark(s) for s in found if s.kind == kind)
