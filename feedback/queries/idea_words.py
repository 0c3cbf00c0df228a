"""How ideas are spoken of: where one stands, by when it is answered, who backs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse

from feedback import idea_life
from feedback.models import Idea
from feedback.queries.idea_people import Days
from goals import dates
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
        return dates.day(self.days.clock.day_of(at), self.today)


def promise_of(idea: Idea, calendar: Calendar) -> Promise:
    """What its author may count on, as it stands. `owner` and `decided_by` are to be joined."""
    if idea.state in idea_life.PROMISED:
        return _answer(idea, calendar)
    if idea.state == idea_life.AGREED and idea.do_by is not None:
        day = dates.day(idea.do_by, calendar.today)
        if idea.do_by < calendar.today:
            return Promise(f"Was to be done by {day}", late=True)
        who = first_name(idea.owner.name) if idea.owner else "Somebody"
        return Promise(f"{who} sees to it by {day}", late=False)
    if idea.state == idea_life.DONE and idea.done_at is not None:
        return Promise(f"Done on {calendar.day(idea.done_at)}", late=False)
    if idea.decided_at is None or idea.decided_by is None:
        return Promise("", late=False)
    words = f"{first_name(idea.decided_by.name)} answered on {calendar.day(idea.decided_at)}"
    return Promise(words, late=False)


def _answer(idea: Idea, calendar: Calendar) -> Promise:
    today, day = calendar.today, idea.answer_by
    if idea_life.is_late(day, today):
        return Promise(f"Answer was promised for {dates.day(day, today)}", late=True)
    begin = "Answer promised"
    if idea.state == idea_life.CONSIDERED and idea.owner is not None:
        begin = f"{first_name(idea.owner.name)} looks at it and answers"
    if day == today:
        return Promise(f"{begin} {'for' if begin == 'Answer promised' else 'by'} today", late=False)
    left = idea_life.working_days_left(today, day, calendar.days.is_worked)
    tail = f", in {left} working day{'' if left == 1 else 's'}" if left else ""
    return Promise(f"{begin} by {dates.day(day, today)}{tail}", late=False)


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
