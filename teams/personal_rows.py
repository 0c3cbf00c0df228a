"""What `teams` holds of a person."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import F, Q

from teams.models import (
    Absence,
    ApiToken,
    AuditEntry,
    DayBox,
    Decision,
    DecisionEntry,
    DoneStep,
    Focus,
    FocusNote,
    GivenPath,
    GrowthShare,
    Huddle,
    HuddleEntry,
    HuddlePerson,
    HuddleReaction,
    LeaderSkillWords,
    LeaderView,
    LearningPath,
    LearningWish,
    Membership,
    Notice,
    NoticeChoices,
    Pairing,
    Placing,
    StudyRequest,
    StudyStep,
    TakenCall,
    User,
)
from teams.personal import Held, register_personal

HELD = (
    Held(
        "you",
        User,
        "pk",
        "username name email title theme uses_keys joined_at last_login left_on",
        by_office=True,
    ),
    Held(
        "roles", Membership, "user", "team__name role starts_on ends_on end_reason", by_office=True
    ),
    Held("days_away", Absence, "user", "starts_on ends_on entered_by__name", by_office=True),
    Held(
        "API_tokens",
        ApiToken,
        "user",
        "name prefix scopes source created_at expires_at revoked_at last_used_at",
        by_office=True,
    ),
    Held(
        "what_you_want_to_be_told",
        NoticeChoices,
        "user",
        "digest not_in_app not_in_mail at_once quiet_from quiet_until quiet_on_days_off time_zone",
    ),
    Held(
        "notices_about_you",
        Notice,
        "user",
        "kind text detail at read_at mailed_at",
        only=Q(about=F("user")),
    ),
    # Their words may hold the names and figures of others, and what a case is about.
    Held(
        "other_notices_to_you",
        Notice,
        "user",
        "kind at read_at mailed_at",
        only=~Q(about=F("user")),
    ),
    Held("time_you_set_aside", DayBox, "person", "title starts_at minutes created_at removed_at"),
    Held(
        "what_you_changed",
        AuditEntry,
        "actor",
        "at verb kind object_id",
        by_office=True,
    ),
    Held(
        "decisions_you_logged",
        Decision,
        "logged_by",
        "team__name what how why decided_on again_if review_on logged_at ended_at ended_why",
    ),
    Held("what_you_added_to_decisions", DecisionEntry, "by", "decision__what kind words at"),
    Held(
        "huddles_you_held_or_spoke_in",
        Huddle,
        "speaker held_by ready_by",
        "team__name day call_to_action inspired speaker__name",
    ),
    Held("huddles_you_were_in", HuddlePerson, "user", "huddle__team__name huddle__day is_here"),
    Held(
        "what_was_said_in_huddles",
        HuddleEntry,
        "by whose",
        "huddle__day kind words by__name whose__name at done_at",
    ),
    Held("huddles_you_reacted_to", HuddleReaction, "user", "huddle__day at"),
    Held("where_you_placed_yourself", Placing, "person", "by_words__name level words example at"),
    Held(
        "where_leaders_see_you",
        LeaderView,
        "person",
        "by__name by_words__name level words at",
    ),
    Held("where_you_see_others", LeaderView, "by", "person__name by_words__name level words at"),
    Held(
        "what_you_worked_on",
        Focus,
        "person",
        "by_words__name doing sign until begun_at closed_at came_of_it",
    ),
    Held("notes_on_what_you_worked_on", FocusNote, "focus__person", "focus_id words at"),
    Held(
        "who_may_see_how_you_grow",
        GrowthShare,
        "person leader",
        "person__name leader__name skills focus at ended_at",
    ),
    Held("leadership_skills_you_described", LeaderSkillWords, "by", "name about at"),
    Held(
        "learning_paths",
        GivenPath,
        "person",
        "path__name how why given_by__name given_at begins_on started_at done_at finished_at confirmed_by__name ended_at",
    ),
    Held("steps_you_did", DoneStep, "given__person", "step__title at"),
    Held(
        "who_stands_by_whom",
        Pairing,
        "given__person colleague",
        "given__person__name given__path__name colleague__name asked_by__name asked_at answer answered_at",
    ),
    Held(
        "learning_wishes",
        LearningWish,
        "person",
        "path__name words asked_at answered_by__name answer answered_at",
    ),
    Held("learning_paths_you_made", LearningPath, "made_by", "name why made_at"),
    Held(
        "what_you_asked_to_read_or_attend",
        StudyRequest,
        "person",
        "kind what why cost on state asked_at took done_at shared_at",
    ),
    Held(
        "answers_to_what_you_asked_to_read_or_attend",
        StudyStep,
        "request__person",
        "request_id state by__name words at",
    ),
)
_THEIRS_ALONE = (
    (ApiToken, "user"),
    (NoticeChoices, "user"),
    (TakenCall, "person"),
    (Notice, "user"),
    (DayBox, "person"),
    (FocusNote, "focus__person"),
    (Focus, "person"),
    (Placing, "person"),
    (LeaderView, "person"),
    (GrowthShare, "person"),
)


def register() -> None:
    """Called once, when the app is ready."""
    register_personal("teams", HELD, _forget)


def _forget(person: User) -> None:
    """Ways in, mail that waits, and what no one else could read. Rows of sign-ins go by the name signed in with."""
    for model, whose in _THEIRS_ALONE:
        model._base_manager.filter(**{whose: person.pk}).delete()
    Membership.objects.filter(~Q(end_reason=""), user=person).update(end_reason="")
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__iexact=person.username).delete()
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
