"""What does putting a backup back undo, what does it leave, and does a damaged database keep it from being done?"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from reticent.people import contacts, delegations, silences, training
from reticent.people.contacts import CallLine, Numbers
from reticent.people.delegations import Paper
from reticent.people.staff import StaffAccount
from reticent.retention import backups, copies_sqlite
from tests.conftest import NOW, TODAY, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def yes(name: str) -> bool:
    return True


def test_a_restore_leaves_staff_accounts_as_they_are_and_nobody_signed_in(mansfield: Town) -> None:
    clara, dora = mansfield.staff("clara"), mansfield.staff("dora")
    made = backups.make(now=NOW)
    clara.set_password("another-lamp-entirely")
    clara.duties = ["circulation"]
    clara.save()
    StaffAccount.objects.filter(pk=dora.pk).update(is_active=False)
    emil = mansfield.staff("emil", "accounts")
    SessionStore().create()

    done = backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert done.staff_kept == 3
    there = {account.username.partition("@")[0]: account for account in StaffAccount.objects.all()}
    assert there["clara"].check_password("another-lamp-entirely")
    assert there["clara"].duties == ["circulation"]
    assert not there["dora"].is_active
    assert (there["emil"].pk, there["emil"].duties) == (emil.pk, ["accounts"])
    assert not Session.objects.exists()
    assert done.made_at == NOW


def test_a_damaged_database_is_not_woken_and_one_that_reads_is_kept_as_a_backup(
    mansfield: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mansfield.register("1", "Ann Lee")
    made = backups.make(now=NOW)
    mansfield.register("2", "Ben Lee")
    woken = []
    usual = copies_sqlite._write_over

    def write_over(path: Path, **how: object) -> str:
        assert not woken
        return usual(path, **how)  # type: ignore[arg-type]

    wake = backups.waking.wake
    monkeypatch.setattr(copies_sqlite, "_write_over", write_over)
    monkeypatch.setattr(backups.waking, "wake", lambda d, **how: (woken.append(d), wake(d, **how))[1])

    done = backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert woken
    assert done.kept_as
    woken.clear()
    back = backups.restore(done.kept_as, now=NOW + 2 * HOUR, confirm=yes)
    assert back.recoveries  # it is known as a copy, though nobody woke it when it was made
    assert len([i for _, i in mansfield.drawer.everything() if i.kind and i.kind.name == "registration"]) == 2


def test_who_was_no_longer_to_act_for_the_custodian_does_not_act_again_after_a_restore(town) -> None:  # type: ignore[no-untyped-def]
    wolcott = town("wolcott", policy_id="wolcott-2016")
    clara, dora, emil = (wolcott.staff(name) for name in ("clara", "dora", "emil"))
    days = {"begins": TODAY, "until": TODAY + 30 * DAY, "paper": Paper(), "today": TODAY, "role": "director"}
    ended = delegations.give(wolcott.library, clara, **days)
    delegations.give(wolcott.library, dora, **days)
    made = backups.make(now=NOW)
    delegations.end(wolcott.library, ended.handle, today=TODAY, role="director")
    delegations.give(wolcott.library, emil, **days)

    backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    act = {who.username: delegations.may_act(wolcott.library, who, TODAY) for who in (clara, dora, emil)}
    assert {who.partition("@")[0]: bool(row) for who, row in act.items()} == {
        "clara": False,
        "dora": True,
        "emil": True,
    }


def test_a_number_that_was_taken_off_the_card_does_not_come_back_with_a_backup(mansfield: Town, town) -> None:  # type: ignore[no-untyped-def]
    mansfield.staff("clara")
    storrs = town("storrs", policy_id="mansfield-2019")
    at_home = Numbers(off_hours="860 555 0199", off_hours_on_card=True)
    contacts.note(mansfield.library, "Library Director", at_home)
    contacts.note(storrs.library, "Library Director", at_home)
    contacts.note(storrs.library, "Dog Warden", at_home)
    made = backups.make(now=NOW)
    contacts.note(mansfield.library, "Library Director", replace(at_home, off_hours_on_card=False))
    contacts.remove(storrs.library, "Dog Warden")

    backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert [each.numbers for each in contacts.desk_card(mansfield.library).fetch if each.numbers] == []
    assert [each.office for each in contacts.desk_card(storrs.library).fetch if each.numbers] == [
        "Library Director"
    ]


def test_whoever_rehearsed_since_the_backup_has_rehearsed(mansfield: Town) -> None:
    clara = mansfield.staff("clara")
    made = backups.make(now=NOW)
    training.acknowledge(mansfield.library, clara, on=TODAY)

    backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert training.of_account(mansfield.library, clara).last == TODAY


def test_whoever_stopped_the_newsletter_since_the_backup_gets_none_and_whoever_took_it_back_does(
    mansfield: Town,
) -> None:
    here, (ada, bea) = mansfield.library, ("ada@example.org", "bea@example.org")
    marks = {each: silences.mark_in(here, silences.of(here, each)) or "" for each in (ada, bea)}
    silences.stop(here, marks[bea], silences.NEWS, on=TODAY)
    mansfield.staff("clara")
    made = backups.make(now=NOW)
    silences.stop(here, marks[ada], silences.NEWS, on=TODAY)
    silences.take_back(here, marks[bea], silences.NEWS)

    backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert [address for address, _ in silences.sifted(here, [ada, bea]).to] == [bea]


def test_where_the_tables_were_made_anew_the_numbers_of_the_backup_hold(mansfield: Town) -> None:
    mansfield.staff("clara")
    contacts.note(mansfield.library, "Town Manager", Numbers(at_work="860 555 0100"))
    made = backups.make(now=NOW)
    contacts.remove(mansfield.library, "Town Manager")
    CallLine.objects.all().delete()
    StaffAccount.objects.all().delete()

    backups.restore(made.name, now=NOW + HOUR, confirm=yes)

    assert contacts.listed(mansfield.library, "Town Manager").is_known
