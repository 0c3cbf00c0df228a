"""What somebody logged themself: what is still to be written, what waits, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from escalations import lifecycle
from escalations.models import Escalation, Need, Outcome
from escalations.permissions import drafts_of
from escalations.queries.clocks import moment
from escalations.queries.promptness import whom_it_goes_to
from goals import dates
from teams.calendar import Clock
from teams.models import User

A_PAGE = 30
MOST_OPEN = 50
MOST_TO_DO = 3
_STILL_ASKED = timedelta(days=7)
_WAITS_FOR = {
    Need.MANAGER: "a manager now",
    Need.CALL_BACK: "a call back",
    Need.DECISION: "a decision",
}
_CAME = {
    Outcome.AGREED: ("met", "Agreed"),
    Outcome.DIFFERENTLY: ("met", "Differently"),
    Outcome.DECLINED: ("too_early", "Not this time"),
    Outcome.NOT_REACHED: ("too_early", "Not reached"),
    Outcome.ALONE: ("met", "Decided"),
    Outcome.TAKEN: ("met", "Taken over"),
    Outcome.RECORDED: ("too_early", "Noted"),
    Outcome.WITHDRAWN: ("too_early", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Mine:
    """One case of one's own. `status` and `word` are its chip, `when` in words; `title` names the customer."""

    pk: int
    url: str
    title: str
    text: str
    status: str
    word: str
    when: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """Drafts, what waits and what came of the rest; `older` is the id to go on from, 0 at the end."""

    drafts: tuple[Mine, ...]
    waiting: tuple[Mine, ...]
    over: tuple[Mine, ...]
    older: int


class Asked(NamedTuple):
    """What waits for its agent: `kind` is draft, end or rate."""

    kind: str
    url: str
    title: str
    text: str


def mine_page(person: User, now: datetime, *, before: int = 0) -> MinePage:
    """One's own, whole. Three statements, one on the following pages."""
    over = _logged(person).filter(state__in=lifecycle.OVER)
    if before:
        over = over.filter(pk__lt=before)
    rows = list(over.order_by("-id")[: A_PAGE + 1])
    older = rows[A_PAGE - 1].pk if len(rows) > A_PAGE else 0
    came = tuple(_over(row, now) for row in rows[:A_PAGE])
    if before:
        return MinePage((), (), came, older)
    drafts = _with_team(drafts_of(person)).order_by("-saved_at", "-id")[:MOST_OPEN]
    waits = _logged(person).filter(state__in=lifecycle.WAITING).order_by("due_at", "id")
    waiting = list(waits[:MOST_OPEN])
    asked = _asked_in(waiting, person, now)
    return MinePage(
        tuple(_draft(row, now) for row in drafts),
        tuple(_waiting(row, now, asked) for row in waiting),
        came,
        older,
    )


def last_two(person: User, now: datetime) -> tuple[Mine, ...]:
    """What came of the last two that somebody answered, also where it is still to be passed on. One statement."""
    rows = _logged(person).filter(Q(state__in=lifecycle.OVER) | _decided_for(person))
    found = rows.exclude(outcome=Outcome.RECORDED).order_by("-id")[:2]
    # What is answered names who answered it.
    return tuple(
        _over(row, now) if row.state in lifecycle.OVER else _waiting(row, now, {}) for row in found
    )


def drafts_left(person: User, now: datetime, *, without: int = 0) -> tuple[Mine, ...]:
    """What was begun and is not sent, newest first. One statement."""
    rows = _with_team(drafts_of(person)).exclude(pk=without).order_by("-saved_at", "-id")
    return tuple(_draft(row, now) for row in rows[:MOST_TO_DO])


def to_finish(person: User, now: datetime) -> list[Asked]:
    """What *Today* asks: drafts that are back, answers to pass on, and how the help was. One statement."""
    back = Q(state=lifecycle.DRAFT) & (Q(finish_at=None) | Q(finish_at__lte=now))
    helped = (
        Q(state__in=lifecycle.OVER, help="", resolved_at__gte=now - _STILL_ASKED)
        & Q(decided_by__isnull=False)
        & ~Q(decided_by=person)
    )
    rows = (
        _logged(person)
        .filter(back | _decided_for(person) | helped)
        .order_by("-id")[: MOST_TO_DO * 3]
    )
    order = {"draft": 1, "end": 0, "rate": 2}
    asked = sorted((_asked(row, now) for row in rows), key=lambda one: order[one.kind])
    return asked[:MOST_TO_DO]


def _decided_for(person: User) -> Q:
    """What a leader has decided and its agent may end. That somebody is there, or a call promised, is no decision yet."""
    decided = Q(state=lifecycle.CLAIMED, decided_by__isnull=False) & ~Q(outcome="")
    return decided & ~Q(decided_by=person)


def _logged(person: User) -> QuerySet[Escalation]:
    return _with_team(Escalation.objects.filter(logged_by=person))


