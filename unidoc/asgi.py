"""The ASGI entry point: `uvicorn unidoc.asgi:application`."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from unidoc import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unidoc.settings.production")

with startup.one_sentence():
    startup.prepare()
    application = get_asgi_application()
