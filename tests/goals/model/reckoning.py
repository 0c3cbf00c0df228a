"""How goals stand in that world at an instant, worked out from all readings each time.

Sums and what is expected are fractions, so nothing is rounded before the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.goals.model.past import Forecast, Past
from tests.goals.model.sums import Span, Sum, add_up, distance, micro
from tests.goals.model.world import ONE_DAY, Goal, Metric, Reading, World


@dataclass
class Stand:
    """A row of progress, or of a day's snapshot."""

    sums: Sum
    target: Fraction
    expected: Fraction
    forecast: Forecast | None
    status: str
    final: bool = False
    revised: bool = False
    guard: str = ""
    at_the_edge: bool = False
    days: tuple[int, int] = (0, 0)


@dataclass
class Closed:
    """What a period, or an hour, closed with."""

    span: Span
    target: Fraction
    value: Fraction
    weight: Fraction


Key = tuple[int, int, datetime]


@dataclass
class Books:
    """Remembers what closed with what, from one reckoning to the next."""

    world: World
    closed: dict[tuple[int, int, date | datetime], Closed] = field(default_factory=dict)

    def reckon(self, now: datetime) -> tuple[dict[Key, Stand], dict[tuple[int, int, date], Stand]]:
        """Progress by goal, subject and start; snapshots by goal, subject and day."""
        progress: dict[Key, Stand] = {}
        snapshots: dict[tuple[int, int, date], Stand] = {}
        for goal in self.world.goals:
            if goal.is_put_away:
                continue  # it keeps what it had
            if goal.cadence == "hourly":
                self._follow_calendar(goal)
            today = self.world.calendar(goal).day(now)
            for first, last in self.world.periods(goal, today):
                for subject in self.world.subjects(goal, first, last):
                    figure = Figure(self.world, goal, subject)
                    for span in _spans(figure, first, last, now):
                        stand = self._progress(figure, span, now)
                        if stand is None:
                            continue
                        progress[goal.id, subject, span.start] = stand
                        if goal.cadence != "hourly":
                            for day in (day for day in span.days if day <= today):
                                drawn = figure.stand_after(span, day, now, stand.target)
                                snapshots[goal.id, subject, day] = drawn
        return progress, snapshots

    def _follow_calendar(self, goal: Goal) -> None:
        """Closed hours become those of the calendar there is now: each the one that it began in, and the one
        that it ended in where none began. The same, unless the calendar changed.
        """
        calendar = self.world.calendar(goal)
        mine = {
            key: was
            for key, was in sorted(self.closed.items(), key=lambda item: item[1].span.start)
            if key[0] == goal.id and self.world.is_asked(goal, key[1], was.span.first)
        }
        for key in mine:
            del self.closed[key]
        for back in (None, timedelta(microseconds=1)):
            for (_, subject, _), was in mine.items():
                at = was.span.start if back is None else was.span.end - back
                day = calendar.day(at)
                start, end, _ = next(
                    hour for hour in calendar.hours(day) if hour[0] <= at < hour[1]
                )
                if self.world.is_asked(goal, subject, day):
                    moved = replace(was, span=Span(day, day, start, end))
                    self.closed.setdefault((goal.id, subject, start), moved)

    def _progress(self, figure: Figure, span: Span, now: datetime) -> Stand | None:
        goal = figure.goal
        key = goal.id, figure.subject, span.start if goal.cadence == "hourly" else span.first
        was = self.closed.get(key)
        target = was.target if was else target_of(goal, span.first)
        final = was is not None or now >= span.end + goal.grace
        stand = figure.stand(span, now, target, closed=final)
        day_off = goal.cadence == "daily" and figure.calendar.work(span.start, span.end) == 0
        if day_off and stand.sums.n == 0 and was is None:
            return None
        if final and was is None:
            was = self.closed[key] = Closed(span, target, stand.sums.value, stand.sums.weight)
        stand.final = final
        if goal.is_paused(span.last):
            stand.status, stand.at_the_edge = "paused", False
        if was is not None:
            stand.revised = (was.value, was.weight) != (stand.sums.value, stand.sums.weight)
        return stand


def target_of(goal: Goal, first: date) -> Fraction:
    """The one set last of those in force when the period began; else the first one."""
    begun = [target for since, target in goal.targets if since <= first]
    return begun[-1] if begun else goal.targets[0][1]


def _spans(figure: Figure, first: date, last: date, now: datetime) -> list[Span]:
    calendar = figure.calendar
    if figure.goal.cadence != "hourly":
        return [Span(first, last, *calendar.window(first, last))]
    if first < calendar.day(now) - timedelta(days=35):
        return []
    begun = [
        Span(first, last, start, end) for start, end, _ in calendar.hours(first) if start <= now
    ]
    return [
        span
        for span in begun
        # An hour that nobody works in is no period, unless figures came all the same.
        if calendar.work(span.start, span.end) > 0 or figure.inside(span).n > 0
    ]


