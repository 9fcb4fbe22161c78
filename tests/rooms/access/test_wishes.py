"""Does a wish not to be reached stand wherever a way to reach somebody would be shown?"""

from typing import Any

import pytest

from reticent import policy
from reticent.access import doorway
from reticent.access.asking import Asking
from reticent.access.noted import Noted, NotedWish, wish_on
from reticent.people import silences
from tests.conftest import NOW, TODAY
from tests.rooms.access.noted import ALL, M19, WREN, act, ask, library

# -- wishes, wherever contact data would be shown


@pytest.mark.clause("WE-11", "WO-14")
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_under_a_wish_the_way_it_shuts_is_not_shown_for_reaching_anybody(town: Any, policy_id: str) -> None:
    place: Any = library(town, policy_id)
    director = place.staff("dora", *ALL, title="director")
    act(place, "wish", wish="no_mail")

    def shown(purpose: str) -> dict[str, tuple[Any, str]]:
        answer = doorway.look(place.library, director, purpose=purpose, now=NOW, handle=WREN)
        assert answer.record is not None
        return {f.field: (f.value, f.wish) for f in answer.record.fields}

    assert shown("recovery")["registration.contact"] == ("", "never send mail")
    assert shown("registration")["registration.contact"] == ("1 Library Lane", "never send mail")
    own = doorway.own_record(place.library, person=place.wren, now=NOW).record
    assert own.value("registration.contact") == "1 Library Lane"
    assert [w.words for w in own.noted.wishes] == ["never send mail"]


def test_no_wish_is_read_where_no_way_to_reach_anybody_is_shown(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reticent.drawer.slips import Drawer

    place = library(town, M19)
    read: list[frozenset[str]] = []
    usual = Drawer.find

    def finding(self: Drawer, permit: Any, *, subject: str, **how: Any) -> Any:
        read.append(permit.kinds)
        return usual(self, permit, subject=subject, **how)

    monkeypatch.setattr(Drawer, "find", finding)
    ask(place, Asking.patron("card"))

    assert not any("contact_wish" in kinds for kinds in read)


@pytest.mark.parametrize(
    ("wishes", "phone", "address", "email"),
    [
        ((), ("", False), ("", False), ("", False)),
        (("no_phone",), ("never phone", True), ("", False), ("", False)),
        (("no_messages",), ("never leave messages", False), ("", False), ("", False)),
        (("no_messages", "no_phone"), ("never phone", True), ("", False), ("", False)),
        (("no_mail",), ("", False), ("never send mail", True), ("", False)),
        (("no_email",), ("", False), ("", False), ("never send e-mail", True)),
        (("email_only",), ("e-mail only", True), ("e-mail only", True), ("", False)),
        (("unnamed",), *(("never name the library", False),) * 3),
        (
            ("no_messages", "unnamed"),
            ("never leave messages, never name the library", False),
            *(("never name the library", False),) * 2,
        ),
        (
            ("no_mail", "unnamed"),
            ("never name the library", False),
            ("never send mail", True),
            ("never name the library", False),
        ),
    ],
)
def test_a_wish_shuts_its_way_and_says_so(wishes: Any, phone: Any, address: Any, email: Any) -> None:
    noted = Noted(wishes=tuple(NotedWish("", wish, policy.WISHES[wish], TODAY) for wish in wishes))

    fields = ("registration.phone", "registration.contact", "registration.email")
    assert tuple(wish_on(field, noted) for field in fields) == (phone, address, email)


def test_beside_an_address_stands_what_is_kept_of_it_for_the_desk_and_its_owner(town: Any) -> None:
    place: Any = library(town, M19)
    director = place.staff("dora", *ALL, title="director")

    def email(answer: Any) -> Any:
        [field] = [each for each in answer.record.fields if each.field == "registration.email"]
        return field

    def at_the_desk() -> Any:
        return email(doorway.look(place.library, director, purpose="registration", now=NOW, handle=WREN))

    address = at_the_desk().value
    assert at_the_desk().mail == {}
    silences.came_back(place.library, address, on=TODAY)
    mark = silences.mark_in(place.library, silences.of(place.library, address))
    assert mark
    silences.stop(place.library, mark, silences.NEWS, on=TODAY)

    kept = {silences.BACK: TODAY, silences.NEWS: TODAY}
    assert at_the_desk().mail == kept
    assert email(doorway.own_record(place.library, person=place.wren, now=NOW)).mail == kept
