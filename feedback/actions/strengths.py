"""What people are thanked for: managers name the strengths, order them, and put them away."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from feedback.models import Kudos, Strength
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.ordering import move_in
from teams.actions.versions import refuse_stale
from teams.models import Organisation, User
from teams.permissions import can_manage

FIELDS = ("name",)
LONGEST = 40
MOST = 20
"""In use: more than that nobody reads before choosing."""


@transaction.atomic
def save_strength(
    actor: User,
    strength: Strength | None,
    *,
    name: str,
    version: str | None = None,
    now: datetime,
) -> Strength:
    """A strength, new (at the end) or with another name. Once somebody was thanked with it only its capitals may
    change: another name would have old thanks say what nobody said.

    `version` is `version_of(strength, FIELDS)`. Sent twice, one is made. Raises ActionRefused, Stale,
    PermissionDenied.
    """
    _begin(actor)
    name = check_text("name", name, limit=LONGEST, missing="Give it a name.")
    others = (
        Strength.objects.all() if strength is None else Strength.objects.exclude(pk=strength.pk)
    )
    twin = others.filter(name__iexact=name).first()
    if twin is not None:
        if strength is None and twin.name == name and twin.archived_at is None:
            return twin
        away = ", put away" if twin.archived_at else ""
        raise ActionRefused("name", f"There is a strength called “{twin.name}”{away}.")
    if strength is None:
        return _add(actor, name, now)
    current = Strength.objects.select_for_update().get(pk=strength.pk)
    refuse_stale(current, FIELDS, version, {"name": name})
    before = current.name
    if before != name:
        _refuse_if_said(current, name)
        current.name = name
        with refused_if_taken("name", "Another strength has this name by now."):
            current.save(update_fields=["name"])
        record(actor, "renamed", current, {"name": before}, {"name": name}, at=now)
    return current


def _add(actor: User, name: str, now: datetime) -> Strength:
    _refuse_too_many()
    last = Strength.objects.aggregate(last=Max("position"))["last"] or 0
    with refused_if_taken("name", "Another strength has this name by now."):
        made = Strength.objects.create(name=name, slug=_free_slug(name), position=last + 1)
    record(actor, "created", made, after={"name": name}, at=now)
    return made


@transaction.atomic
def put_strength_away(actor: User, strength: Strength, *, away: bool, now: datetime) -> None:
    """Off the composer, or on it again. What was thanked with it keeps it. Raises ActionRefused, PermissionDenied."""
    _begin(actor)
    current = Strength.objects.select_for_update().get(pk=strength.pk)
    if (current.archived_at is not None) == away:
        return
    if not away:
        _refuse_too_many()
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


@transaction.atomic
def move_strength(actor: User, strength: Strength, *, up: bool, now: datetime) -> None:
    """One place nearer to the start, or to the end, among those in use. At the end already, it stays."""
    _begin(actor)
    shown = list(Strength.objects.filter(archived_at=None))
    moved = move_in(shown, strength, up=up, away="It is put away. Use it again first.")
    if moved is not None:
        before, after = moved
        record(actor, "moved", strength, {"place": before}, {"place": after}, at=now)


def _begin(actor: User) -> None:
    """Who may; and one after the other, as names and places concern all of them."""
    if not can_manage(actor):
        raise PermissionDenied
    Organisation.objects.select_for_update().get(pk=1)


def _refuse_if_said(current: Strength, name: str) -> None:
    if current.name.casefold() == name.casefold():
        return
    if Kudos.objects.filter(strengths=current, taken_back_at=None).exists():
        raise ActionRefused(
            "name",
            f"People were thanked for “{current.name}”, and that is what was said. Put it away, and make a new one.",
        )


def _refuse_too_many() -> None:
    if Strength.objects.filter(archived_at=None).count() >= MOST:
        raise ActionRefused("", f"{MOST} are in use. Put one away first.")


def _free_slug(name: str) -> str:
    base = slugify(name)[:44] or "strength"
    there = set(Strength.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in there:
        number += 1
        slug = f"{base}-{number}"
    return slug
