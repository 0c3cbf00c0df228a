import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from feedback.actions.idea_answers import finish_idea
from feedback.actions.ideas import back_idea, withdraw_idea
from feedback.models import Idea
from tests.feedback.ideas_scene import DAY, NOW, agreed, an_idea, anew, declined, looked_at

pytestmark = pytest.mark.django_db
LIST = "/ideas/"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north, words="So that nobody waits in vain.")


def of(idea, step=""):
    return f"/ideas/{idea.pk}/{step}"


def text(response):
    """What stands there to be read."""
    words = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(unescape(words).split())


# --- The list --------------------------------------------------------------------------------------


def test_the_list_says_by_when_each_is_answered(client_of, idea, colleague):
    page = text(client_of(colleague).get(LIST))
    assert "Ring the depot first" in page
    assert "Answer promised by Tue 1 Dec, in 7 working days" in page
    assert "Jin Park, for North" in page


def test_late_is_said_to_everybody_and_calmly(client_of, idea, colleague, agent, time_machine):
    time_machine.move_to(NOW + 20 * DAY, tick=False)
    for person in (colleague, agent):
        assert "Answer was promised for Tue 1 Dec" in text(client_of(person).get(LIST))
        assert "Answer was promised for Tue 1 Dec" in text(client_of(person).get(of(idea)))


def test_each_stands_in_the_tab_of_its_state(client_of, idea, supervisor, agent, north, manager):
    done = agreed(supervisor, an_idea(agent, north, "A second screen"))
    finish_idea(supervisor, done, came_of_it="Nobody turns around any more.", now=NOW)
    declined(supervisor, an_idea(agent, north, "A slide"))
    looked_at(supervisor, an_idea(agent, north, "A quieter room"))
    browser = client_of(agent)
    for show, title, words in (
        ("considered", "A quieter room", "Marcus looks at it and answers by Fri 4 Dec"),
        ("declined", "A slide", "The lift is mended first."),
        ("done", "A second screen", "Nobody turns around any more."),
    ):
        page = text(browser.get(LIST, {"show": show}))
        assert title in page
        assert words in page
        assert "Ring the depot first" not in page


def test_a_search_finds_words_whatever_their_case_and_accents(
    client_of, idea, north, agent, colleague
):
    an_idea(agent, north, "Ärger mit dem Kurier", words="Täglich.")
    browser = client_of(colleague)
    for query in ("ärger KURIER", "arger", "taglich kurier"):
        page = text(browser.get(LIST, {"q": query}))
        assert "Ärger mit dem Kurier" in page
        assert "Ring the depot first" not in page


def test_a_search_that_finds_nothing_says_where_and_offers_all(client_of, idea, colleague):
    page = text(client_of(colleague).get(LIST, {"q": "courier"}))
    assert "No ideas match “courier” in Waiting for an answer." in page
    assert "Show all 1" in page


def test_signs_that_mean_something_to_a_database_mean_themselves(client_of, idea, colleague):
    for query in ("%", "_", "100%", "\x00%", "'--"):
        assert "Ring the depot first" not in text(client_of(colleague).get(LIST, {"q": query}))


def test_the_list_goes_on_from_page_to_page_without_gap_or_double(
    client_of, idea, north, agent, colleague
):
    for n in range(64):
        an_idea(agent, north, f"Idea number {n}")
    browser, path, seen = client_of(colleague), LIST, []
    while path:
        page = browser.get(path).context["page"]
        seen += [row.pk for row in page.rows]
        path = page.older
    assert sorted(seen) == sorted(Idea.objects.values_list("pk", flat=True))
    assert len(seen) == 65


@pytest.mark.parametrize(
    "after", ["~", "x~1", "2026-12-01~x", "2026-12-01~" + "9" * 30, "~~", "²~²"]
)
def test_a_place_that_we_did_not_write_is_the_beginning(client_of, idea, colleague, after):
    assert "Ring the depot first" in text(client_of(colleague).get(LIST, {"after": after}))


