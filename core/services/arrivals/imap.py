"""Reading a folder of an IMAP server (RFC 3501) without changing anything in it."""

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.exceptions import Unavailable

SECONDS = 60
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A mailbox; ``tls`` is ``tls`` (from the start), ``starttls`` or ``none``."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: str = "tls"

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


class MailboxAway(Unavailable):
    """The server does not answer, does not let us in, or has no such folder."""

    code = "mailbox-away"


@dataclass(frozen=True, slots=True)
class MailFolder:
    """An open folder. A UID names one mail for ever, as long as ``uid_validity`` stays."""

    name: str
    uid_validity: int
    _client: imaplib.IMAP4

    def uids_after(self, uid: int) -> list[int]:
        """The UIDs above ``uid``, the oldest mail first."""
        [found] = self._ask("SEARCH", f"UID {uid + 1}:*")
        # "n:*" names the last mail even when all are older.
        return sorted(one for one in map(int, (found or b"").split()) if one > uid)

    def size(self, uid: int) -> int:
        """In bytes; 0 when the mail has gone meanwhile."""
        answer = self._ask("FETCH", str(uid), "(RFC822.SIZE)")
        found = _SIZE.search(answer[0] or b"")
        return int(found[1]) if found else 0

    def header(self, uid: int) -> bytes:
        return self._part(uid, "BODY.PEEK[HEADER]")

    def mail(self, uid: int) -> bytes:
        """The mail as it is, left unread; empty when it has gone meanwhile."""
        return self._part(uid, "BODY.PEEK[]")

    def _part(self, uid: int, part: str) -> bytes:
        answer = self._ask("FETCH", str(uid), f"({part})")
        return next((bytes(one[1]) for one in answer if isinstance(one, tuple)), b"")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        with _translated(self.name):
            return _answer(self._client.uid(command, *arguments))


@contextmanager
def open_folder(account: Account) -> Iterator[MailFolder]:
    """Sign in and open the folder for reading.

    Raises :class:`MailboxAway`; so do the folder's methods.
    """
    with _translated(account.name):
        client = _connected(account)
    with closing(_Connection(client)):
        with _translated(account.name):
            _sign_in(client, account)
            _answer(client.select(_quoted(account.folder), readonly=True))
            [validity] = client.response("UIDVALIDITY")[1]
        yield MailFolder(account.name, int(validity or b"0"), client)


@dataclass(frozen=True, slots=True)
class _Connection:
    client: imaplib.IMAP4

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        with suppress(imaplib.IMAP4.error, OSError):
            self.client.logout()


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError) as error:
        message = _("The mailbox {name} cannot be read: {reason}")
        reason = str(error) or type(error).__name__
        raise MailboxAway(message.format(name=name, reason=reason)) from error


def _connected(account: Account) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    where = (account.host, account.port)
    if account.tls == "tls":
        return imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=SECONDS)
    client = imaplib.IMAP4(*where, timeout=SECONDS)
    if account.tls == "starttls":
        _encrypt(client, context)
    return client


def _encrypt(client: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        client.starttls(context)
    except BaseException:
        with suppress(OSError):  # its socket has gone already when the handshake failed
            client.shutdown()
        raise


def _sign_in(client: imaplib.IMAP4, account: Account) -> None:
    if not (account.user + account.password).isascii():
        message = _("its user name and password may have Latin letters only")
        raise imaplib.IMAP4.error(message)
    client.login(account.user, account.password)


def _answer(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        words = data[0].decode(errors="replace") if data and data[0] else status
        raise imaplib.IMAP4.error(words)
    return data


def _quoted(folder: str) -> str:
    """A folder's name as a quoted string, in the UTF-7 of RFC 3501, section 5.1.3."""
    encoded = _NOT_ASCII.sub(_utf7, folder.replace("&", "&-"))
    escaped = encoded.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utf7(run: re.Match[str]) -> str:
    coded = base64.b64encode(run[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{coded.replace('/', ',')}-"
