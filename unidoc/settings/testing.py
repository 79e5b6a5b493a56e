"""The test suite and the type checker: nothing is needed, nothing is taken from `.env`."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

# Before `base` reads the environment: a developer's own settings stay out of the tests.
os.environ["UNIDOC_ENV_FILE"] = os.devnull

from unidoc.configuration import Storage
from unidoc.settings.base import *  # noqa: F403
from unidoc.settings.base import REST_FRAMEWORK, STORAGES
from unidoc.settings.storages import storages

SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick

# Made by whoever writes first, one per test process, removed by tests/conftest.py.
DATA_DIR = Path(tempfile.gettempdir()) / f"unidoc-tests-{os.getpid()}"
STATIC_ROOT = DATA_DIR / "static"
SNAPSHOTS_DIR = DATA_DIR / "files" / "snapshots"
STORAGES = {
    **STORAGES,
    **storages(Storage(), DATA_DIR),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# No test waits for a rate to recover; the tests of the rates set their own.
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": {"token": None, "classify": None},
}
SIGN_INS_A_MINUTE = 1_000_000
MLFLOW_TRACKING_URI = ""
INTAKE_USER = ""
WATCHED_FOLDER = None
MAILBOX = {}
AUDIT_SHARE = 0.0  # a draw would decide what a test of filing sees
