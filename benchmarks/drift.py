"""How often drift is seen where there is none, and how soon a new class is seen.

``python -m benchmarks.drift CORPUS… [--years 1] [--classes 8] [--draws 5]``

The corpus's documents are parted at random into training and stream, for each year anew.
*Quiet*: 52 weeks of 300 documents drawn from the stream; each look spends what the alarms
before it leave. *New
class*: one class is left out of training; 300 documents are drawn with 5 % of that class
among them, several times, each looked at as the first of a year.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.corpus import Documents, corpus_name, read_all
from benchmarks.options import add_corpora
from benchmarks.table import Column, markdown_table, percent
from unidoc.ml import Classifier
from unidoc.ml.drift import ALPHA, MOST, YEAR, Look, level, look
from unidoc.ml.known import Known
from unidoc.ml.seen import Seen, ask

NEW_SHARE = 0.05
TRAINED = 0.6
REFERENCE = 1000
FEWEST_NEW = 30
NAMED_FIRST = 10
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class House:
    """What a model was trained on, documents it was tested on, and a stream of new ones."""

    known: Known
    before: list[Seen]
    stream: list[Seen]

    @classmethod
    def of(cls, known: Documents, new: Documents, chance: np.random.Generator) -> House:
        order = chance.permutation(len(known)).tolist()
        cut = int(len(order) * TRAINED)
        held = cut + min(REFERENCE, (len(order) - cut) // 2)
        train, tested = known.pick(order[:cut]), known.pick(order[cut:held])
        model = Classifier(error_budget=0.05).fit(train.texts, train.labels)
        stream = known.pick(order[held:]) + new
        return cls(
            Known.of(train.texts),
            _seen(model, tested),
            _seen(model, stream),
        )

    def look(self, rows: Sequence[int], alpha: float = ALPHA) -> Look | None:
        recent = [self.stream[row] for row in rows]
        return look(self.known, self.before, recent, alpha)


def _seen(model: Classifier, documents: Documents) -> list[Seen]:
    pairs = enumerate(zip(documents.labels, documents.texts, strict=True))
    return ask(model, [(f"{label}-{at}", text, "") for at, (label, text) in pairs])


def quiet_year(documents: Documents, year: int) -> int:
    """The number of false alarms."""
    chance = np.random.default_rng([0, year])
    house = House.of(documents, Documents([], []), chance)
    size = min(MOST, len(house.stream))
    alarms: list[bool] = []
    for _ in range(YEAR):
        rows = chance.choice(len(house.stream), size, replace=False).tolist()
        found = house.look(rows, level(alarms))
        alarms.insert(0, bool(found and found.alarm))
    return sum(alarms)


def new_class(documents: Documents, label: str, draws: int) -> list[Look | None]:
    """Looks at 300 documents, 5 % of them of a class that training did not have."""
    chance = np.random.default_rng(1)
    isnew = [one == label for one in documents.labels]
    house = House.of(
        documents.where([not one for one in isnew]), documents.where(isnew), chance
    )
    first_new = len(house.stream) - sum(isnew)
    size = min(MOST, first_new)
    fresh = round(size * NEW_SHARE)

    def rows() -> list[int]:
        known = chance.choice(first_new, size - fresh, replace=False)
        new = first_new + chance.choice(sum(isnew), fresh, replace=False)
        return [*known.tolist(), *new.tolist()]

    return [house.look(rows()) for _ in range(draws)]


def _named(looks: Sequence[Look], label: str) -> list[bool]:
    """Of the documents that each alarm names first, whether they are of the new class."""
    return [
        key.rpartition("-")[0] == label
        for one in looks
        for key in one.drivers[:NAMED_FIRST]
    ]


def measure(path: Path, options: argparse.Namespace) -> Record:
    documents = read_all(path)
    sizes = Counter(documents.labels)
    names = sorted(name for name, size in sizes.items() if size >= FEWEST_NEW)
    chosen = np.random.default_rng(2).permutation(names)[: options.classes].tolist()
    looks = [new_class(documents, name, options.draws) for name in chosen]
    found = [[one for one in some if one and one.alarm] for some in looks]
    number = sum(map(len, looks))
    signals = Counter(
        signal.name
        for one in chain.from_iterable(found)
        for signal in one.signals
        if signal.alarming
    )
    named = [_named(some, name) for some, name in zip(found, chosen, strict=True)]
    return {
        "corpus": corpus_name(path),
        "false": ", ".join(
            str(quiet_year(documents, year)) for year in range(options.years)
        ),
        "classes": len(chosen),
        "looks": number,
        "found": sum(map(len, found)) / number if number else None,
        "mostly": sum(2 * len(some) > options.draws for some in found),
        "named": float(np.mean([*chain.from_iterable(named)])) if any(named) else None,
        "signals": ", ".join(f"{name} {n}" for name, n in signals.most_common()),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("false alarms in each quiet year", lambda r: r["false"]),
    Column("looks with a new class", lambda r: r["looks"]),
    percent("found", "found in one look at 300", ".0f"),
    Column("classes", lambda r: r["classes"]),
    Column("found mostly", lambda r: r["mostly"]),
    percent("named", f"new among the {NAMED_FIRST} named first", ".0f"),
    Column("by", lambda r: r["signals"]),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add_corpora(parser)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--draws", type=int, default=5)
    options = parser.parse_args()
    records = [measure(path, options) for path in options.corpora]
    print(markdown_table(COLUMNS, records))


if __name__ == "__main__":
    main()
