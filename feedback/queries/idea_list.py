"""The list of ideas: by where they stand, whose they are, and the words in them; page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from feedback import idea_life
from feedback.idea_search import terms_of
from feedback.models import Idea, Support
from feedback.permissions.ideas import can_back_idea, ideas_visible_to
from feedback.queries.idea_people import calendars_of
from feedback.queries.idea_words import (
    Calendar,
    backing,
    promise_of,
    sentence,
    url_of,
    whose,
)
from teams.models import User
from teams.permissions import standing_of
from teams.queries.tabs import Tab

A_PAGE = 30
LABELS = {
    idea_life.OPEN: "Waiting for an answer",
    idea_life.CONSIDERED: "Being looked at",
    idea_life.AGREED: "We do it",
    idea_life.DONE: "Done",
    idea_life.DECLINED: "Not now",
}
SCOPES = {"": "All", "teams": "Of my teams", "everybody": "For everybody", "mine": "Mine"}
_NOTHING = {
    idea_life.OPEN: "Nothing waits for an answer.",
    idea_life.CONSIDERED: "Nothing is being looked at.",
    idea_life.AGREED: "Nothing is agreed and still to be done.",
    idea_life.DONE: "Nothing is done yet. What is, stands here with who thought of it.",
    idea_life.DECLINED: "Nothing was put off.",
}
_SORTED = {
    idea_life.OPEN: "answer_by",
    idea_life.CONSIDERED: "answer_by",
    idea_life.AGREED: "-decided_at",
    idea_life.DONE: "-done_at",
    idea_life.DECLINED: "-decided_at",
}
"""What waits comes soonest promise first, what is answered newest first."""
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. Anything that is none of ours is the first of ours."""

    state: str = idea_life.OPEN
    scope: str = ""
    query: str = ""
    after: str = ""

    @classmethod
    def of(cls, state: str, scope: str, query: str, after: str) -> Filter:
        """From what an address says."""
        return cls(
            state if state in LABELS else idea_life.OPEN,
            scope if scope in SCOPES else "",
            " ".join(query.replace("\x00", "").split())[:120],
            after[:60],
        )

    def url(self, **changes: str) -> str:
        """The list with some of it changed, from its first page."""
        values = {"show": self.state, "of": self.scope, "q": self.query, **changes}
        if values["show"] == idea_life.OPEN:
            del values["show"]
        kept = urlencode({name: value for name, value in values.items() if value})
        return reverse("feedback:ideas") + (f"?{kept}" if kept else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One idea in the list. `opening` is the first line of its words, `said` what was answered."""

    pk: int
    url: str
    title: str
    opening: str
    who: str
    whose: str
    promise: str
    late: bool
    said: str
    backed: str
    backs: bool
    can_back: bool


@dataclass(frozen=True, slots=True)
class IdeaList:
    """The page. `nothing` says why there are no rows, with a way out of a search that found none."""

    tabs: tuple[Tab, ...]
    scopes: tuple[Tab, ...]
    rows: tuple[Row, ...]
    older: str
    newest: str
    nothing: str
    clear_url: str
    clear_label: str
    is_first_use: bool


def idea_list(person: User, asked: Filter, now: datetime) -> IdeaList:
    """What this person may read. Four statements; five where a search finds nothing."""
    visible = _within(ideas_visible_to(person), person, asked.scope)
    found = visible
    for term in terms_of(asked.query):
        found = found.filter(search_text__contains=term)
    if asked.query and not terms_of(asked.query):
        found = found.none()
    counts: dict[str, int] = dict(
        found.order_by().values_list("state").annotate(number=Count("pk"))
    )
    ideas, older = _page(found, person, asked)
    calendars = calendars_of(idea.team for idea in ideas if idea.team is not None)
    rows = tuple(_row(idea, person, Calendar.at(calendars[idea.team_id], now)) for idea in ideas)
    nothing, clear_label = "", ""
    if not rows:
        nothing = _NOTHING[asked.state]
        if asked.query:
            label = LABELS[asked.state]
            nothing = f"No ideas match “{asked.query}” in {label}."
            in_all = visible.filter(state=asked.state).count()
            clear_label = f"Show all {in_all}" if in_all else "Clear the search"
    return IdeaList(
        tabs=tuple(
            Tab(label, asked.url(show=state), state == asked.state, str(counts.get(state) or ""))
            for state, label in LABELS.items()
        ),
        scopes=tuple(
            Tab(label, asked.url(of=scope), scope == asked.scope) for scope, label in SCOPES.items()
        ),
        rows=rows,
        older=asked.url(after=older) if older else "",
        newest=asked.url() if asked.after else "",
        nothing=nothing,
        clear_url=asked.url(q="") if asked.query else "",
        clear_label=clear_label,
        is_first_use=not counts and not asked.query and not asked.scope,
    )


def _within(ideas: QuerySet[Idea], person: User, scope: str) -> QuerySet[Idea]:
    if scope == "teams":
        return ideas.filter(team__in=standing_of(person).teams)
    if scope == "everybody":
        return ideas.filter(team=None)
    # One's own also where they were taken back: only there, and nobody else's.
    return Idea.objects.filter(author=person) if scope == "mine" else ideas


def _page(found: QuerySet[Idea], person: User, asked: Filter) -> tuple[list[Idea], str]:
    """The rows of this page, and from where the next one goes on, empty at the end."""
    order = _SORTED[asked.state]
    name, newest_first = order.removeprefix("-"), order.startswith("-")
    rows = (
        found.filter(state=asked.state)
        .select_related("team", "author", "owner", "decided_by")
        .annotate(backs=Exists(Support.objects.filter(idea=OuterRef("pk"), user=person)))
        .order_by(order, "-pk" if newest_first else "pk")
    )
    place = _place(asked.after, is_day=name == "answer_by")
    if place is not None:
        value, pk = place
        way = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": pk}))
    page: list[Any] = list(rows[: A_PAGE + 1])
    if len(page) <= A_PAGE:
        return page, ""
    last = page[A_PAGE - 1]
    return page[:A_PAGE], f"{getattr(last, name).isoformat()}~{last.pk}"


def _place(text: str, *, is_day: bool) -> tuple[Any, int] | None:
    """Where a page goes on; None for the first one, and for what we did not write."""
    value, _, pk = text.partition("~")
    if not (pk.isascii() and pk.isdigit()) or int(pk) > _LARGEST_ID:
        return None
    try:
        place = date.fromisoformat(value) if is_day else datetime.fromisoformat(value)
    except ValueError:
        return None
    if isinstance(place, datetime) and place.tzinfo is None:
        return None
    return place, int(pk)


def _row(idea: Idea, person: User, calendar: Calendar) -> Row:
    promise = promise_of(idea, calendar)
    return Row(
        pk=idea.pk,
        url=url_of(idea.pk),
        title=idea.title,
        opening=idea.words.split("\n", 1)[0],
        who=idea.author.name,
        whose=whose(idea),
        promise=promise.words,
        late=promise.late,
        said=sentence(idea.came_of_it or idea.reason),
        backed=backing(idea.backed),
        backs=bool(getattr(idea, "backs", False)),
        can_back=can_back_idea(person, idea) and idea.state != idea_life.DONE,
    )
