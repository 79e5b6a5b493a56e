"""Why a document got its label: exact shares of the score, on the original text.

The linear model's margin is a sum over features. Each feature's part is handed to the
words it came from: a stem's to its occurrences, a bigram's to its two words, an
n-gram's to the words that contain it. Nothing is approximated, so the spans and the
remainder add up to the score.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.corrections import Corrections
from unidoc.ml.counting import BIGRAMS, NGRAMS
from unidoc.ml.foreign import FOREIGN_BUCKETS, foreign_columns
from unidoc.ml.lean import Document
from unidoc.ml.linear_recipe import LinearRecipe
from unidoc.ml.text import locate


class Span(NamedTuple):
    """A word of the original text (code points start to end) and its shares.

    Attributes:
        contribution: to the label's margin over the runner-up's.
        support: to the label's own margin.

    """

    start: int
    end: int
    contribution: float
    support: float


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Why `label` rather than `runner_up`.

    `score` = sum of `contributions` + `bias`; `margin` = sum of `supports` +
    `margin_bias`. The biases are what no word accounts for. A long text has thousands
    of words: their shares are arrays, and places are looked up for those asked for.

    Attributes:
        contributions: each token's share of the lead over the runner-up, float64.
        supports: each token's share of the label's own margin, float64.

    """

    label: str
    runner_up: str
    score: float
    bias: float
    margin: float
    margin_bias: float
    text: str = field(repr=False)
    contributions: NDArray[np.float64] = field(repr=False)
    supports: NDArray[np.float64] = field(repr=False)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every word that counts, in the order of the text."""
        return self._spans(
            np.flatnonzero((self.contributions != 0) | (self.supports != 0))
        )

    def heaviest(self, count: int) -> tuple[Span, ...]:
        """The spans that weigh most for the lead, on whichever side."""
        order = np.argsort(-np.abs(self.contributions), kind="stable")[:count]
        return self._spans(order[self.contributions[order] != 0])

    def top(self, count: int = 10) -> tuple[Span, ...]:
        """The spans that speak most for the label against the runner-up."""
        order = np.argsort(-self.contributions, kind="stable")[:count]
        return self._spans(order[self.contributions[order] > 0])

    def _spans(self, numbers: NDArray[np.int64]) -> tuple[Span, ...]:
        places = locate(self.text, numbers.tolist())
        return tuple(
            Span(*place, contribution, support)
            for place, contribution, support in zip(
                places,
                self.contributions[numbers].tolist(),
                self.supports[numbers].tolist(),
                strict=True,
            )
        )


def explain(
    recipe: LinearRecipe,
    corrections: Corrections,
    text: str,
    margins: NDArray[np.float32],
    pair: tuple[int, int],
) -> Explanation:
    """Explain the label numbers `pair` (label, runner-up) by the text's margins."""
    shares = _shares(recipe, corrections, text, pair)
    supports, contributions = shares[0], shares[0] - shares[1]
    label, rival = (float(margins[place]) for place in pair)
    return Explanation(
        label=corrections.labels[pair[0]],
        runner_up=corrections.labels[pair[1]],
        score=label - rival,
        bias=label - rival - float(contributions.sum()),
        margin=label,
        margin_bias=label - float(supports.sum()),
        text=text,
        contributions=contributions,
        supports=supports,
    )


def _shares(
    recipe: LinearRecipe, corrections: Corrections, text: str, pair: tuple[int, int]
) -> NDArray[np.float64]:
    """Each token's shares of the margins of both labels, 2 x tokens."""
    document = recipe.read(text)
    known, foreign = document.values, _foreign_row(recipe, corrections, text)
    norm = _norm(known, foreign.data)
    weights = _weights(recipe, corrections, document, norm)
    parts = known.astype(np.float64)[:, None] * weights[:, list(pair)]
    shares = np.stack([_token_shares(recipe, document, one) for one in parts.T])
    if foreign.nnz:
        columns = foreign.indices + corrections.trained_width
        weights = corrections.weights(columns, norm)[:, list(pair)]
        shares += _foreign_shares(recipe, text, foreign, weights).T
    return shares


def _foreign_row(
    recipe: LinearRecipe, corrections: Corrections, text: str
) -> sp.csr_matrix:
    """What the text says in words that only corrections know of."""
    if len(corrections.foreign):
        return recipe.foreign([text])
    return sp.csr_matrix((1, FOREIGN_BUCKETS), dtype=np.float32)


def _norm(*parts: NDArray[np.float32]) -> float:
    values = np.concatenate(parts)
    return float(np.sqrt(np.square(values, dtype=np.float64).sum()))


def _foreign_shares(
    recipe: LinearRecipe,
    text: str,
    row: sp.csr_matrix,
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Each foreign column's parts, handed to its tokens, tokens x 2."""
    lexicon = recipe.vectoriser.lexicon
    columns = foreign_columns(lexicon, lexicon.read([text]))
    worth = np.zeros((FOREIGN_BUCKETS + 1, 2))  # UNKNOWN is the last place
    worth[row.indices] = row.data.astype(np.float64)[:, None] * weights
    times = np.bincount(columns[columns >= 0], minlength=FOREIGN_BUCKETS + 1)
    shares: NDArray[np.float64] = (
        worth[columns] / np.maximum(times[columns], 1)[:, None]
    )
    return shares


def _weights(
    recipe: LinearRecipe, corrections: Corrections, document: Document, norm: float
) -> NDArray[np.float64]:
    """What each column of a document of this norm is worth, columns x labels."""
    columns = document.columns
    weights = np.zeros((len(columns), len(corrections.labels)))
    trained = len(corrections.classes)
    coefficients = recipe.model.coefficients[columns].astype(np.float64)
    weights[:, :trained] = coefficients
    expert = recipe.model.expert
    if len(expert.classes):
        weights[:, expert.classes] += expert.weights(columns, coefficients, norm)
    if corrections.learnt:
        weights += corrections.weights(columns, norm)
    return weights


def _token_shares(
    recipe: LinearRecipe, document: Document, parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Each column's part, handed to the tokens it came from."""
    shares = np.zeros(len(document.words))
    offset = 0
    for number, block in enumerate(recipe.vectoriser.blocks):
        place = slice(
            *np.searchsorted(document.columns, [offset, offset + block.width])
        )
        dense = np.zeros(block.width)
        dense[document.columns[place] - offset] = parts[place]
        shares += _block_shares(number, document, dense)
        offset += block.width
    return shares


def _block_shares(
    number: int, document: Document, parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    found = document.occurrences[number]
    size = len(document.words)
    if number == NGRAMS:
        n_words = int(document.words.max()) + 1 if size else 0
        repeats = np.bincount(document.words, minlength=n_words)
        counts = found.counts * repeats[found.places]
        total = np.bincount(found.columns, counts, minlength=len(parts))
        each = found.counts * (parts[found.columns] / total[found.columns])
        per_word = np.bincount(found.places, each, minlength=n_words)
        return per_word[document.words].astype(np.float64)
    total = np.bincount(found.columns, minlength=len(parts))
    each = parts[found.columns] / total[found.columns]
    if number == BIGRAMS:
        places, each = np.append(found.places, found.places + 1), np.tile(each / 2, 2)
        return np.bincount(places, each, minlength=size).astype(np.float64)
    return np.bincount(found.places, each, minlength=size).astype(np.float64)
