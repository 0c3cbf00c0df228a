"""Cells of a workbook that are merged over several rows."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from goals.ingest.files.grid import Row
from goals.ingest.files.held import Unreadable
from goals.ingest.files.merged import column_of
from goals.ingest.files.table import read_table


def table_of(path, rows, *merged):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    book.save(path)
    return read_table(path)


def cells_of(table):
    rows = list(table.rows())
    assert all(isinstance(row, Row) for row in rows)
    return [row.cells for row in rows]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "calls.xlsx"


def test_what_is_merged_downwards_is_told_where_it_would_be_read_as_blank(path):
    rows = [["Agent", "Day", "Calls"], ["Jin", "1", 4], [None, "2", 5], ["Dele", "3", 6]]
    table = table_of(path, rows, "A2:A3")
    first, second, third = cells_of(table)
    assert (first[0], third[0]) == ("Jin", "Dele")
    assert isinstance(second[0], Unreadable)
    assert second[0].found.startswith("The cell is merged with those above it, from row 2 on")
    assert second[1:] == ("2", "5")


def test_across_a_row_nothing_is_told(path):
    rows = [["Agent", "Note", "Calls"], ["Jin", "away", None], ["Dele", "", 6]]
    assert cells_of(table_of(path, rows, "B2:C2"))[0] == ("Jin", "away", "")


def test_headings_over_two_rows_are_headings(path):
    rows = [
        ["Agent", "Call", None, "Calls"],
        [None, "Day", "Hour", None],
        ["Jin", "1", "9", 4],
    ]
    table = table_of(path, rows, "A1:A2", "B1:C1", "D1:D2")
    assert table.headings == ("Agent", "Day", "Hour", "Calls")
    assert cells_of(table) == [("Jin", "1", "9", "4")]


def test_blank_ranges_and_those_without_other_cells_make_no_rows(path):
    rows = [["Agent", "Calls"], ["Jin", 4], [None, 5], [None, None], [None, None], ["Dele", 6]]
    table = table_of(path, rows, "A3:A6")
    book = cells_of(table)
    assert [cells[1] for cells in book] == ["4", "5", "6"]
    assert not any(isinstance(cell, Unreadable) for cells in book for cell in cells)


def test_columns_are_numbered_from_their_letters():
    assert [column_of(letters) for letters in ("A", b"Z", "AA", "XFD")] == [1, 26, 27, 16_384]
