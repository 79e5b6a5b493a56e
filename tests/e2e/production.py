"""The process set as a container runs it: copied code that nobody may change, a user who is
not root, a data folder, and settings from the environment alone.
"""

from __future__ import annotations

import compileall
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unidoc.embedded.place import ACCOUNT, passable
from unidoc.env import ROOT

# What the image copies, and compiles: deploy/app/Dockerfile.
CODE = ("manage.py", "core", "unidoc", "deploy")
HOST = "unidoc.example.org"
WAIT_SECONDS = 180


@dataclass(slots=True)
class Container:
    """A folder with ``app`` (read-only), ``data`` and ``tmp``; starts programs inside."""

    folder: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def build(self) -> None:
        (self.folder / "app").mkdir()
        for name in CODE:
            source, target = ROOT / name, self.folder / "app" / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copy2(
                source, target
            )
        compileall.compile_dir(self.folder / "app", quiet=1)
        for path in [self.folder / "app", *(self.folder / "app").rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for name in ("data", "tmp"):
            (self.folder / name).mkdir(mode=0o700)
            if (user := account()) is not None:
                os.chown(self.folder / name, user.pw_uid, user.pw_gid)

    def start(self, program: str, **more: str) -> None:
        with self.log(program).open("ab") as log:
            self.processes[program] = subprocess.Popen(
                [self.python(), "-m", "unidoc.processes", program],
                cwd=self.folder / "app",
                env={**self._surroundings(), **self.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **_as_user(),
            )

    def end(self, program: str) -> int:
        """What ``docker stop`` does; the exit code."""
        process = self.processes.pop(program)
        process.send_signal(signal.SIGTERM)
        return process.wait(WAIT_SECONDS)

    def remove(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for path in [*self.folder.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(self.folder)

    def log(self, program: str) -> Path:
        return self.folder / f"{program}.log"

    def wait(self, what: str, condition: Callable[[], Any]) -> Any:
        """The first true answer; an AssertionError with the logs when there is none."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not (found := condition()):
            ended = [n for n, p in self.processes.items() if p.poll() is not None]
            if ended or time.monotonic() > deadline:
                logs = "\n".join(
                    f"== {p.name}\n{p.read_text()[-3000:]}"
                    for p in self.folder.glob("*.log")
                )
                raise AssertionError(f"{what}: not in time; ended: {ended}\n{logs}")
            time.sleep(0.1)
        return found

    def python(self) -> Path:
        """The interpreter of the tests; a copy where it lies in root's closed home."""
        here = Path(sys.executable)
        if account() is None or passable(here.resolve()):
            return here
        copy = self.folder / "venv" / "bin" / "python"
        if not copy.exists():
            _copy_interpreter(self.folder)
        return copy

    def _surroundings(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "LD_LIBRARY_PATH": str(self.folder / "python" / "lib"),
            "HOME": str(self.folder / "tmp"),
            "TMPDIR": str(self.folder / "tmp"),
            "OMP_THREAD_LIMIT": "1",
            "DJANGO_SETTINGS_MODULE": "unidoc.settings.production",
            "UNIDOC_DATA_DIR": str(self.folder / "data"),
        }


@dataclass(slots=True)
class Caller:
    """Somebody on the other side of the proxy."""

    port: int
    token: str = ""

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=self._headers(),
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, _read(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, _read(refusal)
        except OSError:
            return 0, {}

    def raw(self, path: str, **body: Any) -> tuple[bytes, bytes]:
        """A POST as it goes over the line: its head and its body."""
        content = json.dumps(body).encode()
        fields = {**self._headers(), "Content-Length": str(len(content))}
        lines = [f"POST {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode(), content

    def _headers(self) -> dict[str, str]:
        return {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        }

    def get(self, path: str) -> Any:
        return self.ask(path)[1]

    def post(self, path: str, **body: Any) -> Any:
        status, answer = self.ask(path, body)
        assert status in (200, 201, 202), (status, answer)
        return answer


def _read(answer: Any) -> Any:
    content = answer.read()
    kind = answer.headers.get("Content-Type", "")
    return json.loads(content) if "json" in kind else content.decode()


def account() -> pwd.struct_passwd | None:
    """Whom to run as when we are root: whoever may talk to the tests' PostgreSQL."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")


def _as_user() -> dict[str, Any]:
    user = account()
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _copy_interpreter(folder: Path) -> None:
    """The base installation by hard links, and a virtual environment around it."""
    unneeded = shutil.ignore_patterns(
        "site-packages", "test", "share", "include", "*.a"
    )
    base = Path(sys.base_prefix)
    shutil.copytree(
        base, folder / "python", symlinks=True, ignore=unneeded, copy_function=_link
    )
    libraries = Path(sysconfig.get_path("purelib"))
    inside = folder / "venv" / libraries.relative_to(sys.prefix)
    inside.parent.mkdir(parents=True)
    inside.symlink_to(libraries)
    (folder / "venv" / "bin").mkdir()
    (folder / "venv" / "pyvenv.cfg").write_text(f"home = {folder}/python/bin\n")
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "venv/bin/python").symlink_to(folder / "python" / "bin" / name)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
