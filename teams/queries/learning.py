"""Learning for whoever learns: what comes next, a path with its steps, what is finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.urls import reverse

from teams.calendar import Clock
from teams.learning_rules import day_words, due_on, due_words
from teams.models import (
    DoneStep,
    GivenPath,
    LearningPath,
    LearningStep,
    LearningWish,
    Organisation,
    Pairing,
    User,
)
from teams.names import in_a_row
from teams.permissions.learning import pairings_of, paths_visible_to
from teams.queries.paged import Paged, page_of
from teams.queries.study_answerers import answerers_of

MOST = 50
MOST_NAMED = 4
YES = Pairing.Answer.YES


def organisation_clock() -> Clock:
    """By which days are said; UTC's while there is no organisation. One statement."""
    organisation = Organisation.objects.first()
    return Clock("UTC") if organisation is None else organisation.clock


@dataclass(frozen=True, slots=True)
class BesideAsked:
    """A colleague who is asked to stand by, and has not answered."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A path somebody is on: its next step, when that is due, and how far they are."""

    pk: int
    path_id: int
    step_id: int
    name: str
    why: str
    url: str
    next: str
    due: str
    is_late: bool
    far: str
    waits: bool
    begun: bool
    beside: str
    due_on: date | None
    asked: tuple[BesideAsked, ...] = ()

    @property
    def chip(self) -> str:
        """Where it stands, in a word or two."""
        if self.waits:
            return "All done"
        return "On the way" if self.begun else "Not begun"


@dataclass(frozen=True, slots=True)
class Finished:
    """A path somebody has finished, and when."""

    name: str
    url: str
    when: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A path one could begin."""

    pk: int
    name: str
    why: str
    url: str
    steps: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A colleague one is asked to stand by, or does."""

    pk: int
    text: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Wished:
    """What one asked for, and what became of it."""

    text: str
    answer: str
    url: str


@dataclass(frozen=True, slots=True)
class MyLearning:
    """The page: what comes next on top."""

    on_the_way: tuple[OnTheWay, ...]
    finished: tuple[Finished, ...]
    offered: tuple[Offered, ...]
    asked: tuple[Asked, ...]
    wishes: Paged[Wished]
    read_by: tuple[str, ...]

    @property
    def reads(self) -> str:
        """Who reads what one asks for, in a sentence; empty where nobody would."""
        verbs = "reads it, and answers" if len(self.read_by) == 1 else "read it, and one answers"
        return f"{in_a_row(self.read_by)} {verbs}." if self.read_by else ""

    @property
    def lede(self) -> str:
        """What to learn next, in a sentence."""
        first = next((one for one in self.on_the_way if one.next), None)
        if first is None:
            ask = ", or ask for something" if self.read_by else ""
            return f"Nothing waits for you. Begin what you like{ask}."
        return f"Next: {first.next}, {first.due}."


def my_learning(person: User, now: datetime, asked: Mapping[str, str]) -> MyLearning:
    """Everything of one's own; what one asked for page by page, as `asked` by `wishes`. Some ten statements."""
    clock = organisation_clock()
    today = clock.day_of(now)
    given = list(
        GivenPath.objects.filter(person=person, ended_at=None).select_related("path").order_by("pk")
    )
    finished = sorted(
        (one for one in given if one.finished_at),
        key=lambda one: one.finished_at or now,
        reverse=True,
    )
    have = {one.path_id for one in given}
    offered = (
        paths_visible_to(person)
        .filter(archived_at=None)
        .exclude(pk__in=have)
        .exclude(kind=LearningPath.Kind.NEWCOMERS)
        .annotate(number=Count("steps", filter=Q(steps__archived_at=None)))
        .filter(number__gt=0)
        .order_by("name")
    )
    return MyLearning(
        on_the_way=on_the_way([one for one in given if not one.finished_at], today),
        finished=tuple(
            Finished(
                one.path.name, _url(one.path_id), day_words(clock.day_of(one.finished_at), today)
            )
            for one in finished
            if one.finished_at
        ),
        offered=tuple(
            Offered(path.pk, path.name, path.why, _url(path.pk), steps_words(path.number))
            for path in offered[:MOST]
        ),
        asked=tuple(_asked(person)),
        wishes=_wishes(person, asked),
        read_by=who_reads(person, today),
    )


def who_reads(person: User, today: date) -> tuple[str, ...]:
    """Who is asked when this person wants to learn something, by name; nobody where there is nobody.

    Four statements at most.
    """
    who = answerers_of(person, today)
    found = User.objects.filter(pk__in=who).order_by(Lower("name"), "pk")[: MOST_NAMED + 1]
    names = [one.name for one in found]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], "others"]
    return tuple(names)


