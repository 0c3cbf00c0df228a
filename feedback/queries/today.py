"""What *Today* says of thanks: whom a leader could thank, and what an agent was thanked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import Recipient, Visibility
from feedback.permissions.kudos import kudos_visible_to
from feedback.queries.coverage import Gap, gaps_of, overdue_of, with_evidence
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name

LOOKED_AT = 12
"""Of those who have waited longest, for how many evidence is asked."""


@dataclass(frozen=True, slots=True)
class Thanked:
    """A thanks that came lately. `words` is empty for a private one: others may look at the screen too."""

    pk: int
    author: str
    words: str


def to_thank(leader: User, clock: Clock, now: datetime) -> Gap | None:
    """The one to ask about: of those overdue with something they could be thanked for, who has waited longest.

    Whoever nothing is known of stands on the wall and in the list, not among the few things of the day. As many
    statements for many people as for few.
    """
    overdue = overdue_of(gaps_of(leader, clock, now))[:LOOKED_AT]
    return next((gap for gap in with_evidence(leader, overdue, clock, now) if gap.evidence), None)


def who_thanked(person: User, numbers: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Of these thanks to this person: who gave them, by number and first name. One statement."""
    thanks = kudos_visible_to(person).filter(pk__in=list(numbers), recipients__user=person)
    rows = thanks.filter(author__is_active=True).values_list("pk", "author", "author__name")
    return {pk: (author, first_name(name)) for pk, author, name in rows}


def thanked_lately(person: User, clock: Clock, now: datetime) -> tuple[Thanked, ...]:
    """What this person was thanked for since yesterday began and has not read, the newest first. One statement."""
    since = clock.day_start(clock.day_of(now) - timedelta(days=1))
    rows = (
        Recipient.objects.filter(
            user=person,
            shared_at__gte=since,
            read_at=None,
            kudos__in=kudos_visible_to(person).filter(shared_at__gte=since),
        )
        .select_related("kudos__author")
        .order_by("-shared_at", "-pk")[:3]
    )
    return tuple(
        Thanked(
            pk=row.kudos_id,
            author=first_name(row.kudos.author.name),
            words="" if row.kudos.visibility == Visibility.PRIVATE else row.kudos.words,
        )
        for row in rows
    )
