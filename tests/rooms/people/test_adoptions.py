"""Is a policy in force only once the body that it names adopted it, from its day on, and only as it was adopted?"""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.people import adoptions, libraries, policy_files
from reticent.people.adoptions import AdoptedTextLost, NotAdopted, NotADraft, PolicyAdoption
from reticent.people.libraries import Library
from reticent.policy import shelf
from reticent.policy.adopting import Act
from tests.conftest import TODAY, Town
from tests.rooms.people.texts import BOARD, NEW, laid, new_text

DAY = timedelta(days=1)
MINUTES = "minutes of 20 November 2026, item 7"


def reviewed(place: Path, *changes: tuple[str, str], today: date = TODAY, **how: str) -> str:
    row = adoptions.draft("mansfield", laid(place, *changes, **how), by="director", today=today)
    adoptions.review("mansfield", row.policy_id, by="counsel", on=today, today=today)
    return row.policy_id


def act(*, by: str = BOARD, on: date = TODAY, begins: date | None = None, reference: str = MINUTES) -> Act:
    return Act(by, on, begins, reference)


def adopt(policy_id: str, *, today: date = TODAY, **how: object) -> PolicyAdoption:
    return libraries.adopt(libraries.named("mansfield"), policy_id, act=act(**how), today=today)  # type: ignore[arg-type]


def in_force() -> str:
    return libraries.named("mansfield").policy.id


def acts() -> list[tuple[str, str, date]]:
    rows = sorted(log.entries("mansfield"), key=lambda written: written.row)
    entries = [written.entry for written in rows]
    return [(e.action, e.role, e.day) for e in entries if e.action.startswith("policy")]


# -- what a library had before


def test_a_library_is_set_up_with_what_it_had_adopted_before_and_the_text_before_that(
    mansfield: Town,
) -> None:
    rows = adoptions.history("mansfield")

    assert [(row.policy_id, adoptions.standing_of(row, on=TODAY)) for row in rows] == [
        ("mansfield-older", "superseded"),
        ("mansfield-2019", "in force"),
    ]
    older, newer = rows
    assert (older.superseded_by, older.in_force_from, older.adopted_by) == ("mansfield-2019", None, "")
    assert (newer.in_force_from, newer.adopted_by) == (date(2019, 8, 8), "Library Director")
    assert newer.came_before_us
    assert not newer.reviewed_by
    assert acts() == [("policy-in-force", "administrator", TODAY)]  # of its adoption nothing was seen here
    assert [file.state for file in adoptions.files("mansfield")] == ["whole", "whole"]


def test_setting_a_library_up_again_writes_nothing_twice(mansfield: Town) -> None:
    before = acts()

    libraries.add(
        slug="mansfield", name="M", town="M", policy_id="mansfield-2019", loan_days=14, daily_fine_cents=0,
        today=TODAY + DAY,
    )  # fmt: skip

    assert acts() == before
    assert PolicyAdoption.objects.count() == 2


def test_a_library_begun_with_the_wrong_text_is_put_right_before_a_body_has_adopted_one(
    mansfield: Town,
) -> None:
    def again(policy_id: str) -> Library:
        return libraries.add(
            slug="mansfield", name="M", town="M", policy_id=policy_id, loan_days=14, daily_fine_cents=0, today=TODAY
        )  # fmt: skip

    assert again("weston-2017").policy.id == "weston-2017"
    assert [row.policy_id for row in adoptions.history("mansfield")] == ["weston-2017"]
    assert adoptions.troubles("mansfield") == []


def test_after_a_body_has_adopted_one_nobody_sets_the_library_up_with_another(
    mansfield: Town, place: Path
) -> None:
    adopt(reviewed(place))

    with pytest.raises(Refused, match="once the body that the text names has adopted it"):
        libraries.add(
            slug="mansfield", name="M", town="M", policy_id="weston-2017", loan_days=14, daily_fine_cents=0, today=TODAY
        )  # fmt: skip

    assert in_force() == NEW


