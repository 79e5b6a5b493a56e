"""Corrections as arrays and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml import fields
from unidoc.ml.container import State
from unidoc.ml.corrections import Correction, Corrections
from unidoc.ml.errors import InvalidInputError, ModelFileError


def pack_corrections(corrections: Corrections) -> State:
    known = corrections.learnt
    manifest = {
        "handles": [correction.handle for correction in known],
        "labels": [correction.label for correction in known],
    }
    arrays: dict[str, NDArray[Any]] = {}
    if known:
        arrays = fields.pack_rows("rows", corrections.rows)
        arrays["margins"] = np.stack([correction.margins for correction in known])
    return State(manifest, arrays)


def unpack_corrections(state: State, corrections: Corrections) -> None:
    """Learn the stored corrections again, in their order."""
    handles = fields.strings(state, "handles")
    labels = fields.strings(state, "labels")
    if len(labels) != len(handles) or not all(labels):
        raise ModelFileError("The model's corrections do not fit together.")
    if not handles:
        return
    shape = (len(handles), len(corrections.classes))
    margins = fields.array(state, "margins", np.float32, shape)
    rows = fields.rows(state, "rows", np.float32, (len(handles), corrections.width))
    try:
        for number, handle in enumerate(handles):
            row: sp.csr_matrix = rows[number]
            corrections.learn(
                Correction(
                    handle, labels[number], row.indices, row.data, margins[number]
                )
            )
    except InvalidInputError as error:
        raise ModelFileError(str(error)) from error
