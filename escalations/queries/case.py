"""A case, whole: what happened, what was promised, what is given, and what this person may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from escalations import lifecycle
from escalations.models import (
    Amends,
    AmendsRequest,
    Channel,
    Escalation,
    Help,
    Left,
    Need,
    Outcome,
    Promise,
    Review,
)
from escalations.permissions import can_answer, can_review, sees_customer
from escalations.queries.budgets import budget_of
from escalations.queries.clocks import Clock, clock_of, moment
from escalations.queries.mine import draft_url
from escalations.queries.promised import is_to_come
from escalations.queries.queue import times
from escalations.queries.timeline import Entry, timeline_of
from escalations.words import masked
from goals import formats
from teams.models import Organisation, User
from teams.names import first_name

WITHOUT_HELP = (Outcome.ALONE, Outcome.RECORDED, Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise and what became of it."""

    text: str
    by: str
    what: str
    tone: str


@dataclass(frozen=True, slots=True)
class Given:
    """One entry of the ledger. `can_reverse`: it stands, and this person may take it back."""

    pk: int
    amount: str
    what: str
    who: str
    when: str
    reversed_by: str
    can_reverse: bool
    is_counter: bool


@dataclass(frozen=True, slots=True)
class Request:
    """Amends that wait for somebody whose limit allows them."""

    pk: int
    amount: str
    what: str
    who: str
    line: str
    can_answer: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class Able:
    """What this person can do with it now: by who they are, and by what its state allows."""

    take: bool
    join: bool
    take_over: bool
    agree: bool
    decide: bool
    call_back: bool
    not_reached: bool
    hand_over: bool
    put_back: bool
    end: bool
    withdraw: bool
    reopen: bool
    note: bool
    rate: bool
    give: bool
    ask_break: bool
    see_break: bool
    learn: bool

    @property
    def answers(self) -> bool:
        """Whether there is anything to answer here for this person."""
        either = self.take or self.join or self.take_over
        return either or self.decide or self.end or self.reopen


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page shows, in words."""

    pk: int
    version: int
    about: str
    lede: str
    state: str
    state_tone: str
    customer: str
    earlier: str
    said: str
    said_by: str
    said_by_pk: int
    proposal: str
    first_name: str
    clock: Clock
    held: str
    answer: str
    ending: str
    left: str
    help: str
    help_line: str
    wants_break: bool
    is_own: bool
    promises: tuple[Promised, ...]
    timeline: tuple[Entry, ...]
    given: tuple[Given, ...]
    total: str
    requests: tuple[Request, ...]
    budget: str
    able: Able
    take_label: str
    rest_url: str
    asks_alone: bool


def able_to(user: User, current: Escalation) -> Able:
    """What this person can do. One statement where they have a case to which a manager was to come, else none."""
    answers = can_answer(user, current)
    own = current.logged_by_id == user.pk
    allowed = set(lifecycle.allowed(current.state, decided=bool(current.outcome)))
    mine = current.claimed_by_id in (None, user.pk)
    is_taken = current.state == lifecycle.CLAIMED

    def may(step: str) -> bool:
        return step in allowed

    decides = answers and mine and may(lifecycle.DECIDE)
    own_decided = own and current.decided_by_id not in (None, user.pk)
    return Able(
        take=answers and may(lifecycle.CLAIM) and not is_taken,
        join=answers and is_taken and mine and is_to_come(current),
        take_over=answers and is_taken and not mine,
        agree=decides and not current.outcome and bool(current.proposal),
        decide=decides,
        call_back=decides,
        not_reached=may(lifecycle.NOT_REACHED) and ((answers and mine) or own_decided),
        hand_over=answers and may(lifecycle.HAND_OVER),
        put_back=answers and is_taken and current.claimed_by_id == user.pk,
        end=may(lifecycle.RESOLVE) and ((answers and mine) or own_decided),
        withdraw=own and may(lifecycle.WITHDRAW),
        reopen=(own or answers) and may(lifecycle.REOPEN),
        note=(own or answers) and may(lifecycle.NOTE),
        rate=own and may(lifecycle.RATE),
        give=(own or answers) and may(lifecycle.AMEND),
        ask_break=own and not current.wants_break and may(lifecycle.ASK_BREAK),
        see_break=answers and current.wants_break and may(lifecycle.SEE_BREAK),
        learn=can_review(user, current) and current.state in lifecycle.OVER,
    )


def case_page(user: User, current: Escalation, now: datetime) -> CasePage:
    """The page, of a case that this person may see. Eight statements, whatever has happened; one more where they are to
    come to somebody, and one for a leader who has not looked back on it.
    """
    organisation = Organisation.objects.get(pk=1)
    currency = organisation.currency
    wall = current.team.clock
    able = able_to(user, current)
    given = _given(current, currency, now, answers=can_answer(user, current))
    net = sum(entry.amount for entry in given[1])
    logged_by = first_name(current.logged_by.name)
    requests = tuple(_requests(user, current, currency))
    shows_budget = able.give and can_answer(user, current)
    today = wall.day_of(now)
    return CasePage(
        pk=current.pk,
        version=current.version,
        about=current.about or "Draft",
        lede=_lede(current, now),
        state=_state(current),
        state_tone="watch" if current.state == lifecycle.OPEN else "",
        customer=_customer(user, current),
        earlier=f"Escalated {times(current.earlier)} before." if current.earlier else "",
        said=current.said,
        said_by=current.logged_by.name,
        said_by_pk=current.logged_by_id,
        proposal=current.proposal,
        first_name=logged_by,
        clock=clock_of(current.due_at, now, wall),
        held=_held(user, current, now),
        answer=_answer(current),
        ending=current.ending,
        left="" if not current.left else str(Left(current.left).label),
        help="" if not current.help else str(Help(current.help).label),
        help_line=current.help_line,
        wants_break=current.wants_break,
        is_own=current.logged_by_id == user.pk,
        promises=_promises(current, now),
        timeline=timeline_of(current, currency, now),
        given=given[0],
        total=formats.money(net, currency) if given[0] else "",
        requests=requests,
        budget=budget_of(current.team, today).words(currency, today) if shows_budget else "",
        able=able,
        take_label=f"Join {logged_by}" if current.need == Need.MANAGER else "Take it",
        rest_url=draft_url(current.pk) if _has_rest(user, current) else "",
        asks_alone=able.learn and _is_not_looked_back_on(current),
    )


def _has_rest(user: User, current: Escalation) -> bool:
    """Whether this person wrote on after it was sent, and has not added that yet."""
    writing = getattr(current, "writing", None)
    return current.logged_by_id == user.pk and writing is not None and bool(writing.rest)


def _is_not_looked_back_on(current: Escalation) -> bool:
    """Whether nobody has said yet if it had to come to a leader. One statement, where one was asked at all."""
    if current.state != lifecycle.RESOLVED or current.outcome in WITHOUT_HELP:
        return False
    return not Review.objects.filter(escalation=current, round=current.reopened).exists()


def _lede(current: Escalation, now: datetime) -> str:
    name = current.logged_by.name
    way = {
        Channel.FACE: "face to face",
        Channel.SOCIAL: "on social media",
        Channel.EMAIL: "by e-mail",
    }.get(Channel(current.channel), f"by {Channel(current.channel).label.lower()}")
    category = "" if current.category is None else f"{current.category.name}, "
    at = current.opened_at or current.created_at
    return (
        f"{category}{way}. From {name}, {current.team.name}, {moment(at, now, current.team.clock)}."
    )


def _state(current: Escalation) -> str:
    if current.state == lifecycle.CLAIMED and current.outcome:
        return "Answered"
    if current.state == lifecycle.OPEN:
        return "Waits for somebody"
    return str(Escalation.State(current.state).label)


def _customer(user: User, current: Escalation) -> str:
    if not sees_customer(user, current):
        return masked(current.reference)
    return ", ".join(part for part in (current.customer_name, current.reference) if part)


def _held(user: User, current: Escalation, now: datetime) -> str:
    if current.state == lifecycle.CLAIMED and current.claimed_by is not None:
        who = "You have" if current.claimed_by_id == user.pk else f"{current.claimed_by.name} has"
        since = current.claimed_at
        return f"{who} it" + (f" since {moment(since, now, current.team.clock)}" if since else "")
    if current.state == lifecycle.OPEN:
        if current.on_duty is None:
            return "Nobody is on duty"
        passed = f", passed on {times(current.passes)}" if current.passes else ""
        return f"{current.on_duty.name} was asked{passed}"
    return ""


def _answer(current: Escalation) -> str:
    if not current.outcome:
        return ""
    words = str(Outcome(current.outcome).label)
    if current.outcome in (Outcome.ALONE, Outcome.WITHDRAWN, Outcome.RECORDED):
        return words
    return f"{words}, {current.decided_by.name}" if current.decided_by is not None else words


_PROMISE = {
    Promise.State.KEPT: ("kept in time", ""),
    Promise.State.LATE: ("kept, but late", "watch"),
    Promise.State.BROKEN: ("not kept", "behind"),
    Promise.State.REPLACED: ("replaced by another", ""),
    Promise.State.DROPPED: ("no longer needed", ""),
}


def _promises(current: Escalation, now: datetime) -> tuple[Promised, ...]:
    wall = current.team.clock
    found = []
    for one in Promise.objects.filter(escalation=current).order_by("pk"):
        by = moment(one.due_at, now, wall)
        if one.state == Promise.State.OPEN:
            clock = clock_of(one.due_at, now, wall)
            found.append(Promised(one.text, by, "" if not clock.tone else clock.words, clock.tone))
        else:
            what, tone = _PROMISE[Promise.State(one.state)]
            found.append(Promised(one.text, by, what, tone))
    return tuple(found)


def _given(
    current: Escalation, currency: str, now: datetime, *, answers: bool
) -> tuple[tuple[Given, ...], list[Amends]]:
    rows = list(
        Amends.objects.filter(escalation=current)
        .select_related("given_by", "approved_by")
        .order_by("pk")
    )
    undone = {row.reverses_id: row for row in rows if row.reverses_id}
    wall = current.team.clock
    found = []
    for row in rows:
        who = row.given_by.name
        if row.approved_by_id != row.given_by_id:
            who = f"{who}, agreed by {row.approved_by.name}"
        counter = undone.get(row.pk)
        found.append(
            Given(
                row.pk,
                formats.money(row.amount, currency),
                row.what or str(row.get_kind_display()),
                who,
                moment(row.given_at, now, wall),
                "" if counter is None else f"Taken back by {counter.given_by.name}",
                answers and counter is None and row.reverses_id is None,
                row.reverses_id is not None,
            )
        )
    return tuple(found), rows


def _requests(user: User, current: Escalation, currency: str) -> list[Request]:
    answers = can_answer(user, current)
    rows = AmendsRequest.objects.filter(escalation=current, state=AmendsRequest.State.WAITING)
    return [
        Request(
            row.pk,
            formats.money(row.amount, currency),
            row.what or str(row.get_kind_display()),
            row.asked_by.name,
            row.line,
            answers and row.asked_by_id != user.pk,
            row.asked_by_id == user.pk,
        )
        for row in rows.select_related("asked_by").order_by("pk")
    ]
