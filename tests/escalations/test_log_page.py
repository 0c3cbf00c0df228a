"""The page on which an escalation is written down, as forms and as what it asks while one types."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from config.home.digest import needs_for_mail
from escalations.models import Category, Escalation
from escalations.queries.earlier import earlier_of, without_names
from escalations.queries.mine import to_finish
from escalations.queries.promptness import on_duty_words, whom_it_goes_to
from teams.actions import join_team
from teams.models import Membership, Role
from tests.cast import SINCE
from tests.escalations.together import (
    MINUTE,
    NOW,
    a_draft,
    answered,
    delivery,
    over,
    safety,
    sent,
)
from tests.guards import kept

pytestmark = pytest.mark.django_db
NEW = "/escalations/new/"
SAVE = "/escalations/new/save/"
PAGE, OTHER = "a" * 32, "b" * 32
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK('http://evil')",
    "\u202eevil\u202c",
    "👩‍🚒 naïve ‘quotes’",
]


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def jin(client_of, agent, supervisor):
    """The agent's browser; somebody is on duty."""
    return client_of(agent)


def filled(**fields):
    values = {"category": delivery().pk, "about": "Sofa missed its slot", "need": "decision"}
    return {**values, "page": PAGE, "sequence": 1, "base": 0, **fields}


def draft_of(case) -> str:
    return reverse("escalations:draft", args=[case.pk])


# --- As a plain form -----------------------------------------------------------------------------


def test_the_page_offers_every_category_by_its_key(jin):
    text = jin.get(NEW).content.decode()
    for category in Category.objects.all():
        assert f'value="{category.pk}"' in text
        assert f'data-pick="{category.key}"' in text
    assert "Send to Marcus" in text
    assert "Marcus is free now." in text
    assert not Escalation.objects.exists()


def test_one_post_sends_and_the_page_says_to_whom_and_when(jin):
    answer = jin.post(NEW, filled(do="send", reference="HP-482913", said="“Fix it.”"), follow=True)
    case = Escalation.objects.get()
    assert answer.redirect_chain == [(draft_of(case), 302)]
    assert case.state == "open"
    assert "Sent to Marcus at 10:05" in answer.content.decode()


def test_case_20_the_same_post_twice_sends_once(jin):
    for _ in range(2):
        jin.post(NEW, filled(do="send"))
    case = Escalation.objects.get()
    assert (case.about, case.steps.count()) == ("Sofa missed its slot", 1)


def test_what_is_missing_is_said_and_what_was_written_is_kept(jin):
    answer = jin.post(NEW, filled(do="send", about="", said="She waited all day."))
    text = answer.content.decode()
    assert "There is a problem" in text
    assert "Say what it is about in a few words" in text
    assert "<title>Error: " in text
    case = Escalation.objects.get()
    assert (case.state, case.said) == ("draft", "She waited all day.")
    assert f'action="{draft_of(case)}"' in text


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_begun_with_nothing(jin):
    for do in ("send", "save", "later"):
        text = jin.post(NEW, {"do": do, "page": PAGE, "channel": "phone"}).content.decode()
        for words in ("Choose what it is about.", "in a few words, for", "Say what you need:"):
            assert words in text
    alone = jin.post(NEW, filled(do="alone", category="", need="")).content.decode()
    assert "Choose what it is about." in alone
    assert "Say what you need:" not in alone
    assert Escalation.objects.count() == 1


def test_nonsense_is_refused_in_words(jin):
    answer = jin.post(NEW, filled(do="send", answer_by="soon", category=999))
    text = answer.content.decode()
    assert "Give a time of day" in text
    assert "Choose one of these" in text
    assert not Escalation.objects.exists()


@pytest.mark.parametrize("field", ["category", "need", "channel", "sequence", "base", "page", "left",
                                   "kind", "amount", "answer_by", "team", "draft", "do", "about"])  # fmt: skip
