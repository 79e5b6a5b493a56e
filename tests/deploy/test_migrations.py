"""A migration runs while the old version still answers: it may only add (docs/operations/upgrade.md)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader

# What the first release begins with: before it nobody ran an older version.
FIRST_RELEASE = 20
TAKEN_AWAY = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)


def migrations() -> dict[str, Migration]:
    found = MigrationLoader(None).disk_migrations or {}
    return {name: one for (app, name), one in sorted(found.items()) if app == "core"}


def risks(migration: Migration) -> Iterator[str]:
    """What of a migration the old version would stumble over."""
    created = {
        one.name_lower
        for one in migration.operations
        if isinstance(one, operations.CreateModel)
    }
    for operation in migration.operations:
        if isinstance(operation, TAKEN_AWAY):
            yield f"{operation.describe()}: the old version still uses it"
        elif isinstance(operation, operations.AddField) and (
            operation.model_name_lower not in created and is_unfillable(operation)
        ):
            yield f"{operation.describe()}: the old code cannot; use db_default"
        elif type(operation) is operations.AddIndex and (
            operation.model_name_lower not in created
        ):
            yield f"{operation.describe()}: writers wait; use AddIndexConcurrently"


def is_unfillable(operation: operations.AddField) -> bool:
    """Whether rows of a version that doesn't know the new column are refused."""
    field = operation.field
    given = field.null or field.has_db_default() or field.many_to_many
    return not (given or getattr(field, "generated", False))


def test_the_rule_sees_what_was_done_before_there_was_an_older_version() -> None:
    of = {name: list(risks(one)) for name, one in migrations().items()}
    assert "use db_default" in of["0004_gate"][0]
    assert "still uses it" in of["0015_search"][0]
    assert "writers wait" in of["0019_live_truth_indexes"][0]
    assert of["0001_initial"] == of["0008_texts_since_when"] == []


def test_migrations_only_add() -> None:
    later = {n: one for n, one in migrations().items() if int(n[:4]) > FIRST_RELEASE}
    assert not [(name, risk) for name, one in later.items() for risk in risks(one)]
