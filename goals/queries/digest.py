"""What a digest says: how one's goals stand, the ones off pace first, then what else needs its reader, in the words
of the pages.

It holds what its reader may open, and of single people's figures only the reader's own: a mail is passed on,
and read over a shoulder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from goals.models import Goal, Scope, Status
from goals.notice_kinds import TURNED
from goals.permissions import goals_visible_to
from goals.queries.digest_needs import Needs, needs_of
from goals.queries.digest_times import news as every_news
from goals.queries.ledger import GoalNow, read_lines
from goals.queries.sentences import (
    BAD,
    GOOD,
    JUDGED,
    Named,
    Sentence,
    for_agent,
    for_leader,
    is_plural,
    words,
)
from goals.queries.sources import freshness
from goals.queries.takes import needed, what_it_takes
from teams.kinds import choice_of, for_all, kind_of
from teams.models import Notice, NoticeChoices, Organisation, Role, User
from teams.permissions import OwnTeam, standing_of
from teams.queries.inbox import clock_of_person, is_ours
from teams.reachable import can_open

MOST_LINES = 5
FEWEST_PEOPLE = 5
"""Of a goal that each member has, counts of fewer people would tell of single ones."""
MOST_NAMES = 4
_ALL = {1: "", 2: "both "}


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing, or `number` of them, and the one page where it is acted on (a path). `notice` is the number of the one
    it says.
    """

    text: str
    path: str
    notice: int = 0
    number: int = 1


