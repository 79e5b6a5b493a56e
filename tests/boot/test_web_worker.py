"""The web process's own worker, around an application that reads no body."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port
from unidoc.env import ROOT

REFUSES = """
def application(environ, start_response):
    start_response("401 Unauthorized", [("Content-Length", "2")])
    return [b"no"]
"""
# More than the buffers of two sockets hold.
BODY = bytes(16 << 20)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "refusing.py").write_text(REFUSES)
    port = free_port()
    line = [
        *(sys.executable, "-m", "gunicorn", "refusing", "--chdir", str(tmp_path)),
        *("--bind", f"127.0.0.1:{port}", "--threads", "2"),
        *("--config", "python:unidoc.gunicorn_conf"),
    ]
    server = subprocess.Popen(line, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        while server.poll() is None and not listens(port):
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_who_is_refused_while_sending_is_told_so(port: int, connection: str) -> None:
    """A broken connection would say nothing of an access token that is over."""
    head = (
        "POST / HTTP/1.1\r\nHost: localhost\r\n"
        f"Connection: {connection}\r\nContent-Length: {len(BODY)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head + BODY)
        assert read_answer(line)
        if connection == "keep-alive":
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert read_answer(line)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read_answer(line: socket.socket) -> bool:
    """Whether the whole refusal comes."""
    answer = b""
    while not answer.endswith(b"\r\n\r\nno"):
        if not (more := line.recv(1000)):
            return False
        answer += more
    return answer.startswith(b"HTTP/1.1 401 ")
