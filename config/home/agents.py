"""*Today* for agents: the whole, then the team, then oneself. Nobody else's figures are read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from config.home import todos
from config.home.day import cover_of
from config.home.todos import ToDo, ToDos
from config.home.visit import Visit, question_of, said_to, told_to
from escalations.queries.confirming import to_confirm
from escalations.queries.mine import Asked as Begun
from escalations.queries.mine import to_finish
from escalations.queries.remedies_due import remedies_due
from feedback.queries.appraisals.lists import turns_of
from feedback.queries.delegated import waiting_tasks
from feedback.queries.follow_ups import own_steps_due
from feedback.queries.idea_waits import to_answer
from feedback.queries.ideas import newly_answered
from feedback.queries.one_to_ones.today import at_hand
from feedback.queries.pulse import Asked
from feedback.queries.pulse_results import Lately
from feedback.queries.screen import SaidLately
from feedback.queries.today import thanked_lately
from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, Lines, read_lines
from goals.queries.proposals import open_proposals
from goals.queries.sources import Freshness
from goals.queries.state import kept
from goals.today import Sentence, choose, for_agent
from teams.day_plan import Plan
from teams.models.people import LEADS
from teams.names import first_name
from teams.permissions import standing_of
from teams.queries import people_in
from teams.queries.growth import focus_due
from teams.queries.learning import next_to_learn


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
    day: Plan
    pulse: Asked | None
    told: Lately | None
    said: SaidLately | None


def agents_today(visit: Visit) -> AgentsToday:
    """The goals of one's team, which are the same for all of its agents, and one's own.

    Some nineteen statements, with hours two more, while nothing is kept: `statements.json` has the number.
    """
    user, organisation, now = visit.user, visit.organisation, visit.now
    standing = standing_of(user)
    teams = [team for team in standing.own_teams if team.pk in standing.agent_in]
    name, ids = teams[0].name, tuple(sorted(standing.agent_in))
    team = kept(visit.state, ("agents of", ids, visit.minute), lambda: _of_the_team(visit))
    own = kept(visit.state, ("agent", user.pk, visit.minute), lambda: _of_oneself(visit))
    begun, others = agents_needs(visit)
    chosen = choose(begun, todos.own_off_pace(own.pursued, visit.put_off), others)
    of_team = [goal.named() for goal in team.pursued]
    if team.rests:
        of_team = [goal.named(is_paused=True) for goal in team.paused]
    return AgentsToday(
        sentence=for_agent(
            name, of_team, [goal.named() for goal in own.pursued], over=len(team.over)
        ),
        freshness=visit.fresh,
        company=kept_company_line(user, organisation, visit.state, now),
        title=f"{name} goals",
        team=team,
        own=own,
        todos=todos.listed(chosen, todos.until(own, visit.clock, now)),
        help_line=kept(
            visit.state,
            ("leads of", ids, str(visit.clock.day_of(now))),
            lambda: _help_line([team.pk for team in teams], name, visit),
        ),
        day=cover_of(visit),
        pulse=question_of(visit),
        told=told_to(visit),
        said=said_to(visit, standing.agent_in),
    )


def agents_needs(visit: Visit) -> tuple[list[ToDo], list[ToDo]]:
    """What waits for an agent beside goals: escalations to finish, and everything else; for the page and the digest."""
    user, organisation, now = visit.user, visit.organisation, visit.now
    proposals = kept(
        visit.state,
        ("proposals", user.pk, visit.minute),
        lambda: open_proposals(user, organisation, now),
    )
    begun = _begun(visit)
    today = organisation.clock.day_of(now)
    protocols = kept(
        visit.state, ("to confirm", user.pk, str(today)), lambda: to_confirm(user, today)
    )
    talks = kept(
        visit.state, ("talks", user.pk, visit.minute), lambda: at_hand(user, visit.clock, now)
    )
    thanks = kept(
        visit.state,
        ("thanked", user.pk, visit.minute, visit.own),
        lambda: thanked_lately(user, visit.clock, now),
    )
    others = [
        *todos.talks(talks),
        *todos.promises(talks),
        *todos.steps(
            kept(
                visit.state,
                ("steps", user.pk, visit.minute),
                lambda: own_steps_due(user, today),
            )
        ),
        *todos.tasks(
            kept(
                visit.state,
                ("tasks", user.pk, visit.minute),
                lambda: waiting_tasks(user, now, today),
            )
        ),
        *todos.appraisals(
            kept(visit.state, ("appraisals", user.pk, visit.minute), lambda: turns_of(user, today))
        ),
        *todos.thanked_lately(thanks),
        *todos.proposals_to_answer(proposals),
        *kept(
            visit.state,
            # With the minute, as of a thousand that wait one that is read changes nothing.
            ("idea answered", user.pk, visit.own, visit.minute),
            lambda: todos.idea_answered(newly_answered(user)),
        ),
        *todos.ideas_to_answer(
            kept(visit.state, ("ideas", user.pk, visit.minute), lambda: to_answer(user, now))
        ),
        *todos.remedies_due(
            kept(
                visit.state,
                ("remedies", user.pk, visit.minute),
                lambda: remedies_due(user, today),
            )
        ),
        *todos.protocols_to_confirm(protocols),
        *todos.next_to_learn(
            kept(
                visit.state,
                ("learning", user.pk, visit.minute),
                lambda: next_to_learn(user, now),
            )
        ),
        *kept(
            visit.state,
            ("focus", user.pk, str(today)),
            lambda: todos.focus_due(focus_due(user, organisation.clock, now)),
        ),
    ]
    return todos.to_finish(begun), others


def agents_held(visit: Visit) -> list[ToDo]:
    """What this agent began to log or is to pass on, which stays theirs while they are away."""
    return todos.to_finish([one for one in _begun(visit) if one.kind != "rate"])


def _begun(visit: Visit) -> list[Begun]:
    user, now = visit.user, visit.now
    return kept(visit.state, ("to finish", user.pk, visit.minute), lambda: to_finish(user, now))


def _of_the_team(visit: Visit) -> Ledger:
    return _lines(visit, Q(scope=Scope.TEAM)).todays()


def _of_oneself(visit: Visit) -> Ledger:
    """What measures this person: goals that each member has, and those of them alone."""
    return _lines(visit, Q(scope=Scope.MEMBERS) | Q(scope=Scope.AGENT, agent=visit.user)).ledger()


def _lines(visit: Visit, which: Q) -> Lines:
    goals = goals_visible_to(visit.user).filter(
        which,
        team__in=standing_of(visit.user).agent_in,
        state__in=[Goal.State.ACTIVE, Goal.State.PAUSED],
    )
    return read_lines(goals, visit.user, visit.organisation, now=visit.now, as_oneself=True)


def _help_line(team_ids: list[int], team: str, visit: Visit) -> str:
    """`Ewa and Marcus lead North. Ask them for anything.` One statement."""
    found = people_in(team_ids, visit.clock.day_of(visit.now))
    leads = sorted({first_name(m.name) for team in found.values() for m in team if m.role in LEADS})
    if not leads:
        return ""
    names = leads[0] if len(leads) == 1 else f"{', '.join(leads[:-1])} and {leads[-1]}"
    verb, whom = ("leads", leads[0]) if len(leads) == 1 else ("lead", "them")
    return f"{names} {verb} {team}. Ask {whom} for anything."
