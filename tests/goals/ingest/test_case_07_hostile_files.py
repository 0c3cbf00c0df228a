"""Threat case 7: files that are not what they should be. Each is refused clearly, or read rightly.

Nothing is ever half-written: what is refused leaves no reading, no import and nobody behind.
"""

import codecs
import io
import zipfile
from decimal import Decimal

import pytest

from goals.ingest.files import table as tables
from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.table import read_table
from goals.models import Import, Metric, Reading, Source
from teams.models import User
from tests.goals.ingest.helpers import (
    HEADINGS,
    ROWS,
    SCORE,
    TALK,
    brought_in,
    checked,
    lines,
    messages,
    recipe,
    written,
)

pytestmark = pytest.mark.django_db
USUAL = "\n".join([HEADINGS, *ROWS]) + "\n"


@pytest.fixture(autouse=True)
def _people(agent, colleague):
    """Jin and Dele work in North."""


def nothing_is_left() -> bool:
    return not (
        Reading.objects.exists()
        or Import.objects.exists()
        or Metric.objects.exists()
        or Source.objects.exists()
    )


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sheet.csv", USUAL)
    return buffer.getvalue()


WRITTEN_OTHERWISE = {
    "utf-8 with mark": codecs.BOM_UTF8 + USUAL.encode(),
    "utf-16 little": codecs.BOM_UTF16_LE + USUAL.encode("utf-16-le"),
    "utf-16 big": codecs.BOM_UTF16_BE + USUAL.encode("utf-16-be"),
    "utf-16 without mark": USUAL.encode("utf-16-le"),
    "utf-16 big without mark": USUAL.encode("utf-16-be"),
    "semicolons": USUAL.replace(",", ";").encode(),
    "tabs": USUAL.replace(",", "\t").encode(),
    "pipes": USUAL.replace(",", "|").encode(),
    "told delimiter": ("sep=;\n" + USUAL.replace(",", ";")).encode(),
    "carriage returns only": USUAL.replace("\n", "\r").encode(),
    "windows lines": USUAL.replace("\n", "\r\n").encode(),
    "no last line end": USUAL.rstrip().encode(),
    "blank lines": ("\n\n" + USUAL.replace("\nc2", "\n\n,,,,,,,\nc2") + "\n\n").encode(),
    "quoted": "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in USUAL.splitlines()
    ).encode(),
    "trailing blank columns": "\n".join(line + ",,," for line in USUAL.splitlines()).encode(),
    "blanks around cells": USUAL.replace(",", " , ").encode(),
    "headings in capitals": USUAL.replace(HEADINGS, HEADINGS.upper()).encode(),
}


