"""What customers said: written down once, passed on once, for those who may read it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.praise import add_praise, say_for_whom, tell_them, withdraw_praise
from feedback.models import Kudos, Praise
from feedback.permissions.praise import praise_visible_to
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice
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
