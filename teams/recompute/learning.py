"""Steps that are due soon, or were due: whoever learns is told of each day once, their leads of what is overdue.

The day that was told of stands in the row and is taken by a conditional update in the transaction that tells:
however often this runs, by how many workers, and wherever it is cut off, each is told of once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from teams.learning_kinds import DUE
from teams.learning_rules import SOON, due_by_date, is_soon
from teams.models import DoneStep, GivenPath, LearningStep
from teams.permissions import organisation_day
from teams.queries.learning_leads import address, leads_of
from teams.telling import tell


def look(now: datetime) -> None:
    """Say what is due. Two statements where nothing is; some for each row that is told of."""
    today = organisation_day(now)
    late = Q(next_due_on__lt=today) & ~Q(late_told_for=F("next_due_on"))
    soon = Q(next_due_on__gte=today) & ~Q(soon_told_for=F("next_due_on"))
    due = (
        _open()
        .filter(late | soon, next_due_on__lte=today + timedelta(days=SOON))
        .select_related("path", "person")
        .order_by("next_due_on", "pk")
    )
    for given in due:
        if given.next_due_on is not None:
            _tell_once(given, given.next_due_on, today, now)


def _open() -> QuerySet[GivenPath]:
    return GivenPath.objects.filter(done_at=None, ended_at=None, person__is_active=True)


@transaction.atomic
def _tell_once(given: GivenPath, due: date, today: date, now: datetime) -> None:
    still = GivenPath.objects.filter(pk=given.pk, done_at=None, ended_at=None, next_due_on=due)
    if is_soon(due, today):
        if not still.exclude(soon_told_for=due).update(soon_told_for=due):
            return
    elif not still.exclude(late_told_for=due).update(late_told_for=due, soon_told_for=due):
        return
    step = _first_open(given)
    if step is None:
        return
    when = due_by_date(due, today)
    word = "soon" if is_soon(due, today) else "late"
    tell(
        [given.person],
        DUE,
        f"learning-{given.pk}-{due}-{word}",
        f"“{step.title}” {'was' if word == 'late' else 'is'} {when.removeprefix('was ')}.",
        detail=f"A step of “{given.path.name}”.",
        url=address(given.path_id),
        now=now,
    )
    if word == "late":
        tell(
            leads_of(given.person, today),
            DUE,
            f"learning-{given.pk}-{due}-late-lead",
            f"{given.person.name} is not through with “{given.path.name}”: “{step.title}” {when}.",
            detail="Do they need time for it, or somebody beside them?",
            url=reverse("teams:learning_team"),
            about=given.person_id,
            now=now,
        )


def _first_open(given: GivenPath) -> LearningStep | None:
    done = DoneStep.objects.filter(given=given).values("step_id")
    steps = LearningStep.objects.filter(path=given.path_id, archived_at=None).exclude(pk__in=done)
    return steps.order_by("due_days", "position", "pk").first()
