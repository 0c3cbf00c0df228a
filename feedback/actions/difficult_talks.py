"""Difficult talks: what is expected, what was agreed, what came of it. Opened only when it is needed.

Once shared, what was written stays as it is: nobody changes an expectation behind the other's back. Own words are
the author's at any time and nobody else's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.actions.papers import (
    DOUBLE_CLICK,
    LONGEST,
    day_to_come_back,
    lead_nowhere,
    may_write_about,
    own_talk,
    refuse_stale,
    share,
    tell_other,
    untell,
)
from feedback.models import Talk, TalkStep
from feedback.permissions.notes import can_take_up_step
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import User

FIELDS = ("about", "seen", "expectation", "follow_up_on")
LONGEST_WHY, LONGEST_STEP, MOST_STEPS = 200, 300, 20
CLOSED = "This talk is closed. What was agreed stays as it was."
SHARED = "You both read this now, so it stays as it is. Add a step, or say how it went."


@transaction.atomic
def open_talk(
    actor: User,
    person: User,
    *,
    about: str,
    expectation: str,
    seen: str = "",
    own_words: str = "",
    follow_up_on: date | None = None,
    now: datetime,
) -> Talk:
    """Open one, with a sentence why. Sent twice within ten minutes it is one. Raises ActionRefused,
    PermissionDenied.
    """
    may_write_about(actor, person, now)
    wanted = _checked(about, seen, expectation, follow_up_on, now, None)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    same = Talk.objects.filter(
        author=actor, person=person, opened_at__gte=now - DOUBLE_CLICK, **wanted
    )
    if (twin := same.first()) is not None:
        return twin
    words = kept_text("own_words", own_words, limit=LONGEST)
    talk = Talk.objects.create(
        author=actor, person=person, opened_at=now, own_words=words, **wanted
    )
    record(actor, "opened", talk, at=now)
    return talk


@transaction.atomic
def edit_talk(
    actor: User,
    talk: Talk,
    *,
    about: str,
    expectation: str,
    seen: str = "",
    follow_up_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Talk:
    """Other words, until it is shared; from then on only another day to come back on, of which the person is told.

    Raises ActionRefused, Stale, PermissionDenied.
    """
    current = _open(own_talk(actor, talk, now))
    wanted = _checked(about, seen, expectation, follow_up_on, now, current)
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    if not changed:
        return current
    refuse_stale(current, version)
    if current.shared_at is not None and changed != ["follow_up_on"]:
        raise ActionRefused(changed[0], SHARED)
    for name in changed:
        setattr(current, name, wanted[name])
    if "follow_up_on" in changed:
        current.followed_up_at = None
        changed.append("followed_up_at")
    current.edited_at, current.version = now, current.version + 1
    current.save(update_fields=[*changed, "edited_at", "version"])
    record(actor, "changed", current, at=now)
    if "follow_up_on" in changed:
        did = "chose a day" if current.follow_up_on else "took back the day"
        did += " to come back to what you talked about"
        tell_other(actor, current, f"day-{current.version}", did, now)
    return current


@transaction.atomic
def write_own_words(
    actor: User, talk: Talk, *, own_words: str, version: int | None = None, now: datetime
) -> Talk:
    """For the author alone, always; also once it is closed. Raises ActionRefused, Stale, PermissionDenied."""
    current = own_talk(actor, talk, None)
    words = kept_text("own_words", own_words, limit=LONGEST)
    if words == current.own_words:
        return current
    refuse_stale(current, version)
    current.own_words, current.version = words, current.version + 1
    current.save(update_fields=["own_words", "version"])
    record(actor, "wrote for themself", current, at=now)
    return current


@transaction.atomic
def add_step(
    actor: User,
    talk: Talk,
    *,
    owner: User | None,
    words: str,
    due_on: date | None = None,
    now: datetime,
) -> TalkStep:
    """Something agreed, by whom, until when; it is never changed. Raises ActionRefused, PermissionDenied."""
    current = _open(own_talk(actor, talk, now))
    if owner is None or owner.pk not in (current.author_id, current.person_id):
        raise ActionRefused("owner", "Choose who does it.")
    kept = kept_text("words", words, missing="Say what was agreed.", limit=LONGEST_STEP)
    day_to_come_back("due_on", due_on, now)
    same = current.steps.filter(owner=owner, words=kept, due_on=due_on, dropped_at=None)
    if (twin := same.first()) is not None:
        return twin
    if current.steps.count() >= MOST_STEPS:
        raise ActionRefused("words", f"More than {MOST_STEPS} steps are too many for one talk.")
    step = TalkStep.objects.create(talk=current, owner=owner, words=kept, due_on=due_on)
    record(actor, "agreed a step", current, at=now)
    tell_other(actor, current, f"step-{step.pk}", "added a step to what you talked about", now)
    return step


@transaction.atomic
def end_step(actor: User, step: TalkStep, *, done: bool, now: datetime) -> TalkStep:
    """Done, by whoever of the two owns it or by the author; or dropped, by the author. Ended already, it stays so.

    Raises ActionRefused, PermissionDenied.
    """
    talk, current = _step(actor, step)
    if not done and talk.author_id != actor.pk:
        raise PermissionDenied
    _open(talk)
    if current.done_at is not None or current.dropped_at is not None:
        return current
    field = "done_at" if done else "dropped_at"
    setattr(current, field, now)
    current.save(update_fields=[field])
    record(actor, "did a step" if done else "dropped a step", talk, at=now)
    did = "did" if current.owner_id == actor.pk else "ticked off"
    did = f"{did if done else 'dropped'} a step of what you talked about"
    tell_other(actor, talk, f"step-{current.pk}-over", did, now)
    return current


@transaction.atomic
def take_up_step(actor: User, step: TalkStep, *, now: datetime) -> TalkStep:
    """Within the minute, as if it had never been done or dropped, by whoever may say so; the notice of it is gone.
    Open already, it stays so.

    Raises ActionRefused once the minute is over, PermissionDenied.
    """
    talk, current = _step(actor, step)
    if current.dropped_at is not None and talk.author_id != actor.pk:
        raise PermissionDenied
    _open(talk)
    if current.done_at is None and current.dropped_at is None:
        return current
    if not can_take_up_step(current, now):
        raise ActionRefused("", "The minute is over. Add it as a new step if it still holds.")
    current.done_at = current.dropped_at = None
    current.save(update_fields=["done_at", "dropped_at"])
    record(actor, "took up a step again", talk, at=now)
    untell(talk, f"step-{current.pk}-over")
    return current


@transaction.atomic
def share_talk(actor: User, talk: Talk, *, version: int | None = None, now: datetime) -> Talk:
    """Let the person read all of it but the own words, for good. Raises Stale, PermissionDenied."""
    current = own_talk(actor, talk, now)
    share(actor, current, "something to talk about", version, now)
    return current


@transaction.atomic
def close_talk(
    actor: User, talk: Talk, *, outcome: str, outcome_words: str = "", now: datetime
) -> Talk:
    """How it ended, in one of four words and in one's own, by its author, also once they no longer lead the person.
    Closed already, it stays as it is. Raises ActionRefused, PermissionDenied.
    """
    current = own_talk(actor, talk, None)
    if current.closed_at is not None:
        return current
    if outcome not in Talk.Outcome.values:
        raise ActionRefused("outcome", "Choose how it ended.")
    words = kept_text(
        "outcome_words", outcome_words, missing="Say how it ended, in a sentence.", limit=LONGEST
    )
    values: dict[str, Any] = {"outcome": outcome, "outcome_words": words, "closed_at": now}
    values |= {"followed_up_at": now, "version": current.version + 1}
    for name, value in values.items():
        setattr(current, name, value)
    current.save(update_fields=list(values))
    record(actor, "closed", current, at=now)
    tell_other(actor, current, "closed", "closed what you talked about, and said how it ended", now)
    return current


@transaction.atomic
def delete_talk(actor: User, talk: Talk, *, now: datetime) -> None:
    """Gone: one that was opened by mistake, by its author, while nobody else reads it. Raises ActionRefused,
    PermissionDenied.
    """
    current = own_talk(actor, talk, None)
    if current.shared_at is not None:
        raise ActionRefused("", "You both read this now, so it stays. Say how it ended instead.")
    record(actor, "deleted", current, at=now)
    lead_nowhere(current)
    current.delete()


def _open(talk: Talk) -> Talk:
    if talk.closed_at is not None:
        raise ActionRefused("", CLOSED)
    return talk


def _step(actor: User, step: TalkStep) -> tuple[Talk, TalkStep]:
    """The talk under its lock, with a step of it, for its author or, once it is shared, for whose step it is.

    Raises PermissionDenied.
    """
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=step.talk_id)
    current = TalkStep.objects.get(pk=step.pk)
    owns = current.owner_id == actor.pk and talk.shared_at is not None
    if talk.author_id != actor.pk and not owns:
        raise PermissionDenied
    return talk, current


def _checked(
    about: str,
    seen: str,
    expectation: str,
    follow_up_on: date | None,
    now: datetime,
    before: Talk | None,
) -> dict[str, Any]:
    day_to_come_back("follow_up_on", follow_up_on, now, before.follow_up_on if before else None)
    why = kept_text(
        "about", about, missing="Say in a sentence why this is needed.", limit=LONGEST_WHY
    )
    return {
        "about": why,
        "seen": kept_text("seen", seen, limit=LONGEST),
        "expectation": kept_text(
            "expectation", expectation, missing="Say what is expected from now on.", limit=LONGEST
        ),
        "follow_up_on": follow_up_on,
    }
