"""The pages of the playbook: what one reads at one's level, finds, confirms, writes, and what one may not."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from escalations.actions.confirming import confirm_version
from escalations.actions.keeping import put_protocol_away
from escalations.actions.playbook import write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.words import add_words
from escalations.models import HelpfulWords, Protocol, ProtocolQuestion, WordsUsed
from escalations.queries.versions import draft_of, token_of, version_in_force
from tests.escalations.playbook.things import NOW, a_limit, a_protocol, delivery

pytestmark = pytest.mark.django_db
LIST = "/playbook/"
PAGE = "/playbook/late-delivery/"


@pytest.fixture
def version(supervisor):
    return a_protocol(
        supervisor,
        lines=(
            ("yours", "Refund the delivery charge"),
            ("ask", "Cancelling a made-to-order piece"),
            ("never", "Never promise an hour"),
        ),
        limit=a_limit(l0="20", l2="75", l4="200"),
    )


def words_of(response) -> str:
    """What the page says, without marks."""
    body = response.content.decode()
    body = body[body.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def draft(actor, protocol, **changes):
    values = {
        "situation": "The van missed its third slot.",
        "change": "A credit as well.",
        "lines": [NewLine("yours", "A credit")],
        "now": NOW,
        **changes,
    }
    return write_version(actor, protocol, **values)


# --- Reading -------------------------------------------------------------------------------------


def test_everybody_reads_it_at_their_own_level(client_of, version, agent, supervisor):
    page = words_of(client_of(agent).get(PAGE))
    assert "Refund the delivery charge, up to £20" in page
    assert "As you read it: level 0 in Delivery." in page
    assert page.index("Yours to decide") < page.index("Ask first") < page.index("Not ours to bend")
    assert "up to £200" in words_of(client_of(supervisor).get(PAGE))


def test_the_list_begins_with_what_is_to_be_confirmed(client_of, version, agent, administrator):
    page = words_of(client_of(agent).get(LIST))
    assert "Still to confirm 1 waits for you Late delivery, third time, version 1" in page
    confirm_version(agent, version, now=NOW)
    page = words_of(client_of(agent).get(LIST))
    assert "Still to confirm" not in page
    assert "Version 1, 20 Nov. You confirmed it on 20 Nov" in page
    assert "Still to confirm" not in words_of(client_of(administrator).get(LIST))


def test_a_draft_is_seen_by_those_who_write_alone(client_of, version, agent, manager):
    draft(manager, version.protocol, situation="Secret plan.")
    for path in (LIST, PAGE, f"{LIST}?q=secret", f"{PAGE}?from=1&to=2"):
        assert "Secret" not in words_of(client_of(agent).get(path))
        assert "A credit as well." not in words_of(client_of(agent).get(path))
    page = words_of(client_of(manager).get(PAGE))
    assert "Draft of version 2" in page
    assert "Secret plan." in page


def test_what_is_put_away_is_not_there_for_agents(client_of, version, agent, supervisor):
    put_protocol_away(supervisor, version.protocol, away=True, now=NOW)
    assert client_of(agent).get(PAGE).status_code == 404
    assert client_of(agent).get(f"{PAGE}confirm/").status_code == 404
    assert "third time" not in words_of(client_of(agent).get(f"{LIST}?show=archived"))
    assert "third time" in words_of(client_of(supervisor).get(f"{LIST}?show=archived"))
    assert client_of(supervisor).get(PAGE).status_code == 200


def test_two_versions_are_shown_beside_each_other(client_of, version, agent, supervisor):
    draft(supervisor, version.protocol, publish=True)
    page = words_of(client_of(agent).get(f"{PAGE}?from=1&to=2"))
    assert "Version 1 and version 2" in page
    assert "Taken out: Refund the delivery charge (up to the limit" in page
    assert "New: A credit" in page
    for query in ("?from=2&to=2", "?from=1&to=9", "?from=x&to=1", "?from=1"):
        assert "Version 1 and" not in words_of(client_of(agent).get(PAGE + query))


# --- Search --------------------------------------------------------------------------------------


def test_a_search_finds_by_what_customers_say(client_of, version, agent, supervisor, colleague):
    a_protocol(
        supervisor, "Arrived broken", (("yours", "Send the part again"),), slug="broken",
        situation="They say: “a leg is MISSING”, „Ärger mit dem Sofa“.",
    )  # fmt: skip
    add_words(agent, version.protocol, text="That is three days of your time.", now=NOW)

    def found(query):
        page = words_of(client_of(colleague).get(LIST, {"q": query}))
        names = ("Late delivery , third time", "Late delivery, third time", "Arrived broken")
        return [name for name in names if name in page and "found Best first" in page]

    assert found("the sofa leg's missing") == ["Arrived broken"]
    assert found("arger") == ["Arrived broken"]
    assert found("ärger") == ["Arrived broken"]
    assert found("promising an hour") == ["Late delivery, third time"]
    assert found("three days") == ["Late delivery, third time"]
    assert found("refunded") == ["Late delivery, third time"]
    nothing = words_of(client_of(colleague).get(LIST, {"q": "helicopter"}))
    assert "Nothing in the playbook says “helicopter”." in nothing
    assert client_of(colleague).get(LIST, {"q": "\x00 % _ '"}).status_code == 200


def test_the_best_stands_first(client_of, version, agent, supervisor):
    a_protocol(supervisor, "A missed call", slug="call", situation="They say: “third missed call”.")
    page = words_of(client_of(agent).get(LIST, {"q": "third missed slot"}))
    assert page.index("The van missed its third slot") < page.index("third missed call")


# --- Confirming ----------------------------------------------------------------------------------


def test_confirming_by_the_page(client_of, version, agent):
    client = client_of(agent)
    page = words_of(client.get(f"{PAGE}confirm/"))
    assert "You have not confirmed it yet." in page
    answer = client.post(f"{PAGE}confirm/", {"version": "1"}, follow=True)
    assert "You confirmed Late delivery, third time, version 1. That is everything." in words_of(
        answer
    )
    assert "You confirmed it on 20 Nov." in words_of(client.get(f"{PAGE}confirm/"))


def test_a_version_that_came_out_meanwhile_is_read_first(client_of, version, agent, supervisor):
    confirm_version(agent, version, now=NOW)
    draft(supervisor, version.protocol, publish=True)
    answer = client_of(agent).post(f"{PAGE}confirm/", {"version": "1"})
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Version 2 came out while you were reading version 1." in page
    assert "What changed since you last agreed From version 1 to version 2" in page
    for nonsense in ("", "9", "x", "-1", "²"):
        sent = client_of(agent).post(f"{PAGE}confirm/", {"version": nonsense})
        assert sent.status_code == 404
    assert version.protocol.versions.get(number=2).confirmations.count() == 0


def test_a_question_and_its_answer_stand_with_the_protocol(client_of, version, agent, supervisor):
    answer = client_of(agent).post(f"{PAGE}ask/", {"question-text": "Each time?"}, follow=True)
    assert "Marcus Webb reads your question." in words_of(answer)
    refused = client_of(agent).post(f"{PAGE}ask/", {"question-text": " "})
    assert "Write your question." in words_of(refused)
    question = ProtocolQuestion.objects.get()
    path = reverse("escalations:question_answer", args=["late-delivery", question.pk])
    client_of(supervisor).post(path, {"answer": "Yes, each time."})
    assert "Yes, each time." in words_of(client_of(agent).get(PAGE))


def test_managers_see_who_has_not_and_remind_them(client_of, version, agent, manager, supervisor):
    page = words_of(client_of(manager).get(f"{PAGE}confirmations/"))
    assert "0 of 3 have confirmed version 1." in page
    assert "Remind 2 people" in page
    answer = client_of(manager).post(f"{PAGE}remind/", follow=True)
    assert "2 people were reminded." in words_of(answer)
    answer = client_of(manager).post(f"{PAGE}remind/", follow=True)
    assert "Everybody who has not was reminded today." in words_of(answer)


# --- Words ---------------------------------------------------------------------------------------


def test_words_are_added_used_and_put_away(client_of, version, agent, colleague):
    client = client_of(agent)
    sent = {"words-text": "I’d be fed up too.", "words-whose": colleague.pk}
    client.post(f"{PAGE}words/", sent)
    words = HelpfulWords.objects.get()
    page = words_of(client.get(PAGE))
    assert "From Dele Adeyemi" in page
    for _ in range(2):
        client.post(f"{PAGE}words/{words.pk}/used/")
    assert "From Dele Adeyemi, used once You used them today" in words_of(client.get(PAGE))
    client.post(f"{PAGE}words/{words.pk}/away/")
    assert "fed up" not in words_of(client.get(PAGE))
    refused = client.post(f"{PAGE}words/", {"words-text": " "})
    assert "Write the words, as one says them." in words_of(refused)


def test_case_2_words_of_another_protocol_are_not_reached(client_of, version, agent, supervisor):
    a_protocol(supervisor, "Other", slug="other")
    words = add_words(agent, version.protocol, text="Gladly.", now=NOW)
    for verb in ("used", "away"):
        path = f"/playbook/other/words/{words.pk}/{verb}/"
        assert client_of(agent).post(path).status_code == 404
    assert not WordsUsed.objects.exists()


# --- Writing -------------------------------------------------------------------------------------


def form_of(client, path):
    """What the form holds when it is drawn."""
    return {
        name: value if value is not None else ""
        for name, value in client.get(path).context["form"].initial.items()
    }


def test_a_new_protocol_is_written_and_published(client_of, supervisor, agent):
    client = client_of(supervisor)
    limit = a_limit(l0="20")
    sent = {
        **form_of(client, "/playbook/new/"),
        "title": "Left in the rain",
        "category": delivery().pk,
        "situation": "The box stood in the rain.\nThey say: “it is soaked”.",
        "text_1": "Refund the charge",
        "limit_1": limit.pk,
        "level_1": "0",
        "ask": "Replacing it\n\n  Sending a fitter  ",
        "never": "Never say it will dry",
    }
    more = client.post("/playbook/new/", {**sent, "more": "1"})
    assert (more.status_code, Protocol.objects.count()) == (200, 0)
    assert len(more.context["form"].yours) == 4
    answer = client.post("/playbook/new/", {**sent, "publish": "1"}, follow=True)
    assert "Left in the rain is published." in words_of(answer)
    kept = version_in_force(Protocol.objects.get())
    assert [(line.kind, line.text, line.limit) for line in kept.lines.all()] == [
        ("yours", "Refund the charge", limit),
        ("ask", "Replacing it", None),
        ("ask", "Sending a fitter", None),
        ("never", "Never say it will dry", None),
    ]
    assert "up to £20" in words_of(client_of(agent).get("/playbook/left-in-the-rain/"))


def test_errors_say_where_and_what(client_of, supervisor):
    client = client_of(supervisor)
    limit = a_limit(l0="20")
    page = words_of(client.post("/playbook/new/", {"limit_1": limit.pk, "rows": "2"}))
    assert "There is a problem" in page
    assert "Name the situation in a few words." in page
    assert "Write what may be decided, or take the limit out." in page
    sent = {**form_of(client, "/playbook/new/"), "title": "A", "category": delivery().pk}
    page = words_of(client.post("/playbook/new/", {**sent, "situation": "B"}))
    assert "Write at least one line: what is yours to decide?" in page
    assert not Protocol.objects.exists()


def edit_of(client, **changes):
    form = client.get(f"{PAGE}edit/").context["form"]
    return {
        **{name: value or "" for name, value in form.initial.items()},
        "change": "A credit as well.",
        "ask": "A credit",
        **changes,
    }


def test_the_next_version_is_written_kept_and_published(client_of, version, supervisor, manager):
    client = client_of(supervisor)
    client.post(f"{PAGE}edit/", edit_of(client))
    assert draft_of(version.protocol).number == 2
    assert version_in_force(version.protocol) == version
    token = token_of(draft_of(version.protocol))
    client_of(manager).post(f"{PAGE}publish/", {"token": token})
    assert version_in_force(version.protocol).number == 2


def test_a_stale_draft_keeps_both_texts(client_of, version, supervisor, manager):
    seen = edit_of(client_of(supervisor), change="Mine.")
    client_of(manager).post(f"{PAGE}edit/", edit_of(client_of(manager), change="Theirs."))
    answer = client_of(supervisor).post(f"{PAGE}edit/", seen)
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Priya Nair changed this" in page
    assert "Theirs." in page
    assert "Mine." in page
    assert draft_of(version.protocol).change == "Theirs."
    again = {**seen, "token": answer.context["form"]["token"].value()}
    assert client_of(supervisor).post(f"{PAGE}edit/", again).status_code == 302
    assert draft_of(version.protocol).change == "Mine."


def test_a_supervisor_who_does_not_keep_it_drafts_and_does_not_publish(
    client_of, version, other_supervisor
):
    client = client_of(other_supervisor)
    sent = edit_of(client, publish="1")
    assert client.post(f"{PAGE}edit/", sent).status_code == 403
    del sent["publish"]
    client.post(f"{PAGE}edit/", sent)
    assert draft_of(version.protocol).number == 2
    page = words_of(client.get(PAGE))
    assert "Marcus Webb or a manager publishes it." in page
    assert "Publish version 2" not in page


def test_what_stands_around_it_is_changed_by_who_keeps_it(client_of, version, supervisor, manager):
    client = client_of(supervisor)
    form = client.get(f"{PAGE}about/").context["form"]
    sent = {**form.initial, "title": "Very late", "owner": manager.pk}
    assert client.post(f"{PAGE}about/", sent).status_code == 302
    assert Protocol.objects.get().title == "Very late"
    stale = client_of(manager).post(f"{PAGE}about/", {**sent, "title": "Later still"})
    assert stale.status_code == 409
    assert "Very late" in words_of(stale)


def test_still_right_is_one_click(client_of, version, supervisor):
    Protocol.objects.update(review_on="2026-11-20")
    assert "Is it still right?" in words_of(client_of(supervisor).get(PAGE))
    client_of(supervisor).post(f"{PAGE}reviewed/")
    assert str(Protocol.objects.get().review_on) == "2027-05-21"
    assert "Is it still right?" not in words_of(client_of(supervisor).get(PAGE))


# --- On Today ------------------------------------------------------------------------------------


def test_an_agent_is_asked_on_today(client_of, version, agent):
    page = words_of(client_of(agent).get("/"))
    assert "Confirm: Late delivery, third time, version 1 New to you." in page
    confirm_version(agent, version, now=NOW)
    assert "Confirm:" not in words_of(client_of(agent).get("/"))


def test_text_from_people_is_text(client_of, version, agent):
    add_words(agent, version.protocol, text="<b>Bold</b> & “quoted”", now=NOW)
    body = client_of(agent).get(PAGE).content.decode()
    assert escape("<b>Bold</b> & “quoted”") in body
    assert "<b>Bold" not in body