@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "\x00", "٣", "<b>", ""])
def test_case_07_nonsense_in_any_field_breaks_nothing(jin, field, value):
    for path in (NEW, SAVE, f"{NEW}earlier/"):
        assert jin.post(path, filled(**{field: value})).status_code in {200, 302, 400, 404}


def test_a_draft_is_there_after_a_reload_and_can_be_thrown_away(jin):
    jin.post(NEW, filled(do="save", said="She said.\nI said.", number="07700 900123"))
    case = Escalation.objects.get()
    text = jin.get(draft_of(case)).content.decode()
    for words in (
        "Sofa missed its slot",
        "She said.\nI said.",
        "07700 900123",
        "Draft saved 10:05",
    ):
        assert words in text
    jin.post(draft_of(case), {"do": "discard"})
    assert not Escalation.objects.exists()


def test_a_draft_survives_a_restart(jin, agent, client_of):
    """Nothing of it is in a cache, a session or a process."""
    jin.post(SAVE, filled(said="She waited all day."))
    cache.clear()
    Session.objects.all().delete()
    assert jin.get(draft_of(Escalation.objects.get())).status_code == 302
    again = client_of(agent).get(draft_of(Escalation.objects.get()))
    assert "She waited all day." in again.content.decode()


def test_finish_later_says_when_it_comes_back(jin):
    answer = jin.post(NEW, filled(do="later"), follow=True)
    assert "It comes back to you at 17:00" in answer.content.decode()


def test_decided_myself(jin):
    jin.post(NEW, filled(do="alone", need="", decision="Priority slot", left="happier"))
    case = Escalation.objects.get()
    assert (case.outcome, case.decision, case.left) == ("alone", "Priority slot", "happier")
    assert "Decided by you at 10:05" in jin.get(draft_of(case)).content.decode()


def test_the_proposed_time_is_no_promise_until_one_is_chosen(jin):
    jin.post(NEW, filled(do="send", answer_by="10:20", answer_default="10:20"))
    assert Escalation.objects.get().due_at == NOW + 15 * MINUTE
    jin.post(NEW, filled(do="send", page=OTHER, answer_by="11:30", answer_default="10:20"))
    assert Escalation.objects.latest("pk").due_at == NOW + 85 * MINUTE


