"""A leader's own balance: what they told people to keep, and what to change. For their own eyes, without a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.models import CoachingNote, Kudos
from goals.charts import Bar, Bars
from goals.dates import month
from teams.models import Organisation, User

MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month: thanks given, notes on something to keep, and on something to change."""

    name: str
    thanks: int
    keep: int
    change: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Twelve months, newest first; in words, as bars and as a table."""

    sentence: str
    ratio: str
    bars: Bars
    months: tuple[MonthLine, ...]


def balance_of(viewer: User, now: datetime) -> Balance:
    """What the viewer said over the last twelve months, by the organisation's months. Three statements."""
    clock = Organisation.objects.get(pk=1).clock
    today = clock.day_of(now)
    firsts = _firsts(today)
    begin = datetime.combine(firsts[-1], datetime.min.time(), now.tzinfo) - DAY
    counts: dict[date, list[int]] = {first: [0, 0, 0] for first in firsts}

    def add(at: datetime, place: int) -> None:
        first = clock.day_of(at).replace(day=1)
        if first in counts:
            counts[first][place] += 1

    thanks = Kudos.objects.filter(author=viewer, taken_back_at=None, shared_at__gte=begin)
    for at in thanks.order_by().values_list("shared_at", flat=True):
        add(at, 0)
    notes = CoachingNote.objects.filter(author=viewer, written_at__gte=begin).exclude(tone="")
    for at, tone in notes.order_by().values_list("written_at", "tone"):
        add(at, 1 if tone == CoachingNote.Tone.PRAISE else 2)
    lines = tuple(MonthLine(month(first, today), *counts[first]) for first in firsts)
    given, keep, change = (sum(column) for column in zip(*counts.values(), strict=True))
    return Balance(
        sentence=_sentence(given, keep, change),
        ratio=_ratio(given + keep, change),
        bars=Bars(
            (
                Bar("Thanks you gave", given, str(given)),
                Bar("Notes on something to keep", keep, str(keep)),
                Bar("Notes on something to change", change, str(change), strong=False),
            )
        ),
        months=lines,
    )


def _firsts(today: date) -> list[date]:
    """The first days of the last twelve months, newest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - DAY).replace(day=1))
    return found


def _sentence(given: int, keep: int, change: int) -> str:
    if not given + keep + change:
        return "In the last twelve months you thanked nobody here and marked no note."
    thanks = "once" if given == 1 else f"{given} times"
    keeps = "1 note was" if keep == 1 else f"{keep} notes were"
    return (
        f"In the last twelve months you thanked people {thanks}. {keeps} on something to keep, "
        f"{change} on something to change."
    )


def _ratio(praise: int, change: int) -> str:
    """`About 4 to 1`, of good words to corrections; nothing where one of the two is missing."""
    if not praise or not change:
        return ""
    if praise >= change:
        return f"For each thing to change you named about {_whole(praise / change)} to keep."
    return f"For each thing to keep you named about {_whole(change / praise)} to change."


def _whole(share: float) -> str:
    text = f"{share:.1f}"
    return text.removesuffix(".0")
