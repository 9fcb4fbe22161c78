"""From the command line: how many have rehearsed, as counts and nothing else."""

from tests.flows.conftest import Installation


def test_how_many_have_rehearsed_is_counted_and_nobody_named(copy: Installation) -> None:
    given = ("--duty", "circulation", "--password", "reading-room-lamp")
    copy.ok("staff", "add", "clara@mansfield", "--library", "mansfield", *given)

    rows = copy.ok("rehearsals", "--json").json["rehearsals"]

    mansfield = next(row for row in rows if row["library"] == "mansfield")
    assert (mansfield["accounts"], mansfield["not_yet"]) == (1, 1)
    assert (mansfield["rehearsed"], mansfield["before_this_policy"]) == (0, 0)
    assert len(copy.ok("rehearsals", "--library", "mansfield", "--json").json["rehearsals"]) == 1
    said = copy.ok("rehearsals").said
    assert "Not yet" in said
    assert "clara" not in said
