"""Who is in which team, as what, since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from teams.models import Absence, Membership, MembershipQuerySet, Role, Team, User


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a member of a team on a day. `since` is the first day in this role; `is_off`: away that day, as
    their absences say, where the team was asked for.
    """

    user_id: int
    name: str
    initials: str
    role: str
    role_text: str
    since: date
    membership_id: int
    title: str = ""
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A line of a person's history. `until` is the first day on which it no longer held."""

    membership_id: int
    team_id: int | None
    team: str
    role: str
    role_text: str
    since: date
    until: date | None
    reason: str
    is_current: bool
    is_ahead: bool

    @property
    def last_day(self) -> date | None:
        """The last day on which it held, as people say it."""
        return None if self.until is None else self.until - timedelta(days=1)


def people_of(team: Team, day: date) -> list[Member]:
    """Everybody in the team on a day of its own calendar, in name order. One statement."""
    return people_in([team.pk], day)[team.pk]


def people_in(team_ids: Iterable[int], day: date) -> dict[int, list[Member]]:
    """Members by team id, in name order; empty for a team without people. One statement."""
    found: dict[int, list[Member]] = {team_id: [] for team_id in team_ids}
    rows = (
        _held()
        .on(day)
        .filter(team__in=found)
        .select_related("user")
        .annotate(is_off=Exists(Absence.objects.on(day).filter(user=OuterRef("user"))))
        .order_by(Lower("user__name"), "user_id", "role")
    )
    for row in rows:
        if row.team_id is not None:
            is_off: bool = row.is_off  # type: ignore[attr-defined]
            found[row.team_id].append(_member(row, is_off=is_off))
    return found


def agents_on(team_ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """Ids of the agents of each team on a day, ascending. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = _held().agents().on(day).filter(team__in=list(team_ids))
    for team_id, user_id in rows.order_by("user_id").values_list("team_id", "user_id"):
        if team_id is not None:
            found[team_id].append(user_id)
    return dict(found)


def history_of(person: User, today: date) -> list[MembershipRow]:
    """Every membership of a person that held for a day or will, latest first. One statement."""
    rows = _held().filter(user=person).select_related("team").order_by("-starts_on", "-pk")
    return [
        MembershipRow(
            membership_id=row.pk,
            team_id=row.team_id,
            team="" if row.team is None else row.team.name,
            role=row.role,
            role_text=row.get_role_display(),
            since=row.starts_on,
            until=row.ends_on,
            reason=row.end_reason,
            is_current=row.starts_on <= today and (row.ends_on is None or row.ends_on > today),
            is_ahead=row.starts_on > today,
        )
        for row in rows
    ]


def role_text(role: str, teams: Iterable[str], title: str = "") -> str:
    """Role and teams for the person menu, such as Manager, North; a title where there is one stands for the role."""
    named = ", ".join(teams)
    label = title or (Role(role).label if role else "No role yet")
    return f"{label}, {named}" if named else label


def _held() -> MembershipQuerySet:
    # A membership that was corrected to end on the day it began never held.
    return Membership.objects.exclude(ends_on=F("starts_on"))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the people list. `roles` are texts such as "Agent, North"; `left_on` may lie ahead."""

    user_id: int
    name: str
    initials: str
    username: str
    email: str
    roles: tuple[str, ...]
    can_sign_in: bool
    left_on: date | None


def people_listed(
    today: date, *, team_id: int | None = None, text: str = "", gone: bool = False
) -> QuerySet[User]:
    """Users in name order: those who are here, or those who have gone, narrowed by team and name."""
    has_gone = Q(is_active=False) | Q(left_on__lte=today)
    found = User.objects.filter(has_gone) if gone else User.objects.exclude(has_gone)
    if team_id is not None:
        held = _held() if gone else _held().on(today)
        found = found.filter(pk__in=held.filter(team=team_id).values("user_id"))
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return found.order_by(Lower("name"), "pk")


def person_rows(people: Iterable[User], today: date) -> list[PersonRow]:
    """The given people with their roles of the day. One statement."""
    listed = list(people)
    roles: dict[int, list[str]] = defaultdict(list)
    held = _held().on(today).filter(user__in=listed).select_related("team")
    for row in held.order_by("team__name", "role"):
        teams = [row.team.name] if row.team else []
        roles[row.user_id].append(role_text(row.role, teams))
    for person in listed:
        # Whoever installed it administers without a membership.
        if person.is_superuser and not roles[person.pk]:
            roles[person.pk].append(role_text(Role.ADMINISTRATOR, []))
    return [
        PersonRow(
            user_id=person.pk,
            name=person.name,
            initials=person.initials,
            username=person.username,
            email=person.email,
            roles=tuple(roles[person.pk]),
            can_sign_in=person.has_usable_password(),
            left_on=person.left_on,
        )
        for person in listed
    ]


def administrators(today: date) -> list[Member]:
    """Those with an administrator's membership on a day, in name order. One statement."""
    rows = (
        _held()
        .on(today)
        .filter(role=Role.ADMINISTRATOR)
        .select_related("user")
        .order_by(Lower("user__name"), "user_id")
    )
    return [_member(row) for row in rows]


def _member(row: Membership, *, is_off: bool = False) -> Member:
    return Member(
        user_id=row.user_id,
        name=row.user.name,
        initials=row.user.initials,
        role=row.role,
        role_text=row.get_role_display(),
        since=row.starts_on,
        membership_id=row.pk,
        title=row.user.title,
        is_off=is_off,
    )
