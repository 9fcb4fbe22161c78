"""Starts `reticent` as a process of its own, without reading half of Python anew each time.

Reads one request a line (JSON) from the pipe it was given, forks, and runs the command there: its own environment,
folder, clock and files for what it says.
"""

import importlib
import io
import json
import os
import pkgutil
import resource
import sys
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_READ_BEFORE = (
    "cryptography.hazmat.primitives.ciphers.aead",
    "reticent.policy",
    "rich.progress",
    "time_machine",
)


def _get_ready() -> None:
    """Read the program and its settings once; where home and keys lie is told anew to each child."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "reticent.settings"
    import django

    django.setup()
    for name in _READ_BEFORE:
        importlib.import_module(name)
    for room in ("access.doorway", "records.intake", "retention.purge", "retention.canary", "ledger.audit"):
        importlib.import_module(f"reticent.{room}")
    for command in pkgutil.iter_modules(
        importlib.import_module("reticent.doors.cli").__path__, "reticent.doors.cli."
    ):
        importlib.import_module(command.name)
    from reticent import policy

    for name in policy.shipped_ids():
        policy.shipped(name)


def _point_settings_at(env: dict[str, str]) -> None:
    from django.conf import settings
    from django.db import connections

    home, keys = Path(env["RETICENT_HOME"]).resolve(), Path(env["RETICENT_KEYS"]).resolve()
    settings.RETICENT_HOME, settings.RETICENT_KEYS = home, keys
    settings.RETICENT_MEMORY = Path(env["RETICENT_MEMORY"])
    for alias, file, address in (
        ("default", "reticent.sqlite3", "RETICENT_DATABASE"),
        ("ledger", "ledger.sqlite3", "RETICENT_LEDGER_DATABASE"),
    ):
        name = urlsplit(env[address]).path[1:] if address in env else str(home / file)
        connections[alias].settings_dict["NAME"] = name


def _run(asked: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    for number, path, how in (
        (0, asked["stdin"], os.O_RDONLY),
        (1, asked["stdout"], os.O_WRONLY),
        (2, asked["stderr"], os.O_WRONLY),
    ):
        os.dup2(os.open(path, how), number)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", write_through=True)
    sys.argv = ["reticent", *asked["arguments"]]
    _point_settings_at(asked["env"])
    if asked["moment"]:
        from datetime import datetime

        import time_machine

        time_machine.travel(datetime.fromisoformat(asked["moment"]), tick=True).start()
    if asked["largest_file"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest_file"],) * 2)
    if asked["as_user"]:
        os.setgid(asked["as_user"])
        os.setuid(asked["as_user"])
    if asked["program"] == "desk":
        from tests.flows import desk

        print(json.dumps(desk.main(asked["arguments"])))
        return
    from reticent.doors.cli.main import main

    main()


def _child(asked: dict[str, Any]) -> None:
    code = 70
    try:
        _run(asked)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  whatever it is, the test sees it
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def main() -> None:
    """Run what is asked, one after the other, and answer each exit code."""
    requests, answers = os.fdopen(int(sys.argv[1])), int(sys.argv[2])
    _get_ready()
    for line in requests:
        pid = os.fork()
        if pid == 0:
            _child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
