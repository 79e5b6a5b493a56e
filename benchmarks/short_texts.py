"""How well are texts of a few words told apart: the first characters of each text?

``python -m benchmarks.short_texts CORPUS… [--characters 30,80] [--size 1500] [--json OUT]``

Training and test documents are cut alike, as if only their titles were known.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks import measures
from benchmarks.comparison import PEER_COLUMNS, beside_peer
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.models import REFERENCE, UNIDOC, create
from benchmarks.options import add_corpora, integers
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table
from benchmarks.trial import training_documents

MODELS = (
    UNIDOC,
    "complement_nb",
    "linear_svc_words",
    "linear_svc_stems",
    "linear_svc_words_chars",
    REFERENCE,
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
    train = beginnings(training_documents(path, size), characters)
    test = beginnings(read_split(path, "test"), characters)
    return {
        "corpus": corpus_name(path),
        "characters": characters,
        "train": len(train),
        "models": [measure(train, test, name) for name in MODELS],
        "circumstances": circumstances(),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("characters", lambda r: r["characters"]),
    Column("train", lambda r: r["train"]),
    *PEER_COLUMNS,
)


def render(records: Sequence[Record]) -> str:
    rows = [record | (beside_peer(record["models"]) or {}) for record in records]
    return f"{markdown_table(COLUMNS, rows)}\n"


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