def test_another_reading_of_a_text_from_before_is_pointed_out_and_taken_only_by_setting_up_again(
    mansfield: Town, place: Path
) -> None:
    row = adoptions.named("mansfield", "mansfield-2019")
    older = row.own_bytes + b"# as an older version read it\n"
    PolicyAdoption.objects.filter(pk=row.pk).update(text=older, sha256=sha256(older).hexdigest())
    Library.objects.update(policy_sha256=sha256(older).hexdigest())
    assert libraries.named("mansfield").policy.sha256 == sha256(older).hexdigest()
    now = adoptions.in_brief("mansfield", on=TODAY)
    assert now
    assert now.read_anew

    libraries.add(
        slug="mansfield", name="M", town="M", policy_id="mansfield-2019", loan_days=21, daily_fine_cents=0, today=TODAY
    )  # fmt: skip

    assert libraries.named("mansfield").policy.sha256 == row.sha256
    now = adoptions.in_brief("mansfield", on=TODAY)
    assert now
    assert not now.read_anew


# -- step by step


def test_a_draft_a_review_and_an_adoption_put_the_new_text_in_the_old_one_s_place(
    mansfield: Town, place: Path
) -> None:
    row = adoptions.draft("mansfield", laid(place), by="director", today=TODAY)
    assert (row.state, in_force()) == ("draft", "mansfield-2019")
    assert policy_files.draft_file("mansfield", NEW).read_text() == new_text()

    adoptions.review("mansfield", NEW, by="Town Attorney", on=TODAY, today=TODAY)
    assert in_force() == "mansfield-2019"

    done = adopt(NEW)

    assert in_force() == NEW
    assert (done.adopted_by, done.adopted_on, done.in_force_from) == (BOARD, TODAY, TODAY)
    assert adoptions.named("mansfield", "mansfield-2019").superseded_by == NEW
    assert policy_files.adopted_file("mansfield", NEW).read_text() == new_text()
    assert not policy_files.draft_file("mansfield", NEW).exists()
    assert acts()[-4:] == [
        ("policy-drafted", "director", TODAY),
        ("policy-reviewed", "town-attorney", TODAY),
        ("policy-adopted", "board-of-trustees", TODAY),
        ("policy-in-force", "administrator", TODAY),
    ]
    assert {written.entry.policy for written in log.entries("mansfield", newest=4)} == {done.sha256}


def test_how_far_every_text_of_a_history_came_is_worked_out_from_its_rows(
    mansfield: Town, place: Path
) -> None:
    adopt(reviewed(place), begins=TODAY + DAY)
    adoptions.draft("mansfield", laid(place, id="mansfield-2027"), by="director", today=TODAY)
    rows = adoptions.history("mansfield")

    with CaptureQueriesContext(connection) as seen:
        today, tomorrow = (adoptions.standings(rows, on=day) for day in (TODAY, TODAY + DAY))

    assert today == ["superseded", "in force", "adopted", "draft"]
    assert tomorrow == ["superseded", "superseded", "in force", "draft"]
    assert [adoptions.standing_of(row, on=TODAY) for row in rows] == today
    assert len(seen.captured_queries) == 0


def test_a_superseded_text_stays_readable_and_askable(mansfield: Town, place: Path) -> None:
    before = libraries.named("mansfield").policy
    adopt(reviewed(place))

    older = adoptions.text_of("mansfield", before.sha256)

    assert older.id == "mansfield-2019"
    assert adoptions.titles("mansfield")[before.sha256] == before.title


def test_a_text_that_cannot_be_read_is_not_taken_in_and_every_error_is_said(
    mansfield: Town, place: Path
) -> None:
    path = laid(place, ("loan_days = 21", "loan_dayz = 21"))

    with pytest.raises(Malformed, match="did you mean “loan_days”"):
        adoptions.draft("mansfield", path, by="director", today=TODAY)

    assert [row.policy_id for row in adoptions.history("mansfield")] == ["mansfield-older", "mansfield-2019"]


