"""Errors as RFC 9457 problem details: `type`, `title`, `status`, `detail` and `errors` by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from teams.actions.errors import ActionRefused, Stale

CONTENT_TYPE = "application/problem+json"
_SEE_ERRORS = "What was sent cannot be taken as it is. The errors say where and why."
_NOT_HERE = "There is nothing here, or nothing for you to see."
_NOT_YOURS = "That is not yours to do."


class TooLarge(exceptions.APIException):
    """413: the body holds more than is taken at once."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."


class Conflict(exceptions.APIException):
    """409: it does not fit how things stand now."""

    status_code = HTTPStatus.CONFLICT
    default_detail = "This was changed by somebody else meanwhile. Fetch it again, then send anew."


def problem_details(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's way to answer an exception; None for what is a fault of ours."""
    known = _as_api_exception(error)
    if known is None:
        return None
    headers = {}
    if asks := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = asks
    wait = getattr(known, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, int(wait)))
    by_field = isinstance(known.detail, (list, dict))
    errors = list(_flat("", known.detail)) if by_field else []
    return problem(
        known.status_code, _SEE_ERRORS if by_field else str(known.detail), errors, headers=headers
    )


def problem(
    status: int,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    *,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """An error answer; `more` are members beside the five that every problem has."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "errors": errors or [],
        **more,
    }
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    """What was raised, wherever it was raised, as the exception that carries its status."""
    if isinstance(error, exceptions.NotFound | Http404):
        # Never the words of the exception: they tell apart what is absent from what is hidden.
        return exceptions.NotFound(_NOT_HERE)
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or _NOT_YOURS)
    if isinstance(error, ActionRefused):
        return _refused(error)
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    return error if isinstance(error, exceptions.APIException) else None


def _refused(error: ActionRefused) -> exceptions.APIException:
    """What an action said no to: out of date is a conflict, all else a field to mend."""
    if isinstance(error, Stale):
        return Conflict(error.message)
    return exceptions.ValidationError({error.field: [error.message]})


def _flat(field: str, detail: Any) -> Iterator[dict[str, str]]:
    """Nested messages as one list; `readings[2].at` names a place inside."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            if isinstance(name, int):
                # A place in a list.
                yield from _flat(f"{field}[{name}]", inner)
                continue
            inside = "" if name == "non_field_errors" else str(name)
            yield from _flat(f"{field}.{inside}".strip(".") if inside else field, inner)
    elif isinstance(detail, list):
        nested = any(isinstance(inner, list | Mapping) for inner in detail)
        for place, inner in enumerate(detail):
            if inner:
                yield from _flat(f"{field}[{place}]" if nested else field, inner)
    else:
        yield {"field": field, "message": str(detail)}
