"""What only a file as a whole can tell: the order of its dates, its decimal mark, how it writes durations.

One pass over the rows. What the recipe states is taken; what neither states nor shows is an `Undecided`,
which says what to answer: nothing is guessed in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goals.ingest.files.cells import (
    Habits,
    decimal_mark,
    exact_number,
    is_blank,
    looks_like_day_fraction,
    yes_or_no,
)
from goals.ingest.files.dates import find_order
from goals.ingest.files.durations import clock_seconds, seconds_alone
from goals.ingest.files.grid import Table
from goals.ingest.files.headings import told_unit
from goals.ingest.files.held import Held
from goals.ingest.files.instants import day_text, looks_like_fraction
from goals.ingest.files.problems import FileProblem, Problem, Undecided
from goals.ingest.files.recipe import Recipe
from goals.ingest.values import Rejected, shown

_DIFFERENT_DATES = 50_000
_DIFFERENT_CELLS = 20_000
_POINT_HABITS = Habits("point")
_COMMA_HABITS = Habits("comma")


@dataclass(frozen=True, slots=True)
class Settled:
    """How to read the file: the order of its dates, and the habits of each column of figures.

    `times_are_fractions` says that times of day are written as parts of a day.
    """

    date_order: str
    habits: Mapping[str, Habits]
    times_are_fractions: bool = False

    def habits_of(self, column: str) -> Habits:
        """How a column writes its numbers."""
        return self.habits.get(column, _POINT_HABITS)


@dataclass(slots=True)
class _Column:
    """What the cells of a column of figures showed."""

    seen: set[tuple[str, bool]] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    ambiguous: str = ""
    at_least_one: bool = False
    day_fraction: str = ""
    other_small: str = ""
    minus_ones: bool = False
    others: bool = False

    def see(self, text: str, *, in_seconds: bool) -> None:
        """Take in a cell. Cells repeat: each spelling is looked at once."""
        if (text, in_seconds) in self.seen:
            return
        # A cell that holds a number is looked at each time: a text like it may say something else.
        if len(self.seen) < _DIFFERENT_CELLS and not isinstance(text, Held):
            self.seen.add((text, in_seconds))
        self.minus_ones = self.minus_ones or text == "-1"
        self.others = self.others or not (text in {"-1", "0"} or is_blank(text))
        if is_blank(text) or (yes_or_no(text) is not None and text not in "01"):
            return
        if in_seconds and clock_seconds(text) is not None:
            return
        alone = seconds_alone(text) if in_seconds else ""
        mark = decimal_mark(alone or text)
        if mark == "?":
            self.ambiguous = self.ambiguous or text
        elif mark:
            self.marks.add(mark)
        if in_seconds and not alone:
            self._see_duration(text, mark)

    def _see_duration(self, text: str, mark: str) -> None:
        try:
            amount = exact_number(
                text, _COMMA_HABITS if mark == "comma" else _POINT_HABITS, "durations"
            )
        except Rejected:
            return
        if amount >= 1 and not looks_like_day_fraction(amount):
            self.at_least_one = True
        elif looks_like_day_fraction(amount):
            self.day_fraction = self.day_fraction or text
        elif amount > 0:
            self.other_small = self.other_small or text


def settle(
    table: Table,
    recipe: Recipe,
    latest: date,
    *,
    seconds_columns: frozenset[str],
    is_seconds: Callable[[str], bool],
) -> Settled:
    """Read through the file once and decide. `latest` is the last day a date may name.

    `seconds_columns` hold durations in every row; in a file of readings, `is_seconds` says it of the
    metric that a row names. Raises Undecided where file and recipe leave something open.
    """
    columns = {column: _Column() for column in _figure_columns(recipe)}
    places = [(place_of(table, column), column) for column in columns]
    when = recipe.at or recipe.date
    when_place = place_of(table, when)
    metric_place = place_of(table, recipe.metric_column) if recipe.metric_column else None
    time_place = place_of(table, recipe.time) if recipe.time else None
    times_are_fractions = False
    dates: dict[str, None] = {}
    last = ""
    for row in table.rows():
        if isinstance(row, Problem):
            continue
        day = row.cells[when_place]
        if day != last:
            # Rows of one day mostly stand together.
            last = day
            if len(dates) < _DIFFERENT_DATES:
                dates[day_text(day)] = None
        if time_place is not None and not times_are_fractions:
            times_are_fractions = looks_like_fraction(row.cells[time_place])
        for place, column in places:
            in_seconds = (
                column in seconds_columns
                if metric_place is None
                else column == recipe.value and is_seconds(row.cells[metric_place])
            )
            columns[column].see(row.cells[place], in_seconds=in_seconds)
    return Settled(
        recipe.date_order or _order(dates, when, latest),
        {name: _habits(name, column, columns, recipe) for name, column in columns.items()},
        times_are_fractions,
    )


def place_of(table: Table, column: str) -> int:
    """Where a column of the recipe stands. Raises FileProblem where the file has none."""
    place = table.place(column)
    if place is None:
        headings = ", ".join(f"“{shown(heading, 40)}”" for heading in table.headings[:40])
        raise FileProblem(
            f"The file has no column “{shown(column)}”. Its columns are {headings}. "
            "Name one of them, or choose another file."
        )
    return place


def _figure_columns(recipe: Recipe) -> list[str]:
    amounts = [recipe.value, recipe.weight] if recipe.metric_column else []
    for rule in recipe.metrics:
        amounts += [rule.value, rule.weight]
    return list(dict.fromkeys(amount for amount in amounts if isinstance(amount, str)))


def _order(dates: Mapping[str, None], column: str, latest: date) -> str:
    found = find_order(dates, latest)
    if not found.order:
        raise Undecided(
            "date_order",
            f"The dates in “{shown(column)}”, such as {shown(found.example)}, can be read in more than "
            "one order, and nothing in the file tells which. Say which with date_order: ymd, dmy (day "
            "first) or mdy (month first).",
        )
    return found.order


def _habits(name: str, column: _Column, columns: Mapping[str, _Column], recipe: Recipe) -> Habits:
    return Habits(
        _mark(name, column, columns, recipe),
        _durations(name, column, recipe),
        # A weight, or one of a hundred, is not below nought: there it can only be an answer.
        minus_is_yes=column.minus_ones and not column.others and _is_answer(name, recipe),
    )


def _is_answer(name: str, recipe: Recipe) -> bool:
    return any(
        rule.weight == name or (rule.value == name and rule.unit == "percent")
        for rule in recipe.metrics
    )


def _mark(name: str, column: _Column, columns: Mapping[str, _Column], recipe: Recipe) -> str:
    """The column's own evidence first, then that of the others."""
    if recipe.decimal:
        return recipe.decimal
    everywhere = {mark for other in columns.values() for mark in other.marks}
    for evidence in (column.marks, everywhere):
        if len(evidence) == 1:
            return next(iter(evidence))
        if evidence:
            break
    if column.ambiguous:
        text = shown(column.ambiguous)
        raise Undecided(
            "decimal",
            f"“{text}” in “{shown(name)}” can be a number in the thousands or one with three decimals, "
            "and nothing in the file tells which. Say which with decimal: point or comma.",
        )
    return "point"


