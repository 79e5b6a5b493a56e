"""Look at a ZIP container before anything unpacks it.

The directory of an archive is written by its sender, so sizes are taken by unpacking
each member in small pieces and counting, without keeping any of it.
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from pathlib import Path

from core.extraction.limits import MEBIBYTE, Limits
from core.extraction.result import ExtractionFailed, FailureCode

_ENCRYPTED_FLAG = 0x1
_PIECE = 1 << 18
# Longer than any of the marks below, in bytes.
_OVERLAP = 64
# Pictures may hold such bytes by chance, and drawings declare entities of their own.
_PICTURES = re.compile("(^|/)(media|Pictures|Thumbnails)/")
_ENTITY = b"<!ENTITY"
# In UTF-16, of either order, as much of it as tells it from all else.
_WIDE_ENTITY = b"\0".join(bytes([byte]) for byte in b"<!ENTI")
_ODF_MANIFEST = "META-INF/manifest.xml"
_ODF_ENCRYPTION = b"encryption-data"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    OverflowError,
)


def check_archive(path: Path, limits: Limits) -> frozenset[str]:
    """Return the names in the archive at `path`, which is safe to unpack.

    Raises:
        ExtractionFailed: `damaged`, `encrypted`, `too_many_entries`,
            `archive_bomb`, or `unsafe_xml` for XML that declares entities.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_directory(members, limits)
            left = limits.unpacked_bytes
            for member in members:
                left -= _unpacked_size(archive, member, left, limits)
    except _BROKEN as error:
        raise ExtractionFailed(FailureCode.DAMAGED) from error
    return frozenset(member.filename for member in members)


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.entries:
        raise ExtractionFailed(
            FailureCode.TOO_MANY_ENTRIES,
            {"entries": len(members), "limit": limits.entries},
        )
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise ExtractionFailed(FailureCode.ENCRYPTED)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise _bomb(limits)


def _unpacked_size(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits
) -> int:
    size, tail = 0, b""
    with archive.open(_without_claims(member, left)) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > left:
                raise _bomb(limits)
            _check_piece(member.filename, tail + piece)
            tail = piece[-_OVERLAP:]
    return size


def _without_claims(member: zipfile.ZipInfo, left: int) -> zipfile.ZipInfo:
    """Return `member` so that it is read to its real end, not to its claimed one."""
    honest = copy.copy(member)
    honest.file_size = left + 1
    del honest.CRC
    return honest


def _check_piece(name: str, piece: bytes) -> None:
    declares = _ENTITY in piece or _WIDE_ENTITY in piece
    if declares and not _PICTURES.search(name):
        raise ExtractionFailed(FailureCode.UNSAFE_XML)
    if name == _ODF_MANIFEST and _ODF_ENCRYPTION in piece:
        raise ExtractionFailed(FailureCode.ENCRYPTED)


def _bomb(limits: Limits) -> ExtractionFailed:
    megabytes = limits.unpacked_bytes // MEBIBYTE
    return ExtractionFailed(FailureCode.ARCHIVE_BOMB, {"limit_mb": megabytes})
