"""The tables of `feedback`, by noun."""

from feedback.models.appraisals import (
    LEVELS,
    Appraisal,
    Assessment,
    Competency,
    Cycle,
    Detour,
    Evidence,
    HandOver,
    JobProfile,
    ProfileLine,
    Template,
)
from feedback.models.delegated import DelegatedTask, Going, Rhythm, TaskStep
from feedback.models.help import Help
from feedback.models.ideas import EarlierWords, Idea, IdeaStep, Support
from feedback.models.kudos import (
    Kudos,
    KudosEdit,
    Recipient,
    Reply,
    Saw,
    Snooze,
    Strength,
    Visibility,
)
from feedback.models.leaving import Leaving
from feedback.models.notes import CoachingNote, NoteEdit, Release, Talk, TalkStep
from feedback.models.one_to_ones import Agreement, Meeting, Point, PrivateNote, Series, Wish
from feedback.models.praise import Praise
from feedback.models.pulse import SCALE, SUMS, Box, Held, PulseAction, Question, Round, Turnout

__all__ = [
    "LEVELS",
    "SCALE",
    "SUMS",
    "Agreement",
    "Appraisal",
    "Assessment",
    "Box",
    "CoachingNote",
    "Competency",
    "Cycle",
    "DelegatedTask",
    "Detour",
    "EarlierWords",
    "Evidence",
    "Going",
    "HandOver",
    "Held",
    "Help",
    "Idea",
    "IdeaStep",
    "JobProfile",
    "Kudos",
    "KudosEdit",
    "Leaving",
    "Meeting",
    "NoteEdit",
    "Point",
    "Praise",
    "PrivateNote",
    "ProfileLine",
    "PulseAction",
    "Question",
    "Recipient",
    "Release",
    "Reply",
    "Rhythm",
    "Round",
    "Saw",
    "Series",
    "Snooze",
    "Strength",
    "Support",
    "Talk",
    "TalkStep",
    "TaskStep",
    "Template",
    "Turnout",
    "Visibility",
    "Wish",
]
