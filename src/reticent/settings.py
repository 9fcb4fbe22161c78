"""How this installation is set: where its state and its keys lie, and what Django is told.

Everything is taken from the environment; a bad value is named. `RETICENT_HOME` holds databases and backups
(default `./var`), `RETICENT_KEYS` holds keys and nothing else (default `./var-keys`); the one never lies inside
the other, or a backup of the first would take the keys along. Databases are SQLite files in the home, unless
`RETICENT_DATABASE` and `RETICENT_LEDGER_DATABASE` give the addresses of two PostgreSQL databases. `RETICENT_MEMORY`
names a folder that is only memory, where the usual ones will not do (vault/memory_folder.py).
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from environs import Env, EnvError

env = Env()

RETICENT_HOME = Path(env.str("RETICENT_HOME", "var")).resolve()
RETICENT_KEYS = Path(env.str("RETICENT_KEYS", "var-keys")).resolve()
RETICENT_MEMORY = Path(env.str("RETICENT_MEMORY")).resolve() if env.str("RETICENT_MEMORY", "") else None

DEBUG = False
# No secret is read here: Django signs nothing that must outlive a process but staff sessions and CSRF tokens,
# and that secret lies with the keys. The door that serves puts it in place (doors/web/secrets.py).
SECRET_KEY = env.str("RETICENT_SECRET_KEY", "") or "unset: replaced by the door that serves"
ALLOWED_HOSTS: list[str] = env.list("RETICENT_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("RETICENT_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_cotton",
    "csp",
    "reticent",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "reticent.doors.web.middleware.WholeCookies",
    "reticent.doors.web.tongues.Language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reticent.doors.web.middleware.PlainErrors",
    "reticent.doors.web.middleware.NoLibraryYet",
]

ROOT_URLCONF = "reticent.doors.addresses"
WSGI_APPLICATION = "reticent.doors.web.wsgi.application"
AUTH_USER_MODEL = "reticent.StaffAccount"
LOGIN_URL = "staff-sign-in"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "doors" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "reticent.doors.web.context.where_we_are",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
            ],
        },
    }
]
COTTON_DIR = "components"

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    # A second connection of the test's own needs the file, not a database in memory.
    "ATOMIC_REQUESTS": False,
    "CONN_MAX_AGE": None,
}


def _sqlite(name: str, *, synchronous: str) -> dict[str, object]:
    """Settings of one SQLite file: writers queue instead of failing, freed pages are overwritten with zeros."""
    return {
        **_SQLITE,
        "NAME": str(RETICENT_HOME / name),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON;"
                " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA journal_size_limit=6291456;"
                " PRAGMA temp_store=MEMORY;"
            ),
        },
        "TEST": {"NAME": str(RETICENT_HOME / f"test-{name}")},
    }


def _postgresql(name: str, *, options: str = "") -> dict[str, object]:
    """Settings of one PostgreSQL database. Values travel apart from the statements, so that no statement holds one."""
    address = urlsplit(env.str(name))
    given = dict(parse_qsl(address.query))
    if address.scheme not in ("postgresql", "postgres") or len(address.path) < 2:
        raise EnvError(f"{name} is not an address such as postgresql://reticent@localhost/reticent")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": given.pop("host", "") or address.hostname or "",
        "PORT": str(address.port or given.pop("port", "")),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,  # the pool keeps them
        "OPTIONS": {
            **given,
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": {"min_size": 0, "max_size": 8, "timeout": 10},
            "options": f"-c lock_timeout=10s -c synchronous_commit=on{options}",
        },
    }


if "RETICENT_DATABASE" in os.environ:
    if "RETICENT_LEDGER_DATABASE" not in os.environ:
        raise EnvError(
            "RETICENT_DATABASE names a PostgreSQL database, RETICENT_LEDGER_DATABASE none: the ledger has one of its own"
        )
    DATABASES = {
        # A room for slips is empty when the first plans for it are made, and plans are kept: by the thousandth slip
        # one that reads it all takes a hundred times as long. Passes over a whole table say so.
        "default": _postgresql("RETICENT_DATABASE", options=" -c enable_seqscan=off"),
        "ledger": _postgresql("RETICENT_LEDGER_DATABASE"),
    }
    if DATABASES["default"]["NAME"] == DATABASES["ledger"]["NAME"]:
        raise EnvError(
            "RETICENT_DATABASE and RETICENT_LEDGER_DATABASE name one database: the ledger has its own"
        )
else:
    DATABASES = {
        "default": _sqlite("reticent.sqlite3", synchronous="NORMAL"),
        # Its own file: inside an outer transaction a refusal would vanish with the rollback, or deadlock.
        "ledger": _sqlite("ledger.sqlite3", synchronous="FULL"),
    }
DATABASE_ROUTERS = ["reticent.ledger.router.LedgerHasItsOwnFile"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Whoever brings it as `Authorization: Bearer` is told when work was last done (`/metrics`); unset, nobody is.
RETICENT_METRICS_KEY = env.str("RETICENT_METRICS_KEY", "")
if RETICENT_METRICS_KEY and len(RETICENT_METRICS_KEY) < 20:
    raise EnvError("RETICENT_METRICS_KEY is shorter than 20 characters: draw a longer one, or leave it out")

# Mail. Until a server is named, reminders to offices are laid into a folder of the home (people/post.py); notices to
# patrons only where the demonstration asks for it.
RETICENT_NOTICES_INTO_FOLDER = env.bool("RETICENT_NOTICES_INTO_FOLDER", False)
EMAIL_HOST = env.str("RETICENT_EMAIL_HOST", "")
EMAIL_PORT = env.int("RETICENT_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("RETICENT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("RETICENT_EMAIL_PASSWORD", "")
EMAIL_SECURITY = env.str("RETICENT_EMAIL_SECURITY", "starttls")
if EMAIL_SECURITY not in ("starttls", "tls", "none"):
    raise EnvError("RETICENT_EMAIL_SECURITY is one of starttls, tls and none")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("RETICENT_EMAIL_FROM", "")
if EMAIL_HOST and not DEFAULT_FROM_EMAIL:
    raise EnvError(
        "RETICENT_EMAIL_HOST names a mail server, RETICENT_EMAIL_FROM no sender: give an address that somebody reads, "
        "what cannot be delivered comes back to it"
    )

USE_TZ = True
TIME_ZONE = env.str("RETICENT_TIME_ZONE", "America/New_York")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True

STATIC_URL = "static/"
STATICFILES_DIRS = [Path(__file__).parent / "doors" / "web" / "static"]
STATIC_ROOT = None  # served from where they lie: nothing is collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # staff only, and it holds no patron
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
SECURE_COOKIES = env.bool("RETICENT_HTTPS", False)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Nothing a request carries is ever logged: a path, a query or a form could name a patron.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "handlers": {"null": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["null"], "level": "CRITICAL"},
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")
