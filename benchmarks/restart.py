"""What people notice of a restart of the web process behind the proxy: nothing, or errors.

``python -m benchmarks.restart CADDY [--restarts 3]`` with a Caddy binary and
``DATABASE_URL`` naming an empty database for it.

Starts the web process as production does and Caddy with the installation's Caddyfile. Four
clients read and write all the time, and one sends uploads that take seconds, so that one is
always at hand. Meanwhile the web process is ended by SIGTERM and another one started.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.table import Column, markdown_table
from unidoc.background import answers
from unidoc.env import ROOT

WEB, PROXY = 18000, 18443
HOST = "localhost"
PASSWORD = "a-password-of-this-measurement"  # noqa: S105
SECRET_KEY = secrets.token_urlsafe(60)
CLIENTS = 4
SETTLE_SECONDS = 4.0
UPLOAD_SECONDS = 2.0
PARTS = 20


def unverified() -> ssl.SSLContext:
    """Caddy is its own authority here."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@dataclass(slots=True)
class Traffic:
    """Requests through the proxy until `stop`; answers by their status."""

    token: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    statuses: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0

    def ask(self, path: str, body: object = None, pause: float = 0.0) -> bytes:
        """One request; its body is sent in parts with that many seconds in between."""
        content = b"" if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"https://{HOST}:{PROXY}{path}",
            data=_parts(content, pause) if content else None,
            headers=self._headers(len(content)),
        )
        start = time.monotonic()
        try:
            with urllib.request.urlopen(  # noqa: S310
                request, timeout=90, context=unverified()
            ) as answer:
                status, text = str(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            status, text = str(error.code), b""
        except OSError as error:
            status, text = str(error), b""
        self.longest = max(self.longest, time.monotonic() - start)
        self.statuses[status] += 1
        return bytes(text)

    def start(self) -> list[threading.Thread]:
        works = [self._read_and_write] * CLIENTS + [self._upload_slowly]
        threads = [threading.Thread(target=self._again, args=[one]) for one in works]
        for one in threads:
            one.start()
        return threads

    def _again(self, work: Callable[[], None]) -> None:
        while not self.stop.is_set():
            work()

    def _read_and_write(self) -> None:
        self.ask("/api/v1/projects/")
        self.ask("/api/v1/documents/", {"text": f"A text of {time.time_ns()}"})

    def _upload_slowly(self) -> None:
        text = f"Long {time.time_ns()} " + "word " * 2000
        self.ask("/api/v1/documents/", {"text": text}, UPLOAD_SECONDS / PARTS)

    def _headers(self, length: int) -> dict[str, str]:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sized = {"Content-Length": str(length)} if length else {}
        return {"Content-Type": "application/json", **signed, **sized}


def _parts(content: bytes, pause: float) -> Iterator[bytes]:
    step = len(content) // PARTS + 1
    for start in range(0, len(content), step):
        time.sleep(pause)
        yield content[start : start + step]


@dataclass(frozen=True, slots=True)
class Site:
    """The web process and the proxy, in a folder."""

    folder: Path
    caddy: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unidoc.settings.production",
            "UNIDOC_ENV_FILE": os.devnull,
            "UNIDOC_DATA_DIR": str(self.folder / "data"),
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": f"{HOST},unidoc.example.org",
            "PORT": str(WEB),
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *command: str) -> None:
        line = [sys.executable, "manage.py", *command]
        subprocess.run(line, cwd=ROOT, env=self.environment, check=True)

    def prepare(self) -> None:
        self.manage("migrate", "--noinput", "-v", "0")
        self.manage("createsuperuser", "--noinput", "--username=u", "--email=u@x.org")
        self.manage("collectstatic", "--noinput", "-v", "0")

    def start_web(self) -> subprocess.Popen[bytes]:
        web = subprocess.Popen(
            [sys.executable, "-m", "unidoc.processes", "web"],
            cwd=ROOT,
            env=self.environment,
        )
        while not answers(f"http://{HOST}:{WEB}/healthz"):
            time.sleep(0.05)
        return web

    def start_proxy(self) -> subprocess.Popen[bytes]:
        text = (ROOT / "deploy/app/caddy/Caddyfile").read_text()
        text = text.replace("web:8000", f"127.0.0.1:{WEB}")
        text = text.replace("admin off", "admin off\n\tskip_install_trust", 1)
        (self.folder / "Caddyfile").write_text(text)
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "DOMAIN": f"https://{HOST}:{PROXY}",
            "ACME_EMAIL": "u@example.org",
            "TLS_ISSUER": "internal",
            "MAX_BODY": "60MB",
            "UNIDOC_RELEASE": "measured",
        }
        line = [self.caddy, "run", "--config", str(self.folder / "Caddyfile")]
        log = (self.folder / "caddy.log").open("wb")
        return subprocess.Popen(line, env=environment, stdout=log, stderr=log)


def measure(site: Site, restarts: int) -> Iterator[dict[str, object]]:
    site.prepare()
    web, proxy = site.start_web(), site.start_proxy()
    time.sleep(SETTLE_SECONDS)
    sign_in = Traffic()
    pair = sign_in.ask("/api/v1/token/", {"username": "u", "password": PASSWORD})
    token = json.loads(pair)["access"]
    try:
        for number in range(1, restarts + 1):
            traffic = Traffic(token)
            threads = traffic.start()
            time.sleep(SETTLE_SECONDS)
            told = time.monotonic()
            web.send_signal(signal.SIGTERM)
            web.wait()
            ended = time.monotonic()
            web = site.start_web()
            away = time.monotonic()
            time.sleep(SETTLE_SECONDS)
            traffic.stop.set()
            for one in threads:
                one.join()
            yield {
                "restart": number,
                "ended": ended - told,
                "started": away - ended,
                "statuses": dict(traffic.statuses),
                "longest": traffic.longest,
            }
    finally:
        for process in (proxy, web):
            process.terminate()
            process.wait()


COLUMNS = (
    Column("restart", lambda r: r["restart"]),
    Column("old process ended, s", lambda r: f"{r['ended']:.1f}"),
    Column("new one answered after, s", lambda r: f"{r['started']:.1f}"),
    Column("answers by status", lambda r: r["statuses"]),
    Column("longest wait, s", lambda r: f"{r['longest']:.1f}"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("caddy")
    parser.add_argument("--restarts", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records = list(measure(Site(Path(folder), options.caddy), options.restarts))
    print(markdown_table(COLUMNS, records))


if __name__ == "__main__":
    main()