class Figure:
    """One subject of one goal: its readings, and what they say."""

    def __init__(self, world: World, goal: Goal, subject: int) -> None:
        self.goal, self.subject = goal, subject
        self.metric = goal.metric
        self.calendar = world.calendar(goal)
        self.counted = world.counted(goal, goal.metric, subject)
        self.guarded = world.counted(goal, goal.guard[0], subject) if goal.guard else []
        self._pasts: dict[date, Past] = {}

    def stand_after(self, span: Span, day: date, now: datetime, target: Fraction) -> Stand:
        """How it stood when a day of the period ended, or stands now where it has not."""
        at = min(self.calendar.start(day + ONE_DAY), now)
        return self.stand(span, at, target, until=day)

    def stand(
        self,
        span: Span,
        at: datetime,
        target: Fraction,
        *,
        closed: bool = False,
        until: date = date.max,
    ) -> Stand:
        """How it stands at an instant, with the readings of the period's days up to `until`."""
        today = self.calendar.day(at)
        sums = self._inside(self.counted, span, until)
        past = self.past(today)
        time_share = Fraction(micro(at - span.start), micro(span.end - span.start))
        share: Fraction | None = Fraction(1)
        if at < span.end:
            share = past.share(self, span, at)
        share = time_share if share is None else share
        forecast = None
        if not closed and sums.n > 0:
            forecast = past.forecast(self, span, at, sums, target)
        guard = ""
        if self.goal.guard:
            guard = _guard(self.goal.guard, self._inside(self.guarded, span, date.max), share)
        word = settled(self.metric, sums, target, closed=closed)
        if not word and at < span.end and time_share < Fraction(1, 10):
            word = self._too_early(past, span, sums, target)
        worked = [day for day in span.days if self.calendar.is_worked(day)]
        over = [day for day in worked if day < today]
        if today in worked and not self.calendar.work(at, self.calendar.start(today + ONE_DAY)):
            over.append(today)
        return Stand(
            sums,
            target,
            target if self.metric.is_ratio else target * share,
            forecast,
            word or by_pace(self.metric, sums, target, share, forecast),
            guard=guard,
            at_the_edge=self._edge(past, span, sums, forecast),
            days=(len(over), len(worked)),
        )

    def inside(self, span: Span) -> Sum:
        """What lies in a window."""
        return self._inside(self.counted, span, date.max)

    def _inside(self, counted: list[tuple[date, Reading]], span: Span, until: date) -> Sum:
        if self.goal.cadence == "hourly":
            return add_up(one for _, one in counted if span.start <= one.at < span.end)
        last = min(span.last, until)
        return add_up(one for day, one in counted if span.first <= day <= last)

    def past(self, today: date) -> Past:
        """What was known of it before a day."""
        if today not in self._pasts:
            self._pasts[today] = Past(self, today)
        return self._pasts[today]

    def _too_early(self, past: Past, span: Span, sums: Sum, target: Fraction) -> str:
        volume = sums.weight if self.metric.is_ratio else sums.value
        usual = past.usual_volume(self, span)
        if usual is None:
            usual = self.metric.least_weight * 10 if self.metric.is_ratio else target
        return "too_early" if volume < Fraction(usual) / 10 else ""

    def _edge(self, past: Past, span: Span, sums: Sum, forecast: Forecast | None) -> bool:
        """Whether the word hangs on less than floating point can tell."""
        if forecast is not None and min(abs(forecast[3] - limit) for limit in (0.6, 0.3)) < 1e-4:
            return True
        usual = past.usual_volume(self, span)
        volume = float(sums.weight if self.metric.is_ratio else sums.value)
        return usual is not None and abs(volume - usual / 10) < 1e-6


def settled(metric: Metric, sums: Sum, target: Fraction, *, closed: bool) -> str:
    """The status where nothing is open any more, or nothing known."""
    if sums.n == 0 or (metric.is_ratio and sums.weight == 0):
        return "no_data"
    if closed:
        return "met" if distance(metric, sums, target) >= 0 else "missed"
    if not metric.is_ratio:
        if metric.higher and sums.value >= target:
            return "met"
        if not metric.higher and sums.value > target:
            return "missed"
    return ""


def by_pace(
    metric: Metric, sums: Sum, target: Fraction, share: Fraction, forecast: Forecast | None
) -> str:
    """The status while it is open: by likelihood, and where there is none by even pace."""
    if forecast is not None:
        likelihood = round(forecast[3], 4)
        return "on_pace" if likelihood >= 0.6 else "watch" if likelihood >= 0.3 else "behind"
    asked = target if metric.is_ratio else target * share
    short = -distance(metric, sums, asked)
    if short <= 0:
        return "on_pace"
    return "watch" if short < abs(asked) / 10 else "behind"


def _guard(guard: tuple[Metric, Fraction], sums: Sum, share: Fraction) -> str:
    metric, bound = guard
    if sums.n == 0 or (metric.is_ratio and sums.weight < metric.least_weight):
        return "unknown"
    if metric.is_ratio and sums.weight == 0:
        return "unknown"
    if not metric.is_ratio and metric.higher:
        bound = bound * share
    return "kept" if distance(metric, sums, bound) >= 0 else "broken"
