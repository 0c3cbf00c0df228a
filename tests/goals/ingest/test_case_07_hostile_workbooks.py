"""Threat cases 6 and 7 in a workbook: what is hostile is refused whole, before it costs anything.

Nothing is ever half-written, and nothing unpacks to more than its bound.
"""

import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goals.ingest.files import archive, sheet
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.table import read_table
from goals.ingest.uploads import folder
from goals.models import Import, Reading
from tests.goals.ingest.books import (
    SHEET,
    TEXTS,
    book,
    changed,
    inline,
    sheet_of,
    typed_rows,
    with_shared_texts,
)
from tests.goals.ingest.helpers import HEADINGS, ROWS, brought_in, checked, recipe, written

# Jin and Dele work in North.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent", "colleague")]


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def rows_xml(*rows):
    return "".join(inline(number, *row) for number, row in enumerate(rows, 1))


USUAL = rows_xml(HEADINGS.split(","), *(row.split(",") for row in ROWS))


def hostile(path, name):
    """A workbook that should not be what it is."""
    book(path, ("Calls", typed_rows()))
    parts = {
        "no workbook inside": {"_rels/.rels": None},
        "no such part": {"xl/workbook.xml": None},
        "another document": {"xl/workbook.xml": "<document/>"},
        "billion laughs": {SHEET: sheet_of(inline(1, "&c;"), LAUGHS)},
        "outside entity": {SHEET: sheet_of(inline(1, "&a;"), OUTSIDE)},
        "document type in another encoding": {SHEET: sheet_of(USUAL, LAUGHS).replace("UTF-8", "UTF-16").encode("utf-16")},
        "document type in the styles": {"xl/styles.xml": LAUGHS + "<styleSheet/>"},
        "document type in the book": {"xl/workbook.xml": OUTSIDE + "<workbook/>"},
        "no xml": {SHEET: b"\x00\x01\x02"},
        "cut off": {SHEET: sheet_of(USUAL)[:-40]},
        "unknown text": {SHEET: sheet_of('<row r="1"><c t="s"><v>99999</v></c></row>')},
        "deep": {SHEET: sheet_of("<a>" * 100_000 + "</a>" * 100_000)},
        "long tag": {SHEET: sheet_of(f'<row r="1" x="{"y" * 9_000_000}"/>')},
        "row out of this world": {SHEET: sheet_of(inline(99_999_999, "Id"))},
        "column out of this world": {SHEET: sheet_of('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')},
        "many columns": {SHEET: sheet_of(inline(1, *(f"c{n}" for n in range(201))))},
        "open document": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
    }[name]  # fmt: skip
    return changed(path, parts)


HOSTILE = {
    "no workbook inside": "a zip archive that holds no workbook",
    "no such part": "a zip archive that holds no workbook",
    "another document": "a zip archive that holds no workbook",
    "billion laughs": "declares a document type",
    "outside entity": "declares a document type",
    "document type in another encoding": "declares a document type",
    "document type in the styles": "declares a document type",
    "document type in the book": "declares a document type",
    "no xml": "its part xl/worksheets/sheet1.xml cannot be read",
    "cut off": "its part xl/worksheets/sheet1.xml cannot be read",
    "unknown text": "cell A1 names a text that is not there",
    "deep": "its parts nest too deep",
    "long tag": "its part xl/worksheets/sheet1.xml cannot be read",
    "row out of this world": "more than 1,048,576 rows",
    "column out of this world": "in no column that a spreadsheet has",
    "many columns": "The file has 201 columns",
    "open document": "an OpenDocument file",
}


def refused(path, words):
    with pytest.raises(FileProblem) as caught:
        brought_in(path, recipe())
    assert words in str(caught.value)
    assert not Reading.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize(("name", "words"), HOSTILE.items(), ids=list(HOSTILE))
def test_case_07_a_hostile_workbook_is_refused_whole(path, name, words):
    refused(hostile(path, name), words)


def test_case_07_the_hand_made_workbook_is_read_when_nothing_is_wrong_with_it(path):
    book(path, ("Calls", typed_rows()))
    changed(path, {SHEET: sheet_of(USUAL)})
    report, _ = brought_in(path, recipe())
    assert (report.rows, report.rows_rejected, report.outcome.created) == (3, 0, 10)


def test_case_07_a_cut_off_archive_is_refused(path):
    book(path, ("Calls", typed_rows()))
    path.write_bytes(path.read_bytes()[:-100])
    refused(path, "damaged or cut off")


def test_case_07_damaged_bytes_inside_are_refused(path):
    book(path, ("Calls", typed_rows()))
    with zipfile.ZipFile(path) as packed:
        place = packed.getinfo(SHEET).header_offset + 80
    content = bytearray(path.read_bytes())
    content[place : place + 40] = bytes(40)
    path.write_bytes(content)
    refused(path, "cannot be read")


def test_case_07_a_locked_workbook_says_so(tmp_path, path):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
    locked = old + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    refused(written(tmp_path, locked, "locked.xlsx"), "protected by a password")
    refused(written(tmp_path, old, "old.xls"), "This is an old workbook, not a text file.")
    book(path, ("Calls", typed_rows()))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused(written(tmp_path, bytes(content), "zip.xlsx"), "protected by a password")


def test_case_07_a_bomb_is_refused_before_it_is_unpacked(path):
    book(path, ("Calls", typed_rows()))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    refused(path, "unpacks to more than 512 MB")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_case_07_a_size_that_lies_unpacks_no_further(path):
    book(path, ("Calls", typed_rows()))
    changed(path, {SHEET: sheet_of(USUAL + inline(9, "x" * 500_000))})
    content = path.read_bytes()
    true = zipfile.ZipFile(path).getinfo(SHEET).file_size.to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, (1_000).to_bytes(4, "little")))
    refused(path, "cannot be read")


