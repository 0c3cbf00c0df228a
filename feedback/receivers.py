"""What comes with an installation: the first strengths, and the first questions of the pulse; and what is to be done
before a team is archived.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.utils.text import slugify

from feedback import idea_life
from feedback.models import Idea
from teams.models import Team

STRENGTHS = (
    "Listened first",
    "Owned it",
    "Helped a teammate",
    "Fixed the cause",
    "Kept a promise",
    "Explained it well",
    "Stayed calm",
    "Found a better way",
)
QUESTIONS = (
    ("Last week, did you have what you needed to help customers?", "Hardly ever", "Always"),
    ("Do you know what matters most in your team this week?", "Not at all", "Clearly"),
    ("Has somebody noticed good work of yours in the last seven days?", "No", "Yes, precisely"),
    ("When a call gets hard, do you get help in time?", "Never", "Every time"),
    ("May you decide enough yourself?", "Far too little", "Enough"),
    ("Could you keep up this pace for a year?", "No", "Gladly"),
    ("Do you learn something in your work?", "Nothing", "A lot"),
    ("Can you say openly what you think here?", "I would not", "Always"),
    ("Is what is asked of you fair?", "Not fair", "Very fair"),
    ("Would you tell a friend to work here?", "No", "Yes"),
)
"""Words, and what the two ends of the scale mean."""


def put_first_words(using: str, apps: Apps = installed, **_: Any) -> None:
    """After the tables are made: strengths and questions, where there are none yet. They are the installation's then."""
    try:
        strength = apps.get_model("feedback", "Strength")
        question = apps.get_model("feedback", "Question")
    except LookupError:
        # Migrated back to before there were any.
        return
    strengths = strength._default_manager.using(using)
    if not strengths.exists():
        strengths.bulk_create(
            strength(name=name, slug=slugify(name), position=place)
            for place, name in enumerate(STRENGTHS, 1)
        )
    questions = question._default_manager.using(using)
    if not questions.exists():
        questions.bulk_create(
            question(words=words, low=low, high=high, position=place)
            for place, (words, low, high) in enumerate(QUESTIONS, 1)
        )


def ideas_wait(sender: object, team: Team, **_: Any) -> str | None:
    """Whoever had an idea for an archived team would wait for ever: they are answered, and done, before. One statement."""
    waiting = (*idea_life.PROMISED, idea_life.AGREED)
    number = Idea.objects.filter(team=team, state__in=waiting, withdrawn_at=None).count()
    if not number:
        return None
    some, those = ("1 idea", "it") if number == 1 else (f"{number} ideas", "them")
    return (
        f"{some} in {team.name} still wait{'s' if number == 1 else ''} to be answered or done. Have who leads the team"
        f" answer {those}, or say what came of {those}, then archive it."
    )
