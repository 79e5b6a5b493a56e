"""Asking a model about documents again: on a part of the archive, or on all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import ExtractionState, Foreseen, Outcome
from core.exceptions import Conflict, Forbidden
from core.models import Batch, BatchItem, Decision, Document, Project, TrainedModel
from core.models import User as Person
from core.selectors.models import champion
from core.services import decisions
from core.services.acts import Foresight, Placing
from core.services.champion import classification, serving
from core.services.champion.reasons import evidence_of
from core.services.texts.text import EngineText, text_of


@dataclass(frozen=True)
class Classify(Placing):
    """The machine decides anew wherever no person has; what was foreseen is what is done."""

    model: TrainedModel
    budget: float | None = None

    @cached_property
    def _served(self) -> serving.Served:
        return serving.copy_of(self.model)

    def foresee(self, chosen: Sequence[Document]) -> list[Foresight]:
        rights = access.rights_of(self.actor)
        projects = classification.open_projects(self._served)
        texts = {one.pk: _text(one) for one in chosen}
        asked = {pk: text for pk, text in texts.items() if text is not None}
        said = classification.answers(
            self._served, list(asked.values()), projects, self.budget
        )
        by_document = dict(zip(asked, said, strict=True))
        return [
            self._foresight(
                rights, one, by_document.get(one.pk), texts[one.pk], projects
            )
            for one in chosen
        ]

    def apply(self, item: BatchItem, document: Document) -> Decision:
        said = item.after
        asked = said.get("model", self.model.pk)  # older previews don't name it
        project = Project.objects.filter(pk=said["best"]).first()
        if project is None and said["wanted"] == Outcome.FILED:
            raise Conflict(_("The project is gone."), code="project-gone")
        version = document.current_version
        assert version is not None  # noqa: S101 - it was read when it was foreseen
        return decisions.record_verdict(
            document=document,
            version=version,
            batch=item.batch,
            verdict=decisions.MachineVerdict(
                # As it is by now: it may have been paused, and another may serve.
                model=TrainedModel.objects.defer("report").get(pk=asked),
                outcome=Outcome(said["wanted"]),
                project=project,
                probability=said["probability"],
                score=said["score"],
                threshold=said["threshold"],
                candidates=said["candidates"],
                evidence=said["evidence"],
                promised=self.budget is None,
            ),
        )

    def _foresight(
        self,
        rights: access.Rights,
        document: Document,
        answer: classification.Answer | None,
        text: EngineText | None,
        projects: Mapping[str, Project],
    ) -> Foresight:
        found = self.found(document)
        if answer is None or text is None:
            return Foresight(Foreseen.UNREADABLE, found)
        verdict = self._verdict(answer)
        outcome, project = decisions.foresee(document, verdict)
        foreseen = _side(rights, document, outcome, project)
        if foreseen == Foreseen.CHANGE:
            reasons = evidence_of(self._served, text, projects)
            verdict = self._verdict(replace(answer, reasons=reasons))
        after = {
            "project": project.pk if project else None,
            "outcome": str(outcome),
            "model": self.model.pk,
            "wanted": str(answer.outcome),
            "best": answer.project.pk if answer.project else None,
            "probability": answer.probability,
            "score": answer.score,
            "threshold": answer.threshold,
            "candidates": verdict.candidates,
            "evidence": dict(verdict.evidence),
        }
        return Foresight(foreseen, found, after)

    def _verdict(self, answer: classification.Answer) -> decisions.MachineVerdict:
        verdict = classification.verdict_of(answer)
        return replace(verdict, promised=self.budget is None)


def classify(batch: Batch) -> Classify:
    """Raises :class:`Forbidden` where an administrator's right is needed."""
    actor, params = batch.created_by, batch.params
    budget = params.get("error_budget")
    if not actor.is_staff and (params.get("model") or budget):
        raise Forbidden(_("Choosing a model or a budget is for administrators."))
    return Classify(actor, _model(actor, params.get("model")), budget)


def _model(actor: Person, pk: object) -> TrainedModel:
    if pk is not None:
        return access.access_model(actor, pk)
    if (serves := champion()) is None:
        raise serving.NoModelYet(serving.no_model_text())
    return serves


def _side(
    rights: access.Rights,
    document: Document,
    outcome: Outcome,
    project: Project | None,
) -> Foreseen:
    standing = document.standing_decision
    if standing is not None and standing.is_human:
        return _beside_a_person(document, project)
    if standing is not None and (standing.outcome, standing.project_id) == (
        outcome,
        project.pk if project else None,
    ):
        return Foreseen.SAME
    return Foreseen.CHANGE if rights.may_edit(document) else Foreseen.FORBIDDEN


def _beside_a_person(document: Document, project: Project | None) -> Foreseen:
    if project is None or project.pk == document.project_id:
        return Foreseen.PERSON
    return Foreseen.CONTRADICTS


def _text(document: Document) -> EngineText | None:
    """What the model would read; None where nothing was read out of the file."""
    version = document.current_version
    if version is None or version.extraction.state != ExtractionState.DONE:
        return None
    return text_of(version)
