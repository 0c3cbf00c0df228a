"""The looks at huddles."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT = "priya", "marcus", "jin"
TODAY, YESTERDAY, LONG_AGO = date(2026, 11, 20), date(2026, 11, 19), date(2025, 3, 3)


def of(page: str, day: date = TODAY, more: str = "") -> Where:
    """A page of one of North's huddles."""
    return lambda: f"{reverse(f'teams:{page}', args=[str(day)])}?team=north{more}"


HUDDLES: dict[str, tuple[Look, ...]] = {
    "teams:huddle": (Look(MANAGER, at("teams:huddle"), leads_on=True),),
    "teams:huddle_day": (
        Look(SUPERVISOR, of("huddle_day", YESTERDAY), thorough=True),
        Look(AGENT, of("huddle_day", YESTERDAY)),
        Look(AGENT, of("huddle_day")),
        Look(AGENT, of("huddle_day", LONG_AGO)),
    ),
    "teams:huddle_prepare": (Look(MANAGER, of("huddle_prepare"), thorough=True),),
    "teams:huddle_run": (
        Look(MANAGER, of("huddle_run", YESTERDAY, "&part=3"), thorough=True),
        Look(AGENT, of("huddle_run", YESTERDAY, "&part=1")),
        Look(MANAGER, of("huddle_run", TODAY, "&part=4")),
    ),
    "teams:huddle_record": (
        Look(MANAGER, of("huddle_record")),
        Look(MANAGER, of("huddle_record", YESTERDAY)),
    ),
}
