"""Where figures come from, and whether they have come. One statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from goals import dates
from goals.models import BY_HAND, Import, Source, StaleCalendar
from goals.queries.sentences import words
from teams.calendar import ONE_DAY, Clock

FORGOTTEN = timedelta(days=14)
"""A source that has been silent for longer is not waited for any more: it was a file brought in once."""

REBUILDING = "A calendar changed: the figures are being rebuilt."
MOST_SOURCES = 50
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SourceNow:
    """One source: when figures last came from it, in words, and whether they are overdue.

    `rested` sources have been silent for so long that nobody waits for them; of one that came `once`, as a file,
    nobody can say yet when it comes next.
    """

    name: str
    arrived_at: datetime | None
    arrived: str
    reaches: str
    late: bool
    rested: bool
    once: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """All sources in one line, and how far the figures reach.

    `rebuilding` while figures wait to be placed by a calendar that changed.
    """

    text: str
    short: str
    sources: tuple[SourceNow, ...]
    rebuilding: bool = False

    @property
    def late(self) -> tuple[SourceNow, ...]:
        """The sources whose figures are overdue."""
        return tuple(source for source in self.sources if source.late)


def freshness(clock: Clock, now: datetime) -> Freshness:
    """How fresh the figures are, by the organisation's clock. One statement.

    Sources whose quiet days are no gap are left out. One is late when a whole working day (Monday to Friday)
    has passed without figures from it; one that has come once has no rhythm yet, and is not.
    """
    today = clock.day_of(now)
    since = clock.day_start(_working_day_before(today))
    waited_for = Source.objects.filter(is_waited_for=True).exclude(name=BY_HAND).order_by("name")
    rows = list(
        waited_for.annotate(
            rebuilding=Exists(StaleCalendar.objects.all()),
            once=ExpressionWrapper(_came_once(), output_field=BooleanField()),
        ).values_list("name", "last_arrived_at", "last_reading_at", "once", "rebuilding")[
            :MOST_SOURCES
        ]
    )
    found = tuple(
        _source(name, arrived, reaches, clock, now=now, since=since, once=bool(once))
        for name, arrived, reaches, once, _ in rows
    )
    if any(rebuilding for *_, rebuilding in rows):
        return Freshness(REBUILDING, "Figures are being rebuilt", found, rebuilding=True)
    return Freshness(_sentence(found, clock, today), _short(found, clock, today), found)


def _came_once() -> Q:
    """Whether a source is one file so far, and nothing else has come from it since."""
    files = Import.objects.filter(done_at__isnull=False).order_by()
    single = files.values("source_name").annotate(files=Count("pk")).filter(files=1)
    last = files.filter(source_name=OuterRef("name"), done_at=OuterRef("last_arrived_at"))
    return Q(name__in=single.values("source_name")) & Q(Exists(last))


def _source(
    name: str,
    arrived: datetime | None,
    reaches: datetime | None,
    clock: Clock,
    *,
    now: datetime,
    since: datetime,
    once: bool,
) -> SourceNow:
    today = clock.day_of(now)
    rested = arrived is None or now - arrived > FORGOTTEN
    return SourceNow(
        name=name,
        arrived_at=arrived,
        arrived="Nothing has come yet" if arrived is None else when(arrived, clock, today),
        reaches="" if reaches is None else _reaches(reaches, clock, today),
        late=not (rested or once) and arrived is not None and arrived < since,
        rested=rested,
        once=once,
    )


def _working_day_before(today: date) -> date:
    day = today - ONE_DAY
    while day.weekday() >= _SATURDAY:
        day -= ONE_DAY
    return day


def when(at: datetime, clock: Clock, today: date) -> str:
    """`08:30`, `18:00 yesterday`, `18:00 on Thu 13 Nov`."""
    day = clock.day_of(at)
    hour = dates.clock_time(clock.local(at).time())
    if day == today:
        return hour
    return f"{hour} yesterday" if day == today - ONE_DAY else f"{hour} on {dates.day(day, today)}"


def _reaches(at: datetime, clock: Clock, today: date) -> str:
    """How far figures reach: those dated by day begin with it, and say the day alone."""
    day = clock.day_of(at)
    if at != clock.day_start(day):
        return when(at, clock, today)
    if day == today:
        return "today"
    return "yesterday" if day == today - ONE_DAY else dates.day(day, today)


def _sentence(sources: Sequence[SourceNow], clock: Clock, today: date) -> str:
    if not any(source.arrived_at for source in sources):
        return "No figures have come in yet."
    waited_for = [source for source in sources if not source.rested]
    late = [source for source in waited_for if source.late]
    if late:
        silent = late[0]
        others = f" Nor have {words(len(late) - 1)} others." if len(late) > 2 else ""
        if len(late) == 2:
            others = f" Nor has {late[1].name}."
        return f"{silent.name} has not sent figures since {silent.arrived}.{others}"
    arrived = max(source.arrived_at for source in sources if source.arrived_at)
    at = when(arrived, clock, today)
    if not waited_for:
        return f"The last figures came in at {at}."
    count = len(waited_for)
    if count == 1:
        return f"Figures arrived at {at}."
    which = "Both" if count == 2 else f"All {words(count)}"
    return f"{which} data sources arrived by {at}."


def _short(sources: Sequence[SourceNow], clock: Clock, today: date) -> str:
    """For the frame of every page: `Figures to 08:30`, `Zendesk is late`."""
    late = [source.name for source in sources if source.late]
    if late:
        return f"{late[0]} is late" if len(late) == 1 else f"{len(late)} sources are late"
    arrived = [source.arrived_at for source in sources if source.arrived_at]
    return f"Figures to {when(max(arrived), clock, today)}" if arrived else ""
