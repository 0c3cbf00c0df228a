"""The demonstration: whole, plausible, the same every time, and never mixed with anything else."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Max, Sum

from goals.calibration import bands, brier
from goals.demo import SEED, seed_demonstration
from goals.demo.metrics import ANSWERED, HAPPY, QUALITY, REPEAT
from goals.demo.patterns import Story
from goals.demo.readings import habits_of
from goals.models import (
    Cadence,
    Goal,
    GoalTarget,
    Metric,
    Progress,
    Reading,
    Scope,
    Snapshot,
    Source,
    StaleGoal,
    StaleMark,
    Status,
    TeamDay,
)
from goals.progress import Sums, exact_result
from goals.queries.backtest import replay
from goals.queries.company import company_line
from goals.queries.shape import measure_of
from teams import demo as people
from teams.actions import set_password
from teams.models import Membership, Organisation, Role, Team, User
from teams.permissions import standing_of

NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
MONTHS = 6
STORY = Story(NOW.date())

Digits = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker):
    """The demonstration made, taken away and made again: the digits of both times; the second stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            seed_demonstration(NOW, months=MONTHS)
            first = digits()
            transaction.set_rollback(True)
        seed_demonstration(NOW, months=MONTHS)
        yield first, digits()
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(twice: tuple[Digits, Digits], db: None) -> None:
    """The demonstration as of NOW; what a test changes is undone after it."""


def digits() -> Digits:
    """Everything that pages show, by names instead of ids, which no two databases share."""
    names = dict(User.objects.values_list("pk", "username"))
    standing = ("value", "weight", "n", "target", "expected", "status", "first_day", "agent_id")
    return {
        "people": sorted(User.objects.values_list("username", "name", "email", "left_on")),
        "memberships": sorted(
            Membership.objects.values_list(
                "user__username", "team__name", "role", "starts_on", "ends_on", "end_reason"
            ),
            key=str,
        ),
        "readings": sorted(
            (*row, names.get(agent, ""))
            for *row, agent in Reading.objects.values_list(
                "source__name",
                "metric__slug",
                "external_id",
                "team__name",
                "at",
                "day",
                "slot",
                "organisation_day",
                "value",
                "weight",
                "agent_id",
            )
        ),
        "targets": sorted(
            GoalTarget.objects.values_list(
                "goal__name", "since", "target", "reason", "set_by__username", "set_at"
            )
        ),
        "progress": _named(
            Progress.objects.values_list(
                "goal__name", "starts_at", "final", "closed_at", "closed_status", *standing
            ),
            names,
        ),
        "snapshots": _named(Snapshot.objects.values_list("goal__name", "day", *standing), names),
    }


def _named(rows: Any, names: dict[int, str]) -> list[tuple[Any, ...]]:
    return sorted(((*row[:-1], names.get(row[-1], "")) for row in rows), key=str)


def latest() -> list[Progress]:
    """The period of each goal that began last, for each subject."""
    found = []
    for goal in Goal.objects.all():
        rows = Progress.objects.filter(goal=goal, starts_at__lte=NOW).select_related("goal")
        found += list(rows.filter(starts_at=rows.aggregate(at=Max("starts_at"))["at"]))
    return found


def outcome(slug: str, team: str, first: date, last: date) -> float:
    """The result of a metric in a team over some days."""
    metric = Metric.objects.get(slug=slug)
    sums = TeamDay.objects.filter(
        metric_id=metric.pk, team_id=Team.objects.get(name=team).pk, day__range=(first, last)
    ).aggregate(v=Sum("value"), w=Sum("weight"), m=Sum("n"))
    exact = exact_result(measure_of(metric), Sums(sums["v"], sums["w"], sums["m"]))
    assert exact is not None
    return float(exact)


# --- The same every time, and alone --------------------------------------------------------------


def test_made_twice_it_is_the_same_digits(twice):
    first, second = twice
    assert len(first["readings"]) > 20_000
    assert len(first["progress"]) > 300
    for kind, rows in first.items():
        assert rows == second[kind], kind


def test_another_seed_makes_other_people_and_other_days(demonstration):
    membership = Membership.objects.get(user__username="jin")
    mine = [habits_of(membership, 1, seed) for seed in (SEED, SEED + 1)]
    assert mine[0] != mine[1]
    assert mine[0] == habits_of(membership, 1, SEED)


def test_it_refuses_a_database_with_its_own_data_and_leaves_it_as_it_is(demonstration):
    before = (Reading.objects.count(), User.objects.count(), Goal.objects.count())
    with pytest.raises(CommandError, match="already holds data"):
        call_command("seed_demo")
    assert (Reading.objects.count(), User.objects.count(), Goal.objects.count()) == before


# --- Whole ---------------------------------------------------------------------------------------


