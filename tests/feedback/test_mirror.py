"""What the mirror shows of talks, promises, ideas and thanks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.actions.one_to_ones.agreements import agree, drop_agreement
from feedback.actions.one_to_ones.meetings import book, hold, move
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Agreement, Meeting
from feedback.queries.mirror import spoken
from teams.models import Membership
from teams.permissions import forget_standing
from tests.feedback.ideas_scene import agreed, an_idea, declined, looked_at
from tests.feedback.kudos_scene import thanks
from tests.teams.test_mirror import DAY, NOW, TODAY, spans

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 6, 10, tzinfo=UTC)


def shown(leader, key, *, now=NOW, **more):
    over = spans(day=now.date(), **more)
    return next(one for one in spoken(leader, over, now) if one.key == key)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def series(supervisor, agent):
    return begin_series(supervisor, agent, now=OCTOBER)


def talk(leader, series, at):
    """One that was held."""
    meeting = book(leader, series, starts_at=at, now=at - DAY)
    hold(leader, meeting, now=at + timedelta(minutes=30))


# --- One-to-ones -----------------------------------------------------------------------------------


def test_talks_held_with_how_many_people(series, supervisor, manager, agent, colleague):
    other = begin_series(supervisor, colleague, now=OCTOBER)
    talk(supervisor, series, OCTOBER)
    talk(supervisor, series, NOW - 5 * DAY)
    talk(supervisor, series, NOW - 3 * DAY)
    talk(supervisor, other, NOW - 4 * DAY)
    found = shown(supervisor, "one-to-ones")
    assert found.this.sentence == "You held 3 one-to-ones, with 2 people."
    assert found.before.sentence == "You held 1 one-to-one."
    assert [one.title for one in found.this.things] == [
        "One-to-one with Jin Park", "One-to-one with Dele Adeyemi", "One-to-one with Jin Park",
    ]  # fmt: skip
    # Led by somebody else they are not one's own.
    assert shown(agent, "one-to-ones").this.sentence == "You held none."
    assert shown(manager, "one-to-ones").this.sentence == "You held none."


def test_whoever_has_waited_past_what_was_agreed_is_the_nudge(series, supervisor, agent):
    talk(supervisor, series, OCTOBER)
    nudge = shown(supervisor, "one-to-ones").nudge
    assert nudge.title == "Talk with Jin Park"
    assert nudge.text == (
        "You last talked 45 days ago, and agreed on every 2 weeks. Nothing is booked."
    )
    assert nudge.url == f"/people/{agent.pk}/one-to-ones/"
    assert shown(supervisor, "one-to-ones", now=OCTOBER + 14 * DAY).nudge is None
    # What was booked for a day that passed is no booking: whether it took place is the question.
    planned = book(supervisor, series, starts_at=NOW - 2 * DAY, now=NOW - 3 * DAY)
    assert shown(supervisor, "one-to-ones").nudge.text.endswith(
        "Nobody has said whether the one that was planned took place."
    )
    move(supervisor, planned, starts_at=NOW + DAY, now=NOW)
    assert shown(supervisor, "one-to-ones").nudge is None
    Meeting.objects.filter(state="booked").delete()
    Membership.objects.filter(user=agent).update(ends_on=TODAY)
    forget_standing(supervisor)
    assert shown(supervisor, "one-to-ones").nudge is None


# --- Promises --------------------------------------------------------------------------------------


def test_promises_kept_by_the_day_they_were_made_for(series, supervisor, agent):
    def promise(words, due, done=None, owner=supervisor):
        made = agree(supervisor, series, owner=owner, words=words, due_on=TODAY + DAY, now=NOW)
        Agreement.objects.filter(pk=made.pk).update(due_on=due, done_at=done)
        return made

    promise("Kept", TODAY - 3 * DAY, NOW - 4 * DAY)
    promise("Late", TODAY - 3 * DAY, NOW - 2 * DAY)
    promise("Open", TODAY - 2 * DAY)
    promise("For today", TODAY)
    promise("Today, done", TODAY, NOW)
    promise("To come", TODAY + 5 * DAY)
    promise("Jin’s own", TODAY - DAY, owner=agent)
    promise("In October", date(2026, 10, 9), OCTOBER)
    dropped = promise("Let go", TODAY + DAY)
    drop_agreement(supervisor, dropped, why="Not needed.", now=NOW)
    found = shown(supervisor, "promises")
    assert found.this.sentence == "Of 4 that fell due you kept 2 in time."
    assert [(one.title, one.hint) for one in found.this.things] == [
        ("Today, done", "To Jin Park. Kept"),
        ("Open", "To Jin Park. Open"),
        ("Late", "To Jin Park. Kept, but late"),
        ("Kept", "To Jin Park. Kept"),
    ]
    assert found.before.sentence == "The one that fell due, you kept."
    assert found.nudge.title == "You promised Jin Park: Open"
    # What somebody promised who leads them is not for this page.
    assert shown(agent, "promises").this.sentence == "None of yours fell due."


def test_what_is_open_from_long_ago_is_still_the_nudge_but_counts_in_its_own_time(
    series, supervisor
):
    made = agree(supervisor, series, owner=supervisor, words="Old", due_on=TODAY + DAY, now=NOW)
    Agreement.objects.filter(pk=made.pk).update(due_on=date(2026, 3, 2))
    found = shown(supervisor, "promises")
    assert found.this.sentence == found.before.sentence == "None of yours fell due."
    assert found.nudge.title == "You promised Jin Park: Old"


# --- Ideas -----------------------------------------------------------------------------------------


def test_ideas_count_by_the_first_answer(supervisor, manager, agent, north):
    in_time = an_idea(agent, north, "First")
    agreed(supervisor, in_time)
    late = an_idea(agent, north, "Second", now=NOW - 30 * DAY)
    declined(supervisor, late)
    looked = an_idea(agent, north, "Third")
    looked_at(manager, looked)
    declined(supervisor, looked, now=NOW + timedelta(minutes=1))
    found = shown(supervisor, "ideas")
    assert found.this.sentence == "You answered 2 ideas, 1 by the day that was promised."
    assert {one.title for one in found.this.things} == {"First", "Second"}
    assert shown(manager, "ideas").this.sentence == (
        "You answered 1 idea, by the day that was promised."
    )
    assert shown(supervisor, "ideas").before.sentence == "You answered none."


def test_an_idea_past_its_day_is_the_nudge_of_whoever_may_answer(
    supervisor, other_supervisor, agent, north
):
    idea = an_idea(agent, north, "Ring first", now=NOW - 30 * DAY)
    nudge = shown(supervisor, "ideas").nudge
    assert (nudge.title, nudge.url) == ("“Ring first” waits for an answer", f"/ideas/{idea.pk}/")
    assert shown(other_supervisor, "ideas").nudge is None
    agreed(supervisor, idea)
    assert shown(supervisor, "ideas").nudge is None


# --- Thanks ----------------------------------------------------------------------------------------


def test_thanks_and_how_far_they_spread(supervisor, manager, agent, colleague):
    thanks(supervisor, agent, now=NOW - DAY)
    thanks(supervisor, agent, manager, now=NOW - 2 * DAY, visibility="private")
    thanks(manager, colleague, now=NOW - DAY)
    thanks(supervisor, colleague, now=OCTOBER)
    found = shown(supervisor, "thanks")
    assert found.this.sentence == "You gave 2 thanks, to 2 people: 1 of the 2 agents you lead."
    assert [one.title for one in found.this.things] == [
        "To Jin Park", "To Jin Park, Priya Nair",
    ]  # fmt: skip
    assert found.before.sentence == "You gave thanks once, to 1 person: 1 of the 2 agents you lead."
    assert found.nudge is None
    # A month that has just begun asks for nothing; a week on it does.
    assert shown(supervisor, "thanks", now=datetime(2026, 12, 1, 9, tzinfo=UTC)).nudge is None
    assert shown(supervisor, "thanks", now=datetime(2026, 12, 8, 9, tzinfo=UTC)).nudge.url == (
        "/kudos/coverage/"
    )
