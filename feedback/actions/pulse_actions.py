"""What a leader does after a result: said to everybody it is for, whoever of them has answered."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from feedback.models import Box, PulseAction, Round
from feedback.notice_kinds import PULSE
from feedback.permissions.pulse import (
    can_act_for_all,
    can_finish_action,
    can_note_action,
    teams_to_act_for,
)
from feedback.queries.pulse_people import people_asked
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Team, User
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST = 300


@transaction.atomic
def note_action(
    actor: User, asked: Round, *, team: Team | None, words: str, now: datetime
) -> PulseAction:
    """Say what is done about a result, for a team one leads; without one for all. Said twice alike, it is one.

    Everybody in the team hears of it: to tell those who answered alone would say who did. Raises ActionRefused,
    PermissionDenied.
    """
    if not can_note_action(actor):
        raise PermissionDenied
    if team is None and not can_act_for_all(actor):
        raise ActionRefused("team", "Choose a team that you lead.")
    if team is not None and not teams_to_act_for(actor).filter(pk=team.pk).exists():
        raise ActionRefused("team", "Choose a team that you lead.")
    kept = check_text("words", words, limit=LONGEST, missing="Say what you do about it.")
    current = Round.objects.select_for_update().get(pk=asked.pk)
    if current.closed_at is None:
        raise ActionRefused("", "This question is still open. Its results come when the week ends.")
    if not Box.objects.filter(round=current).exists():
        raise ActionRefused("", "Fewer than five answered that week: there is no result to act on.")
    twin = PulseAction.objects.filter(round=current, team=team, by=actor, words=kept).first()
    if twin is not None:
        return twin
    made = PulseAction.objects.create(round=current, team=team, words=kept, by=actor, at=now)
    record(actor, "noted", made, after={"round": current, "team": team, "words": kept}, at=now)
    people = people_asked(organisation_day(now), team)
    tell(
        [pk for pk in people if pk != actor.pk],
        PULSE,
        f"pulse-action-{made.pk}",
        f"{actor.name} does something about “{current.words}”",
        detail=kept,
        url=reverse("feedback:pulse_round", args=[current.week]),
        now=now,
    )
    return made


@transaction.atomic
def finish_action(actor: User, action: PulseAction, *, now: datetime) -> PulseAction:
    """It is done. Said twice, it stays as it was. Raises PermissionDenied."""
    current = PulseAction.objects.select_for_update().get(pk=action.pk)
    if not can_finish_action(actor, current):
        raise PermissionDenied
    if current.done_at is None:
        current.done_at = now
        current.save(update_fields=["done_at"])
        record(actor, "done", current, at=now)
    return current
