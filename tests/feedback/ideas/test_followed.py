"""Ideas after they were answered, changed or taken back: nobody who has to do with one is left without word."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.actions.idea_answers import (
    agree_to_idea,
    finish_idea,
    reopen_idea,
)
from feedback.actions.ideas import (
    back_idea,
    edit_idea,
    put_back_idea,
    withdraw_idea,
)
from feedback.models import EarlierWords
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.permissions.ideas import ideas_visible_to
from teams.actions import archive_team, join_team
from teams.actions.errors import ActionRefused
from teams.models import Notice, Role
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
    return list(
        Notice.objects.filter(user=person, kind=kind).order_by("pk").values_list("text", flat=True)
    )


# --- Followed up -----------------------------------------------------------------------------------


def test_who_sees_to_it_and_by_when_is_said_anew_and_all_of_them_are_told(
    idea, supervisor, manager, agent, colleague
):
    agreed(supervisor, idea, owner=colleague)
    agree_to_idea(
        manager, anew(idea), reason="It saves a call.", owner=supervisor, do_by=date(2027, 1, 8),
        now=NOW + DAY,
    )  # fmt: skip
    found = anew(idea)
    assert (found.owner, found.do_by, found.decided_by) == (
        supervisor,
        date(2027, 1, 8),
        supervisor,
    )
    assert found.remind_on == date(2027, 1, 6)
    moved = "Marcus Webb sees to {} “Ring the depot first” now, by Fri 8 Jan 2027."
    assert moved.format("your idea") in told(agent)
    assert moved.format("an idea you see to,") in told(colleague)
    assert told(supervisor, IDEA_WAITS)[-1].startswith("Priya Nair asks you to see to")


def test_the_same_agreed_twice_is_agreed_once(idea, supervisor):
    agreed(supervisor, idea)
    agreed(supervisor, anew(idea))
    assert kinds(idea) == ["agreed"]


def test_whoever_sees_to_it_hears_that_it_is_not_done_after_all(idea, supervisor, colleague):
    agreed(supervisor, idea, owner=colleague)
    declined(supervisor, anew(idea))
    assert told(colleague) == [
        "Not now, says Marcus Webb to an idea you see to, “Ring the depot first”."
    ]


def test_whoever_sees_to_it_reads_it_from_another_team(idea, north, south, supervisor, colleague):
    agreed(supervisor, idea, owner=colleague)
    north.memberships.filter(user=colleague).update(ends_on=date(2026, 11, 1))
    join_team(None, colleague, south, Role.AGENT, date(2026, 11, 1))
    elsewhere = type(colleague).objects.get(pk=colleague.pk)
    assert ideas_visible_to(elsewhere).filter(pk=idea.pk).exists()
    finish_idea(elsewhere, anew(idea), came_of_it="It rings.", now=NOW)
    assert anew(idea).state == "done"


def test_a_look_promises_no_farther_than_twenty_working_days(idea, supervisor):
    with pytest.raises(ActionRefused, match="within 20 working days, by Fri 18 Dec") as refused:
        looked_at(supervisor, idea, by=date(2026, 12, 19))
    assert refused.value.field == "answer_by"
    assert looked_at(supervisor, idea, by=date(2026, 12, 18)).answer_by == date(2026, 12, 18)


def test_another_look_does_not_unsay_what_was_promised_first(idea, supervisor):
    for days, by in ((0, date(2026, 12, 4)), (12, date(2026, 12, 18))):
        looked_at(supervisor, anew(idea), by=by, now=NOW + days * DAY)
    assert anew(idea).first_promise == PROMISED
    reopen_idea(supervisor, declined(supervisor, anew(idea)), words="So.", now=NOW)
    assert anew(idea).first_promise is None


def test_those_who_answer_hear_of_a_new_idea_at_once(idea, supervisor, manager, agent):
    for leader in (supervisor, manager):
        assert told(leader, IDEA_WAITS) == [
            "Jin Park has an idea for North: “Ring the depot first”."
        ]
    assert told(agent, IDEA_WAITS) == []


def test_where_nobody_leads_the_team_the_managers_of_the_others_answer(
    idea, north, south, supervisor, manager, other_supervisor
):
    chief = type(manager).objects.create(username="chief", name="Ola Chief")
    join_team(None, chief, south, Role.MANAGER, SINCE)
    assert not ideas_visible_to(chief).filter(pk=idea.pk).exists()
    north.memberships.filter(user__in=[supervisor, manager]).update(ends_on=date(2026, 11, 1))
    assert ideas_visible_to(chief).filter(pk=idea.pk).exists()
    assert not ideas_visible_to(other_supervisor).filter(pk=idea.pk).exists()
    declined(chief, idea)
    assert anew(idea).state == "declined"


def test_a_team_is_not_archived_while_its_ideas_wait(idea, north, supervisor):
    with pytest.raises(ActionRefused, match="1 idea in North still waits"):
        archive_team(None, north, now=NOW)
    agreed(supervisor, idea)
    with pytest.raises(ActionRefused, match="1 idea in North still waits"):
        archive_team(None, north, now=NOW)
    finish_idea(supervisor, anew(idea), came_of_it="It rings.", now=NOW)
    with pytest.raises(ActionRefused, match="still in North"):
        archive_team(None, north, now=NOW)


# --- Changed, and taken back -----------------------------------------------------------------------


def test_changed_words_are_told_to_those_who_back_it_and_the_earlier_ones_stay(
    idea, agent, colleague
):
    back_idea(colleague, idea, now=NOW)
    edit_idea(agent, anew(idea), title="Ring nobody", words="Ever.", now=NOW)
    earlier = anew(idea).steps.get(kind="edited").earlier
    assert (earlier.title, earlier.words) == (
        "Ring the depot first",
        "So that nobody waits in vain.",
    )
    assert told(colleague) == ["Jin Park changed the words of an idea you back, “Ring nobody”."]
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierWords.objects.update(words="Otherwise.")


def test_those_who_back_or_look_at_it_hear_that_it_is_gone(idea, agent, colleague, supervisor):
    back_idea(colleague, idea, now=NOW)
    looked_at(supervisor, idea)
    withdraw_idea(agent, anew(idea), now=NOW)
    assert (
        told(colleague)[-1] == "Jin Park has taken back an idea you back, “Ring the depot first”."
    )
    assert told(supervisor) == [
        "Jin Park has taken back an idea you look at, “Ring the depot first”."
    ]
    assert (
        not Notice.objects.filter(text__contains="taken back").exclude(url="", detail="").exists()
    )


def test_taken_back_it_is_put_back_as_it_was_within_a_day(idea, agent, colleague):
    withdraw_idea(agent, idea, now=NOW)
    with pytest.raises(PermissionDenied):
        put_back_idea(colleague, idea, now=NOW)
    put_back_idea(agent, idea, now=NOW + DAY)
    found = anew(idea)
    assert (found.withdrawn_at, found.state, found.answer_by) == (None, "open", PROMISED)
    assert found.remind_on == REMINDED
    withdraw_idea(agent, found, now=NOW)
    with pytest.raises(ActionRefused, match="more than a day ago"):
        put_back_idea(agent, idea, now=NOW + 2 * DAY)
