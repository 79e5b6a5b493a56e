"""Storing the sample archive: what a team of a dozen projects would have after a year."""

import datetime
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core import sampledata
from core.choices import DecisionSource, Outcome, Role
from core.exceptions import Conflict
from core.models import (
    Comment,
    Decision,
    Document,
    Favorite,
    Membership,
    Project,
    Task,
    Template,
    Topic,
    User,
)
from core.services import audit, documents
from core.services.arrivals import bulk
from core.services.storage import originals

DECIDED_AFTER = datetime.timedelta(hours=2)


@dataclass(slots=True)
class _Stored:
    """What is in the database already, by the archive's keys."""

    users: dict[str, User] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)


@transaction.atomic
def store_sample(*, actor: User, seed: int, scale: float = 1.0) -> sampledata.Archive:
    """Fill an empty database with the sample archive; nobody gets a password.

    Raises :class:`Conflict` when there are documents already: sample and real ones are
    never mixed.
    """
    originals.hold()
    if Document.objects.exists():
        raise Conflict(
            "There are documents already; the sample archive is for an empty database.",
            code="not-empty",
        )
    archive = sampledata.build_archive(
        seed=seed, scale=scale, today=timezone.localdate()
    )
    stored = _Stored()
    _store_people(archive, stored)
    _store_projects(archive, stored, actor)
    _store_documents(archive, stored)
    _store_tasks(archive, stored)
    _store_favorites(archive, stored)
    audit.record(
        actor=actor, action="sample.create", subject=actor, after={"seed": seed}
    )
    return archive


def _store_people(archive: sampledata.Archive, stored: _Stored) -> None:
    for person in archive.users:
        user = User(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            language=person.language,
            is_reviewer=person.reviewer,
            is_staff=person.staff,
        )
        user.set_unusable_password()
        user.save()
        stored.users[person.username] = user


def _store_projects(archive: sampledata.Archive, stored: _Stored, actor: User) -> None:
    for topic in archive.topics:
        stored.topics[topic.key] = Topic.objects.create(
            name=topic.name, description=topic.description
        )
    templates = {
        one.key: Template.objects.create(name=one.name, body=one.text, created_by=actor)
        for one in archive.templates
    }
    for one in archive.projects:
        stored.projects[one.key] = Project.objects.create(
            key=one.key,
            name=one.name,
            description=one.description,
            topic=stored.topics[one.topic],
            default_template=templates.get(one.template),
            created_by=actor,
        )
    Membership.objects.bulk_create(
        Membership(
            project=stored.projects[one.key],
            user=stored.users[member.username],
            role=Role(member.role),
        )
        for one in archive.projects
        for member in one.members
    )


def _store_documents(archive: sampledata.Archive, stored: _Stored) -> None:
    items = [_document(one, stored) for one in archive.documents]
    bulk.store(items)
    stored.documents = {
        one.key: item.document
        for one, item in zip(archive.documents, items, strict=True)
    }


def _document(one: sampledata.Document, stored: _Stored) -> bulk.NewDocument:
    owner = stored.users[one.owner]
    document = Document(
        title=one.title,
        owner=owner,
        tags=documents.clean_tags(one.tags),
        created_at=one.versions[0].created,
    )
    texts = [_text(one, version, stored) for version in one.versions]
    if one.project is None:
        return bulk.NewDocument(document, texts)
    decision = Decision(
        source=DecisionSource.PERSON,
        outcome=Outcome.FILED,
        project=stored.projects[one.project],
        actor=owner,
        created_at=one.versions[0].created + DECIDED_AFTER,
    )
    return bulk.NewDocument(document, texts, decision)


def _text(
    one: sampledata.Document, version: sampledata.Version, stored: _Stored
) -> bulk.NewText:
    return bulk.NewText(
        text=version.text,
        file_name=documents.safe_file_name(one.file_name),
        original=originals.store(ContentFile(version.text.encode())),
        author=stored.users[version.author],
        title=one.title,
        note=version.note,
        created_at=version.created,
    )


def _store_tasks(archive: sampledata.Archive, stored: _Stored) -> None:
    for one in archive.tasks:
        task = Task.objects.create(
            project=stored.projects[one.project],
            parent=stored.tasks.get(one.parent or ""),
            title=one.title,
            description=one.description,
            requirements=_listed(one.requirements),
            acceptance_criteria=_listed(one.acceptance),
            status=one.status,
            priority=one.priority,
            assignee=stored.users.get(one.assignee or ""),
            due_date=one.due,
            created_by=stored.users[one.author],
            created_at=one.created,
        )
        stored.tasks[one.key] = task
        _store_comments(one, task, stored)
        linked = [stored.documents[key].pk for key in one.documents]
        Document.objects.filter(pk__in=linked).update(task=task)


def _listed(points: tuple[str, ...]) -> str:
    return "\n".join(f"- {point}" for point in points)


def _store_comments(one: sampledata.Task, task: Task, stored: _Stored) -> None:
    for said in one.comments:
        comment = Comment.objects.create(
            task=task,
            author=stored.users[said.author],
            body=said.text,
            created_at=said.created,
        )
        comment.mentions.set([stored.users[name] for name in said.mentions])


def _store_favorites(archive: sampledata.Archive, stored: _Stored) -> None:
    Favorite.objects.bulk_create(
        Favorite(
            user=stored.users[one.username],
            project=stored.projects.get(one.project or ""),
            task=stored.tasks.get(one.task or ""),
        )
        for one in archive.favorites
    )
