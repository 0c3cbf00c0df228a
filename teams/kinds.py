"""What a person may be told of, by kind: an app names its own, and the settings page offers them.

A kind that nobody named is told all the same; people choose about those together, as `OTHER`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: the code that `tell` is called with, and what the settings call it.

    `icon` (a lucide name) and `tone` (watch, behind, kudos or none) are how the inbox shows it. `by_mail`
    promises that its words may stand in mail: no figures of a person whom `about` does not name. Of other
    kinds the digest only says that something waits.
    """

    code: str
    label: str
    hint: str = ""
    icon: str = "bell"
    tone: str = ""
    by_mail: bool = False


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


def kind_of(code: str) -> Kind:
    """The kind of that code; for one that nobody named, `OTHER`."""
    return _kinds.get(code, OTHER)
