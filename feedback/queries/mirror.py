"""What a leader's mirror shows of talks, promises, ideas and thanks. For `teams.mirror_parts`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q
from django.urls import reverse

from feedback import idea_life
from feedback.models import Agreement, Idea, IdeaStep, Kudos, Meeting, Recipient, Series, Visibility
from feedback.permissions.ideas import held_by_owner, ideas_visible_to
from feedback.permissions.kudos import people_covered_by
from feedback.permissions.one_to_ones import (
    agreements_visible_to,
    meetings_visible_to,
    people_to_talk_with,
)
from feedback.queries.kudos import url_of
from goals import dates
from teams.mirror_parts import Nudge, Reflection, Side, Spans, Thing, counted, kept_words
from teams.models import User
from teams.names import first_name
from teams.permissions import standing_of

A_WEEK = 7
_ANSWERS = (IdeaStep.Kind.CONSIDERED, IdeaStep.Kind.AGREED, IdeaStep.Kind.DECLINED)


def spoken(leader: User, spans: Spans, now: datetime) -> Iterator[Reflection]:
    """Talks held, promises kept, ideas answered, thanks given. Nine statements."""
    yield _talks(leader, spans)
    yield _promises(leader, spans)
    yield _ideas(leader, spans)
    yield _thanks(leader, spans)


# --- One-to-ones -----------------------------------------------------------------------------------


def _talks(leader: User, spans: Spans) -> Reflection:
    rows = (
        meetings_visible_to(leader)
        .filter(
            series__leader=leader,
            state=Meeting.State.HELD,
            held_at__gte=spans.since,
            held_at__lt=spans.until,
        )
        .select_related("series__person")
        .order_by("-held_at", "-pk")
    )
    this, before = spans.parted(rows, lambda row: row.held_at)

    def side(some: Sequence[Meeting]) -> Side:
        people = len({row.series.person_id for row in some})
        if not some:
            return Side("You held none.", is_nothing=True)
        with_whom = "" if len(some) == 1 else f", with {counted(people, 'person', 'people')}"
        return Side(
            f"You held {counted(len(some), 'one-to-one', 'one-to-ones')}{with_whom}.",
            tuple(
                Thing(
                    f"One-to-one with {row.series.person.name}",
                    reverse("feedback:one_to_one", args=[row.pk]),
                    _day(row.held_at, spans),
                )
                for row in some
            ),
        )

    return Reflection(
        key="one-to-ones",
        place=10,
        title="One-to-ones held",
        this=side(this),
        before=side(before),
        how="Talks that you lead and that are marked as held, by the day on which they were.",
        nudge=_to_book(leader, spans),
    )


def _to_book(leader: User, spans: Spans) -> Nudge | None:
    """Whoever has waited longest past what the two agreed on, while nothing is booked. One statement."""
    # What was booked for a day that has passed is booked no more.
    today = spans.clock.day_start(spans.today)
    planned = Meeting.objects.filter(series=OuterRef("pk"), state=Meeting.State.BOOKED)
    booked = planned.filter(starts_at__gte=today)
    running = (
        Series.objects.filter(
            ~Exists(booked),
            leader=leader,
            ended_at=None,
            person__in=people_to_talk_with(leader, spans.today).values("pk"),
        )
        .annotate(is_asked=Exists(planned))
        .annotate(last=Max("meetings__held_at", filter=Q(meetings__state=Meeting.State.HELD)))
        .select_related("person")
    )
    waiting = [
        (waited, one)
        for one in running
        if (waited := (spans.today - spans.clock.day_of(one.last or one.begun_at)).days)
        > 7 * one.every_weeks
    ]
    if not waiting:
        return None
    waited, one = max(waiting, key=lambda pair: (pair[0], -pair[1].pk))
    name = first_name(one.person.name)
    weeks = counted(one.every_weeks, "week", f"{one.every_weeks} weeks").removeprefix(
        f"{one.every_weeks} "
    )
    return Nudge(
        30,
        f"Talk with {one.person.name}",
        f"{'You last talked' if one.last else 'You began'} {waited} days ago, and agreed on every {weeks}. "
        + (
            "Nobody has said whether the one that was planned took place."
            if one.is_asked
            else "Nothing is booked."
        ),
        f"Your talks with {name}" if one.is_asked else f"Book a talk with {name}",
        reverse("feedback:series", args=[one.person_id]),
    )


# --- Promises to one's people ----------------------------------------------------------------------


def _promises(leader: User, spans: Spans) -> Reflection:
    rows = list(
        agreements_visible_to(leader)
        .filter(
            owner=leader,
            # To those they lead: what they promised who leads them is no business of this page.
            series__leader=leader,
            dropped_at=None,
            due_on__lte=min(spans.today, spans.this.last),
        )
        .filter(Q(due_on__gte=spans.before.first) | Q(done_at=None))
        .select_related("series__person")
        .order_by("-due_on", "-pk")
    )
    # What is for today and still open has not fallen due yet.
    due = [row for row in rows if row.done_at is not None or row.due_on < spans.today]
    this, before = spans.parted(due, lambda row: row.due_on)

    def stands(row: Agreement) -> str:
        if row.done_at is None:
            return "Open"
        return "Kept" if spans.clock.day_of(row.done_at) <= row.due_on else "Kept, but late"

    def side(some: Sequence[Agreement]) -> Side:
        if not some:
            return Side("None of yours fell due.", is_nothing=True)
        kept = sum(stands(row) == "Kept" for row in some)
        sentence = kept_words(len(some), kept)
        return Side(
            sentence,
            tuple(
                Thing(
                    row.words,
                    reverse("feedback:series", args=[row.series.person_id]),
                    dates.day(row.due_on, spans.today),
                    f"To {row.series.person.name}. {stands(row)}",
                )
                for row in some
            ),
        )

    late = [row for row in due if row.done_at is None]
    return Reflection(
        key="promises",
        place=20,
        title="Promises to your people",
        this=side(this),
        before=side(before),
        how="What you promised somebody in a one-to-one, by the day it was promised for. What you two let go does not count.",
        nudge=_to_keep(late[-1], spans) if late else None,
    )


def _to_keep(row: Agreement, spans: Spans) -> Nudge:
    return Nudge(
        10,
        f"You promised {row.series.person.name}: {row.words}",
        f"It was for {dates.day(row.due_on, spans.today)}. Done, or is another word due?",
        "Open it",
        reverse("feedback:agreement", args=[row.pk]),
    )


# --- Ideas -----------------------------------------------------------------------------------------


def _ideas(leader: User, spans: Spans) -> Reflection:
    """By the first answer to each: whoever gave it kept, or did not keep, what was promised."""
    rows = (
        IdeaStep.objects.filter(
            by=leader,
            kind__in=_ANSWERS,
            at=F("idea__answered_at"),
            at__gte=spans.since,
            at__lt=spans.until,
            idea__in=ideas_visible_to(leader).values("pk"),
        )
        .select_related("idea")
        .order_by("-at", "-pk")
    )
    this, before = spans.parted(rows, lambda row: row.at)

    def side(some: Sequence[IdeaStep]) -> Side:
        if not some:
            return Side("You answered none.", is_nothing=True)
        in_time = sum(bool(row.idea.in_time) for row in some)
        number = len(some)
        if number == 1:
            how = "by the day that was promised" if in_time else "after the day that was promised"
            sentence = f"You answered 1 idea, {how}."
        else:
            all_or = "all of them" if in_time == number else str(in_time) if in_time else "none"
            sentence = f"You answered {number} ideas, {all_or} by the day that was promised."
        return Side(
            sentence,
            tuple(
                Thing(
                    row.idea.title,
                    reverse("feedback:idea", args=[row.idea_id]),
                    _day(row.at, spans),
                    f"{row.get_kind_display()}. {'In time' if row.idea.in_time else 'Late'}",
                )
                for row in some
            ),
        )

    return Reflection(
        key="ideas",
        place=30,
        title="Ideas answered",
        this=side(this),
        before=side(before),
        how="Ideas whose first answer is yours, by the day of that answer: a look, a yes or a not now, with a reason.",
        nudge=_to_answer(leader, spans),
    )


def _to_answer(leader: User, spans: Spans) -> Nudge | None:
    """The idea that has waited longest past its day, where nobody else has taken it who may still answer. One statement."""
    found = (
        ideas_visible_to(leader)
        .filter(
            Q(team__in=standing_of(leader).leads) | Q(team=None),
            Q(owner=leader) | ~held_by_owner(spans.today),
            state__in=idea_life.PROMISED,
            answer_by__lt=spans.today,
        )
        .exclude(author=leader)
        .order_by("answer_by", "pk")
    )
    idea: Idea | None = found.first()
    if idea is None:
        return None
    return Nudge(
        20,
        f"“{idea.title}” waits for an answer",
        f"It was promised for {dates.day(idea.answer_by, spans.today)}. A not now with a reason is an answer too.",
        "Answer it",
        reverse("feedback:idea", args=[idea.pk]),
    )


# --- Thanks ----------------------------------------------------------------------------------------


def _thanks(leader: User, spans: Spans) -> Reflection:
    named = Recipient.objects.select_related("user").order_by("user__name", "user_id")
    rows = (
        Kudos.objects.filter(
            author=leader,
            taken_back_at=None,
            shared_at__gte=spans.since,
            shared_at__lt=spans.until,
        )
        .select_related("to_team")
        .prefetch_related(Prefetch("recipients", named))
        .order_by("-shared_at", "-pk")
    )
    led = set(people_covered_by(leader, spans.today).values_list("pk", flat=True))
    this, before = spans.parted(rows, lambda row: row.shared_at)

    def side(some: Sequence[Kudos], none: str) -> Side:
        if not some:
            return Side(none, is_nothing=True)
        people = {one.user_id for row in some for one in row.recipients.all()}
        of_mine = f": {len(people & led)} of the {len(led)} agents you lead" if led else ""
        times = "thanks once" if len(some) == 1 else f"{len(some):,} thanks"
        return Side(
            f"You gave {times}, to {counted(len(people), 'person', 'people')}{of_mine}.",
            tuple(
                Thing(
                    _to_whom(row),
                    url_of(row),
                    _day(row.shared_at, spans),
                    _between(row),
                )
                for row in some
            ),
        )

    # In the first days nobody is late: a month that has just begun asks for nothing.
    is_young = (spans.today - spans.this.first).days < A_WEEK
    nobody = bool(led) and not this and not (is_young and before)
    return Reflection(
        key="thanks",
        place=60,
        title="Thanks you gave",
        this=side(this, "No thanks from you yet."),
        before=side(before, "No thanks from you."),
        how="Each thanks of yours, private ones too, and whom it was for. A thanks to a whole team counts all of its people.",
        nudge=_to_thank() if nobody else None,
    )


def _between(row: Kudos) -> str:
    """Said of a private one."""
    if row.visibility != Visibility.PRIVATE:
        return ""
    return (
        "Between the two of you" if len(row.recipients.all()) == 1 else "Among those it is between"
    )


def _to_whom(row: Kudos) -> str:
    thanked = row.recipients.all()
    names = [f"all of {row.to_team.name}"] if row.to_team else []
    names += [one.user.name for one in thanked if one.apart or not row.to_team]
    return f"To {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"


def _to_thank() -> Nudge:
    return Nudge(
        50,
        "Thank somebody",
        "You have thanked nobody here yet this time. Who did something worth doing again?",
        "See who was not thanked lately",
        reverse("feedback:coverage"),
    )


def _day(at: datetime | None, spans: Spans) -> str:
    return "" if at is None else dates.day(spans.clock.day_of(at), spans.today)
