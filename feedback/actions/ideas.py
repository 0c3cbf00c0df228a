"""Ideas, as whoever has or reads one deals with them: adding, changing, taking back, backing, saying something.

Each is one transaction and raises ActionRefused (IdeaNotNow and Stale among it) and PermissionDenied. What
leaders answer is in `idea_answers`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback import idea_life
from feedback.actions.idea_rows import (
    LONGEST_LINE,
    add_entry,
    new_promise,
    reminder_of,
    to_step,
    write,
)
from feedback.actions.idea_telling import tell_of, tell_of_new
from feedback.idea_search import plain
from feedback.models import EarlierWords, Idea, IdeaStep, Support
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.permissions.ideas import (
    can_add_ideas,
    can_back_idea,
    can_put_back,
    ideas_visible_to,
)
from feedback.queries.idea_people import calendar_of, who_answers
from feedback.queries.idea_words import url_of
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import Team, User
from teams.permissions import standing_of
from teams.settling import unsettle
from teams.telling import tell

LONGEST_TITLE = 120
LONGEST_WORDS = 5_000
LONGEST_LINK = 200
LONGEST_LABEL = 120
SENT_TWICE = timedelta(minutes=2)
"""The same from the same person within this time is the same, pressed twice."""
NO_TITLE = "Say what could be better, in a line."
_OUR_PATH = re.compile(r"/(?!/)[^\s\\<>\"'`]*")


@transaction.atomic
def add_idea(
    actor: User,
    *,
    title: str,
    words: str = "",
    team: Team | None,
    link: str = "",
    link_label: str = "",
    now: datetime,
) -> Idea:
    """A new idea for a team of one's own, or for everybody (None); by when it is answered is promised at once,
    and those who answer hear of it.

    The same one sent twice is one idea. Refused where nobody but its author could answer it.
    """
    if not can_add_ideas(actor):
        raise PermissionDenied
    if team is not None and (team.pk not in standing_of(actor).teams or team.archived_at):
        raise ActionRefused("team", "Choose a team of yours, or everybody.")
    fields = _fields(title, words, link, link_label)
    # Two requests of one person follow one another here, so that the second finds what the first one wrote.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    same = Idea.objects.filter(
        author=actor, team=team, withdrawn_at=None, added_at__gt=now - SENT_TWICE, **fields
    )
    there = same.select_related("team", "author").first()
    if there is not None:
        return there
    today = calendar_of(team).clock.day_of(now)
    answer_it = who_answers(actor.pk, None if team is None else team.pk, today)
    if not answer_it:
        raise ActionRefused(
            "team",
            "Nobody but you could answer it there yet."
            + (" Put it to everybody instead." if team is not None else ""),
        )
    idea = Idea(author=actor, team=team, added_at=now, **fields)
    for name, value in new_promise(idea, today).items():
        setattr(idea, name, value)
    idea.save(force_insert=True)
    record(actor, "added", idea, after={"team": team, "answer_by": idea.answer_by}, at=now)
    tell_of_new(idea, answer_it, today, now)
    return idea


@transaction.atomic
def edit_idea(
    actor: User,
    idea: Idea,
    *,
    title: str,
    words: str = "",
    link: str = "",
    link_label: str = "",
    version: int | None = None,
    now: datetime,
) -> Idea:
    """Other words, by its author, until it was answered once. Those who back it hear of it; the earlier ones stay."""
    current, _ = to_step(actor, idea, idea_life.EDIT, _is_own, version)
    fields = _fields(title, words, link, link_label)
    if all(getattr(current, name) == value for name, value in fields.items()):
        return current
    step = add_entry(current, IdeaStep.Kind.EDITED, actor, words="", now=now)
    if (current.title, current.words) != (fields["title"], fields["words"]):
        EarlierWords.objects.create(step=step, title=current.title, words=current.words)
    write(current, "edited", actor, now=now, **fields)
    tell_of(current, actor, _today(current, now), now, f"{actor.name} changed the words of {{}}.")
    return current


@transaction.atomic
def withdraw_idea(actor: User, idea: Idea, *, version: int | None = None, now: datetime) -> None:
    """Take it back, by its author, until it is decided. Nobody else sees it any more.

    Those who back it or look at it hear that it is gone.
    """
    current, _ = to_step(actor, idea, idea_life.WITHDRAW, _is_own, version)
    write(current, "withdrawn", actor, withdrawn_at=now, remind_on=None, now=now)
    said = f"{actor.name} has taken back {{}}."
    tell_of(current, actor, _today(current, now), now, said, had=current.owner)


@transaction.atomic
def put_back_idea(actor: User, idea: Idea, *, now: datetime) -> Idea:
    """Put back what one took back, within a day: as it stood, with the same promise. Put back twice, it is there."""
    if idea.author_id != actor.pk:
        raise PermissionDenied
    Idea.objects.select_for_update().only("pk").get(pk=idea.pk)
    current = Idea.objects.select_related("team", "author", "owner", "decided_by").get(pk=idea.pk)
    if current.withdrawn_at is None:
        return current
    if not can_put_back(actor, current, now):
        raise ActionRefused("", "It was taken back more than a day ago. Add it anew.")
    today = _today(current, now)
    remind_on = reminder_of(current, today, current.answer_by)
    unsettle([IDEA_WAITS], url_of(current.pk), current.withdrawn_at)
    write(current, "put back", actor, withdrawn_at=None, remind_on=remind_on, now=now)
    said = f"{actor.name} has put back {{}}."
    tell_of(current, actor, today, now, said, had=current.owner)
    return current


# --- By whoever reads it -------------------------------------------------------------------------


@transaction.atomic
def back_idea(actor: User, idea: Idea, *, now: datetime) -> Idea:
    """Back it; backed already, it stays so. The count is of those who do, whoever else does so at once."""
    current, _ = to_step(actor, idea, idea_life.BACK, _backs)
    _, is_new = Support.objects.get_or_create(idea=current, user=actor, defaults={"at": now})
    return _counted(current, actor, "backed", now) if is_new else current


@transaction.atomic
def unback_idea(actor: User, idea: Idea, *, now: datetime) -> Idea:
    """Back it no longer."""
    current, _ = to_step(actor, idea, idea_life.UNBACK, _backs)
    gone, _ = Support.objects.filter(idea=current, user=actor).delete()
    return _counted(current, actor, "unbacked", now) if gone else current


@transaction.atomic
def say_about_idea(actor: User, idea: Idea, *, words: str, now: datetime) -> IdeaStep:
    """Say something about it; its author hears of it. The same said twice in a row is said once."""
    current, _ = to_step(actor, idea, idea_life.SAY, _reads)
    words = kept_text("words", words, missing="Write what you want to say.", limit=LONGEST_LINE)
    last = current.steps.last()
    if (
        last is not None
        and (last.kind, last.by_id, last.words) == (IdeaStep.Kind.SAID, actor.pk, words)
        and last.at > now - SENT_TWICE
    ):
        return last
    said = add_entry(current, IdeaStep.Kind.SAID, actor, words=words, now=now)
    record(actor, "said", current, at=now)
    if actor.pk != current.author_id:
        tell(
            [current.author_id],
            IDEA_ANSWERED,
            f"idea-{current.pk}-said-{said.pk}",
            f"{actor.name} says something about your idea “{current.title}”.",
            detail=words,
            url=url_of(current.pk),
            now=now,
        )
    return said


# --- Shared --------------------------------------------------------------------------------------


def _counted(current: Idea, actor: User, verb: str, now: datetime) -> Idea:
    """Under the idea's lock, so that no two count at once."""
    current.backed = Support.objects.filter(idea=current).count()
    current.save(update_fields=["backed"])
    record(actor, verb, current, after={"backed": current.backed}, at=now)
    return current


