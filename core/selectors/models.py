"""Reading trained models and what is missing for the next one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.choices import ModelState, Outcome
from core.models import Project, TrainedModel, User
from core.selectors.training_set import HUMAN

# With fewer projects there is nothing to tell apart; one of fewer documents is not learned.
FEWEST_PROJECTS = 2
FEWEST_DOCUMENTS = 2


def champion() -> TrainedModel | None:
    """The model that serves, without its long report."""
    return list_models().filter(state=ModelState.CHAMPION).first()


def champion_with_report() -> TrainedModel | None:
    return TrainedModel.objects.filter(state=ModelState.CHAMPION).first()


def list_models() -> QuerySet[TrainedModel]:
    """Every model, without its long report."""
    return TrainedModel.objects.select_related("snapshot").defer("report")


def shown_report(user: User, model: TrainedModel) -> Mapping[str, Any]:
    """The model's report without the projects that ``user`` may not see."""
    report = dict(model.report)
    keys = set(access.visible_projects(user).values_list("key", flat=True))
    if "projects" in report:
        report["projects"] = [p for p in report["projects"] if p["project"] in keys]
    if "confusion" in report:
        report["confusion"] = [
            cell
            for cell in report["confusion"]
            if cell["true"] in keys and cell["predicted"] in keys
        ]
    return report


def paused_text(model: TrainedModel) -> str:
    """Why the model only suggests; empty while it files."""
    if model.filing_paused_at is None:
        return ""
    return _(
        "Of %(audited)d documents checked at random, %(wrong)d would have been filed "
        "wrongly: more than the error budget allows. Until an administrator lets it "
        "file again, or another model serves, every document waits for a person."
    ) % {"audited": 0, "wrong": 0, **model.filing_paused_because}


def labelled_counts() -> dict[str, int]:
    """How many documents people put into each project, by its key."""
    by_people = Q(
        documents__standing_decision__source__in=HUMAN,
        documents__standing_decision__outcome=Outcome.FILED,
        documents__trashed_at=None,
        documents__is_held_out=False,
    )
    counted = Project.objects.annotate(labelled=Count("documents", filter=by_people))
    return dict(counted.values_list("key", "labelled"))


def missing_for_training() -> str:
    """What is missing for a first model, in one sentence; empty when nothing is."""
    ready = sum(labelled >= FEWEST_DOCUMENTS for labelled in labelled_counts().values())
    if ready >= FEWEST_PROJECTS:
        return ""
    lacking = FEWEST_PROJECTS - ready
    return (
        _(
            "A model needs two projects with at least two documents that people put there."
        )
        + " "
        + ngettext(
            "One more such project is missing: file documents into it, or import some.",
            "%(n)d such projects are missing: file documents into them, or import some.",
            lacking,
        )
        % {"n": lacking}
    )
