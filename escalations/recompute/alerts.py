"""What the clock has to say of escalations, each once: look at what is due now, and no more.

Every alert is an instant in a row: taken by a conditional update, and told in the same transaction. So of two
workers one tells, a run that dies half-way has told nothing, and after an outage each is told once, as it stands
by then, whatever number of minutes were missed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from escalations import lifecycle
from escalations.models import Escalation, Promise, Step
from escalations.notice_kinds import DRAFT, DUE_SOON, OVERDUE
from escalations.queries import duty
from escalations.recompute import asking, mails
from escalations.recompute.timeline import locked, say, write_step
from goals import dates
from teams.models import User
from teams.permissions import organisation_day
from teams.telling import tell

MOST_AT_ONCE = 500
State = Escalation.State

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Pass on, warn, say what is missed, remind of drafts; then send what goes out at once."""
    _free_from_the_gone(now)
    _look(Escalation.objects.filter(state__in=lifecycle.WAITING), now)
    drafts = Escalation.objects.filter(state=State.DRAFT, finish_at__lte=now)
    _each(drafts, "finish_at", _remind, now)
    mails.send_waiting(now)


def look_at(pk: int, now: datetime) -> None:
    """What the clock has to say of one case by now; no mail goes out. For cases that are told after the event."""
    _look(Escalation.objects.filter(pk=pk, state__in=lifecycle.WAITING), now)


def _free_from_the_gone(now: datetime) -> None:
    """What somebody had who is gone waits again, and another leader is asked."""
    gone = duty.held_by_the_gone(organisation_day(now))
    for pk in gone.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                _let_go(pk, now)
        except Exception:
            log.exception("a case of somebody who is gone was not let go", escalation=pk)


def _let_go(pk: int, now: datetime) -> None:
    current = locked(pk)
    holder, today = current.claimed_by, current.team.clock.day_of(now)
    if current.state != State.CLAIMED or holder is None:
        return
    if duty.can_still_answer(holder, current.team, today):
        return
    following = asking.whom_to_ask(current, now, without=[holder.pk])
    write_step(
        current,
        lifecycle.PUT_BACK,
        None,
        now=now,
        data={"from": holder.pk, "to": None if following is None else following.pk},
        claimed_by=None,
        claimed_at=None,
        on_duty=following,
        pass_on_at=asking.pass_on_at(current, now),
    )
    if following is None:
        asking.ask_everybody(current, now)
    else:
        asking.ask(current, [following], now)


def _look(waiting: QuerySet[Escalation], now: datetime) -> None:
    _each(waiting.filter(pass_on_at__lte=now), "pass_on_at", _pass_on, now)
    _each(waiting.filter(overdue_at__lte=now), "overdue_at", _overdue, now)
    _each(waiting.filter(due_soon_at__lte=now), "due_soon_at", _due_soon, now)


def _each(
    due: QuerySet[Escalation],
    field: str,
    tell_it: Callable[[int, datetime], None],
    now: datetime,
) -> None:
    """Take each by its instant, in a transaction of its own: what goes wrong with one holds up no other."""
    for pk, at in due.order_by(field, "pk").values_list("pk", field)[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                if Escalation.objects.filter(pk=pk, **{field: at}).update(**{field: None}):
                    tell_it(pk, now)
        except Exception:
            log.exception("an alert was not told", escalation=pk, alert=field)


def _pass_on(pk: int, now: datetime) -> None:
    """Nobody has taken it in time: the next leader on duty is asked; where there is none, all of them."""
    current = locked(pk)
    if current.state != State.OPEN:
        return
    before = current.on_duty
    following = asking.whom_to_ask(current, now, without=asking.asked_already(current))
    data = {
        "from": None if before is None else before.pk,
        "to": None if following is None else following.pk,
    }
    if following is None:
        # Nobody else is on duty. All hear of it, once, and it stays with whom it is.
        write_step(current, lifecycle.PASS_ON, None, now=now, data=data)
        asking.ask_everybody(current, now)
        return
    write_step(
        current,
        lifecycle.PASS_ON,
        None,
        now=now,
        data=data,
        on_duty=following,
        passes=current.passes + 1,
        pass_on_at=asking.pass_on_at(current, now),
    )
    asking.ask(current, [following], now)


def _due_soon(pk: int, now: datetime) -> None:
    current = locked(pk)
    promise = Promise.objects.filter(escalation=current, state=Promise.State.OPEN).first()
    if promise is None or promise.warned_at or promise.missed_at or promise.due_at <= now:
        return
    say(current, Step.Kind.DUE_SOON, now=now, data={"promise": promise.pk})
    Promise.objects.filter(pk=promise.pk).update(warned_at=now)
    at = dates.clock_time(current.team.clock.local(promise.due_at).time())
    tell(
        _whose(current, now),
        DUE_SOON,
        f"promise-{promise.pk}-soon",
        # Not what was promised: that may hold the number to call.
        f"Promised by {at}: {asking.said_of(current, current.about)}.",
        url=asking.url_of(current),
        instead_of=asking.OF_THE_CASE,
        now=now,
    )


def _overdue(pk: int, now: datetime) -> None:
    current = locked(pk)
    promise = Promise.objects.filter(escalation=current, state=Promise.State.OPEN).first()
    if promise is None or promise.missed_at is not None:
        return
    say(current, Step.Kind.OVERDUE, now=now, data={"promise": promise.pk}, due_soon_at=None)
    Promise.objects.filter(pk=promise.pk).update(missed_at=now)
    at = dates.clock_time(current.team.clock.local(promise.due_at).time())
    words = f"Promised by {at}, and not yet done: {asking.said_of(current, current.about)}."
    leaders = duty.leaders_to_tell(current.team, now, without={current.logged_by_id})
    people = {one.pk: one for one in (*_whose(current, now), *leaders)}
    people.pop(current.logged_by_id, None)
    url = asking.url_of(current)
    key = f"promise-{promise.pk}-missed"
    told = [*people.values(), current.logged_by]
    tell(told, OVERDUE, key, words, url=url, instead_of=asking.OF_THE_CASE, now=now)
    asking.tell_if_nobody_leads(current, now)


def _whose(current: Escalation, now: datetime) -> list[User]:
    """Who has it, or was asked; where nobody was, the team's leaders."""
    holder = current.claimed_by or current.on_duty
    if holder is not None and duty.is_at_hand(holder, current.team, now):
        return [holder]
    return duty.leaders_to_tell(current.team, now, without={current.logged_by_id})


def _remind(pk: int, now: datetime) -> None:
    """A draft that was put off comes back to its agent."""
    draft = Escalation.objects.select_related("category").get(pk=pk)
    what = draft.about or (draft.category.name if draft.category else "An escalation")
    tell(
        [draft.logged_by_id],
        DRAFT,
        f"draft-{pk}-{now:%Y-%m-%dT%H:%M}",
        f"To be finished: {what}.",
        url=asking.draft_url(draft),
        now=now,
    )
