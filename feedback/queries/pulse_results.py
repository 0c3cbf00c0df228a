"""What was answered, as it is told: the same to everybody who looks, whoever they are and whatever they ask for.

Nothing here knows who looks. Which teams are told alone, together or not was decided when the round closed
(`recompute.pulse.close`), and nothing else is kept; so it is told in the same way for ever, whoever joins, leaves or
moves, and whichever team is archived. Open rounds are not read at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum

from feedback.models import SCALE, SUMS, Box, PulseAction, Round
from feedback.queries.pulse_held import Sums, in_order
from goals import dates
from goals.charts.bars import Bar, Bars
from goals.formats import count, number
from goals.usual import UsualRange, outside, read
from teams.calendar import Clock

ALL = "Everybody"
EARLIER = 26
"""Rounds that the report looks back on: half a year."""
AT_A_TIME = 8
"""Weeks in a list of links."""


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody does about a result. `by` and `team` are names."""

    pk: int
    words: str
    by: str
    by_id: int
    team: str
    team_id: int | None
    on: str
    done_on: str


@dataclass(frozen=True, slots=True)
class Group:
    """Five people or more, told as one: their name, how many answered, how, and their words by the alphabet.

    `is_news`: it lies outside of what is usual.
    """

    name: str
    note: str
    n: int
    sums: Sums
    words: tuple[str, ...]
    usual: str
    is_news: bool

    @property
    def mean(self) -> str:
        """The sum of all answers through their number, with one decimal."""
        return number(mean_of(self.sums), 1)

    @property
    def answered(self) -> str:
        """`12 answered`; never under five."""
        return f"{count(self.n)} answered"


@dataclass(frozen=True, slots=True)
class Result:
    """A closed round. `hidden` says in words why nothing is told, where it is not."""

    week: date
    span: str
    words: str
    low: str
    high: str
    whole: Group | None
    groups: tuple[Group, ...]
    hidden: str
    done: tuple[Done, ...]

    def bars(self, group: Group) -> Bars:
        """How many said what, from five down to one."""
        ends = {SCALE[0]: f"1 {self.low}", SCALE[-1]: f"5 {self.high}"}
        return Bars(
            tuple(
                Bar(ends.get(value, str(value)), n, count(n), strong=value > 3)
                for value, n in zip(reversed(SCALE), reversed(group.sums), strict=True)
            )
        )

    @property
    def drawn(self) -> tuple[tuple[Group, Bars], ...]:
        """Everybody first, then group by group, each with its bars."""
        shown = (self.whole, *self.groups) if self.whole else self.groups
        return tuple((group, self.bars(group)) for group in shown)


@dataclass(frozen=True, slots=True)
class Week:
    """A closed week to open: `10 to 16 November`, and what was asked."""

    week: date
    span: str
    words: str


@dataclass(frozen=True, slots=True)
class Weeks:
    """Some weeks, newest first. `before` is where the list of still older ones begins, None where there are none."""

    shown: tuple[Week, ...]
    before: date | None


@dataclass(frozen=True, slots=True)
class Lately:
    """What came of the week that is just over, in a line."""

    week: date
    mean: str


def told_lately(now: datetime) -> Lately | None:
    """For a week after its end, so that whoever answered hears of it; None where nothing is told. One statement."""
    newest = (
        closed_rounds()
        .filter(closes_at__gt=now - timedelta(days=7))
        .annotate(**{f"all_{name}": Sum(f"boxes__{name}") for name in SUMS})
        .first()
    )
    if newest is None or getattr(newest, f"all_{SUMS[0]}") is None:
        return None
    one, two, three, four, five = (getattr(newest, f"all_{name}") for name in SUMS)
    return Lately(newest.week, number(mean_of((one, two, three, four, five)), 1))


def closed_rounds() -> QuerySet[Round]:
    """Rounds that are told, newest first. `closed_at` and not the clock: see `recompute.pulse.close`."""
    return Round.objects.filter(closed_at__isnull=False).order_by("-week")


def other_weeks(asked: Round | None, before: date | None, today: date) -> Weeks:
    """Links to closed weeks beside `asked`, from before a day on or the newest. Nothing of what was answered: each
    week is told on its own page, in one way for ever. One statement.
    """
    found = closed_rounds()
    if asked is not None:
        found = found.exclude(pk=asked.pk)
    if before is not None:
        found = found.filter(week__lt=before)
    rows = list(found[: AT_A_TIME + 1])
    shown = rows[:AT_A_TIME]
    return Weeks(
        tuple(Week(row.week, _span(row.week, today), row.words) for row in shown),
        shown[-1].week if len(rows) > AT_A_TIME else None,
    )


