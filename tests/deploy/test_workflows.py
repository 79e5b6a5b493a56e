from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.files import ROOT, WORKFLOWS, load_yaml, name_of

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=name_of)
PINNED = re.compile(r"^\s*(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
PIPELINE = ROOT / ".github" / "workflows" / "pipeline.yml"


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load_yaml(path)["jobs"]
    return found


def triggers(path: Path) -> dict[str, Any]:
    document = load_yaml(path)
    found = document.get("on", document.get(True))  # YAML 1.1 reads `on` as true
    return found if isinstance(found, dict) else {found: None}


def needs(job: dict[str, Any]) -> list[str]:
    named = job.get("needs", [])
    return [named] if isinstance(named, str) else named


@each_workflow
def test_rights_are_given_job_by_job(path: Path) -> None:
    assert load_yaml(path)["permissions"] == {}
    for name, job in jobs(path).items():
        assert job["permissions"] == {"contents": "read"}, name


@each_workflow
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    for line in path.read_text().splitlines():
        if re.match(r"\s*(- )?uses: ", line) and "uses: ./" not in line:
            assert PINNED.match(line), line


def test_an_action_is_pinned_to_one_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: ([\w/-]+)@(.+)", path.read_text()):
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@each_workflow
def test_jobs_end(path: Path) -> None:
    for name, job in jobs(path).items():
        assert "uses" in job or 0 < job["timeout-minutes"] <= 60, name


@each_workflow
def test_needed_jobs_exist(path: Path) -> None:
    for name, job in jobs(path).items():
        assert set(needs(job)) <= set(jobs(path)), name


@each_workflow
def test_checkouts_keep_no_token(path: Path) -> None:
    for name, job in jobs(path).items():
        for step in job.get("steps", []):
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name


@each_workflow
def test_no_code_of_a_stranger_runs_with_secrets(path: Path) -> None:
    assert not {"pull_request_target", "workflow_run"} & set(triggers(path))


@each_workflow
def test_shell_lines_hold_no_expressions(path: Path) -> None:
    """Values reach the shell as environment variables, where they are data."""
    for name, job in jobs(path).items():
        for step in job.get("steps", []):
            assert "${{" not in step.get("run", ""), name


@each_workflow
def test_called_scripts_and_workflows_exist(path: Path) -> None:
    text = path.read_text()
    for script in re.findall(r"(?:bash|python3) ((?:deploy/ci|\.ci)/\S+)", text):
        # `.ci/run` belongs to the project as a whole.
        assert script == ".ci/run" or (ROOT / script).is_file(), script
    for called in re.findall(r"uses: \./(\S+)", text):
        assert (ROOT / called).is_file(), called


def test_two_runs_never_meet() -> None:
    for path in WORKFLOWS:
        if set(triggers(path)) != {"workflow_call"}:
            assert load_yaml(path)["concurrency"]["group"], path.name
    assert load_yaml(PIPELINE)["concurrency"]["cancel-in-progress"] is False


def test_the_stages_follow_one_another_after_the_gate() -> None:
    order = {name: needs(job) for name, job in jobs(PIPELINE).items()}
    assert order == {
        "gate": [],
        "infra": ["gate"],
        "deploy": ["infra"],
        "test": ["deploy"],
        "train": ["test"],
    }
    assert jobs(PIPELINE)["gate"]["uses"] == "./.github/workflows/checks.yml"


def test_nothing_is_deployed_from_a_pull_request() -> None:
    assert "github.event_name != 'pull_request'" in jobs(PIPELINE)["deploy"]["if"]
    steps = jobs(PIPELINE)["infra"]["steps"]
    [apply] = [step for step in steps if step.get("name") == "Apply"]
    assert apply["if"] == "github.event_name != 'pull_request'"


def test_the_pipeline_reads_the_five_secrets_and_no_other() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    assert set(re.findall(r"secrets\.([A-Z0-9_]+)", text)) == {
        "YC_KEY",
        "YC_S3_KEY",
        "YC_S3_SECRET",
        "YC_CLOUD_ID",
        "YC_FOLDER_ID",
    }


def test_nightly_trains_and_looks_for_drift() -> None:
    nightly = ROOT / ".github" / "workflows" / "nightly.yml"
    assert "schedule" in triggers(nightly)
    assert {"train", "drift", "dependencies"} == set(jobs(nightly))


def test_dependabot_watches_every_place_with_versions() -> None:
    updates = load_yaml(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {
        "pip",
        "docker",
        "docker-compose",
        "github-actions",
        "terraform",
    }
    for update in updates:
        for folder in update.get("directories", [update.get("directory")]):
            assert list(ROOT.glob(f"./{folder}/*".replace("//", "/"))), folder