def test_of_everybody_of_ones_teams_and_ones_own(client_of, idea, stranger, agent, manager):
    an_idea(stranger, None, "One calendar for all")
    browser = client_of(agent)
    for scope, found, other in (
        ("teams", "Ring the depot", "One calendar"),
        ("everybody", "One calendar", "Ring the depot"),
        ("mine", "Ring the depot", "One calendar"),
    ):
        page = text(browser.get(LIST, {"of": scope}))
        assert found in page
        assert other not in page


def test_one_line_and_enter_adds_an_idea(client_of, supervisor, agent, north):
    answer = client_of(agent).post("/ideas/new/", {"title": "A fan", "team": "north"}, follow=True)
    idea = Idea.objects.get()
    assert answer.redirect_chain == [(of(idea), 302)]
    assert (idea.title, idea.team, idea.author) == ("A fan", north, agent)
    assert "You have an answer by Tue 1 Dec" in text(answer)


def test_a_line_that_cannot_be_taken_is_kept_in_the_form(client_of, supervisor, agent):
    answer = client_of(agent).post("/ideas/new/", {"title": "a" * 121, "team": ""})
    assert "120 characters" in text(answer)
    assert "a" * 121 in answer.content.decode()
    assert not Idea.objects.exists()


def test_an_address_begins_an_idea(client_of, supervisor, agent):
    page = client_of(agent).get(
        "/ideas/new/", {"title": "Raise it", "link": "/escalations/7/", "label": "Escalation 7"}
    )
    for part in ("Raise it", "/escalations/7/", "Escalation 7"):
        assert f'value="{part}"' in page.content.decode()


# --- One idea --------------------------------------------------------------------------------------


def test_a_leader_answers_in_place_and_its_author_does_not(client_of, idea, supervisor, agent):
    page = client_of(supervisor).get(of(idea)).content.decode()
    assert f'action="{of(idea, "agree/")}"' in page
    assert f'action="{of(idea, "decline/")}"' in page
    assert "agree/" not in client_of(agent).get(of(idea)).content.decode()


def test_agreeing_shows_why_who_and_by_when(client_of, idea, supervisor, colleague):
    answer = client_of(supervisor).post(
        of(idea, "agree/"),
        {"reason": "It saves a call.", "owner": colleague.pk, "do_by": "2026-12-18", "version": 0},
        follow=True,
    )
    page = text(answer)
    assert "It saves a call." in page
    assert "Dele sees to it by Fri 18 Dec" in page
    assert "Agreed. Jin knows." in page


def test_a_done_idea_is_credited_and_leads_to_a_thanks(client_of, idea, supervisor, agent):
    agreed(supervisor, idea)
    finish_idea(supervisor, anew(idea), came_of_it="41 calls fewer.", now=NOW)
    page = client_of(supervisor).get(of(idea)).content.decode()
    assert "This was Jin Park’s idea." in page
    assert 'href="/kudos/new/?to=jin"' in page
    own = client_of(agent).get(of(idea)).content.decode()
    assert "This was your idea." in own
    assert "kudos/new/?to=jin" not in own


def test_backing_from_the_list_leads_back_to_it_as_it_was(client_of, idea, colleague):
    answer = client_of(colleague).post(
        of(idea, "back/"), {"to": "yes", "back": "/ideas/?show=open&q=depot"}
    )
    assert answer["Location"] == f"/ideas/?show=open&q=depot#idea-{idea.pk}"
    assert anew(idea).backed == 1
    client_of(colleague).post(of(idea, "back/"), {"to": "yes"})
    assert anew(idea).backed == 1
    client_of(colleague).post(of(idea, "back/"), {"to": "no"})
    assert anew(idea).backed == 0


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example", "/ideas\\x"])
def test_backing_leads_nowhere_else(client_of, idea, colleague, back):
    answer = client_of(colleague).post(of(idea, "back/"), {"to": "yes", "back": back})
    assert answer["Location"] == of(idea)


def test_who_backs_it_is_named(client_of, idea, colleague, manager, supervisor):
    for person in (colleague, manager):
        back_idea(person, idea, now=NOW)
    assert "Dele Adeyemi and Priya Nair back it." in text(client_of(supervisor).get(of(idea)))


