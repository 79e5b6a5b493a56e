"""`manage.py test` runs the pytest suite."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from unidoc.env import ROOT


class PytestRunner:
    """Django's test runner interface over pytest, in a process of its own: pytest loads the
    testing settings afresh.
    """

    def __init__(
        self,
        *,
        verbosity: int = 1,
        failfast: bool = False,
        keepdb: bool = False,
        pytest_args: Sequence[str] = (),
        **_options: Any,
    ) -> None:
        self.verbosity = verbosity
        self.failfast = failfast
        self.keepdb = keepdb
        self.pytest_args = pytest_args

    @classmethod
    def add_arguments(cls, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keepdb", action="store_true", help="Keep the test database."
        )
        parser.add_argument(
            "-k", dest="pytest_args", action="append", default=[], metavar="EXPRESSION",
            help="Only the tests that match, as pytest's -k.",
        )  # fmt: skip

    def run_tests(self, test_labels: Sequence[str], **_options: Any) -> int:
        """Run the labels (paths or node ids; all when empty); 0 when everything passed."""
        command = self.command(test_labels)
        return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603

    def command(self, labels: Sequence[str]) -> list[str]:
        selected = [part for text in self.pytest_args for part in ("-k", text)]
        return [
            *(sys.executable, "-m", "pytest"),
            *{0: ["-q"], 1: [], 2: ["-v"]}.get(self.verbosity, ["-vv"]),
            *(["--exitfirst"] if self.failfast else []),
            *(["--reuse-db"] if self.keepdb else []),
            *selected,
            *labels,
        ]
