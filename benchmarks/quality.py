"""Quality and cost of every model on every corpus, each in a process of its own.

``python -m benchmarks.quality CORPUS… [--models a,b] [--sizes 100,300] [--json OUT]``
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks import measures
from benchmarks.comparison import corpus_table, overview
from benchmarks.corpus import corpus_name, read_split
from benchmarks.measures import FilingPoint, ReliabilityBin
from benchmarks.models import MODELS, MissingDependencyError
from benchmarks.options import add_corpora, integers
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.trial import (
    Costs,
    Task,
    Trial,
    TrialError,
    run_trial,
    training_documents,
)


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of documents, from 0 to 1; ece is None for models without probability."""

    accuracy: float
    macro_f1: float
    rare_class_accuracy: float | None
    ece: float | None
    reliability: list[ReliabilityBin]
    filing_curve: list[FilingPoint]


def judge(trial: Trial, true: Sequence[str], train_labels: Sequence[str]) -> Quality:
    answers = trial.answers
    correct = measures.hits(true, answers.labels)
    bins = (
        measures.reliability(np.array(answers.probabilities), correct)
        if answers.probabilities is not None
        else []
    )
    return Quality(
        accuracy=measures.accuracy(true, answers.labels),
        macro_f1=measures.macro_f1(true, answers.labels),
        rare_class_accuracy=measures.rare_class_accuracy(
            true, answers.labels, train_labels
        ),
        ece=measures.expected_calibration_error(bins) if bins else None,
        reliability=bins,
        filing_curve=(
            measures.filing_curve(np.array(answers.scores), correct)
            if answers.scores is not None
            else []
        ),
    )


def quality_record(task: Task, trial: Trial) -> Record:
    """One line of the results: what was run, how good it is, what it costs."""
    corpus = Path(task.corpus)
    train = training_documents(corpus, task.size)
    test = read_split(corpus, "test")
    return {
        "corpus": corpus_name(corpus),
        "model": task.model,
        "size": task.size,
        "train": len(train),
        "test": len(test),
        "classes": len(set(train.labels)),
        **asdict(judge(trial, test.labels, train.labels)),
        **_cost_fields(trial.costs),
        # A busy machine makes CPU seconds longer, too: caches are shared.
        "load": round(os.getloadavg()[0], 1),
        "circumstances": circumstances(),
    }


def _cost_fields(costs: Costs) -> Record:
    fields = asdict(costs)
    single = fields.pop("one_document_ms")
    return fields | {
        "one_document_p50_ms": float(np.percentile(single, 50)),
        "one_document_p99_ms": float(np.percentile(single, 99)),
    }


def record_key(record: Record) -> tuple[object, ...]:
    return record["corpus"], record["model"], record["size"]


def run_models(
    corpus: Path, size: int | None, models: Sequence[str], options: argparse.Namespace
) -> list[Record]:
    """The records of the models that came to a result; others are told on stderr."""
    records = []
    for model in models:
        task = Task(str(corpus), model, size)
        try:
            record = quality_record(task, run_trial(task, options.timeout))
        except (MissingDependencyError, TrialError) as problem:
            print(f"{corpus_name(corpus)}: {problem}", file=sys.stderr)
            continue
        records.append(record)
        if options.json:
            merge_record(options.json, record, record_key)
    return records


def _models(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in MODELS]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"unknown model {unknown[0]!r}; choose from {', '.join(MODELS)}"
        )
    return names


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.quality", description=__doc__)
    add_corpora(parser)
    parser.add_argument(
        "--models", type=_models, default=list(MODELS), help="comma-separated names"
    )
    parser.add_argument(
        "--sizes", type=integers, default=[None], help="learning curve: 100,300,1000"
    )
    parser.add_argument("--json", type=Path, help="results file, merged into")
    parser.add_argument("--timeout", type=float, help="seconds per model and corpus")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    full = []
    for corpus in options.corpora:
        for size in options.sizes:
            records = run_models(corpus, size, options.models, options)
            if not records:
                continue
            print(corpus_table(records), flush=True)
            full += [records] if size is None else []
    print(overview(full))


if __name__ == "__main__":
    main()
