"""What goals and cases tell of somebody: only what the asker may open, and no customer's name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from escalations.models import Category, Promise
from goals.actions.own_goals import check_in, finish_own_goal, set_own_goal
from goals.models import GoalTurn
from teams.evidence import evidence_about
from tests.escalations.scene import sent
from tests.feedback.kudos_scene import NOW
from tests.scene import a_goal, a_metric

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SINCE = NOW - 30 * DAY
AIM = "Settle refunds alone"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def told(viewer, person, kind=""):
    found = evidence_about(viewer, [person.pk], SINCE, NOW + DAY)[person.pk]
    return [fact.words for fact in found if fact.kind.startswith(kind)]


def ended(by, outcome="agreed", **fields):
    case = sent(by, now=NOW - DAY, due=None)
    for name, value in {
        "state": "resolved", "outcome": outcome, "resolved_at": NOW - DAY / 2, **fields,
    }.items():  # fmt: skip
        setattr(case, name, value)
    case.save()
    return case


def test_answers_that_were_agreed_to_and_what_was_decided_well_alone(supervisor, manager, agent):
    ended(agent, "agreed", left="happier")
    assert told(supervisor, agent, "escalation") == [
        "suggested the answer to a case under “Delivery” that we agreed to, and the customer left happier"
    ]
    ended(agent, "alone", resolved_at=NOW - DAY / 4)
    # Decided alone, and nobody has said yet whether it was well.
    assert len(told(supervisor, agent, "escalation")) == 1
    ended(agent, "alone", avoidable="within", resolved_at=NOW - DAY / 8)
    assert told(supervisor, agent, "escalation")[0] in (
        "decided a case under “Delivery” alone, and rightly",
        "settled 3 cases under “Delivery”, and none came back",
    )
    assert "settled 3 cases under “Delivery”, and none came back" in told(
        supervisor, agent, "escalations"
    )


def test_no_customer_stands_in_a_fact(supervisor, agent):
    ended(agent, "agreed")
    for fact in evidence_about(supervisor, [agent.pk], SINCE, NOW)[agent.pk]:
        assert "Okafor" not in f"{fact.words} {fact.label}"
        assert "HP-482913" not in f"{fact.words} {fact.label}"


def test_what_was_declined_or_opened_again_is_no_evidence(supervisor, agent):
    ended(agent, "declined")
    ended(agent, "agreed", reopened=1)
    assert told(supervisor, agent) == []


def test_promises_kept_in_time_are_one_fact(supervisor, agent):
    for n in range(2):
        case = ended(agent, "declined")
        Promise.objects.create(
            escalation=case, text="We call.", due_at=NOW, made_by=agent, made_at=NOW - DAY,
            state="kept", ended_at=NOW - DAY / (n + 2),
        )  # fmt: skip
    assert told(supervisor, agent, "promise") == ["kept 2 promises to customers, each in time"]


def test_case_02_only_who_may_open_a_case_hears_of_it(
    supervisor, manager, agent, colleague, other_supervisor, administrator
):
    ended(agent, "agreed")
    for person in (colleague, other_supervisor, administrator):
        assert told(person, agent) == []
    for person in (supervisor, manager, agent):
        assert len(told(person, agent)) == 1


def test_goals_set_by_oneself_tell_what_they_are_only_where_the_team_sees_them(
    supervisor, agent, colleague
):
    for audience in ("me", "lead", "team"):
        goal = set_own_goal(
            agent, aim=f"{AIM} ({audience})", sign="Nobody calls twice.", due_on=date(2026, 12, 20),
            audience=audience, now=NOW - 5 * DAY,
        )  # fmt: skip
        finish_own_goal(agent, goal, state="reached", learned="It works.", now=NOW - DAY)
    assert sorted(told(supervisor, agent)) == [
        "reached a self-set goal",
        f"reached a self-set goal: {AIM} (team)",
    ]
    assert told(colleague, agent) == [f"reached a self-set goal: {AIM} (team)"]
    assert len(told(agent, agent)) == 3


def test_a_line_on_a_goal_that_goes_well_counts_once(supervisor, agent):
    goal = set_own_goal(
        agent, aim=AIM, sign="Nobody calls twice.", due_on=date(2026, 12, 20), now=NOW - 5 * DAY
    )
    for going, days in (("well", 3), ("well", 2), ("stuck", 1)):
        check_in(agent, goal, going=going, line="So it goes.", now=NOW - days * DAY)
    assert told(supervisor, agent) == ["kept at a self-set goal, and it is going well"]


def turned(goal, person, told_as, **at):
    return GoalTurn.objects.create(
        goal=goal, agent_id=person.pk, starts_at=NOW - 19 * DAY, told=told_as, turns=1,
        turned_at={status: (NOW - days * DAY).isoformat() for status, days in at.items()},
    )  # fmt: skip


def test_goals_met_and_come_back_to_are_told_to_who_sees_those_figures(
    supervisor, manager, agent, colleague, north, other_supervisor
):
    metric = a_metric()
    mine = a_goal(metric, manager, team=north, name="Calls back", scope="agent", agent=agent)
    ours = a_goal(metric, manager, team=north, name="Answers", scope="members")
    turned(mine, agent, "met", met=2)
    turned(ours, agent, "on_pace", behind=6, on_pace=3)
    turned(ours, colleague, "on_pace", on_pace=3)
    assert told(supervisor, agent) == [
        "met the goal “Calls back”",
        "brought the goal “Answers” back on pace",
    ]
    # On pace all along is nothing that turned.
    assert told(supervisor, colleague) == []
    assert told(colleague, agent) == []
    assert told(other_supervisor, agent) == []
    assert len(told(agent, agent)) == 2


def test_a_constant_number_of_statements_however_many_people(
    django_assert_max_num_queries, supervisor, agent, colleague
):
    for _ in range(6):
        ended(agent, "agreed")
        ended(colleague, "agreed", category=Category.objects.get(slug="billing"))
    people = [agent.pk, colleague.pk, *range(10_000, 10_200)]
    with django_assert_max_num_queries(11):
        assert len(evidence_about(supervisor, people, SINCE, NOW)[agent.pk]) == 6
