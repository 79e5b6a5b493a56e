from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """What the full-text search knows of a document: the stems of its title and text.

    The database keeps it by triggers (migration ``0015_search``), whoever writes. Beside the
    document and not in it, so that reading a document never reads its stems.
    """

    document = models.OneToOneField(
        "core.Document",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_entry",
    )
    stems = SearchVectorField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            # A short pending list: every search reads all of it.
            GinIndex(fields=["stems"], name="search_stems", gin_pending_list_limit=512),
        ]

    def __str__(self) -> str:
        return str(self.document_id)


class SavedFilter(models.Model):
    """A search that a person wants to come back to; nobody else sees it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(_("name"), max_length=80)
    wanted = models.JSONField(default=dict, help_text="What narrows the list.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                "user", Lower("name"), name="saved_filter_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VocabularyWord(models.Model):
    """A word of the archive, for suggestions; which documents have it is not kept."""

    word = models.CharField(max_length=40, primary_key=True)
    documents = models.PositiveIntegerField(default=1)
    near = models.GeneratedField(
        expression=Func(F("word"), function="unidoc_shortened"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("word of the archive")
        verbose_name_plural = _("words of the archive")
        indexes = [GinIndex(fields=["near"], name="vocabulary_near")]

    def __str__(self) -> str:
        return self.word
