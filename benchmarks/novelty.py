"""Are documents of classes never seen left to a person?

``python -m benchmarks.novelty CORPUS… [--draws 5] [--json OUT]``

Each draw leaves 20 % of the classes out of training; the corpus's test documents then
come from known and unknown classes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split
from benchmarks.engine import Filing
from benchmarks.measures import Bools
from benchmarks.options import add_corpora, shares
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, mean_of, percent

BUDGETS = [0.01, 0.02, 0.05]
LEFT_OUT = 0.2


def left_out_classes(labels: Sequence[str], seed: int) -> set[str]:
    """A fifth of the classes, at least one."""
    classes = sorted(set(labels))
    count = max(1, round(LEFT_OUT * len(classes)))
    return set(np.random.default_rng(seed).permutation(classes)[:count].tolist())


def measure(
    train: Documents, test: Documents, seed: int, budgets: Sequence[float]
) -> list[Record]:
    """One row per budget for one draw of left-out classes."""
    out = left_out_classes(train.labels, seed)
    known = train.where([label not in out for label in train.labels])
    unknown = np.array([label in out for label in test.labels])
    found = engine.filings(engine.train(known), test, budgets)
    return [
        {"budget": budget, "seed": seed, **outcome(one, unknown)}
        for budget, one in found.items()
    ]


def outcome(found: Filing, unknown: Bools) -> Record:
    """Shares of known and of unknown documents filed; AUROC of score and "unknown".

    error: wrong among the filed documents of known classes.
    """
    filed, known = found.filed, ~unknown
    right = filed & known
    return {
        "unknown_filed": float(filed[unknown].mean()),
        "coverage": float(filed[known].mean()),
        "error": float(1 - found.correct[right].mean()) if right.any() else None,
        "auroc": float(roc_auc_score(known, found.scores)),
        "unknown_told": float(found.unknown[unknown].mean()),
        "known_told": float(found.unknown[known].mean()),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    percent("budget", "budget"),
    percent("unknown_filed", "unknown classes filed"),
    percent("coverage", "coverage of known"),
    percent("error", "error on known", ".2f"),
    Column("AUROC", lambda r: r["auroc"], ".3f"),
    percent("unknown_told", 'unknown called "unknown"'),
    percent("known_told", 'known called "unknown"'),
)


def summaries(record: Record) -> list[Record]:
    """Means over the draws, one row per budget."""
    rows = record["draws"]
    keys = [key for key in rows[0] if key not in ("budget", "seed")]
    return [
        {"corpus": record["corpus"], "budget": budget}
        | {
            key: mean_of(key, [r for r in rows if r["budget"] == budget])
            for key in keys
        }
        for budget in sorted({row["budget"] for row in rows})
    ]


def run_corpus(path: Path, draws: int, budgets: Sequence[float]) -> Record:
    train, test = read_split(path, "train"), read_split(path, "test")
    return {
        "corpus": corpus_name(path),
        "draws": [
            row for seed in range(draws) for row in measure(train, test, seed, budgets)
        ],
        "circumstances": circumstances(),
    }


def render(records: Sequence[Record]) -> str:
    rows = [row for record in records for row in summaries(record)]
    return f"{markdown_table(COLUMNS, rows)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.novelty", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--draws", type=int, default=5, help="draws of classes")
    parser.add_argument("--budgets", type=shares, default=BUDGETS, help="0.01,0.05")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    for path in options.corpora:
        record = run_corpus(path, options.draws, options.budgets)
        if options.json:
            merge_record(options.json, record, lambda r: r["corpus"])
        print(render([record]), flush=True)


if __name__ == "__main__":
    main()
