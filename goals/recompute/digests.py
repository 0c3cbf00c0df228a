"""Sending the digests that are due, each once.

A person's digest of a day is a row, unique by both: whatever is planned again finds it there. Whoever writes it
claims the row by a conditional update first. Before anything goes to the mail server a second one, committed too, says
under which subject: so a digest is sent **at most once**. A worker that dies while it writes has handed nothing over,
and another one writes it again; one that dies between the second mark and the answer leaves a row that says so, and
nobody tries it again. What the server refuses is tried again with growing pauses, under the same Message-ID, and holds
no other mail up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from goals.models import Digest
from goals.queries.digest import DigestWords, digest_words, few_words
from goals.queries.digest_times import TOO_LATE, Morning, Reader, mornings, readers
from teams.mailing import absolute, clean, headers, subject_of
from teams.models import Notice, NoticeChoices, Organisation, User
from teams.queries.notices import choices_of
from teams.quiet import quiet_until
from teams.unsubscribing import token_for

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=2)
"""Doubled each time: after six refusals an hour has passed, and the morning with it."""
GONE_AFTER = timedelta(minutes=15)
"""Above the time limit of a task: whoever claimed a row so long ago is gone."""
LONGEST_SPELL = 240.0
LOOK_EVERY = timedelta(minutes=5)
State = Digest.State

log = structlog.get_logger(__name__)


def send_digests(now: datetime) -> datetime:
    """Plan what is due, send it, give up what is too late; when to look again."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return now + LOOK_EVERY
    reading = readers(now)
    following = _plan(reading, organisation, now)
    _give_up(now)
    by_id = {reader.person.pk: reader for reader in reading}
    until = monotonic() + LONGEST_SPELL
    server = get_connection()
    due = Digest.objects.filter(state=State.DUE, try_at__lte=now).order_by("try_at", "pk")
    for digest in due:
        if monotonic() > until:
            return now
        reader = by_id.get(digest.user_id)
        ends = None if reader is None else quiet_until(reader.quiet, reader.zone, now)
        if ends is not None:
            # Refused, or planned late, and quiet by now: after that, where its morning is not over.
            Digest.objects.filter(pk=digest.pk, state=State.DUE).update(try_at=ends)
        elif _claim(digest, now):
            _send(digest, reader, organisation, server, now)
    waiting = (
        Digest.objects.filter(state=State.DUE).order_by("try_at").values_list("try_at", flat=True)
    )
    return min([now + LOOK_EVERY, *following, *(at for at in waiting[:1] if at > now)])


def _plan(reading: list[Reader], organisation: Organisation, now: datetime) -> list[datetime]:
    """Rows for the mornings that have come; the instants of those that come next."""
    came: list[Morning] = []
    following: list[datetime] = []
    for reader in reading:
        for morning in mornings(reader, organisation.week_starts_on, now):
            if morning.due_at > now:
                following.append(morning.due_at)
            elif morning.due_at + TOO_LATE > now:
                came.append(morning)
    Digest.objects.bulk_create(
        [
            Digest(user_id=one.user_id, day=one.day, due_at=one.due_at, try_at=one.due_at)
            for one in came
        ],
        ignore_conflicts=True,
    )
    return following


def _give_up(now: datetime) -> None:
    """What can no longer be sent: its morning is over, or nobody knows whether it was."""
    gone = Digest.objects.filter(state=State.SENDING, claimed_at__lte=now - GONE_AFTER)
    # Without a subject nothing of it has left the house: who wrote it was killed before. Not for ever, as its words
    # may be what kills.
    gone.filter(subject="", attempts__lt=MOST_ATTEMPTS).update(state=State.DUE, try_at=now)
    gone.update(
        state=State.FAILED,
        last_error="The worker stopped while it was being sent. It is not sent again.",
    )
    Digest.objects.filter(state=State.DUE, due_at__lte=now - TOO_LATE).update(
        state=State.FAILED, last_error="Its morning was over before it could be sent."
    )


