"""Numbers as the reader's language writes them."""

from __future__ import annotations

from django.utils.formats import number_format

NARROW = "\u00a0"


def number(value: float | int | None, decimals: int | None = 0) -> str:
    """Digits in groups, with the language's separators; a dash for nothing."""
    if value is None:
        return "–"
    # Django cuts decimals off.
    shown = value if decimals is None else round(value, decimals)
    return number_format(shown, decimals, use_l10n=True, force_grouping=True)


def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 1 as “97 %”. Never rounds up to a certainty that nobody has."""
    if share is None:
        return "–"
    value = share * 100
    if 0 < share < 1:
        edge = 10.0**-decimals
        value = min(max(value, edge), 100 - edge)
    return f"{number(round(value, decimals), decimals)}{NARROW}%"
