"""What a machine has to have: documents a minute by workers, memory, bytes on disk.

``python -m benchmarks.capacity CORPUS [--files 200]``

On a database and a data folder of its own: the corpus is imported and a model trained on
it; then new files, as many of each kind, wait until one worker and then two have read and
classified them; then the web process is asked. CPU seconds count the worker's children too, and hold on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
import psycopg

from benchmarks.corpus import read_split
from benchmarks.crashes import ENDED, UPLOAD, new_site, require
from benchmarks.table import Column, markdown_table
from tests.e2e.workers import Site, wait_until
from tests.extraction.documents import make_docx, make_pdf
from tests.servers import free_port
from unidoc.background import answers

PATIENCE = 1200
MEGABYTE = 1e6
ACCOUNT, PASSWORD = "capacity", secrets.token_urlsafe(20)
SUPERUSER = (
    *("manage.py", "createsuperuser", "--noinput"),
    *("--username", ACCOUNT, "--email", "capacity@example.org"),
)
WARM, REQUESTS = 10, 60
DATABASE_SIZE = "SELECT pg_database_size(current_database())"
Record = dict[str, object]


def count(site: Site, query: str) -> int:
    with psycopg.connect(site.database) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def write_files(folder: Path, texts: list[str]) -> int:
    """Each text once, in turn as a text, a Word document and a PDF."""
    for number, text in enumerate(texts):
        body = f"{number}. {text}"
        path = folder / f"file{number}"
        match number % 3:
            case 0:
                path.with_suffix(".txt").write_text(body)
            case 1:
                path.with_suffix(".docx").write_bytes(make_docx(body))
            case _:
                path.with_suffix(".pdf").write_bytes(make_pdf(_pages(body)))
    return len(texts)


def _pages(text: str) -> list[str]:
    lines = textwrap.wrap(text, 90)
    return ["\n".join(lines[at : at + 60]) for at in range(0, len(lines), 60)]


def read_by(site: Site, workers: int, texts: list[str]) -> Record:
    folder = site.data / f"new-{workers}"
    folder.mkdir()
    files = write_files(folder, texts)
    before = count(site, ENDED)
    upload = UPLOAD.format(folder=str(folder)).replace("*.txt", "*.*")
    require(site.start("manage.py", "shell", "-c", upload).wait() == 0)
    running = [site.start("-m", "unidoc.processes", "worker") for _ in range(workers)]
    # From the first one read: a worker's start is no part of its pace.
    wait_until(lambda: count(site, ENDED) > before, PATIENCE)
    begun, spent = time.monotonic(), cpu_seconds(running)
    wait_until(lambda: count(site, ENDED) >= before + files, PATIENCE)
    seconds, spent = time.monotonic() - begun, cpu_seconds(running) - spent
    record: Record = {
        "workers": workers,
        "files": files,
        "minute": 60 * files / seconds,
        "cpu": spent / files,
        "memory": memory(running) / workers,
    }
    end(running)
    return record


def family(processes: list[subprocess.Popen[bytes]]) -> Iterator[psutil.Process]:
    for one in map(psutil.Process, [process.pid for process in processes]):
        yield one
        yield from one.children(recursive=True)


def cpu_seconds(processes: list[subprocess.Popen[bytes]]) -> float:
    times = [one.cpu_times() for one in family(processes)]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def memory(processes: list[subprocess.Popen[bytes]]) -> float:
    """Megabytes, pages that are shared counted once."""
    full = [one.memory_full_info().pss for one in family(processes)]
    return float(sum(full) / MEGABYTE)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        one.terminate()
    for one in processes:
        one.wait()


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is signed in."""

    site: str
    token: str

    @classmethod
    def sign_in(cls, site: str) -> Self:
        pair = cls(site, "").ask("/api/v1/token/", username=ACCOUNT, password=PASSWORD)
        return cls(site, pair["access"])

    def ask(self, path: str, **body: str) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(  # noqa: S310
            f"{self.site}{path}",
            data=json.dumps(body).encode() if body else None,
            headers=headers,
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return dict(json.load(answer))


def ask_web(site: Site, text: str) -> Iterator[Record]:
    """CPU seconds of a request by its kind, and the memory of two web processes."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    web = [site.start("-m", "unidoc.processes", "web", PORT=port, WEB_WORKERS="2")]
    try:
        wait_until(lambda: answers(f"{address}/healthz"), PATIENCE)
        yield {"asked": "(nothing yet)", "cpu": 0.0, "memory": memory(web)}
        caller = Caller.sign_in(address)
        kinds: dict[str, Callable[[], object]] = {
            "a list of documents": lambda: caller.ask("/api/v1/documents/"),
            "a search": lambda: caller.ask("/api/v1/documents/?q=%D1%81%D1%83%D0%B4"),
            "a classification": lambda: caller.ask("/api/v1/classify/", text=text),
        }
        for name, ask in kinds.items():
            spent = _cpu_each(web, ask)
            yield {"asked": name, "cpu": spent, "memory": memory(web)}
    finally:
        end(web)


def _cpu_each(web: list[subprocess.Popen[bytes]], ask: Callable[[], object]) -> float:
    for _ in range(WARM):  # both processes, each with its model
        ask()
    before = cpu_seconds(web)
    for _ in range(REQUESTS):
        ask()
    return (cpu_seconds(web) - before) / REQUESTS


def bytes_below(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def measure(corpus: Path, files: int) -> None:
    train, new = read_split(corpus, "train"), read_split(corpus, "test")
    with new_site() as site:
        empty = count(site, DATABASE_SIZE)
        require(site.start("manage.py", "import_corpus", str(corpus)).wait() == 0)
        require(site.start("manage.py", "train").wait() == 0)
        documents = count(site, "SELECT count(*) FROM core_document")
        table = [
            read_by(site, workers, new.texts[start : start + files])
            for workers, start in ((1, 0), (2, files))
        ]
        print(markdown_table(COLUMNS, table))
        grown = count(site, DATABASE_SIZE) - empty
        parts = site.data / "files"
        characters = sum(map(len, train.texts)) / len(train)
        print(f"\n{documents} documents imported, {characters:.0f} characters each:")
        print(
            f"database, empty {empty / MEGABYTE:.0f} MB; a document {grown / documents / 1e3:.1f} kB"
        )
        for name in ("originals", "artifacts", "snapshots"):
            print(f"{name} {bytes_below(parts / name) / MEGABYTE:.1f} MB")
        site.start(*SUPERUSER, DJANGO_SUPERUSER_PASSWORD=PASSWORD).wait()
        print(f"\n{markdown_table(WEB_COLUMNS, list(ask_web(site, new.texts[0])))}")


COLUMNS = (
    Column("workers", lambda r: r["workers"]),
    Column("files", lambda r: r["files"]),
    Column("documents a minute", lambda r: f"{r['minute']:.0f}"),
    Column("CPU s a document", lambda r: f"{r['cpu']:.3f}"),
    Column("memory of a worker, MB", lambda r: f"{r['memory']:.0f}"),
)

WEB_COLUMNS = (
    Column("asked of two web processes", lambda r: r["asked"]),
    Column("CPU ms a request", lambda r: f"{1000 * r['cpu']:.0f}"),
    Column("their memory, MB", lambda r: f"{r['memory']:.0f}"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--files", type=int, default=200)
    options = parser.parse_args()
    measure(options.corpus, options.files)


if __name__ == "__main__":
    main()
