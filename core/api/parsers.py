"""What the API reads a request's body with."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """JSON that is no deeper than it can be read; what is wrong with it, in words."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            reason = error.__context__ or error
            message = _("This is not JSON: {reason}")
            raise ParseError(message.format(reason=reason)) from error
        except RecursionError as error:
            raise ParseError(_("This JSON is nested too deep.")) from error
