"""The sample archive: as much as promised, the same for a seed, into an empty database only."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from core.choices import DocumentStatus
from core.models import (
    Comment,
    Decision,
    Document,
    Favorite,
    Project,
    Task,
    Template,
    Topic,
    User,
    Version,
)
from tests.cast import Cast, upload
from tests.commands.console import refusal, run

pytestmark = pytest.mark.django_db

SMALL = ("--scale", "0.05")


class Undone(Exception):
    """Ends a transaction whose rows are not wanted any more."""


def content(*arguments: str) -> Any:
    """Everything that people would see of a sample; the database stays empty."""
    seen: dict[str, Any] = {}
    try:
        with transaction.atomic():
            run("generate_test_data", *arguments)
            seen["texts"] = list(
                Version.objects.order_by("document_id", "number").values_list(
                    "document__title",
                    "document__project__key",
                    "number",
                    "extraction__text",
                    "author__username",
                )
            )
            seen["tasks"] = list(
                Task.objects.order_by("pk").values_list(
                    "project__key", "title", "status"
                )
            )
            seen["said"] = list(Comment.objects.order_by("pk").values_list("body"))
            raise Undone
    except Undone:
        return seen


def test_a_whole_archive() -> None:
    out = run("generate_test_data")
    assert out.startswith("1000 documents in ")
    assert Topic.objects.count() >= 4
    assert Project.objects.count() >= 12
    assert User.objects.count() > 20
    assert Task.objects.filter(parent__isnull=False).exists()
    for some in (Comment, Favorite, Template):
        assert some.objects.exists()

    filed = Document.objects.exclude(project=None)
    sizes = Counter(filed.values_list("project_id", flat=True))
    assert (max(sizes.values()), min(sizes.values())) == (300, 4)
    versions = Counter(Version.objects.values_list("document", flat=True))
    assert set(versions.values()) == {1, 2, 3, 4}
    statuses = Counter(Document.objects.values_list("status", flat=True))
    assert statuses == {DocumentStatus.FILED: 960, DocumentStatus.INBOX: 40}
    assert Decision.objects.filter(source="person").count() == 960
    languages = Counter(Version.objects.values_list("extraction__language", flat=True))
    assert languages["ru"] > languages["en"] > 50


def test_nobody_of_the_sample_can_sign_in() -> None:
    run("generate_test_data", *SMALL)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_seed_gives_the_same_archive_each_time() -> None:
    first = content(*SMALL, "--seed", "5")
    assert content(*SMALL, "--seed", "5") == first
    assert content(*SMALL, "--seed", "6") != first


def test_only_an_empty_database_is_filled(cast: Cast) -> None:
    upload(cast.editor, "A real document")
    assert refusal("generate_test_data").startswith("There are documents already")
    assert Document.objects.count() == 1
    assert not Topic.objects.exists()
