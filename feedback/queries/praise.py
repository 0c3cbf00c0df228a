"""What customers said, as a list to pass on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from feedback.models import Praise
from feedback.permissions.praise import (
    can_pass_on,
    can_withdraw_praise,
    praise_taken_out_by,
    praise_visible_to,
    sees_customer_of,
)
from feedback.queries.holding import holds
from goals import dates
from teams.models import User
from teams.names import first_name
from teams.permissions import standing_of

A_PAGE = 20
ALL, UNTOLD, MINE, OUT = "", "untold", "mine", "out"
MOST_COUNTED = 99
"""Of words that wait: beyond it `over 99` says enough."""
LONGEST_SEARCH, MOST_WORDS = 120, 6


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's words. `who` is who said them, where the viewer may know; `people` those they are for.

    What is `out` can only be brought back: `url` is empty.
    """

    pk: int
    words: str
    channel: str
    who: str
    day: str
    said_on: date
    team: str
    people: str
    names: tuple[str, ...]
    url: str
    told: str
    thank_url: str
    thank_label: str
    may_tell: bool
    may_name: bool
    may_withdraw: bool
    became: int
    out: bool

    @property
    def from_whom(self) -> str:
        """`Mrs Okafor, by letter, Thu 20 Nov`."""
        return f"{self.who}, {_BY[Praise.Channel(self.channel)]}, {self.day}"


_BY = {
    Praise.Channel.SURVEY: "in a survey",
    Praise.Channel.SOCIAL: "on social media",
    Praise.Channel.LETTER: "in a letter",
    Praise.Channel.EMAIL: "by e-mail",
    Praise.Channel.CALL: "on a call",
    Praise.Channel.FACE: "face to face",
}


@dataclass(frozen=True, slots=True)
class PraisePage:
    """A page of the list; `older` is where the next one goes on, empty at the end."""

    rows: tuple[Said, ...]
    older: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many words wait to be passed on (at most `MOST_COUNTED` and one), and those that have waited longest."""

    number: int
    pk: int
    words: str


def with_people(rows: QuerySet[Praise]) -> QuerySet[Praise]:
    """What a row of the list needs beside it: two statements more."""
    return rows.select_related("team", "added_by", "told_by").prefetch_related(
        Prefetch("people", User.objects.order_by("name", "pk")), "kudos"
    )


def praise_page(
    viewer: User, today: date, *, show: str = ALL, q: str = "", before: str = ""
) -> PraisePage:
    """The words this viewer may read, those said last first. Three statements.

    With `q` those alone that hold each of its words, or are for somebody whose name does. What was taken out is
    shown apart, to those who may bring it back.
    """
    rows = praise_taken_out_by(viewer) if show == OUT else praise_visible_to(viewer)
    for word in q.replace("\x00", "")[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        named = Praise.objects.filter(holds("people__name", word))
        rows = rows.filter(holds("words", word) | Q(pk__in=named.values("pk")))
    if show == UNTOLD:
        rows = rows.filter(told_at=None)
    if show == MINE:
        rows = rows.filter(pk__in=viewer.praise.values("pk"))
    found = list(_after(with_people(rows), before).order_by("-said_on", "-pk")[: A_PAGE + 1])
    page = found[:A_PAGE]
    older = f"{page[-1].said_on}.{page[-1].pk}" if len(found) > A_PAGE else ""
    return PraisePage(tuple(said_of(viewer, page, today)), older)


def to_pass_on(leader: User) -> Waiting | None:
    """What customers said of people whom this person leads, that nobody has told them. One statement."""
    others = User.objects.filter(is_active=True).exclude(pk=leader.pk)
    rows = Praise.objects.filter(
        team__in=standing_of(leader).leads,
        told_at=None,
        withdrawn_at=None,
        pk__in=Praise.objects.filter(people__in=others).values("pk"),
    )
    found = list(rows.order_by("said_on", "pk").values_list("pk", "words")[: MOST_COUNTED + 1])
    return Waiting(len(found), *found[0]) if found else None


def said_of(viewer: User, rows: Iterable[Praise], today: date) -> list[Said]:
    """Rows of `with_people` in words. No statement."""
    return [_said(viewer, row, today) for row in rows]


def _said(viewer: User, row: Praise, today: date) -> Said:
    people = list(row.people.all())
    others = [one for one in people if one.pk != viewer.pk]
    here = [one for one in others if one.is_active]
    first = [first_name(one.name) for one in others]
    told_by = first_name(row.told_by.name) if row.told_by else ""
    told_on = dates.day(row.team.clock.day_of(row.told_at), today) if row.told_at else ""
    is_out = row.withdrawn_at is not None
    passes = can_pass_on(viewer, row) and not is_out
    query = [("to", str(one.pk)) for one in here] + [("praise", str(row.pk))]
    sees = sees_customer_of(viewer, row)
    return Said(
        pk=row.pk,
        words=row.words,
        channel=row.channel,
        who=(row.customer or "A customer") if sees else "A customer",
        day=dates.day(row.said_on, today),
        said_on=row.said_on,
        team=row.team.name,
        people=_joined(["you"] * (len(people) > len(others)) + first),
        names=tuple(one.name for one in people),
        url="" if is_out else reverse("feedback:praise_item", args=[row.pk]),
        told=f"{told_by} told them on {told_on}" if row.told_at else "",
        thank_url=f"{reverse('feedback:kudos_new')}?{urlencode(query)}"
        if here and not is_out
        else "",
        thank_label=f"Thank {_joined([first_name(one.name) for one in here])} with it",
        may_tell=passes and bool(here) and row.told_at is None,
        may_name=passes and row.told_at is None,
        may_withdraw=can_withdraw_praise(viewer, row),
        became=sum(one.taken_back_at is None for one in row.kudos.all()),
        out=is_out,
    )


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _after(rows: QuerySet[Praise], place: str) -> QuerySet[Praise]:
    """Those older than a place; what is no place of ours begins at the newest."""
    day, _, pk = place.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return rows
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return rows
    return rows.filter(Q(said_on__lt=on) | Q(pk__lt=int(pk)), said_on__lte=on)
