"""Who a person is today, and what follows from it.

Every rule about people and teams stands here. A role is always a role *in a team, today*: nobody is "a
supervisor" in general. What a person may not see does not exist for them: rules are querysets, and a
fetch through one ends in 404.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from teams.calendar import Clock
from teams.models import DayBox, Huddle, HuddleEntry, Membership, Organisation, Role, Team, User


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """A team one belongs to, with what a link to it needs."""

    pk: int
    name: str
    slug: str
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Led:
    """A time in which one leads or led a team: from a day on, until before another where there is one."""

    team_id: int
    clock: Clock
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's memberships that hold at one moment, as sets of team ids.

    `own_teams` are the same teams in name order, for menus; `waiting` is what waits for the person in them, by
    what `register_waiting` was given; `led` is since when they lead those they lead.
    """

    user_id: int
    is_administrator: bool = False
    agent_in: frozenset[int] = field(default_factory=frozenset)
    supervises: frozenset[int] = field(default_factory=frozenset)
    manages: frozenset[int] = field(default_factory=frozenset)
    own_teams: tuple[OwnTeam, ...] = ()
    waiting: int = field(default=0, compare=False)
    led: tuple[Led, ...] = field(default=(), compare=False)

    @property
    def leads(self) -> frozenset[int]:
        """Teams whose people this person looks after."""
        return self.supervises | self.manages

    @property
    def teams(self) -> frozenset[int]:
        """Teams this person belongs to."""
        return self.leads | self.agent_in

    @property
    def shared_zone(self) -> str:
        """The time zone of the clock on their wall: their teams', where those share one; else empty, and the
        organisation's counts.
        """
        zones = {team.time_zone for team in self.own_teams}
        return zones.pop() if len(zones) == 1 else ""

    @property
    def looks_after(self) -> bool:
        """Whether they look after people, or after the installation."""
        return bool(self.leads) or self.is_administrator

    @property
    def role(self) -> str:
        """The role their home page speaks to: what carries most comes first; '' for nobody."""
        if self.manages:
            return Role.MANAGER
        if self.supervises:
            return Role.SUPERVISOR
        if self.is_administrator:
            return Role.ADMINISTRATOR
        return Role.AGENT if self.agent_in else ""


NOBODY = Standing(user_id=0)


def standing_of(user: User | AnonymousUser, now: datetime | None = None) -> Standing:
    """What this person is at `now` (the present by default). One statement; kept on the user object.

    Each membership counts by its own team's day. A deactivated person stands nowhere.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    if now is None:
        kept: Standing | None = user.__dict__.get("_standing")
        if kept is None:
            kept = _read_standing(user, timezone.now())
            user.__dict__["_standing"] = kept
        return kept
    return _read_standing(user, now)


def forget_standing(user: User) -> None:
    """Have it read anew, after a change of memberships in the same request."""
    user.__dict__.pop("_standing", None)


_waiting: list[Combinable] = []


def register_waiting(count: Combinable) -> None:
    """Let an app say how much waits for the person of a membership, as an expression over its row.

    It rides on the statement that reads memberships, so the number in every page's menu costs none of its own.
    Called once, from its AppConfig.
    """
    _waiting[:] = [count]


_HELD = (
    "role",
    "starts_on",
    "ends_on",
    "team_id",
    "team__name",
    "team__slug",
    "team__time_zone",
    "team__day_starts_hour",
    "team__archived_at",
)


def _read_standing(user: User, now: datetime) -> Standing:
    """Rows of plain values: every request asks this."""
    teams: dict[str, set[int]] = {Role.AGENT: set(), Role.SUPERVISOR: set(), Role.MANAGER: set()}
    own: dict[int, OwnTeam] = {}
    led: list[Led] = []
    waiting: dict[bool, int] = {True: 0, False: 0}
    is_administrator = user.is_superuser
    rows: Any = Membership.objects.filter(user=user).order_by().values_list(*_HELD, *_waiting)
    for row in rows:
        role, starts_on, ends_on, team_id, name, slug, zone, day_starts_hour, archived_at, *more = (
            row
        )
        clock = Clock(zone or "UTC", day_starts_hour or 0)
        if team_id is not None and role != Role.AGENT:
            led.append(Led(team_id, clock, starts_on, ends_on))
        day = now.date() if team_id is None else clock.day_of(now)
        if starts_on > day or (ends_on is not None and ends_on <= day):
            continue
        if team_id is None:
            is_administrator = True
        elif archived_at is None:
            teams[role].add(team_id)
            own[team_id] = OwnTeam(team_id, name, slug, zone)
            waiting[role != Role.AGENT] += sum(number or 0 for number in more)
    return Standing(
        user.pk,
        is_administrator,
        frozenset(teams[Role.AGENT]),
        frozenset(teams[Role.SUPERVISOR]),
        frozenset(teams[Role.MANAGER]),
        tuple(sorted(own.values(), key=lambda team: team.name.casefold())),
        # Whoever leads has a leader's menu.
        waiting[bool(teams[Role.SUPERVISOR] or teams[Role.MANAGER])],
        tuple(one for one in led if one.team_id in teams[Role.SUPERVISOR] | teams[Role.MANAGER]),
    )


def can_sign_in(user: User, now: datetime) -> bool:
    """Whether a password, a session or a token of this person counts at `now`.

    Not once deactivated, nor from the first day on which they are gone, in the organisation's zone.
    """
    if not user.is_active:
        return False
    return user.left_on is None or organisation_day(now) < user.left_on


# --- Teams ---------------------------------------------------------------------------------------


def teams_visible_to(user: User) -> QuerySet[Team]:
    """Administrators see every team; everybody else the teams they are in."""
    standing = standing_of(user)
    if standing.is_administrator:
        return Team.objects.all()
    return Team.objects.filter(pk__in=standing.teams)


def can_edit_team(user: User, team: Team) -> bool:
    """Calendar, hours and closures: administrators, and the team's managers."""
    standing = standing_of(user)
    return standing.is_administrator or team.pk in standing.manages


