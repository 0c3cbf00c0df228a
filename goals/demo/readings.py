"""The figures: who worked when, and what came of it, sent through the funnel as four sources would.

Every person's day and every team's day is drawn from a generator of its own, named after seed, person and
day, so that a day is the same whatever comes before it and however late it is when it is made. Whole days
are drawn and what lies after `now` is left out.

The last weeks come in by the hour, as they would from systems that report all day long; before that there
is one figure a day, as from an export of each evening.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from math import sqrt
from random import Random
from zoneinfo import ZoneInfo

from goals.demo import metrics as slugs
from goals.demo.patterns import USUAL, Conditions, Story, Usual, conditions
from goals.ingest import funnel
from goals.ingest.records import Record
from goals.models import TEAM_ITSELF, Metric, Source
from goals.periods import add_months
from goals.queries.places import Places
from teams.calendar import ONE_DAY, WorkingTime
from teams.demo import CLOCK, NIGHT, Cast
from teams.models import Membership, Role, Team
from teams.queries import working_times

SOURCES = {
    slugs.ANSWERED: "Phone system",
    slugs.HANDLE: "Phone system",
    slugs.HELPED: "Ticket desk",
    slugs.RESOLVED: "Ticket desk",
    slugs.REPEAT: "Ticket desk",
    slugs.COMPLAINTS: "Ticket desk",
    slugs.HAPPY: "Customer survey",
    slugs.QUALITY: "Quality log",
}
"""Where the figures of each metric come from."""

DETAILED_DAYS = 35
"""How far back figures come by the hour."""

AT_ONCE = 20_000
_ONE = Decimal(1)
_RATED = 0.34
_LEARNING_DAYS = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """One reading before it has ids: metric, what tells it from others of its source, when, how much."""

    slug: str
    label: str
    at: datetime
    value: Decimal
    weight: Decimal = _ONE


@dataclass(frozen=True, slots=True)
class Place:
    """A team with its calendar and habits."""

    team: Team
    working: WorkingTime
    usual: Usual

    def at(self, day: date, hour: int, minute: int = 59) -> datetime:
        """The instant of a wall clock time of the shift that begins on `day`."""
        shift_day = day + ONE_DAY if hour < self.team.day_starts_hour else day
        return datetime.combine(shift_day, time(hour, minute), ZoneInfo(self.team.time_zone))


@dataclass(frozen=True, slots=True)
class Habits:
    """What one person is like: speed multiplies, `skill` and `charm` add to shares. `turn` is their roster's."""

    username: str
    user_id: int
    joined: date
    turn: int
    speed: float
    skill: float
    charm: float
    care: float


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of somebody's day that is reported in one figure, ending at `at`."""

    label: str
    at: datetime
    expected: float
    surveys: bool


class Dice:
    """Chance with a name: the same name always throws the same numbers."""

    def __init__(self, *name: object) -> None:
        self._random = Random("/".join(map(str, name)))

    def count(self, expected: float) -> int:
        """How many came, when so many were expected (as many as would by chance)."""
        return max(0, round(self._random.gauss(expected, sqrt(max(expected, 0.01)))))

    def share(self, number: int, chance: float) -> int:
        """Of so many, how many had it."""
        chance = min(max(chance, 0.0), 1.0)
        if number <= 12 or chance < 0.02:
            return sum(self._random.random() < chance for _ in range(number))
        spread = sqrt(number * chance * (1 - chance))
        return min(max(round(self._random.gauss(number * chance, spread)), 0), number)

    def about(self, number: int, chance: float) -> int:
        """Of so many, about as many as should have it: nearer to it than chance alone would be."""
        return min(int(number * min(max(chance, 0.0), 1.0) + self._random.random()), number)

    def around(self, middle: float, spread: float) -> float:
        """A number near `middle`."""
        return self._random.gauss(middle, spread)

    def happens(self, chance: float) -> bool:
        """Whether it did."""
        return self._random.random() < chance


