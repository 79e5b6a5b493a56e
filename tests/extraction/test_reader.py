"""The reader outlives whatever its child meets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.extraction import ExtractionFailed, FailureCode, Limits, Reader, read
from core.extraction.child_process import ChildProcess
from core.extraction.limits import MEBIBYTE
from core.extraction.wire import BrokenWire
from tests.extraction.documents import CONTRACT


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(CONTRACT)
    return path


def test_one_child_reads_many_files(text_file: Path) -> None:
    with Reader() as reader:
        reader.read(text_file, file_name="a.txt")
        first = reader.child_pid
        reader.read(text_file, file_name="a.txt")
        assert reader.child_pid == first


def test_a_child_is_replaced_after_its_share_of_files(text_file: Path) -> None:
    with Reader(Limits(files_per_child=2)) as reader:
        pids = set()
        for _ in range(4):
            reader.read(text_file, file_name="a.txt")
            pids.add(reader.child_pid)
        assert len(pids - {None}) == 2


def test_a_killed_child_is_a_typed_failure_and_the_next_file_is_read(
    text_file: Path,
) -> None:
    with Reader() as reader:
        reader.read(text_file, file_name="a.txt")
        assert reader.child_pid is not None
        os.kill(reader.child_pid, signal.SIGSEGV)
        with pytest.raises(ExtractionFailed) as caught:
            reader.read(text_file, file_name="a.txt")
        assert caught.value.code is FailureCode.CRASHED
        assert reader.read(text_file, file_name="a.txt").text == CONTRACT


def test_a_hanging_child_is_ended_after_the_time_allowed(text_file: Path) -> None:
    with Reader(Limits(seconds=1)) as reader:
        reader.read(text_file, file_name="a.txt")
        assert reader.child_pid is not None
        os.kill(reader.child_pid, signal.SIGSTOP)
        with pytest.raises(ExtractionFailed) as caught:
            reader.read(text_file, file_name="a.txt")
        assert caught.value.code is FailureCode.TOO_SLOW
        assert reader.read(text_file, file_name="a.txt").text == CONTRACT


def test_closing_leaves_no_process(text_file: Path) -> None:
    reader = Reader()
    reader.read(text_file, file_name="a.txt")
    pid = reader.child_pid
    assert pid is not None
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_child_sees_no_setting_of_ours(
    text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    with Reader() as reader:
        reader.read(text_file, file_name="a.txt")
        environment = Path(f"/proc/{reader.child_pid}/environ").read_bytes()
    assert b"secret" not in environment
    assert b"DATABASE_URL" not in environment


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_child_has_no_network(text_file: Path) -> None:
    with Reader() as reader:
        reader.read(text_file, file_name="a.txt")
        ours = Path("/proc/self/ns/net").readlink()
        if Path(f"/proc/{reader.child_pid}/ns/net").readlink() == ours:
            pytest.skip("THE KERNEL LETS NOBODY LEAVE THE NETWORK HERE")
        devices = Path(f"/proc/{reader.child_pid}/net/dev").read_text()
    assert [line.split(":")[0].strip() for line in devices.splitlines()[2:]] == ["lo"]


def test_a_child_ends_with_its_worker(text_file: Path) -> None:
    script = (
        "import os, signal; from pathlib import Path; from core.extraction import Reader;"
        f"reader = Reader(); reader.read(Path({str(text_file)!r}), file_name='a.txt');"
        "print(reader.child_pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=False
    )
    pid = int(done.stdout)
    ends = time.monotonic() + 20
    while _is_running(pid) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not _is_running(pid)


def test_a_forked_process_starts_a_child_of_its_own(text_file: Path) -> None:
    script = (
        "import os; from pathlib import Path; from core.extraction import Reader;"
        f"path = Path({str(text_file)!r}); reader = Reader();"
        "reader.read(path, file_name='a.txt'); first = reader.child_pid;"
        "forked = os.fork();"
        "reader.read(path, file_name='a.txt');"
        "other = reader.child_pid != first;"
        "reader.close();"
        "forked or os._exit(0 if other else 1);"
        "status = os.waitpid(forked, 0)[1];"
        "print(status, other, Path(f'/proc/{first}').exists())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=True
    )
    assert done.stdout.split() == [b"0", b"False", b"False"]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # An orphan nobody waits for stays as a zombie where process 1 does not reap.
    state = Path(f"/proc/{pid}/stat")
    return not (
        state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not bound memory")
def test_memory_is_bounded(tmp_path: Path, text_file: Path) -> None:
    path = tmp_path / "huge.html"
    path.write_bytes(b"<html><body>" + b"<p>word" * 5_000_000)
    with Reader(Limits(memory_bytes=150 * MEBIBYTE)) as reader:
        with pytest.raises(ExtractionFailed) as caught:
            reader.read(path, file_name="huge.html")
        assert caught.value.code is FailureCode.TOO_MUCH_MEMORY
        assert caught.value.params == {"limit_mb": 150}
        assert reader.read(text_file, file_name="a.txt").text == CONTRACT


def test_empty_and_oversized_files_are_refused_before_a_child_starts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a"
    path.touch()
    with Reader(Limits(file_bytes=1 << 20)) as reader:
        with pytest.raises(ExtractionFailed, match="empty_file"):
            reader.read(path, file_name="a.txt")
        path.write_bytes(b"x" * (3 << 19))
        with pytest.raises(ExtractionFailed) as caught:
            reader.read(path, file_name="a.txt")
        assert caught.value.params == {"size_mb": 2, "limit_mb": 1}
        assert reader.child_pid is None


def test_a_missing_file_is_no_failure_of_the_file(tmp_path: Path) -> None:
    with Reader() as reader, pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "absent", file_name="a.txt")


def test_a_single_file_needs_no_reader(text_file: Path) -> None:
    assert read(text_file, file_name="a.txt").text == CONTRACT


def test_an_answer_larger_than_any_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (2 * MEBIBYTE))
    request = {"path": str(path), "file_name": "a", "attachments_to": None}
    child = ChildProcess(Limits())
    child.largest_answer = MEBIBYTE
    with pytest.raises(BrokenWire, match="larger"):
        child.ask({**request, "nesting": 0})
    child.end()


def test_importing_the_package_loads_no_parser() -> None:
    script = (
        "import sys, core.extraction;"
        "print([m for m in ('kreuzberg', 'pypdfium2', 'PIL', 'olefile', 'puremagic',"
        " 'charset_normalizer', 'django') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"[]"
