"""The leaders' queue, and a case done from its row."""

from __future__ import annotations

import re

import pytest

from escalations.actions import cases
from escalations.models import Category, Escalation
from teams.actions import join_team
from teams.models import Role
from tests.cast import SINCE
from tests.escalations.scene import NOW, after, sent

pytestmark = pytest.mark.django_db
QUEUE = "/escalations/"
PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=HYPERLINK('x')", "\u202eevil", "👩‍🚒"]  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def case(supervisor, manager, agent):
    return sent(agent)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_oldest_promise_first_in_groups_with_clocks_in_words(
    client_of, case, agent, colleague, supervisor, manager, time_machine
):
    late = sent(colleague, about="Charged twice", due=2)
    taken = sent(agent, about="Cannot sign in", due=30)
    answered = sent(agent, about="Lamp flickers", need="call_back", due=90)
    cases.claim(manager, taken, now=NOW)
    cases.agree(manager, answered, now=NOW)
    time_machine.move_to(after(11), tick=False)
    page = client_of(supervisor).get(QUEUE)
    words = text_of(page)
    order = [
        "Needs you now", "Charged twice", "9 min late", "Sofa missed", "4 min left", "Taken", "Cannot sign in",
        "by 12:30", "Priya Nair has it since 12:00", "Answered", "Lamp flickers", "agreed as suggested",
    ]  # fmt: skip
    assert sorted(order, key=words.index) == order
    assert "2 wait, 1 of them is late. 1 is taken. 1 is answered." in words
    html = page.content.decode()
    assert f'clock--behind" id="clock-{late.pk}"' in html
    assert f'clock--watch" id="clock-{case.pk}"' in html


def test_agreed_from_the_row_in_one_click_and_undone(client_of, case, supervisor, agent):
    client = client_of(supervisor)
    values = {"version": case.version, "back": "queue?need=decision"}
    done = client.post(f"{QUEUE}{case.pk}/agree/", values, follow=True)
    assert done.redirect_chain == [("/escalations/?need=decision", 302)]
    assert "Agreed with Jin: Sofa missed its third slot." in text_of(done)
    undo = re.search(r'action="(/escalations/\d+/undo/\?version=\d+)"', done.content.decode())[1]
    assert "It stands as it was." in text_of(client.post(undo, follow=True))
    assert Escalation.objects.get().state == "open"
    assert "It is too late to undo this" in text_of(client.post(undo))


def test_who_comes_second_is_told_who_has_it(client_of, case, supervisor, manager):
    cases.claim(supervisor, case, now=NOW)
    answer = client_of(manager).post(f"{QUEUE}{case.pk}/claim/", {"version": case.version})
    assert answer.status_code == 409
    assert "Marcus Webb has it already." in text_of(answer)


def test_case_20_a_stale_form_keeps_both_texts(client_of, case, supervisor, agent):
    cases.note(agent, case, text="He hung up.", now=NOW)
    values = {"line": "Give him £60.", "version": case.version}
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/decide/", values)
    assert answer.status_code == 409
    words = text_of(answer)
    assert "Jin Park wrote. He hung up." in words
    assert "Give him £60." in words
    again = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    values["version"] = again
    assert client_of(supervisor).post(f"{QUEUE}{case.pk}/decide/", values).status_code == 302
    assert Escalation.objects.get().decision == "Give him £60."


def test_a_decided_case_keeps_the_text_of_who_came_too_late(client_of, case, supervisor, manager):
    cases.agree(supervisor, case, now=NOW)
    answer = client_of(manager).post(f"{QUEUE}{case.pk}/decline/", {"line": "My long line."})
    assert answer.status_code == 409
    assert "It is decided by Marcus Webb already." in text_of(answer)
    assert "My long line." in answer.content.decode()


@pytest.mark.parametrize(
    ("back", "then"),
    [
        ("today", "/#needs-you"), ("queue", QUEUE), ("queue?team=x&evil=1", f"{QUEUE}?team=x"),
        ("//evil.example", None), ("https:evil", None), ("queue?team=//evil", f"{QUEUE}?team=%2F%2Fevil"),
    ],
)  # fmt: skip
def test_case_13_it_leads_back_to_places_of_ours_alone(client_of, case, supervisor, back, then):
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/agree/", {"back": back})
    assert answer["Location"] == (then or f"{QUEUE}{case.pk}/")


def test_a_line_that_is_missing_is_asked_for_on_a_page_of_its_own(client_of, case, supervisor):
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/decline/", {"line": ""})
    assert answer.status_code == 200
    assert "Say why not, in a line that helps." in text_of(answer)
    assert "<title>Error: Not this time" in answer.content.decode()


