from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import DocumentStatus, ExtractionState, Language

if TYPE_CHECKING:
    from core.models.tasks import Task


class Document(models.Model):
    """What people file. Where it is, is the projection of its standing decision."""

    title = models.CharField(_("title"), max_length=300)
    project = models.ForeignKey(
        "core.Project",
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    task = models.ForeignKey(
        "core.Task",
        verbose_name=_("task"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=DocumentStatus.choices,
        default=DocumentStatus.PROCESSING,
    )
    tags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="documents",
    )
    current_version = models.ForeignKey(
        "core.Version",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    standing_decision = models.ForeignKey(
        "core.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    attached_to = models.ForeignKey(
        "self",
        verbose_name=_("attached to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attachments",
        help_text=_("The mail that this document came with."),
    )
    is_held_out = models.BooleanField(
        _("held out"),
        default=False,
        help_text=_("Kept out of training and used to evaluate models."),
    )
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    trashed_at = models.DateTimeField(_("trashed"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["project", "-id"], name="document_project"),
            models.Index(fields=["status", "-id"], name="document_status"),
            models.Index(fields=["owner", "-id"], name="document_owner"),
            GinIndex(fields=["tags"], name="document_tags"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DocumentStatus.values),
                name="document_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.FILED) | Q(project__isnull=False),
                name="document_filed_has_project",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def linked_task(self) -> "Task | None":
        """The task, as long as the document is in its project; whoever else sees the document
        may not see the task. A document that comes back has its link again.
        """
        task = self.task
        return task if task and task.project_id == self.project_id else None


class Version(models.Model):
    """One state of a document's original, for ever: the database refuses to change it."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=127)
    file_name = models.CharField(_("file name"), max_length=255)
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("The title that a person gave with it; the engine learns from it."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="version_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="version_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.number}"


class Extraction(models.Model):
    """What was read out of a version, or why it could not be read."""

    version = models.OneToOneField(
        Version, on_delete=models.CASCADE, related_name="extraction"
    )
    state = models.CharField(
        max_length=8, choices=ExtractionState.choices, default=ExtractionState.PENDING
    )
    text = models.TextField(blank=True)
    language = models.CharField(
        max_length=5, choices=Language.choices, default=Language.UNKNOWN, blank=True
    )
    details = models.JSONField(
        default=dict,
        help_text="How it was read: extractor, encoding, pages, warnings.",
    )
    failure_code = models.CharField(max_length=40, blank=True)
    failure_params = models.JSONField(default=dict)
    read_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Since when there is a text; empty: since there is the version.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("extraction")
        verbose_name_plural = _("extractions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExtractionState.values),
                name="extraction_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtractionState.FAILED) ^ Q(failure_code=""),
                name="extraction_failure_has_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.state}"
