"""The looks at notes, difficult talks and what is released."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from feedback.actions.difficult_talks import add_step, open_talk, share_talk
from feedback.actions.notes import edit_note, share_note, write_note
from feedback.actions.releases import open_release, release
from feedback.models import CoachingNote, Release, Talk
from teams.models import User
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT = "priya", "marcus", "jin"
OTHER = "ruby"
SAVE = "main form:not([method=get]) button.btn--primary"
MINE, SHARED, LET = "What only Marcus reads", "What both read", "What Priya reads too"
FRESH, BOTH = "Only Marcus knows why", "Both know why"


def add_notes(now: datetime) -> None:
    """A note and a talk in each state, between Marcus and Jin."""
    marcus, jin, priya = (User.objects.get(username=name) for name in (SUPERVISOR, AGENT, MANAGER))
    parts: dict[str, Any] = {
        "behaviour": "You let her finish.",
        "effect": "She took the Friday slot.",
        "next_step": "Tell it at the huddle.",
        "tone": "praise",
    }
    write_note(marcus, jin, situation=MINE, follow_up_on=now.date(), now=now, **parts)
    note = write_note(marcus, jin, situation="As it was", now=now - timedelta(days=3), **parts)
    share_note(marcus, note, now=now - timedelta(days=3))
    edit_note(marcus, note, situation=SHARED, now=now, **parts)
    let = write_note(marcus, jin, situation=LET, shared=True, now=now, **parts)
    until = now.date() + timedelta(days=14)
    given = release(jin, let, to=priya, until=until, reason="She asked how it went.", now=now)
    open_release(priya, given, now=now)
    release(jin, note, to=priya, until=until, reason="The same day.", now=now)
    said = {"seen": "Four calls in two weeks.", "expectation": "No call ends without a word."}
    fresh = open_talk(marcus, jin, about=FRESH, own_words="Be calm.", now=now, **said)
    talk = open_talk(marcus, jin, about=BOTH, own_words="Be calm.", now=now, **said)
    for one in (fresh, talk):
        add_step(marcus, one, owner=jin, words="Pass it on when it gets loud", now=now)
    share_talk(marcus, talk, now=now)


def note(page: str, situation: str) -> Where:
    """A page of one of the notes."""
    return lambda: reverse(
        f"feedback:{page}", args=[CoachingNote.objects.get(situation=situation).pk]
    )


def talk(page: str, about: str) -> Where:
    """A page of one of the talks."""
    return lambda: reverse(f"feedback:{page}", args=[Talk.objects.get(about=about).pk])


def about(page: str, login: str) -> Where:
    """A page about somebody."""
    return lambda: reverse(f"feedback:{page}", args=[User.objects.get(username=login).pk])


def given(situation: str) -> Where:
    """What Priya was let in to."""
    return lambda: reverse(
        "feedback:released_item", args=[Release.objects.get(note__situation=situation).pk]
    )


NOTES: dict[str, tuple[Look, ...]] = {
    "feedback:notes": (
        Look(SUPERVISOR, about("notes", AGENT), thorough=True),
        Look(MANAGER, about("notes", AGENT)),
        Look(SUPERVISOR, about("notes", OTHER), status=403),
        Look(AGENT, about("notes", AGENT), leads_on=True),
    ),
    "feedback:note_new": (
        Look(SUPERVISOR, about("note_new", AGENT), thorough=True),
        Look(SUPERVISOR, about("note_new", AGENT), press=SAVE),
    ),
    "feedback:note": (
        Look(SUPERVISOR, note("note", MINE)),
        Look(SUPERVISOR, note("note", SHARED)),
        Look(AGENT, note("note", SHARED)),
        Look(AGENT, note("note", LET)),
        Look(MANAGER, note("note", LET), status=404),
    ),
    "feedback:note_edit": (Look(SUPERVISOR, note("note_edit", SHARED)),),
    "feedback:note_follow_up": (Look(SUPERVISOR, note("note_follow_up", MINE), press=SAVE),),
    "feedback:note_delete": (Look(SUPERVISOR, note("note_delete", SHARED)),),
    "feedback:note_release": (Look(AGENT, note("note_release", SHARED), press=SAVE),),
    "feedback:talk_new": (
        Look(SUPERVISOR, about("talk_new", AGENT)),
        Look(SUPERVISOR, about("talk_new", AGENT), press=SAVE),
    ),
    "feedback:talk": (
        Look(SUPERVISOR, talk("talk", FRESH), thorough=True),
        Look(SUPERVISOR, talk("talk", BOTH)),
        Look(AGENT, talk("talk", BOTH)),
    ),
    "feedback:talk_edit": (Look(SUPERVISOR, talk("talk_edit", FRESH)),),
    "feedback:talk_delete": (Look(SUPERVISOR, talk("talk_delete", FRESH)),),
    "feedback:talk_release": (Look(AGENT, talk("talk_release", BOTH)),),
    "feedback:shared_notes": (
        Look(AGENT, at("feedback:shared_notes")),
        Look(MANAGER, at("feedback:shared_notes")),
    ),
    "feedback:balance": (
        Look(SUPERVISOR, at("feedback:balance"), thorough=True),
        Look(MANAGER, at("feedback:balance")),
    ),
    "feedback:released": (
        Look(MANAGER, at("feedback:released")),
        Look(AGENT, at("feedback:released")),
    ),
    "feedback:released_item": (Look(MANAGER, given(LET)), Look(MANAGER, given(SHARED))),
}
