"""Results of ``benchmarks.quality`` as Markdown: each corpus, then all together.

``python -m benchmarks.comparison RESULTS.json``
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

from benchmarks.models import MODELS, REFERENCE, UNIDOC
from benchmarks.options import existing_file
from benchmarks.results import Record, read_records
from benchmarks.table import Column, markdown_table, mean_of, percent

WORDS_CHARS = "linear_svc_words_chars"

QUALITY_COLUMNS = (
    Column("model", lambda r: r["model"]),
    percent("accuracy", "accuracy"),
    percent("macro_f1", "macro-F1"),
    percent("rare_class_accuracy", "rare classes"),
    Column("ECE", lambda r: r["ece"], ".3f"),
    Column("fit s", lambda r: r["fit_seconds"], ".2f"),
    Column("fit CPU s", lambda r: r["fit_cpu_seconds"], ".2f"),
    Column("docs/s", lambda r: r["documents_per_second"], ",.0f"),
    Column("one doc ms p50", lambda r: r["one_document_p50_ms"], ".2f"),
    Column("p99", lambda r: r["one_document_p99_ms"], ".2f"),
    Column("model MB", lambda r: r["model_mb"], ".1f"),
    Column("fit RSS MB", lambda r: r["fit_peak_rss_mb"], ".0f"),
    Column("peak RSS MB", lambda r: r["peak_rss_mb"], ".0f"),
    Column("commit", lambda r: r.get("circumstances", {}).get("commit")),
)


def best_peer(records: Iterable[Record]) -> Record | None:
    """The peer with the highest macro-F1 among records of one corpus and size."""
    peers = [r for r in records if r["model"] not in (UNIDOC, REFERENCE)]
    return max(peers, key=lambda record: record["macro_f1"], default=None)


def points(key: str, title: str, peer: Record) -> Column:
    """How many percentage points a record is above the peer."""
    return Column(f"Δ {title}", lambda r: 100 * (r[key] - peer[key]), "+.1f")


def times(key: str, title: str, peer: Record, form: str) -> Column:
    """How many times the peer's figure a record has."""
    return Column(f"{title} ×", lambda r: r[key] / peer[key], form)


def corpus_table(records: Sequence[Record]) -> str:
    """All models on one corpus at one size, beside the best peer."""
    first, peer = records[0], best_peer(records)
    heading = (
        f"### {first['corpus']}: {first['train']} / {first['test']} documents, "
        f"{first['classes']} classes"
    )
    if peer is None:
        return f"{heading}\n\n{markdown_table(QUALITY_COLUMNS, records)}\n"
    beside = (
        points("accuracy", "accuracy", peer),
        points("macro_f1", "macro-F1", peer),
        times("fit_cpu_seconds", "fit CPU", peer, ".2f"),
        times("documents_per_second", "docs/s", peer, ".1f"),
    )
    table = markdown_table(QUALITY_COLUMNS + beside, records)
    note = f"The last columns compare with the best peer, {peer['model']}."
    return f"{heading}\n\n{note}\n\n{table}\n"


def overview_row(records: Sequence[Record]) -> Record | None:
    """The engine beside its strongest rivals on one corpus; None where it didn't run."""
    beside = beside_peer(records)
    if beside is None:
        return None
    by_model = {record["model"]: record for record in records}
    ours, chars = by_model[UNIDOC], by_model.get(WORDS_CHARS, {})
    return {
        "corpus": ours["corpus"],
        **beside,
        "fit_ratio": _ratio(ours, chars, "fit_cpu_seconds"),
        "speed_ratio": _ratio(ours, chars, "documents_per_second"),
    }


def beside_peer(records: Sequence[Record]) -> Record | None:
    """What `PEER_COLUMNS` show; None where the engine or all peers didn't run."""
    by_model = {record["model"]: record for record in records}
    ours, peer = by_model.get(UNIDOC), best_peer(records)
    if ours is None or peer is None:
        return None
    return {
        "accuracy": ours["accuracy"],
        "macro_f1": ours["macro_f1"],
        "peer": peer["model"],
        "peer_accuracy": peer["accuracy"],
        "peer_macro_f1": peer["macro_f1"],
        "reference_macro_f1": by_model.get(REFERENCE, {}).get("macro_f1"),
    }


def _ratio(ours: Record, other: Record, key: str) -> float | None:
    return ours[key] / other[key] if other else None


PEER_COLUMNS = (
    percent("accuracy", "accuracy"),
    percent("macro_f1", "macro-F1"),
    Column("best peer", lambda r: r["peer"]),
    percent("peer_accuracy", "its accuracy"),
    percent("peer_macro_f1", "its macro-F1"),
    Column("Δ macro-F1", lambda r: 100 * (r["macro_f1"] - r["peer_macro_f1"]), "+.1f"),
    percent("reference_macro_f1", f"macro-F1 of {REFERENCE}"),
)
OVERVIEW_COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    *PEER_COLUMNS,
    Column(f"fit CPU × {WORDS_CHARS}", lambda r: r["fit_ratio"], ".2f"),
    Column("docs/s ×", lambda r: r["speed_ratio"], ".1f"),
)


def overview(groups: Iterable[Sequence[Record]]) -> str:
    """One row per corpus and their means; empty where the engine didn't run."""
    rows = [row for row in map(overview_row, groups) if row is not None]
    if not rows:
        return ""
    numbers = [key for key in rows[0] if key not in ("corpus", "peer")]
    means = {key: mean_of(key, rows) for key in numbers}
    total = {"corpus": "**mean**", "peer": ""} | means
    return f"{markdown_table(OVERVIEW_COLUMNS, [*rows, total])}\n"


def grouped(
    records: Iterable[Record], key: Callable[[Record], object]
) -> list[list[Record]]:
    """Records with the same key together, models in the registry's order."""
    groups: dict[object, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    order = list(MODELS).index
    return [sorted(one, key=lambda r: order(r["model"])) for one in groups.values()]


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    return grouped(records, lambda r: (r["corpus"], r["size"]))


def overview_of(records: Sequence[Record]) -> str:
    """The overview of the runs on whole corpora."""
    return overview(one for one in _groups(records) if one[0]["size"] is None)


def full_tables(records: Sequence[Record]) -> str:
    """A table per corpus, of the runs with all training documents."""
    full = [record for record in records if record["size"] is None]
    return "\n".join(map(corpus_table, _groups(full)))


def learning_tables(records: Sequence[Record]) -> str:
    """A table per corpus and size, of the runs with some training documents."""
    sized = [record for record in records if record["size"] is not None]
    groups = sorted(_groups(sized), key=lambda one: (one[0]["corpus"], one[0]["size"]))
    return "\n".join(map(corpus_table, groups))


def report(records: Sequence[Record]) -> str:
    parts = overview_of(records), full_tables(records), learning_tables(records)
    return "\n".join(part for part in parts if part)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.comparison", description=__doc__)
    parser.add_argument("results", metavar="RESULTS.json", type=existing_file)
    print(report(read_records(parser.parse_args(arguments).results)))


if __name__ == "__main__":
    main()