def _claim(digest: Digest, now: datetime) -> bool:
    """True for the one worker that may send it."""
    return bool(
        Digest.objects.filter(pk=digest.pk, state=State.DUE, try_at__lte=now).update(
            state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
    )


def _hand_over(digest: Digest, said: DigestWords, now: datetime) -> bool:
    """Mark that it leaves the house now. False where it took so long to write that somebody else has it."""
    return bool(_mine(digest, now).filter(subject="").update(subject=said.subject[:300] or "-"))


def _mine(digest: Digest, now: datetime) -> QuerySet[Digest]:
    """The row, while nobody else has claimed it since."""
    return Digest.objects.filter(pk=digest.pk, state=State.SENDING, claimed_at=now)


def _send(
    digest: Digest,
    reader: Reader | None,
    organisation: Organisation,
    server: BaseEmailBackend,
    now: datetime,
) -> None:
    if reader is None:
        # Left, or chose otherwise, since it was planned.
        _end(digest, State.NOTHING, now)
        return
    try:
        choices = choices_of(reader.person)
        say = few_words if reader.mode == NoticeChoices.Digest.FEW else digest_words
        said = say(reader.person, choices, organisation, now)
        only_changes = reader.mode == NoticeChoices.Digest.CHANGES
        if said is None or (only_changes and not said.changed):
            _end(digest, State.NOTHING, now)
            return
        mail = _compose(reader.person, digest, said, server)
        if not _hand_over(digest, said, now):
            return
        mail.send()
    except Exception as error:
        # Of the mail server, or of this one person's words: the others get theirs.
        log.exception("a digest was not sent", digest=digest.pk)
        _try_again(digest, now, f"{type(error).__name__}: {error}")
        return
    _end(digest, State.SENT, now, said)


def _try_again(digest: Digest, now: datetime, error: str) -> None:
    attempts = digest.attempts + 1
    state = State.DUE if attempts < MOST_ATTEMPTS else State.FAILED
    _mine(digest, now).update(
        state=state,
        try_at=now + FIRST_PAUSE * 2 ** (attempts - 1),
        last_error=error[:300],
        subject="",
    )


@transaction.atomic
def _end(digest: Digest, state: str, now: datetime, said: DigestWords | None = None) -> None:
    if said is None:
        _mine(digest, now).update(state=state, last_error="")
    else:
        Digest.objects.filter(pk=digest.pk).update(
            state=state, last_error="", sent_at=now, subject=said.subject[:300]
        )
        Notice.objects.filter(pk__in=said.told, mailed_at=None).update(mailed_at=now)
        if said.left:
            left = Notice.objects.filter(pk__in=said.left, in_inbox=False)
            left.update(in_inbox=True, read_at=None)


# --- The mail itself -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Linked:
    text: str
    url: str


def _compose(
    person: User, digest: Digest, said: DigestWords, server: BaseEmailBackend
) -> EmailMultiAlternatives:
    """Plain text that is complete by itself, and the same as simple HTML: no images, one link a line."""
    unsubscribe = absolute(reverse("teams:unsubscribe", args=[token_for(person)]))
    context = {
        "said": said,
        "subject": subject_of(said.subject),
        "lines": [_Linked(clean(line.text), absolute(line.path)) for line in said.lines],
        "lead": clean(said.lead),
        "healthy": clean(said.healthy),
        "today": absolute(reverse("home")),
        "choices": absolute(reverse("teams:notifications")),
        "unsubscribe": unsubscribe,
    }
    mail = EmailMultiAlternatives(
        subject=subject_of(said.subject),
        body=render_to_string("mail/digest.txt", context).strip() + "\n",
        to=[person.email],
        connection=server,
        headers=headers(f"digest-{person.pk}-{digest.day}", unsubscribe),
    )
    mail.attach_alternative(render_to_string("mail/digest.html", context).strip(), "text/html")
    return mail
