"""North's November as the jobs work it out: readings through the funnel, goals through the actions.

Until 20 November 2025, 09:05. Jin brings 100 a day and Dele 99, thirteen working days long; on the 20th Jin
has one. Of 4,200 these are 2,588. The 11th brings Jin only 40 where 60 more were to be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals.actions.goals import create_goal
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Goal, Metric, Source
from goals.recompute.run import run_until_done
from teams.models import Team, User
from tests.scene import NOW

FIRST = date(2025, 11, 1)


def working_days(first: date, last: date) -> list[date]:
    """Monday to Friday."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def send(
    metric: Metric,
    team: Team,
    rows: Iterable[tuple[datetime, User | None, str, str]],
    *,
    source: str = "Desk",
    prefix: str = "r",
) -> None:
    """Readings (instant, whose, value, weight) of one source."""
    desk, _ = Source.objects.get_or_create(name=source)
    records = [
        Record(
            index=place,
            metric_id=metric.pk,
            external_id=f"{prefix}-{place}",
            team_id=team.pk,
            agent_id=agent.pk if agent else 0,
            at=at,
            value=Decimal(value),
            weight=Decimal(weight),
        )
        for place, (at, agent, value, weight) in enumerate(rows)
    ]
    write(desk, records, now=NOW)


def at(day: date, hour: int = 11, minute: int = 0) -> datetime:
    """An instant of a November day in London, which is on UTC then."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def novembers_readings(metric: Metric, team: Team, jin: User, dele: User) -> None:
    """As the module's docstring tells."""
    rows = []
    for day in working_days(FIRST, date(2025, 11, 19)):
        rows += [(at(day), jin, "100", "1"), (at(day, 15), dele, "99", "1")]
    rows.append((at(date(2025, 11, 20), 9, 1), jin, "1", "1"))
    send(metric, team, rows)


def satisfied(metric: Metric, team: Team, jin: User, dele: User) -> None:
    """Jin has 9 of 10 happy customers each working day, Dele 4 of 5 on the 3rd alone."""
    rows = [(at(day), jin, "9", "10") for day in working_days(FIRST, date(2025, 11, 19))]
    rows.append((at(date(2025, 11, 3), 12), dele, "4", "5"))
    send(metric, team, rows)


def a_goal_of(metric: Metric, owner: User, **fields: Any) -> Goal:
    """A monthly goal of a team since 1 November, unless told otherwise; made by the action."""
    values: dict[str, Any] = {
        "name": metric.name,
        "scope": "team",
        "cadence": "monthly",
        "starts_on": FIRST,
        "target": Decimal(4200),
        "why": "Customers ask only once.",
        "owner": owner,
        "now": NOW,
        **fields,
    }
    return create_goal(None, metric=metric, **values)


def work_out(now: datetime = NOW) -> None:
    """Let the jobs do what is due."""
    run_until_done(now)


def words(response: Any) -> str:
    """What a page says, without its markup."""
    text = re.sub(
        r"<(script|style|title)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL
    )
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(
        text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&").split()
    )
