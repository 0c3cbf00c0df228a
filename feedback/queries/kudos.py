"""A thanks as it is read: on a wall as a card, on its page whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from feedback.models import Kudos, KudosEdit, Recipient, Saw, Visibility
from feedback.permissions.kudos import can_take_back, replies_visible_to
from feedback.queries.composer import clock_of
from goals import dates
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name

MOST_NAMED = 3


def url_of(kudos: Kudos) -> str:
    """Where it is read."""
    return reverse("feedback:kudos_item", args=[kudos.pk])


@dataclass(frozen=True, slots=True)
class Card:
    """One thanks. `to` reads on after the author's first name; `at` is when, in words; `link_url` and `link_label` are
    empty where the viewer may not open what it rests on: of what kind that is would say nothing to them.
    `is_unread`: it thanks the viewer, who has not read it whole yet. `is_for_one`: it thanks one person.
    """

    pk: int
    author: str
    initials: str
    to: str
    at: str
    instant: datetime
    words: str
    strengths: tuple[str, ...]
    saw: int
    url: str
    visibility: str
    link_url: str = ""
    link_label: str = ""
    edited: bool = False
    may_see_too: bool = False
    sees_too: bool = False
    is_hidden: bool = False
    is_unread: bool = False
    is_for_one: bool = True

    @property
    def saw_words(self) -> str:
        """Who saw it too, as the viewer is told: `You and 2 others saw this too`; nothing where nobody did."""
        others = self.saw - self.sees_too
        if not self.sees_too:
            people = "1 person" if others == 1 else f"{others} people"
            return f"{people} saw this too" if others else ""
        if not others:
            return "You saw this too"
        return f"You and {others} other{'' if others == 1 else 's'} saw this too"

    @property
    def is_private(self) -> bool:
        """For those it is between alone."""
        return self.visibility == Visibility.PRIVATE


def with_parts(kudos: QuerySet[Kudos], viewer: User) -> QuerySet[Kudos]:
    """What cards need beside the rows: three statements in all, whatever their number."""
    saw = Saw.objects.filter(kudos=OuterRef("pk"), user=viewer)
    thanked = Recipient.objects.select_related("user").order_by("user__name", "user_id")
    return (
        kudos.select_related("author", "team", "to_team")
        .annotate(sees_too=Exists(saw))
        .prefetch_related("strengths", Prefetch("recipients", thanked))
    )


def card_of(kudos: Kudos, viewer: User, clock: Clock, now: datetime) -> Card:
    """A row of `with_parts` in words."""
    thanked = list(kudos.recipients.all())
    own = next((one for one in thanked if one.user_id == viewer.pk), None)
    is_between = own is not None or kudos.author_id == viewer.pk
    # Whoever hides it is named to nobody but those it is between.
    named = thanked if is_between else [one for one in thanked if one.hidden_at is None]
    return Card(
        pk=kudos.pk,
        author=first_name(kudos.author.name),
        initials=kudos.author.initials,
        to=said_to(kudos, named, viewer),
        at=said_at(kudos.shared_at, clock, now),
        instant=kudos.shared_at,
        words=kudos.words,
        strengths=tuple(one.name for one in kudos.strengths.all()),
        saw=kudos.saw,
        url=url_of(kudos),
        visibility=kudos.visibility,
        link_url=kudos.link_url if is_between else "",
        link_label=kudos.link_label if is_between else "",
        edited=kudos.edited_at is not None,
        may_see_too=not is_between and kudos.visibility != Visibility.PRIVATE,
        sees_too=bool(getattr(kudos, "sees_too", False)),
        is_hidden=own is not None and own.hidden_at is not None,
        is_unread=own is not None and own.read_at is None,
        is_for_one=len(thanked) == 1,
    )


def cards_of(rows: Iterable[Kudos], viewer: User, now: datetime) -> list[Card]:
    """Cards of rows of `with_parts`, in their order."""
    clock = clock_of(viewer)
    return [card_of(kudos, viewer, clock, now) for kudos in rows]


def said_at(at: datetime, clock: Clock, now: datetime) -> str:
    """`Today, 08:12`, `Yesterday, 16:40`, `Thu 12 Nov, 09:00`."""
    local, today = clock.local(at), clock.local(now).date()
    passed = (today - local.date()).days
    day = {0: "Today", 1: "Yesterday"}.get(passed) or dates.day(local.date(), today)
    return f"{day}, {dates.clock_time(local.time())}"


def said_to(kudos: Kudos, thanked: Iterable[Recipient], viewer: User | None = None) -> str:
    """Whom it thanks, as one reads it: `Sofia`, `you and Jin`, `Ana, Ben and 4 more`, `all of Night desk and Ana`.

    Of a whole team only those who are not in it are named.
    """
    people = [one.user for one in thanked if one.apart or kudos.to_team is None]
    first = [f"all of {kudos.to_team.name}"] if kudos.to_team else []
    first += ["you"] if viewer in people else []
    names = first + [first_name(person.name) for person in people if person != viewer]
    if len(names) > MOST_NAMED + 1:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# --- Its own page --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """Words beneath it: an answer, or what it said before an edit. Of an answer `is_own` where the viewer wrote it,
    `is_hidden` where it is kept from others.
    """

    words: str
    at: str
    instant: datetime
    who: str = ""
    initials: str = ""
    pk: int = 0
    is_own: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class KudosPage:
    """The page. `readers` says who may read it; `hides` what the viewer keeps off which places, if they do."""

    card: Card
    names: tuple[str, ...]
    readers: str
    who_saw: str
    replies: tuple[Said, ...]
    edits: tuple[Said, ...]
    edited_at: str
    praise: str
    is_author: bool
    is_thanked: bool
    may_take_back: bool
    edit_url: str
    hides: str


def _named(names: list[str]) -> str:
    """`You, Ana and Ben`: the viewer first."""
    first = sorted(names, key=lambda name: name != "You")
    return f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else "".join(first)


def kudos_page(kudos: Kudos, viewer: User, now: datetime) -> KudosPage:
    """A row of `with_parts`, whole. Five statements more."""
    clock = clock_of(viewer)
    card = card_of(kudos, viewer, clock, now)
    thanked = list(kudos.recipients.all())
    is_author = kudos.author_id == viewer.pk
    is_thanked = any(one.user_id == viewer.pk for one in thanked)
    named = thanked if is_author or is_thanked else [one for one in thanked if not one.hidden_at]
    saw = Saw.objects.filter(kudos=kudos).select_related("user").order_by("pk")
    replies = replies_visible_to(viewer).filter(kudos=kudos).select_related("by")
    return KudosPage(
        card=card,
        names=tuple(one.user.name for one in named),
        readers=_readers(kudos),
        who_saw=_named(["You" if one.user_id == viewer.pk else one.user.name for one in saw]),
        replies=tuple(
            Said(
                one.words,
                said_at(one.at, clock, now),
                one.at,
                one.by.name,
                one.by.initials,
                one.pk,
                is_own=one.by_id == viewer.pk,
                is_hidden=one.hidden_at is not None,
            )
            for one in replies
        ),
        edits=tuple(
            Said(one.words, said_at(one.at, clock, now), one.at)
            for one in KudosEdit.objects.filter(kudos=kudos).order_by("-pk")
        ),
        edited_at=said_at(kudos.edited_at, clock, now) if kudos.edited_at else "",
        praise=_customer_said(kudos),
        is_author=is_author,
        is_thanked=is_thanked,
        may_take_back=can_take_back(viewer, kudos, now),
        edit_url=reverse("feedback:kudos_edit", args=[kudos.pk]) if is_author else "",
        hides=_hides(kudos) if card.is_hidden else "",
    )


def _customer_said(kudos: Kudos) -> str:
    """The customer's words it rests on, unless it repeats them or they were taken out."""
    praise = kudos.praise
    if praise is None or praise.withdrawn_at is not None:
        return ""
    return "" if " ".join(praise.words.split()) in kudos.words else praise.words


