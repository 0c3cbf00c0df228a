"""To read or attend something: one's own requests, those that wait for one's answer, what others recommend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Window
from django.urls import reverse

from teams import growth_rules as rules
from teams.calendar import Clock
from teams.learning_rules import day_words
from teams.models import Organisation, StudyRequest, User
from teams.permissions.growth import led_by_nobody, recommended_to, study_led_by, study_visible_to
from teams.queries.paged import FIRST, Paged, page_of

PAGE = 20
FEW = 5


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A request in a list."""

    pk: int
    what: str
    who: str
    verb: str
    state: str
    says: str
    url: str
    waits: bool
    more: str


@dataclass(frozen=True, slots=True)
class Step:
    """A line of its trail."""

    who: str
    state: str
    words: str
    when: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StudyPage:
    """A request, whole."""

    pk: int
    what: str
    who: str
    is_mine: bool
    verb: str
    why: str
    cost: str
    on: str
    state: str
    says: str
    waits: bool
    took: str
    recommended: bool
    seen_by: str
    version: int
    steps: tuple[Step, ...]
    can_answer: bool
    can_finish: bool
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class Recommended:
    """What somebody of one's teams read or attended, and took from it."""

    pk: int
    what: str
    by: str
    took: str
    when: str


@dataclass(frozen=True, slots=True)
class Study:
    """The list: what waits for one's answer first, then one's own."""

    to_answer: Paged[StudyLine]
    mine: Paged[StudyLine]
    answered: Paged[StudyLine]


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """For *Today*: who has waited longest, and where; never what for. `more` others wait as well."""

    title: str
    url: str
    more: int


def _organisation() -> tuple[Clock, str]:
    found = Organisation.objects.first()
    return (Clock("UTC"), "GBP") if found is None else (found.clock, found.currency)


def study(person: User, now: datetime, asked: Mapping[str, str] = FIRST) -> Study:
    """Each part page by page, as `asked` by `waits`, `mine` and `answered`. Four statements, five for who leads."""
    clock, currency = _organisation()
    today = clock.day_of(now)
    led = study_led_by(person, today).select_related("person")
    waiting = led.filter(state__in=rules.WAITS).order_by("asked_at", "pk")
    answered = led.exclude(state__in=[*rules.WAITS, rules.WITHDRAWN]).order_by("-pk")
    mine = StudyRequest.objects.filter(person=person).select_related("person")

    def shown(rows: QuerySet[StudyRequest], name: str) -> Paged[StudyLine]:
        page = page_of(rows, asked, name, reverse("teams:studies"))
        return page.shown_as(lambda row: _line(row, clock, today, currency))

    return Study(
        to_answer=shown(waiting, "waits"),
        mine=shown(mine, "mine"),
        answered=shown(answered, "answered"),
    )


@dataclass(frozen=True, slots=True)
class BesideLearning:
    """For the page of learning: one's own that are not over, and what others recommend."""

    mine: tuple[StudyLine, ...]
    recommended: tuple[Recommended, ...]


def beside_learning(person: User, now: datetime) -> BesideLearning:
    """Three statements."""
    clock, currency = _organisation()
    today = clock.day_of(now)
    rows = StudyRequest.objects.filter(
        person=person, state__in=[*rules.WAITS, rules.YES]
    ).select_related("person")
    return BesideLearning(
        mine=tuple(_line(row, clock, today, currency) for row in rows[:FEW]),
        recommended=recommended_lines(recommendations(person, today)[:FEW], clock, today),
    )


def states_of(viewer: User, numbers: Iterable[int], now: datetime) -> dict[int, str]:
    """How these requests stand, as far as this person sees them and they wait for nobody. Two statements."""
    seen = study_visible_to(viewer, _organisation()[0].day_of(now))
    rows = seen.filter(pk__in=list(numbers)).exclude(state__in=rules.WAITS)
    return {pk: f"{rules.state_words(state)}." for pk, state in rows.values_list("pk", "state")}


