"""How versions of a protocol are sent and answered, as they were written: not as they are for one reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from escalations.api.bodies import Text
from escalations.models import MANAGER_LEVEL, ProtocolLine, ProtocolVersion
from escalations.queries.protocol_difference import lines_by_version
from escalations.queries.versions import token_said
from teams.api.serializers import PageOf, StrictSerializer


@extend_schema_serializer(component_name="ProtocolLineBody")
class LineBody(StrictSerializer):
    """A line as it is written. Limit and level only for what is yours to decide."""

    kind = serializers.ChoiceField(choices=ProtocolLine.Kind.choices)
    text = Text(default="")
    limit = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="Id of a limit."
    )
    from_level = serializers.IntegerField(default=0, min_value=0, max_value=MANAGER_LEVEL)


class VersionSerializer(serializers.Serializer[Any]):
    """A version, published or being written."""

    protocol = serializers.CharField(help_text="Slug.")
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True, help_text="Null: a draft.")
    change = serializers.CharField(help_text="What is new in it.")
    written_by = serializers.CharField(help_text="Login.")
    written_at = serializers.DateTimeField()
    situation = serializers.CharField()
    lines = LineBody(many=True)
    token = serializers.CharField(help_text="To be sent with what is written on it.")


class VersionPageOf(PageOf):
    """Some of the versions."""

    results = VersionSerializer(many=True)


class WordsApartSerializer(serializers.Serializer[Any]):
    """A stretch of a line that stayed, went or came."""

    how = serializers.ChoiceField(choices=("same", "gone", "new"))
    text = serializers.CharField()


class RowApartSerializer(serializers.Serializer[Any]):
    """A line that stayed, went, came, or is worded otherwise."""

    how = serializers.ChoiceField(choices=("same", "gone", "new", "changed"))
    old = serializers.CharField()
    new = serializers.CharField()
    words = WordsApartSerializer(many=True, help_text="Of one that is worded otherwise.")


class PartApartSerializer(serializers.Serializer[Any]):
    """A part that differs."""

    kind = serializers.CharField(help_text="Of its lines; empty: when it applies.")
    title = serializers.CharField()
    rows = RowApartSerializer(many=True)


class ApartSerializer(serializers.Serializer[Any]):
    """Two versions beside each other: the parts that differ."""

    older = serializers.IntegerField()
    newer = serializers.IntegerField()
    parts = PartApartSerializer(many=True)


def shown_version(version: ProtocolVersion) -> dict[str, Any]:
    """One as it is answered. Two statements."""
    return shown_versions([version])[0]


def shown_versions(versions: Iterable[ProtocolVersion]) -> list[dict[str, Any]]:
    """Several of them. One statement, where `written_by` and `protocol` are joined."""
    rows = list(versions)
    lines = lines_by_version(rows)
    return [_shown(version, lines[version.pk]) for version in rows]


def _shown(version: ProtocolVersion, lines: list[ProtocolLine]) -> dict[str, Any]:
    return {
        "protocol": version.protocol.slug,
        "number": version.number,
        "published_at": version.published_at,
        "change": version.change,
        "written_by": version.written_by.username,
        "written_at": version.written_at,
        "situation": version.situation,
        "lines": [
            {
                "kind": line.kind,
                "text": line.text,
                "limit": line.limit_id,
                "from_level": line.from_level,
            }
            for line in lines
        ],
        "token": token_said(version, lines),
    }
