"""The names of months and weekdays in the languages whose exports are usual: English, German, French, Spanish,
Italian, Portuguese and Dutch.
"""

from __future__ import annotations

import re

_SHORTEST_NAME = 3
# fmt: off
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari"),
    ("february", "februar", "feber", "février", "fevrier", "febrero", "febbraio", "fevereiro", "februari"),
    ("march", "märz", "maerz", "mrz", "mars", "marzo", "março", "marco", "maart", "mrt"),
    ("april", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maggio", "maio", "mei"),
    ("june", "juni", "juin", "junio", "giugno", "junho"),
    ("july", "juli", "juillet", "julio", "luglio", "julho"),
    ("august", "août", "aout", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "settembre", "setembro"),
    ("october", "oktober", "octobre", "octubre", "ottobre", "outubro"),
    ("november", "novembre", "noviembre", "novembro"),
    ("december", "dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro"),
)
_WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado", "sabado", "domingo",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
    "segunda", "terça", "quarta", "quinta", "sexta",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
)
# fmt: on
_SHORT_WEEKDAYS = sorted(
    {name[:n] for name in _WEEKDAYS for n in (2, 3, 4)} - {"mar", "mart", "ma", "maa", "maan"},
    key=len,
    reverse=True,
)
"""Without those of March: `Mar 5, 2021` is no Tuesday."""
_WEEKDAY_WORD = rf"(?:{'|'.join((*_WEEKDAYS, *_SHORT_WEEKDAYS))})(?:-feira)?"
WEEKDAY = re.compile(
    # Before the date; or after it, where it is set apart.
    rf"^{_WEEKDAY_WORD}\.?,?\s+(?=[0-9])|^{_WEEKDAY_WORD}\.?,?\s+(?=[^\W\d_]{{3,}}\.?\s+[0-9])"
    rf"|(?<=[0-9])[,\s]+\(?{_WEEKDAY_WORD}\.?\)?$",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+")
_BETWEEN_PIECES = re.compile(r"[\s./,º°'-]*")
_SMALL_WORDS = frozenset(["st", "nd", "rd", "th", "er", "of", "the", "de", "del", "den", "o"])


def month_of(word: str) -> int:
    """The month a name, or its first letters, stands for; 0 where it is none, or could be two."""
    name = word.casefold()
    if len(name) < _SHORTEST_NAME:
        return 0
    found = {
        number
        for number, names in enumerate(_MONTHS, 1)
        if any(full.startswith(name) for full in names)
    }
    return found.pop() if len(found) == 1 else 0


def words_and_numbers(text: str) -> list[str] | None:
    """The words and numbers of a date, without `of`, `de`, `th` and their like; None for any other text."""
    pieces: list[str] = []
    end = 0
    for match in _PIECES.finditer(text):
        if not _BETWEEN_PIECES.fullmatch(text, end, match.start()):
            return None
        end = match.end()
        if match[0].casefold() not in _SMALL_WORDS:
            pieces.append(match[0])
    if not _BETWEEN_PIECES.fullmatch(text, end):
        return None
    # `mar. 5 janv. 2021`: with a month's name after it, the first can only be the weekday's.
    is_weekday = len(pieces) == 4 and any(
        name.startswith(pieces[0].casefold()) for name in _WEEKDAYS
    )
    return pieces[1:] if is_weekday else pieces
