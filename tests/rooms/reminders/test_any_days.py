"""On whatever days a round is made, and whatever the mail server does on them: is nobody told more often than the table
allows, never of a closed case, and never left untold while the server works?"""

import os
from collections import Counter
from datetime import date, datetime, time, timedelta

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from reticent import reminders
from reticent.people import post
from reticent.people.staff import StaffAccount
from tests.conftest import Town
from tests.rooms.disclosure.cases.asked import SUBPOENA, ask
from tests.rooms.disclosure.complying import take
from tests.rooms.mail_server import MailServer
from tests.rooms.reminders.conftest import ATTORNEY, DIRECTOR

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
BY = date(2026, 12, 10)
AGAIN = "reached you already"


def occasion(on: date) -> str:
    """By a plain account: a week before, the day, each week after."""
    days = (on - BY).days
    if days == 0:
        return "the day"
    return f"week {(days - 1) // 7}" if days > 0 else "near" if days >= -7 else ""


@drawing(
    max_examples=200 if LONG else 12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # read as it is: to shrink one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rounds=st.lists(
        st.tuples(st.integers(-9, 30), st.sampled_from(["", "", "", "sender", "before", "after"])),
        min_size=4,
        max_size=14,
    ),
    closes=st.integers(0, 20),
)
def test_nobody_is_told_more_often_than_the_table_allows(
    here: Town, custodian: StaffAccount, mail: MailServer, rounds: list[tuple[int, str]], closes: int
) -> None:
    case = take(here, custodian, ask(here, custodian), "classify", **SUBPOENA)
    told: Counter[tuple[str, str]] = Counter()
    broken_off: Counter[tuple[str, str]] = Counter()
    for number, (days, does) in enumerate(sorted(rounds, key=lambda each: each[0])):
        on = BY + timedelta(days=days)
        mail.taken.clear()
        mail.does = does
        if number == closes:
            take(here, custodian, case, "withdrawn", withdrawn_by="The court", took_back_how="letter")

        reminders.run(here.library, now=datetime.combine(on, time(15)).astimezone(), way=post.way())

        about = [(to, each.get_content()) for to, each in mail.taken if case.shown in each.get_content()]
        assert not about or (number < closes and occasion(on))
        for office, said in about:
            key = office, occasion(on)
            # Told twice only where nobody could know that it was told, and then it says so.
            assert told[key] == 0 or AGAIN in said
            told[key] += 1
            assert told[key] <= 1 + min(1, broken_off[key])
        for office in (DIRECTOR, ATTORNEY):
            key = office, occasion(on)
            broken_off[key] += does in ("before", "after")
            if does == "" and occasion(on) and number < closes and broken_off[key] < 2:
                assert told[key] >= 1
    if closes >= len(rounds):
        take(here, custodian, case, "withdrawn", withdrawn_by="The court", took_back_how="letter")
