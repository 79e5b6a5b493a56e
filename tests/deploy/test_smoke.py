"""The outside test of an installation, against a server on loopback that plays one."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.deploy.files import ROOT

SMOKE = ROOT / "deploy" / "ci" / "smoke.py"
Reply = tuple[int, dict[str, str], bytes]
PROBLEM = json.dumps({"type": "about:blank", "status": 401}).encode()


@dataclass
class Installation:
    """A good one; a test breaks what it is about."""

    port: int = 0
    release: str = "abc123"
    replies: dict[str, Reply] = field(
        default_factory=lambda: {
            "/readyz": (200, {"Strict-Transport-Security": "max-age=1"}, b"{}"),
            "/api/v1/documents/": (
                401,
                {"Content-Type": "application/problem+json"},
                PROBLEM,
            ),
            "/metrics": (404, {}, b""),
            "/": (302, {"Location": "/login/"}, b""),
        }
    )

    def test(self, *arguments: str, scheme: str = "http") -> tuple[int, str]:
        url = f"{scheme}://unidoc.test:{self.port}"
        command = [sys.executable, str(SMOKE), url, "--resolve", "127.0.0.1"]
        result = subprocess.run(
            [*command, "--within", "0", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.stderr == ""
        return result.returncode, result.stdout


def serve(
    installation: Installation, context: ssl.SSLContext | None
) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = installation.replies[self.path]
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if self.path == "/readyz":
                self.send_header("X-Unidoc-Release", installation.release)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    installation.port = server.server_port
    return server


@pytest.fixture
def installation() -> Iterator[Installation]:
    found = Installation()
    server = serve(found, None)
    yield found
    server.shutdown()
    server.server_close()


def test_a_good_installation_passes_every_check(installation: Installation) -> None:
    code, output = installation.test("--release", "abc123", "--doors")
    assert code == 0, output
    assert output.count("ok ") == 6


def test_another_release_is_not_ready(installation: Installation) -> None:
    code, output = installation.test("--release", "def456", "--doors")
    assert code == 1
    assert output == "FAILED ready: release abc123 answers, not def456\n"


def test_an_installation_that_is_not_ready_says_why(installation: Installation) -> None:
    installation.replies["/readyz"] = (503, {}, b'{"database": "unreachable"}')
    code, output = installation.test()
    assert code == 1
    assert "database" in output


@pytest.mark.parametrize(
    ("path", "reply", "sentence"),
    [
        ("/metrics", (200, {}, b""), "/metrics answers 200 to the internet"),
        ("/", (200, {}, b"<html>"), "/ answers 200 to anybody"),
        ("/", (302, {"Server": "gunicorn"}, b""), "Server: gunicorn is sent"),
        ("/readyz", (200, {}, b"{}"), "no Strict-Transport-Security header"),
        ("/api/v1/documents/", (200, {}, b"[]"), "answers 200, not 401"),
        (
            "/api/v1/documents/",
            (401, {"Content-Type": "text/html"}, b""),
            "not application/problem+json",
        ),
    ],
)
def test_an_open_door_is_named(
    installation: Installation, path: str, reply: Reply, sentence: str
) -> None:
    installation.replies[path] = reply
    code, output = installation.test("--doors")
    assert code == 1
    assert sentence in output


def test_nobody_at_home_is_one_sentence() -> None:
    code, output = Installation(port=9).test()
    assert code == 1
    assert output.startswith("FAILED ready: no answer yet: ")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "server.pem"
    key = tmp_path / "key.pem"
    curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256"
    request = f"openssl req -x509 {curve} -nodes -days 1 -subj /CN=unidoc.test"
    subprocess.run(
        [*request.split(), "-keyout", str(key), "-out", str(path)],
        check=True,
        capture_output=True,
    )
    return path


def test_a_certificate_nobody_vouches_for_fails_unless_allowed(
    certificate: Path,
) -> None:
    found = Installation()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server = serve(found, context)
    try:
        code, output = found.test("--doors", scheme="https")
        assert (code, "certificate verify failed" in output) == (1, True)
        code, output = found.test("--doors", "--insecure", scheme="https")
        assert code == 0, output
    finally:
        server.shutdown()
        server.server_close()
