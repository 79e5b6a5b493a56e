"""One archive for all tests that only read it."""

from __future__ import annotations

import pytest

from core.sampledata import Archive, build_archive


@pytest.fixture(scope="session")
def archive() -> Archive:
    return build_archive()
