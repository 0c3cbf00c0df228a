"""The lines of a story: what was said and done about a thing, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said, done or decided: `what` follows the name, `at` is the instant in ISO 8601."""

    who: str
    what: str
    when: str
    at: str
    text: str
