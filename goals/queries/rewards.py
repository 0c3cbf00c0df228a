"""The page of rewards: what was given for what, what is due, what is left, who was put forward.

What was given is public to the team. What it cost, what is left and what is due are for those who give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from goals import dates, formats
from goals.models import (
    RewardGrant,
    RewardKind,
    RewardNomination,
)
from goals.permissions import grants_visible_to, nominations_visible_to
from goals.queries.purses import Purse, price, purses_of
from goals.queries.rewards_due import MOST_SHOWN, Due, due_to
from teams.models import Membership, Organisation, Team, User
from teams.permissions import can_administer, can_manage, standing_of


@dataclass(frozen=True, slots=True)
class Given:
    """One entry of the ledger in words. `reverse_url` where this reader may take it back."""

    pk: int
    what: str
    to: str
    reason: str
    occasion: str
    occasion_url: str
    by: str
    day: str
    cost: str
    is_counter: bool
    is_reversed: bool
    despite: str
    reverse_url: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A purse in words: `£120 left of £200 for November`."""

    whose: str
    period: str
    left: str
    amount: str
    spent: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class PutForward:
    """A nomination. The addresses are there where this reader answers it."""

    who: str
    by: str
    day: str
    reason: str
    kind: str
    state: str
    answer: str
    grant_url: str
    decline_url: str


@dataclass(frozen=True, slots=True)
class RewardsPage:
    """Everything the page shows to one reader."""

    lede: str
    given: tuple[Given, ...]
    total: int
    due: tuple[Due, ...]
    budgets: tuple[Budget, ...]
    open: tuple[PutForward, ...]
    mine: tuple[PutForward, ...]
    kinds: tuple[tuple[RewardKind, str], ...]
    gives: bool
    keeps_catalogue: bool
    sets_budgets: bool
    may_nominate: bool


def rewards_page(user: User, organisation: Organisation, now: datetime) -> RewardsPage:
    """Thirteen statements at most, whatever there is."""
    standing = standing_of(user)
    currency = organisation.currency
    today = organisation.clock.day_of(now)
    gives = bool(standing.manages)
    sets = can_administer(user)
    grants = with_names(grants_visible_to(user))
    rows = list(grants[:MOST_SHOWN])
    given = tuple(_given(row, user, currency, today, shows_cost=gives or sets) for row in rows)
    teams: list[Team] = []
    if gives or sets:
        listed = Team.objects.filter(archived_at=None)
        teams = list(listed if sets else listed.filter(pk__in=standing.manages))
    purses = purses_of(teams, organisation, now) if teams else {}
    due = tuple(due_to(user, organisation, now)) if gives else ()
    nominated = _nominations(user, today, standing.manages)
    kinds = RewardKind.objects.filter(archived_at=None)
    return RewardsPage(
        lede=_lede(rows, due, today),
        given=given,
        total=grants.count() if len(rows) == MOST_SHOWN else len(rows),
        due=due,
        budgets=tuple(budgets_in(purses, organisation, whole=sets)),
        open=tuple(row for row in nominated if row.grant_url),
        mine=tuple(row for row in nominated if not row.grant_url),
        kinds=tuple((kind, price(kind.cost, currency)) for kind in kinds),
        gives=gives,
        keeps_catalogue=can_manage(user),
        sets_budgets=sets,
        may_nominate=bool(standing.teams),
    )


def with_names(grants: QuerySet[RewardGrant]) -> QuerySet[RewardGrant]:
    """With what a row shows."""
    return grants.select_related(
        "kind", "team", "person", "goal", "challenge", "given_by", "reversed_by"
    )


def _lede(rows: Sequence[RewardGrant], due: Sequence[Due], today: date) -> str:
    month = today.replace(day=1)
    this_month = sum(
        row.day >= month and row.reverses_id is None and not _is_reversed(row) for row in rows
    )
    free = sum(not one.held for one in due)
    parts = []
    if this_month:
        parts.append(f"{formats.count(this_month)} given this month")
    if free:
        parts.append(f"{formats.count(free)} {'waits' if free == 1 else 'wait'} to be given")
    if not parts:
        return "What we have earned, and what for."
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _is_reversed(row: RewardGrant) -> bool:
    return getattr(row, "reversed_by", None) is not None


def occasion_of(row: RewardGrant, today: date) -> tuple[str, str]:
    """What it was given for, and where that is; empty for a leader's own choice."""
    if row.challenge is not None:
        return row.challenge.name, reverse("goals:challenge", args=[row.challenge.pk])
    if row.goal is not None and row.goal_first_day is not None:
        day = dates.short_day(row.goal_first_day, today)
        url = f"{reverse('goals:goal', args=[row.goal.pk])}?period={row.goal_first_day}"
        return f"{row.goal.name}, from {day}", url
    return "", ""


