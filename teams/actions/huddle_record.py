"""What came of a huddle: who was there, what was agreed, what people add; each verb one transaction.

They raise PermissionDenied, ActionRefused, and Stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from teams import huddle_parts
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.huddles import (
    CHANGED,
    LONGEST_LINE,
    begin_huddle,
    check_line,
    settle_speaker,
)
from teams.huddle_kinds import MISSED, TAKEN_ON, TAKEN_OUT
from teams.models import (
    Huddle,
    HuddleEntry,
    HuddlePart,
    HuddlePerson,
    HuddleReaction,
    Notice,
    Team,
    User,
)
from teams.permissions import (
    can_finish_entry,
    can_remove_entry,
    huddles_visible_to,
)
from teams.queries.people import people_of
from teams.telling import tell

LONGEST_WORDS = 500
SENT_TWICE = timedelta(minutes=2)
"""The same from the same person within this time is the same, pressed twice."""
PUT_BACK_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What was taken out, to be put back by who did; its instants are texts, so that a session can hold it."""

    pk: int
    huddle: int
    kind: str
    by: int
    whose: int | None
    words: str
    key: str
    at: str
    done_at: str
    taken_at: str


@transaction.atomic
def record_huddle(
    actor: User,
    team: Team,
    day: date,
    *,
    here: Iterable[int],
    call_to_action: str = "",
    inspired: str = "",
    version: int | None = None,
    now: datetime,
) -> Huddle:
    """The huddle was held: who was there, what it calls for, what inspired whoever spoke. Those who were not
    there are told, once. By who leads the team; said again, it corrects what was written.
    """
    huddle = begin_huddle(actor, team, day, now=now)
    if day > team.clock.day_of(now):
        raise ActionRefused("", "That day is still to come.")
    members = {member.user_id for member in people_of(team, day)}
    present = set(here) & members
    if not present:
        raise ActionRefused("here", "Say who was there: at least one of you.")
    wanted = {
        "call_to_action": check_line("call_to_action", call_to_action, LONGEST_LINE),
        "inspired": check_line("inspired", inspired, LONGEST_WORDS),
    }
    was_held = huddle.state == Huddle.State.HELD
    known = dict(huddle.people.values_list("user_id", "is_here"))
    attended = {pk: pk in present for pk in members}
    before = {name: getattr(huddle, name) for name in wanted}
    if was_held and before == wanted and known == attended:
        return huddle
    if version is not None and version != huddle.version:
        raise Stale(huddle, CHANGED)
    if not was_held:
        settle_speaker(huddle, now)
    huddle.people.all().delete()
    HuddlePerson.objects.bulk_create(
        HuddlePerson(huddle=huddle, user_id=pk, is_here=is_here)
        for pk, is_here in sorted(attended.items())
    )
    for name, value in wanted.items():
        setattr(huddle, name, value)
    if not was_held:
        huddle.parts.update(chosen=True)
        huddle.state, huddle.held_at, huddle.held_by = Huddle.State.HELD, now, actor
        if huddle.speaker_id not in present and not huddle.inspired:
            # Whoever was not there did not speak, and is next again.
            huddle.speaker, huddle.speaker_accepted = None, False
    huddle.version += 1
    huddle.save()
    verb = "corrected" if was_held else "held"
    record(actor, verb, huddle, before, {**wanted, "here": len(present)}, at=now)
    if not was_held:
        _tell_the_others(huddle, members - present - {actor.pk}, now)
    return huddle


def _tell_the_others(huddle: Huddle, missed: set[int], now: datetime) -> None:
    """What was agreed, to those who were off shift."""
    taken = huddle.entries.filter(kind=HuddleEntry.Kind.COMMITMENT).count()
    focus = huddle.parts.filter(kind=HuddlePart.Kind.FOCUS).first()
    detail = " ".join(
        part
        for part in (
            _sentence(huddle.call_to_action),
            _sentence(f"The focus: {focus.title}") if focus is not None and focus.title else "",
            f"{taken} taken on." if taken else "",
        )
        if part
    )
    tell(
        sorted(missed),
        MISSED,
        f"huddle-{huddle.pk}",
        f"{huddle.team.name} had its huddle without you. Read what was agreed.",
        url=url_of(huddle),
        detail=detail,
        now=now,
    )


