"""Answers that contradict each other: who may read and report them, by hand too, and who hears of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.confirming import ask_about
from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.models import Conflict, Protocol, ProtocolVersion
from escalations.permissions import can_settle, conflicts_visible_to, with_owners_there
from escalations.recompute import reviews_due
from teams.actions.memberships import change_role, end_membership
from teams.models import Membership, Notice, Role, User
from tests.escalations.learn.cases import NOW
from tests.escalations.playbook.things import a_protocol

pytestmark = pytest.mark.django_db
NEW = "/escalations/conflicts/new/"


@pytest.fixture
def late(supervisor):
    return a_protocol(supervisor).protocol


@pytest.fixture
def lost(supervisor):
    return a_protocol(supervisor, "Lost in transit", slug="lost").protocol


@pytest.fixture
def unpublished(supervisor, late):
    found = Protocol.objects.create(
        title="We close the depot", slug="secret", category=late.category, owner=supervisor,
        review_on=NOW.date(), created_at=NOW,
    )  # fmt: skip
    ProtocolVersion.objects.create(
        protocol=found, number=1, situation="Soon.", change="New.", written_by=supervisor,
        written_at=NOW,
    )  # fmt: skip
    return found


def again(person):
    return User.objects.get(pk=person.pk)


def told(person, kind="escalations.conflict"):
    return Notice.objects.filter(user=person, kind=kind).count()


# --- What is not published -----------------------------------------------------------------------


def test_case_03_a_protocol_that_is_not_published_is_nobodys_who_does_not_write(
    late, unpublished, agent, supervisor, client_of
):
    path = f"{NEW}?protocol={late.pk}&protocol={unpublished.pk}"
    client = client_of(agent)
    assert client.get(path).status_code == 404
    assert client.post(path, {"text": "They differ."}).status_code == 404
    one = f"{NEW}?protocol={late.pk}"
    assert "We close the depot" not in client.get(one).content.decode()
    body = {"text": "They differ.", "other": f"protocol:{unpublished.pk}"}
    assert client.post(one, body).status_code == 200
    with pytest.raises(PermissionDenied):
        report_conflict(agent, protocols=(late, unpublished), text="They differ.", now=NOW)
    assert not Conflict.objects.exists()
    made = report_conflict(supervisor, protocols=(late, unpublished), text="They differ.", now=NOW)
    assert not conflicts_visible_to(again(agent)).exists()
    assert "We close the depot" not in client.get("/escalations/conflicts/").content.decode()
    assert client.get(f"/escalations/conflicts/{made.pk}/").status_code == 404
    assert conflicts_visible_to(supervisor).get() == made


# --- By hand -------------------------------------------------------------------------------------


def test_an_agent_says_of_a_protocol_which_other_it_contradicts(late, lost, agent, client_of):
    client = client_of(agent)
    path = f"{NEW}?protocol={late.pk}"
    assert path in client.get(f"/playbook/{late.slug}/").content.decode()
    page = client.get(path).content.decode()
    assert "Lost in transit" in page
    assert client.post(path, {"text": "They differ."}).status_code == 200, "which other?"
    answer = client.post(path, {"text": "They differ.", "other": f"protocol:{lost.pk}"})
    assert answer.status_code == 302
    made = Conflict.objects.get()
    assert (made.protocol, made.other_protocol) == (late, lost)


def test_of_a_case_the_other_is_a_case_one_may_open_or_a_protocol(
    late, a_case, agent, colleague, client_of
):
    case = a_case()
    other = a_case(outcome="declined", about="Sofa came late")
    theirs = a_case(by=colleague, outcome="declined", about="Not Jin's")
    client = client_of(agent)
    path = f"{NEW}?case={case.pk}"
    assert path in client.get(f"/escalations/{case.pk}/").content.decode()
    page = client.get(path).content.decode()
    assert "Sofa came late" in page
    assert "Not Jin&#x27;s" not in page
    body = {"text": "They differ.", "other": f"case:{theirs.pk}"}
    assert client.post(path, body).status_code == 200
    assert not Conflict.objects.exists()
    client.post(path, {"text": "They differ.", "other": f"case:{other.pk}"})
    client.post(path, {"text": "Not so.", "other": f"protocol:{late.pk}"})
    found = list(Conflict.objects.order_by("pk"))
    assert (found[0].escalation, found[0].other_escalation) == (case, other)
    assert (found[1].protocol, found[1].escalation) == (late, case)


@pytest.mark.parametrize("query", ["", "?protocol=0", "?case=1&case=2&protocol=3"])
def test_an_address_that_names_no_answer_is_none(client_of, agent, query):
    assert client_of(agent).get(f"{NEW}{query}").status_code == 404


def test_while_an_owner_is_there_nobody_else_settles_it(late, lost, agent, supervisor, manager):
    report_conflict(agent, protocols=(late, lost), text="They differ.", now=NOW)
    for found in (
        conflicts_visible_to,
        lambda one: with_owners_there(conflicts_visible_to(one), NOW.date()),
    ):
        assert can_settle(supervisor, found(supervisor).get())
        assert not can_settle(manager, found(manager).get())


# --- Owners who are gone -------------------------------------------------------------------------


def leads_no_more(person):
    change_role(None, Membership.objects.get(user=person), Role.AGENT, NOW.date())
    return again(person)


def gone(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    return again(person)


@pytest.mark.parametrize("how", [leads_no_more, gone])
def test_where_the_owner_keeps_it_no_more_a_manager_hears_of_questions_and_contradictions(
    how, late, lost, agent, supervisor, manager, administrator
):
    how(supervisor)
    late, lost = Protocol.objects.get(pk=late.pk), Protocol.objects.get(pk=lost.pk)
    ask_about(again(agent), late.versions.get(), text="And on Sundays?", now=NOW)
    assert (told(manager, "escalations.question"), told(supervisor, "escalations.question")) == (
        1,
        0,
    )
    made = report_conflict(again(agent), protocols=(late, lost), text="They differ.", now=NOW)
    assert (told(manager), told(supervisor), told(administrator)) == (1, 0, 0)
    assert not can_settle(again(supervisor), made)
    rows = with_owners_there(conflicts_visible_to(again(manager)), NOW.date())
    assert can_settle(again(manager), rows.get())
    settle_conflict(again(manager), made, text="The first.", now=NOW)
    Protocol.objects.update(review_on=NOW.date())
    reviews_due.look(NOW)
    assert told(supervisor, "escalations.review_due") == 0
    assert told(administrator, "escalations.review_due") == 2


def test_where_nobody_manages_the_team_administrators_hear_of_it(
    late, agent, supervisor, manager, administrator
):
    for person in (supervisor, manager):
        end_membership(None, Membership.objects.get(user=person), NOW.date())
    late = Protocol.objects.get(pk=late.pk)
    ask_about(again(agent), late.versions.get(), text="And on Sundays?", now=NOW)
    assert told(administrator, "escalations.question") == 1


def test_who_leads_a_team_is_asked_by_the_organisations_day(
    a_case, agent, supervisor, organisation, time_machine
):
    """At half past midnight in London it is still the day before in UTC; summer time makes it so."""
    at = NOW.replace(month=7, day=1, hour=23, minute=30)
    time_machine.move_to(at, tick=False)
    joined = Membership.objects.get(user=supervisor)
    Membership.objects.filter(pk=joined.pk).update(starts_on=(at + timedelta(days=1)).date())
    one, other = a_case(days=0.1), a_case(days=0.1, outcome="declined")
    report_conflict(again(agent), cases=(one, other), text="They differ.", now=at)
    assert told(supervisor) == 1
