"""The settings of duty in words: who is asked when, in which order, and what may be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from escalations.models import OnCall
from escalations.queries.budgets import budget_of
from escalations.queries.duty import leader_on_duty, leaders_of, people_here, rule_of
from goals import dates
from teams.models import Organisation, Team
from teams.queries.absences import back_on

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    pk: int
    name: str
    initials: str
    when: str
    away: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class DutyPage:
    """What the page of one team shows. `usual` is who is asked without a list; `reason` is the budget's."""

    now: str
    lines: tuple[Line, ...]
    usual: str
    minutes: str
    budget: str
    budget_since: str
    reason: str


def duty_page(team: Team, now: datetime) -> DutyPage:
    """Ten statements at most, whatever the length of the list; eleven more where days away lie about now."""
    today = team.clock.day_of(now)
    rows = list(OnCall.objects.filter(team=team).select_related("person"))
    here = set(
        people_here(today).filter(pk__in=[r.person_id for r in rows]).values_list("pk", flat=True)
    )
    away = back_on([row.person_id for row in rows], now)
    on_duty = leader_on_duty(team, now)
    rule = rule_of(team)
    currency = Organisation.objects.get(pk=1).currency
    budget = budget_of(team, today)
    return DutyPage(
        now="Nobody is on duty now" if on_duty is None else f"{on_duty.name} is on duty now",
        lines=tuple(
            Line(
                row.pk,
                row.person.name,
                row.person.initials,
                _when(row),
                _away(row, today, away.get(row.person_id), is_here=row.person_id in here),
                place == 0,
                place == len(rows) - 1,
            )
            for place, row in enumerate(rows)
        ),
        usual=", then ".join(one.name for one in leaders_of(team, now)),
        minutes=(
            f"Answers within {_minutes(rule.answer_within)}, is warned {_minutes(rule.warn_before)}"
            f" before, and passes on after {_minutes(rule.pass_on_after)}."
        ),
        budget=budget.words(currency, today),
        budget_since=budget.origin(currency, today),
        reason=budget.reason,
    )


def _minutes(count: int) -> str:
    return "a minute" if count == 1 else f"{count} minutes"


def _when(row: OnCall) -> str:
    """`In working hours, Mon, Fri, 09:00 to 12:00`."""
    words = [str(OnCall.When(row.when).label)]
    if row.weekdays:
        words.append(", ".join(DAYS[day] for day in row.weekdays))
    if row.starts_at is not None and row.ends_at is not None:
        words.append(f"{dates.clock_time(row.starts_at)} to {dates.clock_time(row.ends_at)}")
    return ", ".join(words)


def _away(row: OnCall, today: date, absent: date | None, *, is_here: bool) -> str:
    """By the list's own entry or by the person's days away, whichever is longer."""
    if not is_here:
        return "Has left"
    until = max((day for day in (row.away_until, absent) if day is not None), default=today)
    return f"Back on {dates.day(until, today)}" if until > today else ""
