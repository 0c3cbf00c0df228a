"""The skills an installation begins with. They are its own then: administrators reword, add and put away."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.utils import timezone

SKILLS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "Knowing the goals",
        "I know what we aim for, how we stand, and can say why it matters.",
        "I look the goals up when somebody asks me.",
        "I know our goals and where we stand this week.",
        "I say in one sentence why each goal matters, and what gets us there.",
        "People around me explain our goals to each other in their own words.",
    ),
    (
        "Praising precisely",
        "I name the moment, what somebody did, and what it changed.",
        "I say thank you, mostly in general.",
        "I thank people for something they did, when it strikes me.",
        "I name the moment, the act and what it changed, in the same week.",
        "I see what others pass over, and people thank each other the same way.",
    ),
    (
        "Coaching privately",
        "I correct between two people, with what I saw, and stay until it works.",
        "I put it off, or say it where others hear it.",
        "I say it in private, though sometimes late or roundabout.",
        "I say what I saw and what it did, ask first, and come back to it.",
        "People come to me by themselves with what did not go well.",
    ),
    (
        "Letting people decide within clear limits",
        "People know what is theirs to decide, and I stand behind it.",
        "Most questions end with me.",
        "I let people decide where I know how it will end.",
        "Limits are clear, and I stand behind what was decided within them.",
        "I widen limits by what was decided well, and am asked less and less.",
    ),
    (
        "Taking the hard calls",
        "When a customer needs more, I am there, and the person who asked learns from it.",
        "I hope that somebody else takes it.",
        "I take it when I am asked.",
        "I am there in time, calm, and tell the person afterwards how it went.",
        "I take the hardest myself, and people take harder ones because they watched.",
    ),
    (
        "Keeping promises",
        "What I say I will do is done by when I said, or I speak up before.",
        "Some things I say get lost.",
        "I keep what is written down.",
        "I keep what I say, and speak up before when I cannot.",
        "People plan on my word, and give theirs as carefully.",
    ),
    (
        "Learning from cases",
        "A case teaches all of us something, and nobody is blamed for it.",
        "A closed case is closed.",
        "I look back on the big ones.",
        "I ask what would stop the next one, and change a rule, a limit or a cause.",
        "The team brings its own cases and what it wants to change.",
    ),
    (
        "Being fair",
        "The same rules for everybody, shifts and chances shared, judged by facts.",
        "I go by how I know people.",
        "I treat people alike when I notice.",
        "I check by facts: who is thanked, who gets the chances, who the late shift.",
        "People say a decision against them was fair, because they know how it was made.",
    ),
)
"""Name, what it is, and four levels in words."""


def put_first_skills(using: str, apps: Apps = installed, **_: Any) -> None:
    """After the tables are made: the eight skills, where there is none yet. Run again, nothing happens."""
    try:
        skills = apps.get_model("teams", "LeaderSkill")._default_manager.using(using)
        words = apps.get_model("teams", "LeaderSkillWords")._default_manager.using(using)
    except LookupError:
        # Migrated back to before there were any.
        return
    if skills.exists():
        return
    now = timezone.now()
    for position, (name, about, *levels) in enumerate(SKILLS, 1):
        skill = skills.create(position=position, made_at=now)
        described = {f"level_{n}": level for n, level in enumerate(levels, 1)}
        words.create(skill=skill, name=name, about=about, at=now, **described)
