"""Goals are made, adjusted and put away by those who may, with a reason, once, and never half."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from goals.actions.goal_states import archive_goal, pause_goal, resume_goal
from goals.actions.goals import FIRST_REASON, adjust_goal, create_goal
from goals.models import Goal, GoalTarget, Metric, Progress, StaleGoal
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import end_membership
from teams.models import AuditEntry, Membership
from tests.scene import NOW, TODAY, a_metric, a_ratio

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric():
    return a_metric()


@pytest.fixture
def make(metric, manager, north):
    """A goal of North with sound values, any of which a test may change."""

    def made(actor=manager, **changes):
        values = {
            "name": "Solve 4,200 requests on first contact",
            "metric": metric,
            "scope": "team",
            "team": north,
            "cadence": "monthly",
            "starts_on": date(2025, 11, 1),
            "target": Decimal(4200),
            "why": "Customers ask only once.",
            "owner": manager,
            "now": NOW,
        }
        return create_goal(actor, **{**values, **changes})

    return made


def refusal(call, *args, **kwargs):
    with pytest.raises(ActionRefused) as caught:
        call(*args, **kwargs)
    return caught.value.field, caught.value.message


def nothing_is_written():
    return not Goal.objects.exists() and not GoalTarget.objects.exists()


# --- Make ----------------------------------------------------------------------------------------


def test_a_goal_is_made_with_its_target_its_record_and_its_mark(make, manager, north, metric):
    goal = make()
    target = goal.targets.get()
    assert (goal.metric, goal.team, goal.owner, goal.created_by) == (
        metric,
        north,
        manager,
        manager,
    )
    assert (target.target, target.since, target.reason) == (4200, date(2025, 11, 1), FIRST_REASON)
    entry = AuditEntry.objects.get(kind="goals.goal")
    assert (entry.actor, entry.verb, entry.object_id) == (manager, "created", goal.pk)
    assert entry.after["target"] == "4200"
    assert StaleGoal.objects.get().since == date(2025, 11, 1)


def test_sent_twice_it_is_made_once(make):
    assert make().pk == make(now=NOW + timedelta(minutes=9)).pk
    assert Goal.objects.count() == GoalTarget.objects.count() == 1
    assert AuditEntry.objects.filter(kind="goals.goal").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another name"},
        {"target": Decimal(4300)},
        {"stretch": Decimal(4300)},
        {"target": Decimal(4200), "starts_on": date(2025, 12, 1)},
        {"now": NOW + timedelta(minutes=11)},
    ],
)
def test_what_differs_or_comes_later_is_another_goal(make, change):
    make()
    make(**change)
    assert Goal.objects.count() == 2


def test_what_will_be_different_stands_as_the_first_reason(make):
    goal = make(reason="Couriers answer us the same day.")
    assert goal.targets.get().reason == "Couriers answer us the same day."
    assert AuditEntry.objects.get(kind="goals.goal").reason == "Couriers answer us the same day."


def test_the_system_itself_may_make_one(make, manager):
    goal = make(actor=None)
    assert goal.created_by == manager
    assert AuditEntry.objects.get(kind="goals.goal").actor is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"metric": None}, "metric"),
        ({"scope": "galaxy"}, "scope"),
        ({"team": None}, "team"),
        ({"scope": "agent"}, "agent"),
        ({"cadence": "fortnightly"}, "cadence"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": date(1999, 12, 31)}, "starts_on"),
        ({"ends_on": date(2101, 1, 1)}, "ends_on"),
        ({"ends_on": date(2025, 10, 31)}, "ends_on"),
        ({"cadence": "once"}, "ends_on"),
        ({"target": None}, "target"),
        ({"target": Decimal(0)}, "target"),
        ({"target": Decimal(-5)}, "target"),
        ({"target": Decimal("NaN")}, "target"),
        ({"target": Decimal("Infinity")}, "target"),
        ({"target": Decimal(10**9)}, "target"),
        ({"target": Decimal("4200.5")}, "target"),
        ({"stretch": Decimal(4200)}, "stretch"),
        ({"stretch": Decimal("4300.5")}, "stretch"),
        ({"why": "  "}, "why"),
        ({"why": "x" * 301}, "why"),
        ({"why": "nul \x00"}, "why"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"owner": None}, "owner"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(make, change, field):
    found, message = refusal(make, **change)
    assert found == field
    assert message.endswith(".")
    assert nothing_is_written()


def test_an_end_before_the_start_says_what_to_do(make):
    assert refusal(make, ends_on=date(2025, 10, 31)) == (
        "ends_on",
        "The end is before the start. Choose a later last day.",
    )


@pytest.mark.parametrize("target", ["100.1", "-1", "92.55"])
def test_a_percentage_lies_between_0_and_100_and_is_shown_as_it_is(make, target):
    share = a_ratio("Happy customers")
    assert refusal(make, metric=share, target=Decimal(target))[0] == "target"


def test_nothing_at_all_is_a_target_where_lower_is_better(make):
    none = a_metric("Complaints", better=Metric.Better.LOWER)
    goal = make(metric=none, target=Decimal(0))
    assert goal.targets.get().target == 0
    assert refusal(make, metric=none, target=Decimal(5), stretch=Decimal(5))[0] == "stretch"
    stretched = make(metric=none, target=Decimal(5), stretch=Decimal(3))
    assert stretched.targets.get().stretch == 3


def test_what_is_archived_takes_no_goal(make, metric, north):
    metric.archived_at = NOW
    assert refusal(make, metric=metric)[0] == "metric"
    north.archived_at = NOW
    metric.archived_at = None
    assert refusal(make, actor=None, team=north)[0] == "team"


def test_the_organisation_has_neither_team_nor_agent(make, north, agent):
    assert refusal(make, actor=None, scope="organisation")[0] == "scope"
    assert refusal(make, scope="team", agent=agent)[0] == "agent"
    goal = make(scope="organisation", team=None)
    assert goal.team is None


def test_an_agent_must_be_in_the_team_while_the_goal_lasts(make, manager, north, agent, stranger):
    assert refusal(make, scope="agent", agent=stranger)[0] == "agent"
    membership = Membership.objects.get(user=agent)
    end_membership(manager, membership, TODAY, "Moves to another city")
    assert refusal(make, scope="agent", agent=agent)[0] == "agent"
    past = make(
        scope="agent", agent=agent, cadence="once",
        starts_on=date(2025, 10, 1), ends_on=date(2025, 10, 31),
    )  # fmt: skip
    assert past.agent == agent


# --- Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "supervisor"])
def test_case_1_those_who_lead_the_team_set_its_goals(make, who, request):
    assert make(actor=request.getfixturevalue(who)).pk


@pytest.mark.parametrize(
    "who", ["agent", "stranger", "other_supervisor", "administrator", "deactivated"]
)
def test_case_1_nobody_else_does(make, who, request):
    with pytest.raises(PermissionDenied):
        make(actor=request.getfixturevalue(who))
    assert nothing_is_written()


def test_the_organisations_goals_are_set_by_managers_and_administrators(
    make, administrator, supervisor
):
    assert make(actor=administrator, scope="organisation", team=None, owner=administrator).pk
    with pytest.raises(PermissionDenied):
        make(actor=supervisor, scope="organisation", team=None, name="Another")


def test_case_4_nobody_sets_the_target_they_are_measured_by(make, manager, north):
    Membership.objects.create(user=manager, team=north, role="agent", starts_on=date(2020, 1, 1))
    manager.__dict__.pop("_standing", None)
    assert refusal(make, scope="agent", agent=manager)[0] == "agent"


def test_case_4_nor_adjusts_it(make, manager, supervisor, north):
    Membership.objects.create(user=supervisor, team=north, role="agent", starts_on=date(2020, 1, 1))
    goal = make(scope="agent", agent=supervisor, owner=manager)
    with pytest.raises(PermissionDenied):
        adjust_goal(supervisor, goal, reason="Less", version=1, now=NOW, target=Decimal(1))
    assert goal.targets.get().target == 4200


def test_the_owner_leads_the_team(make, agent, other_supervisor, supervisor, manager):
    assert refusal(make, owner=agent)[0] == "owner"
    assert refusal(make, owner=other_supervisor)[0] == "owner"
    assert make(owner=supervisor).owner == supervisor
    assert refusal(make, scope="organisation", team=None, owner=supervisor)[0] == "owner"


def test_nobody_owns_the_goal_that_measures_themself(make, supervisor, north):
    Membership.objects.create(user=supervisor, team=north, role="agent", starts_on=date(2020, 1, 1))
    assert refusal(make, scope="agent", agent=supervisor, owner=supervisor)[0] == "owner"


# --- What it feeds -------------------------------------------------------------------------------


def test_ways_lead_from_agent_to_team_to_organisation(make, agent):
    company = make(scope="organisation", team=None, name="Fewer repeat contacts")
    team = make(feeds=company)
    each = make(scope="members", feeds=team, name="Each of us")
    own = make(scope="agent", agent=agent, feeds=each, name="Jin's")
    assert own.feeds.feeds.feeds == company


def test_sideways_downwards_and_in_circles_is_refused(make, agent):
    company = make(scope="organisation", team=None, name="Company")
    team = make(name="Team")
    own = make(scope="agent", agent=agent, name="Own")
    assert refusal(make, feeds=team, name="Sideways")[0] == "feeds"
    assert refusal(make, feeds=own, name="Down")[0] == "feeds"
    assert refusal(make, scope="organisation", team=None, feeds=company, name="Round")[0] == "feeds"
    assert refusal(
        adjust_goal, None, company, reason="Round", version=1, now=NOW, feeds=team
    )[0] == "feeds"  # fmt: skip
    assert refusal(
        adjust_goal, None, team, reason="Itself", version=1, now=NOW, feeds=team
    )[0] == "feeds"  # fmt: skip


def test_case_2_a_goal_out_of_sight_cannot_be_fed(make, south, other_supervisor, agent):
    theirs = make(actor=None, team=south, owner=other_supervisor, name="Theirs")
    assert refusal(make, scope="agent", agent=agent, feeds=theirs) == (
        "feeds",
        "Choose the goal it feeds from the list.",
    )
    assert refusal(make, actor=None, scope="agent", agent=agent, feeds=theirs)[0] == "feeds"


def test_what_is_put_away_is_not_fed(make, manager):
    company = make(scope="organisation", team=None, name="Company")
    archive_goal(None, company, now=NOW)
    company.refresh_from_db()
    assert refusal(make, feeds=company)[0] == "feeds"


# --- Adjust --------------------------------------------------------------------------------------


@pytest.fixture
def goal(make):
    made = make()
    StaleGoal.objects.all().delete()
    return made


def adjust(actor, goal, version=1, reason="Couriers answer us now.", now=NOW, **changes):
    return adjust_goal(actor, goal, reason=reason, version=version, now=now, **changes)


def test_a_new_target_holds_from_the_period_that_runs(goal, manager):
    adjust(manager, goal, target=Decimal(4400))
    first, second = goal.targets.order_by("pk")
    assert (first.target, first.since) == (4200, date(2025, 11, 1))
    assert (second.target, second.since) == (4400, date(2025, 11, 1))
    assert second.reason == "Couriers answer us now."
    goal.refresh_from_db()
    assert goal.version == 2
    assert StaleGoal.objects.get().since == date(2025, 11, 1)


def test_next_months_change_leaves_this_month_alone(goal, manager):
    december = datetime(2025, 12, 5, 12, tzinfo=UTC)
    adjust(manager, goal, target=Decimal(4400), now=december)
    assert list(goal.targets.values_list("since", "target")) == [
        (date(2025, 11, 1), Decimal(4200)),
        (date(2025, 12, 1), Decimal(4400)),
    ]


def test_a_target_before_the_start_holds_from_the_start(make, manager):
    goal = make(starts_on=date(2026, 1, 10))
    adjust(manager, goal, target=Decimal(4400))
    assert {row.since for row in goal.targets.all()} == {date(2026, 1, 10)}


def test_the_record_says_what_was_and_what_is(goal, manager, supervisor):
    adjust(manager, goal, target=Decimal(4400), owner=supervisor, name="A new name")
    entry = AuditEntry.objects.filter(kind="goals.goal").first()
    assert (entry.verb, entry.reason, entry.actor) == (
        "adjusted",
        "Couriers answer us now.",
        manager,
    )
    assert entry.before == {
        "name": "Solve 4,200 requests on first contact",
        "target": "4200",
        "owner": manager.pk,
    }
    assert entry.after == {"name": "A new name", "target": "4400", "owner": supervisor.pk}


def test_a_change_without_a_target_makes_no_target_row(goal, manager):
    adjust(manager, goal, why="They told us so.")
    assert goal.targets.count() == 1
    goal.refresh_from_db()
    assert goal.why == "They told us so."


def test_a_reason_is_asked_for(goal, manager):
    assert refusal(adjust, manager, goal, reason=" ", target=Decimal(1))[0] == "reason"
    assert goal.targets.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": Decimal(0)}, "target"),
        ({"target": Decimal(4200), "stretch": Decimal(4000)}, "stretch"),
        ({"ends_on": date(2025, 10, 1)}, "ends_on"),
        ({"ends_on": date(2025, 11, 19)}, "ends_on"),
        ({"name": " "}, "name"),
        ({"why": ""}, "why"),
    ],
)
def test_bad_changes_are_refused_and_nothing_changes(goal, manager, changes, field):
    before = Goal.objects.values().get()
    assert refusal(adjust, manager, goal, **changes)[0] == field
    assert Goal.objects.values().get() == before
    assert goal.targets.count() == 1
    assert not StaleGoal.objects.exists()


def test_case_20_a_stale_version_writes_nothing_and_hands_over_what_stands(
    goal, manager, supervisor
):
    adjust(manager, goal, target=Decimal(4400), reason="First")
    with pytest.raises(Stale) as caught:
        adjust(manager, goal, target=Decimal(4300), reason="Second")
    assert caught.value.current.version == 2
    assert [row.target for row in goal.targets.order_by("pk")] == [4200, 4400]


def test_case_20_the_same_form_sent_twice_is_done_once(goal, manager):
    adjust(manager, goal, target=Decimal(4400))
    again = adjust(manager, goal, target=Decimal(4400))
    assert again.version == 2
    assert goal.targets.count() == 2
    assert AuditEntry.objects.filter(verb="adjusted").count() == 1


def test_case_20_the_last_guard_is_the_update_itself(goal, manager, monkeypatch):
    """Somebody who slips in between the look and the write is noticed by the write."""
    import goals.actions.goals as actions

    real = actions._check_changes

    def slip_in(*args):
        Goal.objects.filter(pk=goal.pk).update(version=2, name="Slipped in")
        return real(*args)

    monkeypatch.setattr(actions, "_check_changes", slip_in)
    with pytest.raises(Stale):
        adjust(manager, goal, target=Decimal(4400))
    assert goal.targets.count() == 1


@pytest.mark.parametrize("who", ["agent", "stranger", "other_supervisor", "supervisor"])
def test_case_1_only_the_owner_and_the_managers_adjust(goal, who, request):
    with pytest.raises(PermissionDenied):
        adjust(request.getfixturevalue(who), goal, target=Decimal(1))


def test_the_owner_adjusts_while_they_lead(make, supervisor):
    goal = make(owner=supervisor)
    assert adjust(supervisor, goal, target=Decimal(4400)).version == 2


def test_the_last_day_moves_while_the_goal_runs(goal, manager):
    adjust(manager, goal, ends_on=date(2025, 12, 31))
    goal.refresh_from_db()
    assert goal.ends_on == date(2025, 12, 31)
    adjust(manager, goal, version=2, ends_on=None)
    goal.refresh_from_db()
    assert goal.ends_on is None


def test_a_goal_that_is_over_takes_no_new_target(make, manager):
    goal = make(ends_on=date(2025, 11, 10))
    assert refusal(adjust, manager, goal, target=Decimal(4400))[0] == "target"


def test_a_closed_last_period_is_not_stretched(make, manager):
    goal = make(ends_on=date(2025, 11, 10))
    later = datetime(2025, 12, 20, tzinfo=UTC)
    progress = Progress.objects.create(
        goal=goal, value=1, weight=1, n=1, target=4200, status="missed",
        starts_at=datetime(2025, 11, 1, tzinfo=UTC), ends_at=datetime(2025, 11, 11, tzinfo=UTC),
        first_day=date(2025, 11, 1), last_day=date(2025, 11, 10), final=True, computed_at=NOW,
    )  # fmt: skip
    found = refusal(adjust, manager, goal, now=later, ends_on=date(2026, 1, 31))
    assert found == ("ends_on", "Its last period is closed. Set a new goal to go on.")
    progress.final = False
    progress.save()
    adjust(manager, goal, now=later, ends_on=date(2026, 1, 31))
    assert StaleGoal.objects.order_by("since")[0].since == date(2025, 11, 1)


def test_a_goal_that_ended_with_its_period_may_go_on(make, manager):
    goal = make(ends_on=date(2025, 11, 30))
    later = datetime(2025, 12, 20, tzinfo=UTC)
    adjust(manager, goal, now=later, ends_on=None)
    goal.refresh_from_db()
    assert goal.ends_on is None


# --- Pause, take up, put away --------------------------------------------------------------------


def test_pausing_is_recorded_once_and_can_be_undone(goal, manager):
    pause_goal(manager, goal, reason="Strike", now=NOW)
    pause_goal(manager, goal, now=NOW)
    assert Goal.objects.get().state == "paused"
    resume_goal(manager, goal, now=NOW)
    assert Goal.objects.get().state == "active"
    verbs = AuditEntry.objects.filter(kind="goals.goal").values_list("verb", flat=True)
    assert list(verbs) == ["resumed", "paused", "created"]
    assert StaleGoal.objects.count() == 2


def test_put_away_and_brought_back(goal, manager):
    archive_goal(manager, goal, now=NOW)
    assert refusal(adjust, manager, goal, target=Decimal(1))[0] == ""
    assert refusal(pause_goal, manager, goal, now=NOW) == ("", "The goal is archived by now.")
    resume_goal(manager, goal, now=NOW)
    assert Goal.objects.get().state == "active"


def test_it_does_not_come_back_to_what_is_gone(goal, manager, metric):
    archive_goal(manager, goal, now=NOW)
    Metric.objects.update(archived_at=NOW)
    goal = Goal.objects.get()
    assert refusal(resume_goal, manager, goal, now=NOW)[0] == "metric"


@pytest.mark.parametrize("verb", [pause_goal, resume_goal, archive_goal])
@pytest.mark.parametrize("who", ["agent", "stranger", "supervisor"])
def test_case_1_the_state_is_changed_by_those_who_may(goal, verb, who, request):
    with pytest.raises(PermissionDenied):
        verb(request.getfixturevalue(who), goal, now=NOW)
    assert Goal.objects.get().state == "active"
