"""A team's page: how it is doing together, when it works, who is in it. No figures of single people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.home.visit import Visit
from feedback.queries.help_words import TeamHelp, help_in
from goals import dates
from goals.models import Goal, Scope
from goals.permissions import can_create_goals_for, goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.lately import Ended, ended_lately
from goals.queries.ledger import Ledger, read_lines
from goals.queries.plan_today import TodayLine, lines_today
from teams.calendar import ONE_DAY, WorkingTime
from teams.models import Role, Team, User
from teams.models.people import LEADS
from teams.permissions import can_edit_team, standing_of
from teams.queries import HolidayRow, Member, coming_days_off, people_of, working_time
from teams.queries.huddle_last import LastHuddle, last_huddle

LOOK_AHEAD = 14
MOST_FIGURES = 8
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the calendar."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the team, with the role, and a way to their page for those who may open it."""

    name: str
    initials: str
    role: str
    pk: int
    opens: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the page shows; people are in name order."""

    team: Team
    open_now: str
    ledger: Ledger
    calendar: tuple[Fact, ...]
    people: tuple[PersonLine, ...]
    figures: tuple[CompanyFigure, ...]
    lately: tuple[Ended, ...]
    huddle: LastHuddle | None
    cover: tuple[TodayLine, ...]
    help: TeamHelp | None
    is_member: bool
    can_edit: bool
    can_add_goal: bool


def team_page(visit: Visit, team: Team) -> TeamPage:
    """Some twenty statements: goals three, hours, calendar two, people, figures five, closed periods; and for the
    team's own people the last huddle, who covers what today, and how help goes round.
    """
    user, organisation, now = visit.user, visit.organisation, visit.now
    today = team.clock.day_of(now)
    goals = goals_visible_to(user).filter(
        team=team, scope__in=[Scope.TEAM, Scope.MEMBERS], state=Goal.State.ACTIVE
    )
    standing = standing_of(user)
    lines = read_lines(goals, user, organisation, now=now)
    leads = standing.is_administrator or team.pk in standing.leads
    working = working_time(team)
    members = people_of(team, today)
    is_member = team.pk in standing.teams
    return TeamPage(
        team=team,
        open_now=open_now(working, now),
        # What each member has is the members' own and their leads' to see, so it is listed for those.
        ledger=lines.ledger(None if leads else lambda goal: goal.scope == Scope.TEAM),
        calendar=tuple(_calendar(team, coming_days_off(team, today), today)),
        people=tuple(_people(members, user, leads=leads)),
        figures=kept_company_line(user, organisation, visit.state, now, MOST_FIGURES, team),
        lately=ended_lately(team, organisation, today),
        huddle=last_huddle(user, team, now),
        cover=lines_today(user, team, now, [one.user_id for one in members], working.closed),
        help=help_in(user, team, now) if is_member else None,
        is_member=is_member,
        can_edit=can_edit_team(user, team),
        can_add_goal=can_create_goals_for(user, team),
    )


def open_now(working: WorkingTime, now: datetime) -> str:
    """`Open now, until 20:00`, `Closed now. Opens Mon 24 Nov at 08:00`."""
    clock = working.clock
    today = clock.local(now).date()
    for day in (today - ONE_DAY, today):
        hours = working.shift(day)
        if hours is not None and hours[0] <= now < hours[1]:
            return f"Open now, until {dates.clock_time(clock.local(hours[1]).time())}"
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        hours = working.shift(day)
        if hours is not None and hours[0] > now:
            at = dates.clock_time(clock.local(hours[0]).time())
            if ahead == 0:
                return f"Closed now. Opens at {at}"
            return (
                f"Closed now. Opens {'tomorrow' if ahead == 1 else dates.day(day, today)} at {at}"
            )
    return "Closed for the next two weeks"


def _calendar(team: Team, days_off: list[HolidayRow], today: date) -> list[Fact]:
    opens, closes = dates.clock_time(team.opens_at), dates.clock_time(team.closes_at)
    night = " the next morning" if team.closes_at <= team.opens_at else ""
    facts = [
        Fact("Days", weekdays(team.working_days)),
        Fact("Hours", f"{opens} to {closes}{night}"),
        Fact("Time zone", team.time_zone.replace("_", " ")),
    ]
    if team.day_starts_hour:
        facts.append(Fact("A day starts at", f"{team.day_starts_hour:02d}:00"))
    off = next((row for row in days_off if not row.is_worked), None)
    if off is not None:
        facts.append(Fact("Next day off", f"{off.name}, {dates.day(off.day, today)}"))
    return facts


def weekdays(days: list[int]) -> str:
    """`Mon to Fri`, `Mon, Wed and Fri`, `Every day`."""
    ordered = sorted(days)
    if len(ordered) == len(_WEEKDAYS):
        return "Every day"
    names = [_WEEKDAYS[day] for day in ordered]
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[0]} to {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _people(members: list[Member], user: User, *, leads: bool) -> list[PersonLine]:
    """Once each, in name order, with the role that carries most."""
    by_person: dict[int, list[Member]] = {}
    for member in members:
        by_person.setdefault(member.user_id, []).append(member)
    return [
        PersonLine(
            name=roles[0].name,
            initials=roles[0].initials,
            role=roles[0].title
            or ", ".join(
                role.role_text for role in sorted(roles, key=lambda role: role.role not in LEADS)
            ),
            pk=pk,
            opens=pk == user.pk or (leads and any(role.role == Role.AGENT for role in roles)),
        )
        for pk, roles in by_person.items()
    ]
