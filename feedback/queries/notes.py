"""What pages of notes show, and lists of notes and talks. Each function says how many statements it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from feedback.models import CoachingNote, Talk
from feedback.permissions.notes import can_coach, can_release
from feedback.queries.papers import due_words, let_in_to, moment, our_clock, readers_of
from feedback.queries.releases import Let, lets_of
from goals.dates import short_day
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.calendar import Clock
from teams.models import Membership, Role, User
from teams.models.people import LEADS
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class Line:
    """One note or talk in a list. `due` says when to come back on it; `is_due` that the day has come."""

    url: str
    title: str
    words: str
    when: str
    readers: str
    is_private: bool
    tone: str
    due: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four parts of a note."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a shared note said before an edit."""

    when: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note for one of the two. Of the author alone: `tone`, and all that begins with `can_` but `can_release`.

    `can_write` only while they lead the person; what came of it they may always say.
    """

    note: CoachingNote
    is_author: bool
    other: str
    other_id: int
    readers: str
    is_private: bool
    when: str
    parts: tuple[Part, ...]
    tone: str
    goal: Goal | None
    due: str
    is_due: bool
    came_of_it: str
    earlier: tuple[Earlier, ...]
    lets: tuple[Let, ...]
    can_write: bool
    can_follow_up: bool
    can_delete: bool
    can_release: bool


def parts_of(note: object) -> tuple[Part, ...]:
    """The parts that say something, of a note or of what it said before."""
    labels = (
        ("situation", "The moment"),
        ("behaviour", "What was done"),
        ("effect", "What it changed"),
        ("next_step", "Next step"),
    )
    found = (Part(label, getattr(note, name)) for name, label in labels)
    return tuple(part for part in found if part.words)


def written_about(viewer: User, person: User, now: datetime) -> tuple[Line, ...]:
    """What the viewer wrote about this person, newest first. Four statements."""
    notes = CoachingNote.objects.filter(author=viewer, person=person)
    talks = Talk.objects.filter(author=viewer, person=person)
    return _lines(notes, talks, viewer, now)


def shared_with(viewer: User, now: datetime) -> tuple[Line, ...]:
    """What others shared with the viewer about themself, newest first. Four statements."""
    notes = CoachingNote.objects.filter(person=viewer, shared_at__isnull=False)
    talks = Talk.objects.filter(person=viewer, shared_at__isnull=False)
    return _lines(notes, talks, viewer, now)


def _lines(
    notes: QuerySet[CoachingNote], talks: QuerySet[Talk], viewer: User, now: datetime
) -> tuple[Line, ...]:
    clock = our_clock()
    papers: list[CoachingNote | Talk] = [
        *notes.select_related("author", "person"),
        *talks.select_related("author", "person"),
    ]
    papers.sort(key=_begun, reverse=True)
    let_in = let_in_to(papers, clock.day_of(now))
    return tuple(_line(paper, viewer, let_in.get(paper, ()), clock, now) for paper in papers)


def _begun(paper: CoachingNote | Talk) -> datetime:
    return paper.written_at if isinstance(paper, CoachingNote) else paper.opened_at


def _line(
    paper: CoachingNote | Talk, viewer: User, let_in: Iterable[str], clock: Clock, now: datetime
) -> Line:
    today = clock.day_of(now)
    is_author = viewer.pk == paper.author_id
    is_note = isinstance(paper, CoachingNote)
    due, is_due = due_words(paper, today)
    begun = short_day(clock.local(_begun(paper)).date(), today)
    title = "Difficult talk"
    tone = ""
    if isinstance(paper, CoachingNote):
        title = "Note"
        tone = paper.get_tone_display() if is_author and paper.tone else ""
    return Line(
        url=reverse("feedback:note" if is_note else "feedback:talk", args=[paper.pk]),
        title=title,
        words=paper.situation if isinstance(paper, CoachingNote) else paper.about,
        when=begun if is_author else f"{begun}, from {first_name(paper.author.name)}",
        readers=readers_of(paper, viewer, let_in),
        is_private=paper.shared_at is None,
        tone=tone,
        due=due if is_author or paper.shared_at else "",
        is_due=is_due and is_author,
    )


def note_page(viewer: User, note: CoachingNote, now: datetime) -> NotePage:
    """A note as one of the two reads it. At most eight statements."""
    clock = our_clock()
    today = clock.day_of(now)
    is_author = viewer.pk == note.author_id
    other = note.person if is_author else note.author
    due, is_due = due_words(note, today)
    lets = lets_of(note.releases, viewer, clock, today)
    edits = tuple(
        Earlier(moment(clock, edit.at, today), parts_of(edit)) for edit in note.edits.all()
    )
    return NotePage(
        note=note,
        is_author=is_author,
        other=first_name(other.name),
        other_id=other.pk,
        readers=readers_of(note, viewer, (let.reads for let in lets if let.reads)),
        is_private=note.shared_at is None,
        when=moment(clock, note.written_at, today),
        parts=parts_of(note),
        tone=note.get_tone_display() if is_author and note.tone else "",
        goal=_goal_for(viewer, note),
        due=due,
        is_due=is_due and is_author,
        came_of_it=note.came_of_it,
        earlier=edits,
        lets=lets,
        can_write=is_author and can_coach(viewer, note.person, today),
        can_follow_up=is_author,
        can_delete=is_author and not lets,
        can_release=can_release(viewer, note),
    )


def _goal_for(viewer: User, note: CoachingNote) -> Goal | None:
    """The goal it is linked to, where this reader may open it themself."""
    if note.goal_id is None:
        return None
    return goals_visible_to(viewer).filter(pk=note.goal_id).first()


def goals_to_link(viewer: User, person: User, kept: int | None) -> QuerySet[Goal]:
    """Goals that the author may open and that have to do with the person: of their teams, or theirs alone."""
    teams = Membership.objects.filter(user=person, ends_on=None).values("team_id")
    seen = goals_visible_to(viewer)
    near = seen.filter(team__in=teams, agent=None) | seen.filter(agent=person)
    near = near.filter(state=Goal.State.ACTIVE)
    return (near | Goal.objects.filter(pk=kept or 0)).distinct().order_by("name", "pk")


def leads_in_words(person: User, today: date) -> str:
    """`Jin and Marcus`: a person and who leads them today, by first names. One statement."""
    held = Membership.objects.on(today).filter(user=person)
    agent, supervisor = (
        held.filter(role=role).values("team_id") for role in (Role.AGENT, Role.SUPERVISOR)
    )
    rows = (
        Membership.objects.on(today)
        .filter(
            Q(team__in=agent, role__in=LEADS) | Q(team__in=supervisor, role=Role.MANAGER),
        )
        .exclude(user=person)
    )
    leads = sorted({first_name(name) for name in rows.values_list("user__name", flat=True)})
    if not leads:
        return f"{first_name(person.name)} and whoever leads them"
    return f"{first_name(person.name)} and {' or '.join(leads)}"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many notes there are to read, for a person's page."""

    text: str
    url: str
    new_url: str
    name: str


def counted_for(viewer: User, person: User, now: datetime) -> Counted | None:
    """For the person what is shared with them; for an author their own; nothing for anybody else.

    Two statements for a leader, one for the person themself.
    """
    if viewer.pk == person.pk:
        notes = CoachingNote.objects.filter(person=person, shared_at__isnull=False).count()
        text = f"{_many(notes)} shared with you." if notes else ""
        url = reverse("feedback:shared_notes")
        return Counted(text, url, "", "") if notes else None
    today = our_clock().day_of(now)
    notes = CoachingNote.objects.filter(person=person, author=viewer).count()
    leads = can_coach(viewer, person, today)
    if not notes and not leads:
        return None
    return Counted(
        text=f"{_many(notes)} of yours." if notes else "",
        url=reverse("feedback:notes", args=[person.pk]),
        new_url=reverse("feedback:note_new", args=[person.pk]) if leads else "",
        name=first_name(person.name),
    )


def _many(count: int) -> str:
    return "1 note" if count == 1 else f"{count} notes"
