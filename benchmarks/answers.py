"""How long until a person's answer counts: measured through the API of a running UniDoc.

    python -m benchmarks.answers http://127.0.0.1:8000 --password-file data/admin-password

Each trial uploads a new copy of a filed document, decides that it belongs to another project,
and asks the API about a similar text until its first candidate is that project. It then takes
the answer back and waits until the first candidate is what it was. All web processes must agree
in several questions in a row, since any of them may answer next.
"""

import argparse
import json
import statistics
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IN_A_ROW = 6
LONGEST = 30.0
PAUSE = 0.06  # seconds: the API takes 1,200 questions a minute
WORDS = 120


@dataclass(slots=True)
class Api:
    """A signed-in client."""

    base: str
    token: str = ""

    def call(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the operator names the address
            f"{self.base}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            content = answer.read()
        return json.loads(content) if content else None


@dataclass(slots=True)
class Waits:
    """Seconds from an answer, and from its undoing, to the changed first candidate."""

    learnt: list[float] = field(default_factory=list)
    forgotten: list[float] = field(default_factory=list)
    missed: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("--user", default="admin")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=20)
    options = parser.parse_args()
    api = Api(options.base.rstrip("/"))
    password = options.password_file.read_text().strip()
    signed = api.call(
        "POST", "token/", {"username": options.user, "password": password}
    )
    api.token = signed["access"]
    waits = Waits()
    documents = api.call("GET", f"documents/?status=filed&page_size={options.trials}")
    for number, document in enumerate(documents["results"]):
        trial(api, document, number, waits)
    report("learnt", waits.learnt)
    report("forgotten", waits.forgotten)
    print(f"not changed within {LONGEST:.0f} s: {waits.missed}")


def trial(api: Api, document: dict[str, Any], number: int, waits: Waits) -> None:
    text = _text(api, document)
    before = _first(api, text)
    other = _another_project(api, before)
    copy = api.call("POST", "documents/", {"text": f"{text}\nКопия {number}"})
    decisions = f"documents/{copy['id']}/decisions/"
    _until_read(api, copy["id"])
    api.call("POST", decisions, {"project": other})
    _record(waits, waits.learnt, lambda: _first(api, text) == other)
    api.call("POST", f"{decisions}undo/", {})
    _record(waits, waits.forgotten, lambda: _first(api, text) == before)
    api.call("DELETE", f"documents/{copy['id']}/")


def _record(waits: Waits, into: list[float], holds: Callable[[], bool]) -> None:
    """The time to the first of several questions in a row whose answer has changed."""
    begin = time.perf_counter()
    first, row = 0.0, 0
    while time.perf_counter() - begin < LONGEST:
        time.sleep(PAUSE)
        if not holds():
            row = 0
            continue
        first = time.perf_counter() if row == 0 else first
        row += 1
        if row == IN_A_ROW:
            into.append(first - begin)
            return
    waits.missed += 1


def _text(api: Api, document: dict[str, Any]) -> str:
    number = document["current_version"]
    read = api.call("GET", f"documents/{document['id']}/versions/{number}/text/")
    return " ".join(read["text"].split()[:WORDS])


def _first(api: Api, text: str) -> int:
    candidates = api.call("POST", "classify/", {"text": text})["candidates"]
    return int(candidates[0]["project"]) if candidates else 0


def _another_project(api: Api, taken: int) -> int:
    projects = api.call("GET", "projects/?page_size=50")["results"]
    return next(int(p["id"]) for p in projects if p["id"] != taken)


def _until_read(api: Api, pk: int) -> None:
    while api.call("GET", f"documents/{pk}/")["status"] == "processing":
        time.sleep(0.1)


def report(name: str, seconds: list[float]) -> None:
    if len(seconds) < 2:
        print(f"{name}: {len(seconds)} trials are too few")
        return
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    print(
        f"{name}: {len(seconds)} trials, p50 {statistics.median(seconds):.3f} s, "
        f"p95 {p95:.3f} s, longest {max(seconds):.3f} s"
    )


if __name__ == "__main__":
    main()
