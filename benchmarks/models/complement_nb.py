"""Complement naive Bayes (Rennie et al., ICML 2003) on TF-IDF of words."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.models.pipeline import PipelineModel


class ComplementBayes(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        return make_pipeline(TfidfVectorizer(sublinear_tf=True), ComplementNB())
