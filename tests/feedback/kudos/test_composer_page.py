"""The composer without a script: everything it does is a plain form, and no word is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from feedback.actions.kudos import take_back
from feedback.models import Kudos, Strength, Visibility
from feedback.queries.people import search
from teams import evidence
from teams.evidence import Fact
from teams.models import User
from tests.feedback.kudos_scene import NOW, WORDS, thanks

pytestmark = pytest.mark.django_db
NEW = "/kudos/new/"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def facts(monkeypatch):
    """Jin settled cases on Tuesday, as another app tells it to who leads North."""

    def known(viewer, people, since, until):
        at = NOW - timedelta(days=3)
        words = "settled 31 billing cases, so none came back"
        for pk in people:
            yield Fact(pk, "escalation", 1184, at, words, "Escalation 1184", "/escalations/1184/")

    monkeypatch.setattr(evidence, "_sources", {"test": known})


@pytest.fixture
def page(client_of, supervisor):
    """Marcus's browser: what a page says after a form was sent, or where it leads."""
    client = client_of(supervisor)

    def send(**sent):
        answer = client.post(NEW, sent, follow=True)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    send.client = client
    return send


def test_a_name_is_enough_and_the_words_are_shared_with_the_team(page, agent, north):
    text = page(who="jin", words=WORDS, do="share")
    kudos = Kudos.objects.get()
    assert (kudos.words, kudos.visibility, kudos.team) == (WORDS, Visibility.TEAM, north)
    assert "Shared with North. Jin will hear of it." in text
    assert f'action="/kudos/{kudos.pk}/back/"' in text


def test_sent_privately_and_to_everyone(page, agent):
    page(to=agent.pk, words=WORDS, do="private", everyone="1")
    page(to=agent.pk, words="Other.", do="share", everyone="1")
    assert {one.visibility for one in Kudos.objects.all()} == {"private", "public"}


def test_what_the_words_say_is_ticked_and_what_is_missing_is_asked_for_by_name(page, agent):
    text = page(to=agent.pk, words="On Tuesday you rang the depot.", do="look")
    assert "Rang the depot" in text
    assert "Two of three. Add what it changed, so Jin knows to do it again." in text
    assert "Kind already. What did Jin do, and what did it change?" in page(
        to=agent.pk, words="Great job!", do="look"
    )
    assert not Kudos.objects.exists()


def test_a_vague_one_is_shared_all_the_same(page, agent):
    page(to=agent.pk, words="Great job!", do="share")
    assert Kudos.objects.get().words == "Great job!"


def test_a_name_that_several_bear_is_asked_about_and_the_words_stay(page, agent, colleague, north):
    from tests.cast import _person

    _person("Jin Lee", "jinlee", north, "agent")
    text = page(who="jin p", words=WORDS, do="look")
    assert f'name="to" value="{agent.pk}" checked' in text
    text = page(who="ji", words=WORDS, do="share")
    assert "Several people may be “ji”" in text
    assert WORDS in text
    page(who="ji", to=agent.pk, words=WORDS, do="share")
    assert Kudos.objects.get().recipients.get().user == agent


def test_nobody_of_that_name_and_no_words_keep_what_was_written(page, agent):
    assert WORDS in page(who="Nobody", words=WORDS, do="share")
    text = page(to=agent.pk, words=" ", do="share")
    assert "Say what they did, in a few words." in text
    assert f'value="{agent.pk}" checked' in text
    assert WORDS in page(words=WORDS, do="share")
    assert not Kudos.objects.exists()


def test_too_many_strengths_are_refused_where_they_are_chosen(page, agent):
    chosen = list(Strength.objects.values_list("slug", flat=True)[:4])
    text = page(to=agent.pk, words=WORDS, strengths=chosen, do="share")
    led_to = re.search(r'<a href="#([\w-]+)">Choose 3 at most', text)[1]
    assert re.search(rf'<input type="checkbox" name="strengths" id="{led_to}"', text)
    assert "<details open" in text.replace(' class="unfold composer__more"', "")
    assert not Kudos.objects.exists()