def test_narrowed_by_team_need_and_category(client_of, case, agent, manager, south):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    sent(
        agent, about="Billed twice", need="call_back", category=Category.objects.get(slug="billing")
    )
    client = client_of(manager)
    for query, shown, hidden in (
        ("?need=call_back", "Billed twice", "Sofa missed"),
        ("?category=delivery", "Sofa missed", "Billed twice"),
        ("?team=south", "Nothing of that kind waits.", "Sofa missed"),
    ):
        words = text_of(client.get(QUEUE + query))
        assert shown in words
        assert hidden not in words


def test_nobody_waits(client_of, case, supervisor, time_machine):
    cases.agree(supervisor, case, now=after(42))
    time_machine.move_to(after(60), tick=False)
    assert "No one is waiting. Last one closed at 12:42." in text_of(
        client_of(supervisor).get(QUEUE)
    )


def test_agents_see_their_own_at_the_same_address(client_of, case, agent, colleague):
    assert "Sofa missed" in text_of(client_of(agent).get(QUEUE))
    assert "Sofa missed" not in text_of(client_of(colleague).get(QUEUE))


def test_leaders_elsewhere_see_nothing_of_it(client_of, case, other_supervisor):
    client = client_of(other_supervisor)
    assert "Sofa" not in text_of(client.get(QUEUE))
    assert client.get(f"{QUEUE}{case.pk}/").status_code == 404
    assert client.post(f"{QUEUE}{case.pk}/agree/").status_code == 404


def test_case_04_ones_own_is_another_leaders(client_of, supervisor, manager):
    own = sent(supervisor)
    page = client_of(supervisor).get(QUEUE)
    assert "Yours: another leader answers it." in text_of(page)
    assert client_of(supervisor).post(f"{QUEUE}{own.pk}/agree/").status_code == 403
    assert client_of(manager).post(f"{QUEUE}{own.pk}/agree/").status_code == 302


# --- Live ----------------------------------------------------------------------------------------


def polled(client, page, told=0):
    seen = re.search(r"seen=([\w-]*)", page.content.decode())[1]
    return client.get(f"{QUEUE}changes/?seen={seen}&told={told}")


def test_what_changed_is_counted_and_clocks_go_on_in_place(
    client_of, case, agent, colleague, supervisor, manager, time_machine
):
    client = client_of(supervisor)
    page = client.get(QUEUE)
    assert "changed" not in text_of(polled(client, page))
    cases.claim(manager, case, now=NOW)
    sent(colleague, about="Another")
    time_machine.move_to(after(12), tick=False)
    news = polled(client, page)
    assert "2 changed. Show" in text_of(news)
    assert 'data-announce="2 changed."' in news.content.decode()
    assert f'id="clock-{case.pk}"' in news.content.decode()
    assert "3 min left" in text_of(news)
    assert "data-announce" not in polled(client, page, told=2).content.decode()


def test_unchanged_it_answers_304(client_of, case, supervisor):
    client = client_of(supervisor)
    etag = client.get(QUEUE)["ETag"]
    assert client.get(QUEUE, headers={"If-None-Match": etag}).status_code == 304
    cases.claim(supervisor, case, now=NOW)
    assert client.get(QUEUE, headers={"If-None-Match": etag}).status_code == 200


