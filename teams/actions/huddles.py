"""Preparing a huddle: by those who lead the team, each verb one transaction.

They raise PermissionDenied, ActionRefused, and Stale where somebody else changed the huddle meanwhile. The first
of them writes the draft down; until then it only exists where it is shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from teams import huddle_parts
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.huddle_draft import Candidate, Draft
from teams.models import Huddle, HuddlePart, HuddlePerson, Team, User
from teams.permissions import can_prepare_huddle
from teams.queries.huddle_draft import away_from, draft_of, drafted

AHEAD = timedelta(days=7)
BEHIND = timedelta(days=7)
LONGEST_LINE = 300
CHANGED = "Somebody else changed this huddle while you were at it."
OVER = "That huddle is over. What was agreed can be added on its page."


@transaction.atomic
def begin_huddle(
    actor: User,
    team: Team,
    day: date,
    *,
    version: int | None = None,
    now: datetime,
    made: Draft | None = None,
) -> Huddle:
    """The team's huddle of that day, under its lock; made from the draft (or `made`) where there is none yet.

    `version` 0 is that of a draft nobody had touched; None asks for nothing.
    """
    if not can_prepare_huddle(actor, team):
        raise PermissionDenied
    # Leaders queue here, so that two who begin at once begin one.
    Team.objects.select_for_update().only("pk").get(pk=team.pk)
    there = Huddle.objects.select_for_update(of=("self",)).filter(team=team, day=day).first()
    if there is not None:
        there.team = team
        if version is not None and version != there.version:
            raise Stale(there, CHANGED)
        return there
    today = team.clock.day_of(now)
    if not today - BEHIND <= day <= today + AHEAD:
        raise ActionRefused("", "A huddle is prepared a week ahead at most.")
    found = draft_of(team, day, now) if made is None else made
    huddle = Huddle(team=team, day=day, begun_at=now)
    if found.speakers:
        huddle.speaker_id = found.speakers[0].pk
    huddle.save(force_insert=True)
    HuddlePart.objects.bulk_create(
        _row(huddle, one.kind, one.position, one.candidate, chosen=False) for one in drafted(found)
    )
    record(actor, "drafted", huddle, after={"team": team, "day": day}, at=now)
    return huddle


@transaction.atomic
def pick_part(
    actor: User,
    team: Team,
    day: date,
    *,
    kind: str,
    position: int = 0,
    key: str,
    version: int | None = None,
    now: datetime,
) -> Huddle:
    """Have this said there: one of what is offered. What stands there already is only confirmed; `key` empty leaves
    a part out.
    """
    huddle = begin_huddle(actor, team, day, now=now)
    _refuse_held(huddle)
    there = huddle.parts.filter(kind=kind, position=position).first()
    if there is not None and there.key == key and there.chosen:
        return huddle
    _refuse_stale(huddle, version)
    before = "" if there is None else there.key
    if not key:
        huddle.parts.filter(kind=kind, position=position).delete()
    elif there is not None and there.key == key:
        there.chosen = True
        there.save(update_fields=["chosen"])
    else:
        if huddle.parts.filter(kind=kind, key=key).exists():
            raise ActionRefused("", "That is said already. Choose another one.")
        offered = draft_of(team, day, now).of(kind) if kind in HuddlePart.Kind.values else ()
        candidate = next((one for one in offered if one.key == key), None)
        if candidate is None:
            raise ActionRefused("", "That is not there any more. Choose one of these.")
        huddle.parts.filter(kind=kind, position=position).delete()
        _row(huddle, kind, position, candidate, chosen=True).save(force_insert=True)
    return _changed(huddle, actor, "picked", now, before={kind: before}, after={kind: key})


@transaction.atomic
def choose_speaker(
    actor: User,
    team: Team,
    day: date,
    person_id: int,
    *,
    version: int | None = None,
    now: datetime,
) -> Huddle:
    """Who shares what inspires them: the one suggested, or another of the team who is there."""
    huddle = begin_huddle(actor, team, day, now=now)
    _refuse_held(huddle)
    if huddle.speaker_id == person_id and huddle.speaker_accepted:
        return huddle
    _refuse_stale(huddle, version)
    _refuse_strangers(huddle, person_id)
    if person_id in away_from(huddle):
        raise ActionRefused("person", "They are away that day. Choose somebody who is there.")
    before = huddle.speaker_id
    huddle.speaker_id, huddle.speaker_accepted = person_id, True
    huddle.save(update_fields=["speaker", "speaker_accepted"])
    return _changed(
        huddle, actor, "chose who speaks", now, before={"speaker": before},
        after={"speaker": person_id},
    )  # fmt: skip


@transaction.atomic
def unaccept_speaker(
    actor: User, team: Team, day: date, *, version: int | None, now: datetime
) -> Huddle:
    """Whoever was accepted is only suggested again, while nobody did anything else since. Done twice, it is done once."""
    huddle = begin_huddle(actor, team, day, now=now)
    _refuse_held(huddle)
    if not huddle.speaker_accepted:
        return huddle
    _refuse_stale(huddle, version)
    huddle.speaker_accepted = False
    huddle.save(update_fields=["speaker_accepted"])
    return _changed(
        huddle, actor, "took back who speaks", now, before={"speaker": huddle.speaker_id}
    )


@transaction.atomic
def mark_away(
    actor: User,
    team: Team,
    day: date,
    person_id: int,
    *,
    is_away: bool = True,
    version: int | None = None,
    now: datetime,
) -> Huddle:
    """Somebody is not there that day, or is after all; whoever was to speak and is away makes room for the next."""
    huddle = begin_huddle(actor, team, day, now=now)
    _refuse_held(huddle)
    speaks = huddle.speaker_id == person_id
    if (person_id in away_from(huddle)) == is_away and not (is_away and speaks):
        return huddle
    _refuse_stale(huddle, version)
    _refuse_strangers(huddle, person_id)
    # A mark, and not only none: whoever is away by their absences may be there after all.
    HuddlePerson.objects.update_or_create(
        huddle=huddle, user_id=person_id, defaults={"is_here": not is_away}
    )
    if huddle.speaker_id is None or (is_away and speaks):
        _suggest_next(huddle, now)
    verb = "marked as away" if is_away else "marked as there"
    return _changed(huddle, actor, verb, now, after={"person": person_id})


@transaction.atomic
def prepare_call(
    actor: User, team: Team, day: date, words: str, *, version: int | None = None, now: datetime
) -> Huddle:
    """What the team will do that day, as far as it is known before: it ends the huddle, and begins what is recorded."""
    huddle = begin_huddle(actor, team, day, now=now)
    _refuse_held(huddle)
    line = check_line("call", words, LONGEST_LINE)
    if huddle.call_to_action == line:
        return huddle
    _refuse_stale(huddle, version)
    before = huddle.call_to_action
    huddle.call_to_action = line
    huddle.save(update_fields=["call_to_action"])
    return _changed(
        huddle, actor, "wrote what we do", now, before={"call_to_action": before},
        after={"call_to_action": line},
    )  # fmt: skip


@transaction.atomic
def make_ready(
    actor: User, team: Team, day: date, *, version: int | None = None, now: datetime
) -> Huddle:
    """It is ready: what nobody chose otherwise is said as drafted. Pressed twice, it stays so."""
    huddle = begin_huddle(actor, team, day, now=now)
    if huddle.state != Huddle.State.DRAFT:
        return huddle
    _refuse_stale(huddle, version)
    huddle.parts.update(chosen=True)
    settle_speaker(huddle, now)
    huddle.state, huddle.ready_at, huddle.ready_by = Huddle.State.READY, now, actor
    huddle.speaker_accepted = huddle.speaker_id is not None
    huddle.save(update_fields=["state", "ready_at", "ready_by", "speaker_accepted"])
    return _changed(huddle, actor, "made ready", now)


def settle_speaker(huddle: Huddle, now: datetime) -> None:
    """Whoever was to share and is away since makes room for the next: the one whom the pages name meanwhile."""
    if huddle.speaker_id is not None and huddle.speaker_id in away_from(huddle):
        _suggest_next(huddle, now)


def _suggest_next(huddle: Huddle, now: datetime) -> None:
    """Whoever has gone longest of those who are there, in place of whoever is not."""
    speakers = draft_of(huddle.team, huddle.day, now, huddle).speakers
    huddle.speaker_id = speakers[0].pk if speakers else None
    huddle.speaker_accepted = False
    huddle.save(update_fields=["speaker", "speaker_accepted"])


def _row(
    huddle: Huddle, kind: str, position: int, candidate: Candidate, *, chosen: bool
) -> HuddlePart:
    kept = not huddle_parts.is_live(candidate.key)
    return HuddlePart(
        huddle=huddle,
        kind=kind,
        position=position,
        key=candidate.key,
        title=candidate.title[:200] if kept else "",
        words=candidate.words[:600] if kept else "",
        url=candidate.url if kept else "",
        chosen=chosen,
    )


def _refuse_held(huddle: Huddle) -> None:
    if huddle.state == Huddle.State.HELD:
        raise ActionRefused("", OVER)


def _refuse_stale(huddle: Huddle, version: int | None) -> None:
    if version is not None and version != huddle.version:
        raise Stale(huddle, CHANGED)


def _refuse_strangers(huddle: Huddle, person_id: int) -> None:
    if not huddle.team.memberships.on(huddle.day).filter(user=person_id).exists():
        raise ActionRefused("person", "Choose somebody who is in the team that day.")


def check_line(field: str, text: str, limit: int, *, missing: str = "") -> str:
    """On one line, not too long, and there where `missing` says what to write. Raises ActionRefused."""
    text = " ".join(text.replace("\x00", "").split())
    if not text and missing:
        raise ActionRefused(field, missing)
    if len(text) > limit:
        raise ActionRefused(field, f"Keep it to {limit} characters.")
    return text


def _changed(
    huddle: Huddle,
    actor: User,
    verb: str,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> Huddle:
    """Count it, and write it into the record."""
    huddle.version += 1
    huddle.save(update_fields=["version"])
    record(actor, verb, huddle, before, after, at=now)
    return huddle
