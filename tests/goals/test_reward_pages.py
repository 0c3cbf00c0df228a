"""The pages of rewards: what the team sees, what is for those who give, and a file that is safe to open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from goals.actions import nominations
from goals.actions import reward_catalogue as catalogue
from goals.actions import rewards as actions
from goals.actions.challenges import join_challenge
from goals.models import GuardStatus, RewardGrant, RewardKind, RewardNomination
from goals.recompute.challenges import look_after_challenges
from teams.actions import create_person, join_team
from teams.models import Role
from tests.cast import SINCE
from tests.goals.test_challenge_pages import seen
from tests.goals.test_csv import DANGEROUS, rows_of
from tests.goals.together import BEFORE, FINAL, FIRST, a_challenge, worked
from tests.guards import kept
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cake(db) -> RewardKind:
    return RewardKind.objects.create(name="Cake", what="For all.", cost=Decimal("37.50"))


@pytest.fixture
def budget(administrator, north):
    return catalogue.set_budget(
        administrator, team=north, cadence="monthly", since=NOW.date(), amount=Decimal(100), now=NOW
    )


def give(manager, kind, team, person=None, reason="A long week.", **more):
    return actions.grant_reward(
        manager, kind=kind, team=team, person=person, reason=reason, now=NOW, **more
    )


def test_the_team_sees_what_was_given_and_those_who_give_what_it_cost(
    client_of, manager, agent, stranger, administrator, cake, budget, north, colleague
):
    give(manager, cake, north, colleague)
    for who, cost, left in (
        (agent, False, False),
        (manager, True, True),
        (administrator, True, True),
    ):
        text = seen(client_of(who), "/rewards/")
        assert "Dele Adeyemi" in text
        assert "A long week." in text
        assert ("£37.50" in text) is cost
        assert ("£62.50" in text) is left
    assert "A long week." not in seen(client_of(stranger), "/rewards/")


def test_giving_from_the_page_and_being_told_what_is_left(
    client_of, manager, cake, budget, north, agent
):
    client = client_of(manager)
    sent = {"to": f"{north.pk}:{agent.pk}", "kind": cake.pk, "reason": "A long week.", "cost": ""}
    assert client.post("/rewards/give/", sent).url == "/rewards/"
    again = client.post("/rewards/give/", {**sent, "reason": "Another.", "cost": "80"})
    assert "The budget has £62.50 left for November." in again.content.decode()
    assert RewardGrant.objects.count() == 1


@pytest.mark.parametrize(
    "to", ["", "x", "0:0", "north", "{north}:{stranger}", "{south}:{stranger}", "team:{south}", "{north}:{manager}"]
)  # fmt: skip
def test_case_2_whom_one_may_not_give_to_is_no_choice(
    client_of, manager, cake, north, south, stranger, agent, to
):
    names = {"north": north.pk, "south": south.pk, "stranger": stranger.pk, "manager": manager.pk}
    sent = {"to": to.format(**names), "kind": cake.pk, "reason": "So.", "cost": "0"}
    answer = client_of(manager).post("/rewards/give/", sent)
    assert answer.status_code == 200
    assert "Choose" in answer.content.decode()
    assert not RewardGrant.objects.exists()


def test_case_2_an_occasion_out_of_sight_is_not_there(
    client_of, manager, other_supervisor, south, cake, agent, north
):
    theirs = a_goal(a_metric(), other_supervisor, team=south)
    row = stands(theirs, "10", "met", final=True, closed_status="met")
    challenge = a_challenge(other_supervisor, theirs.metric, south, now=NOW)
    put = RewardNomination.objects.create(team=south, reason="So.", by=other_supervisor, at=NOW)
    client = client_of(manager)
    for query in (
        f"goal={theirs.pk}&period={row.first_day}",
        f"challenge={challenge.pk}",
        f"nomination={put.pk}",
        "challenge=999999",
        "nomination=x",
    ):
        assert client.get(f"/rewards/give/?{query}").status_code == 404, query


def test_case_14_the_giver_and_the_day_are_not_for_the_form_to_say(
    client_of, manager, supervisor, cake, budget, north, agent
):
    sent = {
        "to": f"{north.pk}:{agent.pk}", "kind": cake.pk, "reason": "So.", "cost": "",
        "given_by": supervisor.pk, "day": "2020-01-01", "drawn_from": "", "reverses": "1",
        "despite": "x", "team": "0", "person": manager.pk,
    }  # fmt: skip
    client_of(manager).post("/rewards/give/", sent)
    grant = RewardGrant.objects.get()
    assert (grant.given_by, grant.person, grant.day) == (manager, agent, NOW.date())
    assert (grant.drawn_from, grant.reverses, grant.despite) == (north, None, "")


@pytest.mark.parametrize(
    ("status", "offered"), [(GuardStatus.KEPT, True), (GuardStatus.BROKEN, False)]
)
def test_what_is_due_is_listed_and_what_a_guard_holds_says_so(
    client_of, manager, agent, cake, budget, north, status, offered
):
    guard = a_ratio("Came back", better="lower")
    goal = a_goal(a_metric(), manager, team=north, reward=cake, guard=guard, guard_bound=Decimal(9))
    row = stands(
        goal, "4300", "met", final=True, closed_status="met", guard_status=status,
        guard_value=Decimal(12), guard_weight=Decimal(100), guard_n=5,
    )  # fmt: skip
    client = client_of(manager)
    page = client.get("/rewards/").content.decode()
    address = f"/rewards/give/?goal={goal.pk}&amp;period={row.first_day}"
    assert "Cake for North" in page
    assert (address in page) is offered
    assert ("Held by its guard" in page) is not offered
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert ("No reward is due." in form) is not offered
    assert "Cake for North" not in client_of(agent).get("/rewards/").content.decode()


def test_an_unknown_guard_asks_for_a_word_on_the_form(client_of, manager, cake, budget, north):
    guard = a_ratio("Came back", better="lower")
    goal = a_goal(a_metric(), manager, team=north, reward=cake, guard=guard, guard_bound=Decimal(9))
    row = stands(
        goal, "4300", "met", final=True, closed_status="met", guard_status=GuardStatus.UNKNOWN
    )
    client = client_of(manager)
    path = f"/rewards/give/?goal={goal.pk}&period={row.first_day}"
    sent = {"to": f"team:{north.pk}", "kind": cake.pk, "reason": "So.", "cost": "", "despite": ""}
    assert "Say why it is given all the same." in client.post(path, sent).content.decode()
    assert client.post(path, {**sent, "despite": "Few came back."}).status_code == 302
    assert RewardGrant.objects.get().despite == "Few came back."


def test_from_put_forward_to_given(client_of, manager, agent, colleague, cake, budget, north):
    sent = {"to": f"{north.pk}:{colleague.pk}", "reason": "Stayed late.", "kind": ""}
    assert client_of(agent).post("/rewards/nominate/", sent).status_code == 302
    put = RewardNomination.objects.get()
    client = client_of(manager)
    assert "Stayed late." in seen(client, "/rewards/")
    assert "Stayed late." not in seen(client_of(colleague), "/rewards/")
    path = f"/rewards/give/?nomination={put.pk}"
    given = {"to": f"{north.pk}:{colleague.pk}", "kind": cake.pk, "reason": "Stayed.", "cost": ""}
    assert client.post(path, given).status_code == 302
    assert client.post(path, given).status_code == 404
    assert RewardGrant.objects.count() == 1
    assert "Granted" in seen(client_of(agent), "/rewards/")


def test_case_6_no_text_in_the_ledgers_file_begins_a_formula(
    client_of, manager, agent, cake, budget, north
):
    for place, text in enumerate(DANGEROUS):
        RewardGrant.objects.create(
            kind=cake, team=north, person=agent, reason=text.replace("\x00", "="), given_by=manager,
            cost=Decimal(place), day=NOW.date(), given_at=NOW, drawn_from=north, despite=text.replace("\x00", "="),
        )  # fmt: skip
    answer = client_of(manager).get(reverse("goals:reward_ledger"))
    assert answer["Cache-Control"] == "private, no-store"
    heading, *rows = rows_of(answer.content)
    assert len(rows) == len(DANGEROUS)
    reason, despite, cost = (
        heading.index(name) for name in ("Reason", "Although the guard could not say", "Cost")
    )
    for place, row in enumerate(rows):
        assert row[reason].startswith("'")
        assert row[despite].startswith("'")
        assert row[cost] == str(place)


def test_a_counter_entry_is_a_number_in_the_file(client_of, manager, cake, budget, north, agent):
    grant = give(manager, cake, north, agent)
    client = client_of(manager)
    path = reverse("goals:reward_reverse", args=[grant.pk])
    assert client.post(path, {"reason": ""}).status_code == 200
    assert client.post(path, {"reason": "Noted twice."}).status_code == 302
    rows = rows_of(client.get(reverse("goals:reward_ledger")).content)
    assert [row[8] for row in rows[1:]] == ["37.5", "-37.5"]
    text = seen(client, "/rewards/")
    assert "Taken back: Cake" in text
    assert "£100 of £100" in " ".join(text.split())


def test_case_5_no_text_becomes_an_element(client_of, manager, agent, cake, budget, north):
    grant = give(manager, cake, north, agent)
    put = nominations.nominate(agent, team=north, person=None, reason="So.", now=NOW)
    browser = client_of(manager)
    pages = ["/rewards/", "/rewards/catalogue/", f"/rewards/give/?nomination={put.pk}"]
    pages += [reverse("goals:reward_reverse", args=[grant.pk])]
    pages += [reverse("goals:nomination_decline", args=[put.pk])]

    def fill(words):
        RewardKind.objects.update(name=words[:80], what=words)
        RewardGrant.objects.update(reason=words, despite=words)
        RewardNomination.objects.update(reason=words)

    fill("Plain words")
    plain = {path: elements(browser.get(path).content) for path in pages}
    for payload in mouthfuls(80):
        fill(payload)
        for path in pages:
            assert elements(browser.get(path).content) == plain[path], (payload, path)


def test_case_20_a_stale_line_of_the_catalogue_is_answered_with_both(client_of, manager, cake):
    client = client_of(manager)
    path = reverse("goals:reward_kind_edit", args=[cake.pk])
    version = client.get(path).context["form"].initial["version"]
    RewardKind.objects.update(what="Theirs, meanwhile.")
    sent = {"name": "Cake", "what": "Mine.", "cost": "1", "version": version}
    answer = client.post(path, sent)
    assert answer.status_code == 409
    assert "Theirs, meanwhile." in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_a_goal_shows_what_it_brings_to_all_and_a_way_to_change_it_to_some(
    client_of, manager, agent, cake, north
):
    goal = a_goal(a_metric(), manager, team=north)
    path = reverse("goals:goal_reward", args=[goal.pk])
    assert client_of(manager).post(path, {"reward": cake.pk}).status_code == 302
    address = reverse("goals:goal", args=[goal.pk])
    assert "Cake" in seen(client_of(agent), address)
    assert path not in client_of(agent).get(address).content.decode()
    assert path in client_of(manager).get(address).content.decode()


@pytest.mark.parametrize("role", ["manager", "agent", "administrator"])
def test_the_page_takes_as_many_statements_with_many_more(
    role, request, client_of, statements, manager, supervisor, agent, colleague, cake, budget, north
):
    def more(number: int) -> None:
        person = create_person(None, name=f"P{number} Other", username=f"p{number}")
        join_team(None, person, north, Role.AGENT, SINCE)
        give(manager, cake, north, person, reason=f"For {number}.", cost=Decimal(1))
        goal = a_goal(a_metric(f"M{number}"), manager, team=north, reward=cake)
        stands(goal, "4300", "met", final=True, closed_status="met")
        nominations.nominate(agent, team=north, person=person, reason=f"So {number}.", now=NOW)

    more(0)
    client = client_of(request.getfixturevalue(role))
    assert statements(client, "/rewards/") == kept("goals:rewards", role)
    for number in range(1, 12):
        more(number)
    assert statements(client, "/rewards/") == kept("goals:rewards", role)


def test_who_improved_most_is_listed_as_due(
    client_of, supervisor, manager, agent, colleague, cake, north, time_machine
):
    challenge = a_challenge(supervisor, a_metric("Solved"), north, rule="improved", reward=cake)
    for person, after in ((agent, 20), (colleague, 11)):
        join_challenge(person, challenge, now=BEFORE)
        worked(challenge.metric, north, person, FIRST, after, after, after)
        worked(challenge.metric, north, person, FIRST.replace(month=10, day=28), 10, 10, 10)
    look_after_challenges(FINAL)
    time_machine.move_to(FINAL, tick=False)
    text = " ".join(seen(client_of(manager), "/rewards/").split())
    assert "Cake for Jin Park A week together" in text
    assert "Cake for Dele" not in text
