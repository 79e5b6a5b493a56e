"""Corpora: JSON Lines, gzipped or not, with ``text``, ``label`` and ``split``."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

SPLITS = ("train", "test")


class CorpusError(ValueError):
    """A corpus file cannot be read; the message names the line and the cure."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Texts with their labels, in step with one another."""

    texts: list[str]
    labels: list[str]

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, other: Documents) -> Documents:
        return Documents(self.texts + other.texts, self.labels + other.labels)

    def pick(self, rows: Sequence[int]) -> Documents:
        return Documents([self.texts[i] for i in rows], [self.labels[i] for i in rows])

    def where(self, keep: Sequence[bool]) -> Documents:
        return self.pick([row for row, kept in enumerate(keep) if kept])


def corpus_name(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def read_split(path: Path, split: str) -> Documents:
    """The documents of one split; raises CorpusError when there are none."""
    rows = [(row["text"], row["label"]) for row in _rows(path) if row["split"] == split]
    if not rows:
        raise CorpusError(f"{path} has no document of split {split!r}.")
    return Documents([text for text, _ in rows], [label for _, label in rows])


def read_all(path: Path) -> Documents:
    """The documents of both splits, train first."""
    return read_split(path, "train") + read_split(path, "test")


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            yield _parsed(line, f"{path}, line {number}")


def _parsed(line: str, place: str) -> dict[str, str]:
    try:
        row = json.loads(line)
        fields = {key: str(row[key]) for key in ("text", "label", "split")}
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise CorpusError(
            f"{place} must be a JSON object with text, label and split."
        ) from error
    if fields["split"] not in SPLITS:
        raise CorpusError(f"{place}: split must be one of {', '.join(SPLITS)}.")
    return fields


def stratified_sample(labels: Sequence[str], size: int, seed: int) -> list[int]:
    """``size`` row numbers in which each class keeps its share, at least one a class.

    With fewer places than classes the result has one row of each class.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    counts = Counter(labels)
    seen: Counter[str] = Counter()
    rank = np.empty(len(labels))
    for row in order:
        label = labels[row]
        # The first of a class comes before everything, the others evenly spread.
        rank[row] = seen[label] / counts[label]
        seen[label] += 1
    take = max(size, len(counts))
    return sorted(
        int(row) for row in order[np.argsort(rank[order], kind="stable")][:take]
    )
