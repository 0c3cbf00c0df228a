"""P7 to P9 and P11: pages beside a bare page, statements at a hundredfold, weights."""

from __future__ import annotations

import gzip
import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter as time_now

from django.contrib.staticfiles import finders
from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from escalations.actions.drafts import send, start_draft
from escalations.models import Category
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.models import EngineState, Goal, GoalTarget, Metric, Reading, Source
from goals.recompute import run
from teams.models import Absence, Membership, Organisation, Role, Team, User
from tests.benchmarks import load

TEAMS, GOALS_EACH = 12, 8
CASES = 20
CHANGES = 25
"""How often each page is asked for right after a change."""
OTHERS = {
    "company": "/company/",
    "escalations": "/escalations/",
    "kudos": "/kudos/",
    "search": "/search/?q=page",
}
"""Measured where the site has them."""
_WEIGHT = Decimal(25)
ZONES = ("Europe/London", "Europe/Lisbon", "America/Toronto", "Asia/Kolkata")
CADENCES = ("daily", "weekly", "monthly", "quarterly")


def measure() -> dict[str, float]:
    """Requests a second of the bare page and of others, new and unchanged; statements; kilobytes."""
    with override_settings(ALLOWED_HOSTS=["testserver", load.HOST]):
        Organisation.objects.get_or_create(id=1, defaults={"name": "Bench"})
        with load.serving() as port:
            figures = _mornings(port, {"empty installation": _administrator()})
        # One of everything, as pages differ by what there is, not by how much.
        small = _build(1, GOALS_EACH, days=2)
        _send_cases(1)
        few = {name: _statements(small, url) for name, url in _pages().items()}
        manager = _build(TEAMS, GOALS_EACH, days=100)
        _send_cases(CASES)
        many = {name: _statements(manager, url) for name, url in _pages().items()}
        figures |= {f"statements {name}, few": float(number) for name, number in few.items()}
        figures |= {f"statements {name}, many": float(number) for name, number in many.items()}
        client = _client(manager)
        figures |= _weights(client)
        with load.serving() as port:
            pages = {"bare": "/bare/", **_pages(), **_where_there_is(OTHERS)}
            figures |= load.rates(port, pages, _cookie(client), again="/")
            agent = _client(_agent(manager))
            of_agent = {"bare, agent": "/bare/", "agent's Today": "/"}
            figures |= load.rates(port, of_agent, _cookie(agent))
            others = {
                "first day": _newcomer(),
                "on leave": _on_leave(),
                "no figures": _in_silence(),
            }
            figures |= _mornings(port, others)
        urls = {"bare": "/bare/", **_pages()}
        figures |= _just_changed(client, urls)
        figures |= _just_changed(agent, {"bare, agent": "/bare/", "agent's Today": "/"})
    return figures


def _mornings(port: int, people: dict[str, User]) -> dict[str, float]:
    """Requests a second of each person's *Today*, and of the bare page as they ask for it."""
    found: dict[str, float] = {}
    for morning, person in people.items():
        pages = {f"bare, {morning}": "/bare/", f"Today, {morning}": "/"}
        found |= load.rates(port, pages, _cookie(_client(person)))
    return found


def _administrator() -> User:
    person = User.objects.create(username="bench-first", name="Fay First")
    Membership.objects.create(user=person, role=Role.ADMINISTRATOR, starts_on=date(2020, 1, 1))
    return User.objects.get(pk=person.pk)


def _newcomer() -> User:
    """An agent of the first team since today."""
    person = User.objects.create(username="bench-newcomer", name="Nia Agent")
    team = Team.objects.get(slug="page-0")
    Membership.objects.create(user=person, team=team, role=Role.AGENT, starts_on=_today())
    return User.objects.get(pk=person.pk)


def _on_leave() -> User:
    """A supervisor of the first team who is away for a week."""
    person = User.objects.create(username="bench-away", name="Mia Supervisor")
    team = Team.objects.get(slug="page-0")
    Membership.objects.create(
        user=person, team=team, role=Role.SUPERVISOR, starts_on=date(2020, 1, 1)
    )
    Absence.objects.create(
        user=person, starts_on=_today(), ends_on=_today() + timedelta(days=7), entered_by=person
    )
    return User.objects.get(pk=person.pk)


def _in_silence() -> User:
    """Who manages the last team alone; its figures ended two days ago."""
    person = User.objects.create(username="bench-silence", name="Sol Manager")
    team = Team.objects.get(slug=f"page-{TEAMS - 1}")
    Membership.objects.create(user=person, team=team, role=Role.MANAGER, starts_on=date(2020, 1, 1))
    now = timezone.now()
    since = now - timedelta(days=2)
    late = Reading.objects.filter(team=team, at__gte=since).select_related("metric")
    withdrawn = [
        Record(n, one.metric_id, one.external_id, team.pk, 0, one.at, None, _WEIGHT)
        for n, one in enumerate(late)
    ]
    source = Source.objects.get(name="Pages")
    write(source, withdrawn, now=now)
    run.run_until_done(now)
    Source.objects.filter(pk=source.pk).update(last_arrived_at=since)
    return User.objects.get(pk=person.pk)


def _today() -> date:
    return timezone.now().date()


def _just_changed(client: Client, urls: dict[str, str]) -> dict[str, float]:
    """Requests a second of one client in this process, where something changed before each request: nothing
    that was kept can be shown. The median; the pages take turns.
    """
    spent: dict[str, list[float]] = {name: [] for name in urls}
    with override_settings(ROOT_URLCONF="tests.benchmarks.site"):
        for turn in range(-2, CHANGES):
            for name, url in urls.items():
                EngineState.objects.filter(pk=1).update(version=F("version") + 1)
                begin = time_now()
                client.get(url)
                if turn >= 0:
                    spent[name].append(time_now() - begin)
    return {f"{name}, just changed": 1 / median(times) for name, times in spent.items()}


def _where_there_is(pages: dict[str, str]) -> dict[str, str]:
    """Those of the pages that the site has by now."""
    found = {}
    for name, url in pages.items():
        with suppress(Resolver404):
            resolve(url.partition("?")[0])
            found[name] = url
    return found


def _cookie(client: Client) -> str:
    """What a browser sends along once it has seen a page: the session, and the secret of its forms."""
    client.get("/")
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


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


def _send_cases(cases: int) -> None:
    """So many more cases of the first team that wait for an answer."""
    caller, made = User.objects.get_or_create(
        username="bench-caller", defaults={"name": "Cal Agent"}
    )
    if made:
        Membership.objects.create(
            user=caller, team=Team.objects.get(slug="page-0"), role=Role.AGENT,
            starts_on=date(2020, 1, 1),
        )  # fmt: skip
    categories = list(Category.objects.filter(is_urgent=False))
    now = timezone.now()
    for number in range(cases):
        draft = start_draft(
            caller, now=now, category=categories[number % len(categories)],
            about=f"Missed slot {number}", reference=f"HP-{4000 + number}", need="decision",
            said="She said: I have taken a day off.", proposal="Refund the delivery",
        ).escalation  # fmt: skip
        send(caller, draft, now=now)


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
            defaults={"name": f"Page team {number:02}", "time_zone": ZONES[number % len(ZONES)],
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
    """Of the page built anew, by a process that is warm."""
    client = _client(user)
    client.get(url)
    EngineState.objects.filter(pk=1).update(version=F("version") + 1)
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
