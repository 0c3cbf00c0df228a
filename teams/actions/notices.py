"""Telling people something, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from teams.models import Notice, User


def tell(
    people: Iterable[User | int],
    kind: str,
    key: str,
    text: str,
    *,
    url: str = "",
    detail: str = "",
    now: datetime,
) -> None:
    """Put a notice into each person's inbox, in the caller's transaction.

    `key` names the occasion (`goal-7-2026-11-behind`): whoever was told of it is not told again, however often
    this runs. `text` is a sentence of at most 300 characters, `detail` one more of at most 500; both are
    cut where they are longer.
    """
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=person if isinstance(person, int) else person.pk,
                kind=kind,
                key=key,
                text=text[:300],
                detail=detail[:500],
                url=url,
                at=now,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
