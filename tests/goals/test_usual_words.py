"""What is said of a usual range: the same words on every page, in files and to programs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from goals.models import Metric
from goals.progress import Sums
from goals.queries.figures import Writer
from goals.queries.usual import (
    INSIDE,
    Days,
    marked,
    range_words,
    sparkline,
    usual_of,
    window,
)

TODAY = date(2025, 11, 20)
DAY = timedelta(days=1)


def writer(**fields):
    return Writer(
        Metric(**{"name": "Fast", "kind": "ratio", "unit": "percent", "decimals": 1, **fields}),
        "GBP",
    )


TOTAL = {"kind": "total", "unit": "count", "decimals": 0}


def monday_to_saturday(day: date) -> bool:
    return day.weekday() < 6


def days(is_worked=monday_to_saturday) -> Days:
    return Days(is_worked, TODAY)


def past(values, weight="100", until=TODAY):
    """A value a day, oldest first, up to the day before `until`."""
    first = until - DAY * len(values)
    return {
        first + DAY * place: Sums(Decimal(value), Decimal(weight), 1)
        for place, value in enumerate(values)
    }


def test_the_window_begins_on_a_first_of_a_month_thirteen_months_back():
    assert window(TODAY) == date(2024, 10, 1)
    assert window(date(2025, 1, 31)) == date(2023, 12, 1)


def test_inside_there_is_nothing_to_explain():
    usual = usual_of(writer(), past([90, 92] * 15), days())
    assert (usual.words, usual.signal, usual.asks) == (INSIDE, "", False)
    assert range_words(writer(), usual) == "87% to 96% on a usual day"


def test_nothing_is_nothing_and_little_is_too_early():
    assert usual_of(writer(), {}, days()).words == ""
    assert usual_of(writer(), past([90, 92] * 5), days()).words == "Too early to say"


@pytest.mark.parametrize(("better", "said"), [("higher", "Better"), ("lower", "Not as good")])
def test_another_level_is_told_with_the_day_on_which_it_began(better, said):
    values = [80, 82] * 20 + [93, 95] * 10
    usual = usual_of(writer(better=better), past(values), days())
    assert usual.words == f"{said} since 31 Oct"
    assert usual.since == date(2025, 10, 31)
    assert (usual.is_good, usual.asks) == (better == "higher", better == "lower")


def test_after_two_months_the_new_level_is_what_is_usual():
    usual = usual_of(writer(), past([80, 82] * 60 + [93, 95] * 40), days())
    assert usual.words == INSIDE
    assert usual.since == date(2025, 9, 1)


def test_a_day_outside_is_named_until_a_new_range_is_known():
    values = [90, 92] * 12 + [60, 91, 90, 92]
    usual = usual_of(writer(), past(values), days(lambda _: True))
    assert usual.words == "Below the usual range on 16 Nov"
    assert usual.asks


def test_a_team_closed_on_sundays_hears_no_wolf():
    by_day = past([300 + place % 3 for place in range(120)])
    for day in by_day:
        if day.weekday() == 6:
            by_day[day] = Sums(Decimal(4), Decimal(1), 2)  # somebody wrote an e-mail all the same
    usual = usual_of(writer(**TOTAL), by_day, days())
    assert usual.words == INSIDE
    assert all(point.day.weekday() != 6 for point in usual.points)


def test_a_busy_weekday_and_a_quiet_saturday_hear_no_wolf():
    by_day = past([300 + place % 5 * 9 for place in range(200)])
    for day in by_day:
        if day.weekday() == 5:
            by_day[day] = Sums(Decimal(60 + day.day % 3), Decimal(1), 2)
    usual = usual_of(writer(**TOTAL), by_day, days())
    assert usual.words == INSIDE
    assert len(usual.found.ranges) == 1
    assert range_words(writer(**TOTAL), usual).endswith("on an average day")
    saturday = marked(writer(**TOTAL), usual, date(2025, 11, 15))
    assert saturday.low is not None
    assert saturday.high is not None
    assert saturday.low < 60 < saturday.high < 100
    assert saturday.place == "inside"


def test_a_quiet_saturday_that_is_not_quiet_is_told():
    by_day = past([300 + place % 5 * 9 for place in range(200)])
    for day in by_day:
        if day.weekday() == 5:
            by_day[day] = Sums(Decimal(60), Decimal(1), 2)
    by_day[date(2025, 11, 15)] = Sums(Decimal(150), Decimal(1), 2)
    assert usual_of(writer(**TOTAL), by_day, days()).words == "Above the usual range on 15 Nov"


def test_a_sunday_that_was_opened_once_is_not_compared():
    by_day = past([300 + place % 5 * 9 for place in range(200)])
    opened = date(2025, 11, 16)
    by_day[opened] = Sums(Decimal(40), Decimal(1), 2)
    usual = usual_of(
        writer(**TOTAL), by_day, days(lambda day: monday_to_saturday(day) or day == opened)
    )
    assert usual.words == INSIDE


def test_today_is_no_day_yet():
    by_day = past([90, 92] * 15) | {TODAY: Sums(Decimal(1), Decimal(100), 1)}
    usual = usual_of(writer(), by_day, days())
    assert usual.words == INSIDE
    assert usual.points[-1].day < TODAY


def test_a_day_with_too_little_behind_it_is_no_point():
    by_day = past([90, 92] * 20)
    by_day[TODAY - DAY] = Sums(Decimal(1), Decimal(3), 1)
    assert usual_of(writer(), by_day, days()).words == INSIDE


def test_where_days_are_too_thin_weeks_are_looked_at():
    by_day = past([3, 4] * 70, weight="5")
    usual = usual_of(writer(), by_day, days())
    assert usual.step == "week"
    assert all(point.day.weekday() == 0 for point in usual.points)
    assert range_words(writer(), usual).endswith("in a usual week")
    assert usual.words == INSIDE


def test_and_months_where_weeks_are():
    by_day = past([3, 4] * 200, weight="1")
    usual = usual_of(writer(), by_day, days())
    assert usual.step == "month"
    assert {point.day.day for point in usual.points} == {1}
    assert date(2025, 11, 1) not in {point.day for point in usual.points}


def test_the_limits_stay_inside_what_the_figure_can_be():
    usual = usual_of(writer(), past([99, 92] * 15), days())
    assert usual.limits is not None
    assert usual.limits[1] == 100.0
    low = usual_of(writer(), past([1, 6] * 15), days())
    assert low.limits is not None
    assert low.limits[0] == 0.0
    assert range_words(writer(), low).startswith("0%")
    beyond = usual_of(writer(), past([120, 124] * 15), days())
    assert beyond.limits is not None
    assert beyond.limits[1] > 100


def test_the_line_has_22_points_and_says_the_same():
    usual = usual_of(writer(), past([90, 92] * 30), days())
    spark = sparkline(writer(), usual, "91%")
    assert spark is not None
    assert len(spark.points) == 22
    assert spark.usual == usual.limits
    assert spark.title == "Fast, the last 22 days. 91%: inside the usual range, nothing to explain"
    today = sparkline(writer(), usual, "91%", Sums(Decimal(50), Decimal(100), 3))
    assert today is not None
    assert today.points[-1] == 50.0
    thin = sparkline(writer(), usual, "91%", Sums(Decimal(1), Decimal(2), 1))
    assert thin == spark


def test_a_file_says_of_each_day_where_it_lay_in_the_range_then_in_force():
    values = [80, 82] * 20 + [93, 95] * 10
    one = writer()
    usual = usual_of(one, past(values), days())
    before, after = marked(one, usual, date(2025, 10, 6)), marked(one, usual, date(2025, 11, 5))
    assert (before.place, after.place) == ("inside", "inside")
    assert before.high is not None
    assert after.low is not None
    assert before.high < after.low
    assert marked(one, usual, date(2025, 11, 2)).place == ""  # a Sunday
    assert marked(one, usual, TODAY).low is None
