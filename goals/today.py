"""What *Today* says first to each role, and which few things it asks for: the rules, and nothing else.

A pure room: words and numbers in, words out. Page, mail and printed brief say the same, because they ask here;
`tests/config/test_home_rules.py` is its table of cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

WATCH, NO_DATA, PAUSED = "watch", "no_data", "paused"
"""As `goals.models.Status` writes them; a test compares."""
GOOD = frozenset({"on_pace", "met"})
BAD = frozenset({"behind", "missed"})
OFF_PACE = BAD | {WATCH}
JUDGED = GOOD | OFF_PACE
MOST = 4
"""Things a page asks for at once: what does not fit on one hand is a backlog, and belongs on its own page."""
BEFORE_THE_HUDDLE = "Nothing needs you before the huddle."
NOTHING_NOW = "Nothing needs you right now."

Thing = TypeVar("Thing")

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


# --- The sentence --------------------------------------------------------------------------------


def for_leader(
    goals: Sequence[Named], *, waiting: int, over: int = 0, is_before_huddle: bool = True
) -> Sentence:
    """How the goals of one's teams stand, and which to turn to.

    `waiting` is how many things beside the goals need this person; `over`: how many goals had their last day and are
    not put away; `is_before_huddle`: one of today is still ahead.
    """
    good, judged = counts(goals)
    clear = BEFORE_THE_HUDDLE if is_before_huddle else NOTHING_NOW
    if not goals and over:
        lead = "Your goal is over." if over == 1 else f"Your {over} goals are over."
        return Sentence(lead, _what_waits(waiting, "Set what you aim for next."))
    if not judged:
        return _not_yet(goals, waiting, clear)
    names = off_pace(goals)
    lead = f"{_on_pace(good, judged, len(goals))}."
    if names:
        return Sentence(lead, f"{needs_you(names)} today{what_it_takes(goals)}.")
    unsaid = _unsaid(goals)
    return Sentence(
        lead, f"{capital(unsaid)}." if unsaid else _what_waits(waiting, clear, other=True)
    )


def _unsaid(goals: Sequence[Named], more: str = " more") -> str:
    """`one more has no figures yet`, `two more are too early to say`: why not all of them count; else empty."""
    silent = sum(goal.status == NO_DATA for goal in goals)
    paused = sum(goal.status == PAUSED for goal in goals)
    early = len(goals) - counts(goals)[1] - silent - paused
    if silent:
        return f"{words(silent)}{more} {'has' if silent == 1 else 'have'} no figures yet"
    if early:
        return f"{words(early)}{more} {'is' if early == 1 else 'are'} too early to say"
    return f"{words(paused)}{more} {'is' if paused == 1 else 'are'} paused" if paused else ""


def _what_waits(waiting: int, clear: str, *, other: bool = False) -> str:
    if not waiting:
        return clear
    return f"{capital(words(waiting))} {'other ' if other else ''}{_things(waiting)} you today."


def for_agent(
    team: str, of_team: Sequence[Named], own: Sequence[Named], *, over: int = 0
) -> Sentence:
    """The team first, then oneself; what is not there yet is never a reproach. `over`: as for a leader."""
    good, judged = counts(of_team)
    if judged:
        lead = f"{team} is {lower(_on_pace(good, judged, len(of_team), whose='its'))}"
        unsaid = _unsaid(of_team) if good == judged else ""
        lead = f"{lead}; {unsaid}." if unsaid else f"{lead}."
    elif of_team and all(goal.status == NO_DATA for goal in of_team):
        lead = f"{team} has no figures yet."
    elif of_team and all(goal.status == PAUSED for goal in of_team):
        lead = f"{team} has paused its {'goal' if len(of_team) == 1 else 'goals'}."
    elif of_team:
        lead = f"{team} has just begun: too early to say."
    elif over:
        lead = f"{team} has reached the last day of its {'goal' if over == 1 else 'goals'}."
    else:
        lead = f"{team} has no goals yet."
    return Sentence(lead, _own(own))


def for_administrator(arrived: int, late: Sequence[str], waiting: int) -> Sentence:
    """Whether the data is sound, from how many sources ever sent any and the names of those that are late."""
    if not arrived:
        return Sentence("No figures have come in yet.", "Here is what gets you going.")
    lead = "The data is sound."
    if late:
        lead = f"{late[0]} has gone quiet." if len(late) == 1 else f"{len(late)} sources are late."
    if not waiting:
        return Sentence(lead, "Nothing needs you.")
    return Sentence(lead, f"{capital(words(waiting))} {_things(waiting)} you.")


def while_away(first: str, until: str) -> Sentence:
    """Somebody who is on leave and looks in all the same: nothing new is asked of them."""
    return Sentence(
        f"You are away until {until}, {first}.",
        "New things go to those who are here; what you hold stays yours.",
    )


def for_newcomer(first: str, *, was_in: str = "", back_in: str = "", back_on: str = "") -> Sentence:
    """Somebody who is in no team today: new, between two teams, or away until a day that is known."""
    if back_in:
        again = "back in" if was_in == back_in else "in"
        lead = f"Enjoy your time away, {first}." if was_in == back_in else f"Welcome, {first}."
        return Sentence(lead, f"You are {again} {back_in} from {back_on}.")
    if was_in:
        return Sentence(f"Hello, {first}.", f"You are not in {was_in} any more.")
    return Sentence(f"Welcome, {first}.")


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
    elif unsaid := _unsaid(goals):
        rest = f"{capital(unsaid)}."
    return Sentence(f"{_on_pace(good, judged, len(goals), whose='our')}.", rest)


def _own(own: Sequence[Named]) -> str:
    good, judged = counts(own)
    if not own:
        return ""
    if not judged:
        has = "Yours have" if len(own) > 1 else "Yours has"
        silent = all(goal.status == NO_DATA for goal in own)
        return f"{has} no figures yet." if silent else f"{has} only just begun."
    if good == judged == len(own):
        return f"You are on pace with {_OWN.get(judged, f'all {words(judged)} of yours')}."
    if good == judged:
        return f"You are on pace with {words(good)} of yours; {_unsaid(own, more='')}."
    if good == 0:
        return "Yours has time left." if judged == 1 else "Yours have time left."
    return f"You are on pace with {words(good)} of your {words(judged)}."


# --- At most four things -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Thing]):
    """What is asked for now, and how many things wait behind it."""

    items: tuple[Thing, ...]
    beyond: int


def choose(
    customers: Sequence[Thing],
    goals: Sequence[Thing],
    others: Sequence[Thing],
    *,
    on_the_line: int = 0,
    unlisted: int = 0,
) -> Chosen[Thing]:
    """Customers first, then a goal, then one of what else waits, so that neither is crowded out; then the rest.

    Each is most urgent first. With so many of the customers `on_the_line` nothing comes before them. `unlisted` are
    those that wait too but were not handed in.
    """
    first = max(2, on_the_line)
    ordered: Iterable[Thing] = (
        *customers[:first], *goals[:1], *others[:1], *goals[1:2], *others[1:], *customers[first:], *goals[2:],
    )  # fmt: skip
    everything = len(customers) + len(goals) + len(others) + unlisted
    items = tuple(islice(ordered, MOST))
    return Chosen(items, everything - len(items))


def list_ends(beyond: int, until: str = "") -> str:
    """`That's everything until 10:15.`; where more waits, how much: the list never says it is all when it is not."""
    if beyond:
        return f"{beyond:,} more wait{'s' if beyond == 1 else ''}, and come{'s' if beyond == 1 else ''} up as these are done."
    return f"That's everything {until or 'for today'}."


# --- What sentences are made of ------------------------------------------------------------------


def counts(goals: Sequence[Named]) -> tuple[int, int]:
    """How many are on pace or met, and of how many that can be said at all."""
    good = sum(goal.status in GOOD for goal in goals)
    return good, sum(goal.status in JUDGED for goal in goals)


def off_pace(goals: Sequence[Named]) -> list[str]:
    """The names of those behind; of those to watch where none is behind."""
    return [goal.name for goal in _off_pace(goals)]


def _off_pace(goals: Sequence[Named]) -> list[Named]:
    behind = [goal for goal in goals if goal.status in BAD]
    return behind or [goal for goal in goals if goal.status == WATCH]


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


EACH = ", each of us"


def is_plural(name: str) -> bool:
    """Whether a goal's name takes "need" instead of "needs", by the noun it begins with.

    "First-contact resolutions" does, "Answer within 30 seconds" does not, "Calls answered" does; "Happy customers, each
    of us" does not: each of us needs.
    """
    if name.lower().endswith(EACH):
        return False
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


def _on_pace(good: int, judged: int, total: int, whose: str = "your") -> str:
    """Of how many goals it is said. Where all that can be judged are on pace the others are told of beside them, and
    are no reproach.
    """
    if good == judged < total:
        return "On pace for one goal" if good == 1 else f"On pace for {good} goals"
    if good == total:
        return _all_on_pace(total, whose)
    if good == 0:
        return f"Not on pace yet for {f'{whose} one goal' if total == 1 else f'{total} goals'}"
    return f"On pace for {good} of {total} goals"


def _all_on_pace(total: int, whose: str = "your") -> str:
    if total == 1:
        return f"On pace for {whose} one goal"
    return f"On pace for {'both' if total == 2 else f'all {total}'} goals"


def _not_yet(goals: Sequence[Named], waiting: int, clear: str) -> Sentence:
    if not goals:
        return Sentence(
            "A goal needs a number you already collect.",
            "Start with one, agree it at tomorrow's huddle.",
        )
    count = "Your goal" if len(goals) == 1 else f"Your {len(goals)} goals"
    if all(goal.status == NO_DATA for goal in goals):
        return Sentence(
            f"{count} {'has' if len(goals) == 1 else 'have'} no figures yet.",
            "They show as soon as the first ones arrive."
            if not waiting
            else _what_waits(waiting, clear, other=True),
        )
    if all(goal.status == PAUSED for goal in goals):
        verb = "is" if len(goals) == 1 else "are"
        return Sentence(f"{count} {verb} paused.", _what_waits(waiting, clear))
    return Sentence(f"Too early to say for {lower(count)}.", _what_waits(waiting, clear))


def _things(number: int) -> str:
    return "thing needs" if number == 1 else "things need"


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """With a small first letter."""
    return text[:1].lower() + text[1:]
