"""The log of decisions: its list, one of them with its trace, and what is new since the last huddle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.urls import reverse

from teams.calendar import Clock
from teams.models import Decision, DecisionEntry, Huddle, Organisation, SearchDocument, Team, User
from teams.origins import KINDS, Origin, origin_of
from teams.permissions import standing_of
from teams.permissions.decisions import can_write_decision, decisions_visible_to
from teams.queries.tabs import Tab
from teams.search_words import terms_of
from teams.spans import day_words

A_PAGE = 30
NOW, AGAIN, ENDED = "", "again", "ended"
LABELS = {NOW: "Holds", AGAIN: "To look at again", ENDED: "No longer holds"}
EVERYBODY = "everybody"
MOST_TOLD = 5
_NOTHING = {
    NOW: "No decision is written down here that holds.",
    AGAIN: "Nothing is to be looked at again.",
    ENDED: "Everything that was decided still holds.",
}
_FIELDS = {
    "what": "What was decided",
    "how": "How",
    "why": "Why",
    "decided_on": "Decided on",
    "again_if": "Look at it again if",
    "review_on": "Look at it again on",
    "origin": "What it came from",
}
FIELDS = (*_FIELDS, "origin_id")
_SHOWN = (DecisionEntry.Kind.CORRECTED, DecisionEntry.Kind.STANDS)
"""Entries that show what it said before; of the others the words say all."""
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. Anything that is none of ours is the first of ours."""

    show: str = NOW
    team: str = ""
    query: str = ""
    after: str = ""

    @classmethod
    def of(cls, show: str, team: str, query: str, after: str) -> Filter:
        """From what an address says."""
        return cls(
            show if show in LABELS else NOW,
            team[:60],
            " ".join(query.replace("\x00", "").split())[:120],
            after[:40],
        )

    def url(self, **changes: str) -> str:
        """The list with some of it changed, from its first page."""
        values = {"show": self.show, "team": self.team, "q": self.query, **changes}
        kept = urlencode({name: value for name, value in values.items() if value})
        return reverse("teams:decisions") + (f"?{kept}" if kept else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision in the list, in words."""

    pk: int
    url: str
    what: str
    why: str
    how: str
    meta: str
    again: str
    is_due: bool
    ended: str


@dataclass(frozen=True, slots=True)
class DecisionList:
    """The page. `nothing` says why there are no rows."""

    tabs: tuple[Tab, ...]
    scopes: tuple[Tab, ...]
    rows: tuple[Row, ...]
    older: str
    newest: str
    nothing: str
    clear_url: str
    clear_label: str
    is_first_use: bool


@dataclass(frozen=True, slots=True)
class Was:
    """A field before it was changed, and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry: who did what, when and why, and what it said before."""

    who: str
    what: str
    when: str
    at: str
    words: str
    changes: tuple[Was, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One decision with all that was done to it, oldest first."""

    pk: int
    what: str
    why: str
    how: str
    whose: str
    decided: str
    logged: str
    again_if: str
    again: str
    is_due: bool
    ended: str
    ended_why: str
    came_from: Origin | None
    was_corrected: bool
    trace: tuple[Trace, ...]
    version: int
    can_write: bool


def decision_list(person: User, asked: Filter, now: datetime) -> DecisionList:
    """What this person may read. Three statements; four where a search finds nothing."""
    clock = _clock()
    visible = _within(decisions_visible_to(person), person, asked.team)
    found = visible
    terms = terms_of(asked.query)
    if asked.query and terms:
        told: dict[str, Any] = {"kind": "decision", "words__holds": terms}
        found = found.filter(pk__in=SearchDocument.objects.filter(**told).values("object_id"))
    elif asked.query:
        found = found.none()
    today = clock.day_of(now)
    counts = found.order_by().aggregate(
        **{name or "now": Count("pk", filter=of) for name, of in _states(today).items()}
    )
    rows, older = _page(found.filter(_states(today)[asked.show]), asked.after)
    nothing, clear_label = "", ""
    if not rows:
        nothing = _NOTHING[asked.show]
        if asked.query:
            nothing = f"No decisions match “{asked.query}” in {LABELS[asked.show]}."
            there = visible.filter(_states(today)[asked.show]).count()
            clear_label = f"Show all {there}" if there else "Clear the search"
    own = [(one.slug, one.name) for one in standing_of(person).own_teams]
    return DecisionList(
        tabs=tuple(
            Tab(label, asked.url(show=show), show == asked.show, str(counts[show or "now"] or ""))
            for show, label in LABELS.items()
        ),
        scopes=tuple(
            Tab(label, asked.url(team=slug), slug == asked.team)
            for slug, label in (("", "All"), *own, (EVERYBODY, "For everybody"))
        ),
        rows=tuple(_row(one, clock, now) for one in rows),
        older=asked.url(after=older) if older else "",
        newest=asked.url() if asked.after else "",
        nothing=nothing,
        clear_url=asked.url(q="") if asked.query else "",
        clear_label=clear_label,
        is_first_use=not any(counts.values()) and not asked.query and not asked.team,
    )


def _states(today: date) -> dict[str, Q]:
    holds = Q(ended_at=None)
    return {NOW: holds, AGAIN: holds & Q(review_on__lte=today), ENDED: Q(ended_at__isnull=False)}


def _within(found: QuerySet[Decision], person: User, team: str) -> QuerySet[Decision]:
    if team == EVERYBODY:
        return found.filter(team=None)
    own = next((one for one in standing_of(person).own_teams if one.slug == team), None)
    if own is None:
        return found.none() if team else found
    return found.filter(team=own.pk)


def _page(found: QuerySet[Decision], after: str) -> tuple[list[Decision], str]:
    """The rows of this page, and from where the next one goes on, empty at the end."""
    rows = found.select_related("team", "logged_by").order_by("-decided_on", "-pk")
    place = _place(after)
    if place is not None:
        day, pk = place
        rows = rows.filter(Q(decided_on__lt=day) | Q(decided_on=day, pk__lt=pk))
    page = list(rows[: A_PAGE + 1])
    if len(page) <= A_PAGE:
        return page, ""
    last = page[A_PAGE - 1]
    return page[:A_PAGE], f"{last.decided_on}~{last.pk}"


def _place(text: str) -> tuple[date, int] | None:
    day, _, pk = text.partition("~")
    if not (pk.isascii() and pk.isdigit()) or int(pk) > _LARGEST_ID:
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def _clock() -> Clock:
    organisation = Organisation.objects.first()
    return Clock("UTC") if organisation is None else organisation.clock


def _clock_of(decision: Decision, clock: Clock) -> Clock:
    return clock if decision.team is None else decision.team.clock


def _row(one: Decision, clock: Clock, now: datetime) -> Row:
    today = _clock_of(one, clock).day_of(now)
    again, is_due = _again(one, today)
    return Row(
        pk=one.pk,
        url=reverse("teams:decision", args=[one.pk]),
        what=one.what,
        why=one.why.split("\n", 1)[0],
        how=one.get_how_display(),
        meta=f"{day_words(one.decided_on, today)}, for {_whose(one)}",
        again=again,
        is_due=is_due,
        ended=f"No longer holds: {one.ended_why}" if one.ended_at else "",
    )


def _whose(one: Decision) -> str:
    return "everybody" if one.team is None else one.team.name


def _again(one: Decision, today: date) -> tuple[str, bool]:
    if one.review_on is None or one.ended_at is not None:
        return "", False
    if one.review_on <= today:
        return f"To look at again since {day_words(one.review_on, today)}", True
    return f"We look at it again on {day_words(one.review_on, today)}", False


# --- One of them -----------------------------------------------------------------------------------


def decision_page(person: User, one: Decision, now: datetime) -> DecisionPage:
    """A decision that this person may read. Five statements at most."""
    clock = _clock_of(one, _clock() if one.team is None else Clock("UTC"))
    today = clock.day_of(now)
    again, is_due = _again(one, today)
    entries = list(one.entries.select_related("by"))
    return DecisionPage(
        pk=one.pk,
        what=one.what,
        why=one.why,
        how=one.get_how_display(),
        whose=_whose(one),
        decided=day_words(one.decided_on, today),
        logged=f"Written down by {one.logged_by.name}, {_at(one.logged_at, clock, today)}",
        again_if=one.again_if,
        again=again,
        is_due=is_due,
        ended="" if one.ended_at is None else day_words(clock.day_of(one.ended_at), today),
        ended_why=one.ended_why,
        came_from=origin_of(person, one.origin, one.origin_id, now),
        was_corrected=any(entry.kind == DecisionEntry.Kind.CORRECTED for entry in entries),
        trace=_trace(one, entries, clock, today),
        version=one.version,
        can_write=can_write_decision(person, one.team_id),
    )


def _at(at: datetime, clock: Clock, today: date) -> str:
    local = clock.local(at)
    return f"{day_words(local.date(), today)}, {local:%H:%M}"


def _trace(
    one: Decision, entries: Iterable[DecisionEntry], clock: Clock, today: date
) -> tuple[Trace, ...]:
    """Each with what it made of what: the newest is held against the row, each older one against what follows it."""
    after: dict[str, Any] = {name: one.serializable_value(name) for name in FIELDS}
    found: list[Trace] = []
    for entry in reversed(list(entries)):
        before = {**after, **entry.before}
        changes = tuple(
            Was(label, _words(name, before, today), _words(name, after, today))
            for name, label in _FIELDS.items()
            if entry.kind in _SHOWN and (name in entry.before or name + "_id" in entry.before)
        )
        after = before
        found.append(
            Trace(
                entry.by.name,
                entry.get_kind_display(),
                _at(entry.at, clock, today),
                entry.at.isoformat(),
                entry.words,
                changes,
            )
        )
    return tuple(reversed(found))


def _words(name: str, values: dict[str, Any], today: date) -> str:
    value = values[name]
    if value in (None, ""):
        return "nothing"
    if name == "how":
        return str(Decision.How(value).label)
    if name in ("decided_on", "review_on"):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return day_words(day, today)
    if name == "origin":
        # Which one may be open to leaders alone: its kind is said, and its number tells one from another.
        return f"{KINDS.get(str(value), str(value))}, number {values['origin_id']}"
    return str(value)


# --- In the huddle ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A decision to be told of in a huddle."""

    what: str
    url: str
    hint: str


def decided_since(team: Team, day: date) -> tuple[Told, ...]:
    """What was written down for the team, or for everybody, since its last huddle before that day; newest first.

    Nothing before its first huddle, so that nobody begins with a backlog. One statement.
    """
    before = Huddle.objects.filter(team=team, day__lt=day, state=Huddle.State.HELD)
    last = before.order_by("-day").values("held_at")[:1]
    found = (
        Decision.objects.filter(Q(team=team) | Q(team=None), ended_at=None)
        .annotate(since=Subquery(last))
        .filter(logged_at__gt=F("since"))
        .order_by("-logged_at", "-pk")
    )
    return tuple(
        Told(
            one.what,
            reverse("teams:decision", args=[one.pk]),
            f"{one.get_how_display()}{'' if one.team_id else ', for everybody'}",
        )
        for one in found[:MOST_TOLD]
    )
