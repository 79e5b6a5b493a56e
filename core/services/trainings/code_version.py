"""Which code runs: what a training record needs to be repeated."""

import functools
import os
import subprocess

from django.conf import settings


@functools.cache
def code_version() -> str:
    """The commit of a checkout; of an image, what its build put into ``UNIDOC_VERSION``."""
    if version := os.environ.get("UNIDOC_VERSION", ""):
        return version
    try:
        asked = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],  # noqa: S607
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return "unknown"  # there is no git, as in an image that was built by hand
    return asked.stdout.strip() or "unknown"
