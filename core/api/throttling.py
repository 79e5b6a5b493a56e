"""Rate limits that all web processes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

from core.services.people import rates

if TYPE_CHECKING:  # which asks the settings for this class while it is imported
    from rest_framework.views import APIView


class SharedRateThrottle(ScopedRateThrottle):
    """A view's ``throttle_scope`` names its rate; counted by user, or by address."""

    _wait: float | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.scope = getattr(view, self.scope_attr, None)
        if self.scope is None or self.get_rate() is None:
            return True
        limit, seconds = self.parse_rate(self.get_rate())
        key = self.get_cache_key(request, view)
        if limit is None or seconds is None or key is None:
            return True
        counted = rates.count(key=key, seconds=seconds)
        self._wait = counted.seconds_left
        return counted.requests <= limit

    def wait(self) -> float | None:
        return self._wait
