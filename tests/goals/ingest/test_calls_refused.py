"""Spellings of the calls file that nobody can be sure of: asked about or refused, with where, what and how to mend it."""

from __future__ import annotations

import pytest

from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.rows import Failed
from tests.goals.ingest.calls import needs_the_file
from tests.goals.ingest.spellings import (
    AGENT,
    ANSWERED,
    CALL,
    CLOCK,
    DAY,
    PLAIN,
    RATING,
    TALK,
    Spelling,
    answers,
    at,
    combined,
    dates,
    talks,
    times,
)
from tests.goals.ingest.test_calls_spellings import read, recipe_for

pytestmark = needs_the_file


def merged_agents(book, found, headings):
    """The calls by agent, each name once, merged over its rows."""
    sheet = book.active
    sheet.append(headings)
    found.sort(key=lambda row: row[AGENT])
    for row in found:
        sheet.append([at(row).date() if name == DAY else row[name] for name in headings])
    first = 2
    for name in dict.fromkeys(row[AGENT] for row in found):
        last = first + sum(row[AGENT] == name for row in found) - 1
        sheet.merge_cells(f"B{first}:B{last}")
        first = last + 1


REFUSED = {
    "zones by their letters": (
        combined(lambda d: f"{d:%Y-%m-%d %H:%M:%S} BST"),
        "Started",
        "names a time zone, BST. Write the offset instead, such as +01:00",
    ),
    "zones by their names": (
        combined(lambda d: f"{d:%Y-%m-%d %H:%M:%S} Europe/London"),
        "Started",
        "names a time zone, Europe/London. Write the offset instead",
    ),
    "days without a year": (
        Spelling(dates(lambda d: f"{d.day} {d:%b}")),
        DAY,
        "is not a date. Write the date like 2026-11-21.",
    ),
    "weeks": (
        Spelling(dates(lambda d: f"{d:%G-W%V-%u}")),
        DAY,
        "is not a date. Write the date like",
    ),
    "times in words": (
        Spelling(times(lambda _: "about nine")),
        CLOCK,
        "“about nine” is not a time of day. Write the time like 14:05:30.",
    ),
    "durations in four parts": (
        Spelling(talks(lambda n: f"00:00:{n // 60:02}:{n % 60:02}")),
        TALK,
        "is not a duration. Write it as seconds (143) or as h:mm:ss (0:02:23).",
    ),
    "answers in words": (
        Spelling(answers("answered", "abandoned")),
        ANSWERED,
        "is neither yes nor no, and no number. Write yes, no or a number.",
    ),
    "ratings of five": (
        Spelling(lambda row: row | {RATING: row[RATING] and f"{row[RATING]}/5"}),
        RATING,
        "/5” is not a number. Write it in digits, such as 12.5.",
    ),
    "errors of a spreadsheet": (
        Spelling(lambda row: row | {TALK: row[TALK] and "#VALUE!"}),
        TALK,
        "“#VALUE!” is not a duration.",
    ),
    "ids left out": (
        Spelling(lambda row: row | {CALL: ""}),
        CALL,
        "The id is blank. Give each row an id of its own.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_cannot_be_read_says_where_what_and_how_to_mend_it(tmp_path, name):
    spelling, column, words = REFUSED[name]

    rows, reader = read(spelling.write(tmp_path, every=20), recipe_for(spelling))

    failed = [row for row in rows if isinstance(row, Failed)]
    assert failed
    assert reader.left_out == []
    for row in failed:
        problem = row.problems[0]
        assert (problem.line, problem.column) == (row.line, column)
        assert problem.value or not row.cells[PLAIN.index(CALL)]
        assert words in problem.message
        assert problem.message.endswith(problem.repair)


ASKED = {
    "days that can be months": (
        Spelling(dates(lambda d: f"{d.day % 12 + 1}/{d.month}/21")),
        "date_order",
    ),
    "thousands or decimals": (
        Spelling(talks(lambda n: f"{n}.000"), renamed={TALK: "talk_ms"}),
        "decimal",
    ),
    "thousands or decimals of seconds": (Spelling(talks(lambda n: f"{n},000 s")), "decimal"),
    "seconds or days": (Spelling(talks(lambda n: f"0.00{n}")), "durations"),
    "minutes or seconds": (
        Spelling(talks(str), renamed={TALK: "Minutes of talk"}),
        "durations",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_the_file_does_not_tell_is_asked(tmp_path, name):
    spelling, key = ASKED[name]

    with pytest.raises(Undecided) as asked:
        read(spelling.write(tmp_path, every=20), recipe_for(spelling))

    assert asked.value.key == key


def test_thousands_of_seconds_are_read_as_told(tmp_path):
    spelling = Spelling(talks(lambda n: f"{n},000 s"), told={"decimal": "comma"})
    plain = Spelling()

    told, _ = read(spelling.write(tmp_path, every=20), recipe_for(spelling))
    rows, _ = read(plain.write(tmp_path, every=20), recipe_for(plain))

    assert [row.figures for row in told] == [row.figures for row in rows]


def test_rows_that_are_one_quoted_cell_are_refused_whole(tmp_path):
    whole = Spelling(shape=lambda text: "".join(f'"{line}"\r\n' for line in text.splitlines()))

    with pytest.raises(FileProblem, match=r"Quotes stand around whole rows.* Remove the quotes"):
        read(whole.write(tmp_path, every=20), recipe_for(whole))


def test_agents_merged_over_their_rows_are_refused_where_the_file_has_only_blanks(tmp_path):
    """Read as blanks they would count for the team alone, and nobody would be told."""
    spelling = Spelling(workbook=merged_agents)

    rows, _ = read(spelling.write(tmp_path, every=100), recipe_for(spelling))

    first = {row.agent for row in rows if not isinstance(row, Failed)}
    failed = [row for row in rows if isinstance(row, Failed)]
    assert (len(first), len(failed)) == (8, 50 - 8)
    for row in failed:
        (problem,) = row.problems
        assert (problem.line, problem.column) == (row.line, AGENT)
        assert problem.value in first
        assert "merged with those above it" in problem.message
        assert "Take the merging off and fill the cell in" in problem.repair
