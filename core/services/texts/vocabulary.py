"""The archive's own words, kept for suggestions when a search finds nothing."""

import re

from django.db import connection, transaction

from core.models import Version, VocabularyWord

LONGEST_TEXT = 20_000
# Words of letters alone: numbers and codes are looked for as they are.
_WORD = re.compile(r"[^\W\d_]{4,40}")

# One statement, one moment: a word that is noted meanwhile is in neither part, and stays.
_COUNT = """
CREATE TEMPORARY TABLE vocabulary_counted AS
SELECT word, coalesce(counted.ndoc, 0) AS documents, known.documents AS before
FROM (
    SELECT word, ndoc FROM ts_stat($$
        SELECT to_tsvector('pg_catalog.simple',
            unidoc_plain(document.title || ' ' || left(coalesce(extraction.text, ''), 20000)))
        FROM core_document AS document
        LEFT JOIN core_extraction AS extraction
            ON extraction.version_id = document.current_version_id
        WHERE document.trashed_at IS NULL
    $$)
    WHERE word ~ '^[[:alpha:]]{4,40}$'
) AS counted FULL JOIN core_vocabularyword AS known USING (word)
"""
# Whoever writes words takes them in the order of their bytes, and never waits in a circle.
_KEEP = """
INSERT INTO core_vocabularyword AS known (word, documents)
SELECT word, documents FROM vocabulary_counted
WHERE documents > 0 AND documents IS DISTINCT FROM before
ORDER BY word COLLATE "C"
ON CONFLICT (word) DO UPDATE SET documents = excluded.documents
"""
_FORGET = """
DELETE FROM core_vocabularyword WHERE word IN (
    SELECT word FROM core_vocabularyword WHERE word = ANY(%s)
    ORDER BY word COLLATE "C" FOR UPDATE
)
"""


def note(version: Version) -> int:
    """Add the words of a text that was just read; returns how many it has."""
    read = f"{version.document.title} {version.extraction.text[:LONGEST_TEXT]}"
    folded = read.casefold().replace("ё", "е")
    # In one order, so that two workers never wait for one another: see _KEEP.
    words = sorted(set(_WORD.findall(folded)))
    VocabularyWord.objects.bulk_create(
        [VocabularyWord(word=word) for word in words], ignore_conflicts=True
    )
    return len(words)


def count_anew() -> int:
    """Count all words of the archive anew, and forget those that are gone with their documents.

    Documents are read meanwhile: the long counting locks no word.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT)
        cursor.execute(_KEEP)
        cursor.execute("SELECT word, documents FROM vocabulary_counted")
        documents = dict(cursor.fetchall())
        cursor.execute("DROP TABLE vocabulary_counted")
    gone = [word for word, count in documents.items() if not count]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGET, [gone])
    return len(documents) - len(gone)
