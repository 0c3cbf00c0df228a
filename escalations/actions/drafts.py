"""Writing an escalation down while the customer is there, and what becomes of it: sent, put off, or decided alone.

A draft is a row on the server from its first words on, so it outlives a reload, a lost line and a restart.
Whoever writes it is the only one who sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from secrets import token_hex
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from escalations import lifecycle
from escalations.actions.amends import give_amends
from escalations.actions.aside import ask_break
from escalations.actions.drafting import check_text, check_whole, checked
from escalations.actions.sending import Sending, sent_to, went_out
from escalations.actions.steps import check_step, locked, write_step
from escalations.models import AmendsKind, AmendsRequest, Draft, Escalation, Left, Need, Outcome
from escalations.permissions import teams_to_log_for
from escalations.queries.limits import limit_for
from goals import formats
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import Organisation, Team, User
from teams.queries.calendars import working_time

CHANGED = "This draft was changed on another page while you were writing."
A_DAY = timedelta(days=1)
NEXT_SHIFT_WITHIN = 14


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a save. `saves` is what the page has seen now; `late`: something newer stands there already."""

    escalation: Escalation
    saves: int
    late: bool = False


# --- While it is being written -------------------------------------------------------------------


@transaction.atomic
def start_draft(
    actor: User,
    *,
    team: Team | None = None,
    page: str = "",
    sequence: int = 0,
    settled: bool = False,
    now: datetime,
    **fields: Any,
) -> Saved:
    """Begin an escalation with what stands there, in a team one belongs to (an agent has one).

    `page` is the name of the page it is written on: sent twice, it begins once. `fields` are `drafting.FIELDS`.
    Raises ActionRefused, PermissionDenied.
    """
    page = page[:32] or token_hex(16)
    going_on = {"page": page, "sequence": sequence, "settled": settled, "now": now, **fields}
    begun = Draft.objects.filter(started=page, escalation__logged_by=actor).first()
    if begun is not None:
        return _go_on(actor, begun, **going_on)
    values = checked(fields)
    number = values.pop("number", "")
    team = _team(actor, team)
    try:
        with transaction.atomic():
            current = Escalation.objects.create(
                team=team, logged_by=actor, created_at=now, saved_at=now, **values
            )
            Draft.objects.create(
                escalation=current, started=page, page=page, sequence=sequence, saves=1,
                number=number,
            )  # fmt: skip
    except IntegrityError:
        # The same page began it at the same moment.
        begun = Draft.objects.filter(started=page, escalation__logged_by=actor).first()
        if begun is None:
            raise ActionRefused("", "That could not be begun. Open the page anew.") from None
        return _go_on(actor, begun, **going_on)
    record(actor, "began", current, after={"state": current.state}, at=now)
    return Saved(_at_once(actor, current, settled=settled, now=now), 1)


def _go_on(actor: User, begun: Draft, **going_on: Any) -> Saved:
    current = locked(begun.pk)
    if current.state != lifecycle.DRAFT:
        return Saved(current, begun.saves)
    return save_draft(actor, current, **going_on)


def _team(actor: User, team: Team | None) -> Team:
    mine = list(teams_to_log_for(actor).order_by("name", "pk"))
    if team is None and mine:
        return mine[0]
    if team is None or team not in mine:
        raise PermissionDenied
    return team


