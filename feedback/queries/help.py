"""Help among peers as it is read: one's own, what the team shares, what leaders may see thanked; and as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from feedback.models import Help
from feedback.permissions.help import (
    can_answer_help,
    can_share_help,
    can_take_help_back,
    help_visible_to,
    openly_thanked,
    thanked_for,
)
from feedback.queries.composer import clock_of
from feedback.queries.help_words import WEEKS, address
from goals import dates
from teams.calendar import Clock
from teams.evidence import Fact
from teams.models import User
from teams.names import first_name
from teams.origins import Origin, origin_of
from teams.permissions import standing_of
from teams.queries.tabs import Tab

A_PAGE = 30
MINE, TEAM, SHARED = "", "team", "shared"
_LARGEST_ID = 2**63 - 1
State = Help.State
_RELATED = ("helped", "helper")


@dataclass(frozen=True, slots=True)
class Row:
    """One of it in words: `title` such as `Dele Adeyemi helped you`."""

    pk: int
    url: str
    title: str
    what: str
    when: str
    state: str
    waits: bool
    thank_url: str
    thank_label: str
    is_thanked: bool
    is_shared: bool


@dataclass(frozen=True, slots=True)
class HelpList:
    """The page: newest first."""

    tabs: tuple[Tab, ...]
    heading: str
    rows: tuple[Row, ...]
    older: str
    nothing: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One of it, and what this viewer may do with it."""

    row: Row
    case: Origin | None
    readers: str
    can_answer: bool
    can_share: bool
    can_take_back: bool


def with_thanks(viewer: User, found: QuerySet[Help]) -> QuerySet[Help]:
    """With `is_thanked`: whether it became a thanks, as far as the viewer may know."""
    return found.annotate(is_thanked=thanked_for(viewer))


def help_list(viewer: User, show: str, before: str, now: datetime, team: str = "") -> HelpList:
    """One's own, what the team shares, or (for leaders) what is not thanked yet, of the team of that address where
    one is named. One statement.
    """
    leads = bool(standing_of(viewer).leads)
    show = show if show in (MINE, SHARED) or (show == TEAM and leads) else MINE
    theirs = Q(helped=viewer) | Q(helper=viewer)
    found = help_visible_to(viewer)
    if show == MINE:
        found = found.filter(theirs)
    elif show == SHARED:
        found = found.filter(shared=True).exclude(theirs)
    else:
        found = found.filter(~openly_thanked(viewer), state=State.COUNTS, at__gte=now - WEEKS).exclude(theirs)  # fmt: skip
        own, led = standing_of(viewer).own_teams, standing_of(viewer).leads
        chosen = {one.pk for one in own if one.pk in led and one.slug == team} or led
        found = found.filter(Q(team__in=chosen) | Q(helper_team__in=chosen))
    rows, older = _page(with_thanks(viewer, found), before)
    labels = {MINE: "Yours", SHARED: "Shared in the team"} | ({TEAM: "Not openly thanked yet"} if leads else {})  # fmt: skip
    return HelpList(
        tabs=tuple(Tab(label, _url(name), name == show) for name, label in labels.items()),
        heading=labels[show],
        rows=tuple(_row(viewer, one, now) for one in rows),
        older=_url(show, older, team if show == TEAM else "") if older else "",
        nothing={
            MINE: "Nothing yet. Who helped you last, and with what? It takes twenty seconds.",
            SHARED: "Nobody has shared help with the team yet.",
            TEAM: "All help of the last four weeks has been thanked for where others read it.",
        }[show],
    )


def _url(show: str, before: str = "", team: str = "") -> str:
    asked = (("show", show), ("team", team), ("before", before))
    query = urlencode([(k, v) for k, v in asked if v])
    return reverse("feedback:help") + (f"?{query}" if query else "")


def _page(found: QuerySet[Help], before: str) -> tuple[list[Help], str]:
    rows = found.select_related(*_RELATED).order_by("-at", "-pk")
    place = _place(before)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    page = list(rows[: A_PAGE + 1])
    if len(page) <= A_PAGE:
        return page, ""
    last = page[A_PAGE - 1]
    return page[:A_PAGE], f"{last.at.isoformat()}~{last.pk}"


def _place(text: str) -> tuple[datetime, int] | None:
    at, _, pk = text.partition("~")
    if not (pk.isascii() and pk.isdigit()) or int(pk) > _LARGEST_ID:
        return None
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return None if found.tzinfo is None else (found, int(pk))


