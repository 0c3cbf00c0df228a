"""Telling people something, once: what every verb and every job of any app calls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from teams.kinds import choice_of
from teams.models import Notice, NoticeChoices, User


def tell(
    people: Iterable[User | int],
    kind: str,
    key: str,
    text: str,
    *,
    url: str = "",
    detail: str = "",
    about: int | None = None,
    now: datetime,
) -> None:
    """Put a notice into each person's inbox, in the caller's transaction.

    `key` names the occasion (`goal-7-2026-11-behind`): whoever was told of it is not told again, however often
    this runs. `text` is a sentence of at most 300 characters, `detail` one more of at most 500; both are
    cut where they are longer. `about` is the id of the person whose figures they hold, if they hold one
    person's: mail carries them to nobody else. Whoever does not want the kind in the inbox has it for the digest alone.
    Two statements, whatever the number of people.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    without = _who_keep_out(ids, kind)
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=pk,
                kind=kind,
                about_id=about,
                key=key,
                text=text[:300],
                detail=detail[:500],
                url=url,
                at=now,
                in_inbox=pk not in without,
                read_at=now if pk in without else None,
            )
            for pk in ids
        ],
        ignore_conflicts=True,
    )


def _who_keep_out(ids: list[int], kind: str) -> set[int]:
    """Those who do not want notices of this kind in their inbox."""
    choice = choice_of(kind)
    rows = NoticeChoices.objects.filter(user__in=ids).values_list("user_id", "not_in_app")
    return {pk for pk, kept_out in rows if choice in kept_out}
