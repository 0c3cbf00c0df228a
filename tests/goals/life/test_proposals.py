"""A goal is put to its team, everybody says what they think, and one number is agreed on."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.actions.goal_states import archive_goal, resume_goal
from goals.actions.goals import adjust_goal
from goals.actions.proposals import (
    answer_proposal,
    conclude_proposal,
    propose_goal,
    withdraw_proposal,
)
from goals.models import Asked, Goal, Progress, Proposal
from goals.queries.choices import feedable_by
from goals.queries.proposals import open_proposals
from goals.recompute.run import run_until_done
from teams.actions import create_team, move_agent
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice, Organisation
from tests.goals.life.conftest import DECEMBER
from tests.goals.november import words
from tests.scene import NOW, a_metric

pytestmark = pytest.mark.django_db

FEWER = "Two of us are on the returns project."


@pytest.fixture
def metric(organisation):
    return a_metric("Cases solved")


def fields(metric, team, owner, **changes):
    return {
        "name": "Cases in December", "metric": metric, "scope": "team", "team": team,
        "cadence": "monthly", "starts_on": date(2025, 12, 1), "ends_on": date(2025, 12, 31),
        "target": Decimal(4200), "why": "Nobody asks twice.", "owner": owner, **changes,
    }  # fmt: skip


@pytest.fixture
def proposal(metric, north, supervisor, manager, agent, colleague):
    goal = propose_goal(supervisor, now=NOW, **fields(metric, north, supervisor))
    return goal.proposal


def url(proposal, name="proposal"):
    return reverse(f"goals:{name}", args=[proposal.goal_id])


def say(person, proposal, answer, figure=None, line=""):
    figure = None if figure is None else Decimal(figure)
    return answer_proposal(person, proposal, answer=answer, figure=figure, line=line, now=NOW)


def told(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


# --- Proposed ------------------------------------------------------------------------------------


def test_the_agents_of_that_day_are_asked_and_told(proposal, agent, colleague, supervisor):
    assert {one.person for one in proposal.asked.all()} == {agent, colleague}
    assert told(agent) == ["goals.proposed"]
    assert told(supervisor) == []
    assert Notice.objects.filter(user=agent).get().text == (
        "Marcus Webb proposes Cases in December: at least 4,200."
    )


def test_who_comes_later_was_not_asked(proposal, stranger, north, clock):
    move_agent(None, stranger, north, NOW.date())
    assert not Asked.objects.filter(person=stranger).exists()
    with pytest.raises(PermissionDenied):
        say(stranger, proposal, "agree")


def test_nothing_is_computed_and_nothing_holds_while_it_is_proposed(proposal, agent, client_of):
    run_until_done(DECEMBER)
    assert not Progress.objects.exists()
    page = words(client_of(agent).get(reverse("goals:list")))
    assert "Proposed Nothing holds until the team has agreed" in page
    assert "No goals yet" in page


def test_a_proposal_is_no_goal_to_feed_to_adjust_or_to_take_up(proposal, manager, north):
    goal = proposal.goal
    assert goal not in feedable_by(manager, "agent", north)
    with pytest.raises(ActionRefused, match="proposed"):
        adjust_goal(manager, goal, reason="So.", version=1, now=NOW, target=Decimal(1))
    for change in (archive_goal, resume_goal):
        with pytest.raises(ActionRefused, match="proposed by now"):
            change(manager, goal, now=NOW)


def test_case_20_proposed_twice_it_is_proposed_once(proposal, metric, north, supervisor):
    again = propose_goal(supervisor, now=NOW, **fields(metric, north, supervisor))
    assert again == proposal.goal
    assert Asked.objects.count() == 2


@pytest.mark.parametrize("scope", ["organisation", "agent"])
def test_only_a_teams_goal_is_proposed(metric, north, manager, agent, scope):
    asked = fields(metric, north, manager, scope=scope)
    asked |= {"team": None} if scope == "organisation" else {"agent": agent}
    with pytest.raises(ActionRefused, match="Only a team's goal"):
        propose_goal(manager, now=NOW, **asked)


def test_a_team_without_agents_cannot_be_asked(metric, manager, north):
    empty = create_team(None, name="Empty", time_zone="Europe/London")
    with pytest.raises(PermissionDenied):
        propose_goal(manager, now=NOW, **fields(metric, empty, manager))
    with pytest.raises(ActionRefused, match="nobody to ask"):
        propose_goal(manager, now=NOW, **fields(metric, north, manager))
    assert not Goal.objects.exists()


# --- Answered ------------------------------------------------------------------------------------


def test_each_who_was_asked_agrees_lowers_or_raises_with_a_reason(
    proposal, agent, colleague, client_of
):
    client_of(agent).post(url(proposal), {"answer": "lower", "figure": "4,000", "line": FEWER})
    client_of(colleague).post(url(proposal), {"answer": "agree"})
    page = words(client_of(agent).get(url(proposal)))
    assert "2 of 2 people have answered" in page
    assert f"Jin Park (you) Would lower it to 4,000 {FEWER}" in page
    assert "Dele Adeyemi Agrees" in page


def test_one_may_think_again_while_it_is_open(proposal, agent):
    say(agent, proposal, "raise", "4400", "We have a new colleague.")
    one = say(agent, proposal, "agree")
    assert (one.answer, one.figure, one.line) == ("agree", None, "")
    say(agent, proposal, "agree")
    assert AuditEntry.objects.filter(verb="answered").count() == 2


@pytest.mark.parametrize(
    ("answer", "figure", "line", "field"),
    [
        ("", None, "", "answer"),
        ("never", None, "", "answer"),
        ("lower", None, FEWER, "figure"),
        ("lower", "4200", FEWER, "figure"),
        ("lower", "4300", FEWER, "figure"),
        ("raise", "4200", FEWER, "figure"),
        ("lower", "4000.5", FEWER, "figure"),
        ("lower", "0", FEWER, "figure"),
        ("lower", "4000", " ", "line"),
        ("raise", "4300", "x" * 301, "line"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_what_is_missing(
    proposal, agent, answer, figure, line, field
):
    with pytest.raises(ActionRefused) as refused:
        say(agent, proposal, answer, figure, line)
    assert refused.value.field == field
    assert Asked.objects.get(person=agent).answer == ""


def test_who_was_not_asked_sees_it_and_has_no_answer(
    proposal, manager, administrator, stranger, client_of
):
    for person in (manager, administrator):
        assert client_of(person).get(url(proposal)).status_code == 200
        assert client_of(person).post(url(proposal), {"answer": "agree"}).status_code == 403
    assert client_of(stranger).get(url(proposal)).status_code == 404
    assert client_of(stranger).post(url(proposal), {"answer": "agree"}).status_code == 404


def test_whoever_proposed_it_is_told_once_when_everybody_has_answered(
    proposal, agent, colleague, supervisor
):
    say(agent, proposal, "agree")
    assert told(supervisor) == []
    say(colleague, proposal, "agree")
    say(colleague, proposal, "lower", "4000", FEWER)
    assert told(supervisor) == ["goals.answered"]


# --- Concluded -----------------------------------------------------------------------------------


def test_agreed_as_proposed_it_holds_from_then_on(proposal, supervisor, agent, client_of, clock):
    client_of(supervisor).post(url(proposal, "proposal_agree"), {"as": "proposed"})
    goal = Goal.objects.get(pk=proposal.goal_id)
    assert goal.state == Goal.State.ACTIVE
    clock.move_to(DECEMBER, tick=False)
    run_until_done(DECEMBER)
    assert Progress.objects.get(goal=goal).target == Decimal(4200)
    assert told(agent) == ["goals.proposed", "goals.agreed"]
    page = words(client_of(agent).get(reverse("goals:goal", args=[goal.pk])))
    assert "Agreed with the team on 4,200, as proposed." in page
    assert "Who was asked, and what was said" in page


def test_agreed_on_another_number_it_holds_with_that_and_the_reason(
    proposal, supervisor, agent, client_of, clock
):
    say(agent, proposal, "lower", "4000", FEWER)
    sent = {"target": "4,000", "reason": "We would rather keep it."}
    assert client_of(supervisor).post(url(proposal, "proposal_agree"), sent).status_code == 302
    clock.move_to(DECEMBER, tick=False)
    run_until_done(DECEMBER)
    assert Progress.objects.get(goal=proposal.goal_id).target == Decimal(4000)
    page = words(client_of(agent).get(url(proposal)))
    assert "Agreed on at least 4,000 on 20 Nov." in page
    assert "We would rather keep it." in page
    assert FEWER in page
    history = words(client_of(agent).get(reverse("goals:goal", args=[proposal.goal_id])))
    assert "Agreed with the team on 4,000, instead of 4,200." in history


def test_another_number_needs_a_reason(proposal, supervisor, client_of):
    page = client_of(supervisor).post(url(proposal, "proposal_agree"), {"target": "4000"})
    assert "Say why it is another number than proposed." in words(page)
    with pytest.raises(ActionRefused) as refused:
        conclude_proposal(supervisor, proposal, target=Decimal(4000), now=NOW)
    assert refused.value.field == "reason"
    assert Proposal.objects.get().state == Proposal.State.OPEN


def test_a_stretch_that_no_longer_lies_beyond_is_let_go(metric, north, supervisor, agent):
    goal = propose_goal(
        supervisor, now=NOW, **fields(metric, north, supervisor, stretch=Decimal(4400))
    )
    conclude_proposal(supervisor, goal.proposal, target=Decimal(4500), reason="Yes.", now=NOW)
    assert goal.targets.order_by("pk").last().stretch is None


def test_case_20_agreed_on_twice_it_is_agreed_on_once_and_a_second_opinion_comes_too_late(
    proposal, supervisor, agent
):
    conclude_proposal(supervisor, proposal, now=NOW)
    conclude_proposal(supervisor, proposal, now=NOW)
    assert AuditEntry.objects.filter(verb="agreed").count() == 1
    with pytest.raises(ActionRefused, match="agreed by now"):
        conclude_proposal(supervisor, proposal, target=Decimal(9), reason="No.", now=NOW)
    with pytest.raises(ActionRefused, match="agreed by now"):
        say(agent, proposal, "agree")
    with pytest.raises(ActionRefused, match="Adjust the goal"):
        withdraw_proposal(supervisor, proposal, now=NOW)


def test_days_that_are_over_are_not_agreed_on(proposal, supervisor):
    with pytest.raises(ActionRefused, match="Its days are over"):
        conclude_proposal(supervisor, proposal, now=DECEMBER.replace(year=2026))


def test_withdrawn_it_is_put_away_and_never_taken_up(proposal, supervisor, agent, client_of):
    client_of(supervisor).post(url(proposal, "proposal_withdraw"), {"why": "Not this year."})
    goal = Goal.objects.get(pk=proposal.goal_id)
    assert goal.state == Goal.State.ARCHIVED
    with pytest.raises(ActionRefused, match="Propose it anew"):
        resume_goal(supervisor, goal, now=NOW)
    answer = client_of(agent).get(reverse("goals:goal", args=[goal.pk]))
    assert (answer.status_code, answer["Location"]) == (302, url(proposal))
    page = words(client_of(agent).get(url(proposal)))
    assert "Marcus Webb withdrew it on 20 Nov." in page
    assert "Not this year." in page
    assert told(agent) == ["goals.proposed", "goals.agreed"]


def test_case_4_those_who_are_asked_do_not_conclude(proposal, agent, administrator, client_of):
    for person in (agent, administrator):
        for name in ("proposal_agree", "proposal_withdraw"):
            answer = client_of(person).post(url(proposal, name), {"as": "proposed"})
            assert answer.status_code == 403
        with pytest.raises(PermissionDenied):
            conclude_proposal(person, proposal, now=NOW)
    assert Proposal.objects.get().state == Proposal.State.OPEN


def test_the_teams_manager_concludes_too_and_somebody_who_left_the_team_does_not(
    proposal, manager, supervisor, other_supervisor
):
    Proposal.objects.update(by=other_supervisor)
    proposal.refresh_from_db()
    with pytest.raises(PermissionDenied):
        conclude_proposal(other_supervisor, proposal, now=NOW)
    assert conclude_proposal(manager, proposal, now=NOW).state == Goal.State.ACTIVE


# --- Where it waits ------------------------------------------------------------------------------


def waiting(person):
    found = open_proposals(person, Organisation.objects.get(), NOW)
    return [(one.words, one.hint, one.is_asked, one.has_answered, one.is_due) for one in found]


def test_it_waits_for_those_who_were_asked_until_they_answer(proposal, agent, client_of):
    said = "Marcus proposes at least 4,200, for 1 to 31 December."
    assert waiting(agent) == [(said, "0 of 2 people answered", True, False, False)]
    assert "Proposed: Cases in December" in words(client_of(agent).get(reverse("home")))
    say(agent, proposal, "agree")
    assert waiting(agent) == [(said, "1 of 2 people answered", True, True, False)]
    assert "Proposed: Cases" not in words(client_of(agent).get(reverse("home")))


def test_it_waits_for_the_proposer_once_all_have_answered(
    proposal, agent, colleague, supervisor, stranger, client_of
):
    assert waiting(supervisor)[0][-1] is False
    say(agent, proposal, "agree")
    say(colleague, proposal, "agree")
    assert waiting(supervisor)[0][-1] is True
    assert "Agree on it: Cases in December" in words(client_of(supervisor).get(reverse("home")))
    assert waiting(stranger) == []


# --- The last step of a new goal -----------------------------------------------------------------


def last_step(metric, **more):
    query = {
        "metric": metric.slug, "whose": "team:north", "cadence": "monthly", "target": "4200",
        "days": "2025-12-01_2025-12-31", **more,
    }  # fmt: skip
    return f"{reverse('goals:new_why')}?{urlencode(query)}"


def test_proposing_is_the_first_button_of_a_teams_goal_and_sharing_the_other(
    metric, north, supervisor, agent, client_of
):
    page = client_of(supervisor).get(last_step(metric)).content.decode()
    assert page.index("Propose at the huddle") < page.index("Share now")
    sent = {"name": "Cases", "why": "So.", "owner": supervisor.pk}
    answer = client_of(supervisor).post(last_step(metric), {**sent, "how": "propose"})
    goal = Goal.objects.get()
    assert answer["Location"] == reverse("goals:proposal", args=[goal.pk])
    assert goal.state == Goal.State.PROPOSED
    shared = {**sent, "name": "Shared", "how": "share"}
    client_of(supervisor).post(last_step(metric), shared)
    assert Goal.objects.get(name="Shared").state == Goal.State.ACTIVE


def test_one_agents_goal_is_shared_and_cannot_be_proposed(
    metric, north, supervisor, agent, client_of
):
    step = last_step(metric, whose=f"agent:{agent.pk}")
    assert "Propose at the huddle" not in words(client_of(supervisor).get(step))
    sent = {"name": "Jin's", "why": "So.", "owner": supervisor.pk, "how": "propose"}
    client_of(supervisor).post(step, sent)
    assert Goal.objects.get().state == Goal.State.ACTIVE


# --- From a huddle and back ------------------------------------------------------------------------


def test_it_is_agreed_in_the_huddle_and_leads_back_there(
    proposal, agent, supervisor, north, client_of
):
    here = f"/huddle/2025-11-20/run/?team={north.slug}&part=2"
    back = f"?{urlencode({'back': here})}"
    hidden = f'<input type="hidden" name="back" value="{here.replace("&", "&amp;")}">'
    browser = client_of(agent)
    page = browser.get(url(proposal) + back).content.decode()
    assert "Back to the huddle" in page
    assert hidden in page
    said = browser.post(url(proposal), {"answer": "agree", "back": here})
    assert said["Location"] == url(proposal) + back
    agreed = client_of(supervisor).post(
        url(proposal, "proposal_agree"), {"as": "proposed", "back": here}
    )
    assert agreed["Location"] == here


def test_it_leads_back_to_nowhere_else(proposal, supervisor, client_of):
    elsewhere = "https://elsewhere.example/huddle/2025-11-20/run/"
    browser = client_of(supervisor)
    page = browser.get(f"{url(proposal)}?{urlencode({'back': elsewhere})}").content.decode()
    assert "Back to the huddle" not in page
    agreed = browser.post(
        url(proposal, "proposal_agree"), {"as": "proposed", "back": "//elsewhere.example/"}
    )
    assert agreed["Location"] == reverse("goals:goal", args=[proposal.goal_id])
