"""What a person may be told of, by kind: an app names its own, and the settings page offers them.

A kind that nobody named is told all the same; people choose about those together, as `OTHER`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: the code that `tell` is called with, and what the settings call it."""

    code: str
    label: str
    hint: str = ""


OTHER = Kind("other", "Everything else", "What has no line of its own here.")
_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Let an app name the kinds it tells of. Called from its AppConfig; again, it changes nothing."""
    _kinds.update((kind.code, kind) for kind in kinds)


def kinds() -> tuple[Kind, ...]:
    """All kinds with a name, in the order in which they were named, and last what has none."""
    return (*_kinds.values(), OTHER)


def choice_of(code: str) -> str:
    """What a person's choice about a notice of this kind is filed under."""
    return code if code in _kinds else OTHER.code