# --- By everybody in the team ----------------------------------------------------------------------


@transaction.atomic
def commit_to(
    actor: User, huddle: Huddle, *, words: str, whose: int | None = None, now: datetime
) -> HuddleEntry:
    """Somebody of the team takes something on; oneself, unless `whose` says who. They are told."""
    current = _to_add(actor, huddle)
    who = actor.pk if whose is None else whose
    if not current.team.memberships.on(current.day).filter(user=who).exists():
        raise ActionRefused("whose", "Choose somebody who is in the team that day.")
    words = check_line("words", words, LONGEST_LINE, missing="Say what is taken on, in a line.")
    entry, is_new = _add(current, HuddleEntry.Kind.COMMITMENT, actor, now, words=words, whose=who)
    if is_new and who != actor.pk:
        tell(
            [who],
            TAKEN_ON,
            f"huddle-entry-{entry.pk}",
            f"{actor.name} wrote down that you take something on.",
            detail=words,
            url=url_of(current),
            now=now,
        )
    return entry


@transaction.atomic
def catch_idea(actor: User, huddle: Huddle, *, words: str, now: datetime) -> HuddleEntry:
    """An idea goes to the board, in the name of who catches it. Here only its key stays."""
    current = _to_add(actor, huddle)
    if not huddle_parts.takes_ideas():
        raise ActionRefused("words", "There is no board for ideas here.")
    words = check_line("words", words, 120, missing="Say what could be better, in a line.")
    key = huddle_parts.add_to_board(actor, current.team, words, now)
    entry, _ = _add(current, HuddleEntry.Kind.IDEA, actor, now, key=key)
    return entry


@transaction.atomic
def add_to_huddle(actor: User, huddle: Huddle, *, words: str, now: datetime) -> HuddleEntry:
    """Something to add, in somebody's own words."""
    current = _to_add(actor, huddle)
    words = check_line("words", words, LONGEST_LINE, missing="Write what you want to add.")
    entry, _ = _add(current, HuddleEntry.Kind.SAID, actor, now, words=words)
    return entry


@transaction.atomic
def react_to(actor: User, huddle: Huddle, *, to: bool = True, now: datetime) -> None:
    """Say that one has read it, or take that back; pressed twice it stays as it is."""
    current = _to_add(actor, huddle)
    if to:
        _, changed = HuddleReaction.objects.get_or_create(
            huddle=current, user=actor, defaults={"at": now}
        )
    else:
        gone, _ = HuddleReaction.objects.filter(huddle=current, user=actor).delete()
        changed = bool(gone)
    if changed:
        record(actor, "read" if to else "not read", current, at=now)


@transaction.atomic
def finish_entry(
    actor: User, entry: HuddleEntry, *, is_done: bool = True, now: datetime
) -> HuddleEntry:
    """What was taken on is done, or is not after all."""
    current = _entry(actor, entry)
    if not can_finish_entry(actor, current):
        raise PermissionDenied
    if current.kind != HuddleEntry.Kind.COMMITMENT or (current.done_at is not None) == is_done:
        return current
    current.done_at = now if is_done else None
    current.save(update_fields=["done_at"])
    record(actor, "did" if is_done else "reopened", current, at=now)
    return current


