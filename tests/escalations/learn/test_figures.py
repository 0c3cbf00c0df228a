"""What the cases say as figures of goals."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from escalations import lifecycle
from escalations.actions.reviews import review
from escalations.actions.steps import locked, write_step
from escalations.models import Escalation, FigureMark, Promise
from escalations.recompute import figures
from goals.models import Metric, Reading, Source, StaleMark
from goals.queries.sources import freshness
from tests.escalations.learn.cases import NOW


def said(slug):
    """Id by id what a metric's readings say."""
    rows = Reading.objects.filter(metric__slug=slug).order_by("external_id")
    return dict(rows.values_list("external_id", "value"))


def test_a_case_a_promise_and_a_review_each_say_something(a_case, manager, north, agent):
    case = a_case(promise="late")
    review(manager, case, happy_alone=True, cause="Late", now=NOW)
    assert figures.push(NOW) == 4
    promise = Promise.objects.get()
    assert said("escalations") == {f"escalation-{case.pk}": 1}
    assert said("promises-kept") == {f"promise-{promise.pk}": 0}
    assert said("avoidable-share") == {f"review-{case.pk}": 1}
    reading = Reading.objects.get(metric__slug="escalations")
    assert (reading.team, reading.agent_id, reading.day) == (
        north,
        0,
        NOW.date() - timedelta(days=1),
    )


def test_case_18_done_again_it_changes_nothing(a_case):
    a_case(promise="kept")
    figures.push(NOW)
    StaleMark.objects.all().delete()
    assert figures.push(NOW) == 0
    figures.mark_all()
    assert figures.push(NOW) == 1
    assert Reading.objects.count() == 2
    assert not StaleMark.objects.exists()


def test_what_was_settled_without_anybody_else_does_not_count(a_case, agent):
    for outcome in ("alone", "recorded", "withdrawn"):
        a_case(outcome=outcome, promise="kept")
    draft = Escalation.objects.create(
        team=Escalation.objects.first().team, logged_by=agent, created_at=NOW, saved_at=NOW
    )
    FigureMark.objects.create(escalation=draft)
    figures.push(NOW)
    assert not Reading.objects.exists()


def test_case_18_a_corrected_review_replaces_and_an_opened_case_takes_back(a_case, manager):
    case = a_case()
    review(manager, case, happy_alone=True, cause="Late", now=NOW)
    figures.push(NOW)
    review(manager, case, happy_alone=True, why_not="customer", cause="Late", now=NOW)
    figures.push(NOW)
    assert said("avoidable-share") == {f"review-{case.pk}": 0}
    with transaction.atomic():
        write_step(
            locked(case.pk),
            lifecycle.REOPEN,
            manager,
            now=NOW,
            avoidable="",
            reopened=1,
            outcome="",
        )
    figures.push(NOW)
    assert said("avoidable-share") == {}
    assert len(said("escalations")) == 1


@pytest.mark.parametrize(
    ("state", "ended", "missed", "kept"),
    [
        ("kept", -5, False, True),
        ("late", 5, True, False),
        ("broken", 5, False, False),
        ("open", None, False, None),
        ("open", None, True, False),
        ("replaced", -5, False, None),
        ("replaced", 5, False, False),
        ("dropped", -5, False, None),
        ("dropped", 5, True, False),
    ],
)
def test_when_a_promise_counts(a_case, agent, state, ended, missed, kept):
    end = None if ended is None else NOW + timedelta(minutes=ended)
    case = a_case()
    Promise.objects.create(
        escalation=case, text="We call.", due_at=NOW, made_by=agent, made_at=NOW, state=state,
        ended_at=end, missed_at=NOW if missed else None,
    )  # fmt: skip
    figures.push(NOW)
    assert list(said("promises-kept").values()) == ([] if kept is None else [int(kept)])


def test_a_metric_of_that_name_that_measures_something_else_is_left_alone(a_case):
    mine = Metric.objects.create(slug="promises-kept", name="Promises", kind="total", unit="money")
    a_case(promise="kept")
    figures.push(NOW)
    assert not Reading.objects.filter(metric=mine).exists()
    assert Reading.objects.get(metric__slug="promises-kept-of-cases").value == Decimal(1)


def test_a_run_that_breaks_leaves_the_marks(a_case, monkeypatch):
    a_case()
    marks = FigureMark.objects.count()

    def broken(*args, **kwargs):
        raise OSError("The disk is full.")

    monkeypatch.setattr(figures, "write", broken)
    with pytest.raises(OSError, match="disk"):
        figures.push(NOW)
    assert FigureMark.objects.count() == marks
    assert not Source.objects.exists()


def test_the_steps_of_a_transaction_that_fails_leave_no_mark(a_case, manager):
    case = a_case()
    FigureMark.objects.all().delete()

    def half_a_verb():
        with transaction.atomic():
            write_step(locked(case.pk), lifecycle.REOPEN, manager, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_verb()
    assert not FigureMark.objects.exists()


def test_more_than_a_batch(a_case, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(figures, "BATCH", 4)
    for _ in range(4):
        a_case(promise="kept")
    with django_assert_max_num_queries(4 * 40):
        assert figures.push(NOW) == 12
    assert Reading.objects.count() == 8


def test_on_commit_it_is_handed_on_at_once(a_case, eager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        a_case()
    assert said("escalations")


def test_a_quiet_week_is_not_said_to_lack_figures(a_case, organisation):
    a_case()
    figures.push(NOW)
    fresh = freshness(organisation.clock, NOW + timedelta(days=9))
    assert (fresh.late, fresh.sources) == ((), ())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_handed_on_step_by_step_is_what_is_handed_on_at_once(a_case, manager, seed):
    draw = random.Random(seed)
    outcomes, promises = (
        ["agreed", "declined", "alone", "withdrawn"],
        ["kept", "late", "broken", ""],
    )
    cases = [a_case(outcome=draw.choice(outcomes), promise=draw.choice(promises)) for _ in range(5)]
    for _ in range(25):
        case = Escalation.objects.get(pk=draw.choice(cases).pk)
        if draw.random() < 0.3:
            figures.push(NOW)
        elif case.state in lifecycle.OVER and draw.random() < 0.7:
            why = draw.choice(["", "limit", "customer"])
            review(manager, case, happy_alone=True, why_not=why, cause="Late", now=NOW)
        elif case.state in lifecycle.OVER:
            with transaction.atomic():
                again = {"avoidable": "", "outcome": "", "reopened": case.reopened + 1}
                write_step(locked(case.pk), lifecycle.REOPEN, manager, now=NOW, **again)
    figures.push(NOW)
    there = sorted(Reading.objects.values_list("metric__slug", "external_id", "value"))
    Reading.objects.all().delete()
    figures.mark_all()
    figures.push(NOW)
    assert sorted(Reading.objects.values_list("metric__slug", "external_id", "value")) == there
