"""What a person was told: what is new, and what they have seen, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from teams.calendar import Clock
from teams.inbox_rows import InRow, Place, in_rows
from teams.kinds import OTHER, kind_of, kinds
from teams.models import Notice, Organisation, User
from teams.notice_ways import Group, is_in
from teams.permissions import standing_of

NEW_AT_ONCE = 50
SEEN_AT_ONCE = 25
MOST_COUNTED = 1_000
_UNREAD = (
    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM teams_notice"
    " WHERE user_id = %s AND read_at IS NULL LIMIT 100) few"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One notice. `url` is empty where there is nothing to open; `when` is for people, `at` for machines.

    `way` is how it is answered here, `said` what came of it. One that is `read` among what is new was answered a
    moment ago: it stays in its place until the next page, and `back` leads there from its undo, `stay`
    from what is asked about it.
    """

    pk: int
    icon: str
    tone: str
    text: str
    detail: str
    url: str
    at: datetime
    when: str
    day: str
    act: str
    way: InRow | None = None
    said: str = ""
    read: bool = False
    back: str = ""
    stay: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What is new, latest first, and what was seen before, page by page.

    `newest` is the number up to which "mark all read" counts, `older` where the next page begins; `shows_done`
    says that what was answered a moment ago is among what is new.
    """

    new: tuple[Line, ...]
    new_in_all: int
    newest: int | None
    seen: tuple[Line, ...]
    older: int | None
    last_at: str
    about: str = ""
    shows_done: bool = False

    @property
    def how_many(self) -> str:
        """How many are new: `7`, `more than 1,000`."""
        if self.new_in_all > MOST_COUNTED:
            return f"more than {MOST_COUNTED:,}"
        return str(self.new_in_all)

    @property
    def is_empty(self) -> bool:
        """Nobody has told this person anything yet."""
        return not self.new and not self.seen


def inbox_of(
    person: User,
    now: datetime,
    *,
    before: int | None = None,
    group: Group | None = None,
    done: int | None = None,
) -> Inbox:
    """Four statements at most, and those of what can be answered here. With `before`, what was seen further back, and
    nothing new; with `group`, only what is about that. `done` was answered a moment ago: it stays where it was.
    """
    clock = clock_of_person(person)
    mine = notices_about(group).filter(user=person, in_inbox=True)
    unread = [] if before is not None else list(mine.filter(read_at=None)[: NEW_AT_ONCE + 1])
    in_all = len(unread)
    if in_all > NEW_AT_ONCE:
        in_all = mine.filter(read_at=None).order_by()[: MOST_COUNTED + 1].count()
    read = mine.filter(read_at__isnull=False).order_by("-pk")
    if before is not None:
        read = read.filter(pk__lt=before)
    elif done is not None:
        shown = [*unread[:NEW_AT_ONCE], *read.filter(pk=done)]
        unread = sorted(shown, key=lambda row: (row.at, row.pk), reverse=True)
        read = read.exclude(pk=done)
    else:
        unread = unread[:NEW_AT_ONCE]
    seen = list(read[: SEEN_AT_ONCE + 1])
    more = len(seen) > SEEN_AT_ONCE
    seen = seen[:SEEN_AT_ONCE]
    latest = max((row.at for row in seen), default=None)
    place = Place("" if group is None else group.code)
    ways = in_rows(person, [*unread, *seen], place, now)
    lines = {row.pk: _line(row, clock, now, ways.get(row.pk), place) for row in (*unread, *seen)}
    return Inbox(
        new=tuple(lines[row.pk] for row in unread),
        new_in_all=in_all,
        newest=max((row.pk for row in unread), default=None),
        seen=tuple(lines[row.pk] for row in seen),
        older=seen[-1].pk if more else None,
        last_at="" if latest is None else when(latest, clock, now),
        about=place.about,
        shows_done=any(row.pk == done for row in unread),
    )


def notices_about(group: Group | None) -> QuerySet[Notice, Notice]:
    """Notices of the kinds of a group; all without one."""
    if group is None:
        return Notice.objects.all()
    # By name, as an index has them: databases find no beginnings of words in it.
    codes = [kind.code for kind in kinds() if kind is not OTHER]
    if group.starts:
        return Notice.objects.filter(kind__in=[code for code in codes if is_in(group, code)])
    return Notice.objects.exclude(kind__in=[code for code in codes if not is_in(group, code)])


def unread_of(person: User) -> RawSQL:
    """How many notices wait, of many a hundred, as a subquery: for whoever reads something anyway.

    Written out, as only a subquery within it stops counting. `teams.menu` says 99+ of a hundred.
    """
    # No words of anybody in it.
    return RawSQL(_UNREAD, [person.pk], output_field=IntegerField())  # noqa: S611


def clock_of_person(person: User) -> Clock:
    """The clock on a person's wall."""
    if zone := standing_of(person).shared_zone:
        return Clock(zone)
    organisation = Organisation.objects.first()
    return Clock("UTC") if organisation is None else organisation.clock


def when(at: datetime, clock: Clock, now: datetime) -> str:
    """`6 min ago`, `3 h ago` within a day; then `Thu 20 Nov, 09:05`, with the year where it is another."""
    passed = now - at
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if passed < timedelta(days=1):
        return f"{minutes // 60} h ago"
    local = clock.local(at)
    year = "" if local.year == clock.local(now).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def _day(at: datetime, clock: Clock, now: datetime) -> str:
    """`Today`, `Yesterday`, `Thu 20 Nov`: the day on this wall."""
    local, today = clock.local(at).date(), clock.local(now).date()
    near = {0: "Today", 1: "Yesterday"}.get((today - local).days)
    year = "" if local.year == today.year else f" {local.year}"
    return near or f"{local:%a} {local.day} {local:%b}{year}"


def _line(row: Notice, clock: Clock, now: datetime, way: InRow | None, place: Place) -> Line:
    kind, read = kind_of(row.kind), row.read_at is not None
    return Line(
        pk=row.pk,
        icon=kind.icon,
        tone=kind.tone,
        text=row.text,
        detail=row.detail,
        url=row.url if is_ours(row.url) else "",
        at=row.at,
        when=when(row.at, clock, now),
        day=_day(row.at, clock, now),
        act=kind.act,
        way=way if way is not None and way.can_be_answered and not read else None,
        said="" if way is None else way.said,
        read=read,
        back=place.back(again=row.pk),
        stay=place.back(notice=row.pk),
    )


def is_ours(url: str) -> bool:
    """Whether an address is a path of this site, and no other site's in disguise."""
    return url.startswith("/") and not url.startswith(("//", "/\\"))
