"""The archive a workbook is: bounded before anything in it is read, then read as a stream of XML.

Nothing that a file says of itself is trusted. Document types, and with them all entities, are refused;
what unpacks to more than the bounds below is not read at all; nothing is kept but what a handler keeps.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from goals.ingest.files.problems import FileProblem

ENTRY_LIMIT = 5_000
DIRECTORY_LIMIT = 2 << 20
"""Bytes of the archive's table of contents; it is read as a whole."""
UNPACKED_LIMIT = 512 << 20
"""Bytes of all parts together: ten times the largest upload that is usual, room for a million rows."""
PART_LIMIT = 16 << 20
"""Bytes of a part that is neither a sheet nor the list of texts."""
TEXTS_LIMIT = 64 << 20
"""Bytes of the list of texts, which is kept while a sheet is read."""
_TOKEN_LIMIT = 4 << 20
_END_OF_ROWS = re.compile(rb"</(?:\w{1,20}:)?sheetData>")
_LONGEST_TAG = 64
_DEPTH_LIMIT = 64
_PIECE = 1 << 16
_END = b"PK\x05\x06"
_END_SIZE = 22
_WIDE_END = b"PK\x06\x06"
_WIDE_END_PLACE = 76
"""A large archive's end stands so many bytes before the small one's."""
_TOLD_ELSEWHERE = 0xFFFFFFFF
SAVE_AGAIN = "Open it in a spreadsheet, save it as XLSX or CSV and choose that file."
_TOO_LARGE = "Take out what is not needed, or save the sheet as CSV and choose that file."


class Handler:
    """Takes the events of one part: an element starts, text comes, an element ends."""

    def __init__(self) -> None:
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element starts; its name is without prefix."""

    def text(self, piece: str) -> None:
        """A piece of text; one text may come in several."""

    def end(self, name: str) -> None:
        """An element ends."""


class Archive:
    """An archive whose bounds have been checked."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed
        self.names = frozenset(packed.namelist())

    def stream(self, part: str, handler: Handler, limit: int = UNPACKED_LIMIT) -> Iterator[None]:
        """Read a part piece by piece; after each, what the handler has gathered can be taken.

        Raises FileProblem for a part that is missing, too large, damaged or has a document type.
        """
        if part not in self.names:
            raise _damaged(part)
        if self._packed.getinfo(part).file_size > limit:
            raise FileProblem(
                f"The workbook's part {part} unpacks to more than {limit >> 20:,} MB. {_TOO_LARGE}"
            )
        parser = _parser(handler)
        fed = 0
        try:
            with self._packed.open(part) as file:
                while piece := file.read(_PIECE):
                    parser.Parse(piece, False)  # noqa: FBT003
                    fed += len(piece)
                    # The parser holds back a tag until it is whole; none is that long.
                    if fed - max(0, parser.CurrentByteIndex) > _TOKEN_LIMIT:
                        raise _damaged(part)
                    yield
            parser.Parse(b"", True)  # noqa: FBT003
        except FileProblem:
            raise
        except (
            *(expat.ExpatError, BadZipFile, zlib.error, EOFError, NotImplementedError),
            *(LookupError, ValueError),
        ) as error:
            raise _damaged(part) from error
        yield

    def read(self, part: str, handler: Handler, limit: int = PART_LIMIT) -> None:
        """Read a part to its end."""
        for _ in self.stream(part, handler, limit):
            pass

    def after_rows(self, part: str) -> bytes:
        """What stands behind the rows of a sheet, without reading them as XML; b'' where it is very much.

        A part that is damaged has nothing there: whoever reads it whole will be told.
        """
        tail, is_after = b"", False
        try:
            with self._packed.open(part) as file:
                while piece := file.read(_PIECE):
                    tail += piece
                    if not is_after:
                        end = _END_OF_ROWS.search(tail)
                        is_after = end is not None
                        tail = tail[-_LONGEST_TAG:] if end is None else tail[end.end() :]
                    elif len(tail) > _TOKEN_LIMIT:
                        return b""
        except (KeyError, BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
            return b""
        return tail if is_after else b""

    def first_bytes(self, part: str) -> bytes:
        """How a part begins; b'' where there is none, or it cannot be read."""
        try:
            with self._packed.open(part) as file:
                return file.read(200)
        except (KeyError, BadZipFile, zlib.error, EOFError, NotImplementedError):
            return b""


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive of a workbook, closed at the end.

    Raises FileProblem for one that is damaged, protected by a password, or larger than its bounds.
    """
    with path.open("rb") as file:
        if _directory_size(file) > DIRECTORY_LIMIT:
            raise _too_many_parts()
        try:
            packed = ZipFile(file)
        except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise FileProblem(
                "This is a workbook or a zip archive that is damaged or cut off. "
                f"Fetch it once more, or: {SAVE_AGAIN[0].lower()}{SAVE_AGAIN[1:]}"
            ) from error
        with packed:
            _refuse_bounds(packed)
            yield Archive(packed)


def _refuse_bounds(packed: ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > ENTRY_LIMIT:
        raise _too_many_parts()
    if any(part.flag_bits & 1 for part in parts):
        raise locked()
    # The sizes are the file's own word, but nothing is unpacked beyond them.
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise FileProblem(
            f"The file unpacks to more than {UNPACKED_LIMIT >> 20:,} MB. {_TOO_LARGE}"
        )


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the table of contents as the archive's end gives them; 0 where no end is found."""
    size = file.seek(0, 2)
    start = max(0, size - _END_SIZE - 0xFFFF - _WIDE_END_PLACE)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    place = len(tail) - _END_SIZE
    # An end without a comment counts before anything inside it that looks like one.
    if not (tail[place : place + 4] == _END and tail.endswith(b"\0\0")):
        place = tail.rfind(_END)
    if place < 0:
        return 0
    told = int.from_bytes(tail[place + 12 : place + 16], "little")
    found = 0 if told == _TOLD_ELSEWHERE else told
    wide = place - _WIDE_END_PLACE
    if wide >= 0 and tail[wide : wide + 4] == _WIDE_END:
        found = max(found, int.from_bytes(tail[wide + 40 : wide + 48], "little"))
    return found


def _parser(handler: Handler) -> expat.XMLParserType:
    def start(name: str, attributes: dict[str, str]) -> None:
        handler.depth += 1
        if handler.depth > _DEPTH_LIMIT:
            raise FileProblem(f"The workbook is damaged: its parts nest too deep. {SAVE_AGAIN}")
        handler.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        handler.depth -= 1
        handler.end(name.rpartition(":")[2] if ":" in name else name)

    def doctype(*_: object) -> None:
        raise FileProblem(
            "The workbook declares a document type, which no spreadsheet writes, so it is not read. "
            f"{SAVE_AGAIN}"
        )

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = doctype
    return parser


def locked() -> FileProblem:
    """A file that only its password opens."""
    return FileProblem(
        "The workbook is protected by a password. Open it in a spreadsheet, take the password off, save it "
        "and choose it again."
    )


def _damaged(part: str) -> FileProblem:
    return FileProblem(f"The workbook is damaged: its part {part} cannot be read. {SAVE_AGAIN}")


def _too_many_parts() -> FileProblem:
    return FileProblem(f"The archive has more than {ENTRY_LIMIT:,} parts. {_TOO_LARGE}")
