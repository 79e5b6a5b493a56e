"""A laptop: plain HTTP on loopback, readable logs, mail in the log."""

from __future__ import annotations

from unidoc.env import ROOT
from unidoc.errors import StartupError
from unidoc.settings.base import *  # noqa: F403
from unidoc.settings.base import ENVIRONMENT, LOGGING

if not ENVIRONMENT.security.secret_key:
    raise StartupError(
        f"SECRET_KEY is not set: start through {ROOT / 'manage.py'}, which makes one, or set it."
    )

DEBUG = ENVIRONMENT.security.debug

# The looks that workers take all the time would push everything else off the screen.
LOGGING["loggers"]["procrastinate"] = {"level": "WARNING"}
