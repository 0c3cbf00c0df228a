"""What a person is good at, wants to grow in, wants to work on, and needs."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.actions.one_to_ones.common import LONGEST_WHY
from feedback.models import Strength, Wish
from feedback.permissions.one_to_ones import wish_pages_visible_to
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User
from teams.permissions import organisation_day

MOST_WISHES = 30


@transaction.atomic
def add_wish(
    actor: User,
    person: User,
    *,
    kind: str,
    words: str,
    strength: Strength | None = None,
    for_team: bool = False,
    now: datetime,
) -> Wish:
    """In the person's words: by themself, or by who leads them, in a talk.

    Which strength it is about, and whether their team reads it, is said by themself alone; without words the
    strength speaks for itself. The same said again is one, and the team reads it as it was said last. Raises
    ActionRefused, PermissionDenied.
    """
    _check_may(actor, person, now)
    if kind not in Wish.Kind.values:
        raise ActionRefused("kind", "Choose what it is about.")
    _check_own(actor, person, kind, strength, for_team=for_team)
    if strength is not None and not words.replace("\x00", "").strip():
        words = strength.name
    words = kept_line("words", words, missing="Say it in a few words.", limit=LONGEST_WHY)
    held = Wish.objects.filter(person=person, ended_at=None)
    same = held.filter(kind=kind, words=words, strength=strength)
    if actor.pk == person.pk:
        # What somebody else wrote down is not their own words: only those can be shared.
        mine = same.filter(added_by=actor).first()
        if mine is not None:
            return share_wish(actor, mine, for_team=for_team, now=now)
    elif (there := same.first()) is not None:
        return there
    if held.count() >= MOST_WISHES:
        raise ActionRefused("words", "That is a long list already. Take something off first.")
    wish = Wish.objects.create(
        person=person, kind=kind, words=words, strength=strength, for_team=for_team,
        added_by=actor, added_at=now,
    )  # fmt: skip
    record(actor, "added", wish, after={"kind": kind, "for_team": for_team}, at=now)
    return wish


@transaction.atomic
def share_wish(actor: User, wish: Wish, *, for_team: bool, now: datetime) -> Wish:
    """For the team as well, or for those who lead them alone. By whose it is, of what they wrote themself.

    Raises ActionRefused, PermissionDenied.
    """
    current = Wish.objects.select_for_update(of=("self",)).select_related("person").get(pk=wish.pk)
    if actor.pk != current.person_id:
        raise PermissionDenied
    if current.added_by_id != actor.pk:
        raise ActionRefused(
            "", "Somebody else wrote it down. Add it in your own words to share it."
        )
    _check_own(actor, current.person, current.kind, None, for_team=for_team)
    if current.ended_at is None and current.for_team != for_team:
        before = current.for_team
        current.for_team = for_team
        current.save(update_fields=["for_team"])
        record(actor, "shared", current, {"for_team": before}, {"for_team": for_team}, at=now)
    return current


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


def _check_own(
    actor: User, person: User, kind: str, strength: Strength | None, *, for_team: bool
) -> None:
    """What only the person says of themself. Raises ActionRefused."""
    if (strength is not None or for_team) and actor.pk != person.pk:
        raise ActionRefused("", f"Only {person.name} says which strength it is, and who reads it.")
    if strength is not None and (
        kind not in (Wish.Kind.GOOD_AT, Wish.Kind.GROW_IN) or strength.archived_at is not None
    ):
        raise ActionRefused("strength", "A strength is what you are good at or want to grow in.")
    if for_team and kind == Wish.Kind.NEEDS:
        raise ActionRefused("for_team", "What you need stays between you and those who lead you.")
