"""Each text that the API answers with, and which kept text it is: so it is for whoever `fields.py` says.

A new shape or a new field needs a line here, or the suite fails. Which app hands its texts to shapes of another, as
search, notices and the huddle do, is listed with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework import serializers

PLAIN = "names, states, figures and addresses: nobody's words"
FINDS = "whoever asks, and reads it where it comes from: test_surfaces.py"
TOLD = "whoever is told: test_written.py"


def of(model: str, names: str) -> dict[str, str]:
    """Fields that show the field of a model with the same name."""
    return {name: f"{model}.{name}" for name in names.split()}


def plain(names: str) -> dict[str, str]:
    """Fields that hold nobody's words."""
    return dict.fromkeys(names.split(), PLAIN)


IDEA = {
    **of("Idea", "title words link_label reason came_of_it"),
    "link": "Idea.link_url",
    **plain("team author owner decided_by"),
}
KUDOS = {
    **of("Kudos", "words moment act effect"),
    "link": "Kudos.link_url",
    **plain("author to to_team team strengths goal praise"),
}
TASK = {
    **of("DelegatedTask", "what why decide_alone came_of_it"),
    **plain("team by to strength next_check_in"),
}
ROUND = {"question": "Round.words", **of("Round", "low high")}

SHAPES: dict[str, dict[str, str]] = {
    # Appraisals.
    "AppraisalKept": plain("state"),
    "AppraisalPutInSerializer": plain("state"),
    "AppraisalSerializer": {"cycle": "Cycle.name", **plain("person leader out your_turn")},
    "AppraisalSaidSerializer": {
        "words": "Assessment.words",
        "described": "Competency.level_1",
        **plain("who level"),
    },
    "AppraisalLevelSerializer": {"described": "Competency.level_1", **plain("name")},
    "AppraisalLineSerializer": of("Competency", "name about"),
    "AppraisalEvidenceSerializer": {**of("Evidence", "label url"), **plain("kind by")},
    "AppraisalSuggestionSerializer": {**of("Evidence", "label url"), **plain("kind")},
    "AppraisalWholeSerializer": {
        "cycle": "Cycle.name",
        "agreed": "Appraisal.next_words",
        "disagreement": "Appraisal.disagreement",
        "trace": "Detour.reason",
        **plain("person leader state turn able"),
        **plain("part_token settled_token disagreement_token whole_token"),
    },
    # Kudos and praise.
    "KudosRow": KUDOS,
    "KudosWhole": {**KUDOS, **plain("saw_by")},
    "ReplyShape": {"words": "Reply.words", **plain("by hidden")},
    "EditShape": {"words": "KudosEdit.words"},
    "PraiseSerializer": {
        **of("Praise", "words customer source external_id"),
        **plain("team people added_by told_by"),
    },
    # Notes and difficult talks.
    "NoteSerializer": {
        **of("CoachingNote", "situation behaviour effect next_step came_of_it"),
        **plain("author person tone goal"),
    },
    "EarlierSerializer": of("NoteEdit", "situation behaviour effect next_step"),
    "TalkSerializer": {
        **of("Talk", "about seen expectation own_words outcome_words"),
        **plain("author person outcome"),
    },
    "StepSerializer": {"words": "TalkStep.words", **plain("owner")},
    # One-to-ones.
    "MeetingSerializer": {
        **of("Meeting", "cancelled_why summary"),
        "waiting": "Point.words",
        **plain("leader person"),
    },
    "PointSerializer": {"words": "Point.words", **plain("by talked_about")},
    "AgreementSerializer": {
        **of("Agreement", "words dropped_why"),
        **plain("leader person owner state"),
    },
    # Tasks, help, ideas.
    "TaskRow": TASK,
    "TaskWhole": {**TASK, **plain("allowed")},
    "TaskStepShape": {"words": "TaskStep.words", **plain("by")},
    "TaskNotNowProblem": plain("type title detail allowed"),
    "HelpRow": {"what": "Help.what", **plain("helped helper logged_by thanked")},
    "IdeaRow": IDEA,
    "IdeaWhole": {**IDEA, **plain("allowed")},
    "IdeaStepShape": {"words": "IdeaStep.words", **plain("by")},
    "EarlierShape": of("EarlierWords", "title words"),
    "IdeaNotNowProblem": plain("type title detail allowed"),
    # The pulse, and who leaves.
    "QuestionSerializer": ROUND,
    "ResultSerializer": {**ROUND, **plain("hidden")},
    "DistributionSerializer": {"words": "Box.words", **plain("name note mean usual")},
    "DoneSerializer": {"words": "PulseAction.words", **plain("by team")},
    "LeftSerializer": {"words": "Leaving.words", **plain("name teams theme")},
    "StayingSerializer": plain("group sentence"),
    "StayingTable": plain("name headings rows"),
    # Of other apps, which show what feedback hands them.
    "HitSerializer": dict.fromkeys(("title", "detail", "url"), FINDS),
    "HuddlePartShape": {**plain("kind key title"), "words": FINDS, "url": FINDS},
    "NoticeSerializer": {**plain("kind"), "text": TOLD, "detail": TOLD, "url": TOLD},
}

TAKEN_IN = {
    "ActionBody", "AgreementBody", "AnswerBody", "AppraisalDisagreeBody", "AppraisalEvidenceBody",
    "AppraisalPartBody", "AppraisalReasonBody", "AppraisalSaysBody", "AppraisalSignBody", "AppraisalTalkBody", "CloseBody", "DropBody",
    "FollowUpBody", "HelpNew", "IdeaAgreeBody", "IdeaDeclineBody", "IdeaDoneBody", "IdeaEdit", "IdeaLookBody",
    "IdeaNew", "IdeaReopenBody", "IdeaSayBody", "KudosNew", "KudosWords", "NoteBody", "NoteChange", "NoteNew",
    "OwnWordsBody", "PointBody", "PraiseForWhom", "PraiseNew", "StepBody", "SummaryBody", "TalkNew", "TaskAcceptBody",
    "TaskAnswerBody", "TaskCheckInBody", "TaskCloseBody", "TaskNew", "TaskReviseBody", "TaskWordsBody", "WhyBody",
}  # fmt: skip
"""What is sent, and never answered with: the words are the caller's own."""

WITHOUT_WORDS = (
    serializers.BaseSerializer,
    serializers.BooleanField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.DecimalField,
    serializers.DurationField,
    serializers.FloatField,
    serializers.IntegerField,
    serializers.TimeField,
)
Shape = type[serializers.BaseSerializer[Any]]


def shapes_in(apps: Iterable[str], base: Shape = serializers.BaseSerializer) -> Iterator[Shape]:
    """Every serializer that was written in these apps."""
    for shape in base.__subclasses__():
        if shape.__module__.split(".")[0] in apps:
            yield shape
        yield from shapes_in(apps, shape)


def texts_in(shape: Shape) -> set[str]:
    """The fields of a shape that can hold somebody's words. Each alone: one inside another is a shape of its own."""
    found = set()
    for name, one in getattr(shape(), "fields", {}).items():
        inner = one
        while isinstance(inner, serializers.ListField):
            inner = inner.child
        if not isinstance(inner, WITHOUT_WORDS):
            found.add(name)
    return found
