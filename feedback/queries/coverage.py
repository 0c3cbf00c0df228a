"""Whom we have not thanked for a while, for their leaders: a list to act on, never a measure of anybody.

First come those for whom it is time, then the others, each by how long they have waited; or all by name: how long
somebody waits says something of those who thank, not of them. Who gives is a number of people, without names.

**Whoever has not been thanked yet** is counted from the day they came; from the day they were put in here, where that
was later. What was said before is not on record, so that nobody is overdue on a team's first morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models.functions import Lower
from django.urls import reverse

from feedback.models import Snooze
from feedback.permissions.kudos import people_covered_by
from feedback.queries.counted import with_last_thanked
from feedback.queries.givers import Givers, givers_in
from feedback.queries.shifts import Hours, hours_of
from goals import dates
from teams.calendar import Clock
from teams.evidence import Fact, evidence_about
from teams.models import Membership, Organisation, Role, User
from teams.names import first_name
from teams.permissions import OwnTeam, standing_of

_MONTH, _YEAR = 30, 365
OVERDUE_AFTER = 14
"""Days without a thanks that a leader knows of, from which on we say so."""
EVIDENCE_OF = timedelta(days=30)
MOST_SHOWN = 300
"""People on a page."""
_NEW = 90
TENURES = (("new", "First 90 days"), ("year", "First year"), ("longer", "Over a year"))


@dataclass(frozen=True, slots=True)
class Gap:
    """How long somebody has not been thanked. `days` counts from when their record begins where nobody has thanked
    them yet (`never`); `put_in_later`: that is later than they came. `snoozed` says until when, and `reason` why, the
    leader does not want to be asked.
    """

    pk: int
    name: str
    initials: str
    team_id: int
    team: str
    tenure: str
    since: date
    days: int
    never: bool
    put_in_later: bool = False
    snoozed: str = ""
    reason: str = ""
    evidence: str = ""
    evidence_url: str = ""
    evidence_label: str = ""
    thank_url: str = ""

    @property
    def first_name(self) -> str:
        """What one calls them."""
        return first_name(self.name)

    @property
    def is_overdue(self) -> bool:
        """Whether it is time, and the leader has no reason to wait."""
        return self.days >= OVERDUE_AFTER and not self.snoozed

    @property
    def is_put_off(self) -> bool:
        """Whether it is time, and the leader has a reason to wait."""
        return self.days >= OVERDUE_AFTER and bool(self.snoozed)

    @property
    def is_yet_to_be(self) -> bool:
        """Whether nobody has thanked them yet, and it is not time."""
        return self.never and self.days < OVERDUE_AFTER

    @property
    def wait(self) -> str:
        """`19 days`, `today`, `not yet, 3 days here`, `not yet, counted for 3 days`."""
        if self.never and self.put_in_later:
            since = f"for {_long(self.days)}" if self.days > 0 else "from today"
            return f"not yet, counted {since}"
        if self.never:
            return f"not yet, {_long(self.days)} here" if self.days > 0 else "not yet, new today"
        return _days(self.days) if self.days > 0 else "today"

    @property
    def tenure_label(self) -> str:
        """How long they have been here, in words."""
        return dict(TENURES)[self.tenure]


@dataclass(frozen=True, slots=True)
class TeamCoverage:
    """One team: its people, who gives, and the hours they work by. `gaps` are those on this page; the numbers count
    all of the team that are asked for.
    """

    pk: int
    name: str
    hours: str
    gaps: tuple[Gap, ...]
    people: int
    overdue: int
    put_off: int
    yet: int
    givers: Givers

    @property
    def clear(self) -> str:
        """Said where nobody is overdue."""
        return "" if self.overdue or not self.people else clear_words(self.put_off, self.yet)


@dataclass(frozen=True, slots=True)
class Shift:
    """Those who work by the same hours. `code` is what an address calls them: `0900-1700`."""

    code: str
    hours: str
    people: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is narrowed to, its order, and which page of it."""

    team: str = ""
    tenure: str = ""
    order: str = "wait"
    shift: str = ""
    page: int = 1

    def query(self, **changes: str | int) -> str:
        """For addresses: `team=north&page=2`, what is usual left out."""
        usual = Wanted()
        asked = replace(self, **changes)  # type: ignore[arg-type]
        names = ("team", "shift", "tenure", "order", "page")
        return urlencode(
            {
                name: getattr(asked, name)
                for name in names
                if getattr(asked, name) != getattr(usual, name)
            }
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """The page, `page` of `pages`. `shifts` are all those of the teams asked for, whichever is chosen."""

    teams: tuple[TeamCoverage, ...]
    shifts: tuple[Shift, ...]
    overdue: int
    put_off: int
    yet: int
    people: int
    page: int
    pages: int

    @property
    def sentence(self) -> str:
        """What it comes to."""
        if not self.people:
            return "Nobody here to thank yet."
        if not self.overdue:
            return clear_words(self.put_off, self.yet)
        who = "One person has" if self.overdue == 1 else f"{self.overdue} people have"
        return f"{who} not been thanked for {OVERDUE_AFTER} days or more."


def clear_words(put_off: int, yet: int) -> str:
    """What is said where nobody is overdue. Whom the reader put off has not been thanked all the same, nor have those
    who are so new that it is not time (`yet`).
    """
    but = f", but for {'one' if put_off == 1 else put_off} you put off" if put_off else ""
    if yet:
        who = "One person has" if yet == 1 else f"{yet} people have"
        return f"Nobody is overdue{but}. {who} not been thanked yet: their {OVERDUE_AFTER} days are not over."
    return f"Everyone has been thanked in the last {OVERDUE_AFTER} days{but}."


def gaps_of(viewer: User, clock: Clock, now: datetime) -> list[Gap]:
    """Everybody whose leader this is, by name, without evidence. Days are those of `clock`, the organisation's.
    Three statements whatever their number.
    """
    today = clock.day_of(now)
    people = with_last_thanked(people_covered_by(viewer, today), viewer)
    places = _places(viewer, today)
    snoozes = {
        one.person_id: one
        for one in Snooze.objects.filter(leader=viewer, until__gt=today).only(
            "person_id", "until", "reason"
        )
    }
    found = []
    for person in people.order_by(Lower("name"), "pk").only("name", "joined_at"):
        if person.pk not in places:
            continue
        team, joined = places[person.pk]
        last: datetime | None = person.last_thanked  # type: ignore[attr-defined]
        begins = max(joined, clock.day_of(person.joined_at))
        since = clock.day_of(last) if last is not None else begins
        snooze = snoozes.get(person.pk)
        found.append(
            Gap(
                pk=person.pk,
                name=person.name,
                initials=person.initials,
                team_id=team.pk,
                team=team.name,
                tenure=_tenure((today - joined).days),
                since=since,
                days=max((today - since).days, 0),
                never=last is None,
                put_in_later=begins > joined,
                snoozed=dates.day(snooze.until, today) if snooze else "",
                reason=snooze.reason if snooze else "",
                thank_url=thank_url(person.pk),
            )
        )
    return found


def overdue_of(gaps: Iterable[Gap]) -> list[Gap]:
    """Those for whom it is time, whoever has waited longest first; of the same day by name."""
    return _by_wait(gap for gap in gaps if gap.is_overdue)


def with_evidence(viewer: User, gaps: Sequence[Gap], clock: Clock, now: datetime) -> list[Gap]:
    """The same, each with what they could be thanked for, where something is known since they last were.

    As many statements as the sources take, whatever the number of people.
    """
    if not gaps:
        return []
    facts = evidence_about(viewer, [gap.pk for gap in gaps], now - EVIDENCE_OF, now)
    return [_with_fact(gap, facts[gap.pk], clock, now) for gap in gaps]


def coverage(viewer: User, wanted: Wanted, now: datetime) -> Coverage:
    """The page: a constant number of statements."""
    clock = (Organisation.objects.first() or Organisation()).clock
    everybody = gaps_of(viewer, clock, now)
    standing = standing_of(viewer)
    led = [one for one in standing.own_teams if one.pk in standing.leads]
    hours = hours_of(one.pk for one in led)
    of_team = [one for one in led if wanted.team in ("", one.slug)]
    teams = [one for one in of_team if wanted.shift in ("", hours[one.pk].code)]
    gaps = [gap for gap in everybody if wanted.tenure in ("", gap.tenure)]
    asked = _in_order(
        [gap for gap in gaps if gap.team_id in {one.pk for one in teams}], teams, wanted
    )
    pages = max(-(-len(asked) // MOST_SHOWN), 1)
    page = min(max(wanted.page, 1), pages)
    shown = asked[(page - 1) * MOST_SHOWN : page * MOST_SHOWN]
    overdue = {gap.pk: gap for gap in with_evidence(viewer, overdue_of(shown), clock, now)}
    on_page = _by_team(overdue.get(gap.pk, gap) for gap in shown)
    whole = _by_team(asked)
    givers = givers_in(viewer, {one.pk for one in teams}, clock, now)
    return Coverage(
        teams=tuple(
            TeamCoverage(
                team.pk,
                team.name,
                hours[team.pk].words,
                tuple(on_page[team.pk]),
                len(whole[team.pk]),
                _overdue(whole[team.pk]),
                sum(gap.is_put_off for gap in whole[team.pk]),
                sum(gap.is_yet_to_be for gap in whole[team.pk]),
                givers[team.pk],
            )
            for team in teams
            # A team without anybody stands on the first page; one whose people are on others does not stand here.
            if on_page[team.pk] or not (whole[team.pk] or wanted.tenure or page > 1)
        ),
        shifts=_shifts([gap for gap in gaps if gap.team_id in {one.pk for one in of_team}], hours),
        overdue=_overdue(asked),
        put_off=sum(gap.is_put_off for gap in asked),
        yet=sum(gap.is_yet_to_be for gap in asked),
        people=len(asked),
        page=page,
        pages=pages,
    )


def thank_url(person: int, fact: Fact | None = None) -> str:
    """The composer with a person in it, and what they could be thanked for."""
    query = {"to": str(person)}
    if fact is not None:
        query["fact"] = f"{fact.kind}-{fact.object_id}"
    return f"{reverse('feedback:kudos_new')}?{urlencode(query)}"


# --- Parts ---------------------------------------------------------------------------------------


def _places(viewer: User, today: date) -> dict[int, tuple[OwnTeam, date]]:
    """The team of each agent that this viewer leads, and since when they are in a team here. One statement.

    Somebody's tenure begins with their first team: a move does not make anybody new.
    """
    standing = standing_of(viewer)
    led = {team.pk: team for team in standing.own_teams if team.pk in standing.leads}
    held = Membership.objects.agents().on(today).filter(team__in=led).values("user_id")
    rows = Membership.objects.filter(user__in=held, team__isnull=False).values_list(
        "user_id", "team_id", "role", "starts_on", "ends_on"
    )
    began: dict[int, date] = {}
    places: dict[int, OwnTeam] = {}
    for person, team, role, starts_on, ends_on in rows:
        began[person] = min(began.get(person, starts_on), starts_on)
        holds = starts_on <= today and (ends_on is None or ends_on > today)
        if team in led and role == Role.AGENT and holds:
            places[person] = led[team]
    return {person: (team, began[person]) for person, team in places.items()}


def _in_order(gaps: list[Gap], teams: Sequence[OwnTeam], wanted: Wanted) -> list[Gap]:
    """Team by team, as the page shows them, so that a page ends within a team and none is left out."""
    place = {team.pk: number for number, team in enumerate(teams)}
    if wanted.order == "wait":
        gaps = _by_wait(gaps)
    return sorted(gaps, key=lambda gap: place[gap.team_id])


def _by_wait(gaps: Iterable[Gap]) -> list[Gap]:
    """Those for whom it is time before those who wait because the leader put them off; of the same day by name."""
    return sorted(gaps, key=lambda gap: (not gap.is_overdue, -gap.days, gap.name, gap.pk))


def _by_team(gaps: Iterable[Gap]) -> dict[int, list[Gap]]:
    found: dict[int, list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[gap.team_id].append(gap)
    return found


def _overdue(gaps: Iterable[Gap]) -> int:
    return sum(gap.is_overdue for gap in gaps)


def _shifts(gaps: Iterable[Gap], hours: Mapping[int, Hours]) -> tuple[Shift, ...]:
    """The earliest first."""
    found: dict[Hours, list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[hours[gap.team_id]].append(gap)
    return tuple(
        Shift(one.code, one.words, len(people), _overdue(people))
        for one, people in sorted(found.items(), key=lambda item: item[0].code)
    )


def _with_fact(gap: Gap, facts: Sequence[Fact], clock: Clock, now: datetime) -> Gap:
    """The newest that is newer than the last thanks."""
    today = clock.day_of(now)
    fact = next((one for one in facts if gap.never or clock.day_of(one.at) >= gap.since), None)
    if fact is None:
        return gap
    on = clock.day_of(fact.at)
    passed = (today - on).days
    when = {0: "today", 1: "yesterday"}.get(passed) or f"on {dates.day(on, today)}"
    if fact.first_at is not None and clock.day_of(fact.first_at) < on:
        when = f"the last one {when}"
    return replace(
        gap,
        evidence=f"{fact.words[:1].upper()}{fact.words[1:].rstrip('.')}, {when}.",
        evidence_url=fact.url,
        evidence_label=fact.label,
        thank_url=thank_url(gap.pk, fact),
    )


def _tenure(days: int) -> str:
    return "new" if days < _NEW else "year" if days < _YEAR else "longer"


def _long(days: int) -> str:
    """`3 days`, `5 months`, `6 years`: how long somebody has been here, as one would say it."""
    if days < 2 * _MONTH:
        return _days(days)
    return f"{days // _MONTH} months" if days < 2 * _YEAR else f"{days // _YEAR} years"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
