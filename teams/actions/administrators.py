"""Who looks after the installation. There is always somebody."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.events import membership_changed
from teams.models import Membership, Organisation, Role, User


@transaction.atomic
def grant_administrator(actor: User | None, person: User, on: date) -> Membership:
    """Make a person an administrator from a day on."""
    hold_administrators()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active or person.left_on is not None:
        raise ActionRefused("person", f"{person.name} has left and cannot be an administrator.")
    if _running(person).exists():
        raise ActionRefused("person", f"{person.name} is an administrator already.")
    membership = Membership.objects.create(user=person, role=Role.ADMINISTRATOR, starts_on=on)
    record(actor, "granted administrator", person, after={"from": on})
    membership_changed.send(Membership, user=person, team=None, since=on)
    return membership


@transaction.atomic
def revoke_administrator(actor: User | None, person: User, on: date, reason: str = "") -> None:
    """End a person's administration on a day; the last administrator stays."""
    hold_administrators()
    person = User.objects.select_for_update().get(pk=person.pk)
    running = _running(person).first()
    if running is None:
        raise ActionRefused("person", f"{person.name} is not an administrator.")
    refuse_last_administrator(person)
    if on < running.starts_on:
        raise ActionRefused("on", "This is before the day it began.")
    running.ends_on = on
    running.end_reason = reason.strip()[:300]
    running.save(update_fields=["ends_on", "end_reason"])
    record(actor, "revoked administrator", person, after={"until": on}, reason=running.end_reason)
    membership_changed.send(Membership, user=person, team=None, since=on)


def hold_administrators() -> None:
    """Let one change of administrators happen at a time, until the end of the transaction.

    Two administrators who revoke one another at the same moment would each see the other remain. The
    organisation's row stands for "who looks after it"; it is locked before any person's.
    """
    Organisation.objects.select_for_update().filter(pk=1).first()


def refuse_last_administrator(person: User) -> None:
    """Raise unless another administrator would remain. The caller holds the administrators."""
    administrators = _administrators()
    others = administrators.exclude(pk=person.pk)
    if administrators.filter(pk=person.pk).exists() and not others.exists():
        raise ActionRefused(
            "", f"{person.name} is the last administrator. Make somebody else one first."
        )


def _running(person: User) -> QuerySet[Membership]:
    return person.memberships.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True)


def _administrators() -> QuerySet[User]:
    """People who look after the installation with no end in sight, and can sign in."""
    granted = Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True)
    return User.objects.filter(
        Q(is_superuser=True) | Q(pk__in=granted.values("user_id")),
        is_active=True,
        left_on__isnull=True,
    )
