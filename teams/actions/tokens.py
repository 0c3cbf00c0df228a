"""API tokens: made, shown once, used, revoked.

Only the SHA-256 hash of a token is kept. A hash without salt is right here, unlike for passwords: what
is hashed has 256 random bits, so there is nothing to guess, and a fast hash keeps every request fast.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.models import ApiToken, User
from teams.permissions import can_import, can_sign_in

READ, INGEST, WRITE = "read", "ingest", "write"
SCOPES = {
    READ: "Read what I may see",
    INGEST: "Send readings",
    WRITE: "Write in my name what I may write on the pages, such as escalations",
}
SHOWN_LENGTH = 11
"""How much of a token stays readable in lists: the mark `lw_` and eight characters."""
USE_NOTED_EVERY = timedelta(minutes=1)
LONGEST_LIFE = timedelta(days=3660)


def scopes_open_to(person: User) -> tuple[str, ...]:
    """What a token of this person can be good for: never more than the person may do today."""
    if not person.is_active:
        return ()
    # What may be written is asked anew with each call, by the rules of the pages: an agent's token logs
    # escalations, a leader's answers them, and neither does anything that its person may not.
    allowed = {READ: True, INGEST: can_import(person), WRITE: True}
    return tuple(scope for scope in SCOPES if allowed[scope])


def tokens_of(person: User) -> QuerySet[ApiToken]:
    """A person's own tokens that are not revoked. Nobody sees or revokes another's."""
    return ApiToken.objects.filter(user=person, revoked_at=None)


@sensitive_variables("plain")
@transaction.atomic
def create_token(
    actor: User | None,
    person: User,
    name: str,
    scopes: Iterable[str],
    source: str = "",
    expires_at: datetime | None = None,
    *,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A new token of `person`, and its text, which exists nowhere else and is not shown again.

    `actor` is the person themself, or None for the system. With a `source` it may send readings of that
    source only. To rotate, make a second one, move the program over, and revoke the first. Raises
    ActionRefused with the field to mend.
    """
    if actor is not None and actor.pk != person.pk:
        raise ActionRefused("", "A token speaks for the person who makes it, and for nobody else.")
    if not person.is_active:
        raise ActionRefused("", f"{person.name} is deactivated. A token would not work.")
    name = _line("name", name, 100)
    if not name:
        raise ActionRefused("name", "Say which program will use it, such as “Telephone system”.")
    wanted = _scopes(person, scopes)
    source = _line("source", source, 100)
    if source and INGEST not in wanted:
        raise ActionRefused("source", "Only a token that sends readings is bound to a source.")
    if expires_at is not None and not now < expires_at <= now + LONGEST_LIFE:
        raise ActionRefused("expires_at", "Choose an end between now and ten years from now.")
    taken = "You have a token of this name. Choose another name, or revoke that one first."
    if tokens_of(person).filter(name=name).exists():
        raise ActionRefused("name", taken)
    plain = f"lw_{secrets.token_urlsafe(32)}"
    with refused_if_taken("name", taken):
        token = ApiToken.objects.create(
            user=person,
            name=name,
            prefix=plain[:SHOWN_LENGTH],
            digest=digest_of(plain),
            scopes=wanted,
            source=source,
            created_at=now,
            expires_at=expires_at,
        )
    record(actor, "created", token, {}, _described(token), at=now)
    return token, plain


def _line(field: str, text: str, limit: int) -> str:
    line = " ".join(text.split())
    if len(line) > limit:
        raise ActionRefused(field, f"Keep it to {limit} characters. This has {len(line)}.")
    if not line.isprintable():
        raise ActionRefused(field, "This holds a character that cannot be kept. Type it again.")
    return line


def _scopes(person: User, scopes: Iterable[str]) -> list[str]:
    asked = set(scopes)
    unknown = sorted(asked - SCOPES.keys())
    if unknown:
        raise ActionRefused(
            "scopes", f"“{unknown[0]}” is not a scope. There are {', '.join(SCOPES)}."
        )
    if not asked:
        raise ActionRefused("scopes", "Choose what the token is good for.")
    beyond = sorted(asked - set(scopes_open_to(person)))
    if beyond:
        raise ActionRefused(
            "scopes",
            f"{person.name} may not do that, so a token may not either: {', '.join(beyond)}.",
        )
    return [scope for scope in SCOPES if scope in asked]


@transaction.atomic
def revoke_token(actor: User | None, token: ApiToken, *, now: datetime) -> bool:
    """Stop a token from its next request on. False when it was revoked already.

    `actor` is its owner, or None for the system. Raises ActionRefused for anybody else.
    """
    if actor is not None and actor.pk != token.user_id:
        raise ActionRefused("", "Only its owner revokes a token.")
    revoked = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if revoked:
        record(actor, "revoked", token, {}, _described(token), at=now)
    return bool(revoked)


def _described(token: ApiToken) -> dict[str, object]:
    """What the record of changes keeps: nothing from which the token could be told."""
    return {
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "source": token.source,
        "expires_at": token.expires_at,
    }


# --- In use --------------------------------------------------------------------------------------


@sensitive_variables("plain")
def digest_of(plain: str) -> str:
    """What is kept of a token: the hex SHA-256 of its text."""
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


@sensitive_variables("plain")
def token_in_use(plain: str, now: datetime) -> ApiToken | None:
    """The token with this text while it works, with its person; None otherwise. One statement.

    It works until it is revoked or expires, and as long as its person may sign in.
    """
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(plain), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .first()
    )
    return token if token is not None and can_sign_in(token.user, now) else None


def note_use(token: ApiToken, now: datetime) -> None:
    """Keep when a token was last used, to the minute, so that reading costs no write each time."""
    since = now - USE_NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > since:
        return
    try:
        ApiToken.objects.filter(pk=token.pk).filter(
            Q(last_used_at=None) | Q(last_used_at__lte=since)
        ).update(last_used_at=now)
    except OperationalError:
        # A busy database is no reason to turn a caller away; the next call notes it.
        return
