"""What leaders answer: a look, yes, not now, done, open again. Never their own idea.

Each is one transaction, says why in words, and is told to whose idea it is, to those who back it, and to whoever
had it in hand. Raises ActionRefused (IdeaNotNow and Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from feedback import idea_life
from feedback.actions.days import coming_day
from feedback.actions.idea_rows import (
    LONGEST_LINE,
    new_day,
    new_promise,
    to_step,
    write,
)
from feedback.actions.idea_telling import ask_to_see_to, tell_of
from feedback.models import Idea, IdeaStep
from feedback.permissions.ideas import can_answer_idea, can_finish_idea
from feedback.queries.idea_people import calendar_of, who_may_own
from goals import dates
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import User

NO_REASON = "Say why, in a sentence or two. Whoever had the idea reads it."


@transaction.atomic
def look_at_idea(
    actor: User,
    idea: Idea,
    *,
    words: str,
    answer_by: date | None,
    version: int | None = None,
    now: datetime,
) -> Idea:
    """Look at it, with a word and the day by which there is an answer. Whoever looks is asked for it then.

    The day is within twenty working days; what was promised first stays, and is what lateness counts by.
    """
    current, state = to_step(actor, idea, idea_life.LOOK, can_answer_idea, version)
    today, had = _today(current, now), current.owner
    words = kept_text(
        "words", words, missing="Say what you want to find out first.", limit=LONGEST_LINE
    )
    day = coming_day("answer_by", answer_by, today, missing="Say by when you answer.")
    _refuse_far(current, day, today)
    first = current.first_promise or (current.answer_by if day > current.answer_by else None)
    write(
        current, "considered", actor, entry=IdeaStep.Kind.CONSIDERED, words=words, by_when=day,
        state=state, owner=actor, **_answered(current, today, now),
        **{**new_promise(current, today, day), "first_promise": first}, now=now,
    )  # fmt: skip
    tell_of(
        current, actor, today, now,
        f"{actor.name} looks at {{}} and answers by {dates.day(day, today)}.", words,
        had=had,
    )  # fmt: skip
    return current


@transaction.atomic
def agree_to_idea(
    actor: User,
    idea: Idea,
    *,
    reason: str,
    owner: User | None,
    do_by: date | None,
    version: int | None = None,
    now: datetime,
) -> Idea:
    """We do it: why, who sees to it (None: oneself), and by when. Agreed already, who and by when are said anew."""
    current, state = to_step(actor, idea, idea_life.AGREE, can_answer_idea, version)
    today, had, was = _today(current, now), current.owner, current.state
    reason = kept_text("reason", reason, missing=NO_REASON, limit=LONGEST_LINE)
    day = coming_day("do_by", do_by, today, missing="Say by when it is done.")
    owner = owner or actor
    if not who_may_own(actor, current, today).filter(pk=owner.pk).exists():
        raise ActionRefused("owner", "Choose somebody who is in the team.")
    if was == idea_life.AGREED:
        if (owner, day, reason) == (had, current.do_by, current.reason):
            return current
        # Who agreed, and when, stays: it is no other answer. The same reason is not said twice.
        why = reason if reason != current.reason else f"{owner.name} sees to it."
        decided = {"reason": reason}
        text = f"{owner.name} sees to {{}} now, by {dates.day(day, today)}."
    else:
        why, decided = reason, _decided(current, actor, reason, today, now)
        text = f"We do it: {{}}. {owner.name} sees to it by {dates.day(day, today)}."
    write(
        current, "agreed", actor, entry=IdeaStep.Kind.AGREED, words=why, by_when=day, state=state,
        owner=owner, **{**decided, **new_day(current, today, day)}, now=now,
    )  # fmt: skip
    tell_of(current, actor, today, now, text, reason, had=had if had != owner else None, was=was)
    ask_to_see_to(current, actor, owner, reason, today, now)
    return current


@transaction.atomic
def decline_idea(
    actor: User, idea: Idea, *, reason: str, version: int | None = None, now: datetime
) -> Idea:
    """Not now, and why."""
    current, state = to_step(actor, idea, idea_life.DECLINE, can_answer_idea, version)
    today, had, was = _today(current, now), current.owner, current.state
    reason = kept_text("reason", reason, missing=NO_REASON, limit=LONGEST_LINE)
    write(
        current, "declined", actor, entry=IdeaStep.Kind.DECLINED, words=reason, state=state,
        owner=None, do_by=None, **_decided(current, actor, reason, today, now), now=now,
    )  # fmt: skip
    said = f"Not now, says {actor.name} to {{}}."
    tell_of(current, actor, today, now, said, reason, had=had, was=was)
    return current


@transaction.atomic
def finish_idea(
    actor: User, idea: Idea, *, came_of_it: str, version: int | None = None, now: datetime
) -> Idea:
    """It is done: what came of it. Whose idea it was is credited, and thanked by whoever likes to."""
    current, state = to_step(actor, idea, idea_life.FINISH, can_finish_idea, version)
    words = kept_text(
        "came_of_it",
        came_of_it,
        missing="Say what came of it: what is different now?",
        limit=LONGEST_LINE,
    )
    write(
        current, "finished", actor, entry=IdeaStep.Kind.DONE, words=words, state=state,
        done_at=now, came_of_it=words, remind_on=None, now=now,
    )  # fmt: skip
    today, had = _today(current, now), current.owner
    tell_of(current, actor, today, now, "It is done: {}.", words, had=had, was=state)
    return current


@transaction.atomic
def reopen_idea(
    actor: User, idea: Idea, *, words: str, version: int | None = None, now: datetime
) -> Idea:
    """Open it again, and say why. It is promised an answer anew."""
    current, state = to_step(actor, idea, idea_life.REOPEN, can_answer_idea, version)
    today, had, was = _today(current, now), current.owner, current.state
    words = kept_text("words", words, missing="Say why it is open again.", limit=LONGEST_LINE)
    promise = new_promise(current, today)
    write(
        current, "reopened", actor, entry=IdeaStep.Kind.REOPENED, words=words,
        by_when=promise["answer_by"], state=state, owner=None, decided_at=None, decided_by=None,
        reason="", do_by=None, done_at=None, came_of_it="", **promise, now=now,
    )  # fmt: skip
    by = dates.day(promise["answer_by"], today)
    said = f"{{}} is open again, and answered by {by}."
    tell_of(current, actor, today, now, said, words, had=had, was=was)
    return current


# --- Shared --------------------------------------------------------------------------------------


def _today(current: Idea, now: datetime) -> date:
    return calendar_of(current.team).clock.day_of(now)


def _refuse_far(current: Idea, day: date, today: date) -> None:
    """A look that could promise any day would be a way never to answer."""
    farthest = idea_life.looked_at_until(today, calendar_of(current.team).is_worked)
    if day > farthest:
        raise ActionRefused(
            "answer_by",
            f"Answer within {idea_life.LOOKED_AT_WITHIN} working days, by {dates.day(farthest, today)}. If it takes"
            " longer, say “not now” and why: it can be opened again.",
        )


def _answered(current: Idea, today: date, now: datetime) -> dict[str, Any]:
    """The first answer is remembered, with whether it kept the promise."""
    if current.answered_at is not None:
        return {}
    return {
        "answered_at": now,
        "in_time": not idea_life.is_late(current.answer_by, today),
    }


def _decided(current: Idea, actor: User, reason: str, today: date, now: datetime) -> dict[str, Any]:
    return {
        "decided_at": now,
        "decided_by": actor,
        "reason": reason,
        "remind_on": None,
        **_answered(current, today, now),
    }
