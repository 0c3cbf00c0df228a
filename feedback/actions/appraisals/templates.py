"""What appraisals are measured by. In use it stays as it is; a change then makes the next version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from feedback.models import Competency, Cycle, JobProfile, Template
from feedback.permissions.appraisals import can_make_cycles
from feedback.queries.appraisals.templates import template_token
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.models import User

MOST = 12
LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Looked:
    """Something to look at, and what each of its four levels looks like."""

    name: str
    about: str
    levels: tuple[str, str, str, str]


@transaction.atomic
def save_template(
    actor: User,
    template: Template | None,
    *,
    name: str,
    profile: JobProfile | None,
    competencies: Sequence[Looked],
    token: str | None = None,
    now: datetime,
) -> Template:
    """A template, new or changed. One that a round uses stays as it is: the change is its next version, and the old
    one is put away. `token` is `template_token` of what the form showed.

    Raises PermissionDenied, ActionRefused (`name_3`, `level_3_2` for the third), Stale.
    """
    if not can_make_cycles(actor):
        raise PermissionDenied
    name = check_text("name", name, limit=80, missing="Give it a name.")
    rows = _checked(competencies)
    if template is None:
        if Template.objects.filter(name__iexact=name).exists():
            raise ActionRefused(
                "name", "There is one of this name. Change that, or name this otherwise."
            )
        return _write(actor, name, 1, profile, rows, now)
    current = Template.objects.select_for_update().get(pk=template.pk)
    there = template_token(current)
    if there == template_token_of(name, profile, rows):
        return current
    if token is not None and token != there:
        raise Stale(current, "This was changed by somebody else while you were writing.")
    others = Template.objects.filter(name__iexact=name).exclude(name=current.name)
    if others.exists():
        raise ActionRefused("name", "Another one has this name.")
    if Cycle.objects.filter(template=current).exists():
        last = Template.objects.filter(name__in=[name, current.name]).aggregate(n=Max("number"))[
            "n"
        ]
        made = _write(actor, name, last + 1, profile, rows, now)
        current.archived_at = current.archived_at or now
        current.save(update_fields=["archived_at"])
        return made
    current.competencies.all().delete()
    current.name, current.profile = name, profile
    with refused_if_taken("name", "Another one has this name by now."):
        current.save(update_fields=["name", "profile"])
    _put(current, rows)
    record(actor, "changed", current, {}, {"name": name, "competencies": len(rows)}, at=now)
    return current


@transaction.atomic
def put_template_away(actor: User, template: Template, *, away: bool, now: datetime) -> None:
    """No new round uses it, or it can be used again. What was measured by it stays."""
    if not can_make_cycles(actor):
        raise PermissionDenied
    current = Template.objects.select_for_update().get(pk=template.pk)
    if (current.archived_at is not None) == away:
        return
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


def template_token_of(name: str, profile: JobProfile | None, rows: Sequence[Looked]) -> str:
    """What `template_token` would be of a template with these."""
    shown = [(one.name, one.about, *one.levels) for one in rows]
    return template_token((name, profile.pk if profile else None, shown))


def _checked(competencies: Sequence[Looked]) -> list[Looked]:
    if not competencies:
        raise ActionRefused("name_1", "Name one thing at least that it looks at.")
    if len(competencies) > MOST:
        raise ActionRefused("", f"{MOST} are enough: each of them has to be talked about.")
    rows: list[Looked] = []
    names: set[str] = set()
    for place, one in enumerate(competencies, 1):
        name = check_text(f"name_{place}", one.name, limit=80, missing="Name what is looked at.")
        if name.casefold() in names:
            raise ActionRefused(f"name_{place}", "This stands there already.")
        names.add(name.casefold())
        about = " ".join(one.about.replace("\x00", "").split())[:300]
        levels = [
            check_text(
                f"level_{place}_{level}", words, limit=300,
                missing="Say what this level looks like in practice.",
            )
            for level, words in zip(LEVELS, one.levels, strict=True)
        ]  # fmt: skip
        rows.append(Looked(name, about, (levels[0], levels[1], levels[2], levels[3])))
    return rows


def _write(
    actor: User,
    name: str,
    number: int,
    profile: JobProfile | None,
    rows: Sequence[Looked],
    now: datetime,
) -> Template:
    with refused_if_taken("name", "There is one of this name by now."):
        made = Template.objects.create(
            name=name, number=number, profile=profile, made_by=actor, made_at=now
        )
    _put(made, rows)
    after = {"name": name, "number": number, "competencies": len(rows)}
    record(actor, "created", made, after=after, at=now)
    return made


def _put(template: Template, rows: Sequence[Looked]) -> None:
    Competency.objects.bulk_create(
        Competency(
            template=template, name=one.name, about=one.about, position=place,
            **{f"level_{level}": words for level, words in zip(LEVELS, one.levels, strict=True)},
        )
        for place, one in enumerate(rows, 1)
    )  # fmt: skip
