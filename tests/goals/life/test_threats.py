"""The threat cases of the design, as far as what people say around goals is concerned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from goals.actions.notes import add_note
from goals.actions.overrides import say_how_it_stands
from goals.actions.own_goals import check_in, set_own_goal
from goals.actions.proposals import answer_proposal, propose_goal
from goals.actions.reviews import review_period
from goals.models import (
    Asked,
    CheckIn,
    Goal,
    GoalNote,
    Override,
    OwnGoal,
    Proposal,
    Review,
)
from goals.recompute.run import run_until_done
from teams.models import AuditEntry, Team, User
from tests.goals.life.conftest import DECEMBER
from tests.scene import NOW
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db


@pytest.mark.either_database
def test_case_5_nothing_people_say_becomes_an_element_or_an_attribute(
    goal: Goal,
    clock: object,
    client_of: Callable[[User], Client],
    supervisor: User,
    agent: User,
    north: Team,
) -> None:
    """Each payload in each text field: every page keeps the elements it has with plain words."""
    note = add_note(supervisor, goal, day=NOW.date(), text="Snow.", now=NOW)
    say_how_it_stands(supervisor, goal, said="watch", sentence="So.", now=NOW)
    own = set_own_goal(
        agent, aim="More", sign="So.", due_on=date(2026, 1, 5), audience="team", now=NOW
    )
    check_in(agent, own, going="well", line="Yes.", now=NOW)
    proposed = propose_goal(
        supervisor, name="Next", metric=goal.metric, scope="team", team=north, cadence="monthly",
        starts_on=date(2026, 1, 1), target=Decimal(4200), why="So.", owner=supervisor, now=NOW,
    )  # fmt: skip
    answer_proposal(
        agent, proposed.proposal, answer="lower", figure=Decimal(9), line="So.", now=NOW
    )
    clock.move_to(DECEMBER, tick=False)  # type: ignore[attr-defined]
    run_until_done(DECEMBER)
    review_period(supervisor, goal, on=NOW.date(), outcome="partly", learned="So.", now=DECEMBER)
    november = f"{reverse('goals:goal', args=[goal.pk])}?period=2025-11-01"
    pages = [
        november,
        reverse("goals:goal", args=[goal.pk]),
        reverse("goals:list"),
        reverse("goals:close", args=[goal.pk]),
        reverse("goals:note_edit", args=[goal.pk, note.pk]),
        reverse("goals:proposal", args=[proposed.pk]),
        reverse("goals:own_goal", args=[own.pk]),
        reverse("teams:person", args=[agent.pk]),
        reverse("home"),
    ]
    browser = client_of(supervisor)

    def fill(words: str) -> None:
        GoalNote.objects.update(text=words)
        Override.objects.update(sentence=words)
        Review.objects.update(learned=words)
        Asked.objects.exclude(figure=None).update(line=words)
        Proposal.objects.update(reason=words)
        Goal.objects.filter(pk=proposed.pk).update(name=words, why=words)
        OwnGoal.objects.update(aim=words, sign=words)
        CheckIn.objects.update(line=words)
        AuditEntry.objects.update(reason=words)
        cache.clear()

    fill("Plain words")
    plain = {path: elements(browser.get(path).content) for path in pages}
    for payload in mouthfuls(110):
        fill(payload)
        for path in pages:
            response = browser.get(path)
            assert response.status_code == 200
            assert elements(response.content) == plain[path], (payload, path)


def test_case_14_a_form_sets_nothing_it_does_not_ask_for(
    goal: Goal, client_of: Callable[[User], Client], agent: User, manager: User
) -> None:
    sent = {
        "aim": "More", "sign": "So.", "due_on": "2026-01-05", "audience": "me",
        "person": manager.pk, "state": "reached", "learned": "Much.", "set_at": "2020-01-01",
    }  # fmt: skip
    client_of(agent).post(reverse("goals:own_goal_new"), sent)
    own = OwnGoal.objects.get()
    assert (own.person, own.state, own.learned, own.set_at) == (agent, "open", "", NOW)
    note = {"day": "2025-11-19", "text": "Snow.", "by": manager.pk, "removed_at": "2020-01-01"}
    client_of(agent).post(reverse("goals:note_new", args=[goal.pk]), note)
    kept = GoalNote.objects.get()
    assert (kept.by, kept.removed_at) == (agent, None)
