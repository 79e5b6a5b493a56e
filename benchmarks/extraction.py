"""How fast, how large and how sure reading is.

    python -m benchmarks.extraction [--files 300] [--workers 2] [--mutations 2000]
                                    [--corpus ru.jsonl.gz ...]

Files are made by the run itself (the makers of the tests). A corpus (gzip JSONL, key
`text`, Russian) adds the share of encodings told right, beside charset-normalizer's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil
from charset_normalizer import from_bytes

from core.extraction import ExtractionFailed, Limits, Reader
from core.extraction.encoding import decode
from tests.extraction.damage import mutated_file
from tests.extraction.documents import (
    CONTRACT,
    INVOICE,
    make_docx,
    make_pdf,
    make_xlsx,
)

ENCODINGS = ("utf-8", "utf-16-le", "cp1251", "koi8-r", "cp866")
LENGTHS = (10, 20, 40, 80, 200, 1000)
SAMPLES = 500
LINES_PER_PAGE = 50


def office_file(seed: int) -> tuple[str, bytes]:
    """Return one of four kinds of office files, of 1 to 20 pages."""
    dice = random.Random(seed)
    pages = dice.randint(1, 20)
    lines = [
        dice.choice((CONTRACT, INVOICE))
        for _ in range(dice.randint(20, LINES_PER_PAGE))
    ]
    match seed % 4:
        case 0:
            return "a.docx", make_docx(*lines * pages)
        case 1:
            return "a.pdf", make_pdf(["\n".join(lines)] * pages)
        case 2:
            return "a.xlsx", make_xlsx(
                [[n, line] for n, line in enumerate(lines * pages)]
            )
        case _:
            return "a.txt", "\n".join(lines * pages).encode("cp1251", "replace")


@dataclass(frozen=True, slots=True)
class Reading:
    """Wall seconds of each file; CPU seconds and peak memory of the child for all."""

    seconds: list[float]
    cpu_seconds: float
    peak_mib: int


def read_all(paths: list[tuple[str, Path]]) -> Reading:
    times = []
    # One child for all of them, so that its CPU time is that of all.
    with Reader(Limits(files_per_child=len(paths) + 1)) as reader:
        for name, path in paths:
            started = time.perf_counter()
            reader.read(path, file_name=name)
            times.append(time.perf_counter() - started)
        child = psutil.Process(reader.child_pid)
        cpu = child.cpu_times()
        return Reading(times, cpu.user + cpu.system, peak_mib(child.pid))


def peak_mib(pid: int) -> int:
    """Return the most memory the child ever held; 0 where the kernel does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) // 1024 for line in lines if "VmHWM" in line)


def measure_single(folder: Path) -> None:
    cases = {
        "DOCX of 60 paragraphs": ("a.docx", make_docx(*[CONTRACT] * 60)),
        "PDF of 20 pages": ("a.pdf", make_pdf(["\n".join([CONTRACT] * 60)] * 20)),
        "cp1251 text of 140 kB": ("a.txt", (CONTRACT * 1000).encode("cp1251")),
    }
    for title, (name, data) in cases.items():
        path = folder / name
        path.write_bytes(data)
        reading = read_all([(name, path)] * 20)
        print(
            f"{title}: first {reading.seconds[0] * 1000:.0f} ms, then "
            f"{min(reading.seconds) * 1000:.1f} ms, child {reading.peak_mib} MiB"
        )


def measure_mixed(folder: Path, files: int, workers: int) -> None:
    paths = []
    for seed in range(files):
        name, data = office_file(seed)
        path = folder / f"{seed}-{name}"
        path.write_bytes(data)
        paths.append((name, path))
    for count in sorted({1, workers}):
        started = time.perf_counter()
        with ThreadPoolExecutor(count) as pool:
            readings = list(pool.map(read_all, [paths[n::count] for n in range(count)]))
        rate = files / (time.perf_counter() - started)
        cpu = sum(reading.cpu_seconds for reading in readings) / files
        memory = max(reading.peak_mib for reading in readings)
        print(
            f"mixed files of 1 to 20 pages, {count} readers: {rate:.0f} files/s, "
            f"{cpu * 1000:.0f} ms of CPU each, child {memory} MiB"
        )


def measure_damaged(folder: Path, mutations: int) -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    path = folder / "damaged"
    with Reader() as reader:
        for seed in range(mutations):
            name, data = mutated_file(seed)
            path.write_bytes(data)
            started = time.perf_counter()
            outcomes[outcome(reader, path, name)] += 1
            slowest = max(slowest, time.perf_counter() - started)
    print(f"{mutations} damaged files: {dict(outcomes)}, slowest {slowest:.2f} s")


def outcome(reader: Reader, path: Path, name: str) -> str:
    try:
        reader.read(path, file_name=name)
    except ExtractionFailed as failure:
        return str(failure.code)
    return "read"


def measure_encodings(corpora: list[Path]) -> None:
    texts = [text for corpus in corpora for text in read_corpus(corpus)]
    for length in LENGTHS:
        for encoding in ENCODINGS:
            pieces = list(cut_pieces(texts, length, encoding))
            ours = share_right(pieces, encoding, lambda data: decode(data).text)
            theirs = share_right(
                pieces, encoding, lambda data: str(from_bytes(data).best())
            )
            print(
                f"{encoding} of {length} characters: {ours:.2%} right, "
                f"charset-normalizer {theirs:.2%} ({len(pieces)} pieces)"
            )


def read_corpus(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield " ".join(json.loads(line)["text"].split())


def cut_pieces(texts: list[str], length: int, encoding: str) -> Iterator[bytes]:
    """Yield pieces with at least a third of Russian letters."""
    dice = random.Random(length)
    for text in dice.sample(texts, min(SAMPLES, len(texts))):
        start = dice.randrange(max(1, len(text) - length))
        data = text[start : start + length].encode(encoding, "ignore")
        piece = data.decode(encoding)
        if sum("а" <= char <= "я" for char in piece) * 3 >= length:
            yield data


def share_right(
    pieces: list[bytes], encoding: str, read: Callable[[bytes], str]
) -> float:
    right = sum(read(piece) == piece.decode(encoding) for piece in pieces)
    return right / len(pieces) if pieces else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_single(folder)
        measure_mixed(folder, options.files, options.workers)
        measure_damaged(folder, options.mutations)
    if options.corpus:
        measure_encodings(options.corpus)


if __name__ == "__main__":
    main()
