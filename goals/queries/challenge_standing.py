"""How challenges stand, from the tallies: any number of them in at most five statements.

Only those who take part are read, and only their days: of a team's challenge the days they worked for that
team, of the organisation's all. One's own past is one's own wherever it was worked. Nothing here says who
may see what: that is `challenge_page`'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db import connection

from goals.fixed import from_units
from goals.models import Challenge, GuardStatus, Participation
from goals.progress import Measure, Sums
from goals.queries.shape import clock_of, measure_of
from goals.standing import (
    Change,
    Figures,
    Runner,
    best,
    can_still_turn,
    change_of,
    enough,
    everyone_past,
    past_line,
    together,
    total_reached,
)
from teams.models import Organisation, User

GRACE = timedelta(hours=24)
"""How long late figures are waited for before the result is final."""

COMING, RUNNING, COUNTING, CLOSED, CANCELLED = (
    "coming",
    "running",
    "counting",
    "closed",
    "cancelled",
)


@dataclass(frozen=True, slots=True)
class Window:
    """When a challenge begins, is over, and is final, as instants."""

    starts_at: datetime
    ends_at: datetime
    closes_at: datetime

    def share(self, now: datetime) -> Fraction:
        """How much of it is over, 0 to 1."""
        whole = (self.ends_at - self.starts_at).total_seconds()
        gone = min(max((now - self.starts_at).total_seconds(), 0), whole)
        return Fraction(int(gone), int(whole))


def window_of(challenge: Challenge, organisation: Organisation) -> Window:
    """By the calendar of whoever takes it on."""
    clock = clock_of(challenge.team, organisation)
    ends_at = clock.day_bounds(challenge.ends_on)[1]
    return Window(clock.day_start(challenge.starts_on), ends_at, ends_at + GRACE)


def phase_of(challenge: Challenge, organisation: Organisation, now: datetime) -> str:
    """Coming, running, counting (over, waiting for late figures), closed or cancelled."""
    if challenge.state != Challenge.State.OPEN:
        return str(challenge.state)
    window = window_of(challenge, organisation)
    if now < window.starts_at:
        return COMING
    return RUNNING if now < window.ends_at else COUNTING


@dataclass(frozen=True, slots=True)
class Stands:
    """How one challenge stands. `people` take part, in name order; the rest goes by their ids.

    `past` is for a line, `changes` for most improved; a value of None is too few to say.
    """

    challenge: Challenge
    measure: Measure
    people: tuple[User, ...]
    runners: Mapping[int, Runner]
    whole: Sums
    past: Mapping[int, bool | None]
    changes: Mapping[int, Change | None]
    guard: Sums | None

    @property
    def best(self) -> frozenset[int]:
        """Who improved most so far. Not to be shown before it is final."""
        return best(change for change in self.changes.values() if change is not None)

    @property
    def improved(self) -> int:
        """How many are better than their own past."""
        return sum(change is not None and change.gain > 0 for change in self.changes.values())

    @property
    def past_count(self) -> int:
        """How many are past the line."""
        return sum(one is True for one in self.past.values())

    def reached(self, *, over: bool) -> bool:
        """Whether it is made. What can still turn is so only once the window is over."""
        rule, line = self.challenge.rule, self.challenge.line
        if rule == Challenge.Rule.IMPROVED or line is None:
            return over and bool(self.best)
        if rule == Challenge.Rule.TOTAL:
            return total_reached(self.measure, self.whole, line, over=over)
        return everyone_past(self.measure, list(self.past.values()), over=over)

    @property
    def can_still_turn(self) -> bool:
        """Whether what looks made now may yet be lost."""
        return can_still_turn(self.measure)

    @property
    def guard_status(self) -> str:
        """How the guard stands; empty where there is none."""
        guard, bound = self.challenge.guard, self.challenge.guard_bound
        if guard is None or bound is None or self.guard is None:
            return ""
        measure = measure_of(guard)
        kept = past_line(measure, self.guard, bound)
        if kept is None:
            return GuardStatus.UNKNOWN
        return GuardStatus.KEPT if kept else GuardStatus.BROKEN


def read_standing(challenge: Challenge) -> Stands:
    """One challenge, with its metric and guard at hand. At most five statements."""
    return read_standings([challenge])[challenge.pk]


def read_standings(challenges: Sequence[Challenge]) -> dict[int, Stands]:
    """All of them by id, as the tallies have it now."""
    if not challenges:
        return {}
    ids = [one.pk for one in challenges]
    people: dict[int, list[User]] = defaultdict(list)
    rows = Participation.objects.filter(challenge__in=ids, left_at=None).select_related("user")
    for row in rows.order_by("user__name", "user_id"):
        people[row.challenge_id].append(row.user)
    within = _figures(_WITHIN, ids)
    improved = [one for one in challenges if one.rule == Challenge.Rule.IMPROVED]
    before = _figures(_BEFORE, [one.pk for one in improved])
    by_day = _days(_short_of_past(improved, people, before))
    guarded = [one.pk for one in challenges if one.guard_id is not None]
    guards = _guards(guarded)
    return {
        one.pk: _stands(
            one,
            people[one.pk],
            {
                person.pk: Runner(
                    person.pk,
                    within.get((one.pk, person.pk), Figures()),
                    before.get((one.pk, person.pk), Figures()),
                    by_day.get((one.pk, person.pk), ()),
                )
                for person in people[one.pk]
            },
            guards.get(one.pk, Sums()) if one.guard_id is not None else None,
        )
        for one in challenges
    }


def _stands(
    challenge: Challenge, people: Sequence[User], runners: dict[int, Runner], guard: Sums | None
) -> Stands:
    measure = measure_of(challenge.metric)
    past: dict[int, bool | None] = {}
    changes: dict[int, Change | None] = {}
    if challenge.rule == Challenge.Rule.IMPROVED:
        changes = {key: change_of(measure, runner) for key, runner in runners.items()}
    elif challenge.rule == Challenge.Rule.EVERYONE and challenge.line is not None:
        line = challenge.line
        past = {
            key: past_line(measure, runner.within.sums, line) for key, runner in runners.items()
        }
    return Stands(
        challenge,
        measure,
        tuple(people),
        runners,
        together(runners.values()),
        past,
        changes,
        guard,
    )


def _short_of_past(
    challenges: Iterable[Challenge],
    people: Mapping[int, Sequence[User]],
    before: Mapping[tuple[int, int], Figures],
) -> list[tuple[int, int]]:
    """Who has too little past, so that the days inside the window are needed one by one."""
    found: list[tuple[int, int]] = []
    for one in challenges:
        measure = measure_of(one.metric)
        found += [
            (one.pk, person.pk)
            for person in people[one.pk]
            if not enough(measure, before.get((one.pk, person.pk), Figures()))
        ]
    return found


# --- Statements ----------------------------------------------------------------------------------

_DAYS_OF = """
FROM goals_participation p
JOIN goals_challenge c ON c.id = p.challenge_id
JOIN goals_agentday d ON d.agent_id = p.user_id AND d.metric_id = c.metric_id AND {days}
WHERE p.left_at IS NULL AND p.challenge_id IN ({ids})
"""
_IN_WINDOW = (
    "d.day BETWEEN c.starts_on AND c.ends_on AND (c.team_id IS NULL OR d.team_id = c.team_id)"
)
_WITHIN = _IN_WINDOW
_BEFORE = "d.day >= c.past_from AND d.day < c.starts_on"
_SUMS = "SUM(d.value), SUM(d.weight), SUM(d.n)"


def _rows(sql: str, parameters: Sequence[int]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[int, ...]] = cursor.fetchall()
        return rows


def _marks(ids: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(ids))


def _sums(value: int, weight: int, n: int) -> Sums:
    return Sums(from_units(int(value)), from_units(int(weight)), int(n))


def _figures(days: str, ids: Sequence[int]) -> dict[tuple[int, int], Figures]:
    """Sums by challenge and person over some days, and on how many of them there were figures."""
    if not ids:
        return {}
    rows = _rows(
        f"SELECT p.challenge_id, p.user_id, {_SUMS}, COUNT(DISTINCT d.day)"
        f" {_DAYS_OF.format(days=days, ids=_marks(ids))} AND d.n > 0"
        " GROUP BY p.challenge_id, p.user_id",
        ids,
    )
    return {(row[0], row[1]): Figures(_sums(*row[2:5]), int(row[5])) for row in rows}


def _days(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[Sums, ...]]:
    """The days inside the window of some people, one by one, in order."""
    if not pairs:
        return {}
    ids = sorted({pk for pk, _ in pairs})
    people = sorted({person for _, person in pairs})
    rows = _rows(
        f"SELECT p.challenge_id, p.user_id, {_SUMS}"
        f" {_DAYS_OF.format(days=_WITHIN, ids=_marks(ids))} AND d.n > 0"
        f" AND p.user_id IN ({_marks(people)})"
        " GROUP BY p.challenge_id, p.user_id, d.day ORDER BY d.day",
        [*ids, *people],
    )
    wanted = set(pairs)
    found: dict[tuple[int, int], list[Sums]] = defaultdict(list)
    for row in rows:
        if (row[0], row[1]) in wanted:
            found[row[0], row[1]].append(_sums(*row[2:5]))
    return {pair: tuple(days) for pair, days in found.items()}


def _guards(ids: Sequence[int]) -> dict[int, Sums]:
    """What the guards came to over the window, of the whole team or organisation."""
    if not ids:
        return {}
    rows = _rows(
        f"SELECT c.id, {_SUMS} FROM goals_challenge c"
        " JOIN goals_teamday d ON d.metric_id = c.guard_id AND d.team_id = c.team_id"
        " AND d.day BETWEEN c.starts_on AND c.ends_on"
        f" WHERE c.id IN ({_marks(ids)}) GROUP BY c.id"
        f" UNION ALL SELECT c.id, {_SUMS} FROM goals_challenge c"
        " JOIN goals_organisationday d ON d.metric_id = c.guard_id"
        " AND d.day BETWEEN c.starts_on AND c.ends_on"
        f" WHERE c.team_id IS NULL AND c.id IN ({_marks(ids)}) GROUP BY c.id",
        [*ids, *ids],
    )
    return {row[0]: _sums(*row[1:4]) for row in rows}
