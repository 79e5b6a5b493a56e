"""Every route of the API × every role × an object of somebody else's.

The table below knows every route. A route that is added without a line here fails the test,
so nobody can forget to say who may come in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, reverse

from core.api.urls import urlpatterns
from core.choices import BatchKind, JobKind
from core.models import Batch, Job, SavedFilter, TrainedModel, TrainingSnapshot
from core.services import projects, tasks, templates
from core.services.people import favorites
from tests.cast import Cast, Client, read_document

# Routes that ask for no token, or that have no object of anybody's.
OPEN = {"token", "token-refresh", "token-logout", "schema", "docs", "redoc"}
COLLECTIONS = {
    "topic-list",
    "project-list",
    "template-list",
    "favorite-list",
    "task-list",
    "comment-list",
    "document-list",
    "review-list",
    "trash-list",
    "classify-list",
    "training-list",
    "model-list",
    "job-list",
    "notification-list",
    "notification-read-all",
    "live-truth-list",
    "drift-list",
    "readiness-list",
    "batch-list",
    "search-list",
    "saved-filter-list",
    "download-list",
    "me",
}
# Models belong to everybody; what only administrators may do to them is forbidden, not hidden.
MODELS = {
    "model-detail": 200,
    "model-report": 200,
    "model-tested": 200,
    "model-promote": 403,
    "model-resume-filing": 403,
}
CHOICES = {"model-rollback", "trash-empty", "tombstone-list"}


@dataclass(frozen=True)
class Route:
    name: str
    methods: tuple[str, ...]


def routes() -> Iterator[Route]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        actions = getattr(pattern.callback, "actions", None) or {"post": "", "get": ""}
        yield Route(pattern.name or "", tuple(actions))


def objects(cast: Cast) -> Mapping[str, dict[str, object]]:
    """For each route with an object: one that only the team of ``tender`` may see."""
    topic = projects.create_topic(actor=cast.admin, name="Works")
    projects.update_project(
        actor=cast.manager, project=cast.tender, values={"topic": topic}
    )
    task = tasks.create_task(
        actor=cast.editor, project=cast.tender, values={"title": "Check the lot"}
    )
    comment = tasks.add_comment(actor=cast.editor, on=task, body="Hello, @viewer")
    told = cast.viewer.notifications.get()
    template = templates.create_template(
        actor=cast.editor, name="Letter", body="Dear …", project=cast.tender
    )
    favorite = favorites.add_favorite(actor=cast.editor, project=cast.tender, task=None)
    membership = cast.tender.memberships.get(user=cast.viewer)
    document = read_document(cast.editor, "A secret text", project=cast.tender)
    decision = document.decisions.get()
    kept = SavedFilter.objects.create(user=cast.editor, name="Mine")
    batch = Batch.objects.create(kind=BatchKind.TRASH, created_by=cast.editor)
    job = Job.objects.create(kind=JobKind.READ, created_by=cast.editor)
    inside: dict[str, object] = {"project_pk": cast.tender.pk}
    of_document: dict[str, object] = {"document_pk": document.pk}
    version: dict[str, object] = {**of_document, "number": 1}
    return {
        "topic-detail": {"pk": topic.pk},
        "project-detail": {"pk": cast.tender.pk},
        "membership-list": inside,
        "membership-detail": {**inside, "pk": membership.pk},
        "template-detail": {"pk": template.pk},
        "favorite-detail": {"pk": favorite.pk},
        "task-detail": {"pk": task.pk},
        "comment-detail": {"pk": comment.pk},
        "document-detail": {"pk": document.pk},
        "trash-restore": {"pk": document.pk},
        "document-likeness": {"pk": document.pk},
        "document-accept-likeness": {"pk": document.pk},
        "document-decline-likeness": {"pk": document.pk},
        "document-similar": {"pk": document.pk},
        "document-read-again": {"pk": document.pk},
        "saved-filter-detail": {"pk": kept.pk},
        "version-list": of_document,
        "version-detail": version,
        "version-file": version,
        "version-text": version,
        "version-diff": of_document,
        "decision-list": of_document,
        "decision-detail": {**of_document, "pk": decision.pk},
        "decision-undo": of_document,
        "batch-detail": {"pk": batch.pk},
        "batch-apply": {"pk": batch.pk},
        "batch-undo": {"pk": batch.pk},
        "batch-item-list": {"batch_pk": batch.pk},
        "notification-read": {"pk": told.pk},
        "job-detail": {"pk": job.pk},
        "job-cancel": {"pk": job.pk},
        "job-retry": {"pk": job.pk},
    }


def model(cast: Cast) -> TrainedModel:
    snapshot = TrainingSnapshot.objects.create(
        digest="0" * 64, as_of=cast.admin.date_joined, documents=1, projects=1
    )
    return TrainedModel.objects.create(
        digest="1" * 64,
        snapshot=snapshot,
        recipe="linear",
        size=1,
        training_seconds=1,
        created_by=cast.admin,
    )


QUERY = {"version-diff": "?from=1&to=1"}


def address(name: str, kwargs: Mapping[str, object]) -> str:
    return reverse(f"api:{name}", kwargs=dict(kwargs)) + QUERY.get(name, "")


def test_the_table_knows_every_route(cast: Cast) -> None:
    known = OPEN | COLLECTIONS | CHOICES | set(MODELS) | set(objects(cast))
    assert {route.name for route in routes()} == known


def test_without_a_token_nothing_is_answered(cast: Cast, client_of: Client) -> None:
    kwargs: dict[str, dict[str, object]] = {
        **objects(cast),
        **{name: {"pk": model(cast).pk} for name in list(MODELS)[:1]},
    }
    client = client_of(None)
    for route in routes():
        if route.name in OPEN or route.name in list(MODELS)[1:]:
            continue
        for method in route.methods:
            url = address(route.name, kwargs.get(route.name, {}))
            answer = getattr(client, method)(url)
            assert answer.status_code == 401, f"{method} {url}: {answer.status_code}"
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("who", ["stranger", "reviewer"])
def test_what_is_not_yours_looks_absent(
    cast: Cast, client_of: Client, who: str
) -> None:
    client = client_of(getattr(cast, who))
    foreign = objects(cast)
    for route in routes():
        for method in route.methods if route.name in foreign else ():
            url = address(route.name, foreign[route.name])
            answer = getattr(client, method)(url)
            assert answer.status_code == 404, f"{method} {url}: {answer.status_code}"


def test_what_is_absent_looks_the_same(cast: Cast, client_of: Client) -> None:
    client = client_of(cast.stranger)
    foreign = objects(cast)
    hidden = client.get(address("document-detail", foreign["document-detail"])).json()
    absent = client.get(address("document-detail", {"pk": 10**15})).json()
    for body in (hidden, absent):
        body.pop("instance"), body.pop("request_id")
    assert hidden == absent


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 40, "1e3", "%00"])
def test_odd_ids_are_absent(cast: Cast, client_of: Client, pk: str) -> None:
    client = client_of(cast.admin)
    for name in ("documents", "projects", "tasks", "jobs", "models"):
        assert client.get(f"/api/v1/{name}/{pk}/").status_code == 404


def test_lists_hide_what_is_not_yours(cast: Cast, client_of: Client) -> None:
    objects(cast)
    client = client_of(cast.stranger)
    for name in (
        "documents",
        "tasks",
        "comments",
        "templates",
        "favorites",
        "notifications",
        "review",
        "jobs",
        "batches",
        "search",
        "saved-filters",
    ):
        assert client.get(f"/api/v1/{name}/").json()["results"] == [], name
    [own] = client.get("/api/v1/projects/").json()["results"]
    assert own["id"] == cast.lease.pk


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("patch", "project-detail"),
        ("delete", "project-detail"),
        ("post", "membership-list"),
        ("patch", "document-detail"),
        ("delete", "document-detail"),
        ("post", "version-list"),
        ("post", "decision-list"),
        ("post", "decision-undo"),
        ("delete", "task-detail"),
        ("patch", "template-detail"),
        ("patch", "comment-detail"),
    ],
)
def test_a_viewer_may_look_but_not_touch(
    cast: Cast, client_of: Client, method: str, name: str
) -> None:
    url = address(name, objects(cast)[name])
    assert getattr(client_of(cast.viewer), method)(url).status_code == 403


def test_models_are_shown_and_only_administrators_choose(
    cast: Cast, client_of: Client
) -> None:
    pk = model(cast).pk
    client = client_of(cast.stranger)
    assert client.get(address("model-detail", {"pk": pk})).status_code == 200
    for name in ("model-promote", "model-resume-filing"):
        assert client.post(address(name, {"pk": pk})).status_code == 403
    assert client.post(address("training-list", {})).status_code == 403
    for name in CHOICES:
        method = "get" if name == "tombstone-list" else "post"
        assert getattr(client, method)(address(name, {})).status_code == 403
