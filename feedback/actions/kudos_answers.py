"""What others do with a thanks: say that they saw it too, answer it, keep it to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.actions.kudos import TWICE_WITHIN, checked_words, key_of
from feedback.models import Kudos, Recipient, Reply, Saw, Visibility
from feedback.notice_kinds import SEEN_TOO
from feedback.permissions.kudos import is_thanked, kudos_visible_to, may_say_saw
from feedback.queries.kudos import url_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Notice, User
from teams.telling import tell

LONGEST_REPLY = 500


@transaction.atomic
def say_saw(actor: User, kudos: Kudos, *, now: datetime) -> Kudos:
    """Say "I saw this too". Said twice, it counts once. The first who says so is told to author and thanked.

    Raises PermissionDenied: for its author, whoever is thanked, and whoever may not read it.
    """
    current = _locked(actor, kudos)
    if not may_say_saw(actor, current):
        raise PermissionDenied
    _, is_new = Saw.objects.get_or_create(kudos=current, user=actor, defaults={"at": now})
    if is_new:
        _count(current)
        record(actor, "saw too", current, at=now)
    if is_new and current.saw == 1:
        tell(
            _those_it_is_between(current),
            SEEN_TOO,
            _key_of_saw(current),
            _saw_it(actor),
            detail=current.words,
            url=url_of(current),
            now=now,
        )
    return current


@transaction.atomic
def unsay_saw(actor: User, kudos: Kudos, *, now: datetime) -> Kudos:
    """Take that back. With the last one the notice of it goes as well; while others stay it names who said so first.

    Raises PermissionDenied.
    """
    current = _locked(actor, kudos)
    gone, _ = Saw.objects.filter(kudos=current, user=actor).delete()
    if gone:
        _count(current)
        record(actor, "unsaid", current, at=now)
        told = _those_it_is_between(current)
        notices = Notice.objects.filter(user__in=told, key=_key_of_saw(current))
        first = Saw.objects.filter(kudos=current).select_related("user").order_by("pk").first()
        if first is None:
            notices.delete()
        else:
            notices.update(text=_saw_it(first.user))
    return current


@transaction.atomic
def reply(actor: User, kudos: Kudos, *, words: str, now: datetime) -> Reply:
    """An answer beneath it, by whoever reads it. Sent twice, it stands once. Author and thanked are told.

    Raises ActionRefused, PermissionDenied.
    """
    current = _locked(actor, kudos)
    if not words.strip():
        raise ActionRefused("words", "Write your answer.")
    kept = checked_words(words, limit=LONGEST_REPLY)
    twin = Reply.objects.filter(
        kudos=current, by=actor, words=kept, at__gt=now - TWICE_WITHIN, taken_back_at=None
    ).first()
    if twin is not None:
        return twin
    made = Reply.objects.create(kudos=current, by=actor, words=kept, at=now)
    _record(actor, "replied", current, now)
    private = current.visibility == Visibility.PRIVATE
    tell(
        [pk for pk in _those_it_is_between(current) if pk != actor.pk],
        SEEN_TOO,
        _key_of_reply(made),
        f"{actor.name} answers a thanks.",
        detail="" if private else kept,
        url=url_of(current),
        now=now,
    )
    return made


@transaction.atomic
def take_reply_back(actor: User, answer: Reply, *, now: datetime) -> Reply:
    """Whoever wrote an answer does not say it any more, however long ago: nobody reads it, its notices are gone.

    Twice, it is taken back once. Raises PermissionDenied for everybody else.
    """
    current, found = _locked_reply(actor, answer)
    if found.by_id != actor.pk:
        raise PermissionDenied
    if found.taken_back_at is None:
        found.taken_back_at = now
        found.save(update_fields=["taken_back_at"])
        _forget_notices(current, found)
        _record(actor, "took an answer back", current, now)
    return found


@transaction.atomic
def hide_reply(actor: User, answer: Reply, *, hidden: bool = True, now: datetime) -> Reply:
    """Somebody thanked keeps an answer from all but those thanked and whoever wrote it, or shows it again.

    Its notices go with it. Raises PermissionDenied for whoever is not thanked.
    """
    current, found = _locked_reply(actor, answer)
    if found.taken_back_at is not None or not is_thanked(actor, current):
        raise PermissionDenied
    if (found.hidden_at is not None) != hidden:
        found.hidden_at = now if hidden else None
        found.save(update_fields=["hidden_at"])
        if hidden:
            _forget_notices(current, found)
        _record(actor, "hid an answer" if hidden else "showed an answer", current, now)
    return found


@transaction.atomic
def hide(actor: User, kudos: Kudos, *, hidden: bool = True, now: datetime) -> Recipient:
    """Whoever is thanked keeps it to themself, or shows it again.

    The kudos leaves huddles and screens, and their name the wall; with nobody's name left, so does the kudos, and
    none but its author and those thanked open it. Raises PermissionDenied for whoever is not thanked by it.
    """
    current = _locked(actor, kudos)
    found = Recipient.objects.filter(kudos=current, user=actor).first()
    if found is None:
        raise PermissionDenied
    if (found.hidden_at is not None) != hidden:
        found.hidden_at = now if hidden else None
        found.save(update_fields=["hidden_at"])
        _record(actor, "hid" if hidden else "showed", current, now)
    return found


def read(actor: User, kudos: Iterable[int], *, now: datetime) -> int:
    """Of these thanks, those that are for `actor` are read; how many were not before. Read twice, it stays as it was.

    Nobody but them learns of it, so it is in no record: see `goals.views.unchanged.moved`.
    """
    own = Recipient.objects.filter(user=actor, kudos__in=kudos_visible_to(actor))
    unread = own.filter(kudos__in=list(kudos), read_at=None).values("pk")
    return Recipient.objects.filter(pk__in=unread, read_at=None).update(read_at=now)


def _locked(actor: User, kudos: Kudos) -> Kudos:
    """The row under its lock, for somebody who may read it."""
    current = Kudos.objects.select_for_update().get(pk=kudos.pk)
    if not kudos_visible_to(actor).filter(pk=current.pk).exists():
        raise PermissionDenied
    return current


def _locked_reply(actor: User, answer: Reply) -> tuple[Kudos, Reply]:
    """Kudos and answer, under the lock of the kudos."""
    current = _locked(actor, answer.kudos)
    return current, Reply.objects.select_related("kudos").get(pk=answer.pk, kudos=current)


def _record(actor: User, verb: str, current: Kudos, now: datetime) -> None:
    """Of a private one nothing: who does this with it would say whom it thanks."""
    if current.visibility != Visibility.PRIVATE:
        record(actor, verb, current, at=now)


def _forget_notices(current: Kudos, answer: Reply) -> None:
    told = _those_it_is_between(current)
    Notice.objects.filter(user__in=told, key=_key_of_reply(answer)).delete()


def _count(current: Kudos) -> None:
    """Counted anew under the lock, never added to: it is right whatever came before."""
    current.saw = Saw.objects.filter(kudos=current).count()
    current.save(update_fields=["saw"])


def _saw_it(person: User) -> str:
    return f"{person.name} saw it too."


def _those_it_is_between(current: Kudos) -> list[int]:
    thanked = Recipient.objects.filter(kudos=current).values_list("user_id", flat=True)
    return [current.author_id, *thanked]


def _key_of_reply(answer: Reply) -> str:
    return f"kudos-{answer.kudos_id}-reply-{answer.pk}"


def _key_of_saw(current: Kudos) -> str:
    return f"{key_of(current)}-saw"
