"""The looks at one-to-ones, and the talks of Marcus and Jin that they look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from feedback.actions.one_to_ones.agenda import add_point, mark_talked
from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book, cancel, hold
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.actions.one_to_ones.wishes import add_wish, end_wish
from feedback.models import Agreement, Meeting, Series
from teams.models import User
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form:not([method=get]) button.btn--primary"


def person(username: str) -> User:
    return User.objects.get(username=username)


def add_talks(now: datetime) -> None:
    """One held, one called off, one at two today; points, promises of both, notes, wishes."""
    marcus, jin = person("marcus"), person("jin")
    begun = now - timedelta(days=30)
    series = begin_series(marcus, jin, now=begun)
    at_two = now.replace(hour=14, minute=0)
    first = book(marcus, series, starts_at=at_two - timedelta(days=14), now=begun)
    point = add_point(jin, series, words="More written work in spring", now=begun)
    held = first.starts_at
    mark_talked(jin, point, first, now=held)
    hold(
        marcus,
        first,
        summary="He would like mail on two afternoons.\nWe try it.",
        version=0,
        now=held,
    )
    off = book(marcus, series, starts_at=at_two - timedelta(days=7), now=held)
    cancel(jin, off, why="On a course that day.", now=held)
    book(marcus, series, starts_at=at_two, now=held)
    add_point(jin, series, words="Holidays over New Year", now=now)
    add_point(marcus, series, words="How the two mail afternoons went", now=now)
    today = now.date()
    agree(
        marcus, series, owner=marcus, words="Ask for a second screen", due_on=held.date(),
        meeting=first, now=held,
    )  # fmt: skip
    agree(
        jin, series, owner=jin, words="Sit in on two mail afternoons",
        due_on=today + timedelta(days=5), meeting=first, now=held,
    )  # fmt: skip
    save_private_note(marcus, series, words="His mother is ill: go gently.", version=0, now=now)
    add_wish(jin, jin, kind="good_at", words="Calming angry callers", now=begun)
    add_wish(marcus, jin, kind="grow_in", words="Written work", now=now)
    end_wish(jin, add_wish(jin, jin, kind="needs", words="Quiet mornings", now=begun), now=now)


def of_meeting(page: str, state: str = "booked") -> Where:
    """A page of their meeting in that state."""
    return lambda: reverse(
        f"feedback:{page}", args=[Meeting.objects.filter(state=state).latest("pk").pk]
    )


def of_series(page: str) -> Where:
    """A page of their series."""
    return lambda: reverse(f"feedback:{page}", args=[Series.objects.latest("pk").pk])


def of_person(page: str, username: str = "jin") -> Where:
    """A page that belongs to somebody."""
    return lambda: reverse(f"feedback:{page}", args=[person(username).pk])


def promise() -> str:
    """Something that is open."""
    return reverse("feedback:agreement", args=[Agreement.objects.latest("pk").pk])


ONE_TO_ONES: dict[str, tuple[Look, ...]] = {
    "feedback:people": (
        Look(SUPERVISOR, at("feedback:people"), thorough=True),
        Look(MANAGER, at("feedback:people", query="?sort=last")),
        Look(ADMINISTRATOR, at("feedback:people")),
    ),
    "feedback:one_to_ones": (
        Look(SUPERVISOR, at("feedback:one_to_ones")),
        Look(AGENT, at("feedback:one_to_ones")),
        Look("dele", at("feedback:one_to_ones")),
    ),
    "feedback:series": (
        Look(SUPERVISOR, of_person("series"), thorough=True),
        Look(AGENT, of_person("series")),
        Look(SUPERVISOR, of_person("series", "dele")),
        Look("dele", of_person("series", "dele")),
    ),
    "feedback:series_begin": (
        Look(SUPERVISOR, of_person("series_begin", "dele")),
        Look(SUPERVISOR, of_person("series_begin", "dele"), press=SAVE),
    ),
    "feedback:series_book": (Look(SUPERVISOR, of_series("series_book")),),
    "feedback:series_change": (Look(SUPERVISOR, of_series("series_change")),),
    "feedback:one_to_one": (
        Look(SUPERVISOR, of_meeting("one_to_one"), thorough=True),
        Look(AGENT, of_meeting("one_to_one")),
        Look(SUPERVISOR, of_meeting("one_to_one", "held")),
        Look(AGENT, of_meeting("one_to_one", "cancelled")),
    ),
    "feedback:one_to_one_move": (Look(SUPERVISOR, of_meeting("one_to_one_move")),),
    "feedback:one_to_one_cancel": (Look(AGENT, of_meeting("one_to_one_cancel"), press=SAVE),),
    "feedback:agreement": (Look(AGENT, promise),),
    "feedback:private_note": (Look(SUPERVISOR, of_series("private_note")),),
    "feedback:wishes": (
        Look(AGENT, of_person("wishes")),
        Look(SUPERVISOR, of_person("wishes"), press=SAVE),
    ),
}
"""Talking one to one."""
