"""Telling people that a goal turned: once for each turn, and only what is so now.

What was last said of a period is a row (`GoalTurn`). A turn is where that differs from the status of now in
a way that matters; all of them are found by three statements, whatever the number of goals. Each is claimed by
an update of its row, in the transaction that tells: a worker that is killed half-way has told nobody, and of
two at once one finds nothing left to say.

A turn is:
- to watch or behind, from better; to missed while it runs, when a limit is overrun;
- back on pace, after one of these was told;
- met; and once a period closes, how it ended where that is not known yet;
- revised: a figure came after the close;
- its guard out of bounds while it runs, with what that holds back; and within them again, after that was told.

None is told
- of what a goal starts with: its first status, for a subject, is only noted. A later period starts from
  nothing said, so that being off pace counts once it is no longer too early to say;
- of what was between, when nobody looked for days: of each goal and subject only the period that runs now
  and the last one that closed count, and what is said of both is one notice;
- a second time within a day: a goal that wavers says so once each way, and again the day after if it then
  still is otherwise than it said last. A goal by the hour counts as one for that, not each hour;
- of a day or hour that closed: that happens every day, and their pages show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from time import monotonic
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from goals.models import TEAM_ITSELF, Cadence, Goal, GoalTurn, GuardStatus, Progress, Scope, Status
from goals.models.bulk import plain, read_instant
from goals.notice_kinds import CLOSED, GOOD_NEWS, GUARD, REVISED, TURNED
from goals.permissions import goals_visible_to
from goals.queries import turn_words
from goals.queries.goal import GoalDetail, Subject, read_goal, whose_words
from goals.queries.turn_words import TurnWords
from teams.models import User
from teams.permissions import can_sign_in
from teams.telling import tell

WITHIN = timedelta(hours=24)
"""The same turn of the same period is not told again so soon."""
KEPT_FOR = timedelta(days=4)
"""Rows of days and hours are of no use once they are over; weeks and longer wait for their close."""
LONGEST_SPELL = 240.0
"""Seconds after which the rest waits for the next run."""
_SHORT = (Cadence.HOURLY.value, Cadence.DAILY.value)

log = structlog.get_logger(__name__)

_KEY = "t.goal_id = p.goal_id AND t.agent_id = p.agent_id AND t.starts_at = p.starts_at"
_SAME = "FROM goals_goalturn b WHERE b.goal_id = p.goal_id AND b.agent_id = p.agent_id"
_MOVED = f"{_SAME} AND b.first_day = p.first_day ORDER BY b.starts_at DESC LIMIT 1"
"""A period keeps its days when its team's zone changes, and begins at another instant."""
_BEGIN = f"""
INSERT INTO goals_goalturn
       (goal_id, agent_id, starts_at, first_day, told, guard_told, turned_at, turns, closed, revised)
SELECT p.goal_id, p.agent_id, p.starts_at, p.first_day,
       COALESCE(CASE WHEN g.cadence <> 'hourly' THEN (SELECT b.told {_MOVED}) END,
                CASE WHEN p.status IN ('watch', 'behind', 'met', 'missed')
                     AND NOT EXISTS (SELECT 1 {_SAME}) THEN p.status ELSE '' END),
       COALESCE(CASE WHEN g.cadence <> 'hourly' THEN (SELECT b.guard_told {_MOVED}) END,
                CASE WHEN p.guard_status = 'broken'
                     AND NOT EXISTS (SELECT 1 {_SAME}) THEN p.guard_status ELSE '' END),
       COALESCE(CASE WHEN g.cadence <> 'hourly' THEN (SELECT b.turned_at {_MOVED})
                     ELSE (SELECT b.turned_at {_SAME} ORDER BY b.starts_at DESC LIMIT 1) END,
                '{{}}'),
       0, %s, %s
FROM goals_progress p JOIN goals_goal g ON g.id = p.goal_id
WHERE NOT p.final AND p.starts_at <= %s AND g.state = 'active'
  AND NOT EXISTS (SELECT 1 FROM goals_goalturn t WHERE {_KEY})
ON CONFLICT (goal_id, agent_id, starts_at) DO NOTHING
"""
_COLUMNS = "t.id, t.goal_id, t.agent_id, t.starts_at, t.told, t.turns, t.turned_at, p.status, p.id, p.final"
_OF_GUARD = _COLUMNS.replace("t.told", "t.guard_told").replace("p.status", "p.guard_status")
_TURNED = f"""
SELECT {_COLUMNS}
FROM goals_goalturn t JOIN goals_progress p ON {_KEY} JOIN goals_goal g ON g.id = t.goal_id
WHERE NOT t.closed AND g.state = 'active' AND (
    NOT p.final AND p.ends_at > %s AND p.status <> t.told AND (
        p.status IN ('met', 'missed')
        OR p.status = 'behind' AND t.told <> 'missed'
        OR p.status = 'watch' AND t.told NOT IN ('behind', 'missed')
        OR p.status = 'on_pace' AND t.told IN ('watch', 'behind', 'missed'))
    OR p.final AND g.cadence NOT IN ('hourly', 'daily'))
ORDER BY t.goal_id, t.agent_id, t.starts_at
"""
_REVISED = f"""
SELECT {_COLUMNS}
FROM goals_progress p JOIN goals_goalturn t ON {_KEY} JOIN goals_goal g ON g.id = t.goal_id
WHERE p.revised_at IS NOT NULL AND p.final AND t.closed AND NOT t.revised AND g.state <> 'archived'
ORDER BY t.goal_id, t.agent_id, t.starts_at
"""
_GUARDED = f"""
SELECT {_OF_GUARD}
FROM goals_goalturn t JOIN goals_progress p ON {_KEY} JOIN goals_goal g ON g.id = t.goal_id
WHERE NOT t.closed AND g.state = 'active' AND NOT p.final AND p.ends_at > %s AND (
    p.guard_status = 'broken' AND t.guard_told <> 'broken'
    OR p.guard_status = 'kept' AND t.guard_told = 'broken')
ORDER BY t.goal_id, t.agent_id, t.starts_at
"""
_FORGET = """
DELETE FROM goals_goalturn WHERE starts_at < %s
  AND goal_id IN (SELECT id FROM goals_goal WHERE cadence IN ('hourly', 'daily'))
  AND EXISTS (SELECT 1 FROM goals_goalturn b WHERE b.goal_id = goals_goalturn.goal_id
              AND b.agent_id = goals_goalturn.agent_id AND b.starts_at > goals_goalturn.starts_at)
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A period whose status is otherwise than was said last, or whose end or revision was not said.

    With `of_guard`, `status` and what was `told` are its guard's.
    """

    pk: int
    goal_id: int
    agent_id: int
    starts_at: datetime
    told: str
    turns: int
    turned_at: dict[str, str]
    status: str
    progress_id: int
    final: bool
    revised: bool = False
    of_guard: bool = False

    def is_news(self, now: datetime) -> bool:
        """Whether it is to be told now: not so soon after it was told before."""
        if self.revised:
            return True
        if self.final:
            return self.status in (Status.MET, Status.MISSED) and self.status != self.told
        last = self.turned_at.get(self.stamp)
        return last is None or datetime.fromisoformat(last) <= now - WITHIN

    @property
    def stamp(self) -> str:
        """Under which name it is kept when this was told last."""
        return f"guard_{self.status}" if self.of_guard else self.status

    @property
    def kind(self) -> str:
        """What kind of notice tells it."""
        if self.revised:
            return REVISED
        if self.of_guard:
            return GUARD if self.status == GuardStatus.BROKEN else GOOD_NEWS
        if self.final:
            return CLOSED
        return GOOD_NEWS if self.status in (Status.ON_PACE, Status.MET) else TURNED


