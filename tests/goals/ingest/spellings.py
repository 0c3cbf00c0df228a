"""The calls file in other spellings, written by code from the plain one: what spreadsheets and exports make of it.

Each spelling says how it writes the rows, and what a recipe must be told beside what the file shows: other names
of its columns, and what the file itself cannot tell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from tests.goals.ingest.calls import rows

PLAIN = (
    *("Call Id", "Agent", "Date", "Time", "Topic", "Answered (Y/N)", "Resolved"),
    *("Speed of answer in seconds", "AvgTalkDuration", "Satisfaction rating"),
)
CALL, AGENT, DAY, CLOCK, TOPIC, ANSWERED, RESOLVED, SPEED, TALK, RATING = PLAIN
Row = dict[str, Any]
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001


@dataclass(frozen=True)
class Spelling:
    """How to write the file. `told` is added to the recipe; `renamed` are headings by their plain names."""

    cell: Callable[[Row], Row] = lambda row: row
    delimiter: str = ","
    end: str = "\r\n"
    encoding: str = "utf-8-sig"
    quoting: int = csv.QUOTE_MINIMAL
    headings: tuple[str, ...] = PLAIN
    renamed: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""
    shape: Callable[[str], str] = lambda text: text
    workbook: Callable[[Any, list[Row], tuple[str, ...]], None] | None = None

    def write(self, folder: Path, *, every: int = 1) -> Path:
        """The file, on disk; with one of `every` so many rows."""
        written = [self.cell(dict(row)) for row in rows()[::every]]
        if self.workbook is not None:
            book = Workbook()
            self.workbook(book, written, self.headings)
            book.save(folder / "calls.xlsx")
            return folder / "calls.xlsx"
        buffer = io.StringIO(newline="")
        writer = csv.writer(
            buffer, delimiter=self.delimiter, lineterminator=self.end, quoting=self.quoting
        )
        writer.writerow([self.renamed.get(name, name) for name in self.headings])
        writer.writerows([row.get(name, "") for name in self.headings] for row in written)
        text = self.shape(self.before + buffer.getvalue() + self.after)
        path = folder / "calls.csv"
        path.write_bytes(text.encode(self.encoding))
        return path


# --- Cells ---------------------------------------------------------------------------------------


def at(row: Row) -> datetime:
    """When a call was."""
    return datetime.fromisoformat(f"{row[DAY]}T{row[CLOCK]:0>8}")


def seconds(row: Row) -> int:
    """How long it was talked."""
    hours, minutes, rest = map(int, row[TALK].split(":"))
    return hours * 3600 + minutes * 60 + rest


def london(moment: datetime) -> datetime:
    """With London's offset."""
    return moment.replace(tzinfo=ZoneInfo("Europe/London"))


def utc(moment: datetime) -> datetime:
    """The same instant in UTC."""
    return london(moment).astimezone(UTC)


def dates(form: Callable[[datetime], str]) -> Callable[[Row], Row]:
    """Another spelling of the date."""
    return lambda row: row | {DAY: form(at(row))}


def times(form: Callable[[datetime], str]) -> Callable[[Row], Row]:
    """Another spelling of the time."""
    return lambda row: row | {CLOCK: form(at(row))}


def started(form: Callable[[datetime], Any]) -> Callable[[Row], Row]:
    """Date and time in one column."""
    return lambda row: row | {"Started": form(at(row))}


def talks(form: Callable[[int], Any]) -> Callable[[Row], Row]:
    """Another spelling of the duration."""
    return lambda row: row | {TALK: form(seconds(row)) if row[TALK] else ""}


def answers(yes: str, no: str) -> Callable[[Row], Row]:
    """Another spelling of yes and no."""
    words = {"Y": yes, "N": no}
    return lambda row: row | {name: words[row[name]] for name in (ANSWERED, RESOLVED)}


def all_of(*changes: Callable[[Row], Row]) -> Callable[[Row], Row]:
    """Several at once, each on the plain row."""

    def change(row: Row) -> Row:
        changed = dict(row)
        for one in changes:
            new = one(dict(row))
            changed |= {name: cell for name, cell in new.items() if cell != row.get(name)}
        return changed

    return change


