"""A library that has its public pages and nothing behind them: for tests of what a page says of a policy."""

from datetime import date

from reticent import policy
from reticent.people import libraries
from reticent.people.libraries import Library

TODAY = date(2026, 11, 21)


def set_up(policy_id: str, *, at: str = "") -> Library:
    """The library whose text this is; or another one, by its slug, with this text."""
    text = policy.shipped(policy_id)
    return libraries.add(
        slug=at or text.library,
        name=f"{at.title()} Public Library" if at else text.library_name,
        town="Ourtown",
        policy_id=policy_id,
        loan_days=21,
        daily_fine_cents=10,
        today=TODAY,
    )
