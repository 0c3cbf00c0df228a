"""Sending what people want by mail at once: all that waits for a person in one message, each notice once.

A notice is claimed by a conditional update and committed before the mail server is spoken to, so it goes out **at
most once**: where a worker dies in between it is not tried again, and waits in the inbox and for the digest. In
quiet hours and on a day off that is to be quiet it waits; what has come meanwhile is delivered together;
to somebody who is away nothing goes out. What is not to be sent any more has no `mail_at`, so that nobody looks at it
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from teams.kinds import OTHER, choice_of, kind_of
from teams.mailing import absolute, clean, headers, subject_of
from teams.models import Notice, User
from teams.permissions import can_sign_in
from teams.queries.inbox import is_ours
from teams.queries.notices import Wall, walls_of
from teams.reachable import can_open
from teams.unsubscribing import token_for

TOO_LATE = timedelta(days=5)
"""Counted from when it was allowed to go, however long the quiet before."""
PAUSE = timedelta(minutes=5)
MOST_AT_ONCE = 500
MOST_IN_A_MAIL = 20
LONGEST_SPELL = 45.0

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Send what is due, and drop what is so no more. One statement where nothing waits."""
    came = list(_waiting(now).select_related("user").order_by("user_id", "pk")[:MOST_AT_ONCE])
    due = [row for row in came if _is_due(row, now)]
    if len(due) < len(came):
        # Asked once more: another worker may have changed them since.
        left = _waiting(now).exclude(_IS_DUE, mail_at__gt=now - TOO_LATE)
        left.filter(pk__in={row.pk for row in came} - {row.pk for row in due}).update(mail_at=None)
    if not due:
        return
    walls = walls_of({row.user_id for row in due}, now)
    server, until = get_connection(), monotonic() + LONGEST_SPELL
    for pk, rows in groupby(due, key=lambda row: row.user_id):
        if monotonic() > until:
            return
        _send_to(list(rows), walls[pk], server, now)


_IS_DUE = (Q(read_at=None) | Q(in_inbox=False)) & Q(mail_claimed_at=None)
"""What nobody took to the mail server yet and its person has not read meanwhile."""


def _waiting(now: datetime) -> QuerySet[Notice]:
    """All whose time has come."""
    return Notice.objects.filter(mailed_at=None, mail_at__lte=now)


def _is_due(row: Notice, now: datetime) -> bool:
    """`_IS_DUE` of a row that was read, and not too late."""
    is_new = row.read_at is None or not row.in_inbox
    in_time = row.mail_at is not None and row.mail_at > now - TOO_LATE
    return is_new and in_time and row.mail_claimed_at is None


def _send_to(rows: list[Notice], wall: Wall, server: BaseEmailBackend, now: datetime) -> None:
    person = rows[0].user
    wanted = [row for row in rows if choice_of(row.kind) not in wall.choices.not_in_mail]
    if not wanted or wall.is_away or not person.email or not can_sign_in(person, now):
        # It stays in the inbox; by mail it comes with the digest, if at all.
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mail_at=None)
        return
    waits = wall.wait_until(now)
    if waits is not None:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mail_at=waits)
        return
    mine = list(_claimed(_opening(wanted, person), now))
    if not mine:
        return
    taken = Notice.objects.filter(pk__in=[row.pk for row in mine])
    try:
        _compose(person, mine, server).send()
    except Exception:
        # Of the mail server, or of this address: the others get theirs.
        log.exception("a notice was not mailed", person=person.pk)
        late = [row.pk for row in mine if _allowed_at(row, wall) <= now - TOO_LATE]
        taken.filter(pk__in=late).update(mail_at=None)
        taken.exclude(pk__in=late).update(mail_claimed_at=None, mail_at=now + PAUSE)
        return
    taken.update(mailed_at=now)


def _allowed_at(row: Notice, wall: Wall) -> datetime:
    """When it could go out first; `mail_at` moves on with each refusal."""
    return wall.wait_until(row.at) or row.at


def _opening(rows: list[Notice], person: User) -> list[Notice]:
    """Those whose page opens for that person now: the others wait in the inbox, which says that it is gone. Beyond
    those that a mail names it only counts them.
    """
    found: list[Notice] = []
    gone: list[int] = []
    for row in rows:
        named = len(found) < MOST_IN_A_MAIL and is_ours(row.url)
        if named and not can_open(person, row.url):
            gone.append(row.pk)
        else:
            found.append(row)
    if gone:
        Notice.objects.filter(pk__in=gone).update(mail_at=None)
    return found


def _claimed(rows: list[Notice], now: datetime) -> Iterator[Notice]:
    """Those that this worker took, of two that look at once."""
    for row in rows:
        if _waiting(now).filter(_IS_DUE, pk=row.pk).update(mail_claimed_at=now):
            yield row


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as mail says it."""

    text: str
    url: str


def in_mail(row: Notice, person: User) -> str:
    """Its words, where they may stand in mail; else only that something waits."""
    kind = kind_of(row.kind)
    if kind.by_mail and row.about_id in (None, person.pk):
        return clean(f"{row.text} {row.detail}")
    if kind is OTHER:
        return "Something waits in your inbox."
    return kind.in_mail or f"{kind.label}. It waits in your inbox."


def _compose(person: User, rows: list[Notice], server: BaseEmailBackend) -> EmailMultiAlternatives:
    said = [
        Said(
            in_mail(row, person), absolute(row.url if is_ours(row.url) else reverse("teams:inbox"))
        )
        for row in rows[:MOST_IN_A_MAIL]
    ]
    more = len(rows) - len(said)
    if more:
        waits = "One more waits" if more == 1 else f"{more} more wait"
        said.append(Said(f"{waits} in your inbox.", absolute(reverse("teams:inbox"))))
    kinds = {choice_of(row.kind) for row in rows}
    stop = absolute(reverse("teams:unsubscribe", args=[token_for(person, kinds)]))
    context = {
        "lines": said,
        "choices": absolute(reverse("teams:notifications")),
        "unsubscribe": stop,
        "several": len(kinds) > 1,
    }
    first = said[0].text if len(said) == 1 else f"{len(rows)} things you wanted to hear of"
    mail = EmailMultiAlternatives(
        subject=subject_of(first),
        body=render_to_string("mail/notices.txt", context).strip() + "\n",
        to=[person.email],
        connection=server,
        headers=headers(f"notices-{person.pk}-{rows[0].pk}", stop),
    )
    mail.attach_alternative(render_to_string("mail/notices.html", context).strip(), "text/html")
    return mail
