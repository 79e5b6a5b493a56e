"""Have the documents changed since training? One look at a time, with few false alarms.

A look compares a bounded number of recent documents with documents of the training set
that the same model has not seen either. While both come from the same source, a look
raises an alarm with probability `alpha` at most, shared out among its signals: so the
number of false alarms depends on the number of looks, not on how many documents came.
`MOST` documents a look also mean that a difference must matter to be found.

One false alarm is allowed in a year of weekly looks, so each may spend a `YEAR`-th of it.
An alarm uses the year's allowance up: the next has to be ten times as unlikely, until a
year of looks has passed or another model serves (:func:`level`). This bounds the chance of
two false alarms in a year, the error that Lehmann & Romano call the 2-familywise one
(Generalizations of the familywise error rate, 2005).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy  # its statistics load at their first use: only a look needs them
from numpy.typing import NDArray

from unidoc.ml.known import Known
from unidoc.ml.seen import Seen
from unidoc.ml.strangers import find_strangers

YEAR = 52
ALPHA = 1 / YEAR
AFTER_ALARM = ALPHA / 10
MOST = 300
FEWEST = 30
_LEAST_EXPECTED = 5.0
_SHOWN = 20
# Most of what a look may spend goes to the signal that finds new classes; the others tell
# of changes that are plain when they matter.
_PART = 1 / 40
_SIGNALS = ("words", "language", "projects", "length", "unknown", "confidence")


@dataclass(frozen=True, slots=True)
class Signal:
    """One comparison: alarming when the p-value is at most ``limit``.

    ``before`` and ``now`` are what is compared, as one number each where there is one.
    """

    name: str
    p_value: float
    limit: float
    before: float | None = None
    now: float | None = None

    @property
    def alarming(self) -> bool:
        return self.p_value <= self.limit


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found; words and documents are those that drive an alarm."""

    documents: int
    signals: tuple[Signal, ...]
    words: tuple[str, ...] = field(default=())
    drivers: tuple[str, ...] = field(default=())

    @property
    def alarm(self) -> bool:
        return any(signal.alarming for signal in self.signals)


def level(alarms: Sequence[bool]) -> float:
    """What a look may spend after earlier ones for the same model, the newest first."""
    return AFTER_ALARM if any(alarms[: YEAR - 1]) else ALPHA


def look(
    known: Known,
    before: Sequence[Seen],
    recent: Sequence[Seen],
    alpha: float = ALPHA,
) -> Look | None:
    """Compare recent documents with those before; None when there are too few.

    Of more than `MOST` recent documents the last ones count. ``before`` are documents
    that the model has not seen either: none of them is among the known. ``alpha`` is the
    greatest probability of an alarm while nothing has changed.
    """
    recent = recent[-MOST:]
    if min(len(recent), len(before)) < FEWEST:
        return None
    strangers = find_strangers(known, before, recent)
    limit = alpha * _PART
    novel = _novel_words(known, recent, limit)
    signals = (
        Signal("strangers", strangers.p_value, alpha - len(_SIGNALS) * limit),
        *_signals(before, recent, novel.p_value, limit),
    )
    alarm = any(signal.alarming for signal in signals)
    words = tuple(dict.fromkeys([*strangers.words, *novel.words]))[:_SHOWN]
    drivers = _drivers(recent, words, strangers.weights) if alarm else ()
    return Look(len(recent), signals, _shown(words, recent), drivers)


def _signals(
    before: Sequence[Seen], recent: Sequence[Seen], words: float, limit: float
) -> Iterator[Signal]:
    p_values = {
        "words": words,
        "language": _mix(before, recent, "language"),
        "projects": _mix(before, recent, "best"),
        "length": _shift(_lengths(before), _lengths(recent)),
        "unknown": _more_unknown(before, recent),
        "confidence": _shift(_probability(before), _probability(recent)),
    }
    sizes = _sizes(before, recent)
    for name in _SIGNALS:
        yield Signal(name, p_values[name], limit, *sizes.get(name, (None, None)))


@dataclass(frozen=True, slots=True)
class _NovelWords:
    p_value: float
    words: tuple[str, ...] = ()


