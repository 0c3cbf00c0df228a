"""Does a limit hold us back? What leaders agreed to lately, by category, kind, level and amount.

Counted are amends that an agent had to ask for: given after a leader agreed as suggested (agreed) or otherwise
(not), and suggestions that were declined (not). Agreeing gives nothing yet, so what was agreed to and stands in no
ledger is read from the suggestion, as what was declined is. One whose words name no amount counts against every
amount where the answer was another, and for none where it was agreed to: a limit is rather not raised than raised
wrongly. What leaders logged themselves does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from escalations.asked import Asked, asked_in
from escalations.models import (
    HIGHEST,
    Amends,
    Avoidable,
    Escalation,
    LevelChange,
    Limit,
    Outcome,
    Review,
)
from escalations.queries.limits import ByLevel, up_to
from goals import formats
from teams.models import Membership, Team, User

DAYS = 90
ENOUGH = 20
"""Under so many cases a share says nothing that is fair."""
AGREED_SHARE = Fraction(9, 10)
HAPPY_SHARE = Fraction(8, 10)
"""From these on a limit holds people back: leaders agreed, and would have been happy for them to decide alone."""
FURTHEST = 4
"""How many steps of the ladder a limit is proposed to rise at most."""
MOST_IN_WORDS = 2000
LADDER = tuple(
    Decimal(step)
    for step in (
        5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750,
        1000, 1500, 2000, 3000, 5000, 10000,
    )
)  # fmt: skip
"""Amounts that limits are proposed to rise to: round ones."""
PLURALS = {
    "refund": "refunds",
    "credit": "credits",
    "replacement": "replacements",
    "other": "requests",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What was asked for in one category, of one kind, at one level: by rung of the ladder how many, how many of
    those agreed to, reviewed, and reviewed with a yes; and what was answered otherwise than suggested and stands in
    words alone.
    """

    given: Counter[tuple[int, str]]
    otherwise: tuple[Asked, ...] = ()

    def upto(self, rung: int, what: str) -> int:
        """How many of a sort up to and with a rung."""
        return sum(n for (at, of), n in self.given.items() if of == what and at <= rung)


Key = tuple[int, str, int]
"""Category, kind, level."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for raising a limit to `amount`, in a sentence. `supports`: it is worth proposing."""

    amount: Decimal
    cases: int
    agreed: int
    reviewed: int
    happy: int
    sentence: str
    supports: bool

    def kept(self, today: date) -> dict[str, Any]:
        """As it is kept with a proposal."""
        return {
            "up_to": str(self.amount),
            "cases": self.cases,
            "agreed": self.agreed,
            "reviewed": self.reviewed,
            "happy": self.happy,
            "days": DAYS,
            "on": today.isoformat(),
            "sentence": self.sentence,
        }


def tallies(limits: Iterable[Limit], today: date) -> dict[Key, Tally]:
    """What was asked for in the last 90 days, in the categories of some limits. Two statements.

    Bounded by categories, kinds, levels and rungs, and by the newest 2,000 that stand in words alone; not by cases.
    """
    chosen = list(limits)
    if not chosen:
        return {}
    categories = {limit.category_id for limit in chosen}
    kinds = {limit.kind for limit in chosen}
    first = today - timedelta(days=DAYS - 1)
    given: dict[Key, Counter[tuple[int, str]]] = {}
    for category, kind, rung, level, outcome, happy, n in _given(categories, first, today):
        _count(given.setdefault((category, kind, level), Counter()), rung, outcome, happy, n)
    otherwise: dict[Key, list[Asked]] = {}
    for category, level, outcome, proposal, happy in _in_words(categories, first, today):
        asked = asked_in(proposal)
        for key in ((category, kind, level) for kind in kinds if asked.may_be(kind)):
            if outcome == Outcome.DECLINED or (asked.amount is None and outcome != Outcome.AGREED):
                otherwise.setdefault(key, []).append(asked)
            elif asked.amount is not None:
                _count(given.setdefault(key, Counter()), _rung_of(asked.amount), outcome, happy, 1)
    return {
        key: Tally(given.get(key, Counter()), tuple(otherwise.get(key, ())))
        for key in given.keys() | otherwise.keys()
    }


def _count(
    counts: Counter[tuple[int, str]], rung: int, outcome: str, happy: bool | None, n: int
) -> None:
    counts[rung, "asked"] += n
    counts[rung, "agreed"] += n if outcome == Outcome.AGREED else 0
    counts[rung, "reviewed"] += n if happy is not None else 0
    counts[rung, "happy"] += n if happy else 0


def _rung_of(amount: Decimal) -> int:
    return next((at for at, step in enumerate(LADDER) if step >= amount), len(LADDER))


def _given(categories: set[int], first: date, today: date) -> Iterable[Any]:
    """Amends given after a leader decided, counted by what they are told apart by."""
    rung = Case(
        *(When(amount__lte=step, then=Value(at)) for at, step in enumerate(LADDER)),
        default=Value(len(LADDER)),
        output_field=IntegerField(),
    )
    happy = Review.objects.filter(escalation=OuterRef("escalation")).order_by("-round")
    return (
        Amends.objects.filter(
            team__in=Team.objects.order_by().values("pk"),
            day__gte=first,
            reverses=None,
            reversed_by=None,
            escalation__category__in=categories,
            escalation__outcome__in=[Outcome.AGREED, Outcome.DIFFERENTLY],
        )
        .exclude(escalation__logged_by__in=_leaders(today))
        .annotate(
            rung=rung,
            level=_level_then("escalation__"),
            happy=Subquery(happy.values("happy_alone")[:1]),
        )
        .order_by()
        .values_list(
            "escalation__category", "kind", "rung", "level", "escalation__outcome", "happy"
        )
        .annotate(n=Count("id"))
    )


