"""Telling each team once a week how its goals moved, when its first shift of the next week has begun.

A note is a row (`WeekNote`), made in the transaction that tells: however often this runs, and however many
workers run it, a team is told of a week once. What nobody looked at within two days of that shift is not told
any more; the next week is not far.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.urls import reverse

from goals.models import WeekNote
from goals.notice_kinds import MOMENTUM
from goals.queries.brief import WEEK, Week, week_of
from goals.queries.week_note import week_note
from teams.calendar import ONE_DAY, WorkingTime
from teams.models import Membership, Organisation, Team, User
from teams.permissions import can_sign_in
from teams.queries import working_times
from teams.telling import tell

NEWS_FOR = timedelta(days=2)

log = structlog.get_logger(__name__)


def tell_weeks(now: datetime) -> None:
    """Tell the teams whose week is over and whose next one has begun. Four statements where nothing is due.

    A team that cannot be put into words is logged and holds no other up.
    """
    organisation = Organisation.objects.first()
    if organisation is None:
        return
    teams = list(Team.objects.filter(archived_at=None).order_by("pk"))
    works = working_times(teams)
    since = (now - 3 * WEEK).date()
    told = set(WeekNote.objects.filter(first_day__gte=since).values_list("team_id", "first_day"))
    for team in teams:
        this = week_of(team.clock.day_of(now), organisation.week_starts_on)
        last = week_of(this.first - ONE_DAY, organisation.week_starts_on)
        begun = _first_shift(works[team.pk], this)
        if (team.pk, last.first) in told or begun is None or not begun <= now < begun + NEWS_FOR:
            continue
        try:
            _tell(team, organisation, last, now)
        except Exception:
            log.exception("a week could not be told", team=team.pk)


def _first_shift(work: WorkingTime, week: Week) -> datetime | None:
    """When the team first works in a week; None for a week that it has off."""
    days = (week.first + n * ONE_DAY for n in range(7))
    return next((shift[0] for day in days if (shift := work.shift(day)) is not None), None)


@transaction.atomic
def _tell(team: Team, organisation: Organisation, week: Week, now: datetime) -> None:
    note, is_new = WeekNote.objects.get_or_create(
        team=team, first_day=week.first, defaults={"told_at": now}
    )
    said = week_note(team, organisation, week) if is_new else None
    if said is None:
        return
    WeekNote.objects.filter(pk=note.pk).update(text=said.text[:300])
    tell(
        _everybody(team, team.clock.day_of(now), now),
        MOMENTUM,
        f"momentum-{team.pk}-{week.first:%Y%m%d}",
        said.text,
        detail=said.detail,
        url=reverse("team", args=[team.slug]),
        now=now,
    )


def _everybody(team: Team, today: date, now: datetime) -> list[User]:
    held = Membership.objects.on(today).filter(team=team).values("user_id")
    people = User.objects.filter(pk__in=held).order_by("pk")
    return [person for person in people if can_sign_in(person, now)]
