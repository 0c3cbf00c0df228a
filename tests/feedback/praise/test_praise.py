"""What customers said: written down once, passed on once, for those who may read it."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.kudos import give, take_back
from feedback.actions.praise import add_praise, say_for_whom, tell_them, withdraw_praise
from feedback.models import Kudos, Praise
from feedback.permissions.praise import praise_visible_to
from feedback.queries.praise import to_pass_on
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Membership, Notice, SearchDocument, User
from tests.feedback.kudos_scene import NOW

pytestmark = pytest.mark.django_db
LIST = "/kudos/praise/"
WORDS = "Jin called me back within the hour. I had given up on you."
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def said(actor, team, *people, **more):
    values = {"words": WORDS, "channel": "letter", "said_on": TODAY, "customer": "Mrs Okafor"}
    return add_praise(actor, team=team, people=people, now=NOW, **{**values, **more})[0]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_its_team_whom_it_is_for_and_who_wrote_it_down_read_it(
    supervisor, agent, colleague, stranger, other_supervisor, administrator, north
):
    praise = said(agent, north, colleague)
    for person in (supervisor, agent, colleague):
        assert praise in praise_visible_to(person)
    for person in (stranger, other_supervisor, administrator):
        assert praise not in praise_visible_to(person)
    entry = AuditEntry.objects.get(kind="feedback.praise")
    assert (entry.verb, entry.actor) == ("added", agent)
    assert "Okafor" not in str(entry.after)
    assert "hour" not in str(entry.after)


def test_who_it_is_for_is_told_once_and_nobody_tells_themself(supervisor, agent, north):
    praise = said(agent, north, agent)
    with pytest.raises(ActionRefused, match="a colleague tells you"):
        tell_them(agent, praise, now=NOW)
    for _ in range(2):
        tell_them(supervisor, praise, now=NOW)
    notice = Notice.objects.get()
    assert (notice.user, notice.text, notice.kind) == (
        agent,
        "A customer praised you.",
        "feedback.praised",
    )
    assert notice.url == f"{LIST}{praise.pk}/"
    praise.refresh_from_db()
    assert praise.told_by == supervisor


def test_without_somebody_it_is_for_nobody_is_told(supervisor, agent, colleague, north):
    praise = said(supervisor, north)
    with pytest.raises(ActionRefused, match="Say whom it is for first"):
        tell_them(supervisor, praise, now=NOW)
    say_for_whom(supervisor, praise, [agent], now=NOW)
    tell_them(supervisor, praise, now=NOW)
    with pytest.raises(ActionRefused, match="have been told"):
        say_for_whom(supervisor, praise, [colleague], now=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " \n "}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"channel": "pigeon"}, "channel"),
        ({"said_on": date(2026, 11, 21)}, "said_on"),
        ({"said_on": date(1999, 12, 31)}, "said_on"),
        ({"customer": "x" * 121}, "customer"),
        ({"source": "survey"}, "external_id"),
        ({"external_id": "7"}, "source"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(agent, north, wrong, field):
    with pytest.raises(ActionRefused) as refused:
        said(agent, north, **wrong)
    assert refused.value.field == field
    assert not Praise.objects.exists()


def test_case_02_praise_is_for_people_of_the_team_and_written_by_them(
    agent, stranger, north, south
):
    with pytest.raises(ActionRefused, match="not in North"):
        said(agent, north, stranger)
    with pytest.raises(PermissionDenied):
        said(agent, south, stranger)
    assert not Praise.objects.exists()


def test_sent_twice_under_its_own_id_it_stands_once(agent, north, stranger, south):
    first = said(agent, north, source="survey", external_id="7")
    again = said(agent, north, source="survey", external_id="7", words="Other words.")
    assert first == again
    assert Praise.objects.get().words == WORDS
    with pytest.raises(ActionRefused, match="used before"):
        said(stranger, south, source="survey", external_id="7")


def test_taken_out_it_is_nowhere_and_can_come_back(client_of, supervisor, agent, colleague, north):
    praise = said(colleague, north, agent)
    tell_them(supervisor, praise, now=NOW)
    with pytest.raises(PermissionDenied):
        withdraw_praise(agent, praise, now=NOW)
    client = client_of(supervisor)
    answer = client.post(f"{LIST}{praise.pk}/withdraw/")
    assert answer.url == LIST
    assert WORDS not in text_of(client.get(LIST))
    assert not Notice.objects.exists()
    assert client_of(agent).get(f"{LIST}{praise.pk}/").status_code == 404
    assert client_of(agent).post(f"{LIST}{praise.pk}/back/").status_code == 404
    client.post(f"{LIST}{praise.pk}/back/")
    assert client_of(agent).get(f"{LIST}{praise.pk}/").status_code == 200


def test_it_becomes_a_thanks_in_one_click(client_of, supervisor, agent, north):
    praise = said(supervisor, north, agent)
    client = client_of(supervisor)
    body = client.get(LIST).content.decode()
    link = re.search(r'href="(/kudos/new/\?[^"]+)">Thank Jin with it', body)[1]
    page = client.get(link.replace("&amp;", "&"))
    assert "called me back within the hour" in text_of(page)
    values = {
        "to": str(agent.pk),
        "praise": str(praise.pk),
        "words": "You rang her.",
        "do": "share",
    }
    client.post("/kudos/new/", values)
    assert Kudos.objects.get().praise == praise
    assert "Became a thanks." in text_of(client.get(LIST))


def test_writing_it_down_on_the_page(client_of, agent, colleague, north):
    client = client_of(agent)
    values = {
        "words": WORDS, "channel": "call", "said_on": "2026-11-19", "people": [colleague.pk],
        "customer": "Mr Byrne",
    }  # fmt: skip
    answer = client.post(f"{LIST}new/", values)
    praise = Praise.objects.get()
    assert answer.url == f"{LIST}{praise.pk}/"
    assert "Mr Byrne, on a call, Thu 19 Nov. For Dele." in text_of(client.get(answer.url))
    assert "Write down what they said" in text_of(client.post(f"{LIST}new/", {}))
    told = client.post(f"{LIST}{praise.pk}/tell/", follow=True)
    assert "Jin told them on Fri 20 Nov" in text_of(told)


def test_the_customer_is_named_to_the_team_alone(
    client_of, supervisor, agent, stranger, other_supervisor, north
):
    praise = said(supervisor, north, agent)
    praise.people.add(stranger)
    words = text_of(client_of(stranger).get(f"{LIST}{praise.pk}/"))
    assert "A customer, in a letter" in words
    assert "Okafor" not in words
    assert client_of(other_supervisor).get(f"{LIST}{praise.pk}/").status_code == 404


def test_the_list_goes_on_and_narrows(client_of, supervisor, agent, colleague, north):
    for n in range(25):
        said(supervisor, north, agent, words=f"Number {n}.", said_on=TODAY - timedelta(days=n // 3))
    first = said(supervisor, north, colleague, words="Told.", said_on=TODAY)
    tell_them(supervisor, first, now=NOW)
    client = client_of(colleague)
    seen, path = [], LIST
    while path:
        body = client.get(path).content.decode()
        seen += re.findall(r"Number \d+\.|Told\.", body)
        older = re.search(r'rel="next" href="([^"]+)"', body)
        path = f"{LIST}{older[1].replace('&amp;', '&')}" if older else ""
    assert len(seen) == len(set(seen)) == 26
    assert "Told." not in text_of(client.get(f"{LIST}?show=untold"))
    assert "Number" not in text_of(client.get(f"{LIST}?show=mine"))
    assert client.get(f"{LIST}?show=x&before=2026-13-01.5").status_code == 200


def test_case_05_words_are_shown_as_words(client_of, supervisor, agent, north):
    said(supervisor, north, agent, words="<script>alert(1)</script>", customer="<b>Eve</b>")
    body = client_of(agent).get(LIST).content.decode()
    assert "<script>alert" not in body
    assert "<b>Eve" not in body


# --- Passed on by a thanks -------------------------------------------------------------------------


def share(client, praise, *to, words="You rang her."):
    client.post("/kudos/new/", {
        "to": [one.pk for one in to], "praise": praise.pk, "words": words, "do": "share",
    })  # fmt: skip
    praise.refresh_from_db()
    return Kudos.objects.filter(praise=praise).latest("pk")


def test_the_thanks_begins_with_the_customers_words_and_can_be_sent_as_it_stands(
    client_of, supervisor, agent, north
):
    praise = said(supervisor, north, agent)
    client = client_of(supervisor)
    page = client.get("/kudos/new/", {"to": agent.pk, "praise": praise.pk}).content.decode()
    begun = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    assert begun.strip() == f"A customer said of you on Friday 20 November: “{WORDS}” Thank you."
    kudos = share(client, praise, agent, words=begun)
    assert kudos.words == begun.strip()
    # Their words stand there once.
    assert text_of(client.get(f"/kudos/{kudos.pk}/")).count("I had given up on you") == 1


def test_who_was_thanked_with_it_has_been_told(client_of, supervisor, agent, north):
    praise = said(supervisor, north, agent)
    client = client_of(supervisor)
    kudos = share(client, praise, agent)
    assert (praise.told_at, praise.told_by) == (NOW, supervisor)
    assert "Tell them" not in text_of(client.get(LIST))
    assert WORDS not in text_of(client.get(f"{LIST}?show=untold"))
    assert not Notice.objects.filter(kind="feedback.praised").exists()
    take_back(supervisor, kudos, now=NOW)
    praise.refresh_from_db()
    assert (praise.told_at, praise.told_by) == (None, None)


def test_a_thanks_to_some_of_them_leaves_the_others_to_be_told(
    client_of, supervisor, agent, colleague, north
):
    praise = said(supervisor, north, agent, colleague)
    share(client_of(supervisor), praise, agent)
    assert praise.told_at is None
    tell_them(supervisor, praise, now=NOW)
    assert Notice.objects.get(kind="feedback.praised").user == colleague


def test_taking_a_thanks_back_leaves_what_was_told_before(supervisor, agent, north):
    praise = said(supervisor, north, agent)
    tell_them(supervisor, praise, now=NOW - timedelta(hours=1))
    kudos = give(supervisor, to=[agent], words="You rang her.", praise=praise, now=NOW)
    take_back(supervisor, kudos, now=NOW)
    praise.refresh_from_db()
    assert praise.told_at == NOW - timedelta(hours=1)


# --- Sent twice, left, taken out -------------------------------------------------------------------


def test_case_20_a_form_sent_twice_is_written_down_once(client_of, agent, colleague, north):
    client = client_of(agent)
    values = {
        "words": WORDS, "channel": "call", "said_on": "2026-11-19", "people": [colleague.pk],
    }  # fmt: skip
    first, again = client.post(f"{LIST}new/", values), client.post(f"{LIST}new/", values)
    assert first.url == again.url == f"{LIST}{Praise.objects.get().pk}/"
    client.post(f"{LIST}new/", {**values, "people": []})
    said(agent, north, colleague, channel="call", said_on=date(2026, 11, 18))
    assert Praise.objects.count() == 3


def test_whoever_left_is_not_told(client_of, supervisor, agent, colleague, north):
    praise = said(supervisor, north, agent, colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert "Thank Jin with it" in text_of(client_of(supervisor).get(LIST))
    tell_them(supervisor, praise, now=NOW)
    assert Notice.objects.get().user == agent
    gone = said(supervisor, north, agent, words="So kind.")
    User.objects.filter(pk=agent.pk).update(is_active=False)
    with pytest.raises(ActionRefused, match="has left"):
        tell_them(supervisor, gone, now=NOW)
    assert "Tell them" not in text_of(client_of(supervisor).get(f"{LIST}{gone.pk}/"))


def test_what_was_taken_out_is_listed_for_those_who_may_bring_it_back(
    client_of, supervisor, agent, colleague, stranger, north
):
    praise = said(colleague, north, agent)
    withdraw_praise(supervisor, praise, now=NOW)
    out = f"{LIST}?show=out"
    for person in (agent, stranger):
        assert WORDS not in text_of(client_of(person).get(out))
    for person in (supervisor, colleague):
        body = client_of(person).get(out).content.decode()
        assert WORDS in body
        assert f'action="{LIST}{praise.pk}/back/"' in body
        assert "Tell them" not in body
    client_of(supervisor).post(f"{LIST}{praise.pk}/back/")
    assert WORDS not in text_of(client_of(supervisor).get(out))
    assert WORDS in text_of(client_of(supervisor).get(LIST))


# --- Found again -----------------------------------------------------------------------------------


def test_the_list_is_searched_by_words_and_by_whom_it_is_for(
    client_of, supervisor, agent, colleague, north
):
    said(supervisor, north, agent, words="She rang about the Östersund sofa.")
    said(supervisor, north, colleague, words="So patient with my mother.")
    client = client_of(supervisor)

    def found(q):
        words = text_of(client.get(LIST, {"q": q}))
        return ("sofa" in words.replace(q, ""), "patient with" in words)

    assert found("öster") == (True, False)
    assert found("dele") == (False, True)
    assert found("rang dele") == (False, False)
    assert "Nothing here has those words." in text_of(client.get(LIST, {"q": "zebra"}))


def test_the_search_finds_it_for_its_readers_while_it_stands(supervisor, agent, north):
    praise = said(supervisor, north, agent)
    kept = SearchDocument.objects.filter(kind="praise")
    assert [one.object_id for one in kept] == [praise.pk]
    assert "Okafor" not in str(kept.values())
    withdraw_praise(supervisor, praise, now=NOW)
    assert not kept.all().exists()


def test_leaders_read_on_today_that_it_waits(client_of, supervisor, agent, colleague, north):
    assert to_pass_on(supervisor) is None
    said(colleague, north, words="For nobody in particular.")
    said(colleague, north, supervisor, words="For the leader alone.")
    assert to_pass_on(supervisor) is None
    praise = said(colleague, north, agent)
    text = text_of(client_of(supervisor).get("/"))
    assert "A customer’s words wait to be passed on" in text
    assert "Jin called me back within the hour." in text
    said(colleague, north, agent, words="And another.")
    assert to_pass_on(supervisor).number == 2
    assert "wait to be passed on" not in text_of(client_of(agent).get("/"))
    for one in Praise.objects.all():
        withdraw_praise(supervisor, one, now=NOW)
    assert to_pass_on(supervisor) is None
    assert praise.pk


# --- For whom --------------------------------------------------------------------------------------


@pytest.fixture
def crowd(north):
    """Forty more in North."""
    for n in range(40):
        one = User.objects.create_user(f"crowd{n}", name=f"Crowd Number{n:02}")
        Membership.objects.create(user=one, team=north, role="agent", starts_on=date(2026, 1, 1))


@pytest.mark.usefixtures("crowd")
def test_of_a_large_team_those_looked_for_are_offered_and_nothing_typed_is_lost(
    client_of, agent, colleague, north
):
    client = client_of(agent)
    assert "Crowd Number" not in text_of(client.get(f"{LIST}new/"))
    sent = {"words": "So kind.", "said_on": "2026-11-19", "people": [colleague.pk], "find": "ber07",
            "do": "find"}  # fmt: skip
    body = client.post(f"{LIST}new/", sent).content.decode()
    text = text_of(client.post(f"{LIST}new/", sent))
    assert "So kind." in body
    assert "Crowd Number07" in text
    assert "Crowd Number08" not in text
    assert re.search(rf'value="{colleague.pk}"[^>]* checked', body)
    assert "There is a problem" not in text
    found = User.objects.get(name="Crowd Number07")
    kept = {**sent, "people": [colleague.pk, found.pk], "channel": "call", "do": ""}
    client.post(f"{LIST}new/", kept)
    praise = Praise.objects.get()
    assert set(praise.people.all()) == {colleague, found}
    body = client.get(f"{LIST}{praise.pk}/for/").content.decode()
    assert body.count('name="people"') == 2
    answer = client.post(f"{LIST}{praise.pk}/for/", {"find": "jin", "do": "find"})
    assert "Jin Park" in text_of(answer)


def test_those_of_that_day_are_offered_and_nobody_of_another_team(
    client_of, agent, colleague, stranger, north
):
    Membership.objects.filter(user=colleague).update(ends_on=date(2026, 11, 10))
    client = client_of(agent)
    assert "Dele Adeyemi" not in text_of(client.get(f"{LIST}new/"))
    sent = {"words": WORDS, "channel": "call", "said_on": "2026-11-05"}
    text = text_of(client.post(f"{LIST}new/", {**sent, "do": "find"}))
    assert "Dele Adeyemi" in text
    assert "Tom Fisher" not in text
    client.post(f"{LIST}new/", {**sent, "people": [colleague.pk]})
    assert Praise.objects.get().people.get() == colleague
    text = text_of(client.post(f"{LIST}new/", {**sent, "words": "x", "people": [stranger.pk]}))
    assert "is not in that team" in text
