"""The tiles of the form: an administrator names them, orders them, and puts them away."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.text import slugify

from escalations.models import Category
from goals.actions.checks import check_text
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.ordering import move_in
from teams.actions.versions import refuse_stale
from teams.models import Organisation, User
from teams.permissions import can_administer

FIELDS = ("name", "key", "is_urgent")
MOST = 10
"""One for each digit."""


@transaction.atomic
def save_category(
    actor: User,
    category: Category | None,
    *,
    name: str,
    key: int | None,
    is_urgent: bool,
    version: str | None = None,
    now: datetime,
) -> Category:
    """A category, new (at the end of the row) or changed. Its address stays as it was made.

    `version` is `version_of(category, FIELDS)`. Raises ActionRefused, Stale, PermissionDenied.
    """
    if not can_administer(actor):
        raise PermissionDenied
    _queue()
    name = check_text("name", name, limit=40, missing="Give it a name.")
    if key is None or not 0 <= key <= 9:
        raise ActionRefused("key", "Choose a digit from 0 to 9.")
    wanted = {"name": name, "key": key, "is_urgent": is_urgent}
    twin = _others(category).filter(name__iexact=name).first()
    if twin is not None:
        if category is None and {each: getattr(twin, each) for each in FIELDS} == wanted:
            return twin
        away = ", put away" if twin.archived_at else ""
        raise ActionRefused("name", f"There is a category called “{twin.name}”{away}.")
    is_shown = category is None or category.archived_at is None
    if is_shown:
        _refuse_taken_key(category, key)
    if category is None:
        return _add(actor, name, key, is_urgent, now)
    current = Category.objects.select_for_update().get(pk=category.pk)
    refuse_stale(current, FIELDS, version, wanted)
    before = fields_of(current, FIELDS)
    if before == wanted:
        return current
    for each, value in wanted.items():
        setattr(current, each, value)
    with refused_if_taken("name", "Another category has this name or key by now."):
        current.save(update_fields=list(FIELDS))
    record(actor, "changed", current, *differences(before, wanted), at=now)
    return current


def _add(actor: User, name: str, key: int, is_urgent: bool, now: datetime) -> Category:
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    with refused_if_taken("name", "Another category has this name or key by now."):
        made = Category.objects.create(
            name=name, slug=_free_slug(name), key=key, is_urgent=is_urgent, position=last + 1
        )
    record(actor, "created", made, after=fields_of(made, FIELDS), at=now)
    return made


@transaction.atomic
def put_category_away(actor: User, category: Category, *, away: bool, now: datetime) -> None:
    """Off the form, or on it again. What was logged under it keeps it."""
    if not can_administer(actor):
        raise PermissionDenied
    _queue()
    current = Category.objects.select_for_update().get(pk=category.pk)
    if (current.archived_at is not None) == away:
        return
    if away:
        if Category.objects.filter(archived_at=None).count() == 1:
            raise ActionRefused("", "One category has to stay: it is what is logged under.")
    else:
        _refuse_taken_key(current, current.key)
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


@transaction.atomic
def move_category(actor: User, category: Category, *, up: bool, now: datetime) -> None:
    """One place nearer to the start, or to the end, among those in use. At the end already, it stays."""
    if not can_administer(actor):
        raise PermissionDenied
    _queue()
    shown = list(Category.objects.filter(archived_at=None).order_by("position", "name"))
    moved = move_in(shown, category, up=up, away="It is put away. Take it out again first.")
    if moved is not None:
        before, after = moved
        record(actor, "moved", category, {"place": before}, {"place": after}, at=now)


def _queue() -> None:
    """Keys and places concern all categories: whoever changes them comes one after the other."""
    Organisation.objects.select_for_update().get(pk=1)


def _others(category: Category | None) -> QuerySet[Category]:
    every = Category.objects.all()
    return every if category is None else every.exclude(pk=category.pk)


def _refuse_taken_key(category: Category | None, key: int) -> None:
    taken = {each.key: each.name for each in _others(category).filter(archived_at=None)}
    if key not in taken:
        return
    free = ", ".join(str(digit) for digit in range(10) if digit not in taken)
    if not free:
        raise ActionRefused("key", "All ten digits are taken. Put a category away first.")
    raise ActionRefused("key", f"{taken[key]} has this digit. Free: {free}.")


def _free_slug(name: str) -> str:
    base = slugify(name)[:36] or "category"
    there = set(Category.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in there:
        number += 1
        slug = f"{base}-{number}"
    return slug
