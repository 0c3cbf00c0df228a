"""A day that somebody planned is nobody's but theirs: every address is asked, by everybody else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from config.settings import BASE_DIR
from tests.access.table import TABLE
from tests.access.world import NOW, World
from tests.as_before import as_before

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

WORDS = "One to one with myself"
OTHERS = ("agent", "supervisor", "administrator")
QUERY = "?q=myself&search=myself&show=all&expand=all&fields=all"
KNOWS = {
    "teams/models/day.py",
    "teams/models/__init__.py",
    "teams/permissions/__init__.py",
    "teams/actions/day.py",
    "teams/forms/day.py",
    "teams/views/day.py",
    # What a person is given of their own. Not `by_office`: no administrator's file has it.
    "teams/personal_rows.py",
}
"""The files in which the table is named. All that read it do so through `boxes_of`."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)
        connection.close()


def said(client: Any, path: str) -> str:
    """All that an answer holds; afterwards everything is as before."""
    cookies = copy.deepcopy(client.cookies)
    with time_machine.travel(NOW, tick=False), as_before():
        answer: Any = client.get(path)
        chunks = answer.streaming_content if answer.streaming else [answer.content]
        body = b"".join(chunks).decode("utf-8", "replace")
    client.cookies = cookies
    return body


def test_its_person_reads_it(world):
    assert WORDS in said(world.callers["manager"], "/")
    assert WORDS in said(
        world.callers["manager"], reverse("teams:day_box", args=[world.day_box.pk])
    )


@pytest.mark.parametrize("role", OTHERS)
def test_case_03_nobody_else_reads_it_anywhere(world, role):
    read = []
    asked = 0
    for name, row in TABLE.items():
        if name == "admin:*":
            continue
        try:
            path = reverse(name, kwargs=row.at(world))
        except NoReverseMatch:
            continue
        asked += 1
        if WORDS in said(world.callers[role], path + QUERY):
            read.append(name)
    assert asked > 200
    assert read == []


def test_case_03_the_administrators_site_does_not_list_it(world):
    assert "Day box" not in said(world.callers["administrator"], "/admin/")


def test_case_03_whatever_is_built_later_has_no_other_way_to_it():
    named = {
        str(path.relative_to(BASE_DIR))
        for app in ("config", "teams", "goals", "feedback", "escalations")
        for path in (BASE_DIR / app).rglob("*.py")
        if "migrations" not in path.parts and "DayBox" in path.read_text()
    }
    assert named == KNOWS
