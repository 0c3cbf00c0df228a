"""Who is asked first: the leader on duty, from a team's on-call list and its working hours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from escalations.models import DutyRule, Escalation, OnCall
from teams.calendar import WorkingTime
from teams.models import Membership, Role, Team, User
from teams.queries.absences import about, back_on
from teams.queries.calendars import working_time

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a team answers, in minutes."""

    pass_on_after: int = 5
    answer_within: int = 15
    warn_before: int = 5

    def due_at(self, now: datetime) -> datetime:
        """When an answer that is asked for now is due, unless something else was promised."""
        return now + timedelta(minutes=self.answer_within)

    def pass_on_at(self, now: datetime) -> datetime:
        """When what nobody has taken by then goes to the next leader."""
        return now + timedelta(minutes=self.pass_on_after)


def rule_of(team: Team) -> Rule:
    """The team's own minutes, or the defaults. One statement."""
    found = DutyRule.objects.filter(pk=team.pk).first()
    if found is None:
        return Rule()
    return Rule(found.pass_on_after, found.answer_within, found.warn_before)


def leader_on_duty(
    team: Team, now: datetime, *, without: Collection[int] = frozenset(), anyway: bool = False
) -> User | None:
    """Whom to ask about something of this team now; None where nobody is on duty.

    The first of the on-call list whose hours these are; a team without a list asks its supervisors, then its
    managers, within its working hours. Who is away, deactivated, has left or leads nowhere any more is passed
    over, and so is whoever is in `without` (ids): the one whose case it is, and who was asked already. With
    `anyway`, where nobody's hours these are, the first of the list or of the leaders is asked all the same; where
    all of them are away, one who is. Three statements at most, and two more with `anyway`; where days away lie about
    now, four more.
    """
    moment = _Moment.of(working_time(team), team.clock.day_of(now), now)
    listed = _listed(team, moment.today, now)
    fit = [one for one in listed if one.is_here and one.row.person_id not in without]
    for one in fit:
        if moment.is_on(one.row):
            return one.row.person
    if not anyway and (listed or moment.shift_day is None):
        return None
    if fit:
        return fit[0].row.person
    passed = {one.row.person_id for one in listed if not one.is_here}.union(without)
    at_hand = [one for one in leaders_of(team, now) if one.pk not in passed]
    if anyway and not at_hand:
        at_hand = leaders_to_tell(team, now, without=without)
    return at_hand[0] if at_hand else None


def leaders_of(team: Team, now: datetime, *, even_away: bool = False) -> list[User]:
    """Supervisors by name, then managers; those who are still here, and with `even_away` also those who are away on
    the day of their own wall. One statement; five where days away lie about now.
    """
    today = team.clock.day_of(now)
    rows = list(
        Membership.objects.leads()
        .on(today)
        .filter(team=team, user__in=people_here(today))
        .annotate(may_be_away=_may_be_away("user_id", now))
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    away: Collection[int] = frozenset()
    if not even_away:
        away = _away_of({row.user_id: row.may_be_away for row in rows}, now)  # type: ignore[attr-defined]
    found = {Role.SUPERVISOR: dict[int, User](), Role.MANAGER: dict[int, User]()}
    for row in rows:
        if row.user_id not in away:
            found[Role(row.role)][row.user_id] = row.user
    both = found[Role.SUPERVISOR] | {
        pk: user for pk, user in found[Role.MANAGER].items() if pk not in found[Role.SUPERVISOR]
    }
    return list(both.values())


def leaders_to_tell(team: Team, now: datetime, *, without: Collection[int]) -> list[User]:
    """Those of `leaders_of` but `without` (ids); where all of these are away, all the same: nobody is worse. Two
    statements at most; six where days away lie about now.
    """
    for even_away in (False, True):
        found = leaders_of(team, now, even_away=even_away)
        if others := [one for one in found if one.pk not in without]:
            return others
    return []


def people_here(today: date) -> QuerySet[User]:
    """Those who can still be asked: neither deactivated nor gone."""
    return User.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=today), is_active=True)


def _may_be_away(person: str, now: datetime) -> Exists:
    """Whether somebody has days away about now; whether it is their day, only their own wall says."""
    return Exists(about(now).filter(user=OuterRef(person)))


