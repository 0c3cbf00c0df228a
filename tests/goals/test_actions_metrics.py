"""What a number means is written down by administrators, and does not change under its figures."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from goals.actions.metrics import (
    METRIC_FIELDS,
    archive_metric,
    create_metric,
    restore_metric,
    update_metric,
)
from goals.models import Goal, Metric, Reading, StaleGoal
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.models import AuditEntry
from tests.scene import NOW, TODAY, a_goal, a_metric, a_source, stands

pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs):
    with pytest.raises(ActionRefused) as caught:
        call(*args, **kwargs)
    return caught.value.field


def a_reading(metric, team):
    Reading.objects.create(
        metric=metric, team=team, at=NOW, day=TODAY, slot=NOW, organisation_day=TODAY,
        value=Decimal(1), weight=Decimal(1), source=a_source("Desk", NOW), external_id="1",
    )  # fmt: skip


def test_a_metric_is_made_with_a_short_name_of_its_name(administrator):
    metric = create_metric(administrator, name="First-contact  resolutions")
    assert (metric.slug, metric.name) == (
        "first-contact-resolutions",
        "First-contact resolutions",
    )
    entry = AuditEntry.objects.get(kind="goals.metric")
    assert (entry.actor, entry.verb, entry.after["unit"]) == (administrator, "created", "count")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Calls", "slug": "Not a slug"}, "slug"),
        ({"name": "Calls", "slug": "new"}, "slug"),
        ({"name": "†"}, "slug"),
        ({"name": "Calls", "kind": "median"}, "kind"),
        ({"name": "Calls", "unit": "parsecs"}, "unit"),
        ({"name": "Calls", "better": "sideways"}, "better"),
        ({"name": "Calls", "decimals": 5}, "decimals"),
        ({"name": "Calls", "minimum_weight": -1}, "minimum_weight"),
        ({"name": "Calls", "unit": "percent"}, "unit"),
        ({"name": "Calls", "formula": "x" * 301}, "formula"),
        ({"name": "Calls", "meaning": "nul \x00"}, "meaning"),
    ],
)
def test_bad_input_is_refused_at_its_field(administrator, values, field):
    assert refusal(create_metric, administrator, **values) == field
    assert not Metric.objects.exists()


def test_names_are_unique_among_those_in_use(administrator):
    first = create_metric(administrator, name="Calls")
    assert refusal(create_metric, administrator, name="calls", slug="other") == "name"
    assert refusal(create_metric, administrator, name="Other", slug="calls") == "slug"
    archive_metric(administrator, first, now=NOW)
    create_metric(administrator, name="Calls", slug="calls-2")
    assert refusal(restore_metric, administrator, first) == "name"


@pytest.mark.parametrize("who", ["manager", "supervisor", "agent"])
def test_case_1_only_administrators_write_definitions(who, request):
    person, metric = request.getfixturevalue(who), a_metric()
    calls = [
        lambda: create_metric(person, name="Calls"),
        lambda: update_metric(person, metric, name="Calls"),
        lambda: archive_metric(person, metric, now=NOW),
        lambda: restore_metric(person, metric),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    assert Metric.objects.get().name == metric.name


def test_what_it_says_may_change_and_is_recorded(administrator):
    metric = a_metric()
    update_metric(administrator, metric, meaning="Asked once.", reason="Clearer")
    entry = AuditEntry.objects.get(kind="goals.metric")
    assert (entry.before, entry.after) == ({"meaning": ""}, {"meaning": "Asked once."})
    assert entry.reason == "Clearer"
    assert not StaleGoal.objects.exists()


def test_nothing_new_is_no_change(administrator):
    metric = a_metric()
    update_metric(administrator, metric, name=metric.name)
    assert not AuditEntry.objects.filter(kind="goals.metric").exists()


def test_goals_follow_what_bears_on_them(administrator, manager, north):
    metric = a_metric()
    goal = a_goal(metric, manager, team=north)
    update_metric(administrator, metric, decimals=1)
    mark = StaleGoal.objects.get()
    assert (mark.goal_id, mark.since) == (goal.pk, goal.starts_on)


def test_what_it_counts_does_not_change_under_figures(administrator, north):
    metric = a_metric()
    update_metric(administrator, metric, kind="ratio")
    a_reading(metric, north)
    assert refusal(update_metric, administrator, metric, kind="total") == "kind"
    assert refusal(update_metric, administrator, metric, unit="percent") == "unit"
    update_metric(administrator, metric, unit="seconds")
    assert Metric.objects.get().unit == "seconds"


def test_which_way_is_good_does_not_change_once_a_period_has_closed(administrator, manager, north):
    metric = a_metric()
    goal = a_goal(metric, manager, team=north)
    update_metric(administrator, metric, better="lower")
    stands(goal, "1", "met", final=True)
    assert refusal(update_metric, administrator, metric, better="higher") == "better"


def test_case_20_a_stale_definition_is_not_overwritten(administrator):
    metric = a_metric()
    version = version_of(metric, METRIC_FIELDS)
    update_metric(administrator, metric, meaning="First", version=version)
    with pytest.raises(Stale):
        update_metric(administrator, metric, meaning="Second", version=version)
    assert Metric.objects.get().meaning == "First"
    update_metric(administrator, metric, meaning="First", version=version)


def test_it_is_put_away_when_no_goal_is_pursued_on_it(administrator, manager, north):
    metric = a_metric()
    goal = a_goal(metric, manager, team=north)
    assert refusal(archive_metric, administrator, metric, now=NOW) == ""
    Goal.objects.filter(pk=goal.pk).update(state="archived")
    archived = archive_metric(administrator, metric, now=NOW)
    assert archived.archived_at == NOW
    later = datetime(2026, 1, 1, tzinfo=UTC)
    assert archive_metric(administrator, metric, now=later).archived_at == NOW
    assert restore_metric(administrator, metric).archived_at is None
    assert restore_metric(administrator, metric).archived_at is None
    verbs = AuditEntry.objects.filter(kind="goals.metric").values_list("verb", flat=True)
    assert list(verbs) == ["restored", "archived"]
