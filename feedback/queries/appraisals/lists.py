"""Lists of appraisals: one's own, those one leads, what waits for one, and how far a round is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from feedback import appraisal_life as life
from feedback.models import Appraisal, Cycle
from feedback.permissions.appraisals import (
    appraisals_kept_by,
    appraisals_visible_to,
    cycles_kept_by,
    side_of,
)
from feedback.queries.appraisals.page import due_on, due_words, turn_words
from feedback.queries.appraisals.words import standing_of
from goals import dates
from teams.models import Membership, User
from teams.permissions import organisation_day

MOST = 200
STANDS = ("Your turn", "Not your turn", "Over")
"""How an appraisal stands for whoever looks, in the order of the list."""
_DO = {
    (life.SELF, life.OF_PERSON): ("Write your part", "Write it"),
    (life.LEADER, life.OF_LEADER): ("Write your part", "Write it"),
    (life.TALK, life.OF_PERSON): ("Talk about it", "Read it"),
    (life.TALK, life.OF_LEADER): ("Talk about it", "Read it"),
    (life.SIGN, life.OF_PERSON): ("Sign it", "Read and sign"),
    (life.SIGN, life.OF_LEADER): ("Sign it", "Read and sign"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One appraisal in a list, for one of the two. `stands`: one of `STANDS`."""

    url: str
    cycle: str
    with_whom: str
    initials: str
    turn: str
    due: str
    stands: str

    @property
    def is_mine(self) -> bool:
        """Whether it waits for whoever looks."""
        return self.stands == STANDS[0]


@dataclass(frozen=True, slots=True)
class Turn:
    """One appraisal that waits for somebody, as *Today* says it. `is_late` once its day is over."""

    url: str
    title: str
    text: str
    label: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A round in the list of whoever looks after it."""

    pk: int
    name: str
    template: str
    covers: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person's appraisal is: names and whose turn it is, nothing else. `flag` says what needs somebody;
    `is_open` is what is neither signed nor out of the round.
    """

    pk: int
    person: str
    leader: str
    turn: str
    due: str
    is_late: bool
    flag: str
    is_open: bool
    can_hand_over: bool
    can_leave_out: bool
    can_put_back: bool


def _with_names(found: QuerySet[Appraisal]) -> QuerySet[Appraisal]:
    return found.select_related("cycle", "person", "leader")


def lists_of(user: User, now: datetime) -> tuple[list[Row], list[Row]]:
    """One's own appraisals, and those one leads, as they stand and then the newest. Two statements."""
    today = organisation_day(now)
    rows = list(_with_names(appraisals_visible_to(user)).order_by("-pk")[:MOST])
    rows.sort(key=lambda one: STANDS.index(_stands(user, one)))
    mine = [_row(user, one, today) for one in rows if one.person_id == user.pk]
    led = [_row(user, one, today) for one in rows if one.leader_id == user.pk]
    return mine, led


def between(viewer: User, person: User, now: datetime) -> list[Row]:
    """The appraisals of a person that this viewer reads: their own, or as their leader. Two statements."""
    today = organisation_day(now)
    found = _with_names(appraisals_visible_to(viewer).filter(person=person)).order_by("-pk")[:12]
    return [_row(viewer, one, today) for one in found]


def turns_of(user: User, today: date) -> list[Turn]:
    """What waits for this person, soonest first. One statement."""
    found = _with_names(
        appraisals_visible_to(user).filter(
            Q(person=user, state=life.SELF)
            | Q(leader=user, state=life.LEADER)
            | Q(state=life.TALK)
            | Q(state=life.SIGN, person=user, person_signed_at=None)
            | Q(state=life.SIGN, leader=user, leader_signed_at=None),
            cycle__closed_at=None,
            out_at=None,
        )
    )
    waiting = sorted(found, key=lambda one: (due_on(one) or date.max, one.pk))
    turns: list[Turn] = []
    for one in waiting:
        side = side_of(user, one)
        title, label = _DO[one.state, side]
        whose = "Your appraisal" if side == life.OF_PERSON else f"{one.person.name}’s appraisal"
        until = due_on(one)
        turns.append(
            Turn(
                reverse("feedback:appraisal", args=[one.pk]),
                f"{title}: {whose.lower() if side == life.OF_PERSON else whose}",
                f"{one.cycle.name}. {due_words(one, today)}",
                label,
                until is not None and until < today,
            )
        )
    return turns


