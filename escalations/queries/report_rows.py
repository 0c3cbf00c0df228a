"""The cases behind a bar, a page at a time, newest first; and the same as rows of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from escalations.addresses import case_path
from escalations.masking import mask
from escalations.models import (
    AmendsKind,
    Avoidable,
    Category,
    Cause,
    Channel,
    Escalation,
    Need,
    Outcome,
    WhyNot,
)
from escalations.queries.report_asked import REST, NoSuchPart
from escalations.queries.report_groups import NOT_YET, TIMES
from escalations.words import masked
from goals import dates
from goals.tables import Value

EACH_PAGE = 50
MOST_IN_FILE = 10_000
HEADINGS = (
    "Case", "Day", "Hour", "Team", "Category", "Cause", "Channel", "About", "Needed", "Outcome",
    "Avoidable", "Earlier ones", "Customer", "Seconds to answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list."""

    url: str
    about: str
    when: str
    category: str
    cause: str
    team: str
    outcome: str
    avoidable: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them; `next_before` is where the next page begins (0: there is none)."""

    rows: tuple[Row, ...]
    next_before: int


def page_of(cases: QuerySet[Escalation], before: int, today: date) -> Rows:
    """The newest fifty below `before` (0: all). One statement, through the primary key: no page counts the rest."""
    if before:
        cases = cases.filter(pk__lt=before)
    found = list(cases.select_related("category", "cause", "team").order_by("-id")[: EACH_PAGE + 1])
    rows = tuple(_row(case, today) for case in found[:EACH_PAGE])
    return Rows(rows, found[EACH_PAGE - 1].pk if len(found) > EACH_PAGE else 0)


def _row(case: Escalation, today: date) -> Row:
    day = dates.day(case.day, today) if case.day else ""
    return Row(
        url=case_path(case.pk),
        about=case.about,
        when=f"{day}, {case.hour:02d}:00" if case.hour is not None else day,
        category=case.category.name if case.category else "",
        cause=case.cause.name if case.cause else NOT_YET,
        team=case.team.name,
        outcome=case.get_outcome_display() or case.get_state_display(),
        avoidable=case.get_avoidable_display(),
    )


def file_rows(cases: QuerySet[Escalation], most: int = MOST_IN_FILE) -> list[tuple[Value, ...]]:
    """The newest ones with headings. Customers are masked, also where they stand in the words; no person is named.
    One statement.
    """
    found = cases.order_by("-id").values_list(*_COLUMNS)[:most]
    return [HEADINGS, *(_cells(row) for row in found)]


# Columns, not cases: making thousands of objects takes several times as long as reading them.
_COLUMNS = (
    "id", "day", "hour", "team__name", "category__name", "cause__name", "channel", "about", "need",
    "outcome", "avoidable", "earlier", "reference", "customer_name", "opened_at", "answered_at",
)  # fmt: skip
_CHANNELS: dict[str, str] = {each.value: str(each.label) for each in Channel}
_NEEDS: dict[str, str] = {each.value: str(each.label) for each in Need}
_OUTCOMES: dict[str, str] = {each.value: str(each.label) for each in Outcome}
_AVOIDABLE: dict[str, str] = {each.value: str(each.label) for each in Avoidable}


def _cells(row: tuple[Any, ...]) -> tuple[Value, ...]:
    pk, day, hour, team, category, cause, channel, about, need, outcome, *rest = row
    avoidable, earlier, reference, customer, opened_at, answered_at = rest
    waited = None
    if answered_at is not None and opened_at is not None:
        waited = int((answered_at - opened_at).total_seconds())
    return (
        pk,
        day,
        hour,
        team,
        category or "",
        cause or "",
        _CHANNELS.get(channel, channel),
        mask(about, [customer] if customer else [], [reference] if reference else []),
        _NEEDS.get(need, need),
        _OUTCOMES.get(outcome, outcome),
        _AVOIDABLE.get(avoidable, avoidable),
        earlier,
        masked(reference),
        waited,
    )


_SIMPLE = {
    "": "Escalations",
    "answered": "Answered",
    "reviewed": "Looked back on",
    "unreviewed": "Not looked back on yet",
    "avoidable": "Avoidable",
    "alone": "Decided by the agent",
    "recorded": "Only noted",
    "withdrawn": "No longer needed",
}
_WORDS: dict[str, dict[str, str]] = {
    "channel": dict(Channel.choices),
    "why": dict(WhyNot.choices),
    "amends": dict(AmendsKind.choices),
    "promise": {"kept": "Promises kept", "missed": "Promises missed"},
    "times": {str(place): words for place, words in enumerate(TIMES)},
}


def part_name(by: str, key: str) -> str:
    """What a part is called. One statement for causes and categories. Raises NoSuchPart."""
    if by in _SIMPLE:
        return _SIMPLE[by]
    if by in REST:
        return REST[by]
    if by == "hour":
        return f"{int(key):02d}:00 to {int(key):02d}:59"
    if by == "cause" and key == "0":
        return NOT_YET
    if by in ("cause", "category", "training"):
        model = Cause if by == "cause" else Category
        name = model.objects.filter(pk=key).values_list("name", flat=True).first()
        if name is None:
            raise NoSuchPart(key)
        return f"{name}: training needed" if by == "training" else name
    return _WORDS[by][key]
