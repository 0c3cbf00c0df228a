"""The demonstration's huddles: the last sixty working days of each team, some of them without one.

Everything goes through the actions, in the order of time. What each day said of goals is words of that day, as no
one knows any more how they stood; thanks are those that had been given by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from teams import huddle_demo_words as words
from teams.actions import huddle_record, huddles
from teams.huddle_draft import COMPANY, FOCUS, KUDOS, Candidate, Draft, order_kudos, order_speakers
from teams.huddle_kinds import MISSED, TAKEN_ON
from teams.huddle_parts import candidates_of
from teams.models import Huddle, Notice, Team, User
from teams.models.people import LEADS
from teams.permissions import forget_standing
from teams.queries import people_of, working_time
from teams.queries.huddle_draft import colleagues_of

WORKING_DAYS = 60
WITHOUT = 4
"""Of so many working days one passes without a huddle."""
_LASTS = timedelta(minutes=8)
_READ_AFTER = timedelta(hours=20)


@transaction.atomic
def seed_huddles(now: datetime) -> None:
    """Sixty working days of huddles as of `now`, after people and thanks are there. Today’s is left to be prepared."""
    for number, team in enumerate(Team.objects.filter(archived_at=None).order_by("name")):
        _seed(team, number, now)
    told = Notice.objects.filter(kind__in=[MISSED, TAKEN_ON], read_at=None)
    told.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _seed(team: Team, number: int, now: datetime) -> None:
    working = working_time(team)
    today = team.clock.day_of(now)
    days = [
        day for back in range(1, 120) if working.is_working_day(day := today - timedelta(days=back))
    ]
    told: list[str] = []
    for place, day in enumerate(reversed(days[:WORKING_DAYS])):
        last = place >= WORKING_DAYS - 5
        # Not every so many days alike: a weekday would then always be without.
        if (place * 7 + place // 5 + number) % WITHOUT == 1 and not last:
            continue
        told += _hold(team, day, place + number, told)


def _hold(team: Team, day: date, place: int, told: Sequence[str]) -> list[str]:
    """One huddle; the keys of what was read out."""
    at = datetime.combine(day, team.meets_at, ZoneInfo(team.time_zone)) + timedelta(minutes=15)
    members = people_of(team, day)
    leaders = [one.user_id for one in members if one.role in LEADS]
    if not leaders:
        return []
    agents = [one for one in members if one.role not in LEADS]
    leader = _person(leaders[place % len(leaders)])
    away = {one.user_id for spot, one in enumerate(agents) if (spot + 3 * place) % 7 == 0}
    thanks = [one for one in candidates_of("feedback", team, day, at) if one.kind == KUDOS]
    kudos = order_kudos(thanks, told)[: int(place % 3 > 0)]
    made = Draft(
        company=(Candidate(f"company:{day}", COMPANY, "The whole company", _company(place)),),
        focus=(Candidate(f"day:{day}", FOCUS, words.FOCUS[place % len(words.FOCUS)]),),
        kudos=kudos,
        speakers=order_speakers(colleagues_of(team, day), away),
    )
    huddles.begin_huddle(leader, team, day, now=at - _LASTS, made=made)
    huddle = huddles.make_ready(leader, team, day, now=at - timedelta(minutes=2))
    here = [one.user_id for one in members if one.user_id not in away]
    if place % 2 and here:
        whose = here[place * 5 % len(here)]
        entry = huddle_record.commit_to(
            leader, huddle, words=words.TAKEN[place // 2 % len(words.TAKEN)], whose=whose, now=at
        )
        if place % 12 != 1:
            huddle_record.finish_entry(leader, entry, now=at + timedelta(hours=5))
    huddle = huddle_record.record_huddle(
        leader,
        team,
        day,
        here=here,
        call_to_action=words.CALLS[place % len(words.CALLS)],
        inspired=words.INSPIRED[place % len(words.INSPIRED)],
        now=at + _LASTS,
    )
    _read(huddle, sorted(away), place, at)
    return [one.key for one in kudos]


def _read(huddle: Huddle, away: Sequence[int], place: int, at: datetime) -> None:
    """Those who were off shift say that they read it; now and then one adds something."""
    for spot, pk in enumerate(away[:2]):
        huddle_record.react_to(_person(pk), huddle, now=at + timedelta(hours=9, minutes=spot))
    if place % 9 == 4 and away:
        huddle_record.add_to_huddle(
            _person(away[0]), huddle, words=words.ADDED[place % len(words.ADDED)],
            now=at + timedelta(hours=9, minutes=5),
        )  # fmt: skip


def _company(place: int) -> str:
    satisfied, first = 90 + place * 5 % 4, 84 + place * 3 % 5
    return f"Satisfaction {satisfied}%, usual range. First-contact share {first}%, usual range."


def _person(pk: int) -> User:
    found = User.objects.get(pk=pk)
    forget_standing(found)
    return found
