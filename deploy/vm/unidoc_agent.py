#!/usr/bin/env python3
"""Brings the virtual machine to the release that its metadata names.

Pulled, not pushed: the pipeline changes one metadata value, and needs no way into the machine. A timer
runs this every minute; most runs find nothing to do. The Compose files come out of the image
itself, so that they always belong to the code they start. Secrets are read from Lockbox with the
machine's own token and written to a file that root alone reads. A release that does not become
healthy is taken back, and not tried again until another one is named.

Only the standard library: the machine has Docker and Ubuntu's Python, nothing else.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

METADATA = os.environ.get("UNIDOC_METADATA_URL", "http://169.254.169.254")
LOCKBOX = os.environ.get(
    "UNIDOC_LOCKBOX_URL", "https://payload.lockbox.api.cloud.yandex.net"
)
STATE = Path(os.environ.get("UNIDOC_STATE_DIR", "/var/lib/unidoc"))
KEPT_RELEASES = 3
HEALTHY_WITHIN = 900  # seconds; the first start migrates and compiles

log = logging.getLogger("unidoc-agent")


class AgentError(Exception):
    """Something the operator has to know; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """What to run: an image, Compose files inside it, variables, and Lockbox secrets
    as pairs of an ID and {entry: variable}. The same image with another setting is
    another release.
    """

    image: str
    files: tuple[str, ...]
    settings: dict[str, str]
    secrets: tuple[tuple[str, dict[str, str]], ...]
    wanted: str

    @property
    def digest(self) -> str:
        return self.image.rpartition("@sha256:")[2]

    @property
    def folder(self) -> Path:
        name = hashlib.sha256(self.wanted.encode()).hexdigest()
        return STATE / "releases" / name[:16]

    @classmethod
    def parse(cls, text: str) -> Release:
        try:
            raw = json.loads(text)
            secrets = tuple((item["id"], item["entries"]) for item in raw["secrets"])
            release = cls(
                raw["image"], tuple(raw["files"]), raw["settings"], secrets, text
            )
        except (ValueError, KeyError, TypeError) as error:
            raise AgentError(
                f"metadata `unidoc-release` is not a release: {error!r}"
            ) from error
        if release.image and len(release.digest) != 64:
            raise AgentError(
                f"image {release.image!r} is not named by its sha256 digest"
            )
        return release


# --- the cloud -----------------------------------------------------------------------------------


def get(url: str, headers: dict[str, str]) -> str:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - fixed hosts
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            body: bytes = response.read()
    except urllib.error.HTTPError as error:
        raise AgentError(f"{url} answered {error.code}") from error
    except OSError as error:
        raise AgentError(f"{url} cannot be reached: {error}") from error
    return body.decode()


def metadata(path: str) -> str:
    return get(
        f"{METADATA}/computeMetadata/v1/instance/{path}", {"Metadata-Flavor": "Google"}
    )


def iam_token() -> str:
    token: str = json.loads(metadata("service-accounts/default/token"))["access_token"]
    return token


def payload(secret_id: str, token: str) -> dict[str, str]:
    """The entries of a Lockbox secret's current version."""
    text = get(
        f"{LOCKBOX}/lockbox/v1/secrets/{secret_id}/payload",
        {"Authorization": f"Bearer {token}"},
    )
    return {entry["key"]: entry["textValue"] for entry in json.loads(text)["entries"]}


def environment(release: Release, token: str) -> dict[str, str]:
    """Settings and secrets as the variables of docker-compose.yml."""
    values = {
        **release.settings,
        "UNIDOC_IMAGE": release.image,
        "UNIDOC_RELEASE": release.digest[:12],
        # For the administrator's own `docker compose`, after `. env`.
        "COMPOSE_PROJECT_NAME": "unidoc",
        "COMPOSE_FILE": ":".join(release.files),
    }
    for secret_id, entries in release.secrets:
        found = payload(secret_id, token)
        for entry, variable in entries.items():
            if entry not in found:
                raise AgentError(f"Lockbox secret {secret_id} has no entry {entry!r}")
            values[variable] = found[entry]
    return values


# --- files ---------------------------------------------------------------------------------------


