"""What a workbook says of itself: its sheets, the texts its cells share, its number formats, its calendar."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.styles.numbers import BUILTIN_FORMATS

from goals.ingest.files.archive import (
    SAVE_AGAIN,
    TEXTS_LIMIT,
    Archive,
    Handler,
    opened,
)
from goals.ingest.files.problems import FileProblem
from goals.ingest.values import shown

NUMBER, DATE, TIME, DATE_TIME, ELAPSED = "number", "date", "time", "date and time", "elapsed"
_ROOT_LINKS = "_rels/.rels"
_FORMATS_LIMIT = 100_000
_SHEETS_LIMIT = 1_000
_FIRST_OWN_FORMAT = 164
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P', re.IGNORECASE)
_ZEROS = re.compile(r"0{2,40}")


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format makes of a number, how many digits it shows at least, and whether as so many percent."""

    kind: str = NUMBER
    digits: int = 0
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells: its name, its part, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


class Texts:
    """The texts that cells share, side by side in one array: hundreds of thousands take no more room."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q")

    def add(self, text: str) -> None:
        """Keep a text as the next one."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends):
            raise IndexError(place)
        start = self._ends[place - 1] if place else 0
        return self._bytes[start : self._ends[place]].decode()


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that is open."""

    archive: Archive
    sheets: tuple[Sheet, ...]
    starts_in_1904: bool
    formats: tuple[Format, ...]
    texts: Texts


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """A workbook with its sheets; they are read later, row by row.

    Raises FileProblem for what is no workbook, and for one that is damaged, locked or too large.
    """
    with opened(path) as archive:
        workbook = _workbook_part(archive)
        front = _Front()
        archive.read(workbook, front)
        if front.root != "workbook":
            raise _no_workbook()
        links = _links(archive, workbook)
        yield Book(
            archive,
            tuple(_sheets(front, links)),
            front.starts_in_1904,
            _formats(archive, links),
            _texts(archive, links),
        )


def unescaped(text: str) -> str:
    """A text whose control characters a workbook writes as `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(
        lambda match: chr(int(match[1], 16)).encode("utf-8", "replace").decode(), text
    )


# --- Parts and links -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    kind: str
    part: str


class _Links(Handler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.found: dict[str, _Link] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self.folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = _Link(
                kind, posixpath.normpath(target).lstrip("/")
            )


def _links(archive: Archive, part: str) -> dict[str, _Link]:
    """Where a part's links lead, by their ids."""
    folder, name = posixpath.split(part)
    handler = _Links(folder)
    archive.read(posixpath.join(folder, "_rels", f"{name}.rels"), handler)
    return handler.found


def _workbook_part(archive: Archive) -> str:
    if archive.first_bytes("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        raise FileProblem(f"This is an OpenDocument file, which is not read. {SAVE_AGAIN}")
    if _ROOT_LINKS not in archive.names:
        raise _no_workbook()
    root = _Links("")
    archive.read(_ROOT_LINKS, root)
    part = next((link.part for link in root.found.values() if link.kind == "officeDocument"), "")
    if part.endswith(".bin"):
        raise FileProblem(f"This is a binary workbook (XLSB), which is not read. {SAVE_AGAIN}")
    if part not in archive.names:
        raise _no_workbook()
    return part


def _no_workbook() -> FileProblem:
    return FileProblem(
        "This is a zip archive that holds no workbook. Unpack it and choose the file inside, or save the "
        "sheet as XLSX or CSV."
    )


def _part_of_kind(links: dict[str, _Link], kind: str) -> str:
    return next((link.part for link in links.values() if link.kind == kind), "")


class _Front(Handler):
    """The workbook's own part: which sheets there are, and where its calendar starts."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self.starts_in_1904 = False
        self.sheets: list[tuple[str, str, bool]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        if name == "workbookPr":
            self.starts_in_1904 = attributes.get("date1904", "") in {"1", "true", "on"}
        elif name == "sheet" and len(self.sheets) < _SHEETS_LIMIT:
            link = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((shown(attributes.get("name", "")), link, hidden))


def _sheets(front: _Front, links: dict[str, _Link]) -> Iterator[Sheet]:
    for name, link_id, hidden in front.sheets:
        link = links.get(link_id)
        # Sheets that are one chart, and macros of old, hold no cells to read.
        if link is not None and link.kind == "worksheet":
            yield Sheet(name, link.part, hidden)


# --- Texts ---------------------------------------------------------------------------------------


class _SharedTexts(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts = Texts()
        self.pieces: list[str] = []
        self.in_text = False
        self.in_reading_aid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.in_reading_aid = True
        elif name == "t":
            self.in_text = not self.in_reading_aid

    def text(self, piece: str) -> None:
        if self.in_text:
            self.pieces.append(piece)

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.add(unescaped("".join(self.pieces)))
        elif name == "rPh":
            self.in_reading_aid = False
        elif name == "t":
            self.in_text = False


def _texts(archive: Archive, links: dict[str, _Link]) -> Texts:
    handler = _SharedTexts()
    part = _part_of_kind(links, "sharedStrings")
    if part in archive.names:
        archive.read(part, handler, TEXTS_LIMIT)
    return handler.texts


# --- Number formats ------------------------------------------------------------------------------


@dataclass
class _Styles(Handler):
    codes: dict[int, str] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    in_cells: bool = False
    depth: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and len(self.codes) < _FORMATS_LIMIT:
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:500]
        elif name == "cellXfs":
            self.in_cells = True
        elif name == "xf" and self.in_cells and len(self.used) < _FORMATS_LIMIT:
            self.used.append(_whole(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.in_cells = False


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _formats(archive: Archive, links: dict[str, _Link]) -> tuple[Format, ...]:
    """The format of each style of the workbook, by its number."""
    styles = _Styles()
    part = _part_of_kind(links, "styles")
    if part in archive.names:
        archive.read(part, styles)
    known: dict[int, Format] = {}
    for number in styles.used:
        if number not in known:
            built_in = BUILTIN_FORMATS.get(number, "") if number < _FIRST_OWN_FORMAT else ""
            known[number] = format_of(styles.codes.get(number, built_in))
    return tuple(known[number] for number in styles.used)


def format_of(code: str) -> Format:
    """What a number format shows, by its part for numbers above zero: `dd/mm/yyyy` is a date.

    `m` is a month beside a day or a year, and minutes beside hours or seconds.
    """
    first = code.partition(";")[0]
    bare = _LITERAL.sub("", first).lower()
    if bare == "general":
        return Format()
    if _ELAPSED.search(first):
        return Format(ELAPSED)
    has_time = bool(set(bare) & set("hs"))
    has_date = bool(set(bare) & set("yd")) or ("m" in bare and not has_time)
    if has_date or has_time:
        return Format(DATE_TIME if has_date and has_time else DATE if has_date else TIME)
    return Format(digits=len(bare) if _ZEROS.fullmatch(first) else 0, is_percent="%" in bare)
