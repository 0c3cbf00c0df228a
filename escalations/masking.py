"""A case without its names: a first draft by rule, and what still stands in a text. A pure room.

A rule cannot know every name. So a leader reads and edits the draft; what is known of the case (who spoke, and the
customer's name and reference) is looked for once more before anybody else can read it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from escalations.words import SHORTEST_KEY, reference_key

NAME, REFERENCE, NUMBER, ADDRESS = "[name]", "[reference]", "[number]", "[e-mail]"
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TITLED = re.compile(
    r"\b(Mrs|Mr|Ms|Miss|Mx|Dr|Sir|Madam|Prof)\b\.?\s+[^\W\d_][\w'’-]*(?:\s+[A-Z][\w'’-]+)?"
)
_NUMBER = re.compile(
    r"(?<![\w£$€])\+?(?:[A-Z]{1,5}[-/]?|[a-z]{1,5}[-/])?\d(?:[\d\s./()-]*\d){2,}[A-Za-z]?(?!\w)"
)
"""Three digits and more, with what may stand between them: orders, telephones, cards, postcodes in part."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ALSO_WORDS = frozenset(
    [
        "will",
        "may",
        "mark",
        "park",
        "grace",
        "rose",
        "hope",
        "bill",
        "pat",
        "jack",
        "art",
        "ray",
        "sue",
        "rich",
        "drew",
        "guy",
        "faith",
        "joy",
        "may",
        "june",
        "april",
        "august",
        "an",
        "al",
        "de",
        "la",
        "van",
        "der",
        "den",
        "ed",
        "in",
        "so",
        "li",
        "do",
        "to",
        "he",
        "may",
        "be",
        "an",
        "long",
        "short",
        "young",
        "brown",
        "white",
        "green",
        "black",
        "king",
        "bush",
        "stone",
        "wood",
        "hill",
        "field",
        "banks",
        "cook",
        "baker",
        "butler",
        "carter",
        "best",
        "fair",
        "may",
        "page",
        "price",
        "ross",
        "dale",
        "lane",
        "love",
        "day",
        "west",
        "north",
        "case",
        "chance",
        "cash",
        "summer",
        "christian",
        "frank",
        "gene",
        "grant",
        "miles",
        "major",
        "dean",
        "bishop",
    ]
)
"""Names that are words as well: only taken for a name where they are written with a capital."""
_SHORTEST = 2
_TELEPHONE = 6
"""From so many digits on a number may lead to somebody."""
_BETWEEN = re.compile(r"[\s./()+-]+")
"""What may stand between the letters and digits of a reference."""


def mask(text: str, names: Iterable[str] = (), references: Iterable[str] = ()) -> str:
    """The text with e-mail addresses, numbers, references and names taken out; what cannot be seen goes too."""
    kept = _visible(text)
    kept = _MAIL.sub(ADDRESS, kept)
    for reference in references:
        kept = _without_reference(kept, reference)
    kept = _without_names(kept, names)
    kept = _TITLED.sub(lambda found: f"{found[1]} {NAME}", kept)
    kept = _NUMBER.sub(NUMBER, kept)
    return re.sub(r"\[name\](?:\s+\[name\])+", NAME, kept)


def without_customer(text: str, name: str, reference: str) -> str:
    """A line about a case as a notice may say it: without the customer's name and reference, telephone numbers and
    e-mail addresses. Years, amounts and other short numbers stay, as the line is there to be understood.
    """
    kept = _MAIL.sub(ADDRESS, _visible(text))
    kept = _without_reference(kept, reference)
    kept = _without_names(kept, [name])
    kept = _NUMBER.sub(lambda found: NUMBER if _is_long(found[0]) else found[0], kept)
    return re.sub(r"\[name\](?:\s+\[name\])+", NAME, kept)


def _is_long(number: str) -> bool:
    return sum(sign.isdigit() for sign in number) >= _TELEPHONE


def still_there(text: str, names: Iterable[str] = (), references: Iterable[str] = ()) -> list[str]:
    """What of the names and references a text still holds, each as it was given, once."""
    kept = _visible(text)
    squeezed = reference_key_of_text(kept)
    found: list[str] = []
    for reference in references:
        key = reference_key(reference)
        has_digits = any(sign.isdigit() for sign in key)
        if has_digits and len(key) >= SHORTEST_KEY:
            is_there = key in squeezed or _digits(key) in squeezed
        else:
            is_there = _holds_name(kept, reference)
        if is_there:
            found.append(reference)
    found += [name for name in names if _holds_name(kept, name)]
    return list(dict.fromkeys(found))


def reference_key_of_text(text: str) -> str:
    """A whole text as references are compared: letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _visible(text: str) -> str:
    """Without signs that cannot be seen, behind which a name could hide; full-width letters as plain ones."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def _digits(key: str) -> str:
    """The run of digits of a reference, where it is long enough to find somebody by; else the whole."""
    digits = "".join(sign for sign in key if sign.isdigit())
    return digits if len(digits) > SHORTEST_KEY else key


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def _parts(names: Iterable[str]) -> set[str]:
    """The words of the names as they are compared, without initials."""
    words = (_plain(word) for name in names for word in _WORD.findall(_visible(name)))
    return {word for word in words if len(word) >= _SHORTEST}


def _is_name(word: str, parts: set[str]) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    plain = _plain(bare)
    return plain in parts and (plain not in _ALSO_WORDS or bare[:1].isupper())


def _holds_name(text: str, name: str) -> bool:
    parts = _parts([name])
    return any(_is_name(word, parts) for word in _WORD.findall(text))


def _without_names(text: str, names: Iterable[str]) -> str:
    parts = _parts(names)
    if not parts:
        return text
    return _WORD.sub(
        lambda found: _masked_word(found[0]) if _is_name(found[0], parts) else found[0], text
    )


def _masked_word(word: str) -> str:
    owned = word.endswith(("'s", "’s"))
    return f"{NAME}{word[-2:]}" if owned else NAME


def _without_reference(text: str, reference: str) -> str:
    """Its letters and digits, whatever stands between them."""
    signs = [sign for sign in _visible(reference) if sign.isalnum()]
    if len(signs) < SHORTEST_KEY:
        return text
    key = "".join(signs)
    # A pattern of its own takes far longer to make than to look for: most texts do not hold their reference.
    if text.isascii() and key.isascii() and key.lower() not in _BETWEEN.sub("", text).lower():
        return text
    pattern = r"(?<!\w)\+?" + r"[\s./()+-]*".join(map(re.escape, signs)) + r"(?!\w)"
    return re.sub(pattern, REFERENCE, text, flags=re.IGNORECASE)
