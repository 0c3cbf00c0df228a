"""Setting time aside for oneself. The record keeps that it was done, and no word or time of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.calendar import ONE_DAY, Clock
from teams.models import DayBox, User
from teams.models.day import LONGEST, SHORTEST
from teams.permissions import boxes_of, can_plan_day

MOST = 24
"""Boxes a day: more is a list, and no plan."""
_TITLE = DayBox._meta.get_field("title").max_length


@transaction.atomic
def add_box(
    actor: User,
    *,
    title: str,
    at: time,
    minutes: int,
    clock: Clock,
    now: datetime,
    day: date | None = None,
) -> DayBox:
    """Set time aside today or tomorrow, by the clock on one's own wall. Sent twice, it is set aside once.

    Raises ActionRefused with the field to mend.
    """
    if not can_plan_day(actor):
        raise ActionRefused("", "Days are planned by who leads a team.")
    # Of two that are sent at the same time the second waits here, and finds the first.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    on = _day(day, clock, now, unless=clock.day_of(now))
    values = {
        "title": _line(title),
        "starts_at": _instant(clock, at, on),
        "minutes": _length(minutes),
    }
    of_the_day = _kept(actor, clock, on)
    twice = of_the_day.filter(**values).first()
    if twice is not None:
        return twice
    box = DayBox(person=actor, created_at=now, **values)
    _not_over(box, at, now)
    _room(of_the_day)
    box.save()
    record(actor, "added", box, at=now)
    return box


@transaction.atomic
def change_box(
    actor: User,
    box: DayBox,
    *,
    title: str,
    at: time,
    minutes: int,
    clock: Clock,
    now: datetime,
    day: date | None = None,
) -> DayBox:
    """Call it otherwise, move it within its day, to today or tomorrow, or make it longer or shorter."""
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    current = _own(actor, box)
    before, was_on = (current.starts_at, current.minutes), clock.day_of(current.starts_at)
    on = _day(day, clock, now, unless=was_on)
    current.title = _line(title)
    current.starts_at = _instant(clock, at, on)
    current.minutes = _length(minutes)
    if (current.starts_at, current.minutes) != before:
        _not_over(current, at, now)
    if on != was_on:
        _room(_kept(actor, clock, on))
    current.save(update_fields=["title", "starts_at", "minutes"])
    record(actor, "changed", current, at=now)
    return current


@transaction.atomic
def take_away_box(actor: User, box: DayBox, *, now: datetime) -> bool:
    """Free the time again. False where it was free already."""
    current = _own(actor, box)
    done = DayBox.objects.filter(pk=current.pk, removed_at=None).update(removed_at=now)
    if done:
        record(actor, "removed", current, at=now)
    return bool(done)


@transaction.atomic
def put_back_box(actor: User, box: DayBox, *, now: datetime) -> bool:
    """Undo that. False where it was there all along."""
    current = _own(actor, box)
    done = DayBox.objects.filter(pk=current.pk, removed_at__isnull=False).update(removed_at=None)
    if done:
        record(actor, "restored", current, at=now)
    return bool(done)


def _own(actor: User, box: DayBox) -> DayBox:
    current = boxes_of(actor).select_for_update().filter(pk=box.pk).first()
    if current is None:
        raise ActionRefused("", "Everybody plans their own day, and nobody another's.")
    return current


def _line(title: str) -> str:
    line = " ".join(title.split())
    if not line:
        raise ActionRefused("title", "Say what the time is for, such as “Walk the floor”.")
    if _TITLE is not None and len(line) > _TITLE:
        raise ActionRefused("title", f"Keep it to {_TITLE} characters. This has {len(line)}.")
    if not line.isprintable():
        raise ActionRefused("title", "This holds a character that cannot be kept. Type it again.")
    return line


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise ActionRefused("minutes", f"Choose {SHORTEST} to {LONGEST} minutes.")
    return minutes


def _day(day: date | None, clock: Clock, now: datetime, *, unless: date) -> date:
    """The day that was chosen; `unless` one was, which may be chosen as well."""
    today = clock.day_of(now)
    if day not in (None, unless, today, today + ONE_DAY):
        raise ActionRefused("day", "Choose today or tomorrow.")
    return day or unless


def _kept(actor: User, clock: Clock, day: date) -> QuerySet[DayBox]:
    start, end = clock.day_bounds(day)
    return boxes_of(actor).filter(removed_at=None, starts_at__gte=start, starts_at__lt=end)


def _room(of_the_day: QuerySet[DayBox]) -> None:
    if of_the_day.count() >= MOST:
        raise ActionRefused("", f"There are {MOST} already. Take one away first.")


def _not_over(box: DayBox, at: time, now: datetime) -> None:
    """What has begun may still be set aside: one is in the middle of it."""
    if box.starts_at + timedelta(minutes=box.minutes) <= now:
        raise ActionRefused("at", f"{at:%H:%M} is over. Choose a later time, or tomorrow.")


def _instant(clock: Clock, at: time, day: date) -> datetime:
    """A time on the wall, on a day. What happens twice is the first; what is skipped is refused."""
    wall = datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None))
    instant = wall.replace(tzinfo=ZoneInfo(clock.zone), fold=0).astimezone(UTC)
    if clock.local(instant).replace(tzinfo=None, fold=0) != wall:
        raise ActionRefused("at", "The clocks skip that time that day. Choose a later one.")
    return instant
