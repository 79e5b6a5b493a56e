"""Tests a running installation from outside, with the standard library alone.

Waits until it answers (and, with --release, until the named release does), then, with --doors,
tries the doors that must be closed. Each check prints one line; exit code 1 when one failed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """An installation: its URL, and how to reach it where DNS or certificates are not real."""

    url: str
    resolve: str | None
    insecure: bool

    def get(self, path: str) -> Answer:
        """GET without following redirects. Raises OSError or HTTPException."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(host, port, timeout=10)
        raw = socket.create_connection((self.resolve or host, port), timeout=10)
        if parts.scheme == "https":
            raw = self._context().wrap_socket(raw, server_hostname=host)
        connection.sock = raw
        try:
            connection.request("GET", path, headers={"Host": parts.netloc})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        finally:
            connection.close()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def ready(site: Site, release: str | None) -> str | None:
    """What is still missing, or None when the (named) release is ready."""
    try:
        answer = site.get("/readyz")
    except (OSError, http.client.HTTPException) as error:
        return f"no answer yet: {error}"
    running = answer.headers.get("x-unidoc-release", "")
    if release and running != release:
        return f"release {running or '?'} answers, not {release}"
    if answer.status != 200:
        return f"/readyz answers {answer.status}: {answer.body[:500].decode(errors='replace')}"
    return None


def wait_until_ready(site: Site, release: str | None, within: float) -> str | None:
    end = time.monotonic() + within
    while (missing := ready(site, release)) and time.monotonic() < end:
        time.sleep(5)
    return missing


def api_asks_who_you_are(site: Site) -> str | None:
    answer = site.get("/api/v1/documents/")
    if answer.status != 401:
        return (
            f"GET /api/v1/documents/ without a token answers {answer.status}, not 401"
        )
    kind = answer.headers.get("content-type", "")
    if not kind.startswith("application/problem+json"):
        return f"the 401 is {kind or 'untyped'}, not application/problem+json"
    return None if json.loads(answer.body).get("status") == 401 else "no status in it"


def metrics_are_inside(site: Site) -> str | None:
    status = site.get("/metrics").status
    return None if status == 404 else f"/metrics answers {status} to the internet"


def people_must_sign_in(site: Site) -> str | None:
    status = site.get("/").status
    return (
        None
        if status in {301, 302, 303, 401, 403}
        else f"/ answers {status} to anybody"
    )


def browsers_stay_on_https(site: Site) -> str | None:
    headers = site.get("/readyz").headers | site.get("/").headers
    return (
        None
        if "strict-transport-security" in headers
        else "no Strict-Transport-Security header"
    )


def nothing_tells_versions(site: Site) -> str | None:
    server = site.get("/").headers.get("server")
    return f"Server: {server} is sent" if server else None


DOORS: dict[str, Callable[[Site], str | None]] = {
    "the API asks who you are": api_asks_who_you_are,
    "metrics are inside": metrics_are_inside,
    "people must sign in": people_must_sign_in,
    "browsers stay on HTTPS": browsers_stay_on_https,
    "nothing tells versions": nothing_tells_versions,
}


def results(site: Site, arguments: argparse.Namespace) -> Iterator[str | None]:
    missing = wait_until_ready(site, arguments.release, arguments.within)
    yield report("ready", missing)
    if missing or not arguments.doors:
        return
    for name, check in DOORS.items():
        try:
            yield report(name, check(site))
        except (OSError, ValueError, http.client.HTTPException) as error:
            yield report(name, f"{type(error).__name__}: {error}")


def report(name: str, problem: str | None) -> str | None:
    sys.stdout.write(f"{'FAILED' if problem else 'ok':<7}{name}")
    sys.stdout.write(f": {problem}\n" if problem else "\n")
    return problem


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(description="Test a running installation.")
    result.add_argument("url")
    result.add_argument("--release", help="wait until this release answers")
    result.add_argument(
        "--within", type=float, default=60, help="seconds to wait (default: 60)"
    )
    result.add_argument("--doors", action="store_true", help="try the closed doors too")
    result.add_argument("--resolve", help="connect to this address instead of DNS's")
    result.add_argument("--insecure", action="store_true", help="take any certificate")
    return result


def main(argv: list[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    site = Site(arguments.url, arguments.resolve, arguments.insecure)
    return 1 if any(list(results(site, arguments))) else 0


if __name__ == "__main__":
    sys.exit(main())
