"""Our one kind of expected failure: a code, a message for people, and data.

The edges translate it: the API into ``application/problem+json``, the web into a message on
the page, the command line into one sentence. Its status is the HTTP status that fits.
"""

import errno
import logging
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ForeignKeyViolation

Message = str | Promise

logger = logging.getLogger(__name__)

DATABASE_FAILURES = (OperationalError, InterfaceError)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# A bucket that does not answer, or refuses. (Of a file that is not there it is FileNotFoundError.)
BUCKET_FAILURES = (BotoCoreError, ClientError)

DATABASE_AWAY = "database-away"


class ProductError(Exception):
    """An expected failure. ``code`` is stable and part of the API; ``message`` may be lazy."""

    code = "error"
    status = 400

    def __init__(self, message: Message, *, code: str = "", **data: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.data: Mapping[str, object] = data

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(ProductError):
    """What was sent does not fit; ``fields`` maps a field's name to what is wrong with it."""

    code = "invalid"
    status = 400

    def __init__(
        self,
        message: Message,
        *,
        code: str = "",
        fields: Mapping[str, Message] | None = None,
        **data: object,
    ) -> None:
        super().__init__(message, code=code, **data)
        self.fields: Mapping[str, Message] = fields or {}

    @classmethod
    def of(cls, field: str, message: Message, *, code: str = "") -> "InvalidInput":
        """One field is wrong, and what is wrong with it is all there is to say."""
        return cls(message, code=code, fields={field: message})


class NotSignedIn(ProductError):
    code = "not-signed-in"
    status = 401


class Forbidden(ProductError):
    """The object may be seen, but this may not be done with it."""

    code = "forbidden"
    status = 403


class NotFound(ProductError):
    """Absent, or hidden from this user: the two look alike on purpose."""

    code = "not-found"
    status = 404


class Conflict(ProductError):
    code = "conflict"
    status = 409


class Unavailable(ProductError):
    """Cannot be done now, but may be later; the message says what is missing."""

    code = "unavailable"
    status = 503


class Away(Unavailable):
    """A part of the installation does not answer; whoever asks may come again by itself."""

    # Seconds after which it is worth while.
    wait = 10


def expected(error: Exception) -> ProductError | None:
    """The expected failure that ``error`` is, or None.

    What somebody deletes while another refers to it is noticed by the database alone. What an
    operator has to mend is expected, too, and logged: whoever asks shall come again, and not
    report it.
    """
    if isinstance(error, ProductError):
        return error
    cause = error.__cause__
    if isinstance(error, IntegrityError) and isinstance(cause, ForeignKeyViolation):
        message = _("What this refers to was deleted at the same moment. Look again.")
        return Conflict(message, code="deleted-meanwhile")
    if isinstance(error, DATABASE_FAILURES):
        logger.error("The database is away", exc_info=error)
        message = _("The database does not answer. Try again in a moment.")
        return Away(message, code=DATABASE_AWAY)
    if isinstance(error, BUCKET_FAILURES):
        logger.error("The bucket does not take or give files", exc_info=error)
        message = _("The storage of files does not answer. Try again in a moment.")
        return Away(message, code="storage-away")
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        logger.error("The disk is full", exc_info=error)
        message = _("There is no room left to store this. Tell an administrator.")
        return Unavailable(message, code="no-room")
    return None