@pytest.mark.parametrize(
    ("part", "limit"), [("xl/styles.xml", "PART_LIMIT"), (TEXTS, "TEXTS_LIMIT")]
)
def test_case_07_parts_that_are_kept_have_bounds_of_their_own(path, part, limit):
    with_shared_texts(path)
    blank = b" " * getattr(archive, limit)
    changed(path, {part: zipfile.ZipFile(path).read(part) + blank})
    refused(path, f"part {part} unpacks to more than")


def test_case_07_an_archive_of_very_many_parts_is_refused_unread(path):
    book(path, ("Calls", typed_rows()))
    changed(path, {f"p{n}": "" for n in range(5_001)})
    refused(path, "more than 5,000 parts")
    changed(path, {f"p{n:0200}": "" for n in range(10_000)})
    refused(path, "more than 5,000 parts")


def test_case_07_the_list_of_parts_is_bounded_before_it_is_read(path, monkeypatch):
    book(path, ("Calls", typed_rows()))
    monkeypatch.setattr(archive, "DIRECTORY_LIMIT", 100)
    monkeypatch.setattr(archive, "ZipFile", None)
    refused(path, "more than 5,000 parts")


@pytest.mark.parametrize("disguise", ["a comment", "another end", "a wide end"])
def test_case_07_an_end_in_disguise_hides_no_long_list_of_parts(path, disguise, monkeypatch):
    monkeypatch.setattr(archive, "DIRECTORY_LIMIT", 100)
    book(path, ("Calls", typed_rows()))
    content = path.read_bytes()
    body, end = content[:-22], bytearray(content[-22:])
    if disguise == "a comment":
        end = end[:-2] + b"\x05\x00hello"
    elif disguise == "another end":
        # Where the list starts looks like an end itself, with few bytes of list.
        end[16:20] = b"PK\x05\x06"
    else:
        body += b"PK\x06\x06" + bytes(72)
    path.write_bytes(body + end)
    refused(path, "more than 5,000 parts")


def test_case_07_millions_of_blank_rows_are_bounded(path, monkeypatch):
    book(path, ("Calls", typed_rows()))
    blank = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c s="1"/></row>' for n in range(5, 2_000)
    )
    changed(path, {SHEET: sheet_of(USUAL + blank)})
    assert checked(path, recipe()).rows == 3
    monkeypatch.setattr(sheet, "ROW_LIMIT", 1_500)
    refused(path, "more than 1,500 rows")


def test_case_07_rows_that_claim_one_number_are_counted_too(path, monkeypatch):
    book(path, ("Calls", typed_rows()))
    monkeypatch.setattr(sheet, "ROW_LIMIT", 100)
    changed(path, {SHEET: sheet_of('<row r="1"/>' * 101)})
    refused(path, "more than 100 rows")


def test_case_07_a_huge_cell_is_refused(path):
    book(path, ("Calls", typed_rows()))
    changed(path, {SHEET: sheet_of(USUAL + inline(5, "x" * 1_100_000))})
    refused(path, "longer than 1,000,000 characters")


@pytest.mark.parametrize(
    "number", ["1e999", "NaN", "INF", "1_000", "9" * 500, "0x10", "1E+999999999"]
)
def test_case_07_a_number_that_is_none_is_its_rows_error(path, number):
    book(path, ("Calls", typed_rows()))
    row = inline(5, *ROWS[0].replace("c1", "c9").split(",")[:7], f"<c><v>{number}</v></c>")
    changed(path, {SHEET: sheet_of(USUAL + row)})

    report, _ = brought_in(path, recipe())

    assert [(p.line, p.column) for p in report.rejected] == [(5, "Score")]
    assert not Reading.objects.exists()


def test_case_07_macros_are_left_alone(path):
    book(path, ("Calls", typed_rows()))
    kinds = zipfile.ZipFile(path).read("[Content_Types].xml").decode()
    plain = "openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in kinds
    macros = kinds.replace(plain, "ms-excel.sheet.macroEnabled.main+xml")
    changed(path, {"[Content_Types].xml": macros, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})

    assert checked(path, recipe()).rows_rejected == 0


def test_case_06_a_cell_that_looks_like_a_formula_stays_text(path):
    rows = typed_rows()
    book(path, ("Calls", rows))
    changed(path, {SHEET: sheet_of(USUAL.replace("Dele Adeyemi", "=1+1"))})

    report = checked(path, recipe())

    assert [p.value for p in report.rejected] == ["=1+1"]


def test_memory_does_not_grow_with_the_rows(path, monkeypatch):
    def peak(count):
        book(path, ("Calls", typed_rows()))
        row = ROWS[0].split(",")
        body = "".join(inline(n, f"c{n}", *row[1:]) for n in range(2, count))
        changed(path, {SHEET: sheet_of(inline(1, *HEADINGS.split(",")) + body)})
        del body
        tracemalloc.start()
        assert sum(1 for _ in read_table(path).rows()) == count - 2
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    assert peak(20_000) < peak(1_000) * 3


def test_a_hostile_workbook_is_refused_at_the_upload(
    settings, tmp_path, path, administrator, client_of
):
    settings.DATA_DIR = tmp_path / "data"
    upload = SimpleUploadedFile("calls.xlsx", hostile(path, "billion laughs").read_bytes())

    page = client_of(administrator).post(reverse("goals:import_new"), {"file": upload})

    assert "declares a document type" in page.content.decode()
    assert not Import.objects.exists()
    assert not list(folder().iterdir())
