"""What one of the two writes for their own eyes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from feedback.actions.one_to_ones.common import LONGEST_TEXT, of_the_two
from feedback.models import PrivateNote, Series
from teams.actions.audit import record
from teams.actions.errors import Stale
from teams.actions.texts import kept_text
from teams.models import User

ELSEWHERE = "You changed this in another window while you were writing."


@transaction.atomic
def save_private_note(
    actor: User, series: Series, *, words: str, version: int | None, now: datetime
) -> PrivateNote:
    """Their note beside the series, whole: also when it has ended. `version` 0 is that of a note not yet there.

    Raises Stale (saved in another window since), ActionRefused, PermissionDenied.
    """
    current_series = of_the_two(actor, series.pk)
    kept = kept_text("words", words, limit=LONGEST_TEXT)
    # Under the lock of the series, so that two windows do not begin it twice.
    note, is_new = PrivateNote.objects.get_or_create(
        series=current_series, author=actor, defaults={"words": "", "edited_at": now}
    )
    if kept == note.words and not is_new:
        return note
    seen = note.version if version is None else version
    if seen != note.version:
        raise Stale(note, ELSEWHERE)
    written = PrivateNote.objects.filter(pk=note.pk, version=seen).update(
        words=kept, edited_at=now, version=F("version") + 1
    )
    note.refresh_from_db()
    if not written:
        raise Stale(note, ELSEWHERE)
    record(actor, "wrote", note, at=now)
    return note
