"""The public holidays of a country, as days and English names.

A thin layer over the `holidays` package: years it knows nothing of are years without holidays, and what
was worked out once is kept for the life of the process.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays
from holidays.registry import COUNTRIES

FIRST_YEAR, LAST_YEAR = 2000, 2050
# Small words that stay small inside a country's name.
_SMALL = {"And": "and", "Of": "of", "The": "the", "Da": "da"}


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """ISO codes and names of the countries whose holidays are known, in name order."""
    named = {entry[1]: _readable(module) for module, entry in COUNTRIES.items()}
    return tuple(sorted(named.items(), key=lambda pair: pair[1]))


@lru_cache(maxsize=256)
def subdivisions(country: str) -> tuple[tuple[str, str], ...]:
    """Codes and names of the parts of a country that have holidays of their own, in name order."""
    if country not in dict(countries()):
        return ()
    calendar = getattr(holidays, country)
    names = {code: name for name, code in calendar.subdivisions_aliases.items()}
    parts = ((code, names.get(code, code)) for code in calendar.subdivisions)
    return tuple(sorted(parts, key=lambda pair: pair[1]))


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str = "") -> Mapping[date, str]:
    """Every holiday from 2000 to 2050, ascending; empty for no country."""
    if not country:
        return MappingProxyType({})
    with warnings.catch_warnings():
        # The package warns of years before a calendar begins; here they simply have no holidays.
        warnings.simplefilter("ignore")
        known = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=range(FIRST_YEAR, LAST_YEAR + 1),
            language="en_GB",
        )
    return MappingProxyType(dict(sorted(known.items())))


def _readable(module: str) -> str:
    words = module.replace("_", " ").title().split()
    return " ".join(_SMALL.get(word, word) if place else word for place, word in enumerate(words))
