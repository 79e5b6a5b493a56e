"""Reads the settings from the environment: typed and strict.

A value comes from the process environment, else from `.env` in the root of the
repository (UNIDOC_ENV_FILE names another file), else from the default in
`unidoc.configuration`. `NAME_FILE` may name a file that holds the value of `NAME`, as
container secrets do. An empty value counts as not set.

`python -m unidoc.env` prints `.env.example`; `python -m unidoc.env reference` prints
`docs/operations/configuration.md`.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from environs import EnvError, FileAwareEnv
from marshmallow import ValidationError

from unidoc.configuration import (
    ROOT,
    Described,
    Environment,
    described,
    groups,
    setting_names,
)
from unidoc.errors import StartupError

__all__ = ["ROOT", "Environment", "example", "read"]


def read() -> Environment:
    """Read the environment and the settings file.

    Raises StartupError with one sentence when a value is wrong, the file holds a misspelt
    name, or a file that is named is not there.
    """
    env = FileAwareEnv(strip_whitespace=True)
    named = env.str("UNIDOC_ENV_FILE", "")
    dotenv = Path(named or ROOT / ".env")
    if named and not dotenv.exists():
        raise StartupError(f"UNIDOC_ENV_FILE names {named}, which is not there.")
    if dotenv.is_file():
        _refuse_misspelt(dotenv)
        env.read_env(dotenv, recurse=False)
    return Environment(**{name: _group(kind, env) for name, kind in groups().items()})


def _group(kind: type[Any], env: FileAwareEnv) -> Any:
    given = [one for one in described(kind) if _is_set(env, one.setting.name)]
    return kind(**{one.field: _value(one, env) for one in given})


def _is_set(env: FileAwareEnv, name: str) -> bool:
    try:
        return bool(env.str(name, "").strip())
    except ValueError as error:
        raise StartupError(f"{name}_FILE must name a file that can be read.") from error


def _value(one: Described, env: FileAwareEnv) -> Any:
    setting = one.setting
    try:
        value = _READERS[one.kind](env, setting.name)
        if setting.valid:
            setting.valid(value)
    except (EnvError, ValidationError) as error:
        given = "the value" if setting.secret else repr(env.str(setting.name))
        raise StartupError(
            f"{setting.name}: {given} is not valid. {setting.text}"
        ) from error
    return value


_READERS: dict[Any, Callable[[FileAwareEnv, str], Any]] = {
    str: lambda env, name: env.str(name).strip(),
    int: lambda env, name: env.int(name),
    float: lambda env, name: env.float(name),
    bool: lambda env, name: env.bool(name),
    tuple[str, ...]: lambda env, name: tuple(
        map(str.strip, env.list(name, subcast=str))
    ),
    Path: lambda env, name: ROOT / env.path(name).expanduser(),
    timedelta: lambda env, name: env.timedelta(name),
}


def _refuse_misspelt(dotenv: Path) -> None:
    known = setting_names()
    accepted = {*known, *(f"{name}_FILE" for name in known)}
    for name in dotenv_values(dotenv):
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if name not in accepted and near:
            raise StartupError(
                f"{dotenv.name} sets {name}, which is no setting: did you mean {near[0]}?"
            )


def example() -> str:
    """The text of `.env.example`: each setting, what it does, its default."""
    head = (
        "# Settings of UniDoc. Copy this file to .env and change what you need.\n"
        "# NAME_FILE=/path may replace NAME=value for every secret.\n"
        "# Made by: python -m unidoc.env > .env.example\n"
    )
    return head + "".join(_example_group(kind) for kind in groups().values())


def _example_group(kind: type[Any]) -> str:
    title = " ".join((kind.__doc__ or "").split())
    return f"\n# --- {title}\n" + "".join(_example_lines(kind))


def _example_lines(kind: type[Any]) -> Iterator[str]:
    for one in described(kind):
        yield f"# {one.setting.text}\n#{one.setting.name}={one.shown_default}\n"


def reference() -> str:
    """The text of the configuration reference: a table for each group."""
    head = (
        "# Configuration\n\n"
        "Made from `unidoc/configuration/` by "
        "`python -m unidoc.env reference > docs/operations/configuration.md`.\n\n"
        "A setting is a variable of the process's environment, else a line of `.env` in the "
        "root of the repository (`UNIDOC_ENV_FILE` names another file), else its default. "
        "`NAME_FILE=/path` may replace `NAME=value`, as container secrets do. An empty value "
        "counts as not set; a wrong value or a misspelt name ends the start with one sentence. "
        "What the Compose files add is in `deploy/app/.env.example`.\n"
    )
    return head + "".join(_reference_group(kind) for kind in groups().values())


def _reference_group(kind: type[Any]) -> str:
    text = " ".join((kind.__doc__ or "").split())
    rows = "".join(_reference_row(one) for one in described(kind))
    head = f"\n## {kind.__name__}\n\n{text}\n\n"
    return f"{head}| variable | type | default | |\n|---|---|---|---|\n{rows}"


def _reference_row(one: Described) -> str:
    kind = {tuple[str, ...]: "list", timedelta: "duration"}.get(one.kind)
    default = f"`{one.shown_default}`" if one.shown_default else ""
    secret = " *Secret.*" if one.setting.secret else ""
    name = f"`{one.setting.name}`"
    named = kind or one.kind.__name__.lower()
    return f"| {name} | {named} | {default} | {one.setting.text}{secret} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference() if "reference" in sys.argv[1:] else example())
