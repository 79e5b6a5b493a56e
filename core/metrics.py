"""What a process counts while it works, for Prometheus.

The names are a contract with the alert rules and the dashboard
(``deploy/monitoring/metrics.yaml``). Labels come from closed sets alone: never a name, an
address or a text of anybody's. What the database knows is not counted here but read at the
moment of asking (``core.selectors.measures``).
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
)

from core.choices import JobKind, Outcome
from core.extraction.kinds import KINDS
from core.extraction.result import FailureCode

# A series of birthdays beside each counter, which nobody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()

# A page is quick below 0.1 s; training and large uploads are the long tail.
REQUEST_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
CLASSIFICATION_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

HTTP_REQUESTS = Counter(
    "unidoc_http_requests_total",
    "Requests answered, by the pattern of the route, never by the address itself.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
HTTP_DURATION = Histogram(
    "unidoc_http_request_duration_seconds",
    "Time to answer a request.",
    ["method", "route"],
    buckets=REQUEST_BUCKETS,
    registry=REGISTRY,
)
CLASSIFICATIONS = Counter(
    "unidoc_classifications_total",
    "Documents classified, by outcome (filed, suggested, unknown).",
    ["outcome"],
    registry=REGISTRY,
)
CLASSIFICATION_DURATION = Histogram(
    "unidoc_classification_duration_seconds",
    "Time to classify one document, without extracting its text.",
    buckets=CLASSIFICATION_BUCKETS,
    registry=REGISTRY,
)
JOBS_FINISHED = Counter(
    "unidoc_jobs_finished_total",
    "Jobs that came to an end, by state (succeeded, failed).",
    ["task", "state"],
    registry=REGISTRY,
)
EXTRACTIONS = Counter(
    "unidoc_extractions_total",
    "Files whose text was extracted, by kind of file.",
    ["kind"],
    registry=REGISTRY,
)
EXTRACTION_FAILURES = Counter(
    "unidoc_extraction_failures_total",
    "Files without readable text, by reason.",
    ["reason"],
    registry=REGISTRY,
)


def begin_at_zero() -> None:
    """Export the labels that are known beforehand, so that a first event shows as a rise."""
    for outcome in (Outcome.FILED, Outcome.SUGGESTED, Outcome.UNKNOWN):
        CLASSIFICATIONS.labels(outcome=outcome.value)
    for task in JobKind:
        for state in ("succeeded", "failed"):
            JOBS_FINISHED.labels(task=task.value, state=state)
    for kind in KINDS:
        EXTRACTIONS.labels(kind=kind.name)
    for reason in FailureCode:
        EXTRACTION_FAILURES.labels(reason=reason.value)
