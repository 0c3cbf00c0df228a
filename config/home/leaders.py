"""*Today* for supervisors and managers: will we make it, and what first?"""

from __future__ import annotations

from dataclasses import dataclass

from config.home import todos
from config.home.todos import ToDos
from config.home.visit import Visit
from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, read_lines
from goals.queries.proposals import open_proposals
from goals.queries.reviews import reviews_due
from goals.queries.sentences import Sentence, for_leader
from goals.queries.sources import Freshness
from goals.queries.state import kept
from teams.permissions import can_import, standing_of


@dataclass(frozen=True, slots=True)
class LeadersToday:
    """What the page shows."""

    sentence: Sentence
    freshness: Freshness
    company: tuple[CompanyFigure, ...]
    title: str
    ledger: Ledger
    todos: ToDos


def leaders_today(visit: Visit) -> LeadersToday:
    """The goals of the teams this person leads, under the whole company's figures.

    Eleven statements, with hours twelve: four for the company, four for the goals, imports, proposals,
    look-backs.
    """
    user, now, clock = visit.user, visit.now, visit.clock
    standing = standing_of(user)
    teams = [team for team in standing.own_teams if team.pk in standing.leads]
    several = len(teams) > 1
    # The same for all who lead the same teams, so it is built once for them until something changes.
    minute = f"{now:%x %H:%M}"
    whose = ("leaders", sorted(standing.leads), standing.is_administrator, minute)
    ledger = kept(visit.state, whose, lambda: _goals(visit, names_teams=several))
    aimed_for = {goal.team_id for goal in ledger.pursued}
    behind = todos.off_pace(ledger.pursued, names_teams=several)
    others = [
        *(todos.late_sources(visit.fresh) if can_import(user) else []),
        *kept(visit.state, ("rejected", user.pk, minute), lambda: todos.rejected_rows(user, now)),
        *todos.proposals_to_conclude(
            kept(
                visit.state,
                ("proposals", user.pk, minute),
                lambda: open_proposals(user, visit.organisation, now),
            )
        ),
        *todos.over(ledger.over, clock, now),
        *todos.to_look_back_on(
            kept(
                visit.state,
                ("reviews", user.pk, minute),
                lambda: reviews_due(user, visit.organisation, now),
            ),
            ledger.over,
        ),
        *todos.teams_without_goals(teams, aimed_for),
    ]
    # Two goals first, so that what else waits is not crowded out; then the rest of the goals.
    items = [*behind[:2], *others, *behind[2:]]
    named = [goal.named(with_team=several) for goal in ledger.pursued]
    return LeadersToday(
        sentence=for_leader(named, waiting=len(others)),
        freshness=visit.fresh,
        company=kept_company_line(user, visit.organisation, visit.state, now),
        title=f"{teams[0].name} goals" if not several else "Goals of your teams",
        ledger=ledger,
        todos=todos.at_most(items, todos.end_of(ledger, clock, now)),
    )


def _goals(visit: Visit, *, names_teams: bool) -> Ledger:
    goals = goals_visible_to(visit.user).filter(
        team__in=standing_of(visit.user).leads,
        scope__in=[Scope.TEAM, Scope.MEMBERS],
        state=Goal.State.ACTIVE,
    )
    lines = read_lines(
        goals, visit.user, visit.organisation, now=visit.now, names_teams=names_teams
    )
    return lines.ledger()