def write_private(path: Path, text: str) -> None:
    """Replaces `path` in one step by a file that its owner alone may read."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(name).replace(path)


def env_file(values: dict[str, str]) -> str:
    broken = [name for name, value in values.items() if "\n" in value or "'" in value]
    if broken:
        raise AgentError(
            f"values with a quote or a line break cannot be in an env file: {broken}"
        )
    return "".join(f"{name}='{value}'\n" for name, value in sorted(values.items()))


# --- docker --------------------------------------------------------------------------------------


def docker(*arguments: str, stdin: str | None = None) -> str:
    result = subprocess.run(  # noqa: S603 - arguments are a list, never a shell line
        ["docker", *arguments],  # noqa: S607 - PATH is systemd's
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        tail = "\n".join(result.stderr.splitlines()[-20:])
        raise AgentError(
            f"`docker {arguments[0]}` failed ({result.returncode}):\n{tail}"
        )
    return result.stdout


def pull(release: Release, token: str) -> None:
    registry = release.image.partition("/")[0]
    docker("login", "--username", "iam", "--password-stdin", registry, stdin=token)
    try:
        docker("pull", "--quiet", release.image)
    finally:
        docker("logout", registry)


def unpack(release: Release) -> None:
    """Copies /app/deploy, the release's own Compose files, out of the image."""
    container = docker("create", release.image).strip()
    try:
        shutil.rmtree(release.folder, ignore_errors=True)
        release.folder.mkdir(parents=True)
        docker("cp", f"{container}:/app/deploy", str(release.folder))
    finally:
        docker("rm", container)


def up(release: Release) -> None:
    """Starts what changed and waits until every service is healthy.

    On a new machine with the disk of an old one Docker has started the old containers by itself,
    on files that were not there: all are made anew.
    """
    folder = release.folder
    anew = [] if remembered("current") else ["--force-recreate"]
    files = [f"--file={folder / 'deploy' / 'app' / name}" for name in release.files]
    docker(
        *("compose", "--project-name=unidoc", f"--env-file={folder / 'env'}", *files),
        *("up", "--detach", "--no-build", "--remove-orphans", *anew),
        *("--wait", f"--wait-timeout={HEALTHY_WITHIN}"),
    )


# --- releases ------------------------------------------------------------------------------------


def remembered(name: str) -> str | None:
    """The metadata text of the release that is `current` or `failed`, if there is one."""
    path = STATE / f"{name}.json"
    return path.read_text() if path.exists() else None


def point_to(release: Release) -> None:
    """`current` is where an administrator finds the running release's files."""
    draft = STATE / "current.new"
    draft.unlink(missing_ok=True)
    draft.symlink_to(release.folder)
    draft.replace(STATE / "current")


def forget_old_releases(current: Release) -> None:
    folders = sorted(
        (STATE / "releases").iterdir(), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for folder in folders[KEPT_RELEASES:]:
        if folder != current.folder:
            shutil.rmtree(folder)
    # An image is gigabytes. Those of running services stay, the one to go back to among them.
    docker("image", "prune", "--all", "--force")


def take_back() -> None:
    previous = remembered("current")
    if previous is None:
        log.error("there is no earlier release to go back to")
        return
    release = Release.parse(previous)
    log.error("going back to %s", release.digest[:12])
    up(release)


def deploy(release: Release) -> None:
    """Runs `release`; on failure restores the earlier one and raises."""
    token = iam_token()
    pull(release, token)
    unpack(release)
    write_private(release.folder / "env", env_file(environment(release, token)))
    try:
        up(release)
    except AgentError:
        write_private(STATE / "failed.json", release.wanted)
        take_back()
        raise
    write_private(STATE / "current.json", release.wanted)
    point_to(release)
    forget_old_releases(release)
    log.info("release %s is up", release.digest[:12])


def run() -> None:
    release = Release.parse(metadata("attributes/unidoc-release"))
    if not release.image:
        log.info("no release is named yet")
    elif remembered("current") == release.wanted:
        log.debug("release %s is already up", release.digest[:12])
    elif remembered("failed") == release.wanted:
        log.debug("release %s failed before; waiting for another", release.digest[:12])
    else:
        deploy(release)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("another run is at work")
            return 0
        try:
            run()
        except AgentError as error:
            log.error("%s", error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