def test_four_teams_in_four_zones_sixty_people_eight_metrics(demonstration):
    assert Team.objects.count() == 4
    zones = {team.time_zone for team in Team.objects.all()}
    assert len(zones) == 4
    assert 55 <= User.objects.count() <= 70
    assert Metric.objects.count() == 8
    assert all(metric.meaning and metric.formula for metric in Metric.objects.all())
    assert Team.objects.get(name=people.NIGHT).day_starts_hour == 5
    assert all(team.country for team in Team.objects.all())
    for team in Team.objects.all():
        roles = set(team.memberships.on(NOW.date()).values_list("role", flat=True))
        assert roles == {Role.AGENT, Role.SUPERVISOR, Role.MANAGER}


def test_every_status_cadence_and_scope_is_there(demonstration):
    assert {row.status for row in latest()} == set(Status.values)
    assert set(Goal.objects.values_list("cadence", flat=True)) == set(Cadence.values)
    assert set(Goal.objects.values_list("scope", flat=True)) == set(Scope.values)


def test_nothing_waits_to_be_worked_out(demonstration):
    assert not StaleMark.objects.exists()
    assert not StaleGoal.objects.exists()


def test_closed_periods_were_met_and_missed(demonstration):
    closed = Counter(Progress.objects.filter(final=True).values_list("status", flat=True))
    assert closed[Status.MET] > 50
    assert closed[Status.MISSED] > 20


def test_what_had_closed_before_a_goal_was_paused_kept_its_end(demonstration):
    goal = Goal.objects.get(state=Goal.State.PAUSED)
    closed = Progress.objects.filter(goal=goal, final=True).values_list("status", flat=True)
    assert closed
    assert set(closed) <= {Status.MET, Status.MISSED}


def test_every_goal_says_why_and_is_looked_after_by_one_who_may(demonstration):
    for goal in Goal.objects.select_related("owner"):
        assert len(goal.why) > 40, goal.name
        standing = standing_of(goal.owner, NOW)
        assert goal.team_id in standing.leads or (goal.team_id is None and standing.manages)
    assert Goal.objects.filter(feeds__isnull=False).count() > 10


def test_a_target_was_lowered_for_the_strike_and_put_back(demonstration):
    goal = Goal.objects.get(name="First-contact resolutions")
    targets = list(goal.targets.order_by("since", "pk"))
    reasons = [target.reason for target in targets]
    place = next(n for n, reason in enumerate(reasons) if "strike" in reason)
    assert targets[place].target < targets[place - 1].target
    assert targets[place + 1].target == targets[place - 1].target
    assert targets[place].set_at.date() == STORY.strike[0] + timedelta(days=4)


def test_north_is_on_pace_for_six_of_eight(demonstration):
    north = [row for row in latest() if row.goal.team and row.goal.team.name == people.NORTH]
    by_goal: dict[str, set[str]] = {}
    for row in north:
        if row.goal.scope != Scope.AGENT:
            by_goal.setdefault(row.goal.name, set()).add(row.status)
    good = {Status.ON_PACE, Status.MET}
    off = {name: words for name, words in by_goal.items() if words - good - {Status.NO_DATA}}
    assert len(by_goal) == 8
    assert off.keys() == {"First-contact resolutions", "Repeat contacts within 7 days"}
    assert off["First-contact resolutions"] == {Status.BEHIND}


def test_forecasts_keep_their_word_over_the_year(demonstration):
    goals = Goal.objects.select_related("metric", "team")
    found = replay(goals, date.min, date.max)
    (band,) = [band for band in bands(found.forecast) if (band.low, band.high) == (0.6, 0.8)]
    assert band.periods > 40
    assert band.interval[0] <= 0.8, band
    assert band.interval[1] >= 0.6, band
    assert brier(found.forecast) < min(brier(found.even_pace), brier(found.last_period)) - 0.02


def test_every_text_fits_its_field(demonstration):
    """SQLite keeps what is too long; PostgreSQL would not."""
    for model in (User, Team, Membership, Metric, Source, Goal, GoalTarget, Reading):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.max_length:
                texts = model._default_manager.values_list(field.attname, flat=True)
                longest = max((len(text or "") for text in texts.distinct()), default=0)
                assert longest <= field.max_length, (model, field.name)


# --- Plausible -----------------------------------------------------------------------------------


def test_no_figure_lies_in_the_future_and_today_has_some(demonstration):
    assert Reading.objects.aggregate(at=Max("at"))["at"] <= NOW
    north = Team.objects.get(name=people.NORTH)
    assert Reading.objects.filter(team=north, day=NOW.date()).exists()
    assert Source.objects.filter(last_reading_at__gt=NOW - timedelta(days=1)).count() == 4


def test_nobody_works_when_their_team_does_not(demonstration):
    weekend = (date(2026, 11, 14), date(2026, 11, 15))
    assert not Reading.objects.filter(team__name=people.WEST, day__in=weekend).exists()
    assert not Reading.objects.filter(team__name=people.SOUTH, day=weekend[1]).exists()
    assert Reading.objects.filter(team__name=people.NORTH, day__in=weekend).exists()
    # The last Monday of August is a bank holiday in England, and an ordinary day in Portugal.
    bank_holiday = date(2026, 8, 31)
    assert not Reading.objects.filter(team__name=people.NORTH, day=bank_holiday).exists()
    assert Reading.objects.filter(team__name=people.NIGHT, day=bank_holiday).exists()


