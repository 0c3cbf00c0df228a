"""Which version of a protocol holds, and what a version says as plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from escalations.models import Protocol, ProtocolLine, ProtocolVersion


def versions_in_force() -> QuerySet[ProtocolVersion]:
    """The last published version of each protocol in use."""
    last = ProtocolVersion.objects.filter(
        protocol=OuterRef("protocol"), published_at__isnull=False
    ).order_by("-number")
    return ProtocolVersion.objects.filter(
        protocol__archived_at=None, pk=Subquery(last.values("pk")[:1])
    )


def version_in_force(protocol: Protocol) -> ProtocolVersion | None:
    """What holds of one protocol; None while it is only a draft. It need not be in use."""
    return protocol.versions.filter(published_at__isnull=False).order_by("-number").first()


def draft_of(protocol: Protocol) -> ProtocolVersion | None:
    """The version that somebody is writing."""
    return protocol.versions.filter(published_at=None).first()


def version_to_edit(protocol: Protocol) -> ProtocolVersion:
    """The draft; without one the version it would start from. Raises ProtocolVersion.DoesNotExist."""
    return protocol.versions.order_by("-number")[:1].get()


Said = tuple[str, str, int | None, int]
"""A line as values: kind, text, limit, level."""


def said_by(lines: Iterable[ProtocolLine]) -> list[Said]:
    """Lines as values that can be compared."""
    return [(line.kind, line.text, line.limit_id, line.from_level) for line in lines]


def token_of(version: ProtocolVersion) -> str:
    """Sixteen hex digits that change with what a version says. One statement."""
    return token_said(version, version.lines.all())


def token_said(version: ProtocolVersion, lines: Iterable[ProtocolLine]) -> str:
    """The same, from lines that were read already, in their order."""
    values = [version.pk, version.situation, version.change, said_by(lines)]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]
