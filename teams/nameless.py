"""Taking one person's name out of a text. A pure room.

The whole name goes wherever it stands. A first name goes only where a text is known to be about the person
(`near`), as others bear it too; and one that is also a word of the language only where it owns something.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?"
_WORDS_TOO = (
    "abbey amber april art august autumn basil bill bob brook chance christian clay crystal daisy dale dawn dean "
    "dusty earnest eve faith fern flora forest frank gene ginger glen grace grant guy harmony hazel heather holly hope "
    "iris ivy jack jade joy june lance lane lily mark max may melody mercy miles misty nick olive pat patience pearl "
    "penny peter pierce poppy ray reed rich rob robin rocky rose ruby rusty sage sandy scarlet sky stew storm sue "
    "summer sunny tab trip victor violet ward wade will willow wren"
)
WORDS_TOO = frozenset(_WORDS_TOO.split())
SHORTEST = "…"
"""In place of a name where a column has no room for more."""


class Names:
    """What somebody is called, and what stands there `instead`. `namesakes` are whole names of others."""

    def __init__(
        self, name: str, email: str, instead: str, namesakes: Collection[str] = ()
    ) -> None:
        words = name.split()
        self.instead = instead
        self.first = words[0] if words else ""
        self.last = words[-1] if len(words) > 1 else ""
        self._always = _any_of([*_whole(words), re.escape(email)], re.IGNORECASE)
        near = [rf"{TITLES}\s+{re.escape(self.last)}"] if self.last else []
        if self.first:
            owning = r"(?=['’]s\b)" if self.first.casefold() in WORDS_TOO else ""
            near.append(re.escape(self.first) + owning + _not_followed_by(namesakes, self.first))
        self._near = _any_of(near)
        self.tokens = tuple(one for one in (self.first, self.last, email) if one)

    def out_of(self, text: str, *, near: bool, room: int | None = None) -> str:
        """The text without the name; within `room` letters, as the text itself was."""
        for instead in (self.instead, SHORTEST):
            told = self._replaced(text, instead, near=near)
            if room is None or len(told) <= room:
                return told
        return told[:room]

    def out_of_all(self, value: Any, *, near: bool) -> Any:
        """The same through what JSON holds: the values, not the keys."""
        if isinstance(value, str):
            return self.out_of(value, near=near)
        if isinstance(value, list):
            return [self.out_of_all(one, near=near) for one in value]
        if isinstance(value, dict):
            return {key: self.out_of_all(one, near=near) for key, one in value.items()}
        return value

    def _replaced(self, text: str, instead: str, *, near: bool) -> str:
        for pattern in (self._always, self._near if near else None):
            if pattern is not None:
                text = pattern.sub(lambda _: instead, text)
        return text


def _whole(words: list[str]) -> list[str]:
    """`Ana Maria Silva` as it stands, without the middle, and as lists have it: `Silva, Ana`. One word alone is none."""
    if len(words) < 2:
        return []
    first, last = re.escape(words[0]), re.escape(words[-1])
    return [r"\s+".join(map(re.escape, words)), rf"{first}\s+{last}", rf"{last},\s*{first}"]


def _not_followed_by(namesakes: Collection[str], first: str) -> str:
    """`Priya` is not hers in `Priya Shah`, where there is one."""
    others = sorted({re.escape(name.split()[-1]) for name in namesakes if name != first})
    return rf"(?!\s+(?:{'|'.join(others)})\b)" if others else ""


def _any_of(patterns: list[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    found = [pattern for pattern in patterns if pattern]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(found)})(?![\w-])", flags) if found else None
