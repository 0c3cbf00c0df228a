"""What waits for a leader, oldest promise first, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Window,
)
from django.urls import reverse

from escalations import lifecycle
from escalations.models import AmendsRequest, Channel, Escalation, Need, Outcome
from escalations.permissions import escalations_visible_to, queue_of
from escalations.queries.clocks import Clock, clock_of, moment
from escalations.queries.promised import still_to_come
from teams.calendar import Clock as WallClock
from teams.models import User
from teams.names import first_name
from teams.permissions import standing_of

MOST = 50
"""Rows on a page. Whoever has more waiting than that needs people, not a longer list."""
A_WEEK = timedelta(days=7)
COLUMNS = (
    "pk", "about", "state", "version", "need", "channel", "proposal", "earlier", "due_at", "opened_at",
    "claimed_at", "claimed_by_id", "claimed_by__name", "logged_by_id", "logged_by__name", "on_duty_id",
    "on_duty__name", "outcome", "decision", "decided_by__name", "wants_break", "team_id", "team__name",
    "team__time_zone", "category__name", "category__is_urgent", "reference", "customer_name", "passes",
)  # fmt: skip
MARKS = ("to_come", "asks_amends")
ALL = ("everything", "all_own", "all_waiting", "all_answered")
"""How many there are, beyond those on the page as well."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; everything without."""

    team: str = ""
    need: str = ""
    category: str = ""

    def query(self) -> str:
        """`team=north&need=decision`, for addresses."""
        pairs = (("team", self.team), ("need", self.need), ("category", self.category))
        return urlencode([(name, value) for name, value in pairs if value])


@dataclass(frozen=True, slots=True)
class Row:
    """One case that waits, in words alone: numbers are written already. `base` is where its verbs are; `seen` changes with what others would see of it."""

    pk: str
    base: str
    about: str
    who: str
    first_name: str
    asks: str
    meta: str
    customer: str
    proposal: str
    held: str
    answer: str
    clock: Clock
    clock_id: str
    icon: str
    tone: str
    version: str
    seen: str
    can_act: bool
    can_agree: bool
    can_take: bool
    can_join: bool
    take_label: str
    is_mine: bool
    can_end: bool
    wants_break: bool
    asks_amends: bool
    is_own: bool
    is_on_the_line: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cases at the same point of their life."""

    ident: str
    title: str
    hint: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many cases stand alike, and how many of them are late."""

    number: int = 0
    late: int = 0

    @property
    def _late(self) -> str:
        """`, 1 of them is late`; empty where none is."""
        if not self.late:
            return ""
        if self.number == 1:
            return ", and is late"
        return f", {self.late} of them {'is' if self.late == 1 else 'are'} late"

    def words(self, of_one: str, of_several: str) -> list[str]:
        """`2 are taken, 1 of them is late.`; nothing where there are none."""
        if not self.number:
            return []
        verb = of_one if self.number == 1 else of_several
        return [f"{self.number} {verb}{self._late}."]


@dataclass(frozen=True, slots=True)
class Queue:
    """The page's list. `hidden` are those that one page does not hold.

    `waiting` are those that the menu counts as well (`escalations.queries.waiting`): nobody has taken them, and they
    are not this person's own.
    """

    groups: tuple[Group, ...]
    total: int
    hidden: int = 0
    waiting: HowMany = HowMany()
    taken: HowMany = HowMany()
    answered: HowMany = HowMany()
    own: HowMany = HowMany()
    seen: str = ""
    clocks: tuple[tuple[str, Clock], ...] = field(default=())

    @property
    def sentence(self) -> str:
        """`4 wait, 3 of them are late. 2 are taken.`"""
        if not self.total:
            return ""
        said = self.waiting.words("waits", "wait") or ["Nothing new waits."]
        if not any(one.late for one in (self.waiting, self.taken, self.answered, self.own)):
            said.append("Nothing is late.")
        said += self.taken.words("is taken", "are taken")
        said += self.answered.words("is answered", "are answered")
        said += self.own.words("is your own", "are your own")
        return " ".join(said)


ICONS = {
    Need.MANAGER: "phone-call",
    Need.CALL_BACK: "phone-outgoing",
    Need.DECISION: "message-circle-question-mark",
    Need.RECORD: "file-text",
}
ASKS = {
    Need.MANAGER: "needs a manager now",
    Need.CALL_BACK: "asks for a call back",
    Need.DECISION: "asks for a decision",
    Need.RECORD: "notes it",
}


