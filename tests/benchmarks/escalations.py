"""Pages about escalations at 200,000 of them: statements and milliseconds, beside a few.

python -m tests.benchmarks --only escalations
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from escalations.models import (
    Amends,
    Category,
    Cause,
    Escalation,
    FigureMark,
    Limit,
    LimitAmount,
    Promise,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
    Remedy,
    Review,
)
from escalations.recompute import figures
from goals.models import EngineState
from teams.models import Membership, Organisation, Role, Team, User

FEW, MANY = 2_000, 200_000
TEAMS, DAYS = 12, 730
CAUSES_EACH = 6
AT_ONCE = 5_000
PAGES = {
    "report, 1 month": ("escalations:report", 30),
    "report, 3 months": ("escalations:report", 91),
    "report, 12 months": ("escalations:report", 365),
    "report as a file, 12 months": ("escalations:report_csv", 365),
    "rows, 12 months": ("escalations:report_rows", 365),
    "rows as a file, 1 month": ("escalations:report_rows_csv", 30),
    "queue": ("escalations:list", 0),
    "causes": ("escalations:causes", 0),
    "what we change": ("escalations:remedies", 0),
    "answers that contradict": ("escalations:conflicts", 0),
    "training cases": ("escalations:training_cases", 0),
    "limits with their evidence": ("escalations:limits", 0),
    "playbook": ("escalations:playbook", 0),
    "Today of a leader": ("home", 0),
    "API, list": ("api:escalation-list", 0),
    "API, playbook": ("api:protocol-list", 0),
    "API, limits": ("api:limit-list", 0),
}
AGENTS = {
    "agent's Today": "home",
    "agent's own cases": "escalations:list",
    "log page": "escalations:log",
    "API, list of an agent": "api:escalation-list",
}
KNOWN = "HP-4711"
"""What a customer is known by who came back some times, and is on the line again."""


@dataclass(frozen=True)
class Scene:
    """Who logs, who answers, for which teams, about what."""

    teams: Sequence[Team]
    agents: Sequence[User]
    leader: User
    causes: Sequence[Cause]


def measure() -> dict[str, float]:
    """Statements with a few cases and with many, and the milliseconds of each page with many."""
    found: dict[str, float] = {}
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        # Its version says whether pages must be built anew.
        EngineState.objects.get_or_create(pk=1)
        scene = make_scene(TEAMS)
        now = timezone.now()
        make_cases(scene, FEW, now)
        for name, (_, statements) in _looks(scene).items():
            found[f"statements {name}, few"] = statements
        make_cases(scene, MANY - FEW, now)
        _analyse()
        for name, (milliseconds, statements) in _looks(scene).items():
            found[f"statements {name}, many"] = statements
            found[f"milliseconds {name}, many"] = round(milliseconds, 1)
        found["cases"] = Escalation.objects.count()
        found |= _figures(now)
    for name, figure in found.items():
        print(f"{name:48} {figure:>12,}", flush=True)
    return found


def make_scene(teams: int) -> Scene:
    """So many teams under one manager, three agents each, and causes in every category."""
    Organisation.objects.get_or_create(id=1, defaults={"name": "Bench"})
    leader = User.objects.create(username="bench-leader", name="Bea Leader")
    made, agents, members = [], [], []
    since = date(2020, 1, 1)
    for number in range(teams):
        team = Team.objects.create(
            slug=f"cases-{number}", name=f"Cases {number}", time_zone="Europe/London"
        )
        made.append(team)
        members.append(Membership(user=leader, team=team, role=Role.MANAGER, starts_on=since))
        for each in range(3):
            agent = User.objects.create(username=f"bench-{number}-{each}", name=f"Agent {each}")
            agents.append(agent)
            members.append(Membership(user=agent, team=team, role=Role.AGENT, starts_on=since))
    Membership.objects.bulk_create(members)
    causes = Cause.objects.bulk_create(
        Cause(category=category, name=f"Cause {number}")
        for category in Category.objects.all()
        for number in range(CAUSES_EACH)
    )
    _playbook(leader)
    return Scene(made, agents, leader, causes)


def _playbook(leader: User) -> None:
    """A protocol and a limit in every category, so that there is something to search and to weigh."""
    now = timezone.now()
    for category in Category.objects.all():
        limit = Limit.objects.create(category=category, name="Refund", kind="refund")
        LimitAmount.objects.create(limit=limit, level=0, amount=10, set_at=now, reason="To begin.")
        protocol = Protocol.objects.create(
            title=f"What to do: {category.slug}", slug=f"bench-{category.slug}", category=category,
            owner=leader, review_on=now.date() + timedelta(days=90), created_at=now,
        )  # fmt: skip
        version = ProtocolVersion.objects.create(
            protocol=protocol, number=1, situation="The van missed the slot again.", change="New.",
            written_by=leader, written_at=now, published_at=now,
        )  # fmt: skip
        ProtocolLine.objects.create(version=version, position=1, kind="yours", text="A slot")


def make_cases(scene: Scene, number: int, now: datetime, *, seed: int = 4) -> None:
    """So many cases of the last two years, oldest first, with their promises, reviews and amends; some wait."""
    draw = random.Random(seed)
    for start in range(0, number, AT_ONCE):
        size = min(AT_ONCE, number - start)
        cases = Escalation.objects.bulk_create(_cases(scene, draw, start, size, number, now))
        Promise.objects.bulk_create(_promises(cases, draw))
        Review.objects.bulk_create(_reviews(scene, cases, draw))
        Amends.objects.bulk_create(_amends(scene, cases, draw))
    Remedy.objects.bulk_create(_remedies(scene, draw, min(number // 100, 200), now))


def _cases(
    scene: Scene, draw: random.Random, start: int, size: int, number: int, now: datetime
) -> Iterator[Escalation]:
    for place in range(start, start + size):
        at = now - timedelta(days=DAYS * (1 - place / number), minutes=draw.random() * 600)
        team = draw.randrange(len(scene.teams))
        cause = draw.choice(scene.causes)
        waits = place > number - 40
        reviewed = not waits and draw.random() < 0.6
        outcome = draw.choice(["agreed", "agreed", "differently", "declined", "alone"])
        yield Escalation(
            team=scene.teams[team],
            logged_by=scene.agents[team * 3 + draw.randrange(3)],
            state="open" if waits else "reviewed" if reviewed else "resolved",
            category_id=cause.category_id,
            channel=draw.choice(["phone", "phone", "email", "chat"]),
            about="Third missed delivery",
            reference=f"HP-{draw.randrange(100_000)}",
            reference_key=f"hp{draw.randrange(100_000)}",
            need="decision",
            created_at=at,
            saved_at=at,
            day=at.date(),
            hour=at.hour,
            opened_at=at,
            due_at=at + timedelta(minutes=15) if waits else None,
            answered_at=None if waits else at + timedelta(seconds=draw.randrange(30, 3_000)),
            decided_by=None if waits else scene.leader,
            outcome="" if waits else outcome,
            resolved_at=None if waits else at + timedelta(hours=1),
            reviewed_at=at + timedelta(days=1) if reviewed else None,
            cause=cause if reviewed else None,
            avoidable=draw.choice(["within", "with_better", "no"]) if reviewed else "",
            earlier=draw.choice([0, 0, 0, 1, 2, 5]),
        )


def _promises(cases: Iterable[Escalation], draw: random.Random) -> Iterator[Promise]:
    for case in cases:
        if case.opened_at is None or draw.random() < 0.2:
            continue
        due = case.opened_at + timedelta(minutes=15)
        state = "open" if case.state == "open" else draw.choice(["kept"] * 9 + ["late"])
        ended = {
            "open": None,
            "kept": due - timedelta(minutes=3),
            "late": due + timedelta(minutes=9),
        }
        yield Promise(
            escalation=case, text="We call back.", due_at=due, made_by=case.logged_by,
            made_at=case.opened_at, state=state, ended_at=ended[state],
        )  # fmt: skip


def _reviews(scene: Scene, cases: Iterable[Escalation], draw: random.Random) -> Iterator[Review]:
    whys = {
        "within": [""],
        "with_better": ["limit", "rule", "training", "unsure"],
        "no": ["customer", "safety"],
    }
    for case in cases:
        if case.avoidable:
            yield Review(
                escalation=case, round=0, happy_alone=case.avoidable != "no", avoidable=case.avoidable,
                why_not=draw.choice(whys[case.avoidable]), by=scene.leader, at=case.reviewed_at,
            )  # fmt: skip


def _amends(scene: Scene, cases: Iterable[Escalation], draw: random.Random) -> Iterator[Amends]:
    for case in cases:
        if case.outcome in ("agreed", "differently") and draw.random() < 0.2:
            yield Amends(
                escalation=case, team=case.team, kind=draw.choice(["refund", "credit"]),
                amount=Decimal(draw.randrange(500, 9_000)) / 100, day=case.day, given_by=scene.leader,
                approved_by=scene.leader, given_at=case.resolved_at,
            )  # fmt: skip


def _remedies(scene: Scene, draw: random.Random, number: int, now: datetime) -> Iterator[Remedy]:
    for _ in range(number):
        back = draw.randrange(400)
        day = now.date() - timedelta(days=back)
        yield Remedy(
            kind="fix", cause=draw.choice(scene.causes), team=draw.choice(scene.teams),
            text="Ask the carrier", owner=scene.leader, due_on=day, set_by=scene.leader, set_at=now,
            done_on=day if back > 20 else None,
        )  # fmt: skip


def _looks(scene: Scene) -> dict[str, tuple[float, int]]:
    """Milliseconds (the best of three) and statements of each page that there is; and of a bare page."""
    found = {}
    leader, agent = _client(scene.leader), _client(scene.agents[0])
    with override_settings(ROOT_URLCONF="tests.benchmarks.site"):
        found["bare page"] = _look(lambda: leader.get("/bare/"))
    for name, url in addresses(scene).items():
        found[name] = _look(partial(leader.get, url))
    for name, url in _agents_addresses(scene).items():
        found[name] = _look(partial(agent.get, url))
    typed = {"reference": KNOWN, "team": scene.teams[0].slug}
    found["log page, typing"] = _look(lambda: agent.post(reverse("escalations:log_earlier"), typed))
    return found


def _client(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk), backend="teams.backends.PersonBackend")
    return client


def _look(ask: Callable[[], Any]) -> tuple[float, int]:
    """The page built anew each time, by a process that is warm."""
    best = float("inf")
    for turn in range(4):
        EngineState.objects.filter(pk=1).update(version=F("version") + 1)
        started = time.perf_counter()
        answer = ask()
        assert answer.status_code == 200, answer
        if turn:
            best = min(best, time.perf_counter() - started)
    EngineState.objects.filter(pk=1).update(version=F("version") + 1)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return best * 1000, len(captured)


def addresses(scene: Scene) -> dict[str, str]:
    """Where the pages are, those that the site has; and the look back on a case, newest of all."""
    today = timezone.now().date()
    found: dict[str, str] = {}
    for label, (name, days) in PAGES.items():
        with suppress(NoReverseMatch):
            since = today - timedelta(days=days - 1)
            query = f"?since={since}&until={today}" if days else ""
            found[label] = reverse(name) + query
    case = Escalation.objects.filter(state="reviewed", team=scene.teams[0]).latest("pk")
    found["look back"] = reverse("escalations:learn", args=[case.pk])
    found["case"] = reverse("escalations:case", args=[case.pk])
    found["playbook, searched"] = reverse("escalations:playbook") + "?q=missed+slot"
    return found


def _agents_addresses(scene: Scene) -> dict[str, str]:
    found = {label: reverse(name) for label, name in AGENTS.items()}
    now, me, team = timezone.now(), scene.agents[0], scene.teams[0]
    draft, _ = Escalation.objects.get_or_create(
        team=team, logged_by=me, state="draft", reference=KNOWN, reference_key="hp4711",
        defaults={"created_at": now, "saved_at": now},
    )  # fmt: skip
    Escalation.objects.filter(
        pk__in=Escalation.objects.filter(state="reviewed", team=team).order_by("-pk")[:3]
    ).update(reference=KNOWN, reference_key="hp4711")
    found["draft, with what came before"] = reverse("escalations:draft", args=[draft.pk])
    return found


def _figures(now: datetime) -> dict[str, float]:
    """How long a thousand changed cases take on their way to `goals`, and how many statements."""
    newest = Escalation.objects.order_by("-pk").values_list("pk", flat=True)[:1000]
    FigureMark.objects.bulk_create(FigureMark(escalation_id=pk) for pk in newest)
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        figures.push(now)
    milliseconds = (time.perf_counter() - started) * 1000
    return {
        "milliseconds to push 1,000": round(milliseconds, 1),
        "statements to push 1,000": len(captured),
    }


def _analyse() -> None:
    """As the database does by itself some time after so many rows came."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
