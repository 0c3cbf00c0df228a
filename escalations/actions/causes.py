"""The causes behind cases: naming one, calling it otherwise, making one of two, putting it away."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations.models import Category, Cause, Escalation, Remedy
from escalations.permissions import can_name_causes
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.models import User

LONGEST = 80
MISSING = "Say what was behind it, for example “Carrier missed the slot”."


def cause_named(actor: User, category: Category, name: str, *, now: datetime) -> Cause:
    """The cause of that name in the category, made where it is new; case and spaces make no other one.

    Call inside a transaction. One that was put away comes back. Raises ActionRefused.
    """
    name = check_text("cause", name, limit=LONGEST, missing=MISSING)
    there = Cause.objects.filter(category=category, name__iexact=name).first()
    if there is None:
        # What a database takes for the same letters differs; two names are told apart here, for both.
        folded = name.casefold()
        rows = Cause.objects.filter(category=category)
        there = next((row for row in rows if row.name.casefold() == folded), None)
    if there is not None:
        if there.archived_at is not None:
            there.archived_at = None
            there.save(update_fields=["archived_at"])
            record(actor, "restored", there, at=now)
        return there
    with refused_if_taken("cause", "Somebody has just named it. Choose it from the list."):
        made = Cause.objects.create(category=category, name=name)
    record(actor, "created", made, after={"name": name, "category": category}, at=now)
    return made


@transaction.atomic
def rename_cause(actor: User, cause: Cause, *, name: str, now: datetime) -> Cause:
    """Call it otherwise; its cases come along. Raises ActionRefused, PermissionDenied."""
    current = _taken(actor, cause)
    name = check_text("name", name, limit=LONGEST, missing=MISSING)
    folded = name.casefold()
    others = Cause.objects.filter(category=current.category_id).exclude(pk=current.pk)
    if any(other.name.casefold() == folded for other in others):
        raise ActionRefused("name", f"There is a cause called {name} already. Make one of the two.")
    before = {"name": current.name}
    if current.name != name:
        current.name = name
        current.save(update_fields=["name"])
        record(actor, "renamed", current, before, {"name": name}, at=now)
    return current


@transaction.atomic
def merge_causes(actor: User, cause: Cause, *, into: Cause | None, now: datetime) -> Cause:
    """Make one of two: cases and remedies of `cause` are those of `into` from now on, and it is put away.

    What the timelines say stays as it was said. Raises ActionRefused, PermissionDenied.
    """
    current = _taken(actor, cause)
    if into is None or into.pk == current.pk:
        raise ActionRefused("into", "Choose the other cause that it is the same as.")
    if into.category_id != current.category_id:
        raise ActionRefused("into", "Only causes of one category can be the same.")
    if into.archived_at is not None:
        raise ActionRefused("into", f"{into.name} is put away. Choose one that is in use.")
    cases = Escalation.objects.filter(cause=current).update(cause=into)
    Remedy.objects.filter(cause=current).update(cause=into)
    _archive(actor, current, now)
    record(actor, "merged", current, after={"into": into, "cases": cases}, at=now)
    return into


@transaction.atomic
def put_cause_away(actor: User, cause: Cause, *, now: datetime) -> Cause:
    """It is offered no more; its cases keep it. Raises PermissionDenied."""
    current = _taken(actor, cause)
    if current.archived_at is None:
        _archive(actor, current, now)
        record(actor, "archived", current, at=now)
    return current


def _taken(actor: User, cause: Cause) -> Cause:
    if not can_name_causes(actor):
        raise PermissionDenied
    return Cause.objects.select_for_update().get(pk=cause.pk)


def _archive(actor: User, cause: Cause, now: datetime) -> None:
    cause.archived_at = now
    cause.save(update_fields=["archived_at"])
