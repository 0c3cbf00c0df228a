"""What is done about causes: what waits, soonest first, and what is over, newest first; a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from escalations.addresses import case_path
from escalations.models import Remedy
from escalations.queries.learn import KINDS
from escalations.queries.recurrence import recurrences
from escalations.recurrence import Compared
from goals import dates
from teams.models import User

EACH_PAGE = 40


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """What is done about a cause, by whom, by when, and whether it helped (`helped` is a verdict, or '')."""

    pk: int
    kind: str
    text: str
    cause: str
    who: str
    stands: str
    tone: str
    is_open: bool
    helped: str
    told: str
    case_url: str
    may: bool
    can_finish: bool


@dataclass(frozen=True, slots=True)
class Remedies:
    """A page of them; `next` is the number of the page after it, 0 where this is the last."""

    lines: tuple[RemedyLine, ...]
    next: int = 0


def open_remedies(
    found: QuerySet[Remedy], viewer: User, leads: frozenset[int], today: date, page: int = 1
) -> Remedies:
    """What is still to be done, what is due first on top. One statement."""
    waiting = found.filter(done_on=None, dropped_on=None).order_by("due_on", "-id")
    rows, after = _page(waiting, page)
    return Remedies(_lines(rows, {}, viewer, leads, today), after)


def over_remedies(
    found: QuerySet[Remedy], viewer: User, leads: frozenset[int], today: date, page: int = 1
) -> Remedies:
    """What was done, with whether it helped, and what was dropped; the last on top. Four statements."""
    over = found.alias(ended=Coalesce("done_on", "dropped_on")).filter(ended__isnull=False)
    rows, after = _page(over.order_by("-ended", "-id"), page)
    return Remedies(_lines(rows, recurrences(rows, today), viewer, leads, today), after)


def remedy_lines(
    found: QuerySet[Remedy], viewer: User, leads: frozenset[int], today: date
) -> tuple[RemedyLine, ...]:
    """The first page of those that wait, then of those that are over. Five statements."""
    waiting = open_remedies(found, viewer, leads, today)
    return waiting.lines + over_remedies(found, viewer, leads, today).lines


def _page(found: QuerySet[Remedy], page: int) -> tuple[list[Remedy], int]:
    first = (page - 1) * EACH_PAGE
    rows = found.select_related("cause", "owner", "person", "proposal")
    read = list(rows[first : first + EACH_PAGE + 1])
    return read[:EACH_PAGE], page + 1 if len(read) > EACH_PAGE else 0


def _lines(
    rows: Sequence[Remedy],
    compared: dict[int, Compared],
    viewer: User,
    leads: frozenset[int],
    today: date,
) -> tuple[RemedyLine, ...]:
    return tuple(_line(row, compared, viewer, leads, today) for row in rows)


def _is_open(row: Remedy) -> bool:
    return row.done_on is None and row.dropped_on is None


def _line(
    row: Remedy, compared: dict[int, Compared], viewer: User, leads: frozenset[int], today: date
) -> RemedyLine:
    tone = ""
    if row.done_on is not None:
        stands = f"Done on {dates.day(row.done_on, today)}"
    elif row.dropped_on is not None:
        stands = f"Dropped on {dates.day(row.dropped_on, today)}: {row.dropped_why}"
    elif row.due_on < today:
        stands, tone = f"Was due on {dates.day(row.due_on, today)}", "behind"
    else:
        stands = f"By {dates.day(row.due_on, today)}"
    if _is_open(row) and row.waits_for_a_word:
        stands = f"{stands}. A manager decides"
    found = compared.get(row.pk)
    who = row.owner.name if row.person is None else f"{row.owner.name}, for {row.person.name}"
    return RemedyLine(
        pk=row.pk,
        kind=KINDS[Remedy.Kind(row.kind)][0],
        text=row.text,
        cause=row.cause.name,
        who=who,
        stands=stands,
        tone=tone,
        is_open=_is_open(row),
        helped=found.verdict if found else "",
        told=found.text if found else "",
        case_url=case_path(row.from_case_id) if row.from_case_id and row.team_id in leads else "",
        may=row.owner_id == viewer.pk or row.team_id in leads,
        can_finish=not row.waits_for_a_word,
    )
