"""The people of the tests: one runs the house, one owns, some are in the team, one has nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages
from django.db import connection
from rest_framework.test import APIClient

from core.choices import JobState, Role
from core.models import Decision, Document, Job, Membership, Project, User, Version
from core.services import documents, job_runs, projects
from core.services.champion import serving

Client = Callable[[User | None], APIClient]


@dataclass(frozen=True)
class Cast:
    """``tender`` is the team's project; ``lease`` belongs to the stranger alone."""

    admin: User
    manager: User
    editor: User
    viewer: User
    reviewer: User
    stranger: User
    tender: Project
    lease: Project


@pytest.fixture(autouse=True)
def originals_in_memory(settings: Any) -> None:
    """Files and models of one test are not seen by another, and leave nothing behind."""
    serving._loaded.clear()
    for name in ("originals", "artifacts"):
        storages._storages[name] = InMemoryStorage()  # type: ignore[attr-defined]


@pytest.fixture
def empty_queue(db: None) -> None:
    """For tests that count what waits: some tests commit tasks, which no flush removes."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def cast(db: None) -> Cast:
    def user(name: str, **values: Any) -> User:
        return User(username=name, password=make_password(f"{name}-pw-1"), **values)

    # At once: most tests begin like this.
    manager, editor, viewer, stranger, admin, reviewer = User.objects.bulk_create(
        [
            *map(user, ("manager", "editor", "viewer", "stranger")),
            user("admin", is_staff=True),
            user("reviewer", is_reviewer=True),
        ]
    )
    tender = projects.create_project(actor=manager, name="Tender 2027")
    Membership.objects.bulk_create(
        Membership(project=tender, user=member, role=role)
        for member, role in ((editor, Role.EDITOR), (viewer, Role.VIEWER))
    )
    return Cast(
        admin=admin,
        manager=manager,
        editor=editor,
        viewer=viewer,
        reviewer=reviewer,
        stranger=stranger,
        tender=tender,
        lease=projects.create_project(actor=stranger, name="Office lease"),
    )


@pytest.fixture
def client_of() -> Client:
    """An API client signed in as a user, or as nobody."""

    def client(user: User | None) -> APIClient:
        made = APIClient(raise_request_exception=False)
        if user is not None:
            made.force_authenticate(user)
        return made

    return client


def upload(
    actor: User,
    content: str | bytes = "A text about the tender",
    *,
    name: str = "",
    **about: Any,
) -> Document:
    """Take in a text, or the bytes of a file called ``name``, as people do."""
    if isinstance(content, str):
        incoming = documents.Incoming.from_text(content, about.get("title", ""))
    else:
        incoming = documents.Incoming.from_file(ContentFile(content, name=name))
    return documents.create_document(
        actor=actor, incoming=incoming, about=documents.NewDocument(**about)
    )


def current(document: Document) -> Version:
    """The document's newest version."""
    assert document.current_version is not None
    return document.current_version


def standing(document: Document) -> Decision:
    """The decision that put the document where it is."""
    assert document.standing_decision is not None
    return document.standing_decision


def run_jobs(kind: str = "read") -> None:
    """Do what a worker would do with the jobs that are queued."""
    run = {"read": job_runs.run_read, "purge": job_runs.run_purge}[kind]
    for job in Job.objects.filter(state=JobState.QUEUED, kind=kind).order_by("pk"):
        run(job.pk)


def read_document(actor: User, content: str | bytes, **about: Any) -> Document:
    """Upload and read a document; as it stands in the database afterwards."""
    document = upload(actor, content, **about)
    run_jobs()
    document.refresh_from_db()
    return document
