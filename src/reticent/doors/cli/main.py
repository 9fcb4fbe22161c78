"""The command `reticent`: its groups, and how every error ends.

Exit codes: 0 done, 1 findings or refused or referred, 2 bad input, 3 broken. No stack trace and no patron data,
whatever happens; RETICENT_TRACE=1 shows the trace to whoever mends the program.
"""

import errno
import os
import sys
from collections.abc import Sequence

import click

from reticent import __version__
from reticent.doors.cli.showing import Ordered, emit, say
from reticent.errors import Malformed, ReticentError

_STOPPED = 130  # what a shell says of a program that was interrupted


@click.group(
    cls=Ordered,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 something was found, refused or referred; 2 the input is wrong; 3 something is "
    "broken.",
)
@click.version_option(__version__, prog_name="reticent")
def cli() -> None:
    """Reticent keeps a public library's promise of confidentiality: it remembers what is necessary, shows it to
    whom the policy allows, forgets the rest, and proves all three.

    State lies under RETICENT_HOME (default ./var), keys under RETICENT_KEYS (default ./var-keys). The two are
    never the same folder, and a backup never holds both.
    """


def main() -> None:
    """Run, and turn whatever goes wrong into words and an exit code."""
    try:
        _gather()
        code = cli.main(standalone_mode=False, prog_name="reticent")
    except click.exceptions.Exit as no:
        code = no.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = _say("Stopped. Run it again when you like: nothing is half-done.", _STOPPED)
    except click.UsageError as no:
        path = no.ctx.command_path if no.ctx else "reticent"
        code = _say(f"{no.format_message()}\nSee `{path} --help`.", 2)
    except click.ClickException as no:
        code = _say(no.format_message(), 2)
    except ReticentError as no:
        problems = no.problems if isinstance(no, Malformed) else ()
        code = _say(str(no.args[0]) if problems else str(no), no.exit_code, problems)
    except Exception as no:
        if os.environ.get("RETICENT_TRACE") == "1":
            raise
        code = _say(_bad_setting(no), 2) if _is_of_settings(no) else _say(_unforeseen(no), 3)
    sys.exit(code if isinstance(code, int) else 0)


def _gather() -> None:
    # What day it is here is a setting, and asked also where no installation is made ready.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
    from reticent.doors.cli import (
        adopting,
        calling,
        casework,
        computers,
        copies,
        importing,
        ledgers,
        letters,
        machines,
        newsletters,
        noticing,
        policies,
        purging,
        rehearsals,
        reminding,
        seeding,
        serving,
        vaults,
    )

    for commands in (
        seeding.COMMANDS,
        serving.COMMANDS,
        importing.COMMANDS,
        purging.COMMANDS,
        copies.COMMANDS,
        vaults.COMMANDS,
        ledgers.COMMANDS,
        policies.COMMANDS,
        adopting.COMMANDS,
        calling.COMMANDS,
        casework.COMMANDS,
        rehearsals.COMMANDS,
        reminding.COMMANDS,
        noticing.COMMANDS,
        newsletters.COMMANDS,
        computers.COMMANDS,
        machines.COMMANDS,
        letters.COMMANDS,
    ):
        for command in commands:
            cli.add_command(command)


def _say(text: str, code: int, problems: Sequence[str] = ()) -> int:
    """Words for people; one JSON object for whoever asked for JSON."""
    if "--json" in sys.argv[1:]:
        emit({"format": 1, "error": {"message": text, "problems": problems, "exit_code": code}}, err=True)
    else:
        say("\n".join([text, *problems]), err=True)
    return code


def _is_of_settings(no: Exception) -> bool:
    from environs import EnvError

    return isinstance(no, EnvError)


def _bad_setting(no: Exception) -> str:
    """It names the setting, and not what stands there."""
    return f"{str(no).rstrip('.')}. Set it right, then run this again; nothing was changed."


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What SQLite or PostgreSQL says, and what it means for whoever runs this. The first that fits is said.
_DATABASE_SAYS = (
    ("is full", "The disk is full: nothing of the last step was written. Make room, then run this again."),
    (
        "No space left",
        "The disk of the database server is full: nothing of the last step was written. Make room, then run this "
        "again.",
    ),
    (
        "gave up",
        "PostgreSQL's own program did not do its work. It must be of the server's version: set RETICENT_PG_BIN to the "
        "folder of pg_dump, pg_restore and psql, and see that the role may make databases (CREATEDB). Then run this "
        "again.",
    ),
    (
        "lock timeout",
        "Another program holds the database. Nothing of the last step was written. Wait a moment, then run this "
        "again.",
    ),
    (
        "connection",
        "The database server does not answer, or broke off; perhaps its disk is full: its log says why. Nothing of the "
        "last step was written. Make room if it is, start the server, then run this again.",
    ),
    (
        "does not exist",
        "The database holds only a part of its tables, or is not of this version. Nothing was changed. Put the address "
        "right, or put the newest backup back (`reticent restore`).",
    ),
    (
        "malformed",
        "The database is damaged. Stop the server and check the disk, then restore the last backup "
        "(`reticent restore`).",
    ),
    (
        "disk I/O",
        "The disk did not take what was to be written: it is full, or failing. Nothing of the last step was written. "
        "Make room or mend it, then run this again.",
    ),
    ("readonly", "The database may not be written by this account. Run this as the user who runs Reticent."),
    (
        "unable to open",
        "The database cannot be opened by this account. Run this as the user who runs Reticent, and check that the "
        "folder RETICENT_HOME is there.",
    ),
    (
        "locked",
        "Another program holds the database. Nothing of the last step was written. Wait a moment, then run this "
        "again.",
    ),
    (
        "no such",
        "The database is not of this version. Nothing was changed. Set RETICENT_HOME to the right folder, or put "
        "back the newest backup.",
    ),
)


_PROGRAMS = ("GaveUp", "FoundItFull", "LostTheServer")  # of PostgreSQL


def _unforeseen(no: Exception) -> str:
    kind = type(no).__name__
    if isinstance(no, OSError) and no.errno in _FULL:
        return (
            "The disk is full: that of RETICENT_HOME, or that of the key folder. Nothing of the last step was written. "
            "Make room, then run this again."
        )
    if isinstance(no, OSError):
        return f"The system said: {no.strerror or kind}. Check the disk and the folder's owner, then run this again."
    if (
        kind in ("OperationalError", "DatabaseError", "ProgrammingError", "InternalError")
        or kind in _PROGRAMS
    ):
        said = str(no)
        return next(
            (words for sign, words in _DATABASE_SAYS if sign in said),
            "The database does not answer. Nothing of the last step was written. Try again; if it stays so, restore "
            "the last backup (`reticent restore`).",
        )
    return (
        f"Something went wrong that was not foreseen ({kind}). What was said to be done is done; the last step was "
        "not. Run it again; if it stays so, report it with the output of RETICENT_TRACE=1 after removing any names."
    )
