"""Templates and job profiles as the settings list them, and what their forms were drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from feedback.appraisal_words import LEVEL_NAMES
from feedback.models import Competency, Cycle, JobProfile, ProfileLine, Template
from teams.models import Role

Shown = tuple[str, int | None, Iterable[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A line of the list: what it is called, how much it looks at, and whether a round uses it."""

    pk: int
    name: str
    number: int
    profile: str
    looks_at: int
    is_used: bool
    is_away: bool


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A line of the list of job profiles."""

    pk: int
    name: str
    role_text: str
    lines: int
    is_away: bool


def template_rows() -> list[TemplateRow]:
    """All templates, the newest version of each first. One statement."""
    rows = Template.objects.select_related("profile").annotate(
        looks_at=Count("competencies"),
        is_used=Exists(Cycle.objects.filter(template=OuterRef("pk"))),
    )
    return [
        TemplateRow(
            row.pk, row.name, row.number, row.profile.name if row.profile else "", row.looks_at,
            row.is_used, row.archived_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def profile_rows() -> list[ProfileRow]:
    """All job profiles by name. One statement."""
    return [
        ProfileRow(
            row.pk, row.name, str(Role(row.role).label), row.counted, row.archived_at is not None
        )
        for row in JobProfile.objects.annotate(counted=Count("lines"))
    ]


def rows_of(template: Template) -> list[tuple[str, ...]]:
    """What it looks at: name, about and four levels each. One statement."""
    found = Competency.objects.filter(template=template).order_by("position", "pk")
    return [
        (one.name, one.about, one.level_1, one.level_2, one.level_3, one.level_4) for one in found
    ]


def template_token(template: Template | Shown) -> str:
    """Sixteen hex digits that change with what a template says."""
    if isinstance(template, Template):
        template = (template.name, template.profile_id, rows_of(template))
    name, profile, rows = template
    return _digest([name, profile, [list(row) for row in rows]])


def lines_of(profile: JobProfile, kind: str) -> list[str]:
    """Its actions or its attitudes. One statement."""
    return list(
        ProfileLine.objects.filter(profile=profile, kind=kind)
        .order_by("position", "pk")
        .values_list("words", flat=True)
    )


def templates_in_use() -> list[tuple[int, str]]:
    """The templates that a new round may use, with their names. One statement."""
    rows = Template.objects.filter(archived_at=None).order_by("name", "-number")
    return [(row.pk, row.name if row.number == 1 else str(row)) for row in rows]


def written_in(template: Template) -> dict[str, str]:
    """A template as readable texts by label, to lay two beside each other. One or two statements."""
    found = {
        "Name": template.name,
        "Job profile": template.profile.name if template.profile else "",
    }
    for row in rows_of(template):
        levels = "\n".join(
            f"{name}: {text}" for name, text in zip(LEVEL_NAMES, row[2:], strict=True)
        )
        found[row[0]] = f"{row[1]}\n{levels}".strip()
    return found


def _digest(values: object) -> str:
    text = json.dumps(values, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
