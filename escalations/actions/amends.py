"""Giving something to put it right: within the giver's limit, within the team's month, or asked for.

The ledger is only added to. What is given is checked under the team's row, so that two at once see what the
other has given and never overspend together; what is above the giver's limit waits as a request for somebody
whose limit allows it, who is neither the one who asked nor the one whose case it is. What a leader agreed to in
this case, within their limit, needs no second yes. Limits are of what a case is given in all, so nothing is cut into
pieces. Raises PermissionDenied, ActionRefused, Stale, NotNow.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions.common import to_answer, to_say
from escalations.actions.locking import held
from escalations.actions.steps import write_step
from escalations.models import Amends, AmendsBudget, AmendsKind, AmendsRequest, Escalation
from escalations.notice_kinds import AMENDS
from escalations.permissions import can_set_budget
from escalations.queries.agreed import agreed_of
from escalations.queries.budgets import Budget, budget_of, given_of, month_of
from escalations.queries.duty import leaders_to_tell
from escalations.queries.limits import limit_for
from escalations.recompute.asking import said_of, url_of
from goals import dates, formats
from goals.actions.checks import check_text
from goals.fixed import OutOfRange, to_units
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import Organisation, Team, User
from teams.permissions import standing_of
from teams.telling import tell

DOUBLE_CLICK = timedelta(minutes=10)
CENT = Decimal("0.01")
MOST = Decimal(1_000_000)
State = AmendsRequest.State


@transaction.atomic
def give_amends(
    actor: User,
    escalation: Escalation,
    *,
    kind: str,
    amount: Decimal | None,
    what: str = "",
    reason: str = "",
    now: datetime,
) -> Amends | AmendsRequest:
    """Give it, where the actor's limit and the month's budget allow; else ask somebody who may.

    Who logged the case gives within their own limit; leaders within theirs. Over the budget only the team's
    manager gives, with a `reason`. Sent twice within ten minutes it is given, or asked for, once.
    """
    current = to_say(actor, escalation, lifecycle.AMEND)
    figure = check_amount("amount", amount)
    if kind not in AmendsKind.values:
        raise ActionRefused("kind", "Choose what is given.")
    what = check_text("what", what, limit=200, missing="") if what.strip() else ""
    reason = check_text("reason", reason, limit=300, missing="") if reason.strip() else ""
    twin = _twin(current, actor, kind, figure, what, now)
    if twin is not None:
        return twin
    budget = _budget(current.team, current.team.clock.day_of(now))
    over = budget.over(figure)
    manages = current.team_id in standing_of(actor).manages
    approved = _who_allows(actor, current, kind, figure)
    if approved is not None and (not over or manages):
        if over and not reason:
            raise _over(budget, over, current, now)
        return _enter(
            current, kind, what, figure, by=actor, approved=approved, over=over, reason=reason,
            now=now, author=actor,
        )  # fmt: skip
    return _ask(current, actor, kind, what, figure, reason, now)


def _twin(
    current: Escalation, actor: User, kind: str, amount: Decimal, what: str, now: datetime
) -> Amends | AmendsRequest | None:
    """The same, sent a moment ago by the same person."""
    same = {"escalation": current, "kind": kind, "amount": amount, "what": what}
    since = now - DOUBLE_CLICK
    given = Amends.objects.filter(**same, given_by=actor, given_at__gte=since, reversed_by=None)
    asked = AmendsRequest.objects.filter(
        **same, asked_by=actor, asked_at__gte=since, state=State.WAITING
    )
    return given.filter(request=None).first() or asked.first()


def check_amount(field: str, amount: Decimal | None) -> Decimal:
    """Above zero, in pence, up to a million. Raises ActionRefused."""
    if amount is None:
        raise ActionRefused(field, "Say how much, as a number.")
    try:
        to_units(amount)
    except OutOfRange as error:
        raise ActionRefused(field, str(error)) from error
    if not 0 < amount <= MOST:
        raise ActionRefused(field, "Choose an amount above zero, up to a million.")
    if amount != amount.quantize(CENT):
        raise ActionRefused(field, "Give at most two decimals.")
    return amount.quantize(CENT)


def _budget(team: Team, day: date) -> Budget:
    """The month's budget, held: whoever gives at the same moment waits here, and then sees what is left."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    return budget_of(team, day)


def _within_limit(person: User, current: Escalation, kind: str, amount: Decimal) -> bool:
    limit = limit_for(person, current.category, kind)
    return limit is not None and given_of(current, kind) + amount <= limit


