"""Models by name, loaded only when asked for: a process pays for its own imports."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from benchmarks.models.base import Model

UNIDOC = "unidoc"
# Stronger than the common recipes; shown beside them, never called the best peer.
REFERENCE = "linear_svc_balanced"

MODELS: Mapping[str, str] = MappingProxyType(
    {
        UNIDOC: "benchmarks.models.unidoc:UniDoc",
        "forest": "benchmarks.models.forest:Forest",
        "paperless": "benchmarks.models.paperless:Paperless",
        "fasttext": "benchmarks.models.fast_text:FastText",
        "complement_nb": "benchmarks.models.complement_nb:ComplementBayes",
        "linear_svc_words": "benchmarks.models.linear_svc:WordsSVC",
        "linear_svc_stems": "benchmarks.models.linear_svc:StemsSVC",
        "linear_svc_words_chars": "benchmarks.models.linear_svc:WordsCharsSVC",
        REFERENCE: "benchmarks.models.linear_svc:BalancedSVC",
    }
)


class MissingDependencyError(RuntimeError):
    """A model needs a package that isn't installed."""


def create(name: str) -> Model:
    """An unfitted model; raises MissingDependencyError or KeyError (unknown name)."""
    module, _, factory = MODELS[name].partition(":")
    try:
        loaded = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"{name} needs the package {error.name!r}; install it to compare with it."
        ) from error
    return cast(Model, getattr(loaded, factory)())
