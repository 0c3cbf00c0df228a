"""Sending what cannot wait for the digest: one message a person and occasion, each once.

A message is claimed by a conditional update and committed before the mail server is spoken to. What the server
refuses is tried again by the next runs under the same Message-ID; a worker that dies between claim and answer
leaves a claim that runs out, so what is urgent is rather sent twice in that one case than not at all.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from escalations.models import UrgentMail
from escalations.notice_kinds import SAFETY
from teams.models import Notice, NoticeChoices, Organisation
from teams.permissions import can_sign_in

MOST_ATTEMPTS = 12
TOO_LATE = timedelta(hours=6)
"""By then it has been passed on or answered; nobody needs to be told at once any more."""
CLAIM_LASTS = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_SPELL = 45.0

log = structlog.get_logger(__name__)


def send_waiting(now: datetime) -> int:
    """Send what waits; how many were sent. One statement where nothing does."""
    waiting = UrgentMail.objects.filter(
        sent_at=None, at__gt=now - TOO_LATE, failures__lt=MOST_ATTEMPTS
    )
    due = list(waiting.filter(free(now)).select_related("user").order_by("at", "pk")[:200])
    if not due:
        return 0
    choices = {
        row.user_id: row
        for row in NoticeChoices.objects.filter(user__in={mail.user_id for mail in due})
    }
    server = get_connection()
    until, sent = monotonic() + LONGEST_SPELL, 0
    for mail in due:
        if monotonic() > until:
            break
        if not _claim(mail, now):
            continue
        sent += _send(mail, choices.get(mail.user_id), server, now)
    return sent


def _send(
    mail: UrgentMail, choices: NoticeChoices | None, server: BaseEmailBackend, now: datetime
) -> int:
    kind, _, key = mail.key.partition("/") if "/" in mail.key else (SAFETY, "", mail.key)
    unwanted = choices is not None and kind in choices.not_in_mail
    if unwanted or not mail.user.email or not can_sign_in(mail.user, now):
        # Has left, has no address, or wants it in the inbox alone: nothing more to do.
        UrgentMail.objects.filter(pk=mail.pk).update(failures=MOST_ATTEMPTS)
        return 0
    if kind != SAFETY and choices is not None:
        ends = quiet_until(choices, _zone(choices), now)
        if ends is not None:
            _try_from(mail, ends)
            return 0
    try:
        _compose(mail, server).send()
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


def _try_from(mail: UrgentMail, at: datetime) -> None:
    """Let the claim run out at that instant."""
    UrgentMail.objects.filter(pk=mail.pk).update(claimed_at=at - CLAIM_LASTS)


def _zone(choices: NoticeChoices) -> str:
    organisation = Organisation.objects.first()
    return choices.time_zone or (organisation.time_zone if organisation else "UTC")


def quiet_until(choices: NoticeChoices, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` falls into, by a zone's clock; None outside them."""
    start, end = choices.quiet_from, choices.quiet_until
    if start is None or end is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    over_night = end <= start
    for day in (local.date(), local.date() - timedelta(days=1)):
        last = day + timedelta(days=1) if over_night else day
        begins = datetime.combine(day, start, ZoneInfo(zone)).astimezone(UTC)
        ends = datetime.combine(last, end, ZoneInfo(zone)).astimezone(UTC)
        if begins <= now < ends:
            return ends
    return None


def _compose(mail: UrgentMail, server: BaseEmailBackend) -> EmailMessage:
    """Plain text that is complete by itself: what it is, and where to answer it."""
    context = {
        "text": mail.text,
        "url": f"{settings.SITE_URL}{mail.url}",
        "choices": f"{settings.SITE_URL}{reverse('teams:notifications')}",
    }
    return EmailMessage(
        subject=" ".join(mail.subject.split()),
        body=render_to_string("mail/urgent.txt", context).strip() + "\n",
        to=[mail.user.email],
        connection=server,
        headers={
            "Message-ID": f"<urgent-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Importance": "high",
        },
    )


def free(now: datetime) -> Q:
    """Never claimed, or so long ago that whoever claimed it is gone."""
    return Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS)


def _claim(mail: UrgentMail, now: datetime) -> bool:
    return bool(
        UrgentMail.objects.filter(free(now), pk=mail.pk, sent_at=None).update(claimed_at=now)
    )
