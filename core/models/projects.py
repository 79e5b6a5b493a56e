from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import FilingMode, Role

KEY_PATTERN = r"^[\w-]{1,64}$"


class Topic(models.Model):
    """A group of projects."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="topic_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Template(models.Model):
    """A text to start a document from; without a project it is everybody's."""

    name = models.CharField(_("name"), max_length=200)
    body = models.TextField(_("text"))
    project = models.ForeignKey(
        "core.Project",
        verbose_name=_("project"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="templates",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A place where documents belong. Its key is the label the engine learns, so it never changes."""

    key = models.CharField(
        _("key"), max_length=64, validators=[RegexValidator(KEY_PATTERN)]
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    filing_mode = models.CharField(
        _("filing mode"),
        max_length=10,
        choices=FilingMode.choices,
        default=FilingMode.FILE,
    )
    error_budget = models.DecimalField(
        _("error budget"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.050"),
        validators=[
            MinValueValidator(Decimal("0.001")),
            MaxValueValidator(Decimal("0.500")),
        ],
        help_text=_("The share of wrong filings the team allows, e.g. 0.05 for 5 %."),
    )
    default_template = models.ForeignKey(
        Template,
        verbose_name=_("default template"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_archived = models.BooleanField(_("archived"), default=False)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="core.Membership", related_name="projects"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(Lower("key"), name="project_key_unique"),
            models.CheckConstraint(
                condition=Q(error_budget__gt=0) & Q(error_budget__lte=Decimal("0.5")),
                name="project_error_budget_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in a project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user"], name="membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.project_id}: {self.role}"


class Favorite(models.Model):
    """A user's starred project or task: exactly one of the two."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favorites"
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(
        "core.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("favorite")
        verbose_name_plural = _("favorites")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False) ^ Q(task__isnull=False),
                name="favorite_of_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["user", "project"],
                condition=Q(project__isnull=False),
                name="favorite_project_once",
            ),
            models.UniqueConstraint(
                fields=["user", "task"],
                condition=Q(task__isnull=False),
                name="favorite_task_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ★ {self.project_id or self.task_id}"
