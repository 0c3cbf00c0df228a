"""Case 20 for challenges and rewards: two managers and one budget, joining at the close, two closers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from goals.actions.challenges import change_challenge, join_challenge
from goals.actions.reward_catalogue import set_budget
from goals.actions.rewards import grant_reward
from goals.models import Challenge, ChallengeResult, Participation, RewardGrant, RewardKind
from goals.recompute.challenges import close, look_after_challenges
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice, Organisation, Role
from tests.cast import SINCE
from tests.goals.reliability.together import at_once, good
from tests.goals.together import BEFORE, FINAL, FIRST, OVER, a_challenge, worked
from tests.scene import a_metric

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def challenge(supervisor, north, agent) -> Challenge:
    made = a_challenge(supervisor, a_metric("Solved"), north)
    join_challenge(agent, made, now=BEFORE)
    worked(made.metric, north, agent, FIRST, 120)
    return made


def test_case_20_of_two_managers_at_the_same_moment_one_is_told_what_is_left(
    administrator, manager, north, agent, colleague
):
    second = create_person(None, name="Nia Bell", username="nia")
    join_team(None, second, north, Role.MANAGER, SINCE)
    cake = RewardKind.objects.create(name="Cake", what="For all.", cost=Decimal(60))
    set_budget(
        administrator, team=north, cadence="monthly", since=FINAL.date(), amount=Decimal(100), now=FINAL
    )  # fmt: skip

    def giving(actor, person):
        return lambda: grant_reward(
            actor, kind=cake, team=north, person=person, reason="A long week.", now=FINAL
        )

    acts = [giving(who, person) for who in (manager, second) for person in (agent, colleague)]
    outcomes = at_once(*acts)
    given = [one for one in outcomes if isinstance(one, RewardGrant)]
    told = {str(one) for one in outcomes if isinstance(one, ActionRefused)}
    assert len(given) == 1
    assert told == {"The budget has £40 left for November."}
    assert sum(RewardGrant.objects.values_list("cost", flat=True)) == 60


def test_case_20_two_clicks_at_once_join_once(challenge, colleague):
    good(at_once(*[lambda: join_challenge(colleague, challenge, now=BEFORE)] * 6))
    assert Participation.objects.filter(user=colleague).count() == 1
    assert AuditEntry.objects.filter(verb="joined", actor=colleague).count() == 1


def test_case_20_whoever_joins_at_the_close_is_in_the_result_or_told(challenge, colleague, north):
    """Joining at the last moment, while the close is under way: never in between."""
    worked(challenge.metric, north, colleague, FIRST, 30)
    moment = OVER - timedelta(seconds=1)
    outcomes = at_once(
        lambda: join_challenge(colleague, challenge, now=moment),
        lambda: look_after_challenges(FINAL),
        lambda: look_after_challenges(FINAL),
    )
    joined = isinstance(outcomes[0], Participation)
    assert joined or isinstance(outcomes[0], ActionRefused)
    assert sorted(outcomes[1:]) == [0, 1]
    in_result = ChallengeResult.objects.filter(user=colleague).exists()
    assert in_result is joined
    challenge.refresh_from_db()
    assert challenge.closed_value == (150 if joined else 120)


def test_case_21_many_closers_close_once(challenge):
    organisation = Organisation.objects.get(pk=1)
    outcomes = good(at_once(*[lambda: close(challenge.pk, organisation, FINAL)] * 5))
    assert sorted(outcomes) == [False] * 4 + [True]
    assert ChallengeResult.objects.count() == 1
    assert AuditEntry.objects.filter(verb="closed").count() == 1
    assert Notice.objects.count() == 2


def test_case_20_of_two_changes_at_once_one_is_told(supervisor, manager, challenge):
    def changing(actor, why):
        return lambda: change_challenge(actor, challenge, version=1, why=why, now=BEFORE)

    outcomes = at_once(changing(supervisor, "One."), changing(manager, "Two."))
    assert sum(isinstance(one, Stale) for one in outcomes) == 1
    challenge.refresh_from_db()
    assert challenge.version == 2
