from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.files import COMPOSE_FILES, ROOT, load_yaml, name_of
from unidoc.configuration import setting_names

APP = ROOT / "deploy" / "app"
MLFLOW = ROOT / "deploy" / "mlflow"
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)")
SECRET = re.compile(r"PASSWORD|SECRET|_KEY$|TOKEN")

each_file = pytest.mark.parametrize("path", COMPOSE_FILES, ids=name_of)


def services(path: Path) -> dict[str, dict[str, Any]]:
    """Services that this file defines; an addition to one of another file has no image."""
    found: dict[str, dict[str, Any]] = load_yaml(path)["services"]
    return {name: body for name, body in found.items() if "image" in body}


def every_service() -> list[Any]:
    return [
        pytest.param(path, name, id=f"{path.parent.name}-{path.stem}-{name}")
        for path in COMPOSE_FILES
        for name in services(path)
    ]


each_service = pytest.mark.parametrize(("path", "name"), every_service())


@each_file
def test_networks_and_volumes_are_declared(path: Path) -> None:
    declared = load_yaml(path)
    # Further files join the networks of the one they are added to.
    networks = set(declared.get("networks") or {}) | set(
        load_yaml(path.parent / "docker-compose.yml").get("networks") or {}
    )
    volumes = set(declared.get("volumes") or {})
    for name, service in services(path).items():
        assert set(service["networks"]) <= networks, name
        named = {
            volume.partition(":")[0]
            for volume in service.get("volumes", [])
            if volume[0] not in "./~"
        }
        assert named <= volumes, name


@each_service
def test_a_service_says_when_it_is_healthy(path: Path, name: str) -> None:
    service = services(path)[name]
    if service.get("restart") == "no":
        assert service["healthcheck"] == {"disable": True}, "runs once and ends"
        return
    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(
        service["healthcheck"]
    )


@each_service
def test_a_service_is_bounded_and_has_no_privilege(path: Path, name: str) -> None:
    service = services(path)[name]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"]["options"]["max-size"]
    assert not service.get("privileged")
    assert service.get("network_mode") != "host"
    assert not [v for v in service.get("volumes", []) if "docker.sock" in v]


@each_service
def test_an_image_has_a_version_that_can_be_replaced_by_a_digest(
    path: Path, name: str
) -> None:
    image = services(path)[name]["image"]
    assert re.fullmatch(r"\$\{[A-Z_]+:-[^:}]+:[^:}]+\}", image), image
    assert ":latest" not in image


@each_service
def test_only_the_proxy_is_open_to_others(path: Path, name: str) -> None:
    for port in services(path)[name].get("ports", []):
        if name == "proxy":
            assert port.endswith(":443:443")
        else:
            assert port.startswith(("127.0.0.1:", "${MLFLOW_BIND:-127.0.0.1}:")), port


@each_service
def test_the_database_is_published_nowhere(path: Path, name: str) -> None:
    if name == "postgres":
        service = services(path)[name]
        assert "ports" not in service
        assert service["networks"] == ["data"]
        assert load_yaml(path.parent / "docker-compose.yml")["networks"]["data"] == {
            "internal": True
        }


@each_service
def test_no_secret_is_written_down(path: Path, name: str) -> None:
    for variable, value in (services(path)[name].get("environment") or {}).items():
        if SECRET.search(variable):
            assert str(value).startswith("${"), variable


@pytest.mark.parametrize(
    ("folder", "must"),
    [
        (MLFLOW, {"MLFLOW_DB_PASSWORD"}),
        (
            APP,
            {
                "DOMAIN",
                "SECRET_KEY",
                "POSTGRES_PASSWORD",
                "UNIDOC_DB_PASSWORD",
                "MLFLOW_DB_PASSWORD",
                "GRAFANA_PASSWORD",
            },
        ),
    ],
    ids=["mlflow", "app"],
)
def test_what_must_be_set_fails_by_name(folder: Path, must: set[str]) -> None:
    text = "".join(path.read_text() for path in sorted(folder.glob("*.yml")))
    assert set(re.findall(r"\$\{([A-Z0-9_]+):\?set \1 in \.env", text)) == must


