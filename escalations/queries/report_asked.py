"""What a report is asked for: days, a team, and the part that one of its bars stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from escalations.models import (
    Amends,
    AmendsKind,
    Avoidable,
    Channel,
    Escalation,
    Outcome,
    Promise,
    Review,
    WhyNot,
    counted,
    promise_kept,
    promise_missed,
)
from escalations.permissions import reported_to
from teams.models import Team, User
from teams.permissions import standing_of

LONGEST_DAYS = 1_100
AVOIDABLE = (Avoidable.WITHIN, Avoidable.WITH_BETTER)
LEARNABLE = (WhyNot.TRAINING, WhyNot.UNSURE)
"""Reasons that training does away with."""
THIRD = 2
REST = {
    "rest_cause": "Other causes",
    "rest_category": "Other categories",
    "rest_team": "Other teams",
}
"""Parts beside the largest: their key names the ones that are left out, so that it stays short."""
MOST_LEFT_OUT = 20
APART = {"alone": Outcome.ALONE, "recorded": Outcome.RECORDED, "withdrawn": Outcome.WITHDRAWN}


class NoSuchPart(ValueError):
    """An address that names no part of the report."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The days `first` to `last`, both included, of one team or of all that the reader leads.

    A case belongs to its team's day on which it began: whatever became of it counts there.
    """

    first: date
    last: date
    team: Team | None = None

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        found = {"since": self.first.isoformat(), "until": self.last.isoformat()}
        return found if self.team is None else {**found, "team": self.team.slug}


def cases_sent(viewer: User, asked: Asked) -> QuerySet[Escalation]:
    """All cases of those days that this person's report is about, also those that count apart."""
    found = reported_to(viewer).filter(day__range=(asked.first, asked.last))
    return found if asked.team is None else found.filter(team=asked.team)


def cases_counted(viewer: User, asked: Asked) -> QuerySet[Escalation]:
    """Those that count."""
    return cases_sent(viewer, asked).filter(counted())


def may_open(viewer: User, asked: Asked) -> bool:
    """Whether rows behind the figures are this person's to see: administrators have sums alone, and of the teams
    that they lead the rows too.
    """
    leads = standing_of(viewer).leads
    return bool(leads) if asked.team is None else asked.team.pk in leads


def leaves_out(viewer: User, asked: Asked) -> bool:
    """Whether a bar may stand for more cases than this person may open: of teams that they do not lead."""
    return asked.team is None and standing_of(viewer).is_administrator


def rows_url(asked: Asked, by: str, key: object = "") -> str:
    """Where the rows of a part are."""
    query = {**asked.query, "by": by, **({"key": str(key)} if key != "" else {})}
    return f"{reverse('escalations:report_rows')}?{urlencode(query)}"


def part_of(viewer: User, asked: Asked, by: str, key: str) -> QuerySet[Escalation]:
    """The cases that a bar stands for, of those that this person may open. Raises NoSuchPart."""
    sent = cases_sent(viewer, asked).filter(team__in=standing_of(viewer).leads)
    if by in APART:
        return sent.filter(outcome=APART[by]).exclude(counted())
    return sent.filter(counted()).filter(_condition(by, key))


_ALL: dict[str, Q] = {
    "": Q(),
    "answered": Q(answered_at__isnull=False),
    "reviewed": ~Q(avoidable=""),
    "unreviewed": Q(state=Escalation.State.RESOLVED)
    & ~Q(Exists(Review.objects.filter(escalation=OuterRef("pk"), round=OuterRef("reopened")))),
    "avoidable": Q(avoidable__in=AVOIDABLE),
}
"""Parts that need no key."""


def _condition(by: str, key: str) -> Q:
    if by in _ALL:
        return _ALL[by]
    if by in REST:
        return _rest(by, key.split(","))
    if by in ("cause", "category", "training"):
        return _of_number(by, _number(key, 10**15))
    if by == "hour":
        return Q(hour=_number(key, 24))
    if by == "times":
        number = _number(key, THIRD + 1)
        return Q(earlier__gte=THIRD) if number == THIRD else Q(earlier=number)
    return _of_word(by, key)


def _of_number(by: str, number: int) -> Q:
    if by == "cause":
        return Q(cause=number) if number else Q(cause=None)
    in_category = Q(category=number)
    return in_category & _reviewed(why_not__in=LEARNABLE) if by == "training" else in_category


def _rest(by: str, without: list[str]) -> Q:
    """All but those named; a case without a cause belongs to no cause."""
    if len(without) > MOST_LEFT_OUT:
        raise NoSuchPart(by)
    if by == "rest_team":
        return ~Q(team__slug__in=without)
    numbers = [_number(each, 10**15) for each in without]
    if by == "rest_cause":
        return Q(cause__isnull=False) & ~Q(cause__in=numbers)
    return ~Q(category__in=numbers)


def _of_word(by: str, key: str) -> Q:
    if by == "channel":
        return Q(channel=_one_of(key, Channel.values))
    if by == "why":
        return _reviewed(why_not=_one_of(key, WhyNot.values))
    if by == "amends":
        kind = _one_of(key, AmendsKind.values)
        return Q(Exists(Amends.objects.filter(escalation=OuterRef("pk"), kind=kind)))
    if by == "promise":
        which = promise_kept() if _one_of(key, ["kept", "missed"]) == "kept" else promise_missed()
        return Q(Exists(Promise.objects.filter(which, escalation=OuterRef("pk"))))
    raise NoSuchPart(by)


def _reviewed(**narrowed: object) -> Q:
    last = Review.objects.filter(escalation=OuterRef("pk"), round=OuterRef("reopened"), **narrowed)
    return ~Q(avoidable="") & Q(Exists(last))


def _number(key: str, below: int) -> int:
    if not (key.isascii() and key.isdigit() and len(key) <= 15 and int(key) < below):
        raise NoSuchPart(key)
    return int(key)


def _one_of(key: str, values: list[str]) -> str:
    if key not in values:
        raise NoSuchPart(key)
    return key