def test_what_is_said_stands_in_its_story(client_of, idea, colleague):
    client_of(colleague).post(of(idea, "say/"), {"words": "They have a new number."})
    assert "They have a new number." in text(client_of(colleague).get(of(idea)))
    empty = client_of(colleague).post(of(idea, "say/"), {"words": " "})
    assert "Write what you want to say." in text(empty)
    assert "<title>Error: " in empty.content.decode()
    assert 'href="#say_words"' in empty.content.decode()


# --- Too late --------------------------------------------------------------------------------------


def test_a_second_answer_is_told_what_happened_and_keeps_its_words(
    client_of, idea, supervisor, manager
):
    declined(supervisor, idea)
    answer = client_of(manager).post(
        of(idea, "agree/"), {"reason": "My long reason.", "do_by": "2026-12-18", "version": 0}
    )
    assert answer.status_code == 409
    assert "It is answered by Marcus Webb already" in text(answer)
    assert "My long reason." in text(answer)
    assert anew(idea).state == "declined"


def test_an_answer_to_words_changed_meanwhile_is_shown_again_to_be_sent(
    client_of, idea, agent, supervisor
):
    Idea.objects.filter(pk=idea.pk).update(version=3)
    values = {"reason": "No lift.", "version": 2}
    answer = client_of(supervisor).post(of(idea, "decline/"), values)
    assert answer.status_code == 409
    assert "No lift." in text(answer)
    assert 'name="version" value="3"' in answer.content.decode()
    assert anew(idea).state == "open"


def test_an_edit_over_another_one_shows_both(client_of, idea, agent):
    Idea.objects.filter(pk=idea.pk).update(version=1, title="Ring them twice")
    answer = client_of(agent).post(of(idea, "edit/"), {"title": "Ring me", "version": 0})
    assert answer.status_code == 409
    assert "Ring them twice" in text(answer)
    assert "Ring me" in answer.content.decode()


def test_what_was_taken_back_is_there_for_its_author_alone(client_of, idea, agent, supervisor):
    browser = client_of(agent)
    taken = browser.post(of(idea, "withdraw/"), {"version": 0}, follow=True)
    assert "nobody but you sees it" in text(taken)
    assert client_of(supervisor).get(of(idea)).status_code == 404
    page = browser.get(of(idea))
    assert "So that nobody waits in vain." in text(page)
    assert of(idea, "say/") not in page.content.decode()
    assert "Ring the depot first" in text(browser.get(LIST, {"of": "mine"}))
    assert "Ring the depot first" not in text(browser.get(LIST))
    assert "It is there again" in text(browser.post(of(idea, "put-back/"), follow=True))
    assert client_of(supervisor).get(of(idea)).status_code == 200


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("agree/", {"reason": "My long reason.", "do_by": "2026-12-18", "version": 0}),
        ("say/", {"words": "My long reason."}),
        ("decline/", {"reason": "My long reason.", "version": 0}),
    ],
)
def test_words_for_an_idea_that_was_taken_back_meanwhile_are_kept(
    client_of, idea, agent, supervisor, step, values
):
    withdraw_idea(agent, idea, now=NOW)
    answer = client_of(supervisor).post(of(idea, step), values)
    assert answer.status_code == 409
    assert "has taken it back" in text(answer)
    assert "My long reason." in text(answer)
    assert "So that nobody waits in vain." not in text(answer)


def test_an_edit_of_what_was_answered_meanwhile_keeps_all_that_was_typed(
    client_of, idea, agent, supervisor
):
    declined(supervisor, idea)
    values = {"title": "My title", "words": "My words", "link": "/goals/7/", "version": 0}
    answer = client_of(agent).post(of(idea, "edit/"), values)
    assert answer.status_code == 409
    for typed in ("My title", "My words", "/goals/7/"):
        assert typed in text(answer)


