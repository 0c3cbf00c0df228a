"""Where somebody places themself as a leader, whom they let see it, and what that leader adds.

Each is one transaction. The record says that something was done, never what: neither a level nor a word, nor
with whom it is shared. Raises ActionRefused (Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.learning_rows import line, paragraphs
from teams.growth_kinds import SHARED
from teams.models import (
    GrowthShare,
    LeaderSkill,
    LeaderSkillWords,
    LeaderView,
    Membership,
    Placing,
    Role,
    User,
)
from teams.models.growth import LEVELS
from teams.models.people import LEADS
from teams.permissions import organisation_day
from teams.permissions.growth import (
    pairs_above,
    placings_of,
    shares_that_hold,
    shares_with,
    views_by,
)
from teams.telling import tell

LONGEST_WORDS, LONGEST_EXAMPLE = 300, 600
NO_LEVEL = "Choose the words that fit best today."
NO_WORDS = "Say it in a sentence of your own."
NO_EXAMPLE = "Say what you did, for example last month."
NO_VIEW = "Say what you have seen, in a sentence."
NOT_ABOVE = "Choose somebody who leads you."


@transaction.atomic
def place_oneself(
    actor: User,
    skill: LeaderSkill,
    *,
    level: int,
    words: str,
    example: str,
    wording: int | None = None,
    now: datetime,
) -> Placing:
    """Say where one is in a skill today. What one said before stays. Said twice alike, it is said once.

    `wording` is the id of the words that were read; raises Stale where they were changed meanwhile.
    """
    _hold(actor)
    current = _wording(skill, wording)
    level = _level(level)
    words = line("words", words, LONGEST_WORDS, NO_WORDS)
    example = _told(example)
    before = placings_of(actor).filter(skill=skill).first()
    same = (level, words, example, current.pk)
    if before and same == (before.level, before.words, before.example, before.by_words_id):
        return before
    made = Placing.objects.create(
        person=actor,
        skill=skill,
        by_words=current,
        level=level,
        words=words,
        example=example,
        at=now,
    )
    record(actor, "placed themself", made, at=now)
    return made


@transaction.atomic
def add_view(
    actor: User,
    person: User,
    skill: LeaderSkill,
    *,
    level: int,
    words: str,
    wording: int | None = None,
    now: datetime,
) -> LeaderView:
    """Say how one sees somebody one leads, beside what they said first. They are told once.

    Raises PermissionDenied where they do not share it with this leader, or no more.
    """
    # Whoever takes it back in the same moment does so before this, or after.
    _hold(person)
    today = organisation_day(now)
    if not shares_with(actor, today).filter(person=person, skills=True).exists():
        raise PermissionDenied
    if not placings_of(person).filter(skill=skill).exists():
        raise ActionRefused("", f"{person.name} has not placed themself here yet. They go first.")
    current = _wording(skill, wording)
    level = _level(level)
    words = line("words", words, LONGEST_WORDS, NO_VIEW)
    before = views_by(actor, person).filter(skill=skill).first()
    if before and (level, words, current.pk) == (before.level, before.words, before.by_words_id):
        return before
    made = LeaderView.objects.create(
        person=person, by=actor, skill=skill, by_words=current, level=level, words=words, at=now
    )
    record(actor, "added a view", made, at=now)
    tell(
        [person],
        SHARED,
        f"growth-view-{made.pk}",
        f"{actor.name} says how they see you as a leader.",
        detail="You asked them to look. Only the two of you read it.",
        url=reverse("teams:growth_skill", args=[skill.pk]),
        about=person.pk,
        now=now,
    )
    return made


@transaction.atomic
def share_growth(
    actor: User, *, skills: Collection[int], focus: Collection[int], now: datetime
) -> None:
    """Let these leaders of one's own see where one places oneself, and these what one works on; nobody else any more.

    Ids of people. Whoever is let in newly is told once. Done twice alike, nothing happens.
    """
    _hold(actor)
    today = organisation_day(now)
    pairs = _pairs(actor, today)
    for field, wanted in (("skills", skills), ("focus", focus)):
        if set(wanted) - pairs.keys():
            raise ActionRefused(field, NOT_ABOVE)
    holds = set(shares_that_hold(today).filter(person=actor).values_list("pk", flat=True))
    open_ones = {
        one.leader_id: one for one in GrowthShare.objects.filter(person=actor, ended_at=None)
    }
    changed = False
    for leader_id in sorted(pairs.keys() | open_ones.keys()):
        there = open_ones.get(leader_id)
        want = (leader_id in skills, leader_id in focus)
        if there is not None and (there.pk not in holds or not any(want)):
            there.ended_at = now
            there.save(update_fields=["ended_at"])
            changed = True
            there = None
        if not any(want):
            continue
        if there is None:
            _begin(actor, leader_id, pairs[leader_id], want, now)
            changed = True
        elif want != (there.skills, there.focus):
            there.skills, there.focus = want
            there.save(update_fields=["skills", "focus"])
            changed = True
    if changed:
        record(actor, "changed who sees their growth", actor, at=now)


def _begin(
    actor: User,
    leader_id: int,
    pair: tuple[Membership, Membership],
    want: tuple[bool, bool],
    now: datetime,
) -> None:
    held, leads = pair
    made = GrowthShare.objects.create(
        person=actor,
        leader_id=leader_id,
        held=held,
        leads=leads,
        skills=want[0],
        focus=want[1],
        at=now,
    )
    tell(
        [leader_id],
        SHARED,
        f"growth-share-{made.pk}",
        f"{actor.name} lets you see how they grow as a leader.",
        detail="Only you and they can open it, as long as they want it so.",
        url=reverse("teams:growth_of", args=[actor.pk]),
        about=actor.pk,
        now=now,
    )


def _pairs(person: User, today: date) -> dict[int, tuple[Membership, Membership]]:
    """By leader, the memberships by which they lead this person: hers, and theirs."""
    mine = list(Membership.objects.on(today).filter(user=person).order_by("pk"))
    found: dict[int, tuple[Membership, Membership]] = {}
    for leads in pairs_above(person, today):
        for held in mine:
            fits = held.role == Role.AGENT and leads.role in LEADS
            fits |= held.role == Role.SUPERVISOR and leads.role == Role.MANAGER
            if held.team_id == leads.team_id and fits:
                found.setdefault(leads.user_id, (held, leads))
    return found


def _hold(person: User) -> None:
    """Whoever does something to this person's growth waits for the other who does."""
    User.objects.select_for_update().only("pk").get(pk=person.pk)


def _wording(skill: LeaderSkill, wording: int | None) -> LeaderSkillWords:
    """The words that count now. Raises Stale where others were read, ActionRefused where it was put away."""
    current = LeaderSkillWords.objects.select_related("skill").get(skill=skill, is_current=True)
    if current.skill.archived_at is not None:
        raise ActionRefused("", f"“{current.name}” was put away. What you said of it stays.")
    if wording is not None and wording != current.pk:
        raise Stale(current, "The words of this skill were changed while you were writing.")
    return current


def _level(level: int) -> int:
    if level not in LEVELS:
        raise ActionRefused("level", NO_LEVEL)
    return level


def _told(example: str) -> str:
    kept = paragraphs("example", example, LONGEST_EXAMPLE)
    if not kept:
        raise ActionRefused("example", NO_EXAMPLE)
    return kept
