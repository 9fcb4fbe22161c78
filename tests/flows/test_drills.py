"""Does `reticent drill` say truly whether a backup is of use, by its words, its exit code and in the ledger?"""

from tests.flows.conftest import MANSFIELD, Installation, person


def test_a_drill_opens_every_record_and_leaves_what_lives_as_it_was(copy: Installation) -> None:
    copy.ok("purge")
    copy.ok("backup")
    held, opened = copy.held(), copy.query("SELECT count(*) FROM reticent_slip WHERE length(sealed) > 0")
    before = copy.contents()

    ran = copy.ok("drill")
    found = copy.ok("drill", "--json").json

    assert "is of use" in ran.said
    assert "FAILS" not in ran.said
    assert found["sound"] is True
    assert [(found["opened"],)] == opened
    assert found["libraries"] == {"mansfield": found["opened"]}
    assert copy.scratch() == []
    assert copy.held() == held
    after = copy.contents()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {
        "reticent.reticent_drill",
        "ledger.reticent_ledgerleaf",
        "ledger.reticent_ledgerhead",
    } | (changed & {"reticent.sqlite_sequence", "reticent.reticent_epoch", "ledger.reticent_ledgernode"})
    status = copy.run("vault", "status")
    assert "Last drill: " in status.said
    assert "today: reticent-" in status.said
    assert copy.run("vault", "status", "--json").json["drilled"]["sound"] is True
    assert copy.ok("ledger", "verify").code == 0


def test_without_a_backup_a_drill_says_what_to_run(installation: Installation) -> None:
    ran = installation.run("drill")

    assert ran.code == 1
    assert "Run `reticent backup`, then `reticent drill`" in ran.said


def test_a_drill_of_a_backup_that_is_not_there_names_those_that_are(copy: Installation) -> None:
    ran = copy.run("drill", "--backup", "reticent-1999")

    assert ran.code == 2
    assert "There are: reticent-" in ran.said


def test_an_altered_backup_does_not_pass_and_the_ledger_says_so(copy: Installation) -> None:
    copy.ok("backup")
    zeros = "decode(repeat('00', 540), 'hex')" if copy.databases else "zeroblob(540)"
    copy.altered(copy.newest(), f"UPDATE reticent_slip SET sealed = {zeros} WHERE length(sealed) > 0")

    ran = copy.run("drill")

    assert ran.code == 3
    assert "did NOT pass" in ran.said
    assert "do not open with the present keys" in ran.said
    assert copy.scratch() == []
    assert "The last `reticent drill` was not sound" in copy.run("vault", "status").said
    copy.ok("ledger", "checkpoint", *MANSFIELD)
    assert copy.ledger_says("drill-failed") == 1


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_in_the_scratch_place(
    copy: Installation,
) -> None:
    copy.ok("backup")
    copy.altered(
        copy.newest(), "DROP TABLE django_session", "DELETE FROM django_migrations WHERE app = 'sessions'"
    )

    assert copy.ok("drill", "--json").json["sound"] is True


def test_a_drill_in_the_middle_of_a_busy_week_stays_sound(copy: Installation) -> None:
    copy.ok("backup")
    more = copy.file("registrations", [person(n) for n in range(40, 45)], "more.csv")
    copy.ok("import", "registrations", more, *MANSFIELD)
    assert copy.ok("drill", "--json").json["sound"] is True
    copy.ok("purge", "--turn-now")
    assert copy.ok("drill", "--json").json["sound"] is True
    copy.ok("backup", days=1)
    copy.ok("purge", days=15)
    copy.ok("backup", days=15)

    found = copy.ok("drill", "--json", days=15).json

    assert found["sound"] is True
    assert "tried with every key that is here: none opens" in str(found["checks"])
