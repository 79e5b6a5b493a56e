"""/metrics: every series of the contract, right numbers, nothing personal, not for everybody."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core import metrics as counted
from core.choices import JobKind, Outcome
from core.models import TrainedModel
from core.services import decisions, jobs
from tests.cast import Cast, current, read_document, upload
from tests.deploy.test_monitoring import SERIES, expressions, metric_of, metrics
from tests.scrape import scrape, value
from tests.services.test_health import worker_beat
from tests.teaching import Teach, sentence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mlflow(settings: Any) -> None:
    settings.MLFLOW_TRACKING_URI = "http://127.0.0.1:9"


def declared(text: str) -> dict[str, str]:
    """The type of each metric by its name."""
    lines = [one.split() for one in text.splitlines() if one.startswith("# TYPE")]
    return {name: kind for _, _, name, kind in lines}


def test_the_contract_is_kept(client: Client) -> None:
    found = declared(scrape(client))
    wanted = {name: one["type"] for name, one in metrics().items()}
    assert found == wanted


def test_what_alerts_and_dashboard_ask_for_is_exported(client: Client) -> None:
    exported = set(declared(scrape(client)))
    used = {metric_of(name) for text in expressions() for name in SERIES.findall(text)}
    assert used <= exported


def test_labels_are_those_of_the_contract(
    client: Client, cast: Cast, teach: Teach
) -> None:
    teach(18)
    client.get("/healthz")
    upload(cast.editor, b"", name="empty.pdf")
    read_document(cast.editor, sentence("tender", 77))
    text = scrape(client)
    for family in text_string_to_metric_families(text):
        name = family.name + ("_total" if family.type == "counter" else "")
        wanted = set(metrics()[name]["labels"])
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == wanted, sample


def test_requests_are_counted_by_route_not_by_address(
    client: Client, cast: Cast
) -> None:
    labels = {
        "method": "GET",
        "route": "/api/v1/projects/(?P<pk>[^/.]+)/$",
        "status": "401",
    }
    before = value(scrape(client), "unidoc_http_requests_total", **labels) or 0
    client.get(f"/api/v1/projects/{cast.tender.pk}/")
    client.get("/nobody/knows/ivan@example.org")
    text = scrape(client)
    assert value(text, "unidoc_http_requests_total", **labels) == before + 1
    assert "ivan" not in text
    assert 'route="(none)",status="404"' in text


@pytest.mark.usefixtures("empty_queue")
def test_the_state_of_the_house(client: Client, cast: Cast, teach: Teach) -> None:
    model = teach(18)
    worker_beat()
    worker_beat(seconds_ago=3600)
    upload(cast.editor, "Nobody has read this")
    text = scrape(client)
    assert value(text, "unidoc_workers_alive") == 1
    waiting = value(text, "unidoc_queue_depth", queue="documents")
    age = value(text, "unidoc_queue_oldest_job_age_seconds", queue="documents")
    assert waiting is not None
    assert waiting >= 1
    assert age is not None
    assert 0 <= age < 600
    assert value(text, "unidoc_queue_depth", queue="training") == 0
    assert value(text, "unidoc_model_macro_f1") == model.metrics["macro_f1"]
    assert value(text, "unidoc_model_accuracy") == model.metrics["accuracy"]
    assert value(text, "unidoc_model_training_seconds") == model.training_seconds
    assert value(text, "unidoc_model_size_bytes") == model.size
    assert value(text, "unidoc_models_waiting_for_mlflow") == 1
    for silent in ("live_accuracy_ratio", "shadow_documents"):
        assert value(text, f"unidoc_{silent}") is None
    info = {"digest": model.digest[:12], "recipe": "linear"}
    assert value(text, "unidoc_model_info", **info) == 1
    assert value(text, "unidoc_error_budget_ratio") == 0.05
    assert value(text, "unidoc_mlflow_up") == 0


def test_the_age_is_that_of_the_model(client: Client, cast: Cast, teach: Teach) -> None:
    model = teach(18)
    model.created_at -= datetime.timedelta(days=3)
    model.save(update_fields=["created_at"])
    age = value(scrape(client), "unidoc_model_age_seconds")
    assert age == pytest.approx(3 * 86400, abs=300)
    TrainedModel.objects.update(mlflow_run_id="run", mlflow_version="1")
    assert value(scrape(client), "unidoc_models_waiting_for_mlflow") == 0


def test_agreement_is_the_share_of_answers_that_left_a_filing(
    client: Client, cast: Cast, teach: Teach
) -> None:
    verdict = decisions.MachineVerdict(
        model=teach(18),
        outcome=Outcome.FILED,
        project=cast.tender,
        probability=0.99,
        score=1.0,
        threshold=0.9,
    )
    filed = [upload(cast.admin, f"A text {n}") for n in range(4)]
    for one in filed:
        decisions.record_verdict(document=one, version=current(one), verdict=verdict)
    assert value(scrape(client), "unidoc_review_agreement_ratio") is None
    decisions.decide(actor=cast.admin, document=filed[0], project=cast.tender)
    decisions.decide(actor=cast.admin, document=filed[1], project=cast.tender)
    decisions.decide(actor=cast.admin, document=filed[2], project=cast.lease)
    decisions.undo(actor=cast.admin, document=filed[3])
    assert value(scrape(client), "unidoc_review_agreement_ratio") == 0.5


def test_work_is_counted_where_it_is_done(cast: Cast) -> None:
    def of(name: str, **labels: str) -> float:
        return counted.REGISTRY.get_sample_value(name, labels) or 0

    failed = of("unidoc_extraction_failures_total", reason="damaged")
    succeeded = of("unidoc_jobs_finished_total", task="read", state="succeeded")
    texts = of("unidoc_extractions_total", kind="text")
    upload(cast.editor, b"%PDF-1.7", name="broken.pdf")
    read_document(cast.editor, "About the lot")
    assert of("unidoc_extraction_failures_total", reason="damaged") == failed + 1
    assert of("unidoc_extractions_total", kind="text") == texts + 1
    assert (
        of("unidoc_jobs_finished_total", task="read", state="succeeded")
        == succeeded + 1
    )


def test_an_age_is_not_told_before_a_job_is_due(client: Client, cast: Cast) -> None:
    job = jobs.enqueue(kind=JobKind.TRAIN, actor=cast.admin)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' "
            "WHERE queue_name = 'training'"
        )
    assert job.pk
    assert value(scrape(client), "unidoc_queue_depth", queue="training") == 0


def test_nothing_of_anybodys_is_told(client: Client, cast: Cast, teach: Teach) -> None:
    teach(18)
    client.force_login(cast.admin)
    client.get("/documents/?q=swordfish")
    text = scrape(client)
    for secret in ("swordfish", "Tender 2027", "тендер", "editor-pw", "stranger"):
        assert secret not in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("172.18.0.7", {}, 200),
        ("93.184.216.34", {}, 404),
        ("172.18.0.7", {"X-Forwarded-For": "93.184.216.34"}, 404),
        ("172.18.0.7", {"Forwarded": "for=93.184.216.34"}, 404),
        ("", {}, 404),
        ("93.184.216.34", {"Authorization": "Bearer "}, 404),
    ],
)
def test_only_neighbours_may_look(
    client: Client, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("given", "status"), [("", 404), ("Bearer wrong", 404), ("Bearer swordfish", 200)]
)
def test_a_token_is_the_only_way_once_there_is_one(
    client: Client, settings: Any, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = "swordfish"
    answer = client.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == status


def test_with_the_database_away_the_rest_is_told(client: Client) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        text = scrape(client)
    assert value(text, "unidoc_mlflow_up") == 0
    assert value(text, "unidoc_workers_alive") is None
