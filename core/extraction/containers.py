"""What is inside of the two containers office programs use: ZIP and OLE."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import olefile

from core.extraction import kinds
from core.extraction.archive import check_archive
from core.extraction.kinds import Kind
from core.extraction.limits import Limits
from core.extraction.result import ExtractionFailed, FailureCode

_MAIN_PARTS = (
    # Some services number the main part of a text.
    (re.compile(r"word/document\d*\.xml\Z"), kinds.DOCX),
    (re.compile(r"xl/workbook\.xml\Z"), kinds.XLSX),
    (re.compile(r"ppt/presentation\.xml\Z"), kinds.PPTX),
)
_ODF = {
    f"{kind.media_type}{suffix}": kind
    for kind in (kinds.ODT, kinds.ODS)
    for suffix in ("", "-template")
}
_OLE_STREAMS = (
    ("WordDocument", kinds.DOC),
    ("Workbook", kinds.XLS),
    ("Book", kinds.XLS),
    ("PowerPoint Document", kinds.PPT),
    ("__properties_version1.0", kinds.MSG),
)
# Streams that only protected files have: [MS-OFFCRYPTO] 2.3.1, [MS-PPT] 2.1.
_PROTECTED_STREAMS = ("EncryptedPackage", "EncryptedSummary")
# [MS-DOC] 2.5.2, FibBase: flags at byte 10, among them fEncrypted.
_WORD_FLAGS = struct.Struct("<10xH")
_WORD_ENCRYPTED = 0x0100
# [MS-XLS] 2.4.117: the record FilePass stands near the start of a protected book.
_EXCEL_RECORD = struct.Struct("<HH")
_FILE_PASS = 0x2F
_EXCEL_HEAD_BYTES = 4096


def kind_in_zip(path: Path, limits: Limits) -> Kind | None:
    """Return the kind of an office file, None for any other archive."""
    names = check_archive(path, limits)
    for part, kind in _MAIN_PARTS:
        if any(map(part.match, names)):
            return kind
    if "mimetype" not in names:
        return None
    with zipfile.ZipFile(path) as archive:
        return _ODF.get(archive.read("mimetype").decode("ascii", "replace").strip())


def kind_in_ole(path: Path) -> Kind | None:
    """Return the kind of an office file or mail; raise `encrypted` or `damaged`."""
    try:
        with olefile.OleFileIO(str(path)) as container:
            kind = next(
                (kind for name, kind in _OLE_STREAMS if container.exists(name)), None
            )
            protected = _is_protected(container)
    except (OSError, ValueError, IndexError, struct.error, RecursionError) as error:
        raise ExtractionFailed(FailureCode.DAMAGED) from error
    if protected:
        raise ExtractionFailed(FailureCode.ENCRYPTED)
    return kind


def _is_protected(container: olefile.OleFileIO[str]) -> bool:
    if any(container.exists(name) for name in _PROTECTED_STREAMS):
        return True
    if container.exists("WordDocument"):
        head = container.openstream("WordDocument").read(_WORD_FLAGS.size)
        return bool(_WORD_FLAGS.unpack(head)[0] & _WORD_ENCRYPTED)
    if container.exists("Workbook"):
        head = container.openstream("Workbook").read(_EXCEL_HEAD_BYTES)
        return _FILE_PASS in _excel_records(head)
    return False


def _excel_records(head: bytes) -> Iterator[int]:
    place = 0
    while place + _EXCEL_RECORD.size <= len(head):
        record, size = _EXCEL_RECORD.unpack_from(head, place)
        yield record
        place += _EXCEL_RECORD.size + size
