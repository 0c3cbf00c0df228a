"""What was agreed in a huddle, and how days with one compare."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from teams import huddle_parts
from teams.huddle_draft import streak
from teams.huddle_parts import Compared
from teams.models import Huddle, HuddleEntry, Team, User
from teams.queries.calendars import working_time
from teams.queries.huddle_entries import Entry, day_words, entries_of

LOOKED_BACK = timedelta(days=182)
"""Days with and without a huddle are compared over half a year."""
MOST_LISTED = 10
PREPARED_AHEAD = 7
"""Days within which the next huddle can be prepared, as `teams.actions.huddles` has it."""


@dataclass(frozen=True, slots=True)
class Near:
    """Another huddle of the team."""

    day: date
    words: str
    hint: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed, and what people added since. `earlier` are held ones before it, newest first, and `later` the
    next one there is; `prepare_next` is the next working day once today's is held.
    """

    here: tuple[str, ...]
    missed: tuple[str, ...]
    taken: tuple[Entry, ...]
    ideas: tuple[Entry, ...]
    added: tuple[Entry, ...]
    readers: tuple[str, ...]
    reacted: bool
    streak: int
    streak_words: str
    compared: tuple[Compared, ...]
    too_early: str
    earlier: tuple[Near, ...]
    later: Near | None
    prepare_next: Near | None


def agreed(viewer: User, huddle: Huddle | None, team: Team, day: date, now: datetime) -> Agreed:
    """What stands on the page of a day besides its parts. Some nine statements, and what the comparison takes."""
    today = team.clock.day_of(now)
    first = today - LOOKED_BACK
    rows = list(
        Huddle.objects.filter(team=team, state=Huddle.State.HELD)
        .order_by("-day")
        .values_list("day", "call_to_action")[:400]
    )
    held = frozenset(found for found, _ in rows)
    working = working_time(team)
    since = max(first, min(held, default=today))
    compared = tuple(huddle_parts.compared(team, held, since, today)) if held else ()
    entries = [] if huddle is None else entries_of(viewer, huddle, now)
    people = [] if huddle is None else list(
        huddle.people.select_related("user").order_by("user__name", "user_id")
    )  # fmt: skip
    readers = [] if huddle is None else list(
        huddle.reactions.select_related("user").order_by("user__name", "user_id")
    )  # fmt: skip
    is_held = huddle is not None and huddle.state == Huddle.State.HELD
    number = streak(held, working.is_working_day, min(day, today))
    later = next(
        (
            Near(found, day_words(found, today), calls)
            for found, calls in reversed(rows)
            if found > day
        ),
        None,
    )
    if later is None and day < today:
        later = Near(today, day_words(today, today), "")
    return Agreed(
        here=tuple(one.user.name for one in people if one.is_here) if is_held else (),
        missed=tuple(one.user.name for one in people if not one.is_here),
        taken=tuple(one for one in entries if one.kind == HuddleEntry.Kind.COMMITMENT),
        ideas=tuple(one for one in entries if one.kind == HuddleEntry.Kind.IDEA),
        added=tuple(one for one in entries if one.kind == HuddleEntry.Kind.SAID),
        readers=tuple(one.user.name for one in readers),
        reacted=any(one.user_id == viewer.pk for one in readers),
        streak=number,
        streak_words=_streak(number, held, day, today),
        compared=compared,
        too_early="" if compared else _too_early(held, working.working_days(since, today), since),
        earlier=tuple(
            Near(found, day_words(found, today), calls) for found, calls in rows if found < day
        )[:MOST_LISTED],
        later=later,
        prepare_next=_next(working.is_working_day, today) if is_held and day == today else None,
    )


def _streak(number: int, held: Collection[date], day: date, today: date) -> str:
    """As of that day; nothing of another day without a huddle, be it over or still to come."""
    if day != today and day not in held:
        return ""
    if not held:
        return "The first huddle is still ahead."
    if not number:
        return "No huddle on the last working day."
    return f"{number} working day{'' if number == 1 else 's'} in a row with a huddle."


def _next(is_working: Callable[[date], bool], today: date) -> Near | None:
    """The next working day that can be prepared, named by its weekday."""
    for ahead in range(1, PREPARED_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if is_working(day):
            return Near(day, f"{day:%A}", "")
    return None


def _too_early(held: frozenset[date], working: int, since: date) -> str:
    """Why nothing is compared yet, with the days there are."""
    if not held:
        return ""
    with_one = sum(day >= since for day in held)
    without = max(working - with_one, 0)
    return (
        f"Too early to say: {with_one} days with a huddle and {without} without so far; twelve of each are"
        " compared."
    )
