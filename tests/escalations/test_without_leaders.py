"""A team that nobody leads, and a team that is to be archived: no case waits unseen."""

from __future__ import annotations

from datetime import date

import pytest

from escalations.actions import cases
from escalations.actions.drafts import send
from escalations.queries.duty import leader_on_duty
from escalations.recompute.alerts import look
from teams.actions.errors import ActionRefused
from teams.actions.people import leave
from teams.actions.teams import archive_team
from teams.models import Absence, Notice
from tests.escalations.scene import NOW, a_draft, after, sent

pytestmark = pytest.mark.django_db
NOBODY = "escalations.nobody"


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


def told():
    return list(Notice.objects.filter(kind=NOBODY).values_list("user__username", flat=True))


def test_administrators_hear_once_that_a_case_waits_and_nothing_of_what_it_says(
    agent, administrator, organisation
):
    case = a_draft(agent, need="manager")
    send(agent, case, now=NOW)
    for minute in (1, 6, 20, 60):
        look(after(minute))
    assert told() == ["ada"]
    notice = Notice.objects.get(kind=NOBODY)
    said = f"{notice.text} {notice.detail} {notice.url}"
    assert "North" in said
    for words in (case.about, case.said, case.reference, case.customer_name, agent.name):
        assert words not in said


def test_a_leaders_own_case_in_a_team_they_lead_alone_waits_for_nobody(supervisor, administrator):
    send(supervisor, a_draft(supervisor), now=NOW)
    assert told() == ["ada"]


def test_where_somebody_leads_administrators_hear_nothing(agent, supervisor, administrator):
    send(agent, a_draft(agent, need="manager"), now=NOW)
    for minute in (6, 20, 60):
        look(after(minute))
    assert told() == []


def test_a_case_whose_only_leader_left_is_told_of(agent, supervisor, administrator):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    leave(administrator, supervisor, date(2026, 11, 20), "Moved")
    look(after(2))
    assert told() == ["ada"]


def test_a_case_that_nobody_was_asked_for_again_is_told_of_when_its_promise_is_missed(
    agent, supervisor, administrator
):
    sent(agent)
    leave(administrator, supervisor, date(2026, 11, 20), "Moved")
    for minute in (20, 21, 60):
        look(after(minute))
    assert told() == ["ada"]


def test_a_team_whose_cases_wait_is_not_archived(north, agent, supervisor, administrator):
    first, second = sent(agent), sent(agent)
    with pytest.raises(ActionRefused, match="2 escalations still wait for an answer in North"):
        archive_team(administrator, north, now=NOW)
    cases.decide(supervisor, first, line="Yes.", now=after(1))
    with pytest.raises(ActionRefused, match="1 escalation still waits"):
        archive_team(administrator, north, now=NOW)
    cases.decide(supervisor, second, line="Yes.", now=after(1))
    with pytest.raises(ActionRefused, match="people are still in North"):
        archive_team(administrator, north, now=NOW)
    north.refresh_from_db()
    assert north.archived_at is None


def test_a_draft_keeps_no_team_open(north, agent, administrator):
    a_draft(agent)
    with pytest.raises(ActionRefused, match="1 person is still in North"):
        archive_team(administrator, north, now=NOW)


def test_where_all_who_lead_are_away_they_are_asked_all_the_same(
    north, agent, supervisor, manager, administrator
):
    for leader in (supervisor, manager):
        Absence.objects.create(
            user=leader, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 30)
        )
    assert leader_on_duty(north, NOW) is None
    assert leader_on_duty(north, NOW, anyway=True) == supervisor
    assert leader_on_duty(north, NOW, anyway=True, without=[supervisor.pk]) == manager
    send(agent, a_draft(agent), now=NOW)
    for minute in (6, 14, 20, 60):
        look(after(minute))
    assert told() == []
    for leader in (supervisor, manager):
        kinds = set(Notice.objects.filter(user=leader).values_list("kind", flat=True))
        assert {"escalations.asked", "escalations.overdue"} <= kinds, leader
    Absence.objects.filter(user=manager).delete()
    assert leader_on_duty(north, NOW, anyway=True) == manager
