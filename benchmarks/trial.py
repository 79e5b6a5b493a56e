"""One model on one corpus, in a fresh process, so that its memory is its own.

The parent calls ``run_trial``; the child is this module run as a command, which
prints one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.corpus import Documents, read_split, stratified_sample
from benchmarks.costs import Stopwatch, peak_rss_mb, seconds_each, size_mb
from benchmarks.models import Answers, MissingDependencyError, Model, create

SINGLE_DOCUMENTS = 200
PREDICT_SECONDS = 0.5
MISSING_DEPENDENCY = 3
ROOT = Path(__file__).parents[1]
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


class TrialError(RuntimeError):
    """The child did not come to a result; the message ends with its last words."""


@dataclass(frozen=True, slots=True)
class Task:
    """size: train on so many documents (stratified), on all where None."""

    corpus: str
    model: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """Speed of prediction is in CPU seconds of one thread, so that other processes on
    the machine don't spoil it; memory includes the interpreter and the libraries.
    """

    fit_seconds: float
    fit_cpu_seconds: float
    documents_per_second: float
    one_document_ms: list[float] = field(repr=False)
    model_mb: float
    base_rss_mb: float
    fit_peak_rss_mb: float
    peak_rss_mb: float


@dataclass(frozen=True, slots=True)
class Trial:
    answers: Answers
    costs: Costs


def run_trial(task: Task, timeout: float | None = None) -> Trial:
    """Fit and ask ``task.model`` in a child process with one thread for BLAS.

    Raises MissingDependencyError, or TrialError when the child fails or takes more
    than ``timeout`` seconds.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.trial", json.dumps(asdict(task))],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)},
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TrialError(f"{task.model} took more than {timeout:.0f} s.") from error
    if done.returncode == MISSING_DEPENDENCY:
        raise MissingDependencyError(done.stderr.strip())
    if done.returncode:
        raise TrialError(f"{task.model} failed:\n{done.stderr[-2000:]}")
    result = json.loads(done.stdout.splitlines()[-1])
    return Trial(Answers(**result["answers"]), Costs(**result["costs"]))


def training_documents(corpus: Path, size: int | None) -> Documents:
    train = read_split(corpus, "train")
    if size is None or size >= len(train):
        return train
    return train.pick(stratified_sample(train.labels, size, seed=0))


def measure(task: Task) -> Trial:
    """The child's work; the test texts are read after the fit's memory was taken."""
    model = create(task.model)
    corpus = Path(task.corpus)
    train = training_documents(corpus, task.size)
    base = peak_rss_mb()
    with Stopwatch() as fit:
        model.fit(train.texts, train.labels)
    fit_peak = peak_rss_mb()
    texts = read_split(corpus, "test").texts
    answers, seconds = _predict(model, texts)
    costs = Costs(
        fit_seconds=fit.wall,
        fit_cpu_seconds=fit.cpu,
        documents_per_second=len(texts) / seconds,
        one_document_ms=_one_by_one(model.predict, texts),
        base_rss_mb=base,
        fit_peak_rss_mb=fit_peak,
        peak_rss_mb=peak_rss_mb(),
        model_mb=_saved_mb(model),
    )
    return Trial(answers, costs)


def _predict(model: Model, texts: list[str]) -> tuple[Answers, float]:
    """The answers and the CPU seconds of the quickest pass in PREDICT_SECONDS."""
    spent: list[float] = []
    while sum(spent) < PREDICT_SECONDS:
        with Stopwatch() as watch:
            answers = model.predict(texts)
        spent.append(watch.cpu)
    return answers, min(spent)


def _one_by_one(
    predict: Callable[[list[str]], Answers], texts: list[str]
) -> list[float]:
    """CPU milliseconds of single documents from all over, after a warm-up."""
    chosen = texts[:: max(1, len(texts) // SINGLE_DOCUMENTS)][:SINGLE_DOCUMENTS]
    seconds_each(lambda text: predict([text]), chosen[:5])
    spent = seconds_each(lambda text: predict([text]), chosen)
    return [1000 * seconds for seconds in spent]


def _saved_mb(model: Model) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        model.save(path)
        return size_mb(path)


def main() -> int:
    task = Task(**json.loads(sys.argv[1]))
    try:
        trial = measure(task)
    except MissingDependencyError as error:
        print(error, file=sys.stderr)
        return MISSING_DEPENDENCY
    print(json.dumps(asdict(trial)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
