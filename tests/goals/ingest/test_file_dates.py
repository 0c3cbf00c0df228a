from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from goals.ingest.files.dates import (
    OrderFound,
    find_order,
    parts_of,
    read_date,
)
from goals.ingest.files.instants import read_instant, read_time, split_instant
from goals.ingest.values import Rejected
from tests.goals.ingest.helpers import wall

LATEST = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2021-01-05", "dmy", date(2021, 1, 5)),
        ("2021/1/5", "mdy", date(2021, 1, 5)),
        ("05/01/2021", "dmy", date(2021, 1, 5)),
        ("01/05/2021", "mdy", date(2021, 1, 5)),
        ("05.01.21", "dmy", date(2021, 1, 5)),
        ("21-01-05", "ymd", date(2021, 1, 5)),
        ("20210105", "dmy", date(2021, 1, 5)),
        ("5 Jan 2021", "dmy", date(2021, 1, 5)),
        ("05-Jan-21", "dmy", date(2021, 1, 5)),
        ("5th January 2021", "dmy", date(2021, 1, 5)),
        ("Jan 5, 2021", "dmy", date(2021, 1, 5)),
        ("1 Sept 2021", "dmy", date(2021, 9, 1)),
        ("Tue 5 Jan 2021", "dmy", date(2021, 1, 5)),
        ("Tuesday, 05/01/2021", "dmy", date(2021, 1, 5)),
        ("44201", "dmy", date(2021, 1, 5)),
        ("29/02/2024", "dmy", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_as_written(text, order, expected):
    assert read_date(text, order, "Date") == expected


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("31/11/2025", "dmy", "Found 31/11/2025. November has 30 days."),
        ("29/02/2021", "dmy", "Found 29/02/2021. February 2021 has 28 days."),
        ("30/02/24", "dmy", "Found 30/02/24. February 2024 has 29 days."),
        ("32/01/2021", "dmy", "January has 31 days."),
        ("13/13/2021", "dmy", "There is no month 13."),
        ("20211301", "dmy", "There is no month 13."),
        ("0/1/2021", "dmy", "There is no day 0."),
        ("2021-01-00", "dmy", "There is no day 0."),
        ("01/00/2021", "mdy", "There is no day 0."),
        ("01/01/0000", "dmy", "There is no year 0."),
        ("2/30/2021", "mdy", "February 2021 has 28 days."),
    ],
)
def test_a_date_that_does_not_exist_says_why(text, order, why):
    with pytest.raises(Rejected) as caught:
        read_date(text, order, "Date")
    assert why in caught.value.message
    assert caught.value.repair == "Correct the date."


@pytest.mark.parametrize(
    "text",
    ["", "x", "today", "1 Jax 2021", "5 Janual 2021", "99999", "2021", "١/1/2021", "1/2/345",
     "2021/01/2021", "5 Jan 345", "1/2", "0.5"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Rejected, match="is not a date"):
        read_date(text, "dmy", "Date")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/2/2021", "13/2/2021"], "dmy"),
        (["1/2/2021", "2/13/2021"], "mdy"),
        (["1/1/2021", "2/2/2021"], "dmy"),
        (["2021-01-02"], "dmy"),
        (["1 Jan 2021"], "dmy"),
        (["31/11/2025", "13/2/2025"], "dmy"),
        (["1/12/2026"], "mdy"),
        (["31.01.21", "01.02.21"], "dmy"),
        (["21-01-31"], "ymd"),
    ],
)
def test_the_order_is_found_from_the_data(texts, order):
    assert find_order(texts, LATEST).order == order


@pytest.mark.parametrize(
    "texts", [["1/2/2021", "3/4/2021"], ["13/1/2021", "1/13/2021"], ["21-01-05"]]
)
def test_an_order_that_the_data_does_not_tell_is_asked(texts):
    assert find_order(texts, LATEST) == OrderFound("", texts[0])


def test_one_odd_date_among_many_does_not_change_the_order():
    texts = [f"{day}/1/2021" for day in range(1, 29)] + ["1/13/2021"]
    assert find_order(texts, LATEST).order == "dmy"


def test_parts_of_a_numeric_date():
    assert parts_of("x") is None
    assert parts_of("100/1/2") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:12:58", time(9, 12, 58)),
        ("09:12", time(9, 12)),
        ("9:12 PM", time(21, 12)),
        ("12:00 AM", time(0)),
        ("12:30 p.m.", time(12, 30)),
        ("9 pm", time(21)),
        ("9.12", time(9, 12)),
        ("00.30", time(0, 30)),
        ("14h05", time(14, 5)),
        ("13:05 PM", time(13, 5)),
        ("9:12:58.25", time(9, 12, 58, 250_000)),
        ("0.5", time(12)),
        ("0,3840046296", time(9, 12, 58)),
        ("44197.5", time(12)),
        ("0", time(0)),
    ],
)
def test_a_time_is_read_as_written(text, expected):
    assert read_time(text, "Time") == expected


@pytest.mark.parametrize(
    "text", ["", "x", "24:00", "25:61", "13:05 AM", "1", "0.999999999", "9.5.5", "1" * 40]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Rejected, match="is not a time of day"):
        read_time(text, "Time")


def test_half_past_midnight_or_part_of_a_day_is_asked():
    with pytest.raises(Rejected, match="a time or a part of a day"):
        read_time("0.30", "Time")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-05 9:12:58", wall(2021, 1, 5, 9, 12, 58)),
        ("2021-01-05T09:12:58", wall(2021, 1, 5, 9, 12, 58)),
        ("05/01/2021 9:12 PM", wall(2021, 1, 5, 21, 12)),
        ("5 Jan 2021, 09:12", wall(2021, 1, 5, 9, 12)),
        ("05.01.2021 09.12", wall(2021, 1, 5, 9, 12)),
        ("44201.38400", wall(2021, 1, 5, 9, 12, 58)),
        ("44200.999999999", wall(2021, 1, 5)),
        ("44201", date(2021, 1, 5)),
        ("2021-01-05", date(2021, 1, 5)),
        ("2021-01-05T09:12:58Z", datetime(2021, 1, 5, 9, 12, 58, tzinfo=UTC)),
        ("2021-01-05 09:12 UTC", datetime(2021, 1, 5, 9, 12, tzinfo=UTC)),
        (
            "2021-01-05T09:12:58.5+05:30",
            datetime(2021, 1, 5, 9, 12, 58, 500_000, timezone(timedelta(hours=5, minutes=30))),
        ),
    ],
)
def test_date_and_time_in_one_cell(text, expected):
    assert read_instant(text, "dmy", "Started") == expected


def test_an_offset_that_does_not_exist_is_refused():
    with pytest.raises(Rejected, match="offset that does not exist"):
        read_instant("2021-01-05T09:12+99:00", "dmy", "Started")


def test_a_cell_is_split_into_date_and_time():
    assert split_instant("05/01/2021 09:12") == ("05/01/2021", "09:12")
    assert split_instant("05/01/2021") == ("05/01/2021", "")
