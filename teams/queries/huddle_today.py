"""What *Today* says to leaders of a huddle that is not ready yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse

from teams.huddle_draft import FOCUS, QUESTION, Colleague, away_among, order_speakers
from teams.models import Absence, Huddle, HuddlePart, HuddlePerson, Team
from teams.queries.calendars import Calendars
from teams.queries.huddle_draft import colleagues_of

MOST_TEAMS = 8
HELD_LATELY = timedelta(days=21)
"""Only teams that hold huddles are asked about theirs."""
TOO_LATE = timedelta(hours=1)
"""So long after its time a huddle is not prepared any more."""


@dataclass(frozen=True, slots=True)
class ToFinish:
    """A huddle of today that waits. `speaker_id` is set where somebody is only to be accepted."""

    title: str
    text: str
    url: str
    version: int
    speaker_id: int | None = None
    speaker: str = ""
    label: str = "Open the draft"


def huddles_to_finish(led: Calendars, now: datetime) -> list[ToFinish]:
    """Those of the teams somebody leads, until the shift is over.

    One statement, and two while nobody asked for the teams; one more where one is begun, and two for who could speak
    in the first that is not.
    """
    teams = led.teams[:MOST_TEAMS]
    if not teams:
        return []
    days = {team.pk: team.clock.day_of(now) for team in teams}
    recent = Q()
    for pk, day in days.items():
        recent |= Q(team=pk, day__gt=day - HELD_LATELY, day__lte=day)
    rows = list(
        Huddle.objects.filter(recent)
        .order_by("team", "day")
        .select_related("speaker")
        .annotate(speaker_is_off=_speaker_is_off())
    )
    hold = {row.team_id for row in rows}
    if not hold:
        return []
    todays = {row.team_id: row for row in rows if row.day == days[row.team_id]}
    open_parts = _open_parts([row for row in todays.values() if row.state == Huddle.State.DRAFT])
    found: list[ToFinish] = []
    untouched = False
    for team in teams:
        shift = led.works[team.pk].shift(days[team.pk]) if team.pk in hold else None
        huddle = todays.get(team.pk)
        if shift is None or now >= shift[1] or (huddle and _is_settled(huddle)):
            continue
        # A team that never said when it meets may still do so until its shift is over.
        begins = led.works[team.pk].huddle_at(days[team.pk]) if team.huddle_at else None
        if begins is not None and now >= begins + TOO_LATE:
            # Nobody prepares what is over. Whoever began it is asked what came of it.
            if huddle is not None:
                found.append(_to_record(team, huddle, several=len(teams) > 1, day=days[team.pk]))
            continue
        several, day = len(teams) > 1, days[team.pk]
        if huddle is not None:
            found.append(_to_finish(team, huddle, open_parts, several=several, day=day))
        else:
            # One is asked for at a time; the others can wait until they are opened.
            found.append(_to_prepare(team, several=several, day=day, names_speaker=not untouched))
            untouched = True
    return found


def _to_record(team: Team, huddle: Huddle, *, several: bool, day: date) -> ToFinish:
    whose = _whose(team, several)
    return ToFinish(
        f"Was {whose} huddle held?",
        "Write down what you agreed; where there was none today, leave it.",
        f"{reverse('teams:huddle_record', args=[str(day)])}?team={team.slug}",
        huddle.version,
        label="Write it down",
    )


def _speaker_is_off() -> ExpressionWrapper[Any]:
    """Whether whoever was to share is away since, and nobody said that they are there all the same."""
    day, who = OuterRef("day"), OuterRef("speaker")
    away = Absence.objects.filter(user=who, starts_on__lte=day, ends_on__gt=day)
    there = HuddlePerson.objects.filter(huddle=OuterRef("pk"), user=who, is_here=True)
    return ExpressionWrapper(Q(Exists(away)) & ~Q(Exists(there)), output_field=BooleanField())


def _is_settled(huddle: Huddle) -> bool:
    """Whether nothing is to be done any more before it is held."""
    if huddle.state == Huddle.State.READY:
        return not _lost_its_speaker(huddle)
    return huddle.state == Huddle.State.HELD


def _lost_its_speaker(huddle: Huddle) -> bool:
    found: bool = huddle.speaker_is_off  # type: ignore[attr-defined]
    return found


def _open_parts(drafts: list[Huddle]) -> dict[int, list[str]]:
    """What nobody has chosen yet, by huddle. One statement, none without a draft."""
    found: dict[int, list[str]] = {huddle.pk: [] for huddle in drafts}
    if drafts:
        rows = HuddlePart.objects.filter(
            huddle__in=drafts, kind__in=[FOCUS, QUESTION], chosen=False
        ).order_by("kind")
        for pk, kind in rows.values_list("huddle_id", "kind"):
            found[pk].append(kind)
    return found


def _to_prepare(team: Team, *, several: bool, day: date, names_speaker: bool) -> ToFinish:
    """Nobody has touched the draft yet; to accept who it suggests begins the huddle."""
    speakers: tuple[Colleague, ...] = ()
    if names_speaker:
        colleagues = colleagues_of(team, day)
        speakers = order_speakers(colleagues, away_among(colleagues, {}))
    text = "The draft is there. Choose the focus, who shares what inspires them, and a question."
    if speakers:
        text = f"{_longest(speakers[0].name)} The draft of the rest is there."
    return ToFinish(
        f"Prepare {_whose(team, several)} huddle",
        text,
        _url(team, day),
        0,
        *((speakers[0].pk, _first(speakers[0].name)) if speakers else ()),
    )


def _whose(team: Team, several: bool) -> str:
    return f"{team.name}’s {team.meets_at:%H:%M}" if several else f"the {team.meets_at:%H:%M}"


def _url(team: Team, day: date) -> str:
    return f"{reverse('teams:huddle_prepare', args=[str(day)])}?team={team.slug}"


def _longest(name: str) -> str:
    return f"{name} has gone longest without sharing what inspires them."


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0]


def _to_finish(
    team: Team,
    huddle: Huddle,
    open_parts: dict[int, list[str]],
    *,
    several: bool,
    day: date,
) -> ToFinish:
    name, url = _whose(team, several), _url(team, day)
    waits = open_parts.get(huddle.pk, [])
    if huddle.speaker is not None and _lost_its_speaker(huddle):
        return ToFinish(
            f"Choose who shares at {name} huddle",
            f"{huddle.speaker.name} was to, and is away today.",
            url,
            huddle.version,
        )
    speaker = huddle.speaker if not huddle.speaker_accepted else None
    left = len(waits) + (speaker is not None)
    if not left:
        return ToFinish(f"Say that {name} huddle is ready", "Every part is chosen.", url,
                        huddle.version)  # fmt: skip
    words = {FOCUS: "The focus of today", QUESTION: "The question to the team"}
    text = "".join(f"{words[kind]} is drafted. " for kind in waits)
    if speaker is not None:
        text = f"{_longest(speaker.name)} {text}"
    parts = "one part" if left == 1 else f"{left} parts"
    return ToFinish(
        f"Finish {name} huddle: {parts} left",
        text.strip(),
        url,
        huddle.version,
        None if speaker is None else speaker.pk,
        "" if speaker is None else _first(speaker.name),
    )