def serial(moment: datetime, digits: int = 15) -> str:
    """A spreadsheet's number of a moment."""
    passed = moment - _EPOCH
    exact = Decimal(passed.days * 86_400 + passed.seconds) / 86_400
    return f"{round(exact, digits):f}".rstrip("0").rstrip(".")


def fraction(number: int, digits: int = 15) -> str:
    """So many seconds as a part of a day."""
    return f"{round(Decimal(number) / 86_400, digits):f}".rstrip("0").rstrip(".") or "0"


def comma(text: str) -> str:
    """With a decimal comma."""
    return text.replace(".", ",")


def clock(number: int) -> str:
    """h:mm:ss."""
    return str(timedelta(seconds=number))


def as_clock_time(number: int) -> str:
    """A duration as a spreadsheet shows a time of day: 12:02:23 AM."""
    return f"{datetime(2000, 1, 1) + timedelta(seconds=number):%I:%M:%S %p}".lstrip("0")  # noqa: DTZ001


def german(moment: datetime) -> str:
    """1. Januar 2021."""
    return f"{moment.day}. {('Januar', 'Februar', 'März')[moment.month - 1]} {moment.year}"


def french(moment: datetime) -> str:
    """Ven. 1 janv. 2021."""
    day = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")[moment.weekday()]
    return f"{day} {moment.day} {('janv.', 'févr.', 'mars')[moment.month - 1]} {moment.year}"


