"""What tests of kudos have in common: a moment, good words, and a thanks given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models.signals import post_save

from feedback.actions.kudos import give
from feedback.models import Kudos
from teams.models import User
from tests.cast import SINCE

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday, 10:05 in London."""
SECOND = timedelta(seconds=1)
WORDS = "On Tuesday you rang the depot yourself, so nobody waited for a sofa that would not come."


def thanks(author: User, *to: User, now: datetime = NOW, **more: Any) -> Kudos:
    """A thanks with words that say it all."""
    return give(author, to=to, now=now, **{"words": WORDS, **more})


def put_in_long_ago(*, created: bool = True, **_: Any) -> None:
    """Everybody has been on record as long as the cast has been there: since 2020."""
    if created:
        User.objects.update(joined_at=datetime.combine(SINCE, time(12), UTC))


@contextmanager
def long_on_record() -> Iterator[None]:
    """Whoever is made meanwhile has been on record since 2020."""
    post_save.connect(put_in_long_ago, User)
    yield
    post_save.disconnect(put_in_long_ago, User)
