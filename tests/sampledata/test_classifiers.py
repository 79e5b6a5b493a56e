"""How hard the archive is to file: a good classifier is clearly better than a plain one."""

from __future__ import annotations

from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from core.sampledata import Archive


def _linear() -> Pipeline:
    words = TfidfVectorizer(sublinear_tf=True)
    parts = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(4, 4), sublinear_tf=True, min_df=2
    )
    model = LinearSVC(class_weight="balanced", random_state=0)
    return make_pipeline(make_union(words, parts), model)


def _forest() -> Pipeline:
    model = RandomForestClassifier(n_estimators=100, random_state=0)
    return make_pipeline(TfidfVectorizer(max_features=300), model)


def test_a_linear_model_files_well_and_a_forest_of_300_words_does_not(
    archive: Archive,
) -> None:
    filed = [d for d in archive.documents if d.project]
    texts = [f"{d.title}\n{d.text}" for d in filed]
    labels = [d.project for d in filed]
    train, test, known, true = train_test_split(
        texts, labels, test_size=0.25, stratify=labels, random_state=0
    )
    linear = _linear().fit(train, known).score(test, true)
    forest = _forest().fit(train, known).score(test, true)
    assert 0.85 < linear < 0.95
    assert linear - forest > 0.08
