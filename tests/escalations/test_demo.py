"""The demonstration's escalations: whole, plausible, adding up, and the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import Max, Sum

from escalations import demo, lifecycle
from escalations.demo import story
from escalations.demo.book import PAGES
from escalations.demo.subjects import CIRCLES, CRACKED, LOCKED, MISSED, SUBJECTS
from escalations.models import (
    Amends,
    AmendsBudget,
    AmendsRequest,
    Confirmation,
    Conflict,
    Escalation,
    FigureMark,
    HelpfulWords,
    LevelChange,
    LimitAmount,
    OnCall,
    Outcome,
    Promise,
    Protocol,
    ProtocolLine,
    ProtocolQuestion,
    ProtocolVersion,
    Remedy,
    Review,
    Step,
    ThreeViews,
    TrainingCase,
    UrgentMail,
)
from escalations.queries.budgets import budget_of
from escalations.queries.limits import amounts_of, up_to
from goals.models import Goal, Metric, Progress, Reading, StaleMark
from teams.demo import CLOCK, NIGHT, NORTH, SOUTH, WEST, seed_people
from teams.models import Notice, Team, User

NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
"""A Friday afternoon in London."""
DAYS = 30
Digits = dict[str, list[tuple[Any, ...]]]


def digits() -> Digits:
    """What pages show, by names instead of ids."""
    return {
        "cases": sorted(
            Escalation.objects.values_list(
                "team__name", "logged_by__username", "about", "reference", "state", "outcome",
                "opened_at", "due_at", "resolved_at", "reviewed_at", "avoidable", "cause__name",
            ),
            key=str,
        ),
        "steps": sorted(
            Step.objects.values_list("escalation__reference", "kind", "by__username", "at", "text"),
            key=str,
        ),
        "amends": sorted(
            Amends.objects.values_list("amount", "day", "given_by__username", "given_at"), key=str
        ),
        "levels": sorted(
            LevelChange.objects.values_list("person__username", "category__slug", "level", "at")
        ),
        "confirmed": sorted(
            Confirmation.objects.values_list("version__protocol__slug", "person__username", "day")
        ),
    }  # fmt: skip


def make() -> None:
    seed_people(CLOCK.day_of(NOW), NOW)
    demo.seed_escalations(NOW, seed=7, days=DAYS)


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker):
    """Made, taken away and made again: the digits of both times; the second stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            make()
            first = digits()
            transaction.set_rollback(True)
        make()
        yield first, digits()
        transaction.set_rollback(True)


@pytest.fixture
def made(twice: tuple[Digits, Digits], db: None) -> None:
    """The demonstration as of NOW."""


def test_made_twice_it_is_the_same(twice):
    first, second = twice
    assert len(first["cases"]) > 50
    for kind, rows in first.items():
        assert rows == second[kind], kind


def test_every_state_outcome_and_finding_is_there(made):
    states = set(Escalation.objects.values_list("state", flat=True))
    assert states == set(lifecycle.STATES)
    outcomes = set(Escalation.objects.values_list("outcome", flat=True))
    assert outcomes >= {Outcome.AGREED, Outcome.DIFFERENTLY, Outcome.DECLINED, Outcome.TAKEN}
    kept = set(Promise.objects.values_list("state", flat=True))
    assert kept >= {Promise.State.OPEN, Promise.State.KEPT, Promise.State.LATE}
    assert {one.category_id for one in Protocol.objects.all()} >= set(
        Escalation.objects.filter(category__isnull=False).values_list("category_id", flat=True)
    )
    assert set(Escalation.objects.values_list("team__name", flat=True)) == {
        NORTH, SOUTH, WEST, NIGHT,
    }  # fmt: skip


def test_the_running_day_has_a_queue_worth_looking_at(made):
    north = Escalation.objects.filter(team__name=NORTH, state__in=lifecycle.WAITING)
    assert north.filter(need="manager", state="open").exists()
    assert (
        north.filter(logged_by__username="jin", need="decision").exclude(proposal="").count() == 2
    )
    late = north.filter(due_at__lt=NOW)
    assert [case.steps.filter(kind="overdue").count() for case in late] == [1]
    soon = north.filter(due_at__gt=NOW, due_at__lt=NOW + timedelta(minutes=5))
    assert soon.exclude(need="manager").exists()
    assert Escalation.objects.filter(logged_by__username="jin", state="draft").count() == 2
    rated = Escalation.objects.filter(logged_by__username="jin", state="resolved", help="")
    assert rated.filter(resolved_at__gt=NOW - timedelta(hours=3)).exists()
    assert AmendsRequest.objects.filter(state="waiting").exists()
    # What was left from days before is not among it.
    assert not north.filter(opened_at__lt=NOW - timedelta(hours=3)).exists()


def test_nothing_lies_in_the_future_and_every_timeline_is_whole(made):
    for model, field in (
        (Step, "at"), (Escalation, "saved_at"), (Promise, "made_at"), (Promise, "ended_at"),
        (Amends, "given_at"), (Confirmation, "at"), (LevelChange, "at"), (LimitAmount, "set_at"),
        (Review, "at"), (Remedy, "set_at"), (Conflict, "at"), (ThreeViews, "at"),
        (TrainingCase, "made_at"), (ProtocolVersion, "published_at"), (HelpfulWords, "added_at"),
        (Notice, "at"),
    ):  # fmt: skip
        last = model._default_manager.aggregate(last=Max(field))["last"]
        assert last is None or last <= NOW, (model, field)
    for case in Escalation.objects.prefetch_related("steps"):
        steps = sorted(case.steps.all(), key=lambda step: step.number)
        assert [step.number for step in steps] == list(range(1, case.version + 1)), case
        assert [step.at for step in steps] == sorted(step.at for step in steps), case


