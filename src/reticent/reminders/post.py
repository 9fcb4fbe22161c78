"""By which way do reminders leave? A mail server, once one is named; until then a folder of the home."""

from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

_BY_SERVER = "django.core.mail.backends.smtp.EmailBackend"
_INTO_FOLDER = "django.core.mail.backends.filebased.EmailBackend"
_NOBODY = "reticent@localhost"


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


def way() -> BaseEmailBackend:
    """The way, as the environment says."""
    if is_named():
        return get_connection(_BY_SERVER)
    folder().mkdir(mode=0o700, exist_ok=True)
    return get_connection(_INTO_FOLDER, file_path=str(folder()))


def clear_old(*, before: float) -> None:
    """Take away what was laid into the folder before a moment (seconds since 1970)."""
    for path in folder().glob("*.log"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
