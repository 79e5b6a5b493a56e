"""Do the reasons matter? Documents without their top terms, and without random ones.

``python -m benchmarks.deletion CORPUS… [--documents 1500] [--budgets 0.01,0.03] [--json OUT]``

Of the test documents that are filed, a sample loses its ten terms (all occurrences)
that speak most for the label, and as many at random. The answer has changed if the
best label is another one or the document is no longer filed.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.corpus import corpus_name, read_split
from benchmarks.options import add_corpora, shares
from benchmarks.results import Record, circumstances, merge_record
from benchmarks.table import Column, markdown_table, percent
from unidoc.ml import Classifier, Prediction
from unidoc.ml.text import tokenise_with_spans

BUDGETS = [0.01, 0.02, 0.03, 0.05]
TERMS = 10


def without(text: str, words: Collection[str]) -> str:
    """The text with every occurrence of some words cut out."""
    pieces, last = [], 0
    for token in tokenise_with_spans(text):
        if token.word in words:
            pieces.append(text[last : token.start])
            last = token.end
    return "".join([*pieces, text[last:]])


def top_words(model: Classifier, text: str) -> list[str]:
    """The TERMS words whose occurrences together speak most for the label."""
    starts = {token.start: token.word for token in tokenise_with_spans(text)}
    worth: dict[str, float] = {}
    for span in model.explain(text).spans:
        word = starts[span.start]
        worth[word] = worth.get(word, 0.0) + span.contribution
    return sorted(worth, key=lambda word: -worth[word])[:TERMS]


def random_words(text: str, rng: np.random.Generator) -> list[str]:
    distinct = sorted({token.word for token in tokenise_with_spans(text)})
    return [str(word) for word in rng.permutation(distinct)[:TERMS]]


def measure(
    model: Classifier, texts: Sequence[str], budget: float, most: int
) -> Record:
    """Shares of the documents filed at a budget whose answer changes."""
    model.error_budget = budget
    answers = model.predict(texts)
    filed = [i for i, answer in enumerate(answers) if answer.outcome == "filed"]
    rng = np.random.default_rng(0)
    chosen = rng.permutation(filed)[:most].tolist()
    before = [answers[i] for i in chosen]
    top = [without(texts[i], top_words(model, texts[i])) for i in chosen]
    random = [without(texts[i], random_words(texts[i], rng)) for i in chosen]
    return {
        "budget": budget,
        "documents": len(chosen),
        **_changes("top", before, model.predict(top)),
        **_changes("random", before, model.predict(random)),
    }


def _changes(
    name: str, before: Sequence[Prediction], after: Sequence[Prediction]
) -> Record:
    pairs = list(zip(before, after, strict=True))
    labels = [a.candidates[0].label != b.candidates[0].label for a, b in pairs]
    answers = [a.label != b.label or b.outcome != "filed" for a, b in pairs]
    return {
        f"{name}_label": float(np.mean(labels)),
        f"{name}_answer": float(np.mean(answers)),
    }


COLUMNS = (
    Column("corpus", lambda r: r["corpus"]),
    percent("budget", "budget"),
    Column("filed documents", lambda r: r["documents"]),
    percent("top_answer", f"answer changed without the top {TERMS} terms"),
    percent("random_answer", f"without {TERMS} random terms"),
    percent("top_label", "best label changed, top terms"),
    percent("random_label", "random terms"),
)


def run_corpus(path: Path, budgets: Sequence[float], most: int) -> Record:
    model = engine.train(read_split(path, "train"))
    texts = read_split(path, "test").texts
    return {
        "corpus": corpus_name(path),
        "budgets": [measure(model, texts, budget, most) for budget in budgets],
        "circumstances": circumstances(),
    }


def render(records: Sequence[Record]) -> str:
    rows = [
        {"corpus": record["corpus"], **row}
        for record in records
        for row in record["budgets"]
    ]
    return f"{markdown_table(COLUMNS, rows)}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.deletion", description=__doc__)
    add_corpora(parser)
    parser.add_argument("--documents", type=int, default=1500, help="filed documents")
    parser.add_argument("--budgets", type=shares, default=BUDGETS, help="0.01,0.03")
    parser.add_argument("--json", type=Path, help="results file, merged into")
    options = parser.parse_args(arguments)
    for path in options.corpora:
        record = run_corpus(path, options.budgets, options.documents)
        if options.json:
            merge_record(options.json, record, lambda r: r["corpus"])
        print(render([record]), flush=True)


if __name__ == "__main__":
    main()
