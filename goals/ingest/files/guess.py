"""What a file's columns probably are, from their headings and a few rows. A proposal, marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from goals.ingest.files.cells import is_blank, says_percent, yes_or_no
from goals.ingest.files.durations import clock_seconds
from goals.ingest.files.grid import Table
from goals.ingest.files.instants import read_day, read_instant, read_time, split_instant
from goals.ingest.files.problems import Problem
from goals.ingest.files.profile import is_number
from goals.ingest.files.totals import is_total
from goals.ingest.resolve import key
from goals.ingest.values import Rejected

SAMPLED_ROWS = 200
ROLES = ("id", "agent", "team", "date", "time", "at", "figure")
_WORDS = {
    "id": r"\b(id|ids|ref|reference|ticket|case|key|uuid|number|no)\b",
    "agent": r"\b(agent|adviser|advisor|operator|representative|rep|employee|user|handled by|assignee"
    r"|mitarbeiter(in)?|bearbeiter(in)?|agente|conseill[eè]re?|op[eé]rateur|operador|operatore|medewerker)\b",
    "team": r"\b(team|group|queue|department|squad|gruppe|abteilung|[eé]quipe|equipo|squadra|afdeling)\b",
    "at": r"\b(timestamp|datetime|date time|date and time|started|start|created|opened|at|when|date|day)\b",
    "date": r"\b(date|day|datum|tag|jour|fecha|data|giorno|dag)\b",
    "time": r"\b(time|clock|hour|uhrzeit|zeit|heure|hora|ora|tijd)\b",
}
_IN_TIME = re.compile(r"\b(seconds?|secs?|duration|talk|handle|handling|aht|wait|hold|speed)\b")
_TOOK = re.compile(
    r"\b(avg|average|mean|respon\w+|resol\w+|wrap|queue|spent|time to|length|dauer)\b"
)
_SCORES = re.compile(r"\b(rating|score|csat|satisfaction|nps|stars?|mark)\b")
_LOWER = re.compile(
    r"\b(errors?|complaints?|abandon\w*|wait\w*|reopen\w*|escalat\w*|missed|late)\b"
)
_PERCENT = re.compile(
    r"%|\b(percent|percentage|pct|prozent|pour\s?cent|porcentaje|percentuale|procent)\b",
    re.IGNORECASE,
)
_MOST_PERCENT = 100
_SHORT = re.compile(r"\b(csat|fcr|aht|nps|sla|qa|ces|asa|acw|ivr)\b", re.IGNORECASE)
"""What is written in capitals whatever the rest of a heading is written in."""
_FILLING = re.compile(
    r"\b(avg|average|mean|in (seconds|secs|minutes)|sec|secs)\b|(?:\bin\s*)?%", re.IGNORECASE
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with its first cells, blanks left out; `samples` are the different ones."""

    heading: str
    samples: tuple[str, ...]
    cells: tuple[str, ...]
    is_unique: bool


@dataclass(frozen=True, slots=True)
class FigureGuess:
    """What a column of figures probably measures; `percents`: its numbers are percents already, 91.5 is 91.5%."""

    name: str
    kind: str
    unit: str
    better: str
    percents: bool = False

    def as_rule(self) -> dict[str, Any]:
        """It as the part of a recipe that describes a new metric."""
        rule: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "unit": self.unit,
            "better": self.better,
        }
        return rule | {"percents": True} if self.percents else rule


def columns_of(table: Table) -> list[Column]:
    """The columns of a table, with samples from its first rows."""
    rows = [
        row
        for row in islice(table.rows(), SAMPLED_ROWS)
        if not isinstance(row, Problem) and (all(row.cells) or not is_total(row.cells))
    ]
    columns = []
    for place, heading in enumerate(table.headings):
        cells = [row.cells[place] for row in rows if not is_blank(row.cells[place])]
        different = tuple(dict.fromkeys(cells))
        columns.append(
            Column(
                heading,
                different,
                tuple(cells),
                is_unique=len(cells) > 1 and len(different) == len(rows),
            )
        )
    return columns


def guess_roles(columns: Sequence[Column]) -> dict[str, str]:
    """Heading to role, for the columns that seem to have one. Each role but figure is given once."""
    roles: dict[str, str] = {}
    tests: Mapping[str, Callable[[Column], bool]] = {
        "date": _holds_dates,
        "at": _holds_instants,
        "time": lambda column: _holds_times(column) and not _lasts(column),
        "id": lambda column: column.is_unique,
        "agent": _holds_names,
        "team": _holds_names,
    }
    for role, fits in tests.items():
        if role == "at" and "date" in roles.values():
            continue
        if role == "time" and "at" in roles.values():
            continue
        for column in columns:
            said = plain_words(column.heading)
            if column.heading not in roles and re.search(_WORDS[role], said) and fits(column):
                roles[column.heading] = role
                break
    if not {"at", "date"} & set(roles.values()):
        roles |= _only_days(columns, roles)
    for column in columns:
        if column.heading not in roles and _is_spare_time(column, roles):
            continue
        if column.heading not in roles and guess_figure(column) is not None:
            roles[column.heading] = "figure"
    return roles