def help_page(viewer: User, one: Help, now: datetime) -> HelpPage:
    """Of what this viewer may read, from `with_thanks`. Three statements at most."""
    row = _row(viewer, one, now)
    return HelpPage(
        row=row,
        case=None
        if one.case_id is None
        else origin_of(viewer, "escalation", one.case_id, now, named_only=True),
        readers=_readers(one),
        can_answer=can_answer_help(viewer, one),
        can_share=can_share_help(viewer, one),
        can_take_back=can_take_help_back(viewer, one) and not row.is_thanked,
    )


def _readers(one: Help) -> str:
    if one.state != State.COUNTS:
        return "Only the two of you read it."
    if one.shared:
        return "The team reads it."
    return "The two of you and who leads you read it."


def _row(viewer: User, one: Help, now: datetime) -> Row:
    is_thanked: bool = one.is_thanked  # type: ignore[attr-defined]
    owes = one.helped_id == viewer.pk or _leads_there(viewer, one)
    owes = owes and one.state == State.COUNTS and not is_thanked
    first = first_name(one.helper.name)
    query = urlencode({"to": one.helper_id, "fact": f"help-{one.pk}"})
    return Row(
        pk=one.pk,
        url=address(one.pk),
        title=_title(viewer, one),
        what=one.what,
        when=_roughly(one.at, clock_of(viewer), now),
        state="" if one.state == State.COUNTS else str(State(one.state).label),
        waits=can_answer_help(viewer, one),
        thank_url=f"{reverse('feedback:kudos_new')}?{query}" if owes else "",
        thank_label=f"Thank {first}" if owes else "",
        is_thanked=is_thanked,
        is_shared=one.shared,
    )


def _leads_there(viewer: User, one: Help) -> bool:
    """Whether the viewer leads a team it was given in, and is neither of the two."""
    leads = standing_of(viewer).leads
    return one.helper_id != viewer.pk and (one.team_id in leads or one.helper_team_id in leads)


def _title(viewer: User, one: Help) -> str:
    if one.helped_id == viewer.pk:
        return f"{one.helper.name} helped you"
    if one.helper_id == viewer.pk:
        return f"You helped {one.helped.name}"
    return f"{one.helper.name} helped {one.helped.name}"


def _roughly(at: datetime, clock: Clock, now: datetime) -> str:
    """`Tue 24 Nov, about 10:30`."""
    local, today = clock.local(at), clock.local(now).date()
    return f"{dates.day(local.date(), today)}, about {dates.clock_time(local.time())}"


# --- What somebody is thanked or remembered for ----------------------------------------------------


def help_facts(
    viewer: User, people: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """Help that these people gave in the window, as far as `viewer` reads of it. One statement.

    A thanks is read by more people than the help: who was helped is named by themself, or where it is shared.
    """
    given = help_visible_to(viewer).filter(
        helper__in=people, state=State.COUNTS, at__gte=since, at__lte=until
    )
    for one in given.select_related("helped").order_by("-at", "-pk"):
        if one.helped_id == viewer.pk:
            words = f"helped me with {one.what}"
        elif one.shared:
            words = f"helped {first_name(one.helped.name)} with {one.what}"
        else:
            words = "helped a colleague who asked"
        day = clock_of(viewer).local(one.at).date()
        yield Fact(
            one.helper_id,
            "help",
            one.pk,
            one.at,
            words,
            f"Help on {dates.short_day(day, day)}",
            address(one.pk),
        )


def help_named(viewer: User, name: str) -> Help | None:
    """The help that a form names `help-7`, where the viewer was helped: however long ago, thanks for it rest on it."""
    number = name.removeprefix("help-")
    if number == name or not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return Help.objects.filter(pk=int(number), helped=viewer, state=State.COUNTS).first()


def help_at(viewer: User, url: str) -> Help | None:
    """The help the viewer was given that stands at this address. One statement at most."""
    number = url.rstrip("/").rpartition("/")[2]
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return help_named(viewer, f"help-{number}") if url == address(int(number)) else None


def words_for(viewer: User, name: str) -> str:
    """What a thanks begins with that rests on help the viewer was given: the moment and the act. Empty for others."""
    one = help_named(viewer, name)
    if one is None:
        return ""
    local = clock_of(viewer).local(one.at)
    day = dates.long_day(local.date(), local.date())
    return f"On {day}, about {dates.clock_time(local.time())}, you helped me with {one.what}."
