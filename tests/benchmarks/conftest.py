from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

TOPICS = {
    "Кадры": "отпуск приказ сотрудник оклад кадры увольнение заявление график",
    "Договоры": "договор аренда стороны срок оплата неустойка подпись реквизиты",
    "Servers": "server disk memory network reboot kernel packet latency cluster",
    "Travel": "ticket hotel flight luggage visa border passport route airport",
}


def sentence(words: list[str], random: np.random.Generator) -> str:
    return " ".join(random.choice(words, size=12))


def rows(documents: int) -> list[dict[str, str]]:
    random = np.random.default_rng(7)
    return [
        {
            "text": f"{sentence(words.split(), random)} {number}",
            "label": label,
            "split": "test" if number % 3 == 0 else "train",
        }
        for label, words in TOPICS.items()
        for number in range(documents)
    ]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four classes in two languages, easy to tell apart, 30 documents each."""
    path = tmp_path / "easy.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(30)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
