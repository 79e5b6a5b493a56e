"""Classifiers under comparison: one Protocol, one file each, one registry."""

from benchmarks.models.base import Answers, Model
from benchmarks.models.registry import (
    MODELS,
    REFERENCE,
    UNIDOC,
    MissingDependencyError,
    create,
)

__all__ = [
    "MODELS",
    "REFERENCE",
    "UNIDOC",
    "Answers",
    "MissingDependencyError",
    "Model",
    "create",
]
