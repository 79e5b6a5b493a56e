"""Looks for keys and tokens in files, or in the lines that a history of commits added.

`find_secrets.py files` reads NUL-separated names from stdin, `find_secrets.py diff` the output of
`git log --patch`. Prints where a secret is, never the secret. Exit code 1 when there is one.

Detectors with a shape of their own (detect-secrets) and those of Yandex Cloud. Entropy and keyword
heuristics are left out: among lock files, test passwords and hashes they find nothing else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector

ALLOWED = "pragma: allowlist secret"
LONGEST_LINE = 4000  # longer lines are data, and slow to search

Finding = tuple[str, int, str]


class YandexCloudDetector(RegexBasedDetector):  # type: ignore[misc]
    """Key formats of Yandex Cloud: static keys, IAM, OAuth and API keys."""

    secret_type = "Yandex Cloud key"  # noqa: S105 - a label
    denylist = (
        re.compile(r"\bYCAJE[\w-]{20}\b"),
        re.compile(r"\bYC[\w-]{38}\b"),
        re.compile(r"\bt1\.[\w-]{20,}={0,2}\.[\w-]{86}={0,2}"),
        re.compile(r"\by[0-3]_[\w-]{55,200}"),
        re.compile(r"\bAQVN[\w-]{35,38}\b"),
    )


PLUGINS: tuple[BasePlugin, ...] = (
    YandexCloudDetector(),
    AWSKeyDetector(),
    AzureStorageKeyDetector(),
    GitHubTokenDetector(),
    GitLabTokenDetector(),
    JwtTokenDetector(),
    NpmDetector(),
    OpenAIDetector(),
    PrivateKeyDetector(),
    PypiTokenDetector(),
    SlackDetector(),
    TelegramBotTokenDetector(),
)


def findings(place: str, number: int, line: str) -> Iterator[Finding]:
    if ALLOWED in line or len(line) > LONGEST_LINE:
        return
    for plugin in PLUGINS:
        if any(plugin.analyze_string(line)):
            yield place, number, plugin.secret_type


def in_files(names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        path = Path(name)
        if not path.is_file() or path.is_symlink():
            continue
        lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            yield from findings(name, number, line)


def in_diff(lines: Iterable[str]) -> Iterator[Finding]:
    """Line numbers count the lines of the diff: a commit and a file are what one needs."""
    commit = name = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("commit "):
            commit = line.split()[1][:12]
        elif line.startswith("+++ "):
            name = line[4:].strip().removeprefix("b/")
        elif line.startswith("+"):
            yield from findings(f"{commit}:{name}", number, line[1:])


def main(what: str) -> int:
    stream = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if what == "files":
        found = list(in_files(filter(None, stream.split("\0"))))
    else:
        found = list(in_diff(stream.splitlines()))
    for place, number, kind in found:
        sys.stdout.write(f"{place}:{number}: {kind}\n")
    sys.stdout.write(f"secrets: {len(found)} found\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