@transaction.atomic
def remove_entry(actor: User, entry: HuddleEntry, *, now: datetime) -> TakenOut:
    """Take out what was written down by mistake; whoever wrote it for another is told. An idea stays on the board.

    What comes back puts it in again.
    """
    current = _entry(actor, entry)
    if not can_remove_entry(actor, current):
        raise PermissionDenied
    record(
        actor, "took out", current, before={"kind": current.kind, "whose": current.whose_id}, at=now
    )
    taken = TakenOut(
        pk=current.pk,
        huddle=current.huddle_id,
        kind=current.kind,
        by=current.by_id,
        whose=current.whose_id,
        words=current.words,
        key=current.key,
        at=current.at.isoformat(),
        done_at=current.done_at.isoformat() if current.done_at else "",
        taken_at=now.isoformat(),
    )
    current.delete()
    if current.kind == HuddleEntry.Kind.COMMITMENT and actor.pk != taken.by:
        tell(
            [taken.by],
            TAKEN_OUT,
            f"huddle-entry-{taken.pk}-out-{now.isoformat()}",
            f"{actor.name} took out what you wrote down in a huddle.",
            detail=taken.words,
            url=url_of(current.huddle),
            now=now,
        )
    return taken


@transaction.atomic
def put_back_entry(
    actor: User, huddle: Huddle, taken: TakenOut, *, now: datetime
) -> HuddleEntry | None:
    """What this person just took out stands there again, and nobody is told of it; None once it is too late."""
    current = _to_add(actor, huddle)
    is_late = now - datetime.fromisoformat(taken.taken_at) > PUT_BACK_WITHIN
    if is_late or taken.huddle != current.pk:
        return None
    there = HuddleEntry.objects.filter(pk=taken.pk).first()
    if there is not None:
        return there
    entry = HuddleEntry.objects.create(
        pk=taken.pk,
        huddle=current,
        kind=taken.kind,
        by_id=taken.by,
        whose_id=taken.whose,
        words=taken.words,
        key=taken.key,
        at=datetime.fromisoformat(taken.at),
        done_at=datetime.fromisoformat(taken.done_at) if taken.done_at else None,
    )
    told = Notice.objects.filter(user=taken.by, kind=TAKEN_OUT)
    told.filter(key__startswith=f"huddle-entry-{taken.pk}-out-").delete()
    record(actor, "put back", entry, after={"kind": entry.kind, "whose": entry.whose_id}, at=now)
    return entry


def url_of(huddle: Huddle) -> str:
    """The page of what was agreed."""
    return f"{reverse('teams:huddle_day', args=[str(huddle.day)])}?team={huddle.team.slug}"


def _to_add(actor: User, huddle: Huddle) -> Huddle:
    """The huddle under its lock, where its team may add to it. Raises PermissionDenied and ActionRefused."""
    seen = huddles_visible_to(actor).filter(pk=huddle.pk)
    current = seen.select_for_update(of=("self",)).select_related("team").first()
    if current is None:
        raise PermissionDenied
    return current


def _entry(actor: User, entry: HuddleEntry) -> HuddleEntry:
    _to_add(actor, entry.huddle)
    current = HuddleEntry.objects.select_related("huddle__team").filter(pk=entry.pk).first()
    if current is None:
        raise ActionRefused("", "It is not there any more.")
    return current


def _add(
    huddle: Huddle,
    kind: str,
    actor: User,
    now: datetime,
    *,
    words: str = "",
    key: str = "",
    whose: int | None = None,
) -> tuple[HuddleEntry, bool]:
    """The entry, and whether it is new: the same pressed twice is one. Under the huddle's lock."""
    same = huddle.entries.filter(
        kind=kind, by=actor, words=words, key=key, whose=whose, at__gt=now - SENT_TWICE
    ).first()
    if same is not None:
        return same, False
    entry = HuddleEntry.objects.create(
        huddle=huddle, kind=kind, by=actor, words=words, key=key, whose_id=whose, at=now
    )
    record(actor, "added", entry, after={"kind": kind, "whose": whose}, at=now)
    return entry, True


def _sentence(text: str) -> str:
    """With a full stop where it ends in none."""
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."
