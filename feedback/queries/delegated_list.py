"""One's tasks: those one holds, those one gave, and others of the teams one leads; running or over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from feedback import delegated_life as life
from feedback.models import DelegatedTask
from feedback.permissions.delegated import can_hand_over, tasks_visible_to
from feedback.queries.delegated_words import due_words, next_words, state_of, tone_of, url_of
from teams.models import User
from teams.permissions import standing_of
from teams.queries.tabs import Tab

A_PAGE = 20
HELD, GIVEN, TEAM = "held", "given", "team"
RUNNING, OVER = "running", "over"
TITLES = {HELD: "You hold", GIVEN: "You handed over", TEAM: "Others in your teams"}
ALONE = "Nobody leads their holder any more"
"""The title of others' tasks for administrators who lead no team."""
_NOTHING = {
    (HELD, RUNNING): "You hold no task at the moment.",
    (HELD, OVER): "Nothing of yours is over yet.",
    (GIVEN, RUNNING): "Nothing you handed over is under way.",
    (GIVEN, OVER): "Nothing you handed over is over yet.",
    (TEAM, RUNNING): "Nothing others handed over is under way.",
    (TEAM, OVER): "Nothing others handed over is over yet.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One task in a list: what it is, with whom, how it stands."""

    pk: int
    url: str
    what: str
    who: str
    state: str
    tone: str
    due: str
    next: str


@dataclass(frozen=True, slots=True)
class Section:
    """Those of one kind, newest first; `more_url` leads to the next, `first_url` back to the first of them."""

    code: str
    title: str
    lines: tuple[Line, ...]
    nothing: str
    more_url: str
    first_url: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """The page."""

    tabs: tuple[Tab, ...]
    sections: tuple[Section, ...]
    can_hand_over: bool


def task_list(viewer: User, show: str, of: str, after: str, now: datetime) -> TaskList:
    """A statement a section: two, for leaders three; one where the page of a section is asked for."""
    state = OVER if show == OVER else RUNNING
    leads = can_hand_over(viewer)
    codes: tuple[str, ...] = (HELD, GIVEN, TEAM) if leads else (HELD,)
    if not leads:
        codes = _without_a_team(viewer)
    asked = tuple(code for code in codes if code == of) or codes
    place = (
        int(after) if of in codes and after.isascii() and after.isdigit() and len(after) < 19 else 0
    )
    return TaskList(
        tabs=(
            Tab("Under way", _url(), state == RUNNING),
            Tab("Over", _url(show=OVER), state == OVER),
        ),
        sections=tuple(_section(viewer, code, state, place, now) for code in asked),
        can_hand_over=leads,
    )


def _without_a_team(viewer: User) -> tuple[str, ...]:
    """Who led once still reads what they gave; administrators what nobody else answers for. A statement, or two."""
    visible = tasks_visible_to(viewer)
    gave = visible.filter(by=viewer).exists()
    others = visible.exclude(by=viewer).exclude(to=viewer)
    left = standing_of(viewer).is_administrator and others.exists()
    return (HELD, *((GIVEN,) if gave else ()), *((TEAM,) if left else ()))


def tasks_of(viewer: User, person: User, now: datetime) -> tuple[Line, ...]:
    """What somebody holds or is offered, as far as the viewer reads it, newest first. One statement.

    Each by the day of its team, as on its own page.
    """
    rows = _with_all(tasks_visible_to(viewer).filter(to=person, state__in=life.RUNNING))
    return tuple(line_of(task, viewer, task.team.clock.day_of(now)) for task in rows[:A_PAGE])


def line_of(task: DelegatedTask, viewer: User, today: date) -> Line:
    """A task in a line."""
    gave = "you" if task.by_id == viewer.pk else task.by.name
    if task.to_id == viewer.pk:
        who = f"From {gave}"
    elif task.by_id == viewer.pk:
        who = f"For {task.to.name}"
    else:
        who = f"For {task.to.name}, from {gave}"
    return Line(
        pk=task.pk,
        url=url_of(task.pk),
        what=task.what,
        who=who,
        state=state_of(task),
        tone=tone_of(task),
        due=due_words(task, today),
        next=next_words(task, today),
    )


def _section(viewer: User, code: str, state: str, place: int, now: datetime) -> Section:
    visible = tasks_visible_to(viewer)
    rows = {
        HELD: visible.filter(to=viewer),
        GIVEN: visible.filter(by=viewer),
        TEAM: visible.exclude(by=viewer).exclude(to=viewer),
    }[code]
    rows = rows.filter(state__in=life.RUNNING if state == RUNNING else life.OVER)
    if place:
        rows = rows.filter(pk__lt=place)
    found = list(_with_all(rows)[: A_PAGE + 1])
    shown = found[:A_PAGE]
    show = "" if state == RUNNING else OVER
    return Section(
        code=code,
        title=ALONE if code == TEAM and not can_hand_over(viewer) else TITLES[code],
        lines=tuple(line_of(task, viewer, task.team.clock.day_of(now)) for task in shown),
        nothing=_NOTHING[code, state],
        more_url=_url(show=show, of=code, after=str(shown[-1].pk)) if len(found) > A_PAGE else "",
        first_url=_url(show=show) if place else "",
    )


def _with_all(rows: QuerySet[DelegatedTask]) -> QuerySet[DelegatedTask]:
    return rows.select_related("team", "by", "to").order_by("-pk")


def _url(**asked: str) -> str:
    kept = urlencode({name: value for name, value in asked.items() if value})
    return reverse("feedback:tasks") + (f"?{kept}" if kept else "")
