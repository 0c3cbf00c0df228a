"""Where each limit is, level by level, whether it holds us back, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet

from escalations.models import (
    HIGHEST,
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    AmendsKind,
    Category,
    LevelChange,
    Limit,
    LimitAmount,
    LimitProposal,
)
from escalations.permissions import can_answer_limit, can_propose_limits, can_set_limits
from escalations.queries.evidence import Evidence, evidence_for, tallies
from escalations.queries.limits import amounts_of, up_to
from goals import dates, formats
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.permissions import standing_of

ASK = "Ask first"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal. `can_answer`: this reader agrees or declines; `evidence` is how it stood when it was made."""

    pk: int
    what: str
    level: str
    amount: str
    now: str
    reason: str
    evidence: str
    who: str
    when: str
    state: str
    answer: str
    answered: str
    can_answer: bool
    is_open: bool
    category: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of a limit. `amount` is written out; `inherits` says from which level it has it.

    `evidence` is what the last 90 days say, or why they say nothing. `suggested` is the amount the evidence bears, as a form sends it; empty where it bears none.
    """

    level: int
    name: str
    amount: str
    inherits: str
    is_mine: bool
    evidence: str
    suggested: str
    suggested_words: str
    proposal: Proposed | None


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit with its levels."""

    pk: int
    name: str
    kind: str
    rows: tuple[LevelRow, ...]

    @property
    def is_settled(self) -> bool:
        """Nothing is proposed, and no evidence speaks for another amount."""
        return not any(row.suggested or row.proposal for row in self.rows)

    @property
    def in_short(self) -> str:
        """`Level 0 £10, levels 1 to 3 £25, supervisors £150, managers £400`."""
        said = ", ".join(
            f"{row.name.lower()} {'ask first' if row.amount == ASK else row.amount}"
            for row in self.rows
        )
        return said[:1].upper() + said[1:]

    @property
    def yours(self) -> str:
        """What this reader may give of it; empty for who stands on no level."""
        mine = next((row.amount for row in self.rows if row.is_mine), "")
        return "ask first" if mine == ASK else mine


@dataclass(frozen=True, slots=True)
class LimitGroup:
    """The limits of a category."""

    name: str
    slug: str
    limits: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class LimitPage:
    """The page. `waiting` are proposals that wait for this reader."""

    groups: tuple[LimitGroup, ...]
    waiting: tuple[Proposed, ...]
    sentence: str
    can_set: bool
    can_propose: bool
    put_away: tuple[Limit, ...]


def level_title(level: int) -> str:
    """`Level 2`, `Supervisors`, `Managers`."""
    if level <= HIGHEST:
        return f"Level {level}"
    return "Supervisors" if level == SUPERVISOR_LEVEL else "Managers"


def limit_page(person: User, organisation: Organisation, now: datetime) -> LimitPage:
    """All limits in use, by category. Seven statements at most."""
    today = organisation.clock.day_of(now)
    limits = list(
        Limit.objects.filter(archived_at=None, category__archived_at=None)
        .select_related("category")
        .order_by("category__position", "category__name", "name", "pk")
    )
    may_set = can_set_limits(person)
    amounts = amounts_of(limit.pk for limit in limits)
    found = tallies(limits, today)
    mine = levels_of(person, {limit.category_id for limit in limits})
    proposals = open_proposals(person, organisation, today, amounts)
    by_place = {(limit, level): proposal for limit, level, proposal in proposals}
    groups: dict[int, LimitGroup] = {}
    for limit in limits:
        rows = _rows(limit, amounts.get(limit.pk, {}), found, mine, by_place, organisation)
        row = LimitRow(limit.pk, limit.name, AmendsKind(limit.kind).label, rows)
        there = groups.get(limit.category_id)
        groups[limit.category_id] = LimitGroup(
            limit.category.name, limit.category.slug, (*(there.limits if there else ()), row)
        )
    return LimitPage(
        groups=tuple(groups.values()),
        waiting=tuple(one for _, _, one in proposals if one.can_answer),
        sentence=_sentence(groups.values()),
        can_set=may_set,
        can_propose=can_propose_limits(person),
        put_away=tuple(Limit.objects.filter(archived_at__isnull=False).select_related("category"))
        if may_set
        else (),
    )


def _sentence(groups: Iterable[LimitGroup]) -> str:
    """What the page opens with: which limits hold people back."""
    low = [
        limit.name
        for group in groups
        for limit in group.limits
        if any(row.suggested and row.proposal is None for row in limit.rows)
    ]
    if not low:
        return "No limit seems to hold us back."
    if len(low) == 1:
        return f"One limit seems to hold us back: {low[0]}."
    return f"{len(low)} limits seem to hold us back: {', '.join(low[:-1])} and {low[-1]}."


def levels_of(person: User, categories: Iterable[int]) -> dict[int, int]:
    """At which level this person stands, by category. One statement, for leaders none."""
    standing = standing_of(person)
    wanted = list(categories)
    if standing.manages:
        return dict.fromkeys(wanted, MANAGER_LEVEL)
    if standing.supervises:
        return dict.fromkeys(wanted, SUPERVISOR_LEVEL)
    if not standing.agent_in:
        return {}
    last = last_changes().filter(person=person, category__in=wanted)
    found = dict(last.values_list("category", "level"))
    return {category: found.get(category, 0) for category in wanted}


