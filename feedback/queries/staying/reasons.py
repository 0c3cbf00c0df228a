"""Why people left, counted: of those whose reasons one may read, each; of others, five or more together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from feedback.anonymity import FEWEST
from feedback.models import Leaving
from feedback.permissions.staying import leavers_visible_to
from feedback.queries.staying.house import House
from feedback.staying import Batch, Reason, batches
from goals import dates
from goals.charts import Bar, Bars
from goals.formats import count
from teams.calendar import Clock
from teams.models import User

LABELS = dict(Leaving.Theme.choices)


@dataclass(frozen=True, slots=True)
class Reasons:
    """How many left for what: themes in the order in which they are chosen. `missing` have none written down."""

    themes: tuple[tuple[str, int], ...]
    missing: int = 0
    span: str = ""

    @property
    def number(self) -> int:
        """How many reasons."""
        return sum(number for _, number in self.themes)

    @property
    def bars(self) -> Bars:
        """Most first; of as many in the order in which they are chosen."""
        by_size = sorted(self.themes, key=lambda each: -each[1])
        return Bars(
            tuple(
                Bar(str(LABELS[theme]), n, count(n), strong=theme != Leaving.Theme.UNKNOWN)
                for theme, n in by_size
            )
        )


@dataclass(frozen=True, slots=True)
class Readable:
    """The people whose reasons the viewer may read, and what is written of them: theme by person."""

    people: frozenset[int]
    themes: dict[int, str]

    def of(self, house: House, teams: frozenset[int]) -> Reasons:
        """Those of whoever left these teams in the days of the report, as far as the viewer may read them."""
        left = {one.person for one in house.left(teams, house.first, house.today)} & self.people
        found = Counter(self.themes[person] for person in left if person in self.themes)
        return Reasons(_ordered(found), missing=len(left) - sum(found.values()))


def read_readable(viewer: User, house: House) -> Readable:
    """Two statements, whatever the number of people."""
    people = frozenset(leavers_visible_to(viewer).values_list("pk", flat=True))
    written = Leaving.objects.filter(
        left_on__gte=house.first, left_on__lte=house.today, person__left_on__isnull=False
    ).order_by("left_on")
    themes = {
        person: theme
        for person, theme in written.values_list("person_id", "theme")
        if person in people
    }
    return Readable(people, themes)


def read_batches(teams: Iterable[int], clock: Clock, today: date) -> dict[int, Reasons]:
    """Of each team the newest reasons that are told together, for those who may not read them. One statement.

    Reasons that nobody knows are not among them: they would fill up what is to hide the others.
    """
    found: dict[int, list[Reason]] = defaultdict(list)
    rows = Leaving.objects.filter(team__in=list(teams)).exclude(theme=Leaving.Theme.UNKNOWN)
    for team, left_on, theme, at in rows.order_by("left_on").values_list(
        "team_id", "left_on", "theme", "written_at"
    ):
        found[team].append(Reason(left_on, theme, clock.day_of(at)))
    told = {team: batches(own, today, FEWEST) for team, own in found.items()}
    return {team: _told(own[-1], today) for team, own in told.items() if own}


def _told(batch: Batch, today: date) -> Reasons:
    return Reasons(
        _ordered(Counter(dict(batch.themes))), span=dates.months(batch.first, batch.last, today)
    )


def _ordered(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((theme, found[theme]) for theme in Leaving.Theme.values if found[theme])
