"""The demonstration's notes: what leaders saw over a year, some of it shared, some to come back on now, and one
difficult talk that got better.

Made through the actions, each at the time at which somebody would have written it, and the same for a seed and a
last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from feedback.actions.difficult_talks import add_step, close_talk, end_step, open_talk, share_talk
from feedback.actions.notes import follow_up_note, write_note
from feedback.models import CoachingNote
from feedback.notice_kinds import NOTE_SHARED, RELEASED
from feedback.permissions.notes import people_coached_by
from teams.models import Membership, Notice, Organisation, Role, User

DAYS = 350
EACH = 6
"""How many notes a leader wrote over the year beside those told below."""
READ_AFTER = timedelta(hours=20)
KEEP, CHANGE = CoachingNote.Tone.PRAISE, CoachingNote.Tone.CORRECT


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw: the four parts, what it was for them, and what came of it."""

    situation: str
    behaviour: str
    effect: str
    next_step: str
    tone: str
    came: str = ""


POOL = (
    Seen(
        "The call about the double charge, just before lunch.",
        "You let her tell all of it before you opened the account.",
        "She thanked you for listening before anything was solved.",
        "Show it to the two newcomers.",
        KEEP,
    ),
    Seen(
        "The chat with the customer whose wardrobe came without screws.",
        "You sent the spare parts first and asked for the photo afterwards.",
        "He had them on Saturday instead of Tuesday.",
        "",
        KEEP,
        "The others do it that way too by now.",
    ),
    Seen(
        "Three calls on Monday that ended with “somebody will call you”.",
        "No name and no time was given.",
        "Two of them rang again the same day.",
        "Say who calls and by when, also when it is not you.",
        CHANGE,
        "A week later every promise had a name and a time.",
    ),
    Seen(
        "The long call about the garden table.",
        "You explained our side three times while he was still upset.",
        "He asked for a manager after eleven minutes.",
        "Say back what you heard before you explain anything.",
        CHANGE,
        "Tried it on the next two hard calls. Both stayed with you.",
    ),
    Seen(
        "The huddle on Thursday.",
        "You told the others what went wrong on your own call.",
        "Two of them asked you about it afterwards.",
        "",
        KEEP,
    ),
    Seen(
        "The handover at four.",
        "Six open cases came without a word on what was promised.",
        "The late shift spent an hour finding out.",
        "One line for each case: what, by when.",
        CHANGE,
    ),
    Seen(
        "The mail to the customer who moved house twice.",
        "Short, in her words, with the one date she needed.",
        "No answer came back, which is the best answer.",
        "Put it into the playbook as an example.",
        KEEP,
    ),
    Seen("The first week on your own.", "", "You asked for help early every time.", "", KEEP),
)


@transaction.atomic
def seed_notes(now: datetime, *, seed: int) -> None:
    """All of it as of `now`; after people, teams and goals are there. Nothing lies after `now`."""
    organisation = Organisation.objects.get(pk=1)
    today = organisation.clock.day_of(now)
    people = {person.username: person for person in User.objects.all()}
    diary = Diary(organisation, now, today, Random(f"notes-{seed}"))
    for leader in _leaders(today):
        diary.year_of(leader)
    if "marcus" in people and "jin" in people:
        diary.of_jin(people["marcus"], people["jin"])
    if "marcus" in people and "dele" in people:
        diary.that_got_better(people["marcus"], people["dele"])
    told = Notice.objects.filter(kind__in=[NOTE_SHARED, RELEASED], read_at=None)
    told.filter(at__lt=now - READ_AFTER).update(read_at=F("at"))


def _leaders(today: date) -> list[User]:
    """Whoever supervises a team today, in the order of their names."""
    held = Membership.objects.on(today).filter(role=Role.SUPERVISOR, team__archived_at=None)
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("username"))


class Diary:
    """Writes notes at given times."""

    def __init__(
        self, organisation: Organisation, now: datetime, today: date, random: Random
    ) -> None:
        self.now, self.today, self.random = now, today, random
        self.zone = organisation.clock.local(now).tzinfo

    def at(self, back: int, hour: int = 16, minute: int = 20) -> datetime:
        """Some days ago, in the afternoon; no later than now."""
        day = self.today - timedelta(days=back)
        return min(datetime.combine(day, time(hour, minute), self.zone), self.now)

    def year_of(self, leader: User) -> None:
        """What one leader saw of their people, spread over the year."""
        backs = sorted(self.random.sample(range(9, DAYS), EACH), reverse=True)
        for place, back in enumerate(backs):
            at = self.at(back, 10 + place, self.random.randrange(60))
            led = people_coached_by(leader, self.today - timedelta(days=back))
            people = list(led.order_by("username"))
            if not people:
                continue
            seen = POOL[(self.random.randrange(len(POOL)) + place) % len(POOL)]
            self.write(leader, self.random.choice(people), seen, at, shared=place % 2 == 0)

    def write(self, leader: User, person: User, seen: Seen, at: datetime, *, shared: bool) -> None:
        """A note, and a week later what came of it."""
        comes_back = bool(seen.came)
        week = timedelta(days=7)
        note = write_note(
            leader,
            person,
            situation=seen.situation,
            behaviour=seen.behaviour,
            effect=seen.effect,
            next_step=seen.next_step,
            tone=seen.tone,
            follow_up_on=(at + week).astimezone(self.zone).date() if comes_back else None,
            shared=shared,
            now=at,
        )
        if comes_back:
            follow_up_note(leader, note, came_of_it=seen.came, now=min(at + week, self.now))

    def of_jin(self, marcus: User, jin: User) -> None:
        """Two of the last days: one shared, one to come back on today."""
        write_note(
            marcus,
            jin,
            situation="Tuesday’s call with the customer who waited in twice for the sofa.",
            behaviour="You let her finish, said back what had gone wrong, and only then looked for a slot.",
            effect="She stopped asking for a manager and took the Friday slot.",
            next_step="Tell it at the huddle, in two sentences.",
            tone=KEEP,
            shared=True,
            now=self.at(3),
        )
        write_note(
            marcus,
            jin,
            situation="Two refunds last week that you asked me about.",
            behaviour="Both were inside your own limit.",
            effect="They waited twenty minutes for an answer you had.",
            next_step="Decide the next three alone, and tell me afterwards how it was.",
            tone=CHANGE,
            follow_up_on=self.today,
            now=self.at(8),
        )

    def that_got_better(self, marcus: User, dele: User) -> None:
        """In spring: opened, shared, agreed on, and closed as better."""
        opened = self.at(220)
        talk = open_talk(
            marcus,
            dele,
            about="Calls were cut off four times in two weeks, each time when it got loud.",
            seen="Four calls between the 2nd and the 13th. Each ended in the middle of a sentence.",
            expectation="No call ends without a word. When it gets too much, say so and pass it to me.",
            own_words="Hard weeks at home. Ask first, and be quiet then.",
            follow_up_on=(opened + timedelta(days=14)).astimezone(self.zone).date(),
            now=opened,
        )
        share_talk(marcus, talk, now=self.at(219, 9))
        for owner, words in (
            (dele, "Say “I will get somebody who can help” and pass it on"),
            (marcus, "Take such a call within a minute, whatever I am in"),
        ):
            due = self.today - timedelta(days=205)
            step = add_step(marcus, talk, owner=owner, words=words, due_on=due, now=self.at(219))
            end_step(owner, step, done=True, now=self.at(205))
        close_talk(
            marcus,
            talk,
            outcome="better",
            outcome_words="None since. Passed on five, and took the sixth to the end.",
            now=self.at(178),
        )
