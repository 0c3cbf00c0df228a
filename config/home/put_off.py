"""Goals that somebody has turned to for today: they leave the list of what needs them until tomorrow on their own wall.

Kept with the session, not with the goal: it says nothing about the goal, and is nobody else's business.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from goals.views.unchanged import moved

_KEY = "put_off"
_MOST = 50


def put_off_on(request: HttpRequest, day: date) -> frozenset[int]:
    """The goals that this person has put off on this day."""
    when, goals = request.session.get(_KEY, ("", []))
    return frozenset(goals) if when == str(day) else frozenset()


def put_off(request: HttpRequest, goal: int, day: date) -> None:
    """Ask for nothing more of a goal on this day."""
    _keep(request, (put_off_on(request, day) | {goal}), day)


def take_up(request: HttpRequest, goal: int, day: date) -> None:
    """Have it asked for again."""
    _keep(request, put_off_on(request, day) - {goal}, day)


def _keep(request: HttpRequest, goals: frozenset[int], day: date) -> None:
    request.session[_KEY] = (str(day), sorted(goals)[-_MOST:])
    moved(request)