def tell_turns(now: datetime) -> bool:
    """Tell what turned since it was told last; False when there was more than one spell's work.

    A goal that cannot be put into words is logged and holds nobody else's news up; the next run tries again.
    """
    _begin(now)
    until = monotonic() + LONGEST_SPELL
    for find in (
        partial(_found, _TURNED, plain(now)),
        partial(_found, _REVISED, revised=True),
        # Looked for last: of a goal that turned as well its row is then as that left it.
        partial(_found, _GUARDED, plain(now), of_guard=True),
    ):
        turns = find()
        for _, group in groupby(turns, key=lambda turn: (turn.goal_id, turn.agent_id)):
            if monotonic() > until:
                return False
            _tell_of_one(list(group), now)
    _forget(now)
    return True


def _begin(now: datetime) -> None:
    """Note the periods that began, and what a goal that is new stands at."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [False, False, plain(now)])


def _found(sql: str, *values: Any, revised: bool = False, of_guard: bool = False) -> list[Turn]:
    """One statement, whatever the number of goals; by goal and subject, in the order of the periods."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_turn(row, revised=revised, of_guard=of_guard) for row in cursor.fetchall()]


def _turn(row: tuple[Any, ...], *, revised: bool, of_guard: bool) -> Turn:
    pk, goal_id, agent_id, starts_at, told, turns, turned_at, status, progress_id, final = row
    kept = json.loads(turned_at) if isinstance(turned_at, str) else turned_at
    return Turn(
        pk, goal_id, agent_id, read_instant(starts_at), told, turns, kept, status, progress_id,
        bool(final), revised, of_guard,
    )  # fmt: skip


def _forget(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [plain(now - KEPT_FOR)])


# --- One goal, one subject -----------------------------------------------------------------------


def _tell_of_one(turns: list[Turn], now: datetime) -> None:
    """Claim all of them and tell the latest; an ended period beside it is said in the same breath."""
    try:
        with transaction.atomic():
            claimed = [turn for turn in turns if not turn.is_news(now) or _claim(turn, now)]
            news = [turn for turn in claimed if turn.is_news(now)]
            for turn in claimed:
                if turn not in news:
                    _claim_silently(turn)
            if news:
                _tell(_that_count(news), now)
    except Exception:
        log.exception("a turn could not be told", goal=turns[0].goal_id, agent=turns[0].agent_id)


