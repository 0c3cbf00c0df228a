"""Sending what cannot wait for the digest: one message a person and occasion, each once.

A message is claimed by a conditional update and committed before the mail server is spoken to. What the server
refuses is tried again by the next runs under the same Message-ID; a worker that dies between claim and answer
leaves a claim that runs out, so what is urgent is rather sent twice in that one case than not at all.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from escalations.models import UrgentMail
from escalations.notice_kinds import SAFETY
from teams.mailing import absolute, clean, headers, subject_of
from teams.models import Notice
from teams.permissions import can_sign_in
from teams.queries.notices import Wall, walls_of
from teams.unsubscribing import token_for

MOST_ATTEMPTS = 12
TOO_LATE = timedelta(hours=6)
"""By then it has been passed on or answered; nobody needs to be told at once any more. Counted from when it was
allowed to go: what is held by quiet hours is promised for their end.
"""
CLAIM_LASTS = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_SPELL = 45.0
LONGEST_TEXT = 1_000
"""The rest stands where it is answered."""

log = structlog.get_logger(__name__)


def send_waiting(now: datetime) -> int:
    """Send what waits; how many were sent. One statement where nothing does."""
    waiting = UrgentMail.objects.filter(
        sent_at=None, at__gt=now - TOO_LATE, at__lte=now, failures__lt=MOST_ATTEMPTS
    )
    due = list(waiting.filter(free(now)).select_related("user").order_by("at", "pk")[:200])
    if not due:
        return 0
    walls = walls_of({mail.user_id for mail in due}, now)
    server = get_connection()
    until, sent = monotonic() + LONGEST_SPELL, 0
    for mail in due:
        if monotonic() > until:
            break
        if not _claim(mail, now):
            continue
        sent += _send(mail, walls[mail.user_id], server, now)
    return sent


def _send(mail: UrgentMail, wall: Wall, server: BaseEmailBackend, now: datetime) -> int:
    kind, _, key = mail.key.partition("/") if "/" in mail.key else (SAFETY, "", mail.key)
    unwanted = kind in wall.choices.not_in_mail
    if unwanted or not mail.user.email or not can_sign_in(mail.user, now):
        # Has left, has no address, or wants it in the inbox alone: nothing more to do.
        UrgentMail.objects.filter(pk=mail.pk).update(failures=MOST_ATTEMPTS)
        return 0
    if kind != SAFETY and _is_settled(mail, key):
        # Read or answered while it was held back: the night's alarm is no news of the morning.
        UrgentMail.objects.filter(pk=mail.pk).update(failures=MOST_ATTEMPTS)
        return 0
    ends = None if kind == SAFETY else wall.wait_until(now)
    if ends is not None:
        UrgentMail.objects.filter(pk=mail.pk).update(at=ends, claimed_at=None)
        return 0
    try:
        _compose(mail, kind, server).send()
    except Exception:
        # Of the mail server, or of this address: the others get theirs.
        log.exception("an urgent message was not sent", mail=mail.pk)
        _try_from(mail, now + min(FIRST_PAUSE * 2**mail.failures, LONGEST_PAUSE))
        UrgentMail.objects.filter(pk=mail.pk).update(failures=F("failures") + 1)
        return 0
    with transaction.atomic():
        UrgentMail.objects.filter(pk=mail.pk).update(sent_at=now)
        # So that no digest says it again.
        Notice.objects.filter(user=mail.user_id, key=key, mailed_at=None).update(mailed_at=now)
    return 1


def _is_settled(mail: UrgentMail, key: str) -> bool:
    """Whether its notice was read, or somebody else has the case by now. One statement."""
    told = Notice.objects.filter(user=mail.user_id, key=key)
    return told.filter(
        Q(in_inbox=True, read_at__isnull=False) | Q(in_inbox=False, mailed_at__isnull=False)
    ).exists()


def _try_from(mail: UrgentMail, at: datetime) -> None:
    """Let the claim run out at that instant."""
    UrgentMail.objects.filter(pk=mail.pk).update(claimed_at=at - CLAIM_LASTS)


def _compose(mail: UrgentMail, kind: str, server: BaseEmailBackend) -> EmailMessage:
    """Plain text that is complete by itself: what it is, and where to answer it."""
    stop = absolute(reverse("teams:unsubscribe", args=[token_for(mail.user, [kind])]))
    context = {
        "text": clean(mail.text, LONGEST_TEXT),
        "url": absolute(mail.url),
        "choices": absolute(reverse("teams:notifications")),
        "unsubscribe": stop,
    }
    return EmailMessage(
        subject=subject_of(mail.subject),
        body=render_to_string("mail/urgent.txt", context).strip() + "\n",
        to=[mail.user.email],
        connection=server,
        headers={**headers(f"urgent-{mail.pk}", stop), "Importance": "high"},
    )


def free(now: datetime) -> Q:
    """Never claimed, or so long ago that whoever claimed it is gone."""
    return Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS)


def _claim(mail: UrgentMail, now: datetime) -> bool:
    return bool(
        UrgentMail.objects.filter(free(now), pk=mail.pk, sent_at=None).update(claimed_at=now)
    )
