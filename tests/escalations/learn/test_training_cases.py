"""Cases to learn from, views, and conflicts."""

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.training_cases import (
    Told,
    publish_training_case,
    put_training_case_away,
)
from escalations.actions.views import write_views
from escalations.models import Conflict, ThreeViews, TrainingCase
from escalations.permissions import conflicts_visible_to
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.escalations.learn.cases import NOW
from tests.escalations.playbook.things import a_protocol

TOLD = Told(
    "A third missed slot", "The carrier did not come.", "What would you do?", "We refunded."
)
VIEWS = {"customer_wants": "The chair.", "agent_can": "Refund.", "company_offers": "A new slot."}


def told(**changes):
    return Told(**{**{name: getattr(TOLD, name) for name in Told.__slots__}, **changes})


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("story", "Zoë rang three times."),
        ("title", "Jin and the carrier"),
        ("answer", "See HP 482913."),
        ("question", "What would Priya do?"),
    ],
)
def test_it_is_not_published_while_a_name_stands_in_it(a_case, manager, field, text):
    case = a_case(customer_name="Zoë O'Brien")
    with pytest.raises(ActionRefused, match="still holds") as refused:
        publish_training_case(manager, case, told(**{field: text}), now=NOW)
    assert refused.value.field == field
    assert not TrainingCase.objects.exists()


def test_it_is_published_changed_and_put_away(a_case, manager, supervisor):
    case = a_case()
    made = publish_training_case(manager, case, TOLD, now=NOW)
    assert publish_training_case(supervisor, case, told(title="Again"), now=NOW).pk == made.pk
    with pytest.raises(Stale):
        publish_training_case(manager, case, told(title="Mine"), version="old", now=NOW)
    put_training_case_away(manager, made, now=NOW)
    made.refresh_from_db()
    assert (made.title, made.archived_at) == ("Again", NOW)


def test_agents_and_other_teams_publish_nothing(a_case, agent, other_supervisor):
    for person in (agent, other_supervisor):
        with pytest.raises(PermissionDenied):
            publish_training_case(person, a_case(), TOLD, now=NOW)


def test_three_views(a_case, agent, manager, stranger):
    case = a_case()
    write_views(agent, case, now=NOW, **VIEWS)
    write_views(manager, case, now=NOW, **{**VIEWS, "agreed": "Half, and a slot on Saturday."})
    assert ThreeViews.objects.get().by == manager
    with pytest.raises(Stale):
        write_views(agent, case, version="old", now=NOW, **VIEWS)
    with pytest.raises(PermissionDenied):
        write_views(stranger, case, now=NOW, **VIEWS)
    with pytest.raises(ActionRefused) as refused:
        write_views(agent, case, now=NOW, **{**VIEWS, "agent_can": " "})
    assert refused.value.field == "agent_can"


def test_two_outcomes_are_reported_once_and_settled_by_a_leader(a_case, agent, manager, stranger):
    one, other = a_case(), a_case(outcome="declined")
    made = report_conflict(agent, cases=(other, one), text="Once yes, once no.", now=NOW)
    assert report_conflict(manager, cases=(one, other), text="The same.", now=NOW) == made
    assert Notice.objects.get(user=manager).kind == "escalations.conflict"
    assert not conflicts_visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        settle_conflict(agent, made, text="Yes.", now=NOW)
    settle_conflict(manager, made, text="Yes holds.", now=NOW)
    assert Notice.objects.get(user=agent).text == "Priya Nair settled what you found."
    with pytest.raises(ActionRefused):
        settle_conflict(manager, made, text="No holds.", now=NOW)


def test_two_protocols_are_settled_by_their_owners(delivery, agent, manager, supervisor):
    a, b = (a_protocol(supervisor, name, slug=name).protocol for name in ("a", "b"))
    made = report_conflict(agent, protocols=(a, b), text="One asks, one does not.", now=NOW)
    with pytest.raises(PermissionDenied):
        settle_conflict(manager, made, text="A.", now=NOW)
    settle_conflict(supervisor, made, text="A holds.", now=NOW)
    with pytest.raises(ActionRefused):
        report_conflict(agent, protocols=(a, a), text="x", now=NOW)
    with pytest.raises(ActionRefused):
        report_conflict(agent, protocols=(a, None), text="x", now=NOW)


def test_case_02_a_case_out_of_sight_cannot_be_reported(a_case, stranger):
    with pytest.raises(PermissionDenied):
        report_conflict(stranger, cases=(a_case(), a_case()), text="Guessed.", now=NOW)
    assert not Conflict.objects.exists()
