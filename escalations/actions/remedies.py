"""What is done so that a cause does not come back: by whom, by when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from escalations.actions.locking import held
from escalations.actions.playbook_checks import free_slug, in_use
from escalations.actions.proposing import propose_limit
from escalations.actions.remedies_done import ADDRESS, finish_as_system, tell_others
from escalations.actions.steps import locked
from escalations.addresses import learn_path
from escalations.learning_kinds import REMEDY
from escalations.models import (
    Category,
    Cause,
    Escalation,
    Limit,
    LimitProposal,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
    Remedy,
)
from escalations.permissions import can_finish_remedy, can_review
from escalations.queries.limits import amounts_of, up_to
from goals import dates, formats
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.models import Membership, Organisation, User
from teams.permissions import standing_of
from teams.telling import tell

Row = TypeVar("Row", Category, Cause)
LONGEST = 300
MOST_DAYS = 366
"""What is further off is no date."""
USUAL_DAYS = 14
A_YEAR = timedelta(days=365)
AMOUNT = "Say up to how much, as a number."
NO_CAUSE = "Say first what was behind it: what is done is done about a cause."


@transaction.atomic
def fix_cause(
    actor: User,
    escalation: Escalation,
    *,
    text: str,
    owner: User | None,
    due_on: date | None,
    now: datetime,
) -> Remedy:
    """Have the cause itself mended, by somebody, by a day. Raises ActionRefused, PermissionDenied."""
    current = _reviewed(actor, escalation)
    text = check_text("text", text, limit=LONGEST, missing="Say what is to be done.")
    return _remedy(actor, current, Remedy.Kind.FIX, text, owner, due_on, now)


@transaction.atomic
def ask_training(
    actor: User,
    escalation: Escalation,
    *,
    person: User | None,
    text: str,
    owner: User | None = None,
    due_on: date | None,
    now: datetime,
) -> Remedy:
    """Have somebody trained: a person of the case's team. They are told. Raises ActionRefused, PermissionDenied."""
    current = _reviewed(actor, escalation)
    if person is None:
        raise ActionRefused("person", "Say who is to be trained.")
    today = current.team.clock.day_of(now)
    if not Membership.objects.on(today).filter(team=current.team, user=person).exists():
        raise ActionRefused("person", f"{person.name} is not in {current.team.name} today.")
    text = check_text("text", text, limit=LONGEST, missing="Say what they are to learn.")
    made = _remedy(
        actor, current, Remedy.Kind.TRAINING, text, owner or actor, due_on, now, person=person
    )
    if person.pk not in (actor.pk, made.owner_id):
        tell(
            [person],
            REMEDY,
            f"remedy-{made.pk}-for",
            f"{actor.name} asks for training for you: {text}",
            detail=f"By {dates.day(made.due_on, today)}. {made.owner.name} sees to it.",
            about=person.pk,
            now=now,
        )
    return made


@transaction.atomic
def raise_limit(
    actor: User,
    escalation: Escalation,
    *,
    limit: Limit | None,
    level: int | None,
    amount: Decimal | None,
    reason: str,
    due_on: date | None = None,
    now: datetime,
) -> LimitProposal:
    """Propose another amount for a limit of the case's category, with the case as its evidence. Managers decide.

    Raises ActionRefused, PermissionDenied.
    """
    current = _reviewed(actor, escalation)
    if limit is None or limit.category_id != current.category_id or limit.archived_at is not None:
        raise ActionRefused("limit", "Choose a limit of this kind of case.")
    if level is None or amount is None:
        field, missing = (
            ("level", "Choose the level that it is for.") if level is None else ("amount", AMOUNT)
        )
        raise ActionRefused(field, missing)
    there = amounts_of([limit.pk]).get(limit.pk, {})
    if amount.is_finite() and amount <= (up_to(there, level) or Decimal(0)):
        raise ActionRefused("amount", "That is no more than it is now. Choose a larger amount.")
    made = propose_limit(
        actor, limit, level=level, amount=amount, reason=reason, from_case=current, now=now
    )
    if Remedy.objects.filter(proposal=made).exists():
        return made
    currency = Organisation.objects.get(pk=1).currency
    text = f"{limit.name} up to {formats.money(amount, currency)} at level {level}"
    due = due_on or current.team.clock.day_of(now) + timedelta(days=USUAL_DAYS)
    _remedy(actor, current, Remedy.Kind.LIMIT, text, actor, due, now, proposal=made)
    return made


@transaction.atomic
def write_protocol(
    actor: User,
    escalation: Escalation,
    *,
    protocol: Protocol | None = None,
    title: str = "",
    change: str,
    due_on: date | None = None,
    now: datetime,
) -> ProtocolVersion:
    """Start a draft from the case: the next version of a protocol, with the lines of the last, or a new one.

    Where somebody is writing the next version already, it is theirs to take up what is new; what is done about the
    cause stands all the same, once. Whoever starts a new protocol owns it. Raises ActionRefused, PermissionDenied.
    """
    current = _reviewed(actor, escalation)
    change = check_text("change", change, limit=LONGEST, missing="Say what is new, in a sentence.")
    today = current.team.clock.day_of(now)
    if protocol is None:
        protocol = _new_protocol(actor, current, title, today, now)
    else:
        protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
        if protocol.category_id != current.category_id or protocol.archived_at is not None:
            raise ActionRefused("protocol", "Choose a protocol for this kind of case.")
    there = protocol.versions.filter(published_at=None).first()
    version = there or _draft(actor, current, protocol, change, now)
    due = due_on or today + timedelta(days=USUAL_DAYS)
    text = f"{protocol.title}: {change}"[:LONGEST]
    same = Remedy.objects.filter(from_case=current, protocol=protocol, text=text)
    if there is not None and same.filter(done_on=None, dropped_on=None).exists():
        return version
    _remedy(actor, current, Remedy.Kind.PROTOCOL, text, protocol.owner, due, now, protocol=protocol)
    return version


