"""From rows to drafts of readings: every cell read, or every problem of the row named."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from goals.ingest.files import totals
from goals.ingest.files.cells import is_blank, yes_or_no
from goals.ingest.files.durations import PERCENTS, value_of, weight_of
from goals.ingest.files.grid import Row, Table
from goals.ingest.files.held import Held, Unreadable
from goals.ingest.files.instants import read_day, read_instant, read_time_beside
from goals.ingest.files.problems import Problem
from goals.ingest.files.profile import Settled, place_of
from goals.ingest.files.recipe import Amount, MetricRule, Recipe
from goals.ingest.resolve import key
from goals.ingest.values import Rejected, external_id, figure, shown

_T = TypeVar("_T")
ONE = Decimal(1)
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric that rows are read for: its id and what it is a number of."""

    id: int
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a row; a value of None says that the row has none, and takes back an earlier one."""

    metric_id: int
    value: Decimal | None
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Draft:
    """A row whose cells could all be read: words for who, and wall time, instant or day for when, as `said`."""

    line: int
    cells: tuple[str, ...]
    id: str
    agent: str
    team: str
    when: datetime | date
    figures: tuple[Figure, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that cannot be taken in, with everything that is wrong with it."""

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


def problem_of(line: int, error: Rejected) -> Problem:
    """A refusal, with the line it happened on."""
    return Problem(line, error.field, error.value, error.message, error.repair or error.message)


