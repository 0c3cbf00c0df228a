"""An attacker who is everybody, opens everything, at any two moments, and never isolates fewer than five people."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from feedback.anonymity import FEWEST
from feedback.models import SCALE
from teams.actions import create_person, grant_administrator, join_team, leave
from teams.actions.memberships import move_agent
from teams.models import Role, Team, User
from tests.cast import BACKEND, SINCE
from tests.feedback.pulse_scene import (
    MONDAY,
    OVER,
    THURSDAY,
    WEEK,
    closed,
    opened,
    says,
    team_of,
)

pytestmark = pytest.mark.django_db

FILTERS = ("", "?team={team}&week=2026-11-16", "?page_size=1&user=1&before=2026-11-18")
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|Reference [0-9A-F]{8}')
"""What differs each time a page is asked for: the secret of a form, the number of a refusal."""


class Scene:
    """Four teams, some small, and whoever may look: agents, leaders, managers, an administrator."""

    def __init__(self, dice: Random) -> None:
        sizes = [
            dice.choice((2, 4, 6)),
            dice.choice((1, 3)),
            dice.choice((5, 7)),
            dice.choice((0, 6)),
        ]
        self.dice = dice
        self.teams: list[Team] = []
        self.agents: dict[int, list[User]] = {}
        for name, size in zip(("East", "West", "Up", "Down"), sizes, strict=True):
            team, agents = team_of(name, size)
            self.teams.append(team)
            self.agents[team.pk] = agents
        self.lookers: list[User] = []
        for role in (Role.AGENT, Role.SUPERVISOR, Role.MANAGER):
            person = create_person(None, name=f"Eye {role}", username=f"eye-{role}")
            join_team(None, person, self.teams[len(self.lookers) % 2], role, SINCE)
            self.lookers.append(person)
        keeper = create_person(None, name="Keeper", username="keeper")
        grant_administrator(None, keeper, SINCE)
        self.lookers.append(keeper)
        self.answered: dict[str, list[int]] = {team.name: [] for team in self.teams}

    def answer_some(self) -> None:
        """Some of those who have not answered do."""
        for team in self.teams:
            waiting = self.agents[team.pk][len(self.answered[team.name]) :]
            for person in waiting[: self.dice.randint(0, len(waiting))]:
                score = self.dice.choice(SCALE)
                assert says(person, score, f"{team.name} says {score}")
                self.answered[team.name].append(score)

    def pages(self, person: User) -> dict[str, str]:
        """All that tells of the pulse, with every filter, as this person sees it; what is nobody's left out."""
        client = Client()
        client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
        paths = ["/", "/pulse/", "/pulse/how/", "/pulse/answer/", "/reports/team-health/"]
        for week in (WEEK, WEEK - timedelta(days=7)):
            paths += [f"/pulse/{week}/", f"/pulse/{week}/act/", f"/api/v1/pulse/results/{week}/"]
        paths += ["/api/v1/pulse/", "/api/v1/pulse/results/", "/settings/pulse/"]
        seen = {}
        for path in paths:
            for asked in (
                FILTERS if "results" in path or path.endswith(("pulse/", "health/")) else ("",)
            ):
                full = path + asked.format(team=self.teams[0].slug)
                answer = client.get(full)
                seen[full] = f"{answer.status_code} {RANDOM.sub('', answer.content.decode())}"
        return seen

    def told(self, person: User) -> Any:
        """The closed weeks, as a program of this person reads them."""
        client = Client()
        client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
        # Whoever is in no team any more is told nothing.
        return client.get("/api/v1/pulse/results/").json().get("results")


@pytest.fixture(params=range(3))
def scene(request, organisation, time_machine):
    """A few of what may be."""
    time_machine.move_to(MONDAY, tick=False)
    found = Scene(Random(f"pulse {request.param}"))
    opened()
    time_machine.move_to(THURSDAY, tick=False)
    return found


def test_while_the_week_is_open_no_page_changes_when_others_answer(scene):
    before = [scene.pages(person) for person in scene.lookers]
    scene.answer_some()
    scene.answer_some()
    after = [scene.pages(person) for person in scene.lookers]
    for seen, seen_later in zip(before, after, strict=True):
        assert seen.keys() == seen_later.keys()
        assert [path for path in seen if seen[path] != seen_later[path]] == []


def test_no_two_views_at_any_two_moments_isolate_fewer_than_five(scene, time_machine):
    scene.answer_some()
    scene.answer_some()
    time_machine.move_to(OVER, tick=False)
    closed()
    first = scene.told(scene.lookers[0])
    isolates_nobody(first, scene.answered)
    moments = [first]
    for number, change in enumerate((joins, leaves, moves, is_put_away)):
        time_machine.move_to(OVER + timedelta(hours=number + 1), tick=False)
        change(scene)
        moments += [scene.told(person) for person in scene.lookers]
    assert moments.count(None) <= 1
    assert all(told == first for told in moments if told is not None)
    shown = {re.sub(r"(?s).*<div class=\"cols__main\">|<div class=\"cols__side\">.*", "", page)
             for person in scene.lookers
             for path, page in scene.pages(person).items()
             if path.startswith(f"/pulse/{WEEK}/") and "act" not in path and page.startswith("200")}  # fmt: skip
    assert len(shown) == 1


def isolates_nobody(told: Any, answered: dict[str, list[int]]) -> None:
    """Whatever is told is added and taken away from each other: what is left is of nobody, or of five and more."""
    (week,) = told
    cells = [
        *([(frozenset(answered), week["everybody"])] if week["everybody"] else []),
        *((frozenset(re.split(r", | and ", one["name"])), one) for one in week["groups"]),
    ]
    assert bool(cells) == (sum(map(len, answered.values())) >= FEWEST)
    for names, cell in cells:
        scores = sorted(score for name in names for score in answered[name])
        assert cell["answered"] == len(scores) >= FEWEST
        assert cell["counts"] == [scores.count(value) for value in SCALE]
        spoken = {words.partition(" says ")[0] for words in cell["words"]}
        assert spoken <= names
    # Teams that stand in the same cells cannot be told apart: those are the smallest parts that any sum reaches.
    parts: dict[tuple[bool, ...], int] = {}
    for name, scores in answered.items():
        key = tuple(name in names for names, _ in cells)
        parts[key] = parts.get(key, 0) + len(scores)
    for key, number in parts.items():
        assert not any(key) or number == 0 or number >= FEWEST, (cells, answered)


def joins(scene: Scene) -> None:
    """A newcomer in a small team."""
    person = create_person(None, name="Newcomer", username="newcomer")
    join_team(None, person, scene.teams[1], Role.AGENT, OVER.date())


def leaves(scene: Scene) -> None:
    """Somebody who has answered leaves."""
    leave(None, scene.agents[scene.teams[2].pk][0], OVER.date(), "Moved")


def moves(scene: Scene) -> None:
    """Somebody who has answered moves to another team."""
    move_agent(None, scene.agents[scene.teams[0].pk][0], scene.teams[2], OVER.date())


def is_put_away(scene: Scene) -> None:
    """A small team is archived."""
    Team.objects.filter(pk=scene.teams[1].pk).update(archived_at=OVER)
