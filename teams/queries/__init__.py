"""Reads about people and teams, each with a known number of statements."""

from teams.queries.calendars import HolidayRow, coming_days_off, working_time, working_times
from teams.queries.people import (
    Member,
    MembershipRow,
    PersonRow,
    administrators,
    agents_on,
    history_of,
    people_in,
    people_listed,
    people_of,
    person_rows,
    role_text,
)

__all__ = [
    "HolidayRow",
    "Member",
    "MembershipRow",
    "PersonRow",
    "administrators",
    "agents_on",
    "coming_days_off",
    "history_of",
    "people_in",
    "people_listed",
    "people_of",
    "person_rows",
    "role_text",
    "working_time",
    "working_times",
]
