"""What people do with what they are told, and what they want to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from teams.actions.errors import ActionRefused
from teams.kinds import choice_of, kind_of, kinds
from teams.models import Notice, NoticeChoices, User
from teams.models.organisation import validate_zone
from teams.notice_ways import DIGEST, is_carried, way_of
from teams.permissions import standing_of
from teams.queries.notices import usual_digest

TOO_LONG_A_QUIET = timedelta(hours=20)
"""Quiet hours that leave less than four hours a day for mail are a mistake."""


# --- The inbox -----------------------------------------------------------------------------------


def mark_read(person: User, pk: int, now: datetime) -> Notice | None:
    """The notice, read; None where this person has none of that number. Read twice, it stays as it was."""
    notice = Notice.objects.filter(pk=pk, user=person, in_inbox=True).first()
    if notice is not None and notice.read_at is None:
        Notice.objects.filter(pk=pk, read_at=None).update(read_at=now)
        notice.read_at = now
    return notice


def mark_unread(person: User, pk: int) -> bool:
    """Take that back: it is new again. False where this person has none of that number."""
    mine = Notice.objects.filter(pk=pk, user=person, in_inbox=True)
    return mine.exists() and bool(mine.update(read_at=None))


def mark_unread_again(person: User, at: datetime) -> int:
    """Take back what was marked all at once, at that instant."""
    mine = Notice.objects.filter(user=person, in_inbox=True, read_at=at)
    return mine.update(read_at=None)


def mark_all_read(
    person: User, until: int | None, now: datetime, *, among: QuerySet[Notice] | None = None
) -> int:
    """Mark what has been seen as read, up to the notice of that number; how many those were. With `among`, only
    those.

    What came in while the page was being read is not among it.
    """
    every = Notice.objects.all() if among is None else among
    unread = every.filter(user=person, read_at=None)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=now)


# --- What one wants to be told -------------------------------------------------------------------


@transaction.atomic
def choose_notices(
    person: User,
    *,
    digest: str,
    not_in_app: Iterable[str],
    not_in_mail: Iterable[str],
    quiet_from: time | None,
    quiet_until: time | None,
    time_zone: str = "",
    at_once: Iterable[str] = (),
    quiet_on_days_off: bool = False,
) -> NoticeChoices:
    """What this person wants to be told, where and when. A taste: it stands in no record.

    Raises ActionRefused.
    """
    if digest not in NoticeChoices.Digest.values:
        raise ActionRefused("digest", "Choose one of these.")
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        raise ActionRefused(missing, "Give both times, or neither.")
    if quiet_from is not None and quiet_until is not None:
        if quiet_from == quiet_until:
            raise ActionRefused("quiet_until", "Choose another time than the start.")
        if _length(quiet_from, quiet_until) > TOO_LONG_A_QUIET:
            raise ActionRefused(
                "quiet_until", "That leaves hardly any time for mail. Leave four hours or more."
            )
    if time_zone:
        _check_zone(time_zone)
    known = [kind.code for kind in kinds()]
    values: dict[str, Any] = {
        "digest": digest,
        "not_in_app": [code for code in known if code in set(not_in_app)],
        "not_in_mail": [code for code in known if code in set(not_in_mail)],
        "at_once": [code for code in known if code in set(at_once)],
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "quiet_on_days_off": quiet_on_days_off,
        "time_zone": time_zone,
    }
    _check_digest_carries(person, values)
    choices, _ = NoticeChoices.objects.update_or_create(user=person, defaults=values)
    bring_into_inbox(person, choices)
    return choices


@transaction.atomic
def stop_digest(person: User) -> None:
    """No more digests for this person, until they choose otherwise."""
    choices, _ = NoticeChoices.objects.update_or_create(
        user=person, defaults={"digest": NoticeChoices.Digest.OFF}
    )
    bring_into_inbox(person, choices)


@transaction.atomic
def stop_mail_about(person: User, unwanted: Iterable[str]) -> None:
    """No more mail about these kinds for this person; they stay in the inbox, and all else as it is."""
    choices, _ = NoticeChoices.objects.get_or_create(user=person)
    choices = NoticeChoices.objects.select_for_update().get(pk=choices.pk)
    gone = {code for code in unwanted if code in {kind.code for kind in kinds()}}
    # What came in the digest alone would else come nowhere; what was not wanted anywhere stays so.
    back = gone.difference(choices.not_in_mail)
    choices.not_in_app = [code for code in choices.not_in_app if code not in back]
    choices.not_in_mail = sorted({*choices.not_in_mail, *gone})
    choices.at_once = [code for code in choices.at_once if code not in gone]
    choices.save(update_fields=["not_in_app", "not_in_mail", "at_once"])
    bring_into_inbox(person, choices)


def bring_into_inbox(person: User, choices: NoticeChoices) -> None:
    """Have what waited for a digest alone in the inbox, as new, where no digest is to say it any more.

    Whoever by now wants to hear of a kind nowhere does not get what waited of it either. Two statements at most.
    """
    waiting = Notice.objects.filter(user=person, in_inbox=False, mailed_at=None)
    mode = choices.digest or usual_digest(leads=standing_of(person).looks_after)
    rows = waiting.values_list("pk", "kind", "about")
    left = [pk for pk, kind, about in rows if _is_left(kind, about, mode, person, choices)]
    if left:
        waiting.filter(pk__in=left).update(in_inbox=True, read_at=None)


def _is_left(code: str, about: int | None, mode: str, person: User, choices: NoticeChoices) -> bool:
    """Whether neither a digest of this person says such a notice, nor they want it nowhere."""
    choice, kind = choice_of(code), kind_of(code)
    in_app, in_mail = choice not in choices.not_in_app, choice not in choices.not_in_mail
    says = bool(person.email) and is_carried(kind, mode) and kind.is_said_to(person.pk, about)
    return in_app or (in_mail and not says)


def _check_digest_carries(person: User, values: dict[str, Any]) -> None:
    """What is to come in the digest alone has to stand in it."""
    looks_after = standing_of(person).looks_after
    mode = values["digest"] or usual_digest(leads=looks_after)
    for kind in kinds():
        way = way_of(kind, values["not_in_app"], values["not_in_mail"], values["at_once"])
        if way == DIGEST and not is_carried(kind, mode):
            is_off = mode == NoticeChoices.Digest.OFF
            why = "You get no digest" if is_off else "Yours has only thanks and changed rules"
            raise ActionRefused(
                "digest",
                f"{why}, so “{kind.label}” cannot come in the digest alone. Choose another way for it, or "
                "have the digest.",
            )


def _length(start: time, end: time) -> timedelta:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return timedelta(minutes=minutes % (24 * 60))


def _check_zone(name: str) -> None:
    try:
        validate_zone(name)
    except ValidationError as error:
        raise ActionRefused("time_zone", "Choose a time zone from the list.") from error