def test_an_offered_fact_is_put_in_and_stays_attached(page, agent, facts):
    text = page(to=agent.pk, words="Thank you.", do="look")
    assert "Settled 31 billing cases" in text
    text = page(to=agent.pk, words="Thank you.", add="act")
    assert "Thank you. You settled 31 billing cases, so none came back." in text
    assert 'name="fact" value="escalation-1184" checked' in text
    page(to=agent.pk, words="Thank you.", fact="escalation-1184", do="share")
    kudos = Kudos.objects.get()
    assert (kudos.link_label, kudos.link_url) == ("Escalation 1184", "/escalations/1184/")


def test_a_fact_that_is_not_known_of_them_is_left_out(page, agent, facts):
    page(to=agent.pk, words=WORDS, fact="escalation-7", do="share")
    assert Kudos.objects.get().link_label == ""


def test_from_a_gap_person_and_fact_are_filled_in(page, agent, facts):
    for to in (agent.pk, "jin"):
        text = page.client.get(NEW, {"to": to, "fact": "escalation-1184"}).content.decode()
        assert f'value="{agent.pk}" checked' in text
        assert "Escalation 1184" in text


def test_taken_back_its_words_stand_in_the_composer_again(page, supervisor, agent):
    page(to=agent.pk, words=WORDS, strengths="owned-it", do="share")
    kudos = Kudos.objects.get()
    answer = page.client.post(f"/kudos/{kudos.pk}/back/", follow=True)
    text = unescape(answer.content.decode())
    assert "It is as if it had never been." in text
    assert WORDS in text
    assert 'value="owned-it" checked' in text


def test_taken_back_a_private_one_is_sent_privately_again_and_keeps_what_it_rests_on(
    page, supervisor, agent, facts
):
    page(to=agent.pk, words=WORDS, fact="escalation-1184", do="private")
    kudos = Kudos.objects.get()
    answer = page.client.post(f"/kudos/{kudos.pk}/back/", follow=True)
    text = unescape(answer.content.decode())
    nearest = re.search(r'value="(\w+)" data-share', text)[1]
    assert nearest == "private"
    assert "You had sent it privately." in text
    assert 'name="fact" value="escalation-1184" checked' in text
    # A look at it does not forget.
    text = page(to=agent.pk, words=WORDS, was_private="1", do="look")
    assert re.search(r'value="(\w+)" data-share', text)[1] == "private"
    text = page(to=agent.pk, words=WORDS, do="look")
    assert re.search(r'value="(\w+)" data-share', text)[1] == "share"


def test_whose_team_reads_it_is_said_before_it_is_sent(page, agent, stranger, south):
    said = "it is read by {} and by whom you thank."
    text = page.client.post("/kudos/new/lines/", {"to": agent.pk, "words": ""}).content.decode()
    assert said.format("North") in text
    assert said.format("South") in page(to=[stranger.pk], words=WORDS, do="look")
    assert said.format("South") in page(to=[f"team-{south.pk}"], words=WORDS, do="look")
    assert "it is read by" not in page(words=WORDS, do="look")


def test_case_03_what_somebody_else_took_back_is_nobody_elses(
    client_of, manager, supervisor, agent
):
    kudos = thanks(supervisor, agent)
    take_back(supervisor, kudos, now=NOW)
    for person in (manager, agent):
        text = client_of(person).get(NEW, {"again": kudos.pk}).content.decode()
        assert "depot" not in text


def test_case_04_oneself_cannot_be_slipped_in_by_number(page, supervisor, agent):
    text = page(to=[agent.pk, supervisor.pk], words=WORDS, do="share")
    assert "Somebody you chose is not here." in text
    assert WORDS in text
    assert not Kudos.objects.exists()


@pytest.mark.parametrize("value", ["0", "-1", "9" * 17, "9" * 40, "team-0", "team-", "x", "\x00"])
def test_case_02_numbers_of_nobody_are_refused_alike(page, value):
    assert "Somebody you chose is not here." in page(to=value, words=WORDS, do="share")


def test_case_02_whoever_left_is_neither_found_nor_thanked(page, deactivated):
    assert "Lena" not in page.client.get("/kudos/new/people/", {"who": "le"}).content.decode()
    assert "Somebody you chose is not here." in page(to=deactivated.pk, words=WORDS, do="share")


def test_the_list_offers_ones_own_team_first(page, agent, stranger, other_supervisor, north, south):
    from tests.cast import _person

    _person("Jim Abel", "jim", south, "agent")
    text = page.client.get("/kudos/new/people/", {"who": "ji"}).content.decode()
    assert text.index("Jin Park") < text.index("Jim Abel")
    assert "The whole team" in page.client.get("/kudos/new/people/?who=sou").content.decode()
    assert "Marcus" not in page.client.get("/kudos/new/people/?who=mar").content.decode()


PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


def test_case_05_words_are_words_wherever_they_stand(page, client_of, supervisor, agent, manager):
    agent.name = PAYLOAD[:100]
    agent.save()
    page(to=agent.pk, words=PAYLOAD, do="share")
    kudos = Kudos.objects.get()
    client_of(manager).post(f"/kudos/{kudos.pk}/reply/", {"words": PAYLOAD})
    shown = [
        page.client.get(url).content.decode()
        for url in (
            "/kudos/",
            f"/kudos/{kudos.pk}/",
            f"{NEW}?to={agent.pk}&who={PAYLOAD}",
            "/inbox/",
        )
    ]
    shown += [
        page.client.get("/kudos/new/people/", {"who": "<script"}).content.decode(),
        page.client.post("/kudos/new/lines/", {"to": agent.pk, "words": PAYLOAD}).content.decode(),
        client_of(agent).get("/inbox/").content.decode(),
    ]
    for text in shown:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert reverse("feedback:kudos_item", args=[kudos.pk]) in shown[0]


@pytest.fixture
def two_facts(monkeypatch):
    """Jin did two things, on Wednesday the 18th and on Monday the 16th."""

    def known(viewer, people, since, until):
        for pk in people:
            for days, number, words in (
                (2, 1184, "settled 31 billing cases, so none came back"),
                (4, 1160, "rewrote the refund macro"),
            ):
                at = NOW - timedelta(days=days)
                label, url = f"Escalation {number}", f"/escalations/{number}/"
                yield Fact(pk, "escalation", number, at, words, label, url)

    monkeypatch.setattr(evidence, "_sources", {"test": known})


def days_offered(text):
    return re.findall(r'data-insert="It was on ([^"]+)\."', text)


def test_the_moment_offered_is_that_of_what_the_words_say(page, agent, two_facts):
    # Nothing stands there yet: the day of the act that is offered beside it.
    assert days_offered(page(to=agent.pk, words="", do="look")) == ["Wednesday 18 November"]
    with_act = page(to=agent.pk, words="Thank you.", add="act")
    assert "You settled 31 billing cases" in with_act
    assert days_offered(with_act) == ["Wednesday 18 November"]
    text = page(to=agent.pk, words="You rewrote the refund macro.", do="look")
    assert days_offered(text) == ["Monday 16 November"]


def test_no_moment_is_offered_where_it_could_be_untrue(page, agent, two_facts):
    both = "You settled 31 billing cases, so none came back. You rewrote the refund macro."
    assert days_offered(page(to=agent.pk, words=both, do="look")) == []
    # Their own words tell of something else: of which day, they know.
    assert days_offered(page(to=agent.pk, words="You rang the depot.", do="look")) == []
    came_for = page(to=agent.pk, words="You rang the depot.", fact="escalation-1160", do="look")
    assert days_offered(came_for) == ["Monday 16 November"]


def test_a_moment_is_offered_for_the_only_fact_once_it_stands_there(page, agent, facts):
    words = "You settled 31 billing cases, so none came back."
    assert days_offered(page(to=agent.pk, words=words, do="look")) == ["Tuesday 17 November"]


def test_half_a_name_is_asked_about_even_where_one_alone_bears_it(page, agent):
    text = page(who="Ji", words=WORDS, do="share")
    assert "Is “Ji” Jin Park? Tick the name if it is." in text
    assert WORDS in text
    assert not Kudos.objects.exists()
    page(who="Ji", to=agent.pk, words=WORDS, do="share")
    assert Kudos.objects.get().recipients.get().user == agent


@pytest.mark.parametrize("typed", ["jin", "Park", "JIN PARK"])
def test_a_whole_name_is_enough(page, agent, typed):
    page(who=typed, words=WORDS, do="share")
    assert Kudos.objects.get().recipients.get().user == agent


@pytest.mark.parametrize("typed", ["öst", "Öst", "ÖST", "åke", "Åke"])
def test_names_are_found_whatever_their_capitals(supervisor, agent, typed):
    User.objects.filter(pk=agent.pk).update(name="Östen Åkesson")
    found = search(supervisor, typed, NOW.date())
    assert [one.name for one in found] == ["Östen Åkesson"]
