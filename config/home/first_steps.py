"""From an empty house to the first figures: five steps, in the order in which each makes the next possible.

*Today* of administrators lists them, and `/setup/` says what each is for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, Subquery
from django.urls import reverse

from config.home.visit import Visit
from goals.models import Goal, Metric, Source
from goals.queries.state import kept
from teams.actions.teams import LOOKED_AT
from teams.models import AuditEntry, Closure, Membership, Organisation, Role, Team, User

CALENDAR = "Its calendar"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done where: `hint` in a few words, `why` in a sentence; `do` is what its button says. `own_url`: where
    one can do it oneself instead. `next`: the first that is not done.
    """

    title: str
    hint: str
    why: str
    do: str
    url: str
    done: bool
    own_url: str = ""
    next: bool = False


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The five, and whether a goal has followed."""

    steps: tuple[Step, ...]
    has_goal: bool

    @property
    def done(self) -> int:
        """How many are."""
        return sum(step.done for step in self.steps)

    @property
    def are_done(self) -> bool:
        """Whether all are."""
        return self.done == len(self.steps)

    @property
    def next(self) -> Step | None:
        """The first that is not."""
        return next((step for step in self.steps if step.next), None)

    @property
    def is_new_house(self) -> bool:
        """Whether these are still what comes first: who has set a goal has found the way, calendar or not."""
        return not self.has_goal or any(
            not step.done for step in self.steps if step.title != CALENDAR
        )


def first_steps(person: User) -> FirstSteps:
    """What is there already. One statement: it hangs on whoever asks, as any other row may not be there yet."""
    team = Team.objects.filter(archived_at=None)
    there = (
        User.objects.filter(pk=person.pk)
        .values_list(
            Exists(Organisation.objects.all()),
            Subquery(team.order_by("pk").values("slug")[:1]),
            Exists(Membership.objects.leads().filter(team__isnull=False)),
            Exists(Membership.objects.agents()),
            # Hours and zone have a sensible beginning, so what counts is that somebody looked: changed them or left
            # them as they were, named the country for its holidays, or closed a day.
            Exists(team.exclude(country=""))
            | Exists(Closure.objects.all())
            | Exists(AuditEntry.objects.filter(kind="teams.team", verb__in=["changed", LOOKED_AT])),
            Exists(Metric.objects.filter(archived_at=None)),
            Exists(Source.objects.filter(last_arrived_at__isnull=False)),
            Exists(Goal.objects.all()),
        )
        .get()
    )
    named, slug, is_led, has_agents, has_calendar, has_metric, has_figures, has_goal = there
    found = (
        Step(
            "A team",
            "And whose it is: the organisation.",
            "Goals, shifts and huddles are a team’s. Say what the organisation is called and in which time zone it "
            "is, then who works together.",
            "Add a team" if named else "Name the organisation",
            reverse("teams:team_new" if named else "teams:organisation"),
            bool(named and slug),
        ),
        Step(
            "Its people",
            "Who is in it, and who leads it.",
            "Agents, and somebody who leads them: without a leader nobody answers an escalation. Each gets a link "
            "with which they choose a password.",
            "Add a person",
            reverse("teams:person_new"),
            bool(has_agents and is_led),
            ""
            if is_led or not slug
            else f"{reverse('teams:join', args=[person.pk])}?role={Role.SUPERVISOR}",
        ),
        Step(
            CALENDAR,
            "Its days, hours and public holidays.",
            "Working days, hours, and the country whose holidays are off. What is expected by now rests on them, so a "
            "Sunday is nobody’s delay. Where they are right as they are, save them so.",
            "Choose its country and hours",
            reverse("teams:team_edit", args=[slug]) if slug else reverse("teams:team_new"),
            bool(has_calendar),
        ),
        Step(
            "A metric",
            "A number you already collect.",
            "One number that you collect already and a customer would notice: requests solved at once, say.",
            "Add a metric",
            reverse("goals:metric_new"),
            bool(has_metric),
        ),
        Step(
            "Its figures",
            "A file to begin with.",
            "A file to begin with. Nothing is written before you have seen what it changes, and it can be undone for "
            "30 days.",
            "Import a file",
            reverse("goals:import_new"),
            bool(has_figures),
        ),
    )
    first = next((place for place, step in enumerate(found) if not step.done), None)
    steps = tuple(replace(step, next=place == first) for place, step in enumerate(found))
    return FirstSteps(steps, bool(has_goal))


def first_steps_of(visit: Visit) -> FirstSteps:
    """The same, kept until something changes."""
    return kept(
        visit.state,
        ("first steps", visit.user.pk, visit.minute),
        lambda: first_steps(visit.user),
    )
