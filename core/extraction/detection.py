"""Which kind a file is, by its content; the name only decides between equals."""

from __future__ import annotations

import re
from pathlib import Path

import puremagic

from core.extraction import kinds
from core.extraction.containers import kind_in_ole, kind_in_zip
from core.extraction.encoding import is_text
from core.extraction.kinds import Kind, extension_of, is_harmless
from core.extraction.limits import Limits
from core.extraction.result import ExtractionFailed, FailureCode

_HEAD_BYTES = 64 * 1024
# Readers accept a PDF whose header stands this far from the start.
_PDF_HEADER_BYTES = 1024
_PDF = b"%PDF-"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NAMELESS = ("", "application/octet-stream")
_IN_OLE = frozenset({kinds.DOC, kinds.XLS, kinds.PPT, kinds.MSG})
_TIFF = (b"II*\0", b"MM\0*")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"\xff\xd8\xff", kinds.JPEG),
    (_TIFF[0], kinds.TIFF),
    (_TIFF[1], kinds.TIFF),
    (b"{\\rtf", kinds.RTF),
)
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
# Possessive and atomic: many comments must not be tried in all their groupings.
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--(?>.*?-->)\s*+)*+"
    rb"<(!doctype\s+html|html|head|body|meta|table|div|p)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_HEADER = re.compile(
    rb"^(received|return-path|from|to|subject|date|message-id|mime-version|"
    rb"delivered-to|content-type|dkim-signature|x-[\w-]+):\s",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_HEADERS = 3


def detect(path: Path, file_name: str, limits: Limits) -> Kind:
    """Return the kind of the file at `path`; archives are checked before all else.

    Raises:
        ExtractionFailed: `wrong_type` if the name promises something else,
            `unsupported_type`, `encrypted`, `damaged`, or a limit of archives.

    """
    extension = extension_of(file_name)
    named = kinds.BY_EXTENSION.get(extension)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    found = (
        _by_signature(path, head, limits)
        or _as_pdf(head, named)
        or _by_text(head, named)
    )
    if found is None:
        raise _unreadable(head, extension, named)
    if named is not None and not is_harmless(named, found):
        raise _lie(extension, found.name)
    return found


def _by_signature(path: Path, head: bytes, limits: Limits) -> Kind | None:
    if head.startswith(_ZIP):
        return kind_in_zip(path, limits)
    if head.startswith(_OLE):
        return kind_in_ole(path)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return kinds.WEBP
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return None


def _as_pdf(head: bytes, named: Kind | None) -> Kind | None:
    """Return PDF for a file that begins like one, soon after if it is called so."""
    is_pdf = head.lstrip(_BLANK).startswith(_PDF) or (
        named is kinds.PDF and _PDF in head[:_PDF_HEADER_BYTES]
    )
    return kinds.PDF if is_pdf else None


def _by_text(head: bytes, named: Kind | None) -> Kind | None:
    """Return the kind of a text, where the extension may choose among plain ones."""
    if not is_text(head):
        return None
    plain = head.replace(b"\0", b"").lstrip(_BLANK)
    if _HTML.match(plain):
        return kinds.HTML
    if _is_mail(plain, named):
        return kinds.EML
    return named if named in (kinds.MARKDOWN, kinds.CSV) else kinds.TEXT


def _is_mail(head: bytes, named: Kind | None) -> bool:
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    found = {match.group(1).lower() for match in _MAIL_HEADER.finditer(headers)}
    if named is kinds.EML:
        return bool(found)
    return len(found) >= _MAIL_HEADERS and b"from" in found and headers[:1].isalpha()


def _unreadable(head: bytes, extension: str, named: Kind | None) -> ExtractionFailed:
    if head.startswith(_OLE) and named in _IN_OLE:
        return ExtractionFailed(FailureCode.DAMAGED)
    found = _name_of(head)
    if named is not None:
        return _lie(extension, found)
    return ExtractionFailed(FailureCode.UNSUPPORTED_TYPE, {"found": found})


def _lie(extension: str, found: str) -> ExtractionFailed:
    return ExtractionFailed(
        FailureCode.WRONG_TYPE, {"extension": extension, "found": found}
    )


def _name_of(head: bytes) -> str:
    """Return a media type for people to recognise, or `binary`."""
    if head.startswith(_ZIP):
        return "zip"
    try:
        name = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        name = ""
    return "binary" if name in _NAMELESS else name
