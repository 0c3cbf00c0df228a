"""The calls of 2021, through command and browser: exactly what an independent count gives."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from goals.ingest.undo import undo
from goals.models import (
    AgentDay,
    Import,
    Metric,
    OrganisationDay,
    Reading,
    Source,
    TeamDay,
    TeamSlot,
)
from goals.recompute.run import run_until_done
from teams.models import Membership, Team, User
from tests.goals.ingest.calls import FILE, RECIPE, Count, Counts, counted, needs_the_file

pytestmark = [pytest.mark.django_db, needs_the_file]
LONDON = ZoneInfo("Europe/London")
BROWSER_SLUGS = {
    "contacts": "calls_offered",
    "answered": "answered",
    "resolved": "resolved",
    "talk-duration": "talk_time",
    "satisfaction-rating": "satisfaction",
    "speed-of-answer": "speed_of_answer",
}


def import_file(path: Path, capsys) -> dict:
    call_command("import_contacts", str(path), "--recipe", str(RECIPE), "--json")
    return json.loads(capsys.readouterr().out)


def stored(by: str) -> Counts:
    """What the tallies say, in the form of the independent count."""
    slugs = dict(Metric.objects.values_list("pk", "slug"))
    names = dict(User.objects.values_list("pk", "name"))
    sums: dict = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    tables = {
        "agent": AgentDay,
        "day": TeamDay,
        "hour": TeamSlot,
        "total": OrganisationDay,
        "month": TeamDay,
    }
    for row in tables[by].objects.all():
        key = {
            "agent": lambda row: names[row.agent_id],
            "day": lambda row: row.day,
            "hour": lambda row: row.slot.astimezone(LONDON).replace(tzinfo=None),
            "total": lambda _: "total",
            "month": lambda row: date(row.day.year, row.day.month, 1),
        }[by](row)
        entry = sums[slugs[row.metric_id]][key]
        for place, figure in enumerate((row.value, row.weight, row.n)):
            entry[place] += figure
    return {
        metric: {key: Count(*entry) for key, entry in entries.items()}
        for metric, entries in sums.items()
    }


def everything() -> list[tuple]:
    """Every reading, as far as it does not depend on when rows were made."""
    names = dict(User.objects.values_list("pk", "name"))
    return sorted(
        (metric, external_id, names[agent], *rest)
        for metric, external_id, agent, *rest in Reading.objects.values_list(
            "metric__slug", "external_id", "agent_id", "team__name", "at", "day", "slot",
            "organisation_day", "value", "weight",
        )
    )  # fmt: skip


def tallies() -> list[tuple]:
    """Every agent's day, likewise."""
    names = dict(User.objects.values_list("pk", "name"))
    slugs = dict(Metric.objects.values_list("pk", "slug"))
    return sorted(
        (slugs[row.metric_id], names[row.agent_id], row.day, row.value, row.weight, row.n)
        for row in AgentDay.objects.all()
    )


def test_the_command_gives_what_an_independent_count_gives(capsys, organisation):
    said = import_file(FILE, capsys)
    run_until_done()

    assert said["rows"] == 5000
    assert said["created"] == Reading.objects.count()
    total = counted("total")
    assert total["calls_offered"]["total"].value == 5000
    assert total["calls_answered"]["total"].value == 4054
    assert total["resolved"]["total"] == Count(3646, 4054, 5000)
    assert total["talk_time"]["total"] == Count(911_837, 4054, 4054)
    assert total["satisfaction"]["total"] == Count(13_798, 4054, 4054)
    for by in ("total", "agent", "day", "hour", "month"):
        assert stored(by) == counted(by), by


def test_again_it_changes_nothing(capsys, organisation):
    first = import_file(FILE, capsys)
    before = everything()

    again = import_file(FILE, capsys)

    assert (again["created"], again["updated"], again["withdrawn"]) == (0, 0, 0)
    assert again["unchanged"] == first["created"]
    assert everything() == before


def test_shuffled_pieces_give_the_same_digits(capsys, organisation, tmp_path):
    import_file(FILE, capsys)
    run_until_done()
    whole, sums = everything(), tallies()
    undo(Import.objects.get(), None, now=timezone.now())
    heading, *lines = FILE.read_text(encoding="utf-8-sig").splitlines()
    random.Random(2021).shuffle(lines)

    for start in range(0, len(lines), 1_000):
        path = tmp_path / f"piece{start}.csv"
        path.write_text("\n".join([heading, *lines[start : start + 1_000], *lines[:7]]))
        import_file(path, capsys)
    run_until_done()

    assert everything() == whole
    assert tallies() == sums
    assert {m.starts_on for m in Membership.objects.all()} <= {
        date(2021, 1, day) for day in (1, 2, 3, 4)
    }


def test_undo_leaves_nothing_behind(capsys, organisation):
    import_file(FILE, capsys)
    run_until_done()

    undo(Import.objects.get(), None, now=timezone.now())
    run_until_done()

    for table in (Reading, Source, Metric, Team, User, Membership, AgentDay, TeamDay, TeamSlot,
                  OrganisationDay):  # fmt: skip
        assert not table.objects.exists(), table


def test_the_browser_gives_the_same(administrator, client_of):
    client = client_of(administrator)
    with FILE.open("rb") as file:
        answer = client.post(reverse("goals:import_new"), {"file": file})
    page = client.get(answer["Location"])
    form = page.context["form"]
    answers = {bound.html_name: bound.value() or "" for bound in form}
    resolved = next(n for n in form.figures if form.columns[n].heading == "Resolved")
    answered = next(n for n in form.figures if form.columns[n].heading == "Answered (Y/N)")
    answers |= {
        "name": "Call log",
        "team_new": "Telephone",
        "create_agents": "on",
        f"weight_{resolved}": str(answered),
        "metric_rows": "+new",
        "do": "check",
    }
    answer = client.post(answer["Location"], {k: v for k, v in answers.items() if v is not False})
    check = client.get(answer["Location"])
    assert "5,000 rows: 5,000 new." in check.content.decode()
    assert not Reading.objects.exists()

    answer = client.post(answer["Location"], {"do": "import"})

    assert "5,000 rows: 5,000 new." in client.get(answer["Location"]).content.decode()
    run_until_done()
    for by in ("total", "agent", "day", "hour", "month"):
        found = stored(by)
        expected = counted(by)
        assert set(found) == set(BROWSER_SLUGS)
        for slug, name in BROWSER_SLUGS.items():
            assert found[slug] == expected[name], (by, slug)
