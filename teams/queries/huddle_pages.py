"""A huddle as its pages show it: to prepare and to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from teams import huddle_parts
from teams.huddle_draft import (
    ALL_MINUTES,
    COMPANY,
    FOCUS,
    KUDOS,
    MINUTES,
    PROTOCOL,
    QUESTION,
    SPEAKER,
    Candidate,
    Colleague,
    Draft,
    away_among,
    draft,
    swapped,
)
from teams.models import Huddle, Team, User
from teams.names import first_name
from teams.permissions import can_prepare_huddle
from teams.queries.decisions import Told, decided_since
from teams.queries.huddle_draft import (
    Picked,
    colleagues_of,
    drafted,
    marks_of,
    picked,
    told_before,
)
from teams.queries.huddle_entries import Entry, day_words, promised

TITLES = {
    COMPANY: "The whole company in one line",
    FOCUS: "Today’s one focus",
    KUDOS: "Kudos to read aloud",
    SPEAKER: "Who shares what inspires them",
    QUESTION: "A question to the team",
}


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen. `swap` is the key that a swap puts in its place, empty where there is none."""

    key: str
    title: str
    words: str
    url: str
    is_in: bool = False
    chosen: bool = False
    position: int = 0
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five parts: `said` stands in it, `others` may stand there instead."""

    kind: str
    number: int
    title: str
    minutes: str
    said: tuple[Option, ...]
    others: tuple[Option, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who shares, and how long they have gone."""

    pk: int
    name: str
    first_name: str
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the team that day."""

    pk: int
    name: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class HuddlePage:
    """All that the pages of one huddle show. `exists`: there is something of that day, be it a draft."""

    team: Team
    day: date
    day_words: str
    at: str
    state: str
    state_words: str
    version: int
    exists: bool
    can_prepare: bool
    is_today: bool
    is_ahead: bool
    steps: tuple[Step, ...]
    protocol: tuple[Option, ...]
    protocols: tuple[Option, ...]
    speaker: Speaker | None
    speaker_accepted: bool
    people: tuple[Person, ...]
    left: int
    to_agree: tuple[Candidate, ...]
    promised: tuple[Entry, ...]
    inspired: str
    call_to_action: str
    decided: tuple[Told, ...]

    @property
    def all_minutes(self) -> int:
        """How long it takes in all."""
        return ALL_MINUTES

    @property
    def is_ready(self) -> bool:
        """Ready, and not held yet."""
        return self.state == Huddle.State.READY

    @property
    def is_held(self) -> bool:
        """Whether it was held."""
        return self.state == Huddle.State.HELD

    @property
    def left_words(self) -> str:
        """`One part left`, `3 parts left`, `Every part is chosen`."""
        return parts_left(self.left)


def parts_left(number: int) -> str:
    """In words."""
    if not number:
        return "Every part is chosen"
    return "One part left" if number == 1 else f"{number} parts left"


def huddle_of(team: Team, day: date) -> Huddle | None:
    """The team's huddle of that day, where somebody has touched it. One statement."""
    found = Huddle.objects.filter(team=team, day=day).select_related("team", "speaker").first()
    if found is not None:
        found.team = team
    return found