@dataclass(frozen=True, slots=True)
class DigestWords:
    """A digest in ready words. `told` are the notices that need no other mail once it is sent.

    `changed` says whether anything was told since the last one. `left` are those of `told` that were to come in the
    digest alone and that it does not name: they go into the inbox.
    """

    subject: str
    lead: str
    lines: tuple[DigestLine, ...]
    healthy: str
    fresh: str
    told: tuple[int, ...]
    changed: bool
    left: tuple[int, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its lines lead."""
        return tuple(line.path for line in self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A goal and what it is called here."""

    goal: GoalNow
    named: Named

    @property
    def name(self) -> str:
        """With the team's name where the reader has several, or that it is everybody's."""
        whole = self.goal.scope == Scope.ORGANISATION
        return f"{self.named.name}, whole company" if whole else self.named.name

    @property
    def is_off(self) -> bool:
        """Whether it is off its pace."""
        return self.goal.status in BAD or self.goal.status == Status.WATCH


def digest_words(
    person: User, choices: NoticeChoices, organisation: Organisation, now: datetime
) -> DigestWords | None:
    """What there is to say to this person; None where they have neither goals nor news, and nothing needs them.

    Eight statements at most, and what *Today* takes to gather what waits.
    """
    standing = standing_of(person, now)
    led = [team for team in standing.own_teams if team.pk in standing.leads]
    as_agent = standing.role == Role.AGENT
    several = len(led) > 1
    lines = read_lines(
        _goals(person, leads=not as_agent),
        person,
        organisation,
        now=now,
        names_teams=several,
        as_oneself=as_agent,
    )
    shown = [
        Shown(goal, goal.named(with_team=several))
        for goal in lines.ledger().pursued
        if not _tells_of_few(goal, as_agent=as_agent)
    ]
    # The sentence is that of one's page, about the team's goals; others are named where they need one.
    first = {Scope.TEAM} if as_agent else {Scope.TEAM, Scope.MEMBERS} if led else set(Scope)
    main = [one for one in shown if one.goal.scope in first]
    own = [one for one in shown if one.goal.scope not in first]
    unread = _unread(person, now)
    needs = needs_of(person, now)
    wanted = [row for row in unread if choice_of(row.kind) not in choices.not_in_mail]
    news = _news(wanted, person, needs)
    if not shown and not wanted and not needs.lines:
        return None
    place = _place(led, as_agent=as_agent, own=standing.own_teams, organisation=organisation)
    if not shown:
        sentence = Sentence("")
    elif as_agent:
        sentence = for_agent(place, [one.named for one in main], [one.named for one in own])
    else:
        sentence = for_leader([one.named for one in main], waiting=needs.waiting)
    said = _lines([*main, *own], needs, news)
    return DigestWords(
        subject=_subject(main, place, [line.text for line in needs.lines]),
        lead=f"{sentence.lead} {sentence.rest}".strip(),
        lines=said,
        healthy=_healthy(main),
        fresh=freshness(clock_of_person(person), now).short,
        told=tuple(row.pk for row in unread),
        changed=bool(wanted),
        left=_left(wanted, person, news, said),
    )


def few_words(
    person: User, choices: NoticeChoices, organisation: Organisation, now: datetime
) -> DigestWords | None:
    """For whoever has no digest: thanks and changed rules alone; None where there are none. Three statements."""
    kinds = for_all()
    unread = [row for row in _unread(person, now) if row.kind in kinds]
    wanted = [row for row in unread if choice_of(row.kind) not in choices.not_in_mail]
    if not wanted:
        return None
    standing = standing_of(person, now)
    place = standing.own_teams[0].name if standing.own_teams else organisation.name
    news = _news(wanted, person, Needs())
    if not news:
        return None
    first = news[0].text.partition(". ")[0].removesuffix(".")
    more = f", and {words(len(news) - 1)} more" if len(news) > 1 else ""
    said = _lines([], Needs(), news)
    return DigestWords(
        subject=f"{place}: {first}{more}",
        lead="",
        lines=said,
        healthy="",
        fresh="",
        told=tuple(row.pk for row in unread),
        changed=True,
        left=_left(wanted, person, news, said),
    )


def _goals(person: User, *, leads: bool) -> QuerySet[Goal]:
    """Those of the teams one leads and of the whole that one owns; an agent's team's, and one's own."""
    standing = standing_of(person)
    mine = Q(scope=Scope.AGENT, agent=person)
    if leads:
        mine |= Q(scope__in=[Scope.TEAM, Scope.MEMBERS], team__in=standing.leads)
        mine |= Q(scope=Scope.ORGANISATION, owner=person)
    else:
        mine |= Q(scope__in=[Scope.TEAM, Scope.MEMBERS], team__in=standing.agent_in)
    return goals_visible_to(person).filter(mine, state=Goal.State.ACTIVE)


def _tells_of_few(goal: GoalNow, *, as_agent: bool) -> bool:
    if goal.scope != Scope.MEMBERS or as_agent:
        return False
    people = goal.line.row.now_hint.removeprefix("of ").partition(" ")[0]
    return not people.isdigit() or int(people) < FEWEST_PEOPLE


def _unread(person: User, now: datetime) -> list[Notice]:
    """What was told since the last digest and not read since, newest first. One statement."""
    return list(every_news(now).filter(user=person))


def _place(
    led: Sequence[OwnTeam], *, as_agent: bool, own: Sequence[OwnTeam], organisation: Organisation
) -> str:
    if as_agent:
        return own[0].name
    if not led:
        return organisation.name
    return led[0].name if len(led) == 1 else "Your teams"


# --- Words ---------------------------------------------------------------------------------------


def _subject(shown: Sequence[Shown], place: str, needs: Sequence[str]) -> str:
    """`North: 6 of 8 on pace. First-contact resolutions need 230 a day.`"""
    if not shown and needs:
        return f"{place}: {needs[0].removesuffix('.')}"
    if not shown:
        return f"{place}: news in your inbox"
    good = sum(one.goal.status in GOOD for one in shown)
    judged = sum(one.goal.status in JUDGED for one in shown)
    if not judged:
        return f"{place}: too early to say"
    if good == len(shown):
        return f"{place}: {_ALL.get(good, f'all {good} ')}on pace"
    start = f"{place}: {good} of {len(shown)} on pace"
    first = next((one for one in shown if one.is_off), None)
    if first is None:
        return start
    verb = needed(first.goal)
    if is_plural(first.named.name):
        verb = verb.replace("needs", "need", 1).replace("is ", "are ", 1)
    return f"{start}. {first.name} {verb}."


def _lines(
    shown: Sequence[Shown], needs: Needs, news: Sequence[DigestLine]
) -> tuple[DigestLine, ...]:
    """Goals off pace, then what needs its reader, then what else was told; five at most, the last of them saying
    how many more. However many goals are off pace, the first thing that needs somebody is among them.
    """
    goals = [
        DigestLine(
            f"{Status(one.goal.status).label}: {one.name}. {what_it_takes(one.goal)}", one.goal.url
        )
        for one in shown
        if one.is_off
    ]
    asked = [DigestLine(line.text, line.path) for line in needs.lines]
    others = [*asked, *news]
    if len(goals) + len(others) <= MOST_LINES:
        return (*goals, *others)
    room = MOST_LINES - 1
    first = goals[: room - 1 if others else room]
    second = others[: room - len(first)]
    on_today = len(goals) - len(first) + max(len(asked) - len(second), 0)
    in_inbox = sum(line.number for line in news[max(len(second) - len(asked), 0) :])
    return (*first, *second, _more(on_today, in_inbox))


def _more(on_today: int, in_inbox: int) -> DigestLine:
    """What there was no room for, each where it is: goals and what is asked for on *Today*, news in the inbox."""
    if not on_today:
        return DigestLine(f"And {words(in_inbox)} more in your inbox.", _inbox())
    inbox = f", and {words(in_inbox)} in your inbox" if in_inbox else ""
    return DigestLine(f"And {words(on_today)} more on Today{inbox}.", reverse("home"))


def _news(wanted: Sequence[Notice], person: User, needs: Needs) -> list[DigestLine]:
    """What was told, but for what is said by how a goal stands, and by what needs its reader."""
    said = {line.path for line in needs.lines}
    news = [row for row in wanted if row.kind != TURNED and row.url not in said]
    spoken = [row for row in news if _is_spoken(row, person)]
    silent = len(news) - len(spoken)
    found: list[DigestLine] = []
    for row in spoken:
        path = row.url if is_ours(row.url) else _inbox()
        # Beyond those that are named it only counts that they are there.
        if len(found) < MOST_LINES and not can_open(person, path):
            continue
        found.append(DigestLine(_said(row, person), path, row.pk))
    if silent:
        waits = "One more thing waits" if found else "One thing waits"
        many = f"{words(silent).capitalize()} {'more ' if found else ''}things wait"
        text = f"{waits if silent == 1 else many} in your inbox."
        found.append(DigestLine(text, _inbox(), number=silent))
    return found


def _left(
    wanted: Sequence[Notice], person: User, news: Sequence[DigestLine], said: Sequence[DigestLine]
) -> tuple[int, ...]:
    """What there was no room for, or no words, and what stands in no inbox either."""
    cut = {line.notice for line in news} - {line.notice for line in said}
    alone = (row for row in wanted if not row.in_inbox)
    return tuple(row.pk for row in alone if row.pk in cut or not _is_spoken(row, person))


def _is_spoken(row: Notice, person: User) -> bool:
    """Whether its words, or those of its kind, may stand in mail."""
    return kind_of(row.kind).is_said_to(person.pk, row.about_id)


def _said(row: Notice, person: User) -> str:
    kind = kind_of(row.kind)
    if kind.by_mail and row.about_id in (None, person.pk):
        return f"{row.text} {row.detail}".strip()
    return kind.in_mail


def _inbox() -> str:
    return reverse("teams:inbox")


def _healthy(shown: Sequence[Shown]) -> str:
    """`On pace or met: Calls answered and Happy customers. Two are too early to say.`

    Where nothing is off pace and they are many, the sentence over it has said so already.
    """
    good = [one.name for one in shown if one.goal.status in GOOD]
    early = sum(one.goal.status == Status.TOO_EARLY for one in shown)
    silent = sum(one.goal.status == Status.NO_DATA for one in shown)
    parts = []
    if len(good) > MOST_NAMES:
        if any(one.is_off for one in shown):
            parts.append(f"The other {words(len(good))} are on pace or met.")
    elif good:
        names = good[0] if len(good) == 1 else f"{', '.join(good[:-1])} and {good[-1]}"
        parts.append(f"On pace or met: {names}.")
    for number, what in ((early, "too early to say"), (silent, "without figures yet")):
        if number:
            parts.append(f"{words(number).capitalize()} {'is' if number == 1 else 'are'} {what}.")
    return " ".join(parts)
