"""The week of the pulse: a round opens on its first working morning, and closes when the week is over.

Right however often it runs, and after any pause. A week in which nobody looked has no round, as nobody could have
answered. One that begins late is open for what is left of the week, as long as a working day is. One that should
have closed takes no answer any more (the answer looks at the time itself) and is told as soon as somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse

from feedback.anonymity import FEWEST, told_of
from feedback.envelope import Unreadable
from feedback.models import SUMS, Box, Held, Question, Round, Turnout
from feedback.notice_kinds import PULSE
from feedback.queries.pulse_held import Said, sealed, teams_asked, unsealed
from feedback.queries.pulse_people import people_asked
from teams.actions.audit import record
from teams.models import Notice, Organisation, Team
from teams.queries.calendars import working_times
from teams.telling import tell

MORNING = time(6)
"""By the organisation's clock: it is there when the first people come in."""
WEEK = timedelta(days=7)

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Close what is over, then open what is due. Three statements where nothing is."""
    for pk in list(over(now)):
        close(pk, now)
    open_due(now)


def over(now: datetime) -> list[int]:
    """Rounds whose week has passed and that are open still, oldest first."""
    due = Round.objects.filter(closed_at=None, closes_at__lte=now).order_by("week")
    return list(due.values_list("pk", flat=True))


@transaction.atomic
def close(pk: int, now: datetime) -> None:
    """From now on results are told, and no answer comes in: both wait at the round's row.

    Who has answered is forgotten, as nothing needs it any more, and so is what may not be told: fewer than five
    answers altogether, and which of the teams that are told together an answer came from. What may be told is written
    in the order of the teams. Notices that asked are read then, for those who answered and those who did not alike.
    """
    current = Round.objects.select_for_update().get(pk=pk)
    if current.closed_at is not None:
        return
    said = _said_in(current)
    Turnout.objects.filter(round=current).delete()
    Held.objects.filter(round=current).delete()
    asked = teams_asked(current) | said.keys()
    fill_boxes(current, {team: said.get(team, Said()) for team in asked})
    Notice.objects.filter(kind=PULSE, key=key_of(current), read_at=None).update(read_at=now)
    current.closed_at = now
    current.save(update_fields=["closed_at"])
    record(None, "closed", current, at=now)


def _said_in(current: Round) -> dict[int, Said]:
    """What was answered; nothing where the secret it was sealed with is gone, as then nobody can know it any more."""
    try:
        return unsealed(Held.objects.get(round=current))
    except Unreadable:
        log.exception("answers of the pulse were sealed with another SECRET_KEY", week=current.week)
        return {}


def fill_boxes(current: Round, said: Mapping[int, Said]) -> None:
    """What may be told of a round, from all that was said in it: teams alone, in order, then the others together."""
    told = told_of({team: sum(one.sums) for team, one in said.items()})
    groups = [[team] for team in sorted(told.groups)] + ([sorted(told.rest)] if told.rest else [])
    for teams in groups:
        whole = sum((said[team] for team in teams), Said())
        sums = dict(zip(SUMS, whole.sums, strict=True))
        box = Box.objects.create(round=current, words=list(whole.words), **sums)
        box.teams.set(teams)


def key_of(current: Round) -> str:
    """By what the notices know which round they ask for."""
    return f"pulse-{current.week}"


def open_due(now: datetime) -> Round | None:
    """The round of this week, once. None where there is one, or none is to be."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return None
    today = organisation.clock.day_of(now)
    week = week_of(organisation, today)
    if _has_one(week):
        return None
    days = working_days(week)
    if not days or today > days[-1] or now < opens(organisation, days[0]):
        return None
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        # Two workers may have looked at the same time.
        return None if _has_one(week) else open_round(organisation, week, today, now)


def _has_one(week: date) -> bool:
    return Round.objects.filter(Q(week=week) | Q(closed_at=None)).exists()


def open_round(organisation: Organisation, week: date, today: date, now: datetime) -> Round | None:
    """Ask the question that was longest not asked; everybody is told once. Call in a transaction.

    Not where fewer than five people would be asked: nothing could ever be told. The rows for the answers are made
    here, so that nothing is added to a table when the first comes.
    """
    people = people_asked(today)
    question = next_question()
    if question is None or len(people) < FEWEST:
        return None
    made = Round.objects.create(
        question=question,
        week=week,
        words=question.words,
        low=question.low,
        high=question.high,
        opens_at=now,
        closes_at=organisation.clock.day_start(week + WEEK),
    )
    Turnout.objects.create(round=made)
    Held.objects.create(round=made, sealed=sealed(made.pk, {}))
    tell(
        people,
        PULSE,
        key_of(made),
        question.words,
        detail="One click, and nobody sees who said what.",
        url=reverse("feedback:pulse_answer"),
        now=now,
    )
    record(None, "opened", made, after={"words": made.words}, at=now)
    return made


def next_question() -> Question | None:
    """Whichever was longest not asked; one that never was comes first, in the order of the set."""
    asked = Question.objects.filter(archived_at=None).annotate(last=Max("rounds__week"))
    return asked.order_by(F("last").asc(nulls_first=True), "position", "id").first()


def week_of(organisation: Organisation, day: date) -> date:
    """The organisation's first day of the week that a day lies in."""
    return day - timedelta(days=(day.weekday() - organisation.week_starts_on) % 7)


def working_days(week: date) -> list[date]:
    """Days of the week on which any team works. Two statements."""
    times = working_times(Team.objects.filter(archived_at=None)).values()
    days = (week + timedelta(days=n) for n in range(7))
    return [day for day in days if any(one.is_working_day(day) for one in times)]


def opens(organisation: Organisation, day: date) -> datetime:
    """The morning of a day."""
    return datetime.combine(day, MORNING, ZoneInfo(organisation.time_zone))
