"""One idea: its words, what is promised, what was said and decided, and what this person may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from feedback import idea_life
from feedback.models import EarlierWords, Idea, IdeaStep, Support
from feedback.permissions.ideas import can_put_back, steps_open_to
from feedback.queries.entries import Entry
from feedback.queries.idea_people import calendar_of
from feedback.queries.idea_words import (
    STATES,
    Calendar,
    named,
    promise_of,
    whose,
)
from goals import dates
from teams.models import User
from teams.names import first_name

MOST_NAMES = 3
Kind = IdeaStep.Kind
_TONES = {idea_life.AGREED: "kudos", idea_life.DONE: "kudos"}


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """The page. `steps` are what this person may do, `today` is the team's day; `thanks_url` leads to the composer, with its author chosen."""

    pk: int
    version: int
    today: date
    title: str
    words: str
    author: str
    first_name: str
    lede: str
    link_url: str
    link_label: str
    state: str
    tone: str
    promise: str
    late: bool
    reason: str
    came_of_it: str
    credit: str
    thanks_url: str
    backing: str
    backs: bool
    is_own: bool
    taken_back: bool
    can_put_back: bool
    steps: frozenset[str]
    timeline: tuple[Entry, ...]

    @property
    def answers(self) -> bool:
        """Whether this person may answer as it stands."""
        return bool(self.steps & set(idea_life.ANSWERS))


def idea_page(person: User, idea: Idea, now: datetime) -> IdeaPage:
    """Six statements, four where nobody backs it. `idea` comes with team, author, owner and decided_by."""
    calendar = Calendar.at(calendar_of(idea.team), now)
    promise = promise_of(idea, calendar)
    supporters = Support.objects.filter(idea=idea).order_by("at", "pk")
    names = (
        list(supporters.values_list("user__name", flat=True)[:MOST_NAMES]) if idea.backed else []
    )
    is_own = idea.author_id == person.pk
    return IdeaPage(
        pk=idea.pk,
        version=idea.version,
        today=calendar.today,
        title=idea.title,
        words=idea.words,
        author=idea.author.name,
        first_name=first_name(idea.author.name),
        lede=f"{idea.author.name}, {calendar.day(idea.added_at)}. For {whose(idea)}.",
        link_url=idea.link_url,
        link_label=idea.link_label or "What it is about",
        state="Taken back" if idea.withdrawn_at is not None else STATES[idea.state],
        tone=_TONES.get(idea.state, ""),
        promise=promise.words,
        late=promise.late,
        reason=idea.reason,
        came_of_it=idea.came_of_it,
        credit="" if idea.state != idea_life.DONE else _credit(idea, is_own=is_own),
        thanks_url="" if is_own else thanks_url(idea),
        backing=named(names, idea.backed),
        backs=idea.backed > 0 and supporters.filter(user=person).exists(),
        is_own=is_own,
        taken_back=idea.withdrawn_at is not None,
        can_put_back=can_put_back(person, idea, now),
        steps=frozenset(steps_open_to(person, idea)),
        timeline=_timeline(idea, calendar),
    )


def thanks_url(idea: Idea) -> str:
    """The composer with its author chosen, once it is done."""
    if idea.state != idea_life.DONE:
        return ""
    # By its address alone: what is thanked for is another noun's business.
    return f"{reverse('home')}kudos/new/?{urlencode({'to': idea.author.username})}"


def _credit(idea: Idea, *, is_own: bool) -> str:
    return "This was your idea." if is_own else f"This was {idea.author.name}’s idea."


def _timeline(idea: Idea, calendar: Calendar) -> tuple[Entry, ...]:
    """From the beginning. One statement."""
    began = Entry(
        idea.author.name, "had the idea", calendar.day(idea.added_at), _iso(idea.added_at), ""
    )
    steps = IdeaStep.objects.filter(idea=idea).select_related("by", "earlier").order_by("pk")
    told, agreed = [began], False
    for step in steps:
        again = agreed and step.kind == Kind.AGREED
        what = _again(step, calendar) if again else _what(step, calendar)
        text = _before(step) if step.kind == Kind.EDITED else step.words
        told.append(Entry(step.by.name, what, calendar.day(step.at), _iso(step.at), text))
        if step.kind != Kind.SAID:
            agreed = step.kind == Kind.AGREED
    return tuple(told)


def _before(step: IdeaStep) -> str:
    """How it read until then, for whoever reads it now; nothing where that was not kept."""
    earlier: EarlierWords | None = getattr(step, "earlier", None)
    if earlier is None:
        return ""
    return "\n\n".join(text for text in ("Until then:", earlier.title, earlier.words) if text)


def _again(step: IdeaStep, calendar: Calendar) -> str:
    by = f" by {calendar.named(step.by_when)}" if step.by_when is not None else ""
    return f"said anew who does it, and that it is done{by}"


def _what(step: IdeaStep, calendar: Calendar) -> str:
    by = f" by {dates.day(step.by_when, calendar.today)}" if step.by_when is not None else ""
    return {
        Kind.SAID: "said",
        Kind.CONSIDERED: f"looks at it and answers{by}",
        Kind.AGREED: f"agreed: we do it{by}",
        Kind.DECLINED: "answered: not now",
        Kind.DONE: "says that it is done",
        Kind.REOPENED: f"opened it again, to be answered{by}",
        Kind.EDITED: "changed the words",
    }[Kind(step.kind)]


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
