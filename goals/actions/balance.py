"""The balance plan of a team: its lines are agreed, changed and ended by its leaders; whoever is named says when not.

Each is one transaction, is recorded, and told to whom it concerns. Raises ActionRefused (Stale among it) and
PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions.balance_rows import (
    LONGEST_CANNOT,
    LONGEST_TRIGGER,
    LONGEST_WHAT,
    LONGEST_WORDS,
    MOST_NAMED,
    add_entry,
    locked,
    named_in,
    one_line,
    put_names,
    refuse_ended,
    refuse_stale,
    tell_leaders,
    tell_named,
)
from goals.models import PlanEntry, PlanLine, PlanName
from goals.permissions import can_plan_for
from goals.queries.balance_words import when_words
from teams.actions.audit import fields_of, record
from teams.actions.errors import ActionRefused
from teams.models import Decision, Membership, Team, User
from teams.names import first_name

Kind = PlanEntry.Kind
AT_ONCE = timedelta(minutes=1)
"""Within which the same line from the same leader is a button pressed twice."""
LATEST = timedelta(days=2 * 366)
EARLIEST = timedelta(days=366)
_WHEN = ("weekdays", "starts_at", "ends_at", "trigger")


@transaction.atomic
def add_line(
    actor: User,
    team: Team,
    *,
    what: str,
    how: str,
    covers: Iterable[User],
    stand_in: User | None = None,
    weekdays: Sequence[int] = (),
    starts_at: time | None = None,
    ends_at: time | None = None,
    trigger: str = "",
    starts_on: date | None = None,
    last_on: date | None = None,
    metric_slug: str = "",
    now: datetime,
) -> PlanLine:
    """Write down who covers what, and when: on weekdays between two times, or by a trigger in words.

    Sent twice within a minute, it is one. `starts_on` is today by default. Those who are named are told.
    """
    if not can_plan_for(actor, team.pk):
        raise PermissionDenied
    if team.archived_at is not None:
        raise ActionRefused("", f"{team.name} is archived.")
    # Of two that are sent at the same time the second waits here, and finds the first.
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    today = team.clock.day_of(now)
    values = _checked(
        team, today, what=what, how=how, weekdays=weekdays, starts_at=starts_at, ends_at=ends_at,
        trigger=trigger, starts_on=starts_on or today, last_on=last_on,
    )  # fmt: skip
    people = _people(team, today, covers, stand_in)
    lately = PlanLine.objects.filter(team=team, made_by=actor, made_at__gt=now - AT_ONCE)
    for twin in lately.filter(version=0, ended_at=None, **values):
        if named_in(twin) == people:
            return twin
    line = PlanLine.objects.create(
        team=team, made_by=actor, made_at=now, metric_slug=metric_slug[:60], **values
    )
    put_names(line, people)
    record(actor, "created", line, after={**fields_of(line, values), **people}, at=now)
    tell_named(line, actor, now)
    return line


@transaction.atomic
def change_line(
    actor: User,
    line: PlanLine,
    *,
    what: str,
    how: str,
    covers: Iterable[User],
    stand_in: User | None = None,
    weekdays: Sequence[int] = (),
    starts_at: time | None = None,
    ends_at: time | None = None,
    trigger: str = "",
    starts_on: date,
    last_on: date | None = None,
    because: str,
    version: int | None = None,
    now: datetime,
) -> PlanLine:
    """Agree on it anew, and say why: what it said before stays to be read. Nothing changed, nothing happens.

    Whoever could not, could not then: where the time is another, they are asked anew.
    """
    current = locked(actor, line)
    today = current.team.clock.day_of(now)
    values = _checked(
        current.team, today, what=what, how=how, weekdays=weekdays, starts_at=starts_at,
        ends_at=ends_at, trigger=trigger, starts_on=starts_on, last_on=last_on, current=current,
    )  # fmt: skip
    people = _people(current.team, today, covers, stand_in)
    was = {**fields_of(current, values), **named_in(current)}
    changed = {name for name, value in values.items() if getattr(current, name) != value}
    named = {name for name, value in people.items() if was[name] != value}
    if not changed and not named:
        return current
    refuse_stale(current, version)
    refuse_ended(current)
    words = one_line("because", because, LONGEST_WORDS, "Say why it changes. The team reads it.")
    for name in changed:
        setattr(current, name, values[name])
    before = {name: was[name] for name in (*changed, *named)}
    add_entry(current, Kind.CHANGED, actor, now, words=words, before=before, fields=tuple(changed))
    put_names(current, people, anew=bool(changed.intersection(_WHEN)))
    now_is = {**fields_of(current, values), **people}
    after = {name: now_is[name] for name in before}
    record(actor, "changed", current, before=before, after=after, reason=words, at=now)
    tell_named(current, actor, now, before=was)
    return current


@transaction.atomic
def end_line(
    actor: User, line: PlanLine, *, words: str, version: int | None = None, now: datetime
) -> PlanLine:
    """It no longer holds, and why. It stays to be read. Done twice, it is done once."""
    current = locked(actor, line)
    if current.ended_at is not None:
        return current
    refuse_stale(current, version)
    words = one_line("words", words, LONGEST_WORDS, "Say why it ends. The team reads it.")
    current.ended_at = now
    add_entry(current, Kind.ENDED, actor, now, words=words, fields=("ended_at",))
    record(actor, "ended", current, reason=words, at=now)
    tell_named(current, actor, now)
    return current


@transaction.atomic
def say_cannot(actor: User, line: PlanLine, *, words: str, now: datetime) -> PlanLine:
    """Somebody who is named cannot then: one line to the leaders; the team sees that, and not why."""
    current, name = _own(actor, line)
    words = one_line("words", words, LONGEST_CANNOT, "Say why in a few words. Only leaders read it.")  # fmt: skip
    if name.cannot_at is not None and name.cannot_why == words:
        return current
    is_new = name.cannot_at is None
    name.cannot_at, name.cannot_why = now, words
    name.save(update_fields=["cannot_at", "cannot_why"])
    if is_new:
        add_entry(current, Kind.CANNOT, actor, now)
        record(actor, "cannot cover", current, at=now)
        text = f"{actor.name} cannot cover “{current.what}”: {when_words(current)}."
        tell_leaders(current, actor, f"cannot-{current.pk}-{current.version}", text, now)
    else:
        record(actor, "cannot cover", current, at=now)
    return current


@transaction.atomic
def say_can(actor: User, line: PlanLine, *, now: datetime) -> PlanLine:
    """They can after all."""
    current, name = _own(actor, line)
    if name.cannot_at is None:
        return current
    name.cannot_at, name.cannot_why = None, ""
    name.save(update_fields=["cannot_at", "cannot_why"])
    add_entry(current, Kind.CAN, actor, now)
    record(actor, "can cover", current, at=now)
    text = f"{first_name(actor.name)} can cover “{current.what}” after all."
    tell_leaders(current, actor, f"can-{current.pk}-{current.version}", text, now)
    return current


def _own(actor: User, line: PlanLine) -> tuple[PlanLine, PlanName]:
    """The line under its lock, and this person's name in it. Raises PermissionDenied, ActionRefused."""
    current = locked(None, line)
    name = PlanName.objects.filter(line=current, person=actor).first()
    if name is None:
        raise PermissionDenied
    refuse_ended(current)
    return current, name


