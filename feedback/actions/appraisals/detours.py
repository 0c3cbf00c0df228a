"""Where an appraisal leaves its usual way: out of its round and back, and on without the person's part. Each with why,
which both of the two read and nobody else.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from feedback import appraisal_life as life
from feedback.actions.appraisals.common import (
    LONGEST_REASON,
    NotNow,
    held,
    refuse_closed,
    refuse_over,
    save_with,
    waits_for,
)
from feedback.models import Appraisal, Detour
from feedback.notice_kinds import APPRAISAL
from feedback.permissions.appraisals import can_hand_over, side_of
from feedback.queries.appraisals.words import standing_of
from goals import dates
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.models import User
from teams.permissions import organisation_day
from teams.telling import tell

_WHY = "Say why, in a line. Both read it."


@transaction.atomic
def leave_out(actor: User, appraisal: Appraisal, *, reason: str, now: datetime) -> Appraisal:
    """Take the person out of the round, until somebody has signed. Nothing that was written goes: each reads their own
    words alone until the person is put back. Out already, nothing happens.

    For whoever may hand it over. The two are told, except who did it. Raises PermissionDenied, NotNow, ActionRefused.
    """
    current = _steered(actor, appraisal, now)
    if current.out_at is not None:
        return current
    refuse_closed(current)
    if not life.can_be_left_out(standing_of(current)):
        raise NotNow(current, waits_for(current))
    reason = check_text("reason", reason, limit=LONGEST_REASON, missing=_WHY)
    save_with(current, out_at=now)
    _keep(actor, current, Detour.Kind.OUT, reason, now)
    record(actor, "took out of the round", current, at=now)
    name = current.cycle.name
    _tell(actor, current, current.person, f"{actor.name} took you out of {name}. Read why.", now)
    told = f"{actor.name} took {current.person.name} out of {name}. Read why."
    _tell(actor, current, current.leader, told, now)
    return current


@transaction.atomic
def put_back(actor: User, appraisal: Appraisal, *, now: datetime) -> Appraisal:
    """Have the person in the round again: it goes on where it was. In it already, nothing happens.

    Raises PermissionDenied, NotNow.
    """
    current = _steered(actor, appraisal, now)
    if current.out_at is None:
        return current
    refuse_closed(current)
    save_with(current, out_at=None)
    _keep(actor, current, Detour.Kind.BACK, "", now)
    record(actor, "put back into the round", current, at=now)
    name = current.cycle.name
    _tell(actor, current, current.person, f"{actor.name} put you back into {name}.", now)
    told = f"{actor.name} put {current.person.name} back into {name}."
    _tell(actor, current, current.leader, told, now)
    return current


@transaction.atomic
def go_on(actor: User, appraisal: Appraisal, *, reason: str, now: datetime) -> Appraisal:
    """Write as the leader although the person has not, once the round's day for their part is over. They can still add
    it until somebody signs, and are told so. Gone on already, nothing happens.

    Raises PermissionDenied for anybody but the leader, NotNow, ActionRefused.
    """
    current = held(appraisal)
    if side_of(actor, current) != life.OF_LEADER:
        raise PermissionDenied
    may_go_on(current, now)
    if current.went_on_at is not None:
        return current
    reason = check_text("reason", reason, limit=LONGEST_REASON, missing=_WHY)
    standing = life.gone_on(standing_of(current))
    save_with(current, state=standing.state, went_on_at=now)
    _keep(actor, current, Detour.Kind.WITHOUT, reason, now)
    record(actor, "went on without the person’s part", current, at=now)
    told = (
        f"{actor.name} goes on with {current.cycle.name} without your part. "
        "Read why; you can still add it until one of you signs."
    )
    _tell(actor, current, current.person, told, now)
    return current


def may_go_on(current: Appraisal, now: datetime) -> None:
    """Raise NotNow where the leader cannot go on without the person's part. Whoever only shows a form asks here."""
    refuse_over(current)
    if current.went_on_at is not None:
        return
    if not life.can_go_on(standing_of(current)):
        raise NotNow(current, waits_for(current))
    today = organisation_day(now)
    if today <= current.cycle.self_by:
        until = dates.short_day(current.cycle.self_by, today)
        raise NotNow(
            current,
            f"{current.person.name} has until {until}. After that you can go on without it.",
        )


def _steered(actor: User, appraisal: Appraisal, now: datetime) -> Appraisal:
    current = held(appraisal)
    if not can_hand_over(actor, current, organisation_day(now)):
        raise PermissionDenied
    return current


def _keep(actor: User, current: Appraisal, kind: str, reason: str, now: datetime) -> None:
    Detour.objects.create(appraisal=current, kind=kind, reason=reason, by=actor, at=now)


def _tell(actor: User, current: Appraisal, person: User, text: str, now: datetime) -> None:
    if person.pk != actor.pk:
        url = reverse("feedback:appraisal", args=[current.pk])
        tell(
            [person], APPRAISAL, f"appraisal-{current.pk}-{current.version}", text, url=url, now=now
        )
