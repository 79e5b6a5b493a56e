"""The files under test, read once each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import yaml

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "terraform"
MODULES = sorted(
    {path.parent for path in TERRAFORM.rglob("*.tf") if ".terraform" not in path.parts}
)
COMPOSE_FILES = sorted((ROOT / "deploy").rglob("docker-compose*.yml"))
DOCKERFILES = sorted((ROOT / "deploy").rglob("Dockerfile"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def name_of(path: Path) -> str:
    """How a test is called after the file or folder it looks at."""
    return str(path.relative_to(ROOT))


@cache
def load_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def load_terraform(folder: Path) -> dict[str, list[tuple[str, Any]]]:
    """Blocks of a module by kind, as (label, body); a resource's label is `type.name`."""
    blocks: dict[str, list[tuple[str, Any]]] = {}
    for path in sorted(folder.glob("*.tf")):
        with path.open() as file:
            document = hcl2.load(file)
        for kind, items in document.items():
            if not kind.startswith("__"):
                for item in items:
                    blocks.setdefault(kind, []).extend(labelled(item))
    return blocks


def labelled(item: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Peels the quoted labels off a parsed block."""
    if "__is_block__" in item or not all(
        isinstance(value, dict) for value in item.values()
    ):
        return [(prefix.removesuffix("."), plain(item))]
    return [
        pair
        for label, body in item.items()
        for pair in labelled(body, f"{prefix}{unquoted(label)}.")
    ]


def plain(value: Any) -> Any:
    """Without the parser's own quotes and marks."""
    if isinstance(value, dict):
        return {
            unquoted(key): plain(item)
            for key, item in value.items()
            if not key.startswith("__")
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    return unquoted(value) if isinstance(value, str) else value


def unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def resources(folder: Path, kind: str) -> dict[str, dict[str, Any]]:
    """Resources of one type by name."""
    return {
        label.partition(".")[2]: body
        for label, body in load_terraform(folder).get("resource", [])
        if label.partition(".")[0] == kind
    }