def read_results(rounds: Iterable[Round], clock: Clock, now: datetime) -> tuple[Result, ...]:
    """Results of closed rounds, in the order given, by the organisation's clock. Four statements, whatever their number.

    `now` only decides how days are written. Raises ValueError for a round that is open.
    """
    wanted = list(rounds)
    if any(one.closed_at is None for one in wanted):
        message = "An open round is told to nobody."
        raise ValueError(message)
    if not wanted:
        return ()
    today = clock.day_of(now)
    questions = {(one.question_id, one.words) for one in wanted}
    alike = [
        one
        for one in closed_rounds().filter(question__in={pk for pk, _ in questions})
        if (one.question_id, one.words) in questions
    ]
    boxes: dict[int, list[Box]] = defaultdict(list)
    for box in Box.objects.filter(round__in=[one.pk for one in alike]).prefetch_related("teams"):
        boxes[box.round_id].append(box)
    done: dict[int, list[PulseAction]] = defaultdict(list)
    noted = PulseAction.objects.filter(round__in=[one.pk for one in wanted])
    for action in noted.select_related("by", "team").order_by("id"):
        done[action.round_id].append(action)
    return tuple(
        _result(
            one,
            boxes,
            [
                each
                for each in alike
                if (each.question_id, each.words) == (one.question_id, one.words)
                and each.week <= one.week
            ],
            [_done(action, clock, today) for action in done[one.pk]],
            today,
        )
        for one in wanted
    )


def _result(
    asked: Round,
    boxes: Mapping[int, Sequence[Box]],
    alike: Sequence[Round],
    done: Sequence[Done],
    today: date,
) -> Result:
    own = boxes[asked.pk]
    past = [boxes[one.pk] for one in sorted(alike, key=lambda one: one.week)]
    return Result(
        week=asked.week,
        span=_span(asked.week, today),
        words=asked.words,
        low=asked.low,
        high=asked.high,
        whole=_whole(own, past) if own else None,
        groups=_groups(own, past),
        hidden="" if own else "Fewer than five answered that week. So nothing is told of it.",
        done=tuple(done),
    )


def _span(week: date, today: date) -> str:
    """Monday to Sunday."""
    return dates.span(week, week + timedelta(days=6), today)


def sums_of(box: Box) -> Sums:
    """How many said 1, 2, 3, 4 and 5."""
    return (box.ones, box.twos, box.threes, box.fours, box.fives)


def mean_of(sums: Sums) -> float:
    """Of one answer or more: a ratio of sums."""
    return sum(value * n for value, n in zip(SCALE, sums, strict=True)) / sum(sums)


def _added(boxes: Iterable[Box]) -> Sums:
    columns = zip(*(sums_of(box) for box in boxes), strict=True)
    one, two, three, four, five = (sum(column) for column in columns)
    return (one, two, three, four, five)


def _whole(own: Sequence[Box], past: Sequence[Sequence[Box]]) -> Group:
    """Everybody together; their words stand with their groups."""
    sums = _added(own)
    means = [mean_of(_added(boxes)) for boxes in past if boxes]
    return Group(ALL, "", sum(sums), sums, (), *usual_words(means))


def _groups(own: Sequence[Box], past: Sequence[Sequence[Box]]) -> tuple[Group, ...]:
    """Teams told alone by name, then those that are told together."""
    named = [
        (sorted((team.name for team in box.teams.all()), key=str.casefold), box) for box in own
    ]
    named.sort(key=lambda one: (len(one[0]) > 1, one[0][0].casefold()))
    return tuple(
        Group(
            _joined(names, "and"),
            f"Fewer than five answered in {_joined(names, 'or')}: told together."
            if len(names) > 1
            else "",
            sum(sums_of(box)),
            sums_of(box),
            in_order(box.words),
            *usual_words(_means_alone(box.teams.all()[0].pk, past) if len(names) == 1 else ()),
        )
        for names, box in named
    )


def _means_alone(team: int, past: Sequence[Sequence[Box]]) -> list[float]:
    """A team's means of the same question, of the weeks in which it was told alone."""
    return [
        mean_of(sums_of(box))
        for boxes in past
        for box in boxes
        if [one.pk for one in box.teams.all()] == [team]
    ]


def usual_words(means: Sequence[float]) -> tuple[str, bool]:
    """Where the newest of the means (oldest first) lies, and whether that is news; nothing before there are twelve."""
    usual = read(means).current
    if usual is None:
        return "", False
    low, high = (number(value, 1) for value in _within(usual))
    side = outside(means[-1], usual)
    if side:
        return f"{'Above' if side > 0 else 'Below'} the usual {low} to {high}.", True
    return f"Inside the usual {low} to {high}: nothing to explain.", False


def _within(usual: UsualRange) -> tuple[float, float]:
    """No range reaches past the scale."""
    return max(usual.low, SCALE[0]), min(usual.high, SCALE[-1])


def _joined(names: Sequence[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _done(action: PulseAction, clock: Clock, today: date) -> Done:
    return Done(
        action.pk,
        action.words,
        action.by.name,
        action.by_id,
        action.team.name if action.team else "",
        action.team_id,
        dates.short_day(clock.day_of(action.at), today),
        dates.short_day(clock.day_of(action.done_at), today) if action.done_at else "",
    )
