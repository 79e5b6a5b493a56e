"""What can be done to many documents at once: how each is foreseen, done and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import BatchKind, DecisionSource, Foreseen, ItemReason, Role
from core.exceptions import InvalidInput
from core.models import Batch, BatchItem, Decision, Document, Project, User
from core.services import decisions, documents, trash

State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act would do to one document; both states are JSON-ready."""

    foreseen: Foreseen
    before: State
    after: State = field(default_factory=dict)


class Act(Protocol):
    """One kind of act with its parameters, done on behalf of ``actor``."""

    @property
    def actor(self) -> User: ...

    def foresee(self, chosen: Sequence[Document]) -> list[Foresight]:
        """What would happen to each document; changes nothing."""

    def found(self, document: Document) -> State:
        """What the act would find: an item is left alone when this has changed."""

    def apply(self, item: BatchItem, document: Document) -> Decision | None:
        """Do it to one locked document; the decision that came of it."""

    def undo(self, item: BatchItem, document: Document) -> ItemReason:
        """Take it back, or say why not."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What moving and classifying share: a place is found, and taken back, by decisions."""

    actor: User

    def found(self, document: Document) -> State:
        return {
            "project": document.project_id,
            "decision": document.standing_decision_id,
            "version": document.current_version_id,
        }

    def undo(self, item: BatchItem, document: Document) -> ItemReason:
        if item.decision is None:
            return ItemReason.GONE
        decisions.take_back(
            actor=self.actor,
            document=document,
            decision=item.decision,
            batch=item.batch,
        )
        return ItemReason.NONE


@dataclass(frozen=True, slots=True)
class Move(Placing):
    """A person's decision for each; what people placed elsewhere stays unless asked for."""

    project: Project
    also_placed: bool = False

    def foresee(self, chosen: Sequence[Document]) -> list[Foresight]:
        rights = access.rights_of(self.actor)
        return [
            Foresight(
                self._side(rights, one), self.found(one), {"project": self.project.pk}
            )
            for one in chosen
        ]

    def apply(self, item: BatchItem, document: Document) -> Decision:
        return decisions.decide(
            actor=self.actor,
            document=document,
            project=self.project,
            batch=item.batch,
        )

    def _side(self, rights: access.Rights, document: Document) -> Foreseen:
        if document.project_id == self.project.pk:
            return Foreseen.SAME
        if not rights.may_edit(document):
            return Foreseen.FORBIDDEN
        standing = document.standing_decision
        by_person = standing is not None and standing.source != DecisionSource.MACHINE
        if by_person and document.project_id and not self.also_placed:
            return Foreseen.PERSON
        return Foreseen.CHANGE


@dataclass(frozen=True, slots=True)
class Retag:
    """Give each document tags, or take tags away."""

    actor: User
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def found(self, document: Document) -> State:
        return {"tags": list(document.tags)}

    def foresee(self, chosen: Sequence[Document]) -> list[Foresight]:
        rights = access.rights_of(self.actor)
        return [
            Foresight(
                _changing(rights, one, same=self._tags(one) == one.tags),
                self.found(one),
                {"tags": self._tags(one)},
            )
            for one in chosen
        ]

    def apply(self, item: BatchItem, document: Document) -> None:
        self._set(document, item.after["tags"])

    def undo(self, item: BatchItem, document: Document) -> ItemReason:
        """What people tagged since stays; only this act's own tags go, or come back."""
        before, after = item.before["tags"], item.after["tags"]
        if document.tags == after:
            self._set(document, before)
            return ItemReason.NONE
        added, removed = set(after) - set(before), set(before) - set(after)
        kept = [tag for tag in document.tags if tag not in added]
        self._set(document, [*kept, *(t for t in before if t in removed - set(kept))])
        return ItemReason.NONE

    def _tags(self, document: Document) -> list[str]:
        kept = [tag for tag in document.tags if tag not in self.remove]
        return list(dict.fromkeys([*kept, *self.add]))

    def _set(self, document: Document, tags: list[str]) -> None:
        documents.update_document(
            actor=self.actor, document=document, values={"tags": tags}
        )


@dataclass(frozen=True, slots=True)
class Trash:
    """Put each into the trash."""

    actor: User

    def found(self, document: Document) -> State:
        return {"trashed": document.trashed_at is not None}

    def foresee(self, chosen: Sequence[Document]) -> list[Foresight]:
        rights = access.rights_of(self.actor)
        return [
            Foresight(_changing(rights, one), self.found(one), {"trashed": True})
            for one in chosen
        ]

    def apply(self, item: BatchItem, document: Document) -> None:
        trash.trash_document(actor=self.actor, document=document)

    def undo(self, item: BatchItem, document: Document) -> ItemReason:
        if document.trashed_at is None:
            return ItemReason.CHANGED
        trash.restore_document(actor=self.actor, pk=document.pk)
        return ItemReason.NONE


def move(batch: Batch) -> Move:
    project = access.access_project(
        batch.created_by, batch.params["project"], Role.EDITOR
    )
    return Move(batch.created_by, project, bool(batch.params.get("also_placed")))


def retag(batch: Batch) -> Retag:
    tags = tuple(documents.clean_tags(batch.params["tags"]))
    if not tags:
        raise InvalidInput.of("tags", _("Name at least one tag."))
    if batch.kind == BatchKind.TAG:
        return Retag(batch.created_by, add=tags)
    return Retag(batch.created_by, remove=tags)


def put_in_trash(batch: Batch) -> Trash:
    return Trash(batch.created_by)


def _changing(
    rights: access.Rights, document: Document, *, same: bool = False
) -> Foreseen:
    if same:
        return Foreseen.SAME
    return Foreseen.CHANGE if rights.may_edit(document) else Foreseen.FORBIDDEN
