"""From the words of a file or a program to metric, team, agent, instant and figure, or a clear refusal.

Whatever comes in passes here on its way to the funnel: page, command and API alike. Everything that is
refused is refused with `Rejected`, which says which field, what was found and how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from goals.fixed import OutOfRange, from_units, to_units
from goals.models import Metric
from teams.calendar import Clock
from teams.models import Membership, Role, Team, User

EARLIEST_YEAR = 2000
FUTURE_TOLERANCE = timedelta(minutes=5)
"""Clocks of senders may run ahead by this much."""
EXTERNAL_ID_LENGTH = 200
SOURCE_NAME_LENGTH = 100
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NUMBER_LENGTH = 60
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_SHOWN = 60


class Rejected(ValueError):
    """Something that cannot be taken in: which field, what was found there, and how to mend it.

    `message` is the whole text, `repair` its part that says how to mend it: errors are grouped by it.
    """

    def __init__(self, field: str, found: str, value: object = "", repair: str = "") -> None:
        self.field = field
        self.message = f"{found} {repair}".strip()
        self.repair = repair
        self.value = shown(value)
        super().__init__(self.message)


def shown(value: object, length: int = _SHOWN) -> str:
    """A value as it can be put into a message: printable, and not longer than a line."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= length else text[: length - 1] + "…"


# --- Figures and names ---------------------------------------------------------------------------


def figure(value: object, field: str = "value") -> Decimal:
    """An exact figure with four decimals, from a number or its text with a decimal point.

    Raises Rejected for what is no plain decimal number: NaN, Infinity, `1_000`, full-width digits, or a
    number of 1,000,000,000 and more.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Rejected(
            field, f"“{shown(value)}” is not a number.", value, "Write it in digits, such as 12.5."
        )
    # The shortest text of a float is the figure that was meant: 0.1 is 0.1.
    text = (repr(value) if isinstance(value, float) else str(value)).strip()
    if len(text) > _NUMBER_LENGTH or not _NUMBER.fullmatch(text):
        raise Rejected(
            field,
            f"“{shown(text)}” is not a number.",
            text,
            "Write it in digits, such as 12.5.",
        )
    try:
        return from_units(to_units(text))
    except OutOfRange as error:
        raise Rejected(field, str(error), text, "Check the figure.") from error


def weight_figure(value: object, field: str = "weight") -> Decimal:
    """A weight: a figure that is not below zero."""
    weight = figure(value, field)
    if weight < 0:
        raise Rejected(
            field, "A weight cannot be below zero.", value, "Correct it, or leave the row out."
        )
    return weight


def external_id(value: object, field: str = "external_id") -> str:
    """The sender's own id of a reading: 1 to 200 characters, none of them a control character."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if isinstance(value, bool) or not text:
        raise Rejected(field, "The id is blank.", value, "Give each row an id of its own.")
    if len(text) > EXTERNAL_ID_LENGTH:
        raise Rejected(
            field, "The id is too long.", value, f"Use at most {EXTERNAL_ID_LENGTH} characters."
        )
    _refuse_controls(text, field)
    return text


def source_name(value: object, field: str = "source") -> str:
    """The name of a source: 1 to 100 characters, none of them a control character."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise Rejected(
            field, "The source has no name.", value, "Name where these figures come from."
        )
    if len(text) > SOURCE_NAME_LENGTH:
        raise Rejected(
            field,
            "The source's name is too long.",
            value,
            f"Use at most {SOURCE_NAME_LENGTH} characters.",
        )
    _refuse_controls(text, field)
    return text


def _refuse_controls(text: str, field: str) -> None:
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
        raise Rejected(field, "There are control characters in the text.", text, "Remove them.")


# --- Instants ------------------------------------------------------------------------------------


def instant(value: str | datetime, zone: str | None, now: datetime, field: str = "at") -> datetime:
    """A UTC instant, from an ISO 8601 text or a datetime.

    One without an offset is a wall time of `zone`; without a zone it is refused. See `local_instant` for
    the hours around a clock change. Refused: before the year 2000, or more than five minutes after `now`.
    """
    moment = value if isinstance(value, datetime) else _parse_instant(value, field)
    # Before any arithmetic: the first and the last year of the calendar overflow in it.
    if not EARLIEST_YEAR <= moment.year <= now.year + 1:
        _refuse_year(moment, field, value)
    if moment.tzinfo is None:
        if zone is None:
            raise Rejected(
                field, "The time has no offset.", value, "Write it like 2026-11-21T09:30:00+00:00."
            )
        moment = local_instant(moment, zone, field)
    moment = moment.astimezone(UTC)
    if moment > now + FUTURE_TOLERANCE:
        raise Rejected(
            field, "This lies in the future.", value, "Check the date and the time zone."
        )
    return moment


def start_of_day(day: date, clock: Clock, now: datetime, field: str = "at") -> datetime:
    """The UTC instant at which a team's `day` starts, for figures that have a day and no time."""
    if not EARLIEST_YEAR <= day.year <= now.year + 1:
        _refuse_year(day, field, day.isoformat())
    return instant(clock.day_start(day), None, now, field)


