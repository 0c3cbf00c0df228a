"""The pages of the pulse: one click on *Today*, results in words, and nothing of anybody in particular."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from feedback.actions.pulse_actions import finish_action, note_action
from feedback.models import Box, PulseAction, Question, Round
from feedback.queries.pulse_results import closed_rounds, read_results
from feedback.recompute.pulse import look
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice, Organisation
from tests.cast import BACKEND
from tests.feedback.pulse_scene import (
    MONDAY,
    OVER,
    THURSDAY,
    WEEK,
    closed,
    opened,
    people_of,
    said_in,
    says,
    sums,
    team_of,
)
from tests.guards import kept

pytestmark = pytest.mark.django_db
WEEK_TEXT = "2026-11-16"
CLICK = {"week": WEEK_TEXT, "score": "4", "back": "today"}
THANKS = "Thank you. Results come on Monday."


@pytest.fixture(autouse=True)
def _thursday(time_machine):
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def asked(north, agent, manager):
    """North with five more agents; the round is open."""
    people_of(north, 5)
    return opened()


@pytest.fixture
def told(organisation, time_machine, north, manager, agent):
    """A week that is over: Up alone, East and West together, nobody in North."""
    scores = {"East": (1, 2, 3), "West": (4, 4, 5, 5, 5), "Up": (1, 2, 3, 4, 5, 5)}
    teams = {name: team_of(name, len(said)) for name, said in scores.items()}
    opened()
    for name, (_, people) in teams.items():
        for person, score in zip(people, scores[name], strict=True):
            says(person, score, f"{name} words {score}" if score < 3 else "")
    time_machine.move_to(OVER, tick=False)
    return closed()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- The question -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "manager"])
def test_on_today_it_is_answered_in_one_click(client_of, request, asked, north, role):
    client = client_of(request.getfixturevalue(role))
    page = text_of(client.get("/"))
    assert asked.words in page
    assert "it cannot be changed" in page
    assert "Nobody sees who said what: how this works" in page
    assert page.count('name="score"') == 5
    after = client.post("/pulse/answer/", CLICK, follow=True)
    assert after.redirect_chain == [("/", 302)]
    assert THANKS in text_of(after)
    assert 'name="score"' not in text_of(after)
    assert sums(north) == [0, 0, 0, 1, 0]


def test_in_place_the_thanks_stands_where_the_question_stood(client_of, asked, agent):
    answer = client_of(agent).post("/pulse/answer/", CLICK, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert THANKS in text_of(answer)
    assert "<html" not in text_of(answer)


def test_a_second_click_is_told_so(client_of, asked, agent, north):
    client = client_of(agent)
    client.post("/pulse/answer/", CLICK)
    again = client.post("/pulse/answer/", {**CLICK, "score": "1"}, follow=True)
    assert "You have answered this week’s question already." in text_of(again)
    assert sums(north) == [0, 0, 0, 1, 0]
    assert "You have answered it." in text_of(client.get("/pulse/answer/"))


def test_with_words_they_are_told_beforehand_where_they_will_stand(client_of, asked, agent, north):
    client = client_of(agent)
    assert "shown as you write them" in text_of(client.get("/pulse/answer/"))
    client.post("/pulse/answer/", {"week": WEEK_TEXT, "score": "2", "words": "Too few chairs"})
    assert said_in(north).words == ("Too few chairs",)


def test_without_a_choice_the_words_stay(client_of, asked, agent, north):
    sent = client_of(agent).post("/pulse/answer/", {"week": WEEK_TEXT, "words": "Too few chairs"})
    assert "Choose one of the five." in text_of(sent)
    assert "Too few chairs" in text_of(sent)
    assert sums(north) == [0] * 5


def test_a_page_of_last_week_says_that_it_closed(client_of, asked, agent, north):
    sent = client_of(agent).post("/pulse/answer/", {"week": "2026-11-09", "score": "2"})
    assert "That question has closed." in text_of(sent)
    assert sums(north) == [0] * 5


def test_before_the_first_week_it_says_when_the_first_question_comes(client_of, agent, manager):
    for reader, path in ((agent, "/pulse/"), (manager, "/reports/team-health/")):
        assert "once five people or more are here" in text_of(client_of(reader).get(path))


def test_while_nothing_is_asked_today_says_nothing(client_of, agent, organisation):
    assert 'id="pulse"' not in text_of(client_of(agent).get("/"))
    assert "No question at the moment" in text_of(client_of(agent).get("/pulse/answer/"))


def test_case_13_an_answer_needs_the_pages_own_form(asked, agent, north):
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent, backend=BACKEND)
    assert client.post("/pulse/answer/", CLICK).status_code == 403
    assert sums(north) == [0] * 5


def test_case_14_nobody_answers_for_another_person_or_team(client_of, asked, agent, north, south):
    body = {**CLICK, "team": south.pk, "person": 1, "user": 1, "round": 1, "fives": 9}
    client_of(agent).post("/pulse/answer/", body)
    assert sums(north) == [0, 0, 0, 1, 0]
    refused = client_of(agent).post(
        "/api/v1/pulse/answer/",
        {"week": WEEK_TEXT, "score": 4, "team": "south"},
        "application/json",
    )
    assert refused.status_code == 400


def test_case_15_no_log_line_holds_what_was_answered(client_of, asked, agent, caplog):
    body = {"week": WEEK_TEXT, "score": "4", "words": "zx81canary"}
    with caplog.at_level(logging.DEBUG):
        client_of(agent).post("/pulse/answer/", body)
    ours = [line for line in caplog.records if not line.name.startswith("django.db")]
    assert not any("zx81canary" in line.getMessage() for line in ours)


def test_the_line_of_the_log_does_not_say_who_answered(client_of, asked, agent, caplog):
    client = client_of(agent)
    with caplog.at_level(logging.INFO):
        client.post("/pulse/answer/", CLICK)
        client.get("/pulse/")
    lines = [line.msg for line in caplog.records if line.name == "leadwell.request"]
    by_path = {line["event"].split()[1]: line["person"] for line in lines}
    assert by_path == {"/pulse/answer/": None, "/pulse/": agent.pk}


def test_the_session_does_not_say_who_answered_and_today_is_asked_for_anew(client_of, asked, agent):
    client = client_of(agent)
    client.get("/")
    version = client.get("/")["ETag"]
    before = Session.objects.values_list("session_data", "expire_date").get()
    assert client.get("/", headers={"If-None-Match": version}).status_code == 304
    sent = client.post("/pulse/answer/", CLICK, headers={"HX-Request": "true"})
    assert Session.objects.values_list("session_data", "expire_date").get() == before
    assert sent.cookies["leadwell_anew"]["max-age"] == 120
    again = client.get("/", headers={"If-None-Match": version})
    assert again.status_code == 200
    assert 'name="score"' not in text_of(again)


# --- Results ----------------------------------------------------------------------------------------


def test_while_the_week_is_open_there_is_no_result(client_of, asked, agent, manager):
    for person in (agent, manager):
        client = client_of(person)
        assert client.get(f"/pulse/{WEEK_TEXT}/").status_code == 404
        assert client.get(f"/api/v1/pulse/results/{WEEK_TEXT}/").status_code == 404
        assert "answered</p>" not in text_of(client.get("/pulse/"))


def test_results_are_told_alone_and_together(client_of, told, agent):
    page = text_of(client_of(agent).get("/pulse/"))
    assert "Fewer than five answered in East, North or West: told together." in page
    assert page.index("Everybody") < page.index("Up") < page.index("East, North and West")
    assert "3.5 of 5, 14 answered" in page
    assert "3.3 of 5, 6 answered" in page
    assert "3.6 of 5, 8 answered" in page
    assert page.index("East words 1") < page.index("East words 2")


@pytest.mark.parametrize("role", ["agent", "supervisor", "manager"])
def test_for_a_week_today_leads_to_what_was_said(client_of, request, told, time_machine, role):
    for at in (OVER, MONDAY + timedelta(days=7, hours=3), OVER + timedelta(days=6, hours=23)):
        time_machine.move_to(at, tick=False)
        look(at)
        # Nobody stays signed in all week.
        page = text_of(client_of(request.getfixturevalue(role)).get("/"))
        assert "Last week: 3.5 of 5." in page
        assert f'<a href="/pulse/{WEEK_TEXT}/">What was said</a>' in page
    time_machine.move_to(OVER + timedelta(days=8), tick=False)
    look(OVER + timedelta(days=8))
    page = text_of(client_of(request.getfixturevalue(role)).get("/"))
    assert "<h1" in page
    assert "Last week:" not in page


def test_today_says_nothing_of_a_week_of_which_nothing_is_told(
    client_of, asked, agent, time_machine
):
    time_machine.move_to(OVER, tick=False)
    closed()
    assert "Last week:" not in text_of(client_of(agent).get("/"))


def test_supervisors_have_it_in_the_menu_and_all_find_it(
    client_of, told, agent, supervisor, manager
):
    link = 'href="/reports/team-health/"'
    for person, is_there in ((agent, False), (supervisor, True), (manager, False)):
        client = client_of(person)
        assert (link in text_of(client.get("/pulse/how/"))) == is_there
        assert 'href="/pulse/"' in text_of(client.get("/search/", {"q": "feels"}))


def test_under_five_nothing_is_told(client_of, asked, agent, north, time_machine):
    for person in people_of(team_of("Tiny", 0)[0], 4):
        says(person, 1, "zx81canary")
    time_machine.move_to(OVER, tick=False)
    closed()
    for page in ("/pulse/", "/api/v1/pulse/results/"):
        text = text_of(client_of(agent).get(page))
        assert "Fewer than five answered that week." in text
        assert "zx81canary" not in text


def test_case_5_words_are_shown_as_text(client_of, told, agent):
    box = Box.objects.get(fours=1)
    Box.objects.filter(pk=box.pk).update(words=['<script>alert(1)</script><b onclick="x">'])
    page = client_of(agent).get("/pulse/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_is_usual_is_said_after_twelve_weeks_of_a_question(told):
    question = Question.objects.get(pk=told.question_id)
    boxes = list(Box.objects.filter(round=told))
    organisation = Organisation.objects.get()

    def usual() -> str:
        (result,) = read_results([told], organisation.clock, OVER)
        return result.whole.usual

    for back in range(1, 12):
        assert usual() == ""
        earlier = Round.objects.create(
            question=question, week=WEEK - back * timedelta(days=7), words=told.words, low="No",
            high="Yes", opens_at=MONDAY, closes_at=OVER, closed_at=OVER,
        )  # fmt: skip
        for box in boxes:
            again = Box.objects.create(round=earlier, threes=6 + back % 2, fours=back % 3)
            again.teams.set(box.teams.all())
    assert usual() == "Inside the usual 2.7 to 3.6: nothing to explain."


def earlier_weeks(told: Round, number: int) -> None:
    """So many weeks before it of the same question; it is well above all of them."""
    boxes = list(Box.objects.filter(round=told))
    for back in range(1, number + 1):
        earlier = Round.objects.create(
            question_id=told.question_id, week=WEEK - back * timedelta(days=7), words=told.words,
            low="No", high="Yes", opens_at=MONDAY, closes_at=OVER, closed_at=OVER,
        )  # fmt: skip
        for box in boxes:
            again = Box.objects.create(round=earlier, ones=20 + back % 2, words=["Not this week"])
            again.teams.set(box.teams.all())


def names_of_weeks(page: str) -> list[str]:
    listed = page.split('id="weeks"')[1].split("</ul>", maxsplit=1)[0]
    return re.findall(r"<a [^>]+>([^<]+)</a>", listed)


def test_other_weeks_are_told_apart_by_their_names_and_eight_stand_at_a_time(
    client_of, told, agent
):
    earlier_weeks(told, 18)
    client = client_of(agent)
    page, names = text_of(client.get("/pulse/")), []
    while len(names) < 30:
        shown = names_of_weeks(page)
        names += shown
        assert len(shown) <= 8
        older = re.search(r'href="(\?before=[^"#]+)#weeks">Older weeks', page)
        if older is None:
            break
        page = text_of(client.get(f"/pulse/{older[1]}"))
        # What is told of the week stays: no list tells anything else of it, or of another.
        assert "3.5 of 5, 14 answered" in page
        assert "Not this week" not in page
    assert len(names) == len(set(names)) == 18
    assert names[0] == "9 to 15 November"
    assert 'href="?#weeks">The newest</a>' in page
    beyond = text_of(client.get("/pulse/?before=2020-01-06"))
    assert "None before that day." in beyond
    assert "3.5 of 5, 14 answered" in beyond
    assert client.get("/pulse/?before=yesterday").status_code == 404


def test_no_open_week_is_listed(client_of, told, agent):
    opened(MONDAY + timedelta(days=7))
    page = text_of(client_of(agent).get("/pulse/?before=2027-01-04"))
    assert 'id="weeks"' in page
    assert "2026-11-23" not in page.split('id="weeks"')[1]


def test_team_health_folds_up_what_is_as_usual_and_what_is_older(client_of, told, manager):
    client = client_of(manager)
    page = text_of(client.get("/reports/team-health/")).split("<main")[1]
    together = page.split('id="group-3"')[1]
    assert page.index("3.5 of 5, 14 answered") < page.index("<details")
    assert 'words<span class="sr">: East, North and West</span></summary>' in together
    assert together.index("<details") < together.index("East words 1") < together.index("</details")
    assert "Older weeks" not in page
    earlier_weeks(told, 11)
    page = text_of(client.get("/reports/team-health/"))
    # Up stands alone and is well above what it usually says: that is news.
    up = page.split('id="group-2"')[1].split("</section>")[0]
    assert "<b>Above the usual" in up
    assert "<details" not in up
    weeks = page.split('id="weeks"')[1]
    lately, older = weeks.split('<summary class="more">Older weeks</summary>')
    assert (lately.count('scope="row"'), older.count('scope="row"')) == (8, 4)


def test_an_action_is_told_to_the_whole_team_whoever_answered(client_of, told, manager, agent):
    client = client_of(manager)
    client.post(f"/pulse/{WEEK_TEXT}/act/", {"team": "north", "words": "A second screen."})
    client.post(f"/pulse/{WEEK_TEXT}/act/", {"team": "north", "words": "A second screen."})
    action = PulseAction.objects.get()
    told_of = Notice.objects.filter(key=f"pulse-action-{action.pk}")
    assert list(told_of.values_list("user_id", flat=True)) == [agent.pk]
    assert "A second screen." in text_of(client_of(agent).get("/pulse/"))
    client.post(f"/pulse/actions/{action.pk}/done/")
    assert "Done on 23 Nov" in text_of(client_of(agent).get("/pulse/"))
    assert AuditEntry.objects.filter(kind="feedback.pulseaction").count() == 2


def test_case_2_a_leader_acts_for_teams_they_lead(told, supervisor, manager, agent, south):
    for team in (south, None):
        with pytest.raises(ActionRefused):
            note_action(supervisor, told, team=team, words="Chairs", now=OVER)
    assert not PulseAction.objects.exists()
    done = finish_action(
        manager, note_action(manager, told, team=None, words="So", now=OVER), now=OVER
    )
    assert done.done_at == OVER


def test_an_open_week_has_no_action(asked, manager):
    with pytest.raises(ActionRefused, match="still open"):
        note_action(manager, asked, team=None, words="Chairs", now=THURSDAY)


# --- What it takes ----------------------------------------------------------------------------------


def test_statements_do_not_grow_with_weeks_and_teams(client_of, statements, told, manager, agent):
    client = client_of(manager)
    pages = {"feedback:pulse": "/pulse/", "feedback:team_health": "/reports/team-health/"}
    for name, path in pages.items():
        assert statements(client, path) == kept(name, "manager")
    boxes = list(Box.objects.filter(round=told))
    for back in range(1, 30):
        earlier = Round.objects.create(
            question_id=told.question_id, week=WEEK - back * timedelta(days=7), words=told.words,
            low="No", high="Yes", opens_at=MONDAY, closes_at=OVER, closed_at=OVER,
        )  # fmt: skip
        for box in boxes:
            Box.objects.create(round=earlier, fours=7).teams.set(box.teams.all())
        note_action(manager, earlier, team=None, words="So", now=OVER)
    for name, path in pages.items():
        assert statements(client, path) == kept(name, "manager")
    assert closed_rounds().count() == 30