def _who_allows(actor: User, current: Escalation, kind: str, amount: Decimal) -> User | None:
    """The actor, within their limit; else the leader whose answer this is; None: somebody is to be asked."""
    if _within_limit(actor, current, kind, amount):
        return actor
    agreed = agreed_of(current)
    if agreed is None or not agreed.covers(current, kind, amount):
        return None
    return agreed.by


def _over(budget: Budget, over: Decimal, current: Escalation, now: datetime) -> ActionRefused:
    currency = Organisation.objects.get(pk=1).currency
    today = current.team.clock.day_of(now)
    return ActionRefused(
        "reason",
        f"That is {formats.money(over, currency)} over {current.team.name}'s budget:"
        f" {budget.words(currency, today)} A manager may go over it, and says why.",
    )


def _enter(
    current: Escalation,
    kind: str,
    what: str,
    amount: Decimal,
    *,
    by: User,
    approved: User,
    over: Decimal,
    reason: str,
    now: datetime,
    author: User | None = None,
) -> Amends:
    """One entry of the ledger, with its step: of whoever approves, or of `author` where that was earlier."""
    entry = Amends.objects.create(
        escalation=current,
        team=current.team,
        kind=kind,
        what=what,
        amount=amount,
        day=current.team.clock.day_of(now),
        given_by=by,
        approved_by=approved,
        given_at=now,
        reason=reason,
    )
    data = {"amends": entry.pk, "kind": kind, "amount": str(amount), "what": what}
    if over:
        data["over_budget"] = str(over.quantize(CENT))
    author = author or approved
    if by.pk != author.pk:
        data["asked_by"] = by.pk
    elif author.pk != approved.pk:
        data["agreed_by"] = approved.pk
    write_step(current, lifecycle.AMEND, author, now=now, text=reason, data=data)
    after = {"amount": amount, "kind": kind, "approved_by": approved.pk}
    if over:
        after["over_budget"] = over
    record(author, "gave", entry, after=after, reason=reason, at=now)
    return entry


# --- Above the limit -----------------------------------------------------------------------------


def _ask(
    current: Escalation,
    actor: User,
    kind: str,
    what: str,
    amount: Decimal,
    reason: str,
    now: datetime,
) -> AmendsRequest:
    request = AmendsRequest.objects.create(
        escalation=current,
        kind=kind,
        what=what,
        amount=amount,
        asked_by=actor,
        asked_at=now,
        line=reason,
    )
    data = {"request": request.pk, "kind": kind, "amount": str(amount), "what": what}
    write_step(current, lifecycle.AMEND, actor, now=now, text=reason, data=data)
    record(actor, "asked for amends", request, after={"amount": amount, "kind": kind}, at=now)
    shown = formats.money(amount, Organisation.objects.get(pk=1).currency)
    tell(
        leaders_to_tell(current.team, now, without={actor.pk, current.logged_by_id}),
        AMENDS,
        f"amends-{request.pk}",
        f"{actor.name} asks you to give {shown}: {said_of(current, current.about)}.",
        detail=said_of(current, what),
        url=url_of(current),
        now=now,
    )
    return request


@transaction.atomic
def answer_request(
    actor: User,
    request: AmendsRequest,
    *,
    approve: bool,
    line: str = "",
    now: datetime,
) -> AmendsRequest:
    """Approve what somebody asked for, or refuse it with a line.

    By a leader whose limit allows it, never by who asked nor by whose case it is. Over the budget only the
    team's manager, and `line` says why. The same answer twice is given once.
    """
    current = to_answer(actor, request.escalation, lifecycle.AMEND, None)
    asked = held(AmendsRequest.objects.select_related("asked_by"), request.pk)
    if asked.asked_by_id == actor.pk:
        raise PermissionDenied
    line = check_text("line", line, limit=300, missing="") if line.strip() else ""
    wanted = State.APPROVED if approve else State.REFUSED
    if asked.state == wanted and asked.answered_by_id == actor.pk:
        return asked
    if asked.state != State.WAITING:
        raise Stale(asked, f"It is {asked.get_state_display().lower()} by now.")
    if approve:
        asked.entry = _approved(actor, current, asked, line, now)
    elif not line:
        raise ActionRefused("line", "Say why not, in a line.")
    else:
        data = {"request": asked.pk, "refused": True, "amount": str(asked.amount)}
        write_step(current, lifecycle.AMEND, actor, now=now, text=line, data=data)
    asked.state, asked.answered_by, asked.answered_at = wanted, actor, now
    asked.line = line or asked.line
    asked.save(update_fields=["state", "answered_by", "answered_at", "line", "entry"])
    record(actor, "answered", asked, after={"state": str(wanted)}, reason=line, at=now)
    shown = formats.money(asked.amount, Organisation.objects.get(pk=1).currency)
    verb = "agrees to" if approve else "does not agree to"
    tell(
        [asked.asked_by_id],
        AMENDS,
        f"amends-{asked.pk}-answered",
        f"{actor.name} {verb} {shown}: {current.about}.",
        detail=line,
        url=url_of(current),
        now=now,
    )
    return asked