def _that_count(news: list[Turn]) -> list[Turn]:
    """The running period and the last one that ended, the latest first; of revisions the latest three."""
    ended = [turn for turn in news if turn.final]
    running = [turn for turn in news if not turn.final]
    if news[0].revised:
        return ended[::-1][:3]
    return [*running[-1:], *ended[-1:]]


def _claim(turn: Turn, now: datetime) -> bool:
    """True for the one who may tell it."""
    changes: dict[str, Any] = {"turns": turn.turns + 1}
    if turn.revised:
        changes["revised"] = True
    else:
        changes["turned_at"] = {**turn.turned_at, turn.stamp: now.isoformat()}
        if turn.of_guard:
            changes["guard_told"] = turn.status
        else:
            changes |= {"told": turn.status, "closed": turn.final}
    return _as_it_was(turn).update(**changes) == 1


def _claim_silently(turn: Turn) -> None:
    """What is known of an ended period is not looked at again; what wavers waits for its day."""
    if turn.final and not turn.revised:
        _as_it_was(turn).update(closed=True, turns=turn.turns + 1)


def _as_it_was(turn: Turn) -> QuerySet[GoalTurn]:
    return GoalTurn.objects.filter(pk=turn.pk, turns=turn.turns)


def _tell(turns: list[Turn], now: datetime) -> None:
    """One notice to each who owns the goal, about figures that they may open."""
    first = turns[0]
    goal = (
        Goal.objects.select_related("metric", "team", "agent", "owner", "guard", "reward")
        .filter(pk=first.goal_id)
        .get()
    )
    rows = Progress.objects.in_bulk([turn.progress_id for turn in turns])
    for person in _who_own(goal, first.agent_id, now):
        said = [
            words
            for turn in turns
            if (words := _words(turn, goal, rows[turn.progress_id], person, now)) is not None
        ]
        if not said:
            continue
        detail = [said[0].detail, *(part for one in said[1:] for part in (one.text, one.detail))]
        tell(
            [person],
            first.kind,
            _key(first),
            said[0].text,
            detail=" ".join(part for part in detail if part),
            url=_address(first, goal, rows[first.progress_id]),
            about=None if first.agent_id == TEAM_ITSELF else first.agent_id,
            now=now,
        )


def _who_own(goal: Goal, agent_id: int, now: datetime) -> Iterator[User]:
    """The owner; an agent about their own figures. Of an each-member goal the member alone."""
    people: Iterable[User] = [goal.owner]
    if goal.scope == Scope.MEMBERS:
        people = User.objects.filter(pk=agent_id)
    elif goal.scope == Scope.AGENT and goal.agent is not None and goal.agent_id != goal.owner_id:
        people = [goal.owner, goal.agent]
    for person in people:
        # What one may no longer open, one is no longer told of.
        if can_sign_in(person, now) and goals_visible_to(person).filter(pk=goal.pk).exists():
            yield person


def _words(turn: Turn, goal: Goal, row: Progress, person: User, now: datetime) -> TurnWords | None:
    detail = _detail(goal, row, person, now)
    if detail is None or detail.progress is None:
        return None
    if turn.of_guard:
        return turn_words.guarded(detail, broken=turn.status == GuardStatus.BROKEN)
    if turn.revised:
        return turn_words.revised(detail, detail.progress)
    if turn.final:
        return turn_words.closed(detail, detail.progress)
    return turn_words.turned(detail, detail.progress)


def _detail(goal: Goal, row: Progress, person: User, now: datetime) -> GoalDetail | None:
    """What the goal's page shows this person of that period; None when they may not see it."""
    name = person.name if row.agent_id == person.pk else whose_words(goal)
    subject = Subject(row.agent_id, name)
    detail = read_goal(person, goal, subject, on=row.first_day, now=now)
    if goal.cadence == Cadence.HOURLY and detail.progress is not None:
        # Of a day's hours the page shows the latest; told is the one that turned.
        return detail if detail.progress.pk == row.pk else None
    return detail


def _key(turn: Turn) -> str:
    """The occasion: no other turn has the same."""
    what = "revised" if turn.revised else "closed" if turn.final else turn.stamp
    start = f"{turn.starts_at:%Y%m%dT%H%M}"
    return f"goal-{turn.goal_id}-{turn.agent_id}-{start}-{turn.turns + 1}-{what}"


def _address(turn: Turn, goal: Goal, row: Progress) -> str:
    url = reverse("goals:goal", args=[goal.pk])
    shown: dict[str, Any] = {"period": row.first_day.isoformat()} if turn.final else {}
    if goal.scope == Scope.MEMBERS and turn.agent_id != TEAM_ITSELF:
        shown["agent"] = turn.agent_id
    return f"{url}?{urlencode(shown)}" if shown else url
