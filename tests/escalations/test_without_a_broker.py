"""Case 21: a broker that is away costs a case nothing. What is due is told by the sweep, once."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.urls import reverse

from escalations import tasks
from escalations.models import Escalation, Step
from teams.models import Notice, User
from tests.escalations.scene import after, sent
from tests.goals.reliability.test_publishing import DEAD, broker_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_21_a_case_goes_out_without_a_broker_and_the_sweep_tells_it_later(
    client_of, agent, supervisor, manager, time_machine
):
    User.objects.filter(pk=supervisor.pk).update(email="marcus@example.org")
    time_machine.move_to(after(0), tick=False)
    case = sent(agent)
    body = {"category": "delivery", "about": "Left outside", "need": "manager"}
    with broker_at(DEAD):
        answer = client_of(agent).post(
            "/api/v1/escalations/", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code == 201, answer.content
        claimed = client_of(supervisor).post(reverse("escalations:claim", args=[case.pk]))
        assert claimed.status_code == 302
        assert client_of(supervisor).get(reverse("escalations:list")).status_code == 200
        urgent = Escalation.objects.get(about="Left outside")
        assert Notice.objects.filter(kind="escalations.urgent", user=supervisor).count() == 1
        assert mail.outbox == []
    time_machine.move_to(after(20), tick=False)
    for _ in range(3):
        tasks.sweep()
    assert [message.to for message in mail.outbox].count(["marcus@example.org"]) == 1
    for one in (case, urgent):
        kinds = list(Step.objects.filter(escalation=one).values_list("kind", flat=True))
        assert kinds.count("overdue") == 1
