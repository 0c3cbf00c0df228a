"""Difficult talks, verb by verb."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.difficult_talks import (
    add_step,
    close_talk,
    delete_talk,
    edit_talk,
    end_step,
    open_talk,
    share_talk,
    take_up_step,
    write_own_words,
)
from feedback.models import Talk
from feedback.queries.difficult_talks import talk_page
from feedback.queries.follow_ups import own_steps_due
from feedback.recompute import notes as reminders
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("missing", ["about", "expectation"])
def test_it_says_why_it_is_needed_and_what_is_expected(supervisor, agent, missing):
    words = {"about": "Late again", "expectation": "In time", missing: " "}
    with pytest.raises(ActionRefused) as refused:
        open_talk(supervisor, agent, now=NOW, **words)
    assert refused.value.field == missing
    assert not Talk.objects.exists()


def test_it_is_opened_by_whoever_leads_and_once(supervisor, agent, other_supervisor, colleague):
    words = {"about": "Late again", "expectation": "In time", "now": NOW}
    for who in (other_supervisor, colleague, agent):
        with pytest.raises(PermissionDenied):
            open_talk(who, agent, **words)
    assert open_talk(supervisor, agent, **words).pk == open_talk(supervisor, agent, **words).pk


def test_shared_it_stays_as_it_was_but_for_the_day(supervisor, agent, talk):
    edit_talk(supervisor, talk, about="Late", expectation="In time", version=0, now=NOW)
    share_talk(supervisor, talk, now=NOW)
    with pytest.raises(ActionRefused) as refused:
        edit_talk(supervisor, talk, about="Late", expectation="Always", now=NOW)
    assert refused.value.field == "expectation"
    day = NOW.date() + timedelta(days=7)
    edit_talk(supervisor, talk, about="Late", expectation="In time", follow_up_on=day, now=NOW)
    talk.refresh_from_db()
    assert (talk.expectation, talk.follow_up_on) == ("In time", day)
    assert [one.text for one in Notice.objects.filter(user=agent).order_by("pk")] == [
        "Marcus shared something to talk about with you.",
        "Marcus chose a day to come back to what you talked about.",
    ]


def test_of_another_day_the_person_is_told_once_for_each_and_only_of_what_they_read(
    supervisor, agent, talk
):
    words = {"about": "Late", "expectation": "In time", "now": NOW}
    first, second = (NOW.date() + timedelta(days=days) for days in (7, 9))
    edit_talk(supervisor, talk, follow_up_on=first, **words)
    assert not Notice.objects.exists()
    share_talk(supervisor, talk, now=NOW)
    # Back to the first as well: else they would wait for the second. Sent twice it is no news.
    for day in (second, second, first, None):
        edit_talk(supervisor, talk, follow_up_on=day, **words)
    told = Notice.objects.filter(user=agent).exclude(key__endswith="-shared").order_by("pk")
    assert [one.text for one in told] == [
        "Marcus chose a day to come back to what you talked about.",
        "Marcus chose a day to come back to what you talked about.",
        "Marcus took back the day to come back to what you talked about.",
    ]
    assert {(one.url, one.detail) for one in told} == {(f"/talks/{talk.pk}/", "")}
    assert not Notice.objects.filter(user=supervisor).exists()


def test_of_two_windows_the_second_is_told(supervisor, talk):
    edit_talk(supervisor, talk, about="First", expectation="In time", version=0, now=NOW)
    with pytest.raises(Stale):
        edit_talk(supervisor, talk, about="Second", expectation="In time", version=0, now=NOW)
    with pytest.raises(Stale):
        write_own_words(supervisor, talk, own_words="Other", version=0, now=NOW)


def test_own_words_are_the_authors_at_any_time_and_nobody_elses(supervisor, agent, manager, talk):
    share_talk(supervisor, talk, now=NOW)
    close_talk(supervisor, talk, outcome="better", outcome_words="Much.", now=NOW)
    write_own_words(supervisor, talk, own_words="Well done.", now=NOW)
    for who in (agent, manager):
        with pytest.raises(PermissionDenied):
            write_own_words(who, talk, own_words="Mine", now=NOW)
    talk.refresh_from_db()
    assert talk_page(supervisor, talk, NOW).own_words == "Well done."
    assert talk_page(agent, talk, NOW).own_words == ""


def test_a_step_is_one_of_the_twos_and_is_done_or_dropped(supervisor, agent, manager, talk):
    with pytest.raises(ActionRefused):
        add_step(supervisor, talk, owner=manager, words="Help", now=NOW)
    with pytest.raises(ActionRefused):
        add_step(supervisor, talk, owner=agent, words=" ", now=NOW)
    step = add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW)
    other = add_step(supervisor, talk, owner=supervisor, words="Ring", now=NOW)
    assert add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW).pk == step.pk
    # Not theirs yet: it is not shared.
    with pytest.raises(PermissionDenied):
        end_step(agent, step, done=True, now=NOW)
    share_talk(supervisor, talk, now=NOW)
    for who, which, done in ((agent, other, True), (agent, step, False), (manager, step, True)):
        with pytest.raises(PermissionDenied):
            end_step(who, which, done=done, now=NOW)
    end_step(agent, step, done=True, now=NOW)
    end_step(supervisor, other, done=False, now=NOW)
    step.refresh_from_db()
    other.refresh_from_db()
    assert (step.done_at, other.dropped_at) == (NOW, NOW)
    end_step(supervisor, step, done=False, now=NOW)
    step.refresh_from_db()
    assert step.dropped_at is None


def test_a_step_that_was_dropped_or_done_is_taken_up_again_for_a_minute(
    supervisor, agent, manager, talk
):
    step = add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW)
    share_talk(supervisor, talk, now=NOW)
    over = Notice.objects.filter(key=f"talk-{talk.pk}-step-{step.pk}-over")
    minute = NOW + timedelta(seconds=60)
    for done, who, other in ((False, supervisor, agent), (True, agent, manager)):
        end_step(who, step, done=done, now=NOW)
        assert over.count() == 1
        # What the author dropped only the author takes up again.
        with pytest.raises(PermissionDenied):
            take_up_step(other, step, now=minute)
        take_up_step(who, step, now=minute)
        step.refresh_from_db()
        assert (step.done_at, step.dropped_at) == (None, None)
        assert not over.exists()
    assert take_up_step(agent, step, now=minute).done_at is None
    end_step(supervisor, step, done=False, now=NOW)
    with pytest.raises(ActionRefused, match="minute is over"):
        take_up_step(supervisor, step, now=minute + timedelta(seconds=1))
    step.refresh_from_db()
    assert (step.dropped_at, over.count()) == (NOW, 1)


def test_closed_it_says_how_and_takes_nothing_more(supervisor, agent, talk):
    with pytest.raises(ActionRefused) as refused:
        close_talk(supervisor, talk, outcome="", outcome_words="Well", now=NOW)
    assert refused.value.field == "outcome"
    with pytest.raises(ActionRefused) as refused:
        close_talk(supervisor, talk, outcome="better", outcome_words="", now=NOW)
    assert refused.value.field == "outcome_words"
    close_talk(supervisor, talk, outcome="better", outcome_words="Much.", now=NOW)
    with pytest.raises(ActionRefused, match="closed"):
        add_step(supervisor, talk, owner=agent, words="More", now=NOW)
    close_talk(supervisor, talk, outcome="not", outcome_words="No.", now=NOW)
    talk.refresh_from_db()
    assert talk.outcome == "better"


def test_the_person_is_told_of_steps_and_of_the_end_without_a_word(supervisor, agent, talk):
    add_step(supervisor, talk, owner=agent, words="Secret, not shared yet", now=NOW)
    share_talk(supervisor, talk, now=NOW)
    step = add_step(supervisor, talk, owner=agent, words="Secret", now=NOW)
    end_step(agent, step, done=True, now=NOW)
    close_talk(supervisor, talk, outcome="better", outcome_words="Secret", now=NOW)
    assert [one.text for one in Notice.objects.filter(user=agent).order_by("pk")] == [
        "Marcus shared something to talk about with you.",
        "Marcus added a step to what you talked about.",
        "Marcus closed what you talked about, and said how it ended.",
    ]
    told = Notice.objects.get(user=supervisor)
    assert told.text == "Jin did a step of what you talked about."
    assert told.url == f"/talks/{talk.pk}/"


def test_whoever_sees_to_a_step_is_reminded_on_its_day(supervisor, agent, talk):
    today = NOW.date()
    add_step(supervisor, talk, owner=agent, words="Secret", due_on=today, now=NOW)
    reminders.look(NOW)
    assert not own_steps_due(agent, today)
    assert not Notice.objects.exists()
    share_talk(supervisor, talk, now=NOW)
    reminders.look(NOW)
    reminders.look(NOW)
    told = Notice.objects.get(user=agent, kind="feedback.follow_up")
    assert (told.text, told.url) == (
        "Something you agreed on with Marcus is for today.",
        f"/talks/{talk.pk}/",
    )
    assert [one.other for one in own_steps_due(agent, today)] == ["Marcus"]
    assert not own_steps_due(supervisor, today)
    close_talk(supervisor, talk, outcome="better", outcome_words="Much.", now=NOW)
    assert not own_steps_due(agent, today)


def test_whoever_no_longer_leads_still_closes_what_they_opened(supervisor, agent, talk):
    share_talk(supervisor, talk, now=NOW)
    supervisor.memberships.update(ends_on=date(2026, 11, 1))
    supervisor.__dict__.pop("_standing", None)
    page = talk_page(supervisor, talk, NOW)
    assert (page.can_write, page.can_close) == (False, True)
    with pytest.raises(PermissionDenied):
        add_step(supervisor, talk, owner=agent, words="More", now=NOW)
    close_talk(supervisor, talk, outcome="else", outcome_words="I moved on.", now=NOW)
    talk.refresh_from_db()
    assert talk.closed_at == NOW


def test_one_opened_by_mistake_is_deleted_while_nobody_else_reads_it(supervisor, agent, talk):
    with pytest.raises(PermissionDenied):
        delete_talk(agent, talk, now=NOW)
    delete_talk(supervisor, talk, now=NOW)
    assert not Talk.objects.exists()
    other = open_talk(supervisor, agent, about="Late", expectation="In time", now=NOW)
    share_talk(supervisor, other, now=NOW)
    with pytest.raises(ActionRefused, match="it stays"):
        delete_talk(supervisor, other, now=NOW)


def test_its_author_is_reminded_of_it_without_its_words(supervisor, agent):
    open_talk(
        supervisor, agent, about="Late", expectation="In time", follow_up_on=NOW.date(), now=NOW
    )
    reminders.look(NOW)
    reminders.look(NOW)
    assert Notice.objects.get().text == "You wanted to follow up with Jin today."


def test_every_verb_is_recorded_without_a_word(supervisor, agent, talk):
    step = add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW)
    share_talk(supervisor, talk, now=NOW)
    end_step(agent, step, done=True, now=NOW)
    close_talk(supervisor, talk, outcome="better", outcome_words="Much.", now=NOW)
    entries = AuditEntry.objects.filter(kind="feedback.talk").order_by("pk")
    assert [one.verb for one in entries] == [
        "opened", "agreed a step", "shared", "did a step", "closed",
    ]  # fmt: skip
    assert {f"{one.before}{one.after}{one.reason}" for one in entries} == {"{}{}"}
