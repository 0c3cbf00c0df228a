"""Threat 5, on every page there is: words that break out of where they stand, in every text that people write.

Of cases and the playbook, `tests/escalations/test_every_text.py` asks the same, and that each is shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, models, transaction
from django.urls import reverse

from teams.actions.erasing_words import LEFT_ALONE, NO_WORDS
from teams.actions.seals import seals_lifted
from tests.access.planted import body_of
from tests.access.table import OUT, TABLE, TOKENS
from tests.access.test_matrix import OURS
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

BREAKS_OUT = "'\"></title></textarea><i/x=y>"
SHORT = '"><i/x=y>'
CODES = NO_WORDS | {
    "closed_status", "country", "currency", "email", "going", "guard_told", "headings", "kind", "material", "opens",
    "origin", "sealed", "search_text", "subdivision", "time_zone", "told", "verb",
}  # fmt: skip
"""What programs read: no person writes into it."""
WHO = ("agent", "manager", "supervisor", "administrator", "stranger")


def texts() -> Iterator[tuple[type[models.Model], models.Field]]:
    for app in ("teams", "goals", "feedback"):
        for model in apps.get_app_config(app).get_models():
            if model._meta.label in LEFT_ALONE or not model._meta.managed:
                continue
            for one in model._meta.concrete_fields:
                is_text = isinstance(one, models.CharField | models.TextField)
                if is_text and not one.choices and not one.primary_key and one.name not in CODES:
                    yield model, one


def plant() -> set[str]:
    """Into every row, or where rows have to differ into the first; which texts hold it then."""
    held = set()
    found = list(texts())
    with seals_lifted({model._meta.db_table for model, _ in found}):
        for model, one in found:
            fits = one.max_length is None or one.max_length >= len(BREAKS_OUT)
            rows = models.QuerySet(model)
            first = rows.order_by("pk").values_list("pk", flat=True)[:1]
            for some in (rows, rows.filter(pk__in=list(first))):
                try:
                    with transaction.atomic():
                        if some.update(**{one.name: BREAKS_OUT if fits else SHORT}):
                            held.add(f"{model.__name__}.{one.name}")
                except DatabaseError:
                    continue
                break
    return held


def readers(name: str) -> list[str]:
    """Who opens the page: the first two who may, of different offices."""
    may = (TABLE[name].get or frozenset()) - OUT - TOKENS
    return [who for who in WHO if who in may][:2]


def test_case_05_words_are_words_on_every_page(world: World) -> None:
    assert len(plant()) > 110
    cache.clear()
    shown, broken = set(), []
    for name in OURS:
        if name.startswith("api:"):
            continue
        row = TABLE[name]
        for who in readers(name):
            path = reverse(name, kwargs=row.at(world)) + row.asked(world)
            answer = world.callers[who].get(path)
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            body = body_of(answer)
            if answer.status_code == 500 or "<i/x=y" in body or BREAKS_OUT[:12] in body:
                broken.append((name, who, answer.status_code))
            elif "&lt;i/x=y" in body:
                shown.add(name)
    assert broken == []
    assert len(shown) > 60
