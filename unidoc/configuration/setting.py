"""What a setting is, and how a group of settings describes itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marshmallow import ValidationError
from marshmallow.validate import Range

ROOT = Path(__file__).resolve().parent.parent.parent

PORTS = Range(1, 65535)
LIFETIMES = Range(timedelta(minutes=1))
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# With their usual ports.
MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment; `text` tells an operator what it does."""

    name: str
    text: str
    valid: Callable[[Any], Any] | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A setting together with its place: the field, its type and default."""

    setting: Setting
    field: str
    kind: Any
    default: Any

    @property
    def shown_default(self) -> str:
        """The default, written as one would write it in `.env`."""
        return _shown(self.default)


def described(group: type[Any]) -> list[Described]:
    """The settings of a group, in order."""
    hints = get_type_hints(group, include_extras=True)
    return [
        Described(hint.__metadata__[0], field.name, hint.__origin__, field.default)
        for field in dataclasses.fields(group)
        for hint in [hints[field.name]]
    ]


def postgresql_url(value: str) -> None:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValidationError("It must begin with postgresql://")


def http_url(value: str) -> None:
    if not value.startswith(("http://", "https://")):
        raise ValidationError("It must begin with http:// or https://")


def http_urls(values: tuple[str, ...]) -> None:
    for value in values:
        http_url(value)


def time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError("There is no such time zone.") from error


def mail_url(value: str) -> None:
    parts = urlsplit(value)
    try:
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname or not has_port:
        raise ValidationError("It must look like smtp+tls://user:password@host:587")


def mail_address(value: str) -> None:
    if "@" not in value:
        raise ValidationError("It must have an @.")


def host_names(values: tuple[str, ...]) -> None:
    """Neither addresses nor ports: Django would answer no request by them."""
    for value in values:
        if "/" in value or (":" in value and not value.startswith("[")):
            raise ValidationError("It must be names alone.")


def _shown(default: Any) -> str:
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, Path):
        return str(default.relative_to(ROOT))
    if isinstance(default, timedelta):
        minutes = int(default.total_seconds() // 60)
        return f"{minutes // 1440}d" if minutes % 1440 == 0 else f"{minutes}m"
    return str(default)
