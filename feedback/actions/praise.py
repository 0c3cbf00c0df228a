"""What customers said of us: written down, passed on to those it is for, taken out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from feedback.models import Kudos, Praise, Recipient
from feedback.notice_kinds import PRAISED
from feedback.permissions.praise import (
    can_add_praise,
    can_pass_on,
    can_withdraw_praise,
    people_praised_in,
)
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line, kept_text
from teams.models import Notice, Team, User
from teams.telling import tell

LONGEST = 2_000
LONGEST_NAME = 120
MOST_PEOPLE = 30
EARLIEST = date(2000, 1, 1)
TWICE_WITHIN = timedelta(minutes=10)
"""The same words for the same people, written down by one person within this time, are one form sent twice."""


@transaction.atomic
def add_praise(
    actor: User,
    *,
    team: Team,
    words: str,
    channel: str,
    said_on: date,
    people: Iterable[User] = (),
    customer: str = "",
    source: str = "",
    external_id: str = "",
    now: datetime,
) -> tuple[Praise, bool]:
    """Write down a customer's own words, and whether they are new. With a `source` and an `external_id` the same
    ones sent again stay as they stand, also where they were withdrawn; without, sent twice they are one.

    Raises ActionRefused, PermissionDenied.
    """
    if not can_add_praise(actor, team):
        raise PermissionDenied
    if bool(source) != bool(external_id):
        missing = "source" if external_id else "external_id"
        raise ActionRefused(missing, "Give both a source and its own id, or neither.")
    # Two that are sent at the same moment wait here for one another.
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if external_id:
        known = Praise.objects.filter(source=source, external_id=external_id).first()
        if known is not None:
            return _the_same(known, team), False
    kept = checked_words(words)
    if channel not in Praise.Channel.values:
        raise ActionRefused("channel", "Choose where they said it.")
    check_day(said_on, team, now)
    found = _checked_people(team, list(people), said_on, now)
    same = {
        "team": team,
        "words": kept,
        "channel": channel,
        "customer": checked_name(customer),
        "said_on": said_on,
        "added_by": actor,
        "source": source[:60],
        "external_id": external_id[:LONGEST_NAME],
    }
    twin = None if external_id else _twin(same, found, now)
    if twin is not None:
        return twin, False
    praise = Praise.objects.create(**same, added_at=now)
    praise.people.set(found)
    record(actor, "added", praise, after={"people": [one.pk for one in found]}, at=now)
    return praise, True


@transaction.atomic
def say_for_whom(actor: User, praise: Praise, people: Iterable[User], *, now: datetime) -> Praise:
    """Say whom it is for, where that was not known. Whoever was told stays among them.

    Raises ActionRefused, PermissionDenied.
    """
    current = _locked(praise.pk)
    if not can_pass_on(actor, current):
        raise PermissionDenied
    if current.told_at is not None:
        raise ActionRefused("people", "They have been told. Add their words once more for others.")
    found = _checked_people(current.team, list(people), current.said_on, now)
    before = sorted(current.people.values_list("pk", flat=True))
    current.people.set(found)
    after = sorted(one.pk for one in found)
    if before != after:
        record(actor, "edited", current, {"people": before}, {"people": after}, at=now)
    return current


@transaction.atomic
def tell_them(actor: User, praise: Praise, *, now: datetime) -> Praise:
    """Tell those it is for. Twice, they are told once. Nobody tells themself, nobody who has left is told, and
    nobody hears again of what they were thanked with.

    Raises ActionRefused, PermissionDenied.
    """
    current = _locked(praise.pk)
    if not can_pass_on(actor, current):
        raise PermissionDenied
    if current.told_at is not None:
        return current
    people = _unaware(current, actor)
    if not people and (why := _why_nobody(current, actor)):
        raise ActionRefused("people", why)
    current.told_at, current.told_by = now, actor
    current.save(update_fields=["told_at", "told_by"])
    record(actor, "told", current, after={"people": [one.pk for one in people]}, at=now)
    tell(
        people,
        PRAISED,
        key_of(current),
        "A customer praised you.",
        detail=f"“{current.words}”",
        url=url_of(current),
        now=now,
    )
    return current


def told_by_thanks(kudos: Kudos) -> None:
    """Somebody was thanked with a customer's words: once all they are for have heard of them, they are passed on.

    Part of giving a thanks, in its transaction.
    """
    if kudos.praise_id is None:
        return
    current = _locked(kudos.praise_id)
    thanked = Recipient.objects.filter(kudos=kudos, user__in=current.people.all())
    if current.told_at is not None or not thanked.exists() or _unaware(current, kudos.author):
        return
    current.told_at, current.told_by = kudos.shared_at, kudos.author
    current.save(update_fields=["told_at", "told_by"])
    record(kudos.author, "told", current, at=kudos.shared_at)


def untold_with_thanks(kudos: Kudos, *, now: datetime) -> None:
    """The thanks was taken back, and what it passed on waits again. Part of taking back, in its transaction."""
    if kudos.praise_id is None:
        return
    current = _locked(kudos.praise_id)
    if current.told_at == kudos.shared_at and current.told_by_id == kudos.author_id:
        current.told_at = current.told_by = None
        current.save(update_fields=["told_at", "told_by"])
        record(kudos.author, "took back", current, at=now)


@transaction.atomic
def withdraw_praise(
    actor: User, praise: Praise, *, withdrawn: bool = True, now: datetime
) -> Praise:
    """Take it out of the list, or put it back. Its notices go with it; what became a thanks stays one.

    Raises PermissionDenied.
    """
    current = _locked(praise.pk)
    if not can_withdraw_praise(actor, current):
        raise PermissionDenied
    if (current.withdrawn_at is not None) != withdrawn:
        current.withdrawn_at = now if withdrawn else None
        current.save(update_fields=["withdrawn_at"])
        if withdrawn:
            told = current.people.values_list("pk", flat=True)
            Notice.objects.filter(
                user__in=list(told), kind=PRAISED, key=key_of(current), read_at=None
            ).delete()
        record(actor, "withdrew" if withdrawn else "brought back", current, at=now)
    return current


def url_of(praise: Praise) -> str:
    """Where it stands."""
    return reverse("feedback:praise_item", args=[praise.pk])


def key_of(praise: Praise) -> str:
    """The occasion that its notices name."""
    return f"praise-{praise.pk}"


# --- What is checked -----------------------------------------------------------------------------


def checked_words(words: str) -> str:
    """The text as it is kept, line breaks and all. Raises ActionRefused."""
    missing = "Write down what they said, in their own words."
    return kept_text("words", words, limit=LONGEST, missing=missing)


def checked_name(customer: str) -> str:
    """Who said it, on one line. Raises ActionRefused."""
    return kept_line("customer", customer, limit=LONGEST_NAME)


def check_day(said_on: date, team: Team, now: datetime) -> None:
    """Refuse a day ahead, and one that can only be a slip."""
    if said_on > team.clock.day_of(now):
        raise ActionRefused("said_on", "That day is still ahead. When did they say it?")
    if said_on < EARLIEST:
        raise ActionRefused("said_on", "That is before the year 2000. Correct the year.")


def _checked_people(team: Team, people: list[User], said_on: date, now: datetime) -> list[User]:
    wanted = {person.pk for person in people}
    if len(wanted) > MOST_PEOPLE:
        raise ActionRefused("people", f"Choose at most {MOST_PEOPLE} people.")
    found = list(people_praised_in(team, said_on, now).filter(pk__in=wanted)) if wanted else []
    if len(found) < len(wanted):
        raise ActionRefused(
            "people", f"Somebody you chose is not in {team.name}, and was not on that day."
        )
    return found


def _the_same(known: Praise, team: Team) -> Praise:
    """What was sent before; another team's under the same name is nobody's business here."""
    if known.team_id != team.pk:
        raise ActionRefused("external_id", "This id was used before under the same source.")
    return known


def _unaware(praise: Praise, actor: User) -> list[User]:
    """Those it is for who may still hear of it from this person: here, and not thanked with it yet."""
    thanked = Recipient.objects.filter(kudos__praise=praise, kudos__taken_back_at=None)
    people = praise.people.filter(is_active=True).exclude(pk=actor.pk)
    return list(people.exclude(pk__in=thanked.values("user_id")))


def _why_nobody(praise: Praise, actor: User) -> str:
    """Why there is nobody to tell; empty where they were thanked with it, and know."""
    people = list(praise.people.values_list("pk", "is_active"))
    if not people:
        return "Say whom it is for first."
    here = {pk for pk, is_active in people if is_active}
    if here == {actor.pk}:
        return "It is for you: a colleague tells you."
    if not here:
        return "Whoever it is for has left. Say whom else it is for, if anybody."
    return ""


def _twin(same: dict[str, Any], people: list[User], now: datetime) -> Praise | None:
    """The same words, written down a moment ago."""
    lately = Praise.objects.filter(
        **same, added_at__gt=now - TWICE_WITHIN, added_at__lte=now, withdrawn_at=None
    ).prefetch_related("people")
    wanted = {person.pk for person in people}
    return next((one for one in lately if {p.pk for p in one.people.all()} == wanted), None)


def _locked(pk: int) -> Praise:
    return (
        Praise.objects.select_for_update(no_key=True, of=("self",))
        .select_related("team")
        .get(pk=pk)
    )