def swapped(*pairs: tuple[str, str]) -> Callable[[str], str]:
    """With some texts in place of others."""

    def shape(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return shape


def without_blank_ends(text: str) -> str:
    """Rows whose blank cells at the end are not written."""
    return "\r\n".join(line.rstrip(",") for line in text.split("\r\n"))


def with_headings_again(text: str) -> str:
    """The headings on every page of 1,000 rows."""
    lines = text.split("\r\n")
    for place in range(4000, 0, -1000):
        lines.insert(place, lines[0])
    return "\r\n".join(lines)


AT = {"date": None, "time": None, "at": "Started"}
WITH_STARTED = (CALL, AGENT, "Started", TOPIC, ANSWERED, RESOLVED, SPEED, TALK, RATING)
TITLE = "Call report\r\nFrom:,2021-01-01,To:,2021-03-31\r\n\r\n"


def combined(form: Callable[[datetime], Any], **more: Any) -> Spelling:
    """Date and time in one column."""
    return Spelling(started(form), headings=WITH_STARTED, told=AT | more)


# --- Workbooks -----------------------------------------------------------------------------------


def typed(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """Dates, times, durations, numbers and truths, each of its type."""
    sheet = book.active
    sheet.append(headings)
    for row in found:
        moment = at(row)
        sheet.append(
            [
                row[CALL], row[AGENT], moment.date(), moment.time(), row[TOPIC],
                row[ANSWERED] == "Y", row[RESOLVED] == "Y",
                int(row[SPEED]) if row[SPEED] else None,
                timedelta(seconds=seconds(row)) if row[TALK] else None,
                int(row[RATING]) if row[RATING] else None,
            ]
        )  # fmt: skip


def as_text(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """Every cell a text, the dates day first."""
    sheet = book.active
    sheet.append(headings)
    for row in found:
        sheet.append([f"{at(row):%d/%m/%Y}" if name == DAY else row[name] for name in headings])


def as_numbers(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """Dates, times and durations as the bare numbers behind them."""
    sheet = book.active
    sheet.append(headings)
    for row in found:
        moment = at(row)
        sheet.append(
            [
                row[CALL], row[AGENT], (moment - _EPOCH).days,
                (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400, row[TOPIC],
                row[ANSWERED], row[RESOLVED], int(row[SPEED]) if row[SPEED] else None,
                seconds(row) / 86_400 if row[TALK] else None, int(row[RATING]) if row[RATING] else None,
            ]
        )  # fmt: skip


def as_report(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """A cover sheet before, a title above, a blank column at the left, a total beneath."""
    book.active.title = "About"
    book.active.append(["Telephone, first quarter"])
    sheet = book.create_sheet("Calls")
    sheet["B1"] = "Calls of the first quarter"
    sheet["B2"] = "Printed on"
    sheet["C2"] = date(2021, 4, 1)
    for place, name in enumerate(headings, 2):
        sheet.cell(4, place).value = name
    for number, row in enumerate(found, 5):
        for place, name in enumerate(headings, 2):
            sheet.cell(number, place).value = row[name] or None
        sheet.cell(number, 4).value = at(row)
        sheet.cell(number, 5).value = at(row).time()
    last = 5 + len(found)
    sheet.cell(last, 2).value = "Total"
    sheet.cell(last, 9).value = 273_743


# --- All of them ---------------------------------------------------------------------------------

SPELLINGS: dict[str, Spelling] = {
    # How the text is written
    "utf-8 without mark": Spelling(encoding="utf-8"),
    "utf-16 le": Spelling(encoding="utf-16"),
    "utf-16 be": Spelling(encoding="utf-16-be", before="\ufeff"),
    "utf-16 le without mark": Spelling(encoding="utf-16-le"),
    "utf-32": Spelling(encoding="utf-32"),
    "unicode text of a spreadsheet": Spelling(encoding="utf-16", delimiter="\t"),
    "semicolons": Spelling(delimiter=";"),
    "tabs": Spelling(delimiter="\t"),
    "pipes": Spelling(delimiter="|"),
    "sep line": Spelling(delimiter=";", before="sep=;\r\n"),
    "all quoted": Spelling(quoting=csv.QUOTE_ALL),
    "lf": Spelling(end="\n"),
    "cr only": Spelling(end="\r"),
    "blanks after commas": Spelling(shape=swapped((",", ", "))),
    "blanks and no-break spaces": Spelling(
        lambda row: {name: f" \u00a0{cell}\u00a0 " for name, cell in row.items()},
        renamed={CALL: "  Call\u00a0Id ", AGENT: "AGENT ", SPEED: "Speed of answer\nin seconds"},
    ),
    "quoted line breaks": Spelling(lambda row: row | {TOPIC: row[TOPIC].replace(" ", "\r\n")}),
    "blank columns": Spelling(headings=("", *PLAIN[:4], "", *PLAIN[4:], "", "")),
    "trailing commas in rows only": Spelling(
        shape=lambda text: text.replace("\r\n", ",,\r\n").replace(",,\r\n", "\r\n", 1)
    ),
    "blank ends left out": Spelling(shape=without_blank_ends),
    "title above": Spelling(before=TITLE),
    "title above, padded": Spelling(before=f"Call report{',' * 9}\r\n{',' * 9}\r\n"),
    "title with commas above semicolons": Spelling(
        delimiter=";", before="Calls, all of them\r\nJanuary, February, March\r\n"
    ),
    "total beneath": Spelling(after=f"Total,,,,,4054,3646,273743,,{',' * 0}\r\n"),
    "total without a name beneath": Spelling(after=",,,,,4054,3646,,,13798\r\n"),
    "notes beneath": Spelling(after='\r\n"5,000 rows"\r\nPrinted on 1 April 2021\r\n'),
    "headings on every page": Spelling(shape=with_headings_again),
    "other order of columns": Spelling(headings=PLAIN[::-1]),
    "a heading twice": Spelling(headings=(*PLAIN, AGENT)),
    "other headings": Spelling(
        renamed={CALL: "Réf.", AGENT: "Opérateur", DAY: "Jour", TALK: "Durée"},
        told={"id": "réf.", "agent": "OPÉRATEUR", "date": "Jour"},
        encoding="cp1252",
    ),
    # Dates
    "day first": Spelling(dates(lambda d: f"{d:%d/%m/%Y}")),
    "month first": Spelling(dates(lambda d: f"{d:%m/%d/%Y}")),
    "day first, two digits": Spelling(dates(lambda d: f"{d:%d.%m.%y}")),
    "month first without zeros": Spelling(dates(lambda d: f"{d.month}/{d.day}/{d:%y}")),
    "year first with slashes": Spelling(dates(lambda d: f"{d.year}/{d.month}/{d.day}")),
    "compact dates": Spelling(dates(lambda d: f"{d:%Y%m%d}")),
    "named months": Spelling(dates(lambda d: f"{d:%d-%b-%Y}")),
    "long dates": Spelling(dates(lambda d: f"{d:%A, %B} {d.day}, {d.year}")),
    "months first, by name": Spelling(dates(lambda d: f"{d:%b} {d.day} {d.year}")),
    "german dates": Spelling(dates(german)),
    "french dates": Spelling(dates(french)),
    "weekdays before": Spelling(dates(lambda d: f"{d:%a %d/%m/%Y}")),
    "weekdays after": Spelling(dates(lambda d: f"{d:%d/%m/%Y (%a)}")),
    "midnight behind": Spelling(dates(lambda d: f"{d:%Y-%m-%d} 00:00:00")),
    "midnight behind, american": Spelling(dates(lambda d: f"{d:%m/%d/%Y} 12:00:00 AM")),
    "marks of direction": Spelling(
        dates(lambda d: f"\u200e{d.day}\u200e/\u200e{d.month}\u200e/\u200e{d.year}")
    ),
    "serial dates": Spelling(dates(lambda d: serial(d).partition(".")[0])),
    "the moment in both columns": Spelling(
        all_of(dates(lambda d: f"{d:%d/%m/%Y %H:%M:%S}"), times(lambda d: f"{d:%d/%m/%Y %H:%M:%S}"))
    ),
    # Times
    "twelve hours": Spelling(times(lambda d: f"{d:%I:%M:%S %p}".lstrip("0"))),
    "twelve hours, narrow": Spelling(times(lambda d: f"{d:%I:%M:%S}\u202f{d:%p}")),
    "twelve hours, spanish": Spelling(
        times(lambda d: f"{d:%I:%M:%S} " + ("a. m." if d.hour < 12 else "p. m."))
    ),
    "points in times": Spelling(times(lambda d: f"{d:%H.%M.%S}")),
    "letters in times": Spelling(times(lambda d: f"{d:%Hh%Mm%Ss}")),
    "compact times": Spelling(times(lambda d: f"{d:%H%M%S}")),
    "times of 1899": Spelling(times(lambda d: f"1899-12-30 {d:%H:%M:%S}")),
    "times in full": Spelling(times(lambda d: f"{d:%H:%M:%S}.0000000")),
    "day fractions of times": Spelling(times(lambda d: serial(d)[5:].join(["0", ""]))),
    "short day fractions of times": Spelling(
        times(lambda d: fraction(d.hour * 3600 + d.minute * 60 + d.second, 6))
    ),
    # Both in one column
    "started, iso": combined(lambda d: f"{d:%Y-%m-%dT%H:%M:%S}"),
    "started, with offset": combined(lambda d: london(d).isoformat()),
    "started, utc": combined(lambda d: f"{utc(d):%Y-%m-%dT%H:%M:%S}.000Z"),
    "started, java": combined(lambda d: f"{utc(d):%Y-%m-%dT%H:%M:%S}Z[UTC]"),
    "started, day first": combined(lambda d: f"{d:%d/%m/%Y %H:%M:%S}"),
    "started, american": combined(lambda d: f"{d.month}/{d.day}/{d.year} {d:%I:%M:%S %p}"),
    "started, german": combined(lambda d: f"{d:%d.%m.%Y}, {d:%H:%M:%S} Uhr"),
    "started, long": combined(lambda d: f"{d:%A, %B} {d.day}, {d.year} at {d:%I:%M:%S %p}"),
    "started, mail": combined(lambda d: f"{utc(d):%a, %d %b %Y %H:%M:%S} +0000"),
    "started, web log": combined(lambda d: f"{utc(d):%d/%b/%Y:%H:%M:%S} +0000"),
    "started, time first": combined(lambda d: f"{d:%H:%M:%S} {d:%d/%m/%Y}"),
    "started, compact": combined(lambda d: f"{d:%Y%m%dT%H%M%S}"),
    "started, dash between": combined(lambda d: f"{d:%d/%m/%Y} - {d:%H:%M:%S}"),
    "started, oracle": combined(lambda d: f"{d:%d-%b-%y %I.%M.%S}.000000 {d:%p}".upper()),
    "started, serial": combined(serial),
    "started, serial of nine decimals": combined(lambda d: serial(d, 9)),
    "started, serial with comma": combined(lambda d: comma(serial(d))),
    "started, epoch": combined(lambda d: str(int(utc(d).timestamp()))),
    "started, epoch in thousandths": combined(lambda d: str(int(utc(d).timestamp()) * 1000)),
    # Durations
    "seconds": Spelling(talks(str)),
    "seconds with decimals": Spelling(talks(lambda n: f"{n}.0")),
    "minutes and seconds": Spelling(talks(lambda n: f"{n // 60}:{n % 60:02}")),
    "hours with a zero": Spelling(talks(lambda n: f"0{clock(n)}")),
    "clock times": Spelling(talks(as_clock_time)),
    "clock times of day 0": Spelling(talks(lambda n: f"1/0/1900 {as_clock_time(n)}")),
    "times of 1899 for durations": Spelling(talks(lambda n: f"1899-12-30 0{clock(n)}")),
    "spans of dotnet": Spelling(talks(lambda n: f"0.0{clock(n)}.0000000")),
    "spans of pandas": Spelling(talks(lambda n: f"0 days 0{clock(n)}")),
    "spelled": Spelling(talks(lambda n: f"{n // 60} min {n % 60} sec")),
    "spelled, german": Spelling(talks(lambda n: f"{n // 60} Min. {n % 60} Sek.")),
    "spelled, short": Spelling(talks(lambda n: f"{n // 60}m{n % 60}s")),
    "iso durations": Spelling(talks(lambda n: f"PT{n // 60}M{n % 60}S")),
    "day fractions": Spelling(talks(fraction)),
    "day fractions as shown": Spelling(talks(lambda n: fraction(n, 9))),
    "day fractions with exponents": Spelling(talks(lambda n: f"{n / 86_400:.5E}")),
    "day fractions told": Spelling(talks(lambda n: fraction(n, 5)), told={"durations": "days"}),
    "minutes as the heading says": Spelling(
        talks(lambda n: f"{Decimal(n) / 60:.6f}"), renamed={TALK: "Talk (min)"}
    ),
    "milliseconds as the heading says": Spelling(
        talks(lambda n: str(n * 1000)), renamed={TALK: "talk_ms"}
    ),
    # Yes and no
    **{
        f"{yes} and {no}": Spelling(answers(yes, no))
        for yes, no in (
            *(
                ("Yes", "No"),
                ("TRUE", "FALSE"),
                ("1", "0"),
                ("1.0", "0.0"),
                ("Ja", "Nein"),
                ("oui", "non"),
            ),
            *(
                ("O", "N"),
                ("S", "N"),
                ("Sí", "No"),
                ("V", "F"),
                ("x", "n"),
                ("100%", "0%"),
                ("✓", "✗"),
            ),
        )
    },
    # Several things at once
    "semicolons, decimal commas, day fractions": Spelling(
        all_of(
            dates(lambda d: f"{d:%d.%m.%Y}"),
            times(lambda d: comma(serial(d)[5:].join(["0", ""]))),
            talks(lambda n: comma(fraction(n))),
            lambda row: row | {RATING: row[RATING] and f"{row[RATING]},0"},
            answers("wahr", "falsch"),
        ),
        delimiter=";",
        encoding="cp1252",
    ),
    # Workbooks
    "typed workbook": Spelling(workbook=typed),
    "workbook of texts": Spelling(workbook=as_text),
    "workbook of bare numbers": Spelling(workbook=as_numbers),
    "workbook as a report": Spelling(workbook=as_report),
}
