"""The balance page of a team: when its totals swing, and its plan. Figures are the team's, never anybody's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from goals import dates, formats
from goals.charts import HourCell, HourStrip
from goals.models import Metric, PlanLine
from goals.permissions import can_plan_for
from goals.queries.plan_lines import LineRow, Standing, line_rows, standing_in
from goals.queries.swings import metrics_of, usual_week
from goals.swings import FEWEST_DAYS, Swing, Week
from teams.models import Team, User
from teams.queries import working_time

MOST_BUSY, MOST_QUIET, MOST_DAYS = 4, 3, 2
MOST_AT_ONCE = 3
MOST_ENDED = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A total to look at."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class WeekdayRow:
    """A weekday's usual hours, and its whole day in words."""

    name: str
    strip: HourStrip
    words: str


@dataclass(frozen=True, slots=True)
class HourRow:
    """An hour over the weekdays, for the table."""

    hour: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands out, in a sentence; `url` opens a line of the plan with it filled in."""

    words: str
    hint: str
    is_busy: bool
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class BalancePage:
    """All that the page shows. `more` are the findings beyond the first; `unknown` says why nothing is said of hours,
    or is empty.
    """

    metric: str
    choices: tuple[Choice, ...]
    weekdays: tuple[WeekdayRow, ...]
    table: tuple[HourRow, ...]
    findings: tuple[Finding, ...]
    more: tuple[Finding, ...]
    unknown: str
    basis: str
    lines: tuple[LineRow, ...]
    coming: tuple[LineRow, ...]
    over: tuple[LineRow, ...]
    flagged: tuple[LineRow, ...]
    can_plan: bool

    @property
    def all_found(self) -> int:
        """How many findings there are."""
        return len(self.findings) + len(self.more)


def balance_page(person: User, team: Team, slug: str, now: datetime) -> BalancePage:
    """Of a team this person is in. Eight statements, whatever the number of lines and figures."""
    today = team.clock.day_of(now)
    metrics = metrics_of(team, today)
    metric = next((one for one in metrics if one.slug == slug), metrics[0] if metrics else None)
    week, working = None, working_time(team)
    if metric is not None:
        week = usual_week(metric, team, working, today)
    can_plan = can_plan_for(person, team.pk)
    standing = standing_in(team, today)
    rows = _lines(person, team, now, standing, working.closed)
    parts = _parts(metric, week, team, can_plan=can_plan)
    now_hold = [row for row in rows if row.state == "now"]
    return BalancePage(
        metric="" if metric is None else metric.name,
        choices=_choices(metrics, metric, team),
        weekdays=parts[0],
        table=parts[1],
        findings=parts[2][:MOST_AT_ONCE],
        more=parts[2][MOST_AT_ONCE:],
        unknown=_unknown(metric, week),
        basis=_basis(team, week),
        lines=tuple(now_hold),
        coming=tuple(row for row in rows if row.state == "coming"),
        over=tuple(row for row in reversed(rows) if row.state == "over"),
        flagged=tuple(row for row in now_hold if row.flags) if can_plan else (),
        can_plan=can_plan,
    )


def named_in_plan(person: User, team: Team, today: date) -> bool:
    """Whether somebody is named in a line of the team that holds or will. One statement."""
    lines = PlanLine.objects.filter(team=team, ended_at=None, names__person=person)
    return lines.filter(Q(last_on=None) | Q(last_on__gte=today)).exists()


def _lines(
    person: User, team: Team, now: datetime, standing: Standing, closed: Collection[date]
) -> list[LineRow]:
    """Those that hold or will, and of those that are over the last few."""
    today = team.clock.day_of(now)
    of_team = PlanLine.objects.filter(team=team)
    over = of_team.filter(Q(ended_at__isnull=False) | Q(last_on__lt=today))
    last = over.order_by("-starts_on", "-pk")[:MOST_ENDED]
    kept = of_team.filter(Q(last_on=None) | Q(last_on__gte=today), ended_at=None)
    lines = [*reversed(last), *kept.order_by("starts_on", "pk")]
    return line_rows(person, lines, team, now, standing, closed)


def _choices(metrics: Sequence[Metric], chosen: Metric | None, team: Team) -> tuple[Choice, ...]:
    base = reverse("goals:balance", args=[team.slug])
    if len(metrics) < 2:
        return ()
    return tuple(
        Choice(one.name, f"{base}?{urlencode({'metric': one.slug})}", one is chosen)
        for one in metrics
    )


def _unknown(metric: Metric | None, week: Week | None) -> str:
    if metric is None or week is None:
        return (
            "This team has no total yet, such as contacts. Once one comes in by the hour, its week shows here "
            "after four weeks."
        )
    if not week.is_known:
        most = max(week.by_hour.values(), default=0)
        have = "none so far" if not most else f"{most} so far"
        return (
            f"Too early to say: each weekday needs {FEWEST_DAYS} days with figures by the hour, {have}. Figures that "
            "come once a day say nothing of hours."
        )
    return ""


def _basis(team: Team, week: Week | None) -> str:
    zone = team.time_zone.rpartition("/")[2].replace("_", " ")
    starts = f" Days begin at {team.day_starts_hour:02d}:00." if team.day_starts_hour else ""
    return f"The last eight weeks, today left out, by the clock of {zone}.{starts}" if week else ""


# --- Weekdays and findings -------------------------------------------------------------------------


def _parts(
    metric: Metric | None, week: Week | None, team: Team, *, can_plan: bool
) -> tuple[tuple[WeekdayRow, ...], tuple[HourRow, ...], tuple[Finding, ...]]:
    if metric is None or week is None or not week.is_known:
        return (), (), ()
    shown = [day for day in range(7) if week.by_hour.get(day, 0) >= FEWEST_DAYS]
    return (
        tuple(_weekday(metric, week, day) for day in shown),
        tuple(
            HourRow(f"{hour:02d}:00", tuple(_cell(metric, week, day, hour) for day in shown))
            for hour in week.hours
        ),
        tuple(_finding(metric, one, team, can_plan=can_plan) for one in _worth_saying(week)),
    )


def _weekday(metric: Metric, week: Week, day: int) -> WeekdayRow:
    tones = {
        hour: swing.is_busy
        for swing in week.swings
        if day in swing.weekdays and swing.first is not None and swing.until is not None
        for hour in _hours_between(swing.first, swing.until)
    }
    name = dates.weekday(day)
    cells: list[HourCell] = []
    for hour in week.hours:
        amount = week.usual.get((day, hour))
        full = _cell(metric, week, day, hour)
        tone = {None: "near", True: "past", False: "now"}[tones.get(hour)]
        said = {None: "", True: ", busier than the rest", False: ", quieter than the rest"}
        cells.append(
            HourCell(
                f"{hour:02d}",
                "" if amount is None else _short(amount),
                "none" if amount is None else tone,
                f"{hour:02d}:00: {full}{said[tones.get(hour)]}",
            )
        )
    label = f"{name}s, {metric.name} by the hour"
    words = f"{_full(metric, week.totals[day])} a day"
    return WeekdayRow(name, HourStrip(label, tuple(cells)), words)


def _cell(metric: Metric, week: Week, day: int, hour: int) -> str:
    amount = week.usual.get((day, hour))
    return "no figures" if amount is None else _full(metric, amount)


def _hours_between(first: int, until: int) -> list[int]:
    return [(first + place) % 24 for place in range((until - first - 1) % 24 + 1)]


def _short(amount: Decimal) -> str:
    # Halves go up, as they do where the figure stands in full.
    step = Decimal(1) if amount >= 10 else Decimal("0.1")
    return formats.compact(amount.quantize(step, ROUND_HALF_UP))


def _full(metric: Metric, amount: Decimal) -> str:
    decimals = metric.decimals or (0 if amount >= 10 else 1)
    if metric.unit == Metric.Unit.COUNT:
        return formats.trimmed(amount, decimals)
    return formats.figure(amount, metric.unit, decimals=decimals)


def _worth_saying(week: Week) -> list[Swing]:
    busy = [one for one in week.swings if one.is_busy and one.first is not None]
    quiet = [one for one in week.swings if not one.is_busy and one.first is not None]
    days = [one for one in week.swings if one.first is None]
    return [*busy[:MOST_BUSY], *days[:MOST_DAYS], *quiet[:MOST_QUIET]]


def _finding(metric: Metric, swing: Swing, team: Team, *, can_plan: bool) -> Finding:
    days = dates.on_weekdays(swing.weekdays)
    several = not days.startswith("Every")
    begins: dict[str, str] = {"days": ",".join(map(str, swing.weekdays)), "metric": metric.slug}
    if swing.first is None or swing.until is None:
        much = f"{abs(swing.percent)}% {'more' if swing.is_busy else 'less'}"
        words = f"{days} carry {much} than the other days."
    else:
        at = f"{swing.first:02d}:00", f"{swing.until:02d}:00"
        begins |= {"from": at[0], "until": at[1]}
        much = f"{abs(swing.percent)}% {'more' if swing.is_busy else 'less'}"
        carry = "carry" if several else "carries"
        words = f"{days} {at[0]} to {at[1]} {carry} {much} than the rest of the day."
    if swing.first is None:
        hint = f"{_full(metric, swing.usual)} a day, else {_full(metric, swing.rest)}"
    else:
        hint = f"{_full(metric, swing.usual)} an hour, else {_full(metric, swing.rest)}"
    if not swing.is_busy:
        hint += ". A chance for one-to-ones and learning"
        begins["quiet"] = "1"
    url = f"{reverse('goals:plan_line_new', args=[team.slug])}?{urlencode(begins)}"
    label = "Plan who covers" if swing.is_busy else "Plan for it"
    # Whole days have no hours to cover; how many work on them is the rota's.
    offers = can_plan and swing.first is not None
    return Finding(words, hint, swing.is_busy, url if offers else "", label)