@transaction.atomic
def finish_remedy(actor: User, remedy: Remedy, *, now: datetime) -> Remedy:
    """It is done; from this day on recurrence is counted. Raises ActionRefused, PermissionDenied."""
    current = _taken(actor, remedy)
    if current.done_on is not None:
        return current
    if current.dropped_on is not None:
        raise ActionRefused("", "It was dropped. Ask for it anew.")
    if current.waits_for_a_word:
        raise ActionRefused("", "A manager decides on it first. It is done as soon as they agree.")
    finish_as_system(current, now=now, by=actor)
    return current


@transaction.atomic
def drop_remedy(actor: User, remedy: Remedy, *, why: str, now: datetime) -> Remedy:
    """It is not done after all, and why. Raises ActionRefused, PermissionDenied."""
    current = _taken(actor, remedy)
    why = check_text("why", why, limit=LONGEST, missing="Say why, for whoever wonders next time.")
    if current.done_on is not None:
        raise ActionRefused("", "It is done already.")
    if current.dropped_on is not None:
        return current
    current.dropped_on, current.dropped_why = current.team.clock.day_of(now), why
    current.save(update_fields=["dropped_on", "dropped_why"])
    record(actor, "dropped", current, reason=why, at=now)
    tell_others(actor, current, "dropped", f"Not done after all: {current.text}", why, now)
    return current


# --- Shared --------------------------------------------------------------------------------------


def _there(found: Row | None) -> Row:
    """What a case that was looked back on has."""
    if found is None:  # pragma: no cover - `_reviewed` and the table see to it
        raise ActionRefused("", NO_CAUSE)
    return found


def _reviewed(actor: User, escalation: Escalation) -> Escalation:
    """The case under its lock, for a leader who may look back on it. Refuses one without a cause."""
    current = locked(escalation.pk)
    if not can_review(actor, current):
        raise PermissionDenied
    if current.cause is None:
        raise ActionRefused("", NO_CAUSE)
    return current


def _remedy(
    actor: User,
    case: Escalation,
    kind: str,
    text: str,
    owner: User | None,
    due_on: date | None,
    now: datetime,
    **more: Any,
) -> Remedy:
    if owner is None or not owner.is_active:
        raise ActionRefused("owner", "Say who sees to it.")
    if not standing_of(owner, now).teams and not standing_of(owner, now).is_administrator:
        raise ActionRefused("owner", f"{owner.name} is in no team. Choose somebody who is here.")
    today = case.team.clock.day_of(now)
    if due_on is None:
        raise ActionRefused("due_on", "Say by when.")
    if not today <= due_on <= today + timedelta(days=MOST_DAYS):
        raise ActionRefused("due_on", "Choose a day from today on, within a year.")
    made = Remedy.objects.create(
        kind=kind,
        cause=_there(case.cause),
        team=case.team,
        from_case=case,
        text=text,
        owner=owner,
        due_on=due_on,
        set_by=actor,
        set_at=now,
        **more,
    )
    record(actor, "created", made, after={"kind": kind, "owner": owner, "due_on": due_on}, at=now)
    if owner.pk != actor.pk:
        tell(
            [owner],
            REMEDY,
            f"remedy-{made.pk}",
            f"{actor.name} asks you to see to it: {text}",
            detail=f"By {dates.day(due_on, today)}. So that it does not come back: {made.cause.name}.",
            url=learn_path(case.pk) if case.team_id in standing_of(owner, now).leads else ADDRESS,
            now=now,
        )
    return made


def _new_protocol(
    actor: User, case: Escalation, title: str, today: date, now: datetime
) -> Protocol:
    title = check_text(
        "title", title, limit=120, missing="Give it a title, or choose one to change."
    )
    if Protocol.objects.filter(in_use(title)).exists():
        raise ActionRefused(
            "title",
            f"There is a protocol called “{title}” already. Choose it above, or another name.",
        )
    with refused_if_taken("title", "Somebody has just given another one that title."):
        made = Protocol.objects.create(
            title=title,
            slug=free_slug(title),
            category=_there(case.category),
            owner=actor,
            review_on=today + A_YEAR,
            created_at=now,
        )
    record(actor, "created", made, after={"title": title}, at=now)
    return made


def _draft(
    actor: User, case: Escalation, protocol: Protocol, change: str, now: datetime
) -> ProtocolVersion:
    last = protocol.versions.order_by("-number").first()
    number = (protocol.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    with refused_if_taken("protocol", "Somebody has just started a new version of it."):
        made = ProtocolVersion.objects.create(
            protocol=protocol,
            number=number,
            situation=last.situation if last else case.about,
            change=change,
            written_by=actor,
            written_at=now,
            from_case=case,
        )
    lines: Iterable[ProtocolLine] = last.lines.order_by("position") if last else ()
    ProtocolLine.objects.bulk_create(
        ProtocolLine(
            version=made,
            position=line.position,
            kind=line.kind,
            text=line.text,
            limit_id=line.limit_id,
            from_level=line.from_level,
        )
        for line in lines
    )
    record(actor, "started", made, after={"number": number, "from_case": case}, at=now)
    return made


def _taken(actor: User, remedy: Remedy) -> Remedy:
    rows = Remedy.objects.select_related("team", "cause", "owner", "proposal")
    current = held(rows, remedy.pk)
    if not can_finish_remedy(actor, current):
        raise PermissionDenied
    return current
