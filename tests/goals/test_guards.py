"""The other side of the coin: chosen with a goal, shown wherever it is, and holding its reward back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from goals.actions.goals import adjust_goal
from goals.models import Goal
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry
from tests.goals.november import a_goal_of, send, words, work_out
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def reopened():
    """A share of which less is better."""
    return a_ratio("Reopened cases", better="lower")


def guarded(owner, team, reopened, status: str = "kept", value: str = "41", **fields: Any) -> Goal:
    goal = a_goal(a_metric(), owner, team=team, guard=reopened, guard_bound=Decimal(5), **fields)
    stands(
        goal, "2588", expected="2500", guard_value=Decimal(value), guard_weight=Decimal(1000),
        guard_n=9, guard_status=status,
    )  # fmt: skip
    return goal


# --- Choosing ------------------------------------------------------------------------------------


def test_a_goal_is_made_with_its_guard(manager, north, reopened):
    goal = a_goal_of(a_metric(), manager, team=north, guard=reopened, guard_bound=Decimal(5))
    assert (goal.guard, goal.guard_bound) == (reopened, Decimal(5))
    kept = AuditEntry.objects.get(verb="created", kind="goals.goal")
    assert (kept.after["guard"], kept.after["guard_bound"]) == (reopened.pk, "5")


@pytest.mark.parametrize(
    ("guard", "bound", "field"),
    [
        ("itself", Decimal(5), "guard"),
        ("archived", Decimal(5), "guard"),
        ("reopened", None, "guard_bound"),
        ("reopened", Decimal(101), "guard_bound"),
        ("reopened", Decimal("5.55"), "guard_bound"),
        ("reopened", Decimal(-1), "guard_bound"),
        (None, Decimal(5), "guard"),
    ],
)
def test_a_guard_that_makes_no_sense_is_refused(manager, north, reopened, guard, bound, field):
    metric = a_metric()
    archived = a_metric("Old", archived_at=NOW)
    chosen = {"itself": metric, "archived": archived, "reopened": reopened, None: None}[guard]
    with pytest.raises(ActionRefused) as refused:
        a_goal_of(metric, manager, team=north, guard=chosen, guard_bound=bound)
    assert refused.value.field == field
    assert not Goal.objects.exists()


def adjust(goal, actor, **changes):
    return adjust_goal(
        actor, goal, reason="Quick must last.", version=goal.version, now=NOW, **changes
    )


def test_it_is_adjusted_with_a_reason_that_the_history_keeps(manager, north, reopened, client_of):
    goal = a_goal_of(a_metric(), manager, team=north)
    goal = adjust(goal, manager, guard=reopened, guard_bound=Decimal(5))
    goal = adjust(goal, manager, guard_bound=Decimal(6))
    page = words(client_of(manager).get(reverse("goals:goal", args=[goal.pk])))
    assert "Guard: none became Reopened cases; Its bound: none became 5% or less." in page
    assert "Its bound: 5% or less became 6% or less." in page
    assert "Quick must last." in page


def test_another_guard_needs_a_bound_of_its_own(manager, north, reopened):
    goal = a_goal_of(a_metric(), manager, team=north, guard=reopened, guard_bound=Decimal(5))
    with pytest.raises(ActionRefused) as refused:
        adjust(goal, manager, guard=a_metric("Complaints", better="lower"))
    assert refused.value.field == "guard_bound"
    goal = adjust(goal, manager, guard=None)
    assert (goal.guard, goal.guard_bound) == (None, None)


def test_case_20_sent_twice_it_is_one_goal_and_another_guard_is_another(manager, north, reopened):
    metric = a_metric()
    one = a_goal_of(metric, manager, team=north, guard=reopened, guard_bound=Decimal(5))
    same = a_goal_of(metric, manager, team=north, guard=reopened, guard_bound=Decimal(5))
    assert same.pk == one.pk
    assert a_goal_of(metric, manager, team=north).pk != one.pk


# --- The forms -----------------------------------------------------------------------------------


def test_the_last_step_of_a_new_goal_takes_it(client_of, manager, north, reopened):
    metric = a_metric()
    query = f"?metric={metric.slug}&whose=team:north&cadence=monthly&target=4200&days=2025-12-01_"
    path = reverse("goals:new_why") + query
    sent = {
        "name": "Resolved", "why": "Nobody calls twice.", "owner": manager.pk,
        "guard": reopened.pk, "guard_bound": "5 %",
    }  # fmt: skip
    refused = client_of(manager).post(path, {**sent, "guard_bound": "few"})
    assert refused.context["form"].errors["guard_bound"] == ["Write a number, for example 92."]
    refused = client_of(manager).post(path, {**sent, "guard_bound": ""})
    assert "Say how far Reopened cases may go" in str(refused.context["form"].errors)
    refused = client_of(manager).post(path, {**sent, "guard": metric.pk})
    assert "guard" in refused.context["form"].errors
    assert client_of(manager).post(path, sent).status_code == 302
    goal = Goal.objects.get()
    assert (goal.guard, goal.guard_bound) == (reopened, Decimal(5))


def test_the_bound_is_read_in_the_guards_own_unit(client_of, manager, north):
    wait = a_ratio("Wait", unit="seconds", decimals=0, better="lower")
    goal = a_goal(a_metric(), manager, team=north)
    path = reverse("goals:edit", args=[goal.pk])
    form = client_of(manager).get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"guard": wait.pk, "guard_bound": "4:30", "reason": "Quick must last."}
    assert client_of(manager).post(path, sent).status_code == 302
    goal.refresh_from_db()
    assert (goal.guard, goal.guard_bound) == (wait, Decimal(270))
    shown = client_of(manager).get(path).context["form"]
    assert shown["guard_bound"].value() == "4:30"


def test_case_20_a_stale_form_keeps_both_guards(client_of, manager, north, reopened):
    goal = a_goal(a_metric(), manager, team=north)
    path = reverse("goals:edit", args=[goal.pk])
    form = client_of(manager).get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    adjust(goal, manager, guard=reopened, guard_bound=Decimal(5))
    answer = client_of(manager).post(path, {**sent, "why": "Else.", "reason": "Because."})
    assert answer.status_code == 409
    assert "Reopened cases" in words(answer)


# --- Where it shows ------------------------------------------------------------------------------


def test_the_goals_page_says_how_it_stands(client_of, manager, north, reopened):
    goal = guarded(manager, north, reopened)
    page = words(client_of(manager).get(reverse("goals:goal", args=[goal.pk])))
    assert "Guard: Reopened cases 4.1%, bound 5% or less: kept." in page
    assert "No reward is due" not in page


def test_a_broken_guard_is_called_out_and_holds_the_reward_back(
    client_of, manager, north, reopened
):
    goal = guarded(manager, north, reopened, "broken", "61")
    client = client_of(manager)
    page = words(client.get(reverse("goals:goal", args=[goal.pk])))
    assert "Guard: Reopened cases 6.1%, bound 5% or less: out of bounds." in page
    assert "No reward is due while it is." in page
    assert "Its guard is out of bounds" in words(client.get("/goals/"))


def test_of_each_members_goal_no_one_figure_stands_for_all(
    client_of, manager, north, reopened, agent
):
    goal = a_goal(
        a_metric(), manager, team=north, scope="members", guard=reopened, guard_bound=Decimal(5)
    )
    stands(
        goal, "10", expected="9", agent=agent, guard_value=Decimal(1), guard_weight=Decimal(10),
        guard_n=1, guard_status="broken",
    )  # fmt: skip
    path = reverse("goals:goal", args=[goal.pk])
    page = words(client_of(manager).get(path))
    assert "Guard: Reopened cases , bound 5% or less." in page
    own = words(client_of(agent).get(path))
    assert "Guard: Reopened cases 10.0%, bound 5% or less: out of bounds." in own


def test_table_and_file_have_it(client_of, manager, north, reopened):
    goal = guarded(manager, north, reopened)
    client = client_of(manager)
    assert "4.1%, kept" in words(client.get(reverse("goals:table", args=[goal.pk])))
    file = client.get(reverse("goals:csv", args=[goal.pk]), {"by": "period"})
    [headings, row] = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert dict(zip(headings, row, strict=True))["Guard"] == "4.1%, kept"


def test_a_guard_takes_no_statement_more(client_of, manager, north, reopened, statements):
    plain = a_goal(a_metric("Plain"), manager, team=north)
    stands(plain, "2588", expected="2500")
    goal = guarded(manager, north, reopened)
    client = client_of(manager)
    few = statements(client, reverse("goals:goal", args=[plain.pk]))
    assert statements(client, reverse("goals:goal", args=[goal.pk])) == few


def test_figures_come_from_the_engine(client_of, manager, north, agent, reopened):
    metric = a_metric()
    goal = a_goal_of(metric, manager, team=north, guard=reopened, guard_bound=Decimal(5))
    day = NOW.replace(day=19, hour=11)
    send(metric, north, [(day, agent, "100", "1")])
    send(reopened, north, [(day, agent, "7", "100")], prefix="g")
    work_out()
    page = words(client_of(manager).get(reverse("goals:goal", args=[goal.pk])))
    assert "Guard: Reopened cases 7.0%, bound 5% or less: out of bounds." in page
