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


class AuditAction(TextChoices):
    """What the audit log tells of; the values are stored for good."""

    DOCUMENT_CREATE = "document.create", _("added a document")
    DOCUMENT_UPDATE = "document.update", _("changed a document")
    DOCUMENT_DECIDE = "document.decide", _("decided where a document belongs")
    DOCUMENT_DOWNLOAD = "document.download", _("downloaded documents")
    DOCUMENT_UNLIKE = "document.unlike", _("told two like documents apart")
    DOCUMENT_TRASH = "document.trash", _("put a document into the trash")
    DOCUMENT_RESTORE = "document.restore", _("took a document out of the trash")
    DOCUMENT_PURGE = "document.purge", _("deleted a document for good")
    VERSION_CREATE = "version.create", _("added a version")
    VERSION_READ_AGAIN = "version.read-again", _("had a file read again")
    BATCH_CREATE = "batch.create", _("chose many documents at once")
    BATCH_PREPARE = "batch.prepare", _("had the change of many previewed")
    BATCH_APPLY = "batch.apply", _("changed many documents at once")
    BATCH_UNDO = "batch.undo", _("undid the change of many documents")
    BATCH_IMPORT = "batch.import", _("imported documents")
    PROJECT_CREATE = "project.create", _("made a project")
    PROJECT_UPDATE = "project.update", _("changed a project")
    PROJECT_DELETE = "project.delete", _("deleted a project")
    TOPIC_CREATE = "topic.create", _("made a topic")
    TOPIC_UPDATE = "topic.update", _("changed a topic")
    TOPIC_DELETE = "topic.delete", _("deleted a topic")
    MEMBER_ADD = "member.add", _("added a member")
    MEMBER_UPDATE = "membership.update", _("changed a member’s role")
    MEMBER_REMOVE = "member.remove", _("removed a member")
    TASK_CREATE = "task.create", _("made a task")
    TASK_UPDATE = "task.update", _("changed a task")
    TASK_DELETE = "task.delete", _("deleted a task")
    COMMENT_CREATE = "comment.create", _("wrote a comment")
    COMMENT_EDIT = "comment.edit", _("changed a comment")
    COMMENT_DELETE = "comment.delete", _("deleted a comment")
    TEMPLATE_CREATE = "template.create", _("made a template")
    TEMPLATE_UPDATE = "template.update", _("changed a template")
    TEMPLATE_DELETE = "template.delete", _("deleted a template")
    USER_CREATE = "user.create", _("made an account")
    USER_UPDATE = "user.update", _("changed an account")
    JOB_CANCEL = "job.cancel", _("cancelled a job")
    JOB_RETRY = "job.retry", _("queued a job again")
    MODEL_TRAIN = "model.train", _("trained a model")
    MODEL_JUDGE = "model.judge", _("judged a model by the gate")
    MODEL_CHALLENGE = "model.challenge", _("made a model the challenger")
    MODEL_PROMOTE = "model.promote", _("promoted a model")
    MODEL_ROLL_BACK = "model.roll-back", _("went back to an earlier model")
    MODEL_DRIFT = "model.drift", _("found drift")
    MODEL_PAUSE = "model.pause-filing", _("paused filing")
    MODEL_RESUME = "model.resume-filing", _("let filing go on")
    SAMPLE_CREATE = "sample.create", _("loaded the sample archive")
    SNAPSHOT_FORGET = "snapshot.forget", _("took purged texts out of a training set")
