"""P7 to P9 and P11: pages beside a bare page, statements at a hundredfold, weights."""

from __future__ import annotations

import gzip
import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import Goal, GoalTarget, Metric, Source
from goals.recompute import run
from teams.models import Membership, Organisation, Role, Team, User
from tests.benchmarks import load

TEAMS, GOALS_EACH = 12, 8
OTHERS = {
    "company": "/company/",
    "escalations": "/escalations/",
    "kudos": "/kudos/",
    "search": "/search/?q=page",
}
"""Measured where the site has them."""
_WEIGHT = Decimal(25)
CADENCES = ("daily", "weekly", "monthly", "quarterly")


def measure() -> dict[str, float]:
    """Requests a second of the bare page and of others, new and unchanged; statements; kilobytes."""
    with override_settings(ALLOWED_HOSTS=["testserver", load.HOST]):
        small = _build(1, 1, days=1)
        few = {name: _statements(small, url) for name, url in _pages().items()}
        manager = _build(TEAMS, GOALS_EACH, days=100)
        many = {name: _statements(manager, url) for name, url in _pages().items()}
        figures = {f"statements {name}, few": float(number) for name, number in few.items()}
        figures |= {f"statements {name}, many": float(number) for name, number in many.items()}
        client = _client(manager)
        figures |= _weights(client)
        with load.serving() as port:
            pages = {"bare": "/bare/", **_pages(), **_where_there_is(OTHERS)}
            figures |= load.rates(port, pages, _cookie(client), again="/")
            agent = _client(_agent(manager))
            of_agent = {
                "bare, agent": ("/bare/ HTTP/1.1", 200),
                "agent's Today": ("/ HTTP/1.1", 200),
            }
            figures |= load.rates(port, of_agent, _cookie(agent))
    return figures


def _where_there_is(pages: dict[str, str]) -> dict[str, str]:
    """Those of the pages that the site has by now."""
    found = {}
    for name, url in pages.items():
        with suppress(Resolver404):
            resolve(url.partition("?")[0])
            found[name] = url
    return found


def _cookie(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _agent(manager: User) -> User:
    """An agent of the first team, with a goal for each metric, and some days of figures."""
    agent = User.objects.create(username="bench-agent", name="Ben Agent")
    team = Team.objects.get(slug="page-0")
    Membership.objects.create(user=agent, team=team, role=Role.AGENT, starts_on=date(2020, 1, 1))
    now = timezone.now()
    records = []
    for place, metric in enumerate(Metric.objects.filter(slug__startswith="page-").order_by("pk")):
        goal = Goal.objects.create(
            name=f"Own {place}", metric=metric, scope="agent", agent=agent, team=team,
            cadence=CADENCES[place % len(CADENCES)], starts_on=now.date() - timedelta(days=100),
            why="Somebody waits.", owner=manager, created_by=manager, created_at=now,
        )  # fmt: skip
        GoalTarget.objects.create(
            goal=goal, since=goal.starts_on, target=60 if place % 2 else 400, reason="Agreed.",
            set_by=manager, set_at=now,
        )  # fmt: skip
        for back in range(1, 60):
            at = datetime.combine(now.date() - timedelta(days=back), time(9, 30), UTC)
            records.append(
                Record(0, metric.pk, f"agent-{place}-{back}", team.pk, agent.pk, at,
                       _figure(0, place, back), _WEIGHT)
            )  # fmt: skip
    write(Source.objects.get(name="Pages"), records, now=now)
    run.run_until_done(now)
    return User.objects.get(pk=agent.pk)


def _build(teams: int, goals_each: int, *, days: int) -> User:
    """One manager of so many teams, each with so many goals, and a week or more of readings."""
    Organisation.objects.get_or_create(id=1, defaults={"name": "Bench"})
    manager, _ = User.objects.get_or_create(
        username="bench-manager", defaults={"name": "Bea Manager"}
    )
    metrics = [
        Metric.objects.get_or_create(
            slug=f"page-{n}",
            defaults={"name": f"Page metric {n}", "kind": "ratio" if n % 2 else "total",
                      "unit": "percent" if n % 2 else "count"},
        )[0]
        for n in range(goals_each)
    ]  # fmt: skip
    source, _ = Source.objects.get_or_create(name="Pages")
    now = timezone.now()
    today = now.date()
    records = []
    for number in range(teams):
        team, made = Team.objects.get_or_create(
            slug=f"page-{number}",
            defaults={"name": f"Page team {number:02}", "time_zone": "Europe/London",
                      "working_days": [0, 1, 2, 3, 4, 5, 6]},
        )  # fmt: skip
        if made:
            Membership.objects.create(
                user=manager, team=team, role=Role.MANAGER, starts_on=date(2020, 1, 1)
            )
        for place, metric in enumerate(metrics):
            goal, made = Goal.objects.get_or_create(
                name=f"Goal {number}-{place}", metric=metric, scope="team", team=team,
                cadence=CADENCES[place % len(CADENCES)],
                defaults={"starts_on": today - timedelta(days=days), "why": "Somebody waits.",
                          "owner": manager, "created_by": manager, "created_at": now},
            )  # fmt: skip
            if made:
                GoalTarget.objects.create(
                    goal=goal, since=goal.starts_on, target=60 if place % 2 else 400,
                    reason="Agreed.", set_by=manager, set_at=now,
                )  # fmt: skip
            for back in range(days):
                at = datetime.combine(today - timedelta(days=back), time(9, 30), UTC)
                if at < now:
                    records.append(
                        Record(0, metric.pk, f"{team.pk}-{place}-{back}", team.pk, 0, at,
                               _figure(number, place, back), _WEIGHT)
                    )  # fmt: skip
    write(source, records, now=now)
    run.run_until_done(now)
    return User.objects.get(pk=manager.pk)


def _figure(team: int, place: int, day: int) -> Decimal:
    return Decimal((team * 7 + place * 11 + day * 3) % 23)


def _pages() -> dict[str, str]:
    goal = Goal.objects.filter(metric__slug="page-0").earliest("pk")
    return {
        "today": "/",
        "goals": "/goals/?horizon=day",
        "goal": f"/goals/{goal.pk}/",
        "metric": "/metrics/page-0/",
    }


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="teams.backends.PersonBackend")
    return client


def _statements(user: User, url: str) -> int:
    client = _client(user)
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(captured)


def _weights(client: Client) -> dict[str, float]:
    html = client.get("/").content
    text = html.decode()
    sheets = set(re.findall(r'href="/static/([^"?]+\.css)', text))
    scripts = set(re.findall(r'src="/static/([^"?]+\.js)', text))
    return {
        "html": len(gzip.compress(html)) / 1000,
        "css": sum(_packed(name) for name in sheets),
        "script": sum(_packed(name) for name in scripts),
    }


def _packed(name: str) -> float:
    """Kilobytes of a static file, gzipped; collected files carry a digest in their name."""
    plain = re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name)
    found = finders.find(plain)
    if not found:
        raise FileNotFoundError(plain)
    return len(gzip.compress(Path(str(found)).read_bytes())) / 1000
