"""What is held of a round while it is open: who has answered as marks, what was answered as one sealed text.

Both rest on the server's secret (`SECRET_KEY`), which is not in the database: without it a mark is nobody's, and the
text is as good as chance. With a former secret among `SECRET_KEY_FALLBACKS` what it made is still known.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from feedback.envelope import Unreadable, seal, unseal
from feedback.models import Held, Round
from teams.models import Membership, Role

Sums = tuple[int, int, int, int, int]
NONE: Sums = (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Said:
    """What a team said so far: how many one to five, and the words by the alphabet."""

    sums: Sums = NONE
    words: tuple[str, ...] = ()

    def __add__(self, other: Said) -> Said:
        one, two, three, four, five = (a + b for a, b in zip(self.sums, other.sums, strict=True))
        return Said((one, two, three, four, five), in_order((*self.words, *other.words)))


def said_once(score: int, words: str) -> Said:
    """One answer of 1 to 5, with its words or none."""
    one, two, three, four, five = (int(score == value) for value in range(1, 6))
    return Said((one, two, three, four, five), (words,) if words else ())


def in_order(words: Collection[str]) -> tuple[str, ...]:
    """By the alphabet: words of several teams too, so that none stands with its own."""
    return tuple(sorted(words, key=lambda one: (one.casefold(), one)))


def mark_of(round_pk: int, person_pk: int) -> str:
    """What stands for a person among those who have answered a round: another in each."""
    return _mark(round_pk, person_pk, _secrets()[0])


def has_answered(round_pk: int, person_pk: int, marks: Collection[str]) -> bool:
    """Whether one of the marks is this person's, by the secret of today or a former one."""
    return any(_mark(round_pk, person_pk, secret) in marks for secret in _secrets())


def sealed(round_pk: int, said: Mapping[int, Said]) -> str:
    """What is kept of the answers of an open round, by team."""
    plain = {team: [one.sums, one.words] for team, one in sorted(said.items())}
    return seal(json.dumps(plain), _key(round_pk, _secrets()[0]))


def unsealed(held: Held) -> dict[int, Said]:
    """What was answered so far, by team; teams without an answer are left out. Raises Unreadable."""
    if not held.sealed:
        return {}
    for secret in _secrets():
        try:
            plain = json.loads(unseal(held.sealed, _key(held.round_id, secret)))
        except Unreadable:
            continue
        return {int(team): Said(tuple(sums), tuple(words)) for team, (sums, words) in plain.items()}
    raise Unreadable


def teams_asked(asked: Round) -> set[int]:
    """Teams in which an answer could count on any day of the week, whether or not anybody gave one. One statement.

    Each day's are those of `permissions.pulse.team_answered_for`: where somebody is an agent, else their first.
    """
    last = asked.week + timedelta(days=6)
    in_use = Q(team__archived_at=None) | Q(team__archived_at__gt=asked.opens_at)
    held = Membership.objects.between(asked.week, last).filter(in_use, team__isnull=False)
    rows = list(held.values_list("user_id", "team_id", "role", "starts_on", "ends_on"))
    found: set[int] = set()
    for number in range(7):
        day = asked.week + timedelta(days=number)
        found |= set(_teams_on(day, rows))
    return found


def _teams_on(
    day: date, rows: Collection[tuple[int, int | None, str, date, date | None]]
) -> Iterator[int]:
    agent_in: dict[int, set[int]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    for person, team, role, starts_on, ends_on in rows:
        if team is not None and starts_on <= day and (ends_on is None or ends_on > day):
            (agent_in if role == Role.AGENT else teams)[person].add(team)
    for person in agent_in.keys() | teams.keys():
        yield min(agent_in[person] or teams[person])


def _secrets() -> tuple[str, ...]:
    return tuple(str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _mark(round_pk: int, person_pk: int, secret: str) -> str:
    value = f"{round_pk} {person_pk}"
    return salted_hmac("feedback.pulse.mark", value, secret, algorithm="sha256").hexdigest()


def _key(round_pk: int, secret: str) -> bytes:
    salt = "feedback.pulse.held"
    return salted_hmac(salt, str(round_pk), secret, algorithm="sha256").digest()
