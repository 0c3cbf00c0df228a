"""What the two promise each other: who, what, by when; done, let go with a word, handed on."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from feedback.actions.days import coming_day
from feedback.actions.one_to_ones.agenda import add_point
from feedback.actions.one_to_ones.common import (
    LONGEST_LINE,
    LONGEST_WHY,
    of_the_two,
    other_of,
    running,
)
from feedback.models import Agreement, Meeting, Series
from feedback.notice_kinds import AGREEMENT
from feedback.queries.one_to_ones.times import clock_of_pair
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User
from teams.telling import tell

MOST_OPEN = 50


@transaction.atomic
def agree(
    actor: User,
    series: Series,
    *,
    owner: User,
    words: str,
    due_on: date,
    meeting: Meeting | None = None,
    now: datetime,
) -> Agreement:
    """One of the two promises the other something by a day; either writes it down.

    Raises ActionRefused, PermissionDenied.
    """
    current = running(actor, series.pk)
    if owner.pk not in (current.leader_id, current.person_id):
        raise ActionRefused("owner", "Choose one of the two of you.")
    words = kept_line(
        "words", words, missing="Say in a few words what is to be done.", limit=LONGEST_LINE
    )
    today = clock_of_pair(current, now).day_of(now)
    coming_day("due_on", due_on, today)
    if meeting is not None and meeting.series_id != current.pk:
        raise ActionRefused("", "Choose a meeting of the two of you.")
    still_open = Agreement.objects.filter(series=current, done_at=None, dropped_at=None)
    same = still_open.filter(owner=owner, words=words, due_on=due_on).first()
    if same is not None:
        # A form that was sent twice.
        return same
    if still_open.count() >= MOST_OPEN:
        raise ActionRefused("words", "There is a lot open already. Finish or drop something first.")
    made = Agreement.objects.create(
        series=current,
        made_in=meeting,
        owner=owner,
        words=words,
        due_on=due_on,
        made_at=now,
        made_by=actor,
    )
    record(actor, "agreed", made, after={"owner": owner, "due_on": due_on}, at=now)
    return made


@transaction.atomic
def finish_agreement(actor: User, agreement: Agreement, *, now: datetime) -> Agreement:
    """It is done, says either. Series that ended too. Raises ActionRefused, PermissionDenied."""
    current = _agreement(actor, agreement)
    if current.dropped_at is not None:
        raise ActionRefused("", "It was let go. Agree on it anew.")
    if current.done_at is None:
        current.done_at = now
        current.save(update_fields=["done_at"])
        record(actor, "finished", current, at=now)
    return current


@transaction.atomic
def reopen_agreement(actor: User, agreement: Agreement, *, now: datetime) -> Agreement:
    """Not done after all, or not let go. Raises PermissionDenied."""
    current = _agreement(actor, agreement)
    if current.done_at is not None or current.dropped_at is not None:
        current.done_at, current.dropped_at, current.dropped_why = None, None, ""
        current.save(update_fields=["done_at", "dropped_at", "dropped_why"])
        record(actor, "reopened", current, at=now)
    return current


@transaction.atomic
def drop_agreement(actor: User, agreement: Agreement, *, why: str, now: datetime) -> Agreement:
    """Let go, by either, with a word that the two read; the other one is told, without that word. Raises
    ActionRefused, PermissionDenied.
    """
    current = _agreement(actor, agreement)
    if current.done_at is not None:
        raise ActionRefused("", "It is done already.")
    if current.dropped_at is not None:
        return current
    current.dropped_why = kept_line(
        "why", why, missing="Say why in a few words: the other one reads it.", limit=LONGEST_WHY
    )
    current.dropped_at = now
    current.save(update_fields=["dropped_at", "dropped_why"])
    record(actor, "dropped", current, at=now)
    other = other_of(actor, current.series)
    whose = "something you promised them" if current.owner_id == other.pk else "a promise to you"
    tell(
        [other],
        AGREEMENT,
        # Taken up and let go once more, it is told once more.
        f"agreement-{current.pk}-let-go-{now.isoformat()}",
        f"{actor.name} let go of {whose} in a one-to-one.",
        detail="Why stands there, for the two of you.",
        url=reverse("feedback:agreement", args=[current.pk]),
        now=now,
    )
    return current


@transaction.atomic
def hand_on(actor: User, agreement: Agreement, into: Series, *, now: datetime) -> Agreement:
    """The person takes something open along to the talks with who leads them now.

    Nobody else may: until then the new leader knows nothing of it. Their own promise is agreed on anew, with
    its day (or today's, where that is over); what the former leader promised becomes something to talk
    about, as nobody promises for somebody else. Here it counts as let go. Raises ActionRefused,
    PermissionDenied.
    """
    current = _agreement(actor, agreement)
    if actor.pk != current.series.person_id:
        raise PermissionDenied
    if into.person_id != actor.pk or into.pk == current.series_id or into.ended_at is not None:
        raise ActionRefused("", "Choose the talks with who leads you now.")
    if current.done_at is not None or current.dropped_at is not None:
        raise ActionRefused("", "It is not open any more.")
    if current.owner_id == actor.pk:
        today = clock_of_pair(into, now).day_of(now)
        agree(
            actor,
            into,
            owner=actor,
            words=current.words,
            due_on=max(current.due_on, today),
            now=now,
        )
    else:
        add_point(actor, into, words=current.words, now=now)
    current.dropped_at = now
    current.dropped_why = "Taken along to the talks with who leads now."
    current.save(update_fields=["dropped_at", "dropped_why"])
    record(actor, "handed on", current, at=now)
    return current


def _agreement(actor: User, agreement: Agreement) -> Agreement:
    of_the_two(actor, agreement.series_id)
    found = Agreement.objects.select_related("series__leader", "series__person")
    return found.get(pk=agreement.pk)
