"""Imports as pages show them: the list, and what the check of one found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from goals import dates, formats
from goals.models import Import, ImportWork, Metric
from goals.progress import Measure, Sums, result
from teams.calendar import Clock

SHOWN_IN_A_GROUP = 3
PAGE = 50
Ways = Mapping[str, tuple[str, str]]
"""By repair: the name of what can be said on the spot, and its label."""
PEOPLE = "people"
"""Of those, the one that adds people."""
NO_WAYS: Ways = MappingProxyType({})
UNDONE_WITHIN = timedelta(days=30)
STATES = {
    Import.State.UPLOADED: "Columns to match",
    Import.State.MAPPED: "Checked, not imported",
    Import.State.RUNNING: "Being imported",
    Import.State.DONE: "Imported",
    Import.State.UNDONE: "Undone",
}


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A line of the list of imports. `counts` is what it did, in words."""

    id: int
    file_name: str
    source: str
    who: str
    at: datetime
    at_text: str
    state: str
    state_text: str
    counts: str
    is_open: bool
    undo_until: str


@dataclass(frozen=True, slots=True)
class Group:
    """Problems that are mended the same way: the first few in full. Where it can be done on the spot, `do` is its
    name and `label` says so.
    """

    repair: str
    count: str
    lines: tuple[str, ...]
    more: str
    do: str = ""
    label: str = ""
    people: tuple[Stranger, ...] = ()


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody whom nobody knows, and who may be meant ('': nobody is called much the same)."""

    name: str
    near: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What a metric comes to over the good rows of a file."""

    slug: str
    name: str
    result: str
    readings: str
    sums: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A share of more than all there is, whose numbers can be percents already: what to say, and of which metric."""

    slug: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check or an import found, ready to be shown."""

    sentence: str
    good: str
    results: tuple[ResultRow, ...]
    groups: tuple[Group, ...]
    makes: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    offers: tuple[Offer, ...] = ()


