"""An independent count of the calls file: the csv module, sums of whole numbers, nothing of ours."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

FILE = Path(
    os.environ.get("CALLS_2021", settings.BASE_DIR.parent / "shared" / "data" / "calls_2021.csv")
)
RECIPE = settings.BASE_DIR / "tests" / "data" / "calls.toml"
needs_the_file = pytest.mark.skipif(
    not FILE.is_file(), reason="the calls file is not beside the project; CALLS_2021 names it"
)


class Count(NamedTuple):
    """Σ value, Σ weight and how many."""

    value: int
    weight: int
    n: int


Counts = dict[str, dict[object, Count]]
"""By metric, then by whatever is counted by."""


def rows() -> list[dict[str, str]]:
    """The file's rows."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures(row: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Value and weight of each metric that a row has a figure of."""
    answered = int(row["Answered (Y/N)"] == "Y")
    found = {
        "calls_offered": (1, 1),
        "calls_answered": (answered, 1),
        "answered": (answered, 1),
        "resolved": (int(row["Resolved"] == "Y"), answered),
    }
    if row["AvgTalkDuration"]:
        hours, minutes, seconds = map(int, row["AvgTalkDuration"].split(":"))
        found["talk_time"] = (hours * 3600 + minutes * 60 + seconds, 1)
    if row["Satisfaction rating"]:
        found["satisfaction"] = (int(row["Satisfaction rating"]), 1)
    if row["Speed of answer in seconds"]:
        found["speed_of_answer"] = (int(row["Speed of answer in seconds"]), 1)
    return found


def counted(by: str) -> Counts:
    """The sums by total, agent, day, hour or month. London had winter time until 28 March 2021, 1:00."""
    sums: dict[str, dict[object, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for row in rows():
        at = datetime.fromisoformat(f"{row['Date']}T{row['Time']:0>8}")
        keys: dict[str, object] = {
            "total": "total",
            "agent": row["Agent"],
            "day": at.date(),
            "hour": at.replace(minute=0, second=0),
            "month": date(at.year, at.month, 1),
        }
        for metric, (value, weight) in figures(row).items():
            entry = sums[metric][keys[by]]
            entry[0] += value
            entry[1] += weight
            entry[2] += 1
    return {
        metric: {key: Count(*entry) for key, entry in entries.items()}
        for metric, entries in sums.items()
    }
