"""Is a reader told what a new version changes for her, in plain words, and nothing that it does not change?"""

import pytest

from reticent import policy
from reticent.policy.changed import Change, changed
from tests.rooms.policy.altered import altered, loaded, text_of


def between(language: str = "en") -> dict[str, Change]:
    older, newer = policy.shipped("mansfield-older"), policy.shipped("mansfield-2019")
    return {change.heading: change for change in changed(older, newer, language=language)}


@pytest.mark.clause("M19-06", "MC-05", "MC-08", "M19-17")
def test_mansfields_readers_are_told_what_2019_changed() -> None:
    found = between()

    assert found["Parents and guardians"].before.startswith("Your parents may not see your record")
    assert found["Parents and guardians"].now.startswith("Until you are 18")
    assert "pays for it" in found["When someone brings papers"].before
    assert "Town Attorney" in found["When someone brings papers"].now
    assert found["Other companies"].before == "We tell services nothing about you."
    assert {c.id for c in found["Parents and guardians"].citations} >= {"M19-06"}


def test_what_only_one_of_them_says_is_shown_as_new_or_as_gone() -> None:
    found = between()

    assert found["Counting visits"].before == ""
    assert found["Informal records too"].now == ""
    assert "An older text" not in found


def test_what_stays_is_not_on_the_list() -> None:
    found = between()

    assert "You" not in found
    assert "What you have borrowed" not in found
    assert "Mend the registration" not in found


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_nothing_changes_between_a_text_and_itself(policy_id: str) -> None:
    text = policy.shipped(policy_id)

    assert changed(text, text) == ()


def test_the_list_says_the_same_in_spanish_and_leaves_nothing_in_english() -> None:
    english, spanish = list(between().values()), list(between("es").values())

    assert len(english) == len(spanish)
    assert not [
        (a, b)
        for a, b in zip(english, spanish, strict=True)
        for said in ("heading", "before", "now")
        if getattr(a, said) and getattr(a, said) == getattr(b, said)
    ]


def test_another_period_and_other_eyes_are_changes(tmp_path) -> None:
    text = altered(
        text_of("mansfield-2019"), table="keep.charge", old="days_after = 30", new="days_after = 90"
    )
    text = altered(text, table="purposes.support", old='duties = ["systems"]', new='duties = ["director"]')

    found = {c.heading: c for c in changed(policy.shipped("mansfield-2019"), loaded(tmp_path, text))}

    assert set(found) == {"What you owe", "Repair the system"}
    assert found["What you owe"].now == "kept until it is paid, and 90 days after"
    assert found["Repair the system"].now.startswith("the Library Director")