@pytest.mark.parametrize("folder", [MLFLOW, APP], ids=["mlflow", "app"])
def test_the_example_names_every_variable_and_no_other(folder: Path) -> None:
    used = {
        name
        for path in folder.glob("docker-compose*.yml")
        for name in VARIABLE.findall(path.read_text())
    }
    lines = (folder / ".env.example").read_text().splitlines()
    named = {
        match[1] for line in lines if (match := re.match(r"#?([A-Z0-9_]+)=", line))
    }
    assert named - {"COMPOSE_FILE", "COMPOSE_PROJECT_NAME"} == used


def test_examples_hold_no_value_for_a_secret() -> None:
    for path in (APP / ".env.example", MLFLOW / ".env.example"):
        for line in path.read_text().splitlines():
            variable, separator, value = line.lstrip("#").partition("=")
            if separator and SECRET.search(variable):
                assert value == "", line


def test_processes_are_those_of_the_process_set() -> None:
    """The image's entry point is `python -m unidoc.processes`; a command names one process."""
    all_services = services(APP / "docker-compose.yml")
    commands = {
        name: all_services[name]["command"] for name in ("web", "worker", "mlflow")
    }
    assert commands == {"web": ["web"], "worker": ["worker"], "mlflow": ["mlflow"]}
    dockerfile = (APP / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["python", "-m", "unidoc.processes"]' in dockerfile


def test_bind_mounts_exist() -> None:
    for path in COMPOSE_FILES:
        for name, service in services(path).items():
            for volume in service.get("volumes", []):
                if volume.startswith("."):
                    source = volume.partition(":")[0]
                    assert (path.parent / source).is_dir(), f"{name}: {source}"


def test_only_the_proxy_and_the_web_process_meet() -> None:
    everything = services(APP / "docker-compose.yml")
    on_edge = {name for name, body in everything.items() if "edge" in body["networks"]}
    assert on_edge == {"proxy", "web"}


def test_metrics_are_closed_at_the_proxy() -> None:
    caddyfile = (APP / "caddy" / "Caddyfile").read_text()
    assert "@inside path /metrics /metrics/*" in caddyfile
    assert "respond @inside 404" in caddyfile


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "deploy").rglob("*.sh")), ROOT / ".ci" / "infra"],
    ids=name_of,
)
def test_scripts_stop_at_the_first_error_and_can_be_run(path: Path) -> None:
    text = path.read_text()
    assert text.startswith(("#!/usr/bin/env bash\n", "#!/bin/sh\n"))
    assert re.search(r"^set -(eu|euo pipefail|uo pipefail)$", text, re.M)
    mode = subprocess.run(
        ["git", "ls-files", "--stage", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert mode.startswith("100755") or mode == ""


def test_settings_of_our_processes_are_settings_that_they_read() -> None:
    # PGSSLMODE is read by libpq, UNIDOC_RELEASE is for people who look at a container.
    known = {*setting_names(), "PGSSLMODE", "UNIDOC_RELEASE"}
    everything = services(APP / "docker-compose.yml")
    for name in ("migrate", "web", "worker", "mlflow"):
        assert set(everything[name]["environment"]) <= known, name


# What the Compose files themselves decide: the image's own paths and addresses, the database
# by its parts, and the site by DOMAIN.
DECIDED = {
    *("UNIDOC_DATA_DIR", "HOST", "PORT", "DEBUG"),
    *("DATABASE_URL", "MLFLOW_BACKEND_STORE_URI", "SITE_URL"),
}


def test_each_setting_reaches_the_processes_that_read_it() -> None:
    """An operator's .env is read by Compose alone: what is not passed on is silently ignored."""
    everything = services(APP / "docker-compose.yml")
    passed = {
        variable
        for name in ("web", "worker", "mlflow")
        for variable in everything[name]["environment"]
    }
    assert set(setting_names()) - passed == DECIDED


def test_a_training_is_bounded_below_the_worker_that_it_runs_in() -> None:
    worker = services(APP / "docker-compose.yml")["worker"]
    [limit] = re.findall(r":-(\d+)g\}", worker["mem_limit"])
    [training] = re.findall(r":-(\d+)\}", worker["environment"]["TRAINING_MEMORY_MB"])
    assert int(training) + 700 <= int(limit) * 1024