def cycle_rows(user: User, today: date) -> list[CycleRow]:
    """The rounds that one looks after, the newest first. One statement."""
    found = cycles_kept_by(user).select_related("template").order_by("-sign_by", "-pk")[:MOST]
    return [
        CycleRow(
            one.pk,
            one.name,
            str(one.template),
            dates.span(one.covers_from, one.covers_until, today),
            one.closed_at is not None,
        )
        for one in found
    ]


def progress_of(user: User, cycle: Cycle, today: date) -> list[Progress]:
    """How far everybody is, by name; no column that holds a word is read. Three statements."""
    found = list(
        appraisals_kept_by(user, cycle, today)
        .select_related("cycle", "person", "leader")
        .defer("person_words", "leader_words", "next_words", "disagreement")
        .order_by("person__name", "pk")
    )
    leads = _led_today(found, today)
    rows: list[Progress] = []
    for one in found:
        standing = standing_of(one)
        is_steered = cycle.closed_at is None and one.person_id != user.pk
        is_open = one.state != life.SIGNED and cycle.closed_at is None and not standing.is_out
        until = due_on(one)
        flag = ""
        if is_open and not one.person.is_active:
            flag = f"{one.person.name} has left"
        elif is_open and (not one.leader.is_active or (one.leader_id, one.person_id) not in leads):
            flag = f"{one.leader.name} does not lead {one.person.name} any more"
        is_late = is_open and until is not None and until < today
        rows.append(
            Progress(
                one.pk,
                one.person.name,
                one.leader.name,
                _turn_in_a_round(one, cycle),
                due_words(one, today) if is_open else "",
                is_late,
                flag,
                one.state != life.SIGNED and not standing.is_out,
                is_steered and life.can_be_handed_over(standing),
                is_steered and life.can_be_left_out(standing),
                is_steered and standing.is_out,
            )
        )
    return rows


def _turn_in_a_round(one: Appraisal, cycle: Cycle) -> str:
    if cycle.closed_at is not None and one.state != life.SIGNED and one.out_at is None:
        return "Not signed when it was closed."
    # Said to a third person, even where it is about themself.
    return turn_words(one, User())


def _led_today(found: Iterable[Appraisal], today: date) -> set[tuple[int, int]]:
    """Pairs of leader and person who are in a team together today that the leader leads. Two statements."""
    rows = list(found)
    theirs = Membership.objects.on(today).filter(user__in={one.person_id for one in rows})
    teams: dict[int, set[int]] = {}
    for user_id, team_id in theirs.exclude(team=None).values_list("user_id", "team_id"):
        teams.setdefault(user_id, set()).add(team_id or 0)
    leads = Membership.objects.on(today).leads().filter(user__in={one.leader_id for one in rows})
    led: dict[int, set[int]] = {}
    for user_id, team_id in leads.values_list("user_id", "team_id"):
        led.setdefault(user_id, set()).add(team_id or 0)
    return {
        (one.leader_id, one.person_id)
        for one in rows
        if teams.get(one.person_id, set()) & led.get(one.leader_id, set())
    }


def _waits_for(user: User, one: Appraisal) -> bool:
    return one.cycle.closed_at is None and side_of(user, one) in life.turn_of(standing_of(one))


def _row(user: User, one: Appraisal, today: date) -> Row:
    is_over = one.cycle.closed_at is not None and one.state != life.SIGNED and one.out_at is None
    other = one.leader if one.person_id == user.pk else one.person
    return Row(
        reverse("feedback:appraisal", args=[one.pk]),
        one.cycle.name,
        other.name,
        other.initials,
        "Closed, not signed." if is_over else turn_words(one, user),
        "" if is_over else due_words(one, today),
        _stands(user, one),
    )


def _stands(user: User, one: Appraisal) -> str:
    if _waits_for(user, one):
        return STANDS[0]
    is_over = one.state == life.SIGNED or one.cycle.closed_at is not None or one.out_at is not None
    return STANDS[2 if is_over else 1]