# --- Words of people -----------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_case_05_words_of_people_are_text(client_of, agent, supervisor, payload):
    case = sent(
        agent,
        about=payload,
        said=payload,
        proposal=payload,
        customer_name=payload,
        reference=payload,
    )
    cases.note(agent, case, text=payload, now=NOW)
    cases.decide(supervisor, case, line=payload, now=NOW)
    sent(agent, about=payload, proposal=payload, customer_name=payload)
    client = client_of(supervisor)
    for path in (QUEUE, f"{QUEUE}{case.pk}/", f"{QUEUE}{case.pk}/reopen/", "/"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


# --- The case ------------------------------------------------------------------------------------


def test_a_case_whole(client_of, case, supervisor, manager, agent):
    cases.claim(supervisor, case, now=after(1))
    cases.not_reached(supervisor, case, next_at=after(60), now=after(2))
    cases.hand_over(supervisor, case, to=manager, line="In a meeting.", now=after(3))
    words = text_of(client_of(manager).get(f"{QUEUE}{case.pk}/"))
    for part in (
        "You have it since 12:03", "by 13:00", "Jin Park asked for a decision: Marcus Webb",
        "Marcus Webb could not reach them; the next one is by 13:00", "handed it over to Priya Nair",
        "In a meeting.", "Mrs Okafor, HP-482913", "This is the third day off I have taken.", "kept in time",
        "Agree with Jin", "Put it back", "Hand it over",
    ):  # fmt: skip
        assert part in words, part
    own = text_of(client_of(agent).get(f"{QUEUE}{case.pk}/"))
    assert "Agree with" not in own
    assert "No longer needed" in own


@pytest.mark.parametrize(
    ("verb", "values", "state"),
    [
        ("claim", {}, "claimed"),
        ("decide", {"line": "£60."}, "resolved"),
        ("decline", {"line": "Not now."}, "resolved"),
        ("call-back", {"day": "2026-11-20", "at": "15:00", "text": "A call"}, "claimed"),
        ("note", {"text": "A note."}, "open"),
        ("break-seen", {"line": "At one."}, "open"),
    ],
)
def test_every_verb_has_its_page_or_button(
    client_of, agent, supervisor, manager, verb, values, state
):
    case = sent(agent)
    if verb == "break-seen":
        cases.ask_break(agent, case, now=NOW)
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/{verb}/", values)
    assert answer.status_code == 302
    assert Escalation.objects.get().state == state


def test_the_rest_of_the_verbs(client_of, case, supervisor, manager, agent):
    lead, own = client_of(supervisor), client_of(agent)
    at = f"{QUEUE}{case.pk}/"
    steps = [
        (lead, "claim/", {}, "claimed"),
        (lead, "hand-over/", {"to": manager.pk}, "claimed"),
        (lead, "take-over/", {}, "claimed"),
        (lead, "put-back/", {}, "open"),
        (lead, "claim/", {}, "claimed"),
        (lead, "not-reached/", {"day": "2026-11-20", "at": "14:00"}, "claimed"),
        (lead, "not-reached/", {"ending": "Left word."}, "resolved"),
        (own, "rate/", {"help": "helped", "left": "same"}, "resolved"),
        (own, "reopen/", {"line": "He called again."}, "open"),
        (own, "break/", {}, "open"),
        (own, "withdraw/", {}, "resolved"),
        (lead, "reopen/", {"line": "Once more."}, "open"),
        (lead, "claim/", {}, "claimed"),
        (lead, "end/", {"ending": "Spoke.", "left": "happier", "outcome": "taken"}, "resolved"),
    ]
    for client, verb, values, state in steps:
        answer = client.post(at + verb, values)
        assert answer.status_code == 302, (verb, text_of(answer)[:500])
        assert Escalation.objects.get().state == state, verb
    assert Escalation.objects.get().ending == "Spoke."
    for verb in ("decide", "decline", "end", "hand-over", "call-back", "not-reached"):
        page = lead.get(f"{at}{verb}/")
        assert page.status_code == 409, "as it stands, that is not possible"
        assert "It is decided by Marcus Webb already." in text_of(page)


def test_a_time_in_the_past_stands_at_its_field(client_of, case, supervisor):
    values = {"day": "2026-11-20", "at": "09:00"}
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/call-back/", values)
    assert answer.status_code == 200
    assert "That time is over." in text_of(answer)


def test_case_14_no_other_field_is_taken(client_of, case, supervisor, manager):
    values = {
        "line": "Yes.",
        "state": "reviewed",
        "decided_by": manager.pk,
        "logged_by": manager.pk,
    }
    client_of(supervisor).post(f"{QUEUE}{case.pk}/decide/", values)
    after_it = Escalation.objects.get()
    assert (after_it.state, after_it.decided_by, after_it.logged_by) == (
        "resolved", supervisor, case.logged_by,
    )  # fmt: skip


def test_case_02_somebody_elses_ids_in_the_body(client_of, case, supervisor, other_supervisor):
    values = {"to": other_supervisor.pk}
    answer = client_of(supervisor).post(f"{QUEUE}{case.pk}/hand-over/", values)
    assert answer.status_code == 200
    assert "Choose one of these." in text_of(answer)


def test_on_today_it_is_agreed_with_at_once(client_of, case, supervisor):
    client = client_of(supervisor)
    page = client.get("/")
    assert "Agree with Jin" in text_of(page)
    done = client.post(f"{QUEUE}{case.pk}/agree/", {"version": 1, "back": "today"}, follow=True)
    assert done.redirect_chain == [("/#needs-you", 302)]
    assert "Undo" in text_of(done)
    assert "Agree with Jin" not in text_of(done)
