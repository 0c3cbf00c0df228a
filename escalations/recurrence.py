"""Does it come back? Cases of one cause before a remedy and after it, compared honestly. A pure room.

The same length of time on either side. As only cases that somebody looked back on have a cause, each side counts
by how many of the category's cases were looked back on: under "nothing has changed" the `n` cases of both sides
fall to either in proportion to those, and how likely a split at least that uneven is follows from the binomial
distribution (the conditional test of two Poisson rates; Przyborowski and Wilenski, Biometrika 31, 1940).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from goals.chance import binomial
from goals.usual import FEWEST_POINTS, outside, usual_range

FEWEST = 8
"""Cases on both sides together; fewer cannot tell a change from chance."""
SHORTEST_DAYS = 14
LONGEST_DAYS = 182
RARE = 0.05
TOO_EARLY, TOO_FEW, FEWER, MORE, SAME = "too_early", "too_few", "fewer", "more", "same"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: cases of the cause, how many of them were avoidable, and of the whole category how many cases
    there were and how many were looked back on.
    """

    cases: int
    avoidable: int
    looked_back: int
    all_cases: int

    @property
    def seen(self) -> float:
        """The share of the category's cases that were looked back on, 0 to 1; all of them where there were none."""
        return self.looked_back / self.all_cases if self.all_cases else 1.0


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it: a word of the constants above, the days on each side, and a sentence for people.

    `chance` is how likely so uneven a split is if nothing changed; None where there is too little to say.
    """

    verdict: str
    days: int
    text: str
    chance: float | None = None


def window(days_since: int, days_known_before: int) -> int:
    """Days to look at on each side: as many before as after, half a year at most."""
    return max(min(days_since, days_known_before, LONGEST_DAYS), 0)


def compare(before: Side, after: Side, *, days: int, weeks_before: Sequence[int] = ()) -> Compared:
    """Compare two sides of `days` each. `weeks_before` are the cause's cases by whole week, oldest first, for its
    usual range: with twelve of them the sentence says whether the weeks since would have been usual.
    """
    if days < SHORTEST_DAYS:
        return Compared(TOO_EARLY, days, "Too early to say: two weeks are needed on either side.")
    told = f"{before.cases} in the {_length(days)} before, {after.cases} since"
    if after.all_cases and not after.looked_back:
        return Compared(
            TOO_EARLY,
            days,
            f"{told}. Too early to say: none of the cases since was looked back on.",
        )
    total = before.cases + after.cases
    if total < FEWEST:
        return Compared(TOO_FEW, days, f"{told}. Too few to say.")
    share = _share_after(before, after)
    chance = split_chance(after.cases, total, share)
    usual = _usual(after.cases, days, weeks_before)
    if chance >= RARE:
        return Compared(
            SAME,
            days,
            f"{told}. Chance alone does that often; nothing to conclude yet.{usual}",
            chance,
        )
    is_fewer = after.cases < total * share
    word = "It comes back less" if is_fewer else "It comes back more"
    text = f"{told}. {word}, and hardly by chance.{_avoidable(before, after)}{usual}"
    return Compared(FEWER if is_fewer else MORE, days, text, chance)


def split_chance(part: int, total: int, share: float) -> float:
    """How likely a split at least as uneven as `part` of `total` is, where each falls there with `share`: both
    tails, the smaller one doubled. 1 where there is nothing to split.
    """
    if total == 0:
        return 1.0
    weights = [binomial(k, total, share) for k in range(total + 1)]
    return min(2 * min(fsum(weights[: part + 1]), fsum(weights[part:])), 1.0)


def _share_after(before: Side, after: Side) -> float:
    """The share of the cases that the side after would have if nothing had changed."""
    seen = before.seen + after.seen
    return after.seen / seen if seen else 0.5


def _avoidable(before: Side, after: Side) -> str:
    if not before.cases or not after.cases:
        return ""
    return f" Not needed: {before.avoidable} of {before.cases} before, {after.avoidable} of {after.cases} since."


def _usual(after: int, days: int, weeks_before: Sequence[int]) -> str:
    """A sentence on the usual weekly range before, where there are twelve weeks to know it from."""
    if len(weeks_before) < FEWEST_POINTS:
        return ""
    found = usual_range([float(week) for week in weeks_before])
    if found is None:
        return ""
    a_week = after * 7 / days
    low, high = max(found.low, 0.0), found.high
    where = ("below", "inside", "above")[outside(a_week, found) + 1]
    return f" {a_week:.1f} a week is {where} what was usual before ({low:.1f} to {high:.1f})."


def _length(days: int) -> str:
    return f"{days // 7} weeks" if days % 7 == 0 else f"{days} days"