def narrowed(user: User, wanted: Filter) -> QuerySet[Escalation]:
    """What waits for this person within a filter."""
    rows = queue_of(user)
    if wanted.team:
        rows = rows.filter(team__slug=wanted.team)
    if wanted.need:
        rows = rows.filter(need=wanted.need)
    if wanted.category:
        rows = rows.filter(category__slug=wanted.category)
    return rows


def read_queue(user: User, wanted: Filter, now: datetime) -> Queue:
    """The list, and how many there are beyond it. One statement."""
    of_others = ~Q(logged_by=user)
    to_take, answered = Q(state=lifecycle.OPEN), ~Q(outcome="")
    found = _with_marks(narrowed(user, wanted), user).annotate(
        everything=Window(Count("pk")),
        all_own=Window(Count("pk", filter=~of_others)),
        all_waiting=Window(Count("pk", filter=of_others & to_take)),
        all_answered=Window(Count("pk", filter=of_others & ~to_take & answered)),
    )
    in_order = found.order_by(F("due_at").asc(nulls_last=True), "pk")
    columns = (*COLUMNS, *MARKS, *ALL)
    rows: list[Any] = list(in_order.values_list(*columns, named=True)[:MOST])
    return _grouped([_row(one, user, now) for one in rows], rows[0] if rows else None)


def _with_marks(found: QuerySet[Escalation], user: User) -> QuerySet[Escalation]:
    """With `MARKS`: whether this person was to come and is not there yet, and whether amends are asked for."""
    asked = AmendsRequest.objects.filter(
        escalation=OuterRef("pk"), state=AmendsRequest.State.WAITING
    )
    return found.annotate(to_come=_is_to_come(user), asks_amends=Exists(asked))


def _is_to_come(user: User) -> ExpressionWrapper[Any]:
    """Of those this person has: whether they were to come to the customer, and are not there yet."""
    theirs = Q(
        still_to_come(),
        claimed_by=user,
        state=lifecycle.CLAIMED,
        need=Need.MANAGER,
        outcome="",
        due_at__isnull=False,
    )
    return ExpressionWrapper(theirs, output_field=BooleanField())


def rows_of(user: User, numbers: Iterable[int], now: datetime) -> dict[int, Row | str]:
    """These cases, as far as this person sees them: those that wait as the list has them, of the others how they
    ended. One statement.
    """
    seen = escalations_visible_to(user).filter(pk__in=list(numbers))
    found = _with_marks(seen.exclude(state=lifecycle.DRAFT), user)
    sent: list[Any] = list(found.values_list(*COLUMNS, *MARKS, named=True))
    return {
        one.pk: _row(one, user, now)[1] if one.state in lifecycle.WAITING else _how_it_ended(one)
        for one in sent
    }


def _how_it_ended(one: Any) -> str:
    """`Priya agreed as suggested: refund the £90.`, where somebody answered."""
    return _answer(one) or "It is over"


def _grouped(listed: list[tuple[str, Row]], of_all: Any) -> Queue:
    if of_all is None:
        return Queue((), 0)
    by_group: dict[str, list[Row]] = {"now": [], "taken": [], "answered": []}
    late = {"own": 0, **dict.fromkeys(by_group, 0)}
    for group, row in listed:
        by_group[group].append(row)
        # Those with the oldest promise are on the page, so none that is late is beyond it.
        late["own" if row.is_own else group] += row.clock.tone == "behind"
    rows = [row for _, row in listed]
    groups = tuple(
        Group(ident, title, hint, tuple(by_group[ident]))
        for ident, title, hint in (
            ("now", "Needs you now", "Nobody has taken these"),
            ("taken", "Taken", "Somebody is on it"),
            ("answered", "Answered", "Waiting for how it ends"),
        )
        if by_group[ident]
    )
    taken = of_all.everything - of_all.all_own - of_all.all_waiting - of_all.all_answered
    return Queue(
        groups=groups,
        total=of_all.everything,
        hidden=of_all.everything - len(rows),
        waiting=HowMany(of_all.all_waiting, late["now"]),
        taken=HowMany(taken, late["taken"]),
        answered=HowMany(of_all.all_answered, late["answered"]),
        own=HowMany(of_all.all_own, late["own"]),
        seen="-".join(row.seen for row in rows),
        clocks=tuple((row.pk, row.clock) for row in rows if row.clock),
    )


