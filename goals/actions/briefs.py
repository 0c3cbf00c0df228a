"""Keeping what a manager says of a week."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.models import Brief
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import can_manage

BRIEF_FIELDS = ("sentence", "asks")
LONGEST = {"sentence": 300, "asks": 1000}


@transaction.atomic
def write_brief(
    author: User,
    first_day: date,
    *,
    sentence: str,
    asks: str,
    version: str | None = None,
    now: datetime,
) -> Brief:
    """Keep the words of the author's own brief of the week that starts on `first_day`.

    Raises PermissionDenied, Stale, or ActionRefused with the field to mend. Saved twice unchanged it is
    written once.
    """
    if not can_manage(author):
        raise PermissionDenied
    wanted = {"sentence": " ".join(sentence.split()), "asks": asks.replace("\r\n", "\n").strip()}
    for field, text in wanted.items():
        if len(text) > LONGEST[field]:
            raise ActionRefused(
                field, f"Keep it to {LONGEST[field]:,} characters. This has {len(text):,}."
            )
        if "\x00" in text:
            raise ActionRefused(field, "This holds a character that cannot be kept. Type it again.")
    brief, _ = Brief.objects.select_for_update().get_or_create(
        author=author, first_day=first_day, defaults={"saved_at": now}
    )
    refuse_stale(brief, BRIEF_FIELDS, version, wanted)
    before = {name: getattr(brief, name) for name in BRIEF_FIELDS}
    if before != wanted:
        for name, text in wanted.items():
            setattr(brief, name, text)
        brief.saved_at = now
        brief.save()
        record(author, "wrote", brief, before, wanted, at=now)
    return brief
