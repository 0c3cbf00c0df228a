"""One appraisal as one of the two reads it: what they may see of each side at this point, and what is theirs to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from feedback import appraisal_life as life
from feedback.appraisal_words import LEVEL_NAMES, level_name
from feedback.models import LEVELS, Appraisal, Assessment, Competency, Evidence
from feedback.permissions.appraisals import side_of
from feedback.queries.appraisals.trace import trace_of
from feedback.queries.appraisals.words import (
    competencies_of,
    disagreement_token,
    own_words,
    put_in_by,
    settled_token,
    standing_of,
    whole_token,
)
from goals import dates
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.names import first_name

STEPS = (
    (life.SELF, "{person} writes"),
    (life.LEADER, "{leader} writes"),
    (life.TALK, "You talk"),
    (life.SIGN, "Both sign"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says of one competency: the level's name and what it looks like, and words. Empty ones stay empty."""

    who: str
    level: str
    described: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something it rests on; `is_own` is what the reader's side put in and may take out now. `about` is the number of
    the competency that it speaks for, if it is put to one.
    """

    pk: int
    about: int | None
    kind_text: str
    label: str
    url: str
    by: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A competency with its levels, and what each side that the reader may read says of it."""

    pk: int
    name: str
    about: str
    levels: tuple[tuple[int, str, str], ...]
    sides: tuple[Said, ...]
    evidence: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of its way: over, the present one, or still to come."""

    text: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """What the page shows to one of the two. `able` are the steps that are theirs now, by name; `loose` is the evidence
    that is put to no competency, `trace` where it left its usual way.
    """

    pk: int
    cycle: str
    covers: str
    side: str
    is_person: bool
    person: str
    leader: str
    other: str
    state: str
    turn: str
    due: str
    is_mine: bool
    is_closed: bool
    is_out: bool
    is_missing: bool
    can_be_added: bool
    is_signed: bool
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    whole: tuple[Said, ...]
    evidence: tuple[Entry, ...]
    loose: tuple[Entry, ...]
    talked_on: str
    next_words: str
    disagreement: str
    signatures: tuple[str, ...]
    trace: tuple[str, ...]
    able: Mapping[str, bool]
    tokens: Mapping[str, str]
    version: int


def appraisal_page(user: User, appraisal: Appraisal, now: datetime) -> AppraisalPage:
    """The page, for one of the two. Eight statements.

    `appraisal` comes with its cycle, person and leader. Raises KeyError for anybody but the two.
    """
    clock = Organisation.objects.get(pk=1).clock
    side = {life.OF_PERSON: life.OF_PERSON, life.OF_LEADER: life.OF_LEADER}[
        side_of(user, appraisal)
    ]
    standing = standing_of(appraisal)
    today = clock.day_of(now)
    read = tuple(one for one in life.SIDES if life.is_read_by(standing, one, side))
    is_closed = appraisal.cycle.closed_at is not None and standing.state != life.SIGNED
    able = frozenset() if is_closed else _able(appraisal, standing, side, today)
    entries = _evidence(appraisal, user, read, can_remove=life.ADD_EVIDENCE in able)
    names = {life.OF_PERSON: appraisal.person.name, life.OF_LEADER: appraisal.leader.name}
    both = life.OF_LEADER in read
    # What both settled is as much the one's as the other's, be the person out of the round meanwhile.
    settled = both or (standing.is_out and standing.state in {life.TALK, life.SIGN})
    return AppraisalPage(
        pk=appraisal.pk,
        cycle=appraisal.cycle.name,
        covers=dates.span(appraisal.cycle.covers_from, appraisal.cycle.covers_until, today),
        side=side,
        is_person=side == life.OF_PERSON,
        person=names[life.OF_PERSON],
        leader=names[life.OF_LEADER],
        other=first_name(names[life.OF_LEADER if side == life.OF_PERSON else life.OF_PERSON]),
        state=appraisal.state,
        turn="This round is closed. It was not signed."
        if is_closed and not standing.is_out
        else turn_words(appraisal, user),
        due="" if is_closed else due_words(appraisal, today),
        is_mine=not is_closed and side in life.turn_of(standing),
        is_closed=is_closed,
        is_out=standing.is_out,
        is_missing=standing.late == life.MISSING,
        can_be_added=not is_closed
        and standing.late == life.MISSING
        and life.SEND in life.possible(standing, life.OF_PERSON),
        is_signed=standing.state == life.SIGNED,
        steps=_steps(appraisal, standing),
        lines=_lines(appraisal, read, names, entries),
        whole=tuple(
            Said(names[one], "", "", own_words(appraisal, one))
            for one in read
            if own_words(appraisal, one)
        ),
        evidence=tuple(entries),
        loose=tuple(entry for entry in entries if entry.about is None),
        talked_on=dates.long_day(appraisal.talked_on, today)
        if settled and appraisal.talked_on
        else "",
        next_words=appraisal.next_words if settled else "",
        # The person's own, whatever the leader does meanwhile; the leader's to read once it is talked about.
        disagreement=appraisal.disagreement
        if side == life.OF_PERSON or (both and not standing.is_out)
        else "",
        signatures=_signatures(appraisal, clock, today),
        trace=trace_of(appraisal, clock, today),
        able=dict.fromkeys(able, True),
        tokens={
            "settled": settled_token(appraisal),
            "disagreement": disagreement_token(appraisal),
            "whole": whole_token(appraisal) if life.SIGN_IT in able else "",
        },
        version=appraisal.version,
    )


def entry_read_by(user: User, appraisal: Appraisal, pk: int) -> Evidence | None:
    """Something it rests on, where this one of the two may read it: what the other has not sent is not there."""
    found = appraisal.evidence.filter(pk=pk).first()
    if found is None:
        return None
    part, reader = put_in_by(appraisal, found), side_of(user, appraisal)
    return found if life.is_read_by(standing_of(appraisal), part, reader) else None


def turn_words(appraisal: Appraisal, user: User) -> str:
    """Whose turn it is, said to one of the two or to whoever looks after the round: never a word of what is written."""
    person, leader = (
        "you" if one.pk == user.pk else one.name for one in (appraisal.person, appraisal.leader)
    )
    standing = standing_of(appraisal)
    if standing.is_out:
        return _said(person, "is out of this round", "are out of this round")
    if standing.state == life.SELF:
        return _said(person, "writes first", "write first")
    if standing.state == life.LEADER:
        return _said(leader, "writes now", "write now")
    if standing.state == life.TALK:
        return f"{_capital(person)} and {leader} talk about it now."
    if standing.state == life.SIGN:
        waits = [
            name
            for name, side in ((person, life.OF_PERSON), (leader, life.OF_LEADER))
            if not standing.has_signed(side)
        ]
        return f"{_capital(' and '.join(waits))} still {'sign' if len(waits) > 1 or waits == ['you'] else 'signs'}."
    return "Both have signed. It stays as it is."


def due_words(appraisal: Appraisal, today: date) -> str:
    """Until when, or since when it waits; nothing of what is out of its round."""
    until = None if appraisal.out_at else due_on(appraisal)
    if until is None:
        return ""
    day = dates.short_day(until, today)
    return f"It was due by {day}." if until < today else f"By {day}."


def due_on(appraisal: Appraisal) -> date | None:
    """The day by which whoever's turn it is should be done; none once it is signed."""
    cycle = appraisal.cycle
    return {
        life.SELF: cycle.self_by,
        life.LEADER: cycle.leader_by,
        life.TALK: cycle.sign_by,
        life.SIGN: cycle.sign_by,
    }.get(appraisal.state)


