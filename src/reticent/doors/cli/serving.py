"""`reticent serve`: the pages on localhost, and the nightly work beside them."""

import os
import signal
import socket
import subprocess
import sys
import time

import click

from reticent.doors.cli.installation import get_ready
from reticent.errors import Malformed


class PortTaken(Malformed):
    """Another program listens there."""


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
def serve(port: int, host: str, workers: int) -> None:
    """Serve the pages, and do the nightly work while serving."""
    get_ready()
    _is_free(host, port)
    from django.conf import settings

    from reticent.drawer import slips

    for slug in slips.set_up_libraries():
        slips.of(slug).wake()  # a copy or a foreign key file is found out before anyone signs in
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
    )
    nightly = subprocess.Popen([*here, "reticent.doors.jobs"])
    click.echo(
        f"\nReticent is at http://{'localhost' if host == '127.0.0.1' else host}:{port}/  (stop with Ctrl-C)"
    )
    for key, value in _sign_ins(settings.RETICENT_HOME):
        click.echo(f"  {key:<34} {value}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while web.poll() is None:
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        for child in (web, nightly):
            if child.poll() is None:
                child.terminate()
        for child in (web, nightly):
            child.wait(timeout=15)
    if web.returncode not in (0, -signal.SIGTERM, -signal.SIGINT, None):
        raise click.exceptions.Exit(3)


def _is_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as no:
            raise PortTaken(
                f"Port {port} on {host} cannot be used ({os.strerror(no.errno or 0)}). Stop the other program, or "
                f"choose another port: `reticent serve --port {port + 1}` (or `make run PORT={port + 1}`)."
            ) from None


def _sign_ins(home) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    try:
        lines = (home / "demo" / "sign-ins.txt").read_text().splitlines()
    except OSError:
        return []
    return [(a, b) for a, _, b in (line.partition("\t") for line in lines)]


COMMANDS = [serve]
