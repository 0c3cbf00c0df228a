"""Earlier escalations of the same customer, for whoever has them on the line again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from escalations import lifecycle
from escalations.models import Amends, Escalation, Left, Outcome
from escalations.words import SHORTEST_KEY, reference_key
from goals import dates, formats
from teams.calendar import Clock
from teams.models import User
from teams.permissions import standing_of

MOST = 50
"""Nobody comes back more often in a way that a longer list would help with."""
_LEFT = {
    Left.HAPPIER: "They left happier.",
    Left.SAME: "They left as they came.",
    Left.WORSE: "They left unhappy.",
}
_CAME = {
    Outcome.AGREED: "solved as suggested",
    Outcome.DIFFERENTLY: "solved in another way",
    Outcome.DECLINED: "declined",
    Outcome.NOT_REACHED: "they could not be reached",
    Outcome.ALONE: "solved by the agent",
    Outcome.TAKEN: "a leader took it",
    Outcome.RECORDED: "noted",
    Outcome.WITHDRAWN: "no longer needed",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """`Mrs Adaeze Okafor.` and `Escalated once before, on 12 Nov: solved as suggested with £60.`"""

    name: str
    words: str


def same_customer(person: User, key: str, *, without: int = 0) -> list[Escalation]:
    """What was sent about the customer of that key in the teams this person is in, newest first. One statement."""
    if len(key) < SHORTEST_KEY:
        return []
    rows = (
        Escalation.objects.filter(reference_key=key, team__in=standing_of(person).teams)
        .exclude(state=lifecycle.DRAFT)
        .exclude(pk=without)
        .select_related("logged_by", "team")
        .defer("said")
        .order_by("-id")
    )
    return list(rows[:MOST])


def earlier_of(
    person: User, reference: str, currency: str, now: datetime, *, without: int = 0
) -> Earlier | None:
    """What is said under the reference; None where there was nothing. Two statements.

    Names of colleagues are not said, also where they stand in what somebody wrote.
    """
    found = same_customer(person, reference_key(reference), without=without)
    if not found:
        return None
    newest = found[0]
    given: Decimal | None = Amends.objects.filter(escalation=newest.pk).aggregate(
        sum=Sum("amount")
    )["sum"]
    clock = newest.team.clock
    name = next((one.customer_name for one in found if one.customer_name), "")
    amount = formats.money(given, currency) if given else ""
    return Earlier(
        name or "This customer",
        f"Escalated {_times(len(found))}{_when(newest, clock, now)}: {_what_came(newest, amount, clock)}",
    )


def _times(times: int) -> str:
    if times == 1:
        return "once before, on "
    count = {2: "twice", MOST: f"{MOST} times or more"}.get(times, f"{times} times")
    return f"{count} before, last on "


def _when(one: Escalation, clock: Clock, now: datetime) -> str:
    day: date = one.day or clock.day_of(one.created_at)
    return dates.short_day(day, clock.day_of(now))


def _what_came(one: Escalation, amount: str, clock: Clock) -> str:
    if one.state in lifecycle.WAITING:
        since = one.opened_at or one.created_at
        return f"still waiting, since {dates.clock_time(clock.local(since).time())}."
    came = _CAME[Outcome(one.outcome)]
    given = f", with {amount}" if amount else ""
    told = without_names(one.ending or one.decision, one.logged_by.name)
    words = f" “{told}”" if told else ""
    left = f" {_LEFT[Left(one.left)]}" if one.left else ""
    return f"{came}{given}.{words}{left}"


def without_names(text: str, name: str) -> str:
    """The text with each part of a person's name taken out."""
    parts = [re.escape(part) for part in name.split() if len(part) > 1]
    if not parts:
        return text
    return re.sub(rf"\b(?:{'|'.join(parts)})\b", "…", text, flags=re.IGNORECASE)