@pytest.mark.parametrize("content", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_case_07_the_same_figures_however_the_file_is_written(tmp_path, content):
    report, _ = brought_in(written(tmp_path, content), recipe())

    assert (report.rows, report.rows_rejected) == (3, 0)
    resolved = Reading.objects.filter(metric__slug="resolved")
    assert [(r.external_id, r.value, r.weight) for r in resolved.order_by("external_id")] == [
        ("c1", 1, 1),
        ("c2", 0, 1),
        ("c3", 0, 0),
    ]
    assert sum(r.value for r in Reading.objects.filter(metric__slug="talk")) == 203


def test_case_07_windows_1252_keeps_its_letters(tmp_path, agent):
    User.objects.filter(pk=agent.pk).update(name="Jürgen Müller")
    rows = [row.replace("Jin Park", "Jürgen Müller") for row in ROWS]
    content = lines(*rows).decode().encode("cp1252")

    report, _ = brought_in(written(tmp_path, content), recipe())

    assert report.rows_rejected == 0


def test_case_07_a_quoted_line_break_stays_in_its_cell_and_lines_are_the_files_own(tmp_path):
    content = lines(
        'c1,Jin Park,2026-11-02,09:15:00,Y,Y,0:02:23,4,"said\nand done"',
        "c2,Nobody Known,2026-11-02,10:00:00,N,Y,0:01:00,5,",
        headings=HEADINGS + ",Notes",
    )

    report = checked(written(tmp_path, content), recipe())

    assert [problem.line for problem in report.rejected] == [4]


def test_case_07_a_cell_of_200_kilobytes_that_nobody_reads_is_no_trouble(tmp_path):
    content = lines(ROWS[0] + "," + "x" * 200_000, headings=HEADINGS + ",Notes")

    assert checked(written(tmp_path, content), recipe()).rows_rejected == 0


def test_case_07_odd_headings_are_made_printable(tmp_path):
    content = lines(*(f"{row},x,y" for row in ROWS), headings=f"{HEADINGS},a\0b,{'z' * 300_000}")

    table = read_table(written(tmp_path, content))

    assert table.headings[-2] == "a\N{REPLACEMENT CHARACTER}b"
    assert len(table.headings[-1]) == 200
    assert checked(table.path, recipe()).rows_rejected == 0


def test_case_07_a_cell_of_200_kilobytes_as_a_name_is_one_rows_error(tmp_path):
    content = lines(ROWS[0].replace("Jin Park", "x" * 200_000), ROWS[1])

    report = checked(written(tmp_path, content), recipe(create=["agents", "metrics"]))

    assert report.rows_rejected == 1
    assert len(messages(report)[0]) < 300


REFUSED_WHOLE = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n\r\n\t ", "The file is empty."),
    "zip": (zipped(), "a zip archive that holds no workbook"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "an empty zip archive"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old workbook"),
    "pdf": (b"%PDF-1.7\n" + bytes(100), "a PDF"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(100), "a compressed file"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
    "binary": (bytes(range(256)) * 20, "not a text file"),
    "no encoding at all": (lines("\x81,\x8d").decode().encode("latin-1"), "near byte"),
    "half of a utf-16 letter": (codecs.BOM_UTF16_LE + USUAL.encode("utf-16-le") + b"x", "near byte"),
    "headings only": ((HEADINGS + "\n").encode(), "headings and no rows"),
    "web page": (b"<html><body>Sign in,please</body></html>", "a web page"),
    "json": (b'{"readings": [1, 2]}', "a data document"),
    "too many columns": (",".join(f"c{n}" for n in range(300)).encode() + b"\n1\n", "columns"),
    "open quote": (lines(ROWS[0], '"c2,Jin Park,2026', *ROWS[1:]), "starts on line 3 and never closed"),
    "missing column": (USUAL.replace("Agent", "Adviser").encode(), "no column “Agent”"),
    "duplicate heading": (lines(*(row + ",x" for row in ROWS), headings=HEADINGS + ",Agent"),
                          "2 columns are headed “Agent”"),
    "huge cell": (lines(ROWS[0] + "x" * 1_100_000), "longer than 1,000,000 characters"),
    "only quotes": (b'"a"b\n"c"d\n', "no headings"),
    "row of commas": (b",,,\n", "no headings"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "words"), REFUSED_WHOLE.values(), ids=list(REFUSED_WHOLE))
def test_case_07_what_cannot_be_read_is_refused_whole(tmp_path, content, words):
    with pytest.raises(FileProblem) as caught:
        brought_in(written(tmp_path, content), recipe())

    assert words in str(caught.value)
    assert nothing_is_left()


REFUSED_ROWS = {
    "ragged, too long": (ROWS[0] + ",surplus", "The row has 9 cells where there are 8 headings."),
    "ragged, too short": ("c1,Jin Park,2026-11-02", "The row has 3 cells"),
    "quote inside": (ROWS[0].replace("Jin Park", '"Jin" Park'), "A quote stands in the middle"),
    "nul": (ROWS[0].replace("Jin Park", "Jin\0Park"), "control characters"),
    "nul in the id": (ROWS[0].replace("c1", "c\x001"), "control characters"),
    "nan": (ROWS[0].replace(",4", ",NaN"), "“NaN” is not a number."),
    "infinity": (ROWS[0].replace(",4", ",Infinity"), "“Infinity” is not a number."),
    "1e400": (ROWS[0].replace(",4", ",1e400"), "too large"),
    "underscore": (ROWS[0].replace(",4", ",1_000"), "“1_000” is not a number."),
    "full-width digits": (ROWS[0].replace(",4", ",４"), "“４” is not a number."),
    "negative weight": (ROWS[0].replace(",Y,Y,", ",Y,-1,"), "A weight cannot be below zero."),
    "blank weight": (ROWS[0].replace(",Y,Y,", ",Y,,"), "The weight is blank beside a value."),
    "not a duration": (ROWS[0].replace("0:02:23", "a while"), "“a while” is not a duration."),
    "not yes or no": (ROWS[0].replace(",Y,Y,", ",perhaps,Y,"), "“perhaps” is neither yes nor no, and no number."),
    "future": (ROWS[0].replace("2026-11-02", "2026-11-21"), "lies in the future"),
    "year 1": (ROWS[0].replace("2026-11-02", "0001-01-01"), "The year 1 is before 2000."),
    "year 9999": (ROWS[0].replace("2026-11-02", "9999-12-31"), "lies in the future"),
    "29 february": (ROWS[0].replace("2026-11-02", "2026-02-29"), "February 2026 has 28 days."),
    "clock gap": (
        ROWS[0].replace("2026-11-02,09:15", "2026-03-29,01:30"),
        "01:30 did not exist on 29 March 2026",
    ),
    "no such time": (ROWS[0].replace("09:15:00", "25:15:00"), "is not a time of day"),
    "blank date": (ROWS[0].replace("2026-11-02", ""), "The date is blank."),
    "blank time": (ROWS[0].replace("09:15:00", ""), "The time is blank."),
    "blank id": (ROWS[0].replace("c1", ""), "The id is blank."),
    "long id": (ROWS[0].replace("c1", "c" * 201), "The id is too long."),
    "unknown agent": (ROWS[0].replace("Jin Park", "Zed"), "Nobody is called “Zed”."),
    "blank agent": (ROWS[0].replace("Jin Park", ""), "The agent is blank."),
    "before the agent came": (
        ROWS[0].replace("2026-11-02", "2019-11-02"),
        "Jin Park was an agent in no team on 2 November 2019.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "words"), REFUSED_ROWS.values(), ids=list(REFUSED_ROWS))
def test_case_07_one_bad_row_is_named_and_nothing_is_written(tmp_path, row, words):
    path = written(tmp_path, lines(*ROWS[1:], row))

    report, _ = brought_in(path, recipe())

    assert report.import_id == 0
    assert (report.rows, report.rows_rejected) == (3, 1)
    assert report.outcome.created == 0
    assert words in messages(report)[0]
    assert {problem.line for problem in report.rejected} == {4}
    assert all(problem.repair in problem.message for problem in report.rejected)
    assert nothing_is_left()


@pytest.mark.parametrize(("row", "words"), REFUSED_ROWS.values(), ids=list(REFUSED_ROWS))
def test_case_07_the_good_rows_can_be_taken(tmp_path, row, words):
    report, _ = brought_in(written(tmp_path, lines(*ROWS[1:], row)), recipe(), skip_bad=True)

    assert report.import_id
    assert set(Reading.objects.values_list("external_id", flat=True)) == {"c2", "c3"}


def test_case_07_duplicate_rows_count_once(tmp_path):
    report, _ = brought_in(written(tmp_path, lines(*ROWS, ROWS[0], ROWS[0])), recipe())

    assert (report.rows, report.rows_new, report.rows_same) == (5, 3, 2)
    assert Reading.objects.filter(metric__slug="contacts").count() == 3


def test_case_07_one_id_with_two_sets_of_figures_is_refused(tmp_path):
    other = ROWS[0].replace(",Y,Y,", ",N,Y,")

    report = checked(written(tmp_path, lines(*ROWS, other)), recipe())

    assert messages(report) == [
        "“c1” is in row 2 already, with other figures. Keep one of the two rows."
    ]


def test_case_07_sent_again_adds_nothing(tmp_path):
    path = written(tmp_path, lines(*ROWS))
    first, _ = brought_in(path, recipe())

    again, _ = brought_in(path, recipe())

    assert again.outcome.created == again.outcome.updated == again.outcome.withdrawn == 0
    assert again.outcome.unchanged == first.outcome.created == Reading.objects.count()


def test_case_07_more_rows_than_the_limit_are_refused(tmp_path):
    with pytest.raises(FileProblem, match="more than 2 rows"):
        brought_in(written(tmp_path, lines(*ROWS)), recipe(), row_limit=2)

    assert nothing_is_left()


def test_case_07_an_open_quote_cannot_swallow_a_large_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "_LINES_IN_A_ROW", 10)
    path = written(tmp_path, lines('"c0,Jin', *ROWS * 10))

    with pytest.raises(FileProblem, match="starts on line 2 and never closed"):
        checked(path, recipe())


def test_case_07_only_so_many_problems_are_kept_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("goals.ingest.report.KEPT_PROBLEMS", 3)
    monkeypatch.setattr("goals.ingest.report.KEPT_ROWS", 2)
    rows = [ROWS[0].replace("c1", f"x{n}").replace("Jin Park", "Zed") for n in range(5)]

    report = checked(written(tmp_path, lines(*rows)), recipe())

    assert report.rows_rejected == 5
    assert (len(report.rejected), len(report.failing)) == (3, 2)


# --- What only the whole file tells --------------------------------------------------------------


def test_case_07_an_order_of_dates_that_cannot_be_told_is_asked(tmp_path):
    rows = [
        row.replace("2026-11-0", "1/").replace("1/2", "1/2/2026").replace("1/3", "1/3/2026")
        for row in ROWS
    ]

    with pytest.raises(Undecided) as caught:
        checked(written(tmp_path, lines(*rows)), recipe())

    assert caught.value.key == "date_order"
    assert "date_order" in str(caught.value)
    told = checked(written(tmp_path, lines(*rows)), recipe(date_order="mdy"))
    assert told.rows_rejected == 0


def test_case_07_the_order_of_dates_is_found(tmp_path):
    rows = [
        "c1,Jin Park,13/11/2025 09:15,4",
        "c2,Jin Park,02/11/2025 09:15,4",
    ]
    path = written(tmp_path, lines(*rows, headings="Id,Agent,Started,Score"))

    brought_in(path, recipe(date=None, time=None, at="Started", metric=[SCORE]))

    days = Reading.objects.order_by("external_id").values_list("day", flat=True)
    assert [day.isoformat() for day in days] == ["2025-11-13", "2025-11-02"]


@pytest.mark.parametrize(
    ("cells", "told", "total"),
    [
        (["1,5", "1.234,5"], {}, "1236"),
        (["1.5", "1,234.5"], {}, "1236"),
        (["1,5", "1,234"], {}, "2.734"),
        (["1.5", "1,234"], {}, "1235.5"),
        (["1,234"], {"decimal": "comma"}, "1.234"),
        (["1,234"], {"decimal": "point"}, "1234"),
    ],
)
def test_case_07_decimal_marks(tmp_path, cells, told, total):
    rows = [f'c{n};Jin Park;2026-11-02;09:15;"{cell}"' for n, cell in enumerate(cells)]
    path = written(tmp_path, lines(*rows, headings="Id;Agent;Date;Time;Score"))

    brought_in(path, recipe(metric=[SCORE], **told))

    assert sum(reading.value for reading in Reading.objects.all()) == Decimal(total)


@pytest.mark.parametrize("cells", [["1,234"], ["1.234", "12"], ["1,5", "1.5", "1,234"]])
def test_case_07_a_decimal_mark_that_cannot_be_told_is_asked(tmp_path, cells):
    rows = [f"c{n};Jin Park;2026-11-02;09:15;{cell}" for n, cell in enumerate(cells)]
    path = written(tmp_path, lines(*rows, headings="Id;Agent;Date;Time;Score"))

    with pytest.raises(Undecided) as caught:
        checked(path, recipe(metric=[SCORE]))

    assert caught.value.key == "decimal"


def test_case_07_one_column_tells_the_decimal_mark_of_another(tmp_path):
    path = written(
        tmp_path,
        lines("c1;Jin Park;2026-11-02;09:15;1,234;0,5", headings="Id;Agent;Date;Time;Score;Talk"),
    )

    brought_in(path, recipe(metric=[SCORE, {**TALK, "unit": "score"}]))

    assert Reading.objects.get(metric__slug="score").value == Decimal("1.234")


@pytest.mark.parametrize(
    ("cells", "told", "total"),
    [
        (["143", "60"], {}, "203"),
        (["2:23", "1:00"], {}, "203"),
        (["0:02:23", "0:01:00"], {}, "203"),
        (["12:02:23 AM", "12:01:00 AM"], {}, "203"),
        (["0.001655092592592593", "0.000694444444444444"], {}, "203"),
        (["0.001655092592592593", "0.25"], {}, "21743"),
        (["0,001655092592592593", "0,000694444444444444"], {}, "203"),
        (["143", "0.5"], {}, "143.5"),
        (["0", "0"], {}, "0"),
        (["0.5", "0.25"], {"durations": "seconds"}, "0.75"),
        (["0.5", "0.25"], {"durations": "days"}, "64800"),
    ],
)
def test_case_07_durations(tmp_path, cells, told, total):
    rows = [f"c{n};Jin Park;2026-11-02;09:15;{cell}" for n, cell in enumerate([*cells, "", "Y"])][
        :-1
    ]
    path = written(tmp_path, lines(*rows, headings="Id;Agent;Date;Time;Talk"))

    brought_in(path, recipe(metric=[TALK], **told))

    assert sum(reading.value for reading in Reading.objects.all()) == Decimal(total)


@pytest.mark.parametrize("cells", [["0.5", "0.25"], ["0.001655092592592593", "143"]])
def test_case_07_durations_that_cannot_be_told_are_asked(tmp_path, cells):
    rows = [f"c{n};Jin Park;2026-11-02;09:15;{cell}" for n, cell in enumerate(cells)]
    path = written(tmp_path, lines(*rows, headings="Id;Agent;Date;Time;Talk"))

    with pytest.raises(Undecided) as caught:
        checked(path, recipe(metric=[TALK]))

    assert caught.value.key == "durations"


def test_case_07_a_word_among_durations_is_its_rows_error_alone(tmp_path):
    rows = [f"c{n};Jin Park;2026-11-02;09:15;{cell}" for n, cell in enumerate(["143", "N", "oops"])]
    path = written(tmp_path, lines(*rows, headings="Id;Agent;Date;Time;Talk"))

    report = checked(path, recipe(metric=[TALK]))

    assert [problem.value for problem in report.rejected] == ["N", "oops"]
