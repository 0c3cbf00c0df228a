"""The causes, by category: how many cases of one's own teams each is behind, and what is being changed about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from escalations.models import Cause, Remedy
from escalations.permissions import remedies_visible_to
from escalations.queries.recurrence import recurrences
from escalations.queries.report_asked import Asked, cases_counted, may_open, rows_url
from escalations.recurrence import FEWER, MORE, SAME, TOO_EARLY, TOO_FEW
from goals import dates, formats
from teams.models import User
from teams.permissions import organisation_day

A_YEAR = timedelta(days=364)
FOUR_WEEKS = timedelta(days=27)
HELPED = {
    TOO_EARLY: "Too early to say whether it helped",
    TOO_FEW: "Too few cases to say whether it helped",
    FEWER: "Fewer since",
    MORE: "More since",
    SAME: "As many since",
}


@dataclass(frozen=True, slots=True)
class Number:
    """How many cases, and where they are; `url` is empty where there are none, or they are not this person's."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause, its cases of the last year and of the last four weeks, and what is changed about it.

    `change` is what is still to be done, by `stands`; else what was done last, with whether it helped.
    """

    pk: int
    name: str
    year: Number
    lately: Number
    change: str
    stands: str
    tone: str


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """The causes of one category, in name order."""

    name: str
    lines: tuple[CauseLine, ...]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the numbers of a page rest on."""

    year: Asked
    lately: Asked
    opens: bool
    found: dict[int, tuple[int, int]]

    def of(self, cause: int) -> tuple[Number, Number]:
        year, lately = self.found.get(cause, (0, 0))
        return self._number(self.year, cause, year), self._number(self.lately, cause, lately)

    def _number(self, asked: Asked, cause: int, number: int) -> Number:
        url = rows_url(asked, "cause", cause) if number and self.opens else ""
        return Number(formats.count(number), url)


def cause_groups(viewer: User, now: datetime) -> tuple[CauseGroup, ...]:
    """Those in use. Three statements, three more where something was done, and one for the day; whatever their
    number.
    """
    today = organisation_day(now)
    causes = list(_in_use(viewer))
    numbers = _numbers(viewer, today)
    changes = _changes(causes, today)
    found: dict[str, list[CauseLine]] = {}
    for cause in causes:
        change, stands, tone = changes.get(cause.pk, ("", "", ""))
        line = CauseLine(cause.pk, cause.name, *numbers.of(cause.pk), change, stands, tone)
        found.setdefault(cause.category.name, []).append(line)
    return tuple(CauseGroup(name, tuple(lines)) for name, lines in found.items())


def _in_use(viewer: User) -> Iterable[Any]:
    """With the ids of what is to be done about each, and of what was done last."""
    about = remedies_visible_to(viewer).filter(cause=OuterRef("pk"), dropped_on=None)
    waiting = about.filter(done_on=None).order_by("-id").values("pk")
    done = about.filter(done_on__isnull=False).order_by("-done_on", "-id").values("pk")
    return (
        Cause.objects.filter(archived_at=None)
        .select_related("category")
        .annotate(waiting=Subquery(waiting[:1]), last_done=Subquery(done[:1]))
        .order_by("category__position", "category__name", "name")
    )


def _numbers(viewer: User, today: date) -> _Numbers:
    year, lately = Asked(today - A_YEAR, today), Asked(today - FOUR_WEEKS, today)
    rows = (
        cases_counted(viewer, year)
        .filter(cause__isnull=False)
        .order_by()
        .values_list("cause_id")
        .annotate(year=Count("pk"), lately=Count("pk", filter=Q(day__gte=lately.first)))
    )
    found = {cause: (of_year, of_weeks) for cause, of_year, of_weeks in rows}
    return _Numbers(year, lately, may_open(viewer, year), found)


def _changes(causes: Sequence[Any], today: date) -> dict[int, tuple[str, str, str]]:
    """By cause: what is changed, how it stands, and its tone."""
    wanted = {cause.waiting or cause.last_done for cause in causes} - {None}
    rows = list(
        Remedy.objects.filter(pk__in=wanted).select_related("cause").order_by(F("pk").asc())
    )
    helped = recurrences(rows, today)
    found = {}
    for row in rows:
        if row.done_on is not None:
            stands = f"Done on {dates.day(row.done_on, today)}. {HELPED[helped[row.pk].verdict]}"
            found[row.cause_id] = (row.text, stands, "")
        elif row.due_on < today:
            found[row.cause_id] = (row.text, f"Was due on {dates.day(row.due_on, today)}", "behind")
        else:
            found[row.cause_id] = (row.text, f"By {dates.day(row.due_on, today)}", "")
    return found
