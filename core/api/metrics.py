"""``/metrics`` for Prometheus: what this service counted, and the state of the house."""

import hmac
import ipaddress
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.metrics import REGISTRY
from core.models import TrainedModel
from core.selectors.measures import Waiting, measures
from core.selectors.model_metrics import GAUGES, gauges
from core.services.trainings.code_version import code_version
from core.services.trainings.tracking import mlflow_answers

logger = structlog.get_logger(__name__)

# Whoever forwards a request says so; then the peer's address says nothing of the caller.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for whoever may see them; for others there is no such page."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(_exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """By token where one is set; else only a caller of our own network, not by a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    return _is_inside(request.META.get("REMOTE_ADDR", ""))


def _is_inside(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def _exposition() -> bytes:
    """Text format. Under gunicorn the counts of all its processes are added up."""
    counted: bytes
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        counted = generate_latest(together)
    else:
        counted = generate_latest(REGISTRY)
    state = CollectorRegistry()
    state.register(State())
    return counted + generate_latest(state)


class State(Collector):
    """What is true at this moment. With the database away only the rest is told."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge(
            "unidoc_build_info",
            "Always 1; the running version is in the label.",
            {(code_version(),): 1},
            ["version"],
        )
        yield _gauge(
            "unidoc_mlflow_up", "1 when the tracking server answers.", mlflow_answers()
        )
        yield _gauge(
            "unidoc_data_free_bytes",
            "Free space of the data folder.",
            _free_bytes(settings.DATA_DIR),
        )
        try:
            yield from _of_database()
        except DatabaseError as error:
            logger.warning("metrics_without_database", error=type(error).__name__)


def _free_bytes(folder: Path) -> int:
    """Free space where ``folder`` is, or will be once something is written."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def _of_database() -> list[Metric]:
    now, learning = measures(), gauges()
    return [
        *_queues(now.queues),
        _gauge(
            "unidoc_workers_alive",
            "Workers that gave a sign of life within the last 30 seconds.",
            now.workers,
        ),
        *_model(now.model),
        *(_gauge(name, text, learning.get(name)) for name, text in GAUGES.items()),
        _gauge(
            "unidoc_review_waiting",
            "Documents that wait for a person's decision.",
            now.waiting_for_review,
        ),
        _gauge(
            "unidoc_review_agreement_ratio",
            "Share of the machine's filings of the last 30 days that people looked at and left.",
            now.agreement,
        ),
        _gauge(
            "unidoc_error_budget_ratio",
            "Wrong-filing rate that is allowed, the largest of the projects' budgets.",
            now.error_budget,
        ),
    ]


def _queues(queues: dict[str, Waiting]) -> Iterator[Metric]:
    yield _gauge(
        "unidoc_queue_depth",
        "Jobs that wait to be started.",
        {(name,): waiting.depth for name, waiting in queues.items()},
        ["queue"],
    )
    yield _gauge(
        "unidoc_queue_oldest_job_age_seconds",
        "How long the oldest waiting job has been waiting; 0 when none waits.",
        {(name,): waiting.age for name, waiting in queues.items()},
        ["queue"],
    )


def _model(model: TrainedModel | None) -> Iterator[Metric]:
    yield _gauge(
        "unidoc_model_info",
        "Always 1; the model that serves is in the labels.",
        {(model.digest[:12], model.recipe): 1} if model else {},
        ["digest", "recipe"],
    )
    yield _gauge(
        "unidoc_model_age_seconds",
        "Time since the model that serves was trained.",
        (timezone.now() - model.created_at).total_seconds() if model else None,
    )


def _gauge(
    name: str,
    text: str,
    value: float | dict[tuple[str, ...], float] | None,
    labels: list[str] | None = None,
) -> Metric:
    """A gauge with one value, or one by labels; None is a gauge without a sample."""
    family = GaugeMetricFamily(name, text, labels=labels or [])
    samples = value if isinstance(value, dict) else {(): value}
    for key, number in samples.items():
        if number is not None:
            family.add_metric(list(key), float(number))
    return family
