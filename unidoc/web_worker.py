"""gunicorn's threaded worker, with a door that shuts when it is told to end."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


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
