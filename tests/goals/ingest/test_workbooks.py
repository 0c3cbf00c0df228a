"""Workbooks are read as the plain text of the same table would be, and refused as clearly."""

import csv
import json
import zipfile
from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from goals.ingest.files.problems import FileProblem
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
    column_of,
    typed_rows,
)
from tests.goals.ingest.calls import FILE, RECIPE, needs_the_file
from tests.goals.ingest.helpers import (
    HEADINGS,
    NOW,
    ROWS,
    SCORE,
    brought_in,
    checked,
    lines,
    messages,
    recipe,
    written,
)
from tests.goals.ingest.test_calls_2021 import everything, tallies

# Jin and Dele work in North.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent", "colleague")]


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
    report = checked(column_of(path, "Score", 4, error, 5), recipe(metric=[SCORE]))

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
    assert checked(path, recipe()).remark == (
        "Read from the sheet “Calls”. Not read: “Notes”, “More”."
    )
    with pytest.raises(FileProblem, match="Its sheets are “Notes”, “Calls”, “More”"):
        checked(path, recipe(sheet="Cals"))


def test_the_command_names_the_sheet_and_takes_one(capsys, tmp_path, path):
    book(path, ("Notes", [["Notes"], ["none"]]), ("Calls", typed_rows()))
    by = written(tmp_path, json_recipe(), "recipe.toml")

    call_command("import_contacts", str(path), "--recipe", str(by), "--sheet", "Calls")

    assert "Read from the sheet “Calls”. Not read: “Notes”." in capsys.readouterr().out
    assert Reading.objects.count() == 2
    with pytest.raises(CommandError, match="Its columns are “Notes”"):
        call_command("import_contacts", str(path), "--recipe", str(by), "--sheet", "Notes")


def test_of_sheets_that_are_alike_the_command_asks_which(tmp_path, path):
    book(path, ("October", typed_rows()), ("November", typed_rows()))
    by = written(tmp_path, json_recipe(), "recipe.toml")

    with pytest.raises(CommandError, match="“October”, “November” all have these columns"):
        call_command("import_contacts", str(path), "--recipe", str(by))
    assert not Reading.objects.exists()


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
