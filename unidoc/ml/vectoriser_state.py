"""The vectoriser as arrays and back."""

from __future__ import annotations

import numpy as np

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.errors import ModelFileError
from unidoc.ml.features import BIGRAM_BUCKETS, BLOCK_NAMES, FeatureOptions, Vectoriser
from unidoc.ml.lexicon import Lexicon
from unidoc.ml.ngrams import BUCKETS
from unidoc.ml.tfidf import Block


def pack_vectoriser(vectoriser: Vectoriser) -> State:
    lexicon = vectoriser.lexicon
    arrays = {
        **fields.pack_strings("words", lexicon.words),
        **fields.pack_strings("stems", lexicon.stems),
        "stem_of": lexicon.stem_of,
    }
    for name, block in zip(BLOCK_NAMES, vectoriser.blocks, strict=True):
        arrays[f"{name}.kept"] = block.kept
        arrays[f"{name}.idf"] = block.idf
    manifest = {
        "weights": list(vectoriser.options.weights),
        "ngram_sizes": list(vectoriser.options.ngram_sizes),
    }
    return State(manifest, arrays)


def unpack_vectoriser(state: State) -> Vectoriser:
    options = _options(state)
    lexicon = _lexicon(state)
    raw_widths = (len(lexicon.stems), BIGRAM_BUCKETS, BUCKETS, len(lexicon.stems))
    blocks = []
    for name, width, norm in zip(BLOCK_NAMES, raw_widths, options.norms(), strict=True):
        kept = fields.sorted_indices(state, f"{name}.kept", width)
        idf = fields.array(state, f"{name}.idf", np.float32, (len(kept),))
        blocks.append(Block(kept, idf, norm))
    stems, bigrams, ngrams, head = blocks
    return Vectoriser(options, lexicon, (stems, bigrams, ngrams, head))


def _options(state: State) -> FeatureOptions:
    stems, bigrams, ngrams, head = fields.numbers(state, "weights", 4)
    weights = (stems, bigrams, ngrams, head)
    sizes = fields.fact(state, "ngram_sizes", list)
    if not all(0 <= weight <= 10 for weight in weights) or sum(weights) == 0:
        raise ModelFileError("The model's block weights are out of range.")
    if not sizes or not all(type(size) is int and 1 <= size <= 8 for size in sizes):
        raise ModelFileError("The model's n-gram sizes are out of range.")
    return FeatureOptions(weights, tuple(sizes))


def _lexicon(state: State) -> Lexicon:
    words = fields.unpack_strings(state, "words")
    stems = fields.unpack_strings(state, "stems")
    stem_of = fields.indices(state, "stem_of", len(words), (0, len(stems)))
    return Lexicon(words, stems, stem_of)
