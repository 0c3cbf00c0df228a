"""The demonstration's learning: two paths, a year of completions, somebody on the way, some of it overdue.

Everything goes through the actions, in the order of time, and is the same for a last day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from teams.actions.learning import do_step, give_path, say_ready, start_path
from teams.actions.learning_paths import add_step, make_path
from teams.actions.learning_together import answer_pairing, ask_for, ask_to_pair
from teams.demo import NORTH
from teams.materials import openings
from teams.models import GivenPath, LearningPath, Notice, Team, User
from teams.permissions import forget_standing
from teams.recompute import learning as recompute

FIRST_WEEKS = "Your first four weeks"
CALM = "Calm calls"
_FIRST_WEEKS = (
    (
        "Meet your team, and find your way around",
        "Ask Marcus who sits where, and who knows what.",
        "",
        1,
    ),
    (
        "Read what you may decide yourself",
        "The limits, and the words that have helped.",
        "/playbook/",
        3,
    ),
    ("Listen in on five calls", "With somebody who has been here for a year.", "", 7),
    ("Take ten calls with somebody beside you", "Talk each of them over, in a minute.", "", 14),
    ("Log an escalation, and read how it ended", "Any of your own.", "/escalations/new/", 21),
    ("Talk it all over with your lead", "What is easy by now, and what is not yet?", "", 28),
)
_CALM = (
    (
        "Read three cases to learn from",
        "Say first what you would have done.",
        "/escalations/training/",
        5,
    ),
    ("Say it back before you answer", "In ten calls. Write down what changed.", "", 14),
    (
        "Offer two ways instead of one",
        "Where the playbook leaves you the choice.",
        "/playbook/limits/",
        21,
    ),
    ("Tell the team at a huddle what worked", "Two minutes are enough.", "", 35),
)
_READ_AFTER = timedelta(hours=20)
# Who has taken the calm calls: days since it was given, steps done, days between two steps.
_ON_CALM = (
    ("ewa", 330, 4, 8),
    ("dele", 290, 4, 7),
    ("amara", 250, 4, 9),
    ("hannah", 215, 4, 6),
    ("luis", 180, 4, 9),
    ("grace", 120, 4, 8),
    ("aisha", 70, 4, 7),
    ("chiara", 40, 4, 9),
    ("jin", 9, 1, 3),
    ("ben", 24, 1, 4),
    ("femi", 17, 2, 6),
    ("tamsin", 6, 0, 1),
)
_ON_FIRST = (("oskar", 300, 6, 4), ("ines", 200, 6, 5), ("yusuf", 36, 3, 4))


@transaction.atomic
def seed_learning(now: datetime) -> None:
    """A year of learning as of `now`, after people and teams are there. All or nothing."""
    north = Team.objects.get(name=NORTH)
    people = {one.username: one for one in User.objects.filter(is_active=True)}
    marcus, priya = people["marcus"], people["priya"]
    zone = ZoneInfo(north.time_zone)
    today = now.astimezone(zone).date()

    def at(days_ago: int, hour: int = 10) -> datetime:
        day: date = today - timedelta(days=days_ago)
        return min(datetime.combine(day, time(hour, 15), zone), now)

    first, calm = _make_paths(priya, marcus, north, at(360))
    acts: list[tuple[datetime, int, str, LearningPath, int]] = []
    for path, plan in ((calm, _ON_CALM), (first, _ON_FIRST)):
        for login, days_ago, steps, between in plan:
            if login in people:
                acts.append((at(days_ago), len(acts), login, path, -1))
                acts.extend(
                    (at(max(days_ago - between * (n + 1), 0), 14), len(acts) + n, login, path, n)
                    for n in range(steps)
                )
    looked = at(360)
    for when, _, login, path, step in sorted(acts, key=lambda act: act[:2]):
        if when - looked >= timedelta(days=7):
            recompute.look(when)
            looked = when
        _act(marcus, people[login], path, step, when)
    _together(people, calm, at)
    recompute.look(now)
    ours = Notice.objects.filter(kind__startswith="teams.learning", read_at=None)
    ours.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _make_paths(
    priya: User, marcus: User, north: Team, when: datetime
) -> tuple[LearningPath, LearningPath]:
    first = make_path(
        priya,
        name=FIRST_WEEKS,
        why="Take calls on your own, and know whom to ask.",
        kind=LearningPath.Kind.NEWCOMERS,
        team=None,
        now=when,
    )
    opens = next((one.key for one in openings()), "")
    calm = make_path(
        marcus,
        name=CALM,
        why="Settle a call that has turned hard, and decide more of it yourself.",
        kind=LearningPath.Kind.NEED,
        team=north,
        opens=opens,
        now=when,
    )
    for actor, path, steps in ((priya, first, _FIRST_WEEKS), (marcus, calm, _CALM)):
        for title, words, link, due_days in steps:
            add_step(actor, path, title=title, words=words, link=link, due_days=due_days, now=when)
    return first, calm


def _act(marcus: User, person: User, path: LearningPath, step: int, when: datetime) -> None:
    """It is given, or one step of it is done; what is all done, Marcus looks at two days later."""
    forget_standing(marcus)
    forget_standing(person)
    if step < 0:
        give_path(marcus, path, [person], begins_on=when.date(), now=when)
        return
    given = start_path(person, path, now=when)
    given = do_step(person, given, path.steps.all()[step], now=when)
    # The last one to finish still waits for his word.
    if given.done_at and given.finished_at is None and person.username != "chiara":
        say_ready(marcus, given, now=when)


def _together(people: dict[str, User], calm: LearningPath, at: Callable[[int], datetime]) -> None:
    """Dele stands by Jin, Hannah is asked to stand by Ben; two people ask for something."""
    marcus = people["marcus"]
    forget_standing(marcus)
    of = {one.person.username: one for one in GivenPath.objects.filter(path=calm)}
    yes = ask_to_pair(marcus, of["jin"], people["dele"], now=at(8))
    answer_pairing(people["dele"], yes, yes=True, now=at(7))
    ask_to_pair(marcus, of["ben"], people["hannah"], now=at(1))
    ask_for(people["callum"], words="Two chats at once, without losing one of them", now=at(3))
    ask_for(people["katya"], path=calm, now=at(2))
