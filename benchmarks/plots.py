"""Plots of a results file of ``benchmarks.quality``, as small SVG files.

``python -m benchmarks.plots RESULTS.json DIR``
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from benchmarks.models import MODELS, UNIDOC
from benchmarks.options import existing_file
from benchmarks.results import Record, read_records

OURS = "#c2410c"
PEERS = (
    "#1e3a5f",
    "#3b6ea5",
    "#7ba3cc",
    "#4b7f6b",
    "#8fb59f",
    "#7a7a7a",
    "#a9a9a9",
    "#b8a36a",
)
# A fixed salt and no date: the same results give the same bytes.
STYLE: Any = {
    "svg.hashsalt": "unidoc",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e5e5e5",
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def colour(model: str) -> str:
    peers = [name for name in MODELS if name != UNIDOC]
    return OURS if model == UNIDOC else PEERS[peers.index(model) % len(PEERS)]


def full_size(records: Sequence[Record]) -> list[Record]:
    return [record for record in records if record["size"] is None]


def names(records: Sequence[Record], key: str) -> list[str]:
    """Distinct values in order of first appearance."""
    return list(dict.fromkeys(record[key] for record in records))


@contextmanager
def figure(path: Path, width: float, height: float) -> Iterator[Axes]:
    """Axes to draw on; saved to ``path`` at the end."""
    with mpl.rc_context(STYLE):
        canvas, axes = plt.subplots(figsize=(width, height), layout="constrained")
        yield axes
        canvas.savefig(path, metadata={"Date": None})
        plt.close(canvas)


def plot_quality(records: Sequence[Record], path: Path) -> None:
    """Macro-F1 of every model on every corpus."""
    rows = full_size(records)
    corpora = names(rows, "corpus")
    models = sorted(names(rows, "model"), key=list(MODELS).index)
    width = 0.85 / len(models)
    with figure(path, 1.6 + 1.5 * len(corpora), 3.6) as axes:
        for place, model in enumerate(models):
            mine = [row for row in rows if row["model"] == model]
            at = [corpora.index(row["corpus"]) + place * width for row in mine]
            heights = [100 * row["macro_f1"] for row in mine]
            axes.bar(at, heights, width, color=colour(model), label=model)
        axes.set_xticks([place + 0.4 for place in range(len(corpora))], corpora)
        axes.tick_params(axis="x", labelsize=8)
        axes.grid(visible=False, axis="x")
        axes.set_ylabel("macro-F1, %")
        axes.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.12))


def plot_reliability(records: Sequence[Record], path: Path) -> None:
    """What the engine says (probability) against what comes true (accuracy)."""
    rows = [row for row in full_size(records) if row["model"] == UNIDOC]
    with figure(path, 4.4, 4) as axes:
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle=":")
        for row in rows:
            # A bin of a handful of documents shows nothing but chance.
            bins = [one for one in row["reliability"] if one["count"] >= 10]
            axes.plot(
                [one["confidence"] for one in bins],
                [one["accuracy"] for one in bins],
                marker="o",
                markersize=3,
                linewidth=1,
                label=f"{row['corpus']} (ECE {row['ece']:.3f})",
            )
        axes.set(xlabel="stated probability", ylabel="share that is right")
        axes.legend(loc="lower right", fontsize=7)


def plot_filing(records: Sequence[Record], path: Path) -> None:
    """Error among the filed against the share filed, as the threshold moves."""
    rows = [row for row in full_size(records) if row["model"] == UNIDOC]
    with figure(path, 5, 3.4) as axes:
        for row in rows:
            curve = row["filing_curve"]
            axes.plot(
                [100 * point["coverage"] for point in curve],
                [100 * point["error"] for point in curve],
                linewidth=1.2,
                label=row["corpus"],
            )
        for budget in (1, 2, 5):
            axes.axhline(budget, color="#999999", linewidth=0.8, linestyle=":")
        axes.set(xlabel="documents filed, %", ylabel="wrong among the filed, %")
        axes.set_ylim(0, 12)
        axes.legend(loc="upper left", fontsize=7)


def plot_cost(records: Sequence[Record], path: Path) -> None:
    """Training CPU seconds of all corpora together against the mean macro-F1."""
    rows = full_size(records)
    with figure(path, 5.4, 3.4) as axes:
        for model in names(rows, "model"):
            mine = [row for row in rows if row["model"] == model]
            seconds = sum(row["fit_cpu_seconds"] for row in mine)
            quality = 100 * sum(row["macro_f1"] for row in mine) / len(mine)
            axes.scatter(seconds, quality, s=24, color=colour(model))
            axes.annotate(
                model,
                (seconds, quality),
                xytext=(5, -3),
                textcoords="offset points",
                fontsize=7,
            )
        axes.margins(x=0.3)
        axes.set(xscale="log", xlabel="training all corpora, CPU seconds")
        axes.set_ylabel("mean macro-F1, %")


def plot_learning(records: Sequence[Record], corpus: str, directory: Path) -> None:
    """Macro-F1 and training cost as the archive grows, for one corpus."""
    rows = [row for row in records if row["corpus"] == corpus]
    for key, title, scale, factor in (
        ("macro_f1", "macro-F1, %", "linear", 100),
        ("fit_cpu_seconds", "training, CPU seconds", "log", 1),
    ):
        with figure(directory / f"learning_{corpus}_{key}.svg", 5, 3) as axes:
            for model in sorted(names(rows, "model"), key=list(MODELS).index):
                mine = [row for row in rows if row["model"] == model]
                mine.sort(key=lambda row: row["train"])
                axes.plot(
                    [row["train"] for row in mine],
                    [factor * row[key] for row in mine],
                    marker="o",
                    markersize=3,
                    color=colour(model),
                    label=model,
                )
            axes.set(xscale="log", yscale=scale)
            axes.set(xlabel="training documents", ylabel=title)
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=7)


def draw_all(records: Sequence[Record], directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    plot_quality(records, directory / "quality.svg")
    plot_reliability(records, directory / "reliability.svg")
    plot_filing(records, directory / "filing.svg")
    plot_cost(records, directory / "cost.svg")
    for corpus in names([r for r in records if r["size"] is not None], "corpus"):
        plot_learning(records, corpus, directory)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.plots", description=__doc__)
    parser.add_argument("results", metavar="RESULTS.json", type=existing_file)
    parser.add_argument("directory", metavar="DIR", type=Path)
    options = parser.parse_args(arguments)
    draw_all(read_records(options.results), options.directory)


if __name__ == "__main__":
    main()
