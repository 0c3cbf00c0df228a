"""Guards over the API: sent with a goal, and answered with its progress."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goals.models import Goal, Metric, Progress

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
    from goals.recompute.run import run_until_done
    from tests.api.conftest import NOW

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
    assert row["guard"] is None
    writer.call("PATCH", f"goals/{pk}/", {"guard": None, "reason": "Enough."})
    run_until_done(NOW)
    [row] = writer.rows(f"goals/{pk}/progress/")
    assert row["guard"] is None
