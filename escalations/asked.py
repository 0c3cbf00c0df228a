"""What an agent suggested giving, as far as their words tell: what kind of amends, and how much.

A pure room. What was given stands in the ledger and is not read so; what was declined or agreed to alone is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_KINDS = {
    "refund": re.compile(r"\b(?:refund\w*|reimburs\w*|money back)", re.IGNORECASE),
    "credit": re.compile(r"\b(?:credit\w*|goodwill|vouchers?|gift cards?)", re.IGNORECASE),
    "replacement": re.compile(r"\b(?:replac\w*|exchang\w*|swap\w*|new one)", re.IGNORECASE),
}
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?)"
_MONEY = re.compile(
    rf"(?:[£$€¥₹]|\b(?:GBP|EUR|USD)\s?)\s?{_NUMBER}(?!\d)"
    rf"|\b{_NUMBER}\s?(?:£|€|(?:pounds?|quid|euros?|dollars?|GBP|EUR|USD)\b)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`kinds` is empty where no kind is named, `amount` None where no sum is; of several sums the largest."""

    kinds: frozenset[str]
    amount: Decimal | None

    def may_be(self, kind: str) -> bool:
        """Whether it counts as asking for a kind: it is named, or there is a sum and no kind at all."""
        return kind in self.kinds if self.kinds else self.amount is not None

    def is_within(self, bound: Decimal) -> bool:
        """Whether it may have been within an amount: it was, or it is not said how much."""
        return self.amount is None or self.amount <= bound


def asked_in(text: str) -> Asked:
    """What a suggestion such as `Refund the £90 delivery` asks for."""
    kinds = frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text))
    sums = [Decimal((first or second).replace(",", "")) for first, second in _MONEY.findall(text)]
    return Asked(kinds, max(sums, default=None))