def _only_days(columns: Sequence[Column], roles: Mapping[str, str]) -> dict[str, str]:
    """The one column whose cells say when, whatever it is called: `Closed`. Of two nobody can say which is meant."""
    when = [
        column
        for column in columns
        if column.heading not in roles
        and not any(is_number(cell) is not None for cell in column.samples)
        and (_holds_dates(column) or _holds_instants(column))
    ]
    if len(when) != 1:
        return {}
    return {when[0].heading: "date" if _holds_dates(when[0]) else "at"}


def guess_figure(column: Column) -> FigureGuess | None:
    """What a column measures; None where its cells are no figures."""
    said = plain_words(column.heading)
    cells = column.samples
    if not cells or (column.is_unique and re.search(_WORDS["id"], said)):
        return None
    name = metric_name(column.heading)
    better = "lower" if _LOWER.search(said) else "higher"
    if _nearly_all(yes_or_no(cell) is not None for cell in column.cells):
        return FigureGuess(name, "ratio", "percent", better)
    are_numbers = _nearly_all(is_number(cell) is not None for cell in cells)
    if are_numbers and (_PERCENT.search(column.heading) or _nearly_all(map(says_percent, cells))):
        return FigureGuess(name, "ratio", "percent", better, percents=_are_percents(cells))
    if _nearly_all(clock_seconds(cell) is not None for cell in cells) or (
        are_numbers and _IN_TIME.search(said)
    ):
        return FigureGuess(name, "ratio", "seconds", "lower")
    if not are_numbers:
        return None
    kind, unit = ("ratio", "score") if _SCORES.search(said) else ("total", "count")
    return FigureGuess(name, kind, unit, better)


def _are_percents(cells: Iterable[str]) -> bool:
    """Whether numbers of percent are meant as such: 85 or 85%, and not 0.85."""
    plain = [is_number(cell) for cell in cells if not says_percent(cell)]
    return not plain or any(number is not None and number > 1 for number in plain)


def may_be_percents(column: Column) -> bool:
    """Whether a column of numbers can be one of percents at all: none above 100, and one above 1."""
    numbers = [is_number(cell) for cell in column.samples]
    found = [number for number in numbers if number is not None]
    return bool(found) and 1 < max(found) <= _MOST_PERCENT


def plain_words(heading: str) -> str:
    """A heading in small letters and single words: `AvgTalkDuration` is `avg talk duration`."""
    return key(re.sub(r"[^\w]+|_", " ", _CAMEL.sub(" ", heading)))


def metric_name(heading: str) -> str:
    """A heading as the name of a metric, without what only explains the column.

    Its letters stay as people wrote them; what a program wrote is put in small ones: `TALK TIME`, `talk_time`.
    """
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", heading).strip()
    is_of_capitals = bare.isupper() and len(bare.replace("%", " ").split()) > 1
    is_of_a_program = "_" in bare or (" " not in bare and bool(_CAMEL.search(bare)))
    if is_of_a_program:
        bare = _CAMEL.sub(" ", bare).replace("_", " ")
    words = " ".join(_FILLING.sub(" ", bare).split()) or heading
    if is_of_a_program or is_of_capitals:
        words = _SHORT.sub(lambda short: short[0].upper(), words.lower())
    return words[:1].upper() + words[1:] if words[:2].islower() else words


def _holds_dates(column: Column) -> bool:
    return _all(column, lambda cell: not isinstance(read_day(cell, "dmy", ""), datetime))


def _holds_instants(column: Column) -> bool:
    return _all(column, lambda cell: read_instant(cell, "dmy", ""))


def _holds_times(column: Column) -> bool:
    return _all(column, lambda cell: read_time(split_instant(cell)[1] or cell, ""))


def _lasts(column: Column) -> bool:
    """Whether its times are how long something took, by its heading: `Handling time`, `Time to resolve`."""
    said = plain_words(column.heading)
    return bool(_IN_TIME.search(said) or _TOOK.search(said))


def _is_spare_time(column: Column, roles: Mapping[str, str]) -> bool:
    """Whether a column has the time of day that the date beside it holds already."""
    has_it = any(
        role == "at" and re.search(_WORDS["date"], plain_words(heading))
        for heading, role in roles.items()
    )
    is_time = re.fullmatch(_WORDS["time"], plain_words(column.heading))
    return has_it and bool(is_time) and _holds_times(column)


def _holds_names(column: Column) -> bool:
    return bool(column.samples) and not any(
        is_number(cell) is not None or yes_or_no(cell) is not None for cell in column.samples
    )


def _all(column: Column, read: Callable[[str], object]) -> bool:
    """Whether nearly every sample can be read."""

    def reads(cell: str) -> bool:
        try:
            return read(cell) is not False
        except Rejected as error:
            # A date that does not exist in this order is still a date.
            return error.repair == "Correct the date."

    return _nearly_all(reads(cell) for cell in column.samples)


def _nearly_all(answers: Iterable[bool]) -> bool:
    """Nine in ten: a few bad cells do not change what a column is."""
    given = list(answers)
    return bool(given) and sum(given) * 10 >= len(given) * 9
