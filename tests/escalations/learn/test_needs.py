"""Where looking back shows that training is wanted, for whoever leads the team it is about."""

from datetime import timedelta

import pytest

from escalations.actions import remedies
from escalations.models import Cause, Escalation, Review
from escalations.queries.materials import wanted
from tests.escalations.learn.cases import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(a_case, manager):
    """A function: a case that was looked back on, with why the agent could not decide it."""

    def make(why, days=1):
        case = a_case(state="resolved", days=days)
        Review.objects.create(
            escalation=case, round=0, happy_alone=False, avoidable="with_better", why_not=why,
            by=manager, at=NOW,
        )  # fmt: skip
        Escalation.objects.filter(pk=case.pk).update(avoidable="with_better")
        return case

    return make


def test_a_need_is_a_category_with_its_cases_and_a_way_to_them(
    reviewed, north, delivery, manager, client_of
):
    for why in ("training", "unsure", "limit"):
        reviewed(why)
    reviewed("training", days=120)
    (need,) = wanted(manager, NOW)
    assert (need.team_id, need.person_id, need.topic, need.times) == (
        north.pk, None, delivery.name, 2,
    )  # fmt: skip
    assert need.evidence.startswith("2 cases in 90 days")
    assert client_of(manager).get(need.url).status_code == 200


def test_needs_of_a_team_are_its_leaders_alone(reviewed, agent, other_supervisor, administrator):
    reviewed("training")
    for somebody in (agent, other_supervisor, administrator):
        assert list(wanted(somebody, NOW)) == []


def test_training_that_was_asked_for_is_a_need_of_that_person_until_it_is_done(
    reviewed, delivery, manager, agent, client_of
):
    case = reviewed("limit")
    Escalation.objects.filter(pk=case.pk).update(
        cause=Cause.objects.create(category=delivery, name="Late")
    )
    case.refresh_from_db()
    due = NOW.date() + timedelta(days=14)
    made = remedies.ask_training(
        manager, case, person=agent, text="Say it back", due_on=due, now=NOW
    )
    (need,) = wanted(manager, NOW)
    assert (need.person_id, need.topic) == (agent.pk, "Say it back")
    assert client_of(manager).get(need.url).status_code == 200
    remedies.finish_remedy(manager, made, now=NOW)
    assert list(wanted(manager, NOW)) == []
