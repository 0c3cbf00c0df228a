"""What a changed calendar has worked out anew, and whether that is still going on."""

from __future__ import annotations

from django.db.models import Sum

from goals.models import Goal, OrganisationDay, StaleCalendar, TeamDay
from goals.queries.figures import counted
from teams.models import Team


def rests_on(team: Team | None) -> str:
    """`12 goals and 4,200 readings`: what rests on a team's calendar, or on the organisation's. Empty: nothing does.

    Counted from tallies. Two statements.
    """
    pursued = Goal.objects.exclude(state__in=(Goal.State.ARCHIVED, Goal.State.PROPOSED))
    if team is None:
        readings = OrganisationDay.objects.aggregate(all=Sum("n"))["all"]
    else:
        pursued = pursued.filter(team=team)
        readings = TeamDay.objects.filter(team_id=team.pk).aggregate(all=Sum("n"))["all"]
    number = pursued.count()
    if not (number or readings):
        return ""
    goals = counted(number, "goal", "goals")
    return f"{goals} and {counted(readings or 0, 'reading', 'readings')}"


def is_being_rebuilt(team_id: int | None) -> bool:
    """Whether figures of a team (None: of the whole) wait to be placed by a calendar that changed.

    One statement.
    """
    ids = [0] if team_id is None else [0, team_id]
    return StaleCalendar.objects.filter(team_id__in=ids).exists()
