"""The pages of challenges: who sees whose figures, what is asked before joining, and what is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from goals.actions.challenges import cancel_challenge, join_challenge
from goals.models import Challenge, Participation
from goals.recompute.challenges import look_after_challenges
from teams.actions import create_person, join_team, update_person
from teams.models import Role
from tests.cast import SINCE
from tests.goals.together import BEFORE, FINAL, FIRST, LAST, SATURDAY, a_challenge, worked
from tests.guards import kept, readings_left_alone
from tests.scene import a_metric, a_ratio
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db

NAMES = ("Jin Park", "Dele Adeyemi", "Amara Osei")


@pytest.fixture
def solved(db):
    return a_metric("Solved")


def person(north, name, role=Role.AGENT):
    made = create_person(None, name=name, username=name.split()[0].lower())
    join_team(None, made, north, role, SINCE)
    return made


@pytest.fixture
def amara(north):
    return person(north, "Amara Osei")


@pytest.fixture
def onlooker(north):
    """Is an agent of North and has not joined."""
    return person(north, "Grace Okonkwo")


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(SATURDAY, tick=False)
    return time_machine


def seen(client, path: str) -> str:
    """What stands in the main part of a page."""
    response = client.get(path)
    assert response.status_code == 200, path
    body = response.content.decode().split('<main id="main"', 1)[1].split("</main>", 1)[0]
    return unescape(re.sub(r"<[^>]+>", " ", body.replace("<title>", " <title>")))


def page_of(challenge: Challenge) -> str:
    return reverse("goals:challenge", args=[challenge.pk])


def run(supervisor, north, metric, rule, people) -> Challenge:
    """Each of them with a figure of their own that shows nowhere else: 413, 517, 619 by the day."""
    challenge = a_challenge(supervisor, metric, north, rule=rule)
    for one in people:
        join_challenge(one, challenge, now=BEFORE)
    for place, one in enumerate(people):
        own = (413, 517, 619)[place]
        worked(metric, north, one, FIRST - timedelta(days=4), *[400] * 4)
        worked(metric, north, one, FIRST, own, own, own, own)
    return challenge


OWN = ("413", "1,652", "517", "2,068", "619", "2,476")


@pytest.mark.parametrize("rule", ["total", "improved", "everyone"])
@pytest.mark.parametrize("ended", [False, True])
def test_case_2_names_and_their_figures_are_for_those_who_joined_alone(
    rule, ended, clock, client_of, supervisor, manager, administrator, north, solved,
    agent, colleague, amara, onlooker,
):  # fmt: skip
    people = (agent, colleague, amara)
    challenge = run(supervisor, north, solved, rule, people)
    if ended:
        clock.move_to(FINAL, tick=False)
        look_after_challenges(FINAL)
    for one in people:
        text = seen(client_of(one), page_of(challenge))
        assert all(name in text for name in NAMES), rule
        assert sum(figure in text for figure in OWN) >= 3
    for other in (onlooker, supervisor, manager, administrator):
        for path in (page_of(challenge), "/challenges/"):
            text = seen(client_of(other), path)
            named = {name for name in NAMES if name in text}
            # Whoever improves most agreed to be named at the end.
            assert named == ({"Amara Osei"} if ended and rule == "improved" else set()), path
            assert not [figure for figure in OWN if figure in text], path
        assert "3 take part" in text or ended


def test_nobody_is_named_best_before_the_end(
    clock, client_of, supervisor, north, solved, agent, colleague, amara
):
    challenge = run(supervisor, north, solved, "improved", (agent, colleague, amara))
    text = seen(client_of(agent), page_of(challenge))
    assert "mproved most" not in text.replace("If you improve most", "")
    names = [text.index(name) for name in ("Amara Osei", "Dele Adeyemi", "Jin Park")]
    assert names == sorted(names)


def test_a_figure_of_fewer_than_three_is_shown_to_nobody_else(
    clock, client_of, supervisor, north, solved, agent, colleague, onlooker
):
    challenge = run(supervisor, north, solved, "total", (agent, colleague))
    whole = "3,720"
    assert whole in seen(client_of(agent), page_of(challenge))
    for other in (onlooker, supervisor):
        text = seen(client_of(other), page_of(challenge))
        assert whole not in text
        assert "once three take part" in text
    clock.move_to(FINAL, tick=False)
    look_after_challenges(FINAL)
    for path in (page_of(challenge), "/challenges/"):
        text = seen(client_of(onlooker), path)
        assert whole not in text
        assert "We made it." in text


def test_another_teams_challenge_is_not_there(
    clock, client_of, supervisor, north, solved, stranger, other_supervisor
):
    challenge = a_challenge(supervisor, solved, north)
    for other in (stranger, other_supervisor):
        assert client_of(other).get(page_of(challenge)).status_code == 404
        assert challenge.name not in seen(client_of(other), "/challenges/")


def test_the_join_page_says_what_others_will_see_before_one_joins(
    clock, client_of, supervisor, north, solved, agent
):
    challenge = a_challenge(supervisor, solved, north, rule="improved")
    client = client_of(agent)
    path = reverse("goals:challenge_join", args=[challenge.pk])
    text = seen(client, path)
    assert "by your name, your solved before and during the challenge" in text
    assert "your name and by how much stand in the result" in text
    assert not Participation.objects.exists()
    for _ in range(2):
        assert client.post(path).status_code == 302
    assert Participation.objects.get().user == agent


def test_case_14_joining_takes_nobody_else_whatever_is_sent(
    clock, client_of, supervisor, north, solved, agent, colleague
):
    challenge = a_challenge(supervisor, solved, north)
    sent = {"user": colleague.pk, "user_id": colleague.pk, "person": colleague.pk, "actor": 1}
    client_of(agent).post(reverse("goals:challenge_join", args=[challenge.pk]), sent)
    assert [row.user for row in Participation.objects.all()] == [agent]


def test_case_14_a_form_changes_no_more_than_it_shows(
    clock, client_of, manager, supervisor, north, south, solved, agent
):
    challenge = a_challenge(supervisor, solved, north)
    join_challenge(agent, challenge, now=BEFORE)
    hostile = {
        "name": "Renamed", "why": "They ring once.", "version": "1", "line": "1", "team": south.pk,
        "state": "closed", "reached": "true", "created_by": manager.pk, "ends_on": "2026-11-20",
        "closed_at": "2026-11-01", "rule": "everyone", "in_reach_at": "2026-11-01",
    }  # fmt: skip
    path = reverse("goals:challenge_edit", args=[challenge.pk])
    assert client_of(manager).post(path, hostile).status_code == 302
    found = Challenge.objects.get()
    assert (found.name, found.version) == ("Renamed", 2)
    assert (found.line, found.team, found.state, found.reached) == (100, north, "open", None)
    assert (found.ends_on, found.rule, found.created_by) == (LAST, "total", supervisor)


def test_case_20_a_stale_form_is_answered_with_both_texts(
    clock, client_of, manager, supervisor, north, solved
):
    challenge = a_challenge(supervisor, solved, north)
    path = reverse("goals:challenge_edit", args=[challenge.pk])
    sent = {
        "name": "Mine", "why": "Mine.", "version": "1", "line": "100", "starts_on": "2026-11-02",
        "ends_on": "2026-11-08", "joinable": "agents",
    }  # fmt: skip
    Challenge.objects.update(version=2, why="Theirs, meanwhile.")
    answer = client_of(manager).post(path, sent)
    assert answer.status_code == 409
    assert "Theirs, meanwhile." in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    assert Challenge.objects.get().why == "Theirs, meanwhile."


def test_case_5_no_text_becomes_an_element(clock, client_of, supervisor, north, solved, agent):
    challenge = a_challenge(supervisor, solved, north)
    join_challenge(agent, challenge, now=BEFORE)
    cancelled = a_challenge(supervisor, solved, north, name="Off")
    cancel_challenge(supervisor, cancelled, reason="Because.", now=BEFORE)
    browser = client_of(agent)
    pages = ["/challenges/", page_of(challenge), page_of(cancelled)]

    def fill(words):
        Challenge.objects.filter(pk=challenge.pk).update(name=words, why=words)
        Challenge.objects.filter(pk=cancelled.pk).update(cancel_reason=words)
        update_person(None, agent, name=words)

    fill("Plain words")
    plain = {path: elements(browser.get(path).content) for path in pages}
    for payload in mouthfuls(110):
        fill(payload)
        for path in pages:
            assert elements(browser.get(path).content) == plain[path], (payload, path)


def test_revised_stands_beside_what_was_final(
    clock, client_of, supervisor, north, solved, agent, colleague, amara, onlooker
):
    challenge = run(supervisor, north, solved, "total", (agent, colleague, amara))
    look_after_challenges(FINAL)
    clock.move_to(FINAL, tick=False)
    assert "Revised" not in seen(client_of(onlooker), page_of(challenge))
    worked(solved, north, agent, LAST, 1000)
    text = seen(client_of(onlooker), page_of(challenge))
    assert "We made it: 6,196 of 100 together." in text
    assert "With figures that came later: 7,196 of 100 together." in text


def test_setting_one_begins_with_what_the_same_people_did(clock, client_of, supervisor, north, solved, agent):  # fmt: skip
    worked(solved, north, agent, SATURDAY.date() - timedelta(days=14), *[10] * 14)
    days = "&starts_on=2026-11-09&ends_on=2026-11-15"
    path = f"/challenges/new/details/?metric=solved&whose=team:north&rule=total{days}"
    client = client_of(supervisor)
    text = seen(client, path)
    assert "All agents together, in 7 days: 70" in text
    assert "Together, whoever joins reaches 80 solved" in seen(client, f"{path}&line=80")
    answer = client.post(path, {"line": "80", "why": "So.", "name": "A week", "joinable": "agents"})
    made = Challenge.objects.get()
    assert answer.url == page_of(made)
    assert (made.line, made.created_by, made.starts_on.isoformat()) == (
        Decimal(80),
        supervisor,
        "2026-11-09",
    )


def test_what_is_wrong_in_the_form_is_said_at_its_field(
    clock, client_of, supervisor, north, solved
):
    a_ratio("Came back", better="lower")
    days = "&starts_on=2026-11-09&ends_on=2026-11-15"
    path = f"/challenges/new/details/?metric=solved&whose=team:north&rule=total{days}"
    sent = {"line": "many", "name": "A week", "joinable": "agents", "guard": "came-back"}
    text = client_of(supervisor).post(path, sent).content.decode()
    for words in (
        "Write a number, for example 4,200.",
        "Say what a customer notices when we manage it.",
        "Say where Came back is out of bounds.",
    ):
        assert words in text
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("role", ["manager", "agent", "administrator"])
def test_pages_take_as_many_statements_with_many_more(
    role, request, clock, client_of, statements, supervisor, north, solved, agent, colleague, amara
):
    challenge = run(supervisor, north, solved, "improved", (agent, colleague, amara))
    client = client_of(request.getfixturevalue(role))

    def more(number: int) -> None:
        other = person(north, f"P{number} Other")
        join_challenge(other, challenge, now=BEFORE)
        one = a_challenge(supervisor, solved, north, name=f"More {number}", rule="improved")
        join_challenge(other, one, now=BEFORE)

    more(0)
    with readings_left_alone():
        assert statements(client, "/challenges/") == kept("goals:challenges", role)
        assert statements(client, page_of(challenge)) == kept("goals:challenge", role)
    for number in range(1, 12):
        more(number)
    with readings_left_alone():
        assert statements(client, "/challenges/") == kept("goals:challenges", role)
        assert statements(client, page_of(challenge)) == kept("goals:challenge", role)
