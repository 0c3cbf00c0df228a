"""Each guard taken away in turn: the check that rests on it must fail, or it would prove nothing.

The checks themselves pass elsewhere, with the guards in place; here each passes once more, beside its
failure, on the same data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from goals import permissions
from goals.ingest import funnel
from goals.models import Goal, Job, Reading, StaleMark
from goals.recompute import jobs, run
from goals.recompute import tallies as engine_tallies
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, make_goal, make_metric, record, send
from tests.goals.reliability.checks import (
    check_counts_once,
    check_each_is_claimed_once,
    check_killer_is_parked,
    check_lost_lease_cannot_finish,
    check_out_of_sight,
    check_planned_once,
    check_stored_once,
    check_waits_for_the_commit,
    without_constraint,
)
from tests.goals.reliability.figures import assert_as_rebuilt

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def turns_red() -> Iterator[None]:
    """The check in the block fails."""
    with pytest.raises(AssertionError):
        yield


def forgetting(*conditions: str) -> Any:
    """The model of jobs, but its filters forget some conditions."""

    def filter_less(*positional: Any, **named: Any) -> Any:
        kept = {name: value for name, value in named.items() if name not in conditions}
        return Job.objects.filter(*positional, **kept)

    return SimpleNamespace(objects=SimpleNamespace(filter=filter_less), Kind=Job.Kind)


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    return make_goal(make_metric(), manager, 10, scope="team", team=north)


# --- Claims and leases ---------------------------------------------------------------------------


def test_case_21_guard_a_claim_without_its_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "due_jobs", lambda _: Job.objects.all())
    with turns_red():
        check_each_is_claimed_once(count=5, claimers=3)


def test_case_21_guard_a_claim_that_reads_first_and_writes_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due_jobs = jobs.due_jobs

    def looked_up(now: Any) -> Any:
        found = list(due_jobs(now).values_list("pk", flat=True))
        sleep(0.01)
        return Job.objects.filter(pk__in=found)

    monkeypatch.setattr(jobs, "due_jobs", looked_up)
    monkeypatch.setattr(jobs.transaction, "atomic", _no_transaction)
    with turns_red():
        check_each_is_claimed_once(count=20, claimers=6)


@contextmanager
def _no_transaction(*_: Any, **__: Any) -> Iterator[None]:
    yield


def test_case_21_guard_giving_back_without_looking_at_the_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check_lost_lease_cannot_finish()
    Job.objects.all().delete()
    monkeypatch.setattr(jobs, "Job", forgetting("lease"))
    with turns_red():
        check_lost_lease_cannot_finish()


def test_case_21_guard_attempts_that_nobody_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    check_killer_is_parked()
    Job.objects.all().delete()
    monkeypatch.setattr(jobs, "park_exhausted", lambda _: None)
    with turns_red():
        check_killer_is_parked()


def test_case_21_guard_jobs_without_their_unique_key() -> None:
    check_planned_once()
    with without_constraint(Job, "job_once"), turns_red():
        check_planned_once()


# --- Messages ------------------------------------------------------------------------------------


def test_case_21_guard_sending_at_once_instead_of_on_commit(
    goal: Goal, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(goal: Goal) -> None:
        assert goal.team
        send(record(goal.metric, goal.team, None, "2021-02-01 10:00", 1))

    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())
    with turns_red():
        check_waits_for_the_commit(goal, sent, write)


# --- Readings ------------------------------------------------------------------------------------


def test_case_8_guard_readings_without_their_unique_key(goal: Goal, north: Team) -> None:
    with without_constraint(Reading, "reading_counts_once"):
        send(record(goal.metric, north, None, "2021-02-01 10:00", 1))
        with turns_red():
            check_stored_once()


def test_case_8_guard_writers_who_do_not_queue_at_their_source(
    goal: Goal, north: Team, agent: User, monkeypatch: pytest.MonkeyPatch, on_postgres: None
) -> None:
    """On SQLite writers queue at the database, and this guard guards nothing."""
    insert_new = funnel._insert_new

    def slowly(*arguments: Any, **named: Any) -> None:
        sleep(0.3)
        insert_new(*arguments, **named)

    monkeypatch.setattr(funnel, "_insert_new", slowly)
    check_counts_once(goal, north, [agent], lambda: run.run_until_done(NOW))
    Reading.objects.all().delete()
    monkeypatch.setattr(funnel, "queue_at", lambda *_: None)
    with turns_red():
        check_counts_once(goal, north, [agent], lambda: run.run_until_done(NOW))


@pytest.mark.parametrize("lost", ["INSERT INTO goals_stalemark"])
def test_case_18_guard_a_funnel_that_marks_nothing(lost: str, goal: Goal, north: Team) -> None:
    def deaf(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        return execute("SELECT 1", None, *rest[1:]) if lost in sql else execute(sql, *rest)

    with connection.execute_wrapper(deaf):
        send(record(goal.metric, north, None, "2021-02-01 10:00", 1))
    run.run_until_done(NOW)
    with turns_red():
        assert_as_rebuilt(NOW)


def test_case_20_guard_taking_marks_off_by_number_instead_of_those_that_were_read(
    goal: Goal, north: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark that came while others were summed must stay; a consumer that clears the table loses it."""
    summed_anew = engine_tallies.summed_anew

    @contextmanager
    def and_clear(touched: Any) -> Iterator[None]:
        with summed_anew(touched):
            yield
        send(record(goal.metric, north, None, "2021-02-02 10:00", 1))
        StaleMark.objects.all().delete()

    send(record(goal.metric, north, None, "2021-02-01 10:00", 1))
    with monkeypatch.context() as patch:
        patch.setattr(engine_tallies, "summed_anew", and_clear)
        run.run_stale(NOW)
    run.run_until_done(NOW)
    with turns_red():
        assert_as_rebuilt(NOW)


# --- Who sees what -------------------------------------------------------------------------------


def test_case_2_guard_goals_that_are_not_filtered_by_who_looks(
    goal: Goal,
    stranger: User,
    client_of: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = client_of(stranger)
    check_out_of_sight(client, goal)

    def everything(user: object) -> Any:
        return Goal.objects.all()

    guard = permissions.goals_visible_to
    for module in list(sys.modules.values()):
        if getattr(module, "goals_visible_to", None) is guard:
            monkeypatch.setattr(module, "goals_visible_to", everything)
    with turns_red():
        check_out_of_sight(client, goal)
