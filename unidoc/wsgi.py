"""The WSGI entry point: `gunicorn unidoc.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from core.metrics import begin_at_zero
from unidoc import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unidoc.settings.production")

with startup.one_sentence():
    startup.prepare()
    application = get_wsgi_application()
    begin_at_zero()
