"""What is written about limits and codes is complete."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from core.extraction import FailureCode, Limits, WarningCode

TEXT = (Path(__file__).parents[2] / "docs/development/extractors.md").read_text()
NAMES = [
    *(field.name for field in fields(Limits)),
    *(str(code) for code in (*FailureCode, *WarningCode)),
]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT
