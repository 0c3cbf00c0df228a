"""The demonstration's ideas: a year of them, most answered in time, two late, some done and credited.

Everything goes through the actions, in the order of time, and is the same for a last day.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from feedback.actions import idea_answers as answers
from feedback.actions import ideas as actions
from feedback.demo.idea_words import EVERYBODY, IDEAS, Step, Told
from feedback.models import Idea
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.recompute import ideas as recompute
from teams.models import Membership, Notice, Team, User
from teams.permissions import forget_standing

_MORNING = time(9, 20)
_READ_AFTER = timedelta(hours=20)
_BACKED_WITHIN = 3
Act = Callable[[datetime], object]


@dataclass
class _Year:
    """What is to happen, by when, and who is there to do it."""

    now: datetime
    people: dict[str, User] = field(init=False)
    teams: dict[str, Team] = field(init=False)
    _list: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = {one.username: one for one in User.objects.filter(is_active=True)}
        self.teams = {team.name: team for team in Team.objects.all()}

    def at(self, team: Team | None, days_ago: int, act: Act, minutes: int = 0) -> None:
        """Have something done on a morning of a team, unless that is still to come."""
        zone = ZoneInfo("Europe/London" if team is None else team.time_zone)
        day = self.now.astimezone(zone).date() - timedelta(days=days_ago)
        when = datetime.combine(day, _MORNING, zone) + timedelta(minutes=minutes)
        if when <= self.now:
            heapq.heappush(self._list, (when, len(self._list), act))

    def play(self) -> None:
        """All of it, in the order of time, with the reminders that were due in between."""
        while self._list:
            when, _, act = heapq.heappop(self._list)
            recompute.look(when)
            act(when)
        recompute.look(self.now)


@transaction.atomic
def seed_ideas(now: datetime) -> None:
    """A year of ideas as of `now`, after people and teams are there. All or nothing."""
    year = _Year(now)
    for told in IDEAS:
        if told.author in year.people and (told.team == EVERYBODY or told.team in year.teams):
            _plan(year, told)
    year.play()
    ours = Notice.objects.filter(kind__in=[IDEA_ANSWERED, IDEA_WAITS], read_at=None)
    ours.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _plan(year: _Year, told: Told) -> None:
    """One idea: had, backed, talked about, answered, and done."""
    team = None if told.team == EVERYBODY else year.teams[told.team]
    made: list[Idea] = []

    def person(login: str) -> User:
        found = year.people[login]
        forget_standing(found)
        return found

    def had(now: datetime) -> None:
        made.append(
            actions.add_idea(
                person(told.author), title=told.title, words=told.words, team=team, now=now
            )
        )

    year.at(team, told.days_ago, had)
    for place, login in enumerate(_backers(year, told, team)):
        year.at(
            team,
            told.days_ago - place % _BACKED_WITHIN,
            lambda now, login=login: actions.back_idea(person(login), made[0], now=now),  # type: ignore[misc]
            7 + 11 * place,
        )
    for days, login, words in told.said:
        year.at(
            team,
            told.days_ago - days,
            lambda now, login=login, words=words: actions.say_about_idea(  # type: ignore[misc]
                person(login), made[0], words=words, now=now
            ),
            240,
        )
    for step in told.answers:
        year.at(
            team,
            told.days_ago - step.after,
            lambda now, step=step: _answer(person(step.by), made[0], step, now, person),  # type: ignore[misc]
            300,
        )


def _answer(
    leader: User, idea: Idea, step: Step, now: datetime, person: Callable[[str], User]
) -> None:
    today: date = now.date()
    if step.kind == "look":
        day = today + timedelta(days=step.days)
        answers.look_at_idea(leader, idea, words=step.words, answer_by=day, now=now)
    elif step.kind == "agree":
        answers.agree_to_idea(
            leader, idea, reason=step.words, owner=person(step.owner) if step.owner else None,
            do_by=today + timedelta(days=step.days), now=now,
        )  # fmt: skip
    elif step.kind == "decline":
        answers.decline_idea(leader, idea, reason=step.words, now=now)
    else:
        answers.finish_idea(leader, idea, came_of_it=step.words, now=now)


def _backers(year: _Year, told: Told, team: Team | None) -> list[str]:
    """As many of the team as the idea has, by login, beginning at a place of its own."""
    held = Membership.objects.filter(ends_on=None, team__isnull=False, user__is_active=True)
    if team is not None:
        held = held.filter(team=team)
    since = (year.now - timedelta(days=told.days_ago)).date()
    logins = sorted(
        set(held.filter(starts_on__lt=since).values_list("user__username", flat=True))
        - {told.author}
    )
    start = len(told.title) % max(len(logins), 1)
    return [*logins[start:], *logins[:start]][: told.backed]