def test_the_night_belongs_to_the_day_it_began_on(demonstration):
    after_midnight = Reading.objects.filter(team__name=people.NIGHT, at__hour__in=[0, 1, 2])
    assert after_midnight.exists()
    for at, day in after_midnight.values_list("at", "day")[:200]:
        assert day == at.date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("slug", "worse"), [(HAPPY, -4.0), (ANSWERED, -8.0), (REPEAT, 4.0)], ids=str
)
def test_the_strike_shows_in_north_and_only_there(demonstration, slug, worse):
    first, last = STORY.strike
    week = timedelta(days=7)
    north = outcome(slug, people.NORTH, first, last)
    before = outcome(slug, people.NORTH, first - 3 * week, first - timedelta(days=1))
    assert (north - before) / worse > 1
    south = outcome(slug, people.SOUTH, first, last)
    south_before = outcome(slug, people.SOUTH, first - 3 * week, first - timedelta(days=1))
    assert abs(south - south_before) < abs(worse)


def test_the_company_line_shows_that_customers_are_happier(demonstration):
    priya = User.objects.get(username="priya")
    line = company_line(priya, Organisation.objects.get(), now=NOW)
    assert len(line) == 4
    happy = next(figure for figure in line if figure.label == "Happy customers")
    assert happy.signal.startswith("Better since")


def test_whoever_moved_has_figures_in_both_teams_each_in_their_time(demonstration):
    person = User.objects.get(username=people.MOVED)
    old, new = person.memberships.filter(role=Role.AGENT).order_by("starts_on")
    assert (old.team.name, new.team.name) == (people.NIGHT, people.NORTH)
    assert old.ends_on == new.starts_on == NOW.date() - timedelta(days=people.MOVED_AGO)
    assert old.end_reason
    readings = Reading.objects.filter(agent_id=person.pk)
    days = {
        team: (min(found), max(found))
        for team in (people.NIGHT, people.NORTH)
        if (found := list(readings.filter(team__name=team).values_list("day", flat=True)))
    }
    assert days[people.NIGHT][1] < old.ends_on <= days[people.NORTH][0]
    assert days[people.NORTH][1] > NOW.date() - timedelta(days=14)


def test_whoever_left_did_so_with_a_reason_and_works_no_more(demonstration):
    person = User.objects.get(username=people.LEFT)
    gone = NOW.date() - timedelta(days=people.LEFT_AGO)
    assert person.left_on == gone
    assert person.left_reason
    assert not person.is_active
    assert Reading.objects.filter(agent_id=person.pk).exists()
    assert not Reading.objects.filter(agent_id=person.pk, day__gte=gone).exists()


def test_newcomers_begin_slowly(demonstration):
    for username, ago in people.NEWCOMERS.items():
        person = User.objects.get(username=username)
        since = NOW.date() - timedelta(days=ago)
        days = Reading.objects.filter(agent_id=person.pk).values_list("day", flat=True)
        assert min(days) >= since


def test_the_night_desk_has_a_goal_without_figures(demonstration):
    assert not Reading.objects.filter(metric__slug=QUALITY, team__name=people.NIGHT).exists()


# --- Signing in ----------------------------------------------------------------------------------


def test_the_logins_printed_work_and_have_the_roles_they_name(demonstration, rf):
    lines = people.logins()
    assert people.PASSWORD in lines[0]
    assert len(lines) == len(people.LOGINS) + 1
    expected = {"priya": Role.MANAGER, "marcus": Role.SUPERVISOR, "jin": Role.AGENT}
    for username, role in expected.items():
        person = User.objects.get(username=username)
        assert standing_of(person, NOW).role == role
        assert person.check_password(people.PASSWORD)
        validate_password(people.PASSWORD, person)
    assert standing_of(User.objects.get(username="ada"), NOW).is_administrator
    assert authenticate(rf.post("/login/"), username="priya", password=people.PASSWORD)


def test_only_those_listed_can_sign_in(demonstration):
    able = {person.username for person in User.objects.all() if person.has_usable_password()}
    assert able == {username for username, _ in people.LOGINS}


def test_a_changed_password_is_not_printed_any_more(demonstration):
    priya = User.objects.get(username="priya")
    set_password(None, priya, "something else altogether")
    assert people.logins() == []


def test_sums_of_the_organisation_are_those_of_its_teams(demonstration):
    readings = Reading.objects.filter(metric__slug=HAPPY).aggregate(v=Sum("value"), w=Sum("weight"))
    days = TeamDay.objects.filter(metric_id=Metric.objects.get(slug=HAPPY).pk).aggregate(
        v=Sum("value"), w=Sum("weight")
    )
    assert (days["v"], days["w"]) == (readings["v"], readings["w"])
    assert days["w"] > Decimal(1_000)
