"""Readings since a move that was noted late: they stay, unless somebody moves them; then both teams say so."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.ingest.corrections import (
    correct_reading,
    exclude_reading,
    restore_reading,
    take_back,
)
from goals.ingest.funnel import write
from goals.ingest.records import Outcome, Record
from goals.ingest.transfers import Done, move_readings, put_readings_back
from goals.ingest.undo import undo
from goals.models import (
    AgentDay,
    Correction,
    ExcludedReading,
    Import,
    Progress,
    Reading,
    Source,
    TeamDay,
)
from goals.queries.decisions import decisions_of
from goals.queries.transfers import lies_elsewhere, preview, reports, transfer_of
from teams.actions import grant_administrator, join_team
from teams.actions.errors import ActionRefused
from teams.actions.memberships import move_agent
from teams.models import AuditEntry, Membership, Role
from tests.cast import SINCE
from tests.goals.november import a_goal_of, at, send, words, work_out
from tests.goals.reliability.figures import assert_as_rebuilt, assert_in_place
from tests.scene import NOW, TODAY, a_metric

pytestmark = pytest.mark.django_db
MOVED_ON = date(2025, 11, 10)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def solved(north, agent, colleague):
    """Ten a day of Jin's from the 3rd to the 19th, all of North; one of Dele's beside each."""
    metric = a_metric()
    days = [date(2025, 11, day) for day in (3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 17, 18, 19)]
    rows = [(at(day, 11), agent, "10", "1") for day in days]
    send(metric, north, [*rows, *((at(day, 22), colleague, "1", "1") for day in days)])
    return metric


@pytest.fixture
def goals(solved, north, south, manager, agent):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    fields = {"target": Decimal(100), "starts_on": date(2025, 11, 1)}
    made = {
        "north": a_goal_of(solved, manager, team=north, **fields),
        "south": a_goal_of(solved, manager, team=south, **fields),
        "weekly": a_goal_of(solved, manager, team=north, **{**fields, "cadence": "weekly"}),
        "daily": a_goal_of(solved, manager, team=north, **{**fields, "cadence": "daily"}),
        "each": a_goal_of(solved, manager, team=south, scope="members", **fields),
        "own": a_goal_of(solved, manager, team=north, scope="agent", agent=agent, **fields),
        "whole": a_goal_of(solved, manager, scope="organisation", team=None, **fields),
    }
    work_out()
    return made


@pytest.fixture
def transfer(goals, agent, south, administrator):
    new = move_agent(administrator, agent, south, MOVED_ON, "Noted late.")
    work_out()
    found = transfer_of(agent, new.pk)
    assert found is not None
    return found


def value(goal, agent_id=0):
    row = Progress.objects.filter(goal=goal, agent_id=agent_id, first_day=date(2025, 11, 1)).first()
    return None if row is None else int(row.value)


def everything():
    """Where each reading lies, and what each tally says."""
    names = ("external_id", "team_id", "day", "slot", "organisation_day", "value")
    return (
        sorted(Reading.objects.values_list(*names)),
        sorted(TeamDay.objects.values_list("team_id", "day", "value", "n")),
        sorted(AgentDay.objects.values_list("team_id", "agent_id", "day", "value", "n")),
    )


def test_case_19_yesterdays_readings_stay_with_yesterdays_team(transfer, goals):
    assert value(goals["north"]) == 143
    assert value(goals["south"]) is None or value(goals["south"]) == 0
    assert_as_rebuilt(NOW)


def test_case_19_moved_on_request_they_count_for_the_new_team(
    transfer, goals, administrator, agent, south
):
    done = move_readings(administrator, transfer, reason="Noted late.", report={}, now=NOW)
    assert done == Done(8, 8)
    work_out()
    assert (value(goals["north"]), value(goals["south"])) == (63, 80)
    assert value(goals["each"], agent.pk) == 80
    assert (value(goals["own"], agent.pk), value(goals["whole"])) == (130, 143)
    assert_in_place()
    assert_as_rebuilt(NOW)
    entry = AuditEntry.objects.get(verb="moved readings")
    assert (entry.object_id, entry.reason, entry.after["readings"]) == (agent.pk, "Noted late.", 8)


def test_case_19_done_twice_it_is_done_once_and_put_back_it_is_as_before(
    transfer, goals, administrator
):
    before = everything()
    for expected in (8, 0):
        done = move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
        assert done.readings == expected
    work_out()
    for expected in (8, 0):
        assert put_readings_back(administrator, transfer, report={}, now=NOW).readings == expected
    work_out()
    assert everything() == before
    assert not Correction.objects.exists()
    assert AuditEntry.objects.filter(verb__contains="readings").count() == 2
    assert_as_rebuilt(NOW)


def test_what_the_new_team_has_of_its_own_is_not_put_back(
    transfer, goals, administrator, solved, south, agent
):
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    send(solved, south, [(at(date(2025, 11, 12), 5), agent, "7", "1")], prefix="own")
    put_readings_back(administrator, transfer, report={}, now=NOW)
    work_out()
    assert (value(goals["north"]), value(goals["south"])) == (143, 7)


def test_a_source_that_names_the_old_team_again_moves_nothing_back(
    transfer, goals, administrator, solved, north, south, agent
):
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    desk = Source.objects.get()

    def again(team, figure="10"):
        row = Record(
            0, solved.pk, "r-5", team.pk, agent.pk, at(MOVED_ON), Decimal(figure), Decimal(1)
        )
        return write(desk, [row], now=NOW)

    assert again(north) == Outcome(unchanged=1)
    assert again(south) == Outcome(unchanged=1)
    assert Reading.objects.get(external_id="r-5").team == south
    assert again(north, "11") == Outcome(updated=1)
    assert Reading.objects.get(external_id="r-5").team == north
    work_out()
    assert_as_rebuilt(NOW)


def test_corrected_ones_move_too_and_stay_corrected(transfer, goals, administrator, manager, agent):
    one = Reading.objects.get(external_id="r-5")
    correct_reading(manager, one, value=Decimal(4), weight=None, reason="Typo.", now=NOW)
    other = Reading.objects.get(external_id="r-6")
    exclude_reading(manager, other, reason="Unfair.", now=NOW)
    assert move_readings(administrator, transfer, reason="Late.", report={}, now=NOW).readings == 7
    work_out()
    assert value(goals["south"]) == 64
    assert put_readings_back(administrator, transfer, report={}, now=NOW).readings == 7
    work_out()
    assert value(goals["north"]) == 127
    assert Correction.objects.get().kind == "corrected"
    assert_as_rebuilt(NOW)


def leave_out(actor, external_id):
    reading = Reading.objects.get(external_id=external_id)
    return exclude_reading(actor, reading, reason="Unfair.", now=NOW)


def test_what_was_left_out_moves_too_and_comes_back_where_the_rest_lies(
    transfer, goals, administrator, manager, south, north
):
    rows = [leave_out(manager, name) for name in ("r-4", "r-5")]  # of the 7th, of the 10th
    done = move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    assert done == Done(7, 7, left_out=1)
    before, since = (ExcludedReading.objects.get(pk=row.pk) for row in rows)
    assert (before.team, since.team) == (north, south)
    entry = AuditEntry.objects.get(verb="moved readings")
    assert (entry.after["readings"], entry.after["left_out"]) == (7, 1)
    # Those who lead the new team see it now, and bring it back there.
    assert move_readings(administrator, transfer, reason="Late.", report={}, now=NOW) == Done(0, 0)
    restore_reading(manager, since, now=NOW)
    work_out()
    assert (value(goals["north"]), value(goals["south"])) == (53, 80)
    assert_in_place()
    assert_as_rebuilt(NOW)
    assert put_readings_back(administrator, transfer, report={}, now=NOW) == Done(8, 8)
    work_out()
    assert (value(goals["north"]), value(goals["south"])) == (133, 0)
    assert not Correction.objects.exists()
    assert_as_rebuilt(NOW)


def test_left_out_before_or_after_the_move_it_goes_back_with_the_rest(
    transfer, goals, administrator, manager, north
):
    earlier = leave_out(manager, "r-5")
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    later = leave_out(manager, "r-6")
    done = put_readings_back(administrator, transfer, report={}, now=NOW)
    assert done == Done(6, 6, left_out=2)
    assert {row.team_id for row in ExcludedReading.objects.all()} == {north.pk}
    assert not Correction.objects.exists()
    for row in (earlier, later):
        restore_reading(manager, row, now=NOW)
    work_out()
    assert value(goals["north"]) == 143
    assert_as_rebuilt(NOW)


def test_left_out_and_moved_it_holds_against_its_source_until_that_knows_more(
    transfer, goals, administrator, manager, solved, north, south, agent
):
    left_out = leave_out(manager, "r-5")
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    desk = Source.objects.get()

    def again(team, figure="10"):
        row = Record(
            0, solved.pk, "r-5", team.pk, agent.pk, at(MOVED_ON), Decimal(figure), Decimal(1)
        )
        return write(desk, [row], now=NOW)

    for team in (north, south):
        assert again(team) == Outcome(unchanged=1)
    assert ExcludedReading.objects.get().team == south
    assert again(north, "11") == Outcome(updated=1)
    left_out.refresh_from_db()
    assert (left_out.team, left_out.value) == (north, 11)
    assert not Correction.objects.filter(external_id="r-5").exists()


def test_an_undone_import_leaves_no_decision_that_would_hold_it_back(
    transfer, goals, administrator, manager, solved, north, agent
):
    desk = Source.objects.get()

    def bring(name):
        run = Import.objects.create(
            created_by=manager, created_at=NOW, state=Import.State.DONE, file_name=name,
            digest=name, source_name=desk.name, done_at=NOW,
        )  # fmt: skip
        row = Record(0, solved.pk, "new", north.pk, agent.pk, at(MOVED_ON), Decimal(3), Decimal(1))
        return run, write(desk, [row], now=NOW, import_run=run)

    run, _ = bring("first")
    leave_out(manager, "new")
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    undo(run, manager, now=NOW)
    assert not Correction.objects.filter(external_id="new").exists()
    assert bring("second")[1] == Outcome(created=1)


def test_what_is_only_left_out_is_asked_about_too(transfer, goals, administrator, manager, agent):
    for reading in Reading.objects.filter(agent_id=agent.pk, day__gte=MOVED_ON):
        exclude_reading(manager, reading, reason="Unfair.", now=NOW)
    work_out()
    assert lies_elsewhere(Membership.objects.get(pk=transfer.membership_id))
    found = preview(transfer, TODAY)
    assert (found.readings, found.left_out, found.lies_there) == (0, 8, True)
    done = move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    assert done == Done(0, 0, left_out=8)
    assert reports(transfer, TODAY)[0].text == "8 readings left out moved to South team"
    assert not preview(transfer, TODAY).lies_there
    assert preview(transfer, TODAY).can_put_back


def test_case_04_nobody_takes_back_a_move_of_what_lies_with_another_team(
    transfer, goals, administrator, supervisor, manager, solved
):
    leave_out(manager, "r-5")
    move_readings(administrator, transfer, reason="Late.", report={}, now=NOW)
    moved = Correction.objects.get(external_id="r-5")
    with pytest.raises(PermissionDenied):
        take_back(supervisor, moved, now=NOW)
    assert [row.team for row in decisions_of(manager, solved, TODAY).left_out] == ["South"]
    assert not decisions_of(supervisor, solved, TODAY).left_out
    take_back(manager, moved, now=NOW)
    assert [row.team for row in decisions_of(supervisor, solved, TODAY).left_out] == ["North"]


def test_only_what_lies_between_two_moves(goals, agent, north, south, administrator):
    first = move_agent(administrator, agent, south, MOVED_ON)
    move_agent(administrator, agent, north, date(2025, 11, 13))
    transfer = transfer_of(agent, first.pk)
    assert transfer.until == date(2025, 11, 13)
    assert move_readings(administrator, transfer, reason="Late.", report={}, now=NOW).readings == 3


def test_the_preview_says_what_would_change_and_the_report_what_did(transfer, goals, administrator):
    found = preview(transfer, TODAY)
    assert (found.readings, found.days, found.first, found.last) == (8, 8, "10 Nov", "19 Nov")
    lines = {(line.team, line.period): line for line in found.lines}
    assert (lines["North", "November"].before, lines["North", "November"].after) == ("143", "63")
    week = lines["North", "10 to 16 November"]
    assert (week.before, week.after, week.closed) == ("55", "5", True)
    assert len(found.also) == 1  # the goals share their metric's name
    move_readings(administrator, transfer, reason="Late.", report=found.kept, now=NOW)
    work_out()
    after = {(line.team, line.period): line for line in reports(transfer, TODAY)[0].lines}
    for place, line in after.items():
        assert (line.before, line.after) == (lines[place].before, lines[place].after)
    revised = Progress.objects.get(goal=goals["weekly"], first_day=date(2025, 11, 10))
    assert (revised.closed_value, revised.value) == (55, 5)
    assert revised.revised_at is not None
    assert preview(transfer, TODAY).readings == 0


def test_case_04_nobody_moves_what_measures_them(transfer, agent, manager, administrator):
    with pytest.raises(PermissionDenied):
        move_readings(manager, transfer, reason="Late.", report={}, now=NOW)
    grant_administrator(None, agent, SINCE)
    for act in (move_readings, put_readings_back):
        with pytest.raises(PermissionDenied):
            act(agent, transfer, reason="Late.", report={}, now=NOW)
    with pytest.raises(ActionRefused):
        move_readings(administrator, transfer, reason=" ", report={}, now=NOW)


def test_what_is_no_move_is_not_there(transfer, agent, colleague, client_of, administrator):
    client = client_of(administrator)
    first = Membership.objects.filter(user=agent).earliest("starts_on")
    for person, membership in (
        (agent, first.pk),
        (colleague, transfer.membership_id),
        (agent, 2**40),
    ):
        path = reverse("goals:person_readings", args=[person.pk, membership])
        assert client.get(path).status_code == 404


# --- The pages -----------------------------------------------------------------------------------


def test_after_a_backdated_move_the_question_is_asked(
    goals, agent, south, administrator, client_of
):
    client = client_of(administrator)
    sent = {"to_team": south.pk, "on": "2025-11-10", "reason": "Noted late."}
    answer = client.post(reverse("teams:move", args=[agent.pk]), sent, follow=True)
    said = words(answer)
    assert "Which team do the readings count for?" in said
    assert "8 readings of 8 days lie with North team" in said
    assert "Leave them with North team" in said
    path = answer.redirect_chain[-1][0]
    assert "Say why they move" in words(client.post(path, {"do": "move", "reason": ""}))
    assert client.post(path, {"do": "double"}).status_code == 404
    done = client.post(path, {"do": "move", "reason": "Noted <i>late</i>."}, follow=True)
    work_out()
    said = words(client.get(path))
    assert "8 readings count for South team now." in words(done)
    assert "8 readings of 8 days moved to South team" in said
    assert "North November 143 63" in said
    assert "<i>late" not in client.get(path).content.decode()
    client.post(path, {"do": "back"})
    work_out()
    said = words(client.get(path))
    assert "8 readings of 8 days went back to North team" in said
    assert "North November 63 143" in said
    assert "Put them back" not in said


@pytest.mark.parametrize(("on", "figures"), [("2025-11-20", True), ("2025-11-10", False)])
def test_a_move_from_today_or_without_figures_asks_nothing(
    goals, agent, colleague, south, administrator, client_of, on, figures
):
    who = agent if figures else colleague
    if not figures:
        Reading.objects.filter(agent_id=colleague.pk).delete()
        AgentDay.objects.filter(agent_id=colleague.pk).delete()
    sent = {"to_team": south.pk, "on": on, "reason": ""}
    answer = client_of(administrator).post(reverse("teams:move", args=[who.pk]), sent)
    assert answer["Location"] == reverse("teams:person_edit", args=[who.pk])


def test_case_04_an_administrator_decides_nothing_about_themself(transfer, agent, client_of):
    grant_administrator(None, agent, SINCE)
    path = reverse("goals:person_readings", args=[agent.pk, transfer.membership_id])
    assert client_of(agent).get(path).status_code == 403
