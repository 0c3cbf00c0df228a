"""Customers' comments out of a file: looked at whole first, then brought in whole, or not at all.

Columns are found by their headings: words, channel, date, agent, customer, id. Without an id, a comment is known by
what it says: the same file twice counts once either way.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from feedback.actions.praise import add_praise, check_day, checked_name, checked_words
from feedback.models import Praise
from feedback.permissions.praise import people_praised_in
from goals.ingest.files.dates import find_order, read_date
from goals.ingest.files.grid import Row, safe_cell
from goals.ingest.files.instants import day_text
from goals.ingest.files.problems import FileProblem, Problem
from goals.ingest.files.table import read_table
from goals.ingest.resolve import Directory, key
from goals.ingest.values import Rejected, shown
from teams.actions.errors import ActionRefused
from teams.models import Team, User

MOST_ROWS = 1_000
MOST_BYTES = 1_000_000
COLUMNS = ("words", "channel", "date", "agent", "customer", "id")
REQUIRED = ("words", "date")
_HEADINGS = {
    "words": ("words", "comment", "comments", "feedback", "text", "what they said", "verbatim"),
    "channel": ("channel", "where", "medium"),
    "date": ("date", "day", "said on", "submitted", "created"),
    "agent": ("agent", "for", "for whom", "employee", "name of agent"),
    "customer": ("customer", "customer name", "from", "who"),
    "id": ("id", "comment id", "response id", "reference"),
}
_CHANNELS = {
    Praise.Channel.SURVEY: ("", "survey", "csat", "nps", "questionnaire"),
    Praise.Channel.SOCIAL: ("social", "social media", "twitter", "x", "facebook", "review"),
    Praise.Channel.LETTER: ("letter", "post", "card"),
    Praise.Channel.EMAIL: ("email", "e-mail", "mail"),
    Praise.Channel.CALL: ("call", "on a call", "phone", "telephone"),
    Praise.Channel.FACE: ("face", "face to face", "in person", "branch", "store"),
}
_CHANNEL_OF = {word: channel for channel, words in _CHANNELS.items() for word in words}
_LISTED = ", ".join(label.lower() for label in Praise.Channel.labels)


@dataclass(frozen=True, slots=True)
class Comment:
    """One of the file that can be brought in. `person_id` 0: not said for whom."""

    line: int
    words: str
    channel: str
    said_on: date
    person_id: int
    customer: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file would do. `text` is the file again, as it was read, to be sent along with the yes."""

    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]
    new: int
    known: int
    text: str

    @property
    def sentence(self) -> str:
        """`41 comments: 38 new, 2 here already, 1 needs you.`"""
        rows = len(self.comments) + len({one.line for one in self.problems})
        parts = [f"{self.new} new"]
        if self.known:
            parts.append(f"{self.known} here already")
        if self.problems:
            number = len({one.line for one in self.problems})
            parts.append(f"{number} need{'s' if number == 1 else ''} you")
        return f"{rows} comment{'' if rows == 1 else 's'}: {', '.join(parts)}."


def source_of(team: Team) -> str:
    """Under which name ids of a team's files are known."""
    return f"comments-{team.pk}"


def check(content: bytes, team: Team, now: datetime) -> Checked:
    """Read a file; nothing is written. Raises FileProblem for what cannot be read as a table of comments."""
    if len(content) > MOST_BYTES:
        raise FileProblem("The file is over 1 MB. Send it in several parts.")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        rows, problems = _rows_of(Path(file.name))
    if len(rows) + len(problems) > MOST_ROWS:
        raise FileProblem(
            f"The file has over {MOST_ROWS:,} comments. Send it in several parts, or by the API."
        )
    if not rows and not problems:
        raise FileProblem("There are headings, and nothing beneath them.")
    order = _order_of(rows, team, now)
    directory = Directory.load(now, teams=[team.pk])
    comments: dict[str, Comment] = {}
    again = 0
    for line, cells in rows:
        try:
            comment = _comment(line, cells, order, team, directory, now)
        except (Rejected, ActionRefused) as error:
            problems.append(_problem(line, cells, error))
            continue
        first = comments.setdefault(comment.external_id, comment)
        if first is not comment:
            again += 1
            if _said(first) != _said(comment):
                problems.append(_unlike(comment, first))
    known = _known(team, comments)
    fresh = [one for name, one in comments.items() if name not in known]
    for comment in _of_others(fresh, team, now):
        del comments[comment.external_id]
        problems.append(_not_there(comment, dict(rows)[comment.line], team))
    return Checked(
        comments=tuple(comments.values()),
        problems=tuple(sorted(problems, key=lambda one: (one.line, one.column))),
        new=len(comments) - len(known),
        known=len(known) + again,
        text=_text(rows),
    )


