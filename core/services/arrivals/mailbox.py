"""The mailbox: every mail of an IMAP folder becomes a document, once.

Where we are is kept in the transaction of each document, and the mail's bytes are its key: a
worker that is killed, a server that numbers its mails anew, or a restored database bring
nothing in twice. Nothing is changed on the server.
"""

import email
import email.errors
import email.header
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from core.choices import InletKind
from core.models import Inlet, User
from core.services.arrivals import imap, inlets, intake
from core.services.documents import Incoming, safe_file_name

MAIL = "message/rfc822"
# In one look, so that others get their turn; the next look goes on.
MOST = 200
MOST_REFUSED = 20


@dataclass(frozen=True, slots=True)
class _Position:
    """The newest mail that was looked at, in the numbering of ``uid_validity``."""

    uid_validity: int = 0
    uid: int = 0


def look() -> None:
    """Look once, where a mailbox is set. Several workers may call it at any moment."""
    account: imap.Account | None = configured()
    if account is not None:
        inlets.look(
            InletKind.MAILBOX, account.name, lambda inlet: _look(inlet, account)
        )


def configured() -> imap.Account | None:
    """The mailbox that the settings name."""
    return imap.Account(**settings.MAILBOX) if settings.MAILBOX else None


def _look(inlet: Inlet, account: imap.Account) -> None:
    actor = inlets.account()
    with imap.open_folder(account) as folder:
        position = _Position(**inlet.position)
        if position.uid_validity != folder.uid_validity:
            position = _Position(folder.uid_validity)  # numbered anew: begin anew
        for uid in folder.uids_after(position.uid)[:MOST]:
            _take(actor, inlet, folder, uid)


def _take(actor: User, inlet: Inlet, folder: imap.MailFolder, uid: int) -> None:
    size = folder.size(uid)
    if size > settings.MAX_UPLOAD_BYTES:
        _refuse(inlet, folder, uid, size)
        return
    content = folder.mail(uid)
    with transaction.atomic():
        _move_on(inlet, folder, uid)
        if content:
            _store(actor, inlet, content)


def _store(actor: User, inlet: Inlet, content: bytes) -> None:
    name = safe_file_name(f"{_subject(content)[:100]}.eml")
    _key, document = intake.take_once(
        actor=actor,
        source="mailbox",
        incoming=Incoming(ContentFile(content), name, MAIL),
    )
    if document is not None:
        Inlet.objects.filter(pk=inlet.pk).update(taken=F("taken") + 1)


@transaction.atomic
def _refuse(inlet: Inlet, folder: imap.MailFolder, uid: int, size: int) -> None:
    """Pass over a mail that is too large, and say so."""
    reason = intake.too_large(size)
    refused = {"name": _subject(folder.header(uid)), "reason": reason}
    inlet.refused = [refused, *inlet.refused][:MOST_REFUSED]
    inlet.save(update_fields=["refused"])
    _move_on(inlet, folder, uid)


def _move_on(inlet: Inlet, folder: imap.MailFolder, uid: int) -> None:
    position = {"uid_validity": folder.uid_validity, "uid": uid}
    Inlet.objects.filter(pk=inlet.pk).update(position=position)


def _subject(content: bytes) -> str:
    """What the sender called the mail, as far as it can be told without reading it."""
    try:
        head = email.message_from_bytes(content.partition(b"\r\n\r\n")[0])
        coded = email.header.decode_header(str(head.get("Subject", "")))
        subject = str(email.header.make_header(coded))
    except (LookupError, ValueError, email.errors.MessageError):
        subject = ""
    # The database refuses some of what can be written in encoded words.
    printable = "".join(c if c.isprintable() else " " for c in subject)
    return " ".join(printable.split()) or "mail"
