"""The demonstration's growing leaders, what people would like to read or attend, and three titles.

Everything goes through the actions, in the order of time, and is the same for a last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from teams import growth_rules as rules
from teams.actions.focus import begin_focus, check_in, close_focus
from teams.actions.growth import add_view, place_oneself, share_growth
from teams.actions.study import answer_study, ask_to_study, finish_study
from teams.actions.titles import set_title
from teams.growth_kinds import SHARED, STUDY
from teams.models import LeaderSkill, LeaderSkillWords, Notice, StudyRequest, User
from teams.permissions import forget_standing, organisation_day

READ, ATTEND = StudyRequest.Kind.READ, StudyRequest.Kind.ATTEND
PRAISING, COACHING, DECIDING, PROMISES, FAIR, CASES = (
    "Praising precisely",
    "Coaching privately",
    "Letting people decide within clear limits",
    "Keeping promises",
    "Being fair",
    "Learning from cases",
)
WAITS = "The checklist manual of the carrier"
_READ_AFTER = timedelta(days=2)

TITLES = (
    ("priya", "marcus", "Floor lead, late shift"),
    ("priya", "amara", "Delivery specialist"),
    ("liam", "bronte", "Floor lead, early shift"),
)
"""Who gave it, to whom, and what it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody placed themself, so many days ago."""

    days_ago: int
    who: str
    skill: str
    level: int
    words: str
    example: str


PLACES = (
    Place(
        118, "marcus", PRAISING, 2, "I thank people, but mostly when something big went well.",
        "I thanked Dele for the double shift. I did not say what it changed.",
    ),
    Place(
        118, "marcus", DECIDING, 1, "Too many of the day’s questions still end at my desk.",
        "On Monday I answered eleven questions that the playbook answers.",
    ),
    Place(
        116, "marcus", PROMISES, 3, "I write down what I say I will do, and I do it.",
        "I said Amara would have her new headset by Friday. The carrier was late, so I told her on Thursday.",
    ),
    Place(
        90, "priya", FAIR, 2, "I treat people alike, but I have never looked at the rota with that question.",
        "Two people had four Saturdays in a row before anybody said so.",
    ),
    Place(
        60, "jin", COACHING, 1, "I would like to lead one day, and this is what I fear most.",
        "A colleague put a customer on hold for nine minutes, and I said nothing.",
    ),
    Place(
        24, "marcus", PRAISING, 3, "I name the moment and what it changed, nearly every day now.",
        "I wrote to Hannah how her call with the hotel in Leeds saved the order, and read it out at the huddle.",
    ),
    Place(
        21, "marcus", DECIDING, 2, "People decide refunds alone; replacements still come to me.",
        "Last month nobody asked me about a delivery charge any more.",
    ),
    Place(
        15, "priya", FAIR, 3, "I look at who is thanked and who has the late shift, every month.",
        "I moved two Saturdays in November because the list showed that the same four had them.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody would like to read or attend, and what became of it."""

    days_ago: int
    who: str
    kind: str
    what: str
    why: str
    cost: str = ""
    by: str = ""
    answer: str = ""
    words: str = ""
    took: str = ""
    share: bool = False


WISHES = (
    Wish(
        75, "priya", READ, "Difficult Conversations", "I put one off for three weeks this summer.",
        "14.50", "ada", rules.YES, "Lend it to me afterwards.",
        "Ask what the other saw before you say what you saw. I begin every hard talk with that now.",
        share=True,
    ),
    Wish(
        52, "marcus", ATTEND, "A day with the dispatchers at the Leeds depot",
        "We promise slots without having seen how they are made.", "38", "priya", rules.YES,
        "Take Dele along.",
        "They know by ten in the morning which vans will be late. We can ask at ten, not at four.",
        share=True,
    ),
    Wish(
        30, "callum", ATTEND, "The two-day course on negotiation in York",
        "Customers who threaten to leave are the calls I like least.", "640", "marcus", rules.NOT_NOW,
        "Not before Christmas, we are short in December. Ask again in January.",
    ),
    Wish(
        12, "hannah", READ, "A book on German for the phone", "A fifth of my calls begin in German.",
        "22", "marcus", rules.TALK, "There may be a class at the college. Let us look together.",
    ),
    Wish(
        9, "dele", READ, "Nonviolent Communication", "I want to stay calm without going quiet.",
        "16.99", "marcus", rules.YES, "Yes. Tell us at the huddle what you think of it.",
    ),
    Wish(
        1, "jin", READ, WAITS, "Half of my refunds turn on what the driver wrote down.",
    ),
    Wish(
        3, "priya", ATTEND, "The evening on fair rotas at the library",
        "I do ours by hand and I am not sure that it is fair.",
    ),
)  # fmt: skip


