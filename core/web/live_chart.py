"""Live accuracy by weeks, as places in an SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.selectors.live_truth import Week
from core.web.charts import HEIGHT, WIDTH


@dataclass(frozen=True, slots=True)
class Spot:
    """A week's audit sample: its accuracy with the interval's ends, as heights."""

    x: float
    y: float
    top: float
    bottom: float
    week: Week


@dataclass(frozen=True, slots=True)
class LiveChart:
    """``low`` is the accuracy at the lower edge, ``allowed`` the height of the budget."""

    spots: tuple[Spot, ...]
    estimated: str
    allowed: float | None
    low: float


def live_chart(weeks: Sequence[Week]) -> LiveChart | None:
    """None of fewer than two weeks: one point is no course."""
    if len(weeks) < 2:
        return None
    low = _low(weeks)
    places = [round(at * WIDTH / (len(weeks) - 1), 1) for at in range(len(weeks))]
    allowed = _allowed(weeks)
    return LiveChart(
        spots=tuple(
            _spot(x, week, low)
            for x, week in zip(places, weeks, strict=True)
            if week.audited
        ),
        estimated=" ".join(
            f"{x:g},{_height(week.estimated, low):g}"
            for x, week in zip(places, weeks, strict=True)
            if week.estimated is not None
        ),
        allowed=None if allowed is None else _height(1 - allowed, low),
        low=low,
    )


def _allowed(weeks: Sequence[Week]) -> float | None:
    """The mean error budget of all documents of the sample."""
    rated = [(week.allowed, week.audited) for week in weeks if week.allowed is not None]
    audited = sum(count for _share, count in rated)
    return sum(share * count for share, count in rated) / audited if audited else None


def _spot(x: float, week: Week, low: float) -> Spot:
    least, most = week.audit_interval or (0.0, 1.0)
    return Spot(
        x=x,
        y=_height(1 - (week.audit_error or 0.0), low),
        top=_height(1 - least, low),
        bottom=_height(1 - most, low),
        week=week,
    )


def _low(weeks: Sequence[Week]) -> float:
    """A tenth below everything that is drawn, intervals aside: they may be cut off."""
    errors = [week.audit_error for week in weeks] + [week.allowed for week in weeks]
    drawn = [1 - error for error in errors if error is not None]
    drawn += [week.estimated for week in weeks if week.estimated is not None]
    return max(0.0, math.floor(min(drawn, default=0.5) * 10 - 0.5) / 10)


def _height(accuracy: float, low: float) -> float:
    share = max(0.0, (accuracy - low) / (1 - low))
    return round((1 - share) * HEIGHT, 1)
