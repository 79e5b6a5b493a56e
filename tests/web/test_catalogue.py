"""The Russian catalogue is whole, and compiled from what is committed."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from core.web.numbers import percent

FOLDER = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgstr(?:\[\d\])? "(.*)"\n(?!")', re.MULTILINE)


def test_every_text_is_translated() -> None:
    source = (FOLDER / "django.po").read_text()
    empty = [text for text in ENTRY.findall(source) if not text]
    assert empty == []
    assert "#, fuzzy" not in source


def test_what_is_compiled_is_what_is_written() -> None:
    source = (FOLDER / "django.po").read_text()
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = set(GNUTranslations(file)._catalog.values())  # type: ignore[attr-defined]
    written = {
        text.replace('\\"', '"').replace("\\n", "\n") for text in ENTRY.findall(source)
    }
    assert written <= compiled


@pytest.mark.parametrize(
    ("share", "decimals", "russian"),
    [(0.961, 1, "96,1"), (0.9999, 0, "99"), (0.0001, 1, "0,1"), (1.0, 0, "100")],
)
def test_a_percentage_never_claims_too_much(
    share: float, decimals: int, russian: str
) -> None:
    with override("ru"):
        assert percent(share, decimals) == f"{russian}\u00a0%"