def _durations(name: str, column: _Column, recipe: Recipe) -> str:
    """What the plain numbers of a column are so many of.

    Day fractions have many decimals and come to whole seconds; a few more than a day are alike. Otherwise
    the heading may say it: `Talk (min)`.
    """
    told, mentioned = told_unit(name)
    has_numbers = bool(column.at_least_one or column.day_fraction or column.other_small)
    if recipe.durations and not (recipe.durations == "days" and told and column.at_least_one):
        return recipe.durations
    if column.day_fraction and not column.at_least_one:
        return "days"
    if told and not column.day_fraction:
        return told
    if mentioned and has_numbers:
        raise Undecided(
            "durations",
            f"The numbers in “{shown(name)}” can be {mentioned} or seconds. Say which with durations: "
            f"seconds or {mentioned}.",
        )
    small = column.day_fraction or column.other_small
    if small and (column.day_fraction or not column.at_least_one):
        raise Undecided(
            "durations",
            f"“{shown(small)}” in “{shown(name)}” can be so many seconds or part of a day, as "
            "spreadsheets keep durations. Say which with durations: seconds or days.",
        )
    return "seconds"


def is_number(text: str) -> Decimal | None:
    """The number in a cell, whichever its decimal mark, None for anything else; for guesses."""
    try:
        return exact_number(text, _POINT_HABITS, "")
    except Rejected:
        return None
