"""Rounds, templates, job profiles, handing over, reminders; and the demonstration's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.appraisals import cycles, profiles, settling, templates
from feedback.actions.appraisals.common import NotNow
from feedback.demo.appraisals import seed_appraisals
from feedback.models import Appraisal, Cycle, Template
from feedback.permissions.appraisals import possible_leaders
from feedback.queries.appraisals.lists import progress_of, turns_of
from feedback.queries.appraisals.templates import template_token
from feedback.queries.appraisals.words import said_by, whole_token
from feedback.recompute import appraisals as reminders
from teams.actions import grant_administrator, leave, move_agent
from teams.actions.errors import ActionRefused, Stale
from teams.demo import CLOCK, seed_people
from teams.models import AuditEntry, Notice, Role
from tests.cast import SINCE, _person
from tests.feedback.appraisals_scene import (
    DAY,
    NOW,
    PERSON_SAYS,
    TODAY,
    a_cycle,
    a_template,
    an_appraisal,
    brought_to,
    looked,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def second(north):
    """Another supervisor of North."""
    return _person("Ola Berg", "ola", north, Role.SUPERVISOR)


def again(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


# --- Templates and profiles ----------------------------------------------------------------------


def test_a_template_is_changed_until_a_round_uses_it_and_then_has_a_next_version(manager):
    first = a_template(manager)
    change = {"name": "Care", "profile": None, "now": NOW}
    same = templates.save_template(manager, first, competencies=[looked("Listens")], **change)
    assert (same.pk, same.number, Template.objects.count()) == (first.pk, 1, 1)
    a_cycle(manager, same)
    made = templates.save_template(manager, same, competencies=[looked("Asks")], **change)
    assert (made.number, made.name) == (2, "Care")
    same.refresh_from_db()
    assert same.archived_at == NOW
    assert [one.name for one in same.competencies.all()] == ["Listens"]


def test_case_20_two_who_change_a_template_are_told(manager, administrator):
    found = a_template(manager)
    token = template_token(found)
    values = {"name": "Care", "profile": None, "token": token, "now": NOW}
    templates.save_template(manager, found, competencies=[looked("Asks")], **values)
    with pytest.raises(Stale):
        templates.save_template(administrator, found, competencies=[looked("Waits")], **values)


def test_a_template_says_what_is_missing_and_where(manager):
    bad = templates.Looked("Listens", "", ("a", "b", "", "d"))
    with pytest.raises(ActionRefused) as refused:
        templates.save_template(
            manager, None, name="Care", profile=None, competencies=[bad], now=NOW
        )
    assert refused.value.field == "level_1_3"


def test_a_job_profile_keeps_its_lines_and_refuses_a_stale_form(manager):
    values = {"name": "Agent", "role": "agent", "purpose": "", "now": NOW}
    made = profiles.save_profile(
        manager, None, actions=["Listens", " "], attitudes=["Calm"], **values
    )
    assert [line.words for line in made.lines.all()] == ["Listens", "Calm"]
    profiles.save_profile(manager, made, actions=["Asks"], attitudes=[], version=0, **values)
    with pytest.raises(Stale):
        profiles.save_profile(manager, made, actions=["Waits"], attitudes=[], version=0, **values)


def test_case_01_templates_profiles_and_rounds_are_for_managers(supervisor, manager, agent):
    template = a_template(manager)
    for act in (
        lambda: a_template(supervisor, name="Mine"),
        lambda: a_cycle(supervisor, template),
        lambda: profiles.save_profile(
            agent, None, name="x", role="agent", purpose="", actions=["y"], attitudes=[], now=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- Rounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("covers_until", date(2025, 12, 31)),
        ("leader_by", date(2026, 11, 26)),
        ("sign_by", date(2026, 12, 3)),
        ("self_by", None),
    ],
)
def test_a_round_has_its_days_in_order(manager, field, day):
    with pytest.raises(ActionRefused) as refused:
        a_cycle(manager, **{field: day})
    assert refused.value.field == field
    assert not Cycle.objects.exists()


def test_a_round_is_opened_once_for_each_and_each_is_told(manager, agent, supervisor):
    cycle = a_cycle(manager)
    for _ in range(2):
        cycles.open_for(manager, cycle, {agent.pk: supervisor.pk}, now=NOW)
    assert Appraisal.objects.count() == 1
    told = Notice.objects.get(user=agent)
    assert told.text == "Autumn 2026: you write first, until 27 Nov."


def test_case_04_nobody_is_led_by_themself_nor_by_who_does_not_lead_them(
    manager, agent, supervisor, colleague, other_supervisor, administrator, second
):
    cycle = a_cycle(manager)
    for person, leader in (
        (agent, agent),
        (agent, colleague),
        (agent, other_supervisor),
        (agent, administrator),
        (supervisor, supervisor),
        (supervisor, second),
    ):
        with pytest.raises(ActionRefused) as refused:
            cycles.open_for(manager, cycle, {person.pk: leader.pk}, now=NOW)
        assert refused.value.field == f"leader_{person.pk}"
    with pytest.raises(ActionRefused, match="teams you manage"):
        cycles.open_for(manager, cycle, {manager.pk: supervisor.pk}, now=NOW)
    assert not Appraisal.objects.exists()


def test_case_02_a_manager_opens_appraisals_for_their_own_teams_alone(
    manager, stranger, other_supervisor
):
    with pytest.raises(ActionRefused, match="teams you manage"):
        cycles.open_for(manager, a_cycle(manager), {stranger.pk: other_supervisor.pk}, now=NOW)


def test_supervisors_are_led_by_managers_and_agents_by_supervisors_first(
    agent, supervisor, manager
):
    found = possible_leaders([agent.pk, supervisor.pk, manager.pk], TODAY)
    assert found == {agent.pk: [supervisor, manager], supervisor.pk: [manager], manager.pk: []}


def test_a_managers_appraisal_is_begun_and_led_by_administrators_alone(
    client_of, manager, agent, supervisor, administrator, north, time_machine
):
    time_machine.move_to(NOW, tick=False)
    round_ = a_cycle(administrator)
    leads = {manager.pk: administrator.pk}
    # A manager begins none for managers, their own least of all.
    peer = _person("Omar Haddad", "omar", north, Role.MANAGER)
    for whom in (manager, peer):
        with pytest.raises(ActionRefused, match="teams you manage"):
            cycles.open_for(
                manager, a_cycle(manager, round_.template), {whom.pk: administrator.pk}, now=NOW
            )
    # Nobody beside a manager is above them.
    for beside in (peer, supervisor):
        with pytest.raises(ActionRefused, match="Choose who leads"):
            cycles.open_for(administrator, round_, {manager.pk: beside.pk}, now=NOW)
    made = cycles.open_for(administrator, round_, leads, now=NOW)[0]
    brought_to(made, "leader")
    page = client_of(administrator).get(f"/appraisals/{made.pk}/").content.decode()
    assert PERSON_SAYS in page
    today = client_of(administrator).get("/").content.decode()
    assert "Write your part: Priya Nair’s appraisal" in today
    for other in (peer, supervisor, agent):
        assert client_of(other).get(f"/appraisals/{made.pk}/").status_code == 404
    assert possible_leaders([manager.pk], TODAY) == {manager.pk: [administrator]}


def test_an_administrator_who_manages_is_led_by_another(manager, administrator):
    grant_administrator(None, manager, SINCE)
    assert possible_leaders([manager.pk], TODAY) == {manager.pk: [administrator]}


def test_a_closed_round_is_written_in_no_more_until_it_is_opened_again(manager, agent, supervisor):
    found = brought_to(an_appraisal(manager, agent, supervisor), "sign")
    cycles.close_cycle(manager, found.cycle, closed=True, now=NOW)
    with pytest.raises(NotNow, match="is closed"):
        settling.sign(agent, found, now=NOW)
    cycles.close_cycle(manager, found.cycle, closed=False, now=NOW)
    assert settling.sign(agent, found, now=NOW).person_signed_at == NOW


def test_whoever_is_not_done_is_told_that_the_round_is_closed_and_open_again(
    manager, agent, supervisor, colleague
):
    cycle = a_cycle(manager)
    brought_to(an_appraisal(manager, agent, supervisor, cycle), "signed")
    assert not Notice.objects.filter(text__contains="closed").exists()
    brought_to(an_appraisal(manager, colleague, supervisor, cycle), "talk")
    for closed, words in ((True, "is closed."), (False, "is open again.")):
        cycles.close_cycle(manager, cycle, closed=closed, now=NOW)
        told = Notice.objects.filter(text__startswith=f"Autumn 2026 {words}")
        assert {one.user for one in told} == {colleague, supervisor}
        assert told.count() == 2


def test_once_somebody_signed_only_the_days_by_when_of_a_round_change(
    manager, agent, supervisor, client_of
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "sign")
    client, path = client_of(manager), f"/appraisals/cycles/{found.cycle_id}/edit/"
    settling.sign(agent, found, now=NOW)
    page = client.get(path)
    assert "Somebody has signed in this round" in page.content.decode()
    sent = {name: str(value) for name, value in page.context["form"].initial.items()}
    for field, value in (
        ("name", "Another name"), ("covers_from", "2026-02-01"), ("covers_until", "2026-11-30"),
    ):  # fmt: skip
        answer = client.post(path, {**sent, field: value})
        assert "Somebody has signed in this round" in str(answer.context["form"].errors[field])
        assert answer.context["form"][field].value() == value
    assert client.post(path, {**sent, "sign_by": "2026-12-20"}).status_code == 302
    kept = Cycle.objects.get(pk=found.cycle_id)
    assert (kept.name, str(kept.covers_from)) == ("Autumn 2026", "2026-01-01")
    assert kept.sign_by == date(2026, 12, 20)


def test_case_20_a_round_that_changed_between_reading_and_signing_is_read_again(
    manager, agent, supervisor
):
    found = brought_to(an_appraisal(manager, agent, supervisor), "sign")
    token = whole_token(found)
    Cycle.objects.filter(pk=found.cycle_id).update(covers_from=date(2025, 1, 1))
    with pytest.raises(Stale):
        settling.sign(agent, found, token=token, now=NOW)


# --- Who left ------------------------------------------------------------------------------------


def test_case_19_a_round_says_who_left_or_is_led_by_somebody_else_by_now(
    manager, agent, supervisor, colleague, south, administrator
):
    cycle = a_cycle(manager)
    leads = {agent.pk: supervisor.pk, colleague.pk: supervisor.pk}
    cycles.open_for(manager, cycle, leads, now=NOW)
    move_agent(administrator, agent, south, TODAY)
    leave(administrator, colleague, TODAY, "Moved")
    flags = {row.person: row.flag for row in progress_of(manager, cycle, TODAY)}
    assert flags == {
        "Jin Park": "Marcus Webb does not lead Jin Park any more",
        "Dele Adeyemi": "Dele Adeyemi has left",
    }


# --- Reminders and Today -------------------------------------------------------------------------


def told(person):
    return [one.text for one in Notice.objects.filter(user=person).order_by("pk")][1:]


def test_whoever_has_the_turn_is_reminded_once_before_and_once_after_the_day(
    manager, agent, supervisor, time_machine
):
    an_appraisal(manager, agent, supervisor)
    for days in (0, 3, 4, 5, 7, 8, 9):
        for minute in range(2):
            now = NOW + timedelta(days=days, minutes=minute)
            time_machine.move_to(now, tick=False)
            reminders.look(now)
    assert told(agent) == [
        "Autumn 2026 waits for you, until 27 Nov.",
        "Autumn 2026 waits for you since 27 Nov.",
    ]
    # Nor does the leader wait for ever.
    assert Notice.objects.get(user=supervisor).text == (
        "Jin Park has not written their part of Autumn 2026, which was due by 27 Nov. "
        "You can go on without it."
    )


def test_reminding_asks_three_statements_where_nothing_is_new(
    manager, agent, supervisor, django_assert_num_queries
):
    an_appraisal(manager, agent, supervisor)
    now = NOW + timedelta(days=5)
    reminders.look(now)
    with django_assert_num_queries(3):
        reminders.look(now)


def test_whoever_left_is_reminded_of_nothing(manager, agent, supervisor, administrator):
    an_appraisal(manager, agent, supervisor)
    leave(administrator, agent, TODAY, "Moved")
    reminders.look(NOW + timedelta(days=5))
    assert told(agent) == []


@pytest.mark.parametrize(
    ("state", "person_turn", "leader_turn"),
    [
        ("self", "Write your part: your appraisal", ""),
        ("leader", "", "Write your part: Jin Park’s appraisal"),
        ("talk", "Talk about it: your appraisal", "Talk about it: Jin Park’s appraisal"),
        ("sign", "Sign it: your appraisal", "Sign it: Jin Park’s appraisal"),
        ("signed", "", ""),
    ],
)
def test_today_asks_whoever_has_the_turn(
    state, person_turn, leader_turn, manager, agent, supervisor, django_assert_num_queries
):
    found = brought_to(an_appraisal(manager, agent, supervisor), state)
    for person, title in ((found.person, person_turn), (found.leader, leader_turn)):
        with django_assert_num_queries(1):
            turns = turns_of(person, TODAY)
        assert [one.title for one in turns] == ([title] if title else [])


# --- The demonstration ---------------------------------------------------------------------------


def test_the_demonstration_has_one_that_is_signed_and_one_half_way(db, time_machine):
    seed_people(CLOCK.day_of(NOW), NOW)
    seed_appraisals(NOW)
    signed = Appraisal.objects.get(state="signed")
    assert signed.disagreement.startswith("I see")
    assert signed.cycle.closed_at is not None
    running = Appraisal.objects.get(state="leader")
    assert running.person.username == "jin"
    assert said_by(running, "leader") != {}
    assert Appraisal.objects.filter(state="self").count() > 5
    assert not Notice.objects.filter(at__gt=NOW).exists()
    assert not AuditEntry.objects.filter(kind="feedback.appraisal", at__gt=NOW + DAY).exists()
