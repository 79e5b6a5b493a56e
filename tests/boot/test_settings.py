"""The settings modules load without side effects, and production refuses half a configuration."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from unidoc import env
from unidoc.env import ROOT
from unidoc.settings.refusals import refusals

COMPLETE = {
    "SECRET_KEY": "q8Zt-5mB_x2Lr7Kc9WvPj3nYd6GhTf1sAe4UoRi0XzDbNwMkEy",
    "ALLOWED_HOSTS": "unidoc.example.org",
    "DATABASE_URL": "postgresql://unidoc:secret@127.0.0.1:1/unidoc",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "UNIDOC_ENV_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**base, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "50 characters or more"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY must be random"),
        ({"DEBUG": "true"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, r"ALLOWED_HOSTS must not be \*"),
        ({"DATABASE_URL": ""}, "must name a PostgreSQL"),
    ],
)
def test_production_refuses(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], sentence: str
) -> None:
    monkeypatch.setenv("UNIDOC_ENV_FILE", os.devnull)
    for name, value in {**COMPLETE, **change}.items():
        monkeypatch.setenv(name, value)
    assert any(sentence.replace("\\", "") in one for one in refusals(env.read()))


def test_a_complete_production_passes_the_deployment_check() -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "unidoc.settings.production"}
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", **settings, **COMPLETE
    )
    assert done.returncode == 0, done.stderr


def test_half_a_production_is_one_sentence() -> None:
    done = manage("check", DJANGO_SETTINGS_MODULE="unidoc.settings.production")
    assert done.returncode == 2
    assert done.stderr.startswith("unidoc: Production cannot start.")
    assert "Traceback" not in done.stderr
