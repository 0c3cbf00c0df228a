"""To answer the question of the week, so that nobody can say afterwards who answered what.

What is promised. An answer is added to a sum and kept nowhere else. The database holds no row of an answer: who
has answered is one row of sorted ids for a team, what was answered one row of sums and sorted words, and both are
made with the round, before anybody answers. Nothing else is written: no entry of the audit, no mark on a notice,
no name of the call (`Idempotency-Key`), as each would be a row of one person that stands beside the sums in time.
The log says that the address was called, as of every address, and what was sent with it is left out of error
reports. When the week closes, who has answered is forgotten and the sums are written anew, so that not even the
order of the last writes is left (`recompute.pulse`).

What is not promised. Whoever can compare two copies of the database from within one open week sees what was added
in between, and among whom: copies on backup media, a log of statements, PostgreSQL's own log of changes (WAL) and
rows it has not cleared away yet. One answer between two copies is then one person's. Nor can sums hide what all of
a group say alike, nor words who wrote them in their own way: the page says so before one writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import SCALE, Box, Round, Turnout
from feedback.permissions.pulse import team_answered_for
from feedback.queries.pulse_results import in_order
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User

LONGEST_WORDS = 300
SUMS = ("ones", "twos", "threes", "fours", "fives")
CLOSED = "That question has closed. Nothing was counted: have a look at this week’s."


@transaction.atomic
def answer(person: User, week: date, *, score: int | None, words: str = "", now: datetime) -> bool:
    """Count an answer of 1 to 5, and keep its words without their author. False: they had answered before.

    `week` is the round that was on the page. Whoever answers again changes nothing: nobody knows which answer is
    theirs. All who answer queue at the round's row, and so does its closing: two at once count two, and none comes
    after the results. Four statements and two writes. Raises ActionRefused, PermissionDenied.
    """
    team = team_answered_for(person)
    if team is None:
        raise PermissionDenied
    if score not in SCALE:
        raise ActionRefused("score", "Choose one of the five.")
    kept = kept_line("words", words, limit=LONGEST_WORDS)
    current = Round.objects.select_for_update().filter(week=week).first()
    if current is None or current.closed_at is not None:
        raise ActionRefused("", CLOSED)
    if not current.opens_at <= now < current.closes_at:
        raise ActionRefused("", CLOSED)
    there = {row.team_id: row for row in Turnout.objects.filter(round=current)}
    if any(person.pk in row.people for row in there.values()):
        return False
    turnout = there.get(team)
    if turnout is None:
        # A team that is younger than the round.
        turnout = Turnout.objects.create(round=current, team_id=team)
        Box.objects.create(round=current, team_id=team)
    turnout.people = sorted([*turnout.people, person.pk])
    turnout.save(update_fields=["people"])
    box = Box.objects.get(round=current, team_id=team)
    name = SUMS[score - 1]
    setattr(box, name, getattr(box, name) + 1)
    if kept:
        box.words = list(in_order([*box.words, kept]))
    box.save(update_fields=[*SUMS, "words"])
    return True


@transaction.atomic
def count_many(current: Round, answers: Mapping[int, Iterable[tuple[int, str]]]) -> None:
    """Many answers at once, by team, added to the sums of an open round: for the demonstration's past.

    Who gave them is not known here, and so not noted. Three statements, whatever their number.
    """
    boxes = list(Box.objects.filter(round=current, team_id__in=answers))
    for box in boxes:
        words = [*box.words]
        for score, said in answers[box.team_id]:
            name = SUMS[score - 1]
            setattr(box, name, getattr(box, name) + 1)
            words += [said] if said else []
        box.words = list(in_order(words))
    Box.objects.bulk_update(boxes, [*SUMS, "words"])