def _fields(title: str, words: str, link: str, link_label: str) -> dict[str, Any]:
    title = check_text("title", title.replace("\x00", ""), limit=LONGEST_TITLE, missing=NO_TITLE)
    words = kept_text("words", words, missing="", limit=LONGEST_WORDS)
    link_label = " ".join(link_label.replace("\x00", "").split())[:LONGEST_LABEL]
    url = check_link("link", link)
    return {
        "title": title,
        "words": words,
        "link_url": url,
        "link_label": link_label if url else "",
        "search_text": plain(title, words),
    }


def check_link(field: str, link: str) -> str:
    """A path of this site, or nothing: no idea leads anywhere else. Raises ActionRefused."""
    link = link.strip()
    if not link:
        return ""
    if len(link) > LONGEST_LINK or not link.isprintable() or not _OUR_PATH.fullmatch(link):
        raise ActionRefused(field, "Write the path of a page here, for example /escalations/1184/.")
    return link


def _today(current: Idea, now: datetime) -> date:
    return calendar_of(current.team).clock.day_of(now)


def _is_own(actor: User, current: Idea) -> bool:
    return current.author_id == actor.pk


def _reads(actor: User, current: Idea) -> bool:
    return ideas_visible_to(actor).filter(pk=current.pk).exists()


def _backs(actor: User, current: Idea) -> bool:
    return can_back_idea(actor, current) and _reads(actor, current)
