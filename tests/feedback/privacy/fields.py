"""Each text that `feedback` keeps, and whose it is. A new one needs a line here, or the suite fails.

`ALL`: whoever is in a team may come to read it. The others name who reads it, be it `TEAM`, the people of a team, and
each of them has to be planted with a marker in `planting.py` or `planting_team.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models

ALL = "everybody"
TEAM = "a team"
TWO = "the two it is between"
AUTHOR = "whoever wrote it"
PERSON = "the person it is about, until they send it"
LEADER = "the leader, until they send it"
LEADS = "the person and who leads them"
READERS = "who may read the kudos"
THREE = "the two it is between, and whoever was let in"
MANAGERS = "administrators, and the managers of the team somebody left"
LED = "the two it is between, and who leads their team"
NOBODY = "nobody while the round is open"
HELP = "the two, who leads them, and where it is shared the team"
PRIVATE = (TEAM, TWO, AUTHOR, PERSON, LEADER, LEADS, READERS, THREE, MANAGERS, LED, NOBODY, HELP)

FIELDS = {
    # What is described for everybody.
    "JobProfile.name": ALL,
    "JobProfile.purpose": ALL,
    "ProfileLine.words": ALL,
    "Template.name": ALL,
    "Competency.name": ALL,
    "Competency.about": ALL,
    "Competency.level_1": ALL,
    "Competency.level_2": ALL,
    "Competency.level_3": ALL,
    "Competency.level_4": ALL,
    "Cycle.name": ALL,
    "Strength.name": ALL,
    "Strength.slug": ALL,
    "Question.words": ALL,
    "Question.low": ALL,
    "Question.high": ALL,
    "Round.words": ALL,
    "Round.low": ALL,
    "Round.high": ALL,
    "PulseAction.words": ALL,
    # What a team says to itself.
    "EarlierWords.title": TEAM,
    "EarlierWords.words": TEAM,
    "Idea.title": TEAM,
    "Idea.words": TEAM,
    "Idea.search_text": TEAM,
    "Idea.link_url": TEAM,
    "Idea.link_label": TEAM,
    "Idea.reason": TEAM,
    "Idea.came_of_it": TEAM,
    "IdeaStep.words": TEAM,
    "Praise.words": TEAM,
    "Praise.customer": TEAM,
    "Praise.source": TEAM,
    "Praise.external_id": TEAM,
    # Appraisals.
    "Appraisal.person_words": PERSON,
    "Appraisal.leader_words": LEADER,
    "Appraisal.next_words": TWO,
    "Appraisal.disagreement": TWO,
    "Assessment.words": PERSON,
    "HandOver.reason": TWO,
    "Detour.reason": TWO,
    "Evidence.label": TWO,
    "Evidence.url": TWO,
    # Kudos, of which some are private.
    "Kudos.words": READERS,
    "Kudos.moment": READERS,
    "Kudos.act": READERS,
    "Kudos.effect": READERS,
    "Kudos.link_url": READERS,
    "Kudos.link_label": READERS,
    "Reply.words": READERS,
    "KudosEdit.words": READERS,
    "Snooze.reason": AUTHOR,
    # Notes and difficult talks.
    "CoachingNote.situation": TWO,
    "CoachingNote.behaviour": TWO,
    "CoachingNote.effect": TWO,
    "CoachingNote.next_step": TWO,
    "CoachingNote.came_of_it": TWO,
    "NoteEdit.situation": TWO,
    "NoteEdit.behaviour": TWO,
    "NoteEdit.effect": TWO,
    "NoteEdit.next_step": TWO,
    "Talk.about": TWO,
    "Talk.seen": TWO,
    "Talk.expectation": TWO,
    "Talk.own_words": AUTHOR,
    "Talk.outcome_words": TWO,
    "TalkStep.words": TWO,
    "Release.reason": THREE,
    # One-to-ones.
    "Meeting.cancelled_why": TWO,
    "Meeting.summary": TWO,
    "Point.words": TWO,
    "Point.link_url": TWO,
    "Agreement.words": TWO,
    "Agreement.dropped_why": TWO,
    "PrivateNote.words": AUTHOR,
    "Wish.words": LEADS,
    # Tasks that are handed over.
    "DelegatedTask.what": LED,
    "DelegatedTask.why": LED,
    "DelegatedTask.decide_alone": LED,
    "DelegatedTask.own_days": LED,
    "DelegatedTask.came_of_it": LED,
    "TaskStep.words": LED,
    # Help among peers.
    "Help.what": HELP,
    # Why somebody left.
    "Leaving.words": MANAGERS,
    # The pulse.
    "Turnout.people": NOBODY,
    "Held.sealed": NOBODY,
    "Box.words": ALL,
}

TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
)


def texts_of(found: Iterable[type[models.Model]]) -> set[str]:
    """The fields of these models that can hold somebody's words; those that choose from a list cannot."""
    return {
        f"{model.__name__}.{field.name}"
        for model in found
        for field in model._meta.get_fields()
        if isinstance(field, TEXTS) and not field.choices
    }


def kept_texts() -> set[str]:
    """Those of `feedback`."""
    return texts_of(apps.get_app_config("feedback").get_models())