def _in_words(categories: set[int], first: date, today: date) -> Iterable[Any]:
    """What was declined, and what was agreed to without an entry in the ledger: also not one taken back."""
    entries = Amends.objects.filter(escalation=OuterRef("pk"))
    happy = Review.objects.filter(escalation=OuterRef("pk")).order_by("-round")
    return (
        Escalation.objects.filter(
            Q(outcome=Outcome.DECLINED)
            | Q(~Exists(entries), outcome__in=[Outcome.AGREED, Outcome.DIFFERENTLY]),
            team__in=Team.objects.order_by().values("pk"),
            day__gte=first,
            category__in=categories,
        )
        .exclude(logged_by__in=_leaders(today))
        .annotate(level=_level_then(""), happy=Subquery(happy.values("happy_alone")[:1]))
        .order_by("-id")
        .values_list("category", "level", "outcome", "proposal", "happy")[:MOST_IN_WORDS]
    )


def _level_then(path: str) -> Coalesce:
    """The level that whoever logged it had in its category then."""
    changes = LevelChange.objects.filter(
        person=OuterRef(f"{path}logged_by"),
        category=OuterRef(f"{path}category"),
        at__lte=OuterRef(f"{path}opened_at"),
    ).order_by("-id")
    return Coalesce(Subquery(changes.values("level")[:1]), Value(0), output_field=IntegerField())


def _leaders(today: date) -> QuerySet[Membership, Any]:
    return Membership.objects.on(today).leads().order_by().values("user_id")


def evidence_for(
    found: dict[Key, Tally], limit: Limit, level: int, amounts: ByLevel, currency: str
) -> Evidence | None:
    """What speaks for raising a limit at a level from what it is (`amounts` by level).

    The highest of the next four rungs that the cases bear, or how it stands with the next one; never above what
    a higher level has. None for levels of leaders, and where there is no such rung.
    """
    if level > HIGHEST:
        return None
    current = up_to(amounts, level) or Decimal(0)
    most = min((of for at, of in amounts.items() if at > level), default=LADDER[-1])
    rungs = [at for at, step in enumerate(LADDER) if current < step <= most][:FURTHEST]
    if not rungs:
        return None
    tally = found.get((limit.category_id, limit.kind, level), Tally(Counter()))
    each = [evidence_at(tally, limit, rung, currency) for rung in rungs]
    tight = [
        one
        for rung, one in zip(rungs, each, strict=True)
        if one.supports and tally.given[rung, "asked"]
    ]
    return tight[-1] if tight else each[0]


def evidence_at(tally: Tally, limit: Limit, rung: int, currency: str) -> Evidence:
    """How it stands with what was asked for up to one rung of the ladder."""
    bound = LADDER[rung]
    refused = sum(1 for asked in tally.otherwise if asked.is_within(bound))
    cases = tally.upto(rung, "asked") + refused
    agreed, reviewed = tally.upto(rung, "agreed"), tally.upto(rung, "reviewed")
    happy = tally.upto(rung, "happy")
    supports = (
        cases >= ENOUGH
        and Fraction(agreed, cases) >= AGREED_SHARE
        and (not reviewed or Fraction(happy, reviewed) >= HAPPY_SHARE)
    )
    sentence = _sentence(limit.kind, bound, currency, cases, agreed, reviewed, happy)
    return Evidence(bound, cases, agreed, reviewed, happy, sentence, supports)


def evidence_up_to(
    found: dict[Key, Tally], limit: Limit, level: int, amount: Decimal, currency: str
) -> Evidence:
    """How it stands with an amount of somebody's own choice: that of the rung at or above it."""
    rung = min(_rung_of(amount), len(LADDER) - 1)
    tally = found.get((limit.category_id, limit.kind, level), Tally(Counter()))
    return evidence_at(tally, limit, rung, currency)


def _sentence(
    kind: str, bound: Decimal, currency: str, cases: int, agreed: int, reviewed: int, happy: int
) -> str:
    """`Agreed to 94% of refunds up to £100 in the last 90 days, 31 cases.`"""
    plural = PLURALS.get(kind, PLURALS["other"])
    money = formats.money(bound, currency)
    if not cases:
        return f"No {plural} up to {money} were asked for in the last {DAYS} days."
    if cases < ENOUGH:
        word = "case" if cases == 1 else "cases"
        return f"Too few to say: {cases} {word} up to {money} in the last {DAYS} days."
    share = formats.percent(Fraction(100 * agreed, cases))
    words = (
        f"Agreed to {share} of {plural} up to {money} in the last {DAYS} days, "
        f"{formats.count(cases)} cases."
    )
    if reviewed:
        words += (
            f" Looking back, {formats.count(happy)} of {formats.count(reviewed)} could have been "
            "decided alone."
        )
    return words


# --- One person ----------------------------------------------------------------------------------


def clean_decisions(people: Iterable[User], today: date) -> dict[tuple[int, int], tuple[int, int]]:
    """By person and category: what they decided alone in the last 90 days, and how many of it stood.

    A decision stood unless it was opened again or a review found that it had to be asked. One statement.
    """
    rows = (
        Escalation.objects.filter(
            logged_by__in=[person.pk for person in people],
            outcome=Outcome.ALONE,
            day__gte=today - timedelta(days=DAYS - 1),
        )
        .annotate(
            stood=Case(
                When(reopened__gt=0, then=Value(0)),
                When(avoidable=Avoidable.NO, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by()
        .values_list("logged_by", "category", "stood")
        .annotate(n=Count("id"))
    )
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for person, category, stood, n in rows:
        total, clean = found.get((person, category), (0, 0))
        found[person, category] = (total + n, clean + (n if stood else 0))
    return found
