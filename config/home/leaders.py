"""*Today* for supervisors and managers: will we make it, and what first?"""

from __future__ import annotations

from dataclasses import dataclass

from config.home import todos
from config.home.day import day_of, huddle_is_ahead
from config.home.huddles import huddles
from config.home.todos import ToDo, ToDos
from config.home.visit import Visit, question_of, said_to, told_to
from escalations.queries.asked_for import amends_asked_of
from escalations.queries.breaks import breaks_asked
from escalations.queries.looking_back import to_look_back_on
from escalations.queries.queue import Filter, Queue, read_queue
from escalations.queries.remedies_due import remedies_due
from feedback.queries.appraisals.lists import turns_of
from feedback.queries.coverage import Gap
from feedback.queries.delegated import waiting_tasks
from feedback.queries.follow_ups import own_steps_due, to_follow_up
from feedback.queries.idea_waits import to_answer
from feedback.queries.ideas import newly_answered
from feedback.queries.one_to_ones.today import AtHand, at_hand
from feedback.queries.praise import Waiting as PraiseWaiting
from feedback.queries.praise import to_pass_on
from feedback.queries.pulse import Asked
from feedback.queries.pulse_results import Lately
from feedback.queries.screen import SaidLately
from feedback.queries.today import to_thank
from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, read_lines
from goals.queries.proposals import open_proposals
from goals.queries.reviews import reviews_due
from goals.queries.sources import Freshness
from goals.queries.state import kept
from goals.today import Sentence, choose, for_leader
from teams.day_plan import Plan
from teams.permissions import can_import, standing_of
from teams.queries.growth import focus_due
from teams.queries.study import study_to_answer


@dataclass(frozen=True, slots=True)
class LeadersToday:
    """What the page shows."""

    sentence: Sentence
    freshness: Freshness
    company: tuple[CompanyFigure, ...]
    title: str
    ledger: Ledger
    todos: ToDos
    day: Plan
    pulse: Asked | None
    told: Lately | None
    said: SaidLately | None


@dataclass(frozen=True, slots=True)
class Due:
    """Whom to thank, if anybody: what is kept must be something."""

    gap: Gap | None


@dataclass(frozen=True, slots=True)
class PraiseDue:
    """What to pass on, if anything: as for `Due`."""

    waiting: PraiseWaiting | None


@dataclass(frozen=True, slots=True)
class LeadersNeeds:
    """What waits for a leader: of customers, goals off pace, and everything else; for the page and for the digest."""

    ledger: Ledger
    waiting: Queue
    talks: AtHand
    asked: tuple[ToDo, ...]
    behind: tuple[ToDo, ...]
    others: tuple[ToDo, ...]


def leaders_today(visit: Visit) -> LeadersToday:
    """The goals of the teams this person leads, under the whole company's figures.

    Some twenty-five statements while nothing is kept, with hours one more: four for the company, four for the
    goals, ten for whom to thank and what for, the rest for what waits; `statements.json` has the number.
    """
    user, now, clock = visit.user, visit.now, visit.clock
    standing = standing_of(user)
    teams = [team for team in standing.own_teams if team.pk in standing.leads]
    several = len(teams) > 1
    needs = leaders_needs(visit)
    ledger, waiting = needs.ledger, needs.waiting
    asked, behind, others = needs.asked, needs.behind, needs.others
    short = sum(goal.needs_someone and goal.pk not in visit.put_off for goal in ledger.pursued)
    chosen = choose(
        asked,
        behind,
        others,
        on_the_line=todos.on_the_line(waiting),
        unlisted=short - len(behind) + waiting.hidden,
    )
    named = [goal.named(with_team=several) for goal in ledger.pursued]
    if ledger.rests:
        named = [goal.named(is_paused=True) for goal in ledger.paused]
    day = day_of(visit, waiting, needs.talks)
    return LeadersToday(
        sentence=for_leader(
            named,
            waiting=len(others) + len(asked),
            over=len(ledger.over),
            is_before_huddle=huddle_is_ahead(visit),
        ),
        freshness=visit.fresh,
        company=kept_company_line(user, visit.organisation, visit.state, now),
        title=f"{teams[0].name} goals" if not several else "Goals of your teams",
        ledger=ledger,
        todos=todos.listed(chosen, todos.until(ledger, clock, now)),
        day=day,
        pulse=question_of(visit),
        told=told_to(visit),
        said=said_to(visit, standing.leads),
    )


