"""What a leader's mirror shows of escalations: what they answered, took and promised. For `teams.mirror_parts`.

What agents said of the help stands without names and in fives: the answers of a month are counted once there are
five of them, then ten, so that no figure, and no difference of two, is one person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from escalations import lifecycle
from escalations.models import Escalation, Help, Need, Outcome, Promise, Step
from escalations.permissions import escalations_visible_to
from goals import dates
from teams.mirror_parts import FEWEST_ANSWERS, Reflection, Side, Spans, Thing, counted, kept_words
from teams.models import User
from teams.spans import Span, months_in

State = Promise.State
WITHOUT_AN_ANSWER = (Outcome.ALONE, Outcome.RECORDED, Outcome.WITHDRAWN)
_DECIDES = (lifecycle.DECIDE, lifecycle.RESOLVE)
_TELL_WHOSE = (
    *_DECIDES, lifecycle.REOPEN, lifecycle.RATE, lifecycle.HAND_OVER, lifecycle.PUT_BACK,
)  # fmt: skip
_ANSWERS = (*_DECIDES, lifecycle.CALL_BACK, lifecycle.NOT_REACHED)
_FELL_DUE = (State.KEPT, State.LATE, State.BROKEN)
_STOOD = {
    State.KEPT: "Kept",
    State.LATE: "Kept, but late",
    State.BROKEN: "Not kept",
    State.OPEN: "Open",
}


def answered(leader: User, spans: Spans, now: datetime) -> Iterator[Reflection]:
    """Answers, help, contacts taken, promises to customers. Four statements."""
    visible = escalations_visible_to(leader)
    yield _answers(leader, visible, spans)
    yield _help(leader, visible, spans)
    yield _taken(leader, visible, spans)
    yield _promises(leader, visible, spans, now)


def _case(pk: int) -> str:
    return reverse("escalations:case", args=[pk])


def _answers(leader: User, visible: QuerySet[Escalation], spans: Spans) -> Reflection:
    """By the last time a case was opened: whose first answer it was before is not whose it is now."""
    at, due = _answer_at(), _due_first()
    rows = (
        visible.filter(decided_by=leader)
        .exclude(logged_by=leader)
        .exclude(outcome__in=WITHOUT_AN_ANSWER)
        .annotate(begun_again=Subquery(_begun_again(), output_field=DateTimeField()))
        .annotate(at=at, first_due=due)
        .filter(Q(answered_at__gte=spans.since) | Q(reopened__gt=0))
        .filter(at__gte=spans.since, at__lt=spans.until)
        .order_by("-at", "-pk")
        .values_list("pk", "about", "at", "first_due")
    )
    this, before = spans.parted(rows, lambda row: row[2])

    def side(some: Sequence[tuple[int, str, datetime | None, datetime | None]]) -> Side:
        if not some:
            return Side("You answered none.", is_nothing=True)
        promised = [(at, due) for _, _, at, due in some if at is not None and due is not None]
        in_time = sum(at <= due for at, due in promised)
        sentence = f"You answered {counted(len(some), 'escalation', 'escalations')}"
        if len(promised) == len(some) == in_time:
            sentence += (
                " by the time that was promised."
                if in_time == 1
                else ", all of them by the time that was promised."
            )
        elif promised:
            of = (
                ""
                if len(promised) == len(some)
                else f" of the {len(promised)} with a time promised"
            )
            sentence += f", {in_time or 'none'}{of} by the time that was promised."
        else:
            sentence += "."
        return Side(
            sentence,
            tuple(
                Thing(
                    about,
                    _case(pk),
                    _moment(at, spans),
                    "" if at is None or due is None else "In time" if at <= due else "Late",
                )
                for pk, about, at, due in some
            ),
        )

    return Reflection(
        key="answers",
        place=40,
        title="Escalations answered",
        this=side(this),
        before=side(before),
        how="Cases whose answer is yours, by the day of the answer, beside what the customer was first told they would hear.",
    )


def _begun_again() -> QuerySet[Any, Any]:
    """When a case was last opened again; an answer that was taken back at once is no such time."""
    again = Step.objects.filter(escalation=OuterRef("pk"), kind=lifecycle.REOPEN)
    return again.exclude(data__has_key="undo").order_by("-number").values("at")[:1]


def _answer_at() -> Case:
    """When it was first answered; of one opened again, when whoever decided it then first did something to it."""
    theirs = Step.objects.filter(
        escalation=OuterRef("pk"),
        by=OuterRef("decided_by"),
        at__gte=OuterRef("begun_again"),
    )
    # Whoever takes a case to which a manager was to come is there.
    answers = Q(kind__in=_ANSWERS) | Q(kind=lifecycle.CLAIM, escalation__need=Need.MANAGER)
    theirs = theirs.filter(answers)
    first = Subquery(theirs.order_by("number").values("at")[:1], output_field=DateTimeField())
    return Case(When(reopened=0, then=F("answered_at")), default=first)


def _due_first() -> Subquery:
    """By when the customer was told to hear, when it was sent or last opened again."""
    promised = Promise.objects.filter(escalation=OuterRef("pk"))
    since = Q(made_at__gte=OuterRef("begun_again")) | Q(escalation__reopened=0)
    first = promised.filter(since).order_by("pk").values("due_at")[:1]
    return Subquery(first, output_field=DateTimeField())


def _help(leader: User, visible: QuerySet[Escalation], spans: Spans) -> Reflection:
    """The first word of each agent on each answer: one that is changed later would tell whose it was."""
    said_at = sorted(
        (at, said)
        for at, said in _first_words(leader, visible, spans)
        if spans.since <= at < spans.until
    )
    answers = [(spans.clock.day_of(at), said) for at, said in said_at]

    def side(span: Span) -> Side:
        shown: Counter[str] = Counter()
        for month in months_in(span):
            of_month = [said for day, said in answers if day in month]
            shown.update(of_month[: len(of_month) // FEWEST_ANSWERS * FEWEST_ANSWERS])
        number = sum(shown.values())
        if not number:
            return Side("Fewer than five answers in a month, so nothing is shown.")
        parts = [
            f"{shown[Help.HELPED]} say that it helped",
            f"{shown[Help.PARTLY]} partly" if shown[Help.PARTLY] else "",
            f"{shown[Help.NOT]} that it did not" if shown[Help.NOT] else "",
        ]
        return Side(f"Of {number} answers {', '.join(part for part in parts if part)}.")

    return Reflection(
        key="help",
        place=45,
        title="What agents said of your help",
        this=side(spans.this),
        before=side(spans.before),
        how="What agents said of the help they got where the answer was yours. Counted in fives within a month, so that nobody stands out.",
        no_things="There are no rows here on purpose: it is about your help, not about who said what.",
    )


def _first_words(
    leader: User, visible: QuerySet[Escalation], spans: Spans
) -> Iterator[tuple[datetime, str]]:
    """What was first said of each answer of this leader, with whatever it was opened again for aside: the timeline
    tells whose answer it was about. One statement.
    """
    steps = Step.objects.filter(escalation=OuterRef("pk"))
    rated = steps.filter(
        kind=lifecycle.RATE,
        data__has_key="help",
        at__gte=spans.since,
        at__lt=spans.until,
    )
    decided = steps.filter(kind__in=_DECIDES, by=leader)
    cases = visible.filter(Exists(rated), Exists(decided)).exclude(logged_by=leader)
    rows = (
        Step.objects.filter(escalation__in=cases.values("pk"), kind__in=_TELL_WHOSE)
        .order_by("escalation", "number")
        .values_list("escalation_id", "kind", "by_id", "at", "data", "escalation__logged_by_id")
    )
    case, whose, is_said = 0, 0, False
    for pk, kind, by, at, data, logged_by in rows:
        if pk != case or kind == lifecycle.REOPEN or "undo" in data:
            case, whose, is_said = pk, 0, False
        if kind == lifecycle.DECIDE or (
            kind == lifecycle.RESOLVE and not whose and by != logged_by
        ):
            whose = by or 0
        elif kind == lifecycle.RATE and "help" in data:
            if whose == leader.pk and not is_said:
                yield at, data["help"]
            is_said = True


def _taken(leader: User, visible: QuerySet[Escalation], spans: Spans) -> Reflection:
    rows = list(
        visible.filter(opened_at__isnull=False)
        .filter(opened_at__lt=spans.until)
        .filter(_own(leader, spans))
        .order_by("-opened_at", "-pk")
        .values_list("pk", "about", "opened_at", "resolved_at", "logged_by_id")
    )
    this, before = spans.parted(rows, lambda row: row[2] if row[4] == leader.pk else row[3])

    def side(some: Sequence[tuple[int, str, datetime | None, datetime | None, int]]) -> Side:
        own = sum(row[4] == leader.pk for row in some)
        over = len(some) - own
        parts = [
            f"took {counted(over, 'contact', 'contacts')} over yourself" if over else "",
            f"wrote down {counted(own, 'of your own', 'of your own')}" if own else "",
        ]
        said = " and ".join(part for part in parts if part)
        return Side(
            f"You {said}." if said else "You took no contact over.",
            tuple(
                Thing(
                    about,
                    _case(pk),
                    _moment(opened if by == leader.pk else resolved, spans),
                    "Your own" if by == leader.pk else "Taken over",
                )
                for pk, about, opened, resolved, by in some
            ),
        )

    return Reflection(
        key="contacts",
        place=50,
        title="Contacts you took yourself",
        this=side(this),
        before=side(before),
        how="Cases that ended with you taking the contact over, and those of your own contacts that you wrote down.",
    )


def _own(leader: User, spans: Spans) -> Q:
    over = Q(decided_by=leader, outcome=Outcome.TAKEN, resolved_at__gte=spans.since)
    return over | Q(logged_by=leader, opened_at__gte=spans.since)


def _promises(
    leader: User, visible: QuerySet[Escalation], spans: Spans, now: datetime
) -> Reflection:
    fell_due = Q(state__in=_FELL_DUE) | Q(state=State.OPEN, due_at__lte=now)
    rows = (
        Promise.objects.filter(
            fell_due,
            made_by=leader,
            due_at__gte=spans.since,
            due_at__lt=spans.until,
            escalation__in=visible.values("pk"),
        )
        .order_by("-due_at", "-pk")
        .values_list("escalation_id", "text", "due_at", "state")
    )
    this, before = spans.parted(rows, lambda row: row[2])

    def side(some: Sequence[tuple[int, str, datetime, str]]) -> Side:
        if not some:
            return Side("None of yours fell due.", is_nothing=True)
        kept = sum(row[3] == State.KEPT for row in some)
        sentence = kept_words(len(some), kept)
        return Side(
            sentence,
            tuple(
                Thing(text, _case(case), _moment(due, spans), _STOOD[State(state)])
                for case, text, due, state in some
            ),
        )

    return Reflection(
        key="customers",
        place=22,
        title="Promises to customers",
        this=side(this),
        before=side(before),
        how="What you told customers would happen, by the time it was promised for. What was called off in time does not count.",
    )


def _moment(at: datetime | None, spans: Spans) -> str:
    if at is None:
        return ""
    local = spans.clock.local(at)
    return f"{dates.day(local.date(), spans.today)}, {local:%H:%M}"
