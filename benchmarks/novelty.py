"""Are documents of classes never seen left to a person?

``python -m benchmarks.novelty CORPUS… [--draws 5] [--sizes 1500] [--json OUT]``

Each draw leaves 20 % of the classes out of training, all of whose other documents, or
so many, are learnt; the corpus's test documents then come from known and unknown classes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks import engine
from benchmarks.corpus import Documents, corpus_name, read_split, stratified_sample
from benchmarks.engine import Filing
from benchmarks.measures import Bools
from benchmarks.options import add_corpora, integers, shares
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, mean_of, percent

BUDGETS = [0.01, 0.02, 0.05]
LEFT_OUT = 0.2


def left_out_classes(labels: Sequence[str], seed: int) -> set[str]:
    """A fifth of the classes, at least one."""
    classes = sorted(set(labels))
    count = max(1, round(LEFT_OUT * len(classes)))
    return set(np.random.default_rng(seed).permutation(classes)[:count].tolist())


@dataclass(frozen=True, slots=True)
class Draw:
    """Which classes are left out, and how many documents of the others are learnt."""

    seed: int
    size: int | None

    def known(self, train: Documents, out: set[str]) -> Documents:
        known = train.where([label not in out for label in train.labels])
        if self.size is None or self.size >= len(known):
            return known
        return known.pick(stratified_sample(known.labels, self.size, self.seed))


def measure(
    train: Documents, test: Documents, draw: Draw, budgets: Sequence[float]
) -> list[Record]:
    """One row per budget for one draw of left-out classes."""
    out = left_out_classes(train.labels, draw.seed)
    unknown = np.array([label in out for label in test.labels])
    found = engine.filings(engine.train(draw.known(train, out)), test, budgets)
    return [
        {"budget": budget, **asdict(draw), **outcome(one, unknown)}
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
    Column("trained on", lambda r: r["size"] or "all"),
    percent("budget", "budget"),
    percent("unknown_filed", "unknown classes filed"),
    percent("coverage", "coverage of known"),
    percent("error", "error on known", ".2f"),
    Column("AUROC", lambda r: r["auroc"], ".3f"),
    percent("unknown_told", 'unknown called "unknown"'),
    percent("known_told", 'known called "unknown"'),
)


def summaries(record: Record) -> list[Record]:
    """Means over the draws, one row per size and budget."""
    rows: dict[tuple[int | None, float], list[Record]] = {}
    for row in record["draws"]:
        rows.setdefault((row["size"], row["budget"]), []).append(row)
    given = ("budget", "seed", "size")
    keys = [key for key in record["draws"][0] if key not in given]
    return [
        {"corpus": record["corpus"], "size": size, "budget": budget}
        | {key: mean_of(key, same) for key in keys}
        for (size, budget), same in rows.items()
    ]


def run_corpus(path: Path, draws: Sequence[Draw], budgets: Sequence[float]) -> Record:
    train, test = read_split(path, "train"), read_split(path, "test")
    return {
        "corpus": corpus_name(path),
        "draws": [row for draw in draws for row in measure(train, test, draw, budgets)],
        "circumstances": circumstances(),
    }


def render(records: Sequence[Record]) -> str:
    rows = [row for record in records for row in summaries(record)]
    return f"{markdown_table(COLUMNS, rows)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.novelty", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--draws", type=int, default=5, help="draws of classes")
    parser.add_argument(
        "--sizes",
        type=integers,
        default=[],
        help="training documents: 1500,3000; all of them are always learnt, too",
    )
    parser.add_argument("--budgets", type=shares, default=BUDGETS, help="0.01,0.05")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    sizes = [*options.sizes, None]
    draws = [Draw(seed, size) for size in sizes for seed in range(options.draws)]
    for path in options.corpora:
        record = run_corpus(path, draws, options.budgets)
        if options.json:
            merge_record(options.json, record, lambda r: r["corpus"])
        print(render([record]), flush=True)


if __name__ == "__main__":
    main()
