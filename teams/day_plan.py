"""A day in order: what lies across what, and what time is left. In words; no database, no clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from teams.calendar import ONE_DAY, Clock
from teams.spans import day_words

WORTH_SAYING = timedelta(minutes=15)
"""A shorter gap is the way from one thing to the next."""
MOST_GAPS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the day: a stretch of time, or with no `minutes` a moment by which it is due."""

    name: str
    starts_at: datetime
    minutes: int = 0
    url: str = ""
    pk: int = 0

    @property
    def ends_at(self) -> datetime:
        """Its end; of a moment the moment itself."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: `10:00 to 10:30`, `by 10:15`. `clash` says what it lies across, `pk` which box it is (0 for none)."""

    at: str
    name: str
    url: str
    clash: str
    pk: int
    is_over: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines in order of time, and what is free.

    `name` is the day's where it is not today; `ahead` are lines of tomorrow below those of today. `choices` are the
    days on which time can be set aside: value, label, and whether it is the one that is meant unless another is said.
    """

    lines: tuple[PlanLine, ...]
    free: str
    name: str = ""
    ahead: tuple[PlanLine, ...] = ()
    choices: tuple[tuple[str, str, bool], ...] = ()


def plan(
    entries: Sequence[Entry],
    clock: Clock,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Plan:
    """The day on the wall of `clock`. Work lasts from `since` to `until`, where that is known."""
    # At the same moment what takes time comes first, so that what is due then is seen to fall into it.
    ordered = sorted(entries, key=lambda one: (one.starts_at, not one.minutes, one.name, one.pk))
    lines: list[PlanLine] = []
    for place, one in enumerate(ordered):
        is_past = one.ends_at <= now
        lines.append(
            PlanLine(
                at=_at(one, clock),
                name=one.name,
                url=one.url,
                clash="" if one.minutes and is_past else _clash(one, ordered[:place], now),
                pk=one.pk,
                is_over=is_past and bool(one.minutes),
                is_late=is_past and not one.minutes,
            )
        )
    return Plan(tuple(lines), _free(ordered, clock, now, since, until))


def _at(one: Entry, clock: Clock) -> str:
    if not one.minutes:
        return f"by {wall(clock, one.starts_at)}"
    return f"{wall(clock, one.starts_at)} to {wall(clock, one.ends_at)}"


def _clash(one: Entry, earlier: Sequence[Entry], now: datetime) -> str:
    """`Overlaps One-to-one with Jin by 15 min.`, `Comes due during One-to-one with Jin.`"""
    said: list[str] = []
    for other in earlier:
        if not other.minutes or other.ends_at <= max(one.starts_at, now):
            continue
        if one.minutes:
            common = min(one.ends_at, other.ends_at) - one.starts_at
            said.append(f"Overlaps “{other.name}” by {span(common)}.")
        else:
            said.append(f"Comes due during “{other.name}”.")
    return " ".join(said)


def _free(
    ordered: Sequence[Entry],
    clock: Clock,
    now: datetime,
    since: datetime | None,
    until: datetime | None,
) -> str:
    """`Free until 10:00 and from 10:30 to 17:00: 7 h 25 in all.`"""
    taken = [one for one in ordered if one.minutes and one.ends_at > now]
    if until is None or until <= now:
        if not taken:
            return ""
        return f"Free after {wall(clock, max(one.ends_at for one in taken))}."
    gaps: list[tuple[datetime, datetime]] = []
    at = now if since is None else max(now, since)
    for one in taken:
        if min(one.starts_at, until) - at >= WORTH_SAYING:
            gaps.append((at, min(one.starts_at, until)))
        at = max(at, one.ends_at)
    if until - at >= WORTH_SAYING:
        gaps.append((at, until))
    end = wall(clock, until)
    if not gaps:
        return f"No free time is left before {end}."
    in_all = sum((end - start for start, end in gaps), timedelta())
    said = [
        f"until {wall(clock, stop)}"
        if start == now
        else f"from {wall(clock, start)} to {wall(clock, stop)}"
        for start, stop in gaps[:MOST_GAPS]
    ]
    more = len(gaps) - MOST_GAPS
    if more > 0:
        said.append(f"{more} more time{'s' if more > 1 else ''}")
    words = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"Free {words}: {span(in_all)}{' in all' if len(gaps) > 1 else ''}."


def wall(clock: Clock, at: datetime) -> str:
    """`10:15`, on the wall of this clock."""
    return f"{clock.local(at):%H:%M}"


def span(passed: timedelta) -> str:
    """`15 min`, `2 h`, `2 h 40`."""
    hours, minutes = divmod(int(passed.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def day_label(day: date, today: date) -> str:
    """`Today`, `Tomorrow, Tue 24 Nov`; another day by its name alone."""
    if day == today:
        return "Today"
    return f"{'Tomorrow, ' if day == today + ONE_DAY else ''}{day_words(day, today)}"
