"""Erasing a person who has left: what is counted stays, who it was goes.

Whoever they were, they are `Former colleague 12` from then on, wherever their name stood: in their own rows, in what
others wrote, in the record, in what is found. Nothing that is summed is touched. It cannot be undone, and can be done
again: after a backup from before it was restored, by the list of erasures that is kept beside the database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet

from teams.actions.audit import record
from teams.actions.erasing_words import changes_for, names_of
from teams.actions.errors import ActionRefused
from teams.actions.people import leave, welcome_back
from teams.actions.seals import seals_lifted
from teams.models import AuditEntry, User
from teams.permissions import can_sign_in, organisation_day
from teams.personal import forget_in_all
from teams.queries.privacy import ERASED, erased_name, is_erased
from teams.searching import refresh_all


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows had the name in them, and how many of those were sealed."""

    rows: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Again:
    """How many had come back with a backup and are erased anew, how many were erased still, and who was refused."""

    anew: int
    still: int
    refused: tuple[str, ...]


@transaction.atomic
def erase_person(actor: User, person: User, *, name: str, reason: str, now: datetime) -> Erased:
    """Take out who somebody was. `name` is theirs, typed once more; neither it nor any part of it stays in the record.

    Raises ActionRefused for somebody who is still here, for another name, and without a reason.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if can_sign_in(person, now):
        raise ActionRefused("", f"{person.name} is still here. Note first that they have left.")
    if is_erased(person):
        raise ActionRefused("", f"{person.name} was erased already.")
    if " ".join(name.split()).casefold() != person.name.casefold():
        raise ActionRefused("name", f"Write “{person.name}” to say that it is them you mean.")
    reason = " ".join(reason.split())
    if not reason:
        raise ActionRefused("reason", "Say why in a few words. It stays with the record.")
    done = _erase(actor, person, reason, now)
    transaction.on_commit(lambda: _keep(person, now))
    return done


def erase_old(person: User, now: datetime) -> None:
    """Somebody who left so long ago that they are kept no longer; inside a transaction, by nobody in particular."""
    _erase(None, person, "Left too long ago to be kept.", now)
    transaction.on_commit(lambda: _keep(person, now))


def erase_again(now: datetime, path: Path | None = None) -> Again:
    """Everybody on the list once more. Each is a transaction: where one is refused, the others are erased.

    Whoever is there under that number but came on another day is somebody else, and stays.
    """
    anew = still = 0
    refused: list[str] = []
    for pk, joined_at, erased_on in listed(path):
        try:
            done = _erase_listed(pk, joined_at, erased_on, now)
        except ActionRefused as why:
            refused.append(f"Person {pk} is not erased: {why.message}")
            continue
        anew += done is True
        still += done is False
    _keep_what_the_record_knows(path)
    return Again(anew, still, tuple(refused))


@transaction.atomic
def _erase_listed(pk: int, joined_at: datetime, erased_on: date, now: datetime) -> bool | None:
    """Whether there was something to do; None where nobody of that number came then."""
    person = User.objects.select_for_update().filter(pk=pk, joined_at=joined_at).first()
    if person is None:
        return None
    if is_erased(person):
        return False
    if can_sign_in(person, now):
        # The backup is from before they left, or from when they were to leave.
        if person.left_on is not None:
            person = welcome_back(None, person)
        person = leave(None, person, min(erased_on, organisation_day(now)), "Left", now=now)
    _erase(None, person, "A backup from before it was restored.", now)
    return True


def _erase(actor: User | None, person: User, reason: str, now: datetime) -> Erased:
    names = names_of(person, erased_name(person))
    changes = list(changes_for(person, names))
    sealed = 0
    with seals_lifted({change.row._meta.db_table for change in changes}) as tables:
        for change in changes:
            # Past `save` and the tables' own querysets, of which some refuse.
            held: QuerySet[Model] = QuerySet(type(change.row)).filter(pk=change.row.pk)
            held.update(**{name: getattr(change.row, name) for name in change.fields})
            sealed += change.row._meta.db_table in tables
    forget_in_all(person)
    refresh_all(change.row for change in changes)
    _in_the_record(person)
    _become_nobody(person)
    done = Erased(len(changes), sealed)
    record(
        actor,
        ERASED,
        person,
        after={"rows": done.rows, "sealed": done.sealed},
        reason=names.out_of(reason, near=True),
        at=now,
    )
    return done


def _become_nobody(person: User) -> None:
    person.name = erased_name(person)
    person.username = f"former-{secrets.token_hex(8)}"
    person.email = person.title = person.left_reason = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.theme, person.uses_keys, person.last_login = User.Theme.SYSTEM, True, None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _in_the_record(person: User) -> None:
    """What the record says they were called, signed in with and were titled; that it was changed stays."""
    told = AuditEntry.objects.filter(kind=User._meta.label_lower, object_id=person.pk)
    gone = {"name", "username", "email", "title"}
    for entry in told.iterator(chunk_size=500):
        for side in (entry.before, entry.after):
            side.update(dict.fromkeys(gone & side.keys(), ""))
        if entry.verb == "left":
            entry.reason = ""
        entry.save(update_fields=["before", "after", "reason"])


# --- The list --------------------------------------------------------------------------------------


def list_path() -> Path:
    """Beside the database, not in it: what is restored must not take it along."""
    return Path(settings.DATA_DIR) / "erasures.csv"


def listed(path: Path | None = None) -> Iterator[tuple[int, datetime, date]]:
    """Who was erased: number, when they were entered here, and the day. No names.

    Raises ActionRefused where a line cannot be read.
    """
    path = path or list_path()
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            pk, joined_at, at = line.split(",")
            yield int(pk), datetime.fromisoformat(joined_at), datetime.fromisoformat(at).date()
        except ValueError as error:
            raise ActionRefused(
                "", f"{path}, line {number} is no line of this list: {line!r}"
            ) from error


def _keep(person: User, now: datetime, path: Path | None = None) -> None:
    """A line more, on the disk before anybody is told."""
    path = path or list_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{person.pk},{person.joined_at.isoformat()},{now.isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def _keep_what_the_record_knows(path: Path | None) -> None:
    """Lines that are missing, as where the disk was full."""
    there = {pk for pk, _, _ in listed(path)}
    told = AuditEntry.objects.filter(verb=ERASED, kind=User._meta.label_lower)
    for pk, at in told.order_by("id").values_list("object_id", "at"):
        person = None if pk in there else User.objects.filter(pk=pk).first()
        if person is not None:
            there.add(pk)
            _keep(person, at, path)
