"""What feedback brings to a team's huddle: only what all of the team may hear, as it stands."""

from datetime import timedelta

import pytest

from feedback.actions.huddle import idea_of_huddle
from feedback.actions.ideas import back_idea, withdraw_idea
from feedback.models import Idea, Kudos, Recipient
from feedback.queries.huddle import candidates, ideas_now, kudos_now
from tests.feedback.ideas_scene import agreed, an_idea
from tests.feedback.kudos_scene import NOW, thanks

pytestmark = pytest.mark.django_db
AGO = timedelta(days=29)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def keys(found, kind):
    return {one.key for one in found if one.kind == kind}


def test_thanks_that_the_team_may_hear(manager, agent, colleague, stranger, north):
    team = thanks(manager, agent)
    public = thanks(manager, colleague, visibility="public")
    private = thanks(colleague, agent, visibility="private")
    old = thanks(agent, colleague, now=NOW - AGO)
    elsewhere = thanks(manager, stranger, visibility="public")
    found = list(candidates(north, NOW.date(), NOW))
    assert keys(found, "kudos") == {f"kudos:{team.pk}", f"kudos:{public.pk}"}
    assert not any(one.kept for one in found)
    asked = frozenset(f"kudos:{one.pk}" for one in (team, public, private, old, elsewhere))
    now = kudos_now(north, asked | {"kudos:x"}, NOW)
    # What was read out once may still be shown when it is older; a private one never.
    assert {one.key for one in now} == {f"kudos:{one.pk}" for one in (team, public, old)}


def test_what_somebody_keeps_or_takes_back_is_shown_no_more(manager, agent, colleague, north):
    both, taken = thanks(manager, agent, colleague), thanks(agent, manager)
    (one,) = (one for one in candidates(north, NOW.date(), NOW) if one.key == f"kudos:{both.pk}")
    assert (one.title, one.about) == ("Priya to Dele and Jin", frozenset({agent.pk, colleague.pk}))
    # Its words may name whoever keeps it to themself, whomever else it thanks.
    Recipient.objects.filter(kudos=both, user=agent).update(hidden_at=NOW)
    Kudos.objects.filter(pk=taken.pk).update(taken_back_at=NOW)
    assert keys(candidates(north, NOW.date(), NOW), "kudos") == set()
    assert list(kudos_now(north, frozenset({f"kudos:{both.pk}", f"kudos:{taken.pk}"}), NOW)) == []


def test_the_question_and_what_was_answered(supervisor, agent, colleague, south, north):
    asked, done = an_idea(agent, north, now=NOW), an_idea(colleague, north, "A bell", now=NOW)
    back_idea(colleague, asked, now=NOW)
    agreed(supervisor, done, now=NOW)
    found = list(candidates(north, NOW.date(), NOW))
    assert keys(found, "question") == {f"idea:{asked.pk}"}
    assert keys(found, "answered") == {f"idea:{done.pk}"}
    both = frozenset({f"idea:{asked.pk}", f"idea:{done.pk}"})
    assert {one.key for one in ideas_now(north, both, NOW)} == both
    # Chosen or only drafted, it is said in the same words.
    offered = {one.key: one.words for one in found if one.key in both}
    assert {one.key: one.words for one in ideas_now(north, both, NOW)} == offered
    assert list(ideas_now(south, both, NOW)) == []
    withdraw_idea(agent, asked, now=NOW)
    assert {one.key for one in ideas_now(north, both, NOW)} == {f"idea:{done.pk}"}


def test_an_idea_that_comes_up_goes_to_the_board(agent, supervisor, north):
    key = idea_of_huddle(agent, north, "A louder bell", NOW)
    idea = Idea.objects.get()
    assert (key, idea.title, idea.author, idea.team) == (
        f"idea:{idea.pk}",
        "A louder bell",
        agent,
        north,
    )