def _showing(thanked: Iterable[Recipient]) -> list[Recipient]:
    return [one for one in thanked if one.hidden_at is None]


def _hides(kudos: Kudos) -> str:
    if all(one.hidden_at is not None for one in kudos.recipients.all()):
        return "You keep it off the wall."
    if kudos.to_team is not None:
        return "You keep it off screens and out of huddles."
    return "You keep your name off the wall."


def hid_words(kudos: Kudos, *, hidden: bool) -> str:
    """What has become of a row of `with_parts` once somebody thanked keeps it to themself, or shows it again."""
    thanked = list(kudos.recipients.all())
    if not hidden:
        others = any(one.hidden_at is not None for one in thanked)
        return (
            "Your name is on the wall again."
            if others or len(thanked) > 1
            else "It is on the wall again."
        )
    if all(one.hidden_at is not None for one in thanked):
        return "It is off the wall, and stays yours to read."
    off = "It is off screens and out of huddles."
    if kudos.to_team is not None:
        return f"{off} On the wall it stays, as thanks to {said_to(kudos, _showing(thanked))}."
    return f"{off} Your name is off the wall; its words stay there for the others it thanks."


def _readers(kudos: Kudos) -> str:
    if kudos.visibility == Visibility.PRIVATE:
        return "Only those it is between read this."
    if kudos.visibility == Visibility.PUBLIC:
        return "Everyone reads this."
    return f"{kudos.team.name} reads this, and whoever it thanks."
