"""What an appraisal rests on: put in from what both may see, or in one's own words; taken out by the side that put it in."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback import appraisal_life as life
from feedback.actions.appraisals.common import save_with, to_step
from feedback.models import Appraisal, Competency, Evidence
from feedback.queries.appraisals.suggestions import suggestions_for
from feedback.queries.appraisals.words import put_in_by
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.texts import kept_text
from teams.models import User

LONGEST = 300
MOST = 60
_GONE = "That is not there to be put in any more."


@transaction.atomic
def add_evidence(
    actor: User,
    appraisal: Appraisal,
    *,
    kind: str,
    object_id: int,
    competency: Competency | None = None,
    now: datetime,
) -> Evidence:
    """Put in one of the suggestions, in the words the suggestion has now. Put in already, it stays as it is.

    What is put in with one's own part is read by the other once that is sent.
    Raises PermissionDenied, NotNow, ActionRefused.
    """
    current, _ = to_step(actor, appraisal, life.ADD_EVIDENCE)
    there = current.evidence.filter(kind=kind, object_id=object_id, added_by=actor).first()
    if there is not None:
        return there
    found = (
        one
        for one in suggestions_for(current, now)
        if (one.kind, one.object_id) == (kind, object_id)
    )
    suggestion = next(found, None)
    if suggestion is None:
        raise ActionRefused("evidence", _GONE)
    return _add(
        actor, current, competency, now,
        kind=kind, object_id=object_id, label=suggestion.label, url=suggestion.url,
    )  # fmt: skip


@transaction.atomic
def add_own_evidence(
    actor: User,
    appraisal: Appraisal,
    *,
    words: str,
    competency: Competency | None = None,
    now: datetime,
) -> Evidence:
    """Put in something in one's own words: what no page knows of. Raises PermissionDenied, NotNow, ActionRefused."""
    current, _ = to_step(actor, appraisal, life.ADD_EVIDENCE)
    label = " ".join(
        kept_text("words", words, limit=LONGEST, missing="Say what it is, in a line.").split()
    )
    there = current.evidence.filter(kind=Evidence.Kind.OTHER, label=label, added_by=actor).first()
    if there is not None:
        return there
    return _add(actor, current, competency, now, kind=Evidence.Kind.OTHER, label=label)


@transaction.atomic
def remove_evidence(actor: User, appraisal: Appraisal, entry: Evidence, *, now: datetime) -> None:
    """Take out what one's own side put in: a leader, also what who led it before did. Raises PermissionDenied, NotNow."""
    current, side = to_step(actor, appraisal, life.ADD_EVIDENCE)
    found = current.evidence.filter(pk=entry.pk).first()
    if found is None:
        return
    if put_in_by(current, found) != side:
        raise PermissionDenied
    found.delete()
    save_with(current)
    record(actor, "took out evidence", current, at=now)


def _add(
    actor: User, current: Appraisal, competency: Competency | None, now: datetime, **values: object
) -> Evidence:
    if competency is not None and competency.template_id != current.cycle.template_id:
        raise ActionRefused("competency", "Choose one of those that this appraisal looks at.")
    if current.evidence.filter(added_by=actor).count() >= MOST:
        raise ActionRefused("evidence", f"{MOST} are enough. Take one out to put another in.")
    with refused_if_taken("evidence", "That is among the evidence already."):
        made = Evidence.objects.create(
            appraisal=current, competency=competency, added_by=actor, added_at=now, **values
        )
    save_with(current)
    record(actor, "put in evidence", current, at=now)
    return made
