"""More spellings of the calls file: what databases, reports, scripts and other countries' programs make of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.goals.ingest.spellings import (
    AGENT,
    CALL,
    CLOCK,
    DAY,
    PLAIN,
    RATING,
    SPEED,
    TALK,
    TOPIC,
    Row,
    Spelling,
    all_of,
    answers,
    as_numbers,
    at,
    combined,
    comma,
    dates,
    fraction,
    seconds,
    swapped,
    talks,
    times,
    typed,
    utc,
)

SHORT_RULE = "-----"


def each(change: Callable[[str], str], *names: str) -> Callable[[Row], Row]:
    """Some cells of a row otherwise, where they hold something."""
    return lambda row: row | {name: row[name] and change(row[name]) for name in names}


def with_second_line(line: Callable[[int], str]) -> Callable[[str], str]:
    """Something between the headings and the first row."""

    def shape(text: str) -> str:
        first, rest = text.split("\r\n", 1)
        return f"{first}\r\n{line(len(PLAIN))}\r\n{rest}"

    return shape


def as_psql(text: str) -> str:
    """As a database's own program draws a table: padded, a rule beneath the headings, the count at the end."""
    lines = [line.split("|") for line in text.strip("\r\n").split("\r\n")]
    drawn = ["|".join(f" {cell:<20} " for cell in cells) for cells in lines]
    return "\n".join(
        [drawn[0], "+".join("-" * 22 for _ in lines[0]), *drawn[1:], "(5000 rows)", ""]
    )


def as_markdown(text: str) -> str:
    """As a table in a document: bars at both ends."""
    lines = [f"| {line.replace('|', ' | ')} |" for line in text.strip("\r\n").split("\r\n")]
    return "\n".join([lines[0], "|" + "---|" * len(PLAIN), *lines[1:], ""])


def with_blank_lines(text: str) -> str:
    """A blank line between any two rows."""
    return text.replace("\r\n", "\r\n\r\n")


