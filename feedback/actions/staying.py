"""Writing down why somebody left."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import Leaving
from feedback.permissions.staying import can_say_why, left_from
from feedback.staying import Reason, is_settled
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import refuse_stale
from teams.models import Organisation, Role, Team, User

FIELDS = ("theme", "words")
LONGEST = 500
SETTLED = (
    "The reasons of those months are told together by now, so this one stays as it is. "
    "What is missing can stand in the words."
)


@transaction.atomic
def say_why(
    actor: User, person: User, *, theme: str, words: str, version: str | None = None, now: datetime
) -> Leaving:
    """Note a reason, or put it right. `version` is that of what was read, '' where nothing stood there yet, None for
    whoever did not read first.

    The record says that it was written, not what: it is read by more people. Raises ActionRefused, Stale,
    PermissionDenied.
    """
    # Two who write at once are one after the other.
    person = User.objects.select_for_update().get(pk=person.pk)
    left_on = person.left_on
    if left_on is None or not can_say_why(actor, person):
        raise PermissionDenied
    if theme not in Leaving.Theme.values:
        raise ActionRefused("theme", "Choose one of the reasons, or “Not known”.")
    kept = check_text("words", words, limit=LONGEST, missing="") if words.strip() else ""
    there = Leaving.objects.filter(person=person, left_on=left_on).first()
    if there is None:
        return _write(actor, person, left_on, theme, kept, now)
    if version == "" and (there.theme, there.words) != (theme, kept):
        raise Stale(there, "Somebody else wrote this while you were writing.")
    refuse_stale(there, FIELDS, version or None, {"theme": theme, "words": kept})
    if theme != there.theme and is_settled(_reason(there), _day(now)):
        raise ActionRefused("theme", SETTLED)
    changed = [
        name for name, value in (("theme", theme), ("words", kept)) if getattr(there, name) != value
    ]
    if changed:
        there.theme, there.words = theme, kept
        there.written_by = actor
        if "theme" in changed:
            # When a reason was first written, or last changed, decides whether it is told with the others.
            there.written_at = now
        there.save(update_fields=["theme", "words", "written_by", "written_at"])
        record(actor, "changed", there, after={"fields": changed}, at=now)
    return there


def _write(
    actor: User, person: User, left_on: date, theme: str, words: str, now: datetime
) -> Leaving:
    last = left_from().filter(user=person).order_by("team_id").values_list("role", "team_id")
    # Where they were an agent, as everywhere else; else the first of their teams.
    places = sorted(last, key=lambda one: one[0] != Role.AGENT)
    made = Leaving.objects.create(
        person=person,
        left_on=left_on,
        team=Team.objects.get(pk=places[0][1]),
        theme=theme,
        words=words,
        written_by=actor,
        written_at=now,
    )
    record(actor, "wrote down", made, after={"person": person}, at=now)
    return made


def _reason(there: Leaving) -> Reason:
    return Reason(there.left_on, there.theme, _day(there.written_at))


def _day(at: datetime) -> date:
    organisation = Organisation.objects.first()
    return at.date() if organisation is None else organisation.clock.day_of(at)