def _away_of(may_be: Mapping[int, bool], now: datetime) -> Collection[int]:
    """Of those people the ones who are away. No statement where nobody may be, else four."""
    people = [pk for pk, may in may_be.items() if may]
    return back_on(people, now) if people else ()


def is_at_hand(person: User, team: Team, now: datetime) -> bool:
    """Whether somebody can still answer, and is not away by their own wall. Three statements, rarely more."""
    if back_on([person.pk], now):
        return False
    return can_still_answer(person, team, team.clock.day_of(now))


def can_still_answer(person: User, team: Team, today: date) -> bool:
    """Whether somebody who was asked, or has a case, is still here to answer it. Two statements, rarely three."""
    if not people_here(today).filter(pk=person.pk).exists():
        return False
    led = Membership.objects.leads().filter(user=person)
    leads = set(led.on(today).values_list("team_id", flat=True))
    return team.pk in leads or (bool(leads) and not led.filter(team=team).exists())


def held_by_the_gone(today: date) -> QuerySet[Escalation]:
    """Taken cases of people who cannot answer them any more: they left, or lead that team no more."""
    led = Membership.objects.leads().filter(user=OuterRef("claimed_by"))
    of_team = led.filter(team=OuterRef("team"))
    here = people_here(today).filter(pk=OuterRef("claimed_by"))
    may = Exists(of_team.on(today)) | (Exists(led.on(today)) & ~Exists(of_team))
    return Escalation.objects.filter(
        ~(Exists(here) & may), state=Escalation.State.CLAIMED, team__archived_at=None
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of the list, and whether that person can be asked at all."""

    row: OnCall
    is_here: bool


def _listed(team: Team, today: date, now: datetime) -> list[_Listed]:
    """The on-call list in its order. One statement; five where days away lie about now."""
    here = people_here(today).filter(pk=OuterRef("person_id"))
    leads = Membership.objects.leads().on(today).filter(user=OuterRef("person_id"))
    led = Membership.objects.leads().filter(user=OuterRef("person_id"), team=team)
    rows = OnCall.objects.filter(team=team).select_related("person").order_by("position", "id")
    listed = list(
        rows.annotate(
            may_be_away=_may_be_away("person_id", now),
            can_be_asked=Exists(here)
            & Exists(leads)
            # From elsewhere one may help out; whoever led this team and left it is not asked any more.
            & (Exists(led.on(today)) | ~Exists(led)),
        )
    )
    away = _away_of({row.person_id: row.may_be_away for row in listed}, now)
    return [
        _Listed(
            row,
            row.can_be_asked
            and row.person_id not in away
            and not (row.away_until and row.away_until > today),
        )
        for row in listed
    ]


@dataclass(frozen=True, slots=True)
class _Moment:
    """An instant as an on-call list sees it. `shift_day` is the day on which the shift that runs began."""

    now: datetime
    today: date
    zone: ZoneInfo
    shift_day: date | None

    @classmethod
    def of(cls, times: WorkingTime, today: date, now: datetime) -> _Moment:
        local = times.clock.local(now).date()
        running = None
        for day in (local, local - ONE_DAY):
            hours = times.shift(day)
            if hours is not None and hours[0] <= now < hours[1]:
                running = day
                break
        return cls(now, today, ZoneInfo(times.clock.zone), running)

    def is_on(self, one: OnCall) -> bool:
        """Whether somebody on the list is on now."""
        if one.when == OnCall.When.WORKING and self.shift_day is None:
            return False
        if one.when == OnCall.When.OUTSIDE and self.shift_day is not None:
            return False
        day = self._day(one)
        return day is not None and (not one.weekdays or day.weekday() in one.weekdays)

    def _day(self, one: OnCall) -> date | None:
        """The day that their hours began on; None outside them."""
        if one.starts_at is None or one.ends_at is None:
            return self.shift_day or self.today
        local = self.now.astimezone(self.zone).date()
        over_night = one.ends_at <= one.starts_at
        for day in (local, local - ONE_DAY):
            last = day + ONE_DAY if over_night else day
            start = datetime.combine(day, one.starts_at, self.zone)
            end = datetime.combine(last, one.ends_at, self.zone)
            if start.timestamp() <= self.now.timestamp() < end.timestamp():
                return day
        return None
