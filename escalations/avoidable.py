"""Whether a case had to come to somebody else, from what its review says. A pure room.

Of reviewed cases those are avoidable that were within the agent's authority, and those that would have been with
a better limit, protocol or training (the avoidable share of the domain).
"""

from __future__ import annotations

WITHIN, WITH_BETTER, NO = "within", "with_better", "no"
LEARNABLE = frozenset({"unsure", "rule", "training"})
LIMIT = "limit"
SUGGESTED = {
    "limit": "limit",
    "unsure": "protocol",
    "rule": "protocol",
    "training": "training",
    "system": "fix",
    "customer": "fix",
    "safety": "fix",
    "": "training",
}
"""The remedy that fits a reason best, by why the agent could not decide. Only a suggestion."""


def found(*, happy_alone: bool, why_not: str) -> str:
    """What a review comes to: `within`, `with_better` or `no`.

    `why_not` is empty where nothing stood in the agent's way. A limit that we would not have been happy to see
    them go beyond is right as it is; what can be learned or written clearer would have helped either way.
    """
    if not why_not:
        return WITHIN if happy_alone else NO
    if why_not in LEARNABLE or (why_not == LIMIT and happy_alone):
        return WITH_BETTER
    return NO
