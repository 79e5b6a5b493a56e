"""The one exception of the start-up."""

from __future__ import annotations


class StartupError(Exception):
    """UniDoc cannot start. The text is one sentence that says what to do."""