def test_the_text_of_another_library_is_no_draft_of_this_one(mansfield: Town, place: Path) -> None:
    path = laid(place, ('library = "mansfield"', 'library = "weston"'))

    with pytest.raises(NotADraft, match="Put your own library into it"):
        adoptions.draft("mansfield", path, by="director", today=TODAY)


def test_what_was_adopted_is_never_drafted_again_under_its_id(mansfield: Town, place: Path) -> None:
    path = laid(place, id="mansfield-2019", supersedes=None)

    with pytest.raises(NotADraft, match="an id of its own, such as mansfield-2026"):
        adoptions.draft("mansfield", path, by="director", today=TODAY)


def test_a_draft_that_is_drafted_again_with_other_words_has_to_be_reviewed_again(
    mansfield: Town, place: Path
) -> None:
    reviewed(place)

    adoptions.draft(
        "mansfield", laid(place, ("loan_days = 21", "loan_days = 14")), by="director", today=TODAY
    )

    with pytest.raises(NotAdopted, match="was not reviewed yet"):
        adopt(NEW)


def test_the_same_words_drafted_again_stay_reviewed(mansfield: Town, place: Path) -> None:
    reviewed(place)

    adoptions.draft("mansfield", laid(place), by="director", today=TODAY)

    assert adopt(NEW).state == "adopted"


def test_a_draft_whose_file_was_changed_after_the_review_is_not_adopted(mansfield: Town, place: Path) -> None:
    reviewed(place)
    policy_files.draft_file("mansfield", NEW).write_text(new_text(("loan_days = 21", "loan_days = 99")))

    with pytest.raises(NotAdopted, match="was changed since it was drafted"):
        adopt(NEW)

    assert in_force() == "mansfield-2019"


def test_who_reviewed_is_an_office_of_the_list_and_no_name(mansfield: Town, place: Path) -> None:
    adoptions.draft("mansfield", laid(place), by="director", today=TODAY)

    with pytest.raises(Malformed, match="nobody's name") as no:
        adoptions.review("mansfield", NEW, by="Jane Rowe", on=TODAY, today=TODAY)

    assert "Rowe" not in str(no.value)


@pytest.mark.parametrize(
    ("on", "words"), [(TODAY + DAY, "has not come yet"), (TODAY - DAY, "drafted here on 21 November 2026")]
)
def test_a_review_is_of_the_text_as_it_is_and_is_over(
    mansfield: Town, place: Path, on: date, words: str
) -> None:
    adoptions.draft("mansfield", laid(place), by="director", today=TODAY)

    with pytest.raises(Refused, match=words):
        adoptions.review("mansfield", NEW, by="counsel", on=on, today=TODAY)


# -- what stands against an adoption


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"by": "Library Director"}, "says that the Board of Trustees adopts it"),
        ({"on": TODAY + DAY}, "has not come yet"),
        ({"on": TODAY - DAY}, "after 20 November 2026: what was adopted then was not what was reviewed"),
        ({"begins": TODAY - DAY}, "No policy is in force before it is adopted"),
        ({"reference": " "}, "where it is written down"),
        ({"reference": "m" * 81}, "80 characters at most"),
        ({"reference": "minutes <of> alice@example.org"}, "no names, no address"),
    ],
)
def test_what_the_body_did_is_not_believed_where_it_cannot_be(
    mansfield: Town, place: Path, said: dict[str, object], words: str
) -> None:
    policy_id = reviewed(place)

    with pytest.raises(NotAdopted, match=words):
        adopt(policy_id, **said)

    assert in_force() == "mansfield-2019"
    assert adoptions.named("mansfield", policy_id).state == "reviewed"
    assert adoptions.troubles("mansfield") == []


