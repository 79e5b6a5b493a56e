"""What the engine refuses, each with a sentence that says what to do."""

from __future__ import annotations


class EngineError(Exception):
    """Base of every error the engine raises on purpose."""


class InvalidInputError(EngineError, ValueError):
    """The caller passed something the engine cannot work with."""


class NotFittedError(EngineError):
    """The classifier was asked before it was trained or loaded."""

    def __init__(self) -> None:
        super().__init__("The classifier is not trained yet: call fit() or load().")


class NotEnoughData(EngineError):
    """Too few labelled documents to train on.

    Attributes:
        counts: documents per class.
        usable_classes: how many classes have at least two documents.

    """

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self.usable_classes = sum(count >= 2 for count in counts.values())
        super().__init__(
            f"Training needs at least 2 classes with 2 or more documents each; "
            f"got {sum(counts.values())} documents in {len(counts)} classes, "
            f"{self.usable_classes} of them usable. Label more documents."
        )


class ModelFileError(EngineError):
    """A model file is damaged, foreign, or of a format this version can't read."""


class UnknownCorrectionError(EngineError, KeyError):
    """A correction to take back is not part of this model."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnsupportedByRecipeError(EngineError):
    """The chosen recipe cannot do this (only the linear one can)."""

    def __init__(self, recipe: str, operation: str) -> None:
        super().__init__(
            f'The recipe "{recipe}" cannot {operation}; train with recipe="linear".'
        )