def _row(one: Any, user: User, now: datetime) -> tuple[str, Row]:
    wall = WallClock(one.team__time_zone)
    is_own = one.logged_by_id == user.pk
    is_open = one.state == lifecycle.OPEN
    is_mine = not is_open and one.claimed_by_id == user.pk
    logged_by = first_name(one.logged_by__name)
    clock = clock_of(one.due_at, now, wall)
    urgent = one.category__is_urgent or one.need == Need.MANAGER
    group = "answered" if one.outcome else "now" if is_open else "taken"
    can_act = not is_own and (is_open or is_mine)
    return group, Row(
        pk=str(one.pk),
        base=case_path().replace("/0/", f"/{one.pk}/", 1),
        about=one.about,
        who=one.logged_by__name,
        first_name=logged_by,
        asks=ASKS[Need(one.need)],
        meta=_meta(one, now, wall),
        customer=", ".join(part for part in (one.customer_name, one.reference) if part),
        proposal=one.proposal,
        held=_held(one, user, now, wall),
        answer=_answer(one),
        clock=clock,
        clock_id=f"clock-{one.pk}",
        icon="shield-alert" if one.category__is_urgent else ICONS[Need(one.need)],
        tone="behind" if urgent else clock.tone,
        version=str(one.version),
        seen=f"{one.pk}{one.state[0]}{one.claimed_by_id or ''}{one.outcome[:1]}",
        can_act=can_act and not one.outcome,
        can_agree=can_act and not one.outcome and bool(one.proposal),
        can_take=is_open and not is_own,
        can_join=is_mine and one.to_come,
        take_label=f"Join {logged_by}" if one.need == Need.MANAGER else "Take it",
        is_mine=is_mine,
        can_end=is_mine and bool(one.outcome or one.need == Need.MANAGER),
        wants_break=one.wants_break,
        asks_amends=one.asks_amends,
        is_own=is_own,
        is_on_the_line=one.need == Need.MANAGER
        and not is_own
        and (is_open or (is_mine and one.to_come)),
    )


def case_path() -> str:
    """The address of case 0, which stands for all: to reverse a hundred addresses takes longer than to read them."""
    return reverse("escalations:case", args=[0])


def _meta(one: Any, now: datetime, wall: WallClock) -> str:
    """`Delivery, by phone. North, sent 11:58. Third time for this customer.`"""
    way = {Channel.FACE: "face to face", Channel.SOCIAL: "on social media"}.get(
        one.channel, f"by {one.channel}"
    )
    sent = "" if one.opened_at is None else f", sent {moment(one.opened_at, now, wall)}"
    earlier = f" Escalated {times(one.earlier)} before." if one.earlier else ""
    return f"{one.category__name}, {way}. {one.team__name}{sent}.{earlier}"


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _held(one: Any, user: User, now: datetime, wall: WallClock) -> str:
    if one.state == lifecycle.CLAIMED and one.claimed_at is not None:
        who = "You have" if one.claimed_by_id == user.pk else f"{one.claimed_by__name} has"
        return f"{who} it since {moment(one.claimed_at, now, wall)}"
    if one.on_duty_id is None:
        return "Nobody is on duty"
    asked = "You were" if one.on_duty_id == user.pk else f"{one.on_duty__name} was"
    passed = f", passed on {times(one.passes)}" if one.passes else ""
    return f"{asked} asked{passed}"


def _answer(one: Any) -> str:
    """`Priya agreed as suggested: refund the £90.`"""
    if not one.outcome:
        return ""
    words = {
        Outcome.AGREED: "agreed as suggested",
        Outcome.DIFFERENTLY: "agreed differently",
        Outcome.DECLINED: "said not this time",
    }.get(one.outcome, Outcome(one.outcome).label.lower())
    said = f": {one.decision}" if one.decision else ""
    return f"{one.decided_by__name} {words}{said}"


def changes_since(queue: Queue, seen: str) -> int:
    """How many cases are new, gone or otherwise than in what a page has seen."""
    differ = (set(queue.seen.split("-")) ^ set(seen.split("-"))) - {""}
    return len({_number_of(tag) for tag in differ})


def _number_of(tag: str) -> str:
    place = next((at for at, sign in enumerate(tag) if not sign.isdigit()), len(tag))
    return tag[:place]


def last_closed(user: User, now: datetime) -> datetime | None:
    """When the last case of this person's teams ended, within the last week. One statement."""
    rows = Escalation.objects.filter(
        team__in=standing_of(user).leads,
        day__gte=(now - A_WEEK).date(),
        state__in=lifecycle.OVER,
    )
    found: datetime | None = rows.aggregate(last=Max("resolved_at"))["last"]
    return found
