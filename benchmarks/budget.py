"""Is the error budget kept? Realised error over many random re-splits of a corpus.

``python -m benchmarks.budget CORPUS… [--splits 200] [--train 1500] [--json LINES]``

Each re-split trains on a random sample and files all the rest. The budget alpha is
promised with confidence 95 %, so at most 5 % of the re-splits may exceed it, plus two
standard errors for the number of re-splits. The re-splits are drawn from one corpus
and overlap: they test the method on documents that are alike, not on another year's.
``given`` in the second table is the corpus's own split with all training documents.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.options import add_corpora, shares
from benchmarks.results import Record, append_line, circumstances, read_lines
from benchmarks.table import Column, markdown_table, mean_of, percent

BUDGETS = [0.005, 0.01, 0.02, 0.05]
DELTA = 0.05
GIVEN = "given"


def allowed_share(splits: int) -> float:
    """The share of re-splits that may exceed the budget: delta + 2 standard errors."""
    return DELTA + 2 * math.sqrt(DELTA * (1 - DELTA) / splits)


def resplit(documents: Documents, train: int, seed: int) -> tuple[Documents, Documents]:
    """A random training sample and the rest; half and half where there are too few."""
    order = np.random.default_rng(seed).permutation(len(documents)).tolist()
    size = min(train, len(documents) // 2)
    return documents.pick(order[:size]), documents.pick(order[size:])


def measure(
    train: Documents, test: Documents, budgets: Sequence[float]
) -> list[Record]:
    """For each budget how many documents were filed, and how many of them wrong."""
    found = engine.filings(engine.train(train), test, budgets)
    return [
        {
            "budget": budget,
            "filed": int(one.filed.sum()),
            "wrong": int((one.filed & ~one.correct).sum()),
        }
        for budget, one in found.items()
    ]


def run_split(
    corpus: str,
    split: int | str,
    parts: tuple[Documents, Documents],
    budgets: list[float],
) -> Record:
    train, test = parts
    return {
        "corpus": corpus,
        "split": split,
        "train": len(train),
        "test": len(test),
        "budgets": measure(train, test, budgets),
        "circumstances": circumstances(),
    }


def flat(records: Iterable[Record]) -> list[Record]:
    """One row per split and budget, with coverage and realised error."""
    return [
        {
            **record,
            **one,
            "coverage": one["filed"] / record["test"],
            "error": one["wrong"] / one["filed"] if one["filed"] else None,
        }
        for record in records
        for one in record["budgets"]
    ]


def summary(rows: Sequence[Record]) -> Record:
    """Many re-splits of one corpus under one budget as one row."""
    errors = [row["error"] for row in rows if row["error"] is not None]
    over = sum(error > rows[0]["budget"] for error in errors) / len(rows)
    return {
        **{key: rows[0][key] for key in ("corpus", "train", "test", "budget")},
        "splits": len(rows),
        "over": over,
        "allowed": allowed_share(len(rows)),
        "kept": "yes" if over <= allowed_share(len(rows)) else "NO",
        "coverage": mean_of("coverage", rows),
        "error": mean_of("error", rows),
        "nothing_filed": 1 - len(errors) / len(rows),
    }


def summaries(records: Sequence[Record]) -> list[Record]:
    """One row per corpus, size of training and budget."""
    groups: dict[tuple[object, ...], list[Record]] = {}
    for row in flat(r for r in records if r["split"] != GIVEN):
        groups.setdefault((row["corpus"], row["train"], row["budget"]), []).append(row)
    return [summary(rows) for rows in groups.values()]


SPLIT_COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    Column("train", lambda r: r["train"]),
    Column("test", lambda r: r["test"]),
    percent("budget", "budget"),
    percent("coverage", "coverage"),
    percent("error", "realised error", ".2f"),
)
SUMMARY_COLUMNS = (
    *SPLIT_COLUMNS,
    Column("re-splits", lambda r: r["splits"]),
    percent("over", "over budget"),
    percent("allowed", "allowed"),
    percent("nothing_filed", "nothing filed"),
    Column("kept", lambda r: r["kept"]),
)


def render(records: Sequence[Record]) -> str:
    resplits = markdown_table(SUMMARY_COLUMNS, summaries(records))
    given = flat(record for record in records if record["split"] == GIVEN)
    return f"{resplits}\n\n{markdown_table(SPLIT_COLUMNS, given)}\n"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.budget",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_corpora(parser)
    parser.add_argument("--splits", type=int, default=200, help="random re-splits")
    parser.add_argument("--train", type=int, default=1500, help="documents to train on")
    parser.add_argument("--budgets", type=shares, default=BUDGETS, help="0.01,0.05")
    parser.add_argument(
        "--json", type=Path, help="JSON Lines; what it has is not rerun"
    )
    return parser.parse_args(arguments)


def _run_corpus(path: Path, options: argparse.Namespace, done: list[Record]) -> None:
    name = corpus_name(path)
    finished = {(r["corpus"], r["split"], r["train"]) for r in done}
    given = read_split(path, "train"), read_split(path, "test")
    documents = given[0] + given[1]
    for split in [GIVEN, *range(options.splits)]:
        parts = (
            given if split == GIVEN else resplit(documents, options.train, int(split))
        )
        if (name, split, len(parts[0])) in finished:
            continue
        record = run_split(name, split, parts, options.budgets)
        done.append(record)
        if options.json:
            append_line(options.json, record)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    records = read_lines(options.json) if options.json else []
    for path in options.corpora:
        _run_corpus(path, options, records)
    print(render(records))


if __name__ == "__main__":
    main()
