"""Telling people something, once: what every verb and every job of any app calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from teams.kinds import choice_of, kind_of
from teams.models import Membership, Notice, NoticeChoices, Role, User
from teams.models.people import LEADS
from teams.notice_ways import is_carried

Mode = NoticeChoices.Digest


def tell(
    people: Iterable[User | int],
    kind: str,
    key: str,
    text: str,
    *,
    url: str = "",
    detail: str = "",
    about: int | None = None,
    instead_of: Collection[str] = (),
    now: datetime,
) -> None:
    """Put a notice into each person's inbox, in the caller's transaction.

    `key` names the occasion (`goal-7-2026-11-behind`): whoever was told of it is not told again, however often
    this runs. `text` is a sentence of at most 300 characters, `detail` one more of at most 500; both are
    cut where they are longer. `about` is the id of the person whose figures they hold, if they hold one
    person's: mail carries them to nobody else. Whoever does not want the kind in the inbox has it for the digest
    alone, where their digest can say it, else in the inbox all the same; who wants it in neither is not told; who
    wants it by mail at once has it sent by the next sweep.
    `instead_of` are kinds of which this says the newest of the same thing, the one at `url`: what stands there unread
    is read from now on, so that one thing stands once among what is new. Nothing is lost from mail by it, see `_replace`.
    Two statements, whatever the number of people; a third with `instead_of`.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    ways = _ways(ids, kind, about, now)
    if instead_of and url:
        said = [pk for pk in ids if ways.get(pk, _USUAL).says_all]
        _replace(said, instead_of, url, key, now)
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=pk,
                kind=kind,
                about_id=about,
                key=key,
                text=text[:300],
                detail=detail[:500],
                url=url,
                at=now,
                in_inbox=way.in_app,
                read_at=None if way.in_app else now,
                mail_at=now if way.at_once else None,
                mailed_at=now if way.nowhere else None,
            )
            for pk in ids
            for way in (ways.get(pk, _USUAL),)
        ],
        ignore_conflicts=True,
    )


def _replace(people: list[int], kinds: Collection[str], url: str, key: str, now: datetime) -> None:
    """Read what these people have unread of these kinds about the thing at `url`. One statement.

    What waits to go out by itself stays new, as mail leaves out what was read: of kinds that go out at once for
    everybody, all that no mail has carried yet. So does all of whoever has been told of this occasion before.
    """
    urgent = [kind for kind in kinds if kind_of(kind).urgent]
    has_gone = Q(mailed_at__isnull=False)
    told = Notice.objects.filter(
        user__in=people, kind__in=kinds, url=url, read_at=None, at__lte=now
    )
    told = told.filter(has_gone | (Q(mail_at=None) & ~Q(kind__in=urgent)))
    again = Notice.objects.filter(user__in=people, key=key)
    told.exclude(user__in=again.values("user")).update(read_at=now)


@dataclass(frozen=True, slots=True)
class _Way:
    """Where somebody has notices of a kind."""

    in_app: bool = True
    in_mail: bool = True
    at_once: bool = False
    nowhere: bool = False

    @property
    def says_all(self) -> bool:
        """Whether they hear of it in the inbox and by mail, so that neither needs an earlier notice as well."""
        return self.in_app and self.in_mail


_USUAL = _Way()


def _ways(ids: list[int], kind: str, about: int | None, now: datetime) -> dict[int, _Way]:
    """Of those who chose anything: where they want notices of this kind."""
    choice, named = choice_of(kind), kind_of(kind)
    leads = Membership.objects.on(now.date()).filter(
        Q(role__in=LEADS, team__archived_at=None) | Q(role=Role.ADMINISTRATOR),
        user=OuterRef("user"),
    )
    rows = NoticeChoices.objects.filter(user__in=ids).annotate(leads=Exists(leads))
    found = {}
    for row in rows.select_related("user"):
        in_app, in_mail = choice not in row.not_in_app, choice not in row.not_in_mail
        # As `usual_digest`, which stands above this room; rather too little, as the inbox loses nothing.
        mode = row.digest or (Mode.WEEKDAYS if row.leads else Mode.FEW)
        in_digest = (
            in_mail
            and bool(row.user.email)
            and named.is_said_to(row.user_id, about)
            and is_carried(named, mode)
        )
        found[row.user_id] = _Way(
            in_app=in_app or (in_mail and not in_digest),
            in_mail=in_mail,
            # What goes out at once for everybody does so by itself.
            at_once=in_mail and choice in row.at_once and not named.urgent,
            nowhere=not in_app and not in_mail,
        )
    return found
