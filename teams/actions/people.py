"""Making and changing people: who they are, that they left, that they came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from teams.actions.administrators import hold_administrators, refuse_last_administrator
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_invalid, refused_if_taken
from teams.actions.notices import bring_into_inbox
from teams.actions.versions import refuse_stale
from teams.events import membership_changed
from teams.models import ApiToken, Membership, Organisation, User
from teams.queries.notices import choices_of
from teams.queries.privacy import is_erased

PERSON_FIELDS = ("name", "username", "email")
_USERNAME_TAKEN = "Somebody signs in with this name already. Choose another."
_EMAIL_TAKEN = "Somebody has this e-mail address already."


@transaction.atomic
def create_person(
    actor: User | None,
    *,
    name: str,
    username: str,
    email: str = "",
    password: str | None = None,
) -> User:
    """A new person. Without a password they cannot sign in until one is set."""
    person = User(
        name=" ".join(name.split()),
        username=User.normalize_username(username.strip()),
        email=User.objects.normalize_email(email.strip()),
    )
    person.set_password(password)
    _check(person)
    with refused_if_taken("username", _USERNAME_TAKEN):
        person.save(force_insert=True)
    record(actor, "created", person, after=fields_of(person, PERSON_FIELDS))
    return person


@transaction.atomic
def update_person(
    actor: User | None, person: User, *, version: str | None = None, **fields: Any
) -> User:
    """Change name, login name or e-mail; raises Stale when `version` is no longer true."""
    unknown = fields.keys() - set(PERSON_FIELDS)
    if unknown:
        raise TypeError(f"a person has no {', '.join(sorted(unknown))} to set")
    person = User.objects.select_for_update().get(pk=person.pk)
    _refuse_erased(person)
    refuse_stale(person, PERSON_FIELDS, version, fields)
    before = fields_of(person, PERSON_FIELDS)
    for field, value in fields.items():
        setattr(person, field, value.strip())
    person.name = " ".join(person.name.split())
    _check(person)
    old, new = differences(before, fields_of(person, PERSON_FIELDS))
    if new:
        with refused_if_taken("username", _USERNAME_TAKEN):
            person.save(update_fields=list(new))
        record(actor, "changed", person, old, new)
    if "email" in new and not person.email:
        # No digest comes any more.
        bring_into_inbox(person, choices_of(person))
    return person


def set_theme(person: User, theme: str) -> None:
    """How the pages look for this person. A taste, not a change that anybody needs to trace."""
    if theme not in User.Theme.values:
        raise ActionRefused("theme", "Choose one of the three.")
    User.objects.filter(pk=person.pk).update(theme=theme)
    person.theme = theme


def set_keys(person: User, *, uses: bool) -> None:
    """Whether single keys open pages for this person: dictation and shaky hands press them by mistake. A taste, too."""
    User.objects.filter(pk=person.pk).update(uses_keys=uses)
    person.uses_keys = uses


@transaction.atomic
def set_password(actor: User | None, person: User, password: str) -> User:
    """A new sign-in password. Sessions begun with the old one end, and so do all API tokens.

    The password itself is in no record.
    """
    # Read anew: the caller's copy may be older than another change of the same row.
    person = User.objects.select_for_update().get(pk=person.pk)
    person.set_password(password)
    person.save(update_fields=["password"])
    tokens = ApiToken.objects.filter(user=person, revoked_at__isnull=True)
    revoked = tokens.update(revoked_at=timezone.now())
    record(actor, "set password", person, after={"tokens revoked": revoked})
    return person


@transaction.atomic
def leave(
    actor: User | None, person: User, on: date, reason: str, *, now: datetime | None = None
) -> User:
    """The person leaves: `on` is the first day on which they are no longer here.

    All memberships end on that day. Sign-in stops then: at once, sessions and tokens included, when the
    day has come, and by itself when it comes if it lies ahead. What they did stays theirs.
    """
    now = now or timezone.now()
    hold_administrators()
    person = User.objects.select_for_update().get(pk=person.pk)
    reason = _refuse_without(reason)
    if person.left_on is not None:
        raise ActionRefused("on", f"{person.name} has left already, on {_said(person.left_on)}.")
    late = person.memberships.filter(starts_on__gt=on).exclude(ends_on=F("starts_on")).first()
    if late is not None:
        raise ActionRefused(
            "on",
            f"{person.name} has a role that starts on {_said(late.starts_on)}. End that first.",
        )
    refuse_last_administrator(person)
    running = list(
        person.memberships.select_for_update().filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on
        )
    )
    for membership in running:
        membership.ends_on = on
        membership.end_reason = reason
        membership.save(update_fields=["ends_on", "end_reason"])
    person.left_on = on
    person.left_reason = reason
    _stop_sign_in(person, on, now)
    person.save(update_fields=["left_on", "left_reason", "is_active", "password"])
    ended = [membership.pk for membership in running]
    record(
        actor, "left", person, after={"left_on": on, "memberships": ended}, reason=reason, at=now
    )
    for membership in running:
        membership_changed.send(Membership, user=person, team=membership.team, since=on)
    return person


@transaction.atomic
def welcome_back(actor: User | None, person: User) -> User:
    """Somebody who left is here again. They need a new password and new roles."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _refuse_erased(person)
    if person.left_on is None and person.is_active:
        raise ActionRefused("", f"{person.name} has not left.")
    before = {"left_on": person.left_on, "is_active": person.is_active}
    person.left_on = None
    person.left_reason = ""
    person.is_active = True
    # A session from before must not come alive again.
    person.set_unusable_password()
    person.save(update_fields=["left_on", "left_reason", "is_active", "password"])
    record(actor, "came back", person, before, {"left_on": None, "is_active": True})
    return person


def _stop_sign_in(person: User, on: date, now: datetime) -> None:
    """Now, when the day has come; else tokens get an end and the sign-in back end looks at the day."""
    organisation = Organisation.objects.first()
    today = now.date() if organisation is None else organisation.clock.day_of(now)
    tokens = ApiToken.objects.filter(user=person, revoked_at__isnull=True)
    if on <= today:
        person.is_active = False
        person.set_unusable_password()
        tokens.update(revoked_at=now)
        return
    end = datetime.combine(on, datetime.min.time(), now.tzinfo)
    if organisation is not None:
        end = organisation.clock.day_start(on)
    tokens.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=end)).update(expires_at=end)


def _check(person: User) -> None:
    with refused_if_invalid():
        person.clean_fields(exclude=["password"])
    others = User.objects.exclude(pk=person.pk)
    if others.filter(username__iexact=person.username).exists():
        raise ActionRefused("username", _USERNAME_TAKEN)
    if person.email and others.filter(email__iexact=person.email).exists():
        raise ActionRefused("email", _EMAIL_TAKEN)


def _refuse_erased(person: User) -> None:
    if is_erased(person):
        raise ActionRefused(
            "", f"{person.name} was erased. Whoever it was is added as a new person."
        )


def _refuse_without(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ActionRefused("reason", "Say why in a few words. It stays with the record.")
    return reason[:300]


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