def test_ledger_and_budgets_add_up(made):
    for team in Team.objects.all():
        rows = Amends.objects.filter(team=team)
        spent = sum((row.amount for row in rows), Decimal(0))
        months = {row.day.replace(day=1) for row in rows}
        assert spent == sum((budget_of(team, month).spent for month in months), Decimal(0))
        for month in months:
            budget = budget_of(team, month)
            assert budget.amount is not None
            if budget.left < 0:
                assert any(
                    step.data.get("over_budget") for step in Step.objects.filter(kind="amend")
                )
    assert AmendsBudget.objects.count() == 4
    given = [step for step in Step.objects.filter(kind="amend") if "amends" in step.data]
    assert len(given) == Amends.objects.count()
    by_case = Counter(Amends.objects.values_list("escalation_id", flat=True))
    assert max(by_case.values()) == 1


def test_nobody_gave_more_than_their_limit(made):
    for entry in Amends.objects.select_related("escalation__category", "approved_by"):
        category = entry.escalation.category
        amounts = amounts_of(category.limits.filter(kind=entry.kind).values_list("pk", flat=True))
        leads = entry.approved_by.memberships.filter(role__in=["supervisor", "manager"]).exists()
        top = max(up_to(each, 5 if leads else 3) for each in amounts.values())
        assert entry.amount <= top


def test_figures_reach_the_goals(made):
    assert not FigureMark.objects.exists()
    assert not StaleMark.objects.exists()
    metric = Metric.objects.get(slug="escalations")
    counted = Reading.objects.filter(metric=metric).aggregate(sum=Sum("value"))["sum"]
    apart = (Outcome.ALONE, Outcome.RECORDED, Outcome.WITHDRAWN)
    assert counted == Escalation.objects.exclude(state="draft").exclude(outcome__in=apart).count()
    assert set(Metric.objects.values_list("slug", flat=True)) >= {
        "promises-kept",
        "avoidable-share",
    }
    goals = Goal.objects.filter(name__in=["Promises kept", "Escalations at night"])
    assert goals.count() == 2
    assert Progress.objects.filter(goal__in=goals).exclude(status="no_data").count() == 2


def test_the_playbook_is_read_by_most(made):
    assert Protocol.objects.count() == len(PAGES)
    late = Protocol.objects.get(slug="late-delivery-third-time")
    assert late.versions.exclude(published_at=None).count() == 4
    people = User.objects.filter(memberships__team__isnull=False, is_active=True).distinct().count()
    for protocol in Protocol.objects.all():
        version = protocol.versions.first()
        confirmed = version.confirmations.values("person").distinct().count()
        assert 0.7 * people < confirmed < people, protocol
    assert not Confirmation.objects.filter(
        person__username="jin", version__protocol__category__slug="other"
    ).exists()
    words = HelpfulWords.objects.get(text__startswith="I'd be fed up too")
    assert (words.whose.username, words.uses.count()) == ("dele", 23)
    assert ProtocolQuestion.objects.exclude(answered_at=None).count() == 1
    assert ProtocolQuestion.objects.filter(answered_at=None).count() == 1
    assert OnCall.objects.filter(team__name=NORTH).count() == 3


def test_no_mail_goes_out_about_what_is_told(made):
    assert UrgentMail.objects.exists()
    assert not UrgentMail.objects.filter(sent_at=None).exists()
    old = Notice.objects.filter(kind__startswith="escalations.", at__lt=NOW - timedelta(days=1))
    assert old.exists()
    assert not old.filter(read_at=None).exists()


def test_every_text_fits_its_field(made):
    """SQLite keeps what is too long; PostgreSQL would not."""
    for model in (Escalation, Promise, Protocol, ProtocolVersion, ProtocolLine, HelpfulWords,
                  LevelChange, Remedy, TrainingCase, ThreeViews, Conflict, Review):  # fmt: skip
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.max_length:
                texts = model._default_manager.values_list(field.attname, flat=True)
                assert max((len(text or "") for text in texts), default=0) <= field.max_length


# --- Pure ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "team", "since"),
    [
        (MISSED, NORTH, story.LATE_PROTOCOL),
        (CIRCLES, SOUTH, story.FORM_MENDED),
        (LOCKED, NIGHT, story.NIGHT_TRAINING),
    ],
)
def test_what_was_done_made_it_rarer(cause, team, since):
    place = next(n for n, subject in enumerate(SUBJECTS) if subject.cause == cause)
    before, after = (story.weights(team, ago)[place] for ago in (since + 1, since - 1))
    assert after < 0.7 * before


def test_what_the_limit_allows_is_settled_alone():
    lamp = next(subject for subject in SUBJECTS if subject.cause == CRACKED)
    assert story.alone(lamp, 30, 10) > story.alone(lamp, 55, 10)
    assert story.alone(lamp, 30, story.LAMP_LIMIT + 1) == lamp.alone


def test_what_is_proposed_names_what_it_comes_to():
    for subject in SUBJECTS:
        for told in subject.told:
            assert bool(subject.amounts) == bool(subject.kind)
            assert "{amount}" not in told.proposal or subject.amounts
