"""How somebody grows as a leader: for themself, and for the leader they let look. Words, side by side; nothing is summed.

Each function is asked with the person whose it is; who may ask is in `permissions.growth`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.urls import reverse

from teams.calendar import Clock
from teams.learning_rules import day_words
from teams.models import (
    Focus,
    FocusNote,
    GrowthShare,
    LeaderSkillWords,
    LeaderView,
    Placing,
    User,
)
from teams.names import first_name
from teams.permissions.growth import (
    foci_of,
    leaders_above,
    placings_of,
    shares_that_hold,
    views_by,
    views_of,
)
from teams.queries.learning import organisation_clock

MOST_EARLIER = 50
MOST_FOCI = 20


@dataclass(frozen=True, slots=True)
class Said:
    """Where somebody was placed, by themself or their leader: the words of the level, and their own."""

    pk: int
    who: str
    level: str
    words: str
    example: str
    when: str
    at: datetime
    old_words: bool = False


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill in the list, with where the person is now, and how many of their leaders said how they see it."""

    pk: int
    name: str
    about: str
    url: str
    now: Said | None
    views: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class FocusNow:
    """What somebody works on, or worked on."""

    pk: int
    skill: str
    doing: str
    sign: str
    until: str
    until_on: date
    is_over: bool
    is_open: bool
    came_of_it: str
    closed: str
    version: int
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MyGrowth:
    """The page. `placed` in the order of the skills, then those not placed yet; `kept`: of skills put away."""

    placed: tuple[SkillLine, ...]
    unplaced: tuple[SkillLine, ...]
    kept: tuple[SkillLine, ...]
    focus: FocusNow | None
    earlier: tuple[FocusNow, ...]
    sees_skills: tuple[str, ...]
    sees_focus: tuple[str, ...]
    can_share: bool

    @property
    def who(self) -> str:
        """`Only you`, `You and Priya Nair`."""
        names = list(dict.fromkeys((*self.sees_skills, *self.sees_focus)))
        return seen_by(names)


@dataclass(frozen=True, slots=True)
class SkillPage:
    """One skill of one's own: now beside then, what leaders added, and everything before."""

    pk: int
    wording: int
    name: str
    about: str
    levels: tuple[str, ...]
    is_away: bool
    now: Said | None
    then: Said | None
    earlier: tuple[Said, ...]
    views: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class GrowthOf:
    """What a leader is let see: where the person is now, and the leader's own view. Nothing of before."""

    pk: int
    name: str
    first_name: str
    lines: tuple[SkillLine, ...]
    shows_skills: bool
    focus: FocusNow | None
    shows_focus: bool


def seen_by(names: Sequence[str]) -> str:
    """`Only you`, `You and Priya Nair`, `You, Ewa and Priya`."""
    if not names:
        return "Only you"
    if len(names) == 1:
        return f"You and {names[0]}"
    return f"You, {', '.join(names[:-1])} and {names[-1]}"


def skills_in_use() -> QuerySet[LeaderSkillWords]:
    """The words that count, in the order of the skills."""
    found = LeaderSkillWords.objects.filter(is_current=True, skill__archived_at=None)
    return found.select_related("skill").order_by("skill__position", "skill_id")


def my_growth(person: User, now: datetime) -> MyGrowth:
    """The page. Eight statements, ten where something is worked on."""
    clock = organisation_clock()
    today = clock.day_of(now)
    names = list(
        LeaderSkillWords.objects.filter(is_current=True)
        .select_related("skill")
        .order_by("skill__position", "skill_id")
    )
    newest = _newest(placings_of(person), clock, today, "You")
    views = _views(views_of(person), clock, today)
    lines = [
        SkillLine(
            pk=one.skill_id,
            name=one.name,
            about=one.about,
            url=reverse("teams:growth_skill", args=[one.skill_id]),
            now=newest.get(one.skill_id),
            views=tuple(views.get(one.skill_id, ())),
        )
        for one in names
    ]
    away = {one.skill_id for one in names if one.skill.archived_at is not None}
    foci = _foci(list(foci_of(person).select_related("by_words")[: MOST_FOCI + 1]), clock, today)
    shares = list(shares_that_hold(today).filter(person=person).select_related("leader"))
    return MyGrowth(
        placed=tuple(one for one in lines if one.now and one.pk not in away),
        unplaced=tuple(one for one in lines if not one.now and one.pk not in away),
        kept=tuple(one for one in lines if one.now and one.pk in away),
        focus=next((one for one in foci if one.is_open), None),
        earlier=tuple(one for one in foci if not one.is_open),
        sees_skills=tuple(sorted(one.leader.name for one in shares if one.skills)),
        sees_focus=tuple(sorted(one.leader.name for one in shares if one.focus)),
        can_share=leaders_above(person, today).exists(),
    )


