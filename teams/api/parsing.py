"""JSON bodies, read strictly: bounded, exact, and nothing that is not JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from teams.api.problems import TooLarge

MEGABYTE = 1024 * 1024
_LONGEST_NUMBER = 60


class UnreadJSONParser(BaseParser):
    """Takes at most the view's `max_body` bytes, and leaves it to the view to have them read."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body. Raises TooLarge."""
        view = (parser_context or {}).get("view")
        limit: int = getattr(view, "max_body", MEGABYTE)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(f"The body is too large: at most {limit // MEGABYTE} MB at once.")
        return body


class StrictJSONParser(UnreadJSONParser):
    """Reads the body too; numbers with a point become exact Decimals."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body's value. Raises TooLarge and ParseError."""
        return parse_json(super().parse(stream, media_type, parser_context))


def parse_json(body: bytes) -> Any:
    """JSON as RFC 8259 has it. Raises ParseError for anything else, NaN, and nesting without end."""
    try:
        return json.loads(
            body.decode("utf-8"), parse_float=_exact, parse_int=_whole, parse_constant=_refuse
        )
    except UnicodeDecodeError as error:
        raise ParseError("The body is not UTF-8.") from error
    except RecursionError as error:
        raise ParseError("The body is nested too deeply.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ParseError(f"The body is not JSON: {error.msg.lower()} at {place}.") from error
    except (ValueError, ArithmeticError) as error:
        raise ParseError("The body holds a number that cannot be read.") from error


def _exact(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise ParseError("The body holds a number with more than 60 digits.")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ParseError("The body holds a number with more than 60 digits.")
    return int(text)


def _refuse(text: str) -> NoReturn:
    raise ParseError(f"{text} is not a number in JSON.")