@transaction.atomic
def save_draft(
    actor: User,
    escalation: Escalation,
    *,
    page: str = "",
    sequence: int = 0,
    base: int | None = None,
    settled: bool = False,
    now: datetime,
    **fields: Any,
) -> Saved:
    """Keep what stands in the form. What is urgent goes to the leader on duty at once where the words are `settled`.

    A page's older save that comes late changes nothing. `base` is the count of saves that the page has seen; a
    page that has not seen the last one is told, unless it says the same (None: it did not read first). Raises
    Stale, NotNow, ActionRefused, PermissionDenied.
    """
    current = _own(actor, escalation)
    check_step(current, lifecycle.SEND)
    draft, _ = Draft.objects.get_or_create(
        escalation=current, defaults={"started": token_hex(16), "page": ""}
    )
    values = checked(fields)
    same_page = bool(page) and draft.page == page[:32]
    if same_page and sequence <= draft.sequence:
        return Saved(current, draft.saves, late=True)
    changed = _changed(current, draft, values)
    if not same_page and changed and base is not None and base != draft.saves:
        raise Stale(current, CHANGED)
    if changed:
        draft.saves += 1
        draft.number = values.pop("number", draft.number)
        for name, value in values.items():
            setattr(current, name, value)
        current.saved_at = now
        current.save(update_fields=[*values, "saved_at"])
    draft.page, draft.sequence = page[:32] or draft.page, sequence
    draft.save(update_fields=["page", "sequence", "saves", "number"])
    return Saved(_at_once(actor, current, settled=settled, now=now), draft.saves)


def _changed(current: Escalation, draft: Draft, values: dict[str, Any]) -> bool:
    return any(
        value != (draft.number if name == "number" else getattr(current, name))
        for name, value in values.items()
    )


def _at_once(actor: User, current: Escalation, *, settled: bool, now: datetime) -> Escalation:
    """Safety and legal do not wait for the rest of the form."""
    category = current.category
    if settled and category is not None and category.is_urgent and current.about:
        return send(actor, current, now=now)
    return current


@transaction.atomic
def finish_later(actor: User, escalation: Escalation, *, now: datetime) -> Escalation:
    """Put it off until the shift ends, when it comes back to its agent; outside a shift until the next begins.

    Raises NotNow, PermissionDenied.
    """
    current = _own(actor, escalation)
    check_step(current, lifecycle.SEND)
    current.finish_at = _comes_back(current.team, now)
    current.save(update_fields=["finish_at"])
    record(actor, "put off", current, after={"until": current.finish_at}, at=now)
    return current


def _comes_back(team: Team, now: datetime) -> datetime:
    times = working_time(team)
    today = team.clock.local(now).date()
    shifts = [times.shift(today + A_DAY * ahead) for ahead in range(-1, NEXT_SHIFT_WITHIN)]
    for shift in shifts:
        if shift is not None and shift[0] <= now < shift[1]:
            return shift[1]
    return next((each[0] for each in shifts if each is not None and each[0] > now), now + A_DAY)


@transaction.atomic
def discard_draft(actor: User, escalation: Escalation, *, now: datetime) -> None:
    """Throw an unsent one away. The record keeps that there was one, not what it said. Raises NotNow, PermissionDenied."""
    current = _own(actor, escalation)
    check_step(current, lifecycle.DISCARD)
    record(actor, lifecycle.DISCARD, current, before={"state": current.state}, at=now)
    current.delete()


# --- What becomes of it --------------------------------------------------------------------------


@transaction.atomic
def send(actor: User, escalation: Escalation, *, now: datetime) -> Escalation:
    """Send it to whoever is on duty; a mere record is kept instead. Sent twice, it is sent once.

    Urgent categories always need a manager. Raises ActionRefused, PermissionDenied.
    """
    current = _own(actor, escalation)
    if current.state != lifecycle.DRAFT:
        return current
    category = current.category
    if category is not None and category.is_urgent:
        current.need = Need.MANAGER
    category = check_whole(current)
    if current.need == Need.RECORD:
        return record_only(actor, current, now=now)
    sending, wanted = Sending.of(actor, current, now), current.wants_break
    write_step(
        current,
        lifecycle.SEND,
        actor,
        now=now,
        data={"need": current.need, "to": [person.pk for person in sending.people]},
        need=current.need,
        on_duty=sending.leader,
        **sending.clocks,
        **went_out(actor, current, now),
    )
    sent_to(sending, current, now)
    return _break(actor, current, wanted, now)


