"""The demonstration's thanks: a year of them, most of the last weeks, made through the actions.

Some say exactly what was done, a few are vague, some are for two alone. In North two people have waited for one
for more than a fortnight, so that there is something to see for those who lead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from feedback.actions.kudos import edit, give
from feedback.actions.kudos_answers import hide, reply, say_saw
from feedback.demo import thanked_for as said
from feedback.models import Kudos, Recipient, Strength, Visibility
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.models import Membership, Notice, Team, User

DAYS = 364
BUSY = 35
"""The last days, in which most of it was said."""
READ_AFTER = timedelta(hours=20)
OVERDUE = {"dele": 19, "tom": 16}
"""Who has not been thanked for how many days."""
EACH_WEEK = {"north": (1.4, 10)}
"""Thanks a week, long ago and lately, in the team; in others fewer."""


@dataclass
class Crew:
    """A team with who is in it now, each with the day since which they are."""

    team: Team
    people: list[tuple[User, datetime]]
    leads: set[int]

    def there(self, at: datetime) -> list[User]:
        """Who was there already."""
        return [person for person, since in self.people if since < at]


@dataclass
class Year:
    """The year up to `now`; the dice fall the same way for a seed."""

    now: datetime
    seed: int
    days: int = DAYS
    dice: Random = field(init=False)
    strengths: dict[str, Strength] = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(f"kudos {self.seed}")
        self.strengths = {one.slug: one for one in Strength.objects.filter(archived_at=None)}


@transaction.atomic
def seed_kudos(now: datetime, *, seed: int, days: int = DAYS) -> None:
    """All of it as of `now`, in the order of time; after people, teams and goals are there."""
    year = Year(now, seed, days)
    crews = list(_crews())
    moments = sorted(
        (at, place) for place, crew in enumerate(crews) for at in _moments(year, crew.team)
    )
    used: dict[str, int] = {}
    for at, place in moments:
        _thank(year, crews[place], at, used)
    _aftermath(year)
    ours = Notice.objects.filter(kind__startswith="feedback.", read_at=None)
    ours.filter(at__lt=now - READ_AFTER).update(read_at=F("at"))
    seen = Recipient.objects.filter(shared_at__lt=now - READ_AFTER)
    seen.update(read_at=F("shared_at"))


def _crews() -> Iterator[Crew]:
    held = Membership.objects.filter(ends_on=None, user__is_active=True).select_related("user")
    for team in Team.objects.filter(archived_at=None).order_by("pk"):
        there = list(held.filter(team=team).order_by("user__username"))
        since = {
            one.user_id: datetime.combine(one.starts_on, time(), ZoneInfo(team.clock.zone))
            for one in there
        }
        people = {one.user_id: one.user for one in there}
        if len(people) > 1:
            yield Crew(
                team,
                [(person, since[pk]) for pk, person in people.items()],
                {one.user_id for one in there if one.role != "agent"},
            )


def _moments(year: Year, team: Team) -> Iterator[datetime]:
    """When somebody of the team was thanked."""
    before, lately = EACH_WEEK.get(team.slug, (0.7, 4))
    today = team.clock.day_of(year.now)
    for back in range(year.days, -1, -1):
        a_week = lately if back < BUSY else before
        for _ in range(_whole(year.dice, a_week / 7)):
            hour = time(year.dice.randrange(8, 19), year.dice.randrange(60))
            at = datetime.combine(today - timedelta(days=back), hour, ZoneInfo(team.clock.zone))
            if at < year.now:
                yield at


def _whole(dice: Random, share: float) -> int:
    return int(share) + (dice.random() < share % 1)


def _thank(year: Year, crew: Crew, at: datetime, used: dict[str, int]) -> None:
    """One thanks, what others say to it, and perhaps an answer."""
    dice = year.dice
    there = crew.there(at)
    back = (year.now - at).days
    open_to = [one for one in there if back > OVERDUE.get(one.username, -1)]
    agents = [one for one in open_to if one.pk not in crew.leads]
    if len(there) < 3 or not agents:
        return
    leads = [one for one in there if one.pk in crew.leads]
    author = dice.choice(leads if leads and dice.random() < 0.35 else there)
    throw = dice.random()
    slots = _slots(dice, at.astimezone(ZoneInfo(crew.team.clock.zone)))
    words: tuple[str, tuple[str, ...]]
    to_team, visibility = None, Visibility.PUBLIC if dice.random() < 0.3 else Visibility.TEAM
    if throw < 0.02 and author.pk in crew.leads:
        words, to_team, visibility = (_next(said.TEAM, used), ()), crew.team, Visibility.PUBLIC
    elif throw < 0.1:
        words, visibility = (_next(said.PRIVATE, used), ()), Visibility.PRIVATE
    elif throw < 0.18:
        words = (_next(said.VAGUE, used), ())
    else:
        words = said.SPECIFIC[_turn("specific", len(said.SPECIFIC), used)]
    others = [one for one in agents if one.pk != author.pk]
    if not others:
        return
    count = 2 if throw > 0.93 and len(others) > 1 else 1
    to = [] if to_team else dice.sample(others, count)
    goal = _goal(author, crew.team) if throw > 0.9 else None
    kudos = give(
        author,
        to=to,
        to_team=to_team,
        words=words[0].format(**slots),
        strengths=[year.strengths[slug] for slug in words[1] if slug in year.strengths],
        visibility=visibility,
        goal=goal,
        link_url=reverse("goals:goal", args=[goal.pk]) if goal else "",
        link_label=f"Goal: {goal.name}" if goal else "",
        now=at,
    )
    if visibility != Visibility.PRIVATE:
        _answers(year, kudos, there, {author.pk, *(one.pk for one in to)}, at)


def _answers(year: Year, kudos: Kudos, there: list[User], between: set[int], at: datetime) -> None:
    """Who saw it too, mostly lately; now and then a word back."""
    dice = year.dice
    lately = (year.now - at).days < BUSY
    thanked = [one for one in there if one.pk in between and one.pk != kudos.author_id]
    if kudos.to_team_id is None:
        others = [one for one in there if one.pk not in between]
        most = min(len(others), dice.choice((1, 3, 4, 8)) if lately else dice.randrange(2))
        for person in dice.sample(others, most):
            say_saw(person, kudos, now=min(at + timedelta(hours=dice.random() * 6), year.now))
    if thanked and dice.random() < 0.15:
        words = dice.choice(said.REPLIES)
        reply(thanked[0], kudos, words=words, now=min(at + timedelta(hours=3), year.now))


def _aftermath(year: Year) -> None:
    """Two that were edited afterwards, and one that its recipient keeps to themself."""
    latest = Kudos.objects.filter(to_team=None).exclude(visibility=Visibility.PRIVATE)
    some = list(latest.select_related("author").order_by("-shared_at", "-pk")[5:40:12])
    for kudos in some[:2]:
        at = min(kudos.shared_at + timedelta(hours=2), year.now)
        edit(kudos.author, kudos, words=f"{kudos.words} I should have said so at once.", now=at)
    for kudos in some[2:3]:
        hide(
            kudos.recipients.all()[0].user,
            kudos,
            now=min(kudos.shared_at + timedelta(hours=1), year.now),
        )


def _slots(dice: Random, local: datetime) -> dict[str, str]:
    """What stands in the words' places."""
    customer = dice.choice(said.CUSTOMERS)
    she = "he" if customer.startswith("Mr ") else "she"
    return {
        "customer": customer,
        "she": she,
        "She": she.capitalize(),
        "day": f"{local - timedelta(days=dice.randrange(4)):%A}",
        "few": str(dice.randrange(6, 19)),
        "many": str(dice.randrange(30, 240)),
        "item": dice.choice(said.ITEMS),
        "place": dice.choice(said.PLACES),
        "hour": dice.choice(said.HOURS),
    }


def _turn(name: str, length: int, used: dict[str, int]) -> int:
    """One after the other, so that nothing is said twice in a row."""
    used[name] = used.get(name, -1) + 1
    return used[name] % length


def _next(words: tuple[str, ...], used: dict[str, int]) -> str:
    return words[_turn(words[0], len(words), used)]


def _goal(author: User, team: Team) -> Goal | None:
    """A goal of the team that the author sees."""
    return goals_visible_to(author).filter(team=team, scope="team").order_by("pk").first()