def test_a_text_that_does_not_say_whose_place_it_takes_is_not_adopted(mansfield: Town, place: Path) -> None:
    policy_id = reviewed(place, supersedes="mansfield-older")

    with pytest.raises(NotAdopted, match='Write supersedes = "mansfield-2019"'):
        adopt(policy_id)


def test_a_text_is_not_in_force_before_its_own_day(mansfield: Town, place: Path) -> None:
    policy_id = reviewed(
        place, ('supersedes = "mansfield-2019"', 'supersedes = "mansfield-2019"\neffective = 2027-01-01')
    )

    with pytest.raises(NotAdopted, match="takes effect on 1 January 2027"):
        adopt(policy_id, begins=TODAY)

    assert adopt(policy_id).in_force_from == date(2027, 1, 1)
    assert in_force() == "mansfield-2019"


def test_two_policies_are_not_adopted_for_one_day(mansfield: Town, place: Path) -> None:
    adopt(reviewed(place))
    other = reviewed(place, id="mansfield-2027", supersedes=NEW)

    with pytest.raises(NotAdopted, match="one policy is in force a day"):
        adopt(other)


def test_before_a_policy_that_is_adopted_for_later_no_other_is_adopted(mansfield: Town, place: Path) -> None:
    adopt(reviewed(place), begins=TODAY + 30 * DAY)
    other = reviewed(place, id="mansfield-2027")

    with pytest.raises(NotAdopted, match="mansfield-2026 was adopted already"):
        adopt(other, begins=TODAY + DAY)


def test_a_text_that_names_no_body_is_adopted_by_the_one_that_did(mansfield: Town, place: Path) -> None:
    policy_id = reviewed(place, by=None)  # type: ignore[arg-type]

    assert adopt(policy_id, by="Town Council").adopted_by == "Town Council"


def test_where_the_text_names_no_body_nobodys_name_is_taken_for_one(mansfield: Town, place: Path) -> None:
    policy_id = reviewed(place, by=None)  # type: ignore[arg-type]

    with pytest.raises(NotAdopted, match="names no body") as no:
        adopt(policy_id, by="Jane Q. Patron")

    assert "Jane" not in str(no.value)
    assert adoptions.named("mansfield", policy_id).state == "reviewed"


@pytest.mark.parametrize("words", ["8 August 2019", "August 2026", "2026-11-20"])
def test_a_text_whose_own_words_name_another_day_is_not_adopted(
    mansfield: Town, place: Path, words: str
) -> None:
    own = ('effective_as_written = "the day of its adoption"', f'effective_as_written = "{words}"')
    policy_id = reviewed(place, own)

    with pytest.raises(NotAdopted, match=f"The text says “{words}” of itself"):
        adopt(policy_id)


def test_a_text_whose_own_words_name_its_day_or_only_its_month_is_adopted(
    mansfield: Town, place: Path
) -> None:
    own = ('effective_as_written = "the day of its adoption"', 'effective_as_written = "November 2026"')

    assert adopt(reviewed(place, own)).in_force_from == TODAY


def test_the_body_is_the_one_that_the_text_names_however_it_is_typed(mansfield: Town, place: Path) -> None:
    assert adopt(reviewed(place), by=" the  board of trustees ").adopted_by == BOARD


