"""From a snapshot to a measured, saved model: plain steps, no database, no MLflow."""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from core.selectors.models import missing_for_training
from core.services.snapshots import NotEnoughLabels
from unidoc.ml import Classifier, NotEnoughData
from unidoc.ml.dataset import Row, Snapshot
from unidoc.ml.evaluation import HeldOut, evaluate
from unidoc.ml.holdout import HoldOut, stratified
from unidoc.ml.report import Cost, Facts, Report

Watch = Callable[[str, float], None]

ERROR_BUDGET = 0.05
KIBIBYTES_PER_MB = 1024


@dataclass(slots=True)
class Stopwatch:
    """Wall seconds by step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


@dataclass(frozen=True, slots=True)
class Learned:
    """A saved classifier with its report; ``seconds`` is what fitting it took."""

    classifier: Classifier
    report: Report
    size: int
    seconds: float


def learn(snapshot: Snapshot, *, recipe: str, path: Path, watch: Watch) -> Learned:
    """Measure a recipe on a hold-out, fit it on everything, save it at ``path``.

    The hold-out is stratified by project and depends on each document alone. Raises
    :class:`NotEnoughLabels`.
    """
    rows = snapshot.of_split("train")
    holdout = stratified([r.label for r in rows], [r.document_id for r in rows])
    clock = Stopwatch()
    watch("measure", 0.15)
    with clock.step("measure"):
        report = measure(rows, holdout, recipe)
    watch("fit", 0.5)
    with clock.step("fit"):
        classifier = fit(rows, recipe)
    watch("save", 0.8)
    with clock.step("save"):
        classifier.save(path)
    size = path.stat().st_size
    return Learned(
        classifier=classifier,
        report=_completed(report, snapshot, classifier, clock, size),
        size=size,
        seconds=clock.seconds["fit"],
    )


def measure(rows: Sequence[Row], holdout: HoldOut, recipe: str) -> Report:
    """Train on one side of the hold-out, test on the other."""
    classifier = fit([rows[i] for i in holdout.train], recipe)
    return test(classifier, [rows[i] for i in holdout.test])


def test(classifier: Classifier, rows: Sequence[Row]) -> Report:
    """The report of a fitted classifier on rows that it has not seen."""
    return evaluate(
        [HeldOut(r.label, r.language, len(r.text)) for r in rows],
        classifier.predict([r.text for r in rows]),
    )


def fit(rows: Sequence[Row], recipe: str) -> Classifier:
    classifier = Classifier(error_budget=ERROR_BUDGET, recipe=recipe)
    try:
        return classifier.fit(
            [r.text for r in rows],
            [r.label for r in rows],
            ids=[r.document_id for r in rows],
        )
    except NotEnoughData as error:
        raise NotEnoughLabels(
            missing_for_training()
            or _("There are too few documents to train on and to test with."),
        ) from error


def peak_memory_mb() -> float:
    """Peak resident memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / KIBIBYTES_PER_MB if sys.platform != "darwin" else peak / 2**20


def _completed(
    report: Report,
    snapshot: Snapshot,
    classifier: Classifier,
    clock: Stopwatch,
    size: int,
) -> Report:
    return replace(
        report,
        facts=Facts(
            model_digest=classifier.digest,
            snapshot_digest=snapshot.digest,
            recipe=classifier.recipe,
            error_budget=classifier.error_budget,
            trained_documents=len(snapshot.of_split("train")),
            projects=len(classifier.classes_),
            created_at=timezone.now().isoformat(timespec="seconds"),
        ),
        cost=Cost(
            seconds=dict(clock.seconds),
            peak_memory_mb=round(peak_memory_mb(), 1),
            model_bytes=size,
        ),
    )
