"""The same body again, from a sender that got no answer: known by its digest, and not read a second time.

It would say the same as long as nothing that it depends on has changed: who sends it, what its words stand
for, and the readings it became. The first two are part of the digest; of the third a source keeps count.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from goals.ingest.records import Outcome
from goals.ingest.resolve import Directory
from goals.models import Source, TakenBody

REMEMBERED_FOR = timedelta(days=2)
SHORT = 20_000
"""Bytes of a body that is read as fast as it is looked up."""


def digest_of(
    body: bytes, *, sender: int, bound_to: str, limits: Collection[int] | None, directory: Directory
) -> str:
    """What makes a body say the same: its bytes, who sends it from where, and what its words stand for."""
    digest = sha256(body)
    teams = None if limits is None else sorted(limits)
    digest.update(repr((sender, bound_to, teams, _words(directory))).encode())
    return digest.hexdigest()


def _words(directory: Directory) -> list[object]:
    teams = directory.teams.values()
    stays = [
        (
            agent_id,
            stay.team_id,
            stay.starts_on.toordinal(),
            stay.ends_on and stay.ends_on.toordinal(),
        )
        for agent_id, found in sorted(directory.stays.items())
        for stay in found
    ]
    return [
        sorted((word, metric.id) for word, metric in directory.metrics.items()),
        sorted(directory.archived_metrics),
        sorted((team.id, team.clock.zone, team.clock.day_starts_hour) for team in teams),
        sorted(directory.team_ids.items()),
        sorted((word, sorted(ids)) for word, ids in directory.people_ids.items()),
        stays,
    ]


def note_again(digest: str, now: datetime) -> Outcome | None:
    """If the body was taken in and would change nothing: note that figures arrived, and say so."""
    known = TakenBody.objects.filter(digest=digest).first()
    if known is None:
        return None
    still = Q(pk__in=())
    for name, revision in known.revisions.items():
        still |= Q(name=name, revision=revision)
    # In one statement, so that no writer comes between looking and noting.
    noted = Source.objects.filter(still).update(last_arrived_at=now)
    if noted < len(known.revisions):
        return None
    return Outcome(unchanged=known.rows)


def remember(digest: str, rows: int, revisions: dict[str, int], now: datetime) -> None:
    """Keep in mind that a body was taken in whole; in the transaction that wrote it, its sources locked."""
    taken = TakenBody(digest=digest, rows=rows, revisions=revisions, taken_at=now)
    TakenBody.objects.bulk_create(
        [taken],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["rows", "revisions", "taken_at"],
    )
    TakenBody.objects.filter(taken_at__lt=now - REMEMBERED_FOR).delete()
