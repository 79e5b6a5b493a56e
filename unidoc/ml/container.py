"""Model files: arrays and JSON in one file, no code.

Layout: magic, length of the header (uint64), header (JSON: manifest and the list of
arrays), the arrays (little-endian, aligned to 64 bytes), SHA-256 of all before. The
bytes depend on the content alone. Arrays are mapped read-only on loading, so processes
that serve the same file share its memory.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unidoc.ml.errors import ModelFileError

_MAGIC = b"UNIDOC-MODEL-01\n"
_LENGTH = struct.Struct("<Q")
_ALIGNMENT = 64
_DIGEST_SIZE = 32
_LARGEST_HEADER = 1 << 26
_DTYPES = frozenset({"|u1", "|b1", "|i1", "<i4", "<i8", "<f4", "<f8"})


@dataclass(frozen=True, slots=True)
class State:
    """What a model knows: JSON-able facts and named arrays."""

    manifest: dict[str, Any]
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)

    def part(self, name: str) -> State:
        """The facts and arrays stored under a name by `merge`."""
        manifest = self.manifest.get(name)
        if not isinstance(manifest, dict):
            raise ModelFileError(f"The model file has no part {name!r}.")
        prefix = f"{name}/"
        arrays = {
            key.removeprefix(prefix): array
            for key, array in self.arrays.items()
            if key.startswith(prefix)
        }
        return State(manifest, arrays)


def merge(manifest: dict[str, Any], parts: Mapping[str, State]) -> State:
    """One state of several, each under its name."""
    arrays = {
        f"{name}/{key}": array
        for name, part in parts.items()
        for key, array in part.arrays.items()
    }
    facts = {name: part.manifest for name, part in parts.items()}
    return State(manifest | facts, arrays)


def write(path: Path, state: State) -> str:
    """Write the state in one step (no half-written file) and return its digest."""
    digest = hashlib.sha256()
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            for piece in _sealed(state, digest):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return digest.hexdigest()


def digest_of(state: State) -> str:
    """The SHA-256 that a file of this state has."""
    digest = hashlib.sha256()
    for _ in _sealed(state, digest):
        continue
    return digest.hexdigest()


def read(path: Path) -> tuple[State, str]:
    """The state in a file, and the file's digest.

    Raises:
        ModelFileError: the file is not a whole, unchanged model file.

    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < len(_MAGIC) + _LENGTH.size + _DIGEST_SIZE:
            raise ModelFileError("The file is too short to be a model.")
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    digest = _verified_digest(content)
    header, begin = _header(content)
    body = content[:-_DIGEST_SIZE]
    arrays = dict(_arrays(header["arrays"], body, begin))
    return State(header["manifest"], arrays), digest


def _sealed(state: State, digest: hashlib._Hash) -> Iterator[bytes | memoryview]:
    """The pieces of the file; `digest` has seen them all at the end."""
    for piece in _pieces(state):
        digest.update(piece)
        yield piece
    seal = digest.digest()
    digest.update(seal)
    yield seal


def _pieces(state: State) -> Iterator[bytes | memoryview]:
    arrays = {name: _plain(array) for name, array in sorted(state.arrays.items())}
    listed = [
        {"name": name, "dtype": array.dtype.str, "shape": list(array.shape)}
        for name, array in arrays.items()
    ]
    content = {"manifest": state.manifest, "arrays": listed}
    header = json.dumps(
        content,
        ensure_ascii=False,
        sort_keys=True,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()
    yield _MAGIC
    yield _LENGTH.pack(len(header))
    yield header
    place = len(_MAGIC) + _LENGTH.size + len(header)
    for array in arrays.values():
        yield b"\0" * (-place % _ALIGNMENT)
        yield array.reshape(-1).view(np.uint8).data
        place += -place % _ALIGNMENT + array.nbytes


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    array = np.ascontiguousarray(array)
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def _verified_digest(content: memoryview) -> str:
    digest = hashlib.sha256(content[:-_DIGEST_SIZE])
    seal = digest.digest()
    if seal != content[-_DIGEST_SIZE:]:
        raise ModelFileError("The model file is damaged: its checksum does not fit.")
    digest.update(seal)
    return digest.hexdigest()


def _header(content: memoryview) -> tuple[dict[str, Any], int]:
    if content[: len(_MAGIC)] != _MAGIC:
        raise ModelFileError("The file is not a model of a format this version reads.")
    begin = len(_MAGIC) + _LENGTH.size
    (length,) = _LENGTH.unpack(content[len(_MAGIC) : begin])
    if length > min(_LARGEST_HEADER, len(content) - begin - _DIGEST_SIZE):
        raise ModelFileError("The model file's header is longer than the file.")
    try:
        header = json.loads(bytes(content[begin : begin + length]))
    except (ValueError, RecursionError) as error:
        raise ModelFileError("The model file's header is not JSON.") from error
    if (
        not isinstance(header, dict)
        or not isinstance(header.get("manifest"), dict)
        or not isinstance(header.get("arrays"), list)
    ):
        raise ModelFileError("The model file's header lacks its manifest or arrays.")
    return header, begin + length


def _arrays(
    listed: list[Any], body: memoryview, place: int
) -> Iterator[tuple[str, NDArray[Any]]]:
    for entry in listed:
        name, dtype, shape = _description(entry)
        place += -place % _ALIGNMENT
        size = dtype.itemsize
        for length in shape:
            size *= length
        if size > len(body) - place:
            raise ModelFileError(f"The array {name!r} is longer than the model file.")
        yield name, np.frombuffer(body[place : place + size], dtype).reshape(shape)
        place += size
    if place != len(body):
        raise ModelFileError("The model file has bytes that belong to no array.")


def _description(entry: Any) -> tuple[str, np.dtype[Any], list[int]]:
    if not isinstance(entry, dict):
        raise ModelFileError("An array of the model file is not described.")
    name, dtype, shape = entry.get("name"), entry.get("dtype"), entry.get("shape")
    if not isinstance(name, str) or dtype not in _DTYPES or not isinstance(shape, list):
        raise ModelFileError(f"The array {name!r} has no valid description.")
    if not all(type(length) is int and 0 <= length < 1 << 40 for length in shape):
        raise ModelFileError(f"The array {name!r} has an impossible shape.")
    return name, np.dtype(dtype), shape