@transaction.atomic
def record_only(actor: User, escalation: Escalation, *, now: datetime) -> Escalation:
    """Keep it as a record: nobody is asked for anything. Not what is urgent. Raises ActionRefused, PermissionDenied."""
    current = _own(actor, escalation)
    if current.state != lifecycle.DRAFT:
        return current
    category = check_whole(current, need=False)
    if category.is_urgent:
        raise ActionRefused("need", f"{category.name} goes to a leader at once. Send it.")
    wanted = current.wants_break
    write_step(
        current,
        lifecycle.RECORD,
        actor,
        now=now,
        need=Need.RECORD,
        outcome=Outcome.RECORDED,
        resolved_at=now,
        **went_out(actor, current, now),
    )
    return _break(actor, current, wanted, now)


@transaction.atomic
def decide_alone(
    actor: User,
    escalation: Escalation,
    *,
    decision: str,
    left: str = "",
    kind: str = "",
    amount: Decimal | None = None,
    reason: str = "",
    now: datetime,
) -> Escalation:
    """Decided by whoever took the contact, within what is theirs to decide. Twice, it is decided once.

    With `amount` something was given, of a kind and within the own limit; over the team's budget only by its
    manager, with a `reason`. Not what is urgent. Raises ActionRefused, PermissionDenied.
    """
    current = _own(actor, escalation)
    if current.state != lifecycle.DRAFT:
        return current
    category = check_whole(current, need=False)
    if category.is_urgent:
        raise ActionRefused("category", f"{category.name} is for a leader to decide. Send it.")
    decision = check_text("proposal", decision) or current.proposal
    if not decision:
        raise ActionRefused("decision", "Say what you decided, in a few words.")
    if left and left not in Left.values:
        raise ActionRefused("left", "Choose one of these.")
    if amount is not None:
        _check_own_limit(actor, current, kind, amount)
    wanted = current.wants_break
    write_step(
        current,
        lifecycle.DECIDE_ALONE,
        actor,
        now=now,
        text=decision,
        data={"left": left},
        need=current.need or Need.DECISION,
        outcome=Outcome.ALONE,
        decision=decision,
        decided_by=actor,
        left=left,
        resolved_at=now,
        **went_out(actor, current, now),
    )
    if amount is not None:
        given = give_amends(actor, current, kind=kind, amount=amount, reason=reason, now=now)
        if isinstance(given, AmendsRequest):
            raise ActionRefused(
                "amount", f"That is more than {current.team.name} has left this month. Send it."
            )
        current = locked(current.pk)
    return _break(actor, current, wanted, now)


def _check_own_limit(actor: User, current: Escalation, kind: str, amount: Decimal) -> None:
    if kind not in AmendsKind.values:
        raise ActionRefused("kind", "Choose what you gave.")
    limit = limit_for(actor, current.category, kind)
    if limit is None:
        raise ActionRefused("kind", "That is not yours to give here. Send it, and ask for it.")
    if amount > limit:
        currency = Organisation.objects.get(pk=1).currency
        raise ActionRefused(
            "amount",
            f"Yours to give here is up to {formats.money(limit, currency)}. Give less, or send it.",
        )


@transaction.atomic
def ask_for_break(actor: User, escalation: Escalation, *, now: datetime) -> Escalation:
    """After abuse, say: a break and a word. In a draft it is kept until it goes out; then the leader is told.

    Asked twice, it is asked once. Raises PermissionDenied.
    """
    current = _own(actor, escalation)
    if current.state != lifecycle.DRAFT:
        return ask_break(actor, current, now=now)
    if not current.wants_break:
        current.wants_break = True
        current.save(update_fields=["wants_break"])
    return current


def _break(actor: User, current: Escalation, wanted: bool, now: datetime) -> Escalation:
    """Asked for while writing, it stands in the timeline for the leader to see to."""
    return ask_break(actor, current, now=now) if wanted else current


def _own(actor: User, escalation: Escalation) -> Escalation:
    """The row under its lock. Nobody writes another's."""
    current = locked(escalation.pk)
    if current.logged_by_id != actor.pk:
        raise PermissionDenied
    return current
