"""fastText's supervised classifier (Joulin et al., EACL 2017).

Word pairs, learning rate 1 and the top of the range of epochs that its tutorial
recommends; one thread, since more make its training differ from run to run.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import fasttext

from benchmarks.models.base import Answers

_TOKEN = re.compile(r"\w+")
_LABEL = "__label__"


class FastText:
    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self.classes_ = sorted(set(labels))
        number = {label: place for place, label in enumerate(self.classes_)}
        lines = (
            f"{_LABEL}{number[label]} {_one_line(text)}\n"
            for text, label in zip(texts, labels, strict=True)
        )
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.writelines(lines)
            file.flush()
            self.model_ = fasttext.train_supervised(
                file.name,
                lr=1.0,
                epoch=50,
                wordNgrams=2,
                bucket=200_000,
                thread=1,
                verbose=0,
            )

    def predict(self, texts: Sequence[str]) -> Answers:
        labels, probabilities = self.model_.predict([_one_line(t) for t in texts])
        # A text without any known word gets no label at all.
        best = [
            self.classes_[int(found[0].removeprefix(_LABEL))] if found else ""
            for found in labels
        ]
        top = [min(float(p[0]), 1.0) if len(p) else 0.0 for p in probabilities]
        return Answers(best, top, top)

    def save(self, path: Path) -> None:
        self.model_.save_model(str(path))


def _one_line(text: str) -> str:
    return " ".join(_TOKEN.findall(text.lower()))
