"""gunicorn's threaded worker, that hears people out and shuts its door when it ends."""

from __future__ import annotations

import sys
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# How long a request that was answered early may go on sending.
REST_SECONDS = 30


class ClosingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers what has been taken up, and refuses the rest at once.

    gunicorn's own worker keeps its socket open until the last answer: connections go on being
    made, nobody takes them up, and all are reset in the end. A refused one can be tried again
    by the proxy, safely for any method. Idle connections would hold up the end as long.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._take_up_waiting(listener)
                listener.close()
            self._close_idle()

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:  # noqa: FBT001 - gunicorn's
        """Read what a refused request still sends, whether or not its connection stays.

        gunicorn reads 64 KiB of it, then breaks the connection: whoever uploads a file with a
        token that is over would see a broken pipe instead of the 401.
        """
        end = time.monotonic() + REST_SECONDS
        whole = conn.parser.finish_body(deadline=end, max_bytes=sys.maxsize)
        if keepalive and whole and conn.parser.unreader.buf.getbuffer():
            # The next request came with the rest: on the socket nothing would tell of it.
            return bool(self.handle(conn))
        return bool(keepalive and whole)

    def _take_up_waiting(self, listener: object) -> None:
        before = -1
        while before < self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def _close_idle(self) -> None:
        for idle in (self.keepalived_conns, self.pending_conns):
            while idle:
                connection = idle.popleft()
                self.poller.unregister(connection.sock)
                self.nr_conns -= 1
                connection.close()
