"""Thanking somebody: giving it, taking it back within the minute, changing its words.

A thanks always has an author, is never to oneself, and is told once however often the button is pressed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback import composer
from feedback.actions.help import thanked_by
from feedback.actions.praise import told_by_thanks, untold_with_thanks
from feedback.models import Kudos, KudosEdit, Praise, Recipient, Strength, Visibility
from feedback.notice_kinds import THANKED
from feedback.permissions.kudos import (
    can_edit_kudos,
    can_take_back,
    can_thank,
    people_to_thank,
)
from feedback.permissions.praise import praise_visible_to
from feedback.queries.kudos import url_of
from feedback.queries.people import team_of_thanks
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.texts import kept_line, kept_text
from teams.models import Membership, Notice, Team, User
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST = 2_000
MOST_STRENGTHS = 3
MOST_PEOPLE = 100
TWICE_WITHIN = timedelta(minutes=10)
"""The same words to the same people within this time are one thanks, sent twice."""
_PARTS = {"moment": 300, "act": 500, "effect": 500}


@transaction.atomic
def give(
    actor: User,
    *,
    to: Iterable[User] = (),
    to_team: Team | None = None,
    words: str = "",
    moment: str = "",
    act: str = "",
    effect: str = "",
    strengths: Iterable[Strength] = (),
    visibility: str = Visibility.TEAM,
    goal: Goal | None = None,
    praise: Praise | None = None,
    link_url: str = "",
    link_label: str = "",
    now: datetime,
) -> Kudos:
    """Thank people, or a whole team: its people of today are then the recipients, but for the author.

    `words` is what is read; without them the three parts are put together. With words alone the parts are what
    the helper finds in them. The kudos belongs to a team of those thanked (`queries.people.team_of_thanks`); one
    for the team is read by the people of that team, and by everybody thanked, wherever they are. Sent twice, it
    is one. `goal` and `praise` must be the author's to see. Raises ActionRefused, PermissionDenied.
    """
    if not can_thank(actor):
        raise PermissionDenied
    parts = {
        name: kept_line(name, text, limit=_PARTS[name])
        for name, text in (("moment", moment), ("act", act), ("effect", effect))
    }
    kept = checked_words(words) if words.strip() else _together(parts)
    if visibility not in Visibility.values:
        raise ActionRefused("visibility", "Choose who may read it.")
    today = organisation_day(now)
    people = _recipients(actor, list(to), to_team, today)
    apart = _apart(people, to_team, today)
    tags = _strengths(strengths)
    _check_basis(actor, goal, praise, link_url)
    if not any(parts.values()):
        parts = _found(kept, people)
    # Of two that are sent at the same time the second waits here, and finds the first.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    twin = _twin(actor, kept, people, visibility, now)
    if twin is not None:
        return twin
    kudos = Kudos.objects.create(
        author=actor,
        team=to_team or team_of_thanks(actor, [person.pk for person in people], today),
        to_team=to_team,
        words=kept,
        visibility=visibility,
        goal=goal,
        praise=praise,
        link_url=link_url,
        link_label=link_label[:120],
        shared_at=now,
        **parts,
    )
    Recipient.objects.bulk_create(
        Recipient(kudos=kudos, user=person, shared_at=now, apart=person in apart)
        for person in people
    )
    if tags:
        kudos.strengths.set(tags)
    thanked_by(kudos, people)
    told_by_thanks(kudos)
    # Whom a private one thanks is nobody's business either.
    told = {"visibility": visibility}
    if visibility != Visibility.PRIVATE:
        told["to"] = [person.pk for person in people]  # type: ignore[assignment]
    record(actor, "thanked", kudos, after=told, at=now)
    named = people if to_team is None else apart
    for told_of, whom in ((named, "you"), (set(people) - set(named), f"all of {to_team}")):
        if told_of:
            tell(
                told_of,
                THANKED,
                key_of(kudos),
                f"{actor.name} thanks {whom}.",
                detail="" if visibility == Visibility.PRIVATE else kept,
                url=url_of(kudos),
                now=now,
            )
    return kudos


def key_of(kudos: Kudos) -> str:
    """The occasion that its notices name."""
    return f"kudos-{kudos.pk}"


@transaction.atomic
def take_back(actor: User, kudos: Kudos, *, now: datetime) -> Kudos:
    """Within the minute, its author makes it as if it had never been: nobody reads it, and its notices are gone.

    Twice, it is taken back once. Raises ActionRefused once the minute is over, PermissionDenied.
    """
    current = Kudos.objects.select_for_update().get(pk=kudos.pk)
    if not can_edit_kudos(actor, current):
        raise PermissionDenied
    if current.taken_back_at is not None:
        return current
    if not can_take_back(actor, current, now):
        raise ActionRefused("", f"The minute is over{_if_read(current)}. You can still edit it.")
    current.taken_back_at = now
    current.save(update_fields=["taken_back_at"])
    untold_with_thanks(current, now=now)
    told = [*current.recipients.values_list("user_id", flat=True), actor.pk]
    of_it = Notice.objects.filter(user__in=told, kind__startswith="feedback.")
    of_it.filter(key=key_of(current)).delete()
    of_it.filter(key__startswith=f"{key_of(current)}-").delete()
    record(actor, "took back", current, at=now)
    return current


def _if_read(current: Kudos) -> str:
    """Said only where it is so: a thanks that nobody has opened yet has not been read."""
    is_read = current.recipients.filter(read_at__isnull=False).exists()
    return ", and it has been read" if is_read else ""


@transaction.atomic
def edit(
    actor: User, kudos: Kudos, *, words: str, version: int | None = None, now: datetime
) -> Kudos:
    """Other words. What stood before is kept, and every reader sees it.

    `version` is the number of edits that the author has seen. Raises ActionRefused, Stale, PermissionDenied.
    """
    current = Kudos.objects.select_for_update().get(pk=kudos.pk)
    if not can_edit_kudos(actor, current):
        raise PermissionDenied
    if current.taken_back_at is not None:
        raise ActionRefused("", "It was taken back. Write a new one.")
    kept = checked_words(words)
    if kept == current.words:
        return current
    if version is not None and version != current.version:
        raise Stale(current, "You changed this on another page while you were writing.")
    KudosEdit.objects.create(kudos=current, words=current.words, at=now)
    people = list(User.objects.filter(kudos_received__kudos=current))
    for name, value in {"words": kept, "edited_at": now, **_found(kept, people)}.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=["words", "moment", "act", "effect", "edited_at", "version"])
    record(actor, "edited", current, after={"version": current.version}, at=now)
    return current


# --- What is checked -----------------------------------------------------------------------------


def checked_words(words: str, field: str = "words", limit: int = LONGEST) -> str:
    """The text as it is kept: its line breaks, without spaces around it. Raises ActionRefused."""
    return kept_text(field, words, limit=limit, missing="Say what they did, in a few words.")


def _together(parts: dict[str, str]) -> str:
    """The three parts as sentences, one after the other."""
    said = [part for part in parts.values() if part]
    if not said:
        raise ActionRefused("words", "Say what they did, in a few words.")
    return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in said)


def _found(words: str, people: Iterable[User]) -> dict[str, str]:
    found = composer.read(words, [person.name for person in people])
    return {"moment": found.moment, "act": found.act, "effect": found.effect}


def _recipients(actor: User, to: list[User], to_team: Team | None, today: date) -> list[User]:
    """Who is thanked, each once, by name. Whoever is not here is refused like whoever never was."""
    wanted = {person.pk for person in to}
    if actor.pk in wanted:
        raise ActionRefused("to", "Nobody thanks themself. Choose whom you want to thank.")
    if len(wanted) > MOST_PEOPLE:
        raise ActionRefused("to", f"Thank at most {MOST_PEOPLE} people at once, or a whole team.")
    people = people_to_thank(actor, today)
    found = list(people.filter(pk__in=wanted)) if wanted else []
    if len(found) < len(wanted):
        raise ActionRefused("to", "Somebody you chose is not here. Choose people from the list.")
    if to_team is not None:
        if to_team.archived_at is not None:
            raise ActionRefused("to", f"{to_team.name} is no longer a team. Choose its people.")
        there = Membership.objects.on(today).filter(team=to_team).values("user_id")
        found = list(people.filter(pk__in=there) | people.filter(pk__in=wanted))
    if not found:
        nobody = "There is nobody else in that team." if to_team else "Whom do you want to thank?"
        raise ActionRefused("to", nobody)
    return sorted(found, key=lambda person: (person.name.casefold(), person.pk))


def _apart(people: list[User], to_team: Team | None, today: date) -> list[User]:
    """Those thanked beside a whole team without being of it."""
    if to_team is None:
        return []
    there = Membership.objects.on(today).filter(team=to_team).values_list("user_id", flat=True)
    inside = set(there)
    return [person for person in people if person.pk not in inside]


def _strengths(strengths: Iterable[Strength]) -> list[Strength]:
    tags = list(dict.fromkeys(strengths))
    if len(tags) > MOST_STRENGTHS:
        raise ActionRefused("strengths", f"Choose {MOST_STRENGTHS} at most: the ones you saw.")
    for tag in tags:
        if tag.archived_at is not None:
            raise ActionRefused("strengths", f"“{tag.name}” is no longer in use. Choose another.")
    return tags


def _check_basis(actor: User, goal: Goal | None, praise: Praise | None, link_url: str) -> None:
    """What it rests on must be the author's to see, and the link one of ours."""
    if goal is not None and not goals_visible_to(actor).filter(pk=goal.pk).exists():
        raise ActionRefused("goal", "There is no such goal for you to see.")
    if praise is not None and not praise_visible_to(actor).filter(pk=praise.pk).exists():
        raise ActionRefused("praise", "There is no such praise for you to see.")
    if link_url and (not link_url.startswith("/") or link_url.startswith(("//", "/\\"))):
        raise ActionRefused("link_url", "Only pages of this site can be pointed at.")
    if len(link_url) > 200:
        raise ActionRefused("link_url", "That address is too long.")


def _twin(
    actor: User, words: str, people: list[User], visibility: str, now: datetime
) -> Kudos | None:
    """The same thanks, given a moment ago."""
    lately = Kudos.objects.filter(
        author=actor,
        shared_at__gt=now - TWICE_WITHIN,
        shared_at__lte=now,
        taken_back_at=None,
        visibility=visibility,
        words=words,
    )
    wanted = {person.pk for person in people}
    for kudos in lately:
        if set(kudos.recipients.values_list("user_id", flat=True)) == wanted:
            return kudos
    return None
