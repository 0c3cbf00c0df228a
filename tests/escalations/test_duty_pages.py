"""Settings of duty and budget, and amends as pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from escalations.actions.duty import add_on_call, move_on_call
from escalations.models import (
    Amends,
    AmendsBudget,
    AmendsRequest,
    DutyRule,
    Limit,
    LimitAmount,
    OnCall,
)
from teams.models import AuditEntry
from tests.escalations.scene import NOW, sent
from tests.escalations.test_queue_page import text_of

pytestmark = pytest.mark.django_db
DUTY = "/settings/duty/north/"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_leaders_keep_the_list(client_of, supervisor, manager, north):
    client = client_of(supervisor)
    words = text_of(client.get(DUTY))
    assert "Marcus Webb is on duty now" in words
    assert "Marcus Webb, then Priya Nair are asked" in words
    values = {
        "person": manager.pk, "when": "always", "weekdays": ["0", "4"], "starts_at": "09:00",
        "ends_at": "13:00", "away_until": "2026-11-25",
    }  # fmt: skip
    assert client.post(f"{DUTY}list/new/", values).status_code == 302
    words = text_of(client.get(DUTY))
    assert "At any time, Mon, Fri, 09:00 to 13:00" in words
    assert "Back on Wed 25 Nov" in words
    assert "Nobody is on duty now" in words
    entry = OnCall.objects.get()
    assert client.post(f"{DUTY}list/{entry.pk}/", {**values, "away_until": ""}).status_code == 302
    assert "Priya Nair is on duty now" in text_of(client.get(DUTY))
    assert "is on the list for that time already" in text_of(
        client.post(f"{DUTY}list/new/", values)
    )
    client.post(f"{DUTY}list/{entry.pk}/remove/")
    assert not OnCall.objects.exists()
    verbs = AuditEntry.objects.filter(kind="escalations.oncall").values_list("verb", flat=True)
    assert sorted(verbs) == ["changed", "put on call", "took off call"]


def test_the_order_is_changed_one_place_at_a_time(supervisor, manager, north):
    first = add_on_call(supervisor, north, person=supervisor, now=NOW)
    second = add_on_call(supervisor, north, person=manager, now=NOW)
    move_on_call(supervisor, second, up=True, now=NOW)
    move_on_call(supervisor, second, up=True, now=NOW)
    assert list(OnCall.objects.values_list("pk", flat=True)) == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"starts_at": "09:00"}, "Give both times, or neither."),
        ({"starts_at": "09:00", "ends_at": "09:00"}, "Choose another time than the start."),
        ({"person": ""}, "Choose who is asked."),
        ({"weekdays": ["9"]}, "9 is not one of the available choices"),
    ],
)
def test_nonsense_is_refused_in_words(client_of, supervisor, values, said):
    sent_values = {"person": supervisor.pk, "when": "working", **values}
    assert said in text_of(client_of(supervisor).post(f"{DUTY}list/new/", sent_values))
    assert not OnCall.objects.exists()


def test_case_02_nobody_from_elsewhere_is_put_on_the_list(
    client_of, supervisor, other_supervisor, agent
):
    for person in (other_supervisor, agent):
        answer = client_of(supervisor).post(
            f"{DUTY}list/new/", {"person": person.pk, "when": "working"}
        )
        assert "Choose one of these." in text_of(answer)
    assert client_of(other_supervisor).get(DUTY).status_code == 404
    assert client_of(agent).get(DUTY).status_code == 404


def test_minutes_and_budget(client_of, supervisor, manager, administrator, north):
    minutes = {"answer_within": "20", "warn_before": "4", "pass_on_after": "3"}
    assert client_of(supervisor).post(f"{DUTY}minutes/", minutes).status_code == 302
    assert DutyRule.objects.get().answer_within == 20
    assert client_of(administrator).post(f"{DUTY}minutes/", minutes).status_code == 403
    budget = {"amount": "500", "since": "2026-12-15", "reason": "As last year."}
    assert client_of(supervisor).post(f"{DUTY}budget/", budget).status_code == 403
    assert client_of(manager).post(f"{DUTY}budget/", budget).status_code == 302
    row = AmendsBudget.objects.get()
    assert (row.amount, row.since) == (Decimal(500), date(2026, 12, 1))
    assert "No budget is set" in text_of(client_of(manager).get(DUTY))
    client_of(manager).post(f"{DUTY}budget/", {**budget, "since": "2026-11-01"})
    words = text_of(client_of(supervisor).get(DUTY))
    assert "£500 a month since November, set by Priya Nair As last year." in words
    shown = client_of(manager).get("/api/v1/duty/north/").json()["budget"]
    assert (shown["since"], shown["set_by"], shown["reason"]) == (
        "2026-11-01", "Priya Nair", "As last year.",
    )  # fmt: skip


def test_amends_on_their_pages(client_of, supervisor, manager, agent):
    case = sent(agent)
    limit = Limit.objects.create(category=case.category, name="Refund", kind="refund")
    for level, amount in ((4, 75), (5, 200)):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    at = f"/escalations/{case.pk}/"
    assert "Yours alone: refund up to £75." in text_of(client_of(supervisor).get(f"{at}amends/"))
    done = client_of(supervisor).post(
        f"{at}amends/", {"kind": "refund", "amount": "90"}, follow=True
    )
    assert "That needs somebody else&#x27;s yes." in done.content.decode()
    request = AmendsRequest.objects.get()
    path = f"{at}amends/asked/{request.pk}/"
    assert client_of(supervisor).post(path, {"as": "agreed"}).status_code == 403
    assert "Say why not" in text_of(client_of(manager).post(path, {"as": "refused", "line": ""}))
    assert client_of(manager).post(path, {"as": "agreed"}).status_code == 302
    words = text_of(client_of(manager).get(at))
    assert "£90 in all" in words
    assert "Priya Nair agreed that Marcus Webb gives £90, refund" in words
    back = f"{at}amends/{Amends.objects.get().pk}/back/"
    assert client_of(manager).post(back, {"reason": "Wrong order."}).status_code == 302
    assert "Taken back by Priya Nair" in text_of(client_of(manager).get(at))