def test_a_change_shows_how_it_read_before(client_of, idea, agent, supervisor):
    client_of(agent).post(of(idea, "edit/"), {"title": "Ring nobody", "version": 0})
    page = text(client_of(supervisor).get(of(idea)))
    assert "changed the words" in page
    assert "Until then: Ring the depot first So that nobody waits in vain." in page


def test_what_was_promised_first_is_said_while_it_is_put_off(
    client_of, idea, supervisor, colleague, time_machine
):
    looked_at(supervisor, idea, by=date(2026, 12, 15))
    said = "; first promised for Tue 1 Dec"
    assert f"answers by Tue 15 Dec, in 17 working days{said}" in text(
        client_of(colleague).get(of(idea))
    )
    time_machine.move_to(NOW + 13 * DAY, tick=False)
    (row,) = client_of(colleague).get(LIST, {"show": "considered"}).context["page"].rows
    assert row.late


def test_who_sees_to_it_is_changed_on_its_page(client_of, idea, supervisor, manager, colleague):
    agreed(supervisor, idea)
    page = client_of(manager).get(of(idea))
    assert "Who takes care of it, and by when" in text(page)
    values = {"reason": "It saves a call.", "owner": colleague.pk, "do_by": "2026-12-21"}
    client_of(manager).post(of(idea, "agree/"), {**values, "version": anew(idea).version})
    assert "Dele sees to it by Mon 21 Dec" in text(client_of(manager).get(of(idea)))


# --- Threats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["look", "agree", "decline", "done", "reopen"])
def test_case_1_nobody_answers_their_own_idea(client_of, north, manager, supervisor, step):
    idea = an_idea(supervisor, north)
    assert client_of(supervisor).get(of(idea, f"{step}/")).status_code == 403
    sent = {"reason": "Mine is best.", "words": "So.", "came_of_it": "So."}
    assert client_of(supervisor).post(of(idea, f"{step}/"), sent).status_code == 403
    assert anew(idea).state == "open"


@pytest.mark.parametrize("step", ["", "edit/", "agree/", "back/", "say/", "withdraw/"])
def test_case_2_an_idea_of_another_team_is_not_there(
    client_of, idea, stranger, other_supervisor, administrator, step
):
    for person in (stranger, other_supervisor, administrator):
        browser = client_of(person)
        call = browser.get if step in ("", "edit/", "agree/") else browser.post
        assert call(of(idea, step)).status_code == 404


def test_case_3_words_of_an_idea_stay_words(client_of, north, supervisor, agent):
    nasty = "<script>alert(1)</script>"
    idea = an_idea(agent, north, nasty, words=nasty, link="/escalations/1/", link_label=nasty)
    declined_ = declined(supervisor, idea)
    for path in (of(declined_), LIST + "?show=declined", LIST + f"?q={nasty}", "/inbox/"):
        assert "<script>alert" not in client_of(agent).get(path).content.decode()


def test_case_4_an_owner_from_elsewhere_is_refused(client_of, idea, supervisor, stranger):
    answer = client_of(supervisor).post(
        of(idea, "agree/"), {"reason": "So.", "owner": stranger.pk, "do_by": "2026-12-18"}
    )
    assert "Choose somebody who is in the team." in text(answer)
    assert anew(idea).state == "open"


def test_case_5_a_form_sent_twice_adds_one_idea(client_of, supervisor, agent):
    for _ in range(2):
        client_of(agent).post("/ideas/new/", {"title": "A fan", "team": "north"})
    assert Idea.objects.count() == 1


def test_days_far_away_are_refused_with_words(client_of, idea, supervisor):
    for day, words in (("2026-11-01", "That day is over"), ("9999-12-31", "two years ahead")):
        answer = client_of(supervisor).post(
            of(idea, "look/"), {"words": "Hm.", "answer_by": day, "version": 0}
        )
        assert words in text(answer)
    assert anew(idea).answer_by == date(2026, 12, 1)


def test_every_verb_wants_a_post(client_of, idea, agent):
    for step in ("withdraw/", "back/", "say/"):
        assert client_of(agent).get(of(idea, step)).status_code == 405
    assert reverse("feedback:idea", args=[idea.pk]) == of(idea)
