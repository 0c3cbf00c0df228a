"""Two years of people who left the demonstration's teams, and why: a few in most months, as in other places.

They had gone before the figures that are shown of each person; of most somebody wrote down the reason, in time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from feedback.actions.staying import say_why
from feedback.models import Leaving
from teams.actions import create_person, join_team, leave
from teams.demo import CLOCK, LEFT, NIGHT, NORTH, SOUTH, WEST
from teams.models import Role, Team, User

Theme = Leaving.Theme
LEFT_BEFORE = (
    ("Adwoa Mensah", NORTH, 742, 900, Theme.GROWTH, "I wanted to train people, and there was no way to it."),
    ("Piotr Zielinski", NIGHT, 703, 380, Theme.HOURS, "Nights, with a small child at home."),
    ("Caitlin Burke", NORTH, 668, 210, Theme.PAY, ""),
    ("Rosa Almeida", NIGHT, 640, 150, Theme.HOURS, "Nobody tells you what nights do to your weekends."),
    ("Dylan Price", SOUTH, 611, 640, Theme.MOVED, ""),
    ("Noor Hassan", WEST, 585, 300, Theme.WORK, "Too many calls about the same broken tracking page."),
    ("Gethin Lloyd", NORTH, 548, 1200, Theme.HEALTH, ""),
    ("Inês Faria", NIGHT, 520, 95, Theme.HOURS, ""),
    ("Marlon James", WEST, 497, 720, Theme.PAY, "Two dollars more an hour, ten minutes from home."),
    ("Keira Walsh", SOUTH, 466, 410, Theme.GROWTH, ""),
    ("Samir Khan", NORTH, 433, 130, Theme.LEADERSHIP, "I asked three times and never heard why not."),
    ("Bea Lopes", NIGHT, 401, 260, Theme.HOURS, "I would have stayed for two fixed nights off."),
    ("Hollie Grant", NORTH, 352, 510, Theme.GROWTH, "I had learned what there was to learn here."),
    ("Vasco Reis", NIGHT, 318, 340, Theme.HOURS, ""),
    ("Omar Farouk", WEST, 287, 820, Theme.PAY, ""),
    ("Jessie Tan", SOUTH, 251, 150, Theme.WORK, "I like solving things. Mostly I said sorry."),
    ("Carla Simões", NIGHT, 214, 700, Theme.HEALTH, ""),
    ("Elliot Marsh", NORTH, 176, 280, Theme.PAY, "I counted, and the bus took an hour's pay."),
    ("Lucía Fernández", WEST, 121, 460, Theme.MOVED, ""),
    ("Duarte Pinto", NIGHT, 88, 190, Theme.HOURS, "Twelve weeks of Saturdays in a row."),
    ("Freya Nilsen", NORTH, 47, 350, None, ""),
)  # fmt: skip
"""Name, team, days ago that they left, days that they had been there, why (None: nobody wrote it down), their words."""
BY = {NORTH: "priya", SOUTH: "liam", WEST: "samuel", NIGHT: "helena"}
WRITTEN_AFTER = timedelta(days=3)


@transaction.atomic
def seed_staying(now: datetime, *, seed: int) -> None:
    """Everything up to `now`; nothing lies after it. The same for a seed and a day."""
    dice = Random(f"staying {seed}")
    today = CLOCK.day_of(now)
    people = {one.username: one for one in User.objects.all()}
    teams = {one.name: one for one in Team.objects.all()}
    ada = people["ada"]
    for name, team, ago, stayed, theme, words in LEFT_BEFORE:
        left_on = today - timedelta(days=ago)
        login = name.partition(" ")[0].lower()
        person = create_person(ada, name=name, username=f"{login}.left")
        began = left_on - timedelta(days=stayed + dice.randrange(20))
        join_team(ada, person, teams[team], Role.AGENT, began)
        leave(ada, person, left_on, "Gave notice.", now=now)
        if theme is not None:
            at = min(CLOCK.day_start(left_on) + WRITTEN_AFTER + timedelta(hours=11), now)
            say_why(people[BY[team]], person, theme=theme, words=words, now=at)
    tom = people.get(LEFT)
    if tom is not None and tom.left_on is not None:
        at = min(CLOCK.day_start(tom.left_on) + WRITTEN_AFTER, now)
        say_why(
            people["priya"], tom, theme=Theme.OTHER, words="Back to university, full time.", now=at
        )
