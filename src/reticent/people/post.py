"""By which way does mail leave, and what became of it? A mail server, once named; until then a folder of the home."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_BY_SERVER = "django.core.mail.backends.smtp.EmailBackend"
_INTO_FOLDER = "django.core.mail.backends.filebased.EmailBackend"
_NOBODY = "reticent@localhost"
HERE = "http://localhost:8000"
_OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]", "*")

# What kept mail back, for whoever reads of it.
NO_SERVER = (
    "The mail server does not answer, or does not take our mail. Ask whoever runs the machine to look at its address "
    "and sign-in (RETICENT_EMAIL_…). Nothing was sent; it is tried again every hour."
)
NO_ROOM = (
    "The folder for mail takes nothing: the disk is full, or is failing. Make room; then it is tried again."
)


class Fate(Enum):
    """What became of a mail: of one that is `UNKNOWN` the server has it, or has not. Where there is `NO_SERVER`, nothing
    was begun."""

    TAKEN = auto()
    NOT_THIS_ADDRESS = auto()
    NO_SERVER = auto()
    NOT_NOW = auto()
    NO_ROOM = auto()
    UNKNOWN = auto()


def is_named() -> bool:
    """Whether a mail server is named (`RETICENT_EMAIL_HOST`)."""
    return bool(settings.EMAIL_HOST)


def folder() -> Path:
    """Where mail is laid while no server is named."""
    home: Path = settings.RETICENT_HOME
    return home / "mail"


def sender() -> str:
    """Whom the mail comes from, and to whom comes back what cannot be delivered."""
    return settings.DEFAULT_FROM_EMAIL or _NOBODY


def origin() -> str:
    """Where others reach Reticent, as far as the environment tells: under the first address that names a host of its own;
    nothing where none does."""
    named = (*settings.CSRF_TRUSTED_ORIGINS, *(f"https://{host}" for host in settings.ALLOWED_HOSTS))
    return next((each for each in named if each.partition("://")[2] not in _OWN_MACHINE), "")


def way() -> BaseEmailBackend:
    """The way, as the environment says."""
    if is_named():
        return get_connection(_BY_SERVER)
    folder().mkdir(mode=0o700, exist_ok=True)
    return get_connection(_INTO_FOLDER, file_path=str(folder()))


def answers(way: BaseEmailBackend) -> bool:
    """Whether the server answers at all, before anything is read for it."""
    try:
        way.open()
    except OSError:
        return False
    with suppress(OSError):
        way.close()
    return True


def hand_over(way: BaseEmailBackend, mail: EmailMessage, *, begun: Callable[[], object]) -> Fate:
    """Hand one mail over. `begun` is called once the server answers, before it gets anything: it writes down that the
    mail may have gone."""
    try:
        way.open()
    except OSError:
        return Fate.NO_SERVER
    begun()
    try:
        way.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, ValueError):
        return Fate.NOT_THIS_ADDRESS
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError):
        return Fate.NOT_NOW
    except OSError:
        return Fate.UNKNOWN if is_named() else Fate.NO_ROOM
    finally:
        # What cannot be shut cleanly has been sent, or has not, all the same.
        with suppress(OSError):
            way.close()
    return Fate.TAKEN


def clear_old(*, before: float) -> None:
    """Take away what was laid into the folder before a moment (seconds since 1970)."""
    for path in folder().glob("*.log"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
