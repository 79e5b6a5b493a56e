"""How fast do office files come in: imported, read, indexed and classified?

    python -m benchmarks.intake [--files 1000] [--workers 2]

The run makes the files (DOCX, PDF, XLSX and TXT of 1 to 20 pages), and a model: the one of the
sample archive. Then `manage.py import_documents` takes the files in while the workers, as
`make up` starts them, read and classify. Database and data folder are its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from benchmarks.crashes import new_site, require
from benchmarks.extraction import office_file
from benchmarks.results import circumstances
from tests.e2e.workers import Site, wait_until

MEBIBYTE = 2**20
LOOK_EVERY = 0.5  # seconds
USUAL_SILENCE = 30  # in seconds; who waits for killed workers takes less
WAITING = "SELECT count(*) FROM core_job WHERE state IN ('queued', 'running')"
AT_WORK = "SELECT count(*) FROM procrastinate_workers"
PATIENCE = 120  # seconds
NEWEST = "SELECT coalesce(max(id), 0) FROM core_document"
# Of the documents that came after one.
COUNTS = {
    "documents": "SELECT count(*) FROM core_document WHERE id > {after}",
    "texts read": "SELECT count(*) FROM core_extraction"
    " JOIN core_version ON core_version.id = version_id"
    " WHERE state = 'done' AND document_id > {after}",
    "decisions of the model": "SELECT count(*) FROM core_decision"
    " WHERE source = 'machine' AND document_id > {after}",
    "fingerprints": "SELECT count(*) FROM core_fingerprint"
    " JOIN core_version ON core_version.id = version_id WHERE document_id > {after}",
    "jobs that failed": "SELECT count(*) FROM core_job WHERE state = 'failed'",
}
FIRST_FILES = 20


@dataclass(slots=True)
class Peaks:
    """The most that any worker held, in bytes: itself, and the child that reads for it."""

    worker: int = 0
    reader: int = 0
    both: int = 0

    def look(self, processes: list[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            own = _held(psutil.Process(process.pid))
            children = psutil.Process(process.pid).children(recursive=True)
            reading = sum(map(_held, children))
            self.worker = max(self.worker, own)
            self.reader = max(self.reader, reading)
            self.both = max(self.both, own + reading)


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """What processes and their children have computed so far, those that ended included."""
    total = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += sum(one.cpu_times()[:4])
    return total


def postmaster(site: Site) -> psutil.Process:
    [pid_file] = site.data.rglob("postmaster.pid")
    return psutil.Process(int(pid_file.read_text().splitlines()[0]))


def _held(process: psutil.Process) -> int:
    """Resident memory; 0 for one that has ended meanwhile."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


@dataclass(slots=True)
class Run:
    """An import with so many workers at work."""

    site: Site
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    peaks: Peaks = field(default_factory=Peaks)
    after: int = 0

    def measure(self) -> dict[str, float]:
        """Seconds until all files were taken in and were done, and of whose processors."""
        self.after = count(self.site, NEWEST)
        workers = [psutil.Process(one.pid) for one in self.workers]
        database = [postmaster(self.site)]
        before = cpu_seconds(workers), cpu_seconds(database), _ended()
        taken, done = self._import()
        return {
            "taken": taken,
            "done": done,
            "CPU of the workers": cpu_seconds(workers) - before[0],
            "CPU of PostgreSQL": cpu_seconds(database) - before[1],
            "CPU of the import": _ended() - before[2],
        }

    def _import(self) -> tuple[float, float]:
        begun = time.perf_counter()
        command = ("manage.py", "import_documents", str(self.folder))
        importing = self.site.start(*command)
        while importing.poll() is None:
            self._look()
        taken = time.perf_counter() - begun
        require(importing.returncode == 0)
        while count(self.site, WAITING):
            self._look()
        return taken, time.perf_counter() - begun

    def _look(self) -> None:
        self.peaks.look(self.workers)
        time.sleep(LOOK_EVERY)


def count(site: Site, query: str) -> int:
    with psycopg.connect(site.database) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _ended() -> float:
    """CPU seconds of our children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_files(folder: Path, seeds: range) -> Mapping[str, int]:
    """Make a file of each seed; their number by suffix."""
    made: dict[str, int] = {}
    for seed in seeds:
        name, data = office_file(seed)
        suffix = Path(name).suffix
        made[suffix] = made.get(suffix, 0) + 1
        path = folder / f"folder{seed % 20}" / f"file{seed}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return made


def make_a_model(site: Site) -> None:
    """The sample archive and a model of it."""
    generate = (
        "from core.management.commands.generate_test_data import Command;"
        "Command().handle()"
    )
    require(site.start("manage.py", "shell", "-c", generate).wait() == 0)
    require(site.start("manage.py", "train").wait() == 0)


@contextmanager
def at_work(site: Site, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers that have loaded what they need: they have read some files."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(site.worker(silence=USUAL_SILENCE))
            for _number in range(workers)
        ]
        wait_until(lambda: count(site, AT_WORK) == workers, PATIENCE)
        first = site.data / "first-files"
        write_files(first, range(-FIRST_FILES, 0))
        require(site.start("manage.py", "import_documents", str(first)).wait() == 0)
        wait_until(lambda: count(site, WAITING) == 0, PATIENCE)
        yield started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print(circumstances())
    with new_site() as site:
        make_a_model(site)
        made = write_files(site.data / "files-to-import", range(options.files))
        with at_work(site, options.workers) as workers:
            run = Run(site, site.data / "files-to-import", workers)
            seconds = run.measure()
        report(run, made, seconds)


def report(run: Run, made: Mapping[str, int], seconds: Mapping[str, float]) -> None:
    files = sum(made.values())
    done = seconds["done"]
    print(f"{files} files: {made}, {len(run.workers)} workers")
    print(f"all done in {done:.1f} s: {files / done:.1f} files/s")
    for name, value in seconds.items():
        print(f"  {name}: {value:.1f} s, {value / files * 1000:.0f} ms a file")
    busy = sum(value for name, value in seconds.items() if name.startswith("CPU"))
    print(f"two cores with nothing else to do: {2 * files / busy:.1f} files/s at most")
    for name, size in {
        "a worker": run.peaks.worker,
        "its reading child": run.peaks.reader,
        "both": run.peaks.both,
    }.items():
        print(f"most memory of {name}: {size // MEBIBYTE} MiB")
    for name, query in COUNTS.items():
        print(f"  {name:<24}{count(run.site, query.format(after=run.after)):>8}")


if __name__ == "__main__":
    main()
