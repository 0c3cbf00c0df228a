"""A round opens on the first working morning, asks what was longest not asked, and closes with the week: once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.actions.pulse_questions import move_question, put_question_away, save_question
from feedback.models import Held, Question, Round, Turnout
from feedback.receivers import QUESTIONS
from feedback.recompute import due
from feedback.recompute.pulse import look
from teams.actions import add_closure
from teams.actions.errors import ActionRefused, Stale
from teams.actions.notices import choose_notices
from teams.actions.versions import version_of
from teams.models import AuditEntry, Notice, Organisation
from tests.feedback.pulse_scene import MONDAY, OVER, THURSDAY, WEEK, opened, people_of

pytestmark = pytest.mark.django_db
SEVEN = timedelta(days=7)


@pytest.fixture
def five(north):
    return people_of(north, 5)


def test_it_opens_on_the_first_working_morning_and_not_before(five, organisation):
    look(datetime(2026, 11, 16, 5, 59, tzinfo=UTC))
    assert not Round.objects.exists()
    look(datetime(2026, 11, 16, 6, 0, tzinfo=UTC))
    made = Round.objects.get()
    assert (made.week, made.words) == (WEEK, QUESTIONS[0][0])
    assert made.closes_at == datetime(2026, 11, 23, tzinfo=UTC)
    assert Turnout.objects.count() == Held.objects.count() == 1


def test_where_monday_is_a_day_off_it_opens_on_tuesday(five, north, administrator):
    add_closure(administrator, north, day=WEEK, name="Fair")
    look(MONDAY)
    assert not Round.objects.exists()
    look(MONDAY + timedelta(days=1))
    assert Round.objects.get().week == WEEK


def test_a_week_without_work_has_no_question(five, north, administrator):
    for day in range(5):
        add_closure(administrator, north, day=WEEK + timedelta(days=day), name="Closed")
    for day in range(7):
        look(MONDAY + timedelta(days=day))
    assert not Round.objects.exists()


def test_the_week_begins_when_the_organisation_says(five, organisation):
    Organisation.objects.update(week_starts_on=3)
    look(THURSDAY)
    assert Round.objects.get().week == date(2026, 11, 19)


def test_however_often_anybody_looks_there_is_one_round_and_one_notice_each(five):
    for minute in range(3):
        look(MONDAY + timedelta(minutes=minute))
    assert Round.objects.count() == 1
    told = Notice.objects.filter(kind="feedback.pulse")
    assert sorted(told.values_list("user_id", flat=True)) == sorted(one.pk for one in five)
    assert set(told.values_list("url", flat=True)) == {"/pulse/answer/"}


def test_who_does_not_want_to_be_told_is_not(five):
    choose_notices(
        five[0], digest="weekdays", not_in_app=["feedback.pulse"], not_in_mail=["feedback.pulse"],
        quiet_from=None, quiet_until=None,
    )  # fmt: skip
    look(MONDAY)
    shown = Notice.objects.filter(kind="feedback.pulse", in_inbox=True)
    assert five[0].pk not in shown.values_list("user_id", flat=True)
    assert shown.count() == 4


def test_fewer_than_five_people_are_not_asked(north):
    people_of(north, 4)
    look(MONDAY)
    assert not Round.objects.exists()


def test_it_closes_with_the_week_and_the_next_one_asks_another_question(five):
    opened()
    look(OVER - timedelta(minutes=2))
    assert Round.objects.get().closed_at is None
    look(OVER)
    look(OVER + timedelta(minutes=1))
    assert Round.objects.get().closed_at == OVER
    look(MONDAY + SEVEN)
    assert list(Round.objects.values_list("words", flat=True)) == [QUESTIONS[1][0], QUESTIONS[0][0]]
    assert AuditEntry.objects.filter(kind="feedback.round", verb="closed").count() == 1


def test_weeks_in_which_nobody_looked_are_left_out_and_the_open_one_is_closed(five):
    opened()
    look(THURSDAY + 4 * SEVEN)
    assert list(Round.objects.values_list("week", "closed_at")) == [
        (WEEK + 4 * SEVEN, None),
        (WEEK, THURSDAY + 4 * SEVEN),
    ]


def test_when_no_working_day_is_left_it_waits_for_the_next_week(five):
    look(datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    assert not Round.objects.exists()


def test_whichever_was_longest_not_asked_comes_next(five, administrator):
    first, second, *others = Question.objects.order_by("position")
    for one in others:
        put_question_away(administrator, one, away=True, now=MONDAY)
    for place in range(3):
        look(MONDAY + place * SEVEN)
    asked = list(Round.objects.order_by("week").values_list("question_id", flat=True))
    assert asked == [first.pk, second.pk, first.pk]
    put_question_away(administrator, others[0], away=False, now=MONDAY)
    look(MONDAY + 3 * SEVEN)
    assert Round.objects.get(week=WEEK + 3 * SEVEN).question == others[0]


def test_without_a_question_nothing_is_asked(five):
    Question.objects.update(archived_at=MONDAY)
    look(MONDAY)
    assert not Round.objects.exists()


def test_what_was_asked_stays_as_it_was_asked(five, manager):
    opened()
    question = Question.objects.order_by("position").first()
    save_question(manager, question, words="Another?", low="No", high="Yes", now=THURSDAY)
    assert Round.objects.get().words == QUESTIONS[0][0]
    assert Question.objects.get(pk=question.pk).words == "Another?"


def test_a_question_is_kept_once_and_a_stale_form_is_told(manager):
    question = Question.objects.first()
    old = version_of(question, ("words", "low", "high"))
    ends = {"low": "No", "high": "Yes", "now": MONDAY}
    save_question(manager, question, words="Another?", **ends)
    with pytest.raises(Stale):
        save_question(manager, question, words="A third?", version=old, **ends)
    with pytest.raises(ActionRefused, match="already"):
        save_question(manager, None, words="ANOTHER?", **ends)
    assert save_question(manager, None, words="Another?", **ends) == question


def test_questions_are_put_in_order(manager):
    first, second, *_ = Question.objects.order_by("position")
    move_question(manager, second, up=True, now=MONDAY)
    assert list(Question.objects.order_by("position")[:2]) == [second, first]
    put_question_away(manager, first, away=True, now=MONDAY)
    with pytest.raises(ActionRefused):
        move_question(manager, first, up=True, now=MONDAY)


def test_the_sweep_looks(five):
    due.look(MONDAY)
    assert Round.objects.count() == 1


def test_the_organisation_may_change_its_week_while_a_round_is_open(five, administrator):
    opened()
    organisation = Organisation.objects.get()
    organisation.week_starts_on = 3
    organisation.save()
    look(THURSDAY)
    assert Round.objects.count() == 1
    look(datetime(2026, 11, 26, 6, 0, tzinfo=UTC))
    assert Round.objects.count() == 2
