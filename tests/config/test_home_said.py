"""What was last said in thanks stands on *Today*, for those who may read it; and what one can begin from there."""

from datetime import datetime, timedelta

import pytest

from feedback.actions.kudos import give, take_back
from feedback.actions.kudos_answers import hide
from feedback.models import Visibility
from tests.scene import NOW

pytestmark = pytest.mark.django_db

WORDS = "You let Mrs Okafor finish her whole story, so she felt listened to."


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def today(client_of):
    def text(person):
        return " ".join(client_of(person).get("/").content.decode().split())

    return text


def said(author, *people, at=NOW - timedelta(minutes=53), **named):
    return give(author, to=list(people), words=WORDS, now=at, **named)


def test_who_leads_and_who_works_beside_them_read_the_last_thanks(today, manager, agent, colleague):
    kudos = said(colleague, agent)
    text = today(manager)
    assert "Said this morning" in text
    assert WORDS in text
    assert f'<a href="/kudos/{kudos.pk}/">Dele to Jin</a>, 08:12' in text


def test_one_reads_there_neither_ones_own_words_nor_those_to_oneself(today, agent, colleague):
    said(colleague, agent)
    assert "Said this morning" not in today(colleague)
    assert "Said this morning" not in today(agent)


def test_private_words_stand_on_no_one_elses_page(today, manager, agent, colleague):
    said(colleague, agent, visibility=Visibility.PRIVATE)
    assert WORDS not in today(manager)


def test_what_is_kept_to_oneself_goes_from_there(today, manager, agent, colleague):
    kudos = said(colleague, agent)
    assert WORDS in today(manager)
    hide(agent, kudos, now=NOW)
    assert WORDS not in today(manager)


def test_what_was_taken_back_goes_from_there(today, manager, agent, colleague):
    kudos = said(colleague, agent, at=NOW - timedelta(seconds=20))
    assert WORDS in today(manager)
    take_back(colleague, kudos, now=NOW)
    assert WORDS not in today(manager)


def test_another_team_does_not_read_it(today, other_supervisor, agent, colleague):
    said(colleague, agent)
    assert WORDS not in today(other_supervisor)


@pytest.mark.parametrize(
    ("at", "now", "title"),
    [
        ("2025-11-20T08:12", "2025-11-20T09:05", "Said this morning"),
        ("2025-11-20T08:12", "2025-11-20T16:30", "Said this morning"),
        ("2025-11-20T12:00", "2025-11-20T16:30", "Said today"),
        ("2025-11-19T00:00", "2025-11-20T09:05", "Said yesterday"),
        ("2025-11-18T23:59", "2025-11-20T09:05", ""),
    ],
)
def test_it_says_when_that_was(today, time_machine, manager, agent, colleague, at, now, title):
    time_machine.move_to(datetime.fromisoformat(at + "+00:00"), tick=False)
    said(colleague, agent, at=datetime.fromisoformat(at + "+00:00"))
    time_machine.move_to(datetime.fromisoformat(now + "+00:00"), tick=False)
    text = today(manager)
    assert (title in text and WORDS in text) if title else "Said " not in text


def test_from_today_one_begins_a_log_and_a_thanks(today, manager, agent):
    for person in (manager, agent):
        text = today(person)
        head = text[
            text.index('class="head__actions') : text.index(
                "</header>", text.index('class="head__actions')
            )
        ]
        assert 'href="/escalations/new/"' in head
        assert 'href="/kudos/new/"' in head