def seed_readings(
    cast: Cast, metrics: Mapping[str, Metric], now: datetime, *, seed: int, months: int
) -> None:
    """Write all figures from `months` whole months back up to `now`."""
    last = CLOCK.day_of(now)
    first = first_day(last, months)
    story = Story(last)
    places = Places()
    sources = {name: Source.objects.create(name=name) for name in sorted(set(SOURCES.values()))}
    by_source: dict[str, list[Record]] = {name: [] for name in sources}
    for team, agent_id, figure in _everything(cast, story, first, seed):
        if figure.at > now:
            continue
        records = by_source[SOURCES[figure.slug]]
        records.append(
            Record(
                index=len(records),
                metric_id=metrics[figure.slug].pk,
                external_id=figure.label,
                team_id=team.pk,
                agent_id=agent_id,
                at=figure.at,
                value=figure.value,
                weight=figure.weight,
            )
        )
    for name, records in by_source.items():
        # In the order of time, as they would have come.
        rest = iter(
            sorted(records, key=lambda record: (record.at, record.metric_id, record.external_id))
        )
        while batch := list(islice(rest, AT_ONCE)):
            funnel.write(sources[name], batch, now=now, places=places)


def first_day(last: date, months: int) -> date:
    """The first day with figures: the first of the month so many months before."""
    return add_months(last, -months)


Sent = tuple[Team, int, Figure]


def _everything(cast: Cast, story: Story, first: date, seed: int) -> Iterator[Sent]:
    teams = cast.teams.values()
    working = working_times(list(teams))
    places = {team.pk: Place(team, working[team.pk], USUAL[team.name]) for team in teams}
    for place in places.values():
        # Far eastern teams are a day ahead of the organisation.
        for day in _days(first, story.last + ONE_DAY):
            if place.working.is_working_day(day):
                for figure in _calls(place, story, day, seed):
                    yield place.team, TEAM_ITSELF, figure
    for membership, turn in _agents(cast):
        person = habits_of(membership, turn, seed)
        place = places[membership.team_id or 0]
        start, end = membership.starts_on, membership.ends_on
        for day in _days(max(first, start), min(story.last + ONE_DAY, end or date.max)):
            if day != end and is_at_work(person, place, day, seed):
                for figure in _persons_day(person, place, story, day, seed):
                    yield place.team, person.user_id, figure


def _agents(cast: Cast) -> list[tuple[Membership, int]]:
    """Everybody's times as agent, with the place at which their days off rotate."""
    turns = {person.pk: turn for turn, person in enumerate(cast.people.values())}
    found = Membership.objects.filter(role=Role.AGENT).select_related("user").order_by("pk")
    return [(membership, turns[membership.user_id]) for membership in found]


def habits_of(membership: Membership, turn: int, seed: int) -> Habits:
    """What this person is like; the same in every team."""
    username = membership.user.username
    dice = Dice(seed, username)
    first = membership.user.memberships.earliest("starts_on").starts_on
    return Habits(
        username=username,
        user_id=membership.user_id,
        joined=first,
        turn=turn,
        speed=dice.around(1.0, 0.07),
        skill=dice.around(0.0, 0.022),
        charm=dice.around(0.0, 0.014),
        care=dice.around(1.0, 0.06),
    )


def is_at_work(person: Habits, place: Place, day: date, seed: int) -> bool:
    """Five days a week of those their team works, less leave by the week and the odd day in bed."""
    if not place.working.is_working_day(day):
        return False
    week = day.isocalendar().week
    worked = sorted(place.working.weekdays)
    free = {worked[(person.turn * 2 + week + n) % len(worked)] for n in range(len(worked) - 5)}
    if day.weekday() in free:
        return False
    on_leave = Dice(seed, person.username, day.isocalendar().year, week).happens(0.09)
    return not on_leave and not Dice(seed, person.username, day, "ill").happens(0.02)


# --- A team's day --------------------------------------------------------------------------------


def _calls(place: Place, story: Story, day: date, seed: int) -> Iterator[Figure]:
    """Calls of each hour, and of each quarter of it in the last weeks, and how many were quick."""
    team, usual = place.team, place.usual
    today = conditions(story, team.name, day)
    dice = Dice(seed, team.name, day)
    mood = dice.around(0.0, 0.012)
    minutes = (14, 29, 44, 59) if _is_detailed(story, day) else (59,)
    for hour, busy in usual.hours.items():
        chance = usual.answered + today.answered + mood - 0.16 * (busy - 1)
        for minute in minutes:
            calls = dice.count(usual.calls * busy * today.volume / len(minutes))
            if calls:
                label = f"{team.slug} {day} {hour:02d}:{minute:02d}"
                quick = dice.share(calls, chance + dice.around(0.0, 0.03))
                at = place.at(day, hour, minute)
                yield Figure(slugs.ANSWERED, label, at, Decimal(quick), Decimal(calls))


