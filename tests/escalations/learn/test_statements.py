"""How many statements the pages take: on file, and the same with many cases."""

from datetime import timedelta

import pytest
from django.urls import reverse

from escalations.models import Escalation, Remedy
from tests.benchmarks.escalations import Scene, addresses, make_cases, make_scene
from tests.escalations.learn.cases import NOW
from tests.guards import kept

pytestmark = pytest.mark.django_db

NAMES = {
    "report, 12 months": "escalations:report",
    "rows, 12 months": "escalations:report_rows",
    "causes": "escalations:causes",
    "what we change": "escalations:remedies",
    "answers that contradict": "escalations:conflicts",
    "look back": "escalations:learn",
}


@pytest.fixture
def scene(organisation) -> Scene:
    found = make_scene(2)
    make_cases(found, 600, NOW)
    day = NOW.date() - timedelta(days=60)
    Remedy.objects.bulk_create(
        Remedy(
            kind="fix", cause=cause, team=team, text="Ring them", owner=found.leader, due_on=day,
            set_by=found.leader, set_at=NOW, done_on=day,
        )
        for cause in found.causes
        for team in found.teams
    )  # fmt: skip
    return found


@pytest.mark.parametrize("label", NAMES)
def test_case_22_a_page_takes_as_many_statements_with_many_cases(
    scene, client_of, statements, label
):
    client = client_of(scene.leader)
    assert statements(client, addresses(scene)[label]) == kept(NAMES[label], "manager")
    make_cases(scene, 2_000, NOW, seed=5)
    assert Escalation.objects.count() == 2_600
    assert statements(client, addresses(scene)[label]) == kept(NAMES[label], "manager")


def test_an_administrator_takes_no_more(scene, client_of, statements, administrator):
    client = client_of(administrator)
    path = reverse("escalations:report") + "?since=2025-11-21&until=2026-11-20"
    assert statements(client, path) == kept("escalations:report", "administrator")
