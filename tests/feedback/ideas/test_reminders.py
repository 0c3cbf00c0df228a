from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from feedback.models import Idea
from feedback.notice_kinds import IDEA_WAITS
from feedback.recompute import due, ideas
from feedback.tasks import sweep
from teams.models import Notice
from tests.feedback.ideas_scene import DAY, NOW, agreed, an_idea, anew, declined, looked_at

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north)


def told():
    """Who was told, and what, after they heard that it is there."""
    rows = Notice.objects.filter(kind=IDEA_WAITS).exclude(key__endswith="-new")
    rows = rows.order_by("at", "user__username")
    return list(rows.values_list("user__username", "detail"))


def looks(start, days):
    """The clock at every hour of some days."""
    for hour in range(days * 24):
        ideas.look(start + hour * HOUR)


def test_those_who_lead_are_reminded_once_two_working_days_before_and_told_once_that_it_is_late(
    idea,
):
    looks(NOW, 30)
    assert told() == [
        ("marcus", "An answer is promised by Tue 1 Dec."),
        ("priya", "An answer is promised by Tue 1 Dec."),
        ("marcus", "An answer was promised for Tue 1 Dec."),
        ("priya", "An answer was promised for Tue 1 Dec."),
    ]
    waits = Notice.objects.exclude(key__endswith="-new")
    days = sorted(set(waits.values_list("at__date", flat=True)))
    assert days == [date(2026, 11, 27), date(2026, 12, 2)]


def test_told_once_even_when_every_notice_was_read_and_cleared_away(idea):
    looks(NOW + 6 * DAY, 3)
    Notice.objects.all().delete()
    looks(NOW + 9 * DAY, 1)
    assert told() == []


def test_a_worker_that_was_away_tells_that_it_is_late_and_does_not_remind_after(idea):
    ideas.look(NOW + 20 * DAY)
    ideas.look(NOW + 21 * DAY)
    assert {detail for _, detail in told()} == {"An answer was promised for Tue 1 Dec."}
    assert len(told()) == 2


def test_what_is_cut_off_half_way_is_told_by_the_next_round(idea, monkeypatch):
    def cut_off(*_args, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(ideas, "tell", cut_off)
        with pytest.raises(RuntimeError), transaction.atomic():
            ideas.look(NOW + 8 * DAY)
    assert told() == []
    ideas.look(NOW + 8 * DAY)
    assert len(told()) == 2


def test_of_two_workers_that_read_the_same_row_one_tells(idea):
    at = NOW + 8 * DAY
    seen = Idea.objects.select_related("team").get(pk=idea.pk)
    ideas.look(at)
    Notice.objects.all().delete()
    ideas._look_at(seen, at.date(), at)
    assert told() == []


def test_whoever_looks_at_it_is_reminded_alone(idea, supervisor):
    looked_at(supervisor, idea)
    looks(NOW, 30)
    assert told() == [
        ("marcus", "An answer is promised by Fri 4 Dec."),
        ("marcus", "An answer was promised for Fri 4 Dec."),
    ]


def test_an_answer_in_time_needs_no_reminder(idea, supervisor):
    declined(supervisor, idea)
    looks(NOW, 30)
    assert told() == []


def test_whoever_looked_and_leads_the_team_no_more_leaves_it_to_the_others(
    idea, north, supervisor, manager
):
    looked_at(supervisor, idea)
    north.memberships.filter(user=supervisor).update(ends_on=date(2026, 11, 21))
    looks(NOW + 10 * DAY, 5)
    assert {who for who, _ in told()} == {"priya"}


# --- What was agreed -------------------------------------------------------------------------------


def test_whoever_sees_to_it_is_reminded_before_its_day_and_those_who_lead_are_told_after_it(
    idea, supervisor, manager, colleague
):
    agreed(supervisor, idea, owner=colleague)
    Notice.objects.all().delete()
    looks(NOW + 24 * DAY, 10)
    assert list(Notice.objects.order_by("at", "user__username").values_list(
        "user__username", "text", "at__date"
    )) == [
        ("dele", "You see to an idea by Fri 18 Dec: “Ring the depot first”.", date(2026, 12, 16)),
        ("marcus", "An agreed idea is past its day: “Ring the depot first”.", date(2026, 12, 19)),
        ("priya", "An agreed idea is past its day: “Ring the depot first”.", date(2026, 12, 19)),
    ]  # fmt: skip


def test_where_whoever_sees_to_it_leaves_those_who_lead_are_asked_who_does_it(
    idea, supervisor, manager, colleague
):
    agreed(supervisor, idea, owner=colleague)
    type(colleague).objects.filter(pk=colleague.pk).update(left_on=date(2026, 11, 25))
    Notice.objects.all().delete()
    looks(NOW, 8)
    assert [(who, detail) for who, detail in told()] == [
        (
            who,
            "Dele Adeyemi has left. It was to be done by Fri 18 Dec. Say who does it, and by when.",
        )
        for who in ("marcus", "priya")
    ]
    assert anew(idea).owner is None


def test_the_day_is_the_teams_own(south, other_supervisor, stranger):
    # Adelaide is ten and a half hours ahead: its Tuesday is over while London's goes on.
    idea = an_idea(stranger, south)
    over = datetime(
        idea.answer_by.year, idea.answer_by.month, idea.answer_by.day, 13, 31, tzinfo=UTC
    )
    ideas.look(over - HOUR)
    assert anew(idea).late_told_at is None
    ideas.look(over)
    assert anew(idea).late_told_at == over


def test_an_idea_for_everybody_waits_for_the_managers(manager, supervisor, stranger):
    an_idea(stranger)
    looks(NOW + 6 * DAY, 2)
    assert [who for who, _ in told()] == ["priya"]


def test_where_nobody_can_be_told_it_waits_until_somebody_can(idea, north, supervisor, manager):
    rows = north.memberships.filter(user__in=[supervisor, manager])
    rows.update(ends_on=date(2026, 11, 1))
    ideas.look(NOW + 8 * DAY)
    assert told() == []
    rows.update(ends_on=None)
    ideas.look(NOW + 8 * DAY)
    assert len(told()) == 2


def test_nothing_due_takes_one_statement(idea, django_assert_num_queries):
    with django_assert_num_queries(1):
        ideas.look(NOW)


def test_the_sweep_looks_at_ideas(idea, time_machine):
    assert ideas.look in due.LOOKS
    time_machine.move_to(NOW + 8 * DAY, tick=False)
    sweep()
    assert len(told()) == 2
