"""The calls of 2021 in other spellings: the same digits as the plain file, reading by reading."""

from __future__ import annotations

import json
import os
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from goals.ingest.files.profile import settle
from goals.ingest.files.recipe import Recipe, recipe_from
from goals.ingest.files.rows import Counted, Draft, Failed, RowReader
from goals.ingest.files.table import read_table
from goals.ingest.resolve import key
from goals.models import Reading
from goals.recompute.run import run_until_done
from tests.goals.ingest.calls import FILE, RECIPE, counted, needs_the_file
from tests.goals.ingest.spellings import SPELLINGS, Spelling
from tests.goals.ingest.spellings_elsewhere import ELSEWHERE
from tests.goals.ingest.test_calls_2021 import BROWSER_SLUGS, stored

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


def read(path, recipe: Recipe) -> tuple[list[Draft | Failed], RowReader]:
    """The rows of a file, and who read them."""
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
    return list(reader.rows()), reader


def said(path, recipe: Recipe) -> tuple[list[tuple], RowReader]:
    """What a file says: of each row who, when, and what it counts."""
    drafts, reader = read(path, recipe)
    rows = []
    for row in drafts:
        assert isinstance(row, Draft), row
        assert isinstance(row.when, datetime)
        zone = row.when.tzinfo or ZoneInfo("Europe/London")
        rows.append((row.id, row.agent, row.when.replace(tzinfo=zone).astimezone(UTC), row.figures))
    return rows, reader


@cache
def plainly() -> dict[str, tuple]:
    rows, _ = said(FILE, recipe_for(Spelling()))
    return {row[0]: row for row in rows}


ALL = SPELLINGS | ELSEWHERE


@pytest.mark.parametrize("name", ALL)
def test_another_spelling_says_the_same(tmp_path, name):
    spelling = ALL[name]

    rows, _ = said(spelling.write(tmp_path, every=EVERY), recipe_for(spelling))

    assert len(rows) == 5000 // EVERY
    assert rows == [plainly()[row[0]] for row in rows]


# --- All the way ---------------------------------------------------------------------------------


def toml_of(spelling: Spelling) -> str:
    """The plain recipe as a file, told what this spelling must be told."""
    text = RECIPE.read_text()
    if "at" in spelling.told:
        text = text.replace('date = "Date"\ntime = "Time"\n', f'at = "{spelling.told["at"]}"\n')
    return text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "semicolons, decimal commas, day fractions",
        "month first without zeros",
        "started, american",
        "clock times",
        "workbook as a report",
        "drawn by a database",
        "started, javascript",
        "typed workbook of 1904",
    ],
)
def test_the_command_gives_the_same_tallies(tmp_path, capsys, organisation, name):
    spelling = ALL[name]
    by = tmp_path / "recipe.toml"
    by.write_text(toml_of(spelling))

    call_command("import_contacts", str(spelling.write(tmp_path)), recipe=by, json=True)

    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["rejected"]) == (5000, [])
    run_until_done()
    for by_what in ("total", "agent", "day", "hour", "month"):
        assert stored(by_what) == counted(by_what), by_what


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "semicolons, decimal commas, day fractions",
        "workbook as a report",
        "tabs in utf-16, with a title",
    ],
)
def test_the_browser_gives_the_same_tallies(settings, tmp_path, administrator, client_of, name):
    settings.DATA_DIR = tmp_path / "data"
    client = client_of(administrator)
    with ALL[name].write(tmp_path).open("rb") as file:
        address = client.post(reverse("goals:import_new"), {"file": file})["Location"]
    form = client.get(address).context["form"]
    answers = {bound.html_name: bound.value() or "" for bound in form}
    answers |= {"name": "Call log", "team_new": "Telephone", "create_agents": "on", "do": "check"}
    resolved, answered = (
        next(n for n in form.figures if form.columns[n].heading == heading)
        for heading in ("Resolved", "Answered (Y/N)")
    )
    answers |= {f"weight_{resolved}": str(answered), "metric_rows": "+new"}

    address = client.post(address, {k: v for k, v in answers.items() if v is not False})["Location"]
    client.post(address, {"do": "import"})

    run_until_done()
    for by_what in ("total", "agent", "day", "hour", "month"):
        found, expected = stored(by_what), counted(by_what)
        for slug, metric in BROWSER_SLUGS.items():
            assert found[slug] == expected[metric], (by_what, slug)


@pytest.mark.django_db
def test_dates_that_can_be_read_both_ways_are_asked(tmp_path, organisation):
    """The first twelve days of each month only, day first: nothing in them tells."""
    spelling = SPELLINGS["day first"]
    path = spelling.write(tmp_path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines[1:] if int(line.split(",")[2][:2]) <= 12]
    path.write_text("\n".join([lines[0], *kept]))

    with pytest.raises(CommandError, match="Say which with date_order"):
        call_command("import_contacts", str(path), recipe=RECIPE)

    assert not Reading.objects.exists()
