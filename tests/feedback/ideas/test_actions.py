from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.idea_answers import (
    decline_idea,
    finish_idea,
    reopen_idea,
)
from feedback.actions.idea_rows import IdeaNotNow, Withdrawn
from feedback.actions.ideas import (
    back_idea,
    edit_idea,
    say_about_idea,
    unback_idea,
    withdraw_idea,
)
from feedback.models import Idea, IdeaStep
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.permissions.ideas import ideas_visible_to
from teams.actions import join_team
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Closure, Notice, Role
from tests.cast import SINCE
from tests.feedback.ideas_scene import (
    DAY,
    NOW,
    PROMISED,
    REMINDED,
    agreed,
    an_idea,
    anew,
    declined,
    looked_at,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north, words="So that nobody waits in vain.")


def kinds(idea):
    return [step.kind for step in idea.steps.all()]


def told(person, kind=IDEA_ANSWERED):
    return list(Notice.objects.filter(user=person, kind=kind).values_list("text", flat=True))


# --- Adding ----------------------------------------------------------------------------------------


def test_a_new_idea_is_promised_an_answer_within_seven_working_days_of_its_team(idea):
    assert (idea.state, idea.answer_by, idea.remind_on) == ("open", PROMISED, REMINDED)
    assert AuditEntry.objects.filter(verb="added", object_id=idea.pk).exists()


def test_a_day_off_of_the_team_moves_the_promise_on(north, supervisor, agent):
    Closure.objects.create(team=north, day=date(2026, 11, 25), name="Stocktaking")
    assert an_idea(agent, north).answer_by == date(2026, 12, 2)


def test_an_idea_for_everybody_counts_by_monday_to_friday(manager, stranger):
    assert an_idea(stranger).answer_by == PROMISED


def test_the_same_idea_sent_twice_is_one(idea, agent, north):
    again = an_idea(agent, north, words="So that nobody waits in vain.", now=NOW)
    assert again.pk == idea.pk
    assert an_idea(agent, north, "Another").pk != idea.pk


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "  \x00 "}),
        ("title", {"title": "a" * 121}),
        ("words", {"words": "a" * 5001}),
        ("link", {"link": "https://elsewhere.example/"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "//elsewhere.example/"}),
        ("link", {"link": "/\\elsewhere.example/"}),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(north, supervisor, agent, field, values):
    with pytest.raises(ActionRefused) as refused:
        an_idea(agent, north, **values)
    assert refused.value.field == field
    assert not Idea.objects.exists()


def test_nobody_adds_to_a_team_that_is_not_theirs(south, other_supervisor, agent):
    with pytest.raises(ActionRefused, match="a team of yours"):
        an_idea(agent, south)


def test_a_leader_whom_nobody_could_answer_is_told_at_once(north, supervisor, agent):
    with pytest.raises(ActionRefused, match="Nobody but you"):
        an_idea(supervisor, north)


def test_whoever_is_in_no_team_adds_none(administrator, manager, north):
    an_idea(administrator)
    leaver = north.memberships.get(user=manager)
    leaver.ends_on = SINCE
    leaver.save()
    with pytest.raises(PermissionDenied):
        an_idea(type(manager).objects.get(pk=manager.pk))


# --- Its author ------------------------------------------------------------------------------------


def test_its_author_changes_the_words_until_it_is_answered(idea, agent, supervisor):
    edit_idea(agent, idea, title="Ring the depot", words="First.", version=0, now=NOW)
    changed = anew(idea)
    assert (changed.title, changed.search_text) == ("Ring the depot", "ring the depot first")
    assert kinds(changed) == ["edited"]
    looked_at(supervisor, changed)
    with pytest.raises(IdeaNotNow, match="answered once"):
        edit_idea(agent, changed, title="Otherwise", now=NOW)


def test_the_record_holds_none_of_the_words(idea, agent, supervisor):
    edit_idea(agent, idea, title="Secret plan", words="Hush.", now=NOW)
    declined(supervisor, anew(idea))
    kept = str(list(AuditEntry.objects.values_list("before", "after", "reason")))
    assert "Secret" not in kept
    assert "lift" not in kept


def test_withdrawn_nobody_sees_it_any_more(idea, agent, supervisor):
    withdraw_idea(agent, idea, now=NOW)
    assert not ideas_visible_to(agent).exists()
    with pytest.raises(Withdrawn):
        agreed(supervisor, idea)


def test_what_is_agreed_is_not_taken_back(idea, agent, supervisor):
    agreed(supervisor, idea)
    with pytest.raises(IdeaNotNow):
        withdraw_idea(agent, idea, now=NOW)


# --- Backing and saying ----------------------------------------------------------------------------


def test_backing_twice_counts_once_and_can_be_taken_back(idea, colleague, manager):
    back_idea(colleague, idea, now=NOW)
    back_idea(colleague, idea, now=NOW)
    back_idea(manager, idea, now=NOW)
    assert anew(idea).backed == 2
    unback_idea(colleague, idea, now=NOW)
    unback_idea(colleague, idea, now=NOW)
    assert anew(idea).backed == 1


def test_nobody_backs_their_own(idea, agent):
    with pytest.raises(PermissionDenied):
        back_idea(agent, idea, now=NOW)


