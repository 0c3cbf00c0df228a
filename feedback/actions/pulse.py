"""To answer the question of the week, so that nobody can say afterwards who answered what.

What is promised. An answer is added to a sum and kept nowhere else. While the week is open the database holds who has
answered as one row of marks, and what was answered as one row of sealed text, for all teams together; both are made
with the round, before anybody answers, and neither says anything without the server's secret. Nothing else is
written: no entry of the audit, no mark on a notice, nothing in a session, no name of the call (`Idempotency-Key`), as
each would be a row of one person that stands beside the sums in time. The log says that the address was called, and
not by whom; what was sent with it is left out of error reports. When the week closes, who has answered is forgotten,
and only what may be told is kept (`recompute.pulse`).

What is not promised. Whoever holds the database and the server's secret, from within one open week, can open what is
held and make the marks: they see who has answered and how each team's sums stand, so where one of a team has answered
they know what it was. Two such copies show what was added in between; copies on backup media, PostgreSQL's own log of
changes (WAL) and rows it has not cleared away yet are such copies. Nor can sums hide what all of a group say alike, nor
words who wrote them in their own way: the page says so before one writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.envelope import Unreadable
from feedback.models import SCALE, Held, Round, Turnout
from feedback.permissions.pulse import team_answered_for
from feedback.queries.pulse_held import Said, has_answered, mark_of, said_once, sealed, unsealed
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User

LONGEST_WORDS = 300
LOST = (
    "This week’s answers cannot be opened, so yours was not counted: the server’s SECRET_KEY has changed. Whoever runs "
    "Leadwell mends it by giving it the former one back until the week is over."
)
CLOSED = "That question has closed. Nothing was counted: have a look at this week’s."


@transaction.atomic
def answer(person: User, week: date, *, score: int | None, words: str = "", now: datetime) -> bool:
    """Count an answer of 1 to 5, and keep its words without their author. False: they had answered before.

    `week` is the round that was on the page. Whoever answers again changes nothing: nobody knows which answer is
    theirs. All who answer queue at the round's row, and so does its closing: two at once count two, and none comes
    after the results. Three statements and two writes. Raises ActionRefused, PermissionDenied.
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
    turnout = Turnout.objects.get(round=current)
    if has_answered(current.pk, person.pk, turnout.people):
        return False
    turnout.people = sorted([*turnout.people, mark_of(current.pk, person.pk)])
    _add(current, {team: said_once(score, kept)})
    turnout.save(update_fields=["people"])
    return True


@transaction.atomic
def count_many(current: Round, answers: Mapping[int, Iterable[tuple[int, str]]]) -> None:
    """Many answers at once, by team, added to what is held of an open round: for the demonstration's past.

    Who gave them is not known here, and so not noted. Two statements, whatever their number.
    """
    _add(
        current,
        {
            team: sum((said_once(score, words) for score, words in given), Said())
            for team, given in answers.items()
        },
    )


def _add(current: Round, answers: Mapping[int, Said]) -> None:
    held = Held.objects.get(round=current)
    try:
        said = unsealed(held)
    except Unreadable as error:
        raise ActionRefused("", LOST) from error
    for team, added in answers.items():
        said[team] = said.get(team, Said()) + added
    held.sealed = sealed(current.pk, said)
    held.save(update_fields=["sealed"])
