"""The archive's own words, kept for suggestions when a search finds nothing."""

import re

from django.db import connection, transaction

from core.models import Version, VocabularyWord

LONGEST_TEXT = 20_000
# Words of letters alone: numbers and codes are looked for as they are.
_WORD = re.compile(r"[^\W\d_]{4,40}")

_COUNT = """
INSERT INTO core_vocabularyword (word, documents)
SELECT word, ndoc FROM ts_stat($$
    SELECT to_tsvector('pg_catalog.simple',
        unidoc_plain(document.title || ' ' || left(coalesce(extraction.text, ''), 20000)))
    FROM core_document AS document
    LEFT JOIN core_extraction AS extraction
        ON extraction.version_id = document.current_version_id
    WHERE document.trashed_at IS NULL
$$)
WHERE word ~ '^[[:alpha:]]{4,40}$'
"""


def note(version: Version) -> int:
    """Add the words of a text that was just read; returns how many it has."""
    read = f"{version.document.title} {version.extraction.text[:LONGEST_TEXT]}"
    folded = read.casefold().replace("ё", "е")
    # In one order, so that two workers never wait for one another.
    words = sorted(set(_WORD.findall(folded)))
    VocabularyWord.objects.bulk_create(
        [VocabularyWord(word=word) for word in words], ignore_conflicts=True
    )
    return len(words)


@transaction.atomic
def count_anew() -> int:
    """Count all words of the archive anew, and forget those that are gone with their documents."""
    VocabularyWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return int(cursor.rowcount)
