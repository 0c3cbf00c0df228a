"""What is asked for in the address, checked, and found among what the caller may see."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from goals.ingest.values import Rejected, figure
from teams.models import Team, User
from teams.permissions import agents_whose_figures_are_visible_to, teams_visible_to

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 2000, 2100

FROM = OpenApiParameter("from", date, required=True, description="First day, such as `2026-11-01`.")
UNTIL = OpenApiParameter("until", date, required=True, description="Last day, included.")
TEAM = OpenApiParameter("team", str, description="Slug or name of one team.")
AGENT = OpenApiParameter("agent", str, description="Login, e-mail or name of one agent.")


def refuse(field: str, message: str) -> ValidationError:
    """A 400 that names a parameter or field."""
    return ValidationError({field: [ErrorDetail(message, code="invalid")]})


def day(text: Any, field: str) -> date:
    """An ISO date of 2000 to 2100."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise refuse(field, "This is not a day. Write it like 2026-11-21.")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise refuse(field, f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return found


def window(request: Request, longest: int) -> tuple[date, date]:
    """The days `from` and `until`, both needed, in order, and not too far apart."""
    days = []
    for field in ("from", "until"):
        text = request.query_params.get(field, "")
        if not text:
            raise refuse(field, "Say which day, like 2026-11-21.")
        days.append(day(text, field))
    first, last = days
    if last < first:
        raise refuse("until", "The last day is before the first.")
    if (last - first).days >= longest:
        raise refuse("until", f"At most {longest} days can be asked for at once.")
    return first, last


def flag(request: Request, field: str) -> bool:
    """A yes/no parameter; absent is no."""
    text = request.query_params.get(field, "").lower()
    if text not in {"", "true", "1", "false", "0"}:
        raise refuse(field, "Write true or false.")
    return text in {"true", "1"}


def team(request: Request, user: User) -> Team | None:
    """The team asked for, if any; one out of sight is not there."""
    word = request.query_params.get("team", "").strip()
    if not word:
        return None
    _refuse_controls(word)
    found = teams_visible_to(user).filter(Q(slug__iexact=word) | Q(name__iexact=word)).first()
    if found is None:
        raise Http404
    return found


def agent(request: Request, user: User) -> User | None:
    """The agent asked for, if any; one whose figures are not the caller's to see is not there."""
    word = request.query_params.get("agent", "").strip()
    if not word:
        return None
    _refuse_controls(word)
    visible = agents_whose_figures_are_visible_to(user)
    found = visible.filter(Q(username__iexact=word) | Q(email__iexact=word)).first()
    if found is not None:
        return found
    named = list(visible.filter(name__iexact=word)[:2])
    if len(named) > 1:
        raise refuse("agent", "Several people are called so. Write the login instead.")
    if not named:
        raise Http404
    return named[0]


def _refuse_controls(word: str) -> None:
    """PostgreSQL takes no NUL in a text: nothing is called so."""
    if not word.isprintable():
        raise Http404


class DayField(serializers.DateField):
    """A day, as ISO 8601 has it and in no other way."""

    def to_internal_value(self, value: Any) -> date:
        """The day. Raises ValidationError."""
        try:
            return day(value, "")
        except ValidationError as error:
            raise ValidationError(error.detail[""]) from error  # type: ignore[call-overload]


class FigureField(serializers.CharField):
    """An exact figure: a number, or its text with a decimal point."""

    def to_internal_value(self, data: Any) -> Any:
        """A Decimal. Raises ValidationError for NaN, infinities, `1_000` and numbers out of range."""
        try:
            return figure(data)
        except Rejected as error:
            raise ValidationError(error.message) from error
