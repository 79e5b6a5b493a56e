"""Is every document there once after many kill -9? Counts, for imports and for workers.

``python -m benchmarks.crashes [--files 2000] [--kills 20] [--seed 0] [--part NAME ...]``

*import* imports a labelled folder of files and kills the import again and again; each new
import goes on where the last one died. *workers* uploads as many files and kills the worker
that reads them. *both* takes a folder in by ``import_documents`` while two workers read, and
kills one of the three at random each time; a new one takes its place. Every part runs on a
database and a data folder of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks.results import circumstances
from tests.e2e.workers import Site, kill, wait_until
from unidoc import embedded

PATIENCE = 3600
LONGEST_LIFE = 1.0  # seconds that a process lives on after it reached its share

UPLOAD = """
import sys
from pathlib import Path
from django.core.files import File
from core.services.documents import Incoming, create_document
from core.services.people.users import service_account
actor = service_account("benchmark")
for path in sorted(Path({folder!r}).rglob("*.txt")):
    with path.open("rb") as file:
        create_document(actor=actor, incoming=Incoming.from_file(File(file), path.name))
"""

DOCUMENTS = "SELECT count(*) FROM core_document"
ENDED = "SELECT count(*) FROM core_job WHERE state IN ('done', 'failed')"
COUNTS = {
    "documents": DOCUMENTS,
    "distinct contents": "SELECT count(DISTINCT sha256) FROM core_version",
    "versions": "SELECT count(*) FROM core_version",
    "texts read": "SELECT count(*) FROM core_extraction WHERE state = 'done'",
    "decisions": "SELECT count(*) FROM core_decision",
    "texts not read": "SELECT count(*) FROM core_extraction WHERE state = 'failed'",
    "without a final state": "SELECT count(*) FROM core_document WHERE status = 'processing'",
    "jobs that did not end": "SELECT count(*) FROM core_job WHERE state IN ('queued', 'running')",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """So many files, of which the processes that handle them die so many times."""

    site: Site
    files: int
    kills: int
    chance: random.Random

    def count(self, query: str) -> int:
        with psycopg.connect(self.site.database) as connection:
            row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def die_again_and_again(self, command: tuple[str, ...], done: str) -> None:
        """Kill ``command`` each time that ``done`` counts another share of the files."""
        for number in range(1, self.kills + 1):
            self._die_once(command, done, self.files * number / (self.kills + 1))

    def _die_once(self, command: tuple[str, ...], done: str, share: float) -> None:
        process = self.site.start(*command)
        wait_until(
            lambda: process.poll() is not None or self.count(done) >= share, PATIENCE
        )
        time.sleep(self.chance.uniform(0, LONGEST_LIFE))
        kill(process)

    def report(self, title: str, seconds: float) -> None:
        print(f"\n{title}: {self.files} files, {self.kills} kills, {seconds:.0f} s")
        for name, query in COUNTS.items():
            print(f"  {name:<24}{self.count(query):>8}")
        print(f"  {'originals damaged':<24}{damaged(self.site.data):>8}")


def damaged(data: Path) -> int:
    """Originals whose content is not what their name says."""
    stored = (data / "files" / "originals").glob("??/*")
    return sum(
        hashlib.sha256(path.read_bytes()).hexdigest() != path.name for path in stored
    )


def write_files(folder: Path, files: int, chance: random.Random) -> Path:
    words = [f"word{number}" for number in range(2000)]
    for number in range(files):
        path = folder / f"project{number % 9}" / f"file{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Document {number}: {' '.join(chance.choices(words, k=300))}")
    return folder


@contextmanager
def new_site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="unidoc-crashes-"))
    folder.chmod(0o711)
    use = embedded.join(folder)
    try:
        site = Site(use.url("unidoc"), folder)
        require(site.start("manage.py", "migrate").wait() == 0)
        yield site
    finally:
        use.leave()
        shutil.rmtree(folder)


def require(condition: bool) -> None:  # noqa: FBT001
    if not condition:
        raise SystemExit("A command failed; run it by hand to see why.")


def import_files(trial: Trial, folder: Path) -> None:
    command = ("manage.py", "import_corpus", str(folder))
    trial.die_again_and_again(command, DOCUMENTS)
    require(trial.site.start(*command).wait() == 0)


def read_uploads(trial: Trial, folder: Path) -> None:
    upload = UPLOAD.format(folder=str(folder))
    require(trial.site.start("manage.py", "shell", "-c", upload).wait() == 0)
    worker = ("-m", "unidoc.processes", "worker")
    trial.die_again_and_again(worker, ENDED)
    last = trial.site.start(*worker)
    wait_until(lambda: trial.count(ENDED) >= trial.files, PATIENCE)
    kill(last)


@dataclass(slots=True)
class Crew:
    """Processes at work side by side; who dies is followed by another of the kind."""

    trial: Trial
    commands: Sequence[tuple[str, ...]]
    alive: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        self.alive = [self.trial.site.start(*command) for command in self.commands]

    def lose_one(self) -> None:
        """Kill -9 of one of those that have not ended by themselves, whatever it does."""
        running = [n for n, one in enumerate(self.alive) if one.poll() is None]
        place = self.trial.chance.choice(running)
        kill(self.alive[place])
        self.alive[place] = self.trial.site.start(*self.commands[place])

    def end(self) -> None:
        for process in self.alive:
            kill(process)


def import_while_workers_die(trial: Trial, folder: Path) -> None:
    importing = ("manage.py", "import_documents", str(folder))
    worker = ("-m", "unidoc.processes", "worker")
    crew = Crew(trial, (worker, worker, importing))
    crew.start()
    for number in range(1, trial.kills + 1):
        share = trial.files * number / (trial.kills + 1)
        wait_until(lambda share=share: trial.count(ENDED) >= share, PATIENCE)  # type: ignore[misc]
        time.sleep(trial.chance.uniform(0, LONGEST_LIFE))
        crew.lose_one()
    require(trial.site.start(*importing).wait() == 0)
    wait_until(lambda: trial.count(ENDED) >= trial.files, PATIENCE)
    crew.end()


PARTS = {
    "import": import_files,
    "workers": read_uploads,
    "both": import_while_workers_die,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    print(circumstances())
    for title in options.part:
        chance = random.Random(options.seed)
        with new_site() as site:
            folder = write_files(site.data / "corpus", options.files, chance)
            trial = Trial(site, options.files, options.kills, chance)
            begun = time.monotonic()
            PARTS[title](trial, folder)
            trial.report(title, time.monotonic() - begun)


if __name__ == "__main__":
    main()
