"""How well are texts of a few words told apart: the first characters of each text?

``python -m benchmarks.short_texts CORPUS… [--characters 30,80] [--size 1500] [--json OUT]``

Training and test documents are cut alike, as if only their titles were known.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks import measures
from benchmarks.comparison import best_peer
from benchmarks.corpus import Documents, corpus_name, read_split, stratified_sample
from benchmarks.models import UNIDOC, create
from benchmarks.options import add_corpora, integers
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, percent

MODELS = (
    UNIDOC,
    "complement_nb",
    "linear_svc_words",
    "linear_svc_stems",
    "linear_svc_words_chars",
    "linear_svc_balanced",
)
CHARACTERS = [30, 80]
SIZE = 1500


def beginnings(documents: Documents, characters: int) -> Documents:
    """The first so many characters of each text."""
    return Documents([text[:characters] for text in documents.texts], documents.labels)


def measure(train: Documents, test: Documents, model_name: str) -> Record:
    """Accuracy and macro-F1 of one model."""
    model = create(model_name)
    model.fit(train.texts, train.labels)
    answers = model.predict(test.texts).labels
    return {
        "model": model_name,
        "accuracy": measures.accuracy(test.labels, answers),
        "macro_f1": measures.macro_f1(test.labels, answers),
    }


def run_corpus(path: Path, characters: int, size: int) -> Record:
    """What each model makes of one corpus, of so many documents cut short."""
    train, test = read_split(path, "train"), read_split(path, "test")
    if size < len(train):
        train = train.pick(stratified_sample(train.labels, size, seed=0))
    train, test = beginnings(train, characters), beginnings(test, characters)
    return {
        "corpus": corpus_name(path),
        "characters": characters,
        "train": len(train),
        "models": [measure(train, test, name) for name in MODELS],
        "circumstances": circumstances(),
    }


def _row(record: Record) -> Record:
    """The engine beside the best peer and the one with balanced classes."""
    models = {one["model"]: one for one in record["models"]}
    peer = best_peer(record["models"])
    assert peer is not None
    ours, balanced = models[UNIDOC], models["linear_svc_balanced"]
    return record | {
        "accuracy": ours["accuracy"],
        "macro_f1": ours["macro_f1"],
        "peer": peer["model"],
        "peer_accuracy": peer["accuracy"],
        "peer_macro_f1": peer["macro_f1"],
        "balanced_accuracy": balanced["accuracy"],
        "balanced_macro_f1": balanced["macro_f1"],
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("characters", lambda r: r["characters"]),
    Column("train", lambda r: r["train"]),
    percent("accuracy", "accuracy"),
    percent("macro_f1", "macro-F1"),
    Column("best peer", lambda r: r["peer"]),
    percent("peer_accuracy", "its accuracy"),
    percent("peer_macro_f1", "its macro-F1"),
    percent("balanced_accuracy", "accuracy of linear_svc_balanced"),
    percent("balanced_macro_f1", "its macro-F1"),
)


def render(records: Sequence[Record]) -> str:
    return f"{markdown_table(COLUMNS, map(_row, records))}\n"


def record_key(record: Record) -> tuple[object, ...]:
    return record["corpus"], record["characters"], record["train"]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.short_texts", description=__doc__)
    add_corpora(parser)
    parser.add_argument(
        "--characters", type=integers, default=CHARACTERS, help="of each text: 30,80"
    )
    parser.add_argument("--size", type=int, default=SIZE, help="training documents")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    for path in options.corpora:
        for characters in options.characters:
            record = run_corpus(path, characters, options.size)
            if options.json:
                merge_record(options.json, record, record_key)
            print(render([record]), flush=True)


if __name__ == "__main__":
    main()
