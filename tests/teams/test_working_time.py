"""Working days and hours, with closures, holidays and shifts over midnight."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.actions import add_closure, create_team, update_team
from teams.calendar import Clock, WorkingTime
from teams.queries import coming_days_off, working_time, working_times

OFFICE = WorkingTime(Clock("Europe/London"), frozenset(range(5)), time(9), time(17))
NIGHT = WorkingTime(Clock("Europe/London"), frozenset(range(5)), time(22), time(6))
MONDAY = date(2026, 11, 16)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_an_office_day_has_eight_hours():
    assert OFFICE.seconds_between(at(16, 0), at(17, 0)) == 8 * 3600
    assert OFFICE.seconds_between(at(16, 10), at(16, 12)) == 2 * 3600


def test_a_weekend_has_none():
    assert OFFICE.seconds_between(at(21, 0), at(23, 0)) == 0
    assert OFFICE.shift(date(2026, 11, 21)) is None


def test_a_night_shift_belongs_to_the_evening_it_begins():
    # Friday's shift ends on Saturday morning; Saturday has none of its own.
    assert NIGHT.seconds_between(at(21, 0), at(21, 12)) == 6 * 3600
    assert NIGHT.seconds_between(at(21, 12), at(22, 12)) == 0


def test_the_night_the_clocks_go_back_is_an_hour_longer():
    everyday = WorkingTime(Clock("Europe/London"), frozenset(range(7)), time(22), time(6))
    start, end = everyday.shift(date(2026, 10, 24))
    assert end - start == timedelta(hours=9)


def test_closures_and_openings():
    closed = WorkingTime(
        OFFICE.clock,
        OFFICE.weekdays,
        OFFICE.opens,
        OFFICE.closes,
        closed=frozenset({MONDAY}),
        opened=frozenset({date(2026, 11, 21)}),
    )
    assert not closed.is_working_day(MONDAY)
    assert closed.is_working_day(date(2026, 11, 21))
    assert closed.working_days(MONDAY, date(2026, 11, 22)) == 5
    assert closed.working_days(date(2026, 11, 22), MONDAY) == 0


def test_a_window_that_ends_before_it_starts_holds_nothing():
    assert OFFICE.seconds_between(at(17, 0), at(16, 0)) == 0


def test_a_shift_that_a_lost_day_swallows_is_none():
    # The day Apia never had: its opening and closing fall on one instant or the wrong way round.
    apia = WorkingTime(Clock("Pacific/Apia"), frozenset(range(7)), time(9), time(17))
    lost = apia.shift(date(2011, 12, 30))
    assert lost is None or lost[1] - lost[0] == timedelta(hours=8)


@given(
    st.sampled_from((OFFICE, NIGHT)),
    st.lists(
        st.integers(1_767_225_600, 1_798_700_000).map(  # 2026
            lambda second: datetime.fromtimestamp(second, UTC)
        ),
        min_size=3,
        max_size=3,
    ),
)
def test_working_time_adds_up(working, instants):
    first, middle, last = sorted(instants)
    whole = working.seconds_between(first, last)
    parts = working.seconds_between(first, middle) + working.seconds_between(middle, last)
    assert whole == parts


# --- From the tables -----------------------------------------------------------------------------


def test_public_holidays_are_days_off(organisation):
    team = create_team(
        None, name="Leeds", time_zone="Europe/London", country="GB", subdivision="ENG"
    )
    working = working_time(team)
    assert not working.is_working_day(date(2026, 12, 25))
    assert working.is_working_day(date(2026, 12, 24))


def test_a_holiday_that_is_worked_is_a_working_day(organisation):
    team = create_team(None, name="Leeds", time_zone="Europe/London", country="GB")
    add_closure(None, team, day=date(2026, 12, 25), name="Open at Christmas", is_worked=True)
    add_closure(None, team, day=date(2026, 12, 23), name="Team day")
    working = working_time(team)
    assert working.is_working_day(date(2026, 12, 25))
    assert not working.is_working_day(date(2026, 12, 23))


def test_a_worked_weekend_day(north):
    add_closure(None, north, day=date(2026, 11, 21), name="Stocktaking", is_worked=True)
    assert working_time(north).is_working_day(date(2026, 11, 21))


def test_working_times_take_one_statement_whatever_the_number(
    organisation, django_assert_num_queries
):
    teams = [create_team(None, name=f"Team {n}", time_zone="UTC", country="GB") for n in range(7)]
    with django_assert_num_queries(1):
        few = working_times(teams[:1])
    with django_assert_num_queries(1):
        many = working_times(teams)
    assert len(few) == 1
    assert len(many) == 7


def test_a_team_without_country_has_no_holidays(north):
    assert working_time(north).closed == frozenset()


@pytest.mark.parametrize("country", ["IN", "FJ", "ES"])
def test_countries_whose_calendar_begins_late_are_understood(organisation, country):
    team = create_team(None, name="Late", time_zone="UTC", country=country)
    assert working_time(team).closed


def test_coming_days_off_show_the_teams_own_entry_in_place_of_the_holiday(organisation):
    team = create_team(None, name="Leeds", time_zone="Europe/London", country="GB")
    own = add_closure(None, team, day=date(2026, 12, 25), name="Open", is_worked=True)
    rows = {row.day: row for row in coming_days_off(team, date(2026, 11, 21))}
    assert rows[date(2026, 12, 25)].closure_id == own.pk
    assert rows[date(2026, 12, 25)].is_worked
    assert rows[date(2027, 1, 1)].closure_id is None
    assert list(rows) == sorted(rows)


def test_another_country_changes_the_holidays(organisation):
    team = create_team(None, name="Leeds", time_zone="Europe/London", country="GB")
    moved = update_team(None, team, country="DE", subdivision="BE")
    assert not working_time(moved).is_working_day(date(2026, 10, 3))
    assert date(2026, 3, 8) in working_time(moved).closed  # Women's Day, in Berlin
