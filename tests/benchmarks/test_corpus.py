from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import (
    CorpusError,
    corpus_name,
    read_all,
    read_split,
    stratified_sample,
)


def test_reads_the_splits(corpus: Path) -> None:
    assert len(read_split(corpus, "train")) == 80
    assert len(read_split(corpus, "test")) == 40
    assert len(read_all(corpus)) == 120


def test_reads_gzip_alike(corpus: Path) -> None:
    packed = corpus.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(corpus.read_bytes()))
    assert read_all(packed) == read_all(corpus)
    assert corpus_name(packed) == corpus_name(corpus) == "easy"


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"text": "a", "label": "b"}', '{"text":"a","label":"b","split":"x"}'],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"text": "a", "label": "b", "split": "train"}}\n{line}\n')
    with pytest.raises(CorpusError, match="line 2"):
        read_split(path, "train")


def test_an_empty_split_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.jsonl"
    path.write_text('{"text": "a", "label": "b", "split": "train"}\n')
    with pytest.raises(CorpusError, match="'test'"):
        read_split(path, "test")


def test_a_sample_keeps_each_class_its_share() -> None:
    labels = ["a"] * 80 + ["b"] * 19 + ["c"]
    sample = stratified_sample(labels, 20, seed=1)
    assert sample == stratified_sample(labels, 20, seed=1)
    counts = Counter(labels[row] for row in sample)
    assert len(set(sample)) == 20
    assert counts["c"] == 1
    assert 14 <= counts["a"] <= 16


def test_a_sample_has_every_class_however_small() -> None:
    labels = ["a"] * 50 + ["b"] * 2 + ["c"]
    assert {labels[row] for row in stratified_sample(labels, 1, seed=0)} == {*"abc"}
