"""What *Today* says to leaders of a huddle that is not ready yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from teams.huddle_draft import FOCUS, QUESTION
from teams.models import Huddle, HuddlePart, Team, User
from teams.permissions import standing_of
from teams.queries.calendars import working_times

MOST_TEAMS = 8
HELD_LATELY = timedelta(days=21)
"""Only teams that hold huddles are asked about theirs."""


@dataclass(frozen=True, slots=True)
class ToFinish:
    """A huddle of today that waits. `speaker_id` is set where somebody is only to be accepted."""

    title: str
    text: str
    url: str
    version: int
    speaker_id: int | None = None
    speaker: str = ""


def huddles_to_finish(person: User, now: datetime) -> list[ToFinish]:
    """Those of the teams this person leads, until the shift is over. Two statements, two more where there is one."""
    teams = list(
        Team.objects.filter(pk__in=standing_of(person).leads).order_by("name")[:MOST_TEAMS]
    )
    if not teams:
        return []
    days = {team.pk: team.clock.day_of(now) for team in teams}
    recent = Q()
    for pk, day in days.items():
        recent |= Q(team=pk, day__gt=day - HELD_LATELY, day__lte=day)
    rows = list(Huddle.objects.filter(recent).order_by("team", "day").select_related("speaker"))
    hold = {row.team_id for row in rows}
    if not hold:
        return []
    working = working_times(team for team in teams if team.pk in hold)
    todays = {row.team_id: row for row in rows if row.day == days[row.team_id]}
    open_parts = _open_parts([row for row in todays.values() if row.state == Huddle.State.DRAFT])
    found: list[ToFinish] = []
    for team in teams:
        shift = working[team.pk].shift(days[team.pk]) if team.pk in hold else None
        huddle = todays.get(team.pk)
        if shift is None or now >= shift[1] or (huddle and huddle.state != Huddle.State.DRAFT):
            continue
        found.append(
            _to_finish(team, huddle, open_parts, several=len(teams) > 1, day=days[team.pk])
        )
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


def _to_finish(
    team: Team,
    huddle: Huddle | None,
    open_parts: dict[int, list[str]],
    *,
    several: bool,
    day: object,
) -> ToFinish:
    name = f"{team.name}’s " if several else "the "
    at = f"{team.meets_at:%H:%M}"
    url = f"{reverse('teams:huddle_prepare', args=[str(day)])}?team={team.slug}"
    if huddle is None:
        return ToFinish(
            f"Prepare {name}{at} huddle",
            "The draft is there. Choose the focus, who shares what inspires them, and a question.",
            url, 0,
        )  # fmt: skip
    waits = open_parts.get(huddle.pk, [])
    speaker = huddle.speaker if not huddle.speaker_accepted else None
    left = len(waits) + (speaker is not None)
    if not left:
        return ToFinish(f"Say that {name}{at} huddle is ready", "Every part is chosen.", url,
                        huddle.version, None)  # fmt: skip
    words = {FOCUS: "The focus of today", QUESTION: "The question to the team"}
    text = "".join(f"{words[kind]} is drafted. " for kind in waits)
    if speaker is not None:
        text = f"{speaker.name} has gone longest without sharing what inspires them. {text}"
    parts = "one part" if left == 1 else f"{left} parts"
    return ToFinish(
        f"Finish {name}{at} huddle: {parts} left",
        text.strip(),
        url,
        huddle.version,
        None if speaker is None else speaker.pk,
        "" if speaker is None else speaker.name.split()[0],
    )