def import_rows(
    imports: QuerySet[Import], clock: Clock, today: date, before: int = 0
) -> tuple[list[ImportRow], int]:
    """A page of imports, newest first, in one statement, and where the next one starts (0: nowhere).

    Times are those of `clock`.
    """
    rows = imports.select_related("created_by", "work").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("rejected", "findings", "recipe", "made", "work__problem")[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else 0
    return [_row(item, clock, today) for item in found[:PAGE]], following


def _row(item: Import, clock: Clock, today: date) -> ImportRow:
    at = clock.local(item.done_at or item.created_at)
    is_open = item.state in {Import.State.UPLOADED, Import.State.MAPPED}
    return ImportRow(
        item.pk,
        item.file_name,
        item.source_name,
        item.created_by.name if item.created_by else "The command line",
        at,
        f"{dates.day(at.date(), today)}, {at:%H:%M}",
        item.state,
        _state(item),
        "" if item.state == Import.State.UPLOADED else sentence_of(item),
        is_open,
        ""
        if item.done_at is None
        else dates.day(clock.day_of(item.done_at + UNDONE_WITHIN), today),
    )


def _state(item: Import) -> str:
    """How far it is; of a long file, what the worker is at."""
    work = getattr(item, "work", None)
    if work is None or work.problem_at or item.state == Import.State.DONE:
        return STATES[Import.State(item.state)]
    return "Being checked" if work.step == ImportWork.Step.CHECK else "Being imported"


def sentence_of(item: Import) -> str:
    """“412 rows: 380 new, 26 changed, 6 need you.”"""
    parts = []
    if item.rows_new:
        parts.append(f"{formats.count(item.rows_new)} new")
    if item.rows_changed:
        parts.append(f"{formats.count(item.rows_changed)} changed")
    if item.rows_same:
        parts.append(f"{formats.count(item.rows_same)} as before")
    if item.rejected_count:
        done = item.state in {Import.State.DONE, Import.State.UNDONE}
        need = "left out" if done else "needs you" if item.rejected_count == 1 else "need you"
        parts.append(f"{formats.count(item.rejected_count)} {need}")
    return f"{_rows(item.rows)}: {', '.join(parts)}."


def findings_of(item: Import, currency: str, ways: Ways = NO_WAYS) -> Findings:
    """What the last check or the import found, and of what can be mended on the spot (`ways`, by repair) how. No
    statement: all of it is kept on the import.
    """
    found = item.findings
    kept: list[dict[str, Any]] = item.rejected
    results: list[dict[str, Any]] = found.get("results", [])
    beyond = list(_more_than_all(results, currency))
    return Findings(
        sentence_of(item),
        formats.count(item.rows - item.rejected_count),
        tuple(_result(entry, currency) for entry in results),
        _groups(
            kept,
            {(column, repair): n for column, repair, n in found.get("groups", [])},
            ways,
            tuple(Stranger(*pair) for pair in sorted(found.get("strangers", {}).items())),
        ),
        _makes(found),
        (*_notes(found), *_alike(item), *(text for text, offer in beyond if offer is None)),
        tuple(offer for _, offer in beyond if offer is not None),
    )


def _more_than_all(
    results: Sequence[dict[str, Any]], currency: str
) -> Iterator[tuple[str, Offer | None]]:
    """What to look at where a share is more than the whole. Counts of a day, taken without the column to divide them
    by, are divided by the number of rows; and percents may have been taken for counts.
    """
    for entry in results:
        is_share = entry["kind"] == Metric.Kind.RATIO and entry["unit"] == Metric.Unit.PERCENT
        if not is_share or not Decimal(entry["value"]) > Decimal(entry["weight"]) > 0:
            continue
        row = _result(entry, currency)
        comes_to = f"{row.name} comes to {row.result}, more than all there is: {row.sums}."
        if "percent" not in entry:
            text = (
                f"{comes_to} Has the file a column with the number to divide by, such as all contacts of that day? "
                "Choose it among the columns, beside “Divided by”."
            )
            yield text, None
            continue
        highest = f"{Decimal(entry['percent']).normalize():f}"
        text = (
            f"{comes_to} Its numbers go up to {highest}. If they are counts, choose what to divide them by among the "
            "columns, beside “Divided by”."
        )
        yield (
            text,
            Offer(entry["slug"], text, f"They are percents already: {highest} is {highest}%"),
        )


def _result(entry: dict[str, Any], currency: str) -> ResultRow:
    is_ratio = entry["kind"] == Metric.Kind.RATIO
    measure = Measure(
        is_ratio,
        percent=entry["unit"] == Metric.Unit.PERCENT,
        higher_is_better=True,
        decimals=entry["decimals"],
        minimum_weight=0,
    )
    sums = Sums(Decimal(entry["value"]), Decimal(entry["weight"]), entry["n"])
    value = result(measure, sums)
    text = formats.NO_FIGURES
    if value is not None:
        text = formats.figure(
            value, entry["unit"], decimals=entry["decimals"], currency=currency, goal=value
        )
    return ResultRow(
        entry["slug"],
        entry["name"],
        text,
        formats.count(sums.n),
        f"{_plain(sums.value)} ÷ {_plain(sums.weight)}" if is_ratio else _plain(sums.value),
    )


def _plain(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    return formats.number(value, 0 if whole else 2)


def _groups(
    kept: Sequence[dict[str, Any]],
    counted: Mapping[tuple[str, str], int],
    ways: Ways,
    strangers: tuple[Stranger, ...],
) -> tuple[Group, ...]:
    """Problems by repair, the commonest first; the first three of each in full.

    `counted` is how many there are in all, where more were found than the rows that are kept; `strangers` are those
    who can be added.
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in kept:
        for column, _, message, repair in row["problems"]:
            where = f"Row {row['line']:,}" + (f", {column}" if column else "")
            text = f"{where}: {_after_colon(message.removesuffix(repair).strip())}"
            grouped.setdefault((column, repair), []).append(text)
    for kind in counted:
        grouped.setdefault(kind, [])
    sizes = {kind: max(counted.get(kind, 0), len(lines)) for kind, lines in grouped.items()}
    ordered = sorted(grouped, key=lambda kind: (-sizes[kind], kind))
    return tuple(
        Group(
            kind[1],
            _rows(sizes[kind]),
            tuple(grouped[kind][:SHOWN_IN_A_GROUP]),
            f"And {formats.count(sizes[kind] - SHOWN_IN_A_GROUP)} more."
            if sizes[kind] > SHOWN_IN_A_GROUP
            else "",
            *_way(ways.get(kind[1], ("", "")), strangers),
        )
        for kind in ordered
    )


def _way(
    way: tuple[str, str], strangers: tuple[Stranger, ...]
) -> tuple[str, str, tuple[Stranger, ...]]:
    """What can be done on the spot: its name and label, and of whom to choose. Of nobody there is nothing to choose."""
    if way[0] != PEOPLE:
        return *way, ()
    return (*way, strangers) if strangers else ("", "", ())


def _after_colon(message: str) -> str:
    first, _, rest = message.partition(" ")
    return f"{first.lower()} {rest}" if first in {"Found", "The", "There"} else message


def _makes(found: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is made on the way: how many of what, and their names."""
    words = {
        "teams": ("team", "teams"),
        "agents": ("person", "people"),
        "metrics": ("metric", "metrics"),
    }
    makes = []
    for what, (one, many) in words.items():
        names = found.get(what, [])
        if names:
            named = ", ".join(names[:12]) + (
                f" and {len(names) - 12:,} more" if len(names) > 12 else ""
            )
            makes.append((f"{len(names):,} {one if len(names) == 1 else many}", named))
    return tuple(makes)


def _notes(found: dict[str, Any]) -> tuple[str, ...]:
    remark = found.get("remark", "")
    remarks = (remark,) if remark else ()
    twice = found.get("ambiguous", 0)
    if not twice:
        return remarks
    times = "One time" if twice == 1 else f"{twice:,} times"
    return (
        *remarks,
        f"{times} happened twice, because the clocks went back that night: each counts as the first.",
    )


def _alike(item: Import) -> Iterator[str]:
    """Who would be made although somebody is called much the same."""
    if item.state in {Import.State.DONE, Import.State.UNDONE}:
        return
    added = item.findings.get("added", {})
    shown = list(added.items())[:SHOWN_IN_A_GROUP]
    for name, near in shown:
        yield (
            f"{name} is added as somebody new. Did you mean {near}? Then write the name so in the file, and choose "
            "it again."
        )
    if more := len(added) - len(shown):
        yield f"{formats.count(more)} more are called much the same as somebody who is here. See “Made on the way”."


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{formats.count(number)} rows"
