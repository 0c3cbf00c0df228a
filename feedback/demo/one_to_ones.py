"""The demonstration's one-to-ones: a year of talks of those who can sign in, the last one of everybody else's.

Made through the actions, in the order of time, and the same for a seed and a last day. Every supervisor talks
with the agents of their team, every manager with their supervisors; promises are open on both sides, and the
next talks lie in the days after `now`, Jin's with Marcus later today where there is room for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from feedback.actions.one_to_ones.agenda import add_point, mark_talked
from feedback.actions.one_to_ones.agreements import agree, finish_agreement
from feedback.actions.one_to_ones.meetings import book, cancel, hold
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.actions.one_to_ones.wishes import add_wish
from feedback.models import Agreement, Meeting, Series, Wish
from feedback.notice_kinds import AGREEMENT, ONE_TO_ONE
from teams.calendar import WorkingTime
from teams.demo import LOGINS
from teams.models import Membership, Notice, Role, Team, User
from teams.queries.calendars import working_times

YEAR, SEASON = 13, 1
"""How many talks lie behind those who can sign in, and behind everybody else."""
EVERY_WEEKS = 4
READ_AFTER = timedelta(hours=20)

POINTS = (
    "Holidays over New Year",
    "A call on Tuesday that did not go well",
    "More written work",
    "The new returns screen",
    "Swapping the late shift",
    "How the huddle is going",
    "A course in Spanish",
    "Breaks on busy days",
    "What happens after a case goes to the carrier",
    "Showing the newcomers around",
)
SUMMARIES = (
    "A good month. Would like mail on two afternoons; we try it until spring.",
    "Late shifts are hard at the moment. We look at the plan together next week.",
    "The refund calls go better since the new page of the playbook. Keep the opening line.",
    "We listened to one call together: asking first what would help made the difference.",
    "Wants to show newcomers around. Starts with one morning a week.",
    "Headset is still crackling. Otherwise all calm.",
    "Proud of the saved delivery, and rightly so. Would like to decide such cases alone.",
)
OF_LEADER = (
    "Ask for a new headset",
    "Talk to planning about the late shift",
    "Send the course dates",
    "Put the opening line into the playbook",
    "Find somebody to sit beside on mail",
)
OF_PERSON = (
    "Sit in on two mail afternoons",
    "Write down what helped in the refund calls",
    "Try the opening question for a week",
    "Read the limits page and bring questions",
    "Show the new screen to the team",
)
NOTES = (
    "Tired since the move. Ask how the new flat is.",
    "Wants to be asked before being named in the huddle.",
    "Shy about it, but ready for more. Encourage.",
)
WISHES = (
    (Wish.Kind.GOOD_AT, ("Calming angry callers", "Finding the missing parcel", "Clear mails")),
    (
        Wish.Kind.GROW_IN,
        ("Keeping calls short without rushing", "Asking for help sooner", "Deciding refunds alone"),
    ),
    (Wish.Kind.WORK_ON, ("Written work", "Showing newcomers around")),
    (Wish.Kind.NEEDS, ("Quiet mornings", "A plan two weeks ahead", "One thing at a time")),
)
CALLED_OFF = ("On a course that day.", "Too much going on; next week is calmer.")


@dataclass
class Couple:
    """A leader and a person, when they talk, and how long they have."""

    leader: User
    person: User
    team: Team
    hours: WorkingTime
    talks: int
    since: date
    place: int


@transaction.atomic
def seed_one_to_ones(now: datetime, *, seed: int) -> None:
    """The whole of it as of `now`, after the people are there. All or nothing; nothing lies after `now` but
    what is booked.
    """
    dice = Random(f"one-to-ones {seed}")
    for couple in _couples(now):
        _play(couple, dice, now)
    ours = Notice.objects.filter(kind__in=(ONE_TO_ONE, AGREEMENT), read_at=None)
    ours.filter(at__lt=now - READ_AFTER).update(read_at=F("at"))


def _couples(now: datetime) -> list[Couple]:
    """Who talks with whom: by the team's order, then by login."""
    held = Membership.objects.filter(
        ends_on=None, team__isnull=False, user__is_active=True
    ).select_related("user", "team")
    by_role: dict[tuple[int, str], list[Membership]] = {}
    for row in held.order_by("team_id", "user__username"):
        by_role.setdefault((row.team_id or 0, row.role), []).append(row)
    teams = {row.team_id: row.team for row in held if row.team is not None}
    hours = working_times(teams.values())
    known = {login for login, _ in LOGINS}
    found: list[Couple] = []
    for team in sorted(teams.values(), key=lambda each: each.pk):
        supervisors = by_role.get((team.pk, Role.SUPERVISOR), [])
        managers = by_role.get((team.pk, Role.MANAGER), [])
        agents = by_role.get((team.pk, Role.AGENT), [])
        # A team without supervisors is led by its manager alone.
        pairs = [
            (_leader_of(who, place, supervisors or managers, known), who)
            for place, who in enumerate(agents)
            if supervisors or managers
        ]
        pairs += [(each, who) for each in managers[:1] for who in supervisors]
        for leader, who in pairs:
            talks = YEAR if known & {who.user.username} else SEASON
            since = max(leader.starts_on, who.starts_on)
            hours_of = hours[team.pk]
            found.append(Couple(leader.user, who.user, team, hours_of, talks, since, len(found)))
    return found


