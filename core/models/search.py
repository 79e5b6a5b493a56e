from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
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
