"""Cases 17, 19 and 21 of the threat model: people move, clocks jump, workers stay away, in the middle of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.models import Escalation, OnCall, Promise, Step
from escalations.queries.duty import leader_on_duty
from escalations.queries.timeline import timeline_of
from escalations.recompute.alerts import look
from teams.actions import join_team, leave, move_agent
from teams.actions.errors import ActionRefused
from teams.actions.memberships import change_role, end_membership
from teams.actions.teams import archive_team
from teams.models import Membership, Notice, Role, Team, User
from tests.escalations.scene import NOW, a_draft, after, sent

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


def again(person) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def gone_south(person, north, south) -> None:
    end_membership(None, Membership.objects.get(user=person, team=north), TODAY)
    join_team(None, person, south, Role.SUPERVISOR, TODAY)


def steps(case):
    return list(case.steps.order_by("number").values_list("kind", flat=True))


# --- 19: people move -----------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["claimed", "on duty"])
def test_case_19_a_supervisor_who_moves_loses_what_they_had_at_once(
    asked, client_of, agent, supervisor, manager, north, south
):
    case = sent(agent)
    if asked == "claimed":
        cases.claim(supervisor, case, now=after(1))
    page = f"/escalations/{case.pk}/"
    client = client_of(supervisor)
    assert client.get(page).status_code == 200
    gone_south(supervisor, north, south)
    marcus = again(supervisor)
    assert client.get(page).status_code == 404
    assert case.about not in client.get("/escalations/").content.decode()
    assert case.about not in client.get("/").content.decode()
    for verb in ("agree", "decline", "note", "claim", "put-back", "end"):
        assert client.post(f"{page}{verb}/", {"line": "Yes.", "text": "Yes."}).status_code == 404
    with pytest.raises(PermissionDenied):
        cases.agree(marcus, case, now=after(2))
    assert "decide" not in steps(case)


def test_case_19_a_supervisor_who_becomes_an_agent_answers_nothing_any_more(
    client_of, agent, supervisor, manager, north
):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    change_role(None, Membership.objects.get(user=supervisor), Role.AGENT, TODAY)
    assert client_of(again(supervisor)).get(f"/escalations/{case.pk}/").status_code == 404


def test_case_19_what_a_leaver_had_waits_again_and_another_is_asked_once(
    client_of, agent, supervisor, manager, administrator
):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    leave(administrator, supervisor, TODAY, "Moved abroad")
    for minute in (2, 3, 4):
        look(after(minute))
    case.refresh_from_db()
    assert (case.state, case.claimed_by, case.on_duty) == ("open", None, manager)
    assert steps(case) == ["send", "claim", "put_back"]
    assert Notice.objects.filter(user=manager, kind="escalations.asked").count() == 1
    told = timeline_of(case, "GBP", after(5))[-1]
    assert told.what == "Marcus Webb is not here any more; Priya Nair was asked"
    page = client_of(agent).get(f"/escalations/{case.pk}/").content.decode()
    assert "Marcus Webb is not here any more" in page


def test_case_19_what_somebody_has_who_is_here_stays_with_them(
    agent, supervisor, manager, other_supervisor
):
    own, helped = sent(agent), sent(agent)
    cases.claim(supervisor, own, now=after(1))
    Escalation.objects.filter(pk=helped.pk).update(on_duty=other_supervisor)
    cases.claim(again(other_supervisor), Escalation.objects.get(pk=helped.pk), now=after(1))
    look(after(2))
    assert set(Escalation.objects.values_list("state", flat=True)) == {"claimed"}


def test_case_19_whoever_led_the_team_is_not_asked_by_an_old_list(
    agent, supervisor, manager, north, south
):
    OnCall.objects.create(team=north, person=supervisor, position=1, when="always")
    OnCall.objects.create(team=north, person=manager, position=2, when="always")
    assert leader_on_duty(north, NOW) == supervisor
    gone_south(supervisor, north, south)
    assert leader_on_duty(north, NOW) == manager


def test_case_19_a_promise_of_what_a_leaver_was_asked_for_is_told_to_those_who_are_here(
    agent, supervisor, manager, administrator
):
    sent(agent)
    leave(administrator, supervisor, TODAY, "Moved abroad")
    look(after(10))
    assert Notice.objects.filter(user=manager, kind="escalations.due_soon").count() == 1
    assert not Notice.objects.filter(user=supervisor).exists()


def test_case_19_an_agent_who_moves_keeps_their_own_and_the_team_keeps_the_case(
    client_of, agent, supervisor, other_supervisor, north, south
):
    case = sent(agent)
    move_agent(None, agent, south, TODAY)
    page = f"/escalations/{case.pk}/"
    assert client_of(again(agent)).get(page).status_code == 200
    assert client_of(again(supervisor)).get(page).status_code == 200
    assert client_of(again(other_supervisor)).get(page).status_code == 404
    cases.agree(again(supervisor), case, now=after(2))
    assert Notice.objects.filter(user=agent, kind="escalations.answered").exists()


def test_case_19_a_team_without_a_leader_loses_nothing(client_of, agent, north):
    """Nobody can be told but the agent; whoever leads it next finds the case."""
    case = sent(agent)
    assert case.on_duty is None
    look(after(30))
    assert steps(case) == ["send", "overdue"]
    assert list(Notice.objects.values_list("user", flat=True)) == [agent.pk]
    from teams.actions import create_person

    nia = create_person(None, name="Nia Bell", username="nia")
    join_team(None, nia, north, Role.SUPERVISOR, TODAY)
    assert client_of(nia).get(f"/escalations/{case.pk}/").status_code == 200
    cases.agree(again(nia), case, now=after(40))


def test_case_19_a_team_that_is_closed_keeps_its_cases_and_hurries_nobody(
    agent, supervisor, administrator, north, south
):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    move_agent(None, agent, south, TODAY)
    gone_south(supervisor, north, south)
    with pytest.raises(ActionRefused, match="1 escalation still waits"):
        archive_team(administrator, north, now=after(2))
    # Closed before cases kept a team open.
    Team.objects.filter(pk=north.pk).update(archived_at=after(2))
    before = steps(case)
    for minute in (3, 4, 5):
        look(after(minute))
    assert steps(case) == before


# --- 17: clocks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone_night", "hours"),
    [(datetime(2026, 3, 29, 0, 50, tzinfo=UTC), "spring"), (datetime(2026, 10, 25, 0, 50, tzinfo=UTC), "autumn")],
)  # fmt: skip
def test_case_17_a_promise_across_the_change_of_clocks_is_so_many_minutes_away(
    zone_night, hours, agent, supervisor, time_machine
):
    """London's clock jumps at one o'clock UTC; fifteen minutes stay fifteen minutes."""
    time_machine.move_to(zone_night, tick=False)
    case = sent(agent, now=zone_night)
    look(zone_night + timedelta(minutes=14))
    assert "overdue" not in steps(case), hours
    look(zone_night + timedelta(minutes=15))
    assert steps(case)[-1] == "overdue"
    assert case.day == zone_night.date()


def test_case_17_a_clock_that_jumps_back_tells_nothing_twice(agent, supervisor):
    case = sent(agent)
    look(after(15))
    look(after(-60))
    look(after(15))
    assert steps(case) == ["send", "overdue"]
    assert Notice.objects.filter(user=supervisor, kind="escalations.overdue").count() == 1


# --- 21: workers ---------------------------------------------------------------------------------


def readiness(client) -> str:
    return client.get("/readyz").json()["checks"]["alerts"]


def test_case_21_a_promise_that_fell_due_without_a_worker_turns_readiness_red_and_is_told_once(
    client, client_of, agent, supervisor, manager, time_machine
):
    case = sent(agent)
    assert readiness(client) == "ok"
    time_machine.move_to(after(19), tick=False)
    assert readiness(client) == "ok", "what is due since nine minutes is the next round's"
    time_machine.move_to(after(45), tick=False)
    assert readiness(client) == (
        "alerts of escalations not told: 1, the oldest due since 2026-11-20T12:10:00+00:00"
    )
    assert client_of(supervisor).get("/escalations/").status_code == 200
    for _ in range(20):
        look(after(45))
    assert readiness(client) == "ok"
    assert steps(case) == ["send", "overdue"]
    for person in (agent, supervisor, manager):
        assert Notice.objects.filter(user=person, kind="escalations.overdue").count() == 1
    assert Promise.objects.get().missed_at == after(45)


def test_case_21_a_draft_that_did_not_come_back_turns_it_red(client, agent):
    a_draft(agent, finish_at=after(-11))
    assert "not told: 1" in readiness(client)
    look(NOW)
    assert readiness(client) == "ok"


def test_case_21_urgent_mail_that_does_not_go_out_turns_it_red(
    client, agent, supervisor, manager, settings, time_machine
):
    User.objects.filter(pk=manager.pk).update(email="priya@example.org")
    settings.EMAIL_BACKEND = "tests.escalations.test_threats_people.Away"
    sent(agent, need="manager", due=None)
    look(after(5))
    assert readiness(client) == "ok"
    time_machine.move_to(after(20), tick=False)
    look(after(20))
    assert readiness(client) == "urgent messages not sent for more than 10 minutes: 1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(after(40), tick=False)
    look(after(40))
    assert readiness(client) == "ok"
    assert {each.to[0] for each in mail.outbox} == {"priya@example.org"}
    ids = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert len(set(ids)) == len(ids)


class Away:
    """A mail server that is not there."""

    def __init__(self, **_: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


def test_case_21_what_is_over_or_put_off_keeps_no_light_red(client, agent, supervisor):
    case = sent(agent)
    cases.agree(supervisor, case, now=after(1))
    Escalation.objects.filter(pk=case.pk).update(overdue_at=after(-60), finish_at=after(-60))
    assert readiness(client) == "ok"
    assert Step.objects.filter(kind="overdue").count() == 0
