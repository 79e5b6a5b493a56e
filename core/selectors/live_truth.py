"""How right the machine is on live documents: by people's answers, and by its own estimate."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Avg, Count, QuerySet
from django.db.models.functions import TruncWeek

from core.choices import DecisionSource
from core.models import Decision, TrainedModel
from unidoc.ml.measures import error_interval
from unidoc.ml.promise import LIMIT, Audited, evidence

# What pages and the API show of it.
HALF_A_YEAR = datetime.timedelta(weeks=26)

# Of one model or of any, since a moment or ever, of the audit sample or of all. Each of the
# machine's decisions has one answer: the last that was not taken back.
STANDING = """
    SELECT DISTINCT ON (coalesce((machine.evidence ->> 'restores')::bigint, machine.id))
           said.id, said.created_at,
           coalesce(said.project_id = (machine.candidates -> 0 ->> 'project')::bigint,
                    false) AS agreed,
           (machine.evidence -> 'audit' ->> 'budget')::float AS budget
    FROM core_decision said
    JOIN core_decision machine ON machine.id = (said.evidence ->> 'answers')::bigint
    WHERE said.source = 'person' AND said.outcome IN ('filed', 'rejected')
      AND said.evidence ? 'answers' AND machine.source = 'machine'
      AND (%(since)s::timestamptz IS NULL OR said.created_at >= %(since)s)
      AND (%(model)s::bigint IS NULL OR machine.model_id = %(model)s)
      AND (NOT %(audited)s OR machine.evidence ? 'audit')
      AND NOT EXISTS (SELECT FROM core_decision undo WHERE undo.undoes_id = said.id)
    ORDER BY coalesce((machine.evidence ->> 'restores')::bigint, machine.id),
             said.id DESC
"""
ANSWERS = f"SELECT created_at, agreed, budget FROM ({STANDING}) answer ORDER BY id"  # noqa: S608 - ours
TALLY = f"""
    SELECT count(*), count(*) FILTER (WHERE agreed), count(budget),
           count(budget) FILTER (WHERE NOT agreed)
    FROM ({STANDING}) answer
"""  # noqa: S608 - ours


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to what the machine had said of a document.

    ``budget`` is that of the document's project, if the document is in the audit sample.
    """

    at: datetime.datetime
    right: bool
    budget: float | None

    @property
    def audited(self) -> bool:
        return self.budget is not None


@dataclass(frozen=True, slots=True)
class Week:
    """One week; ``start`` is its Monday. Accuracies are None where nothing is known.

    ``estimated`` needs no answers: it is the mean of the calibrated probabilities.
    ``audit_error`` is that of the random sample, with its exact 95 % interval: the one
    that is free of choice. The other answers are about documents that were hard.
    ``allowed`` is the mean error budget of its documents.
    """

    start: datetime.date
    decided: int = 0
    estimated: float | None = None
    answered: int = 0
    accuracy: float | None = None
    audited: int = 0
    audit_error: float | None = None
    audit_interval: tuple[float, float] | None = field(default=None)
    allowed: float | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The audit sample of one model since it may file; shares of 1, None without a document.

    ``evidence`` is what the sequential test has gathered that errors come more often than
    the budget allows: 1 and more means that the budget is broken.
    """

    audited: int
    wrong: int
    error: float | None
    interval: tuple[float, float] | None
    allowed: float | None
    evidence: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one model; ``estimated`` is the mean of its probabilities."""

    answered: int
    right: int
    audited: int
    audited_wrong: int
    estimated: float | None


def answers(
    *, model: TrainedModel | None = None, since: datetime.datetime | None = None
) -> list[Answer]:
    """People's answers to the machine, oldest first; of one model, where given."""
    return _answers(model, since, sample=False)


def tally(model: TrainedModel, since: datetime.datetime) -> Tally:
    """What `answers` would say, counted in two queries."""
    machine = Decision.objects.filter(
        source=DecisionSource.MACHINE, model=model, created_at__gte=since
    )
    with connection.cursor() as cursor:
        cursor.execute(TALLY, _wanted(model, since, sample=False))
        answered, right, audited, wrong = cursor.fetchone() or (0, 0, 0, 0)
    estimated = machine.aggregate(mean=Avg("probability"))["mean"]
    return Tally(answered, right, audited, wrong, estimated)


def audited(model: TrainedModel) -> list[Audited]:
    """The audit sample of a model since it serves, or since a person resumed filing."""
    found = _answers(model, model.filing_resumed_at, sample=True)
    return [
        Audited(not one.right, one.budget) for one in found if one.budget is not None
    ]


def sample_of(model: TrainedModel) -> Sample:
    """How the audit sample of a model stands against the error budget."""
    documents = audited(model)
    found = evidence(documents)
    return Sample(
        audited=found.audited,
        wrong=found.wrong,
        error=found.wrong / found.audited if found.audited else None,
        interval=error_interval(found.wrong, found.audited),
        allowed=_mean([one.budget for one in documents]),
        evidence=found.highest / LIMIT,
    )


def weeks(since: datetime.datetime) -> list[Week]:
    """Live accuracy by weeks, oldest first."""
    by_week: defaultdict[datetime.date, list[Answer]] = defaultdict(list)
    for one in answers(since=since):
        by_week[_monday(one.at)].append(one)
    decided = _decided(since)
    return [
        _week(start, by_week[start], *decided.get(start, (0, None)))
        for start in sorted({*by_week, *decided})
    ]


def _answers(
    model: TrainedModel | None, since: datetime.datetime | None, *, sample: bool
) -> list[Answer]:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, _wanted(model, since, sample=sample))
        return [Answer(*row) for row in cursor.fetchall()]


def _wanted(
    model: TrainedModel | None, since: datetime.datetime | None, *, sample: bool
) -> dict[str, int | bool | datetime.datetime | None]:
    return {
        "model": None if model is None else model.pk,
        "since": since,
        "audited": sample,
    }


def _decided(
    since: datetime.datetime,
) -> dict[datetime.date, tuple[int, float | None]]:
    """Documents that the machine judged in each week, and its mean probability."""
    machine: QuerySet[Decision] = Decision.objects.filter(
        source=DecisionSource.MACHINE, created_at__gte=since, undoes=None
    )
    rows = (
        machine.annotate(week=TruncWeek("created_at", tzinfo=datetime.UTC))
        .values_list("week")
        .annotate(Count("pk"), Avg("probability"))
        .order_by("week")
    )
    return {week.date(): (count, mean) for week, count, mean in rows}


def _week(
    start: datetime.date, given: list[Answer], decided: int, estimated: float | None
) -> Week:
    right = sum(one.right for one in given)
    sample = [one for one in given if one.audited]
    wrong = sum(not one.right for one in sample)
    return Week(
        start=start,
        decided=decided,
        estimated=estimated,
        answered=len(given),
        accuracy=right / len(given) if given else None,
        audited=len(sample),
        audit_error=wrong / len(sample) if sample else None,
        audit_interval=error_interval(wrong, len(sample)),
        allowed=_mean([one.budget for one in sample if one.budget is not None]),
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _monday(moment: datetime.datetime) -> datetime.date:
    day = moment.astimezone(datetime.UTC).date()
    return day - datetime.timedelta(days=day.weekday())