def last_changes() -> QuerySet[LevelChange]:
    """The change of each person and category that holds."""
    newest = LevelChange.objects.order_by().values("person", "category").annotate(last=Max("id"))
    return LevelChange.objects.filter(pk__in=newest.values("last"))


def _rows(
    limit: Limit,
    amounts: dict[int, Decimal],
    found: Any,
    mine: dict[int, int],
    proposals: dict[tuple[int, int], Proposed],
    organisation: Organisation,
) -> tuple[LevelRow, ...]:
    currency = organisation.currency
    rows: list[LevelRow] = []
    for level in range(MANAGER_LEVEL + 1):
        evidence = evidence_for(found, limit, level, amounts, currency)
        amount = up_to(amounts, level)
        rows.append(
            LevelRow(
                level=level,
                name=level_title(level),
                amount=ASK if amount is None else formats.money(amount, currency),
                inherits=_inherits(amounts, level),
                is_mine=mine.get(limit.category_id) == level,
                evidence=evidence.sentence if evidence else _not_counted(level),
                suggested=_suggested(evidence, "f"),
                suggested_words=formats.money(evidence.amount, currency)
                if evidence and evidence.supports
                else "",
                proposal=proposals.get((limit.pk, level)),
            )
        )
    return tuple(_together(rows))


def _together(rows: list[LevelRow]) -> Iterable[LevelRow]:
    """Levels of agents that only have what the one below has, in its row: `Levels 1 to 3`."""
    kept: list[LevelRow] = []
    for row in rows:
        tells = row.is_mine or row.suggested or row.proposal is not None
        if kept and row.inherits and row.level <= HIGHEST and not tells:
            first = kept[-1]
            kept[-1] = replace(first, name=f"Levels {first.level} to {row.level}")
        else:
            kept.append(row)
    return kept


def _suggested(evidence: Evidence | None, form: str) -> str:
    return format(evidence.amount, form) if evidence and evidence.supports else ""


def _not_counted(level: int) -> str:
    """Why there is no evidence: leaders ask nobody, and nobody may give more than the level above."""
    return "As much as the level above." if level <= HIGHEST else ""


def _inherits(amounts: dict[int, Decimal], level: int) -> str:
    """`As level 1`, where a level has no amount of its own."""
    if level in amounts:
        return ""
    below = [each for each in amounts if each < level]
    return f"As {level_title(max(below)).lower()}" if below else ""


# --- Proposals -----------------------------------------------------------------------------------


def open_proposals(
    person: User,
    organisation: Organisation,
    today: date,
    amounts: dict[int, dict[int, Decimal]],
) -> list[tuple[int, int, Proposed]]:
    """What waits for a manager, oldest first: limit, level and how it is shown. One statement."""
    rows = (
        LimitProposal.objects.filter(state=LimitProposal.State.OPEN, limit__archived_at=None)
        .select_related("limit__category", "by", "answered_by")
        .order_by("id")
    )
    return [
        (
            row.limit_id,
            row.level,
            shown(row, person, organisation, today, amounts.get(row.limit_id, {})),
        )
        for row in rows
    ]


def proposal_shown(
    proposal: LimitProposal, person: User, organisation: Organisation, now: datetime
) -> Proposed:
    """One proposal for its own page. One statement."""
    amounts = amounts_of([proposal.limit_id]).get(proposal.limit_id, {})
    return shown(proposal, person, organisation, organisation.clock.day_of(now), amounts)


def shown(
    row: LimitProposal,
    person: User,
    organisation: Organisation,
    today: date,
    amounts: dict[int, Decimal],
) -> Proposed:
    """A proposal in words. It needs limit, category and people with it."""
    currency, clock = organisation.currency, organisation.clock
    current = up_to(amounts, row.level)
    is_open = row.state == LimitProposal.State.OPEN
    evidence = row.evidence if isinstance(row.evidence, dict) else {}
    return Proposed(
        pk=row.pk,
        what=row.limit.name,
        level=level_title(row.level),
        amount=formats.money(row.amount, currency),
        now="nothing" if current is None else formats.money(current, currency),
        reason=row.reason,
        evidence=str(evidence.get("sentence", "")),
        who=row.by.name,
        when=_day(row.at, clock, today),
        state=LimitProposal.State(row.state).label,
        answer=row.answer,
        answered=""
        if row.answered_at is None or row.answered_by is None
        else f"{row.answered_by.name}, {_day(row.answered_at, clock, today)}",
        can_answer=is_open and can_answer_limit(person, row),
        is_open=is_open,
        category=row.limit.category.name,
    )


def _day(at: datetime, clock: Clock, today: date) -> str:
    return dates.short_day(clock.day_of(at), today)


# --- The past of one limit -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AmountSet:
    """One entry of a limit's history."""

    level: str
    amount: str
    who: str
    when: str
    reason: str


def history_of(limit: Limit, organisation: Organisation, now: datetime) -> tuple[AmountSet, ...]:
    """What was set, latest first. One statement."""
    today = organisation.clock.day_of(now)
    rows = LimitAmount.objects.filter(limit=limit).select_related("set_by").order_by("-id")[:50]
    return tuple(
        AmountSet(
            level=level_title(row.level),
            amount=formats.money(row.amount, organisation.currency),
            who=row.set_by.name if row.set_by else "Leadwell",
            when=_day(row.set_at, organisation.clock, today),
            reason=row.reason,
        )
        for row in rows
    )


def categories_in_use() -> QuerySet[Category]:
    """The tiles, in their order."""
    return Category.objects.filter(archived_at=None).order_by("position", "name")
