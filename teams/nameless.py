"""Taking one person's name out of a text. A pure room.

The whole name goes wherever it stands. A first name goes only where a text is known to be about the person
(`near`), as others bear it too; and one that is also a word of the language only where it owns something.
"""

from __future__ import annotations

import re
import unicodedata
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
SHORTEST_SIGN = 4


class Names:
    """What somebody is called, and what stands there `instead`. `namesakes` are whole names of others.

    `earlier` are whole names from before they were renamed, `signs` what they sign in with and other addresses. A
    whole name that somebody else bears too goes only where a text is about the person.
    """

    def __init__(
        self,
        name: str,
        email: str,
        instead: str,
        namesakes: Collection[str] = (),
        *,
        earlier: Collection[str] = (),
        signs: Collection[str] = (),
    ) -> None:
        self.instead = instead
        now = _spelt((name,))
        called = [one.split() for one in dict.fromkeys((*now, *_spelt(earlier)))]
        others = {" ".join(one.split()).casefold() for one in namesakes}
        signs = [one for one in dict.fromkeys((email, *signs)) if _is_a_sign(one)]
        always = [re.escape(one) for one in signs]
        near: list[str] = []
        for words in called:
            as_one, whole = " ".join(words), _whole(words)
            if as_one not in now:
                # Somebody may have been entered as “New agent” first.
                whole = [f"(?-i:{one})" for one in whole]
            (near if as_one.casefold() in others else always).extend(whole)
            if len(words) > 1:
                near.append(rf"{TITLES}\s+{re.escape(words[-1])}")
        self.firsts = tuple(dict.fromkeys(words[0] for words in called))
        for first in self.firsts:
            if len(first.rstrip(".")) < 2:
                # “A. Silva”: an initial is a word of its own far more often than a name.
                continue
            owning = r"(?=['’]s\b)" if first.casefold() in WORDS_TOO else ""
            near.append(re.escape(first) + owning + _not_followed_by(namesakes, first))
        self._always = _any_of(always, re.IGNORECASE)
        self._near = _any_of(near)
        lasts = [words[-1] for words in called if len(words) > 1]
        self.tokens = tuple(dict.fromkeys((*self.firsts, *lasts, *signs)))

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


def _spelt(names: Collection[str]) -> list[str]:
    """Each name as it is, and without its accents, as it is often typed."""
    found: list[str] = []
    for name in names:
        apart = unicodedata.normalize("NFKD", name)
        found += [name, "".join(one for one in apart if not unicodedata.combining(one))]
    return [one for one in dict.fromkeys(" ".join(name.split()) for name in found) if one]


def _is_a_sign(text: str) -> bool:
    """Whether it names one person wherever it stands: `jin` may be any word, `1042` any number, `jin.park` is neither."""
    return len(text) >= SHORTEST_SIGN and not text.isalpha() and any(one.isalpha() for one in text)


def _whole(words: list[str]) -> list[str]:
    """`Ana Maria Silva` as it stands, without the middle, and as lists have it: `Silva, Ana`. One word alone is none."""
    if len(words) < 2:
        return []
    first, last = re.escape(words[0]), re.escape(words[-1])
    return [r"\s+".join(map(re.escape, words)), rf"{first}\s+{last}", rf"{last},\s*{first}"]


def _not_followed_by(namesakes: Collection[str], first: str) -> str:
    """`Priya` is not hers in `Priya Shah`, where there is one."""
    others = sorted(
        {
            re.escape(name.split()[-1])
            for name in namesakes
            if name != first and name.split()[0] == first
        }
    )
    return rf"(?!\s+(?:{'|'.join(others)})\b)" if others else ""


def _any_of(patterns: list[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    found = [pattern for pattern in patterns if pattern]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(found)})(?![\w-])", flags) if found else None
