"""Every page of the web application, and what stands behind its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, reverse

from core.choices import BatchKind, JobKind
from core.models import Job
from core.selectors.document_search import Wanted
from core.services import batches, tasks
from core.services.people import favorites, saved_filters, sign_in
from core.web.urls import public, urlpatterns
from tests.cast import Cast, read_document

PUBLIC = {pattern.name for pattern in public}

# Pages about nobody's object in particular.
COLLECTIONS = {
    "home",
    "palette",
    "documents",
    "upload",
    "batch-new",
    "documents-download",
    "documents-columns",
    "filter-save",
    "documents-undo",
    "batches",
    "trash",
    "review",
    "review-next",
    "projects",
    "project-new",
    "tasks",
    "task-new",
    "models",
    "suspects",
    "live-truth",
    "drift",
    "notifications",
    "notifications-read",
    "profile",
    "new-token",
    "password-change",
}
# About objects that the form names, not the address.
NAMED_IN_FORM = {"settle"}
# For administrators alone.
STAFF = {
    "trash-empty",
    "topic-new",
    "classify-again",
    "train",
    "users",
    "user-new",
    "user",
    "audit",
    "audit-export",
    "jobs",
    "system",
}


@dataclass(frozen=True)
class Things:
    """What the pages are about: all of it in a project that strangers do not see."""

    document: int
    project: int
    task: int
    member: int
    job: int
    batch: int
    kept: int
    family: str
    admin: int
    notification: int

    def arguments(self, name: str) -> Mapping[str, object]:
        """What the address of a page needs."""
        if name.startswith(("documents", "document-", "review-")) or name == "document":
            return {"pk": self.document}
        if name.startswith("version-"):
            return {"pk": self.document, "number": 1}
        if name in {"member-role", "member-remove"}:
            return {"pk": self.project, "member": self.member}
        if name.startswith("task"):
            return {"pk": self.task}
        if name.startswith(("job-", "training-")):
            return {"pk": self.job}
        if name == "batch" or name.startswith("batch-"):
            return {"pk": self.batch}
        if name == "filter-delete":
            return {"pk": self.kept}
        others: dict[str, dict[str, object]] = {
            "upload-state": {"pk": self.document},
            "revoke-token": {"pk": self.family},
            "user": {"pk": self.admin},
            "notification": {"pk": self.notification},
        }
        return others.get(name, {"pk": self.project})


def things(cast: Cast) -> Things:
    document = read_document(cast.editor, "Протокол заседания", project=cast.tender)
    task = tasks.create_task(
        actor=cast.editor, project=cast.tender, values={"title": "Check the lot"}
    )
    tasks.add_comment(actor=cast.editor, on=task, body="Look, @viewer")
    job = Job.objects.create(kind=JobKind.TRAIN, created_by=cast.admin)
    sign_in.issue(actor=cast.admin)
    selection = batches.Selection(documents=[document.pk])
    trashing = batches.Plan(kind=BatchKind.TRASH, selection=selection)
    batch = batches.create(actor=cast.editor, plan=trashing)
    favorites.add_favorite(actor=cast.editor, project=cast.tender, task=None)
    return Things(
        document=document.pk,
        project=cast.tender.pk,
        task=task.pk,
        member=cast.tender.memberships.get(user=cast.viewer).pk,
        job=job.pk,
        batch=batch.pk,
        kept=saved_filters.save_filter(
            actor=cast.editor, name="Mine", wanted=Wanted(words="lot")
        ).pk,
        family=str(cast.admin.refresh_families.get().pk),
        admin=cast.admin.pk,
        notification=cast.viewer.notifications.get().pk,
    )


def names() -> Iterator[str]:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield pattern.name or ""


def address(name: str, about: Things) -> str:
    plain = COLLECTIONS | NAMED_IN_FORM | STAFF - {"user"}
    arguments = {} if name in plain else about.arguments(name)
    return reverse(f"web:{name}", kwargs=dict(arguments))
