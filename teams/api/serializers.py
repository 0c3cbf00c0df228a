"""What every serializer of the API stands on, and the fields the apps share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request


class StrictSerializer(serializers.Serializer[Any]):
    """Lists its fields, and refuses what it does not list: a mistyped name is an error, not a silence."""

    def to_internal_value(self, data: Any) -> Any:
        """The checked values. What may only be read counts as unknown when it is sent."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {
                str(name)[:60]: [ErrorDetail("There is no such field to send.", code="unknown")]
                for name in data
                if name not in known
            }
            if unknown:
                raise ValidationError(unknown)
        return super().to_internal_value(data)


def checked(body: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """What was sent, checked. Raises ValidationError."""
    found = body(data=request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


class PageOf(serializers.Serializer[Any]):
    """Some of a list; whoever builds on it says of what by `results`."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ProblemError(serializers.Serializer[Any]):
    """One place in the request and what is wrong with it."""

    field = serializers.CharField(help_text="Such as `target` or `readings[2].at`; may be empty.")
    message = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    # The name is the standard's; a serializer has a property of that name, which only errors use.
    errors = ProblemError(many=True)  # type: ignore[assignment]


def exact(figure: Decimal, decimals: int = 0) -> str:
    """A figure with all its digits: at least `decimals` of them after the point, no needless zeros.

    Never as a power of ten.
    """
    text = f"{figure:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    whole, _, fraction = text.partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
