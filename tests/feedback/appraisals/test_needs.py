"""What an appraisal says is to be learned arrives where training is given, for whoever led it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from feedback.queries.growth import growth
from tests.feedback.appraisals_scene import NOW, a_cycle, an_appraisal, brought_to

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=5)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def needs_of(viewer):
    return [(need.person, need.topic) for need in growth(viewer, NOW)]


def test_what_both_signed_is_a_need_for_whoever_led_it_with_the_way_there(
    manager, agent, supervisor, other_supervisor, client_of
):
    made = brought_to(an_appraisal(manager, agent, supervisor), "signed")
    said = [(agent.name, "Listens"), (agent.name, "Solves")]
    assert needs_of(supervisor) == said
    for other in (manager, other_supervisor, agent):
        assert needs_of(other) == []
    page = client_of(supervisor).get(reverse("teams:learning_team")).content.decode()
    assert reverse("feedback:appraisal", args=[made.pk]) in page
    give = f"{reverse('teams:learning_give')}?person={agent.pk}"
    assert give in page
    assert client_of(supervisor).get(give).status_code == 200


def test_case_03_nothing_is_said_before_both_have_signed(manager, agent, supervisor):
    brought_to(an_appraisal(manager, agent, supervisor), "sign")
    assert needs_of(supervisor) == []


def test_what_a_later_one_looked_at_again_counts_as_that_says(
    manager, agent, supervisor, time_machine
):
    first = a_cycle(manager)
    brought_to(an_appraisal(manager, agent, supervisor, first), "signed")
    assert len(needs_of(supervisor)) == 2
    time_machine.move_to(LATER, tick=False)
    second = a_cycle(
        manager, first.template, name="Winter 2026",
        covers_from=date(2026, 2, 1), covers_until=date(2026, 12, 30),
    )  # fmt: skip
    made = an_appraisal(manager, agent, supervisor, second)
    brought_to(made, "signed", LATER)
    assert needs_of(supervisor) == [(agent.name, "Listens"), (agent.name, "Solves")]
    said = [need.evidence for need in growth(supervisor, LATER)]
    assert said == ["Appraisal “Winter 2026”, which both of you signed"] * 2
