"""The WSGI entry point: `gunicorn unidoc.wsgi`."""

from __future__ import annotations

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from core.metrics import begin_at_zero
from unidoc import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unidoc.settings.production")

with startup.one_sentence():
    startup.prepare()
    application = get_wsgi_application()
    # All views, once, before the processes part: else each would import them at its first
    # request, and keep its people waiting and the memory to itself.
    import_module(settings.ROOT_URLCONF)
    begin_at_zero()