def _leader_of(
    who: Membership, place: int, leaders: list[Membership], known: set[str]
) -> Membership:
    """Leaders in turn; who can sign in talks with one who can, so that both sides can be seen."""
    able = [each for each in leaders if each.user.username in known]
    if able and who.user.username in known:
        return able[0]
    return leaders[place % len(leaders)]


def _play(couple: Couple, dice: Random, now: datetime) -> None:
    """The talks of two people, one after the other, and the next one."""
    today = couple.hours.clock.day_of(now)
    # Two a day, so that no leader talks all day long.
    last = today - timedelta(days=1 + couple.place % 20)
    begun: Series | None = None
    for back in range(couple.talks, 0, -1):
        at = _at(couple, last - timedelta(weeks=EVERY_WEEKS * (back - 1)))
        if at is None or couple.hours.clock.local(at).date() <= couple.since + timedelta(days=7):
            continue
        if begun is None:
            begun = begin_series(
                couple.leader, couple.person, every_weeks=EVERY_WEEKS, now=at - timedelta(days=5)
            )
        _talk(couple, begun, at, dice, is_last=back == 1)
    if begun is None:
        begun = begin_series(couple.leader, couple.person, every_weeks=EVERY_WEEKS, now=now)
    _now(couple, begun, dice, now)


def _at(couple: Couple, day: date) -> datetime | None:
    """A time of that day, or of the working day before it, in the team's hours."""
    for back in range(7):
        hours = couple.hours.shift(day - timedelta(days=back))
        if hours is not None:
            return hours[0] + timedelta(hours=1 + couple.place % 6)
    return None


def _talk(couple: Couple, series: Series, at: datetime, dice: Random, *, is_last: bool) -> None:
    """One talk: what was on the agenda, what they remember, what they promised and kept."""
    leader, person = couple.leader, couple.person
    meeting = book(leader, series, starts_at=at, now=at - timedelta(days=4))
    if not is_last and dice.random() < 0.08:
        cancel(dice.choice((leader, person)), meeting, why=dice.choice(CALLED_OFF), now=at - timedelta(days=1))  # fmt: skip
        return
    point = add_point(
        dice.choice((leader, person)), series, words=dice.choice(POINTS), now=at - timedelta(days=2)
    )
    mark_talked(leader, point, meeting, now=at)
    hold(leader, meeting, summary=dice.choice(SUMMARIES), version=0, now=at)
    for open_one in Agreement.objects.filter(series=series, done_at=None, dropped_at=None):
        finish_agreement(person, open_one, now=at)
    owner, words = dice.choice(((leader, OF_LEADER), (person, OF_PERSON)))
    due = couple.hours.clock.local(at).date() + timedelta(days=14)
    agree(
        leader, series, owner=owner, words=dice.choice(words), due_on=due, meeting=meeting, now=at
    )


def _now(couple: Couple, series: Series, dice: Random, now: datetime) -> None:
    """How it stands: a promise of the other one as well, wishes, and for two in three the next talk."""
    leader, person = couple.leader, couple.person
    today = couple.hours.clock.day_of(now)
    latest = Meeting.objects.filter(series=series, state=Meeting.State.HELD).first()
    known = couple.talks == YEAR
    if known or couple.place % 4 == 0:
        for owner, words in ((leader, OF_LEADER), (person, OF_PERSON)):
            agree(
                person, series, owner=owner, words=words[couple.place % len(words)],
                due_on=today + timedelta(days=couple.place % 9), meeting=latest, now=now,
            )  # fmt: skip
        for kind, wishes in WISHES:
            add_wish(person, person, kind=kind, words=dice.choice(wishes), now=now)
        save_private_note(leader, series, words=dice.choice(NOTES), version=0, now=now)
        add_point(person, series, words=dice.choice(POINTS), now=now)
    if known or couple.place % 3:
        book(leader, series, starts_at=_next(couple, now), now=now)


def _next(couple: Couple, now: datetime) -> datetime:
    """Later today for who can sign in, where the shift leaves room; else one of the working days to come."""
    soon = (now + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    today = couple.hours.clock.day_of(now)
    hours = couple.hours.shift(today)
    if couple.talks == YEAR and hours is not None and hours[0] <= soon < hours[1]:
        return soon
    day = today + timedelta(days=1 + couple.place % 15)
    at = _at(couple, day + timedelta(days=7))
    while at is None or at <= now:
        day += timedelta(days=7)
        at = _at(couple, day)
    return at
