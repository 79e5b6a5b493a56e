"""What the API reads a request's body with."""

import json
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
            parsed = super().parse(stream, media_type, parser_context)
            json.dumps(parsed, ensure_ascii=False).encode()
        except ParseError as error:
            reason = error.__context__ or error
            message = _("This is not JSON: {reason}")
            raise ParseError(message.format(reason=reason)) from error
        except RecursionError as error:
            raise ParseError(_("This JSON is nested too deep.")) from error
        except UnicodeEncodeError as error:
            # A lone surrogate: no answer that repeats it could be written.
            raise ParseError(_("This JSON holds half of a character.")) from error
        return parsed
