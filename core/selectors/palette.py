"""What the palette finds: documents, projects and tasks by a few letters."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import access
from core.models import Document, Project, Task, User
from core.selectors.document_search import Wanted
from core.selectors.review import fileable_projects
from core.selectors.search import newest
from core.selectors.search_words import question, terms_of, widened

MOST = 6
MOST_PROJECTS = 40


@dataclass(frozen=True, slots=True)
class Found:
    documents: list[Document]
    projects: list[Project]
    tasks: list[Task]


def find_anything(user: User, words: str) -> Found:
    """The best few of each; without words, the projects alone."""
    return Found(
        documents=_documents(user, words) if words else [],
        projects=list(_named(access.visible_projects(user), words)[:MOST]),
        tasks=_tasks(user, words) if words else [],
    )


def find_target(user: User, words: str) -> list[Project]:
    """Projects that ``user`` may file into, by a part of their name or key."""
    return list(_named(fileable_projects(user), words)[:MOST_PROJECTS])


def _named(projects: QuerySet[Project], words: str) -> QuerySet[Project]:
    for word in words.split():
        projects = projects.filter(Q(name__icontains=word) | Q(key__icontains=word))
    return projects.select_related("topic").order_by("name")


def _documents(user: User, words: str) -> list[Document]:
    query = question(widened(terms_of(words)))
    if query is None:
        return []
    found = newest(user, Wanted(), query, MOST)[:MOST]
    rows = access.visible_documents(user).filter(pk__in=found)
    return list(rows.select_related("project").order_by("-pk"))


def _tasks(user: User, words: str) -> list[Task]:
    found = access.visible_tasks(user).filter(title__icontains=words)
    return list(found.select_related("project").order_by("-id")[:MOST])
