"""What the figures, checks and signals of models are called on pages."""

from __future__ import annotations

from typing import Any, Protocol

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.selectors.side_by_side import Kind
from core.web.numbers import NARROW, number, percent

register = template.Library()

FIGURES = {
    "accuracy": gettext_lazy("Accuracy"),
    "macro_f1": "macro-F1",
    "filed_share": gettext_lazy("Files by itself"),
    "filed_error": gettext_lazy("of it wrong"),
    "ece": gettext_lazy("Calibration error"),
    "documents": gettext_lazy("Learned from, documents"),
    "training_seconds": gettext_lazy("Trained in"),
    "size": gettext_lazy("Size"),
    "peak_memory_mb": gettext_lazy("Memory for the training"),
}
CHECKS = {
    "comparable": gettext_lazy("There is something to compare with"),
    "overall": gettext_lazy("Better overall, and not by chance"),
    "projects": gettext_lazy("No project loses much"),
    "calibration": gettext_lazy("Knows how sure it is"),
    "promise": gettext_lazy("Keeps the error budget"),
    "training_seconds": gettext_lazy("Time to train"),
    "peak_memory_mb": gettext_lazy("Memory to train"),
    "model_mb": gettext_lazy("Size of the model"),
    "milliseconds_per_document": gettext_lazy("Time for a document"),
}
SIGNALS = {
    "words": gettext_lazy("New words"),
    "strangers": gettext_lazy("A group like nothing known"),
    "language": gettext_lazy("Mix of languages"),
    "projects": gettext_lazy("Mix of projects"),
    "length": gettext_lazy("Length, characters"),
    "unknown": gettext_lazy("Share of unknown ones"),
    "confidence": gettext_lazy("How sure it is"),
}
UNITS = {
    "training_seconds": pgettext_lazy("seconds", "s"),
    "peak_memory_mb": gettext_lazy("MB"),
    "model_mb": gettext_lazy("MB"),
    "milliseconds_per_document": gettext_lazy("ms"),
}
SHARES = frozenset({"projects", "calibration", "promise", "unknown", "confidence"})


class Named(Protocol):
    """A figure of models, or its course."""

    @property
    def name(self) -> str: ...


@register.filter
def figure_name(figure: Named) -> str:
    return str(FIGURES.get(figure.name, figure.name))


@register.filter
def figure_edge(value: float, kind: Kind) -> str:
    """A figure at the edge of a chart: rounded, and a bare 0 for nothing."""
    if not value:
        return number(0)
    return percent(value) if kind == "share" else figure(value, kind)


@register.filter
def figure(value: float | None, kind: Kind) -> str:
    """A figure of a model as its kind is written."""
    if value is None:
        return "–"
    match kind:
        case "share":
            return percent(value, 1)
        case "score":
            return number(value, 3)
        case "seconds":
            return f"{number(value, 1)}{NARROW}{UNITS['training_seconds']}"
        case "bytes":
            return filesizeformat(value)
        case "megabytes":
            return f"{number(value)}{NARROW}{UNITS['model_mb']}"
    return number(value)


@register.filter
def check_name(name: str) -> str:
    return str(CHECKS.get(name, name))


@register.filter
def check_says(check: dict[str, Any]) -> str:
    """What a check of the gate found, in one line."""
    name, details = check["name"], check.get("details", {})
    if name == "comparable":
        return str(details.get("reason", ""))
    if name == "overall":
        return _(
            "right in %(new)s against %(old)s; gained %(gained)s, lost %(lost)s documents"
        ) % {
            "new": percent(details.get("challenger"), 1),
            "old": percent(details.get("champion"), 1),
            "gained": number(details.get("gained")),
            "lost": number(details.get("lost")),
        }
    if check["value"] is None:
        return _("nothing to measure")
    # Where the project that lost most has even gained, nothing is lost.
    value = max(check["value"], 0.0) if name == "projects" else check["value"]
    return _("%(value)s, allowed %(limit)s") % {
        "value": _measured(name, value),
        "limit": _measured(name, check["limit"]),
    }


@register.filter
def signal_name(name: str) -> str:
    return str(SIGNALS.get(name, name))


@register.filter
def signal_value(value: float | None, name: str) -> str:
    return "–" if value is None else _measured(name, value)


@register.filter
def chance(p_value: float) -> str:
    """How likely chance alone would show as much: “1 in 200”."""
    if p_value >= 0.5:
        return _("quite usual")
    often = min(round(1 / max(p_value, 1e-9)), 1_000_000)
    return _("1 in %(n)s") % {"n": number(often)}


def _measured(name: str, value: float) -> str:
    if name in SHARES:
        return percent(value, 1)
    unit = UNITS.get(name)
    return f"{_amount(value)}{NARROW}{unit}" if unit else number(value)


def _amount(value: float) -> str:
    """With a tenth where it tells anything; what is less is said to be less."""
    if 0 < value < 0.1:
        return f"< {number(0.1, 1)}"
    return number(value, 0 if value >= 100 else 1)
