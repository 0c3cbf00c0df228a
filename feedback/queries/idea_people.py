"""Who has to do with an idea, and which days its promise counts by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, QuerySet

from feedback.idea_life import AGREED, IsWorked
from feedback.models import Idea
from teams.calendar import Clock, WorkingTime
from teams.models import Membership, Organisation, Role, Team, User
from teams.models.organisation import WORKING_WEEK
from teams.queries.calendars import working_times

UTC_DAYS = Clock("UTC")


@dataclass(frozen=True, slots=True)
class Days:
    """The clock and the working days that a promise counts by."""

    clock: Clock
    is_worked: IsWorked


Calendars = dict[int | None, Days]


def calendars_of(teams: Iterable[Team]) -> Calendars:
    """By team's id, and under None the organisation's own, Monday to Friday. Two statements, one without teams."""
    listed = {team.pk: team for team in teams}
    organisation = Organisation.objects.first()
    clock = UTC_DAYS if organisation is None else organisation.clock
    whole = WorkingTime(clock, frozenset(WORKING_WEEK), time(9), time(17))
    found: Calendars = {None: Days(clock, whole.is_working_day)}
    if listed:
        for pk, working in working_times(listed.values()).items():
            found[pk] = Days(working.clock, working.is_working_day)
    return found


def calendar_of(team: Team | None) -> Days:
    """Of one team, or of everybody."""
    return calendars_of([] if team is None else [team])[None if team is None else team.pk]


def here_on(today: date) -> QuerySet[User]:
    """Those who can still be asked: neither deactivated nor gone."""
    return User.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=today), is_active=True)


def who_answers(author_id: int, team_id: int | None, today: date) -> list[int]:
    """Who may answer an idea of this author and is asked to, by id.

    Those who lead its team, and where nobody does, the managers of the others; for everybody's the managers, and
    where there are none, all who lead or administer. Two statements at most.
    """
    held = Membership.objects.on(today)
    managers = held.filter(role=Role.MANAGER, team__archived_at=None)
    if team_id is not None:
        return _without(author_id, held.leads().filter(team=team_id), today) or _without(
            author_id, managers, today
        )
    others = held.filter(Q(role=Role.SUPERVISOR) | Q(role=Role.ADMINISTRATOR))
    return _without(author_id, managers, today) or _without(
        author_id, others.filter(team__archived_at=None), today
    )


def _without(author_id: int, held: QuerySet[Membership], today: date) -> list[int]:
    people = here_on(today).filter(pk__in=held.order_by().values("user_id")).exclude(pk=author_id)
    return list(people.order_by("pk").values_list("pk", flat=True))


def who_may_own(actor: User, idea: Idea, today: date) -> QuerySet[User]:
    """Who can be put down to see to an idea: people of its team; for everybody's, whoever is in a team. Whoever sees
    to it may keep it, also from another team.
    """
    held = Membership.objects.on(today).filter(team__isnull=False, team__archived_at=None)
    if idea.team_id is not None:
        held = held.filter(team=idea.team_id)
    keeps = idea.owner_id if idea.state == AGREED else None
    found = Q(pk__in=held.order_by().values("user_id")) | Q(pk__in=(actor.pk, keeps))
    return here_on(today).filter(found).order_by("name", "pk")


def who_hears(idea: Idea, today: date, owner_id: int | None = None) -> list[int]:
    """Its author and those who back it, as far as they still read it, and whoever had it in hand. One statement."""
    supporters = Q(pk__in=idea.supporters.order_by().values("user_id"))
    if idea.team_id is not None:
        held = Membership.objects.on(today).filter(team=idea.team_id)
        supporters &= Q(pk__in=held.order_by().values("user_id"))
    people = here_on(today).filter(Q(pk__in=(idea.author_id, owner_id)) | supporters)
    return list(people.order_by("pk").values_list("pk", flat=True))
