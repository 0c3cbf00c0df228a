"""What others do with a thanks: they saw it too, answer it; whoever got it keeps it to themself."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.kudos import take_back
from feedback.actions.kudos_answers import (
    LONGEST_REPLY,
    hide,
    hide_reply,
    reply,
    say_saw,
    take_reply_back,
    unsay_saw,
)
from feedback.models import Kudos, Reply, Saw
from feedback.permissions.kudos import kudos_visible_to
from feedback.queries.huddle import candidates
from feedback.queries.kudos import cards_of, kudos_page, with_parts
from feedback.queries.received import thanks_of
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice
from teams.words import words_for
from tests.feedback.kudos_scene import NOW, SECOND, WORDS, thanks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kudos(supervisor, agent):
    return thanks(supervisor, agent)


def cards(viewer):
    return cards_of(with_parts(kudos_visible_to(viewer), viewer), viewer, NOW)


def told(person):
    return [one.text for one in Notice.objects.filter(user=person, kind="feedback.seen_too")]


def test_saw_too_counts_each_once_and_tells_the_two_once(
    kudos, supervisor, agent, colleague, manager
):
    for person in (colleague, colleague, manager):
        say_saw(person, kudos, now=NOW)
    assert Kudos.objects.get().saw == Saw.objects.count() == 2
    assert told(supervisor) == told(agent) == ["Dele Adeyemi saw it too."]
    unsay_saw(colleague, kudos, now=NOW)
    unsay_saw(colleague, kudos, now=NOW)
    assert Kudos.objects.get().saw == 1
    # Whoever does not say so any more is not named.
    assert told(supervisor) == told(agent) == ["Priya Nair saw it too."]
    unsay_saw(manager, kudos, now=NOW)
    assert (Kudos.objects.get().saw, told(agent)) == (0, [])


def test_case_04_neither_the_author_nor_whoever_is_thanked_saw_it_too(kudos, supervisor, agent):
    for person in (supervisor, agent):
        with pytest.raises(PermissionDenied):
            say_saw(person, kudos, now=NOW)
    assert Kudos.objects.get().saw == 0


def test_case_03_nobody_answers_what_they_may_not_read(
    supervisor, agent, colleague, stranger, administrator
):
    private = thanks(supervisor, agent, visibility="private")
    for person in (colleague, stranger, administrator):
        for act in (
            lambda: say_saw(person, private, now=NOW),  # noqa: B023
            lambda: unsay_saw(person, private, now=NOW),  # noqa: B023
            lambda: reply(person, private, words="Me too.", now=NOW),  # noqa: B023
            lambda: hide(person, private, now=NOW),  # noqa: B023
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert not Saw.objects.exists()
    assert not Reply.objects.exists()


def test_an_answer_stands_once_and_is_told_to_the_others_of_the_two(kudos, supervisor, agent):
    reply(agent, kudos, words="Thank you.", now=NOW)
    reply(agent, kudos, words="Thank you. ", now=NOW + SECOND)
    assert [one.words for one in Reply.objects.all()] == ["Thank you."]
    assert (told(supervisor), told(agent)) == (["Jin Park answers a thanks."], [])
    assert Notice.objects.get(user=supervisor).detail == "Thank you."


def test_case_03_the_answer_to_a_private_one_stands_in_no_notice(supervisor, agent):
    private = thanks(supervisor, agent, visibility="private")
    reply(agent, private, words="It was hard for me.", now=NOW)
    assert Notice.objects.get(user=supervisor).detail == ""


def test_case_03_no_record_says_whom_a_private_one_thanks(supervisor, agent):
    private = thanks(supervisor, agent, visibility="private")
    said = reply(agent, private, words="It was hard for me.", now=NOW)
    hide_reply(agent, said, now=NOW)
    take_reply_back(agent, said, now=NOW)
    for hidden in (True, False):
        hide(agent, private, hidden=hidden, now=NOW)
    about = AuditEntry.objects.filter(kind="feedback.kudos", object_id=private.pk)
    assert [(one.actor, one.verb) for one in about] == [(supervisor, "thanked")]


def test_an_answer_is_taken_back_by_whoever_wrote_it_alone(
    client_of, kudos, supervisor, agent, colleague
):
    said = reply(colleague, kudos, words="About time too.", now=NOW)
    for person in (supervisor, agent):
        with pytest.raises(PermissionDenied):
            take_reply_back(person, said, now=NOW)
    path = f"/kudos/{kudos.pk}/reply/{said.pk}/"
    assert client_of(supervisor).post(path, {"do": "back"}).status_code == 403
    answer = client_of(colleague).post(path, {"do": "back"}, follow=True).content.decode()
    assert "Your answer is taken back." in answer
    for person in (supervisor, agent, colleague):
        assert kudos_page(with_parts(Kudos.objects, person).get(), person, NOW).replies == ()
    assert told(supervisor) == told(agent) == []
    # Said again, it is another answer.
    assert reply(colleague, kudos, words="About time too.", now=NOW + SECOND) != said


def test_whoever_is_thanked_keeps_an_answer_from_others_and_shows_it_again(
    client_of, kudos, supervisor, agent, colleague, manager
):
    said = reply(colleague, kudos, words="About time too.", now=NOW)

    def read_by():
        return [
            person.username
            for person in (supervisor, agent, colleague, manager)
            if kudos_page(with_parts(Kudos.objects, person).get(), person, NOW).replies
        ]

    for person in (supervisor, colleague, manager):
        with pytest.raises(PermissionDenied):
            hide_reply(person, said, now=NOW)
    assert read_by() == ["marcus", "jin", "dele", "priya"]
    path, jin = f"/kudos/{kudos.pk}/reply/{said.pk}/", client_of(agent)
    assert "Keep it from others" in jin.get(f"/kudos/{kudos.pk}/").content.decode()
    text = jin.post(path, {"do": "hide"}, follow=True).content.decode()
    assert "Only those who are thanked and whoever wrote it read this answer." in text
    assert read_by() == ["jin", "dele"]
    assert told(supervisor) == []
    jin.post(path, {"do": "show"})
    assert read_by() == ["marcus", "jin", "dele", "priya"]
    # An answer beneath another thanks is not there.
    other = thanks(supervisor, agent, words="Other.")
    assert jin.post(f"/kudos/{other.pk}/reply/{said.pk}/", {"do": "hide"}).status_code == 404


@pytest.mark.parametrize("words", [" ", "x" * (LONGEST_REPLY + 1)])
def test_an_answer_without_words_or_with_too_many_is_refused(kudos, agent, words):
    with pytest.raises(ActionRefused) as refused:
        reply(agent, kudos, words=words, now=NOW)
    assert refused.value.field == "words"


def test_taken_back_its_later_notices_go_too(kudos, supervisor, agent, colleague):
    say_saw(colleague, kudos, now=NOW)
    reply(agent, kudos, words="Thank you.", now=NOW)
    take_back(supervisor, kudos, now=NOW + SECOND)
    assert not Notice.objects.exists()


def test_hidden_by_the_only_one_it_is_left_to_the_two(kudos, supervisor, agent, colleague, manager):
    hide(agent, kudos, now=NOW)
    assert [bool(cards(one)) for one in (supervisor, agent, colleague, manager)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert thanks_of(manager, agent, NOW).rows == ()
    assert len(thanks_of(agent, agent, NOW).rows) == 1
    hide(agent, kudos, hidden=False, now=NOW)
    assert cards(colleague)


def test_hidden_by_one_of_several_only_their_name_is_left_out(
    supervisor, agent, colleague, manager
):
    kudos = thanks(supervisor, agent, colleague)
    hide(agent, kudos, now=NOW)
    assert [card.to for card in cards(manager)] == ["Dele"]
    assert [card.to for card in cards(supervisor)] == ["Dele and Jin"]
    assert [card.to for card in cards(colleague)] == ["you and Jin"]
    assert thanks_of(manager, agent, NOW).rows == ()
    assert len(thanks_of(manager, colleague, NOW).rows) == 1


def test_what_hiding_does_is_said_as_it_is(client_of, supervisor, agent, colleague, manager, north):
    def said(kudos, do="hide"):
        path = f"/kudos/{kudos.pk}/hide/"
        return unescape(client_of(agent).post(path, {"do": do}, follow=True).content.decode())

    alone = thanks(supervisor, agent, words="For one.")
    text = said(alone)
    assert "It is off the wall, and stays yours to read." in text
    assert "You keep it off the wall." in text
    assert "It is on the wall again." in said(alone, "show")
    both = thanks(supervisor, agent, colleague, words="For two.")
    text = said(both)
    assert "It is off the wall" not in text
    assert "its words stay there for the others it thanks." in text
    assert "You keep your name off the wall." in text
    whole = thanks(supervisor, to_team=north, words="For all.")
    text = said(whole)
    assert "On the wall it stays, as thanks to all of North." in text
    assert "You keep it off screens and out of huddles." in text


def test_what_one_of_those_thanked_keeps_to_themself_is_read_out_to_no_room(
    supervisor, agent, colleague, north
):
    kudos = thanks(supervisor, agent, colleague)
    assert words_for(north, NOW)
    assert [one.key for one in candidates(north, NOW.date(), NOW)] == [f"kudos:{kudos.pk}"]
    hide(agent, kudos, now=NOW)
    assert words_for(north, NOW) is None
    assert list(candidates(north, NOW.date(), NOW)) == []


def test_a_private_one_for_several_is_not_called_one_for_two(
    client_of, supervisor, agent, colleague
):
    one = thanks(supervisor, agent, visibility="private")
    two = thanks(supervisor, agent, colleague, words="Both.", visibility="private")
    jin = client_of(agent)
    assert "Only the two of you" in jin.get(f"/kudos/{one.pk}/").content.decode()
    text = jin.get(f"/kudos/{two.pk}/").content.decode()
    assert "Only the two of you" not in text
    assert "Only those it is between" in text
    assert [row.between for row in thanks_of(agent, agent, NOW).rows] == [
        "only those it is between", "only the two of you",
    ]  # fmt: skip


def test_case_03_what_it_rests_on_is_named_to_those_it_is_between(supervisor, agent, colleague):
    link = {"link_url": "/ideas/7/", "link_label": "Idea: Labels in two languages"}
    thanks(supervisor, agent, **link)
    thanks(
        supervisor,
        agent,
        words="Other.",
        link_url="/e/",
        link_label="Escalation 1184",
        now=NOW - SECOND,
    )
    seen = {
        one.username: [(card.link_label, card.link_url) for card in cards(one)]
        for one in (agent, colleague)
    }
    assert seen == {
        "jin": [("Idea: Labels in two languages", "/ideas/7/"), ("Escalation 1184", "/e/")],
        "dele": [("", ""), ("", "")],
    }


def test_nobody_hides_for_somebody_else(kudos, supervisor, colleague):
    for person in (supervisor, colleague):
        with pytest.raises(PermissionDenied):
            hide(person, kudos, now=NOW)


def test_case_03_a_private_one_stands_on_the_persons_page_for_the_two_alone(
    supervisor, agent, manager, administrator
):
    thanks(supervisor, agent, visibility="private")
    seen = {one.username: len(thanks_of(one, agent, NOW).rows) for one in
            (supervisor, agent, manager, administrator)}  # fmt: skip
    assert seen == {"marcus": 1, "jin": 1, "priya": 0, "ada": 0}


def test_the_page_of_a_thanks_shows_edits_answers_and_who_saw(
    client_of, kudos, supervisor, agent, colleague
):
    say_saw(colleague, kudos, now=NOW)
    reply(agent, kudos, words="That call stayed with me.", now=NOW)
    marcus, url = client_of(supervisor), f"/kudos/{kudos.pk}/"
    marcus.post(f"{url}edit/", {"words": "Quite other words.", "version": "0"})
    text = client_of(colleague).get(url).content.decode()
    for part in (
        "Quite other words.",
        WORDS,
        "Edited Today",
        "That call stayed with me.",
        "You saw",
    ):
        assert part in text
    assert (
        marcus.post(f"{url}edit/", {"words": "From an old page.", "version": "0"}).status_code
        == 409
    )
    assert Kudos.objects.get().words == "Quite other words."


def test_after_the_minute_the_page_says_that_it_stays(client_of, kudos, supervisor, time_machine):
    time_machine.move_to(NOW + 61 * SECOND, tick=False)
    answer = client_of(supervisor).post(f"/kudos/{kudos.pk}/back/")
    assert answer.status_code == 409
    assert "The minute is over" in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()


def test_a_refused_answer_keeps_its_words(client_of, kudos, agent):
    text = "x" * (LONGEST_REPLY + 1)
    answer = client_of(agent).post(f"/kudos/{kudos.pk}/reply/", {"words": text})
    assert text in answer.content.decode()
    assert not Reply.objects.exists()


def test_who_saw_it_too_is_said_in_one_and_in_many(kudos, colleague, manager, agent):
    def words(viewer):
        return [card.saw_words for card in cards(viewer)]

    assert words(agent) == [""]
    say_saw(colleague, kudos, now=NOW)
    assert (words(agent), words(colleague)) == (["1 person saw this too"], ["You saw this too"])
    say_saw(manager, kudos, now=NOW)
    assert words(agent) == ["2 people saw this too"]
    assert words(colleague) == ["You and 1 other saw this too"]
    Kudos.objects.update(saw=4)
    assert words(colleague) == ["You and 3 others saw this too"]
    page = kudos_page(Kudos.objects.get(), manager, NOW)
    assert page.who_saw == "You and Dele Adeyemi"
    assert kudos_page(Kudos.objects.get(), agent, NOW).who_saw == "Dele Adeyemi and Priya Nair"