@transaction.atomic
def bring_in(actor: User, content: bytes, team: Team, *, now: datetime) -> int:
    """Everything in the file that is not here yet; how many those are. Where one row needs mending nothing is
    written. Raises FileProblem, PermissionDenied.
    """
    checked = check(content, team, now)
    if checked.problems:
        raise FileProblem("Some rows need mending first. Nothing was written.")
    people = User.objects.in_bulk([one.person_id for one in checked.comments if one.person_id])
    written = 0
    for one in checked.comments:
        _, is_new = add_praise(
            actor,
            team=team,
            words=one.words,
            channel=one.channel,
            said_on=one.said_on,
            people=[people[one.person_id]] if one.person_id else [],
            customer=one.customer,
            source=source_of(team),
            external_id=one.external_id,
            now=now,
        )
        written += is_new
    return written


# --- Rows ----------------------------------------------------------------------------------------

Cells = dict[str, str]


def _rows_of(path: Path) -> tuple[list[tuple[int, Cells]], list[Problem]]:
    table = read_table(path)
    places = _places(table.headings)
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        raise FileProblem(
            f"There is no column headed “{missing[0]}”. The columns are {', '.join(COLUMNS)}; "
            f"found {', '.join(shown(heading, 40) for heading in table.headings[:12])}."
        )
    rows: list[tuple[int, Cells]] = []
    problems: list[Problem] = []
    for row in table.rows():
        if isinstance(row, Problem):
            problems.append(row)
        elif isinstance(row, Row):
            rows.append((row.line, {name: row.cells[place] for name, place in places.items()}))
        if len(rows) + len(problems) > MOST_ROWS:
            break
    return rows, problems


def _places(headings: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands; of several that fit, the one whose name comes first with us."""
    keys = [key(heading) for heading in headings]
    found: dict[str, int] = {}
    for name, words in _HEADINGS.items():
        place = next((keys.index(word) for word in words if word in keys), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _order_of(rows: Iterable[tuple[int, Cells]], team: Team, now: datetime) -> str:
    texts = dict.fromkeys(day_text(cells["date"]) for _, cells in rows if cells["date"])
    found = find_order(texts, team.clock.day_of(now))
    if not found.order:
        raise FileProblem(
            f"“{shown(found.example)}” may be read with the day or the month first. Write the dates as "
            "2026-11-20."
        )
    return found.order


def _comment(
    line: int, cells: Cells, order: str, team: Team, directory: Directory, now: datetime
) -> Comment:
    words = checked_words(cells["words"])
    if not cells["date"]:
        raise Rejected("date", "The date is missing.", "", "Say on which day they said it.")
    said_on = read_date(day_text(cells["date"]), order, "date")
    check_day(said_on, team, now)
    agent, customer = cells.get("agent", ""), checked_name(cells.get("customer", ""))
    person_id = directory.agent(agent, "agent") if agent else 0
    channel = _CHANNEL_OF.get(key(cells.get("channel", "")))
    if channel is None:
        raise Rejected(
            "channel",
            f"“{shown(cells['channel'])}” is no channel of ours.",
            cells["channel"],
            f"Use one of: {_LISTED}.",
        )
    given = cells.get("id", "")
    if len(given) > 120:
        raise Rejected("id", "The id is too long.", given, "Keep it to 120 characters.")
    digest = sha256(repr((words, said_on, person_id, customer)).encode()).hexdigest()[:32]
    return Comment(line, words, channel, said_on, person_id, customer, given or f"words-{digest}")


_FIELDS = {"said_on": "date"}


def _problem(line: int, cells: Cells, error: Rejected | ActionRefused) -> Problem:
    """Where, what and how to mend it."""
    column = _FIELDS.get(error.field, error.field)
    repair = error.repair if isinstance(error, Rejected) else error.message
    return Problem(line, column, shown(cells.get(column, "")), error.message, repair)


def _of_others(comments: Iterable[Comment], team: Team, now: datetime) -> Iterator[Comment]:
    """Those for somebody who was in the team at another time. One statement for each day that is named."""
    by_day: dict[date, list[Comment]] = {}
    for comment in comments:
        if comment.person_id:
            by_day.setdefault(comment.said_on, []).append(comment)
    for day, said in by_day.items():
        there = set(people_praised_in(team, day, now).values_list("pk", flat=True))
        yield from (comment for comment in said if comment.person_id not in there)


def _not_there(comment: Comment, cells: Cells, team: Team) -> Problem:
    mend = "Correct the date or the name, or leave the agent out."
    what = f"They were not in {team.name} on that day, or are no longer here."
    return Problem(comment.line, "agent", shown(cells.get("agent", "")), f"{what} {mend}", mend)


def _unlike(comment: Comment, first: Comment) -> Problem:
    return Problem(
        comment.line,
        "id",
        shown(comment.external_id),
        f"The same id stands on line {first.line} with other words. Give each comment its own.",
        "Give each comment its own id.",
    )


def _said(comment: Comment) -> tuple[object, ...]:
    return (comment.words, comment.said_on, comment.person_id, comment.channel)


def _known(team: Team, comments: dict[str, Comment]) -> set[str]:
    found = Praise.objects.filter(source=source_of(team), external_id__in=list(comments))
    return set(found.values_list("external_id", flat=True))


def _text(rows: Iterable[tuple[int, Cells]]) -> str:
    """The rows as a file of ours: what travels in the page between the look and the yes."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for _, cells in rows:
        writer.writerow([safe_cell(cells.get(name, "")) for name in COLUMNS])
    return file.getvalue()