def huddle_page(
    viewer: User,
    team: Team,
    day: date,
    huddle: Huddle | None,
    now: datetime,
    *,
    choosing: bool = True,
) -> HuddlePage:
    """The huddle of a day. `choosing` brings along what else could be said, and drafts what nobody has touched."""
    today = team.clock.day_of(now)
    colleagues = colleagues_of(team, day)
    away = away_among(colleagues, marks_of(huddle))
    found = Draft()
    if choosing:
        found = draft(
            huddle_parts.candidates(team, day, now),
            colleagues,
            told=told_before(team, day),
            away=away,
        )
    said = drafted(found) if huddle is None else picked(huddle, now)
    speakers = draft((), colleagues, away=away).speakers
    speaker_id = None if huddle is None else huddle.speaker_id
    accepted = huddle is not None and huddle.speaker_accepted
    if huddle is None or (huddle.state != Huddle.State.HELD and speaker_id in away):
        # Chosen some days ahead, and away since: the next in turn.
        speaker_id, accepted = (speakers[0].pk if speakers else None), False
    steps = tuple(
        _step(kind, number, said, found, accepted=accepted, has_speaker=speaker_id is not None)
        for number, kind in enumerate(MINUTES, 1)
    )
    protocol = _said(said, found, PROTOCOL)
    state = Huddle.State.DRAFT if huddle is None else Huddle.State(huddle.state)
    return HuddlePage(
        team=team,
        day=day,
        day_words=day_words(day, today),
        at=f"{team.meets_at:%H:%M}",
        state=state,
        state_words=str(state.label),
        version=0 if huddle is None else huddle.version,
        exists=huddle is not None,
        can_prepare=can_prepare_huddle(viewer, team),
        is_today=day == today,
        is_ahead=day >= today,
        steps=steps,
        protocol=protocol,
        protocols=_others(found, PROTOCOL, protocol),
        speaker=_speaker(colleagues, speaker_id, huddle, day),
        speaker_accepted=accepted,
        people=tuple(
            Person(one.pk, one.name, one.pk in away)
            for one in sorted(colleagues, key=lambda one: one.name.casefold())
        ),
        left=sum(not step.is_done for step in steps if step.kind in (FOCUS, SPEAKER, QUESTION)),
        to_agree=tuple(huddle_parts.to_agree(viewer, team, now)) if day >= today else (),
        promised=tuple(promised(viewer, team, day, now)),
        inspired="" if huddle is None else huddle.inspired,
        call_to_action="" if huddle is None else huddle.call_to_action,
        decided=decided_since(team, day),
    )


def _step(
    kind: str,
    number: int,
    said: Sequence[Picked],
    found: Draft,
    *,
    accepted: bool,
    has_speaker: bool,
) -> Step:
    minutes = MINUTES[kind]
    words = "1 minute" if minutes == 1 else f"{minutes} minutes"
    if kind == SPEAKER:
        return Step(kind, number, TITLES[kind], words, (), (), accepted or not has_speaker)
    there = _said(said, found, kind)
    others = _others(found, kind, there)
    is_done = kind in (COMPANY, KUDOS) or all(one.chosen for one in there)
    return Step(kind, number, TITLES[kind], words, there, others, is_done)


def _said(said: Sequence[Picked], found: Draft, kind: str) -> tuple[Option, ...]:
    there = [one for one in said if one.kind == kind]
    shown = {one.candidate.key for one in there}
    options: list[Option] = []
    for one in there:
        swap = swapped(found.of(kind), shown, one.candidate.key)
        options.append(
            _option(one.candidate, is_in=True, chosen=one.chosen, position=one.position,
                    swap="" if swap is None else swap.key)
        )  # fmt: skip
    return tuple(options)


def _others(found: Draft, kind: str, there: Sequence[Option]) -> tuple[Option, ...]:
    shown = {one.key for one in there}
    return tuple(_option(one) for one in found.of(kind) if one.key not in shown)


def _option(
    one: Candidate, *, is_in: bool = False, chosen: bool = False, position: int = 0, swap: str = ""
) -> Option:
    return Option(one.key, one.title, one.words, one.url, is_in, chosen, position, swap)


def _speaker(
    colleagues: Sequence[Colleague], pk: int | None, huddle: Huddle | None, day: date
) -> Speaker | None:
    if pk is None:
        return None
    one = next((one for one in colleagues if one.pk == pk), None)
    if one is None:
        # Somebody who has left since: what they shared stays.
        name = huddle.speaker.name if huddle is not None and huddle.speaker else ""
        return Speaker(pk, name, first_name(name), "") if name else None
    days = (day - one.waits_since).days
    words = f"last did so {days} days ago" if one.last else "has not done so here yet"
    return Speaker(one.pk, one.name, first_name(one.name), words)
