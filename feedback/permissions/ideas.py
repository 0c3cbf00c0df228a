"""Who may read an idea, and who answers it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feedback import idea_life
from feedback.models import Idea
from teams.models import User
from teams.permissions import can_lead, standing_of


def ideas_visible_to(user: User) -> QuerySet[Idea]:
    """Those for everybody, those of one's teams, and one's own."""
    return Idea.objects.filter(
        Q(author=user) | Q(team=None) | Q(team__in=standing_of(user).teams), withdrawn_at=None
    )


def can_add_ideas(user: User) -> bool:
    """Whoever is in a team, and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.teams)


def can_answer_idea(user: User, idea: Idea) -> bool:
    """A leader of its team, of no team any leader; never one's own."""
    if idea.author_id == user.pk:
        return False
    return can_lead(user) if idea.team_id is None else idea.team_id in standing_of(user).leads


def can_back_idea(user: User, idea: Idea) -> bool:
    """Whoever reads it, but its author."""
    return idea.author_id != user.pk


def can_finish_idea(user: User, idea: Idea) -> bool:
    """Who answers it, or who sees to it; never whose idea it is."""
    sees_to_it = idea.owner_id == user.pk and idea.author_id != user.pk
    return sees_to_it or can_answer_idea(user, idea)


def steps_open_to(user: User, idea: Idea) -> tuple[str, ...]:
    """What this person may do with an idea that they read, as it stands. No statement beyond who they are."""
    own, answers = idea.author_id == user.pk, can_answer_idea(user, idea)

    def may(step: str) -> bool:
        if step in idea_life.OWN:
            return own
        if step == idea_life.FINISH:
            return can_finish_idea(user, idea)
        if step in idea_life.ANSWERS:
            return answers
        return not own or step == idea_life.SAY

    steps = idea_life.allowed(idea.state, answered=idea.answered_at is not None)
    return tuple(step for step in steps if may(step))
