"""*Today* for agents: the whole, then the team, then oneself. Nobody else's figures are read."""

from __future__ import annotations

from dataclasses import dataclass

from config.home import todos
from config.home.todos import ToDos
from config.home.visit import Visit
from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, read_lines
from goals.queries.ledger_rows import first_name
from goals.queries.proposals import open_proposals
from goals.queries.sentences import Sentence, for_agent
from goals.queries.sources import Freshness
from teams.models.people import LEADS
from teams.permissions import standing_of
from teams.queries import people_in


@dataclass(frozen=True, slots=True)
class AgentsToday:
    """What the page shows. `help_line` names those who lead the team."""

    sentence: Sentence
    freshness: Freshness
    company: tuple[CompanyFigure, ...]
    title: str
    team: Ledger
    own: Ledger
    todos: ToDos
    help_line: str


def agents_today(visit: Visit) -> AgentsToday:
    """The goals of one's team, and one's own. Ten statements, with hours eleven."""
    user, organisation, now = visit.user, visit.organisation, visit.now
    standing = standing_of(user)
    teams = [team for team in standing.own_teams if team.pk in standing.agent_in]
    name = teams[0].name
    goals = goals_visible_to(user).filter(team__in=standing.agent_in, state=Goal.State.ACTIVE)
    lines = read_lines(goals, user, organisation, now=now, as_oneself=True)
    team = lines.ledger(lambda goal: goal.scope == Scope.TEAM)
    own = lines.ledger(
        lambda goal: (
            goal.scope == Scope.MEMBERS or (goal.scope == Scope.AGENT and goal.agent_id == user.pk)
        )
    )
    return AgentsToday(
        sentence=for_agent(
            name, [goal.named() for goal in team.pursued], [goal.named() for goal in own.pursued]
        ),
        freshness=visit.fresh,
        company=kept_company_line(user, organisation, visit.state, now),
        title=f"{name} goals",
        team=team,
        own=own,
        todos=todos.at_most(
            [
                *todos.proposals_to_answer(open_proposals(user, organisation, now)),
                *todos.own_off_pace(own.pursued),
            ],
            todos.end_of(own, visit.clock, now),
        ),
        help_line=_help_line([team.pk for team in teams], name, visit),
    )


def _help_line(team_ids: list[int], team: str, visit: Visit) -> str:
    """`Ewa and Marcus lead North. Ask them for anything.` One statement."""
    found = people_in(team_ids, visit.clock.day_of(visit.now))
    leads = sorted({first_name(m.name) for team in found.values() for m in team if m.role in LEADS})
    if not leads:
        return ""
    names = leads[0] if len(leads) == 1 else f"{', '.join(leads[:-1])} and {leads[-1]}"
    verb, whom = ("leads", leads[0]) if len(leads) == 1 else ("lead", "them")
    return f"{names} {verb} {team}. Ask {whom} for anything."
