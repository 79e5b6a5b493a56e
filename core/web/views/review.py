"""Review: one document at a time, answered by a key."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import access
from core.choices import Role
from core.models import Decision, Document
from core.selectors import document_page, review
from core.selectors.documents import Candidate
from core.selectors.home import Week, week
from core.selectors.reasons import reasons_of
from core.services import decisions
from core.web.pages import actor, ids, show, wants_fragment
from core.web.telling import Part, head, telling_parts, told_terms

TEXT = 12_000
MOST_SKIPPED = 500


@dataclass(frozen=True, slots=True)
class Item:
    """A document in question: the head of its text and what it may be."""

    document: Document
    parts: list[Part]
    verdict: Decision | None
    choices: list[Candidate]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    item: Item | None
    upcoming: Item | None
    left: int
    answered: int
    resolved: int
    week: Week | None
    answered_last: Document | None


@require_GET
def review_page(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    first, second = [*review.with_text(review.queue(user))[:2], None, None][:2]
    page = ReviewPage(
        item=_item(request, first),
        upcoming=_item(request, second),
        left=review.queue(user).count(),
        answered=review.answers_today(user),
        resolved=review.resolved_today(user),
        week=None if first else week(user),
        answered_last=None if first else review.last_answer(user),
    )
    return show(request, "review/page.html", page)


@require_GET
def following(request: HttpRequest) -> HttpResponse:
    """The next document that is not on the reader's screen or skipped; empty at the end.

    What they saw last is named last, and counts where very many are named. A header tells
    how many others the answers of today have resolved by now.
    """
    user = actor(request)
    shown = request.GET.get("not", "").split(",")[-MOST_SKIPPED:]
    found = review.next_in_queue(user, ids(shown))
    if found is None:
        response = HttpResponse(status=204)
    else:
        response = show(request, "review/_item.html", _item(request, found))
    response["X-Resolved"] = str(review.resolved_today(user))
    return response


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's answer: a project, or none of those offered."""
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    wanted = request.POST.get("project", "")
    project = access.access_project(user, wanted) if wanted else None
    seen = next(iter(ids([request.POST.get("seen", "")])), None)
    decisions.decide(actor=user, document=found, project=project, seen=seen)
    if wants_fragment(request):
        place = project.name if project else _("none of these")
        return HttpResponse(place, content_type="text/plain")
    return redirect("web:review")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the reader's own answer back, and nobody else's; show the document again."""
    user = actor(request)
    found = access.access_document(user, pk, Role.EDITOR)
    own = found.decisions.filter(actor=user).order_by("pk").last()
    decisions.undo(actor=user, document=found, decision=own.pk if own else 0)
    if not wants_fragment(request):
        return redirect("web:review")
    again = document_page.open_document(user, pk)
    return show(request, "review/_item.html", _item(request, again))


def _item(request: HttpRequest, found: Document | None) -> Item | None:
    if found is None or found.current_version is None:
        return None
    user = actor(request)
    verdict = _verdict(found)
    told = reasons_of(user, verdict) if verdict else None
    text = found.current_version.extraction.text
    choices = review.choices(user, verdict)
    return Item(
        document=found,
        parts=head(telling_parts(text, told_terms(told, choices)), TEXT),
        verdict=verdict,
        choices=choices,
    )


def _verdict(found: Document) -> Decision | None:
    """What the machine said; it may lie under a person's undo."""
    standing = found.standing_decision
    if standing is None or standing.model_id:
        return standing
    return review.verdict_of(found)