def test_two_pages_on_one_draft_both_texts_are_kept(jin):
    jin.post(NEW, filled(do="save"))
    case = Escalation.objects.get()
    jin.post(draft_of(case), filled(do="save", sequence=2, base=1, about="Sofa is late"))
    answer = jin.post(draft_of(case), filled(do="save", page=OTHER, base=1, about="Chair is late"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Sofa is late" in text
    assert "Chair is late" in text
    case.refresh_from_db()
    assert case.about == "Sofa is late"
    jin.post(
        draft_of(case), filled(do="save", page=OTHER, sequence=2, base=2, about="Chair is late")
    )
    case.refresh_from_db()
    assert case.about == "Chair is late"


def test_a_break_is_asked_for_after(jin, agent):
    case = sent(agent)
    answer = jin.post(draft_of(case), {"do": "break"}, follow=True)
    assert "You asked for a break" in answer.content.decode()


def test_whoever_is_in_two_teams_chooses(jin, agent, south):
    join_team(None, agent, south, Role.SUPERVISOR, SINCE)
    assert 'name="team"' in jin.get(NEW).content.decode()
    jin.post(NEW, filled(do="save", team=south.pk))
    assert Escalation.objects.get().team == south


def test_case_02_a_team_of_others_is_refused(jin, south):
    answer = jin.post(NEW, filled(do="save", team=south.pk))
    assert "Choose one of your teams" in answer.content.decode()
    assert not Escalation.objects.exists()


# --- While one types -----------------------------------------------------------------------------


def test_saving_answers_where_the_draft_is(jin):
    answer = jin.post(SAVE, filled(need="")).json()
    case = Escalation.objects.get()
    assert answer == {
        "draft": case.pk, "url": draft_of(case), "saves": 1, "saved": "10:05", "sent": "",
    }  # fmt: skip
    again = jin.post(SAVE, filled(draft=case.pk, sequence=2, base=1, about="Sofa late")).json()
    assert again["saves"] == 2


def test_saving_what_cannot_be_kept_says_why(jin):
    answer = jin.post(SAVE, filled(about="x" * 201))
    assert (answer.status_code, Escalation.objects.count()) == (400, 0)
    assert "200 characters" in answer.json()["message"]


def test_saving_over_another_page_is_a_conflict(jin):
    pk = jin.post(SAVE, filled()).json()["draft"]
    jin.post(SAVE, filled(draft=pk, sequence=2, about="Sofa late"))
    answer = jin.post(SAVE, filled(draft=pk, page=OTHER, base=1, about="Chair"))
    assert answer.status_code == 409


def test_urgent_words_that_have_settled_are_sent(jin):
    urgent = filled(category=safety().pk, about="Gas smell", need="")
    assert jin.post(SAVE, urgent).json()["sent"] == ""
    answer = jin.post(
        SAVE, {**urgent, "draft": Escalation.objects.get().pk, "sequence": 2, "settled": 1}
    )
    assert answer.json()["sent"] == "Sent to Marcus at 10:05"
    case = Escalation.objects.get()
    jin.post(draft_of(case), filled(do="send", about="Gas smell", said="In the kitchen."))
    case.refresh_from_db()
    assert (case.state, case.said) == ("open", "In the kitchen.")


def test_the_panel_comes_by_category(jin):
    assert "Delivery" in jin.get(f"{NEW}panel/?category={delivery().pk}").content.decode()
    assert jin.get(f"{NEW}panel/?category=99999").status_code == 404
    assert jin.get(f"{NEW}panel/?category=x").status_code == 200


# --- Earlier ones --------------------------------------------------------------------------------


def test_earlier_ones_are_shown_without_the_names_of_colleagues(jin, colleague, supervisor):
    before = NOW - timedelta(days=8)
    case = sent(colleague, reference="HP-482913", customer_name="Mrs Adaeze Okafor", now=before)
    over(case, supervisor, now=before, ending="Dele gave her a slot.", left="happier")
    text = jin.post(f"{NEW}earlier/", {"reference": "hp 482913"}).content.decode()
    assert "<b><bdi>Mrs Adaeze Okafor</bdi>.</b>" in text
    assert "Escalated once before, on 12 Nov: solved as suggested." in text
    assert "They left happier." in text
    assert "Dele" not in text
    assert "Marcus" not in text
    shown = jin.post(NEW, filled(do="save", reference="HP482913"), follow=True).content.decode()
    assert "Escalated once before" in shown


@pytest.mark.parametrize(
    "asked", ["HP-48291", "\x00", "HP-4829134", "913", "", "%", "HP-482913' OR 1=1"]
)
def test_only_the_same_reference_counts(jin, colleague, asked):
    sent(colleague, reference="HP-482913")
    assert jin.post(f"{NEW}earlier/", {"reference": asked}).content.decode().strip() == ""


def test_case_01_nothing_is_shown_of_other_teams_or_of_drafts(jin, colleague, stranger, south):
    sent(stranger, reference="HP-482913", customer_name="Mrs Okafor")
    a_draft(colleague, reference="HP-482913")
    assert jin.post(f"{NEW}earlier/", {"reference": "HP-482913"}).content.decode().strip() == ""


def test_earlier_ones_take_two_statements(agent, colleague, supervisor, django_assert_num_queries):
    for n in range(30):
        over(sent(colleague, reference="HP-482913"), supervisor, now=NOW + n * MINUTE)
    earlier_of(agent, "HP-482913", "GBP", NOW)
    with django_assert_num_queries(2):
        found = earlier_of(agent, "HP-482913", "GBP", NOW)
    assert "30 times before" in found.words


def test_names_are_taken_out_of_words():
    assert without_names("Dele and DELE’s Deleted", "Dele Adeyemi") == "… and …’s Deleted"
    assert without_names("A (b", "B (") == "A (b"


# --- Usual answer --------------------------------------------------------------------------------


def test_the_usual_answer_is_the_middle_of_the_last(agent, colleague, supervisor, north):
    for n, minutes in enumerate((2, 3, 4, 30, 90)):
        at = NOW - timedelta(days=n + 1)
        over(sent(colleague, now=at), supervisor, now=at + minutes * MINUTE)
    assert on_duty_words(supervisor, north, NOW, "") == "Marcus is free now. Usual answer: 4 min"
    answered(sent(colleague), supervisor, now=NOW)
    assert "has another one in hand" in on_duty_words(supervisor, north, NOW, "")


def test_of_too_few_nothing_is_said(agent, supervisor, north):
    over(sent(agent), supervisor, now=NOW)
    assert on_duty_words(supervisor, north, NOW, "") == "Marcus is free now."


def test_who_leads_alone_is_named_and_nobody_reads_that_it_goes_to_all(
    agent, supervisor, manager, north
):
    def read_by(person):
        return on_duty_words(None, north, NOW, whom_it_goes_to(north, person.pk, NOW))

    assert "It goes to all who lead North." in read_by(agent)
    # Whoever logs it is not asked.
    assert "It goes to Priya." in read_by(supervisor)
    Membership.objects.filter(user=manager).update(ends_on=NOW.date() - timedelta(days=1))
    assert "It goes to Marcus." in read_by(agent)
    alone = read_by(supervisor)
    assert alone == "Nobody else leads North. Administrators hear that it waits."


# --- One's own -----------------------------------------------------------------------------------


def test_ones_own_are_listed_as_they_stand(jin, agent, colleague, supervisor):
    a_draft(agent, about="Begun")
    sent(agent, about="Asked")
    answered(sent(agent, about="Told"), supervisor, now=NOW)
    over(sent(agent, about="Ended"), supervisor, now=NOW)
    sent(colleague, about="Not mine")
    text = jin.get("/escalations/").content.decode()
    assert "Not mine" not in text
    for words in ("With Marcus, for a decision. Due 10:20.", "Marcus has answered: Yes.",
                  "Marcus: Yes. Say how the help was."):  # fmt: skip
        assert words in text
    places = [text.index(each) for each in ("Begun", "Asked", "Ended")]
    assert places == sorted(places)


def test_long_lists_go_on(jin, agent, supervisor):
    for n in range(33):
        sent(agent, about=f"Case {n:02}", need="record")
    text = jin.get("/escalations/").content.decode()
    assert "Case 32" in text
    assert "Case 02" not in text
    older = text.split('href="?mine=1&amp;before=')[1].split('"')[0]
    assert "Case 02" in jin.get(f"/escalations/?before={older}").content.decode()


def test_today_asks_for_what_is_left(jin, agent, supervisor, time_machine):
    a_draft(agent, about="Begun")
    put_off = a_draft(agent, about="Put off")
    jin.post(draft_of(put_off), filled(do="later", about="Put off", base=1))
    answered(sent(agent, about="Told"), supervisor, now=NOW)
    over(sent(agent, about="Ended"), supervisor, now=NOW)
    assert [one.kind for one in to_finish(agent, NOW)] == ["end", "draft", "rate"]
    text = jin.get("/").content.decode()
    assert "Marcus has answered: Told" in text
    assert "Put off" not in text
    assert 'data-key="e"' in text
    back = {one.text for one in to_finish(agent, NOW + timedelta(hours=8)) if one.kind == "draft"}
    assert len(back) == 2
    tomorrow = {one.text for one in to_finish(agent, NOW + timedelta(days=1))}
    assert "Begun, yesterday." in tomorrow


def test_the_digest_asks_the_same_without_who_answered_what(agent, supervisor):
    a_draft(agent, about="Begun")
    answered(sent(agent, about="Told"), supervisor, now=NOW)
    over(sent(agent, about="Ended"), supervisor, now=NOW)
    said = [line.text for line in needs_for_mail(agent, NOW).lines]
    assert said[:3] == [
        "An escalation of yours is answered: how did it end?",
        "Finish what you began to log.",
        "How was the help?",
    ]
    assert not any(word in line for line in said for word in ("Marcus", "Told", "Begun", "Ended"))


# --- Texts from people ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_case_05_what_people_write_is_shown_as_text(jin, agent, colleague, client_of, text):
    values = {"about": text, "reference": f"{text} 482913", "said": text, "proposal": text,
              "customer_name": text, "number": text[:40]}  # fmt: skip
    jin.post(NEW, filled(do="save", **values))
    case = Escalation.objects.get()
    pages = [jin.get(draft_of(case)), jin.get("/escalations/"), jin.get("/")]
    jin.post(draft_of(case), filled(do="send", sequence=2, base=1, **values))
    pages += [jin.get(draft_of(case)), jin.get("/escalations/"), jin.get(NEW)]
    asked = {"reference": f"{text} 482913"}
    pages.append(client_of(colleague).post(f"{NEW}earlier/", asked))
    for page in pages:
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
    case.refresh_from_db()
    assert (case.about, case.said) == (text, text)


def test_ten_thousand_characters_are_kept(jin):
    jin.post(NEW, filled(do="send", said="é" * 10_000))
    assert len(Escalation.objects.get().said) == 10_000


# --- Who may -------------------------------------------------------------------------------------


def test_case_01_drafts_are_their_agents_alone(
    agent, colleague, supervisor, administrator, client_of
):
    case = a_draft(agent)
    for other in (colleague, supervisor, administrator):
        client = client_of(other)
        assert client.get(draft_of(case)).status_code == 404
        assert client.post(draft_of(case), filled(do="discard")).status_code == 404
        assert client.post(SAVE, filled(draft=case.pk)).status_code == 404
    assert Escalation.objects.get().about == "Sofa missed its slot"


def test_what_is_sent_leaders_see_but_do_not_write(agent, supervisor, client_of):
    case = sent(agent)
    assert client_of(supervisor).get(draft_of(case)).status_code == 403


def test_who_is_in_no_team_logs_nothing(administrator, client_of):
    for path in (NEW, "/escalations/"):
        assert client_of(administrator).get(path).status_code == 404


# --- Statements ----------------------------------------------------------------------------------


def much(agent, colleague, leader, north):
    """Two hundred of one's own and of a colleague, all about one customer; and as many drafts."""
    at = NOW - timedelta(days=3)
    Escalation.objects.bulk_create(
        Escalation(
            team=north, logged_by=(agent, colleague)[n % 2], state=state, category=delivery(),
            about=f"Case {n}", need="decision", reference="HP-482913", reference_key="hp482913",
            created_at=at, saved_at=at, opened_at=at, day=at.date(), hour=9,
            outcome="agreed" if state != "draft" else "", resolved_at=at, answered_at=at,
            claimed_by=leader, claimed_at=at, decided_by=leader, due_at=at,
        )
        for state in ("draft", "open", "claimed", "resolved")
        for n in range(200)
    )  # fmt: skip


@pytest.mark.parametrize("page", ["log", "draft", "list"])
def test_case_22_pages_take_as_many_statements_with_a_hundred_times_the_data(
    jin, agent, colleague, supervisor, north, statements, page
):
    over(sent(colleague, reference="HP-482913"), supervisor, now=NOW)
    over(sent(agent), supervisor, now=NOW)
    answered(sent(agent), supervisor, now=NOW)
    sent(agent)
    case = a_draft(agent, reference="HP-482913")
    path = reverse(f"escalations:{page}", args=[case.pk] if page == "draft" else [])
    assert statements(jin, path) == kept(f"escalations:{page}", "agent")
    much(agent, colleague, supervisor, north)
    assert statements(jin, path) == kept(f"escalations:{page}", "agent")


def test_the_script_is_light_and_keeps_nothing_in_the_browser():
    script = (settings.BASE_DIR / "static" / "js" / "log.js").read_text()
    assert len(script.encode()) < 6_000
    assert not any(
        word in script for word in ("localStorage", "sessionStorage", "indexedDB", "cookie")
    )
