"""Checked reading of a model's state: wrong types, shapes or indices are refused."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from unidoc.ml.container import State
from unidoc.ml.errors import ModelFileError

Fact = TypeVar("Fact", bound=str | int | float | bool | list | dict)  # type: ignore[type-arg]


def fact(state: State, name: str, kind: type[Fact]) -> Fact:
    """A manifest entry of exactly this type."""
    value = state.manifest.get(name)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ModelFileError(f"The model's {name!r} is not a {kind.__name__}.")
    return value


def strings(state: State, name: str) -> list[str]:
    values = fact(state, name, list)
    if not all(isinstance(value, str) for value in values):
        raise ModelFileError(f"The model's {name!r} has entries that are no text.")
    return values


def numbers(state: State, name: str, length: int) -> list[float]:
    values = fact(state, name, list)
    if len(values) != length or not all(type(v) in (int, float) for v in values):
        raise ModelFileError(f"The model's {name!r} is not {length} numbers.")
    return [float(value) for value in values]


def array(
    state: State, name: str, dtype: type[np.generic], shape: tuple[int | None, ...]
) -> NDArray[Any]:
    """An array of this type and shape (None: any length); floats are finite."""
    found = state.arrays.get(name)
    if found is None or found.dtype != np.dtype(dtype):
        raise ModelFileError(f"The model has no array {name!r} of {dtype.__name__}.")
    fits = len(found.shape) == len(shape) and all(
        wanted in (None, length)
        for wanted, length in zip(shape, found.shape, strict=True)
    )
    if not fits:
        raise ModelFileError(f"The array {name!r} has the shape {found.shape}.")
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        raise ModelFileError(f"The array {name!r} has values that are not finite.")
    return found


def indices(
    state: State, name: str, length: int | None, bounds: tuple[int, int]
) -> NDArray[np.int32]:
    """An int32 array of values from bounds[0] to bounds[1] - 1."""
    found = array(state, name, np.int32, (length,))
    low, high = bounds
    if len(found) and (found.min() < low or found.max() >= high):
        raise ModelFileError(f"The array {name!r} points outside of its range.")
    return found


def sorted_indices(state: State, name: str, high: int) -> NDArray[np.int32]:
    """Strictly increasing indices below `high`."""
    found = indices(state, name, None, (0, high))
    if not (np.diff(found) > 0).all():
        raise ModelFileError(f"The array {name!r} is not in order.")
    return found


def pack_rows(name: str, rows: sp.csr_matrix) -> dict[str, NDArray[Any]]:
    """A CSR matrix as arrays."""
    return {
        f"{name}.data": rows.data,
        f"{name}.indices": rows.indices.astype(np.int32, copy=False),
        f"{name}.indptr": rows.indptr.astype(np.int32, copy=False),
    }


def rows(
    state: State, name: str, dtype: type[np.generic], shape: tuple[int, int]
) -> sp.csr_matrix:
    """A CSR matrix written by `pack_rows`, its indices checked."""
    columns = indices(state, f"{name}.indices", None, (0, shape[1]))
    indptr = indices(state, f"{name}.indptr", shape[0] + 1, (0, len(columns) + 1))
    data = array(state, f"{name}.data", dtype, (len(columns),))
    if indptr[0] != 0 or indptr[-1] != len(columns) or (np.diff(indptr) < 0).any():
        raise ModelFileError(f"The rows {name!r} do not fit together.")
    return sp.csr_matrix((data, columns, indptr), shape=shape, copy=False)


def pack_strings(name: str, values: list[str]) -> dict[str, NDArray[Any]]:
    """Texts without line breaks as bytes."""
    return {name: np.frombuffer("\n".join(values).encode(), dtype=np.uint8)}


def unpack_strings(state: State, name: str, length: int | None = None) -> list[str]:
    """Texts written by `pack_strings`; each occurs once."""
    found = array(state, name, np.uint8, (None,))
    try:
        text = found.tobytes().decode()
    except UnicodeDecodeError as error:
        raise ModelFileError(f"The texts {name!r} are not UTF-8.") from error
    values = text.split("\n") if text else []
    if length is not None and len(values) != length:
        raise ModelFileError(f"There are {len(values)} texts {name!r}, not {length}.")
    if len(set(values)) != len(values):
        raise ModelFileError(f"The texts {name!r} repeat themselves.")
    return values
