"""Reading documents, their versions and decisions, and the review queue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core import access
from core.choices import DocumentStatus, ExtractionState, JobKind, Outcome
from core.models import FINISHED_STATES, Decision, Document, Job, User, Version

# Long columns that no list shows.
HEAVY = ("current_version__extraction__text",)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that a document may belong to, by its id; ``probability`` is calibrated."""

    project: int
    name: str
    probability: float


def list_documents(user: User) -> QuerySet[Document]:
    """Documents with all that a row shows, in a constant number of queries."""
    return with_rows(access.visible_documents(user))


def with_rows(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Add what a row shows; ``is_at_work``: it is being read, or the model asked about it."""
    at_work = Job.objects.filter(
        version=OuterRef("current_version"), kind=JobKind.READ
    ).exclude(state__in=FINISHED_STATES)
    return (
        documents.annotate(is_at_work=Exists(at_work))
        .select_related(
            "project",
            "owner",
            "task",
            "current_version__extraction",
            "standing_decision__model",
            "standing_decision__actor",
        )
        .defer(*HEAVY)
    )


def with_duplicates(user: User, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Add ``duplicate_of``: the oldest other document with the same bytes, if visible."""
    twins = (
        access.visible_documents(user)
        .filter(current_version__sha256=OuterRef("current_version__sha256"))
        .filter(pk__lt=OuterRef("pk"))
        .order_by("pk")
    )
    return documents.annotate(duplicate_of=Subquery(twins.values("pk")[:1]))


def review_queue(user: User) -> QuerySet[Document]:
    """Readable inbox documents that wait for a person's answer."""
    answered = Q(standing_decision__outcome=Outcome.REJECTED)
    return (
        list_documents(user)
        .filter(status=DocumentStatus.INBOX, project=None)
        .exclude(answered)
    )


def list_versions(document: Document) -> QuerySet[Version]:
    return document.versions.select_related("author", "extraction").defer(
        "extraction__text"
    )


def list_decisions(document: Document) -> QuerySet[Decision]:
    return document.decisions.select_related("project", "actor", "model", "version")


def that_stood(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that put their document somewhere: what is said after a person never does.

    Whatever stands names the decision that it replaced, if there was any.
    """
    earlier = Decision.objects.filter(
        document=OuterRef("document"), pk__lt=OuterRef("pk")
    )
    return decisions.filter(Q(evidence__has_key="replaced") | ~Exists(earlier))


def visible_names(user: User, decisions: Collection[Decision]) -> Mapping[int, str]:
    """Names of the projects that the decisions speak of and that ``user`` may see."""
    wanted = {
        candidate["project"]
        for decision in decisions
        for candidate in decision.candidates
    } | {one.project_id for one in decisions if one.project_id is not None}
    found = access.visible_projects(user).filter(pk__in=wanted)
    return dict(found.values_list("pk", "name"))


def candidates_of(
    decision: Decision | None, names: Mapping[int, str]
) -> list[Candidate]:
    """Those of the decision's candidates that have a name here, best first."""
    return [
        Candidate(one["project"], names[one["project"]], one["probability"])
        for one in (decision.candidates if decision else ())
        if one["project"] in names
    ]


def unreadable(user: User) -> QuerySet[Document]:
    """Documents that could not be read and that nobody has placed yet."""
    return list_documents(user).filter(
        current_version__extraction__state=ExtractionState.FAILED, project=None
    )
