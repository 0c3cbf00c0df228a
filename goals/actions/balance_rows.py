"""What the verbs of the balance plan share: the row under its lock, its names, its entries, and who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from goals.models import PlanEntry, PlanLine, PlanName
from goals.notice_kinds import BALANCE
from goals.permissions import can_plan_for
from goals.queries.balance_words import address, first_names, when_words
from teams.actions.errors import ActionRefused, Stale
from teams.models import Membership, User
from teams.telling import tell

LONGEST_WHAT, LONGEST_TRIGGER, LONGEST_WORDS, LONGEST_CANNOT = 200, 120, 300, 200
MOST_NAMED = 12
Part = PlanName.Part


def locked(actor: User | None, line: PlanLine) -> PlanLine:
    """The line as it is now, held until the transaction ends; for a leader of its team, where `actor` is given."""
    PlanLine.objects.select_for_update().only("pk").get(pk=line.pk)
    current = PlanLine.objects.select_related("team").get(pk=line.pk)
    if actor is not None and not can_plan_for(actor, current.team_id):
        raise PermissionDenied
    return current


def refuse_stale(current: PlanLine, version: int | None) -> None:
    """Raise Stale unless nobody has done anything since `version` (None: nothing was read)."""
    if version is not None and version != current.version:
        raise Stale(current, "Somebody else changed this while you were writing.")


def refuse_ended(current: PlanLine) -> None:
    """What no longer holds stays as it was."""
    if current.ended_at is not None:
        raise ActionRefused("", "It no longer holds. Agree on a new line instead.")


def one_line(field: str, words: str, limit: int, missing: str = "") -> str:
    """Words on one line without needless spaces. Raises ActionRefused."""
    if "\x00" in words:
        raise ActionRefused(field, "The text holds a character that cannot be kept. Type it again.")
    kept = " ".join(words.split())
    if missing and not kept:
        raise ActionRefused(field, missing)
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit:,} characters. This has {len(kept):,}.")
    return kept


def named_in(line: PlanLine) -> dict[str, list[int]]:
    """Who is named, by part, as ids in order."""
    rows = sorted(PlanName.objects.filter(line=line).values_list("person_id", "part"))
    return {
        "covers": [pk for pk, part in rows if part == Part.COVERS],
        "stand_in": [pk for pk, part in rows if part == Part.STANDS_IN],
    }


def put_names(line: PlanLine, people: Mapping[str, Sequence[int]], *, anew: bool = False) -> None:
    """Name these and nobody else. Whoever said that they cannot, still cannot, unless all are asked `anew`."""
    wanted = dict.fromkeys(people["covers"], Part.COVERS)
    wanted |= dict.fromkeys(people["stand_in"], Part.STANDS_IN)
    rows = {row.person_id: row for row in PlanName.objects.filter(line=line)}
    gone = [row.pk for pk, row in rows.items() if anew or wanted.get(pk) != row.part]
    PlanName.objects.filter(pk__in=gone).delete()
    PlanName.objects.bulk_create(
        PlanName(
            line=line,
            person_id=pk,
            part=part,
            # From one part to the other they take along what they said.
            cannot_at=None if anew or pk not in rows else rows[pk].cannot_at,
            cannot_why="" if anew or pk not in rows else rows[pk].cannot_why,
        )
        for pk, part in wanted.items()
        if pk not in rows or rows[pk].pk in gone
    )


def add_entry(
    current: PlanLine,
    kind: PlanEntry.Kind,
    actor: User,
    now: datetime,
    *,
    words: str = "",
    before: Mapping[str, Any] | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Write what was done, and what of the row is another."""
    current.version += 1
    current.save(update_fields=[*fields, "version"])
    PlanEntry.objects.create(
        line=current, kind=kind, by=actor, at=now, words=words, before=before or {}
    )


def tell_named(
    current: PlanLine, actor: User, now: datetime, *, before: Mapping[str, Any] | None = None
) -> None:
    """Everybody who is named, or was `before`, but whoever did it: once a version."""
    rows = PlanName.objects.filter(line=current).select_related("person").order_by("person__name")
    people = {row.person_id: row for row in rows}
    names = {row.person_id: row.person.name for row in rows if row.part == Part.COVERS}
    when, key = when_words(current), f"plan-{current.pk}-{current.version}"
    for pk, row in people.items():
        if pk == actor.pk:
            continue
        others = first_names([name for other, name in names.items() if other != pk])
        if current.ended_at is not None:
            text = f"No longer in the balance plan: {when}."
        elif row.part == Part.COVERS:
            text = f"You cover: {when}{f', with {others}' if others else ''}."
        else:
            text = f"You stand in for {others}: {when}."
        tell([pk], BALANCE, key, text, detail=current.what, url=address(current.pk), now=now)
    was = {*before["covers"], *before["stand_in"]} if before else set()
    gone = sorted(was.difference(people, {actor.pk}))
    if gone:
        text = f"You are no longer asked to cover: {when}."
        tell(gone, BALANCE, key, text, detail=current.what, url=address(current.pk), now=now)


def tell_leaders(current: PlanLine, actor: User, key: str, text: str, now: datetime) -> None:
    """Who leads the team today, but whoever did it. Without the words: who may read them reads them there."""
    today = current.team.clock.day_of(now)
    leads = Membership.objects.leads().on(today).filter(team=current.team, user__is_active=True)
    ids = leads.exclude(user=actor).order_by("user_id").values_list("user_id", flat=True)
    tell(list(ids.distinct()), BALANCE, key, text, url=address(current.pk), now=now)
