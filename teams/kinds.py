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
    kinds mail only says that something waits, as `in_mail` where that may be said. `for_all` comes by mail to
    people without a digest too; `urgent` goes out at once to everybody who is asked, whatever they chose to wait for.
    `example` is such a notice, for the settings; `act` what the button says that leads to it.
    """

    code: str
    label: str
    hint: str = ""
    icon: str = "bell"
    tone: str = ""
    by_mail: bool = False
    in_mail: str = ""
    for_all: bool = False
    urgent: bool = False
    example: str = ""
    act: str = "Open"

    @property
    def has_words(self) -> bool:
        """Whether mail says more of it than that something waits."""
        return self.by_mail or bool(self.in_mail)

    def is_said_to(self, person: int, about: int | None) -> bool:
        """Whether the words of a notice about somebody, or those of its kind, may stand in mail to that person."""
        return bool(self.in_mail) or (self.by_mail and about in (None, person))


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


def for_all() -> tuple[str, ...]:
    """The codes of what comes by mail to people without a digest too: thanks, and rules that changed."""
    return tuple(kind.code for kind in _kinds.values() if kind.for_all)
