"""Commands as people run them: what they print, and how they fail."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def run(*arguments: Any, **options: Any) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue()


def refusal(*arguments: Any) -> str:
    """The sentence in which the command fails; `manage.py` then ends with code 1."""
    with pytest.raises(CommandError) as failed:
        run(*arguments)
    assert failed.value.returncode == 1
    assert "\n" not in str(failed.value)
    return str(failed.value)
