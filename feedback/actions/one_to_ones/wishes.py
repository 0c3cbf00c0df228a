"""What a person is good at, wants to grow in, wants to work on, and needs."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.actions.one_to_ones.common import LONGEST_WHY, line
from feedback.models import Wish
from feedback.permissions.one_to_ones import wish_pages_visible_to
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import User
from teams.permissions import organisation_day

MOST_WISHES = 30


@transaction.atomic
def add_wish(actor: User, person: User, *, kind: str, words: str, now: datetime) -> Wish:
    """In the person's words: by themself, or by who leads them, in a talk. Raises ActionRefused, PermissionDenied."""
    _check_may(actor, person, now)
    if kind not in Wish.Kind.values:
        raise ActionRefused("kind", "Choose what it is about.")
    words = line("words", words, missing="Say it in a few words.", limit=LONGEST_WHY)
    held = Wish.objects.filter(person=person, ended_at=None)
    same = held.filter(kind=kind, words=words).first()
    if same is not None:
        return same
    if held.count() >= MOST_WISHES:
        raise ActionRefused("words", "That is a long list already. Take something off first.")
    wish = Wish.objects.create(person=person, kind=kind, words=words, added_by=actor, added_at=now)
    record(actor, "added", wish, after={"kind": kind}, at=now)
    return wish


@transaction.atomic
def end_wish(actor: User, wish: Wish, *, now: datetime) -> Wish:
    """It no longer holds; it is kept, for the person to look back on. Raises PermissionDenied."""
    current = Wish.objects.select_for_update(of=("self",)).select_related("person").get(pk=wish.pk)
    _check_may(actor, current.person, now)
    if current.ended_at is None:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        record(actor, "ended", current, at=now)
    return current


def _check_may(actor: User, person: User, now: datetime) -> None:
    today = organisation_day(now)
    if not wish_pages_visible_to(actor, today).filter(pk=person.pk).exists():
        raise PermissionDenied
