"""Command-line arguments that several benchmarks take."""

from __future__ import annotations

import argparse
from pathlib import Path


def existing_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def integers(text: str) -> list[int]:
    """``100,300`` as [100, 300]."""
    return [int(part) for part in text.split(",")]


def add_corpora(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "corpora",
        metavar="CORPUS",
        nargs="+",
        type=existing_file,
        help="JSON Lines (.gz) with text, label and split (train or test)",
    )


def shares(text: str) -> list[float]:
    """``0.01,0.05`` as [0.01, 0.05]; each must lie between 0 and 1."""
    values = [float(part) for part in text.split(",")]
    if not all(0 < value < 1 for value in values):
        raise argparse.ArgumentTypeError("shares lie between 0 and 1, as 0.01,0.05")
    return values
