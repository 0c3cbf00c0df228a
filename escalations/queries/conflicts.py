"""Answers that contradict each other: reported ones, settled ones, and candidates for a leader to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, F, IntegerField, Max, When
from django.urls import reverse

from escalations.addresses import case_path, protocol_path
from escalations.contradictions import Ended, Line, contradicting_lines, contradicting_outcomes
from escalations.models import Cause, Conflict, Escalation, Protocol, ProtocolLine
from escalations.permissions import (
    conflicts_visible_to,
    escalations_visible_to,
    protocols_visible_to,
)
from goals import dates
from teams.models import User
from teams.permissions import organisation_day, standing_of
from teams.queries.paged import page_of

LOOKED_AT = timedelta(days=180)
MOST_CASES = 2_000
"""The newest answered cases that are compared; more would say the same."""
MOST_LINES = 400
MOST_CANDIDATES = 12
MOST_OTHERS = 200
MOST_OTHER_CASES = 40
Others = list[tuple[str, list[tuple[str, str]]]]
"""Groups of choices by their names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One side: what it says, and where it stands."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A conflict that somebody reported."""

    pk: int
    text: str
    who: str
    sides: tuple[Answer, ...]
    settled: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two answers that may contradict each other; `report` is the query of the form that says so."""

    about: str
    one: Answer
    other: Answer
    report: str


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All three. Reported and settled ones are one list, the open before the others, a page of which is here."""

    open: tuple[ConflictLine, ...]
    settled: tuple[ConflictLine, ...]
    previous_url: str
    next_url: str
    candidates: tuple[Candidate, ...]


def conflicts_for(viewer: User, now: datetime, asked: Mapping[str, str]) -> Conflicts:
    """Six statements for leaders, three for others, and one for the day. Candidates are on the first page alone."""
    today = organisation_day(now)
    reported = conflicts_visible_to(viewer)
    rows = reported.select_related(
        "by", "settled_by", "protocol", "other_protocol", "escalation", "other_escalation"
    ).order_by(F("settled_at").desc(nulls_first=True), "-id")
    page = page_of(rows, asked, "page", reverse("escalations:conflicts"))
    lines = [(row, _line(row, today)) for row in page.lines]
    return Conflicts(
        tuple(line for row, line in lines if row.settled_at is None),
        tuple(line for row, line in lines if row.settled_at is not None),
        page.previous_url,
        page.next_url,
        () if page.previous_url else candidates_for(viewer, today),
    )


def candidates_for(viewer: User, today: date) -> tuple[Candidate, ...]:
    """What nobody has reported yet. Five statements for leaders, three for others."""
    told = set(conflicts_visible_to(viewer).order_by().values_list(*_SIDES))
    leads = standing_of(viewer).leads
    found = [*_protocols(told), *(_outcomes(viewer, today, told) if leads else [])]
    return tuple(found[:MOST_CANDIDATES])


_SIDES = ("protocol_id", "other_protocol_id", "escalation_id", "other_escalation_id")


def _line(row: Conflict, today: date) -> ConflictLine:
    return ConflictLine(
        pk=row.pk,
        text=row.text,
        who=f"{row.by.name}, {dates.day(row.at.date(), today)}",
        sides=sides_of(row, today),
        settled=row.settled,
        settled_by=row.settled_by.name if row.settled_by else "",
    )


def sides_of(row: Conflict, today: date) -> tuple[Answer, ...]:
    """The two answers, as far as they were loaded with the conflict."""
    protocols = (row.protocol, row.other_protocol)
    cases = (row.escalation, row.other_escalation)
    return (
        *(Answer(each.title, protocol_path(each.slug)) for each in protocols if each),
        *(answer_of(each, today) for each in cases if each),
    )


def answer_of(case: Escalation, today: date) -> Answer:
    """`Third missed delivery, Thu 19 Nov: agreed as suggested`."""
    day = f", {dates.day(case.day, today)}" if case.day else ""
    outcome = case.get_outcome_display().lower() or case.get_state_display().lower()
    return Answer(f"{case.about}{day}: {outcome}", case_path(case.pk))