@transaction.atomic
def seed_growth(now: datetime) -> None:
    """As of `now`, after people and their teams are there. Notices older than two days are read."""
    for by, whom, title in TITLES:
        set_title(_person(by), _person(whom), title=title, now=now - timedelta(days=80))
    for one in PLACES:
        at = now - timedelta(days=one.days_ago)
        place_oneself(
            _person(one.who), _skill(one.skill), level=one.level, words=one.words,
            example=one.example, now=at,
        )  # fmt: skip
    _work_on_it(now)
    for wish in WISHES:
        _wish(wish, now)
    told = Notice.objects.filter(kind__in=[SHARED, STUDY], read_at=None)
    told.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _work_on_it(now: datetime) -> None:
    """Marcus worked on one skill, works on another, and lets Priya see it; she says how she sees it."""
    marcus, priya = _person("marcus"), _person("priya")
    begun = now - timedelta(days=110)
    first = begin_focus(
        marcus, _skill(PRAISING), now=begun, until=organisation_day(begun) + timedelta(days=60),
        doing="I thank one person a day in writing, with what it changed.",
        sign="People read theirs out, and thank each other the same way.",
    )  # fmt: skip
    check_in(
        marcus,
        first,
        words="Hard on Mondays. On Thursdays it comes by itself.",
        now=now - timedelta(days=88),
    )
    close_focus(
        marcus, first, now=now - timedelta(days=52),
        came_of_it="It is a habit now. Nobody reads them out, but the wall has three times as many.",
    )  # fmt: skip
    begun = now - timedelta(days=20)
    second = begin_focus(
        marcus, _skill(DECIDING), now=begun, until=organisation_day(now) + timedelta(days=21),
        doing="Before I answer I ask: what would you do, and what does the playbook say?",
        sign="Fewer than three questions a day that the playbook answers.",
    )  # fmt: skip
    check_in(
        marcus,
        second,
        words="Five on Monday, four today. Luis asks himself first.",
        now=now - timedelta(days=6),
    )
    share_growth(marcus, skills=[priya.pk], focus=[priya.pk], now=now - timedelta(days=19))
    add_view(
        priya, marcus, _skill(PRAISING), level=3, now=now - timedelta(days=17),
        words="Yes. What you wrote to Hannah is what I would like to see from all of us.",
    )  # fmt: skip
    add_view(
        priya, marcus, _skill(DECIDING), level=3, now=now - timedelta(days=17),
        words="I see you further than you do: on your day off they settled it all without ringing you.",
    )  # fmt: skip


def _wish(wish: Wish, now: datetime) -> None:
    at = now - timedelta(days=wish.days_ago)
    person = _person(wish.who)
    made = ask_to_study(
        person, kind=wish.kind, what=wish.what, why=wish.why,
        cost=Decimal(wish.cost) if wish.cost else None, now=at,
    )  # fmt: skip
    if wish.answer:
        answer_study(
            _person(wish.by), made, answer=wish.answer, words=wish.words,
            now=at + timedelta(days=1),
        )  # fmt: skip
    if wish.took:
        finish_study(
            person, made, took=wish.took, share=wish.share, now=at + timedelta(days=30)
        )  # fmt: skip


def _skill(name: str) -> LeaderSkill:
    return LeaderSkillWords.objects.select_related("skill").get(name=name, is_current=True).skill


def _person(login: str) -> User:
    found = User.objects.get(username=login)
    forget_standing(found)
    return found
