"""Rewards: from a catalogue, within a budget, into a ledger that is only added to, and behind a guard."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from goals.actions import nominations
from goals.actions import reward_catalogue as catalogue
from goals.actions import rewards as actions
from goals.actions.challenges import join_challenge
from goals.actions.rewards import Occasion
from goals.models import (
    Challenge,
    ChallengeResult,
    GuardStatus,
    RewardGrant,
    RewardKind,
    RewardNomination,
)
from goals.queries.purses import purse_of
from goals.recompute.challenges import look_after_challenges
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.models import AuditEntry, Membership, Notice, Organisation, Role
from tests.cast import SINCE
from tests.goals.together import BEFORE, FINAL, FIRST, LAST, a_challenge, team_did, worked
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db

LATER = FINAL + timedelta(days=1)


@pytest.fixture
def cake(manager) -> RewardKind:
    return RewardKind.objects.create(name="Cake", what="For all.", cost=Decimal(35))


@pytest.fixture
def hour(db) -> RewardKind:
    return RewardKind.objects.create(name="An hour off", what="Go early.", cost=Decimal(0))


@pytest.fixture
def budget(administrator, north):
    return catalogue.set_budget(
        administrator,
        team=north,
        cadence="monthly",
        since=date(2026, 10, 5),
        amount=Decimal(100),
        now=BEFORE,
    )


def left(team, now=LATER) -> Decimal | None:
    purse = purse_of(team, Organisation.objects.get(pk=1), now)
    return None if purse is None else purse.left


def give(actor, kind, team, person=None, reason="A long week.", now=LATER, **more) -> RewardGrant:
    return actions.grant_reward(
        actor, kind=kind, team=team, person=person, reason=reason, now=now, **more
    )


def refused(act, *arguments, **named) -> tuple[str, str]:
    count = RewardGrant.objects.count()
    with pytest.raises(ActionRefused) as caught:
        act(*arguments, **named)
    assert RewardGrant.objects.count() == count
    return caught.value.field, caught.value.message


# --- Within the budget ---------------------------------------------------------------------------


def test_what_is_given_is_drawn_from_the_month_and_never_more(
    manager, cake, budget, north, agent, colleague
):
    give(manager, cake, north, agent)
    give(manager, cake, north, colleague)
    assert left(north) == 30
    field, words = refused(give, manager, cake, north, reason="Once more.")
    assert (field, words) == ("cost", "The budget has £30 left for November.")
    give(manager, cake, north, reason="A small one.", cost=Decimal(30))
    assert left(north) == 0
    assert left(north, LATER + timedelta(days=30)) == 100


def test_a_team_without_its_own_draws_on_the_organisations(
    administrator, manager, cake, north, south
):
    assert refused(give, manager, cake, north)[0] == "cost"
    catalogue.set_budget(
        administrator, team=None, cadence="quarterly", since=date(2026, 11, 9), amount=Decimal(50), now=LATER
    )  # fmt: skip
    grant = give(manager, cake, north)
    assert grant.drawn_from is None
    assert left(south) == 15


def test_what_costs_nothing_needs_no_budget(manager, hour, north, agent):
    assert give(manager, hour, north, agent).cost == 0


def test_the_budget_set_last_holds_and_what_is_over_keeps_its_own(administrator, budget, north):
    catalogue.set_budget(
        administrator, team=north, cadence="monthly", since=date(2026, 12, 1), amount=Decimal(10), now=LATER
    )  # fmt: skip
    assert left(north) == 100
    assert left(north, LATER + timedelta(days=30)) == 10
    assert refused(
        catalogue.set_budget, administrator, team=north, cadence="monthly",
        since=date(2026, 10, 31), amount=Decimal(500), now=LATER,
    )[0] == "since"  # fmt: skip


@pytest.mark.parametrize("who", ["manager", "supervisor", "agent"])
def test_case_4_who_gives_does_not_set_the_budget(request, north, who):
    with pytest.raises(PermissionDenied):
        catalogue.set_budget(
            request.getfixturevalue(who), team=north, cadence="monthly",
            since=LATER.date(), amount=Decimal(900), now=LATER,
        )  # fmt: skip


def test_case_20_the_same_form_sent_twice_is_given_once(manager, cake, budget, north, agent):
    first = give(manager, cake, north, agent)
    assert give(manager, cake, north, agent) == first
    assert left(north) == 65
    assert Notice.objects.filter(user=agent).count() == 1


# --- Who gives to whom ---------------------------------------------------------------------------


def test_case_4_nobody_rewards_themself(manager, hour, north):
    assert refused(give, manager, hour, north, manager)[0] == "person"
    with pytest.raises(IntegrityError), transaction.atomic():
        RewardGrant.objects.create(
            kind=hour, team=north, person=manager, given_by=manager, reason="Me.", cost=0,
            day=LATER.date(), given_at=LATER,
        )  # fmt: skip


def test_case_4_nor_the_team_as_one_of_its_agents(manager, hour, north):
    Membership.objects.create(user=manager, team=north, role=Role.AGENT, starts_on=SINCE)
    assert refused(give, manager, hour, north)[0] == "person"


def test_case_2_only_to_people_of_the_team_and_only_by_its_managers(
    manager, supervisor, other_supervisor, hour, north, south, stranger, agent
):
    assert refused(give, manager, hour, north, stranger)[0] == "person"
    for actor, team in (
        (supervisor, north),
        (other_supervisor, north),
        (manager, south),
        (agent, north),
    ):
        with pytest.raises(PermissionDenied):
            give(actor, hour, team)
    assert not RewardGrant.objects.exists()


def test_a_mistake_is_reversed_by_a_counter_entry_and_the_money_is_back(
    manager, cake, budget, north, agent
):
    grant = give(manager, cake, north, agent)
    december = LATER + timedelta(days=30)
    for _ in range(2):
        counter = actions.reverse_grant(manager, grant, reason="Noted twice.", now=december)
    assert list(RewardGrant.objects.order_by("pk").values_list("cost", flat=True)) == [35, -35]
    assert (counter.reverses, counter.day) == (grant, grant.day)
    assert left(north) == left(north, december) == 100
    assert refused(actions.reverse_grant, manager, counter, reason="Back.", now=december)
    assert AuditEntry.objects.filter(verb="reversed").count() == 1


def test_the_ledger_is_only_added_to(manager, hour, north, agent):
    grant = give(manager, hour, north, agent)
    grant.cost = Decimal(5)
    with pytest.raises(TypeError):
        grant.save()
    with pytest.raises(TypeError):
        grant.delete()
    assert RewardGrant.objects.get().cost == 0


# --- Behind a guard ------------------------------------------------------------------------------


def a_period(manager, team, cake, guard_status="", **fields):
    goal = a_goal(
        a_metric(), manager, team=team, reward=cake,
        guard=a_ratio("Came back", better="lower"), guard_bound=Decimal(9),
    )  # fmt: skip
    row = stands(
        goal, "4300", "met", final=True, closed_status="met", guard_status=guard_status,
        guard_value=Decimal(12), guard_weight=Decimal(100), guard_n=5, **fields,
    )  # fmt: skip
    return Occasion(goal=goal, first_day=row.first_day)


@pytest.fixture
def wealthy(administrator, north, time_machine):
    """A budget in November 2025, when the goals of the scene were met."""
    time_machine.move_to(NOW, tick=False)
    catalogue.set_budget(
        administrator, team=north, cadence="monthly", since=NOW.date(), amount=Decimal(500), now=NOW
    )


def test_a_broken_guard_holds_the_reward_and_says_why(manager, cake, north, wealthy):
    occasion = a_period(manager, north, cake, GuardStatus.BROKEN)
    _, words = refused(
        give, manager, cake, north, occasion=occasion, despite="All the same.", now=NOW
    )
    assert words == (
        "Held by its guard: came back came to 12.0%, and the bound is 9% or less. No reward is due."
    )


def test_an_unknown_guard_asks_for_a_word(manager, cake, north, wealthy):
    occasion = a_period(manager, north, cake, GuardStatus.UNKNOWN)
    assert refused(give, manager, cake, north, occasion=occasion, now=NOW)[0] == "despite"
    grant = give(manager, cake, north, occasion=occasion, despite="Few came back.", now=NOW)
    assert grant.despite == "Few came back."


def test_a_period_is_rewarded_once_when_it_is_closed_and_met(manager, cake, north, wealthy):
    occasion = a_period(manager, north, cake, GuardStatus.KEPT)
    give(manager, cake, north, occasion=occasion, now=NOW)
    words = refused(give, manager, cake, north, occasion=occasion, reason="Again.", now=NOW)
    assert words[0] == "goal"


@pytest.mark.parametrize(
    "fields",
    [{"final": False}, {"closed_status": "missed"}],
)
def test_a_period_that_is_open_or_missed_brings_nothing(manager, cake, north, wealthy, fields):
    goal = a_goal(a_metric(), manager, team=north, reward=cake)
    row = stands(goal, "10", "met", **{"final": True, "closed_status": "met", **fields})
    occasion = Occasion(goal=goal, first_day=row.first_day)
    assert refused(give, manager, cake, north, occasion=occasion, now=NOW)[0] == "goal"


def test_case_2_a_goal_out_of_sight_is_no_occasion(manager, other_supervisor, hour, north, south):
    goal = a_goal(a_metric(), other_supervisor, team=south)
    row = stands(goal, "10", "met", final=True, closed_status="met")
    occasion = Occasion(goal=goal, first_day=row.first_day)
    assert refused(give, manager, hour, north, occasion=occasion)[0] == "goal"


def ended(supervisor, north, agent, colleague, rule="total", **fields) -> Challenge:
    challenge = a_challenge(supervisor, a_metric("Solved"), north, rule=rule, **fields)
    for person in (agent, colleague):
        join_challenge(person, challenge, now=BEFORE)
    first = FIRST - timedelta(days=4)
    worked(challenge.metric, north, agent, first, *[10] * 4, *[20] * 6)
    worked(challenge.metric, north, colleague, first, *[10] * 4, *[11] * 6)
    return challenge


def test_a_challenge_is_rewarded_by_its_final_result(
    supervisor, manager, hour, north, agent, colleague
):
    challenge = ended(supervisor, north, agent, colleague, rule="improved")
    occasion = Occasion(challenge=challenge)
    assert refused(give, manager, hour, north, agent, occasion=occasion)[0] == "challenge"
    look_after_challenges(FINAL)
    challenge.refresh_from_db()
    occasion = Occasion(challenge=challenge)
    assert refused(give, manager, hour, north, colleague, occasion=occasion)[0] == "person"
    assert refused(give, manager, hour, north, occasion=occasion)[0] == "person"
    give(manager, hour, north, agent, occasion=occasion)
    assert refused(give, manager, hour, north, agent, occasion=occasion, reason="Again.")[0] == (
        "challenge"
    )


def test_case_18_late_figures_change_nobodys_reward(
    supervisor, manager, hour, north, agent, colleague
):
    challenge = ended(supervisor, north, agent, colleague, rule="improved")
    look_after_challenges(FINAL)
    worked(challenge.metric, north, colleague, LAST, 900)
    challenge.refresh_from_db()
    occasion = Occasion(challenge=challenge)
    assert refused(give, manager, hour, north, colleague, occasion=occasion)[0] == "person"
    assert give(manager, hour, north, agent, occasion=occasion).person == agent


def test_a_challenge_behind_a_broken_guard_brings_nothing(
    supervisor, manager, hour, north, agent, colleague
):
    back = a_ratio("Came back", better="lower")
    challenge = ended(supervisor, north, agent, colleague, guard=back, guard_bound=Decimal(9))
    team_did(back, north, FIRST, 12, 100)
    look_after_challenges(FINAL)
    challenge.refresh_from_db()
    assert challenge.reached
    assert ChallengeResult.objects.count() == 2
    _, words = refused(give, manager, hour, north, occasion=Occasion(challenge=challenge))
    assert words.startswith("Held by its guard: came back came to 12.0%")


# --- Catalogue and nominations -------------------------------------------------------------------


def test_case_20_the_catalogue_is_not_changed_over_somebody_else(manager, administrator, cake):
    cake.refresh_from_db()
    version = version_of(cake, catalogue.KIND_FIELDS)
    change = {"what": "For all.", "version": version, "now": LATER}
    catalogue.save_kind(manager, cake, name="Cake", cost=Decimal(40), **change)
    with pytest.raises(Stale):
        catalogue.save_kind(administrator, cake, name="Pie", cost=Decimal(35), **change)
    catalogue.save_kind(manager, cake, name="Cake", cost=Decimal(40), **change)
    assert RewardKind.objects.get().cost == 40


def test_a_price_that_changes_changes_nothing_given(manager, cake, budget, north):
    give(manager, cake, north)
    RewardKind.objects.update(cost=Decimal(90))
    assert left(north) == 65


def test_what_is_put_away_is_given_no_more(manager, hour, north):
    catalogue.put_kind_away(manager, hour, away=True, now=LATER)
    hour.refresh_from_db()
    assert refused(give, manager, hour, north)[0] == "kind"


def test_case_4_nobody_puts_themself_forward(agent, north):
    with pytest.raises(ActionRefused) as caught:
        nominations.nominate(agent, team=north, person=agent, reason="Me.", now=LATER)
    assert caught.value.field == "person"
    assert not RewardNomination.objects.exists()


def test_who_was_put_forward_is_answered_once_and_the_word_goes_back(
    manager, agent, colleague, hour, north
):
    put = {"team": north, "person": colleague, "reason": "Stayed late.", "now": LATER}
    nomination = nominations.nominate(agent, **put)
    assert nominations.nominate(agent, **put) == nomination
    give(manager, hour, north, colleague, nomination=nomination)
    nomination.refresh_from_db()
    assert nomination.state == "granted"
    with pytest.raises(ActionRefused):
        nominations.decline_nomination(manager, nomination, answer="No.", now=LATER)
    told = Notice.objects.filter(user=agent).values_list("kind", flat=True)
    assert list(told) == ["rewards.answered"]


def test_a_goal_says_what_it_brings_and_keeps_it_on_record(manager, agent, cake, north):
    goal = a_goal(a_metric(), manager, team=north)
    with pytest.raises(PermissionDenied):
        catalogue.set_goal_reward(agent, goal, cake, now=LATER)
    for _ in range(2):
        catalogue.set_goal_reward(manager, goal, cake, now=LATER)
    goal.refresh_from_db()
    assert goal.reward == cake
    entry = AuditEntry.objects.get(kind="goals.goal")
    assert (entry.before, entry.after) == ({"reward": ""}, {"reward": "Cake"})
