"""Telling people something, once: what every verb and every job of any app calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from teams.kinds import choice_of, kind_of
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
    person's: mail carries them to nobody else. Whoever does not want the kind in the inbox has it for the digest
    alone; who wants it in neither is not told; who wants it by mail at once has it sent by the next sweep.
    Two statements, whatever the number of people.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    ways = _ways(ids, kind)
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
                in_inbox=way.in_app,
                read_at=None if way.in_app else now,
                mail_at=now if way.at_once else None,
            )
            for pk in ids
            for way in (ways.get(pk, _USUAL),)
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """Where somebody has notices of a kind."""

    in_app: bool = True
    at_once: bool = False


_USUAL = _Way()


def _ways(ids: list[int], kind: str) -> dict[int, _Way]:
    """Of those who chose anything: where they want notices of this kind."""
    choice = choice_of(kind)
    # What goes out at once for everybody does so by itself.
    can_wait = not kind_of(kind).urgent
    rows = NoticeChoices.objects.filter(user__in=ids).values_list(
        "user_id", "not_in_app", "not_in_mail", "at_once"
    )
    return {
        pk: _Way(
            in_app=choice not in not_in_app,
            at_once=can_wait and choice in at_once and choice not in not_in_mail,
        )
        for pk, not_in_app, not_in_mail, at_once in rows
    }