def _refuse_year(moment: date, field: str, value: object) -> None:
    if moment.year < EARLIEST_YEAR:
        raise Rejected(
            field,
            f"Found {shown(value)}. The year {moment.year} is before {EARLIEST_YEAR}.",
            value,
            "Check the date.",
        )
    _refuse_future(field, value)


def _refuse_future(field: str, value: object) -> None:
    raise Rejected(
        field,
        f"Found {shown(value)}. It lies in the future.",
        value,
        "Check the date and the time zone.",
    )


def _parse_instant(text: object, field: str) -> datetime:
    if not isinstance(text, str) or not _INSTANT.fullmatch(text.strip()):
        raise Rejected(
            field,
            f"“{shown(text)}” is not a date with a time.",
            text,
            "Write it like 2026-11-21T09:30:00+00:00.",
        )
    try:
        return datetime.fromisoformat(text.strip().upper().replace(",", "."))
    except ValueError as error:
        raise Rejected(
            field, f"“{shown(text)}” does not exist: {reason_of(error)}.", text, "Check the date."
        ) from error


def reason_of(error: ValueError) -> str:
    """What the standard library found wrong with a date or time, in our words."""
    message = str(error)
    if "day" in message:
        return "that month has no such day"
    if "month" in message:
        return "there are twelve months"
    return "the clock does not go that far"


def local_instant(wall: datetime, zone: str, field: str = "at") -> datetime:
    """The instant of a naive wall time in `zone`.

    A time that happens twice, when clocks go back, is the first of the two (`is_ambiguous` tells, so that
    a page can say so). One that never happens, when clocks go forward, is refused.
    """
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
        raise Rejected(
            field,
            f"{wall:%H:%M} did not exist on {wall.day} {wall:%B %Y} in {zone}: the clocks went forward.",
            f"{wall:%Y-%m-%d %H:%M:%S}",
            "Check the time or the time zone.",
        )
    return moment


