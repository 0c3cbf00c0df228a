"""Whose answers may be shown together, so that neither a result nor a difference of results is of fewer than five.

Everybody may pass on what they see, so one choice holds for all who look: what is hidden is hidden from all alike.
Groups with fewer than five answers are told together with others as `rest`. Were that rest itself of one to four,
it could be had as the whole less the groups shown; so the smallest group shown joins it, until it is of five or
more. Groups of which nobody answered are told with them too, else it would be seen of whom nothing was heard. (Complementary suppression, as statistical offices do for tables with margins: A. Hundepool et
al., Statistical Disclosure Control, 2012, chapter 4; of one margin alone the smallest cell is enough.)

Answers are told only once no more can come in. So there are no two moments whose difference is one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What may be shown of a round: groups by themselves, the rest together, and whether the whole is told at all.

    `groups` are the keys that are shown alone, `rest` those that are shown as one. Empty `rest` with `whole`: all
    are shown alone. Not `whole`: nothing is shown, fewer than five answered altogether.
    """

    groups: frozenset[int]
    rest: frozenset[int]
    whole: bool


def told_of(answers: Mapping[int, int]) -> Told:
    """Which groups may be shown alone, from how many answered in each.

    A group with none is in the rest like one with few; leave those out that were not asked.

    Ties go to the lower key, so that the same answers are always told in the same way.
    """
    given = dict(answers)
    if sum(given.values()) < FEWEST:
        return Told(frozenset(), frozenset(), whole=False)
    rest = {group for group, n in given.items() if n < FEWEST}
    alone = sorted(given.keys() - rest, key=lambda group: (given[group], group))
    while alone and rest and sum(given[group] for group in rest) < FEWEST:
        rest.add(alone.pop(0))
    return Told(frozenset(alone), frozenset(rest), whole=True)
