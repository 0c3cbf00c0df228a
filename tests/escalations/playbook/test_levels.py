"""Levels: raised by whoever leads, with a reason, told to the person; nobody's own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.levels import set_level
from escalations.models import Category, LevelChange
from escalations.permissions import level_of
from escalations.queries.levels import levels_page, person_levels
from teams.actions import join_team
from teams.actions.errors import Stale
from teams.models import AuditEntry, Notice, Role
from tests.cast import SINCE
from tests.escalations.playbook.things import NOW, TODAY, a_limit, delivery, refused

pytestmark = pytest.mark.django_db


def raised(actor, person, **changes):
    values = {
        "category": delivery(),
        "level": 2,
        "because": "training",
        "reason": "Passed the path.",
        "now": NOW,
        **changes,
    }
    return set_level(actor, person, **values)


def test_a_level_is_set_with_its_reason_and_the_person_is_told(supervisor, agent):
    change = raised(supervisor, agent)
    assert raised(supervisor, agent) == change
    assert level_of(agent, delivery()) == 2
    assert level_of(agent, Category.objects.get(slug="billing")) == 0
    (told,) = Notice.objects.all()
    assert (told.user, told.about_id, told.text, told.detail) == (
        agent,
        agent.pk,
        "You may decide more alone in Delivery: level 2.",
        "Passed the path.",
    )
    entry = AuditEntry.objects.get(verb="set level")
    assert (entry.actor, entry.before["level"], entry.after["level"], entry.reason) == (
        supervisor,
        0,
        2,
        "Passed the path.",
    )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("category", {"category": None}),
        ("level", {"level": None}),
        ("level", {"level": 4}),
        ("level", {"level": -1}),
        ("level", {"level": 0}),
        ("because", {"because": "charm"}),
        ("reason", {"reason": "  "}),
    ],
)
def test_a_level_that_makes_no_sense_is_refused(supervisor, agent, field, changes):
    with refused(field):
        raised(supervisor, agent, **changes)
    assert not LevelChange.objects.exists()


def test_case_04_nobody_sets_their_own_level(supervisor, agent, north):
    for person in (agent, supervisor):
        with pytest.raises(PermissionDenied):
            raised(person, person)
    join_team(None, supervisor, north, Role.AGENT, SINCE)
    supervisor.__dict__.pop("_standing", None)
    with pytest.raises(PermissionDenied):
        raised(supervisor, supervisor)


def test_case_02_only_those_who_lead_the_person_set_it(
    agent, colleague, other_supervisor, administrator, manager, supervisor
):
    for person in (colleague, other_supervisor, administrator):
        with pytest.raises(PermissionDenied):
            raised(person, agent)
    with pytest.raises(PermissionDenied):
        raised(manager, supervisor)
    raised(manager, agent)


def test_case_20_two_leaders_at_once_the_second_is_told(supervisor, manager, agent):
    raised(manager, agent, was=0)
    with pytest.raises(Stale) as stale:
        raised(supervisor, agent, level=3, was=0)
    assert stale.value.message.startswith("Priya Nair set")
    assert level_of(agent, delivery()) == 2


def test_the_page_of_a_leader_has_their_agents_in_name_order(
    supervisor, agent, colleague, stranger, manager
):
    raised(supervisor, agent)
    page = levels_page(supervisor, TODAY)
    (north,) = page.teams
    assert [row.name for row in north.people] == ["Dele Adeyemi", "Jin Park"]
    assert page.columns[0] == "Delivery"
    assert [row.levels[0] for row in north.people] == [0, 2]


def test_a_persons_page_says_what_they_may_give_and_how_that_came_to_be(
    supervisor, agent, organisation
):
    a_limit(l0="20", l2="75")
    raised(supervisor, agent)
    raised(supervisor, agent, level=1, reason="A break.", now=NOW + timedelta(hours=1))
    page = person_levels(agent, agent, organisation, NOW)
    assert page.rows[0].gives == ("Refund the delivery charge, up to £20",)
    assert [(row.word, row.level) for row in page.history] == [("Lowered to", 1), ("Raised to", 2)]
    assert (page.is_me, page.can_set) == (True, False)
    assert person_levels(supervisor, agent, organisation, NOW).can_set
