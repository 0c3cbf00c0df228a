"""Who is told what becomes of an idea, each in their own words."""

from __future__ import annotations

from datetime import date, datetime

from feedback import idea_life
from feedback.models import Idea
from feedback.notice_kinds import IDEA_ANSWERED, IDEA_WAITS
from feedback.permissions.ideas import ideas_visible_to
from feedback.queries.idea_people import who_hears
from feedback.queries.idea_words import url_of, whose
from goals import dates
from teams.models import User
from teams.telling import tell


def tell_of(
    current: Idea,
    actor: User,
    today: date,
    now: datetime,
    text: str,
    detail: str = "",
    *,
    had: User | None = None,
    was: str = "",
) -> None:
    """Tell its author, those who back it, and `had`, who had it in hand while it was in the state `was`.

    `{}` in the text is the idea. Who reads it no more is told without an address.
    """
    hear = [
        pk
        for pk in who_hears(current, today, had.pk if had is not None else None)
        if pk != actor.pk
    ]
    own = [pk for pk in hear if pk == current.author_id]
    holder = [pk for pk in hear if had is not None and pk == had.pk and pk not in own]
    others = [pk for pk in hear if pk not in own and pk not in holder]
    in_hand = "you see to" if was in (idea_life.AGREED, idea_life.DONE) else "you look at"
    for people, named in (
        (own, "your idea"),
        (holder, f"an idea {in_hand},"),
        (others, "an idea you back,"),
    ):
        if people:
            said = text.replace("{}", f"{named} “{current.title}”")
            tell(
                people,
                IDEA_ANSWERED,
                f"idea-{current.pk}-{current.version}",
                said[0].upper() + said[1:],
                detail=detail,
                url=_address(current, had if people is holder else None),
                now=now,
            )


def _address(current: Idea, had: User | None) -> str:
    if current.withdrawn_at is not None:
        return ""
    reads = had is None or ideas_visible_to(had).filter(pk=current.pk).exists()
    return url_of(current.pk) if reads else ""


def ask_to_see_to(
    current: Idea, actor: User, owner: User, detail: str, today: date, now: datetime
) -> None:
    """Tell whoever is put down to see to it; not oneself, and not its author, who is told what becomes of it."""
    if owner.pk in (actor.pk, current.author_id) or current.do_by is None:
        return
    tell(
        [owner],
        IDEA_WAITS,
        f"idea-{current.pk}-{current.version}-owner",
        f"{actor.name} asks you to see to “{current.title}” by {dates.day(current.do_by, today)}.",
        detail=detail,
        url=url_of(current.pk),
        now=now,
    )


def tell_of_new(idea: Idea, people: list[int], today: date, now: datetime) -> None:
    """Those who answer it hear of it at once."""
    tell(
        people,
        IDEA_WAITS,
        f"idea-{idea.pk}-new",
        f"{idea.author.name} has an idea for {whose(idea)}: “{idea.title}”.",
        detail=f"An answer is promised by {dates.day(idea.answer_by, today)}.",
        url=url_of(idea.pk),
        now=now,
    )
