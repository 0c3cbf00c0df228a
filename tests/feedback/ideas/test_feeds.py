"""What other pages show of ideas: *Today*, the huddle, what somebody is remembered for; and the demonstration."""

from datetime import UTC, date, datetime

import pytest

from feedback.actions.idea_answers import finish_idea
from feedback.actions.ideas import back_idea
from feedback.demo.ideas import seed_ideas
from feedback.models import Idea
from feedback.queries.idea_waits import answers_of, to_answer
from feedback.queries.ideas import for_huddle, newly_answered
from teams.demo import seed_people
from teams.evidence import evidence_about
from teams.models import Notice
from tests.feedback.ideas_scene import DAY, NOW, agreed, an_idea, anew, declined, looked_at

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north)


def test_today_asks_those_who_lead_from_the_day_on_which_the_answer_is_due(
    idea, supervisor, manager, other_supervisor, administrator
):
    assert to_answer(supervisor, DUE - DAY) == []
    (due,) = to_answer(supervisor, DUE)
    assert (due.title, due.late) == ("Ring the depot first", False)
    assert due.text == "Jin Park for North. Answer promised for today."
    (late,) = to_answer(manager, DUE + DAY)
    assert late.late
    assert to_answer(other_supervisor, DUE) == to_answer(administrator, DUE) == []


def test_nobody_is_asked_to_answer_their_own(north, supervisor, manager):
    an_idea(supervisor, north)
    assert to_answer(supervisor, DUE) == []
    assert len(to_answer(manager, DUE)) == 1


def test_what_somebody_looks_at_is_theirs_to_answer(idea, supervisor, manager):
    looked_at(supervisor, idea)
    at = DUE + 5 * DAY
    assert [one.title for one in to_answer(supervisor, at)] == ["Ring the depot first"]
    assert to_answer(manager, at) == []


def test_what_a_leader_looked_at_who_left_is_everybodys_to_answer_again(
    idea, north, supervisor, manager
):
    looked_at(supervisor, idea)
    north.memberships.filter(user=supervisor).update(ends_on=date(2026, 11, 21))
    at = DUE + 5 * DAY
    assert [one.title for one in to_answer(manager, at)] == ["Ring the depot first"]
    assert to_answer(type(supervisor).objects.get(pk=supervisor.pk), at) == []
    assert answers_of(manager, [idea.pk], at)[idea.pk].kind == "answer"


def test_what_was_agreed_is_shown_to_whoever_sees_to_it_and_past_its_day_to_those_who_lead(
    idea, supervisor, manager, colleague
):
    agreed(supervisor, idea, owner=colleague)
    near, over = datetime(2026, 12, 16, 9, 0, tzinfo=UTC), datetime(2026, 12, 19, 9, 0, tzinfo=UTC)
    assert to_answer(colleague, near - DAY) == []
    (due,) = to_answer(colleague, near)
    assert (due.kind, due.late) == ("do", False)
    assert due.text == "Jin Park’s idea, agreed. You see to it by Fri 18 Dec."
    assert to_answer(manager, near) == []
    (past,) = to_answer(manager, over)
    assert (past.kind, past.late) == ("undone", True)
    assert (
        past.text
        == "Jin Park’s idea, agreed. Dele Adeyemi sees to it. Was to be done by Fri 18 Dec."
    )
    assert answers_of(colleague, [idea.pk], near)[idea.pk].kind == "do"
    assert answers_of(manager, [idea.pk], NOW)[idea.pk].startswith("We do it.")


def test_an_agent_is_shown_the_answer_until_they_have_read_it(idea, supervisor, agent, colleague):
    declined(supervisor, idea)
    assert newly_answered(agent).text.startswith("Not now, says Marcus Webb to your idea")
    assert newly_answered(colleague) is None
    Notice.objects.update(read_at=NOW)
    assert newly_answered(agent) is None


def test_the_huddle_hears_what_was_answered_and_the_open_one_most_people_back(
    idea, north, south, supervisor, manager, agent, colleague, stranger, other_supervisor
):
    agreed(supervisor, an_idea(agent, north, "Old"), now=NOW - 9 * DAY)
    agreed(supervisor, an_idea(agent, north, "A second screen"))
    done = agreed(supervisor, an_idea(colleague, north, "A word list"))
    finish_idea(supervisor, anew(done), came_of_it="62 parts.", now=NOW + DAY / 24)
    declined(other_supervisor, an_idea(stranger, south, "Elsewhere"))
    back_idea(colleague, idea, now=NOW)
    an_idea(agent, north, "Nobody backs this")
    heard = for_huddle(north, NOW - DAY, NOW)
    assert [one.title for one in heard.answered] == ["A word list", "A second screen"]
    assert heard.answered[0].words == "Done, and it was Dele Adeyemi’s idea. 62 parts."
    assert heard.answered[1].words == (
        "Jin Park’s idea: we do it. It saves a call. Marcus sees to it by Fri 18 Dec."
    )
    assert heard.most_backed.title == "Ring the depot first"
    assert heard.most_backed.words.startswith("Jin Park’s idea. 1 backs it. Answer promised by")


def test_a_huddle_without_ideas_has_none(north, manager):
    heard = for_huddle(north, NOW - DAY, NOW)
    assert (heard.answered, heard.most_backed) == ((), None)


def test_adopted_ideas_are_remembered_to_those_who_read_them(
    idea, north, supervisor, agent, manager, stranger
):
    declined(supervisor, an_idea(agent, north, "Not this"))
    agreed(supervisor, idea)
    window = (NOW - DAY, NOW + DAY)
    (fact,) = evidence_about(manager, [agent.pk, manager.pk], *window)[agent.pk]
    assert (fact.kind, fact.object_id, fact.url) == ("idea", idea.pk, f"/ideas/{idea.pk}/")
    assert fact.words == "had the idea “Ring the depot first” that we took up"
    assert evidence_about(stranger, [agent.pk], *window)[agent.pk] == []
    assert evidence_about(manager, [agent.pk], NOW + DAY, NOW + 2 * DAY)[agent.pk] == []


def test_the_demonstration_has_a_year_of_ideas_that_look_lived_in(db):
    now = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    seed_people(now.date(), now)
    seed_ideas(now)
    ideas = Idea.objects.all()
    assert {idea.state for idea in ideas} == set(Idea.State.values)
    answered = ideas.exclude(answered_at=None)
    assert answered.filter(in_time=True).count() > 10
    assert answered.filter(in_time=False).count() == 2
    assert ideas.filter(state="done", came_of_it="").count() == 0
    assert Notice.objects.filter(text__startswith="It is done: your idea").exists()
    assert not ideas.filter(added_at__gt=now).exists()
    for idea in ideas:
        assert idea.backed == idea.supporters.count()
