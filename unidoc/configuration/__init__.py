"""Every setting of UniDoc, once: its variable, type, default, and what it does.

The groups describe themselves: `.env.example` and the configuration reference are made
from them. `unidoc.env` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_type_hints

from unidoc.configuration.learning import Jobs, MLflow, Training
from unidoc.configuration.machine import Database, Paths, Storage
from unidoc.configuration.service import (
    Intake,
    Logging,
    Metrics,
    Security,
    Trash,
    Web,
)
from unidoc.configuration.setting import ROOT, Described, Setting, described

__all__ = [
    "ROOT",
    "Database",
    "Described",
    "Environment",
    "Intake",
    "Jobs",
    "Logging",
    "MLflow",
    "Metrics",
    "Paths",
    "Security",
    "Setting",
    "Storage",
    "Training",
    "Trash",
    "Web",
    "described",
    "groups",
    "setting_names",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """All groups, as read at one moment."""

    paths: Paths
    database: Database
    mlflow: MLflow
    storage: Storage
    web: Web
    jobs: Jobs
    intake: Intake
    trash: Trash
    training: Training
    security: Security
    logging: Logging
    metrics: Metrics


def groups() -> dict[str, type[Any]]:
    """The groups by their name in `Environment`, in the order of the reference."""
    return dict(get_type_hints(Environment))


def setting_names() -> list[str]:
    """Every variable that UniDoc reads."""
    return [one.setting.name for kind in groups().values() for one in described(kind)]
