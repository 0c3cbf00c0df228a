"""What a file leaves open is asked, and what is left out of it is said; nothing is guessed in silence."""

import pytest

from goals.ingest.files.headings import heading_place, told_unit
from goals.ingest.files.names import month_of, words_and_numbers
from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.table import read_table
from goals.models import Import
from tests.goals.ingest.helpers import (
    HEADINGS,
    ROWS,
    TALK,
    checked,
    lines,
    messages,
    recipe,
    written,
)
from tests.goals.ingest.test_browser_steps import answers, mapped, text_of, to, upload


@pytest.fixture
def ada(administrator, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return client_of(administrator)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Talk (min)", ("minutes", "minutes")),
        ("talk_ms", ("milliseconds", "milliseconds")),
        ("Speed of answer in seconds", ("seconds", "seconds")),
        ("Handle time, h", ("hours", "hours")),
        ("Minutes of talk", ("", "minutes")),
        ("Talk", ("", "")),
    ],
)
def test_what_a_heading_says_of_its_durations(heading, unit):
    assert told_unit(heading) == unit


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["Id", "Agent"], ["1", "Jin"]], 0),
        (
            [
                ["Report"],
                ["From", "2021-01-01"],
                ["Id", "Agent", "Date"],
                ["1", "Jin", "2021-01-01"],
            ],
            2,
        ),
        ([["1", "2021-01-01", "3"], ["2", "2021-01-02", "4"]], 0),
        ([["Id", "", "Date"], ["1", "Jin", "2021-01-01"]], 0),
    ],
)
def test_where_the_headings_are(rows, place):
    assert heading_place(rows) == place


def test_a_month_is_told_by_its_first_letters_in_any_of_the_languages():
    assert [month_of(word) for word in ("Mär", "août", "DEC", "sept", "ju", "jui", "x")] == [
        3, 8, 12, 9, 0, 0, 0,
    ]  # fmt: skip
    assert words_and_numbers("1 de enero de 2021") == ["1", "enero", "2021"]
    assert words_and_numbers("1 January 2021!") is None


def test_two_columns_of_one_heading_are_asked_about_unless_they_hold_the_same(tmp_path):
    alike = lines(*(f"{row},{row.split(',')[1]}" for row in ROWS), headings=f"{HEADINGS},Agent")
    assert read_table(written(tmp_path, alike)).place("Agent") == 1
    unlike = lines(*(f"{row},Zed" for row in ROWS), headings=f"{HEADINGS},Agent")
    table = read_table(written(tmp_path, unlike))
    with pytest.raises(FileProblem, match=r"say which is meant: “Agent \(1\)” or “Agent \(2\)”"):
        table.place("Agent")
    assert table.place("Agent (2)") == 8


@pytest.mark.django_db
@pytest.mark.usefixtures("agent", "colleague")
def test_minutes_that_a_heading_only_seems_to_mean_are_asked(tmp_path):
    path = written(
        tmp_path,
        lines(*(row.replace("0:0", "").replace(":", ".") for row in ROWS[:2])).replace(
            b"Talk", b"Minutes of talk"
        ),
    )
    by = recipe(metric=[TALK | {"value": "Minutes of talk"}], time=None)
    with pytest.raises(Undecided, match="can be minutes or seconds") as asked:
        checked(path, by)
    assert asked.value.key == "durations"


@pytest.mark.django_db
@pytest.mark.usefixtures("agent", "colleague")
def test_a_total_is_left_out_and_said_and_hides_no_row_that_is_broken(tmp_path):
    broken = "c9,Jin Park,,10:00:00,Y,Y,0:01:00,4"
    path = written(tmp_path, lines(*ROWS, broken, "Total,,,,1,2,,", "c7"))

    report = checked(path, recipe())

    assert (report.rows, report.rows_rejected) == (5, 2)
    assert "The date is blank." in messages(report)[0]
    assert "row 6." in report.remark


@pytest.mark.django_db
@pytest.mark.usefixtures("agent", "colleague")
def test_the_mended_rows_are_matched_as_before_and_bring_the_rest(ada):
    bad = ROWS[1].replace("2026-11-02", "2026-11-31")
    import_run, _ = mapped(ada, lines(ROWS[0], bad), name="Desk")
    ada.post(to("check", import_run), {"do": "import"})
    download = ada.get(to("failing", import_run)).content
    assert b"Row,What to mend" in download

    address = upload(ada, download.replace(b"2026-11-31", b"2026-11-02"), "mended.csv")["Location"]

    page = text_of(ada.get(address))
    assert "As last time." in page
    assert '<span class="tag">remembered</span>' in page
    assert 'value="Desk"' in page
    assert "Ignored: Row, What to mend." in page
    ada.post(address, answers(ada, address))
    assert "1 row: 1 new." in text_of(ada.get(to("check", Import.objects.latest("pk"))))
