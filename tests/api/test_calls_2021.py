"""Real calls sent through the API come out as an independent count of the file has them.

The file is read where it lies: `CALLS_2021` names it, else `../shared/data/calls_2021.csv` beside the
project. The count below uses nothing of the product: csv, Fraction and a Counter.
"""

from __future__ import annotations

import csv
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from goals.models import Metric, Reading
from goals.recompute.run import run_until_done
from teams.actions import create_person, join_team
from teams.models import Role
from tests.api.conftest import NOW, Caller
from tests.cast import SINCE

FILE = Path(
    os.environ.get("CALLS_2021", settings.BASE_DIR.parent / "shared" / "data" / "calls_2021.csv")
)
ZONE = ZoneInfo("Europe/London")
METRICS = {
    "calls": ("total", "count", 0),
    "answered": ("ratio", "percent", 2),
    "resolved": ("ratio", "percent", 2),
    "talk": ("ratio", "seconds", 1),
    "satisfaction": ("ratio", "score", 2),
}
WINDOW = {"from_": "2021-01-01", "until": "2021-03-31"}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the real calls are not on this machine")


@dataclass
class Call:
    """A row of the file, in our types."""

    id: str
    agent: str
    at: datetime
    answered: int
    resolved: int
    talk: int | None
    rating: int | None

    def figures(self) -> dict[str, tuple[int, int]]:
        """Value and weight by metric."""
        found = {"calls": (1, 1), "answered": (self.answered, 1)}
        if self.answered:
            found["resolved"] = (self.resolved, 1)
        if self.talk is not None:
            found["talk"] = (self.talk, 1)
        if self.rating is not None:
            found["satisfaction"] = (self.rating, 1)
        return found


def read_file() -> list[Call]:
    """Every call."""
    calls = []
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            hours, minutes, seconds = (int(part) for part in row["Time"].split(":"))
            year, month, day = (int(part) for part in row["Date"].split("-"))
            talk = row["AvgTalkDuration"]
            parts = [int(part) for part in talk.split(":")] if talk else None
            calls.append(
                Call(
                    id=row["Call Id"],
                    agent=row["Agent"],
                    at=datetime(year, month, day, hours, minutes, seconds, tzinfo=ZONE),
                    answered=int(row["Answered (Y/N)"] == "Y"),
                    resolved=int(row["Resolved"] == "Y"),
                    talk=parts[0] * 3600 + parts[1] * 60 + parts[2] if parts else None,
                    rating=int(row["Satisfaction rating"]) if row["Satisfaction rating"] else None,
                )
            )
    return calls


@dataclass
class Count:
    """Σ value, Σ weight and n by key, added up by hand."""

    value: Counter[str] = field(default_factory=Counter)
    weight: Counter[str] = field(default_factory=Counter)
    n: Counter[str] = field(default_factory=Counter)

    def rows(self, kind: str, unit: str, decimals: int) -> dict[str, tuple[str, str, int, str]]:
        """What the API should say of each key."""
        found = {}
        for key in self.n:
            exact = Fraction(self.value[key])
            if kind == "ratio":
                exact = exact / self.weight[key] * (100 if unit == "percent" else 1)
            scaled = exact * 10**decimals
            whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
            text = str(whole).rjust(decimals + 1, "0")
            result = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
            found[key] = (str(self.value[key]), str(self.weight[key]), self.n[key], result)
        return found


KEYS: dict[str, Callable[[Call], str]] = {
    "total": lambda _: "total",
    "team": lambda _: "north",
    "agent": lambda call: call.agent.lower(),
    "day": lambda call: call.at.date().isoformat(),
    "hour": lambda call: call.at.replace(minute=0, second=0).isoformat(),
    "month": lambda call: f"{call.at:%Y-%m}",
    "week": lambda call: date.fromisocalendar(*call.at.isocalendar()[:2], 1).isoformat(),
    "quarter": lambda _: "2021-Q1",
}


def count(calls: list[Call], metric: str, by: str) -> Count:
    """The independent count."""
    found = Count()
    for call in calls:
        pair = call.figures().get(metric)
        if pair is not None:
            key = KEYS[by](call)
            found.value[key] += pair[0]
            found.weight[key] += pair[1]
            found.n[key] += 1
    return found


def as_sent(call: Call) -> list[dict[str, Any]]:
    """A call as rows of the API."""
    return [
        {
            "metric": metric,
            "agent": call.agent,
            "at": call.at.isoformat(),
            "value": value,
            "weight": weight,
            "source": "calls",
            "external_id": call.id,
        }
        for metric, (value, weight) in call.figures().items()
    ]


def send(api: Caller, rows: list[dict[str, Any]]) -> Counter[str]:
    """Everything, in bodies of at most 10,000 rows."""
    counts: Counter[str] = Counter()
    for start in range(0, len(rows), 10_000):
        answer = api.send(*rows[start : start + 10_000])
        assert answer.pop("rejected") == []
        counts.update(answer)
    return counts


@pytest.fixture
def calls(api, north):
    """The calls, with their agents in North and the metrics there to take them."""
    found = read_file()
    for name in sorted({call.agent for call in found}):
        person = create_person(None, name=name, username=name.lower())
        join_team(None, person, north, Role.AGENT, SINCE)
    for slug, (kind, unit, decimals) in METRICS.items():
        Metric.objects.create(slug=slug, name=slug.title(), kind=kind, unit=unit, decimals=decimals)
    return found


def test_the_count_itself_is_the_one_that_is_known():
    calls = read_file()
    answered = count(calls, "answered", "total")
    assert (answered.value["total"], answered.n["total"]) == (4054, 5000)
    assert count(calls, "resolved", "total").value["total"] == 3646
    assert count(calls, "talk", "total").value["total"] == 911_837
    satisfaction = count(calls, "satisfaction", "total")
    assert (satisfaction.value["total"], satisfaction.n["total"]) == (13_798, 4054)


def test_figures_equal_the_independent_count_every_way(api, calls):
    rows = [row for call in calls for row in as_sent(call)]
    assert send(api, rows)["created"] == len(rows)
    run_until_done(NOW)
    before = answers(api, calls)
    # Again, and shuffled in pieces: nothing changes.
    random.Random(2021).shuffle(rows)
    again = send(api, rows)
    assert (again["unchanged"], again["created"], again["updated"]) == (len(rows), 0, 0)
    run_until_done(NOW)
    assert answers(api, calls) == before
    assert Reading.objects.count() == len(rows)


def answers(api: Caller, calls: list[Call]) -> dict[tuple[str, str], Any]:
    """Every metric every way, each checked against the count."""
    found = {}
    for slug, (kind, unit, decimals) in METRICS.items():
        for by in KEYS:
            for narrowed in ({}, {"team": "north"}):
                rows = api.rows(f"metrics/{slug}/series/", **WINDOW, by=by, **narrowed)
                said = {
                    row["key"]: (row["value"], row["weight"], row["n"], row["result"])
                    for row in rows
                    if row["n"]
                }
                expected = count(calls, slug, by).rows(kind, unit, decimals)
                assert said == expected, (slug, by, narrowed)
                found[slug, by] = said
    for name in sorted({call.agent for call in calls}):
        theirs = [call for call in calls if call.agent == name]
        for by in ("total", "day", "hour", "month"):
            window = {**WINDOW, "agent": name}
            rows = api.rows("metrics/resolved/series/", **window, by=by)
            said = {row["key"]: row["value"] for row in rows if row["n"]}
            assert said == {
                key: str(value) for key, value in count(theirs, "resolved", by).value.items()
            }
    return found
