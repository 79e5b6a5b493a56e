"""Are wrong labels found? 3 % of the training labels are flipped, then looked for.

``python -m benchmarks.suspects CORPUS… [--seeds 3] [--json OUT]``

Random flips go to any other class, class-dependent ones always to the class whose
TF-IDF centroid is nearest: the confusions that people make.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.options import add_corpora
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, mean_of, percent

FLIPPED = 0.03
FIRST = 50

Flip = Callable[[str, np.random.Generator], str]


def nearest_class(documents: Documents) -> dict[str, str]:
    """For each class the other one whose mean TF-IDF row has the highest cosine."""
    rows = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(documents.texts)
    classes, codes = np.unique(documents.labels, return_inverse=True)
    one_hot = np.eye(len(classes))[codes]
    centroids = normalize((rows.T @ one_hot).T)
    cosines = centroids @ centroids.T
    np.fill_diagonal(cosines, -1)
    nearest = classes[cosines.argmax(axis=1)]
    return dict(zip(classes.tolist(), nearest.tolist(), strict=True))


def random_flip(classes: Sequence[str]) -> Flip:
    def flip(label: str, random: np.random.Generator) -> str:
        return str(random.choice([one for one in classes if one != label]))

    return flip


def class_flip(nearest: dict[str, str]) -> Flip:
    def flip(label: str, _: np.random.Generator) -> str:
        return nearest[label]

    return flip


def flipped(documents: Documents, flip: Flip, seed: int) -> tuple[Documents, set[int]]:
    """The documents with FLIPPED of their labels changed, and the rows of those."""
    random = np.random.default_rng(seed)
    count = max(1, round(FLIPPED * len(documents)))
    rows = set(random.permutation(len(documents))[:count].tolist())
    labels = [
        flip(label, random) if row in rows else label
        for row, label in enumerate(documents.labels)
    ]
    return Documents(documents.texts, labels), rows


def found(suspects: Sequence[int], wrong: set[int]) -> Record:
    """Precision among the first 50 suspects, recall among the first 2 x errors."""
    first, second = suspects[:FIRST], suspects[: 2 * len(wrong)]
    return {
        "precision": len(wrong.intersection(first)) / FIRST,
        "best_precision": min(1.0, len(wrong) / FIRST),
        "recall": len(wrong.intersection(second)) / len(wrong),
    }


def run_corpus(path: Path, seeds: int) -> list[Record]:
    """One record per kind of flip: means over the seeds."""
    train = read_split(path, "train")
    kinds = {
        "random": random_flip(sorted(set(train.labels))),
        "class-dependent": class_flip(nearest_class(train)),
    }
    return [
        {"corpus": corpus_name(path), "flips": kind, "circumstances": circumstances()}
        | _means([_once(train, flip, seed) for seed in range(seeds)])
        for kind, flip in kinds.items()
    ]


def _once(train: Documents, flip: Flip, seed: int) -> Record:
    spoiled, wrong = flipped(train, flip, seed)
    return found(engine.suspects(spoiled, max(FIRST, 2 * len(wrong))), wrong)


def _means(records: Sequence[Record]) -> Record:
    return {key: mean_of(key, records) for key in records[0]}


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("flips", lambda r: r["flips"]),
    percent("precision", f"precision in the first {FIRST}"),
    percent("best_precision", "at best"),
    percent("recall", "recall in the first 2 × errors"),
)


def render(records: Sequence[Record]) -> str:
    return f"{markdown_table(COLUMNS, records)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.suspects", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--seeds", type=int, default=3, help="draws of flipped labels")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    for path in options.corpora:
        records = run_corpus(path, options.seeds)
        for record in records if options.json else []:
            merge_record(options.json, record, lambda r: (r["corpus"], r["flips"]))
        print(render(records), flush=True)


if __name__ == "__main__":
    main()
