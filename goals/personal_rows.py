"""What `goals` holds of a person."""

from __future__ import annotations

from goals.models import (
    Asked,
    Brief,
    Challenge,
    ChallengeResult,
    CheckIn,
    Digest,
    ExcludedReading,
    Goal,
    GoalNote,
    GoalTarget,
    Import,
    Override,
    OwnGoal,
    Participation,
    PlanEntry,
    PlanLine,
    PlanName,
    Progress,
    Proposal,
    Reading,
    Review,
    RewardGrant,
    RewardNomination,
)
from teams.models import User
from teams.personal import Held, register_personal

HELD = (
    Held(
        "figures",
        Reading,
        "agent_id",
        "metric__slug team__name at value weight source__name external_id",
    ),
    Held(
        "figures_left_out",
        ExcludedReading,
        "agent_id",
        "metric__slug at value weight decided_at",
    ),
    Held(
        "progress",
        Progress,
        "agent_id",
        "goal__name first_day last_day value weight target status final",
    ),
    Held(
        "goals_that_measure_you",
        Goal,
        "agent",
        "name why metric__slug cadence starts_on ends_on state",
    ),
    Held("goals_you_look_after", Goal, "owner created_by", "name why metric__slug cadence state"),
    Held("targets_you_set", GoalTarget, "set_by", "goal__name since target stretch reason set_at"),
    Held(
        "your_own_goals",
        OwnGoal,
        "person",
        "aim sign due_on audience metric__slug state learned set_at done_at",
    ),
    Held("check_ins_on_your_own_goals", CheckIn, "goal__person", "goal_id going line at"),
    Held("notes_on_goals", GoalNote, "by", "goal__name day text at removed_at"),
    Held("how_you_see_your_goals", Override, "by", "goal__name first_day said sentence at"),
    Held("targets_you_proposed", Proposal, "by", "goal__name target at state agreed reason"),
    Held(
        "answers_to_proposed_targets",
        Asked,
        "person",
        "proposal__goal__name answer figure line answered_at",
    ),
    Held("how_goals_ended", Review, "by", "goal__name first_day last_day outcome learned at"),
    Held("challenges_you_made", Challenge, "created_by", "name why state starts_on ends_on"),
    Held("challenges_you_joined", Participation, "user", "challenge__name joined_at left_at"),
    Held(
        "how_you_did_in_challenges",
        ChallengeResult,
        "user",
        "challenge__name value weight days before now change is_best",
    ),
    Held(
        "rewards_you_got",
        RewardGrant,
        "person",
        "kind__name reason cost day given_by__name given_at",
        by_office=True,
    ),
    Held(
        "rewards_you_gave",
        RewardGrant,
        "given_by",
        "kind__name person__name reason despite cost day given_at",
        by_office=True,
    ),
    Held(
        "whom_you_nominated",
        RewardNomination,
        "by",
        "person__name kind__name reason at state answer answered_at",
    ),
    Held(
        "what_you_cover",
        PlanName,
        "person",
        "line__what line__weekdays line__starts_at line__ends_at part cannot_at cannot_why",
    ),
    Held("plans_you_made", PlanLine, "made_by", "team__name what weekdays made_at ended_at"),
    Held("what_you_added_to_plans", PlanEntry, "by", "line__what kind words at"),
    Held("briefs_you_wrote", Brief, "author", "first_day sentence asks saved_at"),
    Held("mail_sent_to_you", Digest, "user", "day state sent_at subject"),
    Held("imports_you_made", Import, "created_by", "file_name created_at rows", by_office=True),
)
NOT_KEPT = "Not kept"
"""In place of a reason that the row has to have."""


def register() -> None:
    """Called once, when the app is ready."""
    register_personal("goals", HELD, _forget)


def _forget(person: User) -> None:
    """Mail about them, goals that only they saw, and why they could not: figures and what was agreed stay."""
    Digest.objects.filter(user=person).delete()
    own = OwnGoal.objects.filter(person=person, audience=OwnGoal.Audience.ME)
    CheckIn.objects.filter(goal__in=own).delete()
    own.delete()
    PlanName.objects.filter(person=person).exclude(cannot_why="").update(cannot_why=NOT_KEPT)
