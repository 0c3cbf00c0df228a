"""Reading and agreeing: confirm a version, ask about it, answer, remind those who have not."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations import yearly
from escalations.actions.locking import held
from escalations.models import Confirmation, Protocol, ProtocolQuestion, ProtocolVersion
from escalations.notice_kinds_playbook import ANSWER, QUESTION, REMINDER
from escalations.permissions import (
    can_confirm,
    can_keep_protocol,
    people_reminded_by,
    protocols_visible_to,
)
from escalations.queries.keepers import keepers_of
from escalations.queries.versions import version_in_force
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice, User
from teams.permissions import can_manage, organisation_day, standing_of
from teams.telling import tell

LONGEST = 500


@transaction.atomic
def confirm_version(actor: User, version: ProtocolVersion, *, now: datetime) -> Confirmation:
    """I have read it and agree to it: counts for this version and a year. Said again, it was said.

    Raises Stale where another version holds by now; ActionRefused, PermissionDenied.
    """
    if not can_confirm(actor):
        raise PermissionDenied
    # Under the lock that publishing takes, so that nobody agrees to what they have not read.
    protocol = Protocol.objects.select_for_update().get(pk=version.protocol_id)
    current = version_in_force(protocol)
    if protocol.archived_at is not None or current is None:
        raise ActionRefused("", "This protocol is not in use. There is nothing to confirm.")
    if current.pk != version.pk:
        raise Stale(current, f"Version {current.number} holds by now. Read what is new in it.")
    today = organisation_day(now)
    last = Confirmation.objects.filter(version=version, person=actor).first()
    if last is not None and yearly.holds(last.day, today):
        return last
    made = Confirmation.objects.create(version=version, person=actor, day=today, at=now)
    record(actor, "confirmed", protocol, after={"version": version.number}, at=now)
    return made


@transaction.atomic
def ask_about(
    actor: User, version: ProtocolVersion, *, text: str, now: datetime
) -> ProtocolQuestion:
    """A question to whoever keeps it before one agrees; everybody who reads the protocol reads it too."""
    if not protocols_visible_to(actor).filter(pk=version.protocol_id).exists():
        raise PermissionDenied
    if version.published_at is None:
        raise ActionRefused("", "It is not published yet. Speak to whoever is writing it.")
    text = check_text("text", text, limit=LONGEST, missing="Write your question.")
    open_ones = ProtocolQuestion.objects.filter(version=version, person=actor, answered_at=None)
    twin = open_ones.filter(text=text).first()
    if twin is not None:
        return twin
    question = ProtocolQuestion.objects.create(version=version, person=actor, text=text, at=now)
    protocol = version.protocol
    record(actor, "asked", protocol, after={"question": question.pk}, at=now)
    if protocol.owner_id != actor.pk:
        keepers = keepers_of(protocol, now, near=standing_of(actor).teams)
        tell(
            [pk for pk in keepers if pk != actor.pk],
            QUESTION,
            f"question-{question.pk}",
            f"{actor.name} asks about {protocol.title}.",
            detail=text,
            url=f"{reverse('escalations:protocol', args=[protocol.slug])}#questions",
            now=now,
        )
    return question


@transaction.atomic
def answer_question(
    actor: User, question: ProtocolQuestion, *, answer: str, now: datetime
) -> ProtocolQuestion:
    """What whoever keeps the protocol answers. An answer stays: whoever thinks again changes the protocol."""
    rows = ProtocolQuestion.objects.select_related("version__protocol", "answered_by")
    current = held(rows, question.pk)
    protocol = current.version.protocol
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    text = check_text("answer", answer, limit=LONGEST, missing="Write your answer.")
    if current.answered_at is not None:
        if current.answer == text:
            return current
        who = current.answered_by.name if current.answered_by else "Somebody"
        raise ActionRefused("answer", f"{who} has answered it already.")
    current.answer, current.answered_by, current.answered_at = text, actor, now
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, "answered", protocol, after={"question": current.pk}, at=now)
    if current.person_id != actor.pk:
        tell(
            [current.person_id],
            ANSWER,
            f"question-{current.pk}-answered",
            f"{actor.name} answers your question about {protocol.title}.",
            detail=text,
            url=f"{reverse('escalations:protocol', args=[protocol.slug])}#questions",
            now=now,
        )
    return current


@transaction.atomic
def remind(actor: User, protocol: Protocol, *, now: datetime) -> int:
    """Remind those who have not confirmed what holds, of the teams one manages; how many were told.

    Each at most once a day, whoever reminds. Raises ActionRefused, PermissionDenied.
    """
    if not can_manage(actor):
        raise PermissionDenied
    current = version_in_force(protocol)
    if current is None or protocol.archived_at is not None:
        raise ActionRefused("", "This protocol is not in use. There is nothing to confirm.")
    today = organisation_day(now)
    confirmed = Confirmation.objects.filter(version=current, day__gt=yearly.year_before(today))
    missing = people_reminded_by(actor, today).exclude(pk__in=confirmed.values("person_id"))
    key = f"confirm-{current.pk}-{today}"
    told = Notice.objects.filter(kind=REMINDER, key=key).values("user_id")
    people = list(missing.exclude(pk=actor.pk).exclude(pk__in=told).values_list("pk", flat=True))
    if not people:
        return 0
    tell(
        people,
        REMINDER,
        key,
        f"Please confirm: {protocol.title}, version {current.number}.",
        detail=current.change,
        url=reverse("escalations:protocol_confirm", args=[protocol.slug]),
        now=now,
    )
    record(actor, "reminded", protocol, after={"people": len(people)}, at=now)
    return len(people)
