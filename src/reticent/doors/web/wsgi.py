"""The door as gunicorn sees it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reticent.settings")

from reticent.doors.web import secrets
from reticent.vault.memory import no_core_dumps

no_core_dumps()
secrets.put_in_place()
application = get_wsgi_application()
