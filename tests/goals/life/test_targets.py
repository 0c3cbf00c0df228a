"""Each period keeps its target, and one to come can have its own already."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.actions.goals import adjust_goal
from goals.models import Progress
from goals.queries.figures import Writer
from goals.queries.shape import rhythm_of
from goals.queries.targets import choices_ahead, coming_targets, target_for
from goals.recompute.run import run_until_done
from teams.actions.errors import ActionRefused
from tests.goals.life.conftest import DECEMBER, NOVEMBER
from tests.goals.november import a_goal_of, words, work_out
from tests.scene import NOW, a_metric

pytestmark = pytest.mark.django_db

FIRST_OF_DECEMBER = date(2025, 12, 1)


def adjusted(goal, manager, target, since=None, **changes):
    goal.refresh_from_db()
    return adjust_goal(
        manager, goal, reason="Because.", version=goal.version, now=changes.pop("now", NOW),
        target=Decimal(target), target_since=since, **changes,
    )  # fmt: skip


def test_a_target_for_december_leaves_november_as_it_is(goal, manager, client_of, clock):
    adjusted(goal, manager, 4300, date(2025, 12, 10))
    work_out()
    assert Progress.objects.get(goal=goal).target == Decimal(4200)
    page = words(client_of(manager).get(reverse("goals:goal", args=[goal.pk])))
    assert "The goal is 4,300 from December on." in page
    assert "Goal: 4,200 became 4,300; holds from 1 Dec on." in page
    assert "2,588 of 4,200" in words(client_of(manager).get(reverse("goals:list")))
    clock.move_to(DECEMBER, tick=False)
    run_until_done(DECEMBER)
    targets = Progress.objects.filter(goal=goal).order_by("first_day").values_list("target")
    assert [row[0] for row in targets] == [Decimal(4200), Decimal(4300)]


def test_november_changes_and_december_keeps_what_it_has(goal, manager):
    adjusted(goal, manager, 4300, FIRST_OF_DECEMBER)
    adjusted(goal, manager, 4000)
    assert target_for(goal, NOVEMBER).target == Decimal(4000)
    assert target_for(goal, FIRST_OF_DECEMBER).target == Decimal(4300)


def test_case_20_the_same_target_for_later_sent_twice_is_set_once(goal, manager):
    adjusted(goal, manager, 4300, FIRST_OF_DECEMBER)
    version = goal.version
    adjust_goal(
        manager, goal, reason="Because.", version=version, now=NOW, target=Decimal(4300),
        target_since=FIRST_OF_DECEMBER,
    )  # fmt: skip
    assert goal.targets.count() == 2


def test_a_period_that_is_over_keeps_its_target(goal, manager):
    with pytest.raises(ActionRefused) as refused:
        adjusted(goal, manager, 4300, NOVEMBER, now=DECEMBER)
    assert refused.value.field == "target_since"
    with pytest.raises(ActionRefused) as refused:
        adjusted(goal, manager, 4300, FIRST_OF_DECEMBER, ends_on=date(2025, 11, 30))
    assert refused.value.field == "target_since"


def test_the_form_offers_the_running_period_and_those_to_come(goal, manager, client_of):
    client = client_of(manager)
    path = reverse("goals:edit", args=[goal.pk])
    form = client.get(path).context["form"]
    assert [label for _, label in form.fields["target_since"].choices] == [
        "From November on",
        "From December on",
        "From January 2026 on",
        "From February 2026 on",
    ]
    sent = {
        "name": goal.name, "target": "4,300", "why": goal.why, "owner": goal.owner_id,
        "reason": "A bigger team.", "version": form.initial["version"],
        "target_since": "2025-12-01",
    }  # fmt: skip
    assert client.post(path, sent).status_code == 302
    assert target_for(goal, NOVEMBER).target == Decimal(4200)
    page = client.get(path)
    assert "Set already: 4,300 from December on." in words(page)
    assert page.context["form"].initial["target"] == "4200"
    again = client.post(path, {**sent, "target_since": "2025-10-01"})
    assert "Choose a period from the list." in words(again)


def test_a_goal_with_one_period_offers_none(goal, north, manager, organisation):

    once = a_goal_of(
        a_metric("Sale"), manager, team=north, cadence="once", ends_on=date(2025, 12, 5)
    )
    assert choices_ahead(rhythm_of(once, organisation), NOW.date()) == []


def test_of_two_targets_for_the_same_later_period_the_last_one_holds(goal, manager, organisation):

    adjusted(goal, manager, 4300, FIRST_OF_DECEMBER)
    adjusted(goal, manager, 4400, FIRST_OF_DECEMBER)
    coming = coming_targets(
        goal, rhythm_of(goal, organisation), Writer(goal.metric, "GBP"), NOW.date()
    )
    assert [(one.figure, one.when) for one in coming] == [("4,400", "from December on")]