def day_of_month(moment: datetime) -> str:
    """3rd."""
    day = moment.day
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def of_1904(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """Each cell of its type, in a book that counts its days from 1904."""
    book.epoch = CALENDAR_MAC_1904
    typed(book, found, headings)


def numbers_of_1904(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """The same, days without a number format."""
    book.epoch = CALENDAR_MAC_1904
    as_numbers(book, found, headings)
    for (cell,) in book.active.iter_rows(2, min_col=3, max_col=3):
        cell.value -= 1_462


def with_merged_titles(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """A title and two bands of columns, merged over the headings, and a second sheet beside it."""
    sheet = book.active
    sheet["A1"] = "Calls of the first quarter"
    sheet.merge_cells("A1:J1")
    sheet["A2"] = "Call"
    sheet.merge_cells("A2:E2")
    sheet["F2"] = "Outcome"
    sheet.merge_cells("F2:J2")
    sheet.append(headings)
    for row in found:
        sheet.append([f"{at(row):%d/%m/%Y}" if name == DAY else row[name] for name in headings])
    book.create_sheet("Notes").append(["Printed on 1 April"])


def numbers_as_texts(book: Any, found: list[Row], headings: tuple[str, ...]) -> None:
    """Real dates, and every number a text with a decimal comma."""
    sheet = book.active
    sheet.append(headings)
    for row in found:
        moment = at(row)
        changed = row | {
            DAY: moment,
            CLOCK: f"{moment:%H:%M}:{moment:%S}",
            SPEED: row[SPEED] and f"{row[SPEED]},00",
            TALK: row[TALK] and comma(fraction(seconds(row))),
        }
        sheet.append([changed[name] or None for name in headings])


ELSEWHERE: dict[str, Spelling] = {
    # How the text is written
    "tabs in utf-16, with a title": Spelling(
        encoding="utf-16-be", before="\ufeffCalls, all of them\r\n\r\n", delimiter="\t"
    ),
    "two marks": Spelling(before="\ufeff"),
    "titles and blank lines, all quoted": Spelling(
        before='"Calls"\r\n""\r\n', quoting=csv.QUOTE_ALL, delimiter=";"
    ),
    "texts as formulas": Spelling(each(lambda cell: f'="{cell}"', CALL, AGENT, TALK, SPEED)),
    "apostrophes before texts": Spelling(each(lambda cell: f"'{cell}", DAY, CLOCK, TALK, SPEED)),
    "a rule beneath the headings": Spelling(
        shape=with_second_line(lambda n: ",".join([SHORT_RULE] * n)),
        after="\r\n(5000 rows affected)\r\n",
    ),
    "drawn by a database": Spelling(delimiter="|", encoding="utf-8", shape=as_psql),
    "drawn in a document": Spelling(delimiter="|", encoding="utf-8", shape=as_markdown),
    "blank lines between": Spelling(shape=with_blank_lines),
    "end of file mark": Spelling(after="\x1a"),
    "line breaks and delimiters in quotes": Spelling(
        each(lambda cell: f'{cell},\n"so; they\tsaid"\n', TOPIC)
    ),
    "a delimiter at each end": Spelling(shape=swapped(("\r\n", ";\r\n")), delimiter=";"),
    # Numbers
    "decimal commas and points of thousands": Spelling(
        talks(lambda n: f"{n}.000,00"),
        delimiter=";",
        renamed={TALK: "talk_ms"},
    ),
    "points of thousands told by another column": Spelling(
        all_of(talks(lambda n: f"{n}.000"), each(lambda cell: f"{cell},0", RATING)),
        delimiter=";",
        renamed={TALK: "talk_ms"},
    ),
    "thousands by apostrophes": Spelling(talks(lambda n: f"{n}'000"), renamed={TALK: "talk_ms"}),
    "thousands by narrow blanks": Spelling(
        talks(lambda n: f"{n}\u202f000"), renamed={TALK: "talk_ms"}
    ),
    "quoted decimal commas between commas": Spelling(
        each(lambda cell: f"{cell},00", RATING, SPEED)
    ),
    "units beside numbers": Spelling(
        all_of(talks(lambda n: f"{n} s"), each(lambda c: f"{c} sec.", SPEED))
    ),
    "blanks as words": Spelling(
        lambda row: row | {name: row[name] or "N/A" for name in (TALK, SPEED, RATING)}
    ),
    # Durations
    "143s": Spelling(talks(lambda n: f"{n}s")),
    "2m 23s": Spelling(talks(lambda n: f"{n // 60}m {n % 60}s")),
    "0h 02m 23s": Spelling(talks(lambda n: f"0h {n // 60:02}m {n % 60:02}s")),
    "0d 0h 2m 23s": Spelling(talks(lambda n: f"0d 0h {n // 60}m {n % 60}s")),
    "2 minutes and 23 seconds": Spelling(
        talks(lambda n: f"{n // 60} minutes and {n % 60} seconds")
    ),
    "2 Minuten und 23 Sekunden": Spelling(
        talks(lambda n: f"{n // 60} Minuten und {n % 60} Sekunden")
    ),
    "2:23 min": Spelling(talks(lambda n: f"{n // 60}:{n % 60:02} min")),
    "0:02:23 h": Spelling(talks(lambda n: f"{timedelta(seconds=n)} h")),
    "2′23″": Spelling(talks(lambda n: f"{n // 60}′{n % 60:02}″"), encoding="utf-8"),
    "PT0H2M23.000S": Spelling(talks(lambda n: f"PT0H{n // 60}M{n % 60}.000S")),
    "P0DT0H2M23S": Spelling(talks(lambda n: f"P0DT0H{n // 60}M{n % 60}S")),
    "pt143s": Spelling(talks(lambda n: f"pt{n}s")),
    "+00 00:02:23.000000": Spelling(talks(lambda n: f"+00 0{timedelta(seconds=n)}.000000")),
    "0 00:02:23": Spelling(talks(lambda n: f"0 0{timedelta(seconds=n)}")),
    "00:02:23,000": Spelling(talks(lambda n: f"0{timedelta(seconds=n)},000")),
    # Dates
    "3rd January 2021": Spelling(dates(lambda d: f"{day_of_month(d)} {d:%B %Y}")),
    "January 3rd, 2021": Spelling(dates(lambda d: f"{d:%B} {day_of_month(d)}, {d.year}")),
    "Sunday 3rd of January 2021": Spelling(
        dates(lambda d: f"{d:%A} {day_of_month(d)} of {d:%B %Y}")
    ),
    "3 Jan 21": Spelling(dates(lambda d: f"{d.day} {d:%b %y}")),
    "2021-Jan-03": Spelling(dates(lambda d: f"{d:%Y-%b-%d}")),
    "03JAN2021": Spelling(dates(lambda d: f"{d:%d%b%Y}".upper())),
    "2021. 01. 03.": Spelling(dates(lambda d: f"{d:%Y. %m. %d.}")),
    "2021年1月3日": Spelling(dates(lambda d: f"{d.year}年{d.month}月{d.day}日"), encoding="utf-8"),
    "3-1-21": Spelling(dates(lambda d: f"{d.day}-{d.month}-{d:%y}")),
    "03 01 2021": Spelling(dates(lambda d: f"{d:%d %m %Y}")),
    "1/3/21 0:00": Spelling(dates(lambda d: f"{d.month}/{d.day}/{d:%y} 0:00")),
    "44199.0": Spelling(dates(lambda d: f"{(d - datetime(1899, 12, 30)).days}.0")),  # noqa: DTZ001
    # Times
    "9:12:58 a.m.": Spelling(
        times(lambda d: f"{d:%I:%M:%S} " + ("a.m." if d.hour < 12 else "p.m."))
    ),
    "9:12:58AM": Spelling(times(lambda d: f"{d:%I:%M:%S%p}".lstrip("0"))),
    "9:12:58 A": Spelling(times(lambda d: f"{d:%I:%M:%S} {'A' if d.hour < 12 else 'P'}")),
    "AM 9:12:58": Spelling(times(lambda d: f"{d:%p} {d:%I:%M:%S}")),
    "T09:12:58": Spelling(times(lambda d: f"T{d:%H:%M:%S}")),
    # Both in one column
    "started, nanoseconds": combined(lambda d: f"{utc(d):%Y-%m-%dT%H:%M:%S}.000000000Z"),
    "started, sql server": combined(
        lambda d: f"{utc(d) + timedelta(hours=2):%Y-%m-%d %H:%M:%S}.0000000 +02:00"
    ),
    "started, go": combined(lambda d: f"{utc(d):%Y-%m-%d %H:%M:%S} +0000 UTC"),
    "started, javascript": combined(
        lambda d: f"{utc(d):%a %b %d %Y %H:%M:%S} GMT+0000 (Greenwich Mean Time)"
    ),
    "started, unix": combined(
        lambda d: f"{utc(d):%a %b} {d.day:>2} {utc(d):%H:%M:%S} UTC {d.year}"
    ),
    "started, c": combined(lambda d: f"{d:%a %b} {d.day:>2} {d:%H:%M:%S} {d.year}"),
    "started, jira": combined(lambda d: f"{d:%d/%b/%y} {d:%I:%M:%S %p}"),
    "started, browser": combined(lambda d: f"{d:%b} {d.day}, {d.year}, {d:%I:%M:%S %p}"),
    "started, db2": combined(lambda d: f"{d:%Y-%m-%d-%H.%M.%S}.000000"),
    "started, 14 figures": combined(lambda d: f"{d:%Y%m%d%H%M%S}"),
    # Yes and no
    **{
        f"{yes} or {no}": Spelling(answers(yes, no), encoding="utf-8")
        for yes, no in (
            *(
                ("-1", "0"),
                ("J", "N"),
                ("ja", "nein"),
                ("True", "False"),
                ("WAHR", "FALSCH"),
                ("sim", "não"),
            ),
            *(
                ("tak", "nie"),
                ("ano", "ne"),
                ("Да", "Нет"),
                ("是", "否"),
                ("☑", "☐"),
                ("Yes.", "No."),
            ),
        )
    },
    # Workbooks
    "typed workbook of 1904": Spelling(workbook=of_1904),
    "workbook of bare numbers of 1904": Spelling(workbook=numbers_of_1904),
    "workbook with merged titles": Spelling(workbook=with_merged_titles),
    "workbook of numbers as texts": Spelling(workbook=numbers_as_texts),
}
