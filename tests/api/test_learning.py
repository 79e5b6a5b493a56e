"""Training, models and jobs as integrators see them."""

from core.choices import JobKind, JobState, ModelState
from core.models import Job, TrainedModel
from core.services import jobs
from core.services.trainings import promotion
from tests.cast import Cast, Client
from tests.teaching import Teach, champion, label


def test_training_is_a_job(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.admin)
    answer = client.post("/api/v1/training/")
    assert answer.status_code == 202
    job = client.get(answer["Location"]).json()
    assert (job["kind"], job["state"], job["progress"]) == ("train", "queued", 0.0)


def test_one_training_at_a_time(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.admin)
    client.post("/api/v1/training/")
    answer = client.post("/api/v1/training/")
    assert (answer.status_code, answer.json()["code"]) == (409, "training-runs")


def test_a_cancelled_training_makes_room(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.admin)
    url = client.post("/api/v1/training/")["Location"]
    assert client.post(f"{url}cancel/").json()["state"] == "cancelled"
    assert client.post(f"{url}cancel/").status_code == 409
    assert client.post("/api/v1/training/").status_code == 202


def test_a_failed_job_says_why_and_can_be_retried(
    cast: Cast, client_of: Client
) -> None:
    job = jobs.enqueue(kind=JobKind.TRAIN, actor=cast.admin)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED,
        failure_code="mlflow-away",
        failure_reason="MLflow is away.",
    )
    client, url = client_of(cast.admin), f"/api/v1/jobs/{job.pk}/"
    assert client.get(url).json()["reason"] == {
        "code": "mlflow-away",
        "message": "MLflow is away.",
    }
    assert client.post(f"{url}retry/").json()["state"] == "queued"


def test_models_show_their_report(cast: Cast, client_of: Client, teach: Teach) -> None:
    model = teach()
    [row] = client_of(cast.admin).get("/api/v1/models/").json()["results"]
    assert (row["id"], row["serves"], row["digest"]) == (model.pk, True, model.digest)
    assert {"accuracy", "macro_f1"} <= set(row["metrics"])
    report = client_of(cast.admin).get(f"/api/v1/models/{model.pk}/").json()["report"]
    assert {p["project"] for p in report["projects"]} == {
        cast.tender.key,
        cast.lease.key,
    }


def test_a_report_hides_foreign_projects(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    model = teach()
    body = client_of(cast.editor).get(f"/api/v1/models/{model.pk}/").json()
    assert cast.lease.key not in str(body)
    assert cast.tender.key in str(body)


def test_promote_and_go_back(cast: Cast, client_of: Client, teach: Teach) -> None:
    first = teach()
    label(cast.admin, cast.tender, "tender", 3)
    second = champion(cast.admin)
    client = client_of(cast.admin)
    assert client.post(f"/api/v1/models/{first.pk}/promote/").json()["serves"]
    states = dict(TrainedModel.objects.values_list("pk", "state"))
    assert states == {first.pk: ModelState.CHAMPION, second.pk: ModelState.RETIRED}


def test_the_database_allows_one_champion(cast: Cast, teach: Teach) -> None:
    import pytest
    from django.db import IntegrityError, transaction

    model = teach()
    twin = TrainedModel.objects.get(pk=model.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_promoting_twice_changes_nothing(cast: Cast, teach: Teach) -> None:
    model = teach()
    assert promotion.promote(actor=cast.admin, model=model).pk == model.pk