def can_administer(user: User | AnonymousUser) -> bool:
    """Organisation, teams, people, roles, metrics, sources."""
    return standing_of(user).is_administrator


def can_lead(user: User | AnonymousUser) -> bool:
    """Supervisor or manager of some team, or administrator: sees the leaders' pages, not any one team."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.leads)


def can_plan_day(user: User | AnonymousUser) -> bool:
    """Supervisor or manager of some team: has a day of escalations and talks to plan."""
    return bool(standing_of(user).leads)


def boxes_of(user: User) -> QuerySet[DayBox]:
    """The times this person set aside. There is no other way to them: they are nobody else's to see."""
    return DayBox.objects.filter(person=user)


def can_manage(user: User | AnonymousUser) -> bool:
    """Manager of some team, or administrator."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.manages)


def can_import(user: User | AnonymousUser) -> bool:
    """Managers bring in figures for the teams they manage, administrators for all."""
    return can_manage(user)


# --- People --------------------------------------------------------------------------------------


def people_visible_to(user: User) -> QuerySet[User]:
    """Oneself, one's own leads and people; administrators see everybody.

    Seeing that a person is there is not seeing their figures: for that,
    `agents_whose_figures_are_visible_to`.
    """
    standing = standing_of(user)
    if standing.is_administrator:
        return User.objects.all()
    today = _organisation_day()
    mates = Membership.objects.on(today).filter(team__in=standing.teams).values("user_id")
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=mates))


def agents_whose_figures_are_visible_to(user: User, today: date | None = None) -> QuerySet[User]:
    """Oneself, and the agents of the teams one leads today, which is the organisation's: a statement where it is not
    given.
    """
    standing = standing_of(user)
    today = today or _organisation_day()
    led = Membership.objects.agents().on(today).filter(team__in=standing.leads).values("user_id")
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=led))


def person_pages_visible_to(user: User) -> QuerySet[User]:
    """Whose own page one may open: oneself, the people of the teams one leads; administrators all."""
    standing = standing_of(user)
    if standing.is_administrator:
        return User.objects.all()
    led = Membership.objects.on(_organisation_day()).filter(team__in=standing.leads)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=led.values("user_id")))


def _organisation_day() -> date:
    return organisation_day(timezone.now())


def organisation_day(now: datetime) -> date:
    """The day it is at `now` for the organisation; UTC's while there is none. One statement."""
    organisation = Organisation.objects.first()
    return now.date() if organisation is None else organisation.clock.day_of(now)


# --- Huddles -------------------------------------------------------------------------------------


def is_in_a_team(user: User | AnonymousUser) -> bool:
    """Whoever belongs to some team today, and so has a huddle to go to."""
    return bool(standing_of(user).teams)


def huddle_teams_of(user: User) -> QuerySet[Team]:
    """Teams whose huddles one may read: those one is in, administrators no others. What is said there is the team's."""
    return Team.objects.filter(pk__in=standing_of(user).teams)


def huddles_visible_to(user: User) -> QuerySet[Huddle]:
    """Of the teams one is in today. Whoever left reads them no more."""
    return Huddle.objects.filter(team__in=standing_of(user).teams)


def can_prepare_huddle(user: User, team: Team) -> bool:
    """Whoever leads that team."""
    return team.pk in standing_of(user).leads


def can_remove_entry(user: User, entry: HuddleEntry) -> bool:
    """Who wrote it, whose it is, and who leads the team."""
    return user.pk in (entry.by_id, entry.whose_id) or can_prepare_huddle(user, entry.huddle.team)


def can_finish_entry(user: User, entry: HuddleEntry) -> bool:
    """Whose commitment it is, and who leads the team."""
    return user.pk == entry.whose_id or can_prepare_huddle(user, entry.huddle.team)