def _line(row: StudyRequest, clock: Clock, today: date, currency: str) -> StudyLine:
    cost = "" if row.cost is None else rules.cost_words(row.cost, currency)
    on = "" if row.on is None else day_words(row.on, today)
    asked = f"asked {day_words(clock.day_of(row.asked_at), today)}"
    return StudyLine(
        pk=row.pk,
        what=row.what,
        who=row.person.name,
        verb=_verb(row.kind),
        state=row.state,
        says=rules.state_words(row.state),
        url=reverse("teams:study", args=[row.pk]),
        waits=row.state in rules.WAITS,
        more=", ".join(one for one in (cost, on, asked) if one),
    )


def _verb(kind: str) -> str:
    return "read" if kind == StudyRequest.Kind.READ else "attend"


def study_page(viewer: User, row: StudyRequest, *, answers: bool, now: datetime) -> StudyPage:
    """One request. `answers`: whether this viewer is one who answers it. Three statements."""
    clock, currency = _organisation()
    today = clock.day_of(now)
    mine = row.person_id == viewer.pk
    return StudyPage(
        pk=row.pk,
        what=row.what,
        who=row.person.name,
        is_mine=mine,
        verb=_verb(row.kind),
        why=row.why,
        cost="" if row.cost is None else rules.cost_words(row.cost, currency),
        on="" if row.on is None else day_words(row.on, today),
        state=row.state,
        says=rules.state_words(row.state),
        waits=row.state in rules.WAITS,
        took=row.took,
        recommended=row.shared_at is not None,
        seen_by=_seen_by(row, mine=mine, today=today),
        version=row.version,
        steps=tuple(
            Step(
                who=step.by.name,
                state=rules.state_words(step.state),
                words="" if step.state == rules.DONE else step.words,
                when=day_words(clock.day_of(step.at), today),
                at=step.at,
            )
            for step in row.steps.select_related("by")
        ),
        can_answer=answers and bool(rules.answers_left(row.state)),
        can_finish=mine and rules.may_become(row.state, rules.DONE),
        can_take_back=mine and rules.may_become(row.state, rules.WITHDRAWN),
    )


def _seen_by(row: StudyRequest, *, mine: bool, today: date) -> str:
    """`Only you and who leads you see this.` One statement."""
    they, them, their = ("you", "you", "your") if mine else ("they", "them", "their")
    alone = led_by_nobody(today).filter(pk=row.person_id).exists()
    others = "administrators" if alone else f"who leads {them}"
    if row.shared_at is None:
        return f"Only {they} and {others} see this."
    return f"{they.capitalize()} and {others} see this, and the people of {their} teams what {they} took from it."


def recommendations(person: User, today: date) -> QuerySet[StudyRequest]:
    """What this person may read of others' and their own, newest first."""
    found = recommended_to(person, today).select_related("person")
    return found.order_by("-shared_at", "-pk")


def recommended_lines(
    rows: Iterable[StudyRequest], clock: Clock, today: date
) -> tuple[Recommended, ...]:
    """As they are shown: `Read by Priya Nair`."""
    return tuple(
        Recommended(
            pk=row.pk,
            what=row.what,
            by=f"{'Read' if row.kind == StudyRequest.Kind.READ else 'Attended'} by {row.person.name}",
            took=row.took,
            when="" if row.done_at is None else day_words(clock.day_of(row.done_at), today),
        )
        for row in rows
    )


def study_to_answer(user: User, today: date) -> ToAnswer | None:
    """What has waited longest for this person's answer and is not talked about already. One statement."""
    rows = study_led_by(user, today).filter(state=rules.ASKED).annotate(waiting=Window(Count("*")))
    row = rows.select_related("person").order_by("asked_at", "pk").first()
    if row is None:
        return None
    return ToAnswer(
        title=f"{row.person.name} would like to {_verb(row.kind)} something",
        url=reverse("teams:study", args=[row.pk]),
        more=row.waiting - 1,
    )
