"""Mails as files (EML): who, what, when, the text, and the attachments."""

from __future__ import annotations

import email
import email.header
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message

from core.extraction.attachments import AttachmentBox
from core.extraction.encoding import decode
from core.extraction.extractors.base import Context, Draft, Source, damaged
from core.extraction.extractors.html import strip_markup
from core.extraction.result import ExtractionFailed

_SHOWN_HEADERS = ("Subject", "From", "To", "Cc", "Date")
# The lenient parser of the standard library still fails on some broken mails.
_BROKEN_MAIL = (LookupError, ValueError, TypeError, AttributeError, RecursionError)


class Mail:
    """Reads the plain part of a mail, or the words of its HTML part."""

    name = "email"

    def extract(self, source: Source, context: Context) -> Draft:
        box = AttachmentBox(context)
        try:
            message = email.message_from_bytes(
                source.data, policy=email.policy.compat32
            )
            headers = {name: _header(message, name) for name in _SHOWN_HEADERS}
            bodies = _sort_parts(message, box)
        except _BROKEN_MAIL as error:
            raise damaged() from error
        body = _body(bodies)
        return Draft(
            text=compose(headers, body),
            title=headers["Subject"] or body.strip().partition("\n")[0],
            attachments=box.attachments,
            warnings=box.warnings,
        )


def compose(headers: dict[str, str], body: str) -> str:
    """Return a mail as people read it: headers, an empty line, the text."""
    lines = [f"{name}: {value}" for name, value in headers.items() if value]
    return "\n".join(lines) + "\n\n" + body


def _sort_parts(message: Message, box: AttachmentBox) -> dict[str, str]:
    """Give attachments to `box`; return the first plain and the first HTML text."""
    bodies: dict[str, str] = {}
    for part in _leaves(message):
        media_type = part.get_content_type()
        is_text = media_type in ("text/plain", "text/html")
        if is_text and not _is_attachment(part) and media_type not in bodies:
            bodies[media_type] = _text(part)
        elif not _is_decoration(part):
            box.add(_file_name(part), media_type, _data(part))
    return bodies


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts, not those of mails within the mail."""
    pending = [message]
    while pending:
        part = pending.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            parts = [each for each in part.get_payload() if isinstance(each, Message)]
            pending.extend(reversed(parts))
        else:
            yield part


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_decoration(part: Message) -> bool:
    """Tell a logo within the text, or an empty part, from a document."""
    inline = part.get_content_disposition() != "attachment" and "Content-ID" in part
    return inline and part.get_content_maintype() == "image"


def _data(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    if name := part.get_filename():
        return _decoded(name)
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        return f"{_header(inner, 'Subject') or 'mail'}.eml"
    return "attachment"


def _text(part: Message) -> str:
    data = _data(part)
    charset = part.get_content_charset()
    try:
        return data.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        return decode(data).text if data.strip() else ""


def _header(message: object, name: str) -> str:
    if not isinstance(message, Message):
        return ""
    # get() would replace raw 8-bit letters, which old Russian mailers send.
    raw = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return " ".join(_decoded(next(raw, "")).split())


def _decoded(value: str) -> str:
    """Return a header's value, whether in encoded words or in raw 8-bit letters."""
    if any("\x7f" < char < "\ud800" for char in value):
        return value
    try:
        raw = value.encode("ascii", "surrogateescape")
        if any(byte > 127 for byte in raw):
            return decode(raw).text
        return str(email.header.make_header(email.header.decode_header(value)))
    except (LookupError, ValueError, MessageError, ExtractionFailed):
        return value.encode("ascii", "replace").decode()


def _body(bodies: dict[str, str]) -> str:
    plain = bodies.get("text/plain", "")
    if plain.strip() or "text/html" not in bodies:
        return plain
    return strip_markup(bodies["text/html"])[0]


EXTRACTOR = Mail()
