"""Two answers that contradict each other: somebody says so, whoever owns them settles it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations.actions.locking import held
from escalations.learning_kinds import CONFLICT
from escalations.models import Conflict, Escalation, Protocol
from escalations.permissions import can_settle, escalations_visible_to, protocols_visible_to
from escalations.queries.keepers import keepers_of
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Role, User
from teams.permissions import organisation_day, standing_of
from teams.telling import tell

Row = TypeVar("Row", Escalation, Protocol)
LONGEST = 500
ADDRESS = "/escalations/conflicts/"


@transaction.atomic
def report_conflict(
    actor: User,
    *,
    protocols: tuple[Protocol | None, Protocol | None] = (None, None),
    cases: tuple[Escalation | None, Escalation | None] = (None, None),
    text: str,
    now: datetime,
) -> Conflict:
    """Say that two answers contradict each other. The same two are reported once while it is open.

    Both must be ones that the actor may read. Raises ActionRefused, PermissionDenied.
    """
    text = check_text(
        "text", text, limit=LONGEST, missing="Say in a sentence how they contradict each other."
    )
    first, second = _in_order(protocols)
    one, other = _in_order(cases)
    kept = [each for each in (one, other) if each is not None]
    seen = (
        escalations_visible_to(actor)
        .exclude(state="draft")
        .filter(pk__in=[each.pk for each in kept])
    )
    read = [each for each in (first, second) if each is not None]
    known = protocols_visible_to(actor).filter(pk__in=[each.pk for each in read])
    if seen.count() != len(kept) or known.count() != len(read):
        raise PermissionDenied
    if sum(each is not None for each in (first, second, one, other)) < 2:
        raise ActionRefused("", "Choose the two answers that contradict each other.")
    pair: dict[str, Any] = {
        "protocol": first, "other_protocol": second, "escalation": one, "other_escalation": other,
    }  # fmt: skip
    _hold(first or one)
    same = {name if each else f"{name}__isnull": each or True for name, each in pair.items()}
    there = Conflict.objects.filter(settled_at=None, **same).first()
    if there is not None:
        return there
    made = Conflict.objects.create(**pair, text=text, by=actor, at=now)
    record(actor, "reported", made, at=now)
    tell(
        sorted(_settlers(made, actor, now) - {actor.pk}),
        CONFLICT,
        f"conflict-{made.pk}",
        f"{actor.name} found two answers that contradict each other.",
        detail=text,
        url=ADDRESS,
        now=now,
    )
    return made


@transaction.atomic
def settle_conflict(actor: User, conflict: Conflict, *, text: str, now: datetime) -> Conflict:
    """Say which holds. Raises ActionRefused, PermissionDenied."""
    rows = Conflict.objects.select_related(
        "protocol", "other_protocol", "escalation", "other_escalation"
    )
    current = held(rows, conflict.pk)
    if not can_settle(actor, current):
        raise PermissionDenied
    text = check_text(
        "settled", text, limit=LONGEST, missing="Say which of the two holds, and why."
    )
    if current.settled_at is not None:
        if current.settled == text:
            return current
        raise ActionRefused("", "It is settled already. Report it anew if it is not right.")
    current.settled, current.settled_by, current.settled_at = text, actor, now
    current.save(update_fields=["settled", "settled_by", "settled_at"])
    record(actor, "settled", current, reason=text, at=now)
    if current.by_id != actor.pk:
        tell(
            [current.by_id],
            CONFLICT,
            f"conflict-{current.pk}-settled",
            f"{actor.name} settled what you found.",
            detail=text,
            url=ADDRESS,
            now=now,
        )
    return current


def _in_order(two: tuple[Row | None, Row | None]) -> tuple[Row | None, Row | None]:
    """The two by age, so that the same two are the same pair; refuses one with itself."""
    kept = sorted((each for each in two if each is not None), key=lambda each: each.pk)
    if len(kept) == 2 and kept[0].pk == kept[1].pk:
        raise ActionRefused("", "Choose two different ones.")
    return (kept[0] if kept else None, kept[1] if len(kept) == 2 else None)


def _hold(side: Protocol | Escalation | None) -> None:
    """Whoever reports the same two at the same moment waits here, and then finds that it is reported."""
    if side is not None:
        type(side)._default_manager.select_for_update(no_key=True).only("pk").get(pk=side.pk)


def _settlers(conflict: Conflict, reporter: User, now: datetime) -> set[int]:
    """Whoever keeps the protocols; of cases alone, those who lead their teams."""
    protocols = [each for each in (conflict.protocol, conflict.other_protocol) if each]
    if protocols:
        near = standing_of(reporter).teams
        return {pk for each in protocols for pk in keepers_of(each, now, near=near)}
    cases = [each for each in (conflict.escalation, conflict.other_escalation) if each]
    leads = Membership.objects.on(organisation_day(now)).filter(
        team__in={case.team_id for case in cases}, role__in=[Role.SUPERVISOR, Role.MANAGER]
    )
    return set(leads.values_list("user_id", flat=True))
