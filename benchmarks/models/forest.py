"""TF-IDF of 300 words and a random forest: the recipe the product started from."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.models.pipeline import PipelineModel


class Forest(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        return make_pipeline(
            TfidfVectorizer(max_features=300),
            RandomForestClassifier(n_estimators=100, random_state=0),
        )
