"""The calls of 2021 in other spellings: the same digits as the plain file, reading by reading."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from goals.ingest.files.profile import settle
from goals.ingest.files.recipe import Recipe, recipe_from
from goals.ingest.files.rows import Counted, Draft, RowReader
from goals.ingest.files.table import read_table
from goals.ingest.resolve import key
from tests.goals.ingest.calls import FILE, RECIPE, needs_the_file
from tests.goals.ingest.spellings import SPELLINGS, Spelling

pytestmark = needs_the_file
LATEST = date(2026, 11, 21)
EVERY = int(os.environ.get("CALLS_EVERY", "5"))
"""Of so many rows one is written here: a fifth takes a fifth of the time. Some spellings go all the way below."""


def recipe_for(spelling: Spelling) -> Recipe:
    """The plain recipe, with the headings of this spelling and what it must be told."""
    plain = tomllib.loads(RECIPE.read_text(), parse_float=Decimal)
    renamed = {old: new for old, new in spelling.renamed.items() if key(old) != key(new)}
    for role in ("id", "agent", "date", "time"):
        plain[role] = renamed.get(plain[role], plain[role])
    for rule in plain["metric"]:
        for amount in ("value", "weight"):
            rule[amount] = renamed.get(rule.get(amount, 1), rule.get(amount, 1))
    plain |= spelling.told
    return recipe_from({role: told for role, told in plain.items() if told is not None})


def said(path, recipe: Recipe) -> tuple[list[tuple], RowReader]:
    """What a file says: of each row who, when, and what it counts."""
    table = read_table(path, recipe.sheet, recipe.columns())
    counted = [
        Counted(number, rule.unit or "count") for number, rule in enumerate(recipe.metrics, 1)
    ]
    seconds = frozenset(
        rule.value
        for rule in recipe.metrics
        if rule.unit == "seconds" and isinstance(rule.value, str)
    )
    settled = settle(table, recipe, LATEST, seconds_columns=seconds, is_seconds=lambda _: False)
    reader = RowReader(table, recipe, settled, counted, lambda _, __: counted[0])
    rows = []
    for row in reader.rows():
        assert isinstance(row, Draft), row
        assert isinstance(row.when, datetime)
        zone = row.when.tzinfo or ZoneInfo("Europe/London")
        rows.append((row.id, row.agent, row.when.replace(tzinfo=zone).astimezone(UTC), row.figures))
    return rows, reader


@cache
def plainly() -> dict[str, tuple]:
    rows, _ = said(FILE, recipe_for(Spelling()))
    return {row[0]: row for row in rows}


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_says_the_same(tmp_path, name):
    spelling = SPELLINGS[name]

    rows, _ = said(spelling.write(tmp_path, every=EVERY), recipe_for(spelling))

    assert len(rows) == 5000 // EVERY
    assert rows == [plainly()[row[0]] for row in rows]
