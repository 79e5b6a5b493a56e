"""Documents that people may have put into the wrong project, as the champion sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from core import access
from core.models import Decision, Document, Project, TrainedModel, User
from core.selectors.review import fileable_projects
from core.selectors.training_set import HUMAN
from core.services.champion import serving
from unidoc.ml.prediction import Suspect

# So many are asked of the model; what the reader may not see or change is left out.
ASKED = 200


@dataclass(frozen=True, slots=True)
class Doubt:
    """A document in question, and the project that the others speak for."""

    document: Document
    suggested: Project


def doubts(user: User, most: int = 30) -> list[Doubt]:
    """The most doubtful placements first.

    A document leaves the list as soon as a person decides on it again, either way; for good
    when it was said twice that it belongs where it is.
    """
    try:
        with serving.champion() as served:
            found = served.classifier.suspects(ASKED)
            model = served.row
    except serving.NoModelYet:
        return []
    return _open(user, model, found)[:most]


def _open(user: User, model: TrainedModel, found: Sequence[Suspect]) -> list[Doubt]:
    projects = {project.key: project for project in fileable_projects(user)}
    documents = _unchanged_since(user, model, found)
    doubts = []
    for suspect in found:
        document = documents.get(int(suspect.id))
        suggested = projects.get(suspect.suggested)
        if document is None or document.project is None or suggested is None:
            continue
        if document.project.key == suspect.label and suspect.label in projects:
            doubts.append(Doubt(document, suggested))
    return doubts


def _unchanged_since(
    user: User, model: TrainedModel, found: Sequence[Suspect]
) -> Mapping[int, Document]:
    """The visible ones on which nobody has decided since the model's data were taken."""
    said_before = Decision.objects.filter(
        document=OuterRef("pk"), project=OuterRef("project"), source__in=HUMAN
    ).exclude(pk=OuterRef("standing_decision"))
    return (
        access.visible_documents(user)
        .filter(standing_decision__created_at__lte=model.snapshot.as_of)
        .exclude(Exists(said_before))
        .select_related("project", "standing_decision__actor")
        .in_bulk([int(suspect.id) for suspect in found])
    )