def recipient_of(row: RewardGrant | RewardNomination) -> str:
    """The person, or the team."""
    return row.person.name if row.person is not None else row.team.name


def _given(row: RewardGrant, user: User, currency: str, today: date, *, shows_cost: bool) -> Given:
    occasion, url = occasion_of(row, today)
    reversible = (
        row.reverses_id is None
        and not _is_reversed(row)
        and row.team_id in standing_of(user).manages
        and row.person_id != user.pk
    )
    return Given(
        pk=row.pk,
        what=row.kind.name,
        to=recipient_of(row),
        reason=row.reason,
        occasion=occasion,
        occasion_url=url,
        by=row.given_by.name,
        day=dates.short_day(row.day, today),
        cost=formats.money(row.cost, currency) if shows_cost and row.cost else "",
        is_counter=row.reverses_id is not None,
        is_reversed=_is_reversed(row),
        despite=row.despite if shows_cost else "",
        reverse_url=reverse("goals:reward_reverse", args=[row.pk]) if reversible else "",
    )


# --- Budgets and nominations ---------------------------------------------------------------------


def budgets_in(
    purses: Mapping[int, Purse | None], organisation: Organisation, *, whole: bool
) -> Iterable[Budget]:
    """Each purse once; with `whole` the organisation's own even where no team draws on it."""
    seen: set[int] = set()
    for team_id, purse in purses.items():
        if purse is None or not (team_id or whole):
            continue
        key = purse.holder.pk if purse.holder else 0
        if key in seen:
            continue
        seen.add(key)
        yield budget_words(purse, organisation)


def budget_words(purse: Purse, organisation: Organisation) -> Budget:
    """A purse as the page says it."""
    currency = organisation.currency
    left = max(purse.left, Decimal(0))
    return Budget(
        whose=purse.holder.name if purse.holder else organisation.name,
        period=purse.name,
        left=formats.money(left, currency),
        amount=formats.money(purse.amount, currency),
        spent=formats.money(purse.spent, currency),
        is_empty=purse.left <= 0,
    )


def _nominations(user: User, today: date, manages: frozenset[int]) -> list[PutForward]:
    rows = nominations_visible_to(user).select_related("team", "person", "by", "kind")
    found = []
    for row in rows[:MOST_SHOWN]:
        waits = row.state == RewardNomination.State.OPEN
        answers = waits and row.team_id in manages and row.person_id != user.pk
        if not answers and row.by_id != user.pk:
            continue  # answered, or about oneself: the manager put forward does not read it here
        found.append(
            PutForward(
                who=recipient_of(row),
                by=row.by.name,
                day=dates.short_day(row.at.date(), today),
                reason=row.reason,
                kind=row.kind.name if row.kind else "",
                state=str(row.get_state_display()),
                answer=row.answer,
                grant_url=f"{reverse('goals:reward_give')}?nomination={row.pk}" if answers else "",
                decline_url=reverse("goals:nomination_decline", args=[row.pk]) if answers else "",
            )
        )
    return found


# --- The file ------------------------------------------------------------------------------------

HEADINGS = (
    "Entry",
    "Day",
    "Reward",
    "Team",
    "Person",
    "For",
    "Reason",
    "Although the guard could not say",
    "Cost",
    "Currency",
    "Given by",
    "Reverses entry",
)


def ledger_rows(user: User, organisation: Organisation, today: date) -> list[list[Any]]:
    """Every entry this reader may see, oldest first, as a file holds it. One statement."""
    rows: list[list[Any]] = [list(HEADINGS)]
    grants = with_names(grants_visible_to(user)).order_by("id")
    rows += [
        [
            row.pk,
            row.day,
            row.kind.name,
            row.team.name,
            row.person.name if row.person else None,
            occasion_of(row, today)[0] or None,
            row.reason,
            row.despite or None,
            row.cost,
            organisation.currency,
            row.given_by.name,
            row.reverses_id,
        ]
        for row in grants
    ]
    return rows


def recipients_in(teams: QuerySet[Team], today: date) -> list[tuple[Team, list[Membership]]]:
    """The people of some teams today, by team and name, each once in a team. Two statements."""
    listed = list(teams.order_by("name", "pk"))
    held = Membership.objects.on(today).filter(team__in=[team.pk for team in listed])
    found: dict[int, dict[int, Membership]] = {team.pk: {} for team in listed}
    for row in held.select_related("user").order_by("user__name", "user_id"):
        if row.team_id is not None and row.user.is_active:
            found[row.team_id].setdefault(row.user_id, row)
    return [(team, list(found[team.pk].values())) for team in listed]