# --- A person's day ------------------------------------------------------------------------------


def _persons_day(
    person: Habits, place: Place, story: Story, day: date, seed: int
) -> Iterator[Figure]:
    """Customers helped and how, in one figure a day or one an hour; surveys; a conversation."""
    today = conditions(story, place.team.name, day)
    dice = Dice(seed, person.username, day)
    learned = _learned(person, day)
    skill = person.skill - 0.08 * (1 - learned)
    customers = 0
    for part in _parts(person, place, story, day, today, learned):
        helped = dice.count(part.expected)
        customers += helped
        if helped:
            yield from _work(person, place, today, part, helped, skill, dice)
        if part.surveys and customers:
            yield from _echo(person, place, today, part, customers, dice)
            customers = 0
    if _has_conversation(person, place, day, dice):
        at = place.at(day, _shift(person, place, day)[3], 20)
        yield Figure(slugs.QUALITY, f"{person.username} {day}", at, _ONE)


def _parts(
    person: Habits, place: Place, story: Story, day: date, today: Conditions, learned: float
) -> Iterator[Part]:
    shift = _shift(person, place, day)
    pace = place.usual.rate * today.volume * person.speed * (0.6 + 0.4 * learned)
    if not _is_detailed(story, day):
        expected = sum(pace * place.usual.hours[hour] for hour in shift)
        yield Part(f"{person.username} {day}", place.at(day, shift[-1]), expected, surveys=True)
        return
    for hour in shift:
        label = f"{person.username} {day} {hour:02d}:00"
        surveys = hour in (shift[3], shift[-1])
        yield Part(label, place.at(day, hour), pace * place.usual.hours[hour], surveys)


def _work(
    person: Habits,
    place: Place,
    today: Conditions,
    part: Part,
    helped: int,
    skill: float,
    dice: Dice,
) -> Iterator[Figure]:
    """What the ticket desk and the phone system tell of a stretch of work."""
    usual = place.usual
    settled = dice.share(helped, usual.resolved + today.resolved + skill)
    each = usual.handle * today.handle * person.care * dice.around(1.0, 0.1)
    seconds = round(helped * max(each, 60.0))
    yield Figure(slugs.HELPED, part.label, part.at, Decimal(helped))
    if settled:
        yield Figure(slugs.RESOLVED, part.label, part.at, Decimal(settled))
    yield Figure(slugs.HANDLE, part.label, part.at, Decimal(seconds), Decimal(helped))


def _echo(
    person: Habits, place: Place, today: Conditions, part: Part, customers: int, dice: Dice
) -> Iterator[Figure]:
    """What customers say of it: repeat contacts, surveys, complaints."""
    usual = place.usual
    all_of_them = Decimal(customers)
    again = dice.share(customers, usual.repeat + today.repeat - person.skill / 3)
    yield Figure(slugs.REPEAT, part.label, part.at, Decimal(again), all_of_them)
    rated = dice.share(customers, _RATED)
    if rated:
        happy = dice.about(rated, usual.happy + today.happy + person.charm + dice.around(0.0, 0.02))
        yield Figure(slugs.HAPPY, part.label, part.at, Decimal(happy), Decimal(rated))
    complaints = dice.share(customers, usual.complaints * today.complaints / 1000)
    weight = all_of_them.scaleb(-3)
    yield Figure(slugs.COMPLAINTS, part.label, part.at, Decimal(complaints), weight)


def _has_conversation(person: Habits, place: Place, day: date, dice: Dice) -> bool:
    """Twice in most weeks. The Night desk has none yet: its leads begin with them next month."""
    if place.team.name == NIGHT:
        return False
    return (day.weekday() + person.turn) % 3 == 0 and dice.happens(0.97)


def _shift(person: Habits, place: Place, day: date) -> tuple[int, ...]:
    shifts = place.usual.shifts
    return shifts[(person.turn + day.isocalendar().week) % len(shifts)]


def _learned(person: Habits, day: date) -> float:
    """How far a newcomer has come, 0 to 1."""
    return min(max((day - person.joined) / timedelta(days=_LEARNING_DAYS), 0.0), 1.0)


def _is_detailed(story: Story, day: date) -> bool:
    return day > story.last - timedelta(days=DETAILED_DAYS)


def _days(first: date, last: date) -> Iterator[date]:
    """From the one to the other, both included."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
