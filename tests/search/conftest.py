"""The world of the access matrix, with a word of its own in each thing that can be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponseBase

from goals.queries.state import forget
from teams.models import SearchDocument
from teams.searching import Source, sources
from tests.access.world import NOW, World
from tests.as_before import as_before

ROLES = ("agent", "stranger", "supervisor", "other_supervisor", "manager", "administrator")
SEARCH, PALETTE, API = "/search/", "/search/palette/", "/api/v1/search/"
FACES = (SEARCH, PALETTE, API)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once a file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            made = World()
            SearchDocument.objects.update(
                words=Concat(
                    F("words"), Value(" everything mark"), Cast("pk", CharField()), Value("x")
                )
            )
            yield made
            transaction.set_rollback(True)
        connection.close()


def anew() -> None:
    """Nothing of before is kept."""
    cache.clear()
    forget()


def asked(world: World, role: str, query: str, path: str = SEARCH, **more: str) -> HttpResponseBase:
    """What the search answers somebody; nothing is left of it."""
    with as_before():
        answer = world.callers[role].get(path, {"q": query, **more})
    assert answer.status_code == 200
    return answer


def words_of(answer: HttpResponseBase) -> str:
    """The page without what is drawn anew for each: the secrets of its forms."""
    text: str = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def links_of(answer: HttpResponseBase) -> set[str]:
    """Where what was found leads."""
    if answer["Content-Type"] == "application/json":
        groups = answer.json()["groups"]  # type: ignore[attr-defined]
        return {hit["url"] for group in groups for hit in group["results"]}
    classes = r'class="palette__hit"[^>]*? href="([^"]+)"'
    return {unescape(url) for url in re.findall(classes, words_of(answer))}


def with_documents() -> list[tuple[Source, SearchDocument]]:
    """Every document, with each source that leads to it."""
    return [
        (source, document)
        for source in sources()
        for document in SearchDocument.objects.filter(kind=source.of or source.kind)
    ]
