"""What is different between two versions of a protocol, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from escalations.difference import SAME, Row, rows_between
from escalations.models import ProtocolLine, ProtocolVersion

PARTS = (
    ("", "When it applies"),
    ("yours", "Yours to decide"),
    ("ask", "Ask first"),
    ("never", "Not ours to bend"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a protocol, its lines as they were and are; `kind` is empty for when it applies."""

    kind: str
    title: str
    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing in it is different."""
        return all(row.how == SAME for row in self.rows)


@dataclass(frozen=True, slots=True)
class VersionsApart:
    """Two versions beside each other: their numbers, and the parts that differ."""

    older: int
    newer: int
    parts: tuple[Part, ...]


def written(line: ProtocolLine) -> str:
    """A line with what it rests on, as one sentence that can be compared."""
    text = line.text
    if line.limit is not None:
        text += f" (up to the limit “{line.limit.name}”)"
    if line.from_level:
        text += f" (from level {line.from_level})"
    return text


def lines_by_version(versions: Iterable[ProtocolVersion]) -> dict[int, list[ProtocolLine]]:
    """The lines of some versions, in order. One statement."""
    found: dict[int, list[ProtocolLine]] = {version.pk: [] for version in versions}
    rows = ProtocolLine.objects.filter(version__in=found).select_related("limit")
    for line in rows.order_by("version", "position"):
        found[line.version_id].append(line)
    return found


def versions_apart(older: ProtocolVersion, newer: ProtocolVersion) -> VersionsApart:
    """What changed from one version to another. One statement."""
    lines = lines_by_version([older, newer])
    sides = [_sides(version, lines[version.pk]) for version in (older, newer)]
    parts = (
        Part(kind, title, rows_between(sides[0][kind], sides[1][kind])) for kind, title in PARTS
    )
    return VersionsApart(
        older.number, newer.number, tuple(part for part in parts if not part.is_same)
    )


def _sides(version: ProtocolVersion, lines: list[ProtocolLine]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": [each for each in version.situation.split("\n") if each]}
    for kind, _ in PARTS[1:]:
        found[kind] = [written(line) for line in lines if line.kind == kind]
    return found
