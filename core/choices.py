"""The closed sets of words that the product speaks, shared by every layer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member may do in a project; each role includes the ones before it."""

    VIEWER = "viewer", _("viewer")
    EDITOR = "editor", _("editor")
    MANAGER = "manager", _("manager")

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class FilingMode(TextChoices):
    SUGGEST = "suggest", _("suggest only")
    FILE = "file", _("file by itself")


class DocumentStatus(TextChoices):
    PROCESSING = "processing", _("processing")
    INBOX = "inbox", _("inbox")
    FILED = "filed", _("filed")
    FAILED = "failed", _("failed")


class ExtractionState(TextChoices):
    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class DecisionSource(TextChoices):
    """Who says where a document belongs."""

    PERSON = "person", _("person")
    MACHINE = "machine", _("machine")
    IMPORT = "import", _("import")
    RULE = "rule", _("rule")


class Outcome(TextChoices):
    """What a decision does with a document."""

    FILED = "filed", _("filed")
    SUGGESTED = "suggested", _("suggested")
    UNKNOWN = "unknown", _("unknown")
    REJECTED = "rejected", _("none of these")


class TaskStatus(TextChoices):
    NEW = "new", _("new")
    IN_PROGRESS = "in_progress", _("in progress")
    REVIEW = "review", _("review")
    DONE = "done", _("done")


class Priority(TextChoices):
    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")
    URGENT = "urgent", _("urgent")


class Column(TextChoices):
    """A column of the list of documents, beside the title."""

    STATE = "state", _("State")
    PROJECT = "project", _("Project")
    VERSION = "version", _("Version")
    CREATED = "created", _("Came in")
    UPDATED = "updated", _("Changed")
    OWNER = "owner", _("By")
    LANGUAGE = "language", _("Language")
    FILE = "file", _("File")
    TASK = "task", _("Task")


USUAL_COLUMNS = [Column.STATE, Column.PROJECT, Column.VERSION, Column.CREATED]


class BatchKind(TextChoices):
    IMPORT = "import", _("import")
    CLASSIFICATION = "classification", _("classify again")
    MOVE = "move", _("move")
    TAG = "tag", _("add tags")
    UNTAG = "untag", _("remove tags")
    TRASH = "trash", _("to the trash")


class BatchState(TextChoices):
    PREPARING = "preparing", _("being previewed")
    PREVIEWED = "previewed", _("previewed")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


class Foreseen(TextChoices):
    """What the preview of a batch says of one document."""

    UNSEEN = "unseen", _("not looked at yet")
    CHANGE = "change", _("would change")
    SAME = "same", _("stays as it is")
    PERSON = "person", _("was decided by a person and stays")
    CONTRADICTS = "contradicts", _("contradicts a person, who stays right")
    FORBIDDEN = "forbidden", _("you may not change it")
    UNREADABLE = "unreadable", _("could not be read")


class ItemState(TextChoices):
    """What became of one document of a batch."""

    WAITING = "waiting", _("waits")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left alone")
    UNDONE = "undone", _("undone")
    KEPT = "kept", _("not undone")


class ItemReason(TextChoices):
    """Why a document of a batch was left alone."""

    NONE = "", ""
    CHANGED = "changed", _("it was changed in the meantime")
    FORBIDDEN = "forbidden", _("you may not do this to it")
    GONE = "gone", _("it is gone")


class JobKind(TextChoices):
    READ = "read", _("reading a document")
    TRAIN = "train", _("training a model")
    BATCH = "batch", _("many documents at once")
    PURGE = "purge", _("emptying the trash")


class JobState(TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class ModelState(TextChoices):
    CANDIDATE = "candidate", _("candidate")
    CHALLENGER = "challenger", _("challenger")
    CHAMPION = "champion", _("champion")
    RETIRED = "retired", _("retired")


class InletKind(TextChoices):
    """A place that workers look at for documents."""

    FOLDER = "folder", _("folder")
    MAILBOX = "mailbox", _("mailbox")


class Language(TextChoices):
    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")
    MIXED = "mixed", _("mixed")
    OTHER = "other", _("other")
    UNKNOWN = "", _("not known yet")


# Of texts that were read.
READ_LANGUAGES = [one for one in Language.choices if one[0]]


class NotificationKind(TextChoices):
    """What people are told of, on the page and by letter."""

    MENTION = "mention", _("mention")
    ASSIGNED = "assigned", _("assignment")
    DUE = "due", _("due date")
    TRAINED = "trained", _("training ended")
    PAUSED = "paused", _("filing stepped down")
    DRIFT = "drift", _("drift")
