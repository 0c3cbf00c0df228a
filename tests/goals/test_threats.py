"""The threat cases of the design, as far as texts about goals, metrics and figures are concerned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from goals.models import Goal, GoalTarget, Import, Metric, Reading, Source
from goals.queries.state import forget
from goals.recompute import run
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, make_goal, make_metric, record, send
from tests.teams.test_threats import elements, mouthfuls


@pytest.mark.either_database
def test_case_5_no_text_about_figures_becomes_an_element_or_an_attribute(
    client_of: Callable[[User], Client], manager: User, agent: User, north: Team
) -> None:
    """Each payload in each text field: every page keeps the elements it has with plain words."""
    metric = make_metric()
    goal = make_goal(metric, manager, 100, scope="team", team=north)
    send(record(metric, north, agent, "2021-02-01 10:00", 5))
    Import.objects.create(
        created_by=manager, created_at=NOW, file_name="calls.csv", digest="0" * 64
    )
    run.run_until_done(NOW)
    february = {"period": "2021-02-01"}
    pages = [
        (reverse("goals:list"), {}),
        (reverse("goals:goal", args=[goal.pk]), february),
        (reverse("goals:table", args=[goal.pk]), february),
        (reverse("goals:explain", args=[goal.pk]), february),
        (reverse("goals:edit", args=[goal.pk]), {}),
        (reverse("goals:new"), {}),
        (reverse("goals:metrics"), {}),
        (reverse("goals:metric", args=[metric.slug]), {}),
        (reverse("goals:imports"), {}),
        (reverse("team", args=[north.slug]), {}),
        (reverse("company"), {}),
        (reverse("home"), {}),
    ]
    browser = client_of(manager)

    def fill(words: str) -> None:
        Goal.objects.filter(pk=goal.pk).update(name=words, why=words)
        GoalTarget.objects.filter(goal=goal).update(reason=words)
        Metric.objects.filter(pk=metric.pk).update(name=words, meaning=words, formula=words)
        Source.objects.update(name=words[:100])
        Reading.objects.update(external_id=words)
        Import.objects.update(file_name=words, source_name=words[:100])
        User.objects.filter(pk=agent.pk).update(name=words)
        cache.clear()
        forget()

    fill("Plain words")
    plain = {path: elements(browser.get(path, query).content) for path, query in pages}
    for payload in mouthfuls(110):
        fill(payload)
        for path, query in pages:
            response = browser.get(path, query)
            assert response.status_code == 200
            assert elements(response.content) == plain[path], (payload, path)
            assert "unsafe-inline" not in response["Content-Security-Policy"]
