"""Near copies that people put into two projects: nobody can learn from such a pair."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count

from core import access
from core.choices import Outcome
from core.models import Document, Project, User
from core.selectors.review import fileable_projects
from core.selectors.training_set import HUMAN
from core.services import decisions
from core.services.champion import serving
from unidoc.ml import UnsupportedByRecipeError

# So many are looked at; what the reader may not see or change is left out.
MOST = 200
SHOWN = 30

Found = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents of nearly the same words in two projects; ``similarity`` is a cosine."""

    first: Document
    second: Document
    similarity: float

    @property
    def documents(self) -> tuple[Document, Document]:
        return self.first, self.second


def contradictions(user: User) -> list[Pair]:
    """Pairs that ``user`` may see and change, the most alike first.

    A pair leaves the list when both are in one project, or when a person said that both
    are right where they are.
    """
    found = list(itertools.islice(_unique([*_equal_files(), *_near_copies()]), MOST))
    named = {pk for first, second, _alike in found for pk in (first, second)}
    placed = (
        access.visible_documents(user)
        .filter(
            standing_decision__source__in=HUMAN,
            project__in=fileable_projects(user),
        )
        .select_related("project", "standing_decision")
        .in_bulk(named)
    )
    pairs = (
        Pair(placed[first], placed[second], similarity)
        for first, second, similarity in found
        if first in placed and second in placed
    )
    return [pair for pair in pairs if _open(pair)][:SHOWN]


@transaction.atomic
def settle(
    *, actor: User, first: Document, second: Document, project: Project | None
) -> None:
    """Both belong to ``project``; without one, each is right where it is."""
    both = ((first, second), (second, first))
    for document, other in sorted(both, key=lambda two: two[0].pk):
        wanted = project or document.project
        if wanted is None:
            continue
        if project is None or document.project_id != project.pk:
            decisions.decide(
                actor=actor,
                document=document,
                project=wanted,
                beside=None if project else other,
            )


def _open(pair: Pair) -> bool:
    if pair.first.project_id == pair.second.project_id:
        return False
    return not (_settled(pair.first, pair.second) or _settled(pair.second, pair.first))


def _settled(document: Document, other: Document) -> bool:
    standing = document.standing_decision
    return standing is not None and standing.evidence.get(decisions.BESIDE) == other.pk


def _unique(found: Iterable[Found]) -> Iterator[Found]:
    seen = set()
    for first, second, similarity in found:
        pair = frozenset((first, second))
        if pair not in seen:
            seen.add(pair)
            yield first, second, similarity


def _near_copies() -> list[Found]:
    """Of the champion's training documents; asked once for each model."""
    try:
        with serving.champion() as served:
            key = f"contradictions-{served.row.digest}"
            known: list[Found] | None = cache.get(key)
            if known is None:
                known = [
                    (int(one.first.id), int(one.second.id), one.first.similarity)
                    for one in served.classifier.contradictions()[:MOST]
                ]
                cache.set(key, known, timeout=None)
            return known
    except (serving.NoModelYet, UnsupportedByRecipeError):
        return []


def _equal_files() -> list[Found]:
    """Byte for byte the same file in two projects: a training leaves such texts out."""
    filed = Document.objects.filter(
        trashed_at=None,
        standing_decision__source__in=HUMAN,
        standing_decision__outcome=Outcome.FILED,
    )
    doubled = (
        filed.values("current_version__sha256")
        .annotate(places=Count("project", distinct=True))
        .filter(places__gt=1)
        .values("current_version__sha256")
    )
    rows = filed.filter(current_version__sha256__in=doubled).order_by("-pk")
    by_file: defaultdict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for pk, project, digest in rows.values_list(
        "pk", "project", "current_version__sha256"
    )[:MOST]:
        by_file[digest].append((pk, project))
    return [
        (first, second, 1.0)
        for documents in by_file.values()
        for (first, here), (second, there) in itertools.combinations(documents, 2)
        if here != there
    ]
