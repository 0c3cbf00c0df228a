"""What of `escalations` can be let go of: customers, once their cases are long over, and cases nobody ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from escalations import lifecycle
from escalations.models import Draft, Escalation
from teams.actions.audit import record
from teams.keeping import Kind, register_kinds
from teams.searching import refresh_all

_NOTHING = {"reference": "", "reference_key": "", "customer_name": "", "said": ""}


def register() -> None:
    """Called once, when the app is ready."""
    register_kinds(
        Kind(
            "escalations.customers",
            "Customers in cases that are over",
            "Name, order or telephone number, the number to call back and what was said go. What the case was about, "
            "how it was decided and what was learned stay, as do notes and promises.",
            _over,
            _without_customer,
        ),
        Kind(
            "escalations.drafts",
            "Cases that were begun and never sent",
            "By when they were last written to. The record keeps that there was one.",
            _begun,
            _discard,
        ),
    )


def _over(before: datetime) -> QuerySet[Escalation]:
    there = Q()
    for name in _NOTHING:
        there |= ~Q(**{name: ""})
    there |= ~Q(writing__number="") & Q(writing__isnull=False)
    over = Escalation.objects.filter(state__in=lifecycle.OVER, resolved_at__lt=before)
    return over.filter(there).order_by("resolved_at", "pk")


def _without_customer(cases: Sequence[Escalation], now: datetime) -> None:
    keys = [case.pk for case in cases]
    Draft.objects.filter(escalation__in=keys).update(number="", rest={})
    Escalation.objects.filter(pk__in=keys).update(**_NOTHING)
    refresh_all(Escalation.objects.filter(pk__in=keys))


def _begun(before: datetime) -> QuerySet[Escalation]:
    drafts = Escalation.objects.filter(state=lifecycle.DRAFT, saved_at__lt=before)
    return drafts.order_by("saved_at", "pk")


def _discard(drafts: Sequence[Escalation], now: datetime) -> None:
    for draft in drafts:
        record(None, lifecycle.DISCARD, draft, before={"state": draft.state}, at=now)
        draft.delete()
