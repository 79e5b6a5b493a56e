"""How soon does a new class work? Recall from its first 1, 2, 5 and 10 examples.

``python -m benchmarks.fewshot CORPUS… [--examples 1,2,5,10] [--groups 5] [--json OUT]``

The classes are dealt into groups. In each run the classes of one group are new and
have only k training documents, all others have theirs; so every class is new once.
With as many groups as classes, one class is new at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.measures import hits
from benchmarks.options import add_corpora, integers
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, mean_of, percent

EXAMPLES = [1, 2, 5, 10]


def class_groups(labels: Sequence[str], groups: int, seed: int = 0) -> list[set[str]]:
    """The classes, shuffled and dealt into at most ``groups`` groups."""
    classes = np.random.default_rng(seed).permutation(sorted(set(labels))).tolist()
    count = min(groups, len(classes))
    return [set(classes[start::count]) for start in range(count)]


def with_few(train: Documents, new: set[str], examples: int, seed: int) -> Documents:
    """The training documents, with only ``examples`` of each new class."""
    left = dict.fromkeys(new, examples)
    keep = [False] * len(train)
    for row in np.random.default_rng(seed).permutation(len(train)).tolist():
        label = train.labels[row]
        keep[row] = left.get(label, 1) > 0
        if label in left:
            left[label] -= 1
    return train.where(keep)


def measure(train: Documents, test: Documents, new: set[str]) -> Record:
    """Mean recall of the new classes, and accuracy on the documents of all others."""
    labels = engine.best_labels(engine.train(train), test.texts)
    correct = hits(test.labels, labels)
    true = np.array(test.labels)
    recalls = [float(correct[true == one].mean()) for one in sorted(new & set(true))]
    others = ~np.isin(true, sorted(new))
    return {
        "recall": float(np.mean(recalls)) if recalls else None,
        "others": float(correct[others].mean()),
    }


def run_corpus(path: Path, examples: Sequence[int], groups: int) -> Record:
    train, test = read_split(path, "train"), read_split(path, "test")
    dealt = class_groups(train.labels, groups)
    return {
        "corpus": corpus_name(path),
        "groups": len(dealt),
        "runs": [
            {"examples": k, "group": number}
            | measure(with_few(train, new, k, seed=number), test, new)
            for k in examples
            for number, new in enumerate(dealt)
        ],
        "circumstances": circumstances(),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("examples", lambda r: r["examples"]),
    percent("recall", "recall of the new class"),
    percent("others", "accuracy on the others"),
)


def summaries(record: Record) -> list[Record]:
    """Means over the groups, one row per number of examples."""
    runs = record["runs"]
    return [
        {"corpus": record["corpus"], "examples": k}
        | {
            key: mean_of(key, [run for run in runs if run["examples"] == k])
            for key in ("recall", "others")
        }
        for k in sorted({run["examples"] for run in runs})
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fewshot", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--examples", type=integers, default=EXAMPLES, help="1,2,5,10")
    parser.add_argument("--groups", type=int, default=5, help="groups of new classes")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    for path in options.corpora:
        record = run_corpus(path, options.examples, options.groups)
        if options.json:
            merge_record(options.json, record, lambda r: (r["corpus"], r["groups"]))
        print(markdown_table(COLUMNS, summaries(record)), flush=True)


if __name__ == "__main__":
    main()
