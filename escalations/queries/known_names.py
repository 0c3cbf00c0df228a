"""Who and what is known of a case by name: what must not stand in anything that others read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from escalations.models import Escalation, Step
from teams.models import User


@dataclass(frozen=True, slots=True)
class Known:
    """Names of the people in a case, and what the customer can be found by."""

    names: tuple[str, ...]
    references: tuple[str, ...]


def known_of(case: Escalation) -> Known:
    """The customer's name and reference, and everybody who had to do with the case. One statement."""
    steps = Step.objects.filter(escalation=case, by__isnull=False).values("by")
    those = [case.logged_by_id, case.on_duty_id, case.claimed_by_id, case.decided_by_id]
    people = User.objects.filter(Q(pk__in=steps) | Q(pk__in=[pk for pk in those if pk]))
    names = [case.customer_name, *people.order_by("pk").values_list("name", flat=True)]
    return Known(tuple(name for name in names if name), (case.reference,) if case.reference else ())
