"""`reticent serve`: the pages on localhost, and the nightly work beside them."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click

from reticent.doors.cli.installation import get_ready
from reticent.doors.cli.showing import say
from reticent.errors import Broken, Malformed

_MINUTE = 60


class PortTaken(Malformed):
    """Another program listens there."""


class ServerStopped(Broken):
    """The server ended, and nobody asked it to."""


@click.command(short_help="Serve the pages, and do the nightly work.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="On which port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 16), help="How many processes."
)
def serve(port: int, host: str, workers: int) -> None:
    """Serve the pages, and do the nightly work while serving."""
    get_ready()
    _is_free(host, port)
    from reticent.drawer import drawers
    from reticent.retention import backups, locks

    _say_which_names(host, port)
    with locks.serving() as held:
        for slug in backups.vaults():
            drawers.of(slug).wake()  # a copy or a foreign key file is found out before anyone signs in
        _serve(host, port, workers=workers, held=held)


def _serve(host: str, port: int, *, workers: int, held: int) -> None:
    """The pages and the jobs, as processes of their own; both hold on to the file that says so, should we be killed."""
    from django.conf import settings

    here = [sys.executable, "-m"]
    web = subprocess.Popen(
        [
            *here,
            "gunicorn",
            "reticent.doors.web.wsgi:application",
            "--bind",
            f"{host}:{port}",
            "--workers",
            str(workers),
            "--threads",
            "2",
            "--worker-class",
            "gthread",
            "--log-level",
            "warning",
            "--worker-tmp-dir",
            str(settings.RETICENT_HOME),
            "--no-control-socket",
        ],
        pass_fds=(held,),
    )
    jobs = [*here, "reticent.doors.jobs"]
    nightly, begun = subprocess.Popen(jobs, pass_fds=(held,)), time.monotonic()
    name = "localhost" if host == "127.0.0.1" else _in_address(host)
    say(f"\nReticent is at http://{name}:{port}/ (stop with Ctrl-C)")
    show_sign_ins(settings.RETICENT_HOME)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while web.poll() is None:
            time.sleep(0.3)
            if nightly.poll() is not None and time.monotonic() - begun > _MINUTE:
                nightly, begun = subprocess.Popen(jobs, pass_fds=(held,)), time.monotonic()
    except KeyboardInterrupt:
        pass
    finally:
        for child in (web, nightly):
            if child.poll() is None:
                child.terminate()
        for child in (web, nightly):
            _wait_for(child)
    if web.returncode not in (0, -signal.SIGTERM, -signal.SIGINT, None):
        raise ServerStopped(
            f"The server ended by itself (code {web.returncode}). What it said stands above; start it again with "
            "`reticent serve`."
        )


def _say_which_names(host: str, port: int) -> None:
    """Say which names are answered, where others than this machine are meant to come and nobody named any."""
    from django.conf import settings

    if (
        "RETICENT_HOSTS" in os.environ
        or host in settings.ALLOWED_HOSTS
        or f"[{host}]" in settings.ALLOWED_HOSTS
    ):
        return
    names = ", ".join(settings.ALLOWED_HOSTS)
    say(
        f"Only these names are answered: {names}. Under any other, such as http://{_in_address(host)}:{port}/, the pages "
        "say “bad request”. Name those that people use, and start again: "
        f"RETICENT_HOSTS={','.join(settings.ALLOWED_HOSTS)},library.example.org",
        err=True,
    )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _wait_for(child: "subprocess.Popen[bytes]") -> None:
    try:
        child.wait(timeout=15)
    except subprocess.TimeoutExpired:
        child.kill()  # nothing is half-done: every step is a transaction
        child.wait()


def _is_free(host: str, port: int) -> None:
    problem = _problem_with(host, port)
    if not problem:
        return
    other = next((n for n in range(port + 1, min(port + 50, 65536)) if not _problem_with(host, n)), None)
    advice = (
        f"Stop the other program, or choose another port: `reticent serve --port {other}` (or `make run PORT={other}`)."
        if other
        else "Choose another port with --port, or another address with --host."
    )
    raise PortTaken(f"Port {port} on {host} cannot be used ({problem}). {advice}")


def _problem_with(host: str, port: int) -> str:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as no:
        return no.strerror or "it cannot be reached"
    return ""


def show_sign_ins(home: Path) -> None:
    """Print who can sign in to the demonstration; nothing where there is none."""
    try:
        lines = (home / "demo" / "sign-ins.txt").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        who, _, how = line.partition("\t")
        say(f"{who:<34} {how}", under=2)


COMMANDS = [serve]
