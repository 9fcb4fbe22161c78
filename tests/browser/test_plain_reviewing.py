"""Does the director see what was drawn for review, of nobody, and may nobody else?"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from reticent.access import reviewing
from reticent.records import looks
from tests.browser.test_plain_family import WO
from tests.conftest import Town


def main(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0]).split())


def test_a_draw_is_on_the_days_page_is_reviewed_and_goes_and_names_nobody(town: Any) -> None:
    place: Town = town("wolcott", policy_id=WO)
    alice = place.register("29030001", "Alice Oak")
    now = datetime.now(UTC)
    week = reviewing.week_before(place.library.day_of(now))
    for n in range(2):
        looks.write_down(
            place.drawer,
            person=alice,
            on=week + timedelta(days=n),
            by_role="desk",
            purpose="lend",
            outcome="allowed",
        )
    client = Client()
    client.force_login(place.staff("dana", "director", title="director"))
    assert "drawn at random" not in main(client.get("/wolcott/today").content.decode())
    assert "Nothing was drawn yet." in main(client.get("/wolcott/today/looks").content.decode())
    reviewing.draw(place.library, now=now)

    assert "2 looks were drawn at random for you to review." in main(
        client.get("/wolcott/today").content.decode()
    )
    page = client.get("/wolcott/today/looks").content.decode()
    said = main(page)
    assert "desk" in said
    assert "opened" in said
    assert "2 times" in said
    assert "under WO-19" in said
    assert "Alice" not in page
    assert "29030001" not in page
    first, second = re.findall(r'name="which" value="([0-9a-f]+)"', page)

    asked = client.post("/wolcott/today/looks", {"which": first, "verdict": "ask"})
    assert "To ask about" in main(asked.content.decode())
    client.post("/wolcott/today/looks", {"which": second, "verdict": "in_order"})
    assert "You meant to ask about one." in main(client.get("/wolcott/today").content.decode())
    over = main(
        client.post("/wolcott/today/looks", {"which": first, "verdict": "not_in_order"}).content.decode()
    )
    assert "Talk to counsel today" in over
    assert "All 2 that were drawn are looked over." in over
    again = client.post("/wolcott/today/looks", {"which": first, "verdict": "in_order"})
    assert (again.status_code, "Somebody has said so" in again.content.decode()) == (409, True)
    assert client.post("/wolcott/today/looks", {"which": "x", "verdict": "burn"}).status_code == 409


def test_who_is_not_the_director_is_not_shown_what_was_drawn(town: Any) -> None:
    place: Town = town("wolcott", policy_id=WO)
    client = Client()
    client.force_login(place.staff("clara", "circulation", "registration", "accounts"))

    assert client.get("/wolcott/today/looks").status_code == 403
