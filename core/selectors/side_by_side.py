"""Champion and challenger side by side: quality, cost, the gate's evidence, the shadow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core import access
from core.models import TrainedModel, User
from core.selectors.model_page import Lineup
from core.selectors.shadow import Shadow, shadow_of

Kind = Literal["share", "score", "seconds", "bytes", "megabytes", "number"]
KINDS: Mapping[str, Kind] = {
    "accuracy": "share",
    "macro_f1": "score",
    "filed_share": "share",
    "filed_error": "share",
    "ece": "share",
    "documents": "number",
    "training_seconds": "seconds",
    "size": "bytes",
    "peak_memory_mb": "megabytes",
}
# Of these, more is better, or less.
MORE = frozenset({"accuracy", "macro_f1", "filed_share"})
LESS = frozenset({"filed_error", "ece", "training_seconds", "size", "peak_memory_mb"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both models; without a challenger only the champion's."""

    name: str
    kind: Kind
    champion: float | None
    challenger: float | None

    @property
    def better(self) -> Literal["", "champion", "challenger"]:
        """Whose figure is better; empty where neither is, or where it says nothing."""
        if self.name not in MORE | LESS or self.champion == self.challenger:
            return ""
        if self.champion is None or self.challenger is None:
            return ""
        more = self.challenger > self.champion
        return "challenger" if more == (self.name in MORE) else "champion"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """``gate`` is the challenger's trial without the projects that the reader may not see."""

    champion: TrainedModel
    challenger: TrainedModel | None
    figures: list[Figure]
    gate: Mapping[str, Any]
    shadow: Shadow | None


def side_by_side(user: User, lineup: Lineup) -> SideBySide | None:
    """None while no model serves."""
    if lineup.champion is None:
        return None
    challenger = lineup.challenger
    return SideBySide(
        champion=lineup.champion,
        challenger=challenger,
        figures=_figures(lineup.champion, challenger),
        gate=shown_gate(user, challenger) if challenger else {},
        shadow=shadow_of(challenger) if challenger else None,
    )


def shown_gate(user: User, model: TrainedModel) -> dict[str, Any]:
    """The gate's verdict on a model; projects that ``user`` may not see are only counted."""
    if not model.gate:
        return {}
    keys = set(access.visible_projects(user).values_list("key", flat=True))
    return {
        **model.gate,
        "checks": [_shown_check(check, keys) for check in model.gate["checks"]],
    }


def _shown_check(check: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    worse = check.get("details", {}).get("worse")
    if not worse:
        return dict(check)
    shown = {key: loss for key, loss in worse.items() if key in keys}
    details = {**check["details"], "worse": shown, "hidden": len(worse) - len(shown)}
    return {**check, "details": details}


def _figures(champion: TrainedModel, challenger: TrainedModel | None) -> list[Figure]:
    pair = [model for model in (champion, challenger) if model is not None]
    values = [_values(model) for model in pair]
    other = values[1] if challenger else {}
    return [
        Figure(name, kind, values[0].get(name), other.get(name))
        for name, kind in KINDS.items()
    ]


def _values(model: TrainedModel) -> dict[str, float | None]:
    return {
        **model.metrics,
        "documents": model.snapshot.documents,
        "training_seconds": model.training_seconds,
        "size": model.size,
        "peak_memory_mb": getattr(model, "peak_memory_mb", None),
    }
