"""The command `reticent`: its groups, and how every error ends.

Exit codes: 0 done, 1 findings or refused or referred, 2 bad input, 3 broken. No stack trace and no patron data,
whatever happens; RETICENT_TRACE=1 shows the trace to whoever mends the program.
"""

import os
import sys

import click

from reticent import __version__
from reticent.errors import ReticentError


class Ordered(click.Group):
    """Commands in the order of the story, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Ordered, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="reticent")
def cli() -> None:
    """Reticent keeps a public library's promise of confidentiality: it remembers what is necessary, shows it to
    whom the policy allows, forgets the rest, and proves all three.

    State lies under RETICENT_HOME (default ./var), keys under RETICENT_KEYS (default ./var-keys). The two are
    never the same folder, and a backup never holds both.
    """


def main() -> None:
    """Run, and turn whatever goes wrong into words and an exit code."""
    _gather()
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as no:
        code = no.exit_code
    except click.Abort:
        code = _say("Stopped. Run it again when you like: nothing is half-done.", 130)
    except click.ClickException as no:
        no.show()
        code = 2
    except ReticentError as no:
        code = _say(str(no), no.exit_code)
    except Exception as no:  # noqa: BLE001  a trace could show a patron's data on a terminal
        if os.environ.get("RETICENT_TRACE") == "1":
            raise
        code = _say(_unforeseen(no), 3)
    sys.exit(code if isinstance(code, int) else 0)


def _gather() -> None:
    from reticent.doors.cli import importing, ledgers, policies, purging, seeding, serving, vaults

    for commands in (
        seeding.COMMANDS,
        serving.COMMANDS,
        importing.COMMANDS,
        purging.COMMANDS,
        vaults.COMMANDS,
        ledgers.COMMANDS,
        policies.COMMANDS,
    ):
        for command in commands:
            cli.add_command(command)


def _say(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code


def _unforeseen(no: Exception) -> str:
    kind = type(no).__name__
    if isinstance(no, OSError):
        return f"The system said: {no.strerror or kind}. Check the disk and the folder's owner, then run this again."
    if kind in ("OperationalError", "DatabaseError"):
        full = "full" in str(no)
        return (
            "The disk is full: nothing of the last step was written. Make room, then run this again."
            if full
            else "The database does not answer (locked or damaged). Nothing of the last step was written. Try again; "
            "if it stays so, restore the last backup (`reticent restore`)."
        )
    return (
        f"Something went wrong that was not foreseen ({kind}). What was said to be done is done; the last step was "
        "not. Run it again; if it stays so, report it with the output of RETICENT_TRACE=1 after removing any names."
    )
