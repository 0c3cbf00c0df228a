"""One definition: page, chart, table, file, list and API show the same digits of a forecast."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import Goal, Progress
from goals.permissions import goals_visible_to
from goals.queries.goal import read_goal, subject_of
from goals.queries.goal_page import goal_page
from goals.queries.ledger import read_lines
from goals.views.goals import addresses
from teams.actions.tokens import create_token
from teams.models import Organisation
from tests.goals.november import FIRST, a_goal_of, at, send, words, work_out, working_days
from tests.scene import NOW, TODAY, a_metric, a_ratio

pytestmark = pytest.mark.django_db

DAYS = working_days(FIRST, TODAY)
KINDS = {
    "a count": (lambda: a_metric("Requests"), "4200", lambda n: (190 + n % 7 * 5, 1)),
    "a count to keep low": (
        lambda: a_metric("Complaints", better="lower"), "60", lambda n: (2 + n % 3, 1),
    ),
    "money": (
        lambda: a_metric("Refunds", unit="money", decimals=2), "9000",
        lambda n: (Decimal("401.25") + n % 5 * Decimal("10.5"), 1),
    ),
    "a share": (lambda: a_ratio("Happy customers"), "88", lambda n: (85 + n % 5, 100)),
    "a time": (
        lambda: a_metric("Handle time", kind="ratio", unit="seconds", better="lower"), "250",
        lambda n: (5000 + n % 4 * 111, 20),
    ),
    "a score": (
        lambda: a_metric("Quality", kind="ratio", unit="score", decimals=2), "4.4",
        lambda n: (85 + n % 6, 20),
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def digits(text: str) -> Decimal:
    """`4,050`, `£9,120.55`, `87.1%` and `4 min 16 s` as the number they stand for."""
    if found := re.fullmatch(r"(?:(\d+)\smin)?\s?(?:(\d+)\ss)?", text):
        minutes, seconds = (int(part or 0) for part in found.groups())
        return Decimal(60 * minutes + seconds)
    return Decimal(re.sub(r"[£%,]", "", text))


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_shows_the_same(kind, north, manager, agent, client_of):
    make, target, brings = KINDS[kind]
    metric = make()
    rows = [(at(day, 8), agent, *map(str, brings(n))) for n, day in enumerate(DAYS)]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north, target=Decimal(target))
    work_out()

    _, token = create_token(None, manager, name="reader", scopes=["read"], now=NOW)
    found = Client().get(
        f"/api/v1/goals/{goal.pk}/progress/", headers={"Authorization": f"Bearer {token}"}
    )
    (stands,) = found.json()["results"]
    forecast = stands["forecast"]
    said = {name: Decimal(text) for name, text in forecast.items()}
    assert said["low"] < said["likely"] < said["high"]
    assert all(len(t.partition(".")[2]) == metric.decimals for t in forecast.values())

    row = Progress.objects.get()
    for name, figure in said.items():
        assert abs(getattr(row, name) - figure) <= Decimal("0.5").scaleb(-metric.decimals)
    assert Decimal(stands["likelihood"]) == row.likelihood

    # The page: its fact, its chart, its words.
    goal = Goal.objects.select_related("metric", "team", "agent", "owner").get()
    subject = subject_of(manager, goal, None)
    page = goal_page(manager, read_goal(manager, goal, subject, on=None, now=NOW), addresses())
    fact = page.facts[3]
    assert fact.label == "Likely finish"
    assert digits(fact.number) == said["likely"]
    low, high = fact.hint.removeprefix("between ").split(" and ")
    assert (digits(low), digits(high)) == (said["low"], said["high"])
    drawn = (page.pace or page.rate).forecast
    assert digits(drawn.label.removeprefix("Likely ")) == said["likely"]
    assert [digits(end) for end in drawn.hint.split(" to ")] == [said["low"], said["high"]]

    # The table and the file.
    client = client_of(manager)
    assert " ".join(f"{fact.number} {low} {high}".split()) in words(
        client.get(reverse("goals:table", args=[goal.pk]))
    )
    answer = client.get(reverse("goals:csv", args=[goal.pk]), {"by": "forecast"})
    last = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[-1]
    assert [Decimal(cell) for cell in last[3:7]] == [
        said["likely"], said["low"], said["high"], row.likelihood,
    ]  # fmt: skip

    # The list.
    (line,) = (
        read_lines(goals_visible_to(manager), manager, Organisation.objects.get(), now=NOW)
        .ledger()
        .pursued
    )
    assert digits(line.line.row.against_hint.removeprefix("likely ")) == said["likely"]
