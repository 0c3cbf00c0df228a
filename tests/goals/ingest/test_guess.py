import pytest

from goals.ingest.files.guess import (
    FigureGuess,
    columns_of,
    guess_figure,
    guess_roles,
    metric_name,
    plain_words,
)
from goals.ingest.files.table import read_table
from tests.goals.ingest.helpers import written


def columns(folder, headings, *rows):
    return columns_of(read_table(written(folder, "\n".join([headings, *rows]) + "\n")))


def roles(folder, headings, *rows):
    return guess_roles(columns(folder, headings, *rows))


def test_a_contact_log_is_recognised(tmp_path):
    assert roles(
        tmp_path,
        "Ticket No,Handled by,Queue,Date,Time,Topic,Solved,Handle time,CSAT,Items",
        "T1,Jin,North,31/11/2025,09:15,Delivery,Y,2:23,4,12",
        "T2,Dele,South,02/11/2025,09:20,Refund,N,0:40,5,3",
        "T3,Jin,North,03/11/2025,10:20,,Y,1:00,,3",
    ) == {
        "Ticket No": "id",
        "Handled by": "agent",
        "Queue": "team",
        "Date": "date",
        "Time": "time",
        "Solved": "figure",
        "Handle time": "figure",
        "CSAT": "figure",
        "Items": "figure",
    }


def test_one_column_of_instants_is_recognised(tmp_path):
    found = roles(tmp_path, "Id,Started,Time", "a,2025-11-02 09:15,1:00", "b,2025-11-03 09:15,2:00")
    assert found == {"Id": "id", "Started": "at", "Time": "figure"}


@pytest.mark.parametrize(
    ("cells", "role"),
    [
        (("09/11/2026 13:06", "30/11/2026 10:01"), "at"),
        (("2026-11-09T13:06:00Z", "2026-11-30T10:01:00Z"), "at"),
        (("09/11/2026", "30/11/2026"), "date"),
        (("9", "30"), "figure"),
        (("1:09", "0:30"), "figure"),
    ],
)
def test_the_only_days_there_are_are_those_of_the_contacts(tmp_path, cells, role):
    first, second = cells
    found = roles(tmp_path, "Id,Closed,Solved", f"a,{first},Y", f"b,{second},N")
    assert found == {"Id": "id", "Closed": role, "Solved": "figure"}


def test_of_two_columns_of_days_neither_is_guessed(tmp_path):
    found = roles(tmp_path, "Id,Closed,Due", "a,2026-11-09,2026-11-10", "b,2026-11-30,2026-12-01")
    assert found == {"Id": "id"}


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("Resolved (Y/N)", "Y N Y", FigureGuess("Resolved", "ratio", "percent", "higher")),
        ("Solved", "no yes", FigureGuess("Solved", "ratio", "percent", "higher")),
        ("Escalated", "no yes", FigureGuess("Escalated", "ratio", "percent", "lower")),
        ("AvgTalkDuration", "0:02:23 0:01:00", FigureGuess("Talk duration", "ratio", "seconds", "lower")),
        ("Speed of answer in seconds", "10 20", FigureGuess("Speed of answer", "ratio", "seconds", "lower")),
        ("Rating", "4 5", FigureGuess("Rating", "ratio", "score", "higher")),
        ("FCR", "85% 88% 90%", FigureGuess("FCR", "ratio", "percent", "higher", percents=True)),
        ("SLA %", "91.5 88", FigureGuess("SLA", "ratio", "percent", "higher", percents=True)),
        ("SLA %", "0.915 0.88", FigureGuess("SLA", "ratio", "percent", "higher")),
        ("Satisfaction %", "91,5% 88%", FigureGuess("Satisfaction", "ratio", "percent", "higher", percents=True)),
        ("Answered in 20 seconds, percent", "91.5 88", FigureGuess("Answered in 20 seconds, percent", "ratio", "percent", "higher", percents=True)),
        ("Complaints", "0 2 3", FigureGuess("Complaints", "total", "count", "lower")),
        ("Sales", "3 4,5", FigureGuess("Sales", "total", "count", "higher")),
        ("Topic", "Delivery Refund", None),
        ("Case number", "1 2 3", None),
    ],
)  # fmt: skip
def test_what_a_column_measures(tmp_path, heading, cells, expected):
    column = columns(tmp_path, f"{heading};x", *(f"{cell};x" for cell in cells.split()))[0]
    assert guess_figure(column) == expected


def test_a_blank_column_measures_nothing(tmp_path):
    column = columns(tmp_path, "Resolved,x", ",1", ",2")[0]
    assert guess_figure(column) is None


def test_a_few_bad_cells_do_not_change_what_a_column_is(tmp_path):
    cells = ["Y"] * 10 + ["Nope"]
    column = columns(tmp_path, "Resolved,x", *(f"{cell},1" for cell in cells), '"a"b,1')[0]
    assert guess_figure(column).unit == "percent"


def test_headings_are_taken_apart():
    assert plain_words("AvgTalkDuration (s)") == "avg talk duration s"
    assert metric_name("AvgTalkDuration") == "Talk duration"
    assert metric_name("CSAT") == "CSAT"
    assert metric_name("Gelöst beim ersten Mal") == "Gelöst beim ersten Mal"
    assert metric_name("FIRST CONTACT RESOLUTION") == "First contact resolution"
    assert metric_name("FCR_RATE") == "FCR rate"
    assert metric_name("SLA %") == "SLA"
    assert metric_name("mean") == "Mean"
    assert metric_name("first_contact resolution [%]") == "First contact resolution"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Handling time", "figure"),
        ("Talk Time", "figure"),
        ("Avg wait time", "figure"),
        ("Time to resolve", "figure"),
        ("Time", "time"),
        ("Call time", "time"),
        ("Start time", "time"),
    ],
)
def test_how_long_something_took_is_no_time_of_day(tmp_path, heading, role):
    rows = ("01/09/2026,7:25", "02/09/2026,2:01", "15/09/2026,2:14")
    assert roles(tmp_path, f"Closed,{heading}", *rows)[heading] == role
