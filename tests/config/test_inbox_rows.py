"""What a notice asks for is answered in its row of the inbox, as on *Today*, by plain posts; and undone there."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.urls import reverse

from escalations.actions import cases
from escalations.models import Escalation
from feedback.actions.delegated import offer_task, revise_task
from feedback.actions.delegated_holding import decline_task
from feedback.actions.one_to_ones.agreements import agree, drop_agreement
from feedback.actions.one_to_ones.meetings import book
from feedback.actions.one_to_ones.series import begin_series
from feedback.models import Idea, Kudos
from teams.inbox_rows import Place, kept_place, place_in
from teams.models import Membership, Notice
from teams.queries.inbox import inbox_of
from teams.telling import tell
from tests.escalations.scene import sent
from tests.feedback.ideas_scene import an_idea
from tests.feedback.kudos_scene import thanks
from tests.scene import NOW

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<li class="todo[^"]*" id="notice-(\d+)">(.*?)</li>', re.DOTALL)
FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"')
LINK = re.compile(r'<a class="btn[^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


class Reader:
    """Somebody in the inbox without script."""

    def __init__(self, client, path="/inbox/"):
        self.client = client
        self.read(client.get(path))

    def read(self, answer):
        html = answer.content.decode()
        self.rows = {int(pk): inside for pk, inside in ROW.findall(html)}
        self.new = html.partition('id="seen"')[0]
        self.toasts = html.partition('id="toasts" role="status">')[2].partition("</div>")[0]

    def says(self, notice):
        return words(self.rows[notice.pk])

    def press(self, notice, label):
        """Post the form in that row whose button begins so; the addresses that it led to."""
        for action, inside in FORM.findall(self.rows[notice.pk]):
            if words(inside.split("<button", 1)[-1].partition(">")[2]).startswith(label):
                fields = {name: unescape(value) for name, value in FIELD.findall(inside)}
                answer = self.client.post(action, fields, follow=True)
                self.read(answer)
                return [url for url, _ in answer.redirect_chain]
        raise AssertionError(f"No button says {label}: {self.says(notice)}")

    def link(self, notice, label):
        found = {words(inside): unescape(url) for url, inside in LINK.findall(self.rows[notice.pk])}
        return next(url for text, url in found.items() if text.startswith(label))


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def inbox(client_of):
    return lambda person, path="/inbox/": Reader(client_of(person), path)


def a_notice(person, kind, url, key="one"):
    tell([person], kind, key, "Something waits.", url=url, now=NOW)
    return Notice.objects.get(user=person, key=key)


def about_case(person, case, key="one"):
    return a_notice(person, "escalations.asked", f"/escalations/{case.pk}/", key)


def test_a_case_is_agreed_with_in_its_row_and_taken_back_there(inbox, agent, supervisor):
    case = sent(agent, now=NOW)
    notice = about_case(supervisor, case)
    page = inbox(supervisor, "/inbox/?about=customers")
    led = page.press(notice, "Agree with Jin")
    # Where one was: narrowed to the same, at the same row.
    assert led == [f"/inbox/?about=customers&done={notice.pk}#notice-{notice.pk}"]
    assert Escalation.objects.get(pk=case.pk).outcome == "agreed"
    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert f"notice-{notice.pk}" in page.new
    assert "Agreed with Jin: Sofa missed its third slot." in page.says(notice)
    assert words(page.toasts) == ""
    assert page.press(notice, "Undo") == [f"/inbox/?about=customers#notice-{notice.pk}"]
    assert Escalation.objects.get(pk=case.pk).outcome == ""
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "Agree with Jin" in page.says(notice)


def test_what_is_asked_about_a_case_is_answered_in_its_row_which_stays_read(rf, agent, supervisor):
    """The undo makes a notice new again; the answer to a question does not."""
    case = sent(agent, now=NOW)
    notice = about_case(supervisor, case)
    Notice.objects.filter(pk=notice.pk).update(read_at=NOW)
    [line] = inbox_of(supervisor, NOW, done=notice.pk).new
    message = Message(25, "Ended. Happy?", f"undo=/u/ ask=/escalations/{case.pk}/alone/?")
    context = {"line": line, "new": True, "messages": [message]}
    html = render_to_string("teams/_notice.html", context, rf.get("/inbox/"))
    backs = {
        action: unescape(dict(FIELD.findall(inside))["back"])
        for action, inside in FORM.findall(html)
    }
    assert backs["/u/"] == f"inbox?again={notice.pk}"
    [asked] = [back for action, back in backs.items() if "alone" in action]
    assert asked == f"inbox?notice={notice.pk}"


def test_the_next_page_has_it_among_what_was_told_with_what_came_of_it(inbox, agent, supervisor):
    case = sent(agent, now=NOW)
    notice = about_case(supervisor, case)
    inbox(supervisor).press(notice, "Agree with Jin")
    page = inbox(supervisor)
    assert f"notice-{notice.pk}" not in page.new
    assert f"{supervisor.name} agreed as suggested: Refund" in page.says(notice)
    assert "Undo" not in page.says(notice)


def test_whoever_takes_a_case_is_told_so_in_its_row(inbox, agent, supervisor):
    notice = about_case(supervisor, sent(agent, now=NOW, proposal=""))
    page = inbox(supervisor)
    page.press(notice, "Take it")
    assert "You have it. " in f"{page.says(notice)} "
    assert "You have it since 09:05." in page.says(notice)


def test_what_somebody_else_answered_says_so_and_offers_nothing(inbox, agent, supervisor, manager):
    case = sent(agent, now=NOW)
    notice = about_case(supervisor, case)
    cases.claim(manager, case, now=NOW)
    assert f"{manager.name} has it since 09:05." in inbox(supervisor).says(notice)
    assert "Agree" not in inbox(supervisor).says(notice)
    cases.agree(manager, Escalation.objects.get(pk=case.pk), now=NOW)
    assert f"{manager.name} agreed as suggested" in inbox(supervisor).says(notice)


def test_case_2_who_leads_there_no_more_has_neither_button_nor_word(inbox, agent, supervisor):
    case = sent(agent, now=NOW)
    notice = about_case(supervisor, case)
    today = NOW.date()
    Membership.objects.filter(user=supervisor).update(ends_on=today - timedelta(days=1))
    said = inbox(supervisor).says(notice)
    assert "Agree" not in said
    assert "asked" not in said


def test_an_idea_is_answered_on_the_way_from_its_row_and_back(inbox, north, agent, supervisor):
    idea = an_idea(agent, north, now=NOW)
    notice = a_notice(supervisor, "feedback.idea_waits", f"/ideas/{idea.pk}/")
    page = inbox(supervisor, "/inbox/?about=people")
    form = page.client.get(page.link(notice, "We do it")).content.decode()
    fields = {name: unescape(value) for name, value in FIELD.findall(form)}
    assert fields["back"] == f"inbox?about=people&notice={notice.pk}"
    day = (NOW + timedelta(days=20)).date()
    sent_in = {**fields, "reason": "It saves a call.", "owner": supervisor.pk, "do_by": day}
    answer = page.client.post(f"/ideas/{idea.pk}/agree/", sent_in, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"done={notice.pk}#notice-{notice.pk}")
    assert Idea.objects.get(pk=idea.pk).state == "agreed"
    page.read(answer)
    assert "We do it." in page.says(notice)
    assert f"notice-{notice.pk}" in page.new


def test_with_script_the_form_of_an_idea_opens_in_its_row(inbox, north, agent, supervisor):
    idea = an_idea(agent, north, now=NOW)
    notice = a_notice(supervisor, "feedback.idea_waits", f"/ideas/{idea.pk}/")
    page = inbox(supervisor)
    link = page.link(notice, "Not now")
    assert f'id="answer-{notice.pk}"' in page.rows[notice.pk]
    part = page.client.get(link, headers={"HX-Request": "true"}).content.decode()
    assert f'name="back" value="inbox?notice={notice.pk}"' in part
    assert "<html" not in part


def a_promise(leader, person):
    series = begin_series(leader, person, now=NOW - timedelta(days=15))
    book(leader, series, starts_at=NOW + timedelta(days=3), now=NOW)
    return agree(leader, series, owner=leader, words="A desk", due_on=NOW.date(), now=NOW)


def test_a_promise_is_kept_in_its_row_and_opened_again(inbox, agent, supervisor):
    made = a_promise(supervisor, agent)
    url = reverse("feedback:agreement", args=[made.pk])
    notice = a_notice(supervisor, "feedback.agreement", url)
    page = inbox(supervisor)
    page.press(notice, "Done")
    made.refresh_from_db()
    assert made.done_at == NOW
    assert "Done on Thu 20 Nov." in page.says(notice)
    assert "Done, as you promised Jin." in page.says(notice)
    page.press(notice, "Undo")
    made.refresh_from_db()
    assert made.done_at is None
    drop_agreement(supervisor, made, why="No need", now=NOW)
    said = inbox(supervisor).says(notice)
    assert "Let go." in said
    assert "Done" not in said
    assert "No need" not in said


def test_an_offered_task_is_taken_in_its_row_and_an_offer_again_by_its_undo(
    inbox, agent, supervisor
):
    task = offer_task(
        supervisor, agent, what="Write down lost parcels", why="It helps.",
        due_on=NOW.date() + timedelta(days=20), now=NOW,
    )  # fmt: skip
    notice = Notice.objects.get(user=agent, kind="feedback.task")
    page = inbox(agent, "/inbox/?about=people")
    said = page.says(notice)
    # Nobody takes on what they cannot see.
    assert "Write down lost parcels. By Wed 10 Dec, with one check-in half-way." in said
    assert page.press(notice, "Take it on") == [
        f"/inbox/?about=people&done={notice.pk}#notice-{notice.pk}"
    ]
    task.refresh_from_db()
    assert (task.state, task.rhythm) == ("taken", "halfway")
    assert "Under way." in page.says(notice)
    assert "It is yours. Marcus knows." in page.says(notice)
    assert page.press(notice, "Undo") == [f"/inbox/?about=people#notice-{notice.pk}"]
    task.refresh_from_db()
    assert (task.state, task.taken_at) == ("offered", None)
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "Take it on" in page.says(notice)


def test_an_offer_whose_day_is_past_is_answered_on_its_page_alone(
    inbox, agent, supervisor, time_machine
):
    offer_task(supervisor, agent, what="Write it down", why="It helps.", due_on=NOW.date(), now=NOW)
    notice = Notice.objects.get(user=agent, kind="feedback.task")
    assert "Take it on" in inbox(agent).says(notice)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    said = inbox(agent).says(notice)
    assert "Take it on" not in said
    assert "Open it" in said


def test_case_20_an_offer_that_was_changed_meanwhile_is_not_taken_as_it_was_read(
    inbox, agent, supervisor
):
    task = offer_task(
        supervisor, agent, what="Write it down", why="It helps.",
        due_on=NOW.date() + timedelta(days=20), now=NOW,
    )  # fmt: skip
    notice = Notice.objects.get(user=agent, kind="feedback.task")
    page = inbox(agent)
    revise_task(
        supervisor, task, what="Write all down", why="It helps.", due_on=task.due_on, now=NOW
    )
    [action] = [url for url, _ in FORM.findall(page.rows[notice.pk]) if url.endswith("/accept/")]
    answer = page.client.post(action, {"version": 0, "rhythm": "halfway", "back": "inbox"})
    assert answer.status_code == 409
    assert "Marcus Webb was here while you were writing." in words(answer.content.decode())
    task.refresh_from_db()
    assert task.state == "offered"


def test_whoever_handed_a_task_over_reads_in_the_row_how_it_ended(inbox, agent, supervisor):
    task = offer_task(
        supervisor, agent, what="Write it down", why="It helps.",
        due_on=NOW.date() + timedelta(days=20), now=NOW,
    )  # fmt: skip
    decline_task(agent, task, words="Not this month.", now=NOW)
    notice = Notice.objects.get(user=supervisor, kind="feedback.task_waits")
    assert "Not this time." in inbox(supervisor).says(notice)


def test_whoever_is_thanked_thanks_back_and_is_in_the_inbox_again(inbox, agent, supervisor):
    kudos = thanks(supervisor, agent, now=NOW)
    notice = Notice.objects.get(user=agent, kind="feedback.thanked")
    page = inbox(agent)
    form = page.client.get(page.link(notice, "Thank ")).content.decode()
    back = f"inbox?notice={notice.pk}"
    assert f'name="back" value="{back}"' in form
    written = {"to": supervisor.pk, "words": "On Tuesday you sat with me.", "do": "share"}
    answer = page.client.post(reverse("feedback:kudos_new"), {**written, "back": back}, follow=True)
    page.read(answer)
    assert "will hear of it." in page.says(notice)
    assert Kudos.objects.exclude(pk=kudos.pk).get().author == agent


def test_case_2_a_way_back_marks_nothing_of_somebody_elses(client_of, agent, supervisor, manager):
    case = sent(agent, now=NOW)
    theirs = about_case(manager, sent(agent, now=NOW))
    answer = client_of(supervisor).post(
        f"/escalations/{case.pk}/agree/", {"back": f"inbox?notice={theirs.pk}"}, follow=True
    )
    assert answer.status_code == 200
    theirs.refresh_from_db()
    assert theirs.read_at is None
    # Said at the top, as the row is not there.
    assert "Agreed with Jin: Sofa missed its third slot." in words(
        answer.content.decode().partition('id="toasts"')[2]
    )


@pytest.mark.parametrize(
    "back", ["", "today", "//evil.example", "inbox", "inboxes?notice=1", f"inbox?{'a=1&' * 90}"]
)
def test_case_13_only_a_place_of_the_inbox_leads_there(back):
    found = place_in(back)
    assert found == (Place() if back == "inbox" else None)
    assert kept_place(back) == ("inbox?" if back == "inbox" else "")


@pytest.mark.parametrize("number", ["x", "-1", "1" * 40, "１", "1;2", ""])
def test_a_place_with_no_number_is_one_without(number):
    found = place_in(f"inbox?notice={number}&about=people")
    assert found in (Place("people"), Place("people", 2**62))


def test_many_rows_take_as_many_statements_as_few(client_of, north, agent, supervisor, statements):
    def more(number):
        about_case(supervisor, sent(agent, now=NOW), f"case-{number}")
        idea = an_idea(agent, north, f"Ring {number}", now=NOW)
        a_notice(supervisor, "feedback.idea_waits", f"/ideas/{idea.pk}/", f"idea-{number}")
        thanks(agent, supervisor, now=NOW + timedelta(minutes=number), words=f"{number} rings.")

    client = client_of(supervisor)
    more(0)
    few = statements(client, "/inbox/")
    for number in range(1, 8):
        more(number)
    assert statements(client, "/inbox/") == few
