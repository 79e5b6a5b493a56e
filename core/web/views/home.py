"""Home: what needs me today."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.models import Comment, Document, Task, TrainedModel
from core.selectors import home as selectors
from core.selectors.models import champion, paused_text
from core.web.pages import actor, show


@dataclass(frozen=True, slots=True)
class HomePage:
    flow: selectors.Flow
    filed: list[Document]
    failed: list[Document]
    tasks: list[Task]
    mentions: list[Comment]
    champion: TrainedModel | None
    paused: str
    now: datetime.datetime


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    now = timezone.localtime()
    yesterday = now.replace(
        hour=0, minute=0, second=0, microsecond=0
    ) - datetime.timedelta(days=1)
    serves = champion()
    page = HomePage(
        flow=selectors.flow(user, yesterday),
        filed=selectors.recently_filed(user, yesterday),
        failed=selectors.failed_documents(user),
        tasks=selectors.my_tasks(user),
        mentions=selectors.mentions(user),
        champion=serves,
        paused=paused_text(serves) if serves else "",
        now=now,
    )
    return show(request, "home.html", page)
