"""What a leader's answer lets be given in a case, as far as its words say how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from escalations.asked import Asked, asked_in
from escalations.models import Amends, Escalation, Outcome
from escalations.queries.limits import limit_for
from teams.models import User


@dataclass(frozen=True, slots=True)
class Agreed:
    """`amount` is what is left of what `by` agreed to, above zero; `words` is what they agreed to."""

    by: User
    amount: Decimal
    words: Asked

    @property
    def kind(self) -> str:
        """The kind of amends that is named, where it is one."""
        return next(iter(self.words.kinds)) if len(self.words.kinds) == 1 else ""

    def covers(self, current: Escalation, kind: str, amount: Decimal) -> bool:
        """Whether so much of a kind is what they said yes to, and theirs to say yes to. Three statements at most."""
        if amount > self.amount or not self.words.may_be(kind):
            return False
        limit = limit_for(self.by, current.category, kind)
        return limit is not None and (self.words.amount or amount) <= limit


def agreed_of(current: Escalation) -> Agreed | None:
    """What of the answer has not been given yet, of whatever kind. None where it says no sum. One statement."""
    by = current.decided_by
    if by is None or by.pk == current.logged_by_id:
        return None
    if current.outcome not in (Outcome.AGREED, Outcome.DIFFERENTLY):
        return None
    words = asked_in(current.decision)
    if words.amount is None:
        return None
    given = Amends.objects.filter(escalation=current).aggregate(total=Sum("amount"))["total"]
    left = words.amount - (given or Decimal(0))
    return Agreed(by, left, words) if left > 0 else None
