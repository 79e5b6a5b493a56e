"""What a person's correction does, at once and after up to 500 of them.

``python -m benchmarks.corrections CORPUS… [--json OUT]``

Single: each of up to 200 wrongly answered test documents is corrected alone; is it
then answered right, and what became of the next five test documents of its class?
Many: a model from 1,500 documents goes through the rest of the corpus and is
corrected where it errs, up to 500 times; a held-out part tells what the first of them
did, and more and more, for three draws of the documents.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.measures import accuracy
from benchmarks.options import add_corpora
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, percent
from unidoc.ml import Classifier

SINGLE = 200
NEXT = 5
MILESTONES = (10, 30, 100, 300, 500)
DRAWS = 3
TRAIN = 1500
HELD_OUT = 2000


def next_of_class(test: Documents, row: int) -> list[int]:
    """The NEXT rows after ``row`` with its label, from the start again at the end."""
    order = [*range(row + 1, len(test)), *range(row)]
    return [i for i in order if test.labels[i] == test.labels[row]][:NEXT]


def correct_each_alone(model: Classifier, test: Documents, limit: int) -> Record:
    """Means over corrections that are each taken back before the next."""
    before = engine.best_labels(model, test.texts)
    wrong = [i for i, label in enumerate(before) if label != test.labels[i]]
    chosen = np.random.default_rng(0).permutation(wrong)[:limit].tolist()
    fixed, was, became = [], [], []
    for row in chosen:
        near = next_of_class(test, row)
        handle = model.learn(test.texts[row], test.labels[row])
        asked = test.pick([row, *near])
        right = [
            a == b
            for a, b in zip(
                engine.best_labels(model, asked.texts), asked.labels, strict=True
            )
        ]
        model.unlearn(handle)
        fixed.append(right[0])
        became += right[1:]
        was += [before[i] == test.labels[i] for i in near]
    restored = engine.best_labels(model, test.texts) == before
    return {
        "corrected_alone": len(chosen),
        "fixed": _mean(fixed),
        "next_before": _mean(was),
        "next_after": _mean(became),
        "taken_back": restored,
    }


def correct_many(documents: Documents, seed: int) -> list[float]:
    """Accuracy on held-out documents before, and after so many corrections each.

    Fewer of them where the corpus has not so many errors.
    """
    order = np.random.default_rng(seed).permutation(len(documents)).tolist()
    size = min(TRAIN, len(documents) // 3)
    held = min(HELD_OUT, len(documents) // 3)
    model = engine.train(documents.pick(order[:size]))
    held_out = documents.pick(order[size : size + held])
    stream = documents.pick(order[size + held :])
    found = [_accuracy(model, held_out)]
    for text, label in zip(stream.texts, stream.labels, strict=True):
        if engine.best_labels(model, [text]) == [label]:
            continue
        model.learn(text, label)
        if len(model.corrections) in MILESTONES:
            found.append(_accuracy(model, held_out))
        if len(model.corrections) == MILESTONES[-1]:
            break
    return found


def _accuracy(model: Classifier, documents: Documents) -> float:
    return accuracy(documents.labels, engine.best_labels(model, documents.texts))


def others(runs: Sequence[Sequence[float]]) -> Record:
    """Means over the draws of accuracy before and after, None where a draw ended."""
    return {
        f"others_{milestone}": _mean([run[place] for run in runs])
        if all(place < len(run) for run in runs)
        else None
        for place, milestone in enumerate((0, *MILESTONES))
    }


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def run_corpus(path: Path) -> Record:
    train, test = read_split(path, "train"), read_split(path, "test")
    documents = train + test
    return {
        "corpus": corpus_name(path),
        **correct_each_alone(engine.train(train), test, SINGLE),
        **others([correct_many(documents, seed) for seed in range(DRAWS)]),
        "circumstances": circumstances(),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("corrected alone", lambda r: r["corrected_alone"]),
    percent("fixed", "document itself right"),
    percent("next_before", f"next {NEXT} of its class before"),
    percent("next_after", "after"),
    Column("taken back without a trace", lambda r: "yes" if r["taken_back"] else "NO"),
    percent("others_0", "held-out accuracy before"),
    *(percent(f"others_{each}", f"after {each} corrections") for each in MILESTONES),
)


def render(records: Sequence[Record]) -> str:
    return f"{markdown_table(COLUMNS, records)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.corrections", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    records = []
    for path in options.corpora:
        record = run_corpus(path)
        records.append(record)
        if options.json:
            merge_record(options.json, record, lambda r: r["corpus"])
    print(render(records))


if __name__ == "__main__":
    main()
