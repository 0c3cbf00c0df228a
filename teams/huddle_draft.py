"""What a huddle says: the rules by which its draft chooses. A pure room.

Arguments in, values out: candidates come from the apps that know them (`huddle_parts`), what was said before
from the huddles that were held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

COMPANY, FOCUS, KUDOS, SPEAKER, QUESTION = "company", "focus", "kudos", "speaker", "question"
ANSWERED, PROTOCOL = "answered", "protocol"
MINUTES = {COMPANY: 1, FOCUS: 2, KUDOS: 2, SPEAKER: 2, QUESTION: 1}
"""Eight in all, in the order in which they are said."""
ALL_MINUTES = sum(MINUTES.values())
MOST_FOCUS = 3
KUDOS_READ = 2
COMPANY_SAID = 2
"""The whole company in one line, and the win of the day before."""
MOST_OFFERED = 6
LONGEST_STREAK = 400
"""Days looked back on for a streak."""
FEWEST_DAYS = 12
"""With and without a huddle each, before the two are compared."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be said, in ready words that all of the team may hear.

    `key` names it for good (`goal:12`); `kind` is one of the parts, or ANSWERED for an idea that was answered.
    `rank` sorts, the smallest first: of goals 0 is behind, 1 to watch, 2 the rest. `about` are ids of the people
    it is about. What is not `kept` is never written down: it is asked for anew wherever it is shown.
    """

    key: str
    kind: str
    title: str
    words: str = ""
    url: str = ""
    rank: int = 0
    at: datetime | None = None
    about: frozenset[int] = frozenset()
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the team: since when, and when they last shared what inspires them. `is_off`: away that day, as
    their absences say.
    """

    pk: int
    name: str
    since: date
    last: date | None = None
    is_off: bool = False

    @property
    def waits_since(self) -> date:
        """From when on it is counted how long they have gone."""
        return self.since if self.last is None else max(self.last, self.since)


@dataclass(frozen=True, slots=True)
class Draft:
    """What may be said, each the best first: the first of each is drafted, of kudos and of what is said of the whole the first two."""

    company: tuple[Candidate, ...] = ()
    focus: tuple[Candidate, ...] = ()
    kudos: tuple[Candidate, ...] = ()
    question: tuple[Candidate, ...] = ()
    protocol: tuple[Candidate, ...] = ()
    speakers: tuple[Colleague, ...] = ()

    def of(self, kind: str) -> tuple[Candidate, ...]:
        """The candidates of a part, as `HuddlePart.Kind` calls it."""
        found: tuple[Candidate, ...] = getattr(self, kind)
        return found


def draft(
    candidates: Iterable[Candidate],
    colleagues: Iterable[Colleague],
    *,
    told: Sequence[str] = (),
    away: Collection[int] = (),
) -> Draft:
    """Everything in its order. `told` are the keys of what earlier huddles said, newest first."""
    found = list(candidates)

    def of(*kinds: str) -> list[Candidate]:
        return [one for one in found if one.kind in kinds]

    return Draft(
        company=tuple(of(COMPANY)[:COMPANY_SAID]),
        focus=order_focus(of(FOCUS), told),
        kudos=order_kudos(of(KUDOS), told),
        question=order_questions(of(QUESTION, ANSWERED), told),
        protocol=order_protocols(of(PROTOCOL), told),
        speakers=order_speakers(colleagues, away),
    )


def order_focus(goals: Sequence[Candidate], told: Sequence[str] = ()) -> tuple[Candidate, ...]:
    """Three at most: goals off their pace first. What was the focus before comes after others that need it as much."""
    ordered = sorted(goals, key=lambda one: (one.rank, one.key in told))
    return tuple(ordered[:MOST_FOCUS])


def order_kudos(thanks: Sequence[Candidate], told: Collection[str] = ()) -> tuple[Candidate, ...]:
    """Never one that was read out before; newest first, and each next one about somebody new while there is one."""
    rest = sorted(
        (one for one in thanks if one.key not in told),
        key=lambda one: (one.at is None, -(one.at.timestamp() if one.at else 0), one.key),
    )
    ordered: list[Candidate] = []
    named: set[int] = set()
    while rest and len(ordered) < MOST_OFFERED:
        chosen = next((one for one in rest if not one.about & named), rest[0])
        rest.remove(chosen)
        ordered.append(chosen)
        named |= chosen.about
    return tuple(ordered)


def order_questions(
    ideas: Sequence[Candidate], told: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Questions that were not asked yet, then answers that were not told yet, then questions once more."""

    def place(one: Candidate) -> int:
        return 2 if one.key in told else int(one.kind == ANSWERED)

    fresh = [one for one in ideas if not (one.kind == ANSWERED and one.key in told)]
    return tuple(sorted(fresh, key=place)[:MOST_OFFERED])


def order_protocols(
    protocols: Sequence[Candidate], told: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """What is new in the playbook and was not told yet, newest first."""
    fresh = [one for one in protocols if one.key not in told]
    return tuple(
        sorted(fresh, key=lambda one: -(one.at.timestamp() if one.at else 0))[:MOST_OFFERED]
    )


def order_speakers(
    colleagues: Iterable[Colleague], away: Collection[int] = ()
) -> tuple[Colleague, ...]:
    """Whoever has gone longest first, nobody who is away. Of several since one day, by name."""
    here = (one for one in colleagues if one.pk not in away)
    return tuple(sorted(here, key=lambda one: (one.waits_since, one.name.casefold(), one.pk)))


def away_among(colleagues: Iterable[Colleague], marks: Mapping[int, bool]) -> frozenset[int]:
    """Who is not there that day. What a leader marked for this huddle (`marks`: whether somebody is there) comes
    before what absences say.
    """
    is_here = {one.pk: not one.is_off for one in colleagues} | dict(marks)
    return frozenset(pk for pk, here in is_here.items() if not here)


def swapped(offered: Sequence[Candidate], shown: Collection[str], current: str) -> Candidate | None:
    """What a swap puts in place of `current`: the next in order that is not shown, from the beginning again."""
    keys = [one.key for one in offered]
    start = keys.index(current) + 1 if current in keys else 0
    turned = [*offered[start:], *offered[:start]]
    return next((one for one in turned if one.key not in shown), None)


def streak(held: Collection[date], is_working: Callable[[date], bool], today: date) -> int:
    """Working days in a row with a huddle, up to today; today counts once it is held and breaks nothing before.

    A day off neither counts nor breaks, unless a huddle was held on it.
    """
    number = 0
    for back in range(LONGEST_STREAK):
        day = today - timedelta(days=back)
        if day in held:
            number += 1
        elif is_working(day) and back:
            break
    return number
