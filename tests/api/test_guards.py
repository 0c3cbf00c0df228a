"""Guards over the API: sent with a goal, and answered with its progress."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Goal, Metric, Progress, Source
from goals.recompute.run import run_until_done
from tests.api.conftest import NOW

NEW = {
    "name": "Handled in December",
    "metric": "handled",
    "scope": "team",
    "team": "north",
    "cadence": "monthly",
    "starts_on": "2026-11-01",
    "target": "40",
    "why": "Nobody waits in vain.",
    "guard": "reopened",
    "guard_bound": "5",
}


@pytest.fixture
def reopened(db):
    return Metric.objects.create(
        slug="reopened", name="Reopened", kind="ratio", unit="percent", decimals=1, better="lower"
    )


@pytest.fixture
def writer(caller_of, manager):
    return caller_of(manager, "read", "write", name="Both")


def test_a_goal_is_made_and_adjusted_with_it(writer, handled, reopened):
    made = writer.post("goals/", NEW)
    assert made.status_code == 201, made.content
    assert (made.json()["guard"], made.json()["guard_bound"]) == ("reopened", "5.0")
    path = f"goals/{made.json()['id']}/"
    answer = writer.call("PATCH", path, {"guard_bound": "6.5", "reason": "As agreed."})
    assert answer.json()["guard_bound"] == "6.5"
    answer = writer.call("PATCH", path, {"guard": None, "reason": "It holds by itself."})
    assert (answer.json()["guard"], answer.json()["guard_bound"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"guard": "handled"}, "guard"),
        ({"guard": "no-such"}, "guard"),
        ({"guard_bound": None}, "guard_bound"),
        ({"guard_bound": "120"}, "guard_bound"),
        ({"guard_bound": "NaN"}, "guard_bound"),
        ({"guard": None}, "guard"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(writer, handled, reopened, changes, field):
    answer = writer.post("goals/", {**NEW, **changes})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Goal.objects.exists()


def test_progress_holds_how_it_stands(writer, handled, reopened):
    pk = writer.post("goals/", NEW).json()["id"]
    run_until_done(NOW)
    Progress.objects.update(
        guard_value=Decimal(41), guard_weight=Decimal(1000), guard_n=9, guard_status="kept"
    )
    [row] = writer.rows(f"goals/{pk}/progress/")
    assert row["guard"] == {
        "metric": "reopened", "value": "41", "weight": "1000", "result": "4.1", "bound": "5.0",
        "status": "kept",
    }  # fmt: skip
    [row] = writer.rows(f"goals/{pk}/progress/", on="2026-11-20")
    assert row["guard"]["value"] == "41"  # the day runs: as it stands now
    writer.call("PATCH", f"goals/{pk}/", {"guard": None, "reason": "Enough."})
    run_until_done(NOW)
    [row] = writer.rows(f"goals/{pk}/progress/")
    assert row["guard"] is None


# --- As of a day ---------------------------------------------------------------------------------

SHOWN = ("metric", "value", "weight", "result", "bound", "status")


def told(desk, metric, team, day, value, weight=1, agent=0):
    """A reading of noon."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    ident = f"{metric.pk}-{agent}-{day}"
    figures = Decimal(value), Decimal(weight)
    write(desk, [Record(0, metric.pk, ident, team.pk, agent, at, *figures)], now=at)


@pytest.mark.parametrize("scope", ["organisation", "team", "members", "agent"])
@pytest.mark.parametrize("guard", ["reopened", "praised"])
def test_on_each_day_it_is_answered_as_it_was_answered_on_that_day(
    writer, handled, reopened, north, manager, agent, colleague, scope, guard
):
    """The engine worked it out then, at the end of each day; it is asked for much later."""
    praised = Metric.objects.create(slug="praised", name="Praised", kind="total", unit="count")
    bound = "10" if guard == "praised" and scope in ("members", "agent") else "20"
    body = {**NEW, "scope": scope, "guard": guard, "cadence": "weekly", "guard_bound": bound}
    if scope == "organisation":
        del body["team"]
    if scope == "agent":
        body["agent"] = "jin"
    path = f"goals/{writer.post('goals/', body).json()['id']}/progress/"
    desk = Source.objects.create(name="Desk")
    then: dict[str, dict[str, object]] = {}
    day = date(2026, 9, 14)
    while day < date(2026, 11, 16):
        # Mondays are busy, praise is rare on them, and nobody works on the 11th.
        if day.weekday() < 5 and day.day != 11:
            for one in (agent, colleague):
                told(desk, handled, north, day, 30 if day.weekday() == 0 else 5, agent=one.pk)
                told(desk, praised, north, day, day.weekday() + day.day % 3, agent=one.pk)
                told(desk, reopened, north, day, 1 + day.day % 7, 20, agent=one.pk)
        end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        if day >= date(2026, 11, 1):
            run_until_done(end)
            rows = Progress.objects.filter(
                starts_at__lt=end, ends_at__gte=end, guard_status__gt=""
            ).order_by("agent_id")
            then[day.isoformat()] = {
                row.agent_id: (row.guard_value, row.guard_weight, row.guard_status) for row in rows
            }
        day += timedelta(days=1)
    with time_machine.travel(NOW, tick=False):
        run_until_done(NOW)
        answers = {on: writer.rows(path, on=on) for on in then}
    subjects = {"jin": agent.pk, "dele": colleague.pk}
    for on, rows in answers.items():
        answered = {
            subjects.get(row["subject"], 0): (
                Decimal(row["guard"]["value"]), Decimal(row["guard"]["weight"]), row["guard"]["status"],
            )
            for row in rows
        }  # fmt: skip
        assert answered == then[on], on
    assert {row["guard"]["status"] for rows in answers.values() for row in rows} >= {
        "kept",
        "broken",
    }
    assert all(set(row["guard"]) == set(SHOWN) for rows in answers.values() for row in rows)


def test_a_day_before_anything_was_guarded_has_none(writer, handled, reopened):
    path = f"goals/{writer.post('goals/', {**NEW, 'guard': None, 'guard_bound': None}).json()['id']}/progress/"
    run_until_done(NOW)
    [row] = writer.rows(path, on="2026-11-19")
    assert row["guard"] is None
