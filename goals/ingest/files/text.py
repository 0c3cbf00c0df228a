"""From bytes to text: which encoding a file has, and whether it is text at all."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from goals.ingest.files.problems import FileProblem

_CHUNK = 1 << 20
_START = 1 << 16
_SAVE_AS_CSV = "Open it in a spreadsheet, save the sheet as CSV and choose that file."
_KINDS = (
    (b"PK\x05\x06", "This is an empty zip archive, not a text file."),
    (b"\xd0\xcf\x11\xe0", "This is an old workbook, not a text file."),
    (b"%PDF", "This is a PDF, not a text file."),
    (b"\x1f\x8b", "This is a compressed file, not a text file."),
    (b"\x89PNG", "This is a picture, not a text file."),
    (b"\xff\xd8\xff", "This is a picture, not a text file."),
    (b"SQLite format 3", "This is a database, not a text file."),
)
_MARKS = (
    # Before that of UTF-16, which it begins with.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a")


def find_encoding(path: Path) -> str:
    """The encoding of a text file: UTF-8 with or without mark, UTF-16, UTF-32 with mark, or Windows-1252.

    Raises FileProblem for an empty file and for one that is not text.
    """
    with path.open("rb") as file:
        start = file.read(_START)
    if not start.strip():
        raise FileProblem("The file is empty. Choose one that has headings and rows.")
    for magic, what in _KINDS:
        if start.startswith(magic):
            raise FileProblem(f"{what} {_SAVE_AS_CSV}")
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _confirmed(path, encoding)
    unmarked = _unmarked_utf16(start)
    if unmarked:
        return _confirmed(path, unmarked)
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in start)
    # A stray control character is one row's problem; more of them are not text.
    if controls > max(3, len(start) // 200):
        raise FileProblem(f"This is not a text file. {_SAVE_AS_CSV}")
    return "utf-8" if _bad_byte(path, "utf-8") is None else _confirmed(path, "cp1252")


def _unmarked_utf16(start: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    pairs = len(start) // 2
    low = start[: 2 * pairs : 2].count(0)
    high = start[1 : 2 * pairs : 2].count(0)
    if pairs and high > 0.7 * pairs and low < 0.05 * pairs:
        return "utf-16-le"
    if pairs and low > 0.7 * pairs and high < 0.05 * pairs:
        return "utf-16-be"
    return ""


def _confirmed(path: Path, encoding: str) -> str:
    place = _bad_byte(path, encoding)
    if place is not None:
        raise FileProblem(
            f"The text cannot be read near byte {place + 1:,}: it is neither UTF-8, UTF-16 nor "
            "Windows-1252. Save the file as UTF-8 and choose it again."
        )
    return encoding


def _bad_byte(path: Path, encoding: str) -> int | None:
    """Where the file stops being text in this encoding, to within a piece; None when it never does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    place = 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                return place + error.start
            place += len(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return place
    return None


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """The file as lines that keep their ends; CR, LF and CRLF all end one."""
    with path.open(encoding=encoding, newline="") as file:
        yield file
