"""What a workbook's cells hold is understood by their type and number format."""

import re
import zipfile
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from goals.ingest.files.book import format_of
from goals.ingest.files.problems import Undecided
from goals.ingest.files.table import read_table
from goals.models import Reading
from tests.goals.ingest.books import (
    SHEET,
    Shown,
    book,
    changed,
    column_of,
    inline,
    sheet_of,
    typed_rows,
    with_shared_texts,
)
from tests.goals.ingest.helpers import (
    SCORE,
    TALK,
    brought_in,
    checked,
    messages,
    recipe,
    wall,
)

# Jin and Dele work in North.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent", "colleague")]


def scores(path, **told):
    brought_in(path, recipe(metric=[SCORE], **told))
    return list(Reading.objects.order_by("external_id").values_list("value", flat=True))


def instants(path, *cells, **options):
    """When contacts began, by workbooks with these cells in a column of date and time."""
    rows = [[f"c{n}", "Jin Park", cell, 4] for n, cell in enumerate(cells)]
    book(path, ("Calls", [["Id", "Agent", "Started", "Score"], *rows]), **options)
    brought_in(path, recipe(date=None, time=None, at="Started", timezone="UTC", metric=[SCORE]))
    return [
        at.replace(tzinfo=None)
        for at in Reading.objects.order_by("external_id").values_list("at", flat=True)
    ]


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
    assert scores(column_of(path, "Score", cell)) == [Decimal(value)]


def test_a_number_with_three_decimals_is_no_question_in_a_workbook(path):
    assert scores(column_of(path, "Score", 1.234, 12.345)) == [Decimal("1.234"), Decimal("12.345")]


def test_numbers_tell_nothing_about_the_decimal_mark_of_texts(path):
    with pytest.raises(Undecided) as caught:
        checked(column_of(path, "Score", 1.5, "1,234"), recipe(metric=[SCORE]))
    assert caught.value.key == "decimal"


def test_a_text_like_a_number_is_read_by_the_files_mark_and_the_number_by_its_own(path):
    column_of(path, "Score", 1.234, "1.234", "1,5")
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


@pytest.mark.parametrize(
    ("written_out", "at"),
    [
        ("2026-11-02T09:15:30.000", wall(2026, 11, 2, 9, 15, 30)),
        ("2026-11-02T00:00:00", wall(2026, 11, 2)),
    ],
)
def test_dates_that_a_workbook_writes_out(path, written_out, at):
    book(path, ("Calls", [["x"]]))
    rows = inline(1, "Id", "Agent", "Started", "Score") + inline(
        2, "c1", "Jin Park", f'<c t="d"><v>{written_out}</v></c>', "4"
    )
    changed(path, {SHEET: sheet_of(rows)})
    brought_in(path, recipe(date=None, time=None, at="Started", timezone="UTC", metric=[SCORE]))
    assert Reading.objects.get().at.replace(tzinfo=None) == at


def test_a_sheet_whose_elements_have_prefixes_is_read(path):
    book(path, ("Calls", [["x"]]))
    prefixed = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", sheet_of(inline(1, "Id", "Agent")))
    changed(path, {SHEET: prefixed.replace("xmlns=", "xmlns:x=")})
    assert read_table(path).headings == ("Id", "Agent")


@pytest.mark.parametrize(("of_1904", "serial"), [(False, 46_328.5), (True, 44_866.5)])
def test_a_serial_without_a_format_counts_from_where_the_workbook_starts(path, of_1904, serial):
    assert instants(path, serial, of_1904=of_1904) == [wall(2026, 11, 2, 12)]


def test_one_moment_in_two_columns_is_a_date_and_a_time(path):
    at = datetime(2026, 11, 2, 9, 15, 30)  # noqa: DTZ001
    row = ["c1", "Jin Park", Shown(at, "dd/mm/yyyy"), Shown(at, "hh:mm:ss"), 4]
    book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Score"], row]))

    brought_in(path, recipe(timezone="UTC", metric=[SCORE]))

    assert Reading.objects.get().at.replace(tzinfo=None) == at


def test_a_time_of_day_in_the_date_counts_though_nobody_named_it(path):
    at = datetime(2026, 11, 2, 9, 15)  # noqa: DTZ001
    row = ["c1", "Jin Park", at, 4]
    book(path, ("Calls", [["Id", "Agent", "Date", "Score"], row]))

    brought_in(path, recipe(time=None, metric=[SCORE]))

    assert Reading.objects.get().at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)


def test_a_time_in_the_date_that_the_time_beside_it_denies_is_refused(path):
    at = datetime(2026, 11, 2, 9, 15)  # noqa: DTZ001
    row = ["c1", "Jin Park", at, time(9, 16), 4]
    book(path, ("Calls", [["Id", "Agent", "Date", "Time", "Score"], row]))

    report = checked(path, recipe(metric=[SCORE]))

    assert "holds another time than “9:16:00” beside it" in messages(report)[0]


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
    column_of(path, "Talk", cell, of_1904=of_1904)
    brought_in(path, recipe(metric=[TALK]))
    assert Reading.objects.get().value == Decimal(seconds)


def test_a_duration_beyond_a_day_that_does_not_show_it_is_refused(path):
    report = checked(
        column_of(path, "Talk", Shown(timedelta(hours=36), "h:mm:ss")), recipe(metric=[TALK])
    )
    (message,) = messages(report)
    assert message == (
        "The cell shows 12:00:00 and holds more than a day. Give the column the number format "
        "[h]:mm:ss, or write seconds (143)."
    )


def test_a_day_fraction_without_a_format_is_asked_as_in_plain_text(path):
    with pytest.raises(Undecided) as caught:
        checked(column_of(path, "Talk", 0.5, 0.25), recipe(metric=[TALK]))
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
