"""Decisions: written down, corrected where all can see it, looked at again, ended, and told of once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.actions.ideas import add_idea
from teams.actions import create_person, end_membership, join_team
from teams.actions.decisions import (
    bring_decision_back,
    end_decision,
    let_decision_stand,
)
from teams.actions.errors import ActionRefused, Stale
from teams.decision_kinds import LOOK_AGAIN
from teams.models import (
    AuditEntry,
    Decision,
    DecisionEntry,
    Membership,
    Notice,
    Role,
    SearchDocument,
    Team,
)
from teams.origins import origin_at, origin_of
from teams.permissions import forget_standing, standing_of
from teams.permissions.decisions import decisions_led_by, decisions_visible_to
from teams.queries.decisions import decided_since, decision_page
from teams.tasks import sweep
from tests.cast import SINCE
from tests.escalations.scene import sent
from tests.scene import a_goal, a_metric
from tests.teams.decisions_scene import DAY, MINUTE, NOW, TODAY, WHAT, WHY, anew, corrected, decided
from tests.teams.huddle_scene import held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def decision(north, supervisor, manager, agent, colleague, stranger, other_supervisor):
    return decided(supervisor, north)


def told(person):
    """What somebody was told, in order."""
    return [row.text for row in Notice.objects.filter(user=person).order_by("pk")]


# --- Writing one down ------------------------------------------------------------------------------


def test_a_decision_is_written_down_recorded_and_told_to_the_team(
    decision, supervisor, manager, agent, stranger, north
):
    found = anew(decision)
    assert (found.what, found.how, found.why, found.team) == (WHAT, "agreed", WHY, north)
    assert (found.decided_on, found.logged_by, found.logged_at) == (TODAY, supervisor, NOW)
    for person in (manager, agent):
        assert told(person) == [f"Decided for North: {WHAT}"]
    assert told(supervisor) == told(stranger) == []
    entry = AuditEntry.objects.get(kind="teams.decision", object_id=decision.pk)
    assert (entry.verb, entry.actor, entry.after["what"]) == ("created", supervisor, WHAT)


def test_what_is_for_everybody_is_told_to_everybody(manager, agent, stranger, administrator):
    decided(manager)
    assert told(agent) == told(stranger) == [f"Decided for everybody: {WHAT}"]
    assert told(administrator) == []


def test_case_20_a_button_pressed_twice_writes_one_down(decision, supervisor, north, agent):
    assert decided(supervisor, north, now=NOW + MINUTE / 2) == decision
    assert told(agent) == [f"Decided for North: {WHAT}"]
    assert decided(supervisor, north, now=NOW + 2 * MINUTE) != decision


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"what": "  "}, "what", "Say what was decided"),
        ({"what": "x" * 201}, "what", "This has 201"),
        ({"why": "\n"}, "why", "was not there"),
        ({"why": "a\x00b"}, "why", "cannot be kept"),
        ({"how": "shouted"}, "how", "Say how"),
        ({"decided_on": TODAY + DAY}, "decided_on", "still to come"),
        ({"decided_on": date(2020, 1, 1)}, "decided_on", "five years"),
        ({"review_on": TODAY}, "review_on", "after today"),
        ({"review_on": date(2029, 1, 1)}, "review_on", "two years"),
        ({"again_if": "x" * 201}, "again_if", "This has 201"),
        ({"came_from": "/goals/999999/"}, "came_from", "Copy the address"),
        ({"came_from": "http://["}, "came_from", "Copy the address"),
        ({"came_from": "over lunch"}, "came_from", "Copy the address"),
    ],
)
def test_what_is_refused_and_how_it_is_mended(supervisor, north, changes, field, says):
    with pytest.raises(ActionRefused, match=says) as refused:
        decided(supervisor, north, **changes)
    assert refused.value.field == field
    assert not Decision.objects.exists()
    assert not Notice.objects.exists()


def test_an_archived_team_decides_nothing(supervisor, north):
    # A request that began before knows of the team still.
    assert standing_of(supervisor).leads == {north.pk}
    Team.objects.update(archived_at=NOW)
    with pytest.raises(ActionRefused, match="is archived") as refused:
        decided(supervisor, Team.objects.get())
    assert refused.value.field == "team"
    forget_standing(supervisor)
    with pytest.raises(PermissionDenied):
        decided(supervisor, Team.objects.get())


# --- Who may ---------------------------------------------------------------------------------------


def test_case_02_who_leads_the_team_writes_and_nobody_else(
    agent, other_supervisor, administrator, supervisor, manager, north, decision
):
    for person in (agent, other_supervisor, administrator):
        with pytest.raises(PermissionDenied):
            decided(person, north, "Another")
        with pytest.raises(PermissionDenied):
            corrected(person, decision, what="Another")
        with pytest.raises(PermissionDenied):
            end_decision(person, decision, words="So.", now=NOW)
    with pytest.raises(PermissionDenied):
        decided(supervisor)
    assert decided(manager, north, "Another").logged_by == manager
    assert decided(administrator).team is None
    assert anew(decision).version == 0


def test_case_02_the_team_reads_its_own_and_all_read_what_is_for_everybody(
    decision, manager, supervisor, agent, stranger, other_supervisor, administrator, organisation
):
    everybodys = decided(manager, what="Names, not numbers")
    for person in (supervisor, manager, agent):
        assert set(decisions_visible_to(person)) == {decision, everybodys}
    for person in (stranger, other_supervisor, administrator):
        assert list(decisions_visible_to(person)) == [everybodys]
    assert set(decisions_led_by(manager)) == {decision, everybodys}
    assert list(decisions_led_by(supervisor)) == [decision]
    assert list(decisions_led_by(agent)) == []


def test_case_19_whoever_left_the_team_reads_its_decisions_no_more(decision, agent, administrator):
    end_membership(administrator, Membership.objects.get(user=agent), TODAY, "Moved")
    forget_standing(agent)
    assert not decisions_visible_to(agent).exists()


def test_somebody_without_a_team_reads_none(manager, organisation):
    decided(manager)
    nobody = create_person(None, name="Nia", username="nia")
    assert not decisions_visible_to(nobody).exists()


# --- Correcting, never silently --------------------------------------------------------------------


def test_case_15_what_is_corrected_stays_to_be_read_and_is_told(
    decision, supervisor, manager, agent
):
    done = corrected(manager, decision, what="Refunds up to £50", how="leader")
    assert (done.what, done.how, done.version) == ("Refunds up to £50", "leader", 1)
    assert told(agent)[-1] == "Priya Nair corrected a decision: Refunds up to £50"
    entry = DecisionEntry.objects.get()
    assert (entry.kind, entry.by, entry.words) == ("corrected", manager, "We voted.")
    assert entry.before == {"what": WHAT, "how": "agreed"}
    page = decision_page(agent, anew(decision), NOW)
    (trace,) = page.trace
    assert page.was_corrected
    assert [(one.label, one.before, one.after) for one in trace.changes] == [
        ("What was decided", WHAT, "Refunds up to £50"),
        ("How", "All agreed", "Leader’s call"),
    ]
    audit = AuditEntry.objects.filter(verb="corrected").get()
    assert (audit.before["what"], audit.after["what"]) == (WHAT, "Refunds up to £50")


def test_each_entry_is_held_against_what_followed_it(decision, supervisor, agent):
    corrected(supervisor, decision, what="Second")
    corrected(supervisor, decision, what="Third", now=NOW + 2 * MINUTE)
    first, second = decision_page(agent, anew(decision), NOW).trace
    assert [(one.before, one.after) for one in first.changes] == [(WHAT, "Second")]
    assert [(one.before, one.after) for one in second.changes] == [("Second", "Third")]


def test_case_15_a_correction_says_why_and_changing_nothing_leaves_no_trace(decision, supervisor):
    with pytest.raises(ActionRefused, match="Say why it is corrected") as refused:
        corrected(supervisor, decision, because=" ", what="Another")
    assert refused.value.field == "because"
    assert corrected(supervisor, decision, because="").version == 0
    assert not DecisionEntry.objects.exists()


def test_case_20_two_who_correct_at_once(decision, supervisor, manager):
    corrected(manager, decision, what="Hers", version=0)
    with pytest.raises(Stale):
        corrected(supervisor, decision, what="His", version=0)
    assert anew(decision).what == "Hers"
    # Sent twice, it is done once.
    assert corrected(manager, decision, what="Hers", version=0).version == 1


def test_a_day_that_was_promised_may_stay_once_it_is_over(decision, supervisor, time_machine):
    corrected(supervisor, decision, review_on=TODAY + 3 * DAY)
    later = NOW + 10 * DAY
    assert corrected(supervisor, decision, what="Another", now=later).review_on == TODAY + 3 * DAY
    with pytest.raises(ActionRefused, match="after today"):
        corrected(supervisor, decision, review_on=TODAY + 5 * DAY, now=later)


def test_the_database_keeps_what_the_actions_promise(decision):
    for broken in (
        {"what": ""}, {"why": ""}, {"origin": "goal"}, {"origin_id": 3}, {"ended_at": NOW},
        {"ended_why": "So."},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**broken)


# --- It stands, it ends, it comes back -------------------------------------------------------------


def test_looked_at_again_it_stands(decision, supervisor, agent):
    done = let_decision_stand(
        supervisor, decision, words="Six a week.", review_on=TODAY + 30 * DAY, version=0, now=NOW
    )
    assert (done.review_on, done.version) == (TODAY + 30 * DAY, 1)
    (trace,) = decision_page(agent, anew(decision), NOW).trace
    assert (trace.words, trace.changes[0].before) == ("Six a week.", "nothing")
    with pytest.raises(Stale):
        let_decision_stand(supervisor, decision, words="Again.", version=0, now=NOW)


def test_it_ends_with_a_reason_and_comes_back_with_one(decision, supervisor, manager, agent):
    done = end_decision(supervisor, decision, words="The limit is gone.", version=0, now=NOW)
    assert (done.ended_at, done.ended_why) == (NOW, "The limit is gone.")
    assert told(agent)[-1] == f"No longer holds: {WHAT}"
    again = end_decision(supervisor, decision, words="The limit is gone.", version=0, now=NOW)
    assert again.version == 1
    with pytest.raises(ActionRefused, match="Bring it back first"):
        let_decision_stand(supervisor, decision, words="So.", now=NOW)
    with pytest.raises(ActionRefused, match="Bring it back first"):
        end_decision(manager, decision, words="Otherwise.", now=NOW)
    back = bring_decision_back(manager, decision, words="It is not.", now=NOW)
    assert (back.ended_at, back.ended_why, back.version) == (None, "", 2)
    assert told(agent)[-1] == f"Holds again: {WHAT}"
    with pytest.raises(ActionRefused, match="holds already"):
        bring_decision_back(manager, decision, words="So.", now=NOW)


@pytest.mark.parametrize("step", [end_decision, let_decision_stand])
def test_each_step_says_why(decision, supervisor, step):
    with pytest.raises(ActionRefused) as refused:
        step(supervisor, decision, words=" ", now=NOW)
    assert refused.value.field == "words"


# --- To be looked at again -------------------------------------------------------------------------


def test_case_21_on_its_day_leaders_are_told_once_however_often_it_is_asked(
    decision, supervisor, manager, agent, time_machine
):
    corrected(supervisor, decision, review_on=TODAY + 3 * DAY, again_if="Ten come back")
    Notice.objects.all().delete()
    time_machine.move_to(NOW + 2 * DAY)
    sweep()
    assert not Notice.objects.exists()
    time_machine.move_to(NOW + 3 * DAY)
    sweep()
    sweep()
    time_machine.move_to(NOW + 9 * DAY)
    sweep()
    rows = Notice.objects.filter(kind=LOOK_AGAIN)
    assert {row.user for row in rows} == {supervisor, manager}
    assert rows.count() == 2
    assert rows[0].detail == "Ten come back"
    on = TODAY + 3 * DAY
    assert rows[0].text.startswith(f"To be looked at again on {on:%a} {on.day} {on:%b}: ")


def test_another_day_is_told_of_anew_and_what_ended_is_not(decision, supervisor, time_machine):
    corrected(supervisor, decision, review_on=TODAY + DAY)
    time_machine.move_to(NOW + DAY)
    sweep()
    let_decision_stand(supervisor, decision, words="So.", review_on=TODAY + 5 * DAY, now=NOW + DAY)
    time_machine.move_to(NOW + 5 * DAY)
    sweep()
    rows = Notice.objects.filter(kind=LOOK_AGAIN, user=supervisor)
    assert rows.count() == 2
    let_decision_stand(
        supervisor, decision, words="So.", review_on=TODAY + 9 * DAY, now=NOW + 5 * DAY
    )
    end_decision(supervisor, decision, words="Over.", now=NOW + 6 * DAY)
    time_machine.move_to(NOW + 9 * DAY)
    sweep()
    assert rows.count() == 2


def test_of_what_is_for_everybody_its_writer_is_told(manager, organisation, agent, time_machine):
    made = decided(manager, review_on=TODAY + DAY)
    time_machine.move_to(NOW + DAY)
    sweep()
    assert [row.user for row in Notice.objects.filter(kind=LOOK_AGAIN)] == [manager]
    assert anew(made).told_for == TODAY + DAY


# --- What it came from -----------------------------------------------------------------------------


def test_it_may_come_from_a_goal_an_idea_or_a_huddle(supervisor, manager, agent, north):
    goal = a_goal(a_metric(), manager, team=north, name="First contact")
    idea = add_idea(agent, title="Ring first", team=north, now=NOW)
    huddle = held(supervisor, north, TODAY, here=[agent], now=NOW)
    for address, kind, pk, label in (
        (
            f"https://leadwell.example/goals/{goal.pk}/?period=2026-10-01",
            "goal",
            goal.pk,
            goal.name,
        ),
        (f"/ideas/{idea.pk}/", "idea", idea.pk, "Ring first"),
        (f"/huddle/{TODAY}/?team=north", "huddle", huddle.pk, "North huddle of Fri 20 Nov"),
        (f"/huddle/{TODAY}/", "huddle", huddle.pk, "North huddle of Fri 20 Nov"),
    ):
        made = decided(supervisor, north, f"From {kind} {address}", came_from=address)
        assert (made.origin, made.origin_id) == (kind, pk)
        found = origin_of(agent, made.origin, made.origin_id, NOW)
        assert found.label == label
        assert found.url


def test_case_03_what_it_came_from_is_named_only_to_whoever_may_open_it(
    supervisor, manager, agent, colleague, stranger, north
):
    case = sent(agent, about="Marker of a case")
    made = decided(supervisor, north, came_from=f"/escalations/{case.pk}/")
    assert origin_of(supervisor, made.origin, made.origin_id, NOW).label == "Marker of a case"
    hidden = origin_of(colleague, made.origin, made.origin_id, NOW)
    assert (hidden.label, hidden.url) == ("an escalation", "")
    assert origin_at(colleague, f"/escalations/{case.pk}/", NOW) is None
    assert origin_at(stranger, f"/huddle/{TODAY}/?team=north", NOW) is None
    # Who may not open it keeps it when correcting; an empty address takes it away, and readers see that.
    kept = corrected(manager, made, what="Another")
    assert (kept.origin, kept.origin_id) == ("escalation", case.pk)
    gone = corrected(manager, made, came_from="")
    assert (gone.origin, gone.origin_id) == ("", None)
    last = decision_page(colleague, anew(made), NOW).trace[-1].changes
    assert [(one.label, one.before, one.after) for one in last] == [
        ("What it came from", f"an escalation, number {case.pk}", "nothing")
    ]


# --- Found, and told in the huddle -----------------------------------------------------------------


def test_its_words_are_found_and_follow_a_correction(decision, supervisor):
    def finds(*terms):
        rows = SearchDocument.objects.filter(kind="decision", words__holds=terms)
        return list(rows.values_list("object_id", flat=True))

    assert finds("refunds", "40") == [decision.pk]
    corrected(supervisor, decision, what="Lanterns")
    assert (finds("refunds"), finds("lantern")) == ([], [decision.pk])


def test_the_next_huddle_tells_what_was_decided_since_the_last(
    decision, supervisor, manager, agent, north, south, other_supervisor
):
    # Before its first huddle a team has no backlog.
    assert decided_since(north, TODAY) == ()
    held(supervisor, north, TODAY - DAY, here=[agent], now=NOW - DAY)
    held(other_supervisor, south, TODAY - DAY, here=[other_supervisor], now=NOW - DAY)
    everybodys = decided(manager, what="Names, not numbers", now=NOW + MINUTE)
    assert [one.what for one in decided_since(north, TODAY)] == [everybodys.what, WHAT]
    assert [one.what for one in decided_since(south, TODAY)] == [everybodys.what]
    end_decision(supervisor, decision, words="Over.", now=NOW)
    assert [one.what for one in decided_since(north, TODAY)] == [everybodys.what]
    held(supervisor, north, TODAY, here=[agent], now=NOW + 2 * MINUTE)
    assert decided_since(north, TODAY + DAY) == ()
    assert len(decided_since(north, TODAY)) == 1
    for n in range(9):
        decided(supervisor, north, f"One more {n}", now=NOW + 3 * MINUTE + timedelta(seconds=n))
    assert len(decided_since(north, TODAY + DAY)) == 5


def test_a_new_member_of_the_team_reads_what_was_decided_before(
    decision, stranger, north, administrator
):
    join_team(administrator, stranger, north, Role.SUPERVISOR, SINCE)
    forget_standing(stranger)
    assert decision in decisions_visible_to(stranger)
