"""What was answered, as it is told: the same to everybody who looks, whoever they are and whatever they ask for.

Nothing here knows who looks. Which teams are told alone, together or not follows from the answers of the closed
round alone (`feedback.anonymity`); a closed round takes no more answers, so it is told in the same way for ever,
whoever joins, leaves or moves, and whichever team is archived. Open rounds are not read at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from feedback.anonymity import Told, told_of
from feedback.models import SCALE, Box, PulseAction, Round
from goals import dates
from goals.charts.bars import Bar, Bars
from goals.formats import count, number
from goals.usual import UsualRange, outside, read
from teams.calendar import Clock

ALL = "Everybody"
Sums = tuple[int, int, int, int, int]
EARLIER = 26
"""Rounds that the report looks back on: half a year."""


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
    """Five people or more, told as one: their name, how many answered, how, and their words by the alphabet."""

    name: str
    note: str
    n: int
    sums: Sums
    words: tuple[str, ...]
    usual: str

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


def closed_rounds() -> QuerySet[Round]:
    """Rounds that are told, newest first. `closed_at` and not the clock: see `recompute.pulse.close`."""
    return Round.objects.filter(closed_at__isnull=False).order_by("-week")


def read_results(rounds: Iterable[Round], clock: Clock, now: datetime) -> tuple[Result, ...]:
    """Results of closed rounds, in the order given, by the organisation's clock. Three statements, whatever their number.

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
    for box in Box.objects.filter(round__in=[one.pk for one in alike]).select_related("team"):
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
    told = told_in(own)
    past = [boxes[one.pk] for one in sorted(alike, key=lambda one: one.week)]
    return Result(
        week=asked.week,
        span=dates.span(asked.week, asked.week.fromordinal(asked.week.toordinal() + 6), today),
        words=asked.words,
        low=asked.low,
        high=asked.high,
        whole=_whole(own, past) if told.whole else None,
        groups=_groups(own, told, past) if told.whole else (),
        hidden=""
        if told.whole
        else "Fewer than five answered that week. So nothing is told of it.",
        done=tuple(done),
    )


def told_in(boxes: Iterable[Box]) -> Told:
    """Which teams of a round are told alone, which together, and whether anything is."""
    return told_of({box.team_id: sum(sums_of(box)) for box in boxes})


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
    means = [mean_of(_added(boxes)) for boxes in past if told_in(boxes).whole]
    return Group(ALL, "", sum(sums), sums, (), usual_words(means))


def _groups(own: Sequence[Box], told: Told, past: Sequence[Sequence[Box]]) -> tuple[Group, ...]:
    """Teams told alone by name, then those that are told together."""
    alone = sorted(
        (box for box in own if box.team_id in told.groups), key=lambda box: box.team.name.casefold()
    )
    found = [
        Group(
            box.team.name,
            "",
            sum(sums_of(box)),
            sums_of(box),
            in_order(box.words),
            usual_words(_means_alone(box.team_id, past)),
        )
        for box in alone
    ]
    rest = sorted(
        (box for box in own if box.team_id in told.rest), key=lambda box: box.team.name.casefold()
    )
    if rest:
        sums = _added(rest)
        names = [box.team.name for box in rest]
        note = ""
        if len(names) > 1:
            note = f"Fewer than five answered in {_joined(names, 'or')}: told together."
        words = in_order(word for box in rest for word in box.words)
        found.append(Group(_joined(names, "and"), note, sum(sums), sums, words, ""))
    return tuple(found)


def _means_alone(team: int, past: Sequence[Sequence[Box]]) -> list[float]:
    """A team's means of the same question, of the weeks in which it was told alone."""
    return [
        mean_of(sums_of(box))
        for boxes in past
        for box in boxes
        if box.team_id == team and team in told_in(boxes).groups
    ]


def in_order(words: Iterable[str]) -> tuple[str, ...]:
    """By the alphabet: words of several teams too, so that none stands with its own."""
    return tuple(sorted(words, key=lambda one: (one.casefold(), one)))


def usual_words(means: Sequence[float]) -> str:
    """Where the newest of the means (oldest first) lies; nothing before there are twelve."""
    usual = read(means).current
    if usual is None:
        return ""
    low, high = (number(value, 1) for value in _within(usual))
    side = outside(means[-1], usual)
    if side:
        return f"{'Above' if side > 0 else 'Below'} the usual {low} to {high}."
    return f"Inside the usual {low} to {high}: nothing to explain."


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
