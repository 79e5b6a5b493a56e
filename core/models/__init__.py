"""Fields, constraints and one-line properties; behaviour lives in the services."""

from core.models.audit import AuditEvent
from core.models.batches import Batch, BatchItem
from core.models.decisions import Decision
from core.models.documents import Document, Extraction, Version
from core.models.inlets import Inlet
from core.models.jobs import FINISHED_STATES, RETRIABLE_STATES, Job
from core.models.learning import (
    DriftLook,
    ShadowVerdict,
    TestedDocument,
    TrainedModel,
    TrainingSnapshot,
)
from core.models.likeness import Fingerprint, Unlike
from core.models.notifications import Notification
from core.models.projects import Favorite, Membership, Project, Template, Topic
from core.models.rates import RateWindow
from core.models.search import SavedFilter, SearchEntry, VocabularyWord
from core.models.tasks import Comment, Task
from core.models.trash import Tombstone
from core.models.users import RefreshFamily, User

__all__ = [
    "FINISHED_STATES",
    "RETRIABLE_STATES",
    "AuditEvent",
    "Batch",
    "BatchItem",
    "Comment",
    "Decision",
    "Document",
    "DriftLook",
    "Extraction",
    "Favorite",
    "Fingerprint",
    "Inlet",
    "Job",
    "Membership",
    "Notification",
    "Project",
    "RateWindow",
    "RefreshFamily",
    "SavedFilter",
    "SearchEntry",
    "ShadowVerdict",
    "Task",
    "Template",
    "TestedDocument",
    "Tombstone",
    "Topic",
    "TrainedModel",
    "TrainingSnapshot",
    "Unlike",
    "User",
    "Version",
    "VocabularyWord",
]
