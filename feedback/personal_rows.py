"""What `feedback` holds of a person. Of what others wrote only what is shared with them; the pulse keeps no names."""

from __future__ import annotations

from django.db.models import F, Q

from feedback.models import (
    Agreement,
    Appraisal,
    Assessment,
    CoachingNote,
    DelegatedTask,
    Detour,
    Evidence,
    HandOver,
    Help,
    Idea,
    IdeaStep,
    Kudos,
    KudosEdit,
    Leaving,
    Meeting,
    NoteEdit,
    Point,
    Praise,
    PrivateNote,
    PulseAction,
    Recipient,
    Release,
    Reply,
    Saw,
    Series,
    Snooze,
    Support,
    Talk,
    TalkStep,
    TaskStep,
    Wish,
)
from teams.models import User
from teams.personal import Held, register_personal

_THANKS = "words moment act effect visibility shared_at edited_at"
_NOTE = "situation behaviour effect next_step tone follow_up_on came_of_it written_at shared_at"
_TALK = "about seen expectation follow_up_on outcome outcome_words opened_at shared_at closed_at"
_APPRAISED = "cycle__name state talked_on person_signed_at leader_signed_at"
_READ = (Appraisal.State.TALK, Appraisal.State.SIGN, Appraisal.State.SIGNED)
"""From when the person reads the leader's part, as long as they are in the round."""

HELD = (
    Held("thanks_given", Kudos, "author", f"id {_THANKS} taken_back_at"),
    Held("whom_you_thanked", Recipient, "kudos__author", "kudos_id user__name"),
    Held("earlier_words_of_thanks", KudosEdit, "kudos__author", "kudos_id words at"),
    Held(
        "thanks_received",
        Recipient,
        "user",
        " ".join(f"kudos__{name}" for name in ("author__name", *_THANKS.split()))
        + " read_at hidden_at",
        only=Q(kudos__taken_back_at=None),
    ),
    Held("thanks_you_saw_too", Saw, "user", "kudos_id at"),
    Held("replies_you_wrote", Reply, "by", "kudos_id words at taken_back_at"),
    Held(
        "replies_to_thanks_received",
        Reply,
        "kudos__recipients__user",
        "kudos_id by__name words at",
        only=Q(taken_back_at=None, kudos__taken_back_at=None),
    ),
    Held(
        "customers_praise",
        Praise,
        "people",
        "words channel said_on source",
        only=Q(withdrawn_at=None),
    ),
    Held(
        "praise_you_passed_on", Praise, "added_by told_by", "words channel said_on added_at told_at"
    ),
    Held("whom_you_thank_later", Snooze, "leader", "person__name until reason at"),
    Held("notes_you_wrote", CoachingNote, "author", f"id person__name {_NOTE}"),
    Held("notes_about_you", CoachingNote, "person", f"id author__name {_NOTE}", ~Q(shared_at=None)),
    Held(
        "earlier_words_of_notes",
        NoteEdit,
        "note__author",
        "note_id situation behaviour effect next_step at",
    ),
    Held("difficult_talks_you_opened", Talk, "author", f"id person__name {_TALK} own_words"),
    Held(
        "difficult_talks_with_you", Talk, "person", f"id author__name {_TALK}", ~Q(shared_at=None)
    ),
    Held("steps_from_your_talks", TalkStep, "talk__author", "talk_id owner__name words due_on"),
    Held(
        "steps_from_talks_with_you",
        TalkStep,
        "talk__person",
        "talk_id owner__name words due_on done_at dropped_at",
        only=~Q(talk__shared_at=None),
    ),
    Held(
        "who_was_let_in",
        Release,
        "to note__author note__person talk__author talk__person",
        "note_id talk_id to__name by__name reason at until read_at",
    ),
    Held(
        "one_to_ones",
        Series,
        "leader person",
        "id leader__name person__name every_weeks begun_at ended_at",
    ),
    Held(
        "meetings",
        Meeting,
        "series__leader series__person",
        "series_id starts_at state summary cancelled_why",
    ),
    Held(
        "points_to_talk_about",
        Point,
        "series__leader series__person",
        "series_id by__name words added_at dropped_at",
    ),
    Held(
        "agreements",
        Agreement,
        "series__leader series__person",
        "series_id owner__name words due_on made_at done_at dropped_why",
    ),
    Held("private_notes_you_wrote", PrivateNote, "author", "series_id words edited_at"),
    Held("wishes", Wish, "person", "kind words added_by__name added_at ended_at for_team"),
    Held(
        "appraisals_of_you",
        Appraisal,
        "person",
        f"id leader__name {_APPRAISED} person_words next_words disagreement",
    ),
    Held(
        "what_leaders_say_in_appraisals",
        Appraisal,
        "person",
        "id leader_words",
        only=Q(state__in=_READ, out_at=None),
    ),
    Held("appraisals_you_led", Appraisal, "leader", f"id person__name {_APPRAISED} leader_words"),
    Held(
        "how_you_assess_yourself",
        Assessment,
        "appraisal__person",
        "appraisal_id competency__name level words",
        only=Q(side=Assessment.Side.PERSON),
    ),
    Held(
        "how_leaders_assess_you",
        Assessment,
        "appraisal__person",
        "appraisal_id competency__name level words",
        only=Q(side=Assessment.Side.LEADER, appraisal__state__in=_READ, appraisal__out_at=None),
    ),
    Held(
        "how_you_assess_others",
        Assessment,
        "appraisal__leader",
        "appraisal_id competency__name level words",
        only=Q(side=Assessment.Side.LEADER),
    ),
    Held(
        "what_appraisals_rest_on",
        Evidence,
        "appraisal__person",
        "appraisal_id kind label added_by__name added_at",
        only=Q(added_by=F("appraisal__person"))
        | Q(appraisal__state__in=_READ, appraisal__out_at=None),
    ),
    Held("what_you_added_to_appraisals", Evidence, "added_by", "appraisal_id kind label added_at"),
    Held(
        "appraisals_handed_over",
        HandOver,
        "appraisal__person appraisal__leader",
        "appraisal_id former__name leader__name reason at",
    ),
    Held(
        "appraisals_that_went_another_way",
        Detour,
        "appraisal__person appraisal__leader",
        "appraisal_id kind reason at",
    ),
    Held(
        "tasks",
        DelegatedTask,
        "by to",
        "id team__name by__name to__name what why decide_alone due_on state offered_at came_of_it ended_at",
    ),
    Held(
        "steps_of_tasks",
        TaskStep,
        "task__by task__to",
        "task_id kind by__name going words by_when at",
    ),
    Held("help", Help, "helped helper", "helped__name helper__name what at shared state"),
    Held(
        "ideas",
        Idea,
        "author",
        "id team__name title words state added_at reason came_of_it done_at withdrawn_at",
    ),
    Held("ideas_you_look_after", Idea, "owner decided_by", "id title state reason came_of_it"),
    Held("ideas_you_support", Support, "user", "idea__title at"),
    Held("what_you_said_of_ideas", IdeaStep, "by", "idea__title kind words at"),
    Held("what_you_did_after_a_pulse", PulseAction, "by", "team__name words at done_at"),
    Held("why_you_say_others_left", Leaving, "written_by", "person__name theme words written_at"),
)


