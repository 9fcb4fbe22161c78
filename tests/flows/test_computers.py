"""From the command line: the script that wipes a public computer says so."""

from tests.flows.conftest import Installation


def test_a_computer_says_itself_that_it_was_wiped_and_a_strange_name_is_told(copy: Installation) -> None:
    ran = copy.run("computers", "wiped", "pc-9", "--library", "mansfield")

    assert ran.code == 1
    assert "There are: none yet." in ran.said
