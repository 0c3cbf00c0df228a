"""How ideas are spoken of: where one stands, by when it is answered, who backs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from feedback import idea_life
from feedback.models import Idea
from feedback.queries.idea_people import UTC_DAYS, Days
from goals import dates
from teams.models import Organisation, Team
from teams.names import first_name

STATES = {
    idea_life.OPEN: "Waits for an answer",
    idea_life.CONSIDERED: "Being looked at",
    idea_life.AGREED: "We do it",
    idea_life.DONE: "Done",
    idea_life.DECLINED: "Not now",
}
"""In the order in which pages show them."""
_A_NAME_OR_TWO = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, in words; `late` says it calmly, with a tone that is none of an alarm."""

    words: str
    late: bool


class Calendar(NamedTuple):
    """The days an idea counts by, and which one it is there."""

    days: Days
    today: date

    @classmethod
    def at(cls, days: Days, now: datetime) -> Calendar:
        """As it is at `now`."""
        return cls(days, days.clock.day_of(now))

    def day(self, at: datetime) -> str:
        """`Tue 3 Nov`, of an instant."""
        return self.named(self.days.clock.day_of(at))

    def named(self, day: date) -> str:
        """`Tue 3 Nov`, of a day."""
        return dates.day(day, self.today)


def promise_of(idea: Idea, calendar: Calendar) -> Promise:
    """What its author may count on, as it stands. `owner` and `decided_by` are to be joined."""
    if idea.withdrawn_at is not None:
        return Promise(f"Taken back on {calendar.day(idea.withdrawn_at)}", late=False)
    if idea.state in idea_life.PROMISED:
        return _answer(idea, calendar)
    if idea.state == idea_life.AGREED and idea.do_by is not None:
        return _doing(idea, idea.do_by, calendar)
    if idea.state == idea_life.DONE and idea.done_at is not None:
        return Promise(f"Done on {calendar.day(idea.done_at)}", late=False)
    words = ""
    if idea.decided_at is not None and idea.decided_by is not None:
        words = f"{first_name(idea.decided_by.name)} answered on {calendar.day(idea.decided_at)}"
    return Promise(words, late=False)


def _doing(idea: Idea, do_by: date, calendar: Calendar) -> Promise:
    day = calendar.named(do_by)
    if do_by < calendar.today:
        return Promise(f"Was to be done by {day}", late=True)
    if idea.owner is None:
        return Promise(f"Nobody sees to it any more; it was to be done by {day}", late=True)
    return Promise(f"{first_name(idea.owner.name)} sees to it by {day}", late=False)


def _answer(idea: Idea, calendar: Calendar) -> Promise:
    """By the day in force; whoever looks at it and promises another one does not unsay the first."""
    today, day = calendar.today, idea.answer_by
    first = idea_life.counted_by(day, idea.first_promise)
    late = idea_life.is_late(first, today)
    if idea_life.is_late(day, today):
        then = f", then for {dates.day(day, today)}" if first < day else ""
        return Promise(f"Answer was promised for {dates.day(first, today)}{then}", late=True)
    begin = "Answer promised"
    if idea.state == idea_life.CONSIDERED and idea.owner is not None:
        begin = f"{first_name(idea.owner.name)} looks at it and answers"
    before = f"; first promised for {dates.day(first, today)}" if first < day else ""
    if day == today:
        by = "for" if begin == "Answer promised" else "by"
        return Promise(f"{begin} {by} today{before}", late=late)
    left = idea_life.working_days_left(today, day, calendar.days.is_worked)
    tail = f", in {left} working day{'' if left == 1 else 's'}" if left else ""
    return Promise(f"{begin} by {dates.day(day, today)}{tail}{before}", late=late)


def late_ones(now: datetime) -> Q:
    """Ideas whose answer, or the day by which they are done, is late: each by its team's day, those for everybody by
    the organisation's. Two statements.
    """
    organisation = Organisation.objects.first()
    clock = UTC_DAYS if organisation is None else organisation.clock
    teams: dict[date, list[int]] = {}
    for team in Team.objects.all():
        teams.setdefault(team.clock.day_of(now), []).append(team.pk)
    found = Q(team=None) & _late_on(clock.day_of(now))
    for today, ids in teams.items():
        found |= Q(team__in=ids) & _late_on(today)
    return found


def _late_on(today: date) -> Q:
    """As `promise_of` says it of one."""
    waits = Q(state__in=idea_life.PROMISED) & (Q(answer_by__lt=today) | Q(first_promise__lt=today))
    undone = Q(do_by__lt=today) | Q(owner=None)
    return waits | (Q(state=idea_life.AGREED, do_by__isnull=False) & undone)


def whose(idea: Idea) -> str:
    """`North` or `everybody`, as it follows “for”."""
    return "everybody" if idea.team is None else idea.team.name


def backing(count: int) -> str:
    """`7 back it`; nothing where nobody does."""
    return "" if not count else f"{count} back{'s' if count == 1 else ''} it"


def named(names: list[str], count: int) -> str:
    """`Ana and Ben back it`, `Ana, Ben and 4 others back it`; `names` are the first few of `count`."""
    if not count:
        return "Nobody backs it yet."
    if count == 1:
        return f"{names[0]} backs it."
    shown = names[:count] if count <= _A_NAME_OR_TWO else names[: _A_NAME_OR_TWO - 1]
    rest = count - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} others back it."
    return f"{', '.join(shown[:-1])} and {shown[-1]} back it."


def url_of(pk: int) -> str:
    """Where an idea stands."""
    return reverse("feedback:idea", args=[pk])


def sentence(text: str) -> str:
    """On one line, with a full stop where it ends in none."""
    line = " ".join(text.split())
    return line if not line or line.endswith((".", "!", "?", "…")) else f"{line}."
