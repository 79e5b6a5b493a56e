"""Pictures of every page, to look at: `make screenshots` leaves them in screenshots/.

Not collected by itself: it makes no claim, a person judges.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from core.choices import DecisionSource, DocumentStatus, ModelState, Outcome
from core.models import Decision, Document, Project, Task, TrainedModel, User
from core.services.champion import classification
from core.services.people import favorites
from tests.browser import past
from tests.browser.conftest import Visit
from tests.teaching import champion
from unidoc.env import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

# Pages whose lower parts matter too.
LONG = {"models", "model", "quality", "live", "drift", "settings", "suspects"}
FOLDER = ROOT / "screenshots"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1360, "height": 860}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1360, "height": 860}},
    "phone": {
        "color_scheme": "light",
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
    },
}


@pytest.fixture
def somebody(transactional_db: None) -> User:
    """An administrator of the sample archive, with a model and work to do."""
    call_command("generate_test_data")
    user = User.objects.create_user(
        "kovaleva",
        "kovaleva@example.org",
        "kovaleva-pw-1",
        first_name="Анна",
        last_name="Ковалёва",
        is_staff=True,
        is_reviewer=True,
    )
    first = champion(user)
    for document in Document.objects.filter(status=DocumentStatus.INBOX):
        if document.current_version is not None:
            classification.classify_version(document.current_version)
    for project in Project.objects.order_by("pk")[:3]:
        favorites.add_favorite(actor=user, project=project, task=None)
    past.at_work(user, first)
    urgent = Task.objects.exclude(status="done").order_by("due_date")[:5]
    Task.objects.filter(pk__in=[task.pk for task in urgent]).update(assignee=user)
    return user


def paths() -> dict[str, str]:
    filed = Decision.objects.filter(
        source=DecisionSource.MACHINE, outcome=Outcome.FILED
    ).latest("pk")
    project = Project.objects.order_by("pk")[0].pk
    model = filed.model_id
    task = Task.objects.exclude(description="").order_by("pk")[0].pk
    return {
        "home": "/",
        "review": "/review/",
        "documents": "/documents/",
        "search": "/documents/?q=договор",
        "mistyped": "/documents/?q=догвоор",
        "batches": "/batches/",
        "classify-again": "/documents/classify/",
        "document": f"/documents/{filed.document_id}/",
        "compare": f"/documents/{_changed()}/compare/?from=1&to=2",
        "projects": "/projects/",
        "project": f"/projects/{project}/",
        "board": f"/projects/{project}/board/",
        "quality": f"/projects/{project}/quality/",
        "settings": f"/projects/{project}/settings/",
        "new-project": "/projects/new/",
        "tasks": "/tasks/",
        "task": f"/tasks/{task}/",
        "models": "/models/",
        "model": f"/models/{model}/",
        "tested": f"/models/{model}/tested/?wrong=1",
        "live": "/models/live/",
        "drift": "/models/drift/",
        "notifications": "/notifications/",
        "new-task": f"/tasks/new/?project={project}",
        "suspects": "/models/suspects/",
        "profile": "/profile/",
        "users": "/administration/",
        "audit": "/administration/audit/",
        "jobs": "/administration/jobs/",
        "system": "/administration/system/",
    }


def test_take_pictures(somebody: User, visit: Visit) -> None:
    for language in ("ru", "en"):
        for look, options in LOOKS.items():
            folder = FOLDER / language / look
            folder.mkdir(parents=True, exist_ok=True)
            _walk(visit(somebody, language=language, **options), folder)
            _walk_paused(visit(somebody, language=language, **options), folder)
            door = visit(path="/sign-in/", language=language, **options)
            door.screenshot(path=folder / "sign-in.png")
            door.goto("/password/reset/")
            door.screenshot(path=folder / "password-reset.png")


def _walk(page: Page, folder: Path) -> None:
    for name, path in paths().items():
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png", full_page=name in LONG)
    page.goto("/documents/")
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]").first.wait_for()
    page.screenshot(path=folder / "palette.png")


def _walk_paused(page: Page, folder: Path) -> None:
    """What pages say while filing is stepped down."""
    model = TrainedModel.objects.get(state=ModelState.CHAMPION)
    with past.paused(model):
        for name, path in (
            ("models-paused", "/models/"),
            ("resume", f"/models/{model.pk}/resume/"),
        ):
            page.goto(path)
            page.screenshot(path=folder / f"{name}.png")


def _changed() -> int:
    return Document.objects.filter(current_version__number=2).latest("pk").pk
