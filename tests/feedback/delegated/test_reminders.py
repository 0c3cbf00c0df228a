"""Whoever chose a check-in is told of it once, on its day in the team, and nobody else is."""

from datetime import date, datetime, timedelta

import pytest

from feedback.actions.delegated import withdraw_task
from feedback.actions.delegated_holding import check_in
from feedback.models import DelegatedTask
from feedback.notice_kinds import TASK_CHECK_IN
from feedback.recompute import delegated, due
from teams.models import Notice, User
from tests.feedback.delegated_scene import DAY, NOW, anew, offered, taken

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told():
    rows = Notice.objects.filter(kind=TASK_CHECK_IN).order_by("at")
    return [(name, at.date()) for name, at in rows.values_list("user__username", "at")]


def looks(start, days):
    for hour in range(days * 24):
        delegated.look(start + hour * HOUR)


def test_case_21_each_check_in_is_told_once_and_one_that_was_given_is_not(supervisor, agent):
    task = taken(supervisor, agent)
    assert delegated.look in due.LOOKS
    looks(NOW, 9)
    assert told() == [("jin", date(2026, 11, 27))]
    # Early for the next: it stands for it.
    check_in(agent, task, going="well", now=NOW + 14 * DAY)
    looks(NOW + 13 * DAY, 7)
    assert told() == [("jin", date(2026, 11, 27))]
    looks(NOW + 20 * DAY, 3)
    assert told()[1:] == [("jin", date(2026, 12, 11))]


def test_without_check_ins_it_is_asked_once_when_its_day_is_here(supervisor, agent):
    taken(supervisor, agent, rhythm="none")
    looks(NOW, 40)
    assert told() == [("jin", date(2026, 12, 18))]


def test_case_17_the_day_begins_where_the_team_is(other_supervisor, stranger):
    task = taken(other_supervisor, stranger)
    before = datetime(2026, 11, 26, 13, 0, tzinfo=NOW.tzinfo)
    assert anew(task).next_on == date(2026, 11, 27)
    delegated.look(before)
    assert told() == []
    # Half past midnight in Adelaide, the day before in London.
    delegated.look(before + HOUR)
    assert told() == [("tom", date(2026, 11, 26))]


def test_case_19_an_offer_what_was_taken_back_and_who_left_are_not_asked(
    supervisor, agent, colleague
):
    offered(supervisor, colleague)
    withdraw_task(supervisor, taken(supervisor, agent), words="Not needed.", now=NOW)
    taken(supervisor, agent, what="Another")
    User.objects.filter(pk=agent.pk).update(is_active=False)
    looks(NOW, 10)
    assert told() == []


def test_case_21_told_once_even_when_the_notice_was_cleared_away(supervisor, agent):
    taken(supervisor, agent)
    looks(NOW + 7 * DAY, 1)
    Notice.objects.all().delete()
    looks(NOW + 8 * DAY, 2)
    assert told() == []
    assert DelegatedTask.objects.get().told_for == date(2026, 11, 27)


def test_nothing_due_takes_one_statement(supervisor, agent, django_assert_num_queries):
    taken(supervisor, agent)
    with django_assert_num_queries(1):
        delegated.look(NOW)
