"""The words of `goals.today` that reads are put into, under the name by which reads know them."""

from goals.today import (
    BAD,
    GOOD,
    JUDGED,
    OFF_PACE,
    Named,
    Sentence,
    capital,
    for_agent,
    for_company,
    for_leader,
    is_plural,
    words,
)

__all__ = [
    "BAD",
    "GOOD",
    "JUDGED",
    "OFF_PACE",
    "Named",
    "Sentence",
    "capital",
    "for_agent",
    "for_company",
    "for_leader",
    "is_plural",
    "words",
]
