"""The training set as of a moment: what people had decided by then, and on which text.

Only people's decisions and imports are labels; what a machine filed by itself never is.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from core.choices import DecisionSource, ExtractionState, Outcome
from core.models import AuditEvent, Decision, Document, Version

HUMAN = (DecisionSource.PERSON, DecisionSource.IMPORT)
SHORTEST = 3
# The actions by which the audit trail tells who was in the trash when.
TRASHED, RESTORED = "document.trash", "document.restore"


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled document: its version and decision as of the moment asked for."""

    document_id: int
    version_id: int
    decision_id: int
    label: str
    text: str
    title: str
    file_name: str
    language: str
    created_at: datetime.datetime
    is_held_out: bool


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Examples in the order of their documents, and whom each reason left out."""

    as_of: datetime.datetime
    examples: list[Example]
    left_out: dict[str, list[int]] = field(default_factory=dict)


def training_set(as_of: datetime.datetime) -> TrainingSet:
    """Everything that people had labelled by ``as_of``."""
    left_out: dict[str, list[int]] = defaultdict(list)
    labels = _labels(as_of, left_out)
    examples = []
    for example in _examples(as_of, labels):
        if len(example.text.strip()) < SHORTEST:
            left_out["too short"].append(example.document_id)
        else:
            examples.append(example)
    found = {example.document_id for example in examples}
    short = set(left_out["too short"])
    left_out["no text"] = sorted(set(labels) - found - short)
    return TrainingSet(
        as_of=as_of,
        examples=_without_contradictions(examples, left_out),
        left_out={reason: ids for reason, ids in left_out.items() if ids},
    )


def _labels(
    as_of: datetime.datetime, left_out: dict[str, list[int]]
) -> dict[int, tuple[int, str]]:
    """Document id → (decision id, project key), by each document's last human decision.

    An undo is looked at too: it may have given a document back to the machine.
    """
    decided = _last_per_document(
        Decision.objects.filter(created_at__lte=as_of).filter(
            Q(source__in=HUMAN) | Q(undoes__isnull=False)
        )
    )
    labels: dict[int, tuple[int, str]] = {}
    trashed = _trashed(as_of)
    rows = decided.values_list("document_id", "id", "source", "outcome", "project__key")
    for document_id, decision_id, source, outcome, key in rows:
        if document_id in trashed:
            left_out["in the trash"].append(document_id)
        elif source not in HUMAN or outcome != Outcome.FILED:
            left_out["in no project by a person's word"].append(document_id)
        else:
            labels[document_id] = (decision_id, key)
    by_machine = Document.objects.filter(
        standing_decision__source=DecisionSource.MACHINE,
        standing_decision__outcome=Outcome.FILED,
        created_at__lte=as_of,
    ).exclude(pk__in=labels)
    left_out["filed by the machine"] = list(by_machine.values_list("pk", flat=True))
    return labels


def _trashed(as_of: datetime.datetime) -> set[int]:
    """Whoever was in the trash at that moment: by the record, for some came back since."""
    moves = AuditEvent.objects.filter(
        object_type=Document._meta.model_name,
        action__in=(TRASHED, RESTORED),
        created_at__lte=as_of,
    )
    last = moves.order_by("object_id", "-id").distinct("object_id")
    return {
        int(document)
        for document, action in last.values_list("object_id", "action")
        if action == TRASHED
    }


def _last_per_document(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return decisions.order_by("document_id", "-id").distinct("document_id")


def _examples(
    as_of: datetime.datetime, labels: dict[int, tuple[int, str]]
) -> Iterator[Example]:
    """Each labelled document with the newest text that it had by then."""
    read_by_then = Q(extraction__read_at=None) | Q(extraction__read_at__lte=as_of)
    versions = (
        Version.objects.filter(read_by_then)
        .filter(created_at__lte=as_of, extraction__state=ExtractionState.DONE)
        .order_by("document_id", "-number")
        .distinct("document_id")
        .values_list(
            "document_id",
            "id",
            "title",
            "file_name",
            "extraction__text",
            "extraction__language",
            "document__created_at",
            "document__is_held_out",
        )
    )
    for row in versions.iterator(chunk_size=500):
        document_id, version_id, title, file_name, text, language, created, held = row
        if document_id in labels:
            decision_id, label = labels[document_id]
            yield Example(
                document_id=document_id,
                version_id=version_id,
                decision_id=decision_id,
                label=label,
                text=text,
                title=title,
                file_name=file_name,
                language=language,
                created_at=created,
                is_held_out=held,
            )


def _without_contradictions(
    examples: list[Example], left_out: dict[str, list[int]]
) -> list[Example]:
    """Drop texts that people filed under two labels: nobody can learn from them."""
    labels: dict[bytes, set[str]] = defaultdict(set)
    digests = [hashlib.sha256(example.text.encode()).digest() for example in examples]
    for digest, example in zip(digests, examples, strict=True):
        labels[digest].add(example.label)
    kept = []
    for digest, example in zip(digests, examples, strict=True):
        if len(labels[digest]) > 1:
            left_out["same text in two projects"].append(example.document_id)
        else:
            kept.append(example)
    return kept
