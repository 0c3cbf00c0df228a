"""Who gets a digest, and when: half an hour before their team starts, on days on which it works.

Days and hours are the team's own, so a changed clock moves nothing but the instant. Of several teams the one
that starts first on a day decides; who has none goes by the organisation's clock, Monday to Friday from nine.
Quiet hours are by the person's own clock, and only ever put a mail off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from goals.models import Goal
from teams.calendar import ONE_DAY, WorkingTime
from teams.models import Membership, NoticeChoices, Organisation, Role, Team, User
from teams.models.people import LEADS
from teams.permissions import can_sign_in
from teams.queries import working_times
from teams.queries.notices import usual_digest

BEFORE_WORK = timedelta(minutes=30)
TOO_LATE = timedelta(hours=4)
"""After that the morning is over: none is better than one that talks of it."""
OFFICE_HOURS = (time(9), time(17))
Mode = NoticeChoices.Digest


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets digests, the teams whose mornings they follow, and what they chose."""

    person: User
    mode: str
    works: tuple[WorkingTime, ...]
    quiet: tuple[time, time] | None
    zone: str


@dataclass(frozen=True, slots=True)
class Morning:
    """A day of one reader, and the instant (UTC) from which its digest is due."""

    user_id: int
    day: date
    due_at: datetime


def readers(now: datetime) -> list[Reader]:
    """Everybody who gets digests now. Four statements, whatever the number of people."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return []
    people = list(_who_may(now))
    held = _teams_of(people, now)
    teams = {team.pk: team for memberships in held.values() for team, _ in memberships}
    works = working_times(teams.values()) if teams else {}
    office = WorkingTime(organisation.clock, frozenset(range(5)), *OFFICE_HOURS)
    found = []
    for person in people:
        mine = held.get(person.pk, [])
        led = [team for team, role in mine if role in LEADS]
        # Whoever owns a goal but leads no team looks after the whole.
        leads = bool(led) or any(role == Role.ADMINISTRATOR for _, role in mine) or not mine
        choices = getattr(person, "notice_choices", None) or NoticeChoices(user=person)
        mode = choices.digest or usual_digest(leads=leads)
        if mode == Mode.OFF or not can_sign_in(person, now):
            continue
        follows = led or [team for team, _ in mine]
        found.append(
            Reader(
                person,
                mode,
                tuple(works[team.pk] for team in follows) or (office,),
                _quiet(choices),
                choices.time_zone or (follows[0].time_zone if follows else organisation.time_zone),
            )
        )
    return found


def _who_may(now: datetime) -> Sequence[User]:
    """People with an address who lead a team, own a goal, or asked for the digest. One statement."""
    day = now.date()
    leads = Membership.objects.between(day - ONE_DAY, day + ONE_DAY).leads()
    owned = Goal.objects.filter(owner=OuterRef("pk"), state=Goal.State.ACTIVE)
    asked = Q(notice_choices__digest__in=[Mode.WEEKDAYS, Mode.WEEKLY, Mode.CHANGES])
    people = User.objects.filter(is_active=True).exclude(email="")
    return list(
        people.exclude(notice_choices__digest=Mode.OFF)
        .filter(Exists(leads.filter(user=OuterRef("pk"))) | Exists(owned) | asked)
        .select_related("notice_choices")
        .order_by("pk")
    )


def _teams_of(people: Sequence[User], now: datetime) -> dict[int, list[tuple[Team, str]]]:
    """Their teams of today with the role, in the teams' name order. One statement."""
    found: dict[int, list[tuple[Team, str]]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people, team__archived_at=None, team__isnull=False)
    for membership in rows.select_related("team").order_by("team__name"):
        team = membership.team
        if team is None:
            continue
        day = team.clock.day_of(now)
        if membership.starts_on <= day and (membership.ends_on is None or day < membership.ends_on):
            found[membership.user_id].append((team, membership.role))
    return found


def _quiet(choices: NoticeChoices) -> tuple[time, time] | None:
    if choices.quiet_from is None or choices.quiet_until is None:
        return None
    return choices.quiet_from, choices.quiet_until


# --- When ----------------------------------------------------------------------------------------


def mornings(reader: Reader, week_starts_on: int, now: datetime) -> list[Morning]:
    """The reader's mornings from yesterday's to tomorrow's, in order: days off have none."""
    today = reader.works[0].clock.day_of(now)
    found = []
    for day in (today - ONE_DAY, today, today + ONE_DAY):
        at = starts_at(reader.works, day)
        if at is None:
            continue
        if reader.mode == Mode.WEEKLY and not _is_first_of_week(reader.works, day, week_starts_on):
            continue
        found.append(Morning(reader.person.pk, day, _after_quiet(reader, at - BEFORE_WORK)))
    return found


def starts_at(works: Sequence[WorkingTime], day: date) -> datetime | None:
    """When the first of the teams starts on a day; None where all have it off."""
    shifts = [shift[0] for work in works if (shift := work.shift(day)) is not None]
    return min(shifts, default=None)


def _is_first_of_week(works: Sequence[WorkingTime], day: date, week_starts_on: int) -> bool:
    before = (day.weekday() - week_starts_on) % 7
    return not any(
        work.is_working_day(day - back * ONE_DAY) for work in works for back in range(1, before + 1)
    )


def _after_quiet(reader: Reader, at: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into."""
    if reader.quiet is None:
        return at
    start, end = reader.quiet
    zone = ZoneInfo(reader.zone)
    local = at.astimezone(zone)
    wall = local.time()
    if start < end:
        inside, day = start <= wall < end, local.date()
    else:
        inside = wall >= start or wall < end
        day = local.date() + (ONE_DAY if wall >= start else timedelta(0))
    if not inside:
        return at
    return max(at, datetime.combine(day, end, zone).astimezone(UTC))