def test_under_a_law_that_counsel_must_sign_first_nothing_is_adopted_before_that(
    mansfield: Town, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy_id = reviewed(place)
    law = libraries.named("mansfield").policy.statute
    stricter = law.model_copy(update={"unsigned": "refused"})
    monkeypatch.setattr(shelf, "pack", lambda name: stricter)

    with pytest.raises(NotAdopted, match="until counsel has signed"):
        adopt(policy_id)

    path = policy_files.signature_file("mansfield", law.id)
    path.parent.mkdir(parents=True)
    path.write_text(
        f'format = 1\npack = "{law.id}"\npack_sha256 = "{law.sha256}"\nname = "Town Counsel"\n'
        'signed_on = 2026-11-20\nscope = "All of it."\n'
    )
    assert adopt(policy_id).state == "adopted"


def test_who_may_change_the_text_adopts_it_as_well_as_who_approved_it(mansfield: Town, place: Path) -> None:
    amended = ("[flags]", '[amendment]\nby = "Town Council"\n\n[flags]')

    assert adopt(reviewed(place, amended), by="the town council").adopted_by == "Town Council"


def test_months_to_the_next_review_are_counted_from_the_vote(mansfield: Town, place: Path) -> None:
    often = ("[flags]", "[amendment]\nreview_months = 3\n\n[flags]")

    assert adopt(reviewed(place, often)).review_due == date(2027, 2, 21)


# -- from its day on


def test_a_policy_adopted_for_later_decides_from_its_day_on_and_not_before(
    mansfield: Town, place: Path
) -> None:
    begins = TODAY + 40 * DAY
    adopt(reviewed(place), begins=begins)

    def followed(today: date) -> str:
        libraries.follow(libraries.named("mansfield"), today=today)
        return in_force()

    assert in_force() == "mansfield-2019"
    assert followed(begins - DAY) == "mansfield-2019"
    assert followed(begins) == NEW
    assert followed(begins + 400 * DAY) == NEW
    assert [a for a in acts() if a[0] == "policy-in-force"][-1] == (
        "policy-in-force",
        "administrator",
        begins,
    )


def test_a_clock_that_was_ahead_and_is_put_right_brings_the_policy_of_the_day_back(
    mansfield: Town, place: Path
) -> None:
    begins = TODAY + 40 * DAY
    adopt(reviewed(place), begins=begins)
    libraries.follow(libraries.named("mansfield"), today=begins)
    assert in_force() == NEW

    libraries.follow(libraries.named("mansfield"), today=TODAY)

    assert in_force() == "mansfield-2019"


def test_an_adoption_that_is_recorded_late_is_in_force_since_its_day_and_followed_since_today(
    mansfield: Town, place: Path
) -> None:
    policy_id = reviewed(place, today=TODAY - 20 * DAY)

    adopt(policy_id, on=TODAY - 10 * DAY)

    now = adoptions.in_brief("mansfield", on=TODAY)
    assert now
    assert (now.policy_id, now.since, now.followed_since) == (NEW, TODAY - 10 * DAY, TODAY)


def test_a_kind_that_the_new_policy_does_not_speak_of_keeps_the_period_it_was_noted_under(
    mansfield: Town, place: Path
) -> None:
    text = new_text()
    begin = text.index("[keep.guardian_link]")
    end = text.index("[keep.designation]")
    path = place / f"{NEW}.toml"
    path.write_text(text[:begin] + text[end:])
    adoptions.draft("mansfield", path, by="director", today=TODAY)
    adoptions.review("mansfield", NEW, by="counsel", on=TODAY, today=TODAY)
    adopt(NEW)

    library = libraries.named("mansfield")

    assert "guardian_link" not in library.policy.keep
    assert library.periods["guardian_link"].need == "of_age"
    assert library.period_of("guardian_link") == library.periods["guardian_link"]


def test_of_what_the_policy_in_force_speaks_no_earlier_text_is_looked_for(mansfield: Town) -> None:
    library = libraries.named("mansfield")

    with CaptureQueriesContext(connection) as seen:
        periods = [library.period_of(kind) for kind in library.policy.keep]

    assert periods == list(library.policy.keep.values())
    assert not seen.captured_queries


@pytest.mark.parametrize(
    ("due", "near", "overdue"),
    [
        (TODAY + 61 * DAY, False, False),
        (TODAY + 60 * DAY, True, False),
        (TODAY, True, False),
        (TODAY - DAY, False, True),
    ],
)
def test_the_next_review_is_reminded_two_months_before_and_called_overdue_after(
    mansfield: Town, place: Path, due: date, near: bool, overdue: bool
) -> None:
    adopt(reviewed(place, ("statute_pack", f"review_due = {due}\nstatute_pack")))

    now = adoptions.in_brief("mansfield", on=TODAY)

    assert now
    assert (now.review_due, now.review_is_near, now.review_overdue) == (due, near, overdue)


# -- what was changed


def _changed(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


@pytest.mark.parametrize("what", ["changed", "cut_short", "missing"])
def test_a_file_that_is_not_what_was_adopted_is_noticed_decides_nothing_and_is_put_back(
    mansfield: Town, what: str
) -> None:
    path = policy_files.adopted_file("mansfield", "mansfield-2019")
    whole = path.read_bytes()
    if what == "missing":
        path.unlink()
    else:
        _changed(
            path,
            whole[:500] if what == "cut_short" else whole.replace(b"days_after = 30", b"days_after = 99"),
        )
    adoptions._READ.clear()  # as in a new process

    (trouble,) = adoptions.troubles("mansfield")
    assert "Decisions go on with what was adopted" in trouble.what
    assert "policy restore mansfield" in trouble.next
    assert libraries.named("mansfield").policy.keep["charge"].days_after == 30

    done = adoptions.put_back("mansfield")

    assert [(file.policy_id, file.state) for file in done] == [("mansfield-2019", what)]
    assert path.read_bytes() == whole
    assert adoptions.troubles("mansfield") == []
    assert path.with_name("mansfield-2019.toml.changed").exists() == (what != "missing")


def test_an_adopted_file_is_not_writable(mansfield: Town) -> None:
    path = policy_files.adopted_file("mansfield", "mansfield-2019")

    assert path.stat().st_mode & 0o777 == 0o400


def test_a_copy_in_the_database_that_was_changed_decides_nothing_and_is_put_back_from_the_file(
    mansfield: Town, place: Path
) -> None:
    adopt(reviewed(place))
    PolicyAdoption.objects.filter(policy_id=NEW).update(
        text=new_text(("loan_days = 21", "loan_days = 99")).encode()
    )
    adoptions._READ.clear()

    (trouble,) = adoptions.troubles("mansfield")
    assert "The database's own copy of mansfield-2026" in trouble.what
    assert libraries.named("mansfield").policy.loan_days == 21

    assert [file.state for file in adoptions.put_back("mansfield")] == ["database"]
    assert adoptions.troubles("mansfield") == []


def test_where_no_copy_is_what_was_adopted_nothing_is_decided(mansfield: Town, place: Path) -> None:
    adopt(reviewed(place))
    PolicyAdoption.objects.filter(policy_id=NEW).update(text=b"format = 1")
    policy_files.adopted_file("mansfield", NEW).unlink()
    adoptions._READ.clear()

    with pytest.raises(AdoptedTextLost, match="Nothing is decided by another text"):
        _ = libraries.named("mansfield").policy

    assert "No copy of mansfield-2026" in " ".join(t.what for t in adoptions.troubles("mansfield"))


def test_a_file_among_the_adopted_ones_that_no_adoption_knows_is_named_and_decides_nothing(
    mansfield: Town, place: Path
) -> None:
    (policy_files.folder("mansfield") / f"{NEW}.toml").write_text(new_text())

    (trouble,) = adoptions.troubles("mansfield")

    assert "no adoption knows it" in trouble.what
    assert in_force() == "mansfield-2019"


def test_a_leaf_that_a_crash_kept_from_being_written_is_written_later_and_once(
    mansfield: Town, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy_id = reviewed(place)
    before = len(acts())

    def crashed(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(adoptions, "write_down", crashed)
        with pytest.raises(RuntimeError):
            adopt(policy_id)
    assert in_force() == NEW
    assert len(acts()) == before

    libraries.write_down(libraries.named("mansfield"))
    libraries.write_down(libraries.named("mansfield"))

    assert [a[0] for a in acts()[before:]] == ["policy-adopted", "policy-in-force"]
