"""What one may do with a task, what it leaves behind, and who is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import delegated_life as life
from feedback.actions import delegated as giving
from feedback.actions import delegated_holding as holding
from feedback.actions.delegated_rows import TaskNotNow
from feedback.actions.one_to_ones.wishes import add_wish
from feedback.models import DelegatedTask, Strength, TaskStep
from feedback.permissions.delegated import (
    can_be_undone,
    is_giver,
    steps_open_to,
    tasks_visible_to,
)
from feedback.queries.delegated import closed_tasks, waiting_tasks
from feedback.queries.delegated_people import givers_of
from feedback.recompute import delegated
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import end_membership
from teams.models import AuditEntry, Notice, Role
from teams.permissions import forget_standing
from tests.cast import PASSWORD, SINCE
from tests.feedback.delegated_scene import (
    DAY,
    DUE,
    NOW,
    WHAT,
    WHY,
    anew,
    closed,
    offered,
    reported,
    taken,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
TODAY = NOW.date()


@pytest.fixture
def fellow(north):
    """Another supervisor of North."""
    person = create_person(None, name="Ana Ruiz", username="ana", password=PASSWORD)
    join_team(None, person, north, Role.SUPERVISOR, SINCE)
    return person


def told(person):
    return list(
        Notice.objects.filter(user=person, kind__startswith="feedback.task")
        .order_by("pk")
        .values_list("text", flat=True)
    )


# --- The offer -----------------------------------------------------------------------------------


def test_case_03_an_offer_is_told_to_whom_it_is_for_and_to_nobody_else(supervisor, agent, manager):
    task = offered(supervisor, agent)
    assert (task.state, task.team.name, task.version) == ("offered", "North", 0)
    assert told(agent) == ["Marcus Webb offers you a task."]
    assert Notice.objects.count() == 1


def test_case_20_the_same_offer_pressed_twice_is_one(supervisor, agent):
    assert offered(supervisor, agent) == offered(supervisor, agent)
    assert DelegatedTask.objects.count() == 1
    assert offered(supervisor, agent, now=NOW + timedelta(minutes=3)).pk
    assert DelegatedTask.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", "manager", "supervisor", "other_supervisor"])
def test_case_02_a_supervisor_hands_tasks_to_their_agents_alone(request, supervisor, north, who):
    with pytest.raises(ActionRefused) as refused:
        offered(supervisor, request.getfixturevalue(who))
    assert refused.value.field == "to"


def test_case_02_a_manager_hands_tasks_to_supervisors_too_and_an_agent_to_nobody(
    manager, supervisor, agent, colleague, administrator
):
    assert offered(manager, supervisor).team.name == "North"
    for nobody in (agent, administrator):
        with pytest.raises(PermissionDenied):
            offered(nobody, colleague)


def test_case_19_somebody_who_left_is_handed_nothing(supervisor, deactivated):
    with pytest.raises(ActionRefused):
        offered(supervisor, deactivated)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("what", {"what": " "}),
        ("what", {"what": "a" * 121}),
        ("why", {"why": ""}),
        ("why", {"why": "a" * 501}),
        ("decide_alone", {"decide_alone": "a" * 501}),
        ("due_on", {"due_on": None}),
        ("due_on", {"due_on": NOW.date() - DAY}),
        ("due_on", {"due_on": date(2029, 1, 1)}),
    ],
)
def test_what_cannot_be_offered_is_refused_at_its_field(supervisor, agent, field, values):
    with pytest.raises(ActionRefused) as refused:
        offered(supervisor, agent, **values)
    assert refused.value.field == field
    assert not DelegatedTask.objects.exists()


def test_case_03_it_fits_a_wish_of_theirs_and_of_nobody_else_and_never_what_they_need(
    supervisor, agent, colleague
):
    strength = Strength.objects.first()
    theirs = add_wish(agent, agent, kind="grow_in", words="", strength=strength, now=NOW)
    others = add_wish(colleague, colleague, kind="grow_in", words="Mail", now=NOW)
    needs = add_wish(agent, agent, kind="needs", words="Quiet", now=NOW)
    task = offered(supervisor, agent, wish=theirs)
    assert (task.wish, task.strength) == (theirs, strength)
    for wish in (others, needs):
        with pytest.raises(ActionRefused) as refused:
            offered(supervisor, agent, wish=wish)
        assert refused.value.field == "fits"


# --- Yes, no, otherwise --------------------------------------------------------------------------


def test_taken_with_weekly_check_ins_the_next_is_in_a_week(supervisor, agent):
    task = anew(taken(supervisor, agent))
    assert (task.state, task.rhythm, task.next_on) == ("taken", "weekly", NOW.date() + 7 * DAY)
    assert told(supervisor) == ["Jin Park takes on a task."]


def test_days_of_ones_own_lie_between_today_and_the_end(supervisor, agent):
    task = offered(supervisor, agent)
    for days in ([], [NOW.date()], [DUE + DAY], [NOW.date() + n * DAY for n in range(1, 14)]):
        with pytest.raises(ActionRefused) as refused:
            holding.accept_task(agent, task, rhythm="own", own_days=days, now=NOW)
        assert refused.value.field == "own_days"
    days = [NOW.date() + 9 * DAY, NOW.date() + 2 * DAY]
    assert (
        holding.accept_task(agent, task, rhythm="own", own_days=days, now=NOW).next_on
        == NOW.date() + 2 * DAY
    )


def test_an_offer_whose_day_has_passed_is_not_taken_but_changed(supervisor, agent):
    task = offered(supervisor, agent)
    late = NOW + 40 * DAY
    with pytest.raises(ActionRefused):
        holding.accept_task(agent, task, rhythm="none", now=late)
    holding.ask_for_change(agent, task, words="Until February?", now=late)
    giving.revise_task(
        supervisor, task, what=WHAT, why=WHY, due_on=date(2027, 2, 1), words="Yes.", now=late
    )
    assert holding.accept_task(agent, task, rhythm="none", now=late).state == "taken"


def test_no_is_said_with_a_line_and_ends_it(supervisor, agent):
    task = offered(supervisor, agent)
    with pytest.raises(ActionRefused):
        holding.decline_task(agent, task, words=" ", now=NOW)
    assert holding.decline_task(agent, task, words="Not this month.", now=NOW).ended_at == NOW
    with pytest.raises(TaskNotNow) as refused:
        holding.accept_task(agent, task, rhythm="none", now=LATER)
    assert refused.value.allowed == ()


# --- Check-ins -----------------------------------------------------------------------------------


def test_what_is_needed_waits_until_it_is_answered(supervisor, agent):
    task = taken(supervisor, agent)
    with pytest.raises(ActionRefused):
        holding.check_in(agent, task, going="need", words="", now=NOW)
    day = NOW + 8 * DAY
    found = holding.check_in(agent, task, going="need", words="Two hours.", now=day)
    assert (found.needs_since, found.next_on) == (day, NOW.date() + 14 * DAY)
    # Another line in between does not make it wait less long.
    found = holding.check_in(agent, task, going="need", words="Or three.", now=day + DAY)
    assert found.needs_since == day
    found = giving.answer_task(
        supervisor, task, words="Take Tuesday.", due_on=DUE + 7 * DAY, now=day + DAY
    )
    assert (found.needs_since, found.due_on) == (None, DUE + 7 * DAY)
    assert told(agent)[-1] == "Marcus Webb answers you about a task."
    assert TaskStep.objects.last().by_when == DUE + 7 * DAY


def test_case_20_the_same_check_in_pressed_twice_is_one(supervisor, agent):
    task = taken(supervisor, agent)
    for _ in range(2):
        holding.check_in(agent, task, going="well", words="", now=NOW)
    assert task.steps.filter(kind="checked").count() == 1


def test_other_check_ins_count_from_today(supervisor, agent):
    task = taken(supervisor, agent)
    found = holding.plan_check_ins(agent, task, rhythm="halfway", now=NOW + 10 * DAY)
    assert found.next_on == NOW.date() + 19 * DAY
    version = found.version
    again = holding.plan_check_ins(agent, task, rhythm="halfway", now=NOW + 11 * DAY)
    assert again.version == version


def test_done_is_looked_at_carried_on_done_again_and_closed(supervisor, agent):
    task = reported(supervisor, agent)
    giving.carry_on(supervisor, task, words="The last page.", now=LATER)
    holding.check_in(agent, task, going="done", words="There it is.", now=LATER)
    with pytest.raises(ActionRefused):
        giving.close_task(supervisor, task, came_of_it="", now=LATER)
    found = giving.close_task(supervisor, task, came_of_it="We all ask the same.", now=LATER)
    assert (found.state, found.came_of_it, found.ended_at) == (
        "closed", "We all ask the same.", LATER,
    )  # fmt: skip
    kinds = list(task.steps.values_list("kind", "going"))
    assert kinds == [
        ("accepted", ""), ("checked", "done"), ("carried_on", ""), ("checked", "done"),
        ("closed", ""),
    ]  # fmt: skip


def test_what_was_done_is_remembered_without_a_name_others_could_read(
    supervisor, agent, manager, colleague, stranger
):
    task = closed(supervisor, agent)
    since, until = NOW - DAY, NOW + DAY

    def facts(viewer):
        return list(closed_tasks(viewer, frozenset({agent.pk}), since, until))

    [fact] = facts(supervisor)
    assert fact.words == f"took on “{WHAT}” and saw it through"
    assert fact.label == f"Task {task.pk}"
    assert facts(agent) == facts(manager) == [fact]
    assert facts(colleague) == facts(stranger) == []


# --- Who -----------------------------------------------------------------------------------------


def test_case_01_only_the_two_and_those_who_lead_the_team_read_it(
    supervisor, agent, manager, colleague, stranger, other_supervisor, administrator
):
    task = offered(supervisor, agent)
    for reader in (supervisor, agent, manager):
        assert list(tasks_visible_to(reader)) == [task]
    for other in (colleague, stranger, other_supervisor, administrator):
        assert not tasks_visible_to(other).exists()


def test_case_01_another_leader_reads_and_takes_no_step_until_the_giver_leads_no_more(
    supervisor, agent, manager
):
    task = reported(supervisor, agent)
    assert steps_open_to(manager, task) == ()
    with pytest.raises(PermissionDenied):
        giving.close_task(manager, task, came_of_it="Done.", now=NOW)
    end_membership(None, supervisor.memberships.get(), NOW.date(), "Moved on")
    forget_standing(supervisor)
    task = DelegatedTask.objects.select_related("by").get(pk=task.pk)
    assert is_giver(manager, task)
    giving.carry_on(manager, task, words="The last page.", now=LATER)
    holding.check_in(agent, task, going="done", words="There.", now=LATER)
    assert told(manager) == ["Jin Park says that a task is done."]
    assert giving.close_task(manager, task, came_of_it="Done.", now=LATER).state == "closed"


def test_whoever_stands_in_is_asked_on_today_and_who_gave_it_only_reads(
    supervisor, agent, manager, fellow
):
    task = reported(supervisor, agent)
    for_marcus = reported(manager, supervisor, what="For Marcus")

    def asked(person):
        return [one.pk for one in waiting_tasks(person, LATER, NOW.date())]

    assert (asked(supervisor), asked(fellow), asked(manager)) == ([task.pk], [], [for_marcus.pk])
    for one in (supervisor, manager):
        end_membership(None, one.memberships.get(), NOW.date(), "Moved on")
        forget_standing(one)
    assert (asked(supervisor), asked(fellow), asked(manager)) == ([], [task.pk], [])
    task = DelegatedTask.objects.select_related("by", "to").get(pk=task.pk)
    assert supervisor.pk in (one.by_id for one in tasks_visible_to(supervisor))
    assert steps_open_to(supervisor, task) == ()
    with pytest.raises(PermissionDenied):
        giving.close_task(supervisor, task, came_of_it="Done.", now=LATER)
    assert giving.close_task(fellow, task, came_of_it="Done.", now=LATER).state == "closed"


def test_case_03_what_a_manager_hands_to_a_supervisor_no_peer_reads_or_takes_over(
    manager, supervisor, fellow, agent
):
    task = taken(manager, supervisor)
    of_jin = taken(supervisor, agent)
    holding.check_in(supervisor, task, going="need", words="A day off the floor.", now=NOW)
    assert list(tasks_visible_to(fellow)) == [of_jin]
    assert set(tasks_visible_to(manager)) == {task, of_jin}
    end_membership(None, manager.memberships.get(), NOW.date(), "Moved on")
    forget_standing(manager)
    task = DelegatedTask.objects.select_related("by", "to").get(pk=task.pk)
    assert not is_giver(fellow, task)
    assert givers_of(task, NOW.date() + DAY) == []
    with pytest.raises(PermissionDenied):
        giving.withdraw_task(fellow, task, words="Mine now.", now=LATER)
    # Nor once they lead there no longer themself: what they said stays above their peers.
    end_membership(None, supervisor.memberships.get(), NOW.date(), "Moved on")
    forget_standing(supervisor)
    assert list(tasks_visible_to(fellow)) == [of_jin]


def gone(*people):
    """They lead there no more."""
    for one in people:
        end_membership(None, one.memberships.get(), NOW.date(), "Moved on")
        forget_standing(one)


def test_case_19_what_nobody_in_the_team_answers_for_any_more_is_an_administrator_s(
    manager, supervisor, fellow, agent, administrator, other_supervisor
):
    task, of_jin = reported(manager, supervisor), taken(supervisor, agent)
    assert list(tasks_visible_to(administrator)) == []
    assert givers_of(task, NOW.date()) == [manager.pk]
    gone(manager)
    # Supervisors of the team still answer for what an agent holds.
    assert list(tasks_visible_to(administrator)) == [task]
    assert [one.pk for one in waiting_tasks(administrator, NOW + DAY, TODAY + DAY)] == [task.pk]
    task = DelegatedTask.objects.select_related("by", "to", "team").get(pk=task.pk)
    assert givers_of(task, TODAY) == [administrator.pk]
    assert steps_open_to(administrator, task) == ("carry_on", "close")
    assert steps_open_to(administrator, of_jin) == ()
    for other in (fellow, other_supervisor, supervisor, manager):
        assert "close" not in steps_open_to(other, task)
        with pytest.raises(PermissionDenied):
            giving.close_task(other, task, came_of_it="Mine now.", now=LATER)
    giving.carry_on(administrator, task, words="The last page.", now=LATER)
    holding.check_in(supervisor, task, going="done", words="Now.", now=LATER)
    assert told(administrator) == ["Marcus Webb says that a task is done."]
    assert giving.close_task(administrator, task, came_of_it="Done.", now=LATER).state == "closed"
    # What they closed is theirs to look back on; what others closed is not.
    assert list(tasks_visible_to(administrator)) == [task]
    assert not TaskStep.objects.filter(task=of_jin, by=administrator).exists()


def test_an_administrator_has_no_task_that_is_over_or_has_a_leader_again(
    manager, supervisor, agent, administrator, north
):
    over, runs = closed(manager, supervisor), taken(manager, supervisor, what="Another")
    gone(manager)
    assert list(tasks_visible_to(administrator)) == [runs]
    newcomer = create_person(None, name="Ana Ruiz", username="ana", password=PASSWORD)
    join_team(None, newcomer, north, Role.MANAGER, SINCE)
    assert list(tasks_visible_to(administrator)) == []
    assert set(tasks_visible_to(newcomer)) == {over, runs}
    with pytest.raises(PermissionDenied):
        giving.withdraw_task(administrator, runs, words="No need.", now=LATER)


def test_an_administrator_holds_a_task_as_anybody_does(manager, administrator, north):
    join_team(None, administrator, north, Role.SUPERVISOR, SINCE)
    forget_standing(administrator)
    task = reported(manager, administrator)
    gone(manager)
    assert list(tasks_visible_to(administrator)) == [task]
    task = anew(task)
    assert steps_open_to(administrator, task) == ()
    assert givers_of(task, TODAY) == []


def test_case_19_a_task_of_an_agent_is_any_leader_s_of_theirs_also_when_the_agent_has_left(
    supervisor, fellow, agent
):
    task = taken(supervisor, agent)
    for one in (agent, supervisor):
        end_membership(None, one.memberships.get(), NOW.date(), "Moved on")
        forget_standing(one)
    task = DelegatedTask.objects.select_related("by", "to").get(pk=task.pk)
    assert list(tasks_visible_to(fellow)) == [task]
    assert is_giver(fellow, task)
    assert givers_of(task, NOW.date() + DAY) == [fellow.pk]


def test_case_19_who_led_when_the_task_was_offered_and_is_an_agent_since_is_led_for_what_comes_after(
    manager, supervisor, fellow, north
):
    before = taken(manager, supervisor)
    end_membership(None, supervisor.memberships.get(), NOW.date() + DAY, "An agent again")
    join_team(None, supervisor, north, Role.AGENT, NOW.date() + DAY)
    after = offered(manager, supervisor, what="Another", now=NOW + 2 * DAY)
    assert list(tasks_visible_to(fellow)) == [after]
    assert before in tasks_visible_to(manager)


def test_case_15_no_notice_holds_a_word_of_a_task_or_of_what_was_said(supervisor, agent):
    what, due = {"what": "Quill one", "why": "Quill two"}, NOW + 28 * DAY
    task = offered(supervisor, agent, **what, decide_alone="Quill three")
    holding.ask_for_change(agent, task, words="Quill four", now=NOW)
    giving.revise_task(supervisor, task, **what, due_on=DUE, words="Quill five", now=NOW)
    holding.accept_task(agent, task, rhythm="none", words="Quill six", now=NOW)
    delegated.look(due)
    for going in ("well", "need"):
        holding.check_in(agent, task, going=going, words=f"Quill {going}", now=due)
    giving.answer_task(supervisor, task, words="Quill seven", due_on=DUE + 7 * DAY, now=due)
    holding.check_in(agent, task, going="done", words="Quill eight", now=due)
    giving.carry_on(supervisor, task, words="Quill nine", now=due)
    holding.check_in(agent, task, going="done", words="Quill ten", now=due)
    giving.close_task(supervisor, task, came_of_it="Quill eleven", now=due)
    for step in (holding.give_back, holding.decline_task, giving.withdraw_task):
        make = taken if step is holding.give_back else offered
        task = make(supervisor, agent, what=f"Quill {step.__name__}", why="Quill", now=NOW)
        step(supervisor if step is giving.withdraw_task else agent, task, words="Quill", now=NOW)
    assert (len(told(agent)), len(told(supervisor))) == (10, 9)
    assert "uill" not in str(list(Notice.objects.values("text", "detail")))


def test_case_04_the_giver_says_neither_yes_nor_how_it_goes_and_the_holder_closes_nothing(
    supervisor, agent
):
    task = offered(supervisor, agent)
    with pytest.raises(PermissionDenied):
        holding.accept_task(supervisor, task, rhythm="none", now=NOW)
    holding.accept_task(agent, task, rhythm="none", now=NOW)
    with pytest.raises(PermissionDenied):
        holding.check_in(supervisor, task, going="well", now=NOW)
    holding.check_in(agent, task, going="done", words="All.", now=NOW)
    with pytest.raises(PermissionDenied):
        giving.close_task(agent, task, came_of_it="I say so.", now=NOW)


def test_case_20_whoever_read_an_older_state_is_told_who_was_there(supervisor, agent):
    task = taken(supervisor, agent)
    holding.check_in(agent, task, going="need", words="Help.", now=NOW)
    with pytest.raises(Stale, match="Jin Park was here while you were writing"):
        giving.answer_task(supervisor, task, words="How is it?", version=1, now=LATER)


def test_case_15_the_record_names_steps_and_no_words(supervisor, agent):
    task = closed(supervisor, agent)
    entries = AuditEntry.objects.filter(kind="feedback.delegatedtask", object_id=task.pk)
    assert [entry.verb for entry in entries.order_by("pk")] == [
        "offered", "accepted", "checked", "closed",
    ]  # fmt: skip
    text = str([(entry.before, entry.after, entry.reason) for entry in entries])
    assert not any(words in text for words in (WHAT, WHY, "ask the same", "is written"))


# --- Taken on by mistake -------------------------------------------------------------------------


def test_what_was_taken_on_by_mistake_is_an_offer_again_and_the_giver_hears_of_both(
    supervisor, agent
):
    task = taken(supervisor, agent)
    back = holding.undo_accept(agent, task, version=1, now=NOW + timedelta(minutes=10))
    assert (back.state, back.taken_at, back.next_on, back.rhythm) == ("offered", None, None, "none")
    assert [step.kind for step in back.steps.all()] == ["accepted", "given_back"]
    assert told(supervisor)[-2:] == [
        "Jin Park takes on a task.",
        "Jin Park had taken on a task by mistake: it is an offer again.",
    ]
    again = holding.accept_task(agent, back, rhythm="halfway", now=LATER)
    assert (again.state, again.taken_at) == ("taken", LATER)


@pytest.mark.parametrize(
    ("minutes", "act"),
    [
        (11, None),
        (1, lambda task, *_: holding.check_in(task.to, task, going="well", now=NOW)),
        (1, lambda task, *_: giving.answer_task(task.by, task, words="Good.", now=NOW)),
    ],
)
def test_later_or_once_something_was_said_it_is_given_back_with_a_line(
    supervisor, agent, minutes, act
):
    task = taken(supervisor, agent)
    if act is not None:
        act(task)
    with pytest.raises(TaskNotNow, match="under way by now"):
        holding.undo_accept(agent, task, now=NOW + timedelta(minutes=minutes))
    assert anew(task).state == "taken"


def test_case_01_nobody_else_undoes_it(supervisor, agent):
    task = taken(supervisor, agent)
    with pytest.raises(PermissionDenied):
        holding.undo_accept(supervisor, task, now=NOW)


# --- Whatever the two do -------------------------------------------------------------------------

ACTS = {
    life.ACCEPT: (holding.accept_task, {"rhythm": "weekly"}),
    life.ASK: (holding.ask_for_change, {"words": "Later?"}),
    life.DECLINE: (holding.decline_task, {"words": "No."}),
    life.CHECK_IN: (holding.check_in, {"going": "need", "words": "Help."}),
    life.FINISH: (holding.check_in, {"going": "done", "words": "Done."}),
    life.PLAN: (holding.plan_check_ins, {"rhythm": "none"}),
    life.GIVE_BACK: (holding.give_back, {"words": "No."}),
    life.UNDO: (holding.undo_accept, {}),
    life.REVISE: (giving.revise_task, {"what": WHAT, "why": WHY, "due_on": DUE, "words": "So?"}),
    life.ANSWER: (giving.answer_task, {"words": "Yes."}),
    life.CARRY_ON: (giving.carry_on, {"words": "More."}),
    life.CLOSE: (giving.close_task, {"came_of_it": "Good."}),
    life.WITHDRAW: (giving.withdraw_task, {"words": "Off."}),
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(list(ACTS)), max_size=12))
def test_whatever_the_two_do_the_task_is_where_its_steps_lead_and_nothing_said_is_lost(
    supervisor, agent, steps
):
    with transaction.atomic():
        task, state, story = offered(supervisor, agent), life.OFFERED, []
        for number, step in enumerate(steps):
            act, values = ACTS[step]
            actor = agent if step in life.OF_HOLDER else supervisor
            values = {**values, "now": NOW + timedelta(minutes=3 * number)}
            is_fresh = can_be_undone(anew(task), values["now"])
            if step in life.allowed(state) and (step != life.UNDO or is_fresh):
                act(actor, task, **values)
                state = life.after(state, step)
            else:
                with pytest.raises(TaskNotNow):
                    act(actor, task, **values)
            found = anew(task)
            assert found.state == state
            assert found.needs_since is None or state in life.RUNNING
            said = list(found.steps.values_list("pk", flat=True))
            assert said[: len(story)] == story
            story = said
        transaction.set_rollback(True)
