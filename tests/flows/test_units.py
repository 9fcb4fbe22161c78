"""Do the units for systemd call commands that are there, as a user, with what they must write to and nothing else?"""

import configparser
import shlex
from pathlib import Path

import click
import pytest

from reticent.doors.cli import main

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
TIMERS = sorted(path.name for path in UNITS.glob("*.timer"))


class Unit(configparser.RawConfigParser):
    """A unit's sections. A field may stand there several times: then all of it counts."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.lines = (UNITS / name).read_text().splitlines()
        self.read(UNITS / name)

    def all(self, field: str) -> list[str]:
        return [line.partition("=")[2] for line in self.lines if line.startswith(f"{field}=")]


def command_of(words: list[str]) -> click.Command:
    """The command that these words call, with its options read."""
    main._gather()
    command: click.Command = main.cli
    while isinstance(command, click.Group):
        name, *words = words
        command = command.commands[name]
    command.make_context(command.name, words)
    return command


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_calls_commands_that_are_there(name: str) -> None:
    for line in Unit(name).all("ExecStart"):
        program, *words = shlex.split(line)

        assert program.endswith("/reticent")
        assert command_of(words).callback is not None


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_as_a_user_of_its_own_and_writes_to_its_two_folders_only(name: str) -> None:
    service = Unit(name)["Service"]
    settings = dict(
        line.split("=", 1) for line in (UNITS / "reticent.env").read_text().splitlines() if "=" in line
    )

    assert service["User"] == "reticent"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"].split() == [settings["RETICENT_HOME"], settings["RETICENT_KEYS"]]
    assert (service["RuntimeDirectory"], service["RuntimeDirectoryMode"]) == ("reticent", "0700")
    assert (service["LimitCORE"], service["UMask"]) == ("0", "0077")


def test_a_night_is_folded_then_copied_then_purged() -> None:
    done = [shlex.split(line)[1] for line in Unit("reticent-night.service").all("ExecStart")]

    assert done == ["fold", "backup", "purge"]


def test_each_timer_has_its_service_and_makes_up_for_a_machine_that_stood_still() -> None:
    assert {name.removesuffix(".timer") for name in TIMERS} == {
        name.removesuffix(".service") for name in SERVICES
    } - {"reticent"}
    assert all(Unit(name)["Timer"]["Persistent"] == "true" for name in TIMERS)
