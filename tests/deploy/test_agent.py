"""The machine's agent against a metadata and a Lockbox server on loopback.

`docker` is a stand-in that notes how it was called: there is no engine here. What the agent asks
of it, and what it does when that fails, is what these tests are about.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.deploy.files import ROOT

AGENT = ROOT / "deploy" / "vm" / "unidoc_agent.py"
OLD = "cr.yandex/registry/unidoc@sha256:" + "a" * 64
NEW = "cr.yandex/registry/unidoc@sha256:" + "b" * 64
TOKEN = "t-machine"

DOCKER = """#!/bin/sh
echo "$*" >> "$DOCKER_LOG"
case "$1" in
    login) cat >> "$DOCKER_LOG.stdin" ;;
    create) echo container ;;
    cp) mkdir -p "$3/deploy/app" && touch "$3/deploy/app/docker-compose.yml" ;;
    compose) if [ -e "$DOCKER_LOG.sick" ] && grep -q "$(cat "$DOCKER_LOG.sick")" "${3#--env-file=}"; then
                 echo "container unidoc-web-1 is unhealthy" >&2
                 exit 1
             fi ;;
esac
"""


@dataclass
class Cloud:
    """What the metadata and Lockbox servers answer, and the agent's own world."""

    folder: Path
    url: str = ""
    release: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def name(self, image: str, **settings: str) -> None:
        self.release = {
            "image": image,
            "files": ["docker-compose.yml", "docker-compose.postgres.yml"],
            "settings": {"DOMAIN": "unidoc.example.ru", **settings},
            "secrets": [{"id": "e6q1", "entries": {"made-by-lockbox": "SECRET_KEY"}}],
        }

    def run(self) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "UNIDOC_METADATA_URL": self.url,
            "UNIDOC_LOCKBOX_URL": self.url,
            "UNIDOC_STATE_DIR": str(self.state),
            "DOCKER_LOG": str(self.folder / "docker"),
        }
        return subprocess.run(
            [sys.executable, str(AGENT)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def docker_calls(self, kind: str = "") -> list[str]:
        log = self.folder / "docker"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if line.startswith(kind)]

    def sicken(self, image: str) -> None:
        """Starting this image fails from now on."""
        (self.folder / "docker.sick").write_text(image)

    def answer(self, path: str) -> str | None:
        if path.endswith("/service-accounts/default/token"):
            return json.dumps({"access_token": TOKEN})
        if path.endswith("/attributes/unidoc-release"):
            return json.dumps(self.release)
        entries = self.secrets.get(path.split("/")[-2])
        if entries is None:
            return None
        listed = [{"key": key, "textValue": value} for key, value in entries.items()]
        return json.dumps({"entries": listed})


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    world = Cloud(tmp_path, secrets={"e6q1": {"made-by-lockbox": "s3cr3t" * 10}})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.asked.append((self.path, self.headers.get("Authorization")))
            text = world.answer(self.path)
            self.send_response(200 if text is not None else 404)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    (tmp_path / "bin").mkdir()
    docker = tmp_path / "bin" / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    world.url = f"http://127.0.0.1:{server.server_port}"
    yield world
    server.shutdown()
    server.server_close()


def running(cloud: Cloud) -> str:
    text = (cloud.state / "current" / "env").read_text()
    [image] = [line for line in text.splitlines() if line.startswith("UNIDOC_IMAGE=")]
    return image.partition("=")[2].strip("'")


def test_nothing_happens_before_the_first_release(cloud: Cloud) -> None:
    cloud.name("")
    assert cloud.run().returncode == 0
    assert cloud.docker_calls() == []


def test_a_release_is_pulled_unpacked_and_started(cloud: Cloud) -> None:
    cloud.name(NEW)
    result = cloud.run()
    assert result.returncode == 0, result.stderr
    folder = (cloud.state / "current").resolve()
    files = f"{folder}/deploy/app"
    [started] = cloud.docker_calls("compose")
    assert started == (
        f"compose --project-name=unidoc --env-file={folder}/env "
        f"--file={files}/docker-compose.yml --file={files}/docker-compose.postgres.yml "
        "up --detach --no-build --remove-orphans --force-recreate --wait --wait-timeout=900"
    )
    assert cloud.docker_calls() == [
        "login --username iam --password-stdin cr.yandex",
        f"pull --quiet {NEW}",
        "logout cr.yandex",
        f"create {NEW}",
        f"cp container:/app/deploy {folder}",
        "rm container",
        started,
        "image prune --all --force",
    ]


def test_secrets_come_from_lockbox_into_a_private_file(cloud: Cloud) -> None:
    cloud.name(NEW)
    cloud.run()
    env = cloud.state / "current" / "env"
    assert f"SECRET_KEY='{'s3cr3t' * 10}'" in env.read_text().splitlines()
    assert env.stat().st_mode & 0o777 == 0o600
    assert ("/lockbox/v1/secrets/e6q1/payload", f"Bearer {TOKEN}") in cloud.asked


def test_no_secret_is_logged_or_on_a_command_line(cloud: Cloud) -> None:
    cloud.name(NEW)
    result = cloud.run()
    told = result.stdout + result.stderr + "\n".join(cloud.docker_calls())
    assert "s3cr3t" not in told
    assert TOKEN not in told
    assert (cloud.folder / "docker.stdin").read_text() == TOKEN


def test_a_release_that_is_up_is_left_alone(cloud: Cloud) -> None:
    cloud.name(NEW)
    cloud.run()
    before = len(cloud.docker_calls())
    assert cloud.run().returncode == 0
    assert len(cloud.docker_calls()) == before


def test_a_changed_setting_is_a_new_release(cloud: Cloud) -> None:
    cloud.name(NEW)
    cloud.run()
    cloud.name(NEW, UNIDOC_WORKERS="4")
    cloud.run()
    assert "UNIDOC_WORKERS='4'" in (cloud.state / "current" / "env").read_text()
    [_first, second] = cloud.docker_calls("compose")
    assert "--force-recreate" not in second, "what did not change goes on"


def test_a_sick_release_is_taken_back_and_not_tried_again(cloud: Cloud) -> None:
    cloud.name(OLD)
    cloud.run()
    healthy = (cloud.state / "current").resolve()
    cloud.name(NEW)
    cloud.sicken(NEW)
    result = cloud.run()
    assert result.returncode == 1
    assert "unidoc-web-1 is unhealthy" in result.stderr
    assert running(cloud) == OLD
    assert f"--env-file={healthy}/env" in cloud.docker_calls("compose")[-1]
    assert len(cloud.docker_calls("image prune")) == 1, "its image is needed again"
    calls = len(cloud.docker_calls())
    assert cloud.run().returncode == 0
    assert len(cloud.docker_calls()) == calls


def test_a_later_release_follows_a_failed_one(cloud: Cloud) -> None:
    cloud.name(OLD)
    cloud.sicken(OLD)
    assert cloud.run().returncode == 1
    cloud.name(NEW)
    assert cloud.run().returncode == 0
    assert running(cloud) == NEW


def test_a_missing_secret_stops_before_anything_is_started(cloud: Cloud) -> None:
    cloud.name(NEW)
    cloud.secrets["e6q1"] = {"other": "value"}
    result = cloud.run()
    assert result.returncode == 1
    assert "has no entry 'made-by-lockbox'" in result.stderr
    assert cloud.docker_calls("compose") == []


def test_an_image_by_tag_is_refused(cloud: Cloud) -> None:
    cloud.name("cr.yandex/registry/unidoc:latest")
    result = cloud.run()
    assert result.returncode == 1
    assert "not named by its sha256 digest" in result.stderr


def test_old_releases_are_forgotten(cloud: Cloud) -> None:
    for number in range(6):
        cloud.name(NEW, UNIDOC_WORKERS=str(number))
        assert cloud.run().returncode == 0
    kept = {path.name for path in (cloud.state / "releases").iterdir()}
    assert len(kept) == 3
    assert (cloud.state / "current").resolve().name in kept


def test_a_cloud_that_cannot_be_reached_is_one_sentence(cloud: Cloud) -> None:
    cloud.url = "http://127.0.0.1:9"
    result = cloud.run()
    assert result.returncode == 1
    assert result.stderr.startswith("ERROR http://127.0.0.1:9/")
    assert "Traceback" not in result.stderr
