"""Thanks among the people of the demonstration, for looks at their pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback.actions.kudos import edit, give
from feedback.actions.kudos_answers import reply, say_saw
from feedback.models import Strength
from teams.models import Team, User

SEEN = "You let Mrs Okafor finish her whole story"
EDITED = "When the card machine error came back at four"
PRIVATE = "I know what last week cost you"


def add_thanks(now: datetime) -> None:
    """One that others saw, one that was edited, one for two alone, one to a team, one from elsewhere."""
    people = {one.username: one for one in User.objects.all()}
    marcus, jin, dele, priya = (people[name] for name in ("marcus", "jin", "dele", "priya"))
    strengths = Strength.objects.filter(slug__in=["listened-first", "owned-it"])
    seen = give(
        dele,
        to=[jin],
        words=f"{SEEN} before you touched the keyboard. She rang back to say she felt listened to.",
        strengths=strengths,
        link_url="/escalations/1184/",
        link_label="Escalation 1184",
        now=now - timedelta(hours=2),
    )
    for person in (marcus, priya):
        say_saw(person, seen, now=now)
    reply(jin, seen, words="That call stayed with me too. Thank you.", now=now)
    edited = give(
        marcus,
        to=[jin, dele],
        words=f"{EDITED}, you wrote the answer that everyone pasted.",
        now=now - timedelta(days=1),
    )
    edit(marcus, edited, words=f"{edited.words} 52 customers got it at once.", now=now)
    give(
        marcus,
        to=[jin],
        words=f"{PRIVATE}. You came in all the same, and nobody noticed.",
        visibility="private",
        now=now - timedelta(days=2),
    )
    give(
        priya,
        to_team=Team.objects.get(slug="night-desk"),
        words="Backlog of 240 on Tuesday evening, 12 by breakfast, so nobody sat on the hard ones alone.",
        visibility="public",
        now=now - timedelta(days=2),
    )
