"""The owner's word stands beside the figures, and replaces none of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.actions.goal_states import pause_goal
from goals.actions.overrides import say_how_it_stands, take_back
from goals.models import Override, Progress
from goals.queries.said import said_about, said_of
from goals.recompute.run import run_until_done
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry
from tests.goals.life.conftest import DECEMBER, NOVEMBER
from tests.goals.november import a_goal_of, words
from tests.scene import NOW

pytestmark = pytest.mark.django_db

WORDS = "Marcus says on pace: courier strike ends Friday"


@pytest.fixture
def said(goal, supervisor):
    return say_how_it_stands(
        supervisor, goal, said="on_pace", sentence="courier strike ends Friday", now=NOW
    )


def url(goal, name="say"):
    return reverse(f"goals:{name}", args=[goal.pk])


def test_the_word_stands_on_the_goals_page_beside_the_computed_status(goal, said, agent, client_of):
    page = words(client_of(agent).get(url(goal, "goal")))
    assert WORDS in page
    computed = Progress.objects.get(goal=goal).status
    assert computed == "behind"
    assert "The figures say behind pace." in page


def test_the_word_stands_in_the_lists_hint_and_the_status_stays(goal, said, agent, client_of):
    page = words(client_of(agent).get(reverse("goals:list")))
    assert f"Owner Marcus. {WORDS}" in page
    assert "Behind" in page


def test_the_word_is_about_one_period_only(goal, said, supervisor, clock, client_of):
    clock.move_to(DECEMBER, tick=False)
    run_until_done(DECEMBER)
    assert said_of(goal.pk, NOVEMBER) is not None
    assert WORDS not in words(client_of(supervisor).get(reverse("goals:list")))
    assert said_about({goal.pk: DECEMBER.date().replace(day=1)}) == {}


def test_another_word_takes_the_place_of_the_first_and_both_stay_on_record(
    goal, said, supervisor, client_of
):
    answer = client_of(supervisor).post(
        url(goal), {"said": "watch", "sentence": "The strike goes on"}
    )
    assert answer.status_code == 302
    assert [(row.said, row.withdrawn_at is None) for row in Override.objects.order_by("pk")] == [
        ("on_pace", False),
        ("watch", True),
    ]
    page = words(client_of(supervisor).get(url(goal, "goal")))
    assert "Marcus says watch: The strike goes on" in page
    assert "Says on pace, for 1 to 30 November." in page


def test_the_word_can_be_taken_back(goal, said, supervisor, client_of):
    client_of(supervisor).post(url(goal, "unsay"))
    page = words(client_of(supervisor).get(url(goal, "goal")))
    assert WORDS not in page
    assert "Took back that it is on pace." in page
    take_back(supervisor, goal, now=NOW)
    assert AuditEntry.objects.filter(verb="took back").count() == 1


def test_a_word_sent_twice_is_said_once(goal, said, supervisor):
    again = say_how_it_stands(
        supervisor, goal, said="on_pace", sentence="courier strike ends Friday", now=NOW
    )
    assert again == said
    assert AuditEntry.objects.filter(verb="said").count() == 1


def test_only_the_owner_has_the_word(goal, manager, agent, client_of):
    for person in (manager, agent):
        assert client_of(person).get(url(goal)).status_code == 403
        assert client_of(person).post(url(goal, "unsay")).status_code == 403
        with pytest.raises(PermissionDenied):
            say_how_it_stands(person, goal, said="watch", sentence="So.", now=NOW)
    assert not Override.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ("met", "We are there", "said"),
        ("", "We are there", "said"),
        ("watch", " ", "sentence"),
        ("watch", "x" * 201, "sentence"),
        ("watch", "a\x00b", "sentence"),
    ],
)
def test_what_cannot_be_said_is_refused_at_its_field(goal, supervisor, said, sentence, field):
    with pytest.raises(ActionRefused) as refused:
        say_how_it_stands(supervisor, goal, said=said, sentence=sentence, now=NOW)
    assert refused.value.field == field


def test_nothing_is_said_of_a_goal_that_is_paused_over_or_each_members(
    goal, supervisor, manager, north, clock
):
    each = a_goal_of(goal.metric, supervisor, team=north, scope="members", name="Each")
    with pytest.raises(ActionRefused, match="stands for itself"):
        say_how_it_stands(supervisor, each, said="watch", sentence="So.", now=NOW)
    ended = a_goal_of(goal.metric, supervisor, team=north, name="Short", ends_on=NOW.date())
    with pytest.raises(ActionRefused, match="No period"):
        say_how_it_stands(supervisor, ended, said="watch", sentence="So.", now=DECEMBER)
    pause_goal(manager, goal, now=NOW)
    with pytest.raises(ActionRefused, match="not pursued"):
        say_how_it_stands(supervisor, goal, said="watch", sentence="So.", now=NOW)


def test_a_form_without_an_answer_says_what_is_missing(goal, supervisor, client_of):
    page = words(client_of(supervisor).post(url(goal), {}))
    assert "Choose how you see it." in page
    assert "Say why you see it so, in a few words." in page
