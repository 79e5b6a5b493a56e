"""The recipe of paperless-ngx, rebuilt from its description.

Stemmed words and word pairs that occur in at least 1 % of the archive, counted, into
a multi-layer perceptron. The original leaves the seed open; here it is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.models.pipeline import PipelineModel
from benchmarks.models.stems import StemmedTokens, main_language


class Paperless(PipelineModel):
    def build(self, texts: Sequence[str]) -> Pipeline:
        words = CountVectorizer(
            tokenizer=StemmedTokens(main_language(texts)),
            token_pattern=None,
            ngram_range=(1, 2),
            min_df=0.01,
        )
        return make_pipeline(words, MLPClassifier(tol=0.01, random_state=0))
