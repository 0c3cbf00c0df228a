"""Words that have helped: added with thanks to whose they are, used, put away."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations.models import Escalation, HelpfulWords, Protocol, WordsUsed
from escalations.notice_kinds_playbook import THANKED
from escalations.permissions import can_put_words_away, protocols_visible_to
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.models import User
from teams.permissions import organisation_day, people_visible_to
from teams.telling import tell

LONGEST = 300


@transaction.atomic
def add_words(
    actor: User,
    protocol: Protocol,
    *,
    text: str,
    whose: User | None = None,
    from_case: Escalation | None = None,
    now: datetime,
) -> HelpfulWords:
    """Words that helped in this situation; one's own, or a colleague's, who is told with thanks.

    Words that were put away are taken out again. Raises ActionRefused, PermissionDenied.
    """
    if not protocols_visible_to(actor).filter(pk=protocol.pk).exists():
        raise PermissionDenied
    whose = whose or actor
    if (
        whose.pk != actor.pk
        and not people_visible_to(actor).filter(pk=whose.pk, is_active=True).exists()
    ):
        raise ActionRefused("whose", "Choose somebody you work with.")
    text = check_text("text", text, limit=LONGEST, missing="Write the words, as one says them.")
    there = (
        HelpfulWords.objects.select_for_update()
        .filter(protocol=protocol, text__iexact=text)
        .first()
    )
    if there is not None and there.archived_at is None:
        if there.added_by_id == actor.pk and there.whose_id == whose.pk:
            return there
        raise ActionRefused("text", "These words stand there already.")
    if there is not None:
        there.archived_at = None
        there.save(update_fields=["archived_at"])
        record(actor, "restored", there, at=now)
        return there
    with refused_if_taken("text", "These words stand there already."):
        words = HelpfulWords.objects.create(
            protocol=protocol,
            text=text,
            whose=whose,
            added_by=actor,
            added_at=now,
            from_case=from_case,
        )
    record(actor, "created", words, after={"text": text, "whose": whose.pk}, at=now)
    if whose.pk != actor.pk:
        tell(
            [whose],
            THANKED,
            f"words-{words.pk}",
            f"Words of yours stand in the playbook: {protocol.title}. Thank you.",
            detail=f"“{text}” {actor.name} put them there.",
            url=reverse("escalations:protocol", args=[protocol.slug]),
            now=now,
        )
    return words


@transaction.atomic
def say_used(actor: User, words: HelpfulWords, *, now: datetime) -> WordsUsed:
    """I used them and they helped: once a day and person, however often it is said."""
    if words.archived_at is not None:
        raise ActionRefused("", "These words were put away.")
    if not protocols_visible_to(actor).filter(pk=words.protocol_id).exists():
        raise PermissionDenied
    used, _ = WordsUsed.objects.get_or_create(words=words, person=actor, day=organisation_day(now))
    return used


@transaction.atomic
def put_words_away(actor: User, words: HelpfulWords, *, now: datetime) -> None:
    """Show them no more; how often they were used stays."""
    if not can_put_words_away(actor, words):
        raise PermissionDenied
    changed = HelpfulWords.objects.filter(pk=words.pk, archived_at=None).update(archived_at=now)
    if changed:
        record(actor, "archived", words, at=now)
