"""Where a person's name stands in what people wrote: every text of every table, without a list to forget one in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from teams.models import AuditEntry, SearchDocument, TakenCall, User
from teams.nameless import Names

OURS = ("teams", "goals", "feedback", "escalations")
NO_WORDS = frozenset(
    {
        "digest",
        "external_id",
        "key",
        "link",
        "link_url",
        "metric_slug",
        "password",
        "prefix",
        "slug",
    }
) | {"source", "source_name", "stored_as", "url", "username"}
"""Columns by which programs find things again. What a source calls its readings is among them: sent twice, they count
once only while it stays.
"""
LEFT_ALONE = {"goals.Source", "goals.Reading", SearchDocument._meta.label, TakenCall._meta.label}
"""Documents of the search follow what they are of."""
A_BATCH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it shall be, and which of its columns differ."""

    row: models.Model
    fields: frozenset[str]


def changes_for(person: User, names: Names) -> Iterator[Change]:
    """All rows in which the name stands. Reads only."""
    namesakes = [pk for pk, _ in _others_called(person, names.firsts)]
    tables: list[type[models.Model]] = [
        model for model in apps.get_models() if model._meta.app_label in OURS
    ]
    tables.append(LogEntry)
    for model in tables:
        fields = [] if model._meta.label in LEFT_ALONE else _texts(model)
        if not fields or not model._meta.managed:
            continue
        for row in _candidates(model, fields, names):
            near = _is_near(row, person, namesakes)
            changed = frozenset(one.name for one in fields if _take_out(row, one, names, near=near))
            if changed:
                yield Change(row, changed)


def names_of(person: User, instead: str) -> Names:
    """All that somebody was called here, before they were renamed as well: the record knows it."""
    told = AuditEntry.objects.filter(kind=User._meta.label_lower, object_id=person.pk)
    sides = [
        side for both in told.order_by("id").values_list("before", "after") for side in both if side
    ]
    earlier, signs = _said(sides, "name"), [person.username]
    signs += [*_said(sides, "email"), *_said(sides, "username")]
    firsts = {name.split()[0] for name in (person.name, *earlier)}
    return Names(
        person.name,
        person.email,
        instead,
        [name for _, name in _others_called(person, firsts)],
        earlier=earlier,
        signs=signs,
    )


def _said(sides: list[dict[str, Any]], name: str) -> list[str]:
    found = (side.get(name) for side in sides)
    return [one for one in found if isinstance(one, str) and one.strip()]


def _others_called(person: User, firsts: Collection[str]) -> list[tuple[int, str]]:
    """Number and whole name of others with one of these first names."""
    asked = reduce(or_, (Q(name__istartswith=first) for first in firsts), Q(pk=None))
    others = User.objects.exclude(pk=person.pk).filter(asked).values_list("pk", "name")
    return [(pk, name) for pk, name in others if name.split()[:1] and name.split()[0] in firsts]


def _texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns that can hold somebody's words."""
    if model is User:
        return [User._meta.get_field("left_reason")]
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, (models.CharField, models.TextField, models.JSONField))
        and not one.choices
        and not one.primary_key
        and one.name not in NO_WORDS
    ]


def _candidates(
    model: type[models.Model], fields: list[models.Field[Any, Any]], names: Names
) -> Iterator[models.Model]:
    """Rows in which a part of the name stands anywhere. One statement; what is a word of its own is seen in Python."""
    found = model._base_manager.order_by("pk")
    asked = Q()
    for one in fields:
        column = one.name
        if isinstance(one, models.JSONField):
            column = f"text_of_{one.name}"
            found = found.alias(**{column: Cast(one.name, models.TextField())})
        asked |= reduce(
            or_, (Q(**{f"{column}__icontains": told}) for told in _spellings(names.tokens))
        )
    yield from found.filter(asked).iterator(chunk_size=A_BATCH)


def _spellings(tokens: tuple[str, ...]) -> set[str]:
    """SQLite knows the case of Latin letters alone, and JSON may spell the others out."""
    plain = {one.casefold() for one in tokens if one.isascii()}
    others = [one for one in tokens if not one.isascii()]
    cased = {case(one) for one in others for case in (str, str.lower, str.upper, str.title)}
    return plain | {told for one in cased for told in (one, json.dumps(one)[1:-1])}


def _take_out(row: models.Model, one: models.Field[Any, Any], names: Names, *, near: bool) -> bool:
    before = getattr(row, one.attname)
    if isinstance(one, models.JSONField):
        after = names.out_of_all(before, near=near)
    else:
        after = names.out_of(before or "", near=near, room=one.max_length)
    if not before or after == before:
        return False
    setattr(row, one.attname, after)
    return True


# --- What is about them ----------------------------------------------------------------------------


def _is_near(row: models.Model, person: User, namesakes: list[int]) -> bool:
    """Whether a row is theirs or about them, and of nobody else with that first name."""
    if isinstance(row, AuditEntry):
        if row.kind == User._meta.label_lower and row.object_id == person.pk:
            return True
        about = _thing_of(row)
        return about is not None and _is_near(about, person, namesakes)
    held = type(row)._base_manager.filter(pk=row.pk)
    ways = _ways(type(row))
    return any(held.filter(**{way: person.pk}).exists() for way in ways) and not (
        namesakes and any(held.filter(**{f"{way}__in": namesakes}).exists() for way in ways)
    )


def _thing_of(entry: AuditEntry) -> models.Model | None:
    try:
        model = apps.get_model(entry.kind)
    except (LookupError, ValueError):
        return None
    found: models.Model | None = model._base_manager.filter(pk=entry.object_id).first()
    return found


def _ways(model: type[models.Model]) -> list[str]:
    """From a row to people: its own columns, those of what hangs on it, and of what it hangs on."""
    own = list(_people_of(model))
    for one in model._meta.get_fields():
        other = one.related_model
        if not one.is_relation or other in (None, User) or not isinstance(other, type):
            continue
        if other._meta.app_label not in OURS or getattr(one, "hidden", False):
            continue
        if other._meta.label == "teams.Team":
            # A whole team is not one person.
            continue
        own += [f"{one.name}__{way}" for way in _people_of(other)]
    return own


def _people_of(model: type[models.Model]) -> Iterator[str]:
    for one in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if one.related_model is User:
            yield one.name
