"""*Today* for administrators: how is the whole, is the data sound, and what is next to do?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from config.home import todos
from config.home.first_steps import FirstSteps, first_steps_of
from config.home.todos import ToDo, ToDos
from config.home.visit import Visit
from feedback.queries.appraisals.lists import turns_of
from feedback.queries.delegated import waiting_tasks
from goals.models import EngineState, Goal, Import, Job, Metric, OrganisationDay
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.imports import sentence_of
from goals.queries.sources import Freshness, when
from goals.queries.state import kept
from goals.today import Sentence, choose, for_administrator
from teams.calendar import Clock
from teams.models import Membership, Team, User
from teams.queries.growth import focus_due
from teams.queries.study import study_to_answer

LISTED = 10
QUIET_WORKER = timedelta(minutes=15)
"""The sweep comes every minute; after this long without one nothing is worked out any more."""

_JOBS = {
    Job.Kind.RECOMPUTE: "Working out new figures",
    Job.Kind.CLOCK: "Moving expected by now on",
    Job.Kind.DAY: "Closing a day",
    Job.Kind.IMPORT: "Bringing in a long file",
    Job.Kind.TIDY: "Clearing away old uploads",
    Job.Kind.TURNS: "Telling of goals that turned",
    Job.Kind.DIGEST: "Sending digests",
}


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One of the latest imports."""

    url: str
    name: str
    when: str
    outcome: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job that failed so often that it waits for somebody."""

    pk: int
    name: str
    since: str
    error: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """Names of what is not whole yet, the first ten of each, with how many there are in all."""

    metrics: tuple[tuple[str, str], ...]
    metrics_in_all: int
    people: tuple[str, ...]
    people_in_all: int
    teams: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AdministratorsToday:
    """What the page shows. `steps` only while they are what comes first."""

    sentence: Sentence
    freshness: Freshness
    computed: str
    steps: FirstSteps | None
    company: tuple[CompanyFigure, ...]
    todos: ToDos
    imports: tuple[ImportRow, ...]
    jobs: tuple[JobRow, ...]
    gaps: Gaps


def administrators_today(visit: Visit) -> AdministratorsToday:
    """Imports, jobs, and what is not whole yet. Twenty statements while it is not kept."""
    return kept(
        visit.state,
        ("administrator", visit.user.pk, visit.own, visit.minute),
        lambda: _worked_out(visit),
    )


def _worked_out(visit: Visit) -> AdministratorsToday:
    fresh, clock, now = visit.fresh, visit.clock, visit.now
    jobs = _parked(clock, now)
    gaps = _gaps(clock, now)
    steps = first_steps_of(visit)
    if steps.is_new_house:
        # The steps ask for a file already, and then for a goal.
        gaps = replace(gaps, metrics=(), metrics_in_all=0, teams=())
    engine = EngineState.objects.filter(pk=1).first()
    items = [*_urgent(visit, engine, jobs), *_not_whole(gaps)]
    arrived = sum(source.arrived_at is not None for source in fresh.sources)
    unlisted = max(0, len(jobs) - 2)
    waiting = len(items) + unlisted
    return AdministratorsToday(
        sentence=for_administrator(arrived, [source.name for source in fresh.late], waiting),
        freshness=fresh,
        computed=_computed(engine, clock, now),
        steps=steps if steps.is_new_house else None,
        company=kept_company_line(visit.user, visit.organisation, visit.state, now),
        todos=todos.listed(choose((), (), items, unlisted=unlisted), "for now"),
        imports=_imports(clock, now),
        jobs=jobs,
        gaps=gaps,
    )


def administrators_needs(visit: Visit) -> list[ToDo]:
    """What is not as it should be. What is merely not set up yet is no news, and stands on the page alone."""
    engine = EngineState.objects.filter(pk=1).first()
    return _urgent(visit, engine, _parked(visit.clock, visit.now))


def _urgent(visit: Visit, engine: EngineState | None, jobs: Sequence[JobRow]) -> list[ToDo]:
    clock, now = visit.clock, visit.now
    return [
        *_worker(engine, clock, now),
        *_stuck(jobs),
        *todos.appraisals(turns_of(visit.user, clock.day_of(now))),
        *todos.studies_to_answer(study_to_answer(visit.user, clock.day_of(now))),
        *todos.focus_due(focus_due(visit.user, visit.organisation.clock, now)),
        *todos.tasks(waiting_tasks(visit.user, now, clock.day_of(now))),
        *todos.late_sources(visit.fresh),
        *todos.rejected_rows(visit.user, now),
    ]


def _computed(engine: EngineState | None, clock: Clock, now: datetime) -> str:
    if engine is None or engine.computed_at is None:
        return "Nothing has been worked out yet."
    return f"Goals worked out at {when(engine.computed_at, clock, clock.day_of(now))}."


# --- What waits ----------------------------------------------------------------------------------


def _worker(engine: EngineState | None, clock: Clock, now: datetime) -> list[ToDo]:
    if engine is None or engine.swept_at is None or now - engine.swept_at <= QUIET_WORKER:
        return []
    since = when(engine.swept_at, clock, clock.day_of(now))
    return [
        ToDo(
            icon="server-off",
            tone="behind",
            title="Nothing is being worked out",
            text=f"The worker was last seen at {since}. Start worker and scheduler again; "
            "whatever came in meanwhile is caught up by itself.",
            mail="Nothing is being worked out.",
            mail_path=reverse("home"),
        )
    ]


def _stuck(jobs: Sequence[JobRow]) -> list[ToDo]:
    return [
        ToDo(
            icon="circle-pause",
            tone="behind",
            title=f"Stopped: {job.name}",
            text=f"It failed five times in a row, last at {job.since}. {job.error}",
            action_url=reverse("job_release", args=[job.pk]),
            action_label="Try again",
            action_class="btn--primary",
            post=True,
            mail=f"Stopped: {job.name}.",
            mail_path=reverse("home"),
        )
        for job in jobs[:2]
    ]


def _not_whole(gaps: Gaps) -> list[ToDo]:
    found: list[ToDo] = []
    if gaps.people_in_all:
        count = gaps.people_in_all
        people = "1 person is in no team" if count == 1 else f"{count} people are in no team"
        found.append(
            ToDo(
                icon="users",
                tone="",
                title=people,
                text=f"{_named(gaps.people, count)}: without a team there is nothing to show them.",
                action_url=reverse("teams:people"),
                action_label="Open people",
            )
        )
    if gaps.metrics_in_all:
        count = gaps.metrics_in_all
        title = "1 metric has no figures" if count == 1 else f"{count} metrics have no figures"
        found.append(
            ToDo(
                icon="ruler",
                tone="",
                title=title,
                text=f"{_named([name for name, _ in gaps.metrics], count)}: "
                "bring a file in, or send readings through the API.",
                action_url=reverse("goals:import_new"),
                action_label="Import a file",
            )
        )
    found.extend(
        ToDo(
            icon="sprout",
            tone="",
            title=f"{name} has no goals yet",
            text="Its supervisors and managers set them. Has it got one?",
            action_url=reverse("team", args=[slug]),
            action_label="Open the team",
        )
        for name, slug in gaps.teams[:1]
    )
    return found


def _named(names: Sequence[str], count: int) -> str:
    """`Ana, Ben and 4 others`."""
    shown = names[:2]
    rest = count - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} other{'' if rest == 1 else 's'}"
    return " and ".join(shown)


# --- Read ----------------------------------------------------------------------------------------


def _parked(clock: Clock, now: datetime) -> tuple[JobRow, ...]:
    today = clock.day_of(now)
    rows = Job.objects.filter(parked_at__isnull=False).order_by("-parked_at", "pk")[:LISTED]
    return tuple(
        JobRow(
            pk=job.pk,
            name=_JOBS[Job.Kind(job.kind)],
            since="" if job.parked_at is None else when(job.parked_at, clock, today),
            error=job.last_error.strip().partition("\n")[0][:200],
        )
        for job in rows
    )


def _imports(clock: Clock, now: datetime) -> tuple[ImportRow, ...]:
    today = clock.day_of(now)
    rows = Import.objects.filter(state__in=[Import.State.DONE, Import.State.UNDONE]).order_by(
        F("done_at").desc(nulls_last=True), "-pk"
    )[:5]
    return tuple(
        ImportRow(
            url=reverse("goals:import_done", args=[row.pk]),
            name=row.file_name,
            when="" if row.done_at is None else when(row.done_at, clock, today),
            outcome="Undone" if row.state == Import.State.UNDONE else sentence_of(row),
        )
        for row in rows
    )


def _gaps(clock: Clock, now: datetime) -> Gaps:
    today = clock.day_of(now)
    figures = OrganisationDay.objects.filter(metric_id=OuterRef("pk"))
    metrics = Metric.objects.filter(~Exists(figures), archived_at=None).order_by("name")
    held = Membership.objects.on(today).filter(user=OuterRef("pk"))
    here = Q(left_on__isnull=True) | Q(left_on__gt=today)
    people = User.objects.filter(~Exists(held), here, is_active=True, is_superuser=False).order_by(
        "name", "pk"
    )
    pursued = Goal.objects.filter(team=OuterRef("pk"), state=Goal.State.ACTIVE)
    teams = Team.objects.filter(~Exists(pursued), archived_at=None).order_by("name")
    return Gaps(
        metrics=tuple(metrics.values_list("name", "slug")[:LISTED]),
        metrics_in_all=metrics.count(),
        people=tuple(people.values_list("name", flat=True)[:LISTED]),
        people_in_all=people.count(),
        teams=tuple(teams.values_list("name", "slug")[:LISTED]),
    )