def levels_of(one: Competency) -> tuple[tuple[int, str, str], ...]:
    """Number, name and description of the four levels. No statement."""
    return tuple(
        (level, name, one.described(level)) for level, name in zip(LEVELS, LEVEL_NAMES, strict=True)
    )


def _able(appraisal: Appraisal, standing: life.Standing, side: str, today: date) -> frozenset[str]:
    """The steps that are this side's now, the leader's beside the usual way among them."""
    able = set(life.possible(standing, side))
    if side == life.OF_LEADER:
        if life.can_go_on(standing) and today > appraisal.cycle.self_by:
            able.add(life.GO_ON)
        if life.can_be_left_out(standing):
            able.add(life.LEAVE_OUT)
        if standing.is_out:
            able.add(life.PUT_BACK)
    return frozenset(able)


def _said(who: str, theirs: str, yours: str) -> str:
    return f"You {yours}." if who == "you" else f"{who} {theirs}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _steps(appraisal: Appraisal, standing: life.Standing) -> tuple[Step, ...]:
    order = [state for state, _ in STEPS] + [life.SIGNED]
    place = order.index(standing.state)
    names = {
        "person": first_name(appraisal.person.name),
        "leader": first_name(appraisal.leader.name),
    }
    without = "Without {person}’s part" if standing.late == life.MISSING else ""
    return tuple(
        Step(
            (without if without and state == life.SELF else text).format(**names),
            is_done=at < place,
            is_now=at == place and not standing.is_out,
        )
        for at, (state, text) in enumerate(STEPS)
    )


def _evidence(
    appraisal: Appraisal, user: User, read: tuple[str, ...], *, can_remove: bool
) -> list[Entry]:
    """What it rests on, of the sides that the reader may read. One statement."""
    rows = appraisal.evidence.select_related("added_by").order_by("pk")
    found: list[Entry] = []
    for row in rows:
        side = put_in_by(appraisal, row)
        if side in read:
            is_own = can_remove and side == side_of(user, appraisal)
            entry = Entry(
                row.pk,
                row.competency_id,
                str(Evidence.Kind(row.kind).label),
                row.label,
                row.url,
                first_name(row.added_by.name),
                is_own,
            )
            found.append(entry)
    return found


def _lines(
    appraisal: Appraisal,
    read: tuple[str, ...],
    names: Mapping[str, str],
    entries: list[Entry],
) -> tuple[Line, ...]:
    said: dict[tuple[int, str], Assessment] = {
        (row.competency_id, row.side): row
        for row in Assessment.objects.filter(appraisal=appraisal, side__in=read)
    }
    # Who has not begun yet has not left anything out either.
    begun = {side for _, side in said} | {
        side
        for side, sent_at in (
            (life.OF_PERSON, appraisal.self_sent_at),
            (life.OF_LEADER, appraisal.leader_sent_at),
        )
        if sent_at is not None
    }
    shown = [side for side in read if side in begun]
    by_competency: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_competency[entry.about].append(entry)
    return tuple(
        Line(
            one.pk,
            one.name,
            one.about,
            levels_of(one),
            tuple(_one_side(one, names[side], said.get((one.pk, side))) for side in shown),
            tuple(by_competency[one.pk]),
        )
        for one in competencies_of(appraisal.cycle.template_id)
    )


def _one_side(one: Competency, who: str, row: Assessment | None) -> Said:
    if row is None:
        return Said(who, "", "", "")
    if row.level is None:
        return Said(who, "", "", row.words)
    return Said(who, level_name(row.level), one.described(row.level), row.words)


def _signatures(appraisal: Appraisal, clock: Clock, today: date) -> tuple[str, ...]:
    signed = (
        (appraisal.person.name, appraisal.person_signed_at),
        (appraisal.leader.name, appraisal.leader_signed_at),
    )
    return tuple(
        f"{name}, {dates.long_day(clock.day_of(at), today)}"
        for name, at in signed
        if at is not None
    )
