"""How somebody grows is theirs: every address is asked for it, by everybody else, administrators among them.

Jin shares with Priya alone: not with Marcus, who leads him too. What he asked to read, those who lead him see.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from config.settings import BASE_DIR
from teams.actions.focus import check_in, close_focus
from teams.actions.growth import add_view, share_growth
from teams.models import (
    AuditEntry,
    Focus,
    FocusNote,
    GrowthShare,
    LeaderView,
    Notice,
    Placing,
    SearchDocument,
    StudyRequest,
    StudyStep,
    User,
)
from tests.access.table import TABLE
from tests.access.world import NOW, World
from tests.as_before import as_before
from tests.teams.growth_scene import a_focus, a_skill, answered, asked, placed

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

QUERY = "?q=quillgrow&search=quillgrow&show=all&expand=all&fields=all"
BEFORE = "quillgrow before"
OWN = [f"quillgrow own {n}" for n in range(4)]
SEEN = [f"quillgrow seen {n}" for n in range(6)]
VIEW = "quillgrow view"
ASKED = [f"quillgrow asked {n}" for n in range(3)]
KNOWS = {
    "teams/models/growth.py",
    "teams/models/__init__.py",
    "teams/permissions/growth.py",
    "teams/queries/growth.py",
    "teams/actions/growth.py",
    "teams/actions/focus.py",
    # Tells its owner alone, without a word of it.
    "teams/recompute/focus.py",
    "teams/views/growth_of.py",
    "teams/views/focus.py",
    # What a person is given of their own. Not `by_office`: no administrator's file has it.
    "teams/personal_rows.py",
}
"""The files in which the tables are named."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, with a marker in every text of Jin's."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            made = World()
            _plant(made)
            yield made
            transaction.set_rollback(True)
        connection.close()


def _plant(world: World) -> None:
    jin, priya = world.people["agent"], world.people["manager"]
    marcus = world.people["supervisor"]
    placed(jin, words=BEFORE, now=NOW)
    placed(jin, words=SEEN[0], example=SEEN[1], now=NOW)
    close_focus(jin, world.grown.focus, came_of_it=OWN[0], now=NOW)
    focus = a_focus(jin, doing=SEEN[2], sign=SEEN[3], now=NOW)
    check_in(jin, focus, words=SEEN[4], now=NOW)
    add_view(priya, jin, a_skill(), level=3, words=VIEW, now=NOW)
    # What Marcus asked to see once, and Jin took back.
    share_growth(jin, skills=[priya.pk, marcus.pk], focus=[priya.pk, marcus.pk], now=NOW)
    share_growth(jin, skills=[priya.pk], focus=[priya.pk], now=NOW)
    made = asked(jin, what=ASKED[0], why=ASKED[1], now=NOW)
    answered(marcus, made, "talk", ASKED[2], now=NOW)
    # What Priya writes down for herself, nobody reads at all.
    placed(priya, words=OWN[1], example=OWN[2], now=NOW)
    a_focus(priya, doing=OWN[3], now=NOW)


def said(client: Any, path: str) -> str:
    """All that an answer holds; afterwards everything is as before."""
    cookies = copy.deepcopy(client.cookies)
    with time_machine.travel(NOW, tick=False), as_before():
        answer: Any = client.get(path)
        chunks = answer.streaming_content if answer.streaming else [answer.content]
        body = b"".join(chunks).decode("utf-8", "replace")
    client.cookies = cookies
    return body


def read_by(world: World, role: str, marks: list[str]) -> tuple[int, set[str]]:
    """How many addresses were asked, and which of the marks came back from any of them."""
    found: set[str] = set()
    asked_for = 0
    for name, row in TABLE.items():
        if name == "admin:*":
            continue
        try:
            path = reverse(name, kwargs=row.at(world))
        except NoReverseMatch:
            continue
        asked_for += 1
        body = said(world.callers[role], path + QUERY)
        found |= {mark for mark in marks if mark in body}
    return asked_for, found


ALL = [BEFORE, *OWN, *SEEN[:5], VIEW, *ASKED]


def test_its_person_reads_it(world):
    jin = world.callers["agent"]
    mine = said(jin, reverse("teams:growth"))
    assert all(mark in mine for mark in (*SEEN[:5], VIEW, OWN[0]))
    assert BEFORE in said(jin, reverse("teams:growth_skill", args=[a_skill().pk]))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("manager", {*SEEN[:5], VIEW, *OWN[1:], *ASKED}),
        ("supervisor", set(ASKED)),
        ("administrator", set()),
        ("other_supervisor", set()),
        ("stranger", set()),
        # A program of the manager's.
        ("reader", set(ASKED)),
    ],
)
def test_case_03_each_reads_what_was_meant_for_them_and_nothing_else(world, role, may):
    number, found = read_by(world, role, ALL)
    assert number > 200
    assert found <= may
    if role in ("manager", "supervisor"):
        assert found, "the walk would not see it"


def test_case_03_the_administrators_site_does_not_list_it():
    listed = set(admin.site._registry)
    assert User in listed
    private = {Placing, LeaderView, GrowthShare, Focus, FocusNote, StudyRequest, StudyStep}
    assert not listed & private


def test_case_03_neither_record_nor_notice_holds_a_word(world):
    for model in (AuditEntry, SearchDocument):
        assert "quillgrow" not in repr(list(model.objects.values()))
    held = Notice.objects.exclude(user=world.people["agent"])
    assert "quillgrow" not in repr(list(held.values()))
    mine = repr(list(Notice.objects.filter(user=world.people["agent"]).values()))
    assert VIEW not in mine


def test_case_03_whatever_is_built_later_has_no_other_way_to_it():
    tables = re.compile(r"\b(LeaderView|GrowthShare|FocusNote|Focus)\b|\bPlacing[.,(\]]")
    named = {
        str(path.relative_to(BASE_DIR))
        for app in ("config", "teams", "goals", "feedback", "escalations")
        for path in (BASE_DIR / app).rglob("*.py")
        if "migrations" not in path.parts and tables.search(path.read_text())
    }
    assert named == KNOWS
