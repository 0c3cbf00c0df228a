"""Customers' references: how two of them are the same, and how they look to who may not know them.

A pure room.
"""

from __future__ import annotations

import unicodedata

SHORTEST_KEY = 4
"""A reference of fewer letters and digits is too common to tell a customer by."""
_HIDDEN = "•"


def reference_key(text: str) -> str:
    """A reference as it is compared: letters and digits alone, without case or accents.

    `HP-482 913` and `hp482913` are the same; so are `+44 20 7946 0958` and `020 7946 0958`, as a leading
    country code with its plus is dropped for a nought. Empty where nothing is left to compare.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().strip()
    digits = "".join(sign for sign in plain if sign.isalnum())
    if plain.startswith("+44") and digits.isdigit():
        return f"0{digits[2:]}"[:120]
    return digits[:120]


def masked(text: str) -> str:
    """`HP-482913` as `••13`: enough to speak about, not enough to find the customer by."""
    shown = [sign for sign in text if sign.isalnum()]
    if not shown:
        return ""
    return _HIDDEN * 2 + ("".join(shown[-2:]) if len(shown) > SHORTEST_KEY else "")
