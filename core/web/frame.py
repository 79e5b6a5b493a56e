"""The frame's data for every template, read only when a page draws the frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.models import User
from core.selectors.frame import surroundings

THEMES = frozenset({"light", "dark"})


def frame(request: HttpRequest) -> dict[str, Any]:
    """A context processor: ``frame`` (lazy) and ``theme`` (light, dark or empty for the system's)."""
    theme = request.COOKIES.get("theme", "")
    shown: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        shown["frame"] = SimpleLazyObject(lambda: surroundings(user))
    return shown