def skill_page(
    person: User, words: LeaderSkillWords, beside: int | None, now: datetime
) -> SkillPage:
    """One skill. `beside` is the placing to lay beside the newest: the one before it by default. Three statements."""
    clock = organisation_clock()
    today = clock.day_of(now)
    rows = placings_of(person).filter(skill=words.skill_id).select_related("by_words")
    said = [_said(one, clock, today, "You") for one in rows[:MOST_EARLIER]]
    before = said[1:]
    then = next((one for one in before if one.pk == beside), before[0] if before else None)
    mine = views_of(person).filter(skill=words.skill_id)
    return SkillPage(
        pk=words.skill_id,
        wording=words.pk,
        name=words.name,
        about=words.about,
        levels=words.levels,
        is_away=words.skill.archived_at is not None,
        now=said[0] if said else None,
        then=then,
        earlier=tuple(one for one in before if one is not then),
        views=tuple(_views(mine, clock, today).get(words.skill_id, ())),
    )


def growth_of(viewer: User, share: GrowthShare, now: datetime) -> GrowthOf:
    """What is open to a leader, by the share that opens it. Five statements at most."""
    clock = organisation_clock()
    today = clock.day_of(now)
    person = share.person
    lines: tuple[SkillLine, ...] = ()
    if share.skills:
        newest = _newest(placings_of(person), clock, today, person.name)
        views = _views(views_by(viewer, person), clock, today)
        lines = tuple(
            SkillLine(
                pk=one.skill_id,
                name=one.name,
                about=one.about,
                url=reverse("teams:growth_view", args=[person.pk, one.skill_id]),
                now=newest[one.skill_id],
                views=tuple(views.get(one.skill_id, ())),
            )
            for one in skills_in_use()
            if one.skill_id in newest
        )
    focus = None
    if share.focus:
        open_one = foci_of(person).filter(closed_at=None).select_related("by_words")
        focus = next(iter(_foci(list(open_one), clock, today)), None)
    return GrowthOf(
        pk=person.pk,
        name=person.name,
        first_name=first_name(person.name),
        lines=lines,
        shows_skills=share.skills,
        focus=focus,
        shows_focus=share.focus,
    )


def focus_page(focus: Focus, now: datetime) -> FocusNow:
    """What one works on, with its notes. Two statements."""
    clock = organisation_clock()
    return _foci([focus], clock, clock.day_of(now))[0]


def open_focus(person: User, now: datetime) -> FocusNow | None:
    """What somebody works on now. One statement where it is nothing, three else."""
    found = foci_of(person).filter(closed_at=None).select_related("by_words").first()
    return None if found is None else focus_page(found, now)


def focus_due(person: User, clock: Clock, now: datetime) -> int | None:
    """The id of what they work on where its day has come and they have not said since how it goes. `clock` is the
    organisation's. One statement.
    """
    rows = foci_of(person).filter(closed_at=None, until__lte=clock.day_of(now))
    found = rows.annotate(looked_at=Max("notes__at")).first()
    if found is None:
        return None
    looked = found.looked_at
    return None if looked and clock.day_of(looked) >= found.until else found.pk


def _newest(rows: QuerySet[Placing], clock: Clock, today: date, who: str) -> dict[int, Said]:
    """The newest of each skill. One statement."""
    newest = rows.order_by().values("skill").annotate(last=Max("pk")).values("last")
    found = Placing.objects.filter(pk__in=newest).select_related("by_words")
    return {one.skill_id: _said(one, clock, today, who) for one in found}


def _views(rows: QuerySet[LeaderView], clock: Clock, today: date) -> dict[int, list[Said]]:
    """The newest of each skill and leader, by skill. One statement."""
    newest = rows.order_by().values("skill", "by").annotate(last=Max("pk")).values("last")
    found = LeaderView.objects.filter(pk__in=newest).select_related("by_words", "by")
    views: dict[int, list[Said]] = {}
    for one in sorted(found, key=lambda view: view.by.name.casefold()):
        views.setdefault(one.skill_id, []).append(_said(one, clock, today, one.by.name))
    return views


def _said(row: Placing | LeaderView, clock: Clock, today: date, who: str) -> Said:
    day = clock.day_of(row.at)
    return Said(
        pk=row.pk,
        who=who,
        level=row.by_words.levels[row.level - 1],
        words=row.words,
        example=row.example if isinstance(row, Placing) else "",
        when=day_words(day, today),
        at=row.at,
        old_words=not row.by_words.is_current,
    )


def _foci(rows: Iterable[Focus], clock: Clock, today: date) -> list[FocusNow]:
    """With the notes of all of them in one statement, where there is one."""
    listed = list(rows)
    notes: dict[int, list[tuple[str, str]]] = {}
    if listed:
        for note in FocusNote.objects.filter(focus__in=listed):
            when = day_words(clock.day_of(note.at), today)
            notes.setdefault(note.focus_id, []).append((when, note.words))
    return [
        FocusNow(
            pk=one.pk,
            skill=one.by_words.name,
            doing=one.doing,
            sign=one.sign,
            until=day_words(one.until, today),
            until_on=one.until,
            is_over=one.closed_at is None and one.until < today,
            is_open=one.closed_at is None,
            came_of_it=one.came_of_it,
            closed="" if one.closed_at is None else day_words(clock.day_of(one.closed_at), today),
            version=one.version,
            notes=tuple(notes.get(one.pk, ())),
        )
        for one in listed
    ]
