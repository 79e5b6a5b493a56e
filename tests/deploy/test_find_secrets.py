from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.files import ROOT

SCRIPT = ROOT / "deploy" / "ci" / "find_secrets.py"
TOOLS = ROOT / ".venv-tools" / "lint" / "bin" / "python"
PYTHON = str(TOOLS) if TOOLS.exists() else sys.executable

# Put together here, so that this file holds none.
SAMPLES = {
    "static key": "YCAJE" + "x" * 20,
    "static secret": "YC" + "y" * 38,
    "OAuth token": "y0_" + "z" * 58,
    "API key": "AQVN" + "a" * 36,
    "AWS key": "AKIA" + "B" * 16,
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
}


def find(what: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, str(SCRIPT), what],
        input=text,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def _needs_detect_secrets() -> None:
    if subprocess.run([PYTHON, "-c", "import detect_secrets"], check=False).returncode:
        pytest.skip("detect-secrets is in .venv-tools/lint, which .ci/infra makes")


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_key_is_found_and_not_shown(kind: str, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(f'VALUE = 1\nKEY = "{SAMPLES[kind]}"\n')
    result = find("files", "settings.py\0", tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("settings.py:2: ")
    assert SAMPLES[kind] not in result.stdout


def test_a_marked_line_is_let_through(tmp_path: Path) -> None:
    line = f'KEY = "{SAMPLES["AWS key"]}"  # pragma: allowlist secret\n'
    (tmp_path / "settings.py").write_text(line)
    assert find("files", "settings.py\0", tmp_path).returncode == 0


def test_a_key_that_was_taken_out_again_is_found_in_the_history(tmp_path: Path) -> None:
    diff = (
        "commit 0123456789abcdef\n--- a/x.py\n+++ b/x.py\n"
        f"+KEY = '{SAMPLES['static key']}'\n"
        "commit fedcba9876543210\n--- a/x.py\n+++ b/x.py\n"
        f"-KEY = '{SAMPLES['static key']}'\n"
    )
    result = find("diff", diff, tmp_path)
    assert result.returncode == 1
    assert result.stdout == (
        "0123456789ab:x.py:4: Yandex Cloud key\nsecrets: 1 found\n"
    )
