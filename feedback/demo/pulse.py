"""A year of the question of the week: four questions in turn, answered by most, with what was done about them.

Weeks open and close as the clock does it. Past answers are counted together, as nobody is known by them anyway
(`actions.pulse.count_many`); those of the running week are given one by one, by some who cannot sign in: whoever
tries the demonstration finds the question waiting.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from feedback.actions.pulse import answer, count_many
from feedback.actions.pulse_actions import finish_action, note_action
from feedback.actions.pulse_questions import put_question_away
from feedback.models import Question, Round
from feedback.notice_kinds import PULSE
from feedback.receivers import QUESTIONS
from feedback.recompute.pulse import look, opens, week_of, working_days
from teams.demo import LOGINS, NIGHT, NORTH, SOUTH, WEST
from teams.models import Membership, Notice, Organisation, Team, User

WEEKS = 52
READ_AFTER = timedelta(hours=20)
ASKED = (QUESTIONS[0][0], QUESTIONS[2][0], QUESTIONS[3][0], QUESTIONS[4][0])
"""Four, so that each comes round often enough for its usual range."""
LEVELS = {NORTH: 3.7, SOUTH: 3.9, WEST: 3.4, NIGHT: 3.1}
"""What a team tends to say; the night is long."""
SAID = {
    1: ("I waited twenty minutes for somebody to say yes.", "The tool was down half of Tuesday."),
    2: ("Mostly alone after eight.", "Still asking for things I could decide.", "Too many systems at once."),
    3: ("It depends on the shift.", "Some days yes, some days no.", "Better than last time."),
    4: ("The new playbook helps.", "Somebody always picks up when I ask.", "Good week."),
    5: ("Best team I have worked in.", "I was told exactly what I did well.", "Help came before I asked."),
}  # fmt: skip
DONE = (
    (41, "helena", NIGHT, "A second leader on call until midnight.", True),
    (30, "priya", NORTH, "Refunds up to £40 are yours to decide from Monday.", True),
    (17, "samuel", WEST, "Half an hour each Wednesday on the new order system.", True),
    (6, "liam", SOUTH, "We read one thank-you aloud at each huddle.", True),
    (2, "marcus", NORTH, "I sit with the late shift on Thursdays, so that nobody waits for a yes.", False),
)  # fmt: skip
"""Weeks ago, who, for whom, what, and whether it is done."""


@transaction.atomic
def seed_pulse(now: datetime, *, seed: int) -> None:
    """The year up to `now`, the same for a seed and a day. Nothing lies after `now`."""
    dice = Random(f"pulse {seed}")
    organisation = Organisation.objects.get()
    people = {one.username: one for one in User.objects.filter(is_active=True)}
    keeper = people["ada"]
    week = week_of(organisation, organisation.clock.day_of(now))
    weeks = [week - timedelta(days=7 * back) for back in range(WEEKS, -1, -1)]
    begins = opens(organisation, weeks[0])
    for question in Question.objects.exclude(words__in=ASKED):
        put_question_away(keeper, question, away=True, now=begins - timedelta(days=3))
    for each in weeks:
        days = working_days(each)
        if not days or opens(organisation, days[0]) > now:
            continue
        look(opens(organisation, days[0]))
        current = Round.objects.filter(closed_at=None).first()
        if current is not None and each != week:
            count_many(current, _answers(current, dice))
    look(now)
    _do_something(people, now)
    _answer_some(now, dice)
    told = Notice.objects.filter(kind=PULSE, read_at=None, at__lt=now - READ_AFTER)
    told.update(read_at=F("at"))


def _answers(current: Round, dice: Random) -> dict[int, list[tuple[int, str]]]:
    """Of three in four who were there; on the night desk of fewer."""
    given: dict[int, list[tuple[int, str]]] = {}
    shift = {words: place * 0.15 for place, words in enumerate(ASKED)}.get(current.words, 0.0)
    held = Membership.objects.on(current.week).filter(team__archived_at=None, team__isnull=False)
    for team in Team.objects.filter(archived_at=None).order_by("pk"):
        there = held.filter(team=team).count()
        share = 0.35 if team.name == NIGHT else 0.75
        level = LEVELS.get(team.name, 3.5) + shift
        given[team.pk] = [_answer(level, dice) for _ in range(there) if dice.random() < share]
    return given


def _answer(level: float, dice: Random) -> tuple[int, str]:
    score = min(5, max(1, round(dice.gauss(level, 0.9))))
    return score, dice.choice(SAID[score]) if dice.random() < 0.2 else ""


def _do_something(people: dict[str, User], now: datetime) -> None:
    teams = {team.name: team for team in Team.objects.filter(archived_at=None)}
    closed = list(Round.objects.filter(closed_at__isnull=False).order_by("-week"))
    for back, login, team, words, is_done in DONE:
        if back > len(closed) or login not in people or team not in teams:
            continue
        asked = closed[back - 1]
        at = min(asked.closes_at + timedelta(days=1, hours=10), now)
        noted = note_action(people[login], asked, team=teams[team], words=words, now=at)
        if is_done:
            finish_action(people[login], noted, now=min(at + timedelta(days=11), now))


def _answer_some(now: datetime, dice: Random) -> None:
    """Half of those who cannot sign in have answered this week's."""
    current = Round.objects.filter(closed_at=None).first()
    if current is None or not current.opens_at <= now < current.closes_at:
        return
    known = {login for login, _ in LOGINS}
    held = Membership.objects.on(current.week).filter(team__isnull=False).values("user_id")
    waiting = User.objects.filter(pk__in=held, is_active=True).order_by("username")
    for person in waiting:
        if person.username in known or dice.random() < 0.5:
            continue
        score, words = _answer(3.6, dice)
        answer(person, current.week, score=score, words=words, now=now)
