"""An attacker who is everybody, opens everything, at any moments, and never isolates fewer than five people.

What may happen in a week and after it is drawn: who answers, moves, joins, leaves, which team is put away, when
somebody looks. Where to look is found by walking the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from feedback.anonymity import FEWEST
from feedback.models import SCALE
from feedback.permissions.pulse import team_answered_for
from goals.queries.state import forget
from teams.actions import create_person, grant_administrator, join_team, leave
from teams.actions.errors import ActionRefused
from teams.actions.memberships import move_agent
from teams.models import Role, Team, User
from tests.cast import BACKEND, SINCE
from tests.feedback.privacy.surfaces import addresses
from tests.feedback.pulse_scene import MONDAY, OVER, THURSDAY, WEEK, closed, opened, says, team_of

pytestmark = pytest.mark.django_db

SIZES = {"East": 4, "West": 1, "Up": 6, "Down": 5}
FILTERS = ("", "?team=west&week=2026-11-16&page_size=1&user=1&before=2026-11-18")
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|Reference [0-9A-F]{8}')
"""What differs each time a page is asked for: the secret of a form, the number of a refusal."""
ALWAYS_NEW = {"X-Request-ID", "Content-Security-Policy", "Set-Cookie"}
OF_THE_PULSE = ("feedback_held", "feedback_box", "feedback_turnout")

HAPPENS = st.one_of(
    st.tuples(st.just("answer"), st.integers(0, 3), st.integers(1, 6)),
    st.tuples(st.sampled_from(("move", "join", "leave", "archive")), st.integers(0, 3), st.integers(0, 5)),
)  # fmt: skip
IN_THE_WEEK = st.lists(HAPPENS, min_size=3, max_size=7)
AFTERWARDS = st.lists(HAPPENS, max_size=2)


class Scene:
    """Four teams, most of them small, and whoever looks: an agent, a supervisor, a manager, an administrator."""

    def __init__(self) -> None:
        self.teams: list[Team] = []
        self.agents: dict[int, list[User]] = {}
        for name, size in SIZES.items():
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
        self.newcomers = [
            create_person(None, name=f"New {place}", username=f"new-{place}") for place in range(9)
        ]
        self.first = {team: list(agents) for team, agents in self.agents.items()}
        self.answered: dict[str, list[int]] = {}
        self.has_answered: set[int] = set()

    def again(self) -> None:
        """As it was before anything happened."""
        self.answered = {name: [] for name in SIZES}
        self.has_answered = set()
        self.agents = {team: list(agents) for team, agents in self.first.items()}
        forget()
        cache.clear()

    def happens(self, verb: str, team: int, number: int, day: date) -> None:
        """One thing, if it can: what is refused has not happened."""
        place = self.teams[team]
        people = [User.objects.get(pk=one.pk) for one in self.agents[place.pk]]
        try:
            with transaction.atomic():
                if verb == "answer":
                    self._answer(people, number)
                elif verb == "join":
                    newcomer = self.newcomers[(team * 6 + number) % len(self.newcomers)]
                    join_team(None, User.objects.get(pk=newcomer.pk), place, Role.AGENT, day)
                    self.agents[place.pk].append(newcomer)
                elif verb == "leave":
                    leave(None, people[number % len(people)], day, "Moved")
                elif verb == "move":
                    move_agent(None, people[number % len(people)], self.teams[number % 4], day)
                else:
                    Team.objects.filter(pk=place.pk).update(archived_at=THURSDAY)
        except ActionRefused:
            return

    def _answer(self, people: list[User], number: int) -> None:
        waiting = [one for one in people if one.pk not in self.has_answered]
        for place, person in enumerate(waiting[:number]):
            team = team_answered_for(person)
            if team is None:
                continue
            name = Team.objects.get(pk=team).name
            score = SCALE[(number + place) % 5]
            assert says(person, score, f"{name} says {score}")
            self.has_answered.add(person.pk)
            self.answered[name].append(score)


@pytest.fixture
def scene(organisation, time_machine) -> Scene:
    time_machine.move_to(MONDAY, tick=False)
    found = Scene()
    opened(MONDAY - timedelta(days=7))
    opened()
    return found


def client_of(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
    return client


def all_paths() -> Iterator[str]:
    """Every address that needs nothing, or a week."""
    for name, _entry in addresses():
        if "sign_out" in name or "demo" in name:
            continue
        for values in ({}, {"week": WEEK.isoformat()}, {"week": f"{WEEK - timedelta(days=7)}"}):
            try:
                yield reverse(name, kwargs=values)
            except NoReverseMatch:
                continue


@pytest.fixture
def paths(scene) -> dict[int, list[str]]:
    """Where anything of the pulse is read, by those who may open most, and by an agent what no leader is asked; with
    every filter. Everybody looks at all of it.
    """
    found: set[str] = set()
    for person, where in (
        (scene.lookers[2], all_paths()),
        (scene.lookers[3], all_paths()),
        (scene.lookers[0], ["/"]),
    ):
        client = client_of(person)
        for path in sorted(set(where) - found):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            text = " ".join(one["sql"] for one in asked.captured_queries)
            if any(table in text for table in (*OF_THE_PULSE, "feedback_round")):
                found.add(path)
    assert {"/", "/pulse/", "/api/v1/pulse/", "/reports/team-health/", "/reports/staying/"} <= found
    filtered = {path + query for path in found if "pulse" in path for query in FILTERS}
    return {person.pk: sorted(found | filtered) for person in scene.lookers}


def seen(answer: Any) -> str:
    """All of an answer: its status, its headers with the version of the page, its text."""
    text = RANDOM.sub("", text_of(answer))
    # The version of a page with a form is made of its secret too.
    new = ALWAYS_NEW if text == text_of(answer) else ALWAYS_NEW | {"ETag"}
    kept = {name: value for name, value in answer.headers.items() if name not in new}
    return f"{answer.status_code} {kept} {text}"


def text_of(answer: Any) -> str:
    return answer.content.decode()


def look(clients: list[tuple[Client, list[str]]]) -> dict[tuple[int, str], str]:
    """All that everybody sees."""
    return {
        (place, path): seen(client.get(path))
        for place, (client, wanted) in enumerate(clients)
        for path in wanted
    }


def parted(one: str, other: str) -> tuple[str, str]:
    """Two texts from a little before where they part."""
    pairs = enumerate(zip(one, other, strict=False))
    at = max(next((place for place, (a, b) in pairs if a != b), len(one)) - 60, 0)
    return one[at : at + 160], other[at : at + 160]


def told(person: User) -> Any:
    """The closed weeks, as a program of this person reads them; None for whoever is in no team any more."""
    return client_of(person).get("/api/v1/pulse/results/").json().get("results")


@pytest.mark.either_database
def test_nobody_is_isolated_whatever_happens_and_whenever_one_looks(scene, paths, time_machine):
    @settings(
        max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
        # Each example opens many pages: the first that fails is small enough to read.
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(IN_THE_WEEK, AFTERWARDS)
    def attack(in_the_week, afterwards):
        with transaction.atomic():
            week(in_the_week, afterwards)
            transaction.set_rollback(True)

    def week(in_the_week: list[Any], afterwards: list[Any]) -> None:
        time_machine.move_to(THURSDAY, tick=False)
        scene.again()
        clients = [(client_of(one), paths[one.pk]) for one in scene.lookers]
        look(clients)
        before: dict[tuple[int, str], str] = {}
        for event in in_the_week:
            # What others answer moves nothing; so what moves between any two looks is not of answers.
            answers = event[0] == "answer"
            if answers and not before:
                before = look(clients)
            scene.happens(*event, THURSDAY.date())
            after = look(clients) if answers else {}
            assert [
                (key, *parted(before[key], after[key]))
                for key in after
                if before[key] != after[key]
            ] == []
            before = after
        time_machine.move_to(OVER, tick=False)
        closed()
        first = told(scene.lookers[3])
        isolates_nobody(first[0], scene.answered)
        for number, event in enumerate(afterwards):
            time_machine.move_to(OVER + timedelta(hours=number + 1), tick=False)
            try_late(scene, event)
            for person in scene.lookers:
                assert told(person) in (first, None)
        pages = {
            re.sub(
                r'(?s).*<div class="cols__main">|<div class="cols__side">.*', "", text_of(answer)
            )
            # Signed in anew: nobody stays so from Thursday to the end of the week.
            for person in scene.lookers
            if (answer := client_of(person).get(f"/pulse/{WEEK}/")).status_code == 200
        }
        assert len(pages) == 1

    attack()


def try_late(scene: Scene, event: tuple[str, int, int]) -> None:
    """After the end nobody answers any more; all else goes on."""
    if event[0] != "answer":
        scene.happens(*event, OVER.date())


def isolates_nobody(week: Any, answered: dict[str, list[int]]) -> None:
    """Whatever is told is added and taken away from each other: what is left is of five and more, or of no team."""
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
        assert not any(key) or number >= FEWEST, (cells, answered)
