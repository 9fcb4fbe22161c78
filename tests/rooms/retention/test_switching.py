"""When another policy comes into force: what becomes of what is held, what a restore brings back, and by which clock?"""

from datetime import timedelta
from pathlib import Path

from reticent import policy
from reticent.people import adoptions, libraries, policy_files
from reticent.policy.adopting import Act
from reticent.policy.chapters.promising import Ledger
from reticent.retention import backups, clock, switching
from tests.conftest import NOW, TODAY, Town
from tests.rooms.people.texts import BOARD, NEW, laid, new_text

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHORTER = ('need = "paid"\ndays_after = 30', 'need = "paid"\ndays_after = 3')
LONGER = ('need = "ended"\ndays_after = 7', 'need = "ended"\ndays_after = 70')
NO_PARENTS = ('[guardian]\nallowed = "yes"', '[guardian]\nallowed = "no"')


def reviewed(place: Path, *changes: tuple[str, str]) -> None:
    adoptions.draft("mansfield", laid(place, *changes), by="director", today=TODAY)
    adoptions.review("mansfield", NEW, by="counsel", on=TODAY, today=TODAY)


def adopted(place: Path, *changes: tuple[str, str], days: int = 0) -> None:
    reviewed(place, *changes)
    begins = TODAY + days * DAY if days else None
    act = Act(BOARD, TODAY, begins, "minutes of 20 November 2026, item 7")
    libraries.adopt(libraries.named("mansfield"), NEW, act=act, today=TODAY)


def a_paid_charge(mansfield: Town, *, days_ago: int) -> str:
    alice = mansfield.register("1", "Alice Q")
    mansfield.lend(alice, mansfield.item("300"), on=TODAY - 60 * DAY)
    mansfield.take_back(mansfield.item("300"), fine=10)
    mansfield.pay(alice, days_after=30, on=TODAY - days_ago * DAY)
    return alice


def test_what_would_change_is_said_before_in_counts_and_nothing_is_changed(
    mansfield: Town, place: Path
) -> None:
    a_paid_charge(mansfield, days_ago=5)
    reviewed(place, SHORTER, LONGER, NO_PARENTS)
    text = adoptions.draft_text("mansfield", NEW)

    seen = switching.foresee(libraries.named("mansfield"), text, on=TODAY)

    kinds = {kind.kind: kind for kind in seen.kinds}
    assert set(kinds) == {"charge", "hold", "guardian_link"}
    charge = kinds["charge"]
    assert (charge.held, charge.days_before, charge.days_after, charge.goes_at_once) == (1, 30, 3, 1)
    assert "stays for longer; what is gone stays gone" in kinds["hold"].said
    assert "No guardian is answered from that day on" in kinds["guardian_link"].said
    answers = {answer.about: (answer.before.words, answer.after.words) for answer in seen.answers}
    before, after = answers["The same mother, after staff are satisfied that she is the parent"]
    assert (before.split(";")[0], after.split(";")[0]) == ("allowed", "refused")
    assert "Who approved it" in {rule.about for rule in seen.rules}
    assert "Alice" not in repr(seen)
    assert libraries.named("mansfield").policy.id == "mansfield-2019"


def test_a_longer_list_of_disclosures_is_foreseen(mansfield: Town) -> None:
    text = policy.shipped("mansfield-2019").model_copy(update={"ledger": Ledger(years=10)})

    seen = switching.foresee(libraries.named("mansfield"), text, on=TODAY)

    ((kind, said),) = [(each.kind, each.said) for each in seen.kinds]
    assert kind == "disclosure"
    assert "Kept for longer" in said


def test_a_text_with_the_same_rules_would_change_nothing(mansfield: Town, place: Path) -> None:
    reviewed(place)

    seen = switching.foresee(libraries.named("mansfield"), adoptions.draft_text("mansfield", NEW), on=TODAY)

    assert (seen.answers, seen.kinds) == ((), ())
    assert {rule.about for rule in seen.rules} <= {"Who approved it", "In force from"}


def test_the_purge_follows_the_new_policy_from_its_day_on(mansfield: Town, place: Path) -> None:
    a_paid_charge(mansfield, days_ago=1)
    adopted(place, SHORTER, days=3)

    def purged(days: int) -> int:
        now = NOW + days * DAY
        town = Town(libraries.named("mansfield"), now)
        switching.keep_up(town.library, now=now)
        return town.purge(now=now).ended["charge"]

    assert purged(2) == 0  # four days after it was paid the old policy still says thirty
    assert purged(3) == 1


def test_the_policy_of_the_day_comes_at_the_library_s_own_midnight(mansfield: Town, place: Path) -> None:
    adopted(place, days=1)
    before_midnight = NOW.replace(hour=4, minute=59) + DAY  # 23:59 in New York
    library = libraries.named("mansfield")

    assert not switching.keep_up(library, now=before_midnight)
    assert library.policy.id == "mansfield-2019"
    assert switching.keep_up(library, now=before_midnight + timedelta(minutes=1))
    assert library.policy.id == NEW


def test_by_a_clock_in_doubt_no_other_policy_comes_into_force(mansfield: Town, place: Path) -> None:
    adopted(place, days=5)
    clock.note(now=NOW)
    wrong = NOW + 400 * DAY

    assert not switching.keep_up(libraries.named("mansfield"), now=wrong)
    assert libraries.named("mansfield").policy.id == "mansfield-2019"

    clock.is_right(now=wrong)
    assert switching.keep_up(libraries.named("mansfield"), now=wrong)


# -- putting a backup back


def test_a_policy_adopted_since_the_backup_stays_adopted(mansfield: Town, place: Path) -> None:
    mansfield.register("1", "Alice Q")
    made = backups.make(now=NOW)
    adopted(place)

    backups.restore(made.name, now=NOW + HOUR, confirm=lambda name: True)

    library = libraries.named("mansfield")
    assert library.policy.id == NEW
    assert adoptions.named("mansfield", "mansfield-2019").superseded_by == NEW
    assert adoptions.troubles("mansfield") == []


def test_a_backup_carries_the_adopted_texts_to_a_place_where_their_files_are_gone(
    mansfield: Town, place: Path
) -> None:
    adopted(place)
    mansfield.register("1", "Alice Q")
    made = backups.make(now=NOW)
    adoptions.PolicyAdoption.objects.all().delete()
    for path in policy_files.folder("mansfield").glob("*.toml"):
        path.unlink()
    adoptions._READ.clear()

    backups.restore(made.name, now=NOW + HOUR, confirm=lambda name: True)

    assert libraries.named("mansfield").policy.id == NEW
    assert policy_files.adopted_file("mansfield", NEW).read_text() == new_text()
    assert adoptions.troubles("mansfield") == []


def test_a_changed_file_is_not_put_right_by_a_restore_unseen(mansfield: Town, place: Path) -> None:
    mansfield.register("1", "Alice Q")
    made = backups.make(now=NOW)
    path = policy_files.adopted_file("mansfield", "mansfield-2019")
    path.chmod(0o600)
    path.write_text("format = 1")

    backups.restore(made.name, now=NOW + HOUR, confirm=lambda name: True)

    assert [trouble.policy_id for trouble in adoptions.troubles("mansfield")] == ["mansfield-2019"]
