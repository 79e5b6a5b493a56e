from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.files import DOCKERFILES, ROOT, name_of

each_dockerfile = pytest.mark.parametrize("path", DOCKERFILES, ids=name_of)
COMPILERS = re.compile(
    r"\b(gcc|g\+\+|build-essential|make|clang|rustc|cargo|python3?-dev)\b"
)


def stages(path: Path) -> list[str]:
    return re.split(r"^FROM ", path.read_text(), flags=re.M)[1:]


def locked(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(), flags=re.M))


@each_dockerfile
def test_the_base_has_a_version_and_takes_a_digest(path: Path) -> None:
    text = path.read_text()
    [default] = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", text, flags=re.M)
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", default)
    assert all(stage.startswith("${PYTHON_IMAGE} AS ") for stage in stages(path))


@each_dockerfile
def test_the_last_stage_has_no_compiler_and_no_pip(path: Path) -> None:
    *_, runtime = stages(path)
    instructions = "\n".join(
        line for line in runtime.splitlines() if not line.startswith("#")
    )
    assert not COMPILERS.search(instructions)
    assert "pip install" not in instructions


@each_dockerfile
def test_it_runs_as_nobody(path: Path) -> None:
    *_, runtime = stages(path)
    assert re.findall(r"^USER (\S+)$", runtime, flags=re.M) == ["10001:10001"]


@each_dockerfile
def test_packages_come_with_hashes(path: Path) -> None:
    assert "pip install --require-hashes --only-binary=:all:" in path.read_text()


@each_dockerfile
def test_no_secret_is_built_in(path: Path) -> None:
    settings = re.findall(
        r"^(?:ARG|ENV)\s+(.*(?:\\\n.*)*)", path.read_text(), flags=re.M
    )
    assert not [text for text in settings if re.search("SECRET|PASSWORD|TOKEN", text)]


@each_dockerfile
def test_it_says_when_it_is_healthy_with_what_the_image_has(path: Path) -> None:
    [command] = re.findall(
        r"^HEALTHCHECK [^\n]*\\\n\s*CMD (.+)$", path.read_text(), flags=re.M
    )
    assert command.startswith('["python", ')


@each_dockerfile
def test_byte_code_is_kept(path: Path) -> None:
    """Without it MLflow takes a minute to start, and a read-only container never writes it."""
    assert "PYTHONDONTWRITEBYTECODE" not in path.read_text()
    assert "--no-compile" not in path.read_text()


def test_the_context_is_a_list_of_what_goes_in() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    assert "**/.env" in rules
    wanted = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = set(
        re.findall(
            r"^COPY (?!--from)(\S+)", (ROOT / "deploy/app/Dockerfile").read_text(), re.M
        )
    )
    assert copied == wanted


def test_the_application_image_reads_russian_and_english_scans() -> None:
    text = (ROOT / "deploy/app/Dockerfile").read_text()
    assert "tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus" in text


def test_the_application_image_knows_its_commit() -> None:
    *_, runtime = stages(ROOT / "deploy/app/Dockerfile")
    assert "ENV UNIDOC_VERSION=${UNIDOC_REVISION}" in runtime.splitlines()


def test_the_tracking_server_has_the_products_versions() -> None:
    product = locked(ROOT / "requirements.txt")
    server = locked(ROOT / "deploy/mlflow/requirements.txt")
    assert {"mlflow", "psycopg", "psycopg-binary", "boto3"} <= set(server)
    assert {name: product.get(name) for name in server} == server


def test_the_images_name_is_the_servers_version() -> None:
    version = locked(ROOT / "requirements.txt")["mlflow"]
    compose = (ROOT / "deploy/mlflow/docker-compose.yml").read_text()
    assert f"unidoc-mlflow:{version}" in compose