def leaders_needs(visit: Visit) -> LeadersNeeds:
    """All that waits, most urgent first in each. Of what is no customer and no goal: who waits for a word now, then what
    has its hour or day, then people who wait without one, then figures and questions, then what is over.
    """
    user, now, clock = visit.user, visit.now, visit.clock
    standing = standing_of(user)
    teams = [team for team in standing.own_teams if team.pk in standing.leads]
    several = len(teams) > 1
    # The same for all who lead the same teams, so it is built once for them until something changes.
    minute = visit.minute
    whose = ("leaders", sorted(standing.leads), standing.is_administrator, minute)
    ledger = kept(visit.state, whose, lambda: _goals(visit, names_teams=several))
    # What is paused, or over and not put away yet, was aimed for: it is not as if there had been nothing.
    aimed_for = {goal.team_id for goal in (*ledger.pursued, *ledger.paused, *ledger.over)}
    behind = todos.off_pace(ledger.pursued, visit.put_off, names_teams=several)
    waiting = _waiting(visit)
    asked = todos.escalations(waiting)
    talks = kept(visit.state, ("talks", user.pk, minute), lambda: at_hand(user, visit.clock, now))
    today = visit.organisation.clock.day_of(now)
    others = [
        *todos.breaks(
            kept(visit.state, ("breaks", user.pk, minute), lambda: breaks_asked(user, now))
        ),
        *todos.amends_asked(
            kept(visit.state, ("amends", user.pk, minute), lambda: amends_asked_of(user))
        ),
        *todos.talks(talks),
        *todos.promises(talks),
        *todos.steps(
            kept(
                visit.state,
                ("steps", user.pk, minute),
                lambda: own_steps_due(user, visit.organisation.clock.day_of(now)),
            )
        ),
        *todos.tasks(
            kept(
                visit.state,
                ("tasks", user.pk, minute),
                lambda: waiting_tasks(user, now, visit.organisation.clock.day_of(now)),
            )
        ),
        *huddles(visit),
        *todos.appraisals(
            kept(
                visit.state,
                ("appraisals", user.pk, minute),
                lambda: turns_of(user, visit.organisation.clock.day_of(now)),
            )
        ),
        *todos.to_follow_up(
            kept(
                visit.state,
                ("follow up", user.pk, minute),
                lambda: to_follow_up(user, visit.organisation.clock.day_of(now)),
            )
        ),
        *todos.ideas_to_answer(
            kept(visit.state, ("ideas", user.pk, minute), lambda: to_answer(user, now))
        ),
        *todos.proposals_to_conclude(
            kept(
                visit.state,
                ("proposals", user.pk, minute),
                lambda: open_proposals(user, visit.organisation, now),
            )
        ),
        *todos.remedies_due(
            kept(
                visit.state,
                ("remedies", user.pk, minute),
                lambda: remedies_due(user, today),
            )
        ),
        # People before paper: what follows can be read tomorrow as well.
        *todos.thanks_due(
            kept(
                visit.state,
                ("to thank", user.pk, visit.minute),
                lambda: Due(to_thank(user, visit.organisation.clock, now)),
            ).gap
        ),
        *todos.praise_to_pass_on(
            kept(
                visit.state,
                ("praise", user.pk, minute),
                lambda: PraiseDue(to_pass_on(user)),
            ).waiting
        ),
        *(todos.late_sources(visit.fresh) if can_import(user) else []),
        *kept(visit.state, ("rejected", user.pk, minute), lambda: todos.rejected_rows(user, now)),
        *kept(
            visit.state,
            ("idea answered", user.pk, visit.own, minute),
            lambda: todos.idea_answered(newly_answered(user)),
        ),
        *todos.studies_to_answer(
            kept(
                visit.state,
                ("studies", user.pk, str(visit.organisation.clock.day_of(now))),
                lambda: study_to_answer(user, visit.organisation.clock.day_of(now)),
            )
        ),
        *kept(
            visit.state,
            ("focus", user.pk, str(visit.organisation.clock.day_of(now))),
            lambda: todos.focus_due(focus_due(user, visit.organisation.clock, now)),
        ),
        *todos.over(ledger.over, clock, now, standing.manages),
        *todos.to_look_back_on(
            kept(
                visit.state,
                ("reviews", user.pk, minute),
                lambda: reviews_due(user, visit.organisation, now),
            ),
            ledger.over,
        ),
        *todos.cases_to_look_back_on(
            kept(
                visit.state,
                ("look back", user.pk, minute),
                lambda: to_look_back_on(user, today),
            )
        ),
        *todos.teams_without_goals(teams, aimed_for),
    ]
    return LeadersNeeds(ledger, waiting, talks, tuple(asked), tuple(behind), tuple(others))


def leaders_held(visit: Visit) -> list[ToDo]:
    """The escalations that this leader has taken, which stay theirs while they are away."""
    return todos.held(_waiting(visit))


def _waiting(visit: Visit) -> Queue:
    user, now = visit.user, visit.now
    return kept(
        visit.state,
        ("queue", user.pk, Filter(), visit.minute),
        lambda: read_queue(user, Filter(), now),
    )


def _goals(visit: Visit, *, names_teams: bool) -> Ledger:
    goals = goals_visible_to(visit.user).filter(
        team__in=standing_of(visit.user).leads,
        scope__in=[Scope.TEAM, Scope.MEMBERS],
        state__in=[Goal.State.ACTIVE, Goal.State.PAUSED],
    )
    lines = read_lines(
        goals,
        visit.user,
        visit.organisation,
        now=visit.now,
        names_teams=names_teams,
        known=visit.led,
    )
    return lines.todays()
