"""A large archive in a database of its own, out of the sample archive's sentences."""

from __future__ import annotations

import os
import random
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unidoc import embedded

SENTENCES, STRANGE = 7, 2
CHUNK = 5_000
START = datetime(2025, 6, 1, tzinfo=UTC)
TRIGGERS = ("index_new", "index_changed"), ("index_text", "index_new_text")


@contextmanager
def house() -> Iterator[None]:
    """Django on an empty, migrated database that is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="unidoc-benchmark-"))
    folder.chmod(0o711)
    use = embedded.join(folder, volatile=True)
    os.environ["DATABASE_URL"] = use.url("unidoc")
    os.environ["DJANGO_SETTINGS_MODULE"] = "unidoc.settings.testing"
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ["UNIDOC_DATA_DIR"] = str(folder / "data")
    try:
        _set_up()
        yield
    finally:
        from django.db import connection  # Django is set up here, not at import

        connection.close()
        use.leave()
        shutil.rmtree(folder, ignore_errors=True)


def _set_up() -> None:
    import django  # the settings are known only now
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("generate_test_data")


def grow(documents: int, chance: random.Random) -> None:
    """Add documents until the archive has so many; then its statistics are fresh."""
    from django.db import connection

    from core.models import Document

    sentences = _sentences()
    there = Document.objects.count()
    with connection.cursor() as cursor:
        _triggers(cursor, "DISABLE")
        cursor.execute("DROP INDEX search_stems")
        for begin in range(there, documents, CHUNK):
            _insert(cursor, min(CHUNK, documents - begin), sentences, chance)
        _triggers(cursor, "ENABLE")
        cursor.execute(_INDEX)
        cursor.execute(_CREATE)
        connection.commit()
        cursor.execute("VACUUM ANALYZE")


def _sentences() -> dict[int, list[str]]:
    """What the sample archive's documents say, by their project."""
    from core.models import Extraction

    found: defaultdict[int, list[str]] = defaultdict(list)
    texts = Extraction.objects.exclude(version__document__project=None)
    for project, text in texts.values_list("version__document__project", "text"):
        split = re.split(r"(?<=[.!?])\s+|\n+", text)
        found[project] += [one for one in split if len(one) > 30]
    return found


_INDEX = """
INSERT INTO core_searchentry SELECT document.id, unidoc_stems(document.title, extraction.text)
FROM core_document AS document
JOIN core_extraction AS extraction ON extraction.version_id = document.current_version_id
WHERE NOT EXISTS (SELECT FROM core_searchentry WHERE document_id = document.id)
"""
_CREATE = "CREATE INDEX search_stems ON core_searchentry USING gin (stems)"


def _triggers(cursor: object, word: str) -> None:
    for table, names in zip(
        ("core_document", "core_extraction"), TRIGGERS, strict=True
    ):
        for name in names:
            cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {name}")  # type: ignore[attr-defined]


def _text(
    project: int | None, sentences: Mapping[int, list[str]], chance: random.Random
) -> list[str]:
    """Most of it what the document's project speaks of, some of any other."""
    assert project is not None
    own = chance.choices(sentences[project], k=SENTENCES - STRANGE)
    other = chance.choice(list(sentences.values()))
    return own + chance.choices(other, k=STRANGE)


def _insert(
    cursor: object,
    number: int,
    sentences: Mapping[int, list[str]],
    chance: random.Random,
) -> None:
    """Filed documents, spread over the projects and eighteen months, each in its words."""
    made = _documents(number, sentences, chance)
    versions = _versions(made, chance)
    _extractions(versions, sentences, chance)
    _decisions(versions)
    cursor.execute(_PROJECT_THE_DECISIONS, [made[0].pk])  # type: ignore[attr-defined]


_PROJECT_THE_DECISIONS = """
UPDATE core_document SET current_version_id = version.id, standing_decision_id = decision.id
FROM core_version AS version, core_decision AS decision
WHERE core_document.id >= %s AND version.document_id = core_document.id
AND decision.document_id = core_document.id
"""


def _documents(
    number: int, sentences: Mapping[int, list[str]], chance: random.Random
) -> list[Any]:
    from django.db.models import Max

    from core.choices import DocumentStatus
    from core.models import Document, User

    owners = list(User.objects.values_list("pk", flat=True))
    first = (Document.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    return Document.objects.bulk_create(
        Document(
            title=" ".join(chance.choice(sentences[project]).split()[:6])[:300],
            project_id=project,
            status=DocumentStatus.FILED,
            owner_id=chance.choice(owners),
            tags=chance.choice([[], [], [], ["срочно"], ["audit"]]),
            created_at=START + timedelta(minutes=8 * (first + n)),
        )
        for n, project in enumerate(chance.choices(list(sentences), k=number))
    )


def _versions(documents: list[Any], chance: random.Random) -> list[Any]:
    from core.models import Version

    return Version.objects.bulk_create(
        Version(
            document=one,
            number=1,
            sha256=f"{one.pk:064x}",
            size=4000,
            media_type="application/pdf",
            file_name=f"{one.pk}.{chance.choice(['pdf', 'docx', 'txt'])}",
            author_id=one.owner_id,
        )
        for one in documents
    )


def _extractions(
    versions: list[Any], sentences: Mapping[int, list[str]], chance: random.Random
) -> None:
    from core.choices import ExtractionState
    from core.models import Extraction

    Extraction.objects.bulk_create(
        Extraction(
            version=version,
            state=ExtractionState.DONE,
            text="\n".join(_text(version.document.project_id, sentences, chance)),
            language=chance.choice(["ru", "ru", "en", "mixed"]),
        )
        for version in versions
    )


def _decisions(versions: list[Any]) -> None:
    from core.choices import DecisionSource, Outcome
    from core.models import Decision

    Decision.objects.bulk_create(
        Decision(
            document=one.document,
            version=one,
            source=DecisionSource.PERSON,
            outcome=Outcome.FILED,
            project_id=one.document.project_id,
            actor_id=one.author_id,
        )
        for one in versions
    )
