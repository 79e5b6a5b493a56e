from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.services.trainings.code_version import code_version


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    code_version.cache_clear()
    yield
    code_version.cache_clear()


def test_an_image_has_no_git_and_says_what_its_build_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("UNIDOC_VERSION", "0123abc")
    assert code_version() == "0123abc"


def test_without_git_and_name_the_code_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("UNIDOC_VERSION", raising=False)
    assert code_version() == "unknown"
