"""That somebody was given all that is held of a person."""

from __future__ import annotations

from django.db import transaction

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import User


@transaction.atomic
def note_file_made(actor: User, person: User, asked: str = "") -> None:
    """Written down before the file is. For somebody else it is made only where they asked: `asked` says how.

    Raises ActionRefused without that.
    """
    asked = " ".join(asked.split())
    if actor.pk != person.pk and not asked:
        raise ActionRefused("asked", "Say how and when they asked. It stays with the record.")
    record(actor, "made file of", person, reason=asked)
