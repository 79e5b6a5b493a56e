"""Which documents test a model: never those it was trained on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Method = Literal["stratified", "time", "given"]

# With fewer dated documents the cut would say more about who fills dates in.
_DATED_SHARE = 0.8
_LEAST_TESTED = 20


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Positions of the documents that train and those that test.

    ``unseen`` are later documents of projects that training doesn't know: no model
    could be right about them, so they test only how strangers are treated.
    """

    method: Method
    train: tuple[int, ...]
    test: tuple[int, ...]
    unseen: tuple[int, ...] = ()


def stratified(
    labels: Sequence[str], keys: Sequence[str], *, share: float = 0.2, seed: int = 0
) -> HoldOut:
    """Hold out about ``share`` of every class, by a hash of seed and document key.

    A document's side depends on itself alone, so it keeps its side when others are
    added: a champion has never trained on what tests its challenger. Only in classes
    too small for chance are documents moved: a class of two or more has at least one
    on each side, a single document trains.
    """
    _check(labels, keys)
    places = {at: _place(key, seed) for at, key in enumerate(keys)}
    tested: set[int] = set()
    for members in _by_class(labels):
        tested |= _tested_of(sorted(members, key=places.__getitem__), places, share)
    return _sides("stratified", range(len(labels)), tested)


def time_ordered(
    labels: Sequence[str], dates: Sequence[datetime | None], *, share: float = 0.2
) -> HoldOut | None:
    """Test on the latest ``share`` of the dated documents, train on all others.

    Documents of one moment stay together in training. None when dates don't allow
    it: under 80 % are dated, or fewer than 20 known documents would be tested.
    """
    _check(labels, dates)
    dated = sorted((date, at) for at, date in enumerate(dates) if date is not None)
    if not dated or len(dated) < _DATED_SHARE * len(labels):
        return None
    cut = dated[min(len(dated) - 1, int(len(dated) * (1 - share)))][0]
    later = {at for date, at in dated if date > cut}
    known = {labels[at] for at in range(len(labels)) if at not in later}
    test = {at for at in later if labels[at] in known}
    if len(test) < _LEAST_TESTED:
        return None
    return _sides("time", range(len(labels)), test, later - test)


def given(splits: Sequence[str]) -> HoldOut | None:
    """The split that the data came with; None when it marks no test documents."""
    tested = {at for at, split in enumerate(splits) if split == "test"}
    if not tested:
        return None
    return _sides("given", range(len(splits)), tested)


def _check(labels: Sequence[str], others: Sequence[object]) -> None:
    if len(labels) != len(others):
        raise ValueError(f"{len(labels)} labels for {len(others)} documents.")


def _place(key: str, seed: int) -> float:
    """A document's fixed place in [0, 1)."""
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def _by_class(labels: Sequence[str]) -> Iterable[list[int]]:
    members: defaultdict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        members[label].append(at)
    return members.values()


def _tested_of(ordered: list[int], places: dict[int, float], share: float) -> set[int]:
    wanted = sum(places[at] < share for at in ordered)
    least = min(1, len(ordered) - 1)
    return set(ordered[: min(max(wanted, least), len(ordered) - 1)])


def _sides(
    method: Method,
    everyone: Iterable[int],
    test: set[int],
    unseen: set[int] | None = None,
) -> HoldOut:
    apart = unseen or set()
    train = (at for at in everyone if at not in test and at not in apart)
    return HoldOut(
        method=method,
        train=tuple(train),
        test=tuple(sorted(test)),
        unseen=tuple(sorted(apart)),
    )