def _approved(
    actor: User, current: Escalation, asked: AmendsRequest, line: str, now: datetime
) -> Amends:
    budget = _budget(current.team, current.team.clock.day_of(now))
    if not _within_limit(actor, current, asked.kind, asked.amount):
        raise ActionRefused(
            "", "That is above your own limit. Somebody with a higher one can approve it."
        )
    over = budget.over(asked.amount)
    if over and (current.team_id not in standing_of(actor).manages or not line):
        raise _over(budget, over, current, now)
    return _enter(
        current,
        asked.kind,
        asked.what,
        asked.amount,
        by=asked.asked_by,
        approved=actor,
        over=over,
        reason=line if over else asked.line,
        now=now,
    )


@transaction.atomic
def drop_request(actor: User, request: AmendsRequest, *, now: datetime) -> AmendsRequest:
    """No longer needed, says who asked."""
    current = to_say(actor, request.escalation, lifecycle.AMEND)
    asked = AmendsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if asked.asked_by_id != actor.pk:
        raise PermissionDenied
    if asked.state == State.DROPPED:
        return asked
    if asked.state != State.WAITING:
        raise Stale(asked, f"It is {asked.get_state_display().lower()} by now.")
    asked.state, asked.answered_at = State.DROPPED, now
    asked.save(update_fields=["state", "answered_at"])
    data = {"request": asked.pk, "dropped": True, "amount": str(asked.amount)}
    write_step(current, lifecycle.AMEND, actor, now=now, data=data)
    record(actor, "dropped", asked, at=now)
    return asked


# --- Mistakes and budgets ------------------------------------------------------------------------


@transaction.atomic
def reverse_amends(actor: User, entry: Amends, *, reason: str, now: datetime) -> Amends:
    """Take an entry back by a counter-entry, which counts in the month of what it reverses."""
    current = to_answer(actor, entry.escalation, lifecycle.AMEND, None)
    reason = check_text("reason", reason, limit=300, missing="Say why it is taken back.")
    _budget(current.team, entry.day)
    if entry.reverses_id is not None:
        raise ActionRefused("", "That is a counter-entry. Give it again instead.")
    if Amends.objects.filter(reverses=entry).exists():
        raise ActionRefused("", "It has been taken back already.")
    counter = Amends.objects.create(
        escalation=current,
        team_id=entry.team_id,
        kind=entry.kind,
        what=entry.what,
        amount=-entry.amount,
        day=entry.day,
        given_by=actor,
        approved_by=actor,
        given_at=now,
        reverses=entry,
        reason=reason,
    )
    data = {"amends": counter.pk, "reverses": entry.pk, "amount": str(-entry.amount)}
    write_step(current, lifecycle.AMEND, actor, now=now, text=reason, data=data)
    record(actor, "took back", entry, after={"by": counter.pk}, reason=reason, at=now)
    return counter


@transaction.atomic
def set_budget(
    actor: User,
    team: Team,
    *,
    amount: Decimal | None,
    since: date | None = None,
    reason: str = "",
    now: datetime,
) -> AmendsBudget:
    """What a team may give in each month from that of `since` (default: this one). Managers, administrators."""
    if not can_set_budget(actor, team):
        raise PermissionDenied
    if amount is None or amount < 0:
        raise ActionRefused("amount", "Say how much a month, as a number; nought for nothing.")
    figure = amount if amount == 0 else check_amount("amount", amount)
    today = team.clock.day_of(now)
    first = month_of(since or today)
    if first < month_of(today):
        raise ActionRefused("since", "Choose this month or one that is to come.")
    reason = check_text("reason", reason, limit=300, missing="") if reason.strip() else ""
    before = _budget(team, first).amount
    last = AmendsBudget.objects.filter(team=team).order_by("-id").first()
    if last is not None and (last.amount, last.since, last.reason) == (figure, first, reason):
        return last
    row = AmendsBudget.objects.create(
        team=team, since=first, amount=figure, reason=reason, set_by=actor, set_at=now
    )
    after = {"amount": figure, "since": first}
    record(actor, "set amends budget", row, {"amount": before}, after, reason, at=now)
    return row


def month_words(first: date, today: date) -> str:
    """`November`, for a form."""
    return dates.month(first, today)
