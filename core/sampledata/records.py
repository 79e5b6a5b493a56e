"""The records of a sample archive: plain frozen data that name one another by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Language = Literal["ru", "en", "mixed"]
Role = Literal["viewer", "editor", "manager"]
Status = Literal["new", "in_progress", "review", "done"]
Priority = Literal["low", "normal", "high", "urgent"]


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class User:
    """A person of the company; accounts get their passwords elsewhere."""

    username: str
    first_name: str
    last_name: str
    email: str
    position: str
    language: Literal["ru", "en"]
    reviewer: bool
    staff: bool


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    role: Role


@dataclass(frozen=True, slots=True)
class LanguageShare:
    language: Language
    share: float


@dataclass(frozen=True, slots=True)
class Project:
    key: str
    name: str
    description: str
    topic: str
    languages: tuple[LanguageShare, ...]
    members: tuple[Member, ...]
    template: str


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    text: str
    note: str
    author: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A document with all its versions, oldest first.

    `project` is where the archive filed it, None for the inbox. `true_project` is
    the hidden answer: equal to `project` when filed; in the inbox the project it
    belongs to, or None when it belongs to none of them. `copy_of` names the
    document of which this one is a designed near-duplicate.
    """

    key: str
    title: str
    file_name: str
    kind: str
    language: Language
    project: str | None
    true_project: str | None
    owner: str
    tags: tuple[str, ...]
    versions: tuple[Version, ...]
    copy_of: str | None

    @property
    def text(self) -> str:
        """The text of the newest version."""
        return self.versions[-1].text


@dataclass(frozen=True, slots=True)
class Comment:
    author: str
    text: str
    mentions: tuple[str, ...]
    created: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task; `parent` is the key of the task of which it is a part."""

    key: str
    project: str
    title: str
    description: str
    requirements: tuple[str, ...]
    acceptance: tuple[str, ...]
    status: Status
    priority: Priority
    author: str
    assignee: str | None
    created: datetime
    due: date | None
    parent: str | None
    documents: tuple[str, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Favorite:
    """A user's star: exactly one of `project` and `task` is set."""

    username: str
    project: str | None
    task: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text to start a document from; its blanks are underscores."""

    key: str
    name: str
    kind: str
    language: Literal["ru", "en"]
    text: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything at once. Documents and tasks are in the order of their creation."""

    seed: int
    today: date
    topics: tuple[Topic, ...]
    users: tuple[User, ...]
    projects: tuple[Project, ...]
    documents: tuple[Document, ...]
    tasks: tuple[Task, ...]
    templates: tuple[Template, ...]
    favorites: tuple[Favorite, ...]
