"""What the pages of the models show besides the reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, FloatField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from core import access
from core.choices import JobKind, ModelState
from core.models import Job, Project, TrainedModel, User
from core.selectors.models import FEWEST_DOCUMENTS, labelled_counts, list_models

SHOWN = 30
# From so many documents on a project is known well.
COMFORTABLE = 10

MATTER = (ModelState.CHAMPION, ModelState.CHALLENGER)

# Reports are long: only those of the two are unpacked.
_MEMORY = Case(
    When(
        state__in=MATTER,
        then=Cast(KT("report__cost__peak_memory_mb"), FloatField()),
    )
)


@dataclass(frozen=True, slots=True)
class Lineup:
    """Every model, the newest first, and the two that matter."""

    models: Sequence[TrainedModel]
    champion: TrainedModel | None
    challenger: TrainedModel | None

    @property
    def pair(self) -> list[TrainedModel]:
        """Champion and challenger, those of them that exist."""
        return [model for model in (self.champion, self.challenger) if model]

    @property
    def over_time(self) -> Sequence[TrainedModel]:
        return self.models[::-1]


def lineup() -> Lineup:
    """The two that matter carry ``peak_memory_mb`` out of their reports."""
    known = list_models().annotate(peak_memory_mb=_MEMORY)
    models = list(known[: SHOWN + 1])
    found = {model.state: model for model in models}
    if len(models) > SHOWN:  # they may be older than all that are shown
        found = {model.state: model for model in known.filter(state__in=MATTER)}
    champion, challenger = (found.get(state) for state in MATTER)
    return Lineup(models[:SHOWN], champion, challenger)


def last_training(user: User) -> Job | None:
    """The newest training that the user may see."""
    return access.visible_jobs(user).filter(kind=JobKind.TRAIN).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Readiness:
    """``labelled`` documents of a project by people's word, and how many more are wanted.

    ``for_first`` more and a model learns the project at all; ``for_better`` more and it
    knows the project well.
    """

    project: Project
    labelled: int
    for_first: int
    for_better: int


def readiness(user: User) -> list[Readiness]:
    """Each visible project that is not archived, the best known first."""
    counts = labelled_counts()
    visible = access.visible_projects(user).filter(is_archived=False).order_by("name")
    found = [_readiness(project, counts.get(project.key, 0)) for project in visible]
    return sorted(found, key=lambda one: -one.labelled)


def _readiness(project: Project, labelled: int) -> Readiness:
    return Readiness(
        project=project,
        labelled=labelled,
        for_first=max(0, FEWEST_DOCUMENTS - labelled),
        for_better=max(0, COMFORTABLE - labelled),
    )


def project_names(user: User) -> dict[str, Project]:
    """Visible projects by key, the label that a report speaks of."""
    return {project.key: project for project in access.visible_projects(user)}
