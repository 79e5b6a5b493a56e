"""How soon does a new class work? Recall from its first 1, 2, 5 and 10 examples.

``python -m benchmarks.fewshot CORPUS… [--examples 1,2,5,10] [--groups 5] [--json OUT]``

The classes are dealt into groups. In each run the classes of one group are new and
have only k documents, all others have theirs; so every class is new once. With as
many groups as classes, one class is new at a time. The k documents of a new class are
in the training (``trained``), or come as a person's answers afterwards (``learnt``).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.measures import hits
from benchmarks.options import add_corpora, integers
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, mean_of, percent
from unidoc.ml import Classifier

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


def measure(model: Classifier, test: Documents, new: set[str]) -> Record:
    """Mean recall of the new classes, and accuracy on the documents of all others."""
    correct = hits(test.labels, engine.best_labels(model, test.texts))
    true = np.array(test.labels)
    recalls = [float(correct[true == one].mean()) for one in sorted(new & set(true))]
    others = ~np.isin(true, sorted(new))
    return {
        "recall": float(np.mean(recalls)) if recalls else None,
        "others": float(correct[others].mean()),
    }


def trained_models(
    train: Documents, new: set[str], examples: Sequence[int], seed: int
) -> Iterator[tuple[int, Classifier]]:
    """For each number of examples a model trained with so many."""
    for count in examples:
        yield count, engine.train(with_few(train, new, count, seed))


def learning_models(
    train: Documents, new: set[str], examples: Sequence[int], seed: int
) -> Iterator[tuple[int, Classifier]]:
    """One model, trained without the new classes, that is taught more and more."""
    model = engine.train(with_few(train, new, 0, seed))
    taught: set[str] = set()
    for count in sorted(examples):
        lessons = with_few(train, new, count, seed)
        for text, label in zip(lessons.texts, lessons.labels, strict=True):
            if label in new and text not in taught:
                model.learn(text, label)
                taught.add(text)
        yield count, model


WAYS = {"trained": trained_models, "learnt": learning_models}


def run_corpus(path: Path, examples: Sequence[int], groups: int) -> Record:
    train, test = read_split(path, "train"), read_split(path, "test")
    dealt = class_groups(train.labels, groups)
    return {
        "corpus": corpus_name(path),
        "groups": len(dealt),
        "runs": [
            {"way": way, "examples": count, "group": number} | measure(model, test, new)
            for way, models in WAYS.items()
            for number, new in enumerate(dealt)
            for count, model in models(train, new, examples, number)
        ],
        "circumstances": circumstances(),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("new class", lambda r: r["way"]),
    Column("examples", lambda r: r["examples"]),
    percent("recall", "recall of the new class"),
    percent("others", "accuracy on the others"),
)


def summaries(record: Record) -> list[Record]:
    """Means over the groups, one row per way and number of examples."""
    runs: dict[tuple[str, int], list[Record]] = {}
    for run in record["runs"]:
        runs.setdefault((run["way"], run["examples"]), []).append(run)
    return [
        {
            "corpus": record["corpus"],
            "way": way,
            "examples": count,
            "recall": mean_of("recall", same),
            "others": mean_of("others", same),
        }
        for (way, count), same in runs.items()
    ]


def render(records: Sequence[Record]) -> str:
    rows = [row for record in records for row in summaries(record)]
    return f"{markdown_table(COLUMNS, rows)}\n"


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
        print(render([record]), flush=True)


if __name__ == "__main__":
    main()