class RowReader:
    """Reads the rows of a table by a recipe.

    `counted` are the recipe's metrics, in its order; in a file of readings `metric_of` finds the metric a
    cell names, raising Rejected.
    """

    def __init__(
        self,
        table: Table,
        recipe: Recipe,
        settled: Settled,
        counted: Sequence[Counted],
        metric_of: Callable[[str, str], Counted],
    ) -> None:
        self.table = table
        self.recipe = recipe
        self.settled = settled
        self.counted = counted
        self.metric_of = metric_of
        self.places = {column: place_of(table, column) for column in recipe.columns()}
        self.left_out: list[int] = []
        self._read: dict[tuple[str, str, str, bool], Decimal] = {}
        self._days: dict[str, datetime | date] = {}

    def rows(self) -> Iterator[Draft | Failed]:
        """Every row of the file, in its order; `left_out` then names the lines of those that are none."""
        waiting: list[Failed] = []
        has_rows = False
        for row in self.table.rows():
            if isinstance(row, Problem):
                draft: Draft | Failed = Failed(row.line, row.cells, (row,))
            else:
                draft = self._draft(row)
            if isinstance(draft, Failed):
                if self._is_total(draft):
                    self.left_out.append(draft.line)
                    continue
                if (
                    has_rows
                    and self._may_be_a_note(draft)
                    and len(waiting) < totals.MOST_AT_THE_END
                ):
                    waiting.append(draft)
                    continue
            has_rows = True
            # More rows follow, so what came before them stood in the middle of the table.
            yield from waiting
            waiting = []
            yield draft
        self.left_out += [failed.line for failed in waiting]

    def _is_total(self, failed: Failed) -> bool:
        """Whether a row that cannot be read is a sum of others, or the headings once more."""
        cells = failed.cells
        if totals.repeats(cells, self.table.headings):
            return True
        return totals.is_total(cells) and not any(
            cell and not totals.is_total([cell]) for cell in self._keys(failed)
        )

    def _may_be_a_note(self, failed: Failed) -> bool:
        if not failed.cells:
            return False
        if len(failed.cells) != len(self.table.headings):
            return totals.is_note(failed.cells, ())
        recipe = self.recipe
        people = [failed.cells[self.places[name]] for name in (recipe.agent, recipe.team) if name]
        return totals.is_note(failed.cells, [*self._keys(failed), *people])

    def _keys(self, failed: Failed) -> list[str]:
        """The cells of a row that say which it is and when it was."""
        if len(failed.cells) != len(self.table.headings):
            return []
        recipe = self.recipe
        named = (recipe.id, recipe.at, recipe.date, recipe.time)
        return [failed.cells[self.places[name]] for name in named if name]

    def _draft(self, row: Row) -> Draft | Failed:
        recipe = self.recipe
        problems: list[Problem] = []

        def attempt(read: Callable[[], _T], instead: _T) -> _T:
            try:
                return read()
            except Rejected as error:
                problems.append(problem_of(row.line, error))
                return instead

        row_id = attempt(
            lambda: external_id(self._cell(row, recipe.id), recipe.id) if recipe.id else "", ""
        )
        agent = attempt(lambda: self._word(row, recipe.agent), "")
        team = attempt(lambda: self._word(row, recipe.team), "")
        when = attempt(lambda: self._when(row), date.min)
        figures = self._figures(row, problems)
        if problems:
            return Failed(row.line, row.cells, tuple(problems))
        said = " ".join(
            row.cells[self.places[name]] for name in (recipe.at or recipe.date, recipe.time) if name
        )
        return Draft(row.line, row.cells, row_id, agent, team, when, figures, said)

    def _cell(self, row: Row, column: str) -> str:
        text = row.cells[self.places[column]] if column else ""
        if isinstance(text, Unreadable):
            raise Rejected(column, text.found, text, text.repair)
        return text

    def _word(self, row: Row, column: str) -> str:
        """A name; control characters in it are refused."""
        text = self._cell(row, column)
        if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            raise Rejected(
                column, "There are control characters in the text.", text, "Remove them."
            )
        return text

    def _when(self, row: Row) -> datetime | date:
        recipe, order = self.recipe, self.settled.date_order
        column = recipe.at or recipe.date
        text = self._cell(row, column)
        if not text:
            raise Rejected(column, "The date is blank.", "", "Fill in the date.")
        when = self._day(text, order, column)
        if not recipe.time:
            return when
        clock = self._cell(row, recipe.time)
        if not clock:
            raise Rejected(recipe.time, "The time is blank.", "", "Fill in the time.")
        day = when.date() if isinstance(when, datetime) else when
        at = read_time_beside(
            clock, day, recipe.time, are_fractions=self.settled.times_are_fractions
        )
        if isinstance(when, datetime) and when.time() != at:
            raise Rejected(
                column,
                f"“{shown(text)}” holds another time than “{shown(clock)}” beside it.",
                text,
                "Leave the time out of the date, or use this column alone, for date and time.",
            )
        return when if isinstance(when, datetime) else datetime.combine(day, at)

    def _day(self, text: str, order: str, column: str) -> datetime | date:
        """What a cell with a date holds; each spelling of a day is looked at once."""
        if self.recipe.at:
            return read_instant(text, order, column)
        if isinstance(text, Held):
            return read_day(text, order, column)
        known = self._days.get(text)
        if known is None:
            known = read_day(text, order, column)
            if len(self._days) < _REMEMBERED:
                self._days[text] = known
        return known

    def _figures(self, row: Row, problems: list[Problem]) -> tuple[Figure, ...]:
        recipe = self.recipe
        figures: list[Figure] = []
        if recipe.metric_column:
            try:
                metric = self.metric_of(self._cell(row, recipe.metric_column), recipe.metric_column)
                figures.append(self._figure(row, metric, recipe.value, recipe.weight))
            except Rejected as error:
                problems.append(problem_of(row.line, error))
            return tuple(figures)
        for metric, rule in zip(self.counted, recipe.metrics, strict=True):
            try:
                if not all(self._holds(row, *condition) for condition in rule.when):
                    figures.append(Figure(metric.id, None))
                elif rule.percents:
                    figures.append(self._percents(row, metric, rule))
                else:
                    figures.append(self._figure(row, metric, rule.value, rule.weight))
            except Rejected as error:
                problem = problem_of(row.line, error)
                # Several metrics may read one cell; what is wrong with it is said once.
                if problem not in problems:
                    problems.append(problem)
        return tuple(figures)

    def _holds(self, row: Row, column: str, wanted: str) -> bool:
        text = self._cell(row, column)
        if key(text) == key(wanted):
            return True
        answer = yes_or_no(wanted)
        return answer is not None and yes_or_no(text) is answer

    def _figure(self, row: Row, metric: Counted, value: Amount, weight: Amount) -> Figure:
        amount = value if isinstance(value, Decimal) else self._value(row, metric.unit, value)
        if amount is None:
            return Figure(metric.id, None)
        return Figure(
            metric.id, amount, weight if isinstance(weight, Decimal) else self._weight(row, weight)
        )

    def _percents(self, row: Row, metric: Counted, rule: MetricRule) -> Figure:
        """So many percent of the weight, which is 1 where there is none: 91.5 of 80 contacts is 73.2 of them."""
        told = self._figure(row, Counted(metric.id, PERCENTS), rule.value, rule.weight)
        if told.value is None:
            return told
        return Figure(
            told.metric_id, figure(told.value * told.weight, str(rule.value)), told.weight
        )

    def _value(self, row: Row, unit: str, column: str) -> Decimal | None:
        text = self._cell(row, column)
        if is_blank(text):
            return None
        if isinstance(text, Held):
            return value_of(text, unit, self.settled.habits_of(column), column)
        known = self._read.get((column, unit, text, False))
        if known is None:
            known = value_of(text, unit, self.settled.habits_of(column), column)
            self._remember((column, unit, text, False), known)
        return known

    def _weight(self, row: Row, column: str) -> Decimal:
        text = self._cell(row, column)
        if is_blank(text):
            raise Rejected(
                column,
                "The weight is blank beside a value.",
                text,
                "Fill in the weight, or leave the value blank too.",
            )
        if isinstance(text, Held):
            return weight_of(text, self.settled.habits_of(column), column)
        known = self._read.get((column, "", text, True))
        if known is None:
            known = weight_of(text, self.settled.habits_of(column), column)
            self._remember((column, "", text, True), known)
        return known

    def _remember(self, cell: tuple[str, str, str, bool], figure: Decimal) -> None:
        """Cells repeat; reading each spelling once makes a file several times faster."""
        if len(self._read) < _REMEMBERED:
            self._read[cell] = figure
