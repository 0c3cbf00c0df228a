"""What a person is shown, without what chance put there: for tests that look for words which must not be there.

Boundaries, ids, form secrets and fingerprints of files are random letters and digits: a short figure is found
in them now and then.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from django.core.mail import EmailMessage as Sent

CHANCE = re.compile(r"[\w=-]{30,}|(?<=/mail/unsubscribe/)[^/\s\"]+|(?<=\.)[0-9a-f]{12}(?=\.)")
"""A form's secret or a link's, the signed token of a mail, the fingerprint of a file."""


def without_chance(text: str) -> str:
    """A page as it is, attributes and all, but for what is random in it."""
    return CHANCE.sub("…", text)


def shown_in_mail(sent: Sent) -> str:
    """The subject and every part of a mail, decoded: neither boundaries nor heads."""
    message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    parts = [
        cast("EmailMessage", part).get_content()
        for part in message.walk()
        if part.get_content_maintype() == "text"
    ]
    return without_chance("\n".join([str(message["Subject"]), *parts]))
