"""Reads about people and teams, each with a known number of statements."""

from teams.queries.calendars import HolidayRow, coming_days_off, working_time, working_times
from teams.queries.people import (
    Member,
    MembershipRow,
    agents_on,
    history_of,
    people_in,
    people_of,
)

__all__ = [
    "HolidayRow",
    "Member",
    "MembershipRow",
    "agents_on",
    "coming_days_off",
    "history_of",
    "people_in",
    "people_of",
    "working_time",
    "working_times",
]
