"""One way to change an object's fields: only what differs, with its audit row."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.exceptions import NotFound
from core.models import Project, User
from core.services import audit


def apply(
    *,
    actor: User,
    subject: Model,
    values: Mapping[str, Any],
    project: Project | None = None,
) -> set[str]:
    """Set ``values`` on ``subject`` and save what changed; returns the names of it.

    They are held against what is stored by now. Raises :class:`NotFound` if it is gone.
    """
    _lock(subject, list(values))
    changed = {
        name: value for name, value in values.items() if getattr(subject, name) != value
    }
    if not changed:
        return set()
    before = {name: plain(getattr(subject, name)) for name in changed}
    for name, value in changed.items():
        setattr(subject, name, value)
    subject.save(update_fields=_with_timestamp(subject, list(changed)))
    audit.record(
        actor=actor,
        action=f"{subject._meta.model_name}.update",
        subject=subject,
        project=project,
        before=before,
        after={name: plain(value) for name, value in changed.items()},
    )
    return set(changed)


def _lock(subject: Model, names: list[str]) -> None:
    stored = subject._meta.model._default_manager.select_for_update(no_key=True)
    try:
        subject.refresh_from_db(fields=names, from_queryset=stored)
    except ObjectDoesNotExist as error:
        raise NotFound(_("There is no such object.")) from error


def plain(value: object) -> object:
    """A JSON-ready form of a field's value."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value if isinstance(value, bool | int | float | None) else str(value)


def _with_timestamp(subject: Model, names: list[str]) -> list[str]:
    has_timestamp = any(f.name == "updated_at" for f in subject._meta.get_fields())
    return [*names, "updated_at"] if has_timestamp else names
