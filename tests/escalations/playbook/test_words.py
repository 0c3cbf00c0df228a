"""Words that have helped: whose they are, thanks, used once a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.words import add_words, put_words_away, say_used
from escalations.models import HelpfulWords, WordsUsed
from teams.models import Notice
from tests.escalations.playbook.things import NOW, a_protocol, refused

pytestmark = pytest.mark.django_db
TEXT = "I’d be fed up too. Here is what I can do before we hang up."


@pytest.fixture
def protocol(supervisor):
    return a_protocol(supervisor).protocol


def test_a_colleague_whose_words_they_are_is_thanked_once(protocol, agent, colleague):
    words = add_words(agent, protocol, text=TEXT, whose=colleague, now=NOW)
    assert add_words(agent, protocol, text=TEXT, whose=colleague, now=NOW) == words
    (told,) = Notice.objects.all()
    assert told.user == colleague
    assert told.text.endswith("Thank you.")
    assert "Jin Park put them there." in told.detail


def test_ones_own_words_are_ones_own(protocol, agent):
    assert add_words(agent, protocol, text=TEXT, now=NOW).whose == agent
    assert not Notice.objects.exists()


def test_words_are_there_once(protocol, agent, colleague):
    add_words(agent, protocol, text=TEXT, now=NOW)
    with refused("text"):
        add_words(colleague, protocol, text=TEXT.upper(), now=NOW)
    with refused("text"):
        add_words(colleague, protocol, text="  ", now=NOW)
    with refused("text"):
        add_words(colleague, protocol, text="x" * 301, now=NOW)


def test_whose_they_are_is_somebody_one_works_with(protocol, agent, stranger, deactivated):
    for person in (stranger, deactivated):
        with refused("whose"):
            add_words(agent, protocol, text=TEXT, whose=person, now=NOW)


def test_used_is_said_once_a_day_and_person(protocol, agent, colleague):
    words = add_words(agent, protocol, text=TEXT, now=NOW)
    for person, days in ((agent, 0), (agent, 0), (agent, 1), (colleague, 0)):
        say_used(person, words, now=NOW + timedelta(days=days))
    days = WordsUsed.objects.filter(person=agent).order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 11, 20), date(2026, 11, 21)]
    assert words.uses.count() == 3


def test_who_may_put_words_away_and_they_come_back_with_what_they_were_used(
    protocol, agent, colleague, stranger, supervisor
):
    words = add_words(agent, protocol, text=TEXT, whose=colleague, now=NOW)
    say_used(agent, words, now=NOW)
    with pytest.raises(PermissionDenied):
        put_words_away(stranger, words, now=NOW)
    for person in (agent, colleague, supervisor):
        put_words_away(person, words, now=NOW)
    words.refresh_from_db()
    with refused():
        say_used(agent, words, now=NOW)
    again = add_words(colleague, protocol, text=TEXT, now=NOW)
    assert again == HelpfulWords.objects.get()
    assert (again.archived_at, again.uses.count()) == (None, 1)


def test_nobody_adds_to_what_they_may_not_read(protocol, agent, supervisor):
    protocol.archived_at = NOW
    protocol.save()
    with pytest.raises(PermissionDenied):
        add_words(agent, protocol, text=TEXT, now=NOW)