def _protocols(told: set[tuple[int | None, ...]]) -> list[Candidate]:
    """Pairs of protocols of one category, by the versions that hold. Two statements."""
    versions = (
        Protocol.objects.filter(archived_at=None, versions__published_at__isnull=False)
        .annotate(last=Max("versions__number"))
        .values_list("pk", "last")
    )
    last = dict(versions)
    rows = (
        ProtocolLine.objects.filter(
            version__protocol__archived_at=None, version__published_at__isnull=False
        )
        .select_related("version__protocol__category")
        .order_by("version__protocol__category_id", "version__protocol_id", "position")
    )
    by_category: dict[str, list[Line]] = {}
    protocols: dict[int, Protocol] = {}
    for row in rows:
        protocol = row.version.protocol
        if last.get(protocol.pk) != row.version.number:
            continue
        protocols[protocol.pk] = protocol
        line = Line(protocol.pk, row.kind, row.text, row.limit_id or 0)
        by_category.setdefault(protocol.category.name, []).append(line)
    found = []
    seen = set(told)
    for category, lines in by_category.items():
        for a, b in contradicting_lines(lines[:MOST_LINES]):
            one, other = sorted((a.protocol, b.protocol))
            if (one, other, None, None) in seen:
                continue
            seen.add((one, other, None, None))
            sides = [
                Answer(
                    f"{protocols[line.protocol].title}: {line.text} ({_KINDS[line.kind].lower()})",
                    protocol_path(protocols[line.protocol].slug),
                )
                for line in (a, b)
            ]
            found.append(
                Candidate(category, sides[0], sides[1], f"?protocol={one}&protocol={other}")
            )
    return found


_KINDS = dict(ProtocolLine.Kind.choices)


def _outcomes(viewer: User, today: date, told: set[tuple[int | None, ...]]) -> list[Candidate]:
    """For each cause the newest two cases of opposite outcomes that this person may open. Two statements."""
    rows: list[Any] = list(
        escalations_visible_to(viewer)
        .filter(
            cause__isnull=False,
            outcome__in=["agreed", "differently", "declined"],
            day__gte=today - LOOKED_AT,
        )
        .order_by("-id")[:MOST_CASES]
        .values_list("pk", "cause_id", "outcome")
    )
    pairs = [
        (a.case, b.case, a.cause)
        for a, b in contradicting_outcomes(Ended(pk, cause, how) for pk, cause, how in rows)
        if (None, None, *sorted((a.case, b.case))) not in told
    ][:MOST_CANDIDATES]
    cases = Escalation.objects.in_bulk([pk for pair in pairs for pk in pair[:2]])
    causes = Cause.objects.in_bulk([cause for _, _, cause in pairs])
    return [
        Candidate(
            causes[cause].name,
            answer_of(cases[a], today),
            answer_of(cases[b], today),
            f"?case={a}&case={b}",
        )
        for a, b, cause in pairs
    ]


# --- The other answer, where no rule has found it ------------------------------------------------


def others_like(viewer: User, side: Protocol | Escalation, today: date) -> Others:
    """What an answer may contradict: protocols in use, those of its category first, and the newest cases of its
    category that are over; of each what this person may read. Two statements. Values are `protocol:5`, `case:7`.
    """
    protocols = protocols_visible_to(viewer).filter(archived_at=None)
    cases = escalations_visible_to(viewer).filter(
        category=side.category_id, outcome__in=["agreed", "differently", "declined", "alone"]
    )
    if isinstance(side, Protocol):
        protocols = protocols.exclude(pk=side.pk)
    else:
        cases = cases.exclude(pk=side.pk)
    near = Case(When(category=side.category_id, then=0), default=1, output_field=IntegerField())
    found = protocols.order_by(near, "title")[:MOST_OTHERS]
    named = [
        ("Protocols", [(f"protocol:{one.pk}", one.title) for one in found]),
        ("Cases", [
            (f"case:{one.pk}", answer_of(one, today).text)
            for one in cases.order_by("-id")[:MOST_OTHER_CASES]
        ]),
    ]  # fmt: skip
    return [(name, choices) for name, choices in named if choices]
