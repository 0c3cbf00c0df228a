"""Workbooks are read as the plain text of the same table would be, and refused as clearly."""

import csv
import json
import zipfile
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from goals.ingest.files.book import format_of
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.profile import Undecided
from goals.ingest.files.table import read_table
from goals.ingest.undo import undo
from goals.ingest.uploads import folder
from goals.models import Import, Reading
from goals.recompute.run import run_until_done
from tests.goals.ingest.books import (
    SHEET,
    Shown,
    book,
    changed,
    typed_rows,
    with_shared_texts,
)
from tests.goals.ingest.calls import FILE, RECIPE, needs_the_file
from tests.goals.ingest.helpers import (
    HEADINGS,
    NOW,
    ROWS,
    SCORE,
    TALK,
    brought_in,
    checked,
    lines,
    messages,
    recipe,
    wall,
    written,
)
from tests.goals.ingest.test_calls_2021 import everything, tallies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(agent, colleague):
    """Jin and Dele work in North."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "calls.xlsx"


def score_book(path, *cells, **options):
    """A workbook with one row for each of these scores."""
    rows = [[f"c{n}", "Jin Park", "2026-11-02", "09:15", cell] for n, cell in enumerate(cells)]
    return book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Score"], *rows]), **options)


def scores(path, **told):
    brought_in(path, recipe(metric=[SCORE], **told))
    return list(Reading.objects.order_by("external_id").values_list("value", flat=True))


def talk_book(path, *cells, **options):
    rows = [[f"c{n}", "Jin Park", "2026-11-02", "09:15", cell] for n, cell in enumerate(cells)]
    return book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Talk"], *rows]), **options)


def instants(path, *cells, **options):
    """When contacts began, by workbooks with these cells in a column of date and time."""
    rows = [[f"c{n}", "Jin Park", cell, 4] for n, cell in enumerate(cells)]
    book(path, ("Calls", [["Id", "Agent", "Started", "Score"], *rows]), **options)
    brought_in(path, recipe(date=None, time=None, at="Started", timezone="UTC", metric=[SCORE]))
    return [
        at.replace(tzinfo=None)
        for at in Reading.objects.order_by("external_id").values_list("at", flat=True)
    ]


# --- The same figures ----------------------------------------------------------------------------


def test_typed_cells_give_what_the_plain_text_gives(tmp_path, path):
    _, import_run = brought_in(written(tmp_path, lines(*ROWS)), recipe())
    plain = everything()
    undo(import_run, None, now=NOW)
    assert not everything()

    report, _ = brought_in(book(path, ("Calls", typed_rows())), recipe())

    assert (report.rows, report.rows_rejected) == (3, 0)
    assert len(plain) == 10
    assert everything() == plain


def test_again_as_plain_text_it_changes_nothing(tmp_path, path):
    first, _ = brought_in(book(path, ("Calls", typed_rows())), recipe())

    again, _ = brought_in(written(tmp_path, lines(*ROWS)), recipe())

    assert first.outcome.created == again.outcome.unchanged == 10
    assert again.outcome.created == again.outcome.updated == 0


@needs_the_file
def test_the_calls_as_a_workbook_with_typed_cells_give_the_same_digits(capsys, path, organisation):
    plain = imported(capsys, FILE)
    run_until_done()
    readings, sums = everything(), tallies()
    undo(Import.objects.get(), None, now=NOW)
    assert not Reading.objects.exists()
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    book(path, ("Calls", [headings, *(typed_call(headings, row) for row in rows)]))

    said = imported(capsys, path)
    run_until_done()

    assert said == plain
    assert said["created"] == len(readings) > 20_000
    assert everything() == readings
    assert tallies() == sums


def imported(capsys, file, *options):
    call_command("import_contacts", str(file), "--recipe", str(RECIPE), "--json", *options)
    return json.loads(capsys.readouterr().out)


def typed_call(headings, row):
    """A call with a date as a date, times and durations as times, numbers as numbers, blanks as blanks."""

    def typed(heading, cell):
        if heading == "Date":
            return Shown(datetime.fromisoformat(cell), "m/d/yyyy")
        if heading == "Time":
            return time.fromisoformat(f"{cell:0>8}")
        if heading == "AvgTalkDuration" and cell:
            hours, minutes, seconds = map(int, cell.split(":"))
            return Shown(timedelta(hours=hours, minutes=minutes, seconds=seconds), "[h]:mm:ss")
        return int(cell) if cell.isdigit() else cell or None

    return [typed(heading, cell) for heading, cell in zip(headings, row, strict=True)]


# --- What cells hold -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (4, "4"),
        (-3, "-3"),
        (1.5, "1.5"),
        (1.234, "1.234"),
        (0.1 + 0.2, "0.3"),
        (999_999_999, "999999999"),
        (1e-7, "0"),
        (Shown(0.75, "0%"), "0.75"),
        (Shown(1234.5, '#,##0.00 "GBP"'), "1234.5"),
        (Shown(7, "000"), "7"),
        ("1,5", "1.5"),
        ("75%", "0.75"),
    ],
)
def test_numbers_are_the_stored_ones(path, cell, value):
    assert scores(score_book(path, cell)) == [Decimal(value)]


def test_a_number_with_three_decimals_is_no_question_in_a_workbook(path):
    assert scores(score_book(path, 1.234, 12.345)) == [Decimal("1.234"), Decimal("12.345")]


def test_numbers_tell_nothing_about_the_decimal_mark_of_texts(path):
    with pytest.raises(Undecided) as caught:
        checked(score_book(path, 1.5, "1,234"), recipe(metric=[SCORE]))
    assert caught.value.key == "decimal"


def test_a_text_like_a_number_is_read_by_the_files_mark_and_the_number_by_its_own(path):
    score_book(path, 1.234, "1.234", "1,5")
    assert scores(path) == [Decimal("1.234"), Decimal(1234), Decimal("1.5")]


def test_ids_keep_their_digits(path):
    ids = [7, 1_234_567_890_123_456, 4e14, Shown(42, "00000"), "0099", 12.5]
    rows = [[held, "Jin Park", "2026-11-02", f"09:{n:02}", 4] for n, held in enumerate(ids)]
    book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Score"], *rows]))
    changed_text = zipfile.ZipFile(path).read(SHEET).decode().replace("400000000000000", "4E+14")
    assert "<v>4E+14</v>" in changed_text
    changed(path, {SHEET: changed_text})

    brought_in(path, recipe(metric=[SCORE]))

    assert set(Reading.objects.values_list("external_id", flat=True)) == {
        "7", "1234567890123456", "400000000000000", "00042", "0099", "12.5"
    }  # fmt: skip


@pytest.mark.parametrize("of_1904", [False, True])
def test_dates_and_times_in_one_cell_in_both_calendars(path, of_1904):
    cells = (
        datetime(2026, 11, 2, 9, 15, 30),  # noqa: DTZ001
        Shown(datetime(2024, 2, 29, 23, 59, 59), "d-mmm-yy h:mm AM/PM"),  # noqa: DTZ001
        Shown(datetime(2026, 1, 31), "yyyy-mm-dd"),  # noqa: DTZ001
        "2026-11-02 09:15",
    )
    assert instants(path, *cells, of_1904=of_1904) == [
        wall(2026, 11, 2, 9, 15, 30),
        wall(2024, 2, 29, 23, 59, 59),
        wall(2026, 1, 31),
        wall(2026, 11, 2, 9, 15),
    ]


@pytest.mark.parametrize(("of_1904", "serial"), [(False, 46_328.5), (True, 44_866.5)])
def test_a_serial_without_a_format_counts_from_where_the_workbook_starts(path, of_1904, serial):
    assert instants(path, serial, of_1904=of_1904) == [wall(2026, 11, 2, 12)]


def test_one_moment_in_two_columns_is_a_date_and_a_time(path):
    at = datetime(2026, 11, 2, 9, 15, 30)  # noqa: DTZ001
    row = ["c1", "Jin Park", Shown(at, "dd/mm/yyyy"), Shown(at, "hh:mm:ss"), 4]
    book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Score"], row]))

    brought_in(path, recipe(timezone="UTC", metric=[SCORE]))

    assert Reading.objects.get().at.replace(tzinfo=None) == at


def test_a_time_of_day_that_nobody_asked_for_is_not_dropped_in_silence(path):
    at = datetime(2026, 11, 2, 9, 15)  # noqa: DTZ001
    row = ["c1", "Jin Park", at, 4]
    book(path, ("Calls", [["Id", "Agent", "Date", "Score"], row]))

    report = checked(path, recipe(time=None, metric=[SCORE]))

    assert "“2026-11-02 09:15:00” is not a date." in messages(report)[0]


@pytest.mark.parametrize("of_1904", [False, True])
@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        (time(0, 2, 23), "143"),
        (Shown(time(0, 2, 23), "mm:ss"), "143"),
        (Shown(time(2, 23), "h:mm"), "8580"),
        (Shown(timedelta(minutes=2, seconds=23, milliseconds=500), "[h]:mm:ss.0"), "143.5"),
        (Shown(timedelta(hours=25), "[h]:mm:ss"), "90000"),
        (Shown(timedelta(hours=1, minutes=1), "[mm]:ss"), "3660"),
        (143, "143"),
        ("0:02:23", "143"),
        ("2:23", "143"),
    ],
)
def test_durations(path, cell, seconds, of_1904):
    talk_book(path, cell, of_1904=of_1904)
    brought_in(path, recipe(metric=[TALK]))
    assert Reading.objects.get().value == Decimal(seconds)


def test_a_duration_beyond_a_day_that_does_not_show_it_is_refused(path):
    report = checked(talk_book(path, Shown(timedelta(hours=36), "h:mm:ss")), recipe(metric=[TALK]))
    (message,) = messages(report)
    assert message == (
        "The cell shows 12:00:00 and holds more than a day. Give the column the number format "
        "[h]:mm:ss, or write seconds (143)."
    )


def test_a_day_fraction_without_a_format_is_asked_as_in_plain_text(path):
    with pytest.raises(Undecided) as caught:
        checked(talk_book(path, 0.5, 0.25), recipe(metric=[TALK]))
    assert caught.value.key == "durations"


def test_yes_and_no_are_understood_as_conditions_too(path):
    book(path, ("Calls", typed_rows()))
    by = recipe(metric=[{**SCORE, "when": {"Resolved": "Y"}}])
    brought_in(path, by)
    assert [r.external_id for r in Reading.objects.all()] == ["c1"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "number"),
        ("0.00E+00", "number"),
        ("[Red]#,##0", "number"),
        ('0 "days"', "number"),
        ("0\\h", "number"),
        ("dd/mm/yyyy", "date"),
        ("mmm", "date"),
        ("[$-809]d mmmm yyyy;@", "date"),
        ("h:mm", "time"),
        ("mm:ss.0", "time"),
        ("[$-409]h:mm AM/PM", "time"),
        ("m/d/yy h:mm", "date and time"),
        ("[h]:mm:ss", "elapsed"),
        ("[ss]", "elapsed"),
    ],
)
def test_number_formats(code, kind):
    assert format_of(code).kind == kind


def test_shared_texts_are_whole_without_reading_aids_and_with_their_line_ends(path):
    with_shared_texts(
        path,
        "<r><t>Jin </t></r><r><rPr><b/></rPr><t>Park</t></r><rPh><t>aid</t></rPh>",
        "<t>one_x000D_\ntwo _x263A_ &amp; _xnot_</t>",
        "<t/>",
        "<t>Müller</t>",
    )

    table = read_table(path)

    assert table.headings == ("Jin Park", "one two ☺ & _xnot_", "Column 3", "Müller")


# --- What needs mending --------------------------------------------------------------------------


def test_a_formula_counts_as_its_result_and_without_one_is_refused(path):
    rows = [
        HEADINGS.split(","),
        [*ROWS[0].split(",")[:7], "=2+2"],
        [*ROWS[1].split(",")[:7], "=2+3"],
        ROWS[2].split(","),
    ]
    book(path, ("Calls", rows))
    saved = zipfile.ZipFile(path).read(SHEET).decode()
    one = "<f>2+2</f><v></v>" if "<f>2+2</f><v></v>" in saved else "<f>2+2</f><v />"
    assert one in saved
    changed(path, {SHEET: saved.replace(one, "<f>2+2</f><v>4</v>")})

    report, _ = brought_in(path, recipe(metric=[SCORE]), skip_bad=True)

    assert [reading.value for reading in Reading.objects.all()] == [4]
    (problem,) = report.rejected
    assert (problem.line, problem.column) == (3, "Score")
    assert problem.message == (
        "The formula in cell H3 has no result in the file. Open the workbook in a spreadsheet, save it "
        "there, and choose it again."
    )


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_is_its_rows_own(path, error):
    report = checked(score_book(path, 4, error, 5), recipe(metric=[SCORE]))

    assert [(p.line, p.column, p.value) for p in report.rejected] == [(3, "Score", error)]
    assert messages(report) == [
        f"Cell E3 holds the error {error}. Correct the formula, or empty the cell."
    ]


def test_an_error_in_a_column_that_nobody_reads_does_no_harm(path):
    rows = [[*row, "#N/A" if n else "Notes"] for n, row in enumerate(typed_rows())]
    assert checked(book(path, ("Calls", rows)), recipe()).rows_rejected == 0


def test_rows_have_the_numbers_that_the_workbook_shows(path):
    blank = [None] * 8
    headings, first, second, third = typed_rows()
    second[1] = "Nobody Known"
    book(path, ("Calls", [blank, headings, blank, first, blank, blank, second, third]))

    report = checked(path, recipe())

    assert [(p.line, p.column) for p in report.rejected] == [(7, "Agent")]
    assert report.rows == 3


def test_cells_beyond_the_headings_are_a_rows_error_and_missing_ones_are_blank(path):
    headings, first, _, third = typed_rows()
    book(path, ("Calls", [headings, [*first, None, "surplus"], [*third[:5], False]]))

    report = checked(path, recipe())

    (message,) = messages(report)
    assert message == (
        "The row has “surplus” to the right of the last heading. Give its column a heading, or empty the "
        "cell."
    )


# --- Which sheet ---------------------------------------------------------------------------------


def test_the_first_sheet_with_something_in_it_is_read_and_hidden_ones_are_not(path):
    other = [["Notes"], ["nothing here"]]
    book(path, ("Empty", []), ("Old", other), ("Calls", typed_rows()), hidden="Old")

    report = checked(path, recipe())

    assert (report.rows, report.rows_rejected) == (3, 0)
    assert report.remark == "Read from the sheet “Calls”."


def test_of_several_sheets_the_one_asked_for_is_read(path):
    book(path, ("Notes", [["Notes"], ["none"]]), ("Calls", typed_rows()), ("More", [["x"]]))

    assert checked(path, recipe(sheet="calls")).remark == (
        "Read from the sheet “Calls”. Not read: “Notes”, “More”."
    )
    with pytest.raises(FileProblem, match="Its columns are “Notes”"):
        checked(path, recipe())
    with pytest.raises(FileProblem, match="Its sheets are “Notes”, “Calls”, “More”"):
        checked(path, recipe(sheet="Cals"))


def test_the_command_names_the_sheet_and_takes_one(capsys, tmp_path, path):
    book(path, ("Notes", [["Notes"], ["none"]]), ("Calls", typed_rows()))
    by = written(tmp_path, json_recipe(), "recipe.toml")

    call_command("import_contacts", str(path), "--recipe", str(by), "--sheet", "Calls")

    assert "Read from the sheet “Calls”. Not read: “Notes”." in capsys.readouterr().out
    assert Reading.objects.count() == 2
    with pytest.raises(CommandError, match="Its columns are “Notes”"):
        call_command("import_contacts", str(path), "--recipe", str(by))


def json_recipe():
    return (
        'name = "Call log"\nid = "Id"\nagent = "Agent"\ndate = "Date"\ntime = "Time"\n'
        'create = ["metrics"]\n[[metric]]\nslug = "score"\nkind = "ratio"\nunit = "score"\n'
        'value = "Score"\n'
    )


def test_a_hidden_sheet_is_refused_and_so_is_a_book_of_nothing(path):
    book(path, ("Empty", []), ("Calls", typed_rows()), hidden="Calls")
    with pytest.raises(FileProblem, match="Every sheet with something in it is hidden"):
        read_table(path)
    with pytest.raises(FileProblem, match="The sheet “Calls” is hidden"):
        read_table(path, "Calls")
    with pytest.raises(FileProblem, match="The sheet “Empty” is empty"):
        read_table(path, "Empty")
    with pytest.raises(FileProblem, match="The workbook is empty"):
        read_table(book(path, ("Empty", [])))


# --- In the browser ------------------------------------------------------------------------------


def test_a_workbook_goes_through_the_four_steps(settings, tmp_path, path, administrator, client_of):
    settings.DATA_DIR = tmp_path
    client = client_of(administrator)
    page = client.get(reverse("goals:import_new")).content.decode()
    assert "CSV or a workbook (XLSX)" in page
    assert ".xlsx" in page
    book(path, ("Calls", typed_rows()), ("Notes", [["Notes"], ["none"]]))

    upload = SimpleUploadedFile("calls.xlsx", path.read_bytes())
    answer = client.post(reverse("goals:import_new"), {"file": upload})
    page = client.get(answer["Location"])
    assert "calls.xlsx: the sheet “Calls”; not read: “Notes”." in page.content.decode()
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form} | {"do": "check"}
    sent = {k: "on" if v is True else v for k, v in sent.items() if v not in (None, False)}
    answer = client.post(answer["Location"], sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "3 rows: 3 new." in page
    assert "Read from the sheet “Calls”. Not read: “Notes”." in page
    assert not Reading.objects.exists()

    answer = client.post(answer["Location"], {"do": "import"})

    assert "Imported. 3 rows: 3 new." in client.get(answer["Location"]).content.decode()
    assert not list(folder().iterdir())
    figures = {(r.metric.slug, r.external_id): (r.value, r.weight) for r in Reading.objects.all()}
    assert len(figures) == 3 + 3 + 2 + 2
    assert figures[("talk", "c1")] == (143, 1)
    assert figures[("resolved", "c2")] == (0, 1)
