"""What one side writes: kept as a draft that the other cannot see, sent, taken back while that is fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from feedback import appraisal_life as life
from feedback.actions.appraisals.common import held, save_with, tell_other, to_step
from feedback.models import LEVELS, Appraisal, Assessment, Competency
from feedback.permissions.appraisals import side_of
from feedback.queries.appraisals.words import (
    competencies_of,
    own_words,
    part_token,
    said_by,
    standing_of,
)
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.texts import kept_text
from teams.models import User

LONGEST_WORDS = 3_000
LONGEST_OWN = 8_000
CHANGED = "This was changed on another page while you were writing."
_OWN = {life.OF_PERSON: "person_words", life.OF_LEADER: "leader_words"}
_SENT = {life.OF_PERSON: "self_sent_at", life.OF_LEADER: "leader_sent_at"}


@dataclass(frozen=True, slots=True)
class Says:
    """What a side says of one competency: a level of 1 to 4, or none with words that say why."""

    level: int | None = None
    words: str = ""


@transaction.atomic
def save_part(
    actor: User,
    appraisal: Appraisal,
    *,
    says: Mapping[int, Says],
    own: str,
    token: str | None = None,
    now: datetime,
) -> Appraisal:
    """Keep one's own part as a draft. The other side sees nothing of it until it is sent.

    `says` by the competency's id; what it leaves out stays. `token` is `part_token` of what the page showed.
    Raises PermissionDenied, NotNow, ActionRefused, Stale (`current` the appraisal).
    """
    current, side = to_step(actor, appraisal, life.WRITE)
    if _write(current, side, says, own, token):
        record(actor, "wrote", current, at=now)
    return current


@transaction.atomic
def send_part(
    actor: User,
    appraisal: Appraisal,
    *,
    says: Mapping[int, Says] | None = None,
    own: str | None = None,
    token: str | None = None,
    now: datetime,
) -> Appraisal:
    """Keep what is given and send one's part: the other reads it from now on. Each competency needs a level, or words
    that say why there is none. Sent again by a double click, nothing happens.

    Raises PermissionDenied, NotNow, ActionRefused (`level_7` for the competency 7), Stale.
    """
    there = held(appraisal)
    if _is_sent_already(actor, there, says, own):
        return there
    current, side = to_step(actor, appraisal, life.SEND)
    _write(current, side, says or {}, own_words(current, side) if own is None else own, token)
    _refuse_gaps(current, side)
    standing = life.after(standing_of(current), side, life.SEND)
    save_with(current, state=standing.state, **{_SENT[side]: now})
    record(actor, "sent", current, {}, {"state": standing.state}, at=now)
    text = {
        life.OF_PERSON: f"{actor.name} has written their part of {current.cycle.name}. It is your turn.",
        life.OF_LEADER: f"{actor.name} has written their part of {current.cycle.name}. Read it, and talk.",
    }
    if side == life.OF_PERSON and standing.late == life.ADDED:
        text[side] = f"{actor.name} added their part of {current.cycle.name} after all. Read it."
    tell_other(current, side, text[side], now)
    return current


@transaction.atomic
def take_back(actor: User, appraisal: Appraisal, *, now: datetime) -> Appraisal:
    """One's own part, to write it otherwise: the person's while the leader writes, the leader's until somebody signs.
    Where the leader had gone on without the person's, they do so again.

    The other does not read it meanwhile. Raises PermissionDenied, NotNow.
    """
    current, side = to_step(actor, appraisal, life.TAKE_BACK)
    before = current.state
    standing = life.after(standing_of(current), side, life.TAKE_BACK)
    save_with(current, state=standing.state, **{_SENT[side]: None})
    record(actor, "took back", current, {"state": before}, {"state": standing.state}, at=now)
    tell_other(current, side, f"{actor.name} took their part back to write it otherwise.", now)
    return current


def _is_sent_already(
    actor: User, there: Appraisal, says: Mapping[int, Says] | None, own: str | None
) -> bool:
    side = side_of(actor, there)
    standing = standing_of(there)
    if not side or life.SEND in life.possible(standing, side):
        return False
    other = life.OF_LEADER if side == life.OF_PERSON else life.OF_PERSON
    if not life.is_read_by(standing, side, other):
        return False
    if own is not None and kept_text("own", own, limit=LONGEST_OWN) != own_words(there, side):
        return False
    kept = said_by(there, side)
    return all(
        kept.get(pk, (None, "")) == (one.level, kept_text("", one.words, limit=LONGEST_WORDS))
        for pk, one in (says or {}).items()
    )


def _write(
    current: Appraisal, side: str, says: Mapping[int, Says], own: str, token: str | None
) -> bool:
    """Write what differs; whether anything did."""
    known = {one.pk for one in competencies_of(current.cycle.template_id)}
    there = said_by(current, side)
    wanted = dict(there)
    for pk, one in says.items():
        if pk not in known:
            raise ActionRefused("", "That is not among what this appraisal looks at.")
        if one.level is not None and one.level not in LEVELS:
            raise ActionRefused(f"level_{pk}", "Choose one of the four levels.")
        words = kept_text(f"words_{pk}", one.words, limit=LONGEST_WORDS)
        if one.level is not None or words or pk in there:
            wanted[pk] = (one.level, words)
    own = kept_text("own", own, limit=LONGEST_OWN)
    before = own_words(current, side)
    if (wanted, own) == (there, before):
        return False
    if token is not None and token != part_token(there, before):
        raise Stale(current, CHANGED)
    for pk, (level, words) in wanted.items():
        if there.get(pk) != (level, words):
            Assessment.objects.update_or_create(
                appraisal=current,
                competency_id=pk,
                side=side,
                defaults={"level": level, "words": words},
            )
    save_with(current, **{_OWN[side]: own})
    return True


def _refuse_gaps(current: Appraisal, side: str) -> None:
    said = said_by(current, side)
    for one in competencies_of(current.cycle.template_id):
        if not _is_said(one, said):
            raise ActionRefused(
                f"level_{one.pk}", f"{one.name}: choose a level, or say in a line why you cannot."
            )


def _is_said(one: Competency, said: Mapping[int, tuple[int | None, str]]) -> bool:
    level, words = said.get(one.pk, (None, ""))
    return level is not None or bool(words)