def test_backing_and_saying_make_no_form_stale(idea, colleague, supervisor):
    back_idea(colleague, idea, now=NOW)
    say_about_idea(colleague, idea, words="The depot has a new number.", now=NOW)
    assert agreed(supervisor, idea).version == idea.version + 1


def test_the_author_hears_what_is_said_once_whatever_is_pressed_twice(idea, agent, colleague):
    for _ in range(2):
        say_about_idea(colleague, idea, words="Yes!", now=NOW)
    assert kinds(idea) == ["said"]
    assert told(agent) == ["Dele Adeyemi says something about your idea “Ring the depot first”."]


# --- Answers ---------------------------------------------------------------------------------------


def test_a_look_promises_another_day_and_is_an_answer_in_time(idea, supervisor, agent):
    looked_at(supervisor, idea)
    found = anew(idea)
    assert (found.state, found.owner, found.answer_by) == (
        "considered",
        supervisor,
        date(2026, 12, 4),
    )
    assert (found.in_time, found.answered_at) == (True, NOW)
    assert told(agent) == [
        "Marcus Webb looks at your idea “Ring the depot first” and answers by Fri 4 Dec."
    ]


def test_an_answer_after_its_day_is_remembered_as_late(idea, supervisor):
    declined(supervisor, idea, now=NOW + 20 * DAY)
    assert anew(idea).in_time is False


def test_agreed_says_why_who_and_by_when(idea, supervisor, colleague, agent):
    agreed(supervisor, idea, owner=colleague)
    found = anew(idea)
    assert (found.state, found.owner, found.do_by) == ("agreed", colleague, date(2026, 12, 18))
    assert (found.decided_by, found.reason) == (supervisor, "It saves a call.")
    assert found.remind_on == date(2026, 12, 16)
    assert told(colleague, IDEA_WAITS) == [
        "Marcus Webb asks you to see to “Ring the depot first” by Fri 18 Dec."
    ]


def test_nobody_outside_the_team_is_put_down_to_see_to_it(idea, supervisor, stranger):
    with pytest.raises(ActionRefused, match="in the team"):
        agreed(supervisor, idea, owner=stranger)
    assert anew(idea).state == "open"


def test_a_day_that_is_over_is_no_promise(idea, supervisor):
    with pytest.raises(ActionRefused) as refused:
        looked_at(supervisor, idea, by=date(2026, 11, 19))
    assert refused.value.field == "answer_by"


def test_no_answer_goes_without_a_reason(idea, supervisor):
    with pytest.raises(ActionRefused, match="Say why"):
        decline_idea(supervisor, idea, reason=" \n ", now=NOW)


def test_done_credits_its_author_and_tells_those_who_back_it(
    idea, agent, colleague, manager, supervisor
):
    back_idea(colleague, idea, now=NOW)
    back_idea(manager, idea, now=NOW)
    agreed(supervisor, idea)
    finish_idea(supervisor, idea, came_of_it="41 calls fewer a week.", now=NOW)
    assert anew(idea).came_of_it == "41 calls fewer a week."
    assert "It is done: your idea “Ring the depot first”." in told(agent)
    for backer in (colleague, manager):
        assert "It is done: an idea you back, “Ring the depot first”." in told(backer)
    assert told(supervisor) == []


def test_whoever_sees_to_it_says_that_it_is_done(idea, supervisor, colleague):
    agreed(supervisor, idea, owner=colleague)
    finish_idea(colleague, idea, came_of_it="It rings.", now=NOW)
    assert anew(idea).state == "done"


def test_opened_again_it_is_promised_an_answer_anew(idea, supervisor, manager):
    declined(supervisor, idea)
    reopen_idea(manager, idea, words="The lift works.", now=NOW + 30 * DAY)
    found = anew(idea)
    assert (found.state, found.answer_by) == ("open", date(2026, 12, 29))
    assert (found.decided_by, found.reason, found.late_told_at) == (None, "", None)
    assert found.in_time is True


def test_who_left_the_team_hears_no_more_of_its_ideas(idea, colleague, supervisor, north, south):
    back_idea(colleague, idea, now=NOW)
    membership = north.memberships.get(user=colleague)
    membership.ends_on = date(2026, 11, 1)
    membership.save()
    join_team(None, colleague, south, Role.AGENT, date(2026, 11, 1))
    agreed(supervisor, idea)
    assert told(colleague) == []


# --- Two at once -----------------------------------------------------------------------------------


def test_a_second_answer_finds_the_first(idea, supervisor, manager):
    declined(supervisor, idea)
    with pytest.raises(IdeaNotNow, match="answered by Marcus Webb already") as refused:
        agreed(manager, idea)
    assert refused.value.allowed == ("back", "unback", "say", "reopen")
    assert IdeaStep.objects.count() == 1


def test_an_answer_to_words_that_were_changed_meanwhile_is_stale(idea, supervisor, agent):
    seen = idea.version
    edit_idea(agent, idea, title="Ring nobody", now=NOW)
    with pytest.raises(Stale, match="Jin Park was here"):
        decline_idea(supervisor, idea, reason="No.", version=seen, now=NOW)
    assert anew(idea).state == "open"
