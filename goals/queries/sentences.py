"""The sentence a page opens with: how many goals are on pace, and which one needs someone. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goals.models import Status

GOOD = frozenset({Status.ON_PACE, Status.MET})
BAD = frozenset({Status.BEHIND, Status.MISSED})
OFF_PACE = BAD | {Status.WATCH}
JUDGED = GOOD | OFF_PACE

_PLACE_WORDS = (
    " within ",
    " in ",
    " on ",
    " at ",
    " per ",
    " of ",
    " by ",
    " for ",
    " to ",
    " with ",
)
_OWN = {1: "yours", 2: "both of yours"}
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`lead` is said plainly, `rest` in the quieter half of the same heading."""

    lead: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What the sentence needs of a goal; most urgent first in every sequence.

    `takes` is what gets there from here, where that can be said: `231 a day from now on`.
    """

    name: str
    status: str
    takes: str = ""


def for_leader(goals: Sequence[Named], *, waiting: int) -> Sentence:
    """How the goals of one's teams stand, and which to turn to.

    `waiting` is how many things beside the goals need this person.
    """
    good, judged = counts(goals)
    if not judged:
        return _not_yet(goals)
    names = off_pace(goals)
    if names:
        needs = f"{needs_you(names)} today{what_it_takes(goals)}."
        return Sentence(f"{_on_pace(good, len(goals))}.", needs)
    early = len(goals) - judged
    lead = f"{_all_on_pace(judged)}." if not early else f"{_on_pace(good, len(goals))}."
    if early:
        rest = f"{capital(words(early))} {'is' if early == 1 else 'are'} too early to say."
    elif waiting:
        rest = f"{capital(words(waiting))} other {_things(waiting)} you today."
    else:
        rest = "Nothing needs you before the huddle."
    return Sentence(lead, rest)


def for_agent(team: str, of_team: Sequence[Named], own: Sequence[Named]) -> Sentence:
    """The team first, then oneself; what is not there yet is never a reproach."""
    good, judged = counts(of_team)
    if judged:
        lead = f"{team} is {_lower(_on_pace(good, len(of_team), whose='its'))}."
    elif of_team:
        lead = f"{team} has just begun: too early to say."
    else:
        lead = f"{team} has no goals yet."
    return Sentence(lead, _own(own))


def for_company(goals: Sequence[Named]) -> Sentence:
    """How the goals of the whole stand, for everybody."""
    good, judged = counts(goals)
    if not goals:
        return Sentence("The whole company", "No goals for the whole have been set yet.")
    if not judged:
        return Sentence("The whole company.", "Too early to say how its goals stand.")
    names = off_pace(goals)
    rest = ""
    if names:
        verb = "need" if is_plural(names[0]) else "needs"
        rest = f"{names[0]} {verb} us all{what_it_takes(goals)}."
    return Sentence(f"{_on_pace(good, len(goals), whose='our')}.", rest)


def _own(own: Sequence[Named]) -> str:
    good, judged = counts(own)
    if not own:
        return ""
    if not judged:
        return "Yours have only just begun." if len(own) > 1 else "Yours has only just begun."
    if good == judged:
        return f"You are on pace with {_OWN.get(judged, f'all {words(judged)} of yours')}."
    if good == 0:
        return "Yours has time left." if judged == 1 else "Yours have time left."
    return f"You are on pace with {words(good)} of your {words(judged)}."


def counts(goals: Sequence[Named]) -> tuple[int, int]:
    """How many are on pace or met, and of how many that can be said at all."""
    good = sum(goal.status in GOOD for goal in goals)
    return good, sum(goal.status in JUDGED for goal in goals)


def off_pace(goals: Sequence[Named]) -> list[str]:
    """The names of those behind; of those to watch where none is behind."""
    return [goal.name for goal in _off_pace(goals)]


def _off_pace(goals: Sequence[Named]) -> list[Named]:
    behind = [goal for goal in goals if goal.status in BAD]
    return behind or [goal for goal in goals if goal.status == Status.WATCH]


def what_it_takes(goals: Sequence[Named]) -> str:
    """`: 231 a day from now on`, where one goal alone is off its pace and it can be said; else empty."""
    off = _off_pace(goals)
    return f": {off[0].takes}" if len(off) == 1 and off[0].takes else ""


def needs_you(names: Sequence[str]) -> str:
    """`First-contact resolutions need you`, `Answer within 30 seconds and one other need you`."""
    if len(names) == 1:
        return f"{names[0]} {'need' if is_plural(names[0]) else 'needs'} you"
    if len(names) == 2:
        return f"{names[0]} and {names[1]} need you"
    return f"{names[0]} and {words(len(names) - 1)} others need you"


def is_plural(name: str) -> bool:
    """Whether a goal's name takes "need" instead of "needs", by the noun it begins with.

    "First-contact resolutions" does, "Answer within 30 seconds" does not, "Calls answered" does.
    """
    head = name
    for word in (",", *_PLACE_WORDS):
        head = head.partition(word)[0]
    parts = head.lower().split()
    while len(parts) > 1 and parts[-1].endswith(("ed", "held", "kept", "made", "met", "sent")):
        parts.pop()
    last = parts[-1] if parts else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def words(number: int) -> str:
    """Numbers up to nine as words."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def _on_pace(good: int, total: int, whose: str = "your") -> str:
    if good == total:
        return _all_on_pace(total, whose)
    if good == 0:
        return f"Not on pace yet for {f'{whose} one goal' if total == 1 else f'{total} goals'}"
    return f"On pace for {good} of {total} goals"


def _all_on_pace(total: int, whose: str = "your") -> str:
    if total == 1:
        return f"On pace for {whose} one goal"
    return f"On pace for {'both' if total == 2 else f'all {total}'} goals"


def _not_yet(goals: Sequence[Named]) -> Sentence:
    if not goals:
        return Sentence(
            "A goal needs a number you already collect.",
            "Start with one, agree it at tomorrow's huddle.",
        )
    if all(goal.status == Status.NO_DATA for goal in goals):
        count = "Your goal has" if len(goals) == 1 else f"Your {len(goals)} goals have"
        return Sentence(f"{count} no figures yet.", "They show as soon as the first ones arrive.")
    count = "your goal" if len(goals) == 1 else f"your {len(goals)} goals"
    return Sentence(f"Too early to say for {count}.", "Nothing needs you before the huddle.")


def _things(number: int) -> str:
    return "thing needs" if number == 1 else "things need"


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
