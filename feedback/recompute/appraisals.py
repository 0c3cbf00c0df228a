"""Whose turn it is in an appraisal, said some days before its day and once it is over: never what is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from feedback import appraisal_life as life
from feedback.models import Appraisal
from feedback.notice_kinds import APPRAISAL
from feedback.queries.appraisals.page import due_on
from feedback.queries.appraisals.words import standing_of
from goals import dates
from teams.models import Notice, User
from teams.permissions import organisation_day
from teams.telling import tell

BEFORE = timedelta(days=3)
LATE = timedelta(days=7)
"""How far back a day that is over is still told, after a pause of the jobs."""


def look(now: datetime) -> None:
    """Remind whoever's turn it is, once before each day and once after it; and once the person's day is over, tell the
    leader that they need not wait.

    Right however often it runs; who has left is not told. Three statements where nothing is new.
    """
    today = organisation_day(now)
    near = {"lte": today + BEFORE, "gte": today - LATE}
    waiting = Appraisal.objects.filter(
        Q(state=life.SELF, **_on("self_by", near))
        | Q(state=life.LEADER, **_on("leader_by", near))
        | Q(state__in=[life.TALK, life.SIGN], **_on("sign_by", near)),
        cycle__closed_at=None,
        out_at=None,
    )
    # The words are nobody's business here.
    rows = waiting.select_related("cycle", "person", "leader").defer(
        "person_words", "leader_words", "next_words", "disagreement"
    )
    due: dict[tuple[int, str], tuple[Appraisal, str]] = {}
    for one in rows.order_by("pk"):
        until = due_on(one)
        if until is None:
            continue
        when = "late" if until < today else "soon"
        key = f"appraisal-{one.pk}-{one.state}-{until}-{when}"
        for person in _whose(one):
            if person.is_active:
                due[person.pk, key] = (one, _words(one, until, today))
        if one.state == life.SELF and until < today and one.leader.is_active:
            day = dates.short_day(until, today)
            words = f"{one.person.name} has not written their part of {one.cycle.name}, which was due by {day}."
            due[one.leader_id, key] = (one, f"{words} You can go on without it.")
    keys = {key for _, key in due}
    told = set(Notice.objects.filter(kind=APPRAISAL, key__in=keys).values_list("user_id", "key"))
    for (user_id, key), (one, text) in due.items():
        if (user_id, key) not in told:
            url = reverse("feedback:appraisal", args=[one.pk])
            tell([user_id], APPRAISAL, key, text, url=url, now=now)


def _on(field: str, near: dict[str, date]) -> dict[str, date]:
    return {f"cycle__{field}__{name}": day for name, day in near.items()}


def _whose(one: Appraisal) -> list[User]:
    sides = life.turn_of(standing_of(one))
    by_side = {life.OF_PERSON: one.person, life.OF_LEADER: one.leader}
    return [by_side[side] for side in sides]


def _words(one: Appraisal, until: date, today: date) -> str:
    day = dates.short_day(until, today)
    if until < today:
        return f"{one.cycle.name} waits for you since {day}."
    return f"{one.cycle.name} waits for you, until {day}."
