"""What leaders answer: a look, yes, not now, done, open again. Never their own idea.

Each is one transaction, says why in words, and is told to whose idea it is and to those who back it. Raises
ActionRefused (IdeaNotNow and Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from feedback import idea_life
from feedback.actions.days import coming_day
from feedback.actions.idea_rows import (
    LONGEST_LINE,
    new_promise,
    to_step,
    write,
)
from feedback.models import Idea, IdeaStep
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.permissions.ideas import can_answer_idea, can_finish_idea
from feedback.queries.idea_people import calendar_of, who_hears, who_may_own
from feedback.queries.idea_words import url_of
from goals import dates
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import User
from teams.telling import tell

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
    """Look at it, with a word and the day by which there is an answer. Whoever looks is asked for it then."""
    current, state = to_step(actor, idea, idea_life.LOOK, can_answer_idea, version)
    today = _today(current, now)
    words = kept_text(
        "words", words, missing="Say what you want to find out first.", limit=LONGEST_LINE
    )
    day = coming_day("answer_by", answer_by, today, missing="Say by when you answer.")
    write(
        current, "considered", actor, entry=IdeaStep.Kind.CONSIDERED, words=words, by_when=day,
        state=state, owner=actor, **_answered(current, today, now), **new_promise(current, today, day),
        now=now,
    )  # fmt: skip
    _tell(
        current, actor, today, now,
        f"{actor.name} looks at {{}} and answers by {dates.day(day, today)}.", words,
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
    """We do it: why, who sees to it (None: oneself), and by when."""
    current, state = to_step(actor, idea, idea_life.AGREE, can_answer_idea, version)
    today = _today(current, now)
    reason = kept_text("reason", reason, missing=NO_REASON, limit=LONGEST_LINE)
    day = coming_day("do_by", do_by, today, missing="Say by when it is done.")
    owner = owner or actor
    if not who_may_own(actor, current, today).filter(pk=owner.pk).exists():
        raise ActionRefused("owner", "Choose somebody who is in the team.")
    write(
        current, "agreed", actor, entry=IdeaStep.Kind.AGREED, words=reason, by_when=day,
        state=state, owner=owner, do_by=day, **_decided(current, actor, reason, today, now), now=now,
    )  # fmt: skip
    when = dates.day(day, today)
    _tell(current, actor, today, now, f"We do it: {{}}. {owner.name} sees to it by {when}.", reason)
    if owner.pk not in (actor.pk, current.author_id):
        tell(
            [owner],
            IDEA_WAITS,
            f"idea-{current.pk}-{current.version}-owner",
            f"{actor.name} asks you to see to “{current.title}” by {when}.",
            detail=reason,
            url=url_of(current.pk),
            now=now,
        )
    return current


@transaction.atomic
def decline_idea(
    actor: User, idea: Idea, *, reason: str, version: int | None = None, now: datetime
) -> Idea:
    """Not now, and why."""
    current, state = to_step(actor, idea, idea_life.DECLINE, can_answer_idea, version)
    today = _today(current, now)
    reason = kept_text("reason", reason, missing=NO_REASON, limit=LONGEST_LINE)
    write(
        current, "declined", actor, entry=IdeaStep.Kind.DECLINED, words=reason, state=state,
        owner=None, do_by=None, **_decided(current, actor, reason, today, now), now=now,
    )  # fmt: skip
    _tell(current, actor, today, now, f"Not now, says {actor.name} to {{}}.", reason)
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
        done_at=now, came_of_it=words, now=now,
    )  # fmt: skip
    _tell(current, actor, _today(current, now), now, "It is done: {}.", words)
    return current


@transaction.atomic
def reopen_idea(
    actor: User, idea: Idea, *, words: str, version: int | None = None, now: datetime
) -> Idea:
    """Open it again, and say why. It is promised an answer anew."""
    current, state = to_step(actor, idea, idea_life.REOPEN, can_answer_idea, version)
    today = _today(current, now)
    words = kept_text("words", words, missing="Say why it is open again.", limit=LONGEST_LINE)
    promise = new_promise(current, today)
    write(
        current, "reopened", actor, entry=IdeaStep.Kind.REOPENED, words=words,
        by_when=promise["answer_by"], state=state, owner=None, decided_at=None, decided_by=None,
        reason="", do_by=None, done_at=None, came_of_it="", **promise, now=now,
    )  # fmt: skip
    by = dates.day(promise["answer_by"], today)
    _tell(current, actor, today, now, f"{{}} is open again, and answered by {by}.", words)
    return current


# --- Shared --------------------------------------------------------------------------------------


def _today(current: Idea, now: datetime) -> date:
    return calendar_of(current.team).clock.day_of(now)


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


def _tell(current: Idea, actor: User, today: date, now: datetime, text: str, detail: str) -> None:
    """Tell its author and those who back it, each in their own words; `{}` is the idea."""
    hear = [pk for pk in who_hears(current, today) if pk != actor.pk]
    own = [pk for pk in hear if pk == current.author_id]
    others = [pk for pk in hear if pk != current.author_id]
    for people, whose in ((own, "your idea"), (others, "an idea you back,")):
        if people:
            said = text.replace("{}", f"{whose} “{current.title}”")
            tell(
                people,
                IDEA_ANSWERED,
                f"idea-{current.pk}-{current.version}",
                said[0].upper() + said[1:],
                detail=detail,
                url=url_of(current.pk),
                now=now,
            )
