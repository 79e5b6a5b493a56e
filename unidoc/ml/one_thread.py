"""Linear algebra on one thread: its sums, and so the bits, depend on no number of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """While it lasts; a decorator, too."""
    with _threadpools().limit(limits=1, user_api="blas"):
        yield


@cache
def _threadpools() -> ThreadpoolController:
    """Looking for the libraries takes as long as a pass over a small archive."""
    return ThreadpoolController()
