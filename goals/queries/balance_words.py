"""A line of the balance plan in words: when, with whom, and what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.urls import reverse

from goals import dates
from goals.models import PlanLine
from teams.models import Decision
from teams.names import first_name

FIELDS = ("weekdays", "starts_at", "ends_at", "trigger", "what", "how", "starts_on", "last_on")
"""What can be changed of a line, beside who is named in it."""
NAMED = ("covers", "stand_in")


def address(pk: int) -> str:
    """Where a line is read."""
    return reverse("goals:plan_line", args=[pk])


def when_words(line: PlanLine) -> str:
    """`Mondays 09:00 to 11:00`, or its trigger as a sentence begins."""
    return when_of(line.weekdays, line.starts_at, line.ends_at, line.trigger)


def when_of(weekdays: Sequence[int], starts: time | None, ends: time | None, trigger: str) -> str:
    """The same from its parts."""
    if trigger or starts is None or ends is None:
        return trigger[:1].upper() + trigger[1:]
    return f"{dates.on_weekdays(weekdays)} {dates.clock_time(starts)} to {dates.clock_time(ends)}"


def listed(names: Sequence[str]) -> str:
    """`Dele`, `Dele and Jin`, `Dele, Jin and Tom`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def first_names(names: Sequence[str]) -> str:
    """People by their first names, in a sentence."""
    return listed([first_name(name) for name in names])


def changes_of(
    before: Mapping[str, Any], after: Mapping[str, Any], people: Mapping[int, str], today: date
) -> list[tuple[str, str, str]]:
    """Label, what it said, what it says: of what `before` holds. The parts of when are one."""
    whole = {**after, **before}
    found: list[tuple[str, str, str]] = []
    if any(name in before for name in FIELDS[:4]):
        found.append(("When", _when(whole), _when(after)))
    for name, label in (
        ("what", "What we do"), ("how", "Agreed"), ("starts_on", "From"), ("last_on", "Until"),
    ):  # fmt: skip
        if name in before:
            found.append((label, _said(name, whole[name], today), _said(name, after[name], today)))
    for name, label in (("covers", "Who covers"), ("stand_in", "Stands in")):
        if name in before:
            found.append((label, _people(whole[name], people), _people(after[name], people)))
    return found


def _when(values: Mapping[str, Any]) -> str:
    return when_of(
        values["weekdays"], _time(values["starts_at"]), _time(values["ends_at"]), values["trigger"]
    )


def _time(value: Any) -> time | None:
    return time.fromisoformat(value) if isinstance(value, str) else value


def _said(name: str, value: Any, today: date) -> str:
    if value in (None, ""):
        return "open"
    if name == "how":
        return str(Decision.How(value).label)
    if name == "what":
        return str(value)
    return dates.day(value if isinstance(value, date) else date.fromisoformat(value), today)


def _people(ids: Sequence[int], people: Mapping[int, str]) -> str:
    return listed(sorted(people.get(pk, "somebody") for pk in ids)) or "nobody"
