"""What a team said in its last huddle, for its page and for those who were off shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from teams.models import Huddle, HuddleEntry, Team, User
from teams.permissions import huddles_visible_to
from teams.queries.huddle_entries import day_words, entries_of

MOST = 3


@dataclass(frozen=True, slots=True)
class TakenOn:
    """What somebody said they would do."""

    who: str
    words: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class LastHuddle:
    """Its day, what it called for, what somebody shared, and what was taken on; `more` are left out."""

    day: str
    url: str
    call: str
    speaker: str
    inspired: str
    taken_on: tuple[TakenOn, ...]
    more: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was written down."""
        return not (self.call or self.inspired or self.taken_on)


def last_huddle(viewer: User, team: Team, now: datetime) -> LastHuddle | None:
    """The newest that was held, for those who may read the team's huddles. Two statements, and three where there are ideas."""
    held = huddles_visible_to(viewer).filter(team=team, state=Huddle.State.HELD)
    huddle = held.select_related("speaker").first()
    if huddle is None:
        return None
    huddle.team = team
    today = team.clock.day_of(now)
    entries = entries_of(viewer, huddle, now)
    taken = [one for one in entries if one.kind == HuddleEntry.Kind.COMMITMENT]
    query = f"?team={team.slug}"
    return LastHuddle(
        day=day_words(huddle.day, today),
        url=reverse("teams:huddle_day", args=[str(huddle.day)]) + query,
        call=huddle.call_to_action,
        speaker=huddle.speaker.name if huddle.speaker else "",
        inspired=huddle.inspired,
        taken_on=tuple(TakenOn(one.who, one.words, one.is_done) for one in taken[:MOST]),
        more=max(0, len(taken) - MOST),
    )