# --- What a line may say ---------------------------------------------------------------------------


def _checked(
    team: Team,
    today: date,
    *,
    what: str,
    how: str,
    weekdays: Sequence[int],
    starts_at: time | None,
    ends_at: time | None,
    trigger: str,
    starts_on: date,
    last_on: date | None,
    current: PlanLine | None = None,
) -> dict[str, Any]:
    if how not in Decision.How.values:
        raise ActionRefused("how", "Say how it was agreed.")
    kept = one_line("trigger", trigger, LONGEST_TRIGGER)
    days = sorted(set(weekdays))
    timed = bool(days) or starts_at is not None or ends_at is not None
    if kept and timed:
        raise ActionRefused(
            "trigger", "Say when by days and hours, or by what happens: one of the two."
        )
    if not kept:
        _check_hours(days, starts_at, ends_at)
    is_new = current is None or starts_on != current.starts_on
    if is_new and not today - EARLIEST <= starts_on <= today + LATEST:
        raise ActionRefused("starts_on", "Choose a day within a year back and two ahead.")
    if last_on is not None and (last_on < starts_on or last_on > today + LATEST):
        raise ActionRefused("last_on", "Choose a day after it starts, within two years.")
    return {
        "weekdays": [] if kept else days,
        "starts_at": None if kept or starts_at is None else starts_at.replace(second=0, microsecond=0),
        "ends_at": None if kept or ends_at is None else ends_at.replace(second=0, microsecond=0),
        "trigger": kept,
        "what": one_line("what", what, LONGEST_WHAT, "Say what we do then, in a few words."),
        "how": how,
        "starts_on": starts_on,
        "last_on": last_on,
    }  # fmt: skip


def _check_hours(days: Sequence[int], starts_at: time | None, ends_at: time | None) -> None:
    if any(not 0 <= day <= 6 for day in days):
        raise ActionRefused("weekdays", "Choose days from Monday to Sunday.")
    if not days:
        raise ActionRefused("weekdays", "Choose the days, or say what sets it off.")
    if starts_at is None:
        raise ActionRefused("starts_at", "Say from when, for example 09:00.")
    if ends_at is None:
        raise ActionRefused("ends_at", "Say until when, for example 11:00.")
    if starts_at == ends_at:
        raise ActionRefused("ends_at", "Choose an end that differs from the start.")


def _people(
    team: Team, today: date, covers: Iterable[User], stand_in: User | None
) -> dict[str, list[int]]:
    """Who is named, by part, as ids in order. Nobody who is not in the team today."""
    wanted = {person.pk: person for person in covers}
    if not wanted:
        raise ActionRefused("covers", "Choose who covers: one person at least.")
    if len(wanted) > MOST_NAMED:
        raise ActionRefused("covers", f"Choose {MOST_NAMED} people at most.")
    if stand_in is not None and stand_in.pk in wanted:
        raise ActionRefused("stand_in", f"{stand_in.name} covers it already. Choose somebody else.")
    named = {**wanted, **({stand_in.pk: stand_in} if stand_in else {})}
    held = Membership.objects.on(today).filter(team=team, user__in=named, user__is_active=True)
    there = set(held.values_list("user_id", flat=True))
    for pk, person in named.items():
        if pk not in there:
            field = "covers" if pk in wanted else "stand_in"
            raise ActionRefused(field, f"{person.name} is not in {team.name} today.")
    return {"covers": sorted(wanted), "stand_in": [stand_in.pk] if stand_in else []}