def on_the_way(given: list[GivenPath], today: date) -> tuple[OnTheWay, ...]:
    """How far each is, what is due soonest first; `path` is read with them. Three statements."""
    steps = steps_in(one.path_id for one in given)
    done: dict[int, set[int]] = defaultdict(set)
    for given_id, step_id in DoneStep.objects.filter(given__in=given).values_list(
        "given_id", "step_id"
    ):
        done[given_id].add(step_id)
    beside: dict[int, list[Pairing]] = defaultdict(list)
    pairings = Pairing.objects.filter(given__in=given).exclude(answer=Pairing.Answer.NO)
    for pairing in pairings.select_related("colleague").order_by("pk"):
        beside[pairing.given_id].append(pairing)
    found = [
        _on_the_way(one, steps.get(one.path_id, []), done[one.pk], beside[one.pk], today)
        for one in given
    ]
    # What waits for a leader comes last: there is nothing to do for it.
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.pk)))


def _on_the_way(
    given: GivenPath, steps: list[LearningStep], done: set[int], beside: list[Pairing], today: date
) -> OnTheWay:
    still = [step for step in steps if step.pk not in done]
    step = next_step(still)
    due = due_on(given.begins_on, step.due_days) if step else None
    return OnTheWay(
        pk=given.pk,
        path_id=given.path_id,
        step_id=step.pk if step else 0,
        name=given.path.name,
        why=given.path.why,
        url=_url(given.path_id),
        next=step.title if step else "",
        due=due_words(due, today) if due else "",
        is_late=due is not None and due < today,
        far=f"{len(steps) - len(still)} of {steps_words(len(steps))} done",
        waits=given.done_at is not None and given.finished_at is None,
        begun=given.started_at is not None,
        beside=in_a_row(one.colleague.name for one in beside if one.answer == YES),
        due_on=due,
        asked=tuple(BesideAsked(one.pk, one.colleague.name) for one in beside if one.answer != YES),
    )


def next_step(still: list[LearningStep]) -> LearningStep | None:
    """Of the steps that are open the one that is due first, in their order."""
    return min(still, key=lambda step: (step.due_days, step.position, step.pk), default=None)


def steps_in(path_ids: Iterable[int]) -> dict[int, list[LearningStep]]:
    """The steps in use by path, in order. One statement."""
    found: dict[int, list[LearningStep]] = defaultdict(list)
    for step in LearningStep.objects.filter(path__in=set(path_ids), archived_at=None):
        found[step.path_id].append(step)
    return found


def steps_words(number: int) -> str:
    """`1 step`, `4 steps`."""
    return "1 step" if number == 1 else f"{number} steps"


def _url(path_id: int) -> str:
    return reverse("teams:learning_path", args=[path_id])


def _asked(person: User) -> Iterable[Asked]:
    rows = pairings_of(person).exclude(answer=Pairing.Answer.NO)
    open_ones = rows.filter(given__finished_at=None).select_related(
        "given__path", "given__person", "asked_by"
    )
    for row in open_ones.order_by("-pk")[:MOST]:
        who, path = row.given.person.name, row.given.path.name
        if row.answer == Pairing.Answer.YES:
            yield Asked(row.pk, f"You stand by {who} with “{path}”.", is_open=False)
        else:
            ask = f"{row.asked_by.name} asks: would you stand by {who} with “{path}”?"
            yield Asked(row.pk, ask, is_open=True)


def _wishes(person: User, asked: Mapping[str, str]) -> Paged[Wished]:
    """One's own, newest first, a few at a time: the page has other things to say."""
    rows = LearningWish.objects.filter(person=person).select_related("path", "answered_by")
    address = reverse("teams:learning")
    return page_of(rows, asked, "wishes", address, size=5).shown_as(_wished)


def _wished(row: LearningWish) -> Wished:
    said = ""
    if row.answered_at is not None:
        who = row.answered_by.name if row.answered_by else "Your lead"
        said = f"{who}: {row.answer}" if row.answer else f"{who} gave it to you."
    return Wished(wish_words(row), said, _url(row.path_id) if row.path_id else "")


def wish_words(wish: LearningWish) -> str:
    """What is asked for, in a line."""
    if wish.path is None:
        return wish.words
    return f"{wish.path.name}: {wish.words}" if wish.words else wish.path.name


# --- Today -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, for *Today*: `Next: Ring the depot`, `due Friday`."""

    title: str
    path: str
    due: str
    is_late: bool
    url: str


def next_to_learn(person: User, now: datetime) -> tuple[NextStep, ...]:
    """The one step that is due first; nothing where nothing is on the way, in one statement. Five at most."""
    given = list(
        GivenPath.objects.filter(person=person, done_at=None, ended_at=None)
        .exclude(next_due_on=None)
        .select_related("path")
        .order_by("next_due_on", "pk")[:1]
    )
    if not given:
        return ()
    return tuple(
        NextStep(one.next, one.name, one.due, one.is_late, one.url)
        for one in on_the_way(given, organisation_clock().day_of(now))
    )
