"""TF-IDF and a linear support vector machine, on three kinds of features."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.models.pipeline import PipelineModel
from benchmarks.models.stems import StemmedTokens, main_language


class WordsSVC(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        return make_pipeline(_words(), LinearSVC(random_state=0))


class StemsSVC(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        stems = TfidfVectorizer(
            analyzer=StemmedTokens(main_language(texts)), sublinear_tf=True
        )
        return make_pipeline(stems, LinearSVC(random_state=0))


class WordsCharsSVC(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        features = make_union(_words(), _chars())
        return make_pipeline(features, LinearSVC(random_state=0))


class BalancedSVC(PipelineModel):
    """Words and characters seen in two documents or more, classes weighted alike."""

    def build(self, texts: Sequence[str]) -> Pipeline:
        features = make_union(_words(min_df=2), _chars(min_df=2))
        return make_pipeline(
            features, LinearSVC(class_weight="balanced", random_state=0)
        )


def _words(*, min_df: int = 1) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, min_df=min_df)


def _chars(*, min_df: int = 1) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=min_df
    )
