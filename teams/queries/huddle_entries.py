"""What came up in a huddle: what somebody takes on, ideas, and what was added since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from teams import huddle_parts
from teams.models import Huddle, HuddleEntry, Team, User
from teams.permissions import can_finish_entry, can_remove_entry


@dataclass(frozen=True, slots=True)
class Entry:
    """What came up. `can_finish` and `can_remove` are the viewer's."""

    pk: int
    kind: str
    words: str
    url: str
    who: str
    when: str
    is_done: bool
    can_finish: bool
    can_remove: bool


def day_words(day: date, today: date) -> str:
    """`Today`, `Fri 20 Nov`, with the year where it is not this one."""
    if day == today:
        return f"Today, {day:%a} {day.day} {day:%b}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def entries_of(viewer: User, huddle: Huddle, now: datetime) -> list[Entry]:
    """What came up, oldest first, as far as it may still be shown. A statement, and three where there are ideas."""
    rows = list(huddle.entries.select_related("by", "whose"))
    return _worded(viewer, huddle.team, rows, now, {huddle.pk: huddle})


def _worded(
    viewer: User, team: Team, rows: Sequence[HuddleEntry], now: datetime, huddles: dict[int, Huddle]
) -> list[Entry]:
    live = huddle_parts.live(team, [row.key for row in rows if row.key], now)
    today = team.clock.day_of(now)
    found: list[Entry] = []
    for row in rows:
        row.huddle = huddles.get(row.huddle_id) or row.huddle
        idea = live.get(row.key)
        if row.kind == HuddleEntry.Kind.IDEA and idea is None:
            continue
        local = team.clock.local(row.at)
        found.append(
            Entry(
                pk=row.pk,
                kind=row.kind,
                words=row.words if idea is None else idea.title,
                url="" if idea is None else idea.url,
                who=(row.whose or row.by).name,
                when=f"{day_words(local.date(), today)}, {local:%H:%M}",
                is_done=row.done_at is not None,
                can_finish=row.kind == HuddleEntry.Kind.COMMITMENT
                and can_finish_entry(viewer, row),
                can_remove=can_remove_entry(viewer, row),
            )
        )
    return found


def promised(viewer: User, team: Team, day: date, now: datetime) -> list[Entry]:
    """What was taken on in the last huddle before that day and is not done. Two statements at most."""
    before = Huddle.objects.filter(team=team, day__lt=day, state=Huddle.State.HELD).first()
    if before is None:
        return []
    before.team = team
    rows = before.entries.filter(kind=HuddleEntry.Kind.COMMITMENT, done_at=None)
    return _worded(viewer, team, list(rows.select_related("by", "whose")), now, {before.pk: before})
