"""Workbooks for the tests: written by a library as others write them, or put together by hand to be hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.goals.ingest.helpers import HEADINGS, ROWS

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


class Shown:
    """A cell with a number format of its own."""

    def __init__(self, value: Any, number_format: str) -> None:
        self.value = value
        self.number_format = number_format


def fill(sheet: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Put rows into a sheet from its first row on."""
    for number, row in enumerate(rows, 1):
        for place, held in enumerate(row, 1):
            if held is None:
                continue
            cell = sheet.cell(number, place)
            cell.value = held.value if isinstance(held, Shown) else held
            if isinstance(held, Shown):
                cell.number_format = held.number_format


def book(
    path: Path,
    *sheets: tuple[str, Iterable[Sequence[Any]]],
    hidden: str = "",
    of_1904: bool = False,
) -> Path:
    """A workbook of these sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    if of_1904:
        workbook.epoch = CALENDAR_MAC_1904
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        fill(sheet, rows)
    workbook.save(path)
    return path


def column_of(path: Path, heading: str, *cells: Any, of_1904: bool = False) -> Path:
    """A workbook with a row for each of these cells, under this heading."""
    rows = [[f"c{n}", "Jin Park", "2026-11-02", "09:15", cell] for n, cell in enumerate(cells)]
    sheet = [["Id", "Agent", "Date", "Time", heading], *rows]
    return book(path, ("Calls", sheet), of_1904=of_1904)


def typed_rows() -> list[list[Any]]:
    """The usual rows, each cell of the type a spreadsheet would give it."""
    rows: list[list[Any]] = [HEADINGS.split(",")]
    for row in ROWS:
        number, agent, day, clock, resolved, answered, talk, score = row.split(",")
        at = datetime.fromisoformat(day)
        rows.append(
            [
                number,
                agent,
                Shown(at, "dd/mm/yyyy"),
                time.fromisoformat(clock),
                resolved == "Y",
                answered == "Y",
                Shown(time.fromisoformat(f"0{talk}"), "h:mm:ss") if talk else None,
                int(score) if score else None,
            ]
        )
    return rows


def changed(path: Path, parts: Mapping[str, bytes | str | None]) -> Path:
    """A workbook with other parts in place of its own, or more of them; None takes one away."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **parts}.items():
            if content is not None:
                archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def sheet_of(rows: str, before: str = "") -> str:
    """The part of a sheet with these rows, written out."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    )


def inline(number: int, *cells: str) -> str:
    """A row of texts, each in its own cell; one that starts with `<c` is taken as it is."""
    return (
        f'<row r="{number}">'
        + "".join(
            cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in cells
        )
        + "</row>"
    )


def with_shared_texts(path: Path, *texts: str) -> Path:
    """A workbook whose first row holds texts (their XML) that are shared, as most programs write them."""
    book(path, ("Calls", [["x"]]))
    with zipfile.ZipFile(path) as archive:
        links = archive.read("xl/_rels/workbook.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="shared" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    cells = (f'<c t="s"><v>{number}</v></c>' for number in range(len(texts)))
    items = "".join(f"<si>{text}</si>" for text in texts)
    return changed(
        path,
        {
            "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link),
            TEXTS: f'<?xml version="1.0" encoding="UTF-8"?><sst>{items}</sst>',
            SHEET: sheet_of(inline(1, *cells)),
        },
    )