def _novel_words(known: Known, recent: Sequence[Seen], limit: float) -> _NovelWords:
    """Stems more frequent than they were: Fisher's exact test for each.

    Tarone's correction: stems too rare to be ever significant are not counted.
    """
    now = Counter(stem for one in recent for stem in one.words)
    names = list(now)
    counts = np.array([now[name] for name in names])
    pooled = counts + np.array([known.counts[name] for name in names])
    everyone = len(known) + len(recent)
    best = scipy.stats.hypergeom.sf(
        np.minimum(pooled, len(recent)) - 1, everyone, pooled, len(recent)
    )
    tested = _tarone(best, limit)
    if not tested.any():
        return _NovelWords(1.0)
    p_values = np.ones(len(names))
    p_values[tested] = scipy.stats.hypergeom.sf(
        counts[tested] - 1, everyone, pooled[tested], len(recent)
    )
    p_values = np.minimum(1.0, p_values * tested.sum())
    found = [at for at in np.argsort(p_values, kind="stable") if p_values[at] <= limit]
    return _NovelWords(float(p_values.min()), tuple(names[at] for at in found[:_SHOWN]))


def _tarone(best: NDArray[np.float64], alpha: float) -> NDArray[np.bool_]:
    """Which hypotheses to count: the fewest k with k times their best p-value in reach."""
    ordered = np.sort(best)
    for count in range(1, len(ordered) + 1):
        if count == len(ordered) or ordered[count] * (count + 1) > alpha:
            within: NDArray[np.bool_] = best <= alpha / count
            return within
    return np.zeros(len(best), dtype=bool)


def _mix(before: Sequence[Seen], recent: Sequence[Seen], name: str) -> float:
    """Chi-square test of two mixes; what is too rare for it is taken together."""
    old = Counter(str(getattr(one, name)) for one in before)
    new = Counter(str(getattr(one, name)) for one in recent)
    share = len(recent) / (len(before) + len(recent))
    least = _LEAST_EXPECTED / min(share, 1 - share)
    common = [label for label in {**old, **new} if old[label] + new[label] >= least]
    table = np.array([[old[label], new[label]] for label in common]).reshape(-1, 2)
    rest = np.array([len(before), len(recent)]) - table.sum(axis=0)
    if rest.sum() >= least:
        table = np.vstack([table, rest])
    if len(table) < 2:
        return 1.0
    return float(scipy.stats.chi2_contingency(table).pvalue)


def _shift(before: NDArray[np.float64], recent: NDArray[np.float64]) -> float:
    return float(scipy.stats.ks_2samp(before, recent, method="asymp").pvalue)


def _more_unknown(before: Sequence[Seen], recent: Sequence[Seen]) -> float:
    old, new = sum(one.unknown for one in before), sum(one.unknown for one in recent)
    table = [[new, len(recent) - new], [old, len(before) - old]]
    return float(scipy.stats.fisher_exact(table, alternative="greater")[1])


def _lengths(documents: Sequence[Seen]) -> NDArray[np.float64]:
    return np.array([one.characters for one in documents], dtype=np.float64)


def _probability(documents: Sequence[Seen]) -> NDArray[np.float64]:
    return np.array([one.probability for one in documents], dtype=np.float64)


def _sizes(
    before: Sequence[Seen], recent: Sequence[Seen]
) -> dict[str, tuple[float, float]]:
    def both(measure: str) -> tuple[float, float]:
        old, new = ([getattr(one, measure) for one in s] for s in (before, recent))
        return float(np.mean(old)), float(np.mean(new))

    return {
        "length": both("characters"),
        "unknown": both("unknown"),
        "confidence": both("probability"),
    }


def _drivers(
    recent: Sequence[Seen], words: Sequence[str], strangeness: Sequence[float]
) -> tuple[str, ...]:
    """The documents that have most of the new words, or are strangers, or least sure."""
    wanted = set(words)

    def weight(at: int) -> tuple[int, float, float]:
        one = recent[at]
        return -len(wanted & one.words.keys()), -strangeness[at], one.probability

    ordered = sorted(range(len(recent)), key=weight)
    return tuple(recent[at].key for at in ordered[:_SHOWN])


def _shown(words: Iterable[str], recent: Sequence[Seen]) -> tuple[str, ...]:
    """Stems as people know them: in their commonest form."""
    return tuple(
        Counter(one.words[stem] for one in recent if stem in one.words).most_common(1)[
            0
        ][0]
        for stem in words
    )
