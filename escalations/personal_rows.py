"""What `escalations` holds of a person. Customers' names, numbers and words are theirs, and in nobody's file."""

from __future__ import annotations

from escalations.models import (
    Amends,
    AmendsBudget,
    AmendsRequest,
    Confirmation,
    Conflict,
    Escalation,
    HelpfulWords,
    LevelChange,
    LimitAmount,
    LimitProposal,
    OnCall,
    Promise,
    Protocol,
    ProtocolQuestion,
    ProtocolVersion,
    Remedy,
    Review,
    Step,
    ThreeViews,
    TrainingCase,
    UrgentMail,
    WordsUsed,
)
from escalations.permissions import drafts_of
from teams.models import User
from teams.personal import Held, register_personal

HELD = (
    Held(
        "cases_you_logged",
        Escalation,
        "logged_by",
        "id team__name category__name channel state about need proposal promised opened_at outcome decision ending "
        "left resolved_at help help_line wants_break",
    ),
    Held(
        "cases_you_answered",
        Escalation,
        "claimed_by decided_by",
        "id team__name category__name state claimed_at outcome decision ending resolved_at",
    ),
    Held("steps_you_took", Step, "by", "escalation_id number kind text at"),
    Held("promises_you_made", Promise, "made_by", "escalation_id text due_at made_at state"),
    Held(
        "amends_you_gave",
        Amends,
        "given_by approved_by",
        "escalation_id kind what amount day reason",
    ),
    Held(
        "amends_you_asked_for",
        AmendsRequest,
        "asked_by",
        "escalation_id kind what amount asked_at state line",
    ),
    Held("budgets_you_set", AmendsBudget, "set_by", "team__name since amount reason set_at"),
    Held("reviews_you_wrote", Review, "by", "escalation_id avoidable why_not learned at"),
    Held(
        "what_follows_for_you",
        Remedy,
        "person owner",
        "kind text due_on set_by__name done_on dropped_on dropped_why",
    ),
    Held("what_you_had_follow", Remedy, "set_by", "kind text due_on set_at done_on"),
    Held("training_cases_you_made", TrainingCase, "made_by", "title question made_at"),
    Held(
        "three_views_you_wrote",
        ThreeViews,
        "by",
        "escalation_id agent_can company_offers agreed at",
    ),
    Held("contradictions_you_found", Conflict, "by", "text at settled settled_at"),
    Held("protocols_you_keep", Protocol, "owner", "title review_on", by_office=True),
    Held(
        "protocols_you_wrote",
        ProtocolVersion,
        "written_by",
        "protocol__title number change written_at published_at",
        by_office=True,
    ),
    Held("words_that_helped", HelpfulWords, "whose added_by", "protocol__title text added_at"),
    Held("words_you_used", WordsUsed, "person", "words__text day"),
    Held(
        "protocols_you_confirmed",
        Confirmation,
        "person",
        "version__protocol__title version__number day at",
        by_office=True,
    ),
    Held(
        "questions_on_protocols",
        ProtocolQuestion,
        "person",
        "version__protocol__title text at answer answered_by__name answered_at",
    ),
    Held(
        "what_you_may_decide",
        LevelChange,
        "person",
        "category__name level because reason by__name at",
    ),
    Held("levels_you_set", LevelChange, "by", "person__name category__name level reason at"),
    Held("limits_you_set", LimitAmount, "set_by", "limit__name level amount reason set_at"),
    Held(
        "limits_you_proposed",
        LimitProposal,
        "by",
        "limit__name level amount reason at state answer",
    ),
    Held(
        "when_you_are_on_duty",
        OnCall,
        "person",
        "team__name position when weekdays starts_at ends_at away_until",
    ),
    Held("urgent_mail_to_you", UrgentMail, "user", "subject at sent_at"),
)


def register() -> None:
    """Called once, when the app is ready."""
    register_personal("escalations", HELD, _forget)


def _forget(person: User) -> None:
    """Mail that waits, their place on the list of who is asked, and cases they began and never sent."""
    UrgentMail.objects.filter(user=person).delete()
    OnCall.objects.filter(person=person).delete()
    for draft in drafts_of(person):
        draft.delete()
