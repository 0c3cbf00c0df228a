"""Where those who take part in a challenge stand: the arithmetic of its three rules.

A pure room over exact numbers (`goals.progress`). *Team total*: what all who take part did together, a sum
or the ratio of the sums, against a target. *Everyone past a line*: each of them against the same line,
equality included, lower is better mirrored. *Most improved*: each against their own past and nobody else's.

**Own past.** What somebody did in the days before the window. Where that is too little to go by, the first
days of theirs inside the window are added to it until it is enough, and what follows is compared with that:
so a newcomer can win, against their own beginning. "Enough" is, on both sides, the metric's minimum weight
for a ratio and figures on `FEWEST_DAYS` days for a total; with less it is too few to say.

**Change.** Percentages differ in points. Everything else is measured by the share of one's own past (a tenth
more is a tenth more, whether of thirty or of sixty), a total by the day on which there were figures: whoever
was away for a week has not got worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from goals.progress import Measure, Sums, exact_result, is_too_little, meets

FEWEST_DAYS = 3
"""Days with figures before a total says how somebody usually does."""
NEARLY = Fraction(9, 10)
"""A total is in reach from this share of its target on."""
CLOSE = Fraction(1, 20)
"""A ratio is in reach when it lies within this share of its target."""
MOST = Fraction(4, 5)
"""A line is in reach for everyone when so many are past it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums, and on how many days there were any."""

    sums: Sums = field(default_factory=Sums)
    days: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.sums + other.sums, self.days + other.days)


@dataclass(frozen=True, slots=True)
class Runner:
    """One who takes part: `within` the window, `before` it.

    `by_day` are the days inside the window that have figures, in order; only needed where `before` is
    not enough.
    """

    key: int
    within: Figures
    before: Figures = field(default_factory=Figures)
    by_day: Sequence[Sums] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How far somebody is from their own past.

    `before` and `now` are results (of a total: by the day). `change` is the difference in points of a
    percentage, else in percent of `before`; `gain` the same with what is better above zero.
    `from_own_start` where the past had to be filled up with days inside the window.
    """

    key: int
    before: Fraction
    now: Fraction
    change: Fraction
    gain: Fraction
    from_own_start: bool


def enough(measure: Measure, figures: Figures) -> bool:
    """Whether figures are enough to compare by."""
    if measure.is_ratio:
        weight = figures.sums.weight
        return figures.sums.n > 0 and weight > 0 and weight >= measure.minimum_weight
    return figures.days >= FEWEST_DAYS


def level(measure: Measure, figures: Figures) -> Fraction | None:
    """What is compared: the ratio, or the total by the day that has figures. None is no data."""
    exact = exact_result(measure, figures.sums)
    if exact is None or measure.is_ratio:
        return exact
    return exact / figures.days if figures.days else None


def own_past(measure: Measure, runner: Runner) -> tuple[Figures, Figures, bool]:
    """What to compare with, what to compare, and whether days inside the window were taken for the first."""
    if enough(measure, runner.before):
        return runner.before, runner.within, False
    base, taken = runner.before, 0
    while taken < len(runner.by_day) and not enough(measure, base):
        base += Figures(runner.by_day[taken], 1)
        taken += 1
    rest = runner.by_day[taken:]
    return base, Figures(sum(rest, Sums()), len(rest)), True


def change_of(measure: Measure, runner: Runner) -> Change | None:
    """How far somebody is from their own past; None where there is too little to say.

    Also None where the past is zero and the change a share of it: of nothing there is no share.
    """
    base, rest, from_own_start = own_past(measure, runner)
    if not enough(measure, base) or not enough(measure, rest):
        return None
    before, now = level(measure, base), level(measure, rest)
    if before is None or now is None:
        return None
    change = now - before
    if not measure.percent:
        if before == 0:
            return None
        change = change / abs(before) * 100
    gain = change if measure.higher_is_better else -change
    return Change(runner.key, before, now, change, gain, from_own_start)


def best(changes: Iterable[Change]) -> frozenset[int]:
    """Who improved most: nobody where nobody improved, several where they are level."""
    improved = [one for one in changes if one.gain > 0]
    if not improved:
        return frozenset()
    most = max(one.gain for one in improved)
    return frozenset(one.key for one in improved if one.gain == most)


def together(runners: Iterable[Runner]) -> Sums:
    """What all who take part did together."""
    return sum((runner.within.sums for runner in runners), Sums())


def past_line(measure: Measure, sums: Sums, line: Decimal) -> bool | None:
    """Whether one is past the line, equality included; None without figures or with too few to say."""
    if exact_result(measure, sums) is None or is_too_little(measure, sums):
        return None
    return meets(measure, sums, line)


def can_still_turn(measure: Measure) -> bool:
    """Whether what is past its line now may yet fall behind it: all but totals of which more is better."""
    return measure.is_ratio or not measure.higher_is_better


def total_reached(measure: Measure, sums: Sums, target: Decimal, *, over: bool) -> bool:
    """Whether a team total is reached. What can still turn is so only once the window is over."""
    return meets(measure, sums, target) and (over or not can_still_turn(measure))


def everyone_past(measure: Measure, past: Sequence[bool | None], *, over: bool) -> bool:
    """Whether everyone who takes part is past the line.

    While the window runs, whoever has no figures yet still has to get there. Once it is over, those with
    none, or too few to say, are left out: somebody who was ill holds nobody up. With nobody past it is
    not reached.
    """
    counted = [one for one in past if one is not None] if over else list(past)
    done = bool(counted) and all(counted)
    return done and (over or not can_still_turn(measure))


def total_in_reach(measure: Measure, sums: Sums, target: Decimal, time_share: Fraction) -> bool:
    """Whether a target comes into reach: nine tenths of a total; a ratio close to it in the second half.

    Never of a total of which less is better: that is kept, not reached.
    """
    exact = exact_result(measure, sums)
    if exact is None or is_too_little(measure, sums):
        return False
    if measure.is_ratio:
        gap = Fraction(target) - exact if measure.higher_is_better else exact - Fraction(target)
        return time_share * 2 >= 1 and gap <= CLOSE * abs(Fraction(target))
    return measure.higher_is_better and exact >= NEARLY * Fraction(target)


def everyone_in_reach(measure: Measure, past: Sequence[bool | None], time_share: Fraction) -> bool:
    """Whether most are past the line; of what can still turn only in the second half."""
    if not past or (can_still_turn(measure) and time_share * 2 < 1):
        return False
    if not measure.is_ratio and not measure.higher_is_better:
        return False
    return Fraction(sum(one is True for one in past), len(past)) >= MOST
