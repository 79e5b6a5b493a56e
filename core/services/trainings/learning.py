"""From a snapshot to a measured, saved model: plain steps, no database, no MLflow."""

import datetime
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
from core.services.trainings.snapshots import NotEnoughLabels
from unidoc.ml import Classifier, NotEnoughData, Prediction
from unidoc.ml.dataset import Row, Snapshot
from unidoc.ml.evaluation import HeldOut, evaluate
from unidoc.ml.holdout import HoldOut, stratified, time_ordered
from unidoc.ml.report import Cost, Facts, Report, Slice

Watch = Callable[[str, float], None]

ERROR_BUDGET = 0.05
# The share that tests in the order of time, and the time that must lie in the archive:
# within less, the order says how documents were brought in, not how they changed.
LATEST = 0.2
SHORTEST_SPAN = datetime.timedelta(days=30)
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
class Tested:
    """A recipe fitted on one side of the hold-out and what it said of the other.

    ``known`` are the rows it was fitted on; rows and predictions are in the same order.
    """

    classifier: Classifier
    known: Sequence[Row]
    rows: Sequence[Row]
    predictions: Sequence[Prediction]


@dataclass(frozen=True, slots=True)
class Learned:
    """A saved classifier with its report; ``seconds`` is what fitting it took.

    ``tested`` is its twin that was measured: the same recipe without the hold-out.
    """

    classifier: Classifier
    tested: Tested
    report: Report
    size: int
    seconds: float


def learn(snapshot: Snapshot, *, recipe: str, path: Path, watch: Watch) -> Learned:
    """Measure a recipe on a hold-out, fit it on everything, save it at ``path``.

    The hold-out is stratified by project and depends on each document alone. Raises
    :class:`NotEnoughLabels`.
    """
    rows = snapshot.of_split("train")
    clock = Stopwatch()
    watch("measure", 0.15)
    tested = measure(rows, holdout_of(rows), recipe, clock)
    watch("time order", 0.4)
    later = later_slice(rows, recipe, clock)
    watch("fit", 0.5)
    with clock.step("fit"):
        classifier = fit(rows, recipe)
    watch("save", 0.8)
    with clock.step("save"):
        classifier.save(path)
    size = path.stat().st_size
    report = _with(report_of(tested.rows, tested.predictions), later)
    return Learned(
        classifier=classifier,
        tested=tested,
        report=_completed(report, snapshot, classifier, clock, size),
        size=size,
        seconds=clock.seconds["fit"],
    )


def later_slice(rows: Sequence[Row], recipe: str, clock: Stopwatch) -> Slice | None:
    """How the recipe does on the latest documents when it learns from the earlier ones.

    None where dates say nothing: too few, or all from about the same time.
    """
    dates = [row.date for row in rows if row.date is not None]
    if not dates or max(dates) - min(dates) < SHORTEST_SPAN:
        return None
    holdout = time_ordered(
        [r.label for r in rows], [r.date for r in rows], share=LATEST
    )
    if holdout is None:
        return None
    try:
        with clock.step("later"):
            tested = measure(rows, holdout, recipe, Stopwatch())
            found = report_of(tested.rows, tested.predictions)
    except NotEnoughLabels:
        return None  # the earlier documents alone are too few
    return Slice(
        kind="time",
        name=str(LATEST),
        documents=found.documents,
        accuracy=found.accuracy,
        macro_f1=found.macro_f1,
        filed_share=found.filing.share,
        filed_error=found.filing.error,
    )


def holdout_of(rows: Sequence[Row]) -> HoldOut:
    return stratified([r.label for r in rows], [r.document_id for r in rows])


def measure(
    rows: Sequence[Row], holdout: HoldOut, recipe: str, clock: Stopwatch
) -> Tested:
    """Train on one side of the hold-out, test on the other."""
    known = [rows[i] for i in holdout.train]
    tested = [rows[i] for i in holdout.test]
    with clock.step("measure"):
        classifier = fit(known, recipe)
    with clock.step("test"):
        predictions = classifier.predict([r.text for r in tested])
    return Tested(classifier, known, tested, predictions)


def report_of(rows: Sequence[Row], predictions: Sequence[Prediction]) -> Report:
    """How good predictions are for rows that their classifier has not seen."""
    return evaluate(
        [HeldOut(r.label, r.language, len(r.text)) for r in rows], predictions
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


def _with(report: Report, later: Slice | None) -> Report:
    return report if later is None else replace(report, slices=(*report.slices, later))


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
