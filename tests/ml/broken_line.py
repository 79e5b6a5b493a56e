"""A line to a server that loses chosen answers: a real network failure on loopback."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class BrokenLine(ThreadingHTTPServer):
    """Forwards to ``target``; the answer to each request in ``lose`` is lost once.

    A request is named by method and a part of its path. The server behind has done
    the work by then: only the news of it is lost.
    """

    daemon_threads = True

    def __init__(self, target: str, lose: list[tuple[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.target = urlsplit(target).netloc
        self.lose = lose

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def loses(self, method: str, path: str) -> bool:
        """Whether to lose this answer; only the first on the list is next."""
        if self.lose and self.lose[0][0] == method and self.lose[0][1] in path:
            self.lose.pop(0)
            return True
        return False


class _Forward(BaseHTTPRequestHandler):
    server: BrokenLine

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        onward = http.client.HTTPConnection(self.server.target, timeout=60)
        onward.request(
            self.command,
            self.path,
            body,
            {**self.headers, "Host": self.server.target, "Connection": "close"},
        )
        answer = onward.getresponse()
        content = answer.read()
        onward.close()
        self.close_connection = True
        if self.server.loses(self.command, self.path):
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def broken_line(target: str, lose: list[tuple[str, str]]) -> Iterator[BrokenLine]:
    line = BrokenLine(target, lose)
    thread = threading.Thread(target=line.serve_forever, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.shutdown()
        line.server_close()
        thread.join()
