"""Two people changed the same thing: show both, let the second choose. Nothing is lost, nothing hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from teams.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it stands and as the second person wrote it."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a 409 page says. `who` is empty when the record does not tell."""

    who: str
    at: datetime | None
    differences: tuple[Difference, ...]


def conflict_of(current: models.Model, theirs: forms.Form, yours: forms.Form) -> Conflict:
    """Compare an unbound form on the thing as it stands with the form that was sent."""
    latest = (
        AuditEntry.objects.filter(kind=current._meta.label_lower, object_id=current.pk)
        .select_related("actor")
        .first()
    )
    found: list[Difference] = []
    for name, field in yours.fields.items():
        if isinstance(field.widget, forms.HiddenInput):
            continue
        theirs_shown = shown(field, theirs.initial.get(name))
        yours_shown = shown(field, yours.cleaned_data.get(name))
        if theirs_shown != yours_shown:
            label = str(field.label or name.replace("_", " ").capitalize())
            found.append(Difference(label, theirs_shown, yours_shown))
    return Conflict(
        who=latest.actor.name if latest and latest.actor else "",
        at=latest.at if latest else None,
        differences=tuple(found),
    )


def with_version(data: QueryDict, version: str) -> QueryDict:
    """What was sent, ready to be sent again over the thing as it now stands."""
    again = data.copy()
    again["version"] = version
    return again


def shown(field: forms.Field, value: Any) -> str:
    """A value in the words of its field's choices."""
    if isinstance(field, forms.ChoiceField):
        words = _words(field.choices)
        values = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(words.get(str(part), str(part)) for part in values)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if hasattr(value, "strftime"):
        return str(value.strftime("%H:%M"))
    return str(value or "")


def _words(choices: Any) -> dict[str, str]:
    words: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            words.update(_words(label))
        else:
            words[str(value)] = str(label)
    return words