def _with_team(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    related = ("team", "category", "claimed_by", "decided_by", "on_duty")
    return rows.select_related(*related).defer("said")


def _asked(row: Escalation, now: datetime) -> Asked:
    if row.state == lifecycle.DRAFT:
        began = _when(row, row.created_at, now).replace("Yesterday", "yesterday")
        return Asked(
            "draft", draft_url(row.pk), "Finish what you began to log", f"{_title(row)}, {began}."
        )
    who = _first(row.decided_by or row.claimed_by)
    if row.state == lifecycle.CLAIMED:
        word = _CAME[Outcome(row.outcome)][1].lower()
        decision = f": {_sentence(row.decision)}" if row.decision else "."
        return Asked(
            "end",
            case_url(row.pk),
            f"{who} has answered: {row.about}",
            f"{who} {_verb(word)}{decision} How did it end, and how did the customer leave?",
        )
    return Asked(
        "rate", case_url(row.pk), "How was the help?", f"{_title(row)}: {who} {_verb('answered')}."
    )


def _verb(word: str) -> str:
    return {
        "agreed": "agreed",
        "differently": "would do it differently",
        "not this time": "said not this time",
    }.get(word, "answered")


def _draft(row: Escalation, now: datetime) -> Mine:
    text = "Not sent yet."
    if row.finish_at is not None and row.finish_at > now:
        text = f"Put off until {moment(row.finish_at, now, row.team.clock)}."
    return Mine(
        row.pk, draft_url(row.pk), _title(row), text, "too_early", "Draft",
        _when(row, row.saved_at, now),
    )  # fmt: skip


def _asked_in(rows: Sequence[Escalation], person: User, now: datetime) -> dict[int, str]:
    """By team: whom its cases wait for that nobody has and nobody is on duty for. Two statements a team, as far as
    there are such.
    """
    teams = {row.team_id: row.team for row in rows if row.claimed_by is None and not row.on_duty}
    return {pk: whom_it_goes_to(team, person.pk, now) for pk, team in teams.items()}


def _waiting(row: Escalation, now: datetime, asked: Mapping[int, str]) -> Mine:
    need = _WAITS_FOR.get(Need(row.need), "an answer")
    if row.claimed_by is not None and row.outcome:
        text = f"{_first(row.decided_by or row.claimed_by)} has answered: {_sentence(row.decision or 'see what was said')}"
        word = "Answered"
    elif row.claimed_by is not None and row.claimed_at is not None:
        since = moment(row.claimed_at, now, row.team.clock)
        text, word = f"{_first(row.claimed_by)} has it since {since}.", "Taken"
    elif row.on_duty is not None:
        text, word = f"With {_first(row.on_duty)}, for {need}.", "Waiting"
    else:
        everybody = f"all who lead {row.team.name}"
        who = asked.get(row.team_id, everybody) or "administrators"
        text, word = f"With {who}, for {need}.", "Waiting"
    late = row.due_at is not None and row.due_at <= now and word != "Answered"
    if row.due_at is not None and word != "Answered":
        text = f"{text} {'Was due' if late else 'Due'} {moment(row.due_at, now, row.team.clock)}."
    return Mine(
        row.pk, case_url(row.pk), _title(row), text, "behind" if late else "on_pace", word,
        _when(row, row.opened_at or row.created_at, now),
    )  # fmt: skip


def _over(row: Escalation, now: datetime) -> Mine:
    status, word = _CAME[Outcome(row.outcome)]
    told = row.ending or row.decision
    who = row.decided_by
    if told and who is not None and who.pk != row.logged_by_id:
        text = f"{_first(who)}: {told}"
    else:
        text = told or Outcome(row.outcome).label
    text = _sentence(text)
    lately = row.resolved_at is not None and row.resolved_at >= now - _STILL_ASKED
    if lately and row.help == "" and who is not None and who.pk != row.logged_by_id:
        text = f"{text} Say how the help was."
    at = row.resolved_at or row.opened_at or row.created_at
    return Mine(
        row.pk, case_url(row.pk), _title(row), text, status, word, _when(row, at, now)
    )  # fmt: skip


def _title(row: Escalation) -> str:
    """`Faulty lamp, Mr Byrne`."""
    about = row.about or (row.category.name if row.category else "Nothing written yet")
    return f"{about}, {row.customer_name}" if row.customer_name else about


def _sentence(text: str) -> str:
    """With a full stop where it ends in none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _first(person: User | None) -> str:
    return person.name.split(maxsplit=1)[0] if person is not None else "A leader"


def _when(row: Escalation, at: datetime, now: datetime) -> str:
    return day_or_time(row.team.clock, at, now)


def day_or_time(clock: Clock, at: datetime, now: datetime) -> str:
    """`09:08` today, `Yesterday`, then `12 Nov`."""
    day, today = clock.local(at).date(), clock.local(now).date()
    if day == today:
        return dates.clock_time(clock.local(at).time())
    return "Yesterday" if day == today - timedelta(days=1) else dates.short_day(day, today)


def draft_url(pk: int) -> str:
    """Where a draft goes on."""
    return reverse("escalations:draft", args=[pk])


def case_url(pk: int) -> str:
    """Where a case stands."""
    return reverse("escalations:case", args=[pk])