def is_ambiguous(wall: datetime, zone: str) -> bool:
    """Whether a naive wall time happened twice in `zone` because clocks went back."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    earlier, later = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return earlier is not None and later is not None and earlier > later


# --- Who and what --------------------------------------------------------------------------------


def key(text: str) -> str:
    """How names are compared: without regard to case, to blanks around or doubled inside."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class MetricRef:
    """A metric, as far as what comes in needs to know it."""

    id: int
    slug: str
    name: str
    kind: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team: its names and its clock."""

    id: int
    name: str
    slug: str
    clock: Clock


@dataclass(slots=True)
class Stay:
    """A stretch of days an agent is in a team: `starts_on` to the day before `ends_on`."""

    team_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the agent is there on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(slots=True)
class Directory:
    """Every metric, team, person and agent's stay, by the words people use for them.

    Loaded in four statements and asked any number of times. One loaded for certain teams knows nothing
    of the others: to it, another team's agent is as unknown as one who does not exist.
    """

    now: datetime
    metrics: dict[str, MetricRef] = field(default_factory=dict)
    archived_metrics: set[str] = field(default_factory=set)
    teams: dict[int, TeamRef] = field(default_factory=dict)
    team_ids: dict[str, int] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    people_ids: dict[str, set[int]] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=dict)
    is_limited: bool = False

    @classmethod
    def load(cls, now: datetime, *, teams: Iterable[int] | None = None) -> Directory:
        """What is there now. With `teams`, only those teams and the people who were agents in them."""
        directory = cls(now, is_limited=teams is not None)
        for metric in Metric.objects.all():
            ref = MetricRef(
                metric.pk, metric.slug, metric.name, metric.kind, metric.unit, metric.decimals
            )
            directory.metrics[key(metric.slug)] = ref
            if metric.archived_at is not None:
                directory.archived_metrics.add(key(metric.slug))
        found = Team.objects.all() if teams is None else Team.objects.filter(pk__in=list(teams))
        for team in found:
            directory.add_team(TeamRef(team.pk, team.name, team.slug, team.clock))
        stays = Membership.objects.filter(role=Role.AGENT, team__in=list(directory.teams))
        for user_id, team_id, starts_on, ends_on in stays.order_by("starts_on", "id").values_list(
            "user_id", "team_id", "starts_on", "ends_on"
        ):
            assert team_id is not None  # noqa: S101  (an agent's membership has a team: a constraint)
            directory.stays.setdefault(user_id, []).append(Stay(team_id, starts_on, ends_on))
        for person in User.objects.values_list("pk", "name", "username", "email"):
            if teams is None or person[0] in directory.stays:
                directory.add_person(*person)
        return directory

    # What a file makes is known from its first row on, before it is stored.

    def add_team(self, team: TeamRef) -> None:
        """Make a team known by its name and slug."""
        self.teams[team.id] = team
        self.team_ids.setdefault(key(team.slug), team.id)
        self.team_ids[key(team.name)] = team.id

    def add_person(self, user_id: int, name: str, username: str, email: str) -> None:
        """Make a person known by name, login and e-mail."""
        self.people[user_id] = name
        for word in (name, username, email):
            if word:
                self.people_ids.setdefault(key(word), set()).add(user_id)

    def metric(self, slug: object, field: str = "metric") -> MetricRef:
        """The metric with this slug."""
        word = key(slug) if isinstance(slug, str) else ""
        found = self.metrics.get(word)
        if found is None:
            raise Rejected(
                field,
                f"There is no metric “{shown(slug)}”.",
                slug,
                "The metric list names those there are.",
            )
        if word in self.archived_metrics:
            raise Rejected(
                field,
                f"The metric “{found.name}” is archived and takes no figures.",
                slug,
                "Bring it back first, or leave it out.",
            )
        return found

    def find_team(self, name: str) -> TeamRef | None:
        """The team with this name or slug; None where there is none."""
        team_id = self.team_ids.get(key(name))
        return None if team_id is None else self.teams[team_id]

    def team(self, name: object, field: str = "team") -> TeamRef:
        """The team with this name or slug."""
        team = self.find_team(name) if isinstance(name, str) else None
        if team is None:
            whose = " among the teams you manage" if self.is_limited else ""
            raise Rejected(
                field, f"There is no team “{shown(name)}”{whose}.", name, "Check the spelling."
            )
        return team

    def find_agent(self, name: str, field: str = "agent") -> int | None:
        """The user id of an agent by name, e-mail or login; None where nobody is called so.

        Of several people with one name, those who are or were agents are meant; if that leaves more than
        one, it is refused rather than guessed.
        """
        found = self.people_ids.get(key(name), set())
        agents = {user_id for user_id in found if user_id in self.stays} or found
        if len(agents) > 1:
            raise Rejected(
                field,
                f"{len(agents)} people are called “{shown(name)}”.",
                name,
                "Write the e-mail address or the login instead.",
            )
        return next(iter(agents), None)

    def agent(self, name: object, field: str = "agent") -> int:
        """The user id of an agent by name, e-mail or login, whatever the case."""
        user_id = self.find_agent(name, field) if isinstance(name, str) else None
        if user_id is None:
            whose = " in the teams you manage" if self.is_limited else ""
            raise Rejected(
                field,
                f"Nobody is called “{shown(name)}”{whose}.",
                name,
                "Check the spelling, or add the person first.",
            )
        return user_id

    def find_team_at(self, agent_id: int, at: datetime) -> int | None:
        """The team the person was an agent of at an instant, on that team's own local day."""
        for stay in self.stays.get(agent_id, ()):
            if stay.holds(self.teams[stay.team_id].clock.day_of(at)):
                return stay.team_id
        return None

    def team_at(self, agent_id: int, at: datetime, field: str = "agent") -> int:
        """The team the person was an agent of at an instant; refused where there is none."""
        team_id = self.find_team_at(agent_id, at)
        if team_id is None:
            raise self.teamless(agent_id, at.date(), field)
        return team_id

    def teamless(self, agent_id: int, day: date, field: str) -> Rejected:
        """The refusal of an agent who was in no team on a day."""
        name = self.people.get(agent_id, "This person")
        whose = "none of your teams" if self.is_limited else "no team"
        return Rejected(
            field,
            f"{name} was an agent in {whose} on {day.day} {day:%B %Y}.",
            name,
            "Name the team in the row, or have the person's team history put right.",
        )

    def instant(self, value: str | datetime, zone: str | None, field: str = "at") -> datetime:
        """`instant` as of this directory's now."""
        return instant(value, zone, self.now, field)