def register() -> None:
    """Called once, when the app is ready."""
    register_personal("feedback", HELD, _forget)


def _forget(person: User) -> None:
    """What was for their eyes alone, what they wished for, and the words of why they left; the theme counts on.

    Notes and talks of theirs that were never shared are nobody's to read any more; what is shared stays the other's.
    """
    Snooze.objects.filter(Q(leader=person) | Q(person=person)).delete()
    PrivateNote.objects.filter(author=person).delete()
    CoachingNote.objects.filter(author=person, shared_at=None).delete()
    Talk.objects.filter(author=person, shared_at=None).delete()
    Talk.objects.filter(author=person).exclude(own_words="").update(own_words="")
    _forget_unsent(person)
    Wish.objects.filter(person=person).delete()
    Leaving.objects.filter(person=person).update(words="")


def _forget_unsent(person: User) -> None:
    """Their part of appraisals that they have not sent. Once both have signed the database refuses every change."""
    state, side = Appraisal.State, Assessment.Side
    of_theirs = Appraisal.objects.filter(person=person, self_sent_at=None).exclude(
        state=state.SIGNED
    )
    led = Appraisal.objects.filter(leader=person, state__in=[state.SELF, state.LEADER])
    Assessment.objects.filter(appraisal__in=of_theirs, side=side.PERSON).delete()
    Assessment.objects.filter(appraisal__in=led, side=side.LEADER).delete()
    of_theirs.update(person_words="")
    led.update(leader_words="")
