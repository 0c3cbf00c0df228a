"""Challenges: made, joined by choice, how they stand, the word on the way, and the end that is final."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from goals.actions import challenges as actions
from goals.models import (
    AgentDay,
    Challenge,
    ChallengeResult,
    GuardStatus,
    Job,
    Metric,
    Participation,
)
from goals.progress import Sums
from goals.queries.challenge_standing import read_standing, read_standings
from goals.recompute import jobs
from goals.recompute.challenges import close, look_after_challenges
from goals.standing import Figures, Runner, change_of
from teams.actions import create_person, join_team, leave, move_agent
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice, Organisation, Role
from tests.cast import SINCE
from tests.goals.together import (
    BEFORE,
    FINAL,
    FIRST,
    LAST,
    OVER,
    SATURDAY,
    WEDNESDAY,
    a_challenge,
    team_did,
    worked,
)
from tests.scene import a_metric, a_ratio

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved(db) -> Metric:
    return a_metric("Solved")


@pytest.fixture
def happy(db) -> Metric:
    return a_ratio("Happy")


@pytest.fixture
def third(north):
    person = create_person(None, name="Amara Osei", username="amara")
    join_team(None, person, north, Role.AGENT, SINCE)
    return person


def joins(challenge: Challenge, *people, now=BEFORE) -> None:
    for person in people:
        actions.join_challenge(person, challenge, now=now)


def refused(act, *arguments, **named) -> tuple[str, str]:
    with pytest.raises(ActionRefused) as caught:
        act(*arguments, **named)
    return caught.value.field, caught.value.message


# --- Made and changed ----------------------------------------------------------------------------


def test_it_is_made_once_and_on_record_and_nobody_has_joined(supervisor, solved, north):
    made = a_challenge(supervisor, solved, north)
    assert a_challenge(supervisor, solved, north) == made
    assert Challenge.objects.count() == 1
    assert not Participation.objects.exists()
    entry = AuditEntry.objects.get(kind="goals.challenge")
    assert (entry.verb, entry.actor, entry.after["line"]) == ("created", supervisor, "100")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"why": ""}, "why"),
        ({"line": None}, "line"),
        ({"line": Decimal("0.5")}, "line"),
        ({"ends_on": date(2026, 11, 1)}, "ends_on"),
        ({"ends_on": date(2027, 11, 1)}, "ends_on"),
        ({"starts_on": date(2026, 10, 1)}, "starts_on"),
        ({"joinable": "whoever"}, "joinable"),
        ({"rule": "fastest"}, "rule"),
        ({"rule": "improved", "past_days": 0}, "past_days"),
        ({"guard_bound": Decimal(3)}, "guard"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(supervisor, solved, north, fields, field):
    assert refused(a_challenge, supervisor, solved, north, **fields)[0] == field
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("who", ["agent", "other_supervisor", "administrator"])
def test_case_2_setting_one_is_for_those_who_lead_this_team(request, solved, north, who):
    with pytest.raises(PermissionDenied):
        a_challenge(request.getfixturevalue(who), solved, north)
    assert not Challenge.objects.exists()


def test_all_may_change_until_somebody_joins_and_then_the_words(supervisor, solved, north, agent):
    challenge = a_challenge(supervisor, solved, north)
    change = {"version": 1, "now": BEFORE}
    actions.change_challenge(supervisor, challenge, line=Decimal(120), **change)
    joins(challenge, agent)
    change["version"] = 2
    field, words = refused(
        actions.change_challenge, supervisor, challenge, line=Decimal(90), **change
    )
    assert (field, "joined" in words) == ("line", True)
    actions.change_challenge(supervisor, challenge, why="They ring once.", **change)
    challenge.refresh_from_db()
    assert (challenge.line, challenge.why, challenge.version) == (120, "They ring once.", 3)


def test_moving_the_start_moves_the_past(supervisor, solved, north):
    challenge = a_challenge(supervisor, solved, north, rule="improved")
    assert challenge.past_from == FIRST - timedelta(days=7)
    actions.change_challenge(
        supervisor, challenge, version=1, starts_on=FIRST + timedelta(days=2), now=BEFORE
    )
    challenge.refresh_from_db()
    assert challenge.past_from == FIRST - timedelta(days=5)


def test_case_20_whoever_comes_second_is_told(supervisor, manager, solved, north):
    challenge = a_challenge(supervisor, solved, north)
    actions.change_challenge(supervisor, challenge, version=1, name="First", now=BEFORE)
    with pytest.raises(Stale):
        actions.change_challenge(manager, challenge, version=1, name="Second", now=BEFORE)
    again = actions.change_challenge(supervisor, challenge, version=1, name="First", now=BEFORE)
    assert again.version == 2


def test_a_cancelled_one_says_why_and_takes_nobody(supervisor, solved, north, agent, colleague):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, colleague)
    assert refused(actions.cancel_challenge, supervisor, challenge, reason=" ", now=BEFORE)[0]
    for _ in range(2):
        actions.cancel_challenge(supervisor, challenge, reason="The figures stopped.", now=BEFORE)
    assert AuditEntry.objects.filter(verb="cancelled").count() == 1
    assert list(Notice.objects.values_list("user__username", "detail")) == [
        ("dele", "The figures stopped.")
    ]
    assert "cancelled" in refused(actions.join_challenge, agent, challenge, now=BEFORE)[1]
    assert look_after_challenges(FINAL) == 0


# --- Joined by choice ----------------------------------------------------------------------------


def test_joining_twice_is_joining_once_and_leaving_is_kept(supervisor, solved, north, agent):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent, agent)
    actions.leave_challenge(agent, challenge, now=WEDNESDAY)
    joins(challenge, agent, now=SATURDAY)
    history = Participation.objects.filter(challenge=challenge).order_by("pk")
    assert [(row.joined_at, row.left_at) for row in history] == [
        (BEFORE, WEDNESDAY),
        (SATURDAY, None),
    ]


@pytest.mark.parametrize("who", ["supervisor", "manager", "stranger", "administrator"])
def test_case_4_leads_and_strangers_do_not_join_what_is_for_agents(
    request, supervisor, solved, north, who
):
    challenge = a_challenge(supervisor, solved, north)
    with pytest.raises(PermissionDenied):
        joins(challenge, request.getfixturevalue(who))


def test_where_it_says_so_leads_join_too(supervisor, solved, north, agent):
    challenge = a_challenge(supervisor, solved, north, joinable="everybody")
    joins(challenge, supervisor, agent)
    assert len(read_standing(challenge).people) == 2


def test_one_joins_until_the_last_day_is_over_and_leaves_until_the_close(
    supervisor, solved, north, agent, colleague
):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent, now=OVER - timedelta(seconds=1))
    assert "over" in refused(actions.join_challenge, colleague, challenge, now=OVER)[1]
    actions.leave_challenge(agent, challenge, now=OVER)
    look_after_challenges(FINAL)
    assert "final" in refused(actions.join_challenge, colleague, challenge, now=FINAL)[1]


# --- How it stands -------------------------------------------------------------------------------


def test_only_those_who_joined_count_with_their_days_for_this_team(
    supervisor, solved, north, south, agent, colleague, third
):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent, colleague)
    worked(solved, north, agent, FIRST - timedelta(days=1), 1000, 10, 20, None, 30)
    worked(solved, north, colleague, LAST, 5, 1000)
    worked(solved, south, colleague, FIRST, 1000)
    worked(solved, north, third, FIRST, 1000)
    worked(solved, north, None, FIRST, 1000)
    stands = read_standing(challenge)
    assert stands.whole == Sums(Decimal(65), Decimal(0), 4)
    assert [person.name for person in stands.people] == ["Dele Adeyemi", "Jin Park"]
    assert stands.runners[agent.pk].within.days == 3


def test_of_the_organisations_all_days_count(administrator, solved, north, south, agent, stranger):
    challenge = a_challenge(administrator, solved, None)
    joins(challenge, agent, stranger)
    worked(solved, north, agent, FIRST, 10)
    worked(solved, south, stranger, FIRST, 7)
    worked(solved, south, agent, FIRST, 3)
    stands = read_standing(challenge)
    assert stands.whole.value == 20
    assert stands.runners[agent.pk].within.days == 1


def test_ones_own_past_is_ones_own_wherever_it_was(supervisor, solved, north, south, agent):
    challenge = a_challenge(supervisor, solved, north, rule="improved")
    joins(challenge, agent)
    worked(solved, south, agent, FIRST - timedelta(days=3), 10, 10, 10)
    worked(solved, north, agent, FIRST, 12, 12, 12)
    change = read_standing(challenge).changes[agent.pk]
    assert (change.gain, change.from_own_start) == (20, False)


@pytest.mark.parametrize("seed", range(6))
def test_many_at_once_stand_as_the_plain_model_says(
    administrator, supervisor, solved, happy, north, south, agent, colleague, third, stranger, seed
):
    """Random days of four people in two teams; each challenge against lists of what was laid down."""
    chance = random.Random(seed)
    people = [agent, colleague, third, stranger]
    rows: dict[tuple[int, int, int, date], tuple[int, int]] = {}
    for _ in range(250):
        metric = chance.choice([solved, happy])
        day = FIRST + timedelta(days=chance.randrange(-9, 9))
        key = (metric.pk, chance.choice([north, south]).pk, chance.choice(people).pk, day)
        rows[key] = (chance.randrange(12), chance.randrange(12))
    AgentDay.objects.bulk_create(
        AgentDay(metric_id=m, team_id=t, agent_id=a, day=d, value=v, weight=w, n=1)
        for (m, t, a, d), (v, w) in rows.items()
    )
    made = [
        a_challenge(administrator, solved, None, line=Decimal(60)),
        a_challenge(supervisor, happy, north, rule="improved"),
        a_challenge(supervisor, solved, north, rule="improved", past_days=3),
        a_challenge(supervisor, happy, north, rule="everyone", line=Decimal(50)),
    ]
    for challenge in made:
        for person in people:
            if chance.random() < 0.7 and (challenge.team is None or person != stranger):
                joins(challenge, person)
    standings = read_standings(made)
    for challenge in made:
        stands = standings[challenge.pk]
        for person in stands.people:
            within, before = _days_of(rows, challenge, person.pk)
            slow = Runner(person.pk, _figures(within), _figures(before), tuple(within))
            assert stands.runners[person.pk].within == slow.within
            if challenge.rule == "improved":
                assert stands.changes[person.pk] == change_of(stands.measure, slow)
            if challenge.rule == "everyone":
                total, weight = slow.within.sums.value, slow.within.sums.weight
                few = weight < happy.minimum_weight
                expected = None if few else Fraction(total) / Fraction(weight) >= Fraction(1, 2)
                assert stands.past[person.pk] is expected


def _days_of(rows, challenge, person) -> tuple[list[Sums], list[Sums]]:
    within: dict[date, Sums] = {}
    before: dict[date, Sums] = {}
    for (metric, team, agent, day), (value, weight) in rows.items():
        if (metric, agent) != (challenge.metric_id, person):
            continue
        sums = Sums(Decimal(value), Decimal(weight), 1)
        if FIRST <= day <= LAST and challenge.team_id in (None, team):
            within[day] = within.get(day, Sums()) + sums
        if challenge.past_from and challenge.past_from <= day < FIRST:
            before[day] = before.get(day, Sums()) + sums
    return [within[day] for day in sorted(within)], [before[day] for day in sorted(before)]


def _figures(days: list[Sums]) -> Figures:
    return Figures(sum(days, Sums()), len(days))


def test_however_many_there_are_it_takes_as_many_statements(
    supervisor, solved, happy, north, agent, colleague, django_assert_num_queries
):
    def more(name: str) -> None:
        for rule in ("total", "improved", "everyone"):
            challenge = a_challenge(
                supervisor, solved, north, rule=rule, name=name, guard=happy, guard_bound=Decimal(5)
            )
            joins(challenge, agent, colleague)

    more("One")
    with django_assert_num_queries(6):
        read_standings(list(Challenge.objects.select_related("metric", "team", "guard")))
    for name in ("Two", "Three", "Four"):
        more(name)
    with django_assert_num_queries(6):
        read_standings(list(Challenge.objects.select_related("metric", "team", "guard")))


@pytest.mark.parametrize(
    ("value", "weight", "status"),
    [
        (9, 100, GuardStatus.KEPT),
        (10, 100, GuardStatus.BROKEN),
        (1, 19, GuardStatus.UNKNOWN),
    ],
)
def test_the_guard_is_the_whole_teams_over_the_same_days(
    supervisor, solved, north, value, weight, status
):
    back = a_ratio("Came back", better="lower")
    challenge = a_challenge(supervisor, solved, north, guard=back, guard_bound=Decimal(9))
    team_did(back, north, LAST, value, weight)
    team_did(back, north, LAST + timedelta(days=1), 90, 100)
    assert read_standing(challenge).guard_status == status


# --- The end -------------------------------------------------------------------------------------


def test_it_closes_a_day_after_the_window_once_and_for_good(
    supervisor, solved, north, agent, colleague
):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent, colleague)
    worked(solved, north, agent, FIRST, 60)
    worked(solved, north, colleague, FIRST, 40)
    assert look_after_challenges(FINAL - timedelta(seconds=1)) == 0
    assert look_after_challenges(FINAL) == 1
    challenge.refresh_from_db()
    assert (challenge.state, challenge.reached, challenge.closed_value) == ("closed", True, 100)
    first = list(ChallengeResult.objects.values())
    told = list(Notice.objects.values_list("user__username", "text"))
    worked(solved, north, agent, LAST, 900)
    for _ in range(3):
        assert look_after_challenges(FINAL + timedelta(days=1)) == 0
        assert close(challenge.pk, Organisation.objects.get(pk=1), FINAL) is False
    assert list(ChallengeResult.objects.values()) == first
    assert list(Notice.objects.values_list("user__username", "text")) == told
    assert AuditEntry.objects.filter(verb="closed").count() == 1
    assert sorted(who for who, _ in told) == ["dele", "jin", "marcus"]


def test_case_18_a_late_figure_counts_beside_the_result_and_changes_no_winner(
    supervisor, happy, north, agent, colleague
):
    challenge = a_challenge(supervisor, happy, north, rule="improved")
    joins(challenge, agent, colleague)
    for person, values in ((agent, (16, 19)), (colleague, (16, 17))):
        worked(happy, north, person, FIRST - timedelta(days=1), *values, weight=20)
    look_after_challenges(FINAL)
    worked(happy, north, colleague, LAST, 60, weight=60)
    winners = ChallengeResult.objects.filter(is_best=True)
    assert [row.user for row in winners] == [agent]
    assert [row.change for row in winners] == [15]
    assert read_standing(challenge).best == {colleague.pk}
    look_after_challenges(FINAL + timedelta(days=2))
    assert [row.user for row in ChallengeResult.objects.filter(is_best=True)] == [agent]


def test_it_closes_for_people_who_have_left_and_with_nobody(
    supervisor, administrator, solved, north, agent
):
    empty = a_challenge(supervisor, solved, north, name="Nobody came")
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent)
    worked(solved, north, agent, FIRST, 120)
    leave(administrator, agent, date(2026, 11, 5), "Moved")
    look_after_challenges(FINAL)
    empty.refresh_from_db()
    challenge.refresh_from_db()
    assert (empty.state, empty.reached) == ("closed", False)
    assert (challenge.state, challenge.reached) == ("closed", True)


def test_case_19_whoever_moves_on_keeps_what_they_did_and_can_still_leave(
    supervisor, administrator, solved, north, south, agent, client_of, time_machine
):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent)
    worked(solved, north, agent, FIRST, 12)
    worked(solved, south, agent, date(2026, 11, 5), 50)
    move_agent(administrator, agent, south, date(2026, 11, 4), "Nearer home")
    time_machine.move_to(SATURDAY, tick=False)
    assert read_standing(challenge).whole.value == 12
    client = client_of(agent)
    assert client.get(f"/challenges/{challenge.pk}/").status_code == 200
    assert client.post(f"/challenges/{challenge.pk}/leave/").url == "/challenges/"
    assert client.get(f"/challenges/{challenge.pk}/").status_code == 404


def test_the_job_closes_what_is_over_though_nobody_signs_in(supervisor, solved, north, agent):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent)
    jobs.plan_jobs(FINAL)
    job = Job.objects.get(kind=Job.Kind.CHALLENGES)
    assert jobs.run_job(job.pk, FINAL)
    challenge.refresh_from_db()
    job.refresh_from_db()
    assert challenge.state == "closed"
    assert job.due_at > FINAL
    assert job.attempts == 0


# --- A word on the way ---------------------------------------------------------------------------


def words_to(person) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def test_half_way_and_in_reach_are_said_once_each_to_those_who_joined(
    supervisor, solved, north, agent, colleague, third
):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent, colleague)
    worked(solved, north, agent, FIRST, 60)
    for _ in range(2):
        look_after_challenges(WEDNESDAY)
    assert words_to(agent) == []
    for _ in range(2):
        look_after_challenges(SATURDAY)
    assert words_to(agent) == [
        "A week together is half-way. Together we are at 60, of 100. Onwards."
    ]
    worked(solved, north, colleague, date(2026, 11, 6), 31)
    for _ in range(2):
        look_after_challenges(SATURDAY)
    assert words_to(agent)[1:] == ["A week together: 91 of 100 together. It is in reach."]
    assert words_to(agent) == words_to(colleague)
    assert words_to(third) == words_to(supervisor) == []


def test_no_word_names_anybody_or_who_is_behind(
    supervisor, solved, happy, north, agent, colleague, third
):
    people = (agent, colleague, third)
    for rule, metric in (("total", solved), ("improved", solved), ("everyone", solved)):
        challenge = a_challenge(supervisor, metric, north, rule=rule, name=f"By {rule}")
        joins(challenge, *people)
    for place, person in enumerate(people):
        worked(solved, north, person, FIRST - timedelta(days=4), *[10] * 4, *[40 - 15 * place] * 6)
    look_after_challenges(SATURDAY)
    texts = " ".join(words_to(agent))
    assert texts.count("half-way") == 3
    assert not [person.name for person in people if person.name.split()[0] in texts]
    assert "behind" not in texts
    assert words_to(agent) == words_to(third)


def test_after_an_outage_nothing_is_said_of_what_is_over(supervisor, solved, north, agent):
    challenge = a_challenge(supervisor, solved, north)
    joins(challenge, agent)
    look_after_challenges(OVER)
    assert words_to(agent) == []
    look_after_challenges(FINAL + timedelta(days=3))
    assert len(words_to(agent)) == 1
